from __future__ import annotations

import datetime as dt
import hashlib
import subprocess
import sys
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import toolkit
from toolkit.model.finding import Place
from toolkit.model.problem import Problem
from toolkit.packages.faults import FAULT_LIMIT, FileFault, summarize
from toolkit.packages.tabular import describe_file, validate_file

FILE_TYPES = "http://publications.europa.eu/resource/authority/file-type/"
PLACE = Place(key="GA-017", title="Bäume")
TREES = "Nr;Straße;Höhe in m;gepflanzt;PLZ;gesund\n" + "".join(
    f"{n};Große Allee {n};{n},5;0{n % 9 + 1}.03.20{n};0{1000 + n};{'ja' if n % 2 else 'nein'}\n" for n in range(10, 40)
)
TYPES = {
    "Nr": "integer",
    "Straße": "string",
    "Höhe in m": "number",
    "gepflanzt": "date",
    "PLZ": "string",
    "gesund": "boolean",
}


def write_text(path: Path, text: str, encoding: str = "utf-8") -> Path:
    """Write a text file as it stands."""
    path.write_bytes(text.encode(encoding))
    return path


def write_workbook(path: Path, rows: list[list[Any]]) -> Path:
    """Write a workbook with one sheet."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


def types(schema: dict[str, Any] | None) -> dict[str, str]:
    """Give the type of each column."""
    assert schema is not None
    return {field["name"]: field["type"] for field in schema["fields"]}


@pytest.mark.parametrize(
    ("encoding", "told"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("cp1252", "windows-1252"), ("utf-16", "utf-16")],
)
def test_a_german_csv_is_read_in_every_usual_encoding(tmp_path: Path, encoding: str, told: str) -> None:
    path = write_text(tmp_path / "Bäume.CSV", TREES, encoding)
    facts = describe_file(path)
    assert types(facts.schema) == TYPES
    assert facts.layout == {"encoding": told, "dialect": {"delimiter": ";"}}
    assert validate_file(path, facts.schema) == ()


def test_decimal_commas_and_german_dates_stand_in_the_schema(tmp_path: Path) -> None:
    schema = describe_file(write_text(tmp_path / "b.csv", TREES)).schema
    assert schema is not None
    fields = {field["name"]: field for field in schema["fields"]}
    assert fields["Höhe in m"]["decimalChar"] == ","
    assert fields["gepflanzt"]["format"] == "%d.%m.%Y"


def test_a_column_that_most_rows_leave_out_has_no_type(tmp_path: Path) -> None:
    path = write_text(tmp_path / "b.csv", "a;b\n1;x\n" + "2\n" * 20)
    assert types(describe_file(path).schema) == {"a": "integer", "b": "string"}
    assert types(describe_file(write_text(path, "a;b\n" + "2\n" * 20)).schema) == {"a": "integer", "b": "any"}


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_the_delimiter_is_found(tmp_path: Path, delimiter: str) -> None:
    lines = ["a", "b", "c"], *([str(n), f'"{n},5; x"', "y"] for n in range(20))
    path = write_text(tmp_path / "t.csv", "\n".join(delimiter.join(line) for line in lines))
    assert describe_file(path).layout["dialect"] == {"delimiter": delimiter}
    assert validate_file(path) == ()


def test_a_late_umlaut_decides_the_encoding(tmp_path: Path) -> None:
    path = write_text(tmp_path / "t.csv", "a;b\n" + "1;2\n" * 300_000 + "3;ä\n", "cp1252")
    assert describe_file(path).layout["encoding"] == "windows-1252"


def test_size_and_checksum_are_those_of_the_bytes(tmp_path: Path) -> None:
    path = write_text(tmp_path / "karte.pdf", "äöü")
    facts = describe_file(path)
    assert facts.byte_size == 6
    assert facts.checksum == f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}"
    assert facts.format == f"{FILE_TYPES}PDF"
    assert facts.media_type == "https://www.iana.org/assignments/media-types/application/pdf"
    assert facts.schema is None
    assert validate_file(path) == ()


def test_an_unknown_ending_is_not_guessed(tmp_path: Path) -> None:
    facts = describe_file(write_text(tmp_path / "daten.qqq", "x"))
    assert (facts.format, facts.media_type) == ("", "")


def test_a_workbook_is_a_table_and_its_formatted_empty_rows_are_no_fault(tmp_path: Path) -> None:
    day = dt.datetime(2024, 3, 1)  # noqa: DTZ001 (workbooks know no zone)
    body: list[list[Any]] = [[n, n + 0.5, day] for n in range(1, 29)]
    rows: list[list[Any]] = [["Nr", "Höhe", "Datum"], *body, *[[None]] * 50]
    path = write_workbook(tmp_path / "b.xlsx", rows)
    facts = describe_file(path)
    assert types(facts.schema) == {"Nr": "integer", "Höhe": "number", "Datum": "date"}
    assert facts.format == f"{FILE_TYPES}XLSX"
    assert validate_file(path, facts.schema) == ()


def test_a_text_in_a_workbooks_column_of_numbers_is_found(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "b.xlsx", [["Nr", "Höhe"], *([n, n + 0.5] for n in range(20)), [20, "hoch"]])
    assert validate_file(path) == (FileFault("b.xlsx", "type-error", 22, "Höhe", "hoch", 'type is "number/default"'),)


def test_faulty_rows_become_one_warning_for_each_kind(tmp_path: Path) -> None:
    end = "01.01.2024;01067;ja"
    faulty = ["40;kurz", f"41;lang;1,5;{end};zu viel", f"42;x;hoch;{end}", f"43;x;breit;{end}"]
    path = write_text(tmp_path / "b.csv", TREES + "\n".join(faulty))
    told = summarize(validate_file(path))
    cells = (
        "2 cells do not fit the type of their column (row › column › text): "
        "34 › Höhe in m › hoch, 35 › Höhe in m › breit"
    )
    assert [str(summary.message) for summary in told] == [
        "1 row has too few cells: 32",
        "1 row has too many cells: 33",
        cells,
    ]
    assert all(str(summary.remedy) for summary in told)


def test_a_thousand_faults_are_read_no_further_than_the_limit(tmp_path: Path) -> None:
    path = write_text(tmp_path / "b.csv", "a;b\n" + "1;x\n" * 1000)
    faults = validate_file(path, {"fields": [{"name": "a", "type": "integer"}, {"name": "b", "type": "number"}]})
    told = summarize(faults)
    assert len(faults) == FAULT_LIMIT
    assert "4 › b › x, 5 › b › x, 6 › b › x …" in str(told[0].message)
    assert "there may be more" in str(told[-1].message)


def test_headings_must_be_there_and_differ(tmp_path: Path) -> None:
    path = write_text(tmp_path / "b.csv", "a;a;\n" + "1;2;3\n" * 20)
    assert [str(summary.message) for summary in summarize(validate_file(path))] == [
        "2 headings are empty, repeated or not those expected: a, field3"
    ]


@pytest.mark.parametrize(
    ("name", "content"), [("leer.csv", b""), ("kein.xlsx", b"PK kein Archiv"), ("bytes.csv", b"a;b\n\x81\xe4;1\n")]
)
def test_a_file_that_is_no_table_is_a_fault_without_its_place_on_disk(
    tmp_path: Path, name: str, content: bytes
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert describe_file(path).schema is None
    (summary,) = summarize(validate_file(path))
    message = summary.message
    assert str(message).startswith("they cannot be read as a table (")
    assert str(tmp_path) not in str(message)


def test_no_faults_tell_nothing() -> None:
    assert summarize(()) == ()


@pytest.mark.parametrize("look", [describe_file, validate_file])
def test_a_file_that_is_gone_is_a_problem_with_a_remedy(tmp_path: Path, look: Any) -> None:
    with pytest.raises(Problem, match="cannot be read"):
        look(tmp_path / "weg.csv")


def test_frictionless_is_not_imported_before_a_file_is_read() -> None:
    code = "import sys, toolkit.packages.folder, toolkit.packages.tabular; sys.exit('frictionless' in sys.modules)"
    root = Path(toolkit.__file__).parents[1]
    assert subprocess.run([sys.executable, "-c", code], cwd=root, check=False).returncode == 0


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=60) | st.text(max_size=60).map(str.encode), st.sampled_from([".csv", ".tsv", ".xlsx"]))
def test_whatever_a_file_holds_it_is_described_and_checked(tmp_path: Path, content: bytes, ending: str) -> None:
    path = tmp_path / f"t{ending}"
    path.write_bytes(content)
    facts = describe_file(path)
    faults = validate_file(path, facts.schema)
    assert facts.byte_size == len(content)
    assert all(str(summary.message) and str(summary.remedy) for summary in summarize(faults))
