"""Which profile a site gets, what that takes, and what is told about it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from toolkit.catalogues.base import Intended
from toolkit.model.dataset import Dataset, Described, Distribution
from toolkit.model.path import DATASET_PATHS, DISTRIBUTION_PATHS
from toolkit.model.plan import Check, Create, Unchanged
from toolkit.model.problem import Problem
from toolkit.model.release import Audience, Release

if TYPE_CHECKING:
    from tests.catalogues.ckan.conftest import Script
    from toolkit.catalogues.ckan import CkanCatalogue

SCHEMA = {
    "about": "Stadtschema",
    "dataset_fields": [
        {"field_name": "title", "validators": "if_empty_same_as(name) unicode_safe"},
        {"field_name": "theme", "validators": "ignore_missing scheming_multiple_text"},
    ],
    "resource_fields": [{"field_name": "url"}],
}
THEME = "http://publications.europa.eu/resource/authority/data-theme/ENVI"


@pytest.fixture
def site(script: Script) -> Script:
    script.result("user_show", {"name": "sync", "id": "u1", "sysadmin": True})
    script.result("organization_list_for_user", [{"name": "amt"}])
    return script


def reach(script: Script, *plugins: str, **options: Any) -> CkanCatalogue:
    """Reach a site that runs some plugins."""
    script.result("status_show", {"ckan_version": "2.12.0", "extensions": list(plugins), "site_title": "S"})
    return script.connect("token", **options)


def judge(catalogue: CkanCatalogue, dataset: Dataset) -> tuple[Check, ...]:
    """Ask what a push of one new dataset would meet."""
    described = Described(dataset, frozenset(DATASET_PATHS), frozenset(DISTRIBUTION_PATHS))
    entry = catalogue.build_entry(described, Release(Audience.PUBLIC, ()), "a-1")
    change = Create(dataset.identifier, dataset.title, dataset.inventory, entry)
    return catalogue.fetch_checks(Intended((change,), writable=frozenset({"amt"})))


def of_profile(checks: tuple[Check, ...], state: str) -> list[str]:
    return [str(check.text) for check in checks if check.subject == "profile" and check.state == state]


@pytest.mark.parametrize(
    ("plugins", "name"),
    [
        ((), "ckan-plain"),
        (("datastore", "xloader"), "ckan-plain"),
        (("dcat",), "ckan-dcat"),
        (("dcat_json_interface",), "ckan-dcat"),
        (("dcat", "dcatde"), "ckan-dcatde"),
    ],
)
def test_the_plugins_decide(site: Script, plugins: tuple[str, ...], name: str) -> None:
    catalogue = reach(site, *plugins)
    assert catalogue.choice.profile.name == name
    assert str(catalogue.choice.reason).endswith(f"profile {name}")
    assert (catalogue.notation.name, len(catalogue.notation.mark)) == (name, 16)
    assert len(site.asked) == 2


def test_a_schema_of_the_sites_own_takes_one_more_request_and_is_not_asked_for_again(site: Script) -> None:
    site.result("scheming_dataset_schema_show", SCHEMA)
    catalogue = reach(site, "scheming_datasets", "dcat")
    assert len(site.asked) == 3
    assert "(Stadtschema, 2 fields)" in str(catalogue.choice.reason)
    assert [field.form for field in catalogue.choice.profile.dataset if field.name == "theme"] == ["list"]
    judge(catalogue, Dataset("a", "1", title="Bäume"))
    assert site.count("scheming_dataset_schema_show") == 1


def test_a_schema_for_other_types_leaves_the_plugins_to_decide(site: Script) -> None:
    site.reply("scheming_dataset_schema_show", 404, {"success": False, "error": {"__type": "Not Found Error"}})
    catalogue = reach(site, "scheming_datasets", "dcat")
    assert catalogue.choice.profile.name == "ckan-dcat"


def test_the_plan_says_what_was_chosen_even_where_nothing_is_written(site: Script) -> None:
    catalogue = reach(site, "dcat")
    checks = catalogue.fetch_checks(Intended((Unchanged("a:1", "t", "a"),)))
    assert of_profile(checks, "good") == ["the site runs ckanext-dcat without a schema of its own: profile ckan-dcat"]
    assert of_profile(checks, "warning") == []


def test_another_profile_may_be_asked_for_and_is_told_apart(site: Script) -> None:
    catalogue = reach(site, "dcat", profile="ckan-plain")
    checks = catalogue.fetch_checks(Intended(()))
    assert of_profile(checks, "good") == ["profile ckan-plain, as asked for"]
    (warning,) = of_profile(checks, "warning")
    assert warning.startswith("profile ckan-plain was asked for; --profile auto would take another one: ")
    assert of_profile(reach(site, "dcat", profile="ckan-dcat").fetch_checks(Intended(())), "warning") == []


def test_a_profile_may_be_a_file(site: Script, tmp_path: Path) -> None:
    file = tmp_path / "eigenes.yaml"
    file.write_text("profile: eigenes\nextends: ckan-plain\nwithout: [extras.theme]\n", encoding="utf-8")
    catalogue = reach(site, profile=str(file))
    assert (catalogue.choice.profile.name, catalogue.choice.unfit) == ("eigenes", None)
    with pytest.raises(Problem, match=r"fehlt\.yaml cannot be read"):
        reach(site, profile=str(tmp_path / "fehlt.yaml"))


def test_a_profile_that_does_not_exist_is_refused_with_those_that_do(site: Script) -> None:
    with pytest.raises(Problem, match="there is no profile “ckan-dcta”") as refused:
        reach(site, profile="ckan-dcta")
    assert "auto, ckan-dcat, ckan-dcatde, ckan-plain, ckan-scheming" in str(refused.value.remedy)


def test_what_the_site_cannot_hold_is_told_before_the_push(site: Script, tmp_path: Path) -> None:
    file = tmp_path / "ohne.yaml"
    file.write_text("profile: ohne\nextends: ckan-plain\nwithout: [extras.theme, resources.status]\n", encoding="utf-8")
    catalogue = reach(site, profile=str(file))
    part = Distribution("csv", access_url="https://example.org", status="urn:fertig")
    dataset = Dataset("a", "1", title="Bäume", themes=(THEME,), distributions=(part,))
    checks = [check for check in judge(catalogue, dataset) if check.subject == "profile" and check.state == "warning"]
    lost = [check for check in checks if check.identifiers]
    themes, status = (str(check.text) for check in lost)
    assert themes.startswith("the site has no field for “themes”: it is not written, and dcat:theme (dcat:Dataset) is ")
    assert status.startswith("the site has no field for “distributions.status”: it is not written, and adms:status ")
    assert {check.identifiers for check in lost} == {("a:1",)}
    assert all("ask who runs the site" in str(check.remedy) for check in lost)
    assert judge(catalogue, Dataset("a", "1", title="Bäume"))[-1].subject != "profile"


def test_extras_beside_a_schema_are_told_since_the_sites_form_deletes_them(site: Script) -> None:
    site.result("scheming_dataset_schema_show", SCHEMA)
    catalogue = reach(site, "scheming_datasets", "dcat")
    dataset = Dataset("a", "1", title="Bäume", themes=(THEME,), availability="urn:a", geocoding_level="urn:l")
    (warning,) = of_profile(judge(catalogue, dataset), "warning")
    names = "access_rights, availability, identifier, politicalGeocodingLevelURI"
    assert warning.startswith(f"the site's schema has no field for {names}: they are written as extras, which ")
    assert of_profile(judge(reach(site, "dcat"), dataset), "warning") == []


def test_an_empty_field_that_the_schema_requires_is_told_with_its_column(site: Script) -> None:
    required = (*SCHEMA["dataset_fields"], {"field_name": "notes", "required": True}, {"field_name": "q"})
    site.result("scheming_dataset_schema_show", SCHEMA | {"dataset_fields": [*required]})
    catalogue = reach(site, "scheming_datasets")
    (check,) = [one for one in judge(catalogue, Dataset("a", "1", title="B")) if one.subject == "schema"]
    assert (check.state, check.field, check.identifiers) == ("bad", "notes", ("a:1",))
    assert str(check.remedy).startswith("no column of the mapping fills “description”: add one, or ask ")


def test_a_theme_without_a_group_is_told_with_the_remedy(site: Script) -> None:
    catalogue = reach(site, "dcat", "dcatde")
    described = Described(Dataset("a", "1", title="B", themes=(THEME,)), frozenset({"title", "themes"}))
    entry = catalogue.build_entry(described, Release(Audience.PUBLIC, ()), "a-1")
    assert entry.fields["groups"] == ("envi",)
    site.result("group_list_authz", [{"name": "envi"}])
    kept = catalogue.fetch_checks(Intended((Create("a:1", "B", "a", entry),)))
    assert [check for check in kept if check.subject == "groups" and check.state != "good"] == []
    left = type(entry)(entry.identifier, entry.name, {**entry.fields, "groups": None})
    (found,) = [
        check
        for check in catalogue.fetch_checks(Intended((Create("a:1", "B", "a", left),)))
        if check.subject == "groups"
    ]
    assert (found.state, found.identifiers) == ("warning", ("a:1",))
    assert "the site has no group “envi” that the token may fill: the theme “Umwelt”" in str(found.text)
    assert "dcatde_themeadder" in str(found.remedy)
