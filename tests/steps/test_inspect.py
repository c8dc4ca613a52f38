"""Workbooks that nobody has mapped: looked at, mapped, read with what was written, and compared with it later."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cli.small_workbook import save
from toolkit.mapping.interpret import interpret
from toolkit.mapping.load import parse_mapping
from toolkit.model.problem import Problem
from toolkit.proposals.drift import Drift
from toolkit.reading.workbook import read_workbook
from toolkit.steps.inspect import compare_files, inspect_files, write_mappings
from toolkit.steps.inventory import read_inventories
from toolkit.steps.mapping import Chosen, choose_by_content, find_mapping

SAMPLES = Path(__file__).parents[2] / "sample_inventories"
NAMES = ("gruenes-amt", "verkehrsamt", "statistikstelle")
HEADINGS = ("Nr.", "Titel", "Beschreibung", "Lizenz", "Link", "Stand", "Personenbezug", "Veröffentlichung", "Bemerkung")
ROWS = [
    (
        f"A-{number:03d}",
        f"Datensatz {word}",
        f"Was es über {word} zu wissen gibt, Jahr für Jahr.",
        "CC BY 4.0",
        f"https://daten.example.org/{number}.csv",
        f"0{number}.03.2024",
        "nein",
        "ja" if number % 2 else "nein",
        "Amt fragen" if number == 3 else None,
    )
    for number, word in enumerate(("Bäume", "Wege", "Bänke", "Brunnen", "Beete", "Teiche"), start=1)
]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return save(tmp_path / "inventar.xlsx", HEADINGS, *ROWS)


def write(file: Path, target: Path, *, force: bool = False) -> tuple[Path, ...]:
    return write_mappings(inspect_files([file]).inspections, target, str, force=force)


def drift_of(file: Path, mapping: Path) -> Drift:
    (drift,) = compare_files([file], mapping)
    return drift


@pytest.mark.parametrize("name", NAMES)
def test_a_written_mapping_reads_the_very_workbook(name: str, tmp_path: Path) -> None:
    (mapping,) = write(SAMPLES / f"{name}.xlsx", tmp_path / "neu.yaml")
    spec = parse_mapping(mapping.read_text(encoding="utf-8"), mapping.name)
    known = parse_mapping(Path("mappings", "inventories", f"{name}.yaml").read_text(encoding="utf-8"), name)
    workbook = read_workbook(SAMPLES / f"{name}.xlsx")
    proposed, given = interpret(workbook, spec), interpret(workbook, known)
    assert proposed.rows == given.rows
    assert [one.dataset.key for one in proposed.described] == [one.dataset.key for one in given.described]
    assert [one.dataset.title for one in proposed.described] == [one.dataset.title for one in given.described]


@pytest.mark.parametrize("name", NAMES)
def test_nothing_differs_right_after_a_mapping_was_written(name: str, tmp_path: Path) -> None:
    (mapping,) = write(SAMPLES / f"{name}.xlsx", tmp_path / "neu.yaml")
    drift = drift_of(SAMPLES / f"{name}.xlsx", mapping)
    assert not drift.breaks
    assert [sheet.lost for table in drift.tables for sheet in table.sheets] == [()] * len(drift.tables)


@pytest.mark.parametrize("name", NAMES)
def test_a_written_mapping_holds_no_mail_address(name: str, tmp_path: Path) -> None:
    (mapping,) = write(SAMPLES / f"{name}.xlsx", tmp_path / "neu.yaml")
    assert "@" not in mapping.read_text(encoding="utf-8")


def test_a_new_workbook_is_understood_without_anyone_writing_yaml(file: Path) -> None:
    (inspection,) = inspect_files([file]).inspections
    assert inspection.proposal.datasets is not None
    meant = {column.column.heading: column.target for column in inspection.proposal.datasets.columns}
    assert meant["Titel"] == "title"
    assert meant["Lizenz"] == "license"
    assert meant["Link"] == "distribution.access_url"
    assert meant["Veröffentlichung"] == "release.publish"
    (inventory,) = read_inventories([file], propose=True)
    assert inventory.proposed
    assert len(inventory.described) == len(ROWS)


def test_a_mapping_is_never_overwritten_without_force(file: Path, tmp_path: Path) -> None:
    target = tmp_path / "mapping.yaml"
    target.write_text("mine", encoding="utf-8")
    with pytest.raises(Problem, match="already there"):
        write(file, target)
    assert target.read_text(encoding="utf-8") == "mine"
    write(file, target, force=True)
    assert "bestand-mapping/1" in target.read_text(encoding="utf-8")


@pytest.mark.parametrize("target", ["fehlt/mapping.yaml", "mapping.txt", "mapping"])
def test_where_no_mapping_can_be_written_that_is_said(file: Path, tmp_path: Path, target: str) -> None:
    with pytest.raises(Problem):
        write(file, tmp_path / target)
    assert [path.name for path in tmp_path.iterdir()] == [file.name]


def test_several_workbooks_get_a_mapping_each_in_a_folder(tmp_path: Path) -> None:
    files = [Path(shutil.copy(SAMPLES / f"{name}.xlsx", tmp_path)) for name in NAMES[:2]]
    inspections = inspect_files(files).inspections
    with pytest.raises(Problem, match="2 mappings"):
        write_mappings(inspections, tmp_path / "eine.yaml", str)
    folder = tmp_path / "mappings"
    folder.mkdir()
    written = write_mappings(inspections, folder, str)
    assert sorted(path.name for path in written) == sorted(f"{name}.yaml" for name in NAMES[:2])


def test_without_a_table_of_datasets_nothing_is_written(tmp_path: Path) -> None:
    file = save(tmp_path / "notiz.xlsx", ("Bitte bis Freitag an das Amt zurückschicken.",))
    look = inspect_files([file])
    assert not look.is_complete
    with pytest.raises(Problem, match="no table of datasets"):
        write(file, tmp_path / "mapping.yaml")


def test_a_file_that_cannot_be_read_does_not_keep_the_others_from_being_looked_at(file: Path, tmp_path: Path) -> None:
    broken = tmp_path / "kaputt.xlsx"
    broken.write_bytes(file.read_bytes()[:3000])
    look = inspect_files([file, broken])
    assert len(look.inspections) == 1
    assert [one.file for one in look.unread] == [broken]
    with pytest.raises(Problem):
        inspect_files([broken])


def test_resources_in_another_workbook_are_put_together_with_their_datasets(file: Path, tmp_path: Path) -> None:
    rows = [(f"R{number}", row[0], f"{row[1]} als Tabelle", "CSV", row[4]) for number, row in enumerate(ROWS)]
    other = save(
        tmp_path / "ressourcen.xlsx", ("Ressourcen-ID", "Datensatz-Nr.", "Titel", "Format", "Link"), *rows,
        sheet="Ressourcen",
    )  # fmt: skip
    (inspection,) = inspect_files([other, file]).inspections
    assert [workbook.name for workbook in inspection.workbooks] == ["inventar.xlsx", "ressourcen.xlsx"]
    (mapping,) = write_mappings([inspection], tmp_path / "inventar.yaml", str)
    (inventory,) = read_inventories([file], str(mapping))
    assert any(one.dataset.distributions for one in inventory.described)
    assert not drift_of(file, mapping).breaks


def test_a_column_that_was_renamed_since_is_lost_with_an_alias_to_paste(file: Path, tmp_path: Path) -> None:
    (mapping,) = write(file, tmp_path / "mapping.yaml")
    later = save(tmp_path / "neu.xlsx", ("Nr.", "Titel", "Beschreibung", "Lizenzangabe", *HEADINGS[4:]), *ROWS)
    drift = drift_of(later, mapping)
    (lost,) = drift.tables[0].sheets[0].lost
    assert (lost.name, lost.renamed.column.heading if lost.renamed else "") == ("Lizenz", "Lizenzangabe")
    assert drift.breaks
    text = mapping.read_text(encoding="utf-8").replace("    Lizenz: license", f"    {lost.snippet}")
    mapping.write_text(text, encoding="utf-8")
    assert not drift_of(later, mapping).breaks


def choose(file: Path, wanted: str | None = None, *, propose: bool = False) -> Chosen:
    return find_mapping(file, wanted) or choose_by_content(file, read_workbook(file), propose=propose)


def test_the_mapping_is_chosen_in_a_fixed_order(file: Path, tmp_path: Path) -> None:
    sample = Path(shutil.copy(SAMPLES / "gruenes-amt.xlsx", tmp_path / "inventar-2025.xlsx"))
    assert find_mapping(sample, None) is None
    assert choose(sample).name == "gruenes-amt"
    assert "headings" in str(choose(sample).why)
    with pytest.raises(Problem, match="there is no mapping for inventar"):
        choose(file)
    proposed = choose(file, propose=True)
    assert proposed.proposed
    write(file, tmp_path / "inventar.yaml")
    beside = choose(file, propose=True)
    assert (beside.name, beside.proposed) == ("inventar.yaml", False)
    named = choose(file, "verkehrsamt", propose=True)
    assert named.name == "verkehrsamt"


POOL = (
    "Titel", "Beschreibung", "Thema", "Stichworte", "Amt", "Ansprechpartner", "E-Mail", "Lizenz", "Turnus", "Stand",
    "Zeitraum von", "Format", "Link", "Personenbezug", "Open Data", "Bemerkung", "Speicherort", "Frobnik", "", "Titel",
    "Lizenz: Art", "2024", "# Nr", "- x", "ja", "Größe\n(KB)",
)  # fmt: skip
CELLS = st.sampled_from(
    ["ja", "nein", "mal sehen", "Umwelt", "CC BY 4.0", "Datenlizenz DE", "jährlich", "2024", "03/2024", "k. A.", None,
     "https://a.example/x", "a; b, c", "CSV", "Amt 61", "Bäume: alle # Arten", "amt@example.org", 12, 3.5, True]
)  # fmt: skip


@st.composite
def sheets(draw: st.DrawFn) -> list[list[Any]]:
    """Draw a sheet with a key and a title, other columns in any order, and perhaps a banner and blank rows."""
    headings = ["Nr.", "Bezeichnung", *draw(st.lists(st.sampled_from(POOL), max_size=8))]
    count = draw(st.integers(3, 8))
    rows = [[f"K{n}", f"Datensatz {n}", *(draw(CELLS) for _ in headings[2:])] for n in range(count)]
    above = draw(st.sampled_from([[], [["Dateninventar 2024, Stand 1.3."]], [["Inventar"], []]]))
    return [*above, headings, *rows]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sheets())
def test_any_inventory_gives_a_mapping_that_parses_and_reads_it(tmp_path: Path, rows: list[list[Any]]) -> None:
    file = save(tmp_path / "beliebig.xlsx", *rows)
    inspections = inspect_files([file]).inspections
    if not inspections[0].has_datasets:
        return
    for mapping in write_mappings(inspections, tmp_path / "beliebig.yaml", str, force=True):
        text = mapping.read_text(encoding="utf-8")
        interpret(read_workbook(file), parse_mapping(text, mapping.name))
        assert not drift_of(file, mapping).breaks
