"""Every rule has a case that it speaks of and one, close by, that it leaves alone."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from ruamel.yaml import YAML

from tests.checks.good_inventory import COLUMNS, GOOD, SECOND, check
from tests.mapping.small_inventory import write_mapping
from toolkit.checks.run import every_rule
from toolkit.checks.snippet import quote_key
from toolkit.model.finding import Finding, Severity
from toolkit.model.grid import CellError
from toolkit.steps.inventory import read_inventory

HEADER = list(dict.fromkeys([*GOOD, *COLUMNS]))
UNC = "\\\\fs01\\daten"


def row(**cells: Any) -> tuple[Mapping[str, Any], ...]:
    return (cells,)


def at(heading: str, number: int = 2) -> str:
    """Give a cell's address in the good inventory's sheet."""
    return f"{chr(ord('A') + HEADER.index(heading))}{number}"


@dataclass(frozen=True)
class Case:
    """Changes to the good inventory that a rule speaks of, at which cell and text, and changes that it does not."""

    cell: str
    fails: tuple[Mapping[str, Any], ...]
    passes: tuple[Mapping[str, Any], ...] = ({},)
    text: str = ""
    heading: str = ""
    nearest: str = ""
    more: Mapping[str, Any] = field(default_factory=dict)
    more_passes: Mapping[str, Any] | None = None


OTHER = {"Nr.": "2", "Titel": "Wege"}
REPEATED = {"rows": "distribution"}
CASES: dict[str, Case] = {
    "title-missing": Case(at("Titel"), row(Titel=None), heading="Titel"),
    "description-missing": Case(
        at("Beschreibung"), row(Beschreibung="-"), row(Beschreibung="x"), heading="Beschreibung"
    ),
    "publisher-missing": Case(at("Amt"), row(Amt=None), heading="Amt"),
    "contact-missing": Case(at("Mail"), row(Mail=None), row(Mail=None, Frei="nein"), heading="Mail"),
    "keywords-missing": Case(at("Worte"), row(Worte=" , "), row(Worte="x"), heading="Worte"),
    "theme-missing": Case(at("Thema"), row(Thema=None), row(Thema="Blau"), heading="Thema"),
    "licence-missing": Case(at("Lizenz"), row(Lizenz=None), row(Lizenz=None, Frei="intern"), heading="Lizenz"),
    "distributions-missing": Case(at("Link"), row(Link=None), row(Link=UNC), heading="Link"),
    "access-missing": Case(
        "E2", row(), more={"second": [{"Adresse": None}]}, more_passes={"second": [{}]}, heading="Adresse"
    ),
    "format-missing": Case(at("Format"), row(Format=None), row(Format="Foto?"), heading="Format"),
    "attribution-missing": Case(at("Quelle"), row(Quelle=None), row(Quelle=None, Lizenz="CC0"), heading="Quelle"),
    "release-contradiction": Case(
        at("Personen"), row(Personen="ja"), row(Personen="ja", Frei="nein"), "ja", "Personen"
    ),
    "title-repeated": Case(at("Titel", 3), ({}, {"Nr.": "2", "Titel": "bäume"}), ({}, OTHER), "bäume", "Titel"),
    "key-missing": Case("A2", row(**{"Nr.": "k. A."}), text="k. A.", heading="Nr."),
    "key-repeated": Case("A3", ({}, {"Titel": "Wege"}), ({}, OTHER), "1", "Nr."),
    "rows-differ": Case(
        at("Turnus", 3),
        ({}, {"Turnus": "monatlich"}),
        ({}, {"Turnus": "Jährlich"}),
        "monatlich",
        "Turnus",
        more=REPEATED,
    ),
    "answers-differ": Case(
        at("Frei", 3), ({}, {"Frei": "nein"}), ({}, {"Frei": "X"}), "nein", "Frei", more={"rows": "distribution"}
    ),
    "columns-differ": Case(
        "T2", row(Neu="2025"), row(Neu="2024"), "2025", "Neu", more={"columns": {"Neu": "modified"}}
    ),
    "distribution-orphan": Case(
        "B2", row(), text="7", heading="Datensatz", more={"second": [{"Datensatz": 7}]}, more_passes={"second": [{}]}
    ),
    "distribution-incomplete": Case(
        at("Link", 3), ({}, {"Link": None, "Größe": None}), ({}, {"Link": UNC}), "CSV, Tabelle", "Link", more=REPEATED
    ),
    "row-left-out": Case(
        "A3",
        ({}, {"Nr.": "Summe", **dict.fromkeys(list(GOOD)[1:])}),
        ({}, {"Nr.": "Summe", "Titel": "Summe aller Flächen"}),
        "Summe",
        more={"header": None},
        more_passes={"header": None},
    ),
    "column-unmapped": Case(
        "T1", row(Notiz="x"), row(Notiz="x"), "Notiz", "Notiz", more_passes={"columns": {"Notiz": {"ignore": "intern"}}}
    ),
    "heading-blank": Case(
        "T1", row(**{"": "x"}), text="", heading="T", more_passes={"named": {"[T]": {"ignore": "intern"}}}
    ),
    "heading-repeated": Case(
        "U1",
        row(**{"Notiz": "x", "Notiz ": "y"}),
        row(**{"Notiz": "x", "Notiz ": "y"}),
        "Notiz",
        "Notiz [2]",
        more={"named": {"Notiz [1]": {"ignore": "intern"}}},
        more_passes={"named": {"Notiz": {"ignore": "intern"}}},
    ),
    "row-struck": Case(
        "A2",
        row(),
        heading="Nr.",
        more={"sheet": {"struck": frozenset((2, column) for column in range(1, len(HEADER)))}},
        more_passes={"sheet": {"struck": frozenset({(2, 3), (2, 4)})}},
    ),
    "row-hidden": Case(
        "A2",
        row(),
        heading="Nr.",
        more={"sheet": {"hidden_rows": frozenset({2})}},
        more_passes={"sheet": {"hidden_rows": frozenset({1, 9})}},
    ),
    "column-hidden": Case(
        "B1",
        row(),
        text="Titel",
        heading="Titel",
        more={"sheet": {"hidden_columns": frozenset({2})}},
        more_passes={"sheet": {"hidden_columns": frozenset({99})}},
    ),
    "cell-error": Case(at("Titel"), row(Titel=CellError("#REF!")), text="#REF!", heading="Titel"),
    "formula-uncached": Case(
        at("Titel"),
        row(Titel=None),
        heading="Titel",
        more={"sheet": {"uncached": frozenset({(2, 2)})}},
        more_passes={},
    ),
    "computed-failed": Case(
        at("Stand"),
        row(Stand="2024"),
        text="2024",
        heading="Stand",
        more={"computed": {"version": "{{ row['Stand'] + 1 }}"}},
        more_passes={"computed": {"version": "{{ row['Stand'] | int + 1 }}"}},
    ),
    "date-invalid": Case(at("Stand"), row(Stand="29.02.2023"), row(Stand="29.02.2024"), "29.02.2023", "Stand"),
    "url-invalid": Case(
        at("Seite"),
        row(Seite="www.example.org"),
        row(Seite="https://www.example.org"),
        "www.example.org",
        "Seite",
        "https://www.example.org",
    ),
    "access-invalid": Case(
        "E2",
        row(),
        text=UNC,
        heading="Adresse",
        more={"second": [{"Adresse": UNC}]},
        more_passes={"second": [{}]},
    ),
    "url-credentials": Case(
        at("Seite"),
        row(Seite="https://a:b@example.org/"),
        row(Seite="https://example.org/@a"),
        "https://***@example.org/",
        "Seite",
    ),
    "link-differs": Case(
        at("Seite"),
        row(Seite="https://example.org/neu"),
        row(Seite="https://example.org/alt/"),
        "https://example.org/neu",
        "Seite",
        more={"sheet": {"links": {(2, HEADER.index("Seite") + 1): "https://example.org/alt"}}},
    ),
    "email-invalid": Case(
        at("Mail"),
        row(Mail="Amt a@example.org"),
        row(Mail="Amt <a@example.org>"),
        "Amt a@example.org",
        "Mail",
        "a@example.org",
    ),
    "email-several": Case(
        at("Mail"),
        row(Mail="a@example.org; b@example.org"),
        row(Mail="a@example.org;"),
        "a@example.org; b@example.org",
        "Mail",
    ),
    "size-invalid": Case(at("Größe"), row(Größe="groß"), row(Größe="1,2 MB"), "groß", "Größe"),
    "licence-unknown": Case(
        at("Lizenz"),
        row(Lizenz="Datenlizenz DE"),
        row(Lizenz="CC BY 4.0"),
        "Datenlizenz DE",
        "Lizenz",
        "Datenlizenz Deutschland Namensnennung 2.0",
    ),
    "theme-unknown": Case(
        at("Thema"), row(Thema="Umwelt;Verker"), row(Thema="Umwelt;Verkehr"), "Verker", "Thema", "Verkehr"
    ),
    "frequency-unknown": Case(at("Turnus"), row(Turnus="ab und zu"), row(Turnus="Monatlich"), "ab und zu", "Turnus"),
    "format-unknown": Case(at("Format"), row(Format="CSV, PDF"), row(Format=".csv"), "CSV, PDF", "Format", "CSV"),
    "code-unknown": Case(at("Zugang"), row(Zugang="geheim"), row(Zugang="PUBLIC"), "geheim", "Zugang"),
}
OF_SHEETS = {"heading-blank", "heading-repeated", "row-hidden", "row-struck", "column-hidden", "row-left-out"}
FILE_CODES = {"resource-missing", "resource-outside", "resource-invalid"}


def codes(findings: tuple[Finding, ...]) -> set[str]:
    return {finding.code for finding in findings}


def test_nothing_is_wrong_with_the_good_inventory() -> None:
    assert check() == ()


def test_every_rule_has_its_cases() -> None:
    assert set(CASES) | FILE_CODES == set(every_rule())


@pytest.mark.parametrize("code", CASES)
def test_a_rule_speaks_of_its_case_once_with_place_and_next_step(code: str) -> None:
    case = CASES[code]
    (finding,) = [one for one in check(*case.fails, **case.more) if one.code == code]
    place = finding.place
    assert place.cell is not None
    assert (place.cell.address, place.heading, finding.text) == (case.cell, case.heading, case.text)
    assert str(finding.message)
    assert str(finding.remedy)
    assert not case.nearest or case.nearest in finding.nearest
    assert place.key or code in {"key-missing", "column-unmapped", *OF_SHEETS}


@pytest.mark.parametrize("code", CASES)
def test_a_rule_leaves_its_neighbour_alone(code: str) -> None:
    case = CASES[code]
    more = case.more if case.more_passes is None else case.more_passes
    assert code not in codes(check(*case.passes, **more))


@pytest.mark.parametrize(
    ("path", "content", "code"),
    [
        ("gibt-es-nicht.csv", None, "resource-missing"),
        ("../geheim.csv", None, "resource-outside"),
        ("daten.csv", "a;b\n1;2\n1;2;3\n", "resource-invalid"),
    ],
)
def test_a_rule_speaks_of_a_file(tmp_path: Path, path: str, content: str | None, code: str) -> None:
    spec = {**COLUMNS, "Link": "distribution.path"}
    book = openpyxl.Workbook()
    sheet = book.create_sheet("Daten", 0)
    sheet.append(list(GOOD))
    sheet.append([{**GOOD, "Link": path}[heading] for heading in GOOD])
    book.save(tmp_path / "inventar.xlsx")
    (tmp_path / "inventar.yaml").write_text(write_mapping(spec), encoding="utf-8")
    if content:
        (tmp_path / path).write_text(content, encoding="utf-8")
    (finding,) = read_inventory(tmp_path / "inventar.xlsx").findings
    assert finding.place.cell is not None
    assert (finding.code, finding.text, finding.place.cell.address) == (code, path, at("Link"))
    if content:
        (tmp_path / path).write_text("a;b\n1;2\n1;2\n", encoding="utf-8")
        assert read_inventory(tmp_path / "inventar.xlsx").findings == ()


class TestManual:
    @pytest.mark.parametrize("code", sorted(every_rule()))
    def test_a_page_begins_with_a_plain_sentence_and_goes_on(self, code: str) -> None:
        first, *rest = every_rule()[code].manual
        assert re.fullmatch(r"[A-Z][^.]*(?:DCAT-AP\.de)?[^.]*\.", first)
        assert rest
        assert all(part.endswith(".") for part in rest)

    @pytest.mark.parametrize("code", sorted(every_rule()))
    def test_a_code_is_in_kebab_case(self, code: str) -> None:
        assert re.fullmatch(r"[a-z]+(-[a-z]+)+", code)
        assert every_rule()[code].code == code

    def test_no_code_is_given_twice(self) -> None:
        source = "".join(path.read_text(encoding="utf-8") for path in Path("toolkit/checks").glob("*.py"))
        given = re.findall(r'^@on_\w+\("([^"]+)"', source, re.MULTILINE)
        assert sorted(given) == sorted(every_rule())

    def test_every_code_that_reading_gives_has_a_rule(self) -> None:
        files = [*Path("toolkit/mapping").glob("*.py"), Path("toolkit/steps/localfiles.py")]
        source = "".join(path.read_text(encoding="utf-8") for path in files)
        given = set(re.findall(r'(?:Fault|Trouble)\(\s*"([^"]+)"', source)) | set(re.findall(r'code="([^"]+)"', source))
        given |= set(re.findall(r'"((?:\w+-unknown))"', source))
        assert given <= set(every_rule())
        assert len(given) > 20


class TestSnippets:
    @pytest.mark.parametrize(
        "heading",
        [
            "Lizenz",
            "Nutzung › Lizenz",
            "Lizenz: Art",
            "# Art",
            "2024",
            "ja",
            "null",
            "Art (z. B.)",
            "- x",
            "a: {b",
            "Größe [KB]",
        ],
    )
    def test_a_heading_is_a_key_whatever_it_holds(self, heading: str) -> None:
        assert list(YAML(typ="safe").load(f"{quote_key(heading)}: x")) == [heading]

    @pytest.mark.parametrize("text", ["Datenlizenz DE", 'mit "Zeichen": {}', "zwei\nZeilen", "\\\\x"])
    def test_a_word_can_be_taught_by_pasting(self, text: str) -> None:
        (finding,) = [one for one in check({"Lizenz": text}) if one.code == "licence-unknown"]
        assert YAML(typ="safe").load(finding.snippet)["Lizenz"]["lookup"] == {text: (finding.nearest or ("…",))[0]}

    def test_the_field_of_a_second_table_has_no_prefix(self) -> None:
        (finding,) = [one for one in check({}, second=[{"Art": "Foto?"}]) if one.code == "format-unknown"]
        assert YAML(typ="safe").load(finding.snippet)["Art"]["field"] == SECOND["columns"]["Art"]

    def test_a_column_can_be_ignored_by_pasting(self) -> None:
        (finding,) = check({"Notiz: intern": "x"})
        assert YAML(typ="safe").load(finding.snippet) == {"Notiz: intern": {"ignore": "…"}}

    def test_a_column_without_a_heading_goes_by_its_letter(self) -> None:
        (finding,) = check({"": "x"})
        assert (finding.code, finding.place.heading) == ("heading-blank", "T")
        assert YAML(typ="safe").load(finding.snippet) == {"[T]": {"ignore": "…"}}
        assert "heading" in str(finding.remedy)


class TestOneFindingForOneCell:
    @pytest.mark.parametrize("value", [UNC, "https://a:b@example.org/", CellError("#REF!")])
    def test_a_distribution_without_a_usable_address_gives_one_error(self, value: Any) -> None:
        (finding,) = check({}, second=[{"Adresse": value}])
        assert finding.severity is Severity.ERROR

    def test_the_same_of_a_dataset_that_stays_in_the_house_is_a_warning(self) -> None:
        (finding,) = check({"Frei": "nein"}, second=[{"Adresse": UNC}])
        assert (finding.code, finding.severity) == ("url-invalid", Severity.WARNING)

    @pytest.mark.parametrize(
        ("heading", "value"),
        [
            ("Titel", CellError("#NV")),
            ("Mail", "Amt"),
            ("Thema", "Blau"),
            ("Lizenz", "geheim"),
            ("Format", "Foto?"),
            ("Link", UNC),
        ],
    )
    def test_what_could_not_be_read_is_not_said_to_be_missing_too(self, heading: str, value: Any) -> None:
        assert len(check({heading: value})) == 1

    def test_an_empty_cell_is_found_in_the_table_that_its_distribution_stands_in(self) -> None:
        places = [str(one.place.cell) for one in check({"Format": None}, second=[{"Art": None}])]
        assert places == [f"inventar.xlsx › Daten › {at('Format')}", "inventar.xlsx › Links › D2"]

    def test_one_faulty_format_does_not_hide_another_that_is_missing(self) -> None:
        findings = check({}, second=[{"Art": "Foto?"}, {"Id": "y", "Art": None}])
        assert sorted(codes(findings)) == ["format-missing", "format-unknown"]
