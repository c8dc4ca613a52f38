from __future__ import annotations

from toolkit.catalogues.ckan.plugins import check_plugins, has_scheming, has_spatial
from toolkit.model.entry import Entry, Resource, Value
from toolkit.model.plan import Change, Check, Create, FieldChange, Update


def new(*resources: Resource, key: str = "1", **fields: Value) -> Create:
    return Create(f"a:{key}", "t", "a", Entry(f"a:{key}", "n", {"private": False, **fields}, resources))


def changed(field: str, *resources: Resource) -> Update:
    entry = Entry("a:1", "n", {}, resources)
    return Update("a:1", "t", "a", "id", "r", entry, entry, (FieldChange(field, "x", "y"),))


def notable(plugins: set[str], *changes: Change) -> list[Check]:
    return [check for check in check_plugins(plugins, changes) if check.state != "good"]


def texts(plugins: set[str], *changes: Change) -> str:
    return "\n".join(str(check.text) for check in check_plugins(plugins, changes))


def test_a_plain_site_is_no_hindrance() -> None:
    assert notable(set(), new()) == []
    assert "no DCAT file" in texts(set())
    assert "bestand history" in texts(set())
    assert "under “activity”" in texts({"activity"})


def test_dcat_is_told() -> None:
    assert "(ckanext-dcat)" in texts({"dcat"})
    assert "(ckanext-dcat)" in texts({"dcat_json_interface"})
    assert "no DCAT file" in texts({"dcatapplication"})


def test_dcatde_wants_themes_as_groups() -> None:
    themed = new(**{"extras.theme": '["x"]'})
    grouped = new(groups=("envi",), key="2", **{"extras.theme": '["x"]'})
    (check,) = notable({"dcatde", "dcat"}, themed, grouped, new(key="3"))
    assert (check.state, check.identifiers, check.field) == ("warning", ("a:1",), "groups")
    assert notable({"dcat"}, themed) == []


def test_tables_are_loaded_again_when_their_address_changes() -> None:
    (check,) = notable({"xloader"}, changed("resources.4f.url"), changed("title"), new(Resource("5f", {"url": "x"})))
    assert str(check.text).startswith("xloader will load tables into the DataStore once more")
    assert notable({"datapusher"}, changed("resources.4f.name"), new(Resource("5f", {"url": "x"}))) == []
    assert notable(set(), changed("resources.4f.url")) == []


def test_uploads_may_be_refused_by_validation() -> None:
    file = Resource("4f", {}, "/a.csv")
    (check,) = notable({"validation"}, new(file), new(Resource("5f", {}), key="2"))
    assert check.identifiers == ("a:1",)
    assert notable(set(), new(file)) == []
    assert "no file is uploaded" in texts({"validation"}, new())


def test_schema_and_areas_are_known_by_their_plugins() -> None:
    assert has_scheming({"scheming_datasets"})
    assert not has_scheming({"scheming_organizations"})
    assert has_spatial({"spatial_metadata"})
    assert not has_spatial({"spatial_query"})
