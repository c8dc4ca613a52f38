"""A ledger that was filled before a profile knew more fields: its bases stay good, and a quiet plan stays quiet."""

from __future__ import annotations

from toolkit.catalogues.ckan.fields import build_entry, build_held
from toolkit.catalogues.ckan.forms import Forms
from toolkit.catalogues.ckan.licenses import Licenses
from toolkit.catalogues.ckan.payload import build_create, build_revise
from toolkit.catalogues.ckan.profile import load_profile
from toolkit.model.dataset import Agent, Dataset, Described, Distribution, Period, Place
from toolkit.model.entry import Entry, Held, Resource
from toolkit.model.release import Audience, Release
from toolkit.sync.merge import merge_entry

PROFILE = load_profile("ckan-plain")
FORMS = Forms(PROFILE, Licenses())


def _names(text: str) -> frozenset[str]:
    """Read names apart from each other."""
    return frozenset(text.split())


FORMER = _names("""
    title description landing_page version keywords groups license creator.name creator.email
    contact.name contact.email issued modified frequency access_rights availability languages themes
    attribution publisher.uri publisher.name publisher.email publisher.url publisher.kind creator.uri
    creator.url creator.kind contact.phone contact.url temporal.start temporal.end temporal_resolution
    spatial.text spatial.uri spatial.geometry geocoding_level legal_basis provenance contributor_ids
    hvd_categories references
""")
FORMER_OF_PARTS = _names("""
    title description access_url download_url format media_type byte_size checksum license attribution
    issued modified availability status languages
""")
FORMER_FIELDS = _names("""
    title notes url version tags groups license_id author author_email maintainer maintainer_email
    extras.issued extras.modified extras.frequency extras.access_rights extras.availability
    extras.language extras.theme extras.license extras.licenseAttributionByText extras.publisher_uri
    extras.publisher_name extras.publisher_email extras.publisher_url extras.publisher_type
    extras.creator_uri extras.creator_name extras.creator_email extras.creator_url extras.creator_type
    extras.contact_name extras.contact_email extras.contact_tel extras.contact_url extras.temporal_start
    extras.temporal_end extras.temporal_resolution extras.spatial_text extras.spatial_uri extras.spatial
    extras.politicalGeocodingLevelURI extras.applicable_legislation extras.provenance
    extras.contributorID extras.hvd_category extras.references extras.identifier private
""")
FORMER_FIELDS_OF_PARTS = _names("""
    bestand_key name description url access_url download_url format mimetype size hash license
    licenseAttributionByText issued modified availability status language
""")
DATASET = Dataset(
    "a",
    "1",
    title="Bäume",
    publisher=Agent("Stadt", "urn:p"),
    hvd_categories=("urn:hvd",),
    temporal=Period("2024"),
    spatial=Place(uri="http://dcat-ap.de/def/politicalGeocoding/municipalityKey/07315000"),
    distributions=(
        Distribution("1", access_url="https://example.org/ows?service=WMS&request=GetCapabilities"),
        Distribution("2", access_url="https://example.org/b.csv", checksum="sha256:00"),
    ),
)


def write(dataset: Dataset, managed: frozenset[str] = FORMER) -> Entry:
    """Put the dataset into the plain profile's fields."""
    return build_entry(Described(dataset, managed, FORMER_OF_PARTS), Release(Audience.PUBLIC), "n", FORMS)


def hold(entry: Entry, **more: object) -> Held:
    """Hold an entry as CKAN would."""
    return build_held({"id": "4f", "metadata_modified": "r1", **build_create(entry, PROFILE), **more}, FORMS)


def test_the_fields_of_former_paths_are_the_former_fields() -> None:
    entry = write(DATASET)
    assert frozenset(entry.fields) == FORMER_FIELDS
    assert [frozenset(part.fields) for part in entry.resources] == [FORMER_FIELDS_OF_PARTS] * 2
    assert entry.resources[1].fields["hash"] == "sha256:00"


def test_a_plan_on_a_former_base_is_quiet() -> None:
    entry = write(DATASET)
    merged = merge_entry(entry, entry, hold(entry).entry)
    assert (merged.changes, merged.kept, merged.clashes) == ((), (), ())


def test_a_field_that_is_new_to_the_base_is_a_change_and_no_conflict() -> None:
    base = write(DATASET)
    held = hold(base)
    sheet = Entry(
        base.identifier,
        base.name,
        {**base.fields, "extras.conforms_to": ("urn:s",), "extras.dcat_type": None},
        tuple(Resource(part.id, {**part.fields, "rights": None}) for part in base.resources),
    )
    merged = merge_entry(base, sheet, held.entry)
    assert [change.field for change in merged.changes] == ["extras.conforms_to"]
    assert merged.clashes == ()
    request = build_revise(held, merged.entry, PROFILE)
    assert request is not None
    assert {"key": "conforms_to", "value": '["urn:s"]'} in request["update"]["extras"]
    assert "dcat_type" not in {extra["key"] for extra in request["update"]["extras"]}
    assert [key for key in request if key.startswith("update__")] == []
