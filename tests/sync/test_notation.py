"""Which notation the ledger's entries are written in, and how they go over to another one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.sync.small_catalogue import TARGET, SmallCatalogue
from toolkit.model.entry import UNKNOWN, Entry, Held, Pushed, Resource
from toolkit.model.message import say
from toolkit.model.notation import NO_NOTATION, Notation
from toolkit.model.plan import Create, Plan
from toolkit.model.problem import Stopped
from toolkit.model.receipt import Refused, Written
from toolkit.sync.apply import apply_plan
from toolkit.sync.intent import Intent
from toolkit.sync.ledger import Ledger, Rebuilt, open_ledger
from toolkit.sync.pending import Pending
from toolkit.sync.plan import build_plan, build_scope
from toolkit.sync.succession import carry_over
from toolkit.sync.wish import Desired, Options, Wish

AT = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
OLD, NEW = Notation("alt", "Inhalt 1"), Notation("neu", "Inhalt 2")
ENTRY = Entry("amt:1", "eins", {"title": "Eins", "private": False}, (Resource("4f", {"name": "CSV"}, "a.csv"),))


class Renaming(SmallCatalogue):
    """A catalogue whose notation calls the title otherwise; ``known`` are the notations that it can still read."""

    def __init__(self, now: Notation = NEW, *known: Notation) -> None:
        super().__init__()
        self.now = now
        self.known = known
        self.carried: list[tuple[str, str]] = []

    @property
    def notation(self) -> Notation:
        return self.now

    def carry_over(self, identifier: str, base: Entry, former: Notation) -> Entry | None:
        self.carried.append((identifier, former.name))
        if former not in self.known:
            return None
        return replace(base, fields={"titel" if key == "title" else key: value for key, value in base.fields.items()})


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with open_ledger(tmp_path / "ledger.sqlite") as opened:
        yield opened


def write(ledger: Ledger, notation: Notation = NO_NOTATION, entry: Entry = ENTRY) -> None:
    """Record a write that was done."""
    run = ledger.begin_run(TARGET, "push", AT, notation=notation)
    there = ledger.pushed(TARGET, ["amt"]).get(entry.identifier)
    before = there.base if there else None
    held = Held("id", before, "1") if before else None
    intent = Intent("update" if held else "create", entry.identifier, "amt", entry, entry, before, held)
    ledger.record_outcome(ledger.record_intent(run, intent, AT), Written("id", "2"), AT)
    ledger.end_run(run, "done", AT)


def known(ledger: Ledger) -> Pushed:
    return ledger.pushed(TARGET, ["amt"])["amt:1"]


def test_a_base_carries_the_mark_of_the_run_that_wrote_it(ledger: Ledger) -> None:
    write(ledger)
    assert known(ledger).notation == ""
    write(ledger, OLD)
    assert known(ledger).notation == OLD.mark
    assert {run.notation for run in ledger.history()} == {"", OLD.mark}
    assert ledger.notation(OLD.mark) == OLD
    assert ledger.notation("") == ledger.notation("fremd") == NO_NOTATION


def test_a_notation_is_kept_once(ledger: Ledger) -> None:
    write(ledger, OLD)
    write(ledger, NEW)
    write(ledger, OLD)
    assert (ledger.notation(OLD.mark), ledger.notation(NEW.mark)) == (OLD, NEW)


def test_a_refused_write_leaves_the_mark_of_the_base_that_stays(ledger: Ledger) -> None:
    write(ledger, OLD)
    run = ledger.begin_run(TARGET, "push", AT, notation=NEW)
    changed = replace(ENTRY, fields={"titel": "Zwei", "private": False})
    number = ledger.record_intent(run, Intent("create", "amt:1", "amt", changed, changed), AT)
    assert known(ledger).notation == NEW.mark
    ledger.record_outcome(number, Refused(say("nein")), AT)
    assert (known(ledger).notation, known(ledger).base) == (OLD.mark, ENTRY)


def test_an_open_intent_is_in_the_notation_of_its_run(ledger: Ledger) -> None:
    write(ledger, OLD)
    run = ledger.begin_run(TARGET, "push", AT, notation=NEW)
    new = replace(ENTRY, fields={"titel": "Eins", "private": False})
    ledger.record_intent(run, Intent("update", "amt:1", "amt", new, new, new, Held("id", new, "2")), AT)
    pending = known(ledger)
    assert isinstance(pending, Pending)
    assert pending.notation == NEW.mark


def test_what_is_learnt_without_a_request_is_marked_too(ledger: Ledger) -> None:
    write(ledger, OLD)
    ledger.record_bases(TARGET, [(Held("id", ENTRY, "3"), ENTRY)], AT, NEW.mark)
    assert known(ledger).notation == NEW.mark
    ledger.record_rebuilt(TARGET, [Rebuilt("amt", Held("id", ENTRY, "3"), ENTRY)], AT, OLD.mark)
    assert known(ledger).notation == OLD.mark


def test_bases_of_todays_notation_stay_as_they_are(ledger: Ledger) -> None:
    write(ledger, NEW)
    catalogue = Renaming()
    found = carry_over(ledger.pushed(TARGET, ["amt"]), catalogue, ledger.notation)
    assert (found.pushed, found.news, catalogue.carried) == (ledger.pushed(TARGET, ["amt"]), (), [])


def test_a_catalogue_with_one_notation_only_needs_nothing(ledger: Ledger) -> None:
    write(ledger, OLD)
    found = carry_over(ledger.pushed(TARGET, ["amt"]), SmallCatalogue(), ledger.notation)
    assert (found.pushed["amt:1"].carried, found.news) == (False, ())


def test_a_base_of_a_former_notation_is_put_into_todays_and_told(ledger: Ledger) -> None:
    write(ledger, OLD)
    found = carry_over(ledger.pushed(TARGET, ["amt"]), Renaming(NEW, OLD), ledger.notation)
    carried = found.pushed["amt:1"]
    assert carried.base is not None
    assert carried.base.fields == {"titel": "Eins", "private": False}
    assert (carried.notation, carried.carried) == (NEW.mark, True)
    (news,) = found.news
    assert str(news).startswith("1 dataset was last written with the profile alt and goes over to neu: fields that ")


def test_all_sides_of_an_open_intent_are_carried_over(ledger: Ledger) -> None:
    write(ledger, OLD)
    run = ledger.begin_run(TARGET, "push", AT, notation=OLD)
    ledger.record_intent(run, Intent("update", "amt:1", "amt", ENTRY, ENTRY, ENTRY, Held("id", ENTRY, "2")), AT)
    pending = carry_over(ledger.pushed(TARGET, ["amt"]), Renaming(NEW, OLD), ledger.notation).pushed["amt:1"]
    assert isinstance(pending, Pending)
    sides = (pending.intent, pending.sheet, pending.before, pending.base)
    assert [side.fields if side else None for side in sides] == [{"titel": "Eins", "private": False}] * 4
    assert (pending.notation, pending.carried, pending.revision) == (NEW.mark, True, "2")


def test_of_a_notation_that_nobody_can_read_nothing_is_known_but_who_may_see_it(ledger: Ledger) -> None:
    write(ledger, OLD)
    base = carry_over(ledger.pushed(TARGET, ["amt"]), Renaming(NEW), ledger.notation).pushed["amt:1"].base
    assert base is not None
    assert base.fields == {"title": UNKNOWN, "private": False}
    assert base.resources == (Resource("4f", {"name": UNKNOWN}),)


def test_what_was_written_before_there_were_marks_was_the_plain_profile(ledger: Ledger) -> None:
    write(ledger)
    rows = ledger.pushed(TARGET, ["amt"])
    plain = Renaming(Notation("ckan-plain", "Inhalt"), NO_NOTATION)
    assert carry_over(rows, plain, ledger.notation).news == ()
    (news,) = carry_over(rows, Renaming(NEW, NO_NOTATION), ledger.notation).news
    assert "with the profile ckan-plain and goes over to neu" in str(news)


def plan_for(catalogue: SmallCatalogue, ledger: Ledger) -> Plan:
    pushed = carry_over(ledger.pushed(TARGET, ["amt"]), catalogue, ledger.notation).pushed
    wish = Wish(("amt",), (Desired(Entry("amt:1", "eins", {"titel": "Eins", "private": False}), "Eins", "amt"),))
    made = build_plan(wish, catalogue.fetch_snapshot(build_scope(wish, pushed)), pushed, Options())
    return replace(made, notation=catalogue.notation.mark)


def test_a_push_marks_what_it_writes(ledger: Ledger) -> None:
    catalogue = Renaming()
    made = plan_for(catalogue, ledger)
    assert isinstance(made.changes[0], Create)
    apply_plan(made, catalogue, ledger, lambda _: None, lambda: AT)
    assert known(ledger).notation == NEW.mark
    assert ledger.notation(NEW.mark) == NEW


def test_a_plan_of_another_notation_is_stopped_before_anything_is_written(ledger: Ledger) -> None:
    catalogue = Renaming()
    made = plan_for(catalogue, ledger)
    catalogue.now = OLD
    with pytest.raises(Stopped, match="another profile than alt"):
        apply_plan(made, catalogue, ledger, lambda _: None, lambda: AT)
    assert (catalogue.records, ledger.history()) == ({}, ())
