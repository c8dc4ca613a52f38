"""A proposal written as a mapping: what holds, what is left to a person, and what is kept out of it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.mapping.small_inventory import build_sheet, build_workbook
from tests.proposals.small_proposal import propose, propose_table, reason
from toolkit.mapping.interpret import interpret
from toolkit.mapping.load import parse_mapping
from toolkit.mapping.spec import InventoryMapping
from toolkit.proposals.draft import build_draft, list_parts
from toolkit.proposals.proposal import Candidate, Proposal

KEY = {"Nr.": {"target": "key"}}


def draft(proposal: Proposal) -> str:
    return build_draft(proposal, reason)


def parse(proposal: Proposal) -> InventoryMapping:
    return parse_mapping(draft(proposal), "entwurf.yaml")


def one_column(heading: str, *cells: str, **said: Any) -> Proposal:
    rows = [(str(number), cell) for number, cell in enumerate(cells, start=1)]
    return propose(("Nr.", heading), *rows, columns={**KEY, heading: said})


def line_of(text: str, word: str) -> str:
    return next(line for line in text.splitlines() if word in line)


def uncomment(text: str, word: str) -> str:
    """Take the ``#`` away from the line that begins with a word."""
    return re.sub(rf"^( *)# ({re.escape(word)}.*)$", r"\1\2", text, flags=re.MULTILINE)


def test_settled_columns_are_lines_that_hold() -> None:
    mapping = parse(one_column("Titel", "Bäume", target="title"))
    assert mapping.datasets.columns["Titel"].field == "title"
    assert mapping.datasets.key == "Nr."
    assert mapping.datasets.sheet == ("Daten",)


def test_a_draft_says_what_it_was_made_for_and_how_many_rows_are_expected() -> None:
    table = parse(one_column("Titel", "Bäume", "Wege", "Bänke", target="title")).datasets
    assert table.made_for is not None
    assert (table.made_for.file, table.made_for.rows) == ("inventar.xlsx", 3)
    assert table.made_for.headings == ("Nr.", "Titel")
    assert table.expect.min == 2


def test_an_empty_template_can_be_mapped() -> None:
    assert parse(one_column("Titel", target="title")).datasets.expect.min == 0


def test_a_question_is_a_comment_with_samples_and_the_other_meanings_and_can_be_uncommented() -> None:
    proposal = one_column(
        "Stand",
        "12.03.2024",
        "März 2023",
        status="question",
        target="modified",
        alternatives=(Candidate("temporal.end", 0.5),),
        profile={"kinds": {"date": 1.0}},
    )
    text = draft(proposal)
    assert line_of(text, "Stand:") == "    # Stand: modified   # 60 %: 12.03.2024, März 2023 or: temporal.end"
    assert "Stand" not in parse(proposal).datasets.columns
    assert parse_mapping(uncomment(text, "Stand:"), "x.yaml").datasets.columns["Stand"].field == "modified"


def test_what_nobody_knows_is_a_comment_that_can_be_uncommented() -> None:
    text = draft(one_column("Frobnik", "1", "2", profile={"kinds": {"number": 1.0}}))
    assert line_of(text, "Frobnik:") == "    # Frobnik: {ignore: …}   # unknown: 1, 2"
    assert parse_mapping(uncomment(text, "Frobnik:"), "x.yaml").datasets.columns["Frobnik"].ignore == "…"


def test_ignored_columns_have_their_reason_and_no_samples() -> None:
    text = draft(one_column("Bemerkung", "Streit mit Amt 7", target="ignore.remarks"))
    assert line_of(text, "Bemerkung:") == "    Bemerkung: {ignore: remarks never leaves the office}"
    assert "Streit" not in text


def test_values_that_no_list_knows_stand_as_comments_with_count_and_nearest() -> None:
    proposal = one_column(
        "Lizenz",
        "DL BY",
        "DL BY",
        "Datenlizenz DE",
        "frei",
        target="license",
        lookup={"frei": "cc-zero"},
        unanswered=("DL BY", "Datenlizenz DE"),
    )
    text = draft(proposal)
    assert parse(proposal).datasets.columns["Lizenz"].lookup == {"frei": "cc-zero"}
    assert "2 cells;" in line_of(text, "# DL BY:")
    assert "perhaps “Datenlizenz Deutschland" in line_of(text, "# Datenlizenz DE:")
    more = parse_mapping(uncomment(text, "Datenlizenz DE:"), "x.yaml").datasets.columns["Lizenz"].lookup
    assert set(more) == {"frei", "Datenlizenz DE"}


def test_without_a_known_value_the_whole_look_up_is_a_comment() -> None:
    text = draft(one_column("Lizenz", "xyz", target="license", unanswered=("xyz",)))
    assert parse_mapping(text, "x.yaml").datasets.columns["Lizenz"].lookup == {}
    assert "      # lookup:" in text.splitlines()


def test_answers_that_nobody_understands_mean_unknown_until_somebody_says_more() -> None:
    proposal = one_column(
        "Open Data", "ja", "intern", "mal sehen",
        target="release.publish", answers={"ja": "public", "intern": "staff"}, unanswered=("mal sehen",),
    )  # fmt: skip
    text = draft(proposal)
    assert parse(proposal).datasets.columns["Open Data"].answers == {"ja": "public", "intern": "staff"}
    assert line_of(text, "mal sehen") == "        # mal sehen: unknown   # 1 cell; or: public, staff, nobody"


def test_questions_that_no_column_answers_are_asked() -> None:
    text = draft(one_column("Titel", "Bäume", target="title"))
    assert "#   publish: unknown" in text
    assert "#   personal_data: unknown" in text
    answered = draft(one_column("Open Data", "ja", target="release.publish"))
    assert "#   publish:" not in answered


def test_what_no_column_gives_is_suggested_as_a_constant() -> None:
    text = draft(one_column("Titel", "Bäume", target="title"))
    assert "#   publisher.name: …" in text
    assert "#   license: dl-by-de/2.0" in text
    assert "#   license:" not in draft(one_column("Lizenz", "CC0", target="license"))


def test_more_null_words_stand_beside_the_usual_ones() -> None:
    mapping = parse(replace(one_column("Titel", "Bäume", target="title"), nulls=("-", "weiß nicht")))
    assert {"-", "weiß nicht", "k. A."} <= set(mapping.nulls)


def test_columns_that_repeat_for_each_distribution_and_cells_with_several_links() -> None:
    proposal = propose(
        ("Nr.", "Link 1", "Link 2", "Größe", "Tags"),
        ("1", "https://a.example/1", "https://a.example/2", "3", "a, b"),
        columns={
            **KEY,
            "Link 1": {"target": "distribution.access_url", "part": "1", "split": "\n"},
            "Link 2": {"target": "distribution.access_url", "part": "2"},
            "Größe": {"target": "distribution.byte_size", "unit": "KB"},
            "Tags": {"target": "keywords", "split": ","},
        },
    )
    columns = parse(proposal).datasets.columns
    assert (columns["Link 1"].part, columns["Link 1"].split) == ("1", ("\n",))
    assert columns["Link 2"].part == "2"
    assert columns["Größe"].unit == "KB"
    assert columns["Tags"].split == (",",)


def test_a_key_that_is_only_the_best_there_is_is_asked_about() -> None:
    proposal = propose(("Titel",), ("Bäume",), columns={"Titel": {"target": "title"}}, table={"key": ""})
    text = draft(proposal)
    assert "  # Does this column identify a row" in text
    assert parse(proposal).datasets.key == "Titel"


def test_two_columns_of_one_heading_are_told_apart_even_where_one_is_a_comment() -> None:
    proposal = propose(
        ("Nr.", "Bemerkung", "Bemerkung"),
        ("1", "a", "b"),
        columns={**KEY, "Bemerkung": {"target": "description"}},
    )
    first, second = proposal.datasets.columns[1:] if proposal.datasets else ()
    second = replace(second, name="Bemerkung [2]", status="unknown", target="")
    assert proposal.datasets
    table = replace(proposal.datasets, columns=(proposal.datasets.columns[0], first, second))
    mapping = parse(replace(proposal, datasets=table))
    found = interpret(build_workbook(table.blocks[0].sheet), mapping)
    assert found.described[0].dataset.description == "a"


def test_a_column_without_a_heading_goes_by_its_letters() -> None:
    proposal = propose(("Nr.", ""), ("1", "Bäume"), columns={**KEY, "": {"target": "title"}})
    found = interpret(build_workbook(build_sheet(("Nr.", ""), ("1", "Bäume"))), parse(proposal))
    assert found.described[0].dataset.title == "Bäume"


@pytest.mark.parametrize(
    "said",
    [
        {"target": "contact.name"},
        {"target": "contact.email"},
        {"target": "ignore.owner"},
        {"target": "modified", "status": "question", "profile": {"kinds": {"email": 0.5, "line": 0.5}}},
        {"target": "title", "status": "question", "alternatives": (Candidate("ignore.steward", 0.5),)},
        {"target": "title", "status": "question", "alternatives": (Candidate("contact.name", 0.5),)},
        {"status": "unknown"},
    ],
    ids=str,
)
def test_names_and_mail_addresses_do_not_get_into_the_file(said: dict[str, Any]) -> None:
    text = draft(one_column("Spalte", "Erika Mustermann", "mustermann@example.org", **said))
    assert "Mustermann" not in text
    assert "@" not in text
    if said.get("status"):
        assert "(samples left out)" in line_of(text, "Spalte:")


def test_a_banner_with_a_mail_address_is_no_title() -> None:
    text = draft(replace(one_column("Titel", "Bäume", target="title"), title="Inventar, an amt@example.org"))
    assert "@" not in text


def test_further_tables_get_mappings_of_their_own() -> None:
    proposal = one_column("Titel", "Bäume", target="title")
    other = propose_table(
        build_sheet(("Nr.", "Titel"), ("1", "Wege"), name="Zwei"), {**KEY, "Titel": {"target": "title"}}
    )
    first, second = list_parts(replace(proposal, others=(other,)))
    assert (first.number, second.number) == (1, 2)
    assert parse(second.proposal).inventory == "amt-2"
    assert parse(second.proposal).datasets.sheet == ("Zwei",)


def test_without_datasets_there_is_nothing_to_write() -> None:
    proposal = replace(one_column("Titel", "Bäume", target="title"), datasets=None)
    assert list_parts(proposal) == ()
    with pytest.raises(ValueError, match="Proposal"):
        draft(proposal)


def test_comments_are_in_the_readers_language() -> None:
    text = build_draft(one_column("Frobnik", "1"), reason, lambda message: f"<{message}>")
    assert "# <Mapping for inventar.xlsx" in text


NASTY = (
    "Lizenz: Art",
    "# Nr",
    "- Strich",
    "ja",
    "no",
    "2024",
    "null",
    "[x]",
    "{a}",
    'Er sagt "ja"',
    "it's",
    "@x",
    "%a",
)
HEADINGS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30) | st.sampled_from(NASTY)


@given(HEADINGS, HEADINGS, st.lists(HEADINGS, max_size=3), st.booleans())
def test_any_heading_and_any_value_gives_a_mapping_that_reads_the_sheet(
    heading: str, other: str, words: list[str], settled: bool
) -> None:
    assume(not {word.strip() for word in words[:1]} & {heading.strip(), other.strip()})  # or it is a header line, too
    status = "settled" if settled else "question"
    coded = {"target": "license", "status": "settled", "unanswered": tuple(words), "lookup": dict.fromkeys(words[:1])}
    rows = (("Schlüsselspalte", heading, other), ("1", "Bäume", *words[:1]))
    sheet = build_sheet(*rows)
    table = propose_table(sheet, {}, key="Schlüsselspalte")
    meanings: list[dict[str, Any]] = [
        {"target": "key", "status": "settled"},
        {"target": "title", "status": status},
        coded,
    ]
    columns = tuple(replace(column, **more) for column, more in zip(table.columns, meanings, strict=False))
    names = [column.name for column in columns]
    columns = tuple(
        replace(column, name=f"{column.name} [2]" if column.name in names[:at] else column.name)
        for at, column in enumerate(columns)
    )
    proposal = Proposal("amt", "Inventar", replace(table, columns=columns), None)
    mapping = parse(proposal)
    assert len(interpret(build_workbook(sheet), mapping).described) == 1
