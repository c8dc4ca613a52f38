"""What CKAN holds besides the fields of a profile is named; one field alone is read back to its canonical paths."""

from __future__ import annotations

from typing import Any

from toolkit.catalogues.ckan.forms import Forms
from toolkit.catalogues.ckan.licenses import parse_licenses
from toolkit.catalogues.ckan.profile import load_profile
from toolkit.catalogues.ckan.restore import restore_value
from toolkit.catalogues.ckan.untold import list_untold

PROFILE = load_profile()
FORMS = Forms(PROFILE, parse_licenses([]))
RAW: dict[str, Any] = {
    "id": "1",
    "name": "a",
    "title": "A",
    "state": "active",
    "eigenes": "x",
    "leeres": "",
    "extras": [
        {"key": "identifier", "value": "a:1"},
        {"key": "issued", "value": "2024"},
        {"key": "Zähler", "value": "7"},
    ],
    "tags": [{"name": "frei", "vocabulary_id": None}, {"name": "fest", "vocabulary_id": "v"}],
    "relationships_as_subject": [{"type": "child_of"}],
    "relationships_as_object": [],
    "resources": [
        {"id": "r", "url": "https://example.org", "note": "x", "position": 0, "bestand_key": "k", "leer": []}
    ],
}


def test_filled_fields_that_no_profile_knows_are_named_once_for_each_time() -> None:
    found = sorted(list_untold(RAW, PROFILE))
    assert found == ["eigenes", "extras.Zähler", "relationships", "resources.note", "vocabulary tags"]


def test_one_field_is_read_back_to_its_paths() -> None:
    assert restore_value("notes", "Text", FORMS) == {"description": "Text"}
    assert restore_value("tags", ("a", "b"), FORMS) == {"keywords": ("a", "b")}
    assert restore_value("owner_org", "amt", FORMS) == {"organization.name": "amt"}
    address = "https://example.org/a"
    assert restore_value("resources.url", address, FORMS) == {"download_url": address, "access_url": address}
    assert restore_value("resources.license", "x", FORMS) == {"license": "x"}
    assert restore_value("gibt-es-nicht", "x", FORMS) == {}


def test_an_emptied_field_is_empty_at_its_path() -> None:
    assert restore_value("version", None, FORMS) == {"version": None}
    assert restore_value("tags", (), FORMS) == {"keywords": ()}
