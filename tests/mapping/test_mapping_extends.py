"""``extends``: what a mapping inherits, what wins, and where a mistake in a base is said to stand."""

from __future__ import annotations

import textwrap
from typing import Any

import pytest

from toolkit.mapping.inheritance import Base, ReadBase
from toolkit.mapping.load import examine_mapping, parse_mapping
from toolkit.mapping.spec import InventoryMapping
from toolkit.model.message import say
from toolkit.model.problem import Problem

CITY = """
    format: bestand-mapping/1
    title: Alle Ämter
    organization: {name: stadt, title: Stadt}
    nulls: [leer]
    lookups:
      themes: {Grün: ENVI, weg: null}
    datasets:
      sheet: Daten
      key: Nr.
      expect: {min: 3, max: 60, filled: {Titel: 90}}
      columns:
        Titel: title
        Stand: {field: modified, aliases: [Datum], lookup: {neu: "2024"}}
        Frei: {release: publish, answers: {ja: public, intern: staff}}
        Notiz: {ignore: intern}
      constants:
        publisher.name: Stadt
        languages: [DEU, ENG]
"""


def shelve(files: dict[str, str]) -> ReadBase:
    """Give what reads bases from these texts."""

    def read_base(wanted: str) -> Base:
        if wanted not in files:
            raise Problem(say("there is no {name}", name=wanted), say("Look again."))
        return Base(wanted, textwrap.dedent(files[wanted]), wanted, read_base)

    return read_base


def complete(own: str, **bases: str) -> InventoryMapping:
    """Complete a mapping by the city's, or by the bases that are given."""
    read_base = shelve({f"{name}.yaml": text for name, text in (bases or {"stadt": CITY}).items()})
    return parse_mapping(write(own), "amt.yaml", read_base)


def write(own: str, base: str = "stadt.yaml") -> str:
    return f"format: bestand-mapping/1\ninventory: amt\nextends: {base}\n{textwrap.dedent(own)}"


def complain(own: str, **bases: str) -> list[str]:
    """Give all that is wrong, with the next step."""
    read_base = shelve({f"{name}.yaml": text for name, text in (bases or {"stadt": CITY}).items()})
    _, complaints = examine_mapping(write(own), "amt.yaml", read_base)
    return [f"{one.what} | {one.remedy}" for one in complaints]


def test_a_mapping_that_says_nothing_itself_is_its_base() -> None:
    mapping = complete("")
    assert mapping.inventory == "amt"
    assert (mapping.title, mapping.nulls, mapping.datasets.sheet) == ("Alle Ämter", ("leer",), ("Daten",))
    assert [*mapping.datasets.columns] == ["Titel", "Stand", "Frei", "Notiz"]
    assert mapping.datasets.columns["Stand"].lookup == {"neu": "2024"}


@pytest.mark.parametrize(
    ("own", "path", "value"),
    [
        ("title: Amt 61", "title", "Amt 61"),
        ("organization: {name: amt}", "organization", {"name": "amt", "title": "Stadt"}),
        ("nulls: [offen]", "nulls", ("offen",)),
        ("datasets: {expect: {min: 5}}", "datasets.expect", {"min": 5, "max": 60, "filled": {"Titel": 90}}),
        (
            "datasets: {expect: {filled: {titel *: 50}}}",
            "datasets.expect",
            {"min": 3, "max": 60, "filled": {"titel *": 50}},
        ),
        (
            "datasets: {constants: {languages: FRA}}",
            "datasets.constants",
            {"languages": ("FRA",), "publisher.name": ("Stadt",)},
        ),
        ("lookups: {themes: {grün: AGRI}}", "lookups", {"themes": {"grün": "AGRI", "weg": None}}),
        ("lookups: {themes: {Grün: null}}", "lookups", {"themes": {"Grün": None, "weg": None}}),
        ("lookups: {themes: null}", "lookups", {}),
        ("title: null", "title", ""),
        ("nulls: null", "nulls", InventoryMapping.model_fields["nulls"].default),
        ("datasets: {expect: null}", "datasets.expect", {"min": 1, "max": None, "filled": {}}),
        ("datasets: {constants: {languages: null}}", "datasets.constants", {"publisher.name": ("Stadt",)}),
    ],
)
def test_the_mappings_own_word_wins_and_null_takes_away(own: str, path: str, value: object) -> None:
    found: Any = complete(own).model_dump()
    for step in path.split("."):
        found = found[step]
    assert found == value


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("{aliases: Name}", {"field": "title", "aliases": ("Name",)}),
        ("title", {"field": "title"}),
        ("{field: title, optional: true}", {"field": "title", "optional": True}),
        ("description", {"field": "description"}),
        ("{ignore: doppelt}", {"ignore": "doppelt"}),
    ],
)
def test_a_short_entry_of_the_base_is_completed_or_replaced(entry: str, said: dict[str, Any]) -> None:
    column = complete(f"datasets: {{expect: null, columns: {{Titel: {entry}}}}}").datasets.columns["Titel"]
    assert column.model_dump(exclude_defaults=True) == said


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("{optional: true}", {"optional": True, "aliases": ("Datum",), "lookup": {"neu": "2024"}}),
        ("modified", {"aliases": ("Datum",), "lookup": {"neu": "2024"}}),
        ("{aliases: [Tag]}", {"aliases": ("Tag",), "lookup": {"neu": "2024"}}),
        ("{lookup: {NEU: null, alt: '1999'}}", {"aliases": ("Datum",), "lookup": {"NEU": None, "alt": "1999"}}),
        ("{lookup: null}", {"aliases": ("Datum",)}),
        ("{aliases: null, lookup: null}", {}),
    ],
)
def test_what_a_base_says_of_a_column_holds_unless_it_is_said_anew(entry: str, said: dict[str, Any]) -> None:
    column = complete(f"datasets: {{columns: {{Stand: {entry}}}}}").datasets.columns["Stand"]
    assert column.model_dump(exclude_defaults=True) == {"field": "modified", **said}


def test_another_field_or_question_begins_a_column_anew() -> None:
    columns = complete("""
        datasets:
          columns:
            Stand: issued
            Frei: {release: approved}
    """).datasets.columns
    assert columns["Stand"].model_dump(exclude_defaults=True) == {"field": "issued"}
    assert columns["Frei"].model_dump(exclude_defaults=True) == {"release": "approved"}


def test_answers_are_put_together_and_null_takes_one_away() -> None:
    columns = complete(
        "datasets: {columns: {Frei: {answers: {JA: staff, intern: null, nie: nobody}}}}"
    ).datasets.columns
    assert columns["Frei"].answers == {"JA": "staff", "nie": "nobody"}


def test_null_takes_a_column_away() -> None:
    assert "Notiz" not in complete("datasets: {columns: {Notiz: null}}").datasets.columns


def test_null_takes_nothing_away_where_there_is_nothing() -> None:
    (said,) = complain("datasets: {columns: {Notitz: null}}")
    assert said.startswith("amt.yaml, line 4: “Notitz”: a field is expected")


def test_headings_are_the_same_whatever_their_case_and_marks() -> None:
    columns = complete("datasets: {columns: {'titel *': {aliases: Name}}}").datasets.columns
    assert [*columns] == ["titel *", "Stand", "Frei", "Notiz"]
    assert columns["titel *"].field == "title"


def test_own_columns_count_before_those_of_the_base() -> None:
    columns = complete("datasets: {columns: {Neu: keywords, Stand: modified}}").datasets.columns
    assert [*columns] == ["Neu", "Stand", "Titel", "Frei", "Notiz"]


def test_a_list_of_conditions_is_replaced_as_a_whole() -> None:
    base = CITY + "      skip: [{column: Titel, is: x, reason: a}, {column: Titel, is: y, reason: b}]\n"
    own = "datasets: {skip: [{column: Titel, is: z, reason: c}]}"
    assert [one.reason for one in complete(own, stadt=base).datasets.skip] == ["c"]
    assert [one.reason for one in complete("", stadt=base).datasets.skip] == ["a", "b"]


def test_a_base_may_extend_a_further_one() -> None:
    mapping = complete(
        "extra: 1".replace("extra: 1", "datasets: {columns: {Thema: themes}}"),
        stadt="format: bestand-mapping/1\nextends: land.yaml\ntitle: Stadt\ndatasets: {columns: {Notiz: null}}\n",
        land=CITY,
    )
    assert (mapping.title, mapping.extends) == ("Stadt", "stadt.yaml")
    assert [*mapping.datasets.columns] == ["Thema", "Titel", "Stand", "Frei"]


@pytest.mark.parametrize(
    ("bases", "line", "names"),
    [
        ({"stadt": "format: bestand-mapping/1\nextends: stadt.yaml"}, "stadt.yaml, line 2", "stadt.yaml → stadt.yaml"),
        (
            {
                "stadt": "format: bestand-mapping/1\nextends: land.yaml",
                "land": "format: bestand-mapping/1\n\nextends: stadt.yaml",
            },
            "land.yaml, line 3",
            "stadt.yaml → land.yaml → stadt.yaml",
        ),
    ],
)
def test_a_circle_is_refused(bases: dict[str, str], line: str, names: str) -> None:
    (said,) = complain("", **bases)
    assert said.startswith(f"{line}: the mappings extend each other in a circle: {names} |")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("Titel: title", "Titel: titel", "stadt.yaml, line 13: there is no field “titel”"),
        ("sheet: Daten", "shet: Daten", "stadt.yaml, line 9: unknown key “shet”"),
        ('neu: "2024"', "neu: bald", "stadt.yaml, line 14: the mapping's own value “bald”"),
        ("intern: staff", "intern: stuff", "stadt.yaml, line 15: “stuff” is not allowed"),
        ("Grün: ENVI", "Grün: ENVO", "stadt.yaml, line 7: the mapping's own value “ENVO”"),
        ("min: 3", "min: 99", "stadt.yaml, line 11: “expect”: min is greater than max"),
        ("min: 3", "min: '3'", "stadt.yaml, line 11: “min”: a whole number is expected"),
        ("nulls: [leer]", "nulls: [leer", "stadt.yaml, line 6: the YAML cannot be read"),
        ("  themes:", "\tthemes:", "stadt.yaml, line 7: a tab stands in this line"),
    ],
)
def test_a_mistake_in_a_base_is_named_with_the_bases_line(old: str, new: str, said: str) -> None:
    assert old in CITY
    assert complain("", stadt=CITY.replace(old, new))[0].startswith(said)


def test_a_mistake_that_both_make_together_is_named_where_the_mapping_speaks() -> None:
    (said,) = complain("datasets:\n  expect: {max: 2}")
    assert said.startswith("amt.yaml, line 5: “expect”: min is greater than max")


def test_mistakes_of_all_files_come_at_once() -> None:
    found = complain(
        "tittle: x\ndatasets: {columns: {Neu: titl}}",
        stadt=CITY.replace("Stand: {field: modified", "Stand: {field: modifed"),
    )
    assert [one.partition(": ")[0] for one in found] == ["amt.yaml, line 4", "amt.yaml, line 5", "stadt.yaml, line 14"]


@pytest.mark.parametrize(
    ("base", "said"),
    [
        ("land.yaml", "there is no land.yaml | Look again."),
        ("''", "“extends: ” names no mapping that can be read here"),
        ("[stadt.yaml]", "“extends”: a text is expected"),
        ("null", "“extends”: a text is expected"),
    ],
)
def test_a_base_that_cannot_be_is_named_with_the_line_that_names_it(base: str, said: str) -> None:
    whole = write(CITY.replace("format: bestand-mapping/1", ""), base)
    _, (complaint, *_) = examine_mapping(whole, "amt.yaml", shelve({}))
    assert f"{complaint.what} | {complaint.remedy}".startswith(f"amt.yaml, line 3: {said}")


def test_a_text_alone_extends_nothing() -> None:
    with pytest.raises(Problem, match="names no mapping that can be read here"):
        parse_mapping(write(""), "amt.yaml")


@pytest.mark.parametrize("first", ["", "format: bestand-gate/1\n", "formatt: bestand-mapping/1\n"])
def test_what_does_not_call_itself_a_mapping_is_none(first: str) -> None:
    (said,) = complain("", stadt=f"{first}title: Stadt")
    assert "a mapping that others extend begins with “format: bestand-mapping/1”" in said
    assert said.startswith("stadt.yaml, line ")


@pytest.mark.parametrize("text", ["", "- a\n", "stadt"])
def test_a_base_without_keys_is_none(text: str) -> None:
    assert complain("", stadt=text)[0].startswith("stadt.yaml, line 1: a mapping file begins with keys")


def test_anchors_that_hold_each_other_do_not_hang() -> None:
    text = "format: bestand-mapping/1\ndatasets: &a {columns: {Titel: title}, constants: &b {x: *a}}\n"
    assert complain("datasets: &a {columns: {Titel: title}, constants: &b {x: *a}}", stadt=text)


def test_the_same_heading_twice_in_a_base_is_still_said() -> None:
    found = complain("", stadt=CITY.replace("Notiz: {", "TITEL: {"))
    assert any("“TITEL” is mapped under “Titel” already" in one for one in found)
