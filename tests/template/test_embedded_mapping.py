"""The mapping inside a template: it reads the workbook back, and reaches nothing outside of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from toolkit.mapping.interpret import Interpretation, interpret
from toolkit.mapping.load import parse_mapping
from toolkit.model.grid import Workbook
from toolkit.model.handback import MAPPING_SHEET
from toolkit.model.path import read_path
from toolkit.model.problem import Problem, Stopped
from toolkit.reading.workbook import read_workbook
from toolkit.steps.inventory import read_inventory
from toolkit.steps.mapping import choose_by_content
from toolkit.template.design import build_layout
from toolkit.template.embedded import build_mapping_text, parse_embedded, read_embedded, require_filled
from toolkit.template.layout import Column, Kind, Layout
from toolkit.template.workbook import write_template
from toolkit.vocabularies.load import load_vocabulary

VALUES: dict[str, tuple[Any, Any]] = {
    "spatial.uri": ("07315000", "http://dcat-ap.de/def/politicalGeocoding/municipalityKey/07315000"),
    "spatial.geometry": ('{"type": "Point", "coordinates": [8.2, 49.9]}', None),
    "temporal_resolution": ("P1M", "P1M"),
    "spatial_resolution": (10, "10"),
    "byte_size": (1200, 1200),
    "contact.phone": ("06131 120", "+49 6131 120"),
    "temporal.start": ("2008", "2008"),
    "temporal.end": ("2010-03", "2010-03"),
    "path": (None, None),
}
"""What a cell of a field may hold, and what it is read as; None leaves it out, or says nothing of what it becomes."""


def sample(column: Column, number: int = 0) -> tuple[Any, Any]:
    """Give something that may stand in a column, and its canonical value."""
    if column.path in VALUES:
        return VALUES[column.path]
    if column.vocabulary:
        choice = column.choices[number % len(column.choices)]
        found: Any = load_vocabulary(column.vocabulary).find(choice)
        return (choice, (found.concept.uri,)) if column.kind is Kind.CHOICES else (choice, found.concept.uri)
    match column.kind:
        case Kind.DATE:
            return dt.date(2024, 3, 1 + number % 28), f"2024-03-{1 + number % 28:02d}"
        case Kind.ADDRESS:
            return f"https://example.org/{column.path}/{number}", f"https://example.org/{column.path}/{number}"
        case Kind.MAILBOX:
            return "amt@example.org", "amt@example.org"
        case Kind.LIST if "\n" in column.separator:
            texts = (f"https://example.org/a;{number}", "https://example.org/b")
            return "\n".join(texts), texts
        case Kind.LIST:
            return f"wort{number}; zwei", (f"wort{number}", "zwei")
    return f"{column.heading} {number}", f"{column.heading} {number}"


def build_row(columns: tuple[Column, ...], number: int = 0, **cells: Any) -> dict[str, Any]:
    """Make a row in which every column is filled; questions are answered with their first answer."""
    row: dict[str, Any] = {}
    for one in columns:
        value = one.choices[0] if one.question else sample(one, number)[0] if one.path else None
        if value is not None:
            row[one.heading] = value
    return {**row, **cells}


def read(workbook: Workbook) -> Interpretation:
    text = read_embedded(workbook)
    assert text is not None
    return interpret(workbook, parse_embedded(text, "vorlage.xlsx › _bestand"))


def assert_read(interpretation: Interpretation, layout: Layout, number: int = 0) -> None:
    """Hold what was read against what was written."""
    assert {fault.code for fault in interpretation.faults} <= {"lookup-unused"}
    (described,) = interpretation.described
    (part,) = described.dataset.distributions
    for table, thing in ((layout.datasets, described.dataset), (layout.distributions, part)):
        for one in table.columns:
            expected = sample(one, number)[1] if one.path else None
            if expected is not None:
                assert read_path(thing, one.path) == expected, one.path
    for one in layout.datasets.columns:
        if one.question:
            assert described.answers[one.question].meaning == one.answers[0][1]


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_column_of_the_complete_template_is_read_back(language: str, tmp_path: Path) -> None:
    layout = build_layout(None, language, inventory="amt", every_question=True)
    key, belongs = layout.datasets.key, layout.distributions.dataset
    out = tmp_path / "voll.xlsx"
    first = build_row(layout.datasets.columns, 3, **{key: "007"})
    second = build_row(layout.distributions.columns, 3, **{belongs: "007", layout.distributions.key: "1"})
    write_template(layout, out, [first], [second])
    interpretation = read(read_workbook(out))
    assert_read(interpretation, layout, 3)
    dataset = interpretation.described[0].dataset
    assert (dataset.inventory, dataset.key, dataset.distributions[0].key) == ("amt", "007", "1")


OFFICE = parse_mapping(
    """
format: bestand-mapping/1
inventory: gruen
title: Grünes Amt
organization: {name: gruen, title: Grünes Amt}
lookups: {frequency: {jedes Jahr: ANNUAL}}
nulls: ["-"]
datasets:
  sheet: Daten
  key: Nr.
  columns:
    Bezeichnung: title
    "Text: lang": description
    Thema: {field: themes, split: ",", lookup: {Grünes: ENVI, offen: null}}
    Turnus: frequency
    "Stand # neu": modified
    Lizenz: {field: license, default: dl-zero-de/2.0}
    Raus: {release: publish, answers: {"on": public, "no": nobody}}
    Personen: {release: personal_data}
    Adresse: distribution.access_url
    Format: distribution.format
    Größe (KB): {field: distribution.byte_size, unit: KB}
  constants: {publisher.name: "Stadt: Amt", distribution.rights: frei}
""",
    "gruen.yaml",
)


def test_the_office_s_words_constants_and_organisation_hold_in_its_template(tmp_path: Path) -> None:
    layout = build_layout(OFFICE, "de")
    out = tmp_path / "gruen.xlsx"
    row: dict[str, Any] = {
        "Nr.": "GA-1",
        "Bezeichnung": "Bäume",
        "Thema": "Grünes",
        "Turnus": "jedes Jahr",
        "Raus": "on",
    }
    part: dict[str, Any] = {
        "Gehört zu Datensatz": "GA-1",
        "Distributions-ID": "1",
        "Adresse": "https://example.org/a",
        "Größe (KB)": 2,
    }
    write_template(layout, out, [row], [part])
    (described,) = read(read_workbook(out)).described
    dataset = described.dataset
    assert dataset.themes == ("http://publications.europa.eu/resource/authority/data-theme/ENVI",)
    assert dataset.frequency.endswith("/ANNUAL")
    assert dataset.license.endswith("dl-zero-de/2.0")
    assert dataset.publisher is not None
    assert dataset.publisher.name == "Stadt: Amt"
    assert dataset.organization is not None
    assert (dataset.organization.name, dataset.organization.title) == ("gruen", "Grünes Amt")
    assert described.answers["publish"].meaning == "public"
    assert (dataset.distributions[0].byte_size, dataset.distributions[0].rights) == (2000, "frei")


@settings(max_examples=8)
@given(data=st.data(), number=st.integers(0, 400))
def test_what_is_written_into_an_office_s_template_is_read_back(
    data: st.DataObject, number: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    layout = build_layout(OFFICE, "de")
    few = replace(layout, datasets=_choose(layout.datasets, data), distributions=layout.distributions)
    key = data.draw(st.from_regex(r"[A-Za-z0-9]{1,4}-[0-9]{1,4}", fullmatch=True))
    out = tmp_path_factory.mktemp("law") / "t.xlsx"
    first = build_row(few.datasets.columns, number, **{"Nr.": key, "Raus": "on", "Personen": "ja"})
    values = {"Gehört zu Datensatz": key, "Distributions-ID": "1", "Größe (KB)": "1200 B"}
    second = build_row(layout.distributions.columns, number, **values)
    write_template(layout, out, [first], [second])
    interpretation = read(read_workbook(out))
    assert interpretation.described[0].dataset.key == key
    assert_read(interpretation, few, number)


def _choose(table: Any, data: st.DataObject) -> Any:
    """Leave some columns empty, but never the title."""
    kept = [one for one in table.columns if one.path in ("", "title") or data.draw(st.booleans())]
    words = {"Thema": (), "Turnus": (), "Lizenz": ()}
    return replace(table, columns=tuple(one for one in kept if one.heading not in words))


SMALL = parse_mapping(
    """
format: bestand-mapping/1
inventory: innen
datasets: {sheet: D, key: Kennung, columns: {Titel: title, Beschreibung: description}}
""",
    "innen.yaml",
)


def test_an_untouched_template_is_no_crash_but_a_sentence(tmp_path: Path) -> None:
    out = tmp_path / "leer.xlsx"
    write_template(build_layout(SMALL, "de"), out)
    with pytest.raises(Stopped, match=r"leer\.xlsx: no dataset has been filled in yet") as stopped:
        read_inventory(out)
    assert "“Datensätze”" in str(stopped.value.remedy)


def test_a_template_whose_example_was_deleted_is_as_empty(tmp_path: Path) -> None:
    out = tmp_path / "leer.xlsx"
    write_template(build_layout(SMALL, "de"), out)
    book = load_workbook(out)
    book["Datensätze"].delete_rows(2)
    book.save(out)
    with pytest.raises(Stopped, match="no dataset has been filled in yet"):
        read_inventory(out)


def test_the_example_is_skipped_beside_real_rows_and_told(tmp_path: Path) -> None:
    out = tmp_path / "eins.xlsx"
    layout = build_layout(SMALL, "de")
    write_template(layout, out)
    book: Any = load_workbook(out)
    book["Datensätze"]["A3"], book["Datensätze"]["B3"] = "A-1", "Beispiel"
    book.save(out)
    inventory = read_inventory(out)
    assert [one.dataset.key for one in inventory.described] == ["A-1"]
    skipped = [one for one in inventory.findings if one.code == "row-skipped"]
    assert [one.place.cell.address for one in skipped if one.place.cell] == ["A2", "A2"]
    assert str(inventory.why) == "it is in the workbook itself (template)"
    assert inventory.mapping == "eins.xlsx › _bestand"


def test_an_overwritten_example_with_an_identifier_of_its_own_is_a_dataset(tmp_path: Path) -> None:
    out = tmp_path / "eins.xlsx"
    write_template(build_layout(None, "de"), out)
    book: Any = load_workbook(out)
    book["Datensätze"]["A2"], book["Distributionen"]["A2"] = "A-1", "A-1"
    book.save(out)
    inventory = read_inventory(out)
    (described,) = inventory.described
    assert (described.dataset.title, len(described.dataset.distributions)) == ("Spielplätze in Musterhausen", 1)
    assert [one.code for one in inventory.findings if one.severity.value == "error"] == []
    assert inventory.releases[0].audience == "public"


def test_a_mapping_beside_the_workbook_and_one_that_is_named_come_first(tmp_path: Path) -> None:
    out = tmp_path / "t.xlsx"
    layout = build_layout(SMALL, "de")
    write_template(layout, out, [{"Kennung": "1", "Titel": "Bäume"}])
    assert read_inventory(out).name == "innen"
    text = (
        "format: bestand-mapping/1\ninventory: {}\n"
        "datasets: {{sheet: Datensätze, key: Kennung, columns: {{Titel: title}}}}\n"
    )
    (tmp_path / "t.yaml").write_text(text.format("daneben"), encoding="utf-8")
    assert read_inventory(out).name == "daneben"
    (tmp_path / "genannt.yaml").write_text(text.format("genannt"), encoding="utf-8")
    assert read_inventory(out, str(tmp_path / "genannt.yaml")).name == "genannt"


def test_a_template_comes_before_a_bundled_mapping_of_the_same_name(tmp_path: Path) -> None:
    out = tmp_path / "gruenes-amt.xlsx"
    write_template(build_layout(SMALL, "de"), out, [{"Kennung": "1", "Titel": "Bäume"}])
    assert choose_by_content(out, read_workbook(out)).mapping.inventory == "innen"


def change_line(out: Path, old: str, new: str) -> None:
    book: Any = load_workbook(out)
    for (cell,) in book[MAPPING_SHEET].iter_rows():
        if cell.value == old:
            cell.value = new
    book.save(out)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("inventory: innen", "inventroy: innen", "_bestand, line 3: unknown key “inventroy”"),
        ("inventory: innen", "inventory: [", "the YAML cannot be read"),
        ("inventory: innen", "inventory: innen\nextends: ../../geheim.yaml", "may not extend “../../geheim.yaml”"),
        ("inventory: innen", "inventory: innen\ngate: stadt.yaml", "may not say “gate”"),
        ("  header: 1", "  header: 1\n  computed: {title: x}", "may not say “computed”"),
        (
            "  header: 1",
            "  header: 1\n  joins: {sheet: A, file: geheim.xlsx, on: Kennung, key: K, columns: {B: title}}",
            "may not say “joins”",
        ),
        ("    Titel:", '    Titel:\n      lookup_regex: {"(a+)+b": x}', "may not say “regex”"),
        ("    is: Beispiel", '    regex: "(a+)+b"', "may not say “regex”"),
    ],
)
def test_an_edited_mapping_that_is_broken_or_reaches_outside_is_refused(
    old: str, new: str, told: str, tmp_path: Path
) -> None:
    out = tmp_path / "t.xlsx"
    write_template(build_layout(SMALL, "de"), out, [{"Kennung": "1", "Titel": "Bäume"}])
    change_line(out, old, new)
    with pytest.raises(Problem) as problem:
        read_inventory(out)
    assert told in str(problem.value.what)
    assert "unchanged template" in str(problem.value.remedy)


def test_distributions_of_another_file_are_refused() -> None:
    text = """format: bestand-mapping/1
inventory: amt
datasets: {sheet: D, key: K, columns: {T: title}}
distributions: {file: geheim.xlsx, sheet: L, key: K, dataset: D, columns: {A: access_url}}
"""
    with pytest.raises(Problem, match="may not say “file”"):
        parse_embedded(text, "t")


def test_a_workbook_without_the_sheet_or_with_an_empty_one_carries_no_mapping(tmp_path: Path) -> None:
    out = tmp_path / "t.xlsx"
    write_template(build_layout(SMALL, "de"), out, [{"Kennung": "1"}])
    book: Any = load_workbook(out)
    book[MAPPING_SHEET].delete_rows(1, 2000)
    book.save(out)
    assert read_embedded(read_workbook(out)) is None
    del book[MAPPING_SHEET]
    book.save(out)
    assert read_embedded(read_workbook(out)) is None


def test_the_text_in_the_sheet_is_the_text_that_was_built_in_short_lines(tmp_path: Path) -> None:
    layout = build_layout(OFFICE, "de")
    out = tmp_path / "t.xlsx"
    write_template(layout, out)
    text = build_mapping_text(layout)
    assert read_embedded(read_workbook(out)) == text
    assert max(map(len, text.splitlines())) <= 200
    assert text.startswith("# Zuordnung dieser Vorlage")


def test_a_filled_row_without_a_key_counts_as_filled(tmp_path: Path) -> None:
    out = tmp_path / "t.xlsx"
    layout = build_layout(SMALL, "de")
    write_template(layout, out, [{"Titel": "Bäume"}])
    workbook = read_workbook(out)
    require_filled(workbook, parse_embedded(build_mapping_text(layout), "t"))
    assert [one.code for one in read_inventory(out).findings if one.code == "key-missing"] == ["key-missing"]
