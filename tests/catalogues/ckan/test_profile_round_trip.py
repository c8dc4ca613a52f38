"""What a profile writes is read back as the same dataset, straight and through what CKAN is sent."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings

from tests.catalogues.ckan.datasets import whole_datasets
from toolkit.catalogues.ckan.fields import build_entry, build_held
from toolkit.catalogues.ckan.forms import Forms
from toolkit.catalogues.ckan.licenses import Licenses
from toolkit.catalogues.ckan.payload import build_create, build_revise
from toolkit.catalogues.ckan.profile import load_profile
from toolkit.catalogues.ckan.restore import parse_dataset
from toolkit.dcat.completion import complete
from toolkit.model.dataset import Dataset, Described, Distribution
from toolkit.model.entry import Entry, Held, is_empty
from toolkit.model.path import DATASET_PATHS, DISTRIBUTION_PATHS, STRUCTURED, read_path
from toolkit.model.release import Audience, Release
from toolkit.sync.merge import merge_entry

PROFILES = ("ckan-plain", "ckan-dcat", "ckan-scheming", "ckan-dcatde")
EVERY = (frozenset((*DATASET_PATHS, *STRUCTURED)), frozenset(DISTRIBUTION_PATHS))
PUBLIC = Release(Audience.PUBLIC)


def forms_of(name: str) -> Forms:
    """Give the forms of a shipped profile, for a site with a few licences of its own."""
    return Forms(load_profile(name), Licenses(frozenset({"cc-by", "dl-de-zero-2.0", "cc-zero"})))


def hold(entry: Entry, forms: Forms, **more: Any) -> Held:
    """Hold an entry as CKAN would after ``package_create``."""
    created = build_create(entry, forms.profile)
    organization = {"name": entry.fields["owner_org"], "title": "Amt"} if entry.fields.get("owner_org") else None
    raw = {"id": "4f", "metadata_modified": "r1", "state": "active", **created, "organization": organization, **more}
    return build_held(raw, forms)


def value_at(thing: Dataset | Distribution, path: str) -> Any:
    """Give what stands at a path; lists that are sets to CKAN without their order."""
    value = getattr(thing, path) if path in STRUCTURED else read_path(thing, path)
    if is_empty(value):
        return None
    return frozenset(value) if isinstance(value, tuple) else value


def find_differences(one: Dataset, other: Dataset, held: frozenset[str]) -> list[tuple[str, Any, Any]]:
    """List the held paths at which two datasets differ."""
    found = [
        (path, value_at(one, path), value_at(other, path))
        for path in sorted(held)
        if not path.startswith("distributions.") and value_at(one, path) != value_at(other, path)
    ]
    for left, right in zip(one.distributions, other.distributions, strict=True):
        paths = [path for path in DISTRIBUTION_PATHS if f"distributions.{path}" in held]
        found += [
            (path, value_at(left, path), value_at(right, path))
            for path in paths
            if value_at(left, path) != value_at(right, path)
        ]
    return found


@pytest.mark.parametrize("name", PROFILES)
@settings(max_examples=25)
@given(dataset=whole_datasets())
def test_a_dataset_comes_back_from_its_entry(name: str, dataset: Dataset) -> None:
    assert complete(complete(dataset)) == complete(dataset)
    forms = forms_of(name)
    restored = parse_dataset(build_entry(Described(dataset, *EVERY), PUBLIC, "name", forms), forms)
    assert restored.identifier == dataset.identifier
    assert find_differences(restored, complete(dataset), forms.profile.paths) == []


@pytest.mark.parametrize("name", PROFILES)
@settings(max_examples=15)
@given(dataset=whole_datasets())
def test_a_dataset_comes_back_from_what_ckan_was_sent(name: str, dataset: Dataset) -> None:
    assert complete(complete(dataset)) == complete(dataset)
    forms = forms_of(name)
    entry = build_entry(Described(dataset, *EVERY), Release(Audience.STAFF), "name", forms)
    restored = parse_dataset(hold(entry, forms).entry, forms)
    assert find_differences(restored, complete(dataset, is_public=False), forms.profile.paths) == []


@pytest.mark.parametrize("name", PROFILES)
@settings(max_examples=15)
@given(dataset=whole_datasets())
def test_a_plan_after_a_push_has_nothing_to_do(name: str, dataset: Dataset) -> None:
    forms = forms_of(name)
    entry = build_entry(Described(dataset, *EVERY), PUBLIC, "name", forms)
    held = hold(entry, forms)
    merged = merge_entry(entry, entry, held.entry)
    assert (merged.changes, merged.kept, merged.clashes) == ((), (), ())
    assert build_revise(held, entry, forms.profile) is None
