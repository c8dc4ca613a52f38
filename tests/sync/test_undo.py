"""The way back from a run: what goes back, what stays, what waits for a wish."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.sync.small_catalogue import SmallCatalogue
from tests.sync.undoing import carry_out, make_plan, only_change, plan_undo, push, row, texts, undo
from toolkit.model.entry import Resource
from toolkit.model.plan import Blocked, Create, Delete, Unchanged, Update, Withdraw
from toolkit.model.problem import Problem, Stopped
from toolkit.sync.ledger import Ledger
from toolkit.sync.plan import Wish

CSV, CARD = Resource("r1", {"title": "CSV", "url": "u"}), Resource("r2", {"title": "Karte", "url": "u"})
NEW_CSV = replace(CSV, fields={"title": "CSV", "url": "v"})


def kinds(catalogue: SmallCatalogue, ledger: Ledger, *rows: object) -> dict[str, str]:
    plan = make_plan(catalogue, ledger, Wish(("amt",), rows))  # type: ignore[arg-type]
    return {change.identifier: change.kind for change in plan.changes}


def test_an_update_goes_back_field_by_field_and_resource_by_resource(catalogue: SmallCatalogue, ledger: Ledger) -> None:
    push(catalogue, ledger, row("1", CSV, notes="alt", tags=("a", "b")))
    before = catalogue.content()
    run = push(catalogue, ledger, row("1", NEW_CSV, CARD, notes="neu", tags=("b", "c")))
    change = only_change(plan_undo(catalogue, ledger, run))
    assert isinstance(change, Update)
    assert [(one.field, one.before, one.after) for one in change.changes] == [
        ("notes", "neu", "alt"),
        ("tags", ("b", "c"), ("a", "b")),
        ("resources.r1.url", "v", "u"),
        ("resources.r2", "Karte", None),
    ]
    undo(catalogue, ledger, run)
    assert catalogue.content() == before


def test_a_resource_that_the_run_took_away_comes_back_with_its_id(catalogue: SmallCatalogue, ledger: Ledger) -> None:
    push(catalogue, ledger, row("1", CSV, CARD))
    before = catalogue.content()
    run = push(catalogue, ledger, row("1", CARD))
    undo(catalogue, ledger, run)
    assert catalogue.content() == before


def test_the_next_plan_shows_the_same_changes_as_before_the_run(catalogue: SmallCatalogue, ledger: Ledger) -> None:
    push(catalogue, ledger, row("1", CSV, notes="alt"), row("2"))
    new = Wish(("amt",), (row("1", NEW_CSV, notes="neu"), row("2", private=True)))
    planned = make_plan(catalogue, ledger, new)
    run = carry_out(catalogue, ledger, planned).run
    undo(catalogue, ledger, run, republish=True)
    again = make_plan(catalogue, ledger, new)
    assert [getattr(one, "changes", ()) for one in again.changes] == [
        getattr(one, "changes", ()) for one in planned.changes
    ]


def test_what_somebody_wrote_into_other_fields_stays_and_needs_no_wish(
    catalogue: SmallCatalogue, ledger: Ledger
) -> None:
    push(catalogue, ledger, row("1", notes="alt"))
    run = push(catalogue, ledger, row("1", notes="neu"))
    catalogue.edit("amt:1", author="von Hand")
    catalogue.find("amt:1").resources["fremd"] = {"title": "Fremd"}
    undo(catalogue, ledger, run)
    assert catalogue.find("amt:1").fields["notes"] == "alt"
    assert catalogue.find("amt:1").fields["author"] == "von Hand"
    assert catalogue.find("amt:1").resources == {"fremd": {"title": "Fremd"}}


def test_a_dataset_that_was_edited_since_is_refused(catalogue: SmallCatalogue, ledger: Ledger) -> None:
    push(catalogue, ledger, row("1", notes="alt", title="Alt"))
    run = push(catalogue, ledger, row("1", notes="neu", title="Neu"))
    catalogue.edit("amt:1", notes="von Hand")
    before = catalogue.content()
    plan = plan_undo(catalogue, ledger, run)
    change = only_change(plan)
    assert isinstance(change, Blocked)
    assert str(change.reason) == "somebody edited it in the catalogue since that run"
    assert "--even-edited" in str(change.remedy)
    carry_out(catalogue, ledger, plan)
    assert catalogue.content() == before


def test_the_rest_goes_back_if_somebody_says_so_and_the_edit_stays(catalogue: SmallCatalogue, ledger: Ledger) -> None:
    push(catalogue, ledger, row("1", CSV, notes="alt", title="Alt", tags=("a",)))
    run = push(catalogue, ledger, row("1", NEW_CSV, notes="neu", title="Neu", tags=("a", "b")))
    catalogue.edit("amt:1", notes="von Hand", tags=("a", "b", "meins"))
    change = only_change(plan_undo(catalogue, ledger, run, even_edited=True))
    assert isinstance(change, Update)
    assert [(kept.field, kept.sheet, kept.catalogue) for kept in change.kept] == [("notes", "alt", "von Hand")]
    undo(catalogue, ledger, run, even_edited=True)
    fields = catalogue.find("amt:1").fields
    assert (fields["notes"], fields["title"], fields["tags"]) == ("von Hand", "Alt", ("a", "meins"))
    assert catalogue.find("amt:1").resources == {"r1": {"title": "CSV", "url": "u"}}


def test_an_edit_that_stays_is_an_edit_to_the_next_plan(catalogue: SmallCatalogue, ledger: Ledger) -> None:
    push(catalogue, ledger, row("1", notes="alt", title="Alt"))
    run = push(catalogue, ledger, row("1", notes="neu", title="Neu"))
    catalogue.edit("amt:1", notes="von Hand")
    undo(catalogue, ledger, run, even_edited=True)
    plan = make_plan(catalogue, ledger, Wish(("amt",), (row("1", notes="neu", title="Neu"),)))
    change = only_change(plan)
    assert isinstance(change, Update)
    assert [one.field for one in change.changes] == ["title"]
    assert [kept.field for kept in change.kept] == ["notes"]


def test_a_resource_that_the_run_added_and_somebody_edited_stays(catalogue: SmallCatalogue, ledger: Ledger) -> None:
    push(catalogue, ledger, row("1", notes="alt"))
    run = push(catalogue, ledger, row("1", CSV, notes="neu"))
    catalogue.find("amt:1").resources["r1"]["title"] = "von Hand"
    catalogue.edit("amt:1")
    undo(catalogue, ledger, run, even_edited=True)
    assert catalogue.find("amt:1").resources == {"r1": {"title": "von Hand", "url": "u"}}
    assert catalogue.find("amt:1").fields["notes"] == "alt"


def test_a_created_dataset_becomes_private(catalogue: SmallCatalogue, ledger: Ledger) -> None:
    run = push(catalogue, ledger, row("1", CSV))
    plan = plan_undo(catalogue, ledger, run)
    change = only_change(plan)
    assert isinstance(change, Withdraw)
    assert str(change.reason) == f"the run {run} created it"
    assert texts(plan) == ["1 dataset leaves the public or the catalogue"]
    undo(catalogue, ledger, run)
    assert catalogue.find("amt:1").fields == {"private": True, "owner_org": "amt", "title": "Titel 1"}


def test_a_created_dataset_is_deleted_on_wish_and_the_next_push_creates_it_anew(
    catalogue: SmallCatalogue, ledger: Ledger
) -> None:
    run = push(catalogue, ledger, row("1", CSV))
    assert isinstance(only_change(plan_undo(catalogue, ledger, run, delete=True)), Delete)
    after = catalogue.content()
    undo(catalogue, ledger, run, delete=True)
    assert catalogue.content() == {}
    assert ledger.pushed(catalogue.target, ["amt"]) == {}
    assert kinds(catalogue, ledger, row("1", CSV)) == {"amt:1": "create"}
    push(catalogue, ledger, row("1", CSV))
    assert catalogue.content() == after


def test_a_dataset_that_an_undo_made_private_is_deleted_by_another_undo(
    catalogue: SmallCatalogue, ledger: Ledger
) -> None:
    run = push(catalogue, ledger, row("1", CSV))
    undo(catalogue, ledger, run)
    undo(catalogue, ledger, run, delete=True)
    assert catalogue.content() == {}


def test_a_created_dataset_with_work_of_others_is_not_deleted_unasked(
    catalogue: SmallCatalogue, ledger: Ledger
) -> None:
    run = push(catalogue, ledger, row("1"))
    catalogue.edit("amt:1", author="von Hand")
    change = only_change(plan_undo(catalogue, ledger, run, delete=True))
    assert isinstance(change, Blocked)
    assert "to delete it all the same" in str(change.remedy)
    assert isinstance(only_change(plan_undo(catalogue, ledger, run)), Withdraw)
    undo(catalogue, ledger, run, delete=True, even_edited=True)
    assert catalogue.content() == {}


def test_a_dataset_created_for_staff_stays_and_the_plan_says_so(catalogue: SmallCatalogue, ledger: Ledger) -> None:
    run = push(catalogue, ledger, row("1", private=True))
    plan = plan_undo(catalogue, ledger, run)
    assert isinstance(only_change(plan), Unchanged)
    assert texts(plan) == ["1 dataset that the run created stays in the catalogue, for staff only; --delete deletes it"]
    undo(catalogue, ledger, run, delete=True)
    assert catalogue.content() == {}


def test_a_withdrawn_dataset_becomes_public_on_wish_only(catalogue: SmallCatalogue, ledger: Ledger) -> None:
    push(catalogue, ledger, row("1", notes="alt"))
    before = catalogue.content()
    run = push(catalogue, ledger)
    plan = plan_undo(catalogue, ledger, run)
    change = only_change(plan)
    assert isinstance(change, Blocked)
    assert str(change.reason) == f"the run {run} took it from the public; going back would publish it again"
    assert "--republish" in str(change.remedy)
    assert not plan.has_work
    assert texts(plan_undo(catalogue, ledger, run, republish=True)) == ["amt:1 “Titel 1” will be for the public again"]
    undo(catalogue, ledger, run, republish=True)
    assert catalogue.content() == before


def test_an_update_that_made_it_private_goes_back_but_for_that(catalogue: SmallCatalogue, ledger: Ledger) -> None:
    push(catalogue, ledger, row("1", notes="alt"))
    before = catalogue.content()
    run = push(catalogue, ledger, row("1", notes="neu", private=True))
    plan = plan_undo(catalogue, ledger, run)
    assert texts(plan) == ["amt:1 stays private, although it was public before the run; --republish publishes it again"]
    undo(catalogue, ledger, run)
    fields = catalogue.find("amt:1").fields
    assert (fields["notes"], fields["private"]) == ("alt", True)
    assert kinds(catalogue, ledger, row("1", notes="alt", private=True)) == {"amt:1": "unchanged"}
    assert kinds(catalogue, ledger, row("1", notes="alt")) == {"amt:1": "update"}
    undo(catalogue, ledger, run, republish=True)
    assert catalogue.content() == before
    assert kinds(catalogue, ledger, row("1", notes="alt")) == {"amt:1": "unchanged"}


def test_what_the_run_published_becomes_private_again(catalogue: SmallCatalogue, ledger: Ledger) -> None:
    push(catalogue, ledger, row("1", private=True))
    run = push(catalogue, ledger, row("1"))
    plan = plan_undo(catalogue, ledger, run)
    assert texts(plan) == ["1 dataset leaves the public or the catalogue"]
    undo(catalogue, ledger, run)
    assert catalogue.find("amt:1").fields["private"] is True


def test_a_dataset_that_somebody_published_since_stays_so(catalogue: SmallCatalogue, ledger: Ledger) -> None:
    push(catalogue, ledger, row("1", private=True, notes="alt"))
    run = push(catalogue, ledger, row("1", private=True, notes="neu"))
    catalogue.edit("amt:1", private=False)
    assert isinstance(only_change(plan_undo(catalogue, ledger, run)), Blocked)
    change = only_change(plan_undo(catalogue, ledger, run, even_edited=True))
    assert isinstance(change, Update)
    assert [(kept.field, kept.catalogue) for kept in change.kept] == [("private", False)]
    assert [one.field for one in change.changes] == ["notes"]


def test_an_adopted_dataset_is_given_back(catalogue: SmallCatalogue, ledger: Ledger) -> None:
    catalogue.add("amt:9", "von-hand", title="Fremd", author="Amt", owner_org="amt")
    before = catalogue.content()
    run = push(catalogue, ledger, row("9"))
    change = only_change(plan_undo(catalogue, ledger, run))
    assert isinstance(change, Update)
    assert change.forget
    undo(catalogue, ledger, run)
    assert catalogue.content() == before
    assert ledger.pushed(catalogue.target, ["amt"]) == {}
    assert isinstance(only_change(plan_undo(catalogue, ledger, run)), Unchanged)


def test_an_adoption_that_changed_nothing_is_forgotten(catalogue: SmallCatalogue, ledger: Ledger) -> None:
    catalogue.add("amt:9", "von-hand", title="Titel 9", owner_org="amt")
    before = catalogue.content()
    run = push(catalogue, ledger, row("9"))
    undo(catalogue, ledger, run)
    assert catalogue.content() == before
    assert ledger.pushed(catalogue.target, ["amt"]) == {}


def test_an_undone_adoption_can_be_taken_back(catalogue: SmallCatalogue, ledger: Ledger) -> None:
    catalogue.add("amt:9", "von-hand", title="Fremd", owner_org="amt")
    run = push(catalogue, ledger, row("9"))
    after = catalogue.content()
    undone = undo(catalogue, ledger, run)
    undo(catalogue, ledger, undone)
    assert catalogue.content() == after
    assert kinds(catalogue, ledger, row("9")) == {"amt:9": "unchanged"}


def test_undoing_twice_does_nothing_the_second_time(catalogue: SmallCatalogue, ledger: Ledger) -> None:
    push(catalogue, ledger, row("1", notes="alt"), row("2"))
    run = push(catalogue, ledger, row("1", notes="neu"), row("3"))
    undo(catalogue, ledger, run, republish=True)
    before = catalogue.content()
    plan = plan_undo(catalogue, ledger, run, republish=True)
    assert {change.kind for change in plan.changes} == {"unchanged"}
    undo(catalogue, ledger, run, republish=True)
    assert catalogue.content() == before


def test_the_undo_of_an_undo_gives_the_state_after_the_push(catalogue: SmallCatalogue, ledger: Ledger) -> None:
    push(catalogue, ledger, row("1", CSV, notes="alt"))
    new = row("1", NEW_CSV, CARD, notes="neu")
    run = push(catalogue, ledger, new)
    after = catalogue.content()
    undo(catalogue, ledger, undo(catalogue, ledger, run))
    assert catalogue.content() == after
    assert kinds(catalogue, ledger, new) == {"amt:1": "unchanged"}


def test_a_deletion_is_taken_back_for_staff_only(catalogue: SmallCatalogue, ledger: Ledger) -> None:
    run = push(catalogue, ledger, row("1", CSV))
    after = catalogue.content()
    undone = undo(catalogue, ledger, run, delete=True)
    change = only_change(plan_undo(catalogue, ledger, undone))
    assert isinstance(change, Create)
    assert change.entry.private
    assert isinstance(only_change(plan_undo(catalogue, ledger, undone, republish=True)), Create)
    undo(catalogue, ledger, undone, republish=True)
    assert catalogue.content() == after
    assert isinstance(only_change(plan_undo(catalogue, ledger, undone)), Unchanged)


def test_what_a_later_run_wrote_is_undone_after_that_one(catalogue: SmallCatalogue, ledger: Ledger) -> None:
    push(catalogue, ledger, row("1", notes="a", title="A"))
    first = push(catalogue, ledger, row("1", notes="b", title="B"))
    second = push(catalogue, ledger, row("1", notes="c", title="B"))
    change = only_change(plan_undo(catalogue, ledger, first))
    assert isinstance(change, Blocked)
    assert str(change.reason) == f"the run {second} wrote it later"
    undo(catalogue, ledger, second)
    undo(catalogue, ledger, first)
    assert catalogue.find("amt:1").fields["notes"] == "a"


def test_what_a_later_run_left_alone_goes_back_if_somebody_says_so(catalogue: SmallCatalogue, ledger: Ledger) -> None:
    push(catalogue, ledger, row("1", notes="a", title="A"))
    first = push(catalogue, ledger, row("1", notes="b", title="B"))
    push(catalogue, ledger, row("1", notes="c", title="B"))
    undo(catalogue, ledger, first, even_edited=True)
    fields = catalogue.find("amt:1").fields
    assert (fields["notes"], fields["title"]) == ("c", "A")
    plan = make_plan(catalogue, ledger, Wish(("amt",), (row("1", notes="c", title="B"),)))
    change = only_change(plan)
    assert isinstance(change, Update)
    assert [(one.field, one.after) for one in change.changes] == [("title", "B")]
    assert not change.kept


def test_only_some_datasets_go_back(catalogue: SmallCatalogue, ledger: Ledger) -> None:
    push(catalogue, ledger, row("1", notes="alt"), row("2", notes="alt"))
    run = push(catalogue, ledger, row("1", notes="neu"), row("2", notes="neu"))
    undo(catalogue, ledger, run, only=("amt:2",))
    assert (catalogue.find("amt:1").fields["notes"], catalogue.find("amt:2").fields["notes"]) == ("neu", "alt")
    with pytest.raises(Problem, match="did not write amt:7"):
        plan_undo(catalogue, ledger, run, only=("amt:7",))


def test_organisations_stay_and_the_plan_says_so(catalogue: SmallCatalogue, ledger: Ledger) -> None:
    run = push(catalogue, ledger, row("1", org="kultur"))
    assert texts(plan_undo(catalogue, ledger, run))[1:] == ["what the run created for its datasets stays: kultur"]
    undo(catalogue, ledger, run)
    assert "kultur" in catalogue.organizations


def test_a_refused_write_left_nothing_to_undo(catalogue: SmallCatalogue, ledger: Ledger) -> None:
    push(catalogue, ledger, row("1", notes="alt"), row("2", notes="alt"))
    catalogue.faults = ["refused"]
    run = push(catalogue, ledger, row("1", notes="neu"), row("2", notes="neu"))
    plan = plan_undo(catalogue, ledger, run)
    assert [change.identifier for change in plan.changes] == ["amt:2"]


def test_a_dataset_that_somebody_removed_is_reported(catalogue: SmallCatalogue, ledger: Ledger) -> None:
    push(catalogue, ledger, row("1", notes="alt"))
    run = push(catalogue, ledger, row("1", notes="neu"))
    catalogue.remove("amt:1")
    change = only_change(plan_undo(catalogue, ledger, run))
    assert isinstance(change, Blocked)
    assert str(change.reason) == "somebody removed it from the catalogue since that run"


def test_another_dataset_under_the_identifier_is_not_touched(catalogue: SmallCatalogue, ledger: Ledger) -> None:
    push(catalogue, ledger, row("1", notes="alt"))
    run = push(catalogue, ledger, row("1", notes="neu"))
    catalogue.remove("amt:1")
    catalogue.add("amt:1", "kopie", title="Kopie", notes="neu")
    change = only_change(plan_undo(catalogue, ledger, run))
    assert isinstance(change, Blocked)
    assert "no longer known to the ledger" in str(change.reason)


def test_a_dataset_that_the_ledger_forgot_is_not_touched(catalogue: SmallCatalogue, ledger: Ledger) -> None:
    push(catalogue, ledger, row("1", notes="alt"))
    run = push(catalogue, ledger, row("1", notes="neu"))
    ledger.forget(catalogue.target, "amt:1")
    assert isinstance(only_change(plan_undo(catalogue, ledger, run)), Blocked)


def test_a_plan_of_an_undo_no_longer_fits_after_an_edit(catalogue: SmallCatalogue, ledger: Ledger) -> None:
    push(catalogue, ledger, row("1", notes="alt"))
    run = push(catalogue, ledger, row("1", notes="neu"))
    plan = plan_undo(catalogue, ledger, run)
    catalogue.edit("amt:1", author="x")
    with pytest.raises(Stopped):
        carry_out(catalogue, ledger, plan)


def test_an_undo_is_a_run_of_its_own(catalogue: SmallCatalogue, ledger: Ledger) -> None:
    run = push(catalogue, ledger, row("1"))
    undone = undo(catalogue, ledger, run)
    assert ledger.find_run(undone).command == "undo"
    assert ledger.find_run(undone).state == "done"


def test_a_run_without_datasets_cannot_be_undone(catalogue: SmallCatalogue, ledger: Ledger) -> None:
    run = push(catalogue, ledger)
    with pytest.raises(Problem, match="wrote no dataset"):
        plan_undo(catalogue, ledger, run)


def test_an_unanswered_write_that_came_through_goes_back(catalogue: SmallCatalogue, ledger: Ledger) -> None:
    push(catalogue, ledger, row("1", notes="alt"))
    before = catalogue.content()
    catalogue.faults = ["lost after", "out of reach", "out of reach", "out of reach"]
    run = push(catalogue, ledger, row("1", notes="neu"))
    catalogue.faults = []
    assert [step.result for step in ledger.run_steps(run)] == ["unsure"]
    undo(catalogue, ledger, run)
    assert catalogue.content() == before
    assert kinds(catalogue, ledger, row("1", notes="alt")) == {"amt:1": "unchanged"}


def test_an_unanswered_write_that_never_came_through_needs_nothing(catalogue: SmallCatalogue, ledger: Ledger) -> None:
    push(catalogue, ledger, row("1", notes="alt"))
    catalogue.faults = ["out of reach"] * 9
    run = push(catalogue, ledger, row("1", notes="neu"))
    catalogue.faults = []
    assert isinstance(only_change(plan_undo(catalogue, ledger, run)), Unchanged)
