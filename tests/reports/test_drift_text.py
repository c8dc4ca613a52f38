"""What changed since a mapping was made, as a department reads it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.mapping.small_inventory import build_mapping, build_sheet, build_workbook
from tests.proposals.small_proposal import propose_table
from toolkit.model.survey import Survey
from toolkit.proposals.drift import Drift, compare
from toolkit.proposals.proposal import Proposal
from toolkit.reading.tables import locate_table
from toolkit.reports.drift import build_drift_text
from toolkit.reports.ink import Ink
from toolkit.reports.language import Translator

COLUMNS: dict[str, Any] = {
    "Titel": "title",
    "Lizenz": "license",
    "Notiz": {"ignore": "internal"},
    "Frei": {"release": "publish"},
}
MADE_FOR = {"file": "alt.xlsx", "rows": 9, "headings": ["Nr.", "Titel", "Lizenz", "Frei", "Notiz", "Offen"]}


@pytest.fixture
def drift() -> Drift:
    headings = ("Nr.", "Titel", "Lizenzangabe zum Datensatz", "Offen", "Frei", "Thema")
    sheet = build_sheet(headings, ("1", "Bäume", "CC0", "x", "mal sehen", "Umwelt"))
    mapping = build_mapping(COLUMNS, made_for=MADE_FOR, expect={"min": 4})
    table = propose_table(sheet, {"Thema": {"target": "themes"}})
    survey = Survey((locate_table(sheet, (1,)),), ())
    return compare(mapping, "amt.yaml", [build_workbook(sheet)], [survey], Proposal("amt", "", table, None))


def test_each_difference_is_told_with_what_to_do(drift: Drift) -> None:
    text = " ".join(build_drift_text(drift, Translator("en"), Ink(width=80)).split())
    for part in (
        "inventar.xlsx compared with the mapping “amt.yaml”",
        "datasets: 1 row, formerly 9",
        "! the mapping expects ≥ 4 rows",
        "- lost: “Lizenz”: licence (license)",
        "perhaps renamed: C “Lizenzangabe zum Datensatz”",
        "Lizenz: {field: license, aliases: [Lizenzangabe zum Datensatz]}",
        "- lost: “Notiz”, which the mapping ignores or can do without",
        "+ new: F “Thema”, probably themes (themes)",
        "? E “Frei”: 1 value that the mapping does not cover “mal sehen” in E2",
        "· 1 column is still not in the mapping: D “Offen”",
        "~ 1 column stands elsewhere, which does not matter",
        "cannot read this file any more",
    ):
        assert part in text


@pytest.mark.parametrize("width", [72, 80, 120])
def test_it_stays_on_one_screen_of_any_width(drift: Drift, width: int) -> None:
    lines = build_drift_text(drift, Translator("en"), Ink(width=width)).splitlines()
    assert len(lines) <= 24
    assert [line for line in lines if len(line) > width] == []
