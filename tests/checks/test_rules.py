"""What holds for all rules: their manual pages, their codes, the mappings that they offer for pasting."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from tests.checks.good_inventory import SECOND, check
from toolkit.checks.run import every_rule
from toolkit.checks.snippet import quote_key
from toolkit.model.finding import Finding, Severity
from toolkit.model.grid import CellError

UNC = "\\\\fs01\\daten"


def codes(findings: tuple[Finding, ...]) -> set[str]:
    return {finding.code for finding in findings}


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
            "true",
            "False",
            "Art (z. B.)",
            "- x",
            "a: {b",
            "Größe [KB]",
        ],
    )
    def test_a_heading_is_a_key_whatever_it_holds(self, heading: str) -> None:
        assert list(YAML(typ="safe").load(f"{quote_key(heading)}: x")) == [heading]

    def test_letters_stay_letters_within_quotation_marks(self) -> None:
        assert quote_key("Größe: [KB]") == '"Größe: [KB]"'
        (finding,) = check({"Format": "Übersicht?"})
        assert "Übersicht?" in finding.snippet

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
            ("Mail", "Amt"),
            ("Thema", "Blau"),
            ("Lizenz", "geheim"),
            ("Format", "Foto?"),
            ("Link", UNC),
        ],
    )
    def test_what_could_not_be_read_is_not_said_to_be_missing_too(self, heading: str, value: Any) -> None:
        assert len(check({heading: value})) == 1

    def test_what_no_dataset_can_be_published_without_is_an_error_whatever_its_cell_shows(self) -> None:
        found = check({"Titel": CellError("#NV")})
        assert [(one.code, one.severity, str(one.place.cell)) for one in found] == [
            ("title-missing", Severity.ERROR, "inventar.xlsx › Daten › B2"),
            ("cell-error", Severity.WARNING, "inventar.xlsx › Daten › B2"),
        ]

    def test_an_empty_cell_is_found_in_the_table_that_its_distribution_stands_in(self) -> None:
        places = [str(one.place.cell) for one in check({"Format": None}, second=[{"Art": None}])]
        assert places == ["inventar.xlsx › Daten › Q2", "inventar.xlsx › Links › D2"]

    def test_one_faulty_format_does_not_hide_another_that_is_missing(self) -> None:
        findings = check(
            {}, second=[{"Art": "Foto?"}, {"Id": "y", "Art": None, "Adresse": "https://example.org/b.pdf"}]
        )
        assert sorted(codes(findings)) == ["format-missing", "format-unknown"]
