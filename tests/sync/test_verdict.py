from __future__ import annotations

from dataclasses import replace

from toolkit.model.dataset import Organization
from toolkit.model.entry import Entry, Held, Pushed, Resource, Snapshot, Value
from toolkit.model.grid import CellRef
from toolkit.model.message import say
from toolkit.model.plan import Adopt, Blocked, Change, Conflict, Create, FieldChange, Kept, Plan, Unchanged, Update
from toolkit.model.plan import Withdraw as Withdrawal
from toolkit.sync.pending import Pending
from toolkit.sync.plan import Barred, Desired, Faulty, Options, Wish, build_plan, build_scope, stamp

KEY, TITLE, RELEASE = (CellRef("inventar.xlsx", "Daten", 2, column) for column in (1, 2, 3))
NONE = Options()


def entry(key: str = "1", *resources: Resource, **fields: Value) -> Entry:
    return Entry(f"amt:{key}", f"daten-{key}", {"private": False, **fields}, resources)


def row(wanted: Entry, organization: Organization | None = None) -> Desired:
    origins = {"identifier": KEY, "title": TITLE, "private": RELEASE}
    return Desired(wanted, f"Titel {wanted.identifier}", "amt", origins, organization)


def barred(key: str = "1") -> Barred:
    return Barred(f"amt:{key}", "Titel", "amt", say("no"), RELEASE)


def faulty(key: str = "1", *, private: bool = False) -> Faulty:
    return Faulty(f"amt:{key}", "Titel", "amt", say("no licence"), say("add one"), TITLE, private)


def hold(*entries: Entry, organizations: dict[str, str] | None = None) -> Snapshot:
    held = {item.identifier: Held(f"id-{item.name}", item, "r1") for item in entries}
    return Snapshot("memory:t", held, organizations)


def remember(*bases: Entry) -> dict[str, Pushed]:
    return {base.identifier: Pushed(base.identifier, "amt", f"id-{base.name}", base.name, base) for base in bases}


def plan(
    wish: Desired | Barred | Faulty | Wish | None,
    snapshot: Snapshot,
    pushed: dict[str, Pushed],
    options: Options = NONE,
) -> Plan:
    match wish:
        case Desired():
            wish = Wish(("amt",), desired=(wish,))
        case Barred():
            wish = Wish(("amt",), barred=(wish,))
        case Faulty():
            wish = Wish(("amt",), faulty=(wish,))
        case None:
            wish = Wish(("amt",))
    return build_plan(wish, snapshot, pushed, options)


def only(found: Plan) -> Change:
    (change,) = found.changes
    return change


def test_a_new_row_is_created_with_the_cell_of_each_field() -> None:
    change = only(plan(row(entry(title="Bäume", notes="")), hold(), {}))
    assert isinstance(change, Create)
    assert change.changes == (FieldChange("private", None, False, RELEASE), FieldChange("title", None, "Bäume", TITLE))


def test_a_changed_row_is_an_update_of_what_is_held() -> None:
    old, new = entry(title="Bäume"), entry(title="Baum")
    change = only(plan(row(new), hold(old), remember(old)))
    assert isinstance(change, Update)
    assert (change.id, change.revision, change.entry, change.sheet) == ("id-daten-1", "r1", new, new)
    assert change.changes == (FieldChange("title", "Bäume", "Baum", TITLE),)


def test_an_equal_row_needs_no_request_and_no_record() -> None:
    same = entry(title="Bäume")
    assert only(plan(row(same), hold(same), remember(same))) == Unchanged("amt:1", "Titel amt:1", "amt")


def test_an_edit_in_the_catalogue_is_kept_and_reported() -> None:
    base = entry(title="Bäume")
    change = only(plan(row(base), hold(entry(title="Von Hand")), remember(base)))
    assert isinstance(change, Unchanged)
    assert change.kept == (Kept("title", "Bäume", "Von Hand"),)


def test_an_update_writes_kept_values_back_and_remembers_the_sheet() -> None:
    base, sheet, held = (entry(title=a, notes=b) for a, b in (("1", "x"), ("2", "x"), ("1", "von Hand")))
    change = only(plan(row(sheet), hold(held), remember(base)))
    assert isinstance(change, Update)
    assert change.entry.fields["notes"] == "von Hand"
    assert change.sheet == sheet


def test_both_sides_changed_is_a_conflict_with_its_cell() -> None:
    base, sheet, held = (entry(title=title) for title in "123")
    change = only(plan(row(sheet), hold(held), remember(base)))
    assert isinstance(change, Conflict)
    assert change.clashes[0].cell == TITLE


def test_a_preference_settles_a_conflict() -> None:
    base, sheet, held = (entry(title=title) for title in "123")
    ours = only(plan(row(sheet), hold(held), remember(base), Options(prefer="sheet")))
    theirs = only(plan(row(sheet), hold(held), remember(base), Options(prefer="catalogue")))
    assert isinstance(ours, Update)
    assert isinstance(theirs, Unchanged)
    # Remembered, so that the same clash does not come back tomorrow without the preference.
    assert theirs.sheet == sheet


def test_the_same_edit_on_both_sides_is_remembered_without_a_request() -> None:
    base, sheet = entry(title="1"), entry(title="2")
    change = only(plan(row(sheet), hold(sheet), remember(base)))
    assert isinstance(change, Unchanged)
    assert change.sheet == sheet


def test_a_dataset_that_is_not_in_the_ledger_is_blocked_unless_adopted() -> None:
    change = only(plan(row(entry(title="2")), hold(entry(title="1")), {}))
    assert isinstance(change, Blocked)
    assert change.cell == KEY
    adopted = only(plan(row(entry(title="2")), hold(entry(title="1")), {}, Options(adopt=True)))
    assert isinstance(adopted, Adopt)
    assert adopted.changes == (FieldChange("title", "1", "2", TITLE),)


def test_a_copy_made_by_hand_is_not_taken_for_the_original() -> None:
    same = entry(title="1")
    pushed = {"amt:1": replace(remember(same)["amt:1"], catalogue_id="another-id")}
    assert isinstance(only(plan(row(entry(title="2")), hold(same), pushed)), Blocked)
    assert isinstance(only(plan(None, hold(same), pushed)), Blocked)
    assert isinstance(only(plan(row(entry(title="2")), hold(same), pushed, Options(adopt=True))), Adopt)


def test_a_dataset_removed_by_hand_is_blocked_unless_restored() -> None:
    base = entry(title="1")
    assert isinstance(only(plan(row(base), hold(), remember(base))), Blocked)
    assert isinstance(only(plan(row(base), hold(), remember(base), Options(restore=True))), Create)


def pending(intent: Entry, before: Entry | None, base: Entry | None) -> dict[str, Pushed]:
    known = (intent.identifier, "amt", f"id-{intent.name}" if before else "", intent.name)
    return {intent.identifier: Pending(*known, base, intent, intent, before, "r0" if before else "")}


def test_an_intended_create_that_came_through_is_ours() -> None:
    new = entry(title="1")
    change = only(plan(row(new), hold(new), pending(new, None, None)))
    assert isinstance(change, Unchanged)
    assert change.sheet == new


def test_an_intended_create_that_did_not_come_through_is_planned_again() -> None:
    new = entry(title="1")
    assert isinstance(only(plan(row(new), hold(), pending(new, None, None))), Create)


def test_an_intended_update_that_did_not_come_through_is_planned_again() -> None:
    old, new = entry(title="1"), entry(title="2")
    change = only(plan(row(new), hold(old), pending(new, old, old)))
    assert isinstance(change, Update)


def test_an_edit_after_an_unrecorded_write_is_kept() -> None:
    old, new, held = (entry(title=a, notes=b) for a, b in (("1", "1"), ("2", "2"), ("2", "von Hand")))
    for before in (old, None):
        change = only(plan(row(new), hold(held), pending(new, before, before)))
        assert isinstance(change, Unchanged)
        assert change.kept == (Kept("notes", "2", "von Hand"),)


def test_an_open_intent_is_closed_where_nothing_is_left_to_do() -> None:
    old, new = entry(title="1"), entry(title="2")
    change = only(plan(row(old), hold(old), pending(new, old, old)))
    assert isinstance(change, Unchanged)
    assert change.sheet == old


def test_a_row_that_left_the_sheet_is_withdrawn() -> None:
    base = entry(title="Bäume")
    change = only(plan(None, hold(base), remember(base)))
    assert isinstance(change, Withdrawal)
    assert (change.title, change.inventory, change.revision, change.cell) == ("Bäume", "amt", "r1", None)


def test_a_barred_row_is_withdrawn_with_reason_and_cell() -> None:
    base = entry(title="Bäume")
    change = only(plan(barred(), hold(base), remember(base)))
    assert isinstance(change, Withdrawal)
    assert (change.reason, change.cell) == (say("no"), RELEASE)


def test_what_is_withdrawn_already_stays_as_it_is() -> None:
    base = entry(private=True)
    assert isinstance(only(plan(None, hold(base), remember(base))), Unchanged)
    assert isinstance(only(plan(barred(), hold(base), remember(base))), Unchanged)


def test_what_was_never_pushed_does_not_appear() -> None:
    assert plan(barred(), hold(), {}).changes == ()
    assert plan(None, hold(), remember(entry())).changes == ()


def test_a_dataset_of_others_is_never_withdrawn() -> None:
    assert isinstance(only(plan(None, hold(entry()), {})), Blocked)
    assert isinstance(only(plan(barred(), hold(entry()), {})), Blocked)
    assert isinstance(only(plan(None, hold(entry()), {}, Options(adopt=True))), Blocked)


def test_adopting_reaches_a_barred_row() -> None:
    assert isinstance(only(plan(barred(), hold(entry()), {}, Options(adopt=True))), Withdrawal)


def test_other_inventories_are_left_alone() -> None:
    other = Entry("statistik:1", "s", {"private": False})
    pushed: dict[str, Pushed] = {"statistik:1": Pushed("statistik:1", "statistik", "id-s", "s", other)}
    assert plan(None, hold(other), pushed).changes == ()


def test_a_faulty_row_is_blocked_and_stays_as_it_is() -> None:
    base = entry(title="1")
    for snapshot, pushed in ((hold(base), remember(base)), (hold(), {})):
        change = only(plan(faulty(), snapshot, pushed))
        assert change == Blocked("amt:1", "Titel", "amt", say("no licence"), say("add one"), TITLE)


def test_a_faulty_row_for_staff_only_leaves_the_public() -> None:
    base = entry(title="1")
    assert isinstance(only(plan(faulty(private=True), hold(base), remember(base))), Withdrawal)
    assert isinstance(only(plan(faulty(private=True), hold(base), {})), Blocked)


def test_a_conflict_does_not_keep_a_withheld_dataset_public() -> None:
    base, held = entry(title="1"), entry(title="3")
    sheet = entry(title="2", private=True)
    change = only(plan(row(sheet), hold(held), remember(base)))
    assert isinstance(change, Withdrawal)
    assert change.cell == RELEASE
    assert "title" in str(change.reason)


def test_a_key_that_stands_twice_is_blocked_in_both_rows() -> None:
    first, second = row(entry(title="1")), row(entry(title="2"))
    found = plan(Wish(("amt",), desired=(first, second)), hold(), {})
    assert [type(change) for change in found.changes] == [Blocked, Blocked]
    assert str(KEY) in str(found.changes[0].reason)  # type: ignore[union-attr]


def test_a_key_that_stands_twice_is_withdrawn_where_one_row_is_barred() -> None:
    base = entry(title="1")
    wish = Wish(("amt",), desired=(row(base),), barred=(barred(),))
    kinds = [change.kind for change in plan(wish, hold(base), remember(base)).changes]
    assert kinds == ["blocked", "withdraw"]
    assert [change.kind for change in plan(wish, hold(), {}).changes] == ["blocked"]


AMT = Organization("gruenes-amt", "Grünes Amt")


def test_a_missing_organisation_blocks_and_names_the_nearest() -> None:
    wanted = row(entry(owner_org="gruenes-amt"), AMT)
    change = only(plan(wanted, hold(organizations={"gruenesamt": "Grünes Amt", "kultur": "Kultur"}), {}))
    assert isinstance(change, Blocked)
    assert "gruenesamt" in str(change.remedy)
    assert "--create-organizations" in str(change.remedy)


def test_a_missing_organisation_is_created_once_by_wish() -> None:
    rows = tuple(row(entry(key, owner_org="gruenes-amt"), AMT) for key in "12")
    found = plan(Wish(("amt",), desired=rows), hold(organizations={}), {}, Options(create_organizations=True))
    assert found.organizations == (AMT,)
    assert [change.kind for change in found.changes] == ["create", "create"]


def test_an_organisation_is_not_missed_where_nothing_is_written() -> None:
    same = entry(owner_org="gruenes-amt")
    assert isinstance(only(plan(row(same, AMT), hold(same, organizations={}), remember(same))), Unchanged)


def test_a_target_without_organisations_needs_none() -> None:
    assert isinstance(only(plan(row(entry(), AMT), hold(), {})), Create)


def test_a_missing_organisation_does_not_keep_a_withheld_dataset_public() -> None:
    base, sheet = entry(owner_org="gruenes-amt"), entry(owner_org="gruenes-amt", private=True)
    assert isinstance(only(plan(row(sheet, AMT), hold(base, organizations={}), remember(base))), Withdrawal)


def test_changes_stand_in_the_order_of_their_identifiers() -> None:
    rows = tuple(row(entry(key)) for key in ("b", "a", "c"))
    found = plan(Wish(("amt",), desired=rows), hold(), {})
    assert [change.identifier for change in found.changes] == ["amt:a", "amt:b", "amt:c"]


def test_a_plan_names_the_resources_that_it_speaks_of() -> None:
    base, sheet = entry("1", Resource("r1", {"title": "CSV"})), entry("1", Resource("r2", {"title": "Karte"}))
    assert plan(row(sheet), hold(base), remember(base)).resource_titles == {"r1": "CSV", "r2": "Karte"}
    assert plan(row(base), hold(base), remember(base)).resource_titles == {}


def test_the_fingerprint_changes_with_revisions_ids_and_organisations_that_matter() -> None:
    wanted = row(entry(owner_org="gruenes-amt"), AMT)
    same = hold(entry(), organizations={"kultur": "Kultur"})
    held = same.held["amt:1"]
    print_ = plan(wanted, same, {}).fingerprint
    assert print_ == stamp(same, ["gruenes-amt"])
    assert print_ == stamp(replace(same, organizations={}), ["gruenes-amt"])
    assert print_ != stamp(replace(same, organizations={"gruenes-amt": ""}), ["gruenes-amt"])
    assert print_ != stamp(replace(same, held={"amt:1": replace(held, revision="r2")}), ["gruenes-amt"])
    assert print_ != stamp(replace(same, held={"amt:1": replace(held, id="other")}), ["gruenes-amt"])
    assert print_ != stamp(replace(same, held={}), ["gruenes-amt"])


def test_a_push_asks_for_the_same_organisations_as_the_plan() -> None:
    wish = Wish(("amt",), (row(entry(owner_org="gruenes-amt"), AMT),), organizations=("kultur",))
    assert build_scope(wish, {}).organizations == ("gruenes-amt", "kultur")
    assert plan(wish, hold(), {}).scope_organizations == ("gruenes-amt", "kultur")
