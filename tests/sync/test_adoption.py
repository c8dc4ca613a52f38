"""Which rows describe datasets that people entered by hand, and what such a dataset keeps."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from toolkit.model.entry import Entry, Held, Pushed, Resource, Snapshot, Value
from toolkit.model.grid import CellRef
from toolkit.model.plan import IDENTIFIER, Adopt, FieldChange, Kept, Plan, Update
from toolkit.sync.adoption import Pair, build_kept_base, find_pairs, hold_chosen, hold_renamed
from toolkit.sync.intent import build_intent, find_pushed
from toolkit.sync.plan import build_adoption, build_scope
from toolkit.sync.wish import Desired, Options, Wish

KEY = CellRef("inventar.xlsx", "Daten", 2, 1)


def row(key: str, title: str = "", url: str = "", /, **fields: Value) -> Desired:
    resources = (Resource(f"5{key}", {"url": url, "key": "csv"}),) if url else ()
    entry = Entry(f"amt:{key}", f"n-{key}", {"title": title, "private": False, **fields}, resources)
    return Desired(entry, title, "amt", {"identifier": KEY})


def hand(id_: str, name: str, title: str = "", url: str = "", identifier: str = "", **fields: Value) -> Held:
    resources = (Resource(f"4{id_}", {"url": url}),) if url else ()
    return Held(id_, Entry(identifier, name, {"title": title, "private": False, **fields}, resources), "r1")


def found(rows: list[Desired], held: list[Held]) -> list[tuple[str, str, str, float]]:
    return [(pair.row.identifier, pair.held.id, pair.way, pair.score) for pair in find_pairs(rows, held).pairs]


def test_each_way_finds_its_dataset_and_the_surest_is_told() -> None:
    rows = [
        row("1", "Eins"),
        row("2", "Zwei"),
        row("3", "Drei"),
        row("4", "Vier", "https://example.org/4.csv"),
        row("5", "Fünf Dinge"),
        row("6", "Sechs Straßen der Stadt"),
    ]
    held = [
        hand("a", "x", identifier="amt:1"),
        hand("b", "y", identifier="2"),
        hand("c", "drei"),
        hand("d", "z", "Anders", "http://www.example.org/4.csv"),
        hand("e", "w", "FÜNF, Dinge!"),
        hand("f", "v", "Sechs Strassen der Stadt."),
    ]
    assert found(rows, held) == [
        ("amt:1", "a", "identifier", 1),
        ("amt:2", "b", "identifier", 1),
        ("amt:3", "c", "name", 1),
        ("amt:4", "d", "url", 1),
        ("amt:5", "e", "title", 1),
        ("amt:6", "f", "title", 1),
    ]


def test_a_title_that_is_nearly_the_same_comes_with_its_score() -> None:
    ((_, _, way, score),) = found([row("1", "Verzeichnis der Straßen")], [hand("a", "x", "Verzeichniss der Straßen")])
    assert way == "title"
    assert 0.9 <= score < 1
    assert found([row("1", "Zählung 2023")], [hand("a", "x", "Zählung 2024")]) == []


def test_what_fits_twice_is_a_doubt_on_either_side() -> None:
    two_held = find_pairs([row("1", "Bäume")], [hand("a", "x", "Bäume"), hand("b", "y", "Bäume")])
    assert ([held.id for held in two_held.doubts[0].held], two_held.pairs, two_held.unmatched) == (["a", "b"], (), ())
    two_rows = find_pairs([row("1", "Bäume"), row("2", "Bäume")], [hand("a", "x", "Bäume")])
    assert [doubt.row.identifier for doubt in two_rows.doubts] == ["amt:1", "amt:2"]
    assert two_rows.pairs == ()


def test_a_weaker_way_may_settle_what_an_address_left_open() -> None:
    url = "https://example.org/alles"
    rows = [row("1", "Bäume", url), row("2", "Wege", url)]
    held = [hand("a", "x", "Bäume", url), hand("b", "y", "Wege", url)]
    assert found(rows, held) == [("amt:1", "a", "title", 1), ("amt:2", "b", "title", 1)]


def test_only_the_ways_asked_for_are_tried() -> None:
    rows, held = [row("1", "Bäume")], [hand("a", "baeume", "Bäume")]
    assert find_pairs(rows, held, ("identifier", "url")).unmatched == (rows[0],)
    assert find_pairs(rows, held, ("title",)).pairs[0].way == "title"


TITLES = st.lists(st.sampled_from(["", "Bäume", "Baum", "Wege", "Wege der Stadt", "Wege der Stadt 2"]), max_size=6)


@given(TITLES, TITLES)
def test_nothing_is_taken_twice_and_no_row_is_lost(ours: list[str], theirs: list[str]) -> None:
    rows = [row(str(n), title) for n, title in enumerate(ours)]
    result = find_pairs(rows, [hand(f"h{n}", f"name-{n}", title) for n, title in enumerate(theirs)])
    assert len({pair.held.id for pair in result.pairs}) == len(result.pairs)
    told = [*(pair.row for pair in result.pairs), *(doubt.row for doubt in result.doubts), *result.unmatched]
    assert sorted(one.identifier for one in told) == sorted(one.identifier for one in rows)


def adopt(one: Desired, held: Held, *, keep: bool = False) -> tuple[Plan, Adopt]:
    snapshot = hold_chosen(Snapshot("memory:t", {}), [Pair(one, held, "title")])
    options = Options(chosen={one.identifier: held.id}, keep=keep)
    made = build_adoption(Wish(("amt",), (one, row("9", "Andere"))), snapshot, {}, options)
    (change,) = made.changes
    assert isinstance(change, Adopt)
    return made, change


def test_an_adoption_shows_each_field_and_speaks_of_no_other_row() -> None:
    made, change = adopt(row("1", "Bäume", notes="neu"), hand("a", "x", "Bäume", notes="alt"))
    assert change.changes == (FieldChange(IDENTIFIER, None, "amt:1", KEY), FieldChange("notes", "alt", "neu"))
    assert (change.id, change.entry.name) == ("a", "x")
    assert made.known == build_scope(made, {}).known == {"amt:1": "a"}


def test_the_resources_of_an_adopted_dataset_keep_their_ids() -> None:
    _, change = adopt(row("1", "Bäume", "https://example.org/a"), hand("a", "x", "Bäume", "https://example.org/a/"))
    assert [resource.id for resource in change.entry.resources] == ["4a"]
    assert change.entry.resources[0].fields["key"] == "csv"


def test_keep_lets_their_words_stay_fills_gaps_and_never_publishes() -> None:
    one = row("1", "Bäume", notes="neu", author="Amt")
    _, change = adopt(one, hand("a", "x", "Bäume", notes="alt", author=""), keep=True)
    assert change.kept == (Kept("notes", "neu", "alt"),)
    assert (change.entry.fields["notes"], change.entry.fields["author"]) == ("alt", "Amt")
    assert change.sheet is not None
    assert change.sheet.fields["notes"] == "neu"
    _, draft = adopt(one, hand("a", "x", "Bäume", private=True), keep=True)
    assert draft.entry.private
    _, secret = adopt(row("1", "Bäume", private=True), hand("a", "x", "Bäume"), keep=True)
    assert secret.entry.private


def test_the_identifier_is_never_kept() -> None:
    sheet = Entry("amt:1", "n", {"extras.identifier": "amt:1", "title": "x"})
    assert build_kept_base(sheet, Entry("", "n", {"extras.identifier": "1", "title": "y"})).fields == {
        "extras.identifier": "1",
        "title": "x",
    }


def test_an_adoption_is_written_even_where_only_the_identifier_is_new() -> None:
    held = hand("a", "x", "Bäume")
    _, change = adopt(row("1", "Bäume"), held)
    assert not build_intent(change, None, held).is_idle
    known = hand("a", "x", "Bäume", identifier="amt:1")
    _, same = adopt(row("1", "Bäume"), known)
    assert same.changes == ()
    assert build_intent(same, None, known).is_idle


def remember(key: str, title: str) -> tuple[Held, Pushed]:
    base = row(key, title).entry
    return Held(f"id-{key}", base, "r1"), Pushed(f"amt:{key}", "amt", f"id-{key}", base.name, base)


def rename(rows: list[Desired], known: dict[str, str], renamed: dict[str, str]) -> Plan:
    both = {f"amt:{key}": remember(key, title) for key, title in known.items()}
    snapshot = hold_renamed(Snapshot("memory:t", {name: held for name, (held, _) in both.items()}), renamed)
    pushed = {name: one for name, (_, one) in both.items()}
    return build_adoption(Wish(("amt",), tuple(rows)), snapshot, pushed, Options(renamed=renamed))


def test_a_changed_key_is_an_update_that_names_the_former_one() -> None:
    made = rename([row("1a", "Bäume")], {"1": "Bäume"}, {"amt:1a": "amt:1"})
    (change,) = made.changes
    assert isinstance(change, Update)
    assert (change.id, change.former, change.entry.identifier) == ("id-1", "amt:1", "amt:1a")
    assert change.changes == (FieldChange(IDENTIFIER, "amt:1", "amt:1a", KEY),)
    pushed = {"amt:1": remember("1", "Bäume")[1]}
    assert build_scope(made, pushed).known == {"amt:1a": "id-1"}
    assert find_pushed(change, pushed) is pushed["amt:1"]


def test_keys_may_change_places() -> None:
    renamed = {"amt:1": "amt:2", "amt:2": "amt:1"}
    made = rename([row("1", "Wege"), row("2", "Bäume")], {"1": "Bäume", "2": "Wege"}, renamed)
    assert [(change.identifier, change.id) for change in made.changes if isinstance(change, Update)] == [
        ("amt:1", "id-2"),
        ("amt:2", "id-1"),
    ]
    assert all(change.changes[0].field == IDENTIFIER for change in made.changes if isinstance(change, Update))
