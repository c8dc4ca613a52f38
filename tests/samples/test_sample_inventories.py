"""The three sample workbooks are what sample_inventories/README.md says, down to each deliberate fault."""

from __future__ import annotations

import csv
import re
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import openpyxl
import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "sample_inventories"
LOCAL = SAMPLES / "statistikstelle"
MADE = sorted(path.relative_to(SAMPLES) for path in SAMPLES.rglob("*") if path.suffix in {".xlsx", ".csv"})
OPEN_LICENCES = {
    "dl-de/by-2-0",
    "Datenlizenz Deutschland – Namensnennung – Version 2.0",
    "Datenlizenz Deutschland Namensnennung 2.0",
    "dl-de-by-2.0",
    "dl-de/zero-2-0",
    "dl-de-zero-2.0",
    "CC BY 4.0",
    "CC-BY 4.0",
    "CC BY-SA 4.0",
    "CC0",
    "cc-zero",
    "ODbL",
}


@dataclass(frozen=True, slots=True)
class Sample:
    """One workbook: where its rows stand, which columns decide on release, and the numbers that the README gives."""

    sheet: str
    header: int
    release: str
    personal: str
    licence: str
    staff: str
    audiences: dict[str, int]
    releases: dict[str | None, int]
    approval: str = ""


SAMPLE = {
    "gruenes-amt.xlsx": Sample(
        "Dateninventar",
        3,
        "S",
        "R",
        "P",
        "intern",
        {"public": 22, "staff": 3, "nobody": 9},
        {"ja": 23, "nein": 3, "intern": 3, "wird geprüft": 3, None: 2},
    ),
    "verkehrsamt.xlsx": Sample(
        "Datensätze",
        2,
        "S",
        "R",
        "N",
        "eingeschränkt",
        {"public": 21, "staff": 3, "nobody": 7},
        {"ja": 23, "nein": 3, "eingeschränkt": 3, None: 2},
        "T",
    ),
    "statistikstelle.xlsx": Sample(
        "Datenangebot",
        2,
        "P",
        "O",
        "M",
        "nur intern",
        {"public": 25, "staff": 3, "nobody": 6},
        {"ja": 27, "nein": 3, "nur intern": 3, "noch offen": 1},
    ),
}

# Cell -> what stands in it. The same cells stand in the README's tables; nothing else does.
FAULTS: dict[str, dict[str, Any]] = {
    "gruenes-amt.xlsx": {
        "Dateninventar!L4": "laufend",
        "Dateninventar!S7": "Ja",
        "Dateninventar!B11": "Bolzplätze, Skateanlagen und Fitnessgeräte ",
        "Dateninventar!C12": re.compile(r"Pflegeklassen\.\nJede Fläche"),
        "Dateninventar!N12": "Shape, CSV",
        "Dateninventar!D13": "Umwelt; Freizeit und Spiel",
        "Dateninventar!I15": "2x jährlich",
        "Dateninventar!R20": None,
        "Dateninventar!P21": "dl-de/by-2-0\u00a0",
        "Dateninventar!S21": "ja ",
        "Dateninventar!E22": None,
        "Dateninventar!H27": None,
        "Dateninventar!E33": None,
        "Dateninventar!O36": "https://daten.musterhausen.example.org/gruen/rundwege.geojson",
    },
    "verkehrsamt.xlsx": {
        "Datensätze!J4": "2010",
        "Datensätze!A6": "VA-004",
        "Datensätze!T8": None,
        "Datensätze!I10": "März 2024",
        "Datensätze!B15": "Radverkehrsnetz ",
        "Datensätze!C15": re.compile(r"Belag\.\nGeplante"),
        "Datensätze!S15": "Ja",
        "Datensätze!I16": "2024",
        "Datensätze!H19": "zum Fahrplanwechsel",
        "Datensätze!A20": None,
        "Datensätze!D24": "Verkehr; Justiz, Rechtssystem und öffentliche Sicherheit",
        "Datensätze!S25": None,
        "Datensätze!N26": "CC BY-NC 4.0",
        "Datensätze!I30": "Juni 2022",
        "Datensätze!N31": "dl-de-by-2.0\u00a0",
        "Datensätze!S33": None,
        "Datensätze!A34": "VA-999",
        "Ressourcen!F20": r"\\fs01.musterhausen.example.org\VA\66-3\Stellplaetze_pg.xlsx",
        "Ressourcen!B27": "VA-014 ",
        "Ressourcen!F29": r"\\fs01.musterhausen.example.org\VA\66-5\Signalplaene.zip",
        "Ressourcen!B51": "VA-077",
    },
    "statistikstelle.xlsx": {
        "Datenangebot!C10": re.compile(r"obere\)\.\nAnnahmen"),
        "Datenangebot!T19": None,
        "Datenangebot!B22": "Beherbergungsbetriebe und Betten ",
        "Datenangebot!I24": "ab und zu",
        "Datenangebot!A26": "ST-14",
        "Datenangebot!J28": "31.02.2025",
        "Datenangebot!S29": "statistikstelle/pendler_2024.csv",
        "Datenangebot!M31": "dl-de/by-2-0\u00a0",
        "Datenangebot!S33": "statistikstelle/sterbefaelle_stadtteile_2024.csv",
        "Datenangebot!M34": "Datenlizenz DE",
        "Datenangebot!H35": "statistik@musterhausen.example.org; zensus@musterhausen.example.org",
        "Datenangebot!J36": "Oktober 2024",
        "Datenangebot!P41": "JA",
        "Datenangebot!O44": "ja",
        "Datenangebot!B46": None,
    },
}


def read_book(name: str, *, values: bool = True) -> Workbook:
    return openpyxl.load_workbook(SAMPLES / name, data_only=values)


def all_cells(book: Workbook) -> Iterator[Any]:
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            yield from row


def data_rows(sheet: Worksheet, sample: Sample) -> list[int]:
    return [row for row in range(sample.header + 1, sheet.max_row + 1) if sheet[f"A{row}"].value]


def dataset_rows(sheet: Worksheet, sample: Sample) -> list[int]:
    """Give one row per dataset: rows of the same key and title are one."""
    first = {(sheet[f"A{row}"].value, sheet[f"B{row}"].value): row for row in reversed(data_rows(sheet, sample))}
    return sorted(first.values())


def coded(sheet: Worksheet, column: str, row: int) -> str | None:
    """Give a coded cell as a careful reader takes it: no blanks at the edges, no capitals in ja and nein."""
    value = sheet[f"{column}{row}"].value
    text = str(value).strip() if value else None
    return text.lower() if text in {"Ja", "JA"} else text


def audience(sheet: Worksheet, sample: Sample, row: int) -> str:
    release = coded(sheet, sample.release, row)
    if coded(sheet, sample.personal, row) != "nein" or (sample.approval and not coded(sheet, sample.approval, row)):
        return "nobody"
    if release == sample.staff:
        return "staff"
    return "public" if release == "ja" and coded(sheet, sample.licence, row) in OPEN_LICENCES else "nobody"


def read_csv(name: str) -> list[dict[str, str]]:
    with (LOCAL / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def total(name: str, column: str) -> int:
    return sum(int(row[column]) for row in read_csv(name))


def test_the_script_makes_the_committed_files_byte_for_byte(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "sample_inventories.make_samples", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    made = sorted(path.relative_to(tmp_path) for path in tmp_path.rglob("*") if path.is_file())
    assert made == MADE
    assert [path for path in made if (tmp_path / path).read_bytes() != (SAMPLES / path).read_bytes()] == []


@pytest.mark.parametrize(("name", "sheets"), [
    ("gruenes-amt.xlsx", ["Dateninventar", "Listen", "Legende"]),
    ("verkehrsamt.xlsx", ["Hinweise", "Datensätze", "Ressourcen", "Wertelisten"]),
    ("statistikstelle.xlsx", ["Datenangebot"]),
])  # fmt: skip
def test_a_workbook_has_the_sheets_that_the_readme_names(name: str, sheets: list[str]) -> None:
    assert read_book(name).sheetnames == sheets


@pytest.mark.parametrize("name", SAMPLE)
def test_datasets_fall_to_the_audiences_that_the_readme_counts(name: str) -> None:
    sample = SAMPLE[name]
    sheet = read_book(name)[sample.sheet]
    rows = dataset_rows(sheet, sample)
    assert Counter(audience(sheet, sample, row) for row in rows) == sample.audiences
    assert Counter(coded(sheet, sample.release, row) for row in rows) == sample.releases


def test_resources_are_as_many_as_the_readme_counts() -> None:
    traffic = read_book("verkehrsamt.xlsx")["Ressourcen"]
    statistics = read_book("statistikstelle.xlsx")["Datenangebot"]
    places = [(statistics[f"S{row}"].value, statistics[f"T{row}"].value) for row in range(3, 52)]
    assert len([row for row in range(2, traffic.max_row + 1) if traffic[f"A{row}"].value]) == 50
    assert Counter("file" if file else "link" if link else "neither" for file, link in places) == {
        "file": 13,
        "link": 33,
        "neither": 3,
    }


def test_only_the_named_dataset_keys_lack_a_resource_or_a_dataset() -> None:
    book = read_book("verkehrsamt.xlsx")
    datasets = {row[0].value for row in book["Datensätze"].iter_rows(min_row=3) if row[0].value}
    joined = {str(row[1].value).strip() for row in book["Ressourcen"].iter_rows(min_row=2) if row[1].value}
    assert datasets - joined == {"VA-004", "VA-999"}
    assert joined - datasets == {"VA-077"}


def test_only_one_key_is_used_for_two_datasets() -> None:
    for name, sample in SAMPLE.items():
        sheet = read_book(name)[sample.sheet]
        keys = Counter(sheet[f"A{row}"].value for row in dataset_rows(sheet, sample))
        assert [key for key, times in keys.items() if times > 1] == (["ST-14"] if "statistik" in name else [])


@pytest.mark.parametrize("name", FAULTS)
def test_each_deliberate_fault_stands_in_its_cell(name: str) -> None:
    book = read_book(name)
    for place, expected in FAULTS[name].items():
        sheet, cell = place.split("!")
        found = book[sheet][cell].value
        assert expected.search(found) if isinstance(expected, re.Pattern) else found == expected, place


@pytest.mark.parametrize("name", FAULTS)
def test_the_readme_lists_exactly_the_faults_that_are_there(name: str) -> None:
    readme = (SAMPLES / "README.md").read_text(encoding="utf-8")
    section = readme.split(f"## `{name}`")[1].split("\n## ")[0]
    assert set(re.findall(r"^\| `(\S+![A-Z]+\d+)` \|", section, re.MULTILINE)) == set(FAULTS[name])


def test_the_workbooks_name_only_addresses_and_hosts_under_example_org() -> None:
    for name in map(str, MADE):
        if not name.endswith(".xlsx"):
            continue
        for cell in all_cells(read_book(name, values=False)):
            texts = [str(cell.value or ""), cell.comment.text if cell.comment else ""]
            target = cell.hyperlink.target if cell.hyperlink else ""
            mails = re.findall(r"[\w.+-]+@([\w.-]+)", " ".join([*texts, target]))
            assert all(host.endswith(".example.org") for host in mails), (name, cell.coordinate)
            for link in re.findall(r"https?://\S+", " ".join([*texts, target])):
                assert str(urlsplit(link).hostname).endswith(".example.org"), (name, cell.coordinate)


def test_the_green_office_hides_a_column_and_shows_other_texts_than_its_links() -> None:
    sheet = read_book("gruenes-amt.xlsx")["Dateninventar"]
    assert sheet.column_dimensions["T"].hidden
    assert str(sheet["T5"].value).startswith("intern: Streit um Zuständigkeit")
    assert sheet["O4"].value == "Zum Download"
    assert sheet["O4"].hyperlink is not None
    assert sheet["O4"].hyperlink.target == "https://daten.musterhausen.example.org/gruen/baumkataster.csv"
    assert sheet["S22"].comment is not None


def test_the_green_office_keeps_formulas_with_the_values_they_had() -> None:
    formulas = read_book("gruenes-amt.xlsx", values=False)["Dateninventar"]
    values = read_book("gruenes-amt.xlsx")["Dateninventar"]
    assert formulas["Q4"].value == '="Stadt Musterhausen, "&F4&", "&YEAR(J4)'
    assert values["Q4"].value == "Stadt Musterhausen, Grünes Amt, Abt. 67.2 Stadtbäume, 2025"
    assert values["S1"].value == 34
    for row in range(4, 38):
        if str(formulas[f"Q{row}"].value).startswith("="):
            changed = values[f"J{row}"].value
            assert isinstance(changed, datetime)
            assert values[f"Q{row}"].value == f"Stadt Musterhausen, {values[f'F{row}'].value}, {changed.year}"


def test_the_green_office_offers_its_lists_as_dropdowns() -> None:
    sheet = read_book("gruenes-amt.xlsx")["Dateninventar"]
    offered = {str(rule.sqref): rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert offered["S4:S77"] == "Listen!$F$2:$F$5"
    assert len(offered) == 6


def test_the_traffic_office_merges_its_groups_above_the_headings() -> None:
    sheet = read_book("verkehrsamt.xlsx")["Datensätze"]
    groups = {str(area): sheet.cell(area.min_row, area.min_col).value for area in sheet.merged_cells.ranges}
    assert groups == {
        "A1:D1": "Datensatz",
        "E1:G1": "Verantwortung",
        "H1:L1": "Zeit und Raum",
        "M1:Q1": "Nutzung",
        "R1:U1": "Freigabe",
    }
    assert sheet["Q2"].value == sheet["U2"].value == "Bemerkung"


def test_every_local_file_is_named_by_a_row_and_every_named_file_is_there() -> None:
    sheet = read_book("statistikstelle.xlsx")["Datenangebot"]
    named = {Path(str(sheet[f"S{row}"].value)) for row in range(3, 52) if sheet[f"S{row}"].value}
    assert named == {path for path in MADE if path.parent.name == "statistikstelle"}


def test_the_local_tables_add_up_with_one_another() -> None:
    residents = total("bevoelkerung_stadtteile_2024.csv", "Einwohner")
    balance = read_csv("bevoelkerungsbewegung_2005_2024.csv")
    assert residents == 96214
    assert residents == total("bevoelkerung_altersgruppen_2024.csv", "Einwohner")
    assert residents == int(balance[-1]["Bestand_Jahresende"])
    assert int(balance[-1]["Gestorbene"]) == total("sterbefaelle_stadtteile_2024.csv", "Gestorbene")
    assert [row["Bestand_Jahresende"] for row in balance[:-1]] == [row["Bestand_Jahresanfang"] for row in balance[1:]]
    areas = sum(float(row["Flaeche_km2"].replace(",", ".")) for row in read_csv("bevoelkerung_stadtteile_2024.csv"))
    assert round(areas * 100) == total("flaechennutzung_2024.csv", "Hektar")


@pytest.mark.parametrize(("name", "whole", "parts"), [
    ("bevoelkerung_stadtteile_2024.csv", "Einwohner", ("maennlich", "weiblich")),
    ("arbeitslose_monate_2023_2024.csv", "Arbeitslose", ("SGB_II", "SGB_III")),
    ("arbeitslose_monate_2023_2024.csv", "Arbeitslose", ("Maenner", "Frauen")),
    ("beschaeftigte_wirtschaftszweige_2024.csv", "Beschaeftigte", ("Maenner", "Frauen")),
    ("stadtratswahl_2024_stadtteile.csv", "Waehlende", ("ungueltig", "gueltig")),
    ("stadtratswahl_2024_stadtteile.csv", "gueltig", ("Bürgerliste", "Liste Stadtgrün", "Soziales Musterhausen",
     "Freie Mitte", "Union der Stadtteile", "Sonstige")),
    ("haushalte_stadtteile_2024.csv", "Haushalte", ("1_Person", "2_Personen", "3_Personen", "4_Personen",
     "5_und_mehr")),
    ("baufertigstellungen_2010_2024.csv", "Wohngebaeude", ("Ein_und_Zweifamilienhaeuser", "Mehrfamilienhaeuser")),
])  # fmt: skip
def test_the_parts_of_a_local_table_add_up_in_each_row(name: str, whole: str, parts: tuple[str, ...]) -> None:
    for row in read_csv(name):
        assert int(row[whole]) == sum(int(row[part]) for part in parts)


def test_one_local_table_is_spoilt_on_purpose_and_the_others_are_not() -> None:
    ragged = {}
    for path in sorted(LOCAL.glob("*.csv")):
        lines = path.read_text(encoding="utf-8").splitlines()
        assert 11 <= len(lines) <= 60, path.name
        ragged[path.name] = [at for at, line in enumerate(lines, 1) if line.count(";") != lines[0].count(";")]
    assert {name: lines for name, lines in ragged.items() if lines} == {"pendler_2024.csv": [6]}
    assert read_csv("pendler_2024.csv")[8]["Auspendler"] == "ca. 4100"
