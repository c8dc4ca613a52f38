"""Profiles: data with closed keys, whose faults are told with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from toolkit.bundle import bundled_names
from toolkit.catalogues.ckan.profile import load_profile, parse_profile
from toolkit.model.path import DATASET_PATHS, DISTRIBUTION_PATHS
from toolkit.model.problem import Problem
from toolkit.vocabularies.load import load_vocabulary

GOOD = """profile: p
identifier: extras.identifier
dataset:
  title: title
  tags: {from: keywords, as: tags}
resources:
  bestand_key: key
  url: {from: [download_url, access_url]}
  license: {from: [license, dataset.license]}
"""


def test_every_shipped_profile_loads() -> None:
    for name in bundled_names("mappings/profiles", ".yaml"):
        profile = load_profile(name.removesuffix(".yaml"))
        assert f"{profile.name}.yaml" == name


def test_the_plain_profile_leaves_no_canonical_field_out() -> None:
    profile = load_profile("ckan-plain")
    used = {source for field in profile.dataset for source in field.sources}
    assert set(DATASET_PATHS) - used == {"organization.name", "organization.title"}
    used = {source for field in profile.resources for source in field.sources}
    assert set(DISTRIBUTION_PATHS) - used == {"path"}


def test_the_plain_profile_names_only_file_types_that_exist() -> None:
    codes = {concept.code for concept in load_vocabulary("file-type").concepts}
    assert set(load_profile("ckan-plain").file_types) <= codes


def test_every_file_type_has_a_label_without_underscores() -> None:
    labels = load_profile("ckan-plain").file_types
    codes = (concept.code for concept in load_vocabulary("file-type").concepts)
    assert [code for code in codes if "_" in labels.get(code, code)] == []


def test_a_small_profile_is_read() -> None:
    profile = parse_profile(GOOD, "p.yaml")
    assert [(field.name, field.sources, field.form) for field in profile.dataset] == [
        ("title", ("title",), "text"),
        ("tags", ("keywords",), "tags"),
    ]
    assert profile.resources[1].sources == ("download_url", "access_url")


def test_a_field_says_who_wins_where_both_sides_changed_it() -> None:
    text = GOOD.replace(
        "title: title", "title: {from: title, policy: catalogue}\n  notes: {from: description, policy: stop}"
    )
    text = text.replace("dataset.license]}", "dataset.license], policy: first}")
    assert parse_profile(text, "p.yaml").policies == {"title": "catalogue", "resources.license": "first"}


def test_the_plain_profile_leaves_every_conflict_to_a_person() -> None:
    assert load_profile("ckan-plain").policies == {}


@pytest.mark.parametrize(
    ("before", "after", "line", "what"),
    [
        ("title: title", "title: titel", 4, "“titel” is no canonical field"),
        ("title: title", "title: title\n  title: version", 5, "stands here twice"),
        ("title: title", "private: title", 4, "private is filled by Bestand itself"),
        ("title: title", "extras.identifier: title", 4, "extras.identifier is filled by Bestand itself"),
        ("title: title", "title: {from: title, as: html}", 4, "“html” is no form"),
        ("title: title", "title: {from: title, form: text}", 4, "the key “form” is not known here"),
        ("title: title", "title: {from: title, policy: ckan}", 4, "“ckan” is no policy"),
        ("bestand_key: key", "bestand_key: {from: key, policy: first}", 7, "bestand_key is what tells"),
        ("as: tags", "as: email", 5, "keywords is a list"),
        ("bestand_key: key", "key: key", 7, "no field keeps the key"),
        ("bestand_key: key", "id: key", 7, "id is filled by Bestand itself"),
        ("profile: p", "profil: p", 1, "the key “profil” is not known here"),
        ("profile: p", "profile: [p", 2, "this is not YAML"),
    ],
)
def test_a_fault_is_told_with_file_and_line(before: str, after: str, line: int, what: str) -> None:
    with pytest.raises(Problem) as caught:
        parse_profile(GOOD.replace(before, after, 1), "p.yaml")
    assert str(caught.value).startswith(f"p.yaml, line {line}: ")
    assert what in str(caught.value)


def test_a_profile_that_does_not_exist_names_those_that_do() -> None:
    with pytest.raises(Problem) as caught:
        load_profile("ckan-plan")
    assert "ckan-plain.yaml" in str(caught.value.remedy)


def test_the_manual_names_every_field_of_the_plain_profile() -> None:
    manual = (Path(__file__).parents[3] / "docs" / "ckan.md").read_text(encoding="utf-8")
    profile = load_profile("ckan-plain")
    names = {field.name.removeprefix("extras.") for field in (*profile.dataset, *profile.resources)}
    assert [name for name in sorted(names) if f"`{name}`" not in manual] == []
