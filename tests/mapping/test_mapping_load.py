from __future__ import annotations

import textwrap
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.mapping.small_inventory import build_mapping, write_mapping
from toolkit.mapping.load import parse_mapping
from toolkit.model.problem import Problem

WHOLE = """\
format: bestand-mapping/1
inventory: amt
title: Das Amt
organization:
  name: amt
release:
  personal_data: no
datasets:
  sheet: Daten
  header: [1, 2]
  key: Nr.
  expect:
    min: 2
    max: 9
  columns:
    Titel: title
    Lizenz:
      field: license
      lookup:
        frei: dl-de/by-2-0
    Freigabe:
      release: publish
      answers:
        ja: public
  constants:
    languages: [DEU]
  computed:
    version: "{{ row['Titel'] }}"
distributions:
  sheet: Links
  header: 1
  key: Nr.
  dataset: Datensatz
  columns:
    Format: format
"""


def complain(text: str) -> tuple[str, str]:
    """Give what is wrong with a mapping, and the remedy."""
    with pytest.raises(Problem) as caught:
        parse_mapping(text, "amt.yaml")
    return str(caught.value.what), str(caught.value.remedy)


def test_the_whole_example_is_a_mapping() -> None:
    mapping = parse_mapping(WHOLE, "amt.yaml")
    assert mapping.datasets.columns["Titel"].field == "title"
    assert mapping.datasets.header == (1, 2)
    assert mapping.release == {"personal_data": "no"}


@pytest.mark.parametrize(
    ("old", "new", "line", "nearest"),
    [
        ("title: Das Amt", "tittle: Das Amt", 3, "title"),
        ("inventory: amt", "inventroy: amt", 2, "inventory"),
        ("  name: amt", "  nam: amt", 5, "name"),
        ("  sheet: Daten", "  shet: Daten", 9, "sheet"),
        ("    min: 2", "    mim: 2", 13, "min"),
        ("      field: license", "      feld: license", 18, "field"),
        ("      answers:", "      answer:", 23, "answers"),
        ("  dataset: Datensatz", "  datset: Datensatz", 33, "dataset"),
        ("  personal_data: no", "  personal_date: no", 7, "personal_data"),
        ("    Titel: title", "    Titel: titel", 16, "title"),
        ("    Format: format", "    Format: fromat", 35, "format"),
        ("    languages: [DEU]", "    langauges: [DEU]", 26, "languages"),
        ("    version:", "    versoin:", 28, "version"),
        ("        ja: public", "        ja: pubic", 24, "public"),
        ("      release: publish", "      release: publsh", 22, "publish"),
        ("frei: dl-de/by-2-0", "frei: dl-de/by-2-1", 20, "Datenlizenz Deutschland Namensnennung 2.0"),
        ("      lookup:", "      vocabulary: licence\n      lookup:", 19, "license"),
        ("languages: [DEU]", "languages: [Deutsh]", 26, "Deutsch"),
    ],
)
def test_an_unknown_word_is_named_with_its_line_and_the_nearest(old: str, new: str, line: int, nearest: str) -> None:
    assert old in WHOLE
    what, remedy = complain(WHOLE.replace(old, new, 1))
    assert what.startswith(f"amt.yaml, line {line}: ")
    assert nearest in remedy


def test_an_unknown_word_that_resembles_nothing_lists_what_is_possible() -> None:
    assert complain(WHOLE.replace("title: Das Amt", "farbe: rot"))[1].startswith("Possible here: format, inventory")


@pytest.mark.parametrize(
    ("gone", "key", "where"),
    [
        ("inventory: amt\n", "inventory", "amt.yaml"),
        ("format: bestand-mapping/1\n", "format", "amt.yaml"),
        ("  sheet: Daten\n", "sheet", "datasets"),
        ("  dataset: Datensatz\n", "dataset", "distributions"),
        ("  key: Nr.\n", "key", "datasets"),
    ],
)
def test_a_missing_key_is_named_with_the_place_where_it_belongs(gone: str, key: str, where: str) -> None:
    what, remedy = complain(WHOLE.replace(gone, "", 1))
    assert f"the key “{key}” is missing in {where}" in what
    assert f"“{key}:”" in remedy


@pytest.mark.parametrize(
    ("new", "remedy"),
    [
        ("    version: 3", 'Put it in quotation marks: "3"'),
        ("    version: {a: b}", "Correct that line"),
    ],
)
def test_a_constant_that_is_a_number_needs_quotation_marks(new: str, remedy: str) -> None:
    assert remedy in complain(WHOLE.replace("    languages: [DEU]", new))[1]


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("header: [1, 2]", "header: [2, 1]", 10, "in the order of the sheet"),
        ("header: [1, 2]", "header: 0", 10, "counted from 1"),
        ("header: [1, 2]", "header: true", 10, "whole number"),
        ("header: [1, 2]", "header: '1'", 10, "numbers of rows are expected"),
        ("header: [1, 2]", "header: []", 10, "empty"),
        ("header: [1, 2]", "header: [1, 2, 3, 4, 5]", 10, "four rows"),
        ("    min: 2", "    min: zwei", 13, "whole number"),
        ("    min: 2", "    min: -2", 13, "too small"),
        ("    min: 2", "    min: 2\n    filled: {Titel: 101}", 14, "too great"),
        ("    min: 2", "    min: 10", 12, "min is greater than max"),
        ("    Titel: title", "    Titel: 3", 16, "a field is expected"),
        ("    Titel: title", "    Titel:", 16, "a field is expected"),
        ("    Titel: title", "    Titel: [title]", 16, "a field is expected"),
        ("    Titel: title", "    Titel: {field: title, optional: vielleicht}", 16, "true or false"),
        ("    Titel: title", "    Titel: {field: title, default: 3}", 16, "a text is expected"),
        ("    Titel: title", "    Titel: {field: title, aliases: {a: b}}", 16, "a text or a list of texts"),
        ("    Titel: title", "    Titel: {field: {title: x}}", 16, "a text is expected"),
        ("    Titel: title", "    2024: title", 16, "the key 2024 is no text"),
        ("    Titel: title", "    '': title", 16, "is no heading"),
        ("    Titel: title", "    Titel: {}", 16, "exactly one of: field, release, ignore"),
        ("    Titel: title", "    Titel: {field: title, ignore: intern}", 16, "exactly one of"),
        ("    Titel: title", "    Titel: {field: title, release: publish}", 16, "exactly one of"),
        ("  name: amt", "  name: Das Amt", 5, "small letters"),
        ("inventory: amt", "inventory: Das Amt", 2, "small letters"),
        ("  key: Nr.", "  key: ''", 11, "empty"),
        ("format: bestand-mapping/1", "format: bestand-mapping/2", 1, "not allowed"),
        ("title: Das Amt", "title: !!python/name:os.system x", 3, "a text is expected"),
        ("title: Das Amt", "3: Das Amt", 3, "the key 3 is no text"),
        ("  name: amt", "  - amt", 4, "keys with values are expected"),
        ("    languages: [DEU]", "    languages: []", 26, "takes one value"),
        ("    languages: [DEU]", "    title: [a, b]", 26, "takes one value"),
        ("    languages: [DEU]", "    title: ''", 26, "cannot be read"),
        ("    languages: [DEU]", "    modified: 31.02.2024", 26, "cannot be read"),
    ],
)
def test_a_value_of_the_wrong_kind_is_told_in_plain_words(old: str, new: str, line: int, says: str) -> None:
    assert old in WHOLE
    what, _ = complain(WHOLE.replace(old, new, 1))
    assert what.startswith(f"amt.yaml, line {line}: ")
    assert says in what


def test_a_number_where_a_text_is_meant_is_to_be_quoted() -> None:
    assert complain(WHOLE.replace("Das Amt", "2024"))[1] == 'Put it in quotation marks: "2024"'


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("", 1, "begins with keys"),
        ("# nur ein Kommentar\n", 1, "begins with keys"),
        ("- format\n- inventory\n", 1, "begins with keys"),
        ("bestand", 1, "begins with keys"),
        (WHOLE.replace("title: Das Amt", "inventory: haus"), 3, "“inventory” stands here a second time"),
        (WHOLE.replace("    Format: format", "    Format: format\n    Format: title"), 36, "a second time"),
        (WHOLE.replace("        ja: public", "        ja: public\n        ja: nobody"), 25, "a second time"),
        (WHOLE.replace("  sheet: Daten", "\tsheet: Daten"), 9, "a tab stands in this line"),
        (WHOLE.replace("Das Amt", "Amt: das grüne"), 3, "cannot be read"),
        (WHOLE.replace("Das Amt", "*amt"), 3, "cannot be read"),
        (WHOLE + "---\n" + WHOLE, 36, "cannot be read"),
        ("{{a: [b]}: c}: d", 1, "cannot be read"),
        ("title: \0", 1, "cannot be read"),
        ("[" * 1200, 1, "cannot be read"),
    ],
)
def test_yaml_that_cannot_be_read_is_told_with_its_line(text: str, line: int, says: str) -> None:
    what, _ = complain(text)
    assert what.startswith(f"amt.yaml, line {line}: ")
    assert says in what


def test_words_that_other_yaml_takes_for_yes_and_no_stay_text() -> None:
    answers = {"on": "public", "no": "nobody", "ja": "staff", "y": "unknown"}
    text = write_mapping({"Frei": {"release": "publish", "answers": answers}})
    plain = text.replace('"', "").replace("key: Nr.", 'key: "Nr."')
    assert parse_mapping(plain, "amt.yaml").datasets.columns["Frei"].answers == answers


def test_a_date_in_the_mapping_is_its_text() -> None:
    text = WHOLE.replace("    languages: [DEU]", "    modified: 2024-03-01")
    assert parse_mapping(text, "amt.yaml").datasets.constants["modified"] == ("2024-03-01",)


def test_a_mark_at_the_beginning_of_the_file_does_no_harm() -> None:
    assert parse_mapping("\N{ZERO WIDTH NO-BREAK SPACE}" + WHOLE, "amt.yaml").inventory == "amt"


def test_columns_can_be_shared_between_tables_by_an_anchor() -> None:
    text = """
        format: bestand-mapping/1
        inventory: amt
        datasets:
          sheet: Daten
          header: 1
          key: Nr.
          columns: &beide {Titel: title, Stand: modified}
        distributions:
          sheet: Links
          header: 1
          key: Nr.
          dataset: Nr.
          columns:
            <<: *beide
            Format: format
    """
    mapping = parse_mapping(textwrap.dedent(text), "amt.yaml")
    assert mapping.distributions is not None
    assert set(mapping.distributions.columns) == {"Titel", "Stand", "Format"}


@pytest.mark.parametrize(
    ("spec", "says"),
    [
        ({"field": "title", "split": ","}, "“split” does nothing here"),
        ({"field": "title", "unit": "KB"}, "“unit” does nothing here"),
        ({"field": "title", "vocabulary": "license"}, "“vocabulary” does nothing here"),
        ({"field": "title", "answers": {"ja": "public"}}, "“answers” does nothing here"),
        ({"release": "publish", "lookup": {"ja": "x"}}, "“lookup” does nothing here"),
        ({"ignore": "intern", "default": "x"}, "“default” does nothing here"),
        ({"field": "themes", "lookup": {"grün": "Blau"}}, "“Blau” for “themes” cannot be read"),
        ({"field": "modified", "lookup": {"neu": "30.02.2024"}}, "“30.02.2024” for “modified” cannot be read"),
        ({"field": "modified", "default": "bald"}, "“bald” for “modified” cannot be read"),
        ({"field": "themes", "lookup": {"Grün": "ENVI", "grün ": "AGRI"}}, "are the same word"),
        ({"release": "publish", "answers": {"Ja": "public", "ja": "nobody"}}, "are the same word"),
        ({"release": "publish", "answers": {"": "public"}}, "an empty cell answers nothing"),
        ({"release": "publish", "answers": {"\N{NO-BREAK SPACE}": "public"}}, "an empty cell answers nothing"),
        ({"release": "personal_data", "answers": {"ja": "public"}}, "no answer to “personal_data”"),
        ({"release": "approved", "answers": {"ja": "staff"}}, "no answer to “approved”"),
    ],
)
def test_what_would_do_nothing_or_harm_is_refused(spec: dict[str, object], says: str) -> None:
    assert says in complain(write_mapping({"Spalte": spec}))[0]


def test_an_answer_for_the_whole_inventory_must_fit_its_question() -> None:
    assert "no answer to “personal_data”" in complain(write_mapping({}, {"release": {"personal_data": "public"}}))[0]


@pytest.mark.parametrize(
    "columns",
    [
        {"Titel": "title", "titel *": "description"},
        {"Titel": "title", "Name": {"field": "description", "aliases": ["TITEL"]}},
        {"Titel": "title", "Titel:": {"ignore": "doppelt"}},
    ],
)
def test_a_heading_is_mapped_once(columns: dict[str, object]) -> None:
    assert "already" in complain(write_mapping(columns))[0]


def test_a_distribution_is_not_released_by_itself() -> None:
    table = {"sheet": "L", "header": 1, "key": "Nr.", "dataset": "D", "columns": {"Frei": {"release": "publish"}}}
    assert "table of datasets" in complain(write_mapping({}, {"distributions": table}))[0]


def test_a_distribution_has_its_key_from_the_key_column_only() -> None:
    table = {"sheet": "L", "header": 1, "key": "Nr.", "dataset": "D", "columns": {"Kennung": "key"}}
    assert "no field “key”" in complain(write_mapping({}, {"distributions": table}))[0]


def test_one_text_stands_for_a_list_of_one() -> None:
    mapping = build_mapping({"Titel": {"field": "title", "aliases": "Name"}}, {"nulls": "leer"})
    assert (mapping.datasets.columns["Titel"].aliases, mapping.nulls) == (("Name",), ("leer",))


@pytest.mark.parametrize("file", sorted(Path("mappings/inventories").glob("*.yaml")), ids=lambda file: file.stem)
def test_the_mappings_that_ship_are_mappings(file: Path) -> None:
    assert parse_mapping(file.read_text(encoding="utf-8"), file.name).inventory == file.stem


@given(st.text(alphabet=st.sampled_from("ab:-{}[]&*!|>'\"%@`,? \n\t#<<~1=."), max_size=60))
def test_whatever_a_file_holds_it_is_a_mapping_or_a_problem(text: str) -> None:
    with pytest.raises(Problem):
        parse_mapping(text, "amt.yaml")


@settings(max_examples=30)
@given(st.integers(0, len(WHOLE)), st.text(max_size=4), st.integers(0, 6))
def test_a_slip_anywhere_in_a_mapping_is_a_mapping_or_a_problem(at: int, slip: str, gone: int) -> None:
    try:
        parse_mapping(WHOLE[:at] + slip + WHOLE[at + gone :], "amt.yaml")
    except Problem as problem:
        said = str(problem.what), str(problem.remedy)
    else:
        return
    assert said[0].startswith("amt.yaml, line ")
    assert said[1]
