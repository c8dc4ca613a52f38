"""Profiles: data with closed keys, whose faults are told with file and line."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from toolkit.bundle import bundled_names
from toolkit.catalogues.ckan.profile import Form, load_profile, parse_profile
from toolkit.model.path import DATASET_PATHS, DISTRIBUTION_PATHS, STRUCTURED
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
        ("title: title", "pub[].a[].b: title", 4, "pub[].a[].b is no name of a field"),
        ("title: title", "pub[]: title", 4, "pub[] is no name of a field"),
        ("title: title", "extras[].a: title", 4, "extras[].a is filled by Bestand itself"),
        ("title: title", "rel: qualified_relations", 4, "“text” is no form of qualified_relations"),
        ("title: title", "title: {from: title, as: objects}", 4, "“objects” is no form of title"),
        ("title: title", "title: {from: title, value: 7}", 4, "a text is expected here"),
        ("identifier: extras.identifier", "extends: ckan-plain\nwithout: [titel]", 3, "there is no field titel"),
        ("identifier: extras.identifier", "extends: ckan-plan", 2, "there is no profile “ckan-plan”"),
        ("identifier: extras.identifier", "identifier: x\nderived: yes", 3, "true or false is expected here"),
        ("identifier: extras.identifier\n", "", 1, "the key “identifier” is missing"),
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


MANUAL = Path(__file__).parents[3] / "docs" / "profiles.md"


@pytest.mark.parametrize("name", ["ckan-plain", "ckan-dcat", "ckan-scheming", "ckan-dcatde"])
def test_the_manual_names_every_field_of_every_profile(name: str) -> None:
    manual = MANUAL.read_text(encoding="utf-8")
    profile = load_profile(name)
    names = {field.name for field in (*profile.dataset, *profile.resources)}
    assert [one for one in sorted(names) if f"`{one}`" not in manual] == []


def test_the_manual_explains_every_form() -> None:
    manual = MANUAL.read_text(encoding="utf-8")
    assert [form for form in get_args(Form) if f"| `{form}` |" not in manual] == []


def test_the_example_of_the_manual_is_a_profile() -> None:
    manual = MANUAL.read_text(encoding="utf-8")
    example = parse_profile(manual.partition("```yaml\n")[2].partition("```")[0], "profiles.md")
    assert example.name == "our-portal"
    assert example.paths == load_profile("ckan-dcat").paths


def test_a_profile_that_extends_another_keeps_places_and_adds_behind() -> None:
    base = load_profile("ckan-plain")
    text = (
        "profile: mine\nextends: ckan-plain\ndataset: {notes: provenance, neu: version}\nfile_types: {CSV: Tabelle}\n"
    )
    mine = parse_profile(text, "p.yaml")
    assert [field.name for field in mine.dataset] == [*(field.name for field in base.dataset), "neu"]
    assert next(field.sources for field in mine.dataset if field.name == "notes") == ("provenance",)
    assert mine.resources == base.resources
    assert (mine.identifier, mine.derived, mine.encoded) == (base.identifier, base.derived, base.encoded)
    assert (mine.file_types["CSV"], mine.file_types["GEOJSON"]) == ("Tabelle", "GeoJSON")


def test_what_a_profile_inherits_can_be_left_out() -> None:
    text = "profile: mine\nextends: ckan-dcat\nwithout: [notes, resources.access_services, resources.hash]\n"
    mine = parse_profile(text, "p.yaml")
    assert "notes" not in {field.name for field in mine.dataset}
    names = {field.name for field in mine.resources}
    assert "hash" not in names
    assert not [name for name in names if name.startswith("access_services")]
    assert mine.derived


def test_the_field_of_the_identifier_is_no_field_of_the_sheet() -> None:
    mine = parse_profile("profile: mine\nextends: ckan-plain\nidentifier: version\n", "p.yaml")
    assert "version" not in {field.name for field in mine.dataset}


def test_a_profile_may_write_only_what_the_sheet_says() -> None:
    assert load_profile("ckan-dcat").derived
    assert not parse_profile("profile: mine\nextends: ckan-dcat\nderived: false\n", "p.yaml").derived


def test_a_profile_of_ones_own_is_read_from_its_file(tmp_path: Path) -> None:
    file = tmp_path / "haus.yaml"
    file.write_text("\ufeff" + GOOD, encoding="utf-8")
    assert load_profile(str(file)).name == "p"


def test_a_file_that_is_not_there_is_told_by_its_name(tmp_path: Path) -> None:
    with pytest.raises(Problem) as caught:
        load_profile(str(tmp_path / "haus.yml"))
    assert "haus.yml cannot be read" in str(caught.value.what)


def test_a_constant_is_written_where_its_path_says_something() -> None:
    text = GOOD.replace("title: title", "title: title\n  kind: {from: creator.name, value: Organization}")
    (field,) = (field for field in parse_profile(text, "p.yaml").dataset if field.name == "kind")
    assert (field.value, field.restored) == ("Organization", ())


def test_the_paths_of_a_profile_are_those_that_can_be_read_back() -> None:
    assert parse_profile(GOOD, "p.yaml").paths == {
        "title",
        "keywords",
        "organization.name",
        "distributions.key",
        "distributions.license",
    }


@pytest.mark.parametrize("name", ["ckan-plain", "ckan-dcat", "ckan-scheming", "ckan-dcatde"])
def test_a_shipped_profile_holds_the_whole_model(name: str) -> None:
    own = {*DATASET_PATHS, *STRUCTURED} - {"organization.title"}
    of_parts = {f"distributions.{path}" for path in DISTRIBUTION_PATHS} - {"distributions.path"}
    assert load_profile(name).paths == own | of_parts


@pytest.mark.parametrize("name", ["ckan-plain", "ckan-dcat", "ckan-dcatde"])
def test_no_two_fields_of_a_profile_are_one_key_of_ckan(name: str) -> None:
    keys = [field.name.removeprefix("extras.") for field in load_profile(name).dataset]
    assert len(keys) == len(set(keys))
