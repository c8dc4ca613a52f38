"""One dataset's way back, at the places that a catalogue in memory does not reach: stored files and several steps."""

from __future__ import annotations

from dataclasses import replace

from toolkit.model.entry import Entry, Resource, Value
from toolkit.sync.footprint import Footprint, build_footprints
from toolkit.sync.record import StepRecord
from toolkit.sync.reversal import Reversal, build_reversal, is_untouched, split_restorable

OLD_FILE = Resource("r1", {"name": "CSV", "hash": "1", "size": 1, "url": "https://ckan/alt.csv", "mimetype": None})
LINK = Resource("r1", {"name": "CSV", "hash": None, "size": None, "url": "https://example.org/a", "mimetype": None})


def entry(*resources: Resource, **fields: Value) -> Entry:
    return Entry("amt:1", "baeume", {"private": False, **fields}, resources)


def step(before: Entry | None, intent: Entry | None, **more: object) -> StepRecord:
    known = StepRecord(
        number=1,
        run="run",
        identifier="amt:1",
        inventory="amt",
        action="update" if before else "create",
        catalogue_id="id",
        name="baeume",
        intent=intent,
        sheet=intent,
        base=before,
        before=before,
        raw={},
        before_revision="1",
        revision="2",
        result="done",
        reason="",
        recorded="",
        ended="",
    )
    return replace(known, **more)  # type: ignore[arg-type]


def uploads(*ids: str) -> dict[str, object]:
    return {"resources": [{"id": id_, "url_type": "upload"} for id_ in ids]}


def footprint(*steps: StepRecord) -> Footprint:
    (one,) = build_footprints(steps)
    return one


def reverse(print_: Footprint, held: Entry, base: Entry | None = None, *, republish: bool = False) -> Reversal:
    assert print_.written is not None
    assert print_.before is not None
    return build_reversal(print_, print_.written, print_.before, held, base or print_.sheet, republish=republish)


def changes(back: Reversal) -> list[tuple[str, Value, Value]]:
    return [(change.field, change.before, change.after) for change in back.changes]


def test_a_replaced_file_stays_with_its_hash_and_the_rest_goes_back() -> None:
    new = Resource("r1", {"name": "CSV neu", "hash": "2", "size": 2}, "/neu.csv")
    one = footprint(step(entry(OLD_FILE), entry(new), raw=uploads("r1")))
    held = Resource("r1", {"name": "CSV neu", "hash": "2", "size": 2, "url": "https://ckan/neu.csv", "mimetype": None})
    back = reverse(one, entry(held))
    assert changes(back) == [("resources.r1.name", "CSV neu", "CSV")]
    assert back.lost == ("CSV",)
    (base,) = back.sheet.resources
    assert (base.fields["name"], base.fields["hash"], base.fields["size"]) == ("CSV", "2", 2)


def test_a_file_that_the_run_left_alone_is_not_lost() -> None:
    same = Resource("r1", {"name": "CSV neu", "hash": "1"}, "/alt.csv")
    one = footprint(step(entry(OLD_FILE), entry(same), raw=uploads("r1")))
    back = reverse(one, entry(replace(OLD_FILE, fields={**OLD_FILE.fields, "name": "CSV neu"})))
    assert changes(back) == [("resources.r1.name", "CSV neu", "CSV")]
    assert not back.lost


def test_a_resource_with_a_stored_file_that_the_run_removed_stays_away_and_is_new_to_the_next_push() -> None:
    one = footprint(step(entry(OLD_FILE, notes="alt"), entry(notes="neu"), raw=uploads("r1")))
    back = reverse(one, entry(notes="neu"))
    assert changes(back) == [("notes", "neu", "alt")]
    assert back.lost == ("CSV",)
    assert back.sheet.resources == ()


def test_our_own_base_tells_of_stored_files_as_well() -> None:
    before = entry(OLD_FILE)
    base = entry(Resource("r1", {"name": "CSV", "hash": "1"}, "/alt.csv"))
    assert footprint(step(before, entry(), base=base)).stored == {"r1"}
    assert footprint(step(before, entry(), base=entry(LINK))).stored == frozenset()


def test_a_stored_file_that_became_a_link_stays_the_link() -> None:
    link = Resource("r1", {"name": "CSV", "url": "https://example.org/neu"})
    one = footprint(step(entry(OLD_FILE), entry(link), raw=uploads("r1")))
    back = reverse(one, entry(replace(LINK, fields={**LINK.fields, "url": "https://example.org/neu"})))
    assert back.changes == ()
    assert back.lost == ("CSV",)


def test_a_link_whose_place_a_stored_file_took_is_the_link_again() -> None:
    new = Resource("r1", {"name": "CSV", "hash": "2"}, "/neu.csv")
    one = footprint(step(entry(LINK), entry(new)))
    stored: dict[str, Value] = {
        "name": "CSV",
        "hash": "2",
        "size": 8,
        "url": "https://ckan/neu.csv",
        "mimetype": "text/csv",
    }
    back = reverse(one, entry(Resource("r1", stored)))
    assert changes(back) == [
        ("resources.r1.hash", "2", None),
        ("resources.r1.mimetype", "text/csv", None),
        ("resources.r1.size", 8, None),
        ("resources.r1.url", "https://ckan/neu.csv", "https://example.org/a"),
    ]
    assert not back.lost


def test_a_link_that_the_run_removed_comes_back_with_all_its_fields() -> None:
    one = footprint(step(entry(LINK), entry()))
    back = reverse(one, entry())
    assert back.entry.resources == (LINK,)


def test_the_earliest_before_image_counts_field_by_field() -> None:
    first = step(entry(notes="a", title="A"), entry(notes="b"))
    second = step(entry(notes="b", title="A"), entry(notes="c", title="C"), number=2, revision="3")
    one = footprint(second, first)
    assert one.before is not None
    assert one.written is not None
    assert one.before.fields == {"private": False, "notes": "a", "title": "A"}
    assert one.written.fields == {"private": False, "notes": "c", "title": "C"}
    assert (one.revision, one.before_revision, one.first, one.last) == ("3", "1", 1, 2)


def test_a_resource_that_came_and_went_within_the_run_left_nothing_behind() -> None:
    first = step(entry(), entry(LINK))
    second = step(entry(LINK), entry(), number=2)
    one = footprint(first, second)
    assert one.before is not None
    assert one.written is not None
    assert one.before.resources == one.written.resources == ()


def test_a_withdrawal_wrote_one_field_whatever_its_intent_shows() -> None:
    seen = entry(LINK, notes="x", author="y")
    hidden = replace(seen, fields={**seen.fields, "private": True})
    one = footprint(step(seen, hidden, action="withdraw"))
    assert one.before == Entry("amt:1", "baeume", {"private": False})
    assert one.written == Entry("amt:1", "baeume", {"private": True})


def test_a_dataset_that_the_run_brought_back_from_the_trash_counts_as_created() -> None:
    one = footprint(step(entry(), entry(notes="x"), raw={"state": "deleted"}))
    assert one.before is None


def test_refused_steps_and_organisations_are_no_footprints() -> None:
    assert (
        build_footprints([step(None, entry(), result="refused"), step(None, None, action="create_organization")]) == ()
    )


def test_the_identifier_of_the_catalogues_own_record_comes_back() -> None:
    one = footprint(step(entry(notes="a"), entry(notes="b"), action="adopt", raw={"identifier": "eigene-1"}))
    assert reverse(one, entry(notes="b")).entry.identifier == "eigene-1"
    assert reverse(one, entry(notes="b")).sheet.identifier == "amt:1"
    other = footprint(step(entry(notes="a"), entry(notes="b"), raw={"identifier": None}))
    assert reverse(other, entry(notes="b")).entry.identifier == ""


def test_who_may_see_it_goes_back_to_private_but_not_to_public() -> None:
    published = footprint(step(entry(private=True), entry(private=False)))
    assert changes(reverse(published, entry(private=False))) == [("private", False, True)]
    hidden = footprint(step(entry(private=False), entry(private=True)))
    back = reverse(hidden, entry(private=True))
    assert (back.changes, back.withheld, back.sheet.fields["private"]) == ((), True, True)
    again = reverse(hidden, entry(private=True), republish=True)
    assert (changes(again), again.withheld, again.sheet.fields["private"]) == ([("private", True, False)], False, False)


def test_what_is_as_written_or_as_before_is_untouched() -> None:
    written, before = entry(LINK, notes="neu"), entry(notes="alt")
    assert is_untouched(written, entry(LINK, notes="neu", author="x"), before)
    assert is_untouched(written, entry(notes="alt"), before)
    assert not is_untouched(written, entry(notes="von Hand"), before)
    assert not is_untouched(written, entry(replace(LINK, fields={**LINK.fields, "name": "x"}), notes="neu"), before)
    assert not is_untouched(written, entry(notes="neu"))


def test_a_resource_that_somebody_brought_back_otherwise_is_an_edit() -> None:
    written, before = entry(), entry(LINK)
    assert is_untouched(written, entry(), before)
    assert is_untouched(written, entry(LINK), before)
    assert not is_untouched(written, entry(replace(LINK, fields={**LINK.fields, "name": "x"})), before)


def test_only_links_can_be_written_anew() -> None:
    link = replace(LINK, id="r2")
    one = footprint(step(entry(OLD_FILE, link), entry(), action="delete", raw=uploads("r1")))
    assert one.before is not None
    again, lost = split_restorable(one, one.before)
    assert again.resources == (link,)
    assert lost == ("CSV",)
