from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.mapping.small_inventory import build_mapping, codes, only, only_dataset, read_rows
from toolkit.mapping.expression import compile_expression
from toolkit.model.grid import CellError
from toolkit.model.problem import Problem

ROW = {
    "Titel": "Bäume",
    "Jahr": "2024",
    "Raum": "Stadt / Nord",
    "leer": "",
    "Stand": "01.02.2024",
    "Monat": "März 2024",
    "Straße": "Straßenbäume (Nord)",
    "Wirr": "\u00a0 a \u200b b ",
    "Seite": "<p>Alle <b>Bäume</b></p>",
}


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("{{ row['Titel'] }} ({{ row['Jahr'] }})", "Bäume (2024)"),
        ("{{ row['Titel'] | upper }}", "BÄUME"),
        ("{{ row['Jahr'][:2] }}", "20"),
        ("{{ row['Jahr'][-2:] }}", "24"),
        ("{{ row['Jahr'] | int + 1 }}", "2025"),
        ("{{ (row['Raum'] | split('/'))[1] }}", "Nord"),
        ("{{ (row['Raum'] | split('/'))[7] }}", ""),
        ("{{ row['Titel'] | replace('ä', 'ae') }}", "Baeume"),
        ("{{ row['leer'] | default('nichts', true) }}", "nichts"),
        ("{{ row['leer'] or row['Titel'] }}", "Bäume"),
        ("{{ row['Titel'] if row['Jahr'] == '2024' else row['leer'] }}", "Bäume"),
        ("{% if 'Nord' in row['Raum'] %}Norden{% else %}Süden{% endif %}", "Norden"),
        ("{{ row['Titel'] ~ '-' ~ row['Jahr'] }}", "Bäume-2024"),
        ("  immer dasselbe  ", "immer dasselbe"),
        ("{{ row['Stand'] | date }}", "2024-02-01"),
        ("{{ row['Stand'] | date('%d.%m.%Y') }}", "01.02.2024"),
        ("{{ row['Stand'] | date('%Y') }}", "2024"),
        ("{{ row['Monat'] | date('%B %Y') }}", "März 2024"),
        ("{{ row['Monat'] | date }}", "2024-03"),
        ("{{ row['Jahr'] | date }}", "2024"),
        ("{{ row['leer'] | date('%Y') }}", ""),
        ("{{ row['Straße'] | slug }}", "strassenbaeume-nord"),
        ("{{ row['Wirr'] | strip }}", "a b"),
        ("{{ row['Raum'] | split('/') | first }}", "Stadt"),
        ("{{ row['leer'] | split('/') | first }}", ""),
        ("{{ row['Seite'] | markdown }}", "Alle **Bäume**"),
        ("{{ row['Titel'] | markdown }}", "Bäume"),
    ],
)
def test_an_expression_computes_a_text(source: str, text: str) -> None:
    assert compile_expression(source).compute(ROW) == text


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("{{ row['Titel' }}", "cannot be used"),
        ("{{ row['Titel'] | uper }}", "the nearest is “upper”"),
        ("{{ row['Titel'] | zzz }}", "there are: capitalize"),
        ("{{ Titel }}", "only row['Heading'] is"),
        ("{{ row }}", "only row['Heading'] is"),
        ("{{ row[row['Titel']] }}", "only row['Heading'] is"),
        ("{{ row.Titel }}", "write row['Heading']"),
        ("{{ row['Titel'].__class__.__mro__ }}", "__” is not available"),
        ("{{ row['Titel'].format(1) }}", "not available"),
        ("{{ ''['__class__'] | attr('x') }}", "no filter “attr”"),
        ("{% for a in row %}{{ a }}{% endfor %}", "“for” is not available"),
        ("{% for a in range(9999999999) %}x{% endfor %}", "“for” is not available"),
        ("{{ range(10) }}", "“call” is not available"),
        ("{{ lipsum(n=99999) }}", "“call” is not available"),
        ("{{ cycler }}", "only row['Heading'] is"),
        ("{{ 'a' * 1000000000 }}", "“mul” is not available"),
        ("{{ 9 ** 9 ** 9 }}", "“pow” is not available"),
        ("{{ '%1000000000s' % 1 }}", "“mod” is not available"),
        ("{% set a = row['Titel'] %}", "not available"),
        ("{% macro f() %}{{ f() }}{% endmacro %}", "“macro” is not available"),
        ("{% import 'os' as os %}", "“import” is not available"),
        ("{% from 'os' import path %}", "“fromimport” is not available"),
        ("{% include '/etc/passwd' %}", "“include” is not available"),
        ("{% extends 'x' %}", "“extends” is not available"),
        ("{{ row['Titel'] | center(1000000000) }}", "no filter “center”"),
        ("{{ 'x' is divisibleby 3 }}", "cannot be used"),
        ("{{ " + "(" * 450 + "1" + ")" * 450 + " }}", "cannot be used"),
        ("{{ row['Titel'] }}" * 100, "longer than 1000 characters"),
    ],
)
def test_what_expressions_cannot_do_is_refused_before_any_row_is_read(source: str, says: str) -> None:
    with pytest.raises(Problem) as caught:
        compile_expression(source)
    assert says in str(caught.value.what)


def test_a_refused_expression_is_told_with_file_and_line() -> None:
    with pytest.raises(Problem, match=r"test\.yaml, line 10: the expression"):
        build_mapping({}, computed={"title": "{{ row.x }}"})


def test_replacing_over_and_over_does_not_grow_a_text_without_end() -> None:
    source = "{{ row['Titel'] " + "| replace('a', 'aaaaaaaaaa') " * 25 + "}}"
    assert len(compile_expression(source).compute({"Titel": "aaaa"})) == 32_766


@given(st.text(alphabet=st.sampled_from("{}%|row['Titel']().+~if else 0"), max_size=40), st.text())
def test_any_expression_computes_fails_as_a_value_or_is_a_problem(source: str, text: str) -> None:
    try:
        assert len(compile_expression(source).compute({"Titel": text})) <= 32_766
    except (Problem, ValueError) as error:
        assert str(error)  # noqa: PT017 (a text is as good as a complaint)


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("{{ row['Titel'] | date }}", "“Bäume” is no date"),
        ("{{ row['Jahr'] | date('%m/%Y') }}", "%m is not known of “2024”"),
        ("{{ row['Jahr'] | date('%B') }}", "%B is not known of “2024”"),
        ("{{ row['Monat'] | date('%d.%m.%Y') }}", "%d is not known of “2024-03”"),
        ("{{ row['Stand'] | date('%H') }}", "%H is not known of “2024-02-01”"),
    ],
)
def test_what_is_no_date_or_does_not_say_enough_is_not_written(source: str, says: str) -> None:
    with pytest.raises(ValueError, match=re.escape(says)):
        compile_expression(source).compute(ROW)


def test_a_date_that_cannot_be_computed_is_a_fault_of_its_row() -> None:
    read = read_rows({}, ("Nr.", "Jahr"), ("1", "bald"), computed={"title": "{{ row['Jahr'] | date('%Y') }}"})
    assert ("computed-failed", "bald") in [(fault.code, fault.text) for fault in read.faults]


def test_a_long_text_is_not_cut() -> None:
    assert len(compile_expression("{{ row['Titel'] | strip }}").compute({"Titel": "a" * 9000})) == 9000


def test_a_heading_that_the_sheet_lacks_is_told_with_the_nearest() -> None:
    with pytest.raises(Problem) as caught:
        read_rows({}, ("Nr.", "Titel"), ("1", "a"), computed={"title": "{{ row['Titl'] }}"})
    assert "names the column “Titl”" in str(caught.value.what)
    assert "“Titel”" in str(caught.value.remedy)


def test_a_heading_that_resembles_nothing_is_told_all_the_same() -> None:
    with pytest.raises(Problem, match="names the column “XYZ”"):
        read_rows({}, ("Nr.", "Titel"), ("1", "a"), computed={"title": "{{ row['XYZ'] }}"})


def test_an_optional_column_that_is_absent_counts_as_empty() -> None:
    columns = {"Jahr": {"field": "version", "optional": True}}
    read = read_rows(columns, ("Nr.", "Titel"), ("1", "a"), computed={"title": "{{ row['Titel'] }}{{ row['Jahr'] }}"})
    assert only_dataset(read).title == "a"


def test_an_alias_finds_the_column_of_an_expression() -> None:
    columns = {"Jahr": {"field": "version", "aliases": ["Year"]}}
    read = read_rows(columns, ("Nr.", "Year"), ("1", "2024"), computed={"title": "{{ row['Jahr'] }}"})
    assert only_dataset(read).title == "2024"


def test_a_computed_value_is_read_as_strictly_as_a_cell() -> None:
    columns = {"Pfad": {"ignore": "nur für den Link"}}
    rows = (("Nr.", "Pfad"), ("1", "//fs01/daten"), ("2", "https://example.org/a"))
    read = read_rows(columns, *rows, computed={"landing_page": "{{ row['Pfad'] }}"})
    assert [one.dataset.landing_page for one in read.described] == ["", "https://example.org/a"]
    (fault,) = read.faults
    assert (fault.code, fault.text, fault.field) == ("url-local", "//fs01/daten", "landing_page")
    assert fault.place.cell is not None
    assert (fault.place.cell.address, fault.place.heading) == ("B2", "Pfad")


def test_a_computed_value_has_the_kind_of_its_field() -> None:
    computed = {
        "keywords": "{{ row['Wort'] }}",
        "temporal": "{{ row['von'] }}–2024",
        "modified": "01.03.{{ row['von'] }}",
    }
    read = read_rows({}, ("Nr.", "Wort", "von"), ("1", "Baum", 2020), computed=computed)
    dataset = only_dataset(read)
    assert (dataset.keywords, dataset.modified) == (("Baum",), "2020-03-01")
    assert dataset.temporal is not None
    assert (dataset.temporal.start, dataset.temporal.end) == ("2020", "2024")
    assert {"temporal.start", "temporal.end", "keywords"} <= only(read).managed


def test_a_cell_comes_before_what_is_computed_and_that_before_a_constant() -> None:
    rows = (("Nr.", "Titel"), ("1", "eigener"), ("2", None))
    read = read_rows({"Titel": "title"}, *rows, constants={"title": "fest"}, computed={"title": "{{ row['Nr.'] }}."})
    assert [one.dataset.title for one in read.described] == ["eigener", "2."]


def test_a_period_from_a_column_is_not_computed_over() -> None:
    rows = (("Nr.", "von"), ("1", 2020))
    read = read_rows({"von": "temporal.start"}, *rows, computed={"temporal": "1990–1999"})
    temporal = only_dataset(read).temporal
    assert temporal is not None
    assert (temporal.start, temporal.end) == ("2020", "")


def test_a_null_word_is_empty_to_an_expression() -> None:
    read = read_rows({}, ("Nr.", "Jahr"), ("1", "k. A."), computed={"title": "Bäume {{ row['Jahr'] }}"})
    assert only_dataset(read).title == "Bäume"


def test_a_row_that_does_not_fit_the_expression_is_a_fault_and_no_traceback() -> None:
    read = read_rows({}, ("Nr.", "Jahr"), ("1", "neu"), computed={"title": "{{ row['Jahr'] + 1 }}"})
    (fault,) = (fault for fault in read.faults if fault.code == "computed-failed")
    assert (fault.text, fault.field) == ("neu", "title")
    assert fault.place.cell is not None
    assert fault.place.cell.address == "B2"


def test_an_error_value_is_never_computed_with() -> None:
    read = read_rows({}, ("Nr.", "Jahr"), ("1", CellError("#REF!")), computed={"title": "Bäume {{ row['Jahr'] }}"})
    assert only_dataset(read).title == ""
    assert codes(read.faults) == ["cell-error", "column-unmapped"]


def test_a_formula_that_was_never_calculated_is_never_computed_with() -> None:
    sheet = {"uncached": frozenset({(2, 2)})}
    read = read_rows({}, ("Nr.", "Jahr"), ("1", None), sheet=sheet, computed={"title": "Bäume {{ row['Jahr'] }}"})
    assert only_dataset(read).title == ""
    assert "formula-uncached" in codes(read.faults)
