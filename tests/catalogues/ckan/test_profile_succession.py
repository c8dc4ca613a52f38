"""A base that was written with a former profile, as CKAN would show it through today's."""

from __future__ import annotations

import json
from dataclasses import replace

from toolkit.catalogues.ckan.fields import build_entry
from toolkit.catalogues.ckan.forms import Forms
from toolkit.catalogues.ckan.licenses import Licenses
from toolkit.catalogues.ckan.profile import Field, Profile, load_profile
from toolkit.catalogues.ckan.succession import (
    Retired,
    carry_over,
    dump_profile,
    keep_retired,
    parse_former,
)
from toolkit.model.dataset import Agent, Dataset, Described, Distribution, Organization, Period
from toolkit.model.entry import Entry, Resource
from toolkit.model.path import DATASET_PATHS, DISTRIBUTION_PATHS
from toolkit.model.release import Audience, Release
from toolkit.sync.merge import merge_entry

AUTHORITY = "http://publications.europa.eu/resource/authority"
PLAIN, DCAT, SCHEMING = (load_profile(name) for name in ("ckan-plain", "ckan-dcat", "ckan-scheming"))
OLD = replace(PLAIN, dataset=(*PLAIN.dataset, Field("extras.amt", ("creator.name",))), name="alt")
DATASET = Dataset(
    "a",
    "1",
    title="Bäume",
    organization=Organization("amt"),
    publisher=Agent("Stadt", email="stadt@example.org"),
    creator=Agent("Amt 61"),
    themes=(f"{AUTHORITY}/data-theme/ENVI", f"{AUTHORITY}/data-theme/AGRI"),
    keywords=("Baum", "Park"),
    temporal=Period("2019", "2020"),
    distributions=(Distribution("csv", "Tabelle", download_url="https://example.org/a.csv", format="CSV"),),
)


def write(profile: Profile, dataset: Dataset = DATASET) -> Entry:
    described = Described(dataset, frozenset(DATASET_PATHS), frozenset(DISTRIBUTION_PATHS))
    return build_entry(described, Release(Audience.PUBLIC, ()), "a-1", Forms(profile, Licenses()))


def carry(base: Entry, former: Profile, now: Profile) -> tuple[Entry, Retired, Forms]:
    forms = Forms(keep_retired(now, former), Licenses())
    return (*carry_over(base, former, forms), forms)


def filled(entry: Entry) -> dict[str, object]:
    return {key: value for key, value in entry.fields.items() if value not in (None, "", ())}


def test_a_profile_is_written_down_and_read_back_the_same() -> None:
    for profile in (PLAIN, DCAT, SCHEMING, OLD):
        text = dump_profile(profile)
        read = parse_former(text)
        assert read is not None
        assert (dump_profile(read), read.dataset, read.resources) == (text, profile.dataset, profile.resources)
    assert parse_former("{}") is None
    assert parse_former("kein JSON") is None


def test_with_the_same_profile_a_base_stays_what_it_is() -> None:
    base = write(PLAIN)
    carried, retired, _ = carry(base, PLAIN, PLAIN)
    assert filled(carried) == filled(base)
    assert retired == Retired((), {})


def test_a_shared_field_holds_what_ckan_shows_and_not_what_todays_profile_would_have_written() -> None:
    carried, _, _ = carry(write(PLAIN), PLAIN, DCAT)
    assert carried.resources[0].fields["format"] == "CSV"
    assert str(write(DCAT).resources[0].fields["format"]).endswith("/file-type/CSV")


def test_a_new_field_was_never_written() -> None:
    now = replace(PLAIN, dataset=(*PLAIN.dataset, Field("extras.neu", ("title",))))
    carried, _, _ = carry(write(PLAIN), PLAIN, now)
    merged = merge_entry(carried, write(now), replace(carried, fields={**carried.fields, "extras.neu": None}))
    assert [change.field for change in merged.changes] == ["extras.neu"]


def test_a_new_field_that_somebody_filled_by_hand_is_a_conflict() -> None:
    now = replace(PLAIN, dataset=(*PLAIN.dataset, Field("extras.neu", ("title",))))
    carried, _, _ = carry(write(PLAIN), PLAIN, now)
    merged = merge_entry(carried, write(now), replace(carried, fields={**carried.fields, "extras.neu": "von Hand"}))
    assert [clash.field for clash in merged.clashes] == ["extras.neu"]


def test_a_field_that_both_have_and_that_was_not_written_stays_unknown() -> None:
    base = write(PLAIN)
    fields = {key: value for key, value in base.fields.items() if key != "notes"}
    carried, _, _ = carry(replace(base, fields=fields), PLAIN, DCAT)
    assert "notes" not in carried.fields
    assert "title" in carried.fields


def test_a_field_of_the_former_profile_only_is_emptied_where_it_is_still_ours() -> None:
    base = write(OLD)
    carried, retired, forms = carry(base, OLD, PLAIN)
    assert retired.dataset == ("extras.amt",)
    sheet = retired.add_to(write(PLAIN))
    merged = merge_entry(carried, sheet, carried)
    assert [(change.field, change.after) for change in merged.changes] == [("extras.amt", None)]
    assert forms.profile.policies == {"extras.amt": "catalogue"}


def test_a_retired_field_that_was_empty_is_left_alone() -> None:
    _, retired, _ = carry(write(OLD, replace(DATASET, creator=None)), OLD, PLAIN)
    assert retired.dataset == ()
    entry = write(PLAIN)
    assert retired.add_to(entry) == entry


def test_retired_fields_of_a_resource_are_its_own() -> None:
    old = replace(PLAIN, resources=(*PLAIN.resources, Field("alt_format", ("format",))))
    base = write(old)
    carried, retired, _ = carry(base, old, PLAIN)
    id_ = base.resources[0].id
    assert retired.resources == {id_: ("alt_format",)}
    assert carried.resources[0].fields["alt_format"] == "CSV"
    other = Resource("andere", {"name": "x"})
    emptied = retired.add_to(replace(write(PLAIN), resources=(*write(PLAIN).resources, other)))
    assert emptied.resources[0].fields["alt_format"] is None
    assert emptied.resources[1] == other


def test_a_local_file_keeps_its_hash_and_its_path() -> None:
    base = write(PLAIN)
    part = replace(base.resources[0], fields={**base.resources[0].fields, "hash": "sha256:ab"}, file="a.csv")
    carried, _, _ = carry(replace(base, resources=(part,)), PLAIN, DCAT)
    assert carried.resources[0].fields["hash"] is not None
    assert carried.resources[0].file == "a.csv"


def test_a_schema_that_came_since_takes_our_extras_for_its_fields() -> None:
    carried, retired, _ = carry(write(DCAT), DCAT, SCHEMING)
    assert carried.fields["theme"] == DATASET.themes
    assert carried.fields["identifier"] == "a:1"
    assert carried.identifier == "a:1"
    assert "extras.publisher_name" in retired.dataset


def test_a_schema_that_went_leaves_its_fields_as_extras() -> None:
    carried, _, _ = carry(write(SCHEMING), SCHEMING, DCAT)
    assert carried.fields["extras.theme"] == DATASET.themes
    assert carried.fields["extras.identifier"] == "a:1"
    assert carried.fields["extras.publisher_name"] is None


def test_a_profile_is_written_down_the_same_in_every_run() -> None:
    many = replace(PLAIN, encoded=frozenset(f"resources.{number}" for number in range(50)))
    assert json.loads(dump_profile(many))["encoded"] == sorted(many.encoded)
    assert dump_profile(many) == dump_profile(replace(many, encoded=frozenset(sorted(many.encoded, reverse=True))))
