"""Rows that look like datasets whose rows are gone."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from toolkit.model.entry import Entry, Resource, Value
from toolkit.model.grid import CellRef
from toolkit.model.plan import Likeness
from toolkit.sync.likeness import THRESHOLD, build_traits, find_likenesses, score_likeness
from toolkit.sync.wish import Desired

CELL = CellRef("inventar.xlsx", "Daten", 2, 1)
TREES: dict[str, Value] = {
    "title": "Baumkataster",
    "notes": "Alle Bäume an Straßen und in Anlagen der Stadt.",
    "tags": ("baum", "grün"),
}


def row(key: str, url: str = "", /, **fields: Value) -> Desired:
    resources = (Resource("5", {"url": url}),) if url else ()
    entry = Entry(f"amt:{key}", "n", fields, resources)
    return Desired(entry, str(fields.get("title", "")), "amt", {"identifier": CELL})


def gone(key: str, url: str = "", /, **fields: Value) -> Entry:
    return row(key, url, **fields).entry


def test_the_same_words_under_another_key_are_alike() -> None:
    assert find_likenesses([row("1a", **TREES)], [gone("1", **TREES)]) == (
        Likeness("amt:1a", "Baumkataster", "amt:1", "Baumkataster", 1.0, CELL),
    )


def test_a_new_title_is_alike_where_text_and_address_stay() -> None:
    url = "https://example.org/baeume.csv"
    new = row("1a", url, **{**TREES, "title": "Kataster der Straßenbäume"})
    (found,) = find_likenesses([new], [gone("1", url, **TREES)])
    assert THRESHOLD <= found.score < 1


def test_the_names_of_fields_may_be_ckans_or_canonical_ones() -> None:
    canonical: dict[str, Value] = {"title": "Baumkataster", "description": TREES["notes"], "keywords": TREES["tags"]}
    assert find_likenesses([row("1a", **canonical)], [gone("1", **TREES)])[0].score == 1.0


def test_next_years_edition_is_another_dataset() -> None:
    texts: dict[str, Value] = {"notes": "Gezählte Räder je Stunde.", "tags": ("rad",)}
    old = gone("1", "https://example.org/2023.csv", title="Radverkehr 2023", **texts)
    new = row("2", "https://example.org/2024.csv", title="Radverkehr 2024", **texts)
    assert find_likenesses([new], [old]) == ()
    same = replace(new, entry=replace(new.entry, fields={**new.entry.fields, "title": "Radverkehr 2023"}))
    assert len(find_likenesses([same], [old])) == 1


def test_a_title_alone_must_be_nearly_the_same() -> None:
    assert find_likenesses([row("2", title="Zählung Nord")], [gone("1", title="Zählung Süd")]) == ()
    assert len(find_likenesses([row("2", title="Die Baumkatastr")], [gone("1", title="Die Baumkataster")])) == 1


def test_nothing_is_like_an_empty_dataset() -> None:
    assert find_likenesses([row("2")], [gone("1")]) == ()
    assert score_likeness(build_traits(row("2").entry), build_traits(gone("1"))) == 0


def test_the_most_alike_are_paired_first() -> None:
    near: dict[str, Value] = {**TREES, "title": "Baumkataster alt"}
    found = find_likenesses([row("3", **near), row("4", **TREES)], [gone("1", **TREES), gone("2", **near)])
    assert [(item.identifier, item.former) for item in found] == [("amt:3", "amt:2"), ("amt:4", "amt:1")]


def test_a_thousand_renumbered_keys_are_all_found() -> None:
    titles = [f"Datensatz {chr(97 + n % 26)}{n}" for n in range(1000)]
    rows = [row(f"neu-{n}", title=title) for n, title in enumerate(titles)]
    held = [gone(f"alt-{n}", title=title) for n, title in enumerate(titles)]
    found = find_likenesses(rows, held)
    assert {(item.identifier[8:], item.former[8:]) for item in found} == {(str(n), str(n)) for n in range(1000)}


WORDS = st.lists(st.sampled_from(["rad", "baum", "bus", "2023", "2024", "karte"]), max_size=3).map(" ".join)
SOME = st.lists(st.tuples(WORDS, WORDS), max_size=6)


@given(SOME, SOME)
def test_no_side_is_paired_twice_and_no_score_is_below_the_threshold(
    new: list[tuple[str, str]], old: list[tuple[str, str]]
) -> None:
    rows = [row(f"n{n}", title=title, notes=notes) for n, (title, notes) in enumerate(new)]
    held = [gone(f"o{n}", title=title, notes=notes) for n, (title, notes) in enumerate(old)]
    found = find_likenesses(rows, held)
    assert len({item.identifier for item in found}) == len({item.former for item in found}) == len(found)
    assert all(THRESHOLD <= item.score <= 1 for item in found)
    assert list(found) == sorted(found, key=lambda item: item.identifier)
