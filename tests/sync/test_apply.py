from __future__ import annotations

import datetime as dt
import hashlib
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sync.clockwork import Clockwork
from tests.sync.small_catalogue import TARGET, SmallCatalogue
from toolkit.model.dataset import Organization
from toolkit.model.entry import Entry, Pushed, Resource, Value
from toolkit.model.message import say
from toolkit.model.plan import Plan, Unchanged
from toolkit.model.problem import Stopped
from toolkit.model.receipt import Receipt
from toolkit.sync.apply import Progress, apply_plan
from toolkit.sync.ledger import Ledger, open_ledger
from toolkit.sync.pending import Pending
from toolkit.sync.plan import Barred, Desired, Options, Wish, build_plan, build_scope

AT = dt.datetime(2025, 3, 1, 12, 0, tzinfo=dt.UTC)
AMT = Organization("amt", "Amt")
SENDS = 5
"""So often an unanswered write is sent at most."""


@pytest.fixture
def ledger() -> Iterator[Ledger]:
    with open_ledger("sqlite://") as opened:
        yield opened


@pytest.fixture
def catalogue() -> SmallCatalogue:
    return SmallCatalogue()


def row(key: str, *resources: Resource, organization: Organization = AMT, **fields: Value) -> Desired:
    told = {"private": False, "owner_org": organization.name, "title": f"Titel {key}", **fields}
    return Desired(Entry(f"amt:{key}", f"daten-{key}", told, resources), f"Titel {key}", "amt", {}, organization)


def wish(*rows: Desired, barred: tuple[Barred, ...] = ()) -> Wish:
    return Wish(("amt",), rows, barred)


def make_plan(catalogue: SmallCatalogue, ledger: Ledger, wanted: Wish, options: Options | None = None) -> Plan:
    pushed = ledger.pushed(TARGET, wanted.inventories)
    return build_plan(wanted, catalogue.fetch_snapshot(build_scope(wanted, pushed)), pushed, options or Options())


def apply(plan: Plan, catalogue: SmallCatalogue, ledger: Ledger) -> Receipt:
    return apply_plan(plan, catalogue, ledger, lambda _: None, lambda: AT, timer=Clockwork().timer)


def push(catalogue: SmallCatalogue, ledger: Ledger, wanted: Wish, options: Options | None = None) -> Receipt:
    return apply(make_plan(catalogue, ledger, wanted, options), catalogue, ledger)


def pushed(ledger: Ledger, key: str) -> Pushed | None:
    return ledger.pushed(TARGET, ["amt"]).get(f"amt:{key}")


def test_a_push_creates_updates_and_withdraws(catalogue: SmallCatalogue, ledger: Ledger) -> None:
    push(catalogue, ledger, wish(row("1"), row("2")))
    catalogue.edit("amt:1", author="von Hand")
    receipt = push(catalogue, ledger, wish(row("1", title="Neu"), row("3")))
    assert [(item.identifier, item.action, item.result) for item in receipt.outcomes] == [
        ("amt:2", "withdraw", "done"),
        ("amt:1", "update", "done"),
        ("amt:3", "create", "done"),
    ]
    fields = catalogue.find("amt:1").fields
    assert (fields["title"], fields["author"]) == ("Neu", "von Hand")
    assert catalogue.find("amt:2").fields["private"] is True


def test_a_second_push_sends_nothing(catalogue: SmallCatalogue, ledger: Ledger) -> None:
    push(catalogue, ledger, wish(row("1"), row("2")))
    catalogue.requests.clear()
    again = make_plan(catalogue, ledger, wish(row("1"), row("2")))
    assert not again.has_work
    assert apply(again, catalogue, ledger).outcomes == ()
    assert catalogue.requests == []


def test_a_kept_edit_stays_reported_until_the_sheet_changes_too(catalogue: SmallCatalogue, ledger: Ledger) -> None:
    push(catalogue, ledger, wish(row("1", notes="alt")))
    catalogue.edit("amt:1", notes="von Hand")
    for title in ("Neu", "Neuer"):
        push(catalogue, ledger, wish(row("1", notes="alt", title=title)))
        assert catalogue.find("amt:1").fields == row("1", notes="von Hand", title=title).entry.fields
    (change,) = make_plan(catalogue, ledger, wish(row("1", notes="alt", title="Neuer"))).changes
    assert isinstance(change, Unchanged)
    assert [kept.field for kept in change.kept] == ["notes"]
    (change,) = make_plan(catalogue, ledger, wish(row("1", notes="neu", title="Neuer"))).changes
    assert change.kind == "conflict"


def test_a_clash_settled_for_the_catalogue_does_not_come_back(catalogue: SmallCatalogue, ledger: Ledger) -> None:
    push(catalogue, ledger, wish(row("1", notes="alt")))
    catalogue.edit("amt:1", notes="von Hand")
    push(catalogue, ledger, wish(row("1", notes="neu")), Options(prefer="catalogue"))
    (change,) = make_plan(catalogue, ledger, wish(row("1", notes="neu"))).changes
    assert change.kind == "unchanged"


def test_a_dataset_that_comes_back_is_published_again(catalogue: SmallCatalogue, ledger: Ledger) -> None:
    push(catalogue, ledger, wish(row("1")))
    push(catalogue, ledger, wish(barred=(Barred("amt:1", "T", "amt", say("no")),)))
    assert catalogue.find("amt:1").fields["private"] is True
    push(catalogue, ledger, wish(row("1")))
    assert catalogue.find("amt:1").fields["private"] is False


def test_a_dataset_that_an_editor_hid_stays_hidden(catalogue: SmallCatalogue, ledger: Ledger) -> None:
    push(catalogue, ledger, wish(row("1")))
    catalogue.edit("amt:1", private=True)
    push(catalogue, ledger, wish(row("1", title="Neu")))
    fields = catalogue.find("amt:1").fields
    assert (fields["private"], fields["title"]) == (True, "Neu")


def test_adopting_keeps_foreign_resources_and_needs_no_request_for_equal_content(
    catalogue: SmallCatalogue, ledger: Ledger
) -> None:
    record = catalogue.add("amt:1", "alter-name", **row("1").entry.fields)
    record.resources["theirs"] = {"title": "Karte"}
    receipt = push(catalogue, ledger, wish(row("1")), Options(adopt=True))
    assert [item.action for item in receipt.outcomes] == ["adopt"]
    assert catalogue.requests == []
    push(catalogue, ledger, wish(row("1", Resource("r1", {"title": "CSV"}))))
    assert record.resources == {"theirs": {"title": "Karte"}, "r1": {"title": "CSV"}}
    assert record.name == "alter-name"
    assert ledger.names(TARGET) == {"amt:1": "alter-name"}


def test_a_resource_that_left_the_sheet_goes_and_foreign_ones_stay(catalogue: SmallCatalogue, ledger: Ledger) -> None:
    push(catalogue, ledger, wish(row("1", Resource("r1", {"title": "CSV"}))))
    record = catalogue.find("amt:1")
    record.resources["theirs"] = {"title": "Karte"}
    push(catalogue, ledger, wish(row("1")))
    assert record.resources == {"theirs": {"title": "Karte"}}


def test_a_removed_dataset_is_restored_by_wish_only(catalogue: SmallCatalogue, ledger: Ledger) -> None:
    push(catalogue, ledger, wish(row("1")))
    catalogue.remove("amt:1")
    assert push(catalogue, ledger, wish(row("1"))).outcomes == ()
    push(catalogue, ledger, wish(row("1")), Options(restore=True))
    assert catalogue.find("amt:1").name == "daten-1"
    assert not make_plan(catalogue, ledger, wish(row("1"))).has_work


def test_a_plan_that_no_longer_fits_is_stopped(catalogue: SmallCatalogue, ledger: Ledger) -> None:
    push(catalogue, ledger, wish(row("1")))
    plan = make_plan(catalogue, ledger, wish(row("1", title="Neu")))
    catalogue.edit("amt:1", author="von Hand")
    before = catalogue.content()
    with pytest.raises(Stopped, match="changed since the plan"):
        apply(plan, catalogue, ledger)
    assert catalogue.content() == before


def test_a_guarded_plan_is_stopped_before_anything_is_read(catalogue: SmallCatalogue, ledger: Ledger) -> None:
    rows = [row(str(number)) for number in range(8)]
    push(catalogue, ledger, wish(*rows))
    plan = make_plan(catalogue, ledger, wish())
    with pytest.raises(Stopped, match="8 of 8 public datasets"):
        apply(plan, catalogue, ledger)
    push(catalogue, ledger, wish(), Options(withdraw_limit=8))
    assert all(record.fields["private"] for record in catalogue.records.values())


def test_a_second_run_is_stopped_while_one_is_writing(catalogue: SmallCatalogue, tmp_path: Path) -> None:
    with open_ledger(tmp_path / "l.sqlite") as first, open_ledger(tmp_path / "l.sqlite") as second:
        plan = make_plan(catalogue, first, wish(row("1")))

        def push_too() -> None:
            catalogue.during = lambda: None
            with pytest.raises(Stopped, match="another run"):
                apply(plan, catalogue, second)

        catalogue.during = push_too
        assert not apply(plan, catalogue, first).failed
    assert catalogue.requests == ["create"]


def test_organisations_come_first(catalogue: SmallCatalogue, ledger: Ledger) -> None:
    kultur = Organization("kultur", "Kultur")
    receipt = push(catalogue, ledger, wish(row("1", organization=kultur)), Options(create_organizations=True))
    assert [item.action for item in receipt.outcomes] == ["create_organization", "create"]
    assert catalogue.organizations["kultur"] == "Kultur"


def test_datasets_of_a_refused_organisation_fail_and_the_others_go_on(
    catalogue: SmallCatalogue, ledger: Ledger
) -> None:
    kultur = Organization("kultur", "Kultur")
    catalogue.faults = ["refused"]
    wanted = wish(row("1", organization=kultur), row("2"))
    receipt = push(catalogue, ledger, wanted, Options(create_organizations=True))
    assert [item.result for item in receipt.outcomes] == ["failed", "failed", "done"]
    assert catalogue.content().keys() == {"amt:2"}
    assert pushed(ledger, "1") is None


def test_one_refusal_does_not_keep_the_others_back(catalogue: SmallCatalogue, ledger: Ledger) -> None:
    catalogue.faults = ["refused"]
    receipt = push(catalogue, ledger, wish(row("1"), row("2")))
    assert [item.result for item in receipt.outcomes] == ["failed", "done"]
    assert receipt.failed[0].reason == say("not like this")
    assert not push(catalogue, ledger, wish(row("1"), row("2"))).failed
    assert catalogue.content().keys() == {"amt:1", "amt:2"}


@pytest.mark.parametrize("fault", ["lost before", "lost after"])
def test_an_unanswered_write_is_done_exactly_once(catalogue: SmallCatalogue, ledger: Ledger, fault: str) -> None:
    for wanted in (wish(row("1")), wish(row("1", title="Neu")), wish()):
        catalogue.faults = [fault]  # type: ignore[list-item]
        catalogue.requests.clear()
        assert not push(catalogue, ledger, wanted).failed
        assert len(catalogue.requests) == (1 if fault == "lost after" else 2)
        assert len(catalogue.content()) == 1
    assert catalogue.find("amt:1").fields["private"] is True
    assert not isinstance(pushed(ledger, "1"), Pending)


def test_two_lost_answers_are_found_out_about_too(catalogue: SmallCatalogue, ledger: Ledger) -> None:
    catalogue.faults = ["lost before", "lost after"]
    assert not push(catalogue, ledger, wish(row("1"))).failed


def test_a_write_that_never_came_through_fails_and_stays_ours(catalogue: SmallCatalogue, ledger: Ledger) -> None:
    catalogue.faults = ["lost before"] * SENDS
    assert push(catalogue, ledger, wish(row("1"))).failed
    assert isinstance(pushed(ledger, "1"), Pending)
    assert not push(catalogue, ledger, wish(row("1"))).failed
    assert catalogue.content().keys() == {"amt:1"}


def test_an_edit_during_an_unanswered_update_is_not_overwritten(catalogue: SmallCatalogue, ledger: Ledger) -> None:
    push(catalogue, ledger, wish(row("1")))
    plan = make_plan(catalogue, ledger, wish(row("1", title="Neu")))
    catalogue.faults = ["lost before"]
    catalogue.during = lambda: catalogue.edit("amt:1", title="Von Hand")
    assert apply(plan, catalogue, ledger).failed
    assert catalogue.find("amt:1").fields["title"] == "Von Hand"
    assert catalogue.requests == ["create", "update"]
    (change,) = make_plan(catalogue, ledger, wish(row("1", title="Neu"))).changes
    assert change.kind == "conflict"


def test_a_late_create_is_found_although_the_index_lags(catalogue: SmallCatalogue, ledger: Ledger) -> None:
    catalogue.faults = ["lost before"] * SENDS
    push(catalogue, ledger, wish(row("1")))
    plan = make_plan(catalogue, ledger, wish(row("1")))
    late = catalogue.add("amt:1", "daten-1", **row("1").entry.fields)
    catalogue.lagging = {"amt:1"}
    assert not apply(plan, catalogue, ledger).failed
    catalogue.lagging = set()
    known = pushed(ledger, "1")
    assert known is not None
    assert known.catalogue_id == late.id
    assert len(catalogue.content()) == 1
    assert not make_plan(catalogue, ledger, wish(row("1"))).has_work


def test_a_late_create_of_another_state_is_left_to_the_next_plan(catalogue: SmallCatalogue, ledger: Ledger) -> None:
    catalogue.faults = ["lost before"] * SENDS
    push(catalogue, ledger, wish(row("1")))
    plan = make_plan(catalogue, ledger, wish(row("1", title="Neu")))
    catalogue.add("amt:1", "daten-1", **row("1").entry.fields)
    catalogue.lagging = {"amt:1"}
    assert apply(plan, catalogue, ledger).failed
    catalogue.lagging = set()
    assert not push(catalogue, ledger, wish(row("1", title="Neu"))).failed
    assert catalogue.find("amt:1").fields["title"] == "Neu"


def test_a_catalogue_out_of_reach_before_a_doubtful_create_leaves_the_doubt(
    catalogue: SmallCatalogue, ledger: Ledger
) -> None:
    catalogue.faults = ["lost before"] * SENDS
    push(catalogue, ledger, wish(row("1")))
    plan = make_plan(catalogue, ledger, wish(row("1")))
    catalogue.faults = ["out of reach"]
    assert apply(plan, catalogue, ledger).failed
    assert isinstance(pushed(ledger, "1"), Pending)


def test_a_dataset_deleted_during_an_unanswered_update_is_not_made_anew(
    catalogue: SmallCatalogue, ledger: Ledger
) -> None:
    push(catalogue, ledger, wish(row("1")))
    plan = make_plan(catalogue, ledger, wish(row("1", title="Neu")))
    catalogue.faults = ["lost before"]
    catalogue.during = lambda: catalogue.remove("amt:1")
    assert apply(plan, catalogue, ledger).failed
    (change,) = make_plan(catalogue, ledger, wish(row("1", title="Neu"))).changes
    assert change.kind == "blocked"


def test_somebody_elses_dataset_under_the_same_name_is_not_ours(catalogue: SmallCatalogue, ledger: Ledger) -> None:
    plan = make_plan(catalogue, ledger, wish(row("1")))
    catalogue.faults = ["lost before"]
    catalogue.during = lambda: catalogue.records or catalogue.add("fremd:1", "daten-1")
    assert apply(plan, catalogue, ledger).failed
    assert catalogue.content().keys() == {"fremd:1"}


def test_a_catalogue_out_of_reach_ends_the_run_with_a_whole_receipt(catalogue: SmallCatalogue, ledger: Ledger) -> None:
    rows = [row(key) for key in "123456"]
    catalogue.faults = [None, "out of reach", "out of reach", "out of reach"]
    receipt = push(catalogue, ledger, wish(*rows))
    assert [item.result for item in receipt.outcomes] == ["done", *["failed"] * 5]
    reasons = [str(item.reason) for item in receipt.failed]
    assert reasons[:3] == ["the catalogue does not answer"] * 3
    assert all(reason.startswith("not tried, because the catalogue went out of reach") for reason in reasons[3:])
    assert catalogue.requests == ["create"] * 4
    assert not push(catalogue, ledger, wish(*rows)).failed


def test_a_catalogue_that_comes_back_is_not_given_up(catalogue: SmallCatalogue, ledger: Ledger) -> None:
    catalogue.faults = ["out of reach", "out of reach", None, "out of reach", "out of reach"]
    receipt = push(catalogue, ledger, wish(*(row(key) for key in "123456")))
    assert [item.result for item in receipt.outcomes] == ["failed", "failed", "done", "failed", "failed", "done"]


def test_a_catalogue_that_cannot_be_asked_after_a_lost_answer_leaves_the_doubt(
    catalogue: SmallCatalogue, ledger: Ledger
) -> None:
    catalogue.faults = ["lost after", "out of reach"]
    assert push(catalogue, ledger, wish(row("1"))).failed
    catalogue.faults = []
    assert isinstance(pushed(ledger, "1"), Pending)
    (change,) = make_plan(catalogue, ledger, wish(row("1"))).changes
    assert change.kind == "unchanged"


def upload(path: Path, content: bytes) -> Resource:
    path.write_bytes(content)
    return Resource("r1", {"hash": f"sha256:{hashlib.sha256(content).hexdigest()}"}, str(path))


def test_a_file_that_changed_since_the_plan_is_not_uploaded(
    catalogue: SmallCatalogue, ledger: Ledger, tmp_path: Path
) -> None:
    path = tmp_path / "baum.csv"
    plan = make_plan(catalogue, ledger, wish(row("1", upload(path, b"a")), row("2")))
    path.write_bytes(b"b")
    receipt = apply(plan, catalogue, ledger)
    assert [item.result for item in receipt.outcomes] == ["failed", "done"]
    assert "changed since the plan" in str(receipt.failed[0].reason)
    path.unlink()
    (failed,) = push(catalogue, ledger, wish(row("1", Resource("r1", {"hash": ""}, str(path))), row("2"))).failed
    assert "cannot be read" in str(failed.reason)
    assert catalogue.content().keys() == {"amt:2"}


def test_a_file_that_is_stored_already_is_not_read_again(
    catalogue: SmallCatalogue, ledger: Ledger, tmp_path: Path
) -> None:
    resource = upload(tmp_path / "baum.csv", b"a")
    push(catalogue, ledger, wish(row("1", resource)))
    (tmp_path / "baum.csv").unlink()
    assert not push(catalogue, ledger, wish(row("1", resource, title="Neu"))).failed


def test_progress_is_told_after_each_write(catalogue: SmallCatalogue, ledger: Ledger) -> None:
    told: list[Progress] = []
    plan = make_plan(catalogue, ledger, wish(row("1"), row("2")))
    receipt = apply_plan(plan, catalogue, ledger, told.append, lambda: AT)
    assert [(item.number, item.total, item.outcome) for item in told] == [
        (1, 2, receipt.outcomes[0]),
        (2, 2, receipt.outcomes[1]),
    ]


def test_ctrl_c_waits_for_the_current_request(catalogue: SmallCatalogue, ledger: Ledger) -> None:
    plan = make_plan(catalogue, ledger, wish(row("1"), row("2")))
    catalogue.during = lambda: signal.raise_signal(signal.SIGINT)
    handler = signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt):
        apply(plan, catalogue, ledger)
    assert signal.getsignal(signal.SIGINT) is handler
    assert catalogue.content().keys() == {"amt:1"}
    known = pushed(ledger, "1")
    assert not isinstance(known, Pending)
    catalogue.during = lambda: None
    assert not push(catalogue, ledger, wish(row("1"), row("2"))).failed


def test_a_second_ctrl_c_does_not_wait(catalogue: SmallCatalogue, ledger: Ledger) -> None:
    plan = make_plan(catalogue, ledger, wish(row("1")))

    def press_twice() -> None:
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)

    catalogue.during = press_twice
    with pytest.raises(KeyboardInterrupt):
        apply(plan, catalogue, ledger)
    assert catalogue.content() == {}
    assert isinstance(pushed(ledger, "1"), Pending)
