from __future__ import annotations

from toolkit.model.entry import Entry, Held, Pushed, Resource, Value
from toolkit.sync.merge import merge_entry
from toolkit.sync.pending import Pending, settle_base


def entry(*resources: Resource, **fields: Value) -> Entry:
    return Entry("amt:1", "baeume", {"private": False, **fields}, resources)


def hold(held: Entry, revision: str = "2") -> Held:
    return Held("id", held, revision)


def create(intent: Entry) -> Pending:
    return Pending("amt:1", "amt", "", "baeume", None, intent, intent, None, "")


def update(base: Entry, intent: Entry, sheet: Entry | None = None, before: Entry | None = None) -> Pending:
    return Pending("amt:1", "amt", "id", "baeume", base, intent, sheet or intent, before or base, "1")


def test_a_recorded_base_is_taken_as_it_is() -> None:
    assert settle_base(Pushed("amt:1", "amt", "id", "baeume", entry()), hold(entry(a="x"))) == entry()


def test_a_write_that_came_through_leaves_its_sheet() -> None:
    base, sheet, intent = entry(a="1", b="1"), entry(a="2", b="1"), entry(a="2", b="von Hand")
    assert settle_base(update(base, intent, sheet), hold(intent)) == sheet


def test_a_write_that_did_not_come_through_leaves_the_old_base() -> None:
    base = entry(a="1")
    assert settle_base(update(base, entry(a="2")), hold(base, "1")) == base


def test_an_edit_after_a_write_is_kept() -> None:
    base, sheet, held = entry(a="1", b="1"), entry(a="2", b="2"), entry(a="2", b="von Hand")
    settled = settle_base(update(base, sheet), hold(held))
    assert [kept.field for kept in merge_entry(settled, sheet, held).kept] == ["b"]


def test_an_edit_instead_of_a_write_is_not_overwritten() -> None:
    base, sheet, held = entry(a="1"), entry(a="2"), entry(a="von Hand")
    settled = settle_base(update(base, sheet), hold(held))
    assert [clash.field for clash in merge_entry(settled, sheet, held).clashes] == ["a"]


def test_an_edit_of_another_field_instead_of_a_write_lets_the_write_come_again() -> None:
    base, sheet, held = entry(a="1", b="1"), entry(a="2", b="1"), entry(a="1", b="von Hand")
    merged = merge_entry(settle_base(update(base, sheet), hold(held)), sheet, held)
    assert [change.field for change in merged.changes] == ["a"]
    assert [kept.field for kept in merged.kept] == ["b"]


def test_an_edit_after_a_create_is_kept() -> None:
    sheet, held = entry(a="1", b="1"), entry(a="1", b="von Hand")
    assert [kept.field for kept in merge_entry(settle_base(create(sheet), hold(held)), sheet, held).kept] == ["b"]


def test_a_half_done_create_is_completed() -> None:
    sheet = entry(Resource("r1", {"hash": "1", "title": "CSV"}), Resource("r2", {"title": "Karte"}), a="1")
    held = entry(Resource("r1", {"title": "CSV"}), a="1")
    merged = merge_entry(settle_base(create(sheet), hold(held)), sheet, held)
    assert [change.field for change in merged.changes] == ["resources.r1.hash", "resources.r2", "resources.r2.title"]
    assert not merged.kept


def test_a_half_done_update_is_completed() -> None:
    base = entry(Resource("r1", {"hash": "1"}), a="1", b="1")
    sheet = entry(Resource("r1", {"hash": "2"}), a="2", b="2")
    held = entry(Resource("r1", {"hash": "1"}), a="2", b="2")
    merged = merge_entry(settle_base(update(base, sheet), hold(held)), sheet, held)
    assert [change.field for change in merged.changes] == ["resources.r1.hash"]
    assert not merged.kept


def test_a_removal_that_did_not_come_through_is_planned_again() -> None:
    base, sheet = entry(Resource("r1", {"title": "CSV"}), a="1"), entry(a="1")
    assert merge_entry(settle_base(update(base, sheet), hold(base, "1")), sheet, base).removed == ("r1",)


def test_a_removal_left_out_of_a_half_done_update_is_planned_again() -> None:
    base, sheet = entry(Resource("r1", {"title": "CSV"}), a="1"), entry(a="2")
    held = entry(Resource("r1", {"title": "CSV"}), a="2")
    assert merge_entry(settle_base(update(base, sheet), hold(held)), sheet, held).removed == ("r1",)


def test_a_deletion_that_got_half_way_has_withdrawn_the_dataset() -> None:
    base, held = entry(a="1"), entry(a="1", private=True)
    pending = Pending("amt:1", "amt", "id", "baeume", base, held, held, base, "1", action="delete")
    assert pending.is_deletion
    assert settle_base(pending, hold(held)) == held
    assert settle_base(pending, hold(base, "1")) == base
    assert not update(base, held).is_deletion
