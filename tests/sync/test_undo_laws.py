"""Laws of undo, on a catalogue in memory and on a folder."""

from __future__ import annotations

import json
import tempfile
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sync.small_catalogue import SmallCatalogue
from tests.sync.undoing import desire, make_plan, plan_undo, push, undo
from toolkit.catalogues.folder import FolderCatalogue
from toolkit.catalogues.folder.record import parse_entry
from toolkit.model.entry import Resource, Value
from toolkit.sync.ledger import Ledger
from toolkit.sync.plan import Desired, Wish

if TYPE_CHECKING:
    from toolkit.catalogues.base import Catalogue

Drawn: TypeAlias = dict[str, tuple[dict[str, Value], dict[str, str]]]
Content: TypeAlias = dict[str, tuple[dict[str, Value], dict[str, dict[str, Value]]]]
Scene: TypeAlias = Callable[[], "Catalogue"]

FIELDS = st.fixed_dictionaries(
    {
        "private": st.booleans(),
        "notes": st.sampled_from(["x", "y", None]),
        "tags": st.sampled_from([(), ("a",), ("a", "b")]),
    }
)
RESOURCES = st.dictionaries(st.sampled_from(["r1", "r2"]), st.sampled_from(["u", "v"]))
SHEETS: st.SearchStrategy[Drawn] = st.dictionaries(st.sampled_from("123"), st.tuples(FIELDS, RESOURCES))


def build_rows(drawn: Drawn) -> tuple[Desired, ...]:
    return tuple(
        desire(key, tuple(Resource(f"{key}-{id_}", {"title": id_, "url": url}) for id_, url in links.items()), fields)
        for key, (fields, links) in drawn.items()
    )


def in_memory() -> SmallCatalogue:
    return SmallCatalogue(f"memory:{uuid.uuid4()}")


@pytest.fixture(params=["memory", pytest.param("folder", marks=pytest.mark.slow)], scope="module")
def scene(request: pytest.FixtureRequest) -> Iterator[Scene]:
    if request.param == "memory":
        yield in_memory
        return
    with tempfile.TemporaryDirectory() as place:
        yield lambda: FolderCatalogue(Path(place) / uuid.uuid4().hex)


def read_content(catalogue: Catalogue) -> Content:
    """Give all entries with what says something in them."""
    if isinstance(catalogue, SmallCatalogue):
        found = {name: (fields, links) for name, (_, fields, links) in catalogue.content().items()}
    else:
        found = {}
        for path in (Path(catalogue.target.removeprefix("folder:")) / "entries").glob("*.json"):
            entry = parse_entry(json.loads(path.read_bytes()), path.stem, foreign=True)
            found[entry.identifier] = (dict(entry.fields), {item.id: dict(item.fields) for item in entry.resources})
    return {
        name: (_clean(fields), {id_: _clean(link) for id_, link in links.items()})
        for name, (fields, links) in found.items()
    }


def _clean(fields: dict[str, Any]) -> dict[str, Value]:
    values = {key: tuple(sorted(value)) if isinstance(value, list | tuple) else value for key, value in fields.items()}
    return {key: value for key, value in values.items() if value not in (None, "", ())}


def edit(catalogue: Catalogue, identifier: str, **fields: str) -> None:
    """Write into other fields of a dataset, as people do."""
    if isinstance(catalogue, SmallCatalogue):
        catalogue.edit(identifier, **fields)
        return
    name = f"daten-{identifier.removeprefix('amt:')}.json"
    path = Path(catalogue.target.removeprefix("folder:")) / "entries" / name
    record = json.loads(path.read_bytes())
    record["fields"] |= fields
    path.write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")


@settings(max_examples=20, deadline=None)
@given(old=SHEETS, new=SHEETS)
def test_law_push_then_undo_gives_the_catalogue_back(scene: Scene, ledger: Ledger, old: Drawn, new: Drawn) -> None:
    catalogue = scene()
    push(catalogue, ledger, *build_rows(old))
    before = read_content(catalogue)
    plan = make_plan(catalogue, ledger, Wish(("amt",), build_rows(new)))
    if not plan.has_work:
        return
    run = push(catalogue, ledger, *build_rows(new))
    after = read_content(catalogue)
    undone = undo(catalogue, ledger, run, delete=True, republish=True)
    assert read_content(catalogue) == before
    assert _steps(make_plan(catalogue, ledger, Wish(("amt",), build_rows(new)))) == _steps(plan)
    assert not plan_undo(catalogue, ledger, run, delete=True, republish=True).has_work
    undo(catalogue, ledger, undone, republish=True)
    assert read_content(catalogue) == after


def push_both(catalogue: Catalogue, ledger: Ledger, old: Drawn, new: Drawn) -> tuple[Content, str, Content] | None:
    """Push two sheets; give the content between them, the second run and the content after it, None if it is idle."""
    push(catalogue, ledger, *build_rows(old))
    before = read_content(catalogue)
    if not make_plan(catalogue, ledger, Wish(("amt",), build_rows(new))).has_work:
        return None
    return before, push(catalogue, ledger, *build_rows(new)), read_content(catalogue)


def _steps(plan: Any) -> list[tuple[str, str, object]]:
    return [(change.identifier, change.kind, getattr(change, "changes", ())) for change in plan.changes]


@settings(max_examples=20, deadline=None)
@given(sheets=st.tuples(SHEETS, SHEETS), touched=st.sets(st.sampled_from("123")), delete=st.booleans())
def test_law_nothing_becomes_public_and_nothing_of_others_is_lost(
    scene: Scene, ledger: Ledger, sheets: tuple[Drawn, Drawn], touched: set[str], delete: bool
) -> None:
    catalogue = scene()
    pushed = push_both(catalogue, ledger, *sheets)
    if pushed is None:
        return
    before, run, after = pushed
    theirs = {f"amt:{key}" for key in touched} & after.keys()
    for identifier in theirs:
        edit(catalogue, identifier, author="Amt")
    undo(catalogue, ledger, run, delete=delete)
    now = read_content(catalogue)
    for identifier, (fields, _) in now.items():
        was_public = after[identifier][0]["private"] is False
        assert was_public or fields["private"] is True
        assert ("author" in fields) == (identifier in theirs)
    assert now.keys() >= theirs | before.keys()
    for identifier, (fields, links) in before.items():
        kept = {key: value for key, value in now[identifier][0].items() if key not in {"author", "private"}}
        assert kept == {key: value for key, value in fields.items() if key != "private"}
        assert now[identifier][1] == links


@settings(max_examples=15, deadline=None)
@given(old=SHEETS, new=SHEETS, edits=st.dictionaries(st.sampled_from("123"), st.sampled_from(["x", "y", "z"])))
def test_law_an_edit_is_never_overwritten(
    scene: Scene, ledger: Ledger, old: Drawn, new: Drawn, edits: dict[str, str]
) -> None:
    catalogue = scene()
    pushed = push_both(catalogue, ledger, old, new)
    if pushed is None:
        return
    before, run, after = pushed
    edited = {f"amt:{key}": notes for key, notes in edits.items() if f"amt:{key}" in after}
    for identifier, notes in edited.items():
        edit(catalogue, identifier, notes=notes)
    undo(catalogue, ledger, run, even_edited=True, republish=True)
    now = read_content(catalogue)
    for identifier, notes in edited.items():
        is_edit = after[identifier][0].get("notes") != notes
        old_notes = before.get(identifier, after[identifier])[0].get("notes")
        assert now[identifier][0].get("notes") == (notes if is_edit else old_notes)
