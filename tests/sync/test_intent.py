from __future__ import annotations

from dataclasses import replace

import pytest

from toolkit.model.entry import Entry, Held, Pushed, Resource
from toolkit.model.message import say
from toolkit.model.plan import Create, Delete, Update, Withdraw
from toolkit.sync.intent import build_intent
from toolkit.sync.pending import Pending

OURS, THEIRS, GONE = (Resource(id_, {"title": id_}) for id_ in ("ours", "theirs", "gone"))
BASE = Entry("amt:1", "baeume", {"title": "Bäume", "private": False}, (OURS, GONE))
SHEET = Entry("amt:1", "baeume", {"title": "Baum", "private": False}, (OURS,))
HELD = Held("id", replace(BASE, resources=(OURS, THEIRS, GONE)), "1")
PUSHED = Pushed("amt:1", "amt", "id", "baeume", BASE)
OPEN = Pending("amt:1", "amt", "id", "baeume", BASE, SHEET, SHEET, BASE, "0")
WITHDRAW = Withdraw("amt:1", "T", "amt", "id", "1", say("gone"))


def private(entry: Entry) -> Entry:
    return replace(entry, fields={**entry.fields, "private": True})


def test_an_update_shows_the_catalogue_our_resources_only() -> None:
    update = Update("amt:1", "T", "amt", "id", "1", SHEET, SHEET, (), removed=("gone",))
    intent = build_intent(update, PUSHED, HELD)
    assert intent.before is not None
    assert intent.before.entry.resources == (OURS, GONE)
    assert (intent.base, intent.sheet) == (BASE, SHEET)


def test_a_withdrawal_changes_nothing_else_and_remembers_it() -> None:
    intent = build_intent(WITHDRAW, PUSHED, HELD)
    assert (intent.entry, intent.sheet, intent.base) == (private(HELD.entry), private(BASE), BASE)


def test_a_withdrawal_after_an_unrecorded_write_builds_on_that_write() -> None:
    assert build_intent(WITHDRAW, OPEN, replace(HELD, entry=SHEET)).sheet == private(SHEET)


def test_a_withdrawal_of_what_was_never_pushed_knows_of_nothing_but_the_withdrawal() -> None:
    assert build_intent(WITHDRAW, None, HELD).sheet == Entry("amt:1", "baeume", {"private": True})


def test_a_create_is_doubtful_after_an_unrecorded_create_only() -> None:
    create = Create("amt:1", "T", "amt", SHEET)
    assert not build_intent(create, None, None).doubtful
    assert not build_intent(create, OPEN, None).doubtful
    assert build_intent(create, replace(OPEN, before=None), None).doubtful


def test_what_the_catalogue_does_not_hold_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="amt:1"):
        build_intent(WITHDRAW, PUSHED, None)


def test_an_update_after_an_unrecorded_write_builds_on_that_write() -> None:
    update = Update("amt:1", "T", "amt", "id", "1", SHEET, SHEET, ())
    assert build_intent(update, OPEN, replace(HELD, entry=SHEET)).base == SHEET


def test_a_deletion_makes_it_private_first_and_the_ledger_forgets_it() -> None:
    intent = build_intent(Delete("amt:1", "T", "amt", "id", "1", say("gone")), PUSHED, HELD)
    assert (intent.action, intent.forget) == ("delete", True)
    assert (intent.entry, intent.sheet, intent.base, intent.before) == (private(HELD.entry), private(BASE), BASE, HELD)


def test_an_update_lets_the_ledger_forget_on_wish_only() -> None:
    update = Update("amt:1", "T", "amt", "id", "1", SHEET, SHEET, ())
    assert not build_intent(update, PUSHED, HELD).forget
    assert build_intent(replace(update, forget=True), PUSHED, HELD).forget
