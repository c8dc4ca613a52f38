"""Sheets with earlier states of a table are told from sheets that share one table."""

from __future__ import annotations

import pytest

from tests.proposals.small_dictionary import build_table, propose
from toolkit.model.table import Table

HEADER = ("Kennung", "Titel", "Lizenz")


def build_state(name: str, *titles: str) -> Table:
    return build_table(HEADER, *((f"K{place}", title, "CC0") for place, title in enumerate(titles)), name=name)


@pytest.mark.parametrize(
    ("names", "newest"),
    [
        (("2021", "2022", "2023"), "2023"),
        (("Stand 2023", "Stand 2022"), "Stand 2023"),
        (("Inventar", "Inventar alt"), "Inventar"),
        (("Archiv", "Bestand"), "Bestand"),
        (("Inventar", "erledigt"), "Inventar"),
        (("Inventory 2024", "Inventory 2024 old"), "Inventory 2024"),
    ],
)
def test_the_newest_state_is_the_inventory_and_the_others_say_what_they_are(
    names: tuple[str, ...], newest: str
) -> None:
    states = [build_state(name, "Baumkataster", "Radwege", f"Neues aus {name}") for name in names]
    found = propose(*states)
    assert found.datasets is not None
    assert [block.sheet.name for block in found.datasets.blocks] == [newest]
    assert [table.blocks[0].sheet.name for table in found.others] == [name for name in names if name != newest]
    for table in found.others:
        assert f"earlier state of the table on “{newest}”" in str(table.key_evidence[0])


@pytest.mark.parametrize("names", [("2022", "2023"), ("Amt 61", "Amt 66"), ("Karten", "Listen")])
def test_sheets_with_rows_of_their_own_are_one_table(names: tuple[str, str]) -> None:
    found = propose(build_state(names[0], "Baumkataster", "Radwege"), build_state(names[1], "Haltestellen", "Brunnen"))
    assert found.datasets is not None
    assert len(found.datasets.blocks) == 2
    assert found.others == ()


def test_sheets_whose_names_tell_no_order_stay_one_table() -> None:
    states = (build_state(name, "Baumkataster", "Radwege") for name in ("Karten", "Listen"))
    found = propose(*states)
    assert found.datasets is not None
    assert len(found.datasets.blocks) == 2
