"""Each profile in the CKAN that it is made for: a push, a quiet plan after it, additions of others, the way back."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from tests.catalogues.ckan.conftest import Api, Office, open_office
from tests.catalogues.ckan.test_profile_round_trip import EVERY, find_differences
from tests.conftest import CkanBox
from toolkit.catalogues.base import Scope
from toolkit.catalogues.ckan import CkanCatalogue, connect_ckan
from toolkit.catalogues.ckan.profile import load_profile
from toolkit.dcat.completion import complete
from toolkit.mapping.assemble import build_dataset, build_distribution
from toolkit.model.dataset import Dataset, Described
from toolkit.model.entry import Entry, Held
from toolkit.model.receipt import Written
from toolkit.model.release import Audience, Release
from toolkit.sync.merge import merge_entry

pytestmark = [pytest.mark.ckan, pytest.mark.slow]

PUBLIC = Release(Audience.PUBLIC)
RECTANGLE = '{"type": "Polygon", "coordinates": [[[8.1, 49.9], [8.3, 49.9], [8.3, 50.0], [8.1, 50.0], [8.1, 49.9]]]}'
DATASET: dict[str, Any] = {
    "title": "Bäume",
    "description": "Alle Bäume",
    "keywords": ("Baum", "Straße"),
    "themes": ("http://publications.europa.eu/resource/authority/data-theme/ENVI",),
    "publisher.name": "Stadt",
    "publisher.uri": "https://example.org/stadt",
    "publisher.email": "od@example.org",
    "publisher.kind": "http://purl.org/adms/publishertype/LocalAuthority",
    "creator.name": "Amt 61",
    "contact.name": "Geschäftsstelle",
    "contact.email": "od@example.org",
    "contact.street": "Am Markt 1",
    "custodian.name": "Amt 67",
    "originator.name": "Land",
    "license": "http://dcat-ap.de/def/licenses/dl-by-de/2.0",
    "attribution": "Stadt",
    "modified": "2024-05",
    "issued": "2023",
    "temporal.start": "2020",
    "temporal.end": "2023-12-31",
    "spatial.text": "Mainz",
    "spatial.uri": "http://dcat-ap.de/def/politicalGeocoding/municipalityKey/07315000",
    "spatial.geometry": RECTANGLE,
    "hvd_categories": ("http://data.europa.eu/bna/c_dd313021",),
    "legal_basis": ("§ 5 Satzung", "https://example.org/gesetz"),
    "documentation": ("https://example.org/doku",),
    "conforms_to": ("https://example.org/norm",),
    "versions": ("https://example.org/v2",),
    "spatial_resolution": "10.5",
    "qualified_relations": ('{"relation": "https://example.org/r", "role": "https://example.org/rolle"}',),
    "qualified_attributions": ('{"agent": {"kind": "urn:t", "name": "Büro"}, "role": "https://example.org/rolle"}',),
}
PARTS: dict[str, dict[str, Any]] = {
    "wms": {
        "title": "WMS",
        "format": "http://publications.europa.eu/resource/authority/file-type/WMS_SRVC",
        "access_url": "https://example.org/ows?SERVICE=WMS&REQUEST=GetCapabilities",
        "service.documentation": ("https://example.org/hilfe",),
        "service.availability": "http://publications.europa.eu/resource/authority/planned-availability/STABLE",
    },
    "csv": {
        "title": "CSV",
        "format": "http://publications.europa.eu/resource/authority/file-type/CSV",
        "access_url": "https://example.org/b.csv",
        "languages": ("http://publications.europa.eu/resource/authority/language/DEU",),
        "byte_size": 7,
    },
}
EXPECTED_RDF = (
    "dcat:accessService",
    "dcat:bbox",
    "file-type/WMS_SRVC",
    "media-types/text/csv",
    "politicalGeocoding/municipalityKey/07315000",
    "eli/reg_impl/2023/138/oj",
)
"""What stands in CKAN's own RDF of the dataset."""
LAYOUTS = (
    ("ckan-plain", "ckan_box"),
    ("ckan-dcat", "ckan_dcat_box"),
    ("ckan-dcatde", "ckan_dcat_box"),
    ("ckan-scheming", "ckan_scheming_box"),
)


@pytest.fixture(params=LAYOUTS, ids=[name for name, _ in LAYOUTS])
def layout(request: pytest.FixtureRequest) -> tuple[str, Office]:
    """A profile, and an office in the CKAN that it is made for."""
    name, fixture = request.param
    box = request.getfixturevalue(fixture)
    return name, open_office(Api(box.url, box.token))


def build(office: Office, **fields: Any) -> Dataset:
    """Build the office's dataset, with other values in some fields."""
    parts = tuple(build_distribution(key, values) for key, values in PARTS.items())
    return build_dataset(office.inventory, "1", {**DATASET, "organization.name": office.organization, **fields}, parts)


def write(catalogue: CkanCatalogue, office: Office, dataset: Dataset) -> Entry:
    """Put the dataset into the profile's fields; groups that stand for themes are not there."""
    entry = catalogue.build_entry(Described(dataset, *EVERY), PUBLIC, office.name())
    return Entry(entry.identifier, entry.name, {**entry.fields, "groups": None}, entry.resources)


def read(catalogue: CkanCatalogue, office: Office) -> Held:
    """Read what CKAN holds, as a plan would."""
    (held,) = catalogue.fetch_snapshot(Scope((office.inventory,), (office.organization,))).held.values()
    return held


def test_a_profile_holds_what_it_says(layout: tuple[str, Office]) -> None:
    name, office = layout
    catalogue = connect_ckan(office.url, office.token, profile=name)
    dataset = build(office)
    entry = write(catalogue, office, dataset)
    assert isinstance(catalogue.create(entry), Written)
    held = read(catalogue, office)
    quiet = merge_entry(entry, entry, held.entry)
    assert (quiet.changes, quiet.kept, quiet.clashes) == ((), (), ())
    if name != "ckan-plain":  # ckanext-dcat understands what we wrote
        answer = requests.get(f"{office.url}/dataset/{held.id}.ttl", timeout=60)
        assert answer.status_code == requests.codes.ok
        assert [word for word in EXPECTED_RDF if word not in answer.text] == []
    restored = catalogue.restore_dataset(held)
    assert find_differences(restored, complete(dataset), load_profile(name).paths) == []
    assert restored.organization is not None
    assert restored.organization.title == "Grünflächenamt"
    catalogue.close()


def test_an_update_leaves_other_peoples_subfields_and_objects_alone(ckan_scheming_box: CkanBox) -> None:
    office = open_office(Api(ckan_scheming_box.url, ckan_scheming_box.token))
    catalogue = connect_ckan(office.url, office.token, profile="ckan-scheming")
    entry = write(catalogue, office, build(office))
    assert isinstance(catalogue.create(entry), Written)
    there = office.admin("package_show", id=office.name())
    publisher = [{**there["publisher"][0], "url": "https://example.org/von-hand"}, {"name": "Zweite"}]
    theme = [*there["theme"], "urn:von-hand"]
    office.admin("package_patch", id=there["id"], publisher=publisher, theme=theme)
    wanted = write(catalogue, office, build(office, **{"publisher.name": "Landeshauptstadt", "themes": ()}))
    held = read(catalogue, office)
    merged = merge_entry(entry, wanted, held.entry)
    assert merged.clashes == ()
    assert isinstance(catalogue.update(held, merged.entry), Written)
    after = office.admin("package_show", id=office.name())
    assert [(one["name"], one.get("url", "")) for one in after["publisher"]] == [
        ("Landeshauptstadt", "https://example.org/von-hand"),
        ("Zweite", ""),
    ]
    assert after["theme"] == ["urn:von-hand"]
    service = next(part for part in after["resources"] if part.get("access_services"))["access_services"][0]
    assert service["endpoint_url"] == ["https://example.org/ows"]
    again = merge_entry(merged.entry, merged.entry, read(catalogue, office).entry)
    assert (again.changes, again.clashes) == ((), ())
    catalogue.close()
