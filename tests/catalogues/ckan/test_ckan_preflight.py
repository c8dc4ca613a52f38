"""What is asked of a site before anything is written to it: the questions, and that the answers are CKAN's own."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from tests.catalogues.ckan.conftest import Api, Office, Script, open_office
from toolkit.catalogues.base import Intended, Scope
from toolkit.catalogues.ckan import CkanCatalogue
from toolkit.catalogues.ckan.site import read_token_end
from toolkit.model.entry import Entry, Held, Resource, Value
from toolkit.model.message import say
from toolkit.model.plan import Change, Check, Create, Delete, FieldChange, Plan, Unchanged, Update, Withdraw
from toolkit.model.receipt import Refused, Written
from toolkit.sync.preflight import build_intended

ASKED = ("user_show", "organization_list_for_user", "organization_list", "group_list_authz", "license_list")


def new(key: str = "1", name: str = "", resources: tuple[Resource, ...] = (), **fields: Value) -> Create:
    values: dict[str, Value] = {"title": "Bäume", "private": True, "owner_org": "amt", **fields}
    return Create(f"a:{key}", "Bäume", "a", Entry(f"a:{key}", name or f"a-{key}", values, resources))


def edited(key: str = "1") -> Update:
    entry = Entry(f"a:{key}", f"a-{key}", {"private": True})
    return Update(f"a:{key}", "t", "a", f"id-{key}", "r", entry, entry, (FieldChange("title", "x", "y"),))


def intend(*changes: Change, home: str = "amt", **more: Any) -> Intended:
    homes = {change.identifier: home for change in changes}
    return Intended(changes, frozenset({"amt"}), homes=homes, **{"writable": frozenset({"amt"}), **more})


def notable(checks: tuple[Check, ...]) -> list[tuple[str, str]]:
    return [(check.subject, check.state) for check in checks if check.state != "good"]


def count(script: Script) -> dict[str, int]:
    return {action: script.count(action) for action in ASKED if script.count(action)}


@pytest.fixture
def scripted(script: Script) -> Iterator[tuple[Script, CkanCatalogue]]:
    script.result("license_list", [{"id": "cc-by", "url": ""}])
    script.result("user_show", {"name": "sync", "id": "u1", "sysadmin": False})
    script.result("organization_list_for_user", [{"name": "amt"}])
    catalogue = script.connect("token")
    script.asked.clear()
    yield script, catalogue
    catalogue.close()


def test_nothing_is_asked_where_nothing_is_to_be_written(scripted: tuple[Script, CkanCatalogue]) -> None:
    script, catalogue = scripted
    checks = catalogue.fetch_checks(intend(Unchanged("a:1", "t", "a")))
    assert script.asked == []
    assert {check.subject for check in checks} == {"version", "profile", "plugins"}


def test_each_question_is_asked_once_and_only_where_it_matters(scripted: tuple[Script, CkanCatalogue]) -> None:
    script, catalogue = scripted
    assert notable(catalogue.fetch_checks(intend(new()))) == []
    assert count(script) == {"user_show": 1}
    assert (
        notable(catalogue.fetch_checks(intend(new(), edited("2"), Withdraw("a:3", "t", "a", "i", "r", say("x"))))) == []
    )
    assert count(script) == {"user_show": 1, "organization_list_for_user": 1}
    catalogue.fetch_checks(intend(edited("2")))
    assert count(script) == {"user_show": 1, "organization_list_for_user": 1}
    catalogue.fetch_checks(intend(Delete("a:3", "t", "a", "i", "r", say("x"))))
    assert count(script) == {"user_show": 1, "organization_list_for_user": 2}


def test_a_sysadmin_may_everything(scripted: tuple[Script, CkanCatalogue]) -> None:
    script, catalogue = scripted
    script.result("user_show", {"name": "admin", "sysadmin": True})
    checks = catalogue.fetch_checks(intend(new(owner_org="anderes"), edited("2"), writable=frozenset()))
    assert notable(checks) == []
    assert count(script) == {"user_show": 1}
    assert "admin, a sysadmin" in "\n".join(str(check.text) for check in checks)


def test_rights_of_collaborators_are_asked_for_where_they_would_help(scripted: tuple[Script, CkanCatalogue]) -> None:
    script, catalogue = scripted
    found = [{"package_id": "id-1", "capacity": "editor"}, {"package_id": "id-2", "capacity": "member"}]
    script.result("package_collaborator_list_for_user", found)
    bad = [one for one in catalogue.fetch_checks(intend(edited(), edited("2"), home="x")) if one.state == "bad"]
    assert [check.identifiers for check in bad] == [("a:2",)]


def test_groups_are_asked_for_where_a_dataset_joins_one(scripted: tuple[Script, CkanCatalogue]) -> None:
    script, catalogue = scripted
    script.result("group_list_authz", [{"name": "umwelt"}])
    joins = intend(new(groups=("bau",)), new("2", groups=("umwelt",)), groups=frozenset({"bau", "umwelt"}))
    (check,) = (one for one in catalogue.fetch_checks(joins) if one.subject == "groups")
    assert (check.state, check.identifiers) == ("bad", ("a:1",))
    assert script.count("group_list_authz") == 1


def test_a_licence_that_the_site_does_not_list_is_told_with_the_nearest(scripted: tuple[Script, CkanCatalogue]) -> None:
    _, catalogue = scripted
    wanted = intend(new(license_id="http://dcat-ap.de/def/licenses/cc-by/4.0"), new("2", license_id="cc-by"))
    (check,) = (one for one in catalogue.fetch_checks(wanted) if one.subject == "licenses")
    assert (check.state, check.identifiers, check.field) == ("warning", ("a:1",), "license_id")
    assert "the nearest there is “cc-by”" in str(check.remedy)


def test_a_schema_that_cannot_be_read_is_a_warning(script: Script) -> None:
    script.result("status_show", {"ckan_version": "2.12.0", "extensions": ["scheming_datasets"]})
    script.result("user_show", {"name": "a", "sysadmin": True})
    script.reply("scheming_dataset_schema_show", 404, {"success": False, "error": {"__type": "Not Found Error"}})
    assert ("schema", "warning") in notable(script.connect("t").fetch_checks(intend(new())))


def test_an_untried_version_is_a_warning_in_the_plan(script: Script) -> None:
    script.result("status_show", {"ckan_version": "2.13.0", "extensions": []})
    (check, *_) = script.connect().fetch_checks(Intended(()))
    assert (check.subject, check.state) == ("version", "warning")
    assert "CKAN 2.13.0" in str(check.text)


@pytest.mark.parametrize("token", ["", "a.b", "a.!.c", "a.bnVsbA.c", "a.eyJleHAiOiAieCJ9.c", "a.eyJleHAiOiAxZTQwfQ.c"])
def test_a_token_that_says_no_end_has_none(token: str) -> None:
    assert read_token_end(token) is None


def test_a_token_that_has_ended_is_told(script: Script) -> None:
    script.result("user_show", {"name": "a", "sysadmin": True})
    checks = script.connect("e30.eyJleHAiOjE3NzIzMjMyMDB9.c2ln").fetch_checks(intend(new()))
    assert ("token", "warning") in notable(checks)


# --- the real CKAN ---


def check_for(catalogue: CkanCatalogue, *changes: Change, known: Mapping[str, str] | None = None) -> list[Check]:
    """Ask as a plan does; give what is not good."""
    inventories = tuple({change.inventory for change in changes})
    snapshot = catalogue.fetch_snapshot(Scope(inventories, (), known or {}))
    made = Plan(catalogue.target, inventories, "", changes)
    return [check for check in catalogue.fetch_checks(build_intended(made, snapshot)) if check.state != "good"]


def write(office: Office, catalogue: CkanCatalogue, key: str = "1", **fields: Value) -> Held:
    """Put a dataset into the office and read it back."""
    entry = build(office, key, **fields)
    assert isinstance(catalogue.create(entry), Written)
    held = catalogue.fetch_by_name(entry.name)
    assert held
    return held


def build(office: Office, key: str = "1", **fields: Value) -> Entry:
    return build_with(office, key, fields)


def build_with(office: Office, key: str, fields: Mapping[str, Value]) -> Entry:
    identifier = f"{office.inventory}:{key}"
    values: dict[str, Value] = {"title": "Bäume", "extras.identifier": identifier, "private": True}
    return Entry(identifier, office.name(key), {**values, "owner_org": office.organization, **fields})


def change_of(office: Office, held: Held, entry: Entry, *changes: FieldChange) -> Update:
    return Update(entry.identifier, "t", office.inventory, held.id, held.revision, entry, entry, changes)


def create_of(office: Office, entry: Entry) -> Create:
    return Create(entry.identifier, "Bäume", office.inventory, entry)


@pytest.mark.ckan
def test_an_editor_may_work_in_the_own_office(office: Office, catalogue: CkanCatalogue) -> None:
    held = write(office, catalogue)
    edit = change_of(office, held, build(office, title="Neu"), FieldChange("title", "Bäume", "Neu"))
    assert check_for(catalogue, edit, create_of(office, build(office, "2"))) == []


@pytest.mark.ckan
def test_an_unchanged_catalogue_costs_four_requests_and_one_change_seven(
    office: Office, catalogue: CkanCatalogue
) -> None:
    held = write(office, catalogue)
    again = office.connect()
    assert check_for(again, Unchanged(held.entry.identifier, "t", office.inventory)) == []
    assert len(again.take_requests()) == 4
    once_more = office.connect()
    entry = build(office, title="Neu")
    assert check_for(once_more, change_of(office, held, entry, FieldChange("title", "Bäume", "Neu"))) == []
    assert isinstance(once_more.update(held, entry), Written)
    assert len(once_more.take_requests()) == 7


@pytest.mark.ckan
def test_ckan_refuses_new_datasets_where_the_check_says_so(office: Office, catalogue: CkanCatalogue) -> None:
    other = open_office(office.admin)
    entry = build(office, owner_org=other.organization)
    (check,) = check_for(catalogue, create_of(office, entry))
    assert (check.subject, check.state, check.identifiers) == ("organizations", "bad", (entry.identifier,))
    assert isinstance(catalogue.create(entry), Refused)


@pytest.mark.ckan
def test_ckan_refuses_a_move_where_the_check_says_so(office: Office, catalogue: CkanCatalogue) -> None:
    other, held = open_office(office.admin), write(office, catalogue)
    entry = build(office, owner_org=other.organization)
    move = change_of(office, held, entry, FieldChange("owner_org", office.organization, other.organization))
    (check,) = check_for(catalogue, move)
    assert str(check.text) == f"the token may not create datasets in the organisation “{other.organization}”"
    assert isinstance(catalogue.update(held, entry), Refused)


@pytest.mark.ckan
def test_ckan_refuses_changes_where_the_check_says_so(office: Office, catalogue: CkanCatalogue) -> None:
    held = write(office, catalogue, private=False)
    stranger = open_office(office.admin).connect()
    entry = build(office, title="Neu", private=False)
    edit = change_of(office, held, entry, FieldChange("title", "Bäume", "Neu"))
    gone = Withdraw(held.entry.identifier, "t", office.inventory, held.id, held.revision, say("x"))
    deleted = Delete(held.entry.identifier, "t", office.inventory, held.id, held.revision, say("x"))
    known = {held.entry.identifier: held.id}
    for change in (edit, gone, deleted):
        (check,) = check_for(stranger, change, known=known)
        assert (check.subject, check.state, check.identifiers) == ("organizations", "bad", (held.entry.identifier,))
    assert isinstance(stranger.update(held, entry), Refused)
    assert isinstance(stranger.withdraw(held), Refused)


@pytest.mark.ckan
def test_an_organisation_that_others_have_is_not_new(office: Office, catalogue: CkanCatalogue) -> None:
    other = open_office(office.admin)
    change = create_of(office, build(office, owner_org=other.organization))
    intended = Intended(
        (change,), frozenset({other.organization}), frozenset({other.organization}), writable=frozenset()
    )
    (check,) = (one for one in catalogue.fetch_checks(intended) if one.state != "good")
    assert check.state == "bad"


@pytest.mark.ckan
def test_ckan_refuses_groups_where_the_check_says_so(office: Office, catalogue: CkanCatalogue) -> None:
    group = f"g-{uuid.uuid4().hex[:8]}"
    office.admin("group_create", name=group)
    entry = build(office, groups=(group,))
    (check,) = check_for(catalogue, create_of(office, entry))
    assert (check.subject, check.state) == ("groups", "bad")
    assert isinstance(catalogue.create(entry), Refused)


@pytest.mark.ckan
@pytest.mark.parametrize(
    "fields",
    [
        {"tags": ("a/b",)},
        {"version": "1" * 101},
        {"author_email": "a@example.org; b@example.org"},
        {"extras.provenance": "ä" * 16_384},
        {"title": "x" * 32_767},
        {"owner_org": None},
    ],
    ids=lambda fields: next(iter(fields)),
)
def test_ckan_refuses_values_where_the_check_says_so(
    office: Office, catalogue: CkanCatalogue, fields: dict[str, Value]
) -> None:
    entry = build_with(office, "1", fields)
    (check,) = check_for(catalogue, create_of(office, entry))
    assert (check.state, check.field, check.identifiers) == ("bad", next(iter(fields)), (entry.identifier,))
    assert isinstance(catalogue.create(entry), Refused)


@pytest.mark.ckan
def test_ckan_takes_values_of_the_greatest_length(office: Office, catalogue: CkanCatalogue) -> None:
    entry = build_with(
        office, "1", {"extras.provenance": "ä" * 16_383, "version": "1" * 100, "tags": ("ab", "x" * 100)}
    )
    assert check_for(catalogue, create_of(office, entry)) == []
    assert isinstance(catalogue.create(entry), Written)


SCHEMA = """
scheming_version: 2
dataset_type: dataset
dataset_fields:
- {field_name: title, label: T, preset: title}
- {field_name: name, label: N, preset: dataset_slug}
- {field_name: owner_org, label: O, preset: dataset_organization}
- {field_name: notes, label: B, required: true}
- {field_name: theme, label: Th}
- {field_name: version, label: V, preset: select, choices: [{value: "1", label: eins}, {value: "2", label: zwei}]}
- {field_name: tag_string, label: S, preset: tag_string_autocomplete}
resource_fields:
- {field_name: url, label: U, preset: resource_url_upload}
- {field_name: name, label: N, required: true}
"""


@pytest.fixture(scope="session")
def schemed_office(ckan_box_home: Any) -> Iterator[Office]:
    """Give an office in a CKAN with a schema of its own."""
    from toolkit.sandbox import box  # noqa: PLC0415 (only slow tests pay for it)
    from toolkit.sandbox.settings import Settings, default_home  # noqa: PLC0415

    home = ckan_box_home / "schemed"
    home.mkdir()
    (home / "schema.yaml").write_text(SCHEMA, encoding="utf-8")
    running = box.up(
        Settings(
            home=home,
            environments=default_home(),
            plugins=("activity", "scheming_datasets"),
            packages=("ckanext-scheming",),
            options=(
                ("scheming.dataset_schemas", (home / "schema.yaml").as_uri()),
                ("scheming.presets", "ckanext.scheming:presets.json"),
            ),
            stop_with=os.getpid(),
        )
    )
    yield open_office(Api(running.url, running.token_file.read_text(encoding="utf-8")))
    box.down(home, Settings().version)


@pytest.mark.ckan
@pytest.mark.slow
@pytest.mark.parametrize(
    ("fields", "resource"),
    [
        ({"extras.theme": "x"}, {}),
        ({"notes": None}, {}),
        ({"version": "3"}, {}),
        ({}, {"name": None}),
        ({}, {"name": "Tabelle"}),
    ],
    ids=["extra", "required", "choice", "required of a resource", "good"],
)
def test_ckan_with_a_schema_refuses_what_the_check_says(
    schemed_office: Office, fields: dict[str, Value], resource: dict[str, Value]
) -> None:
    catalogue = schemed_office.connect()
    resources = (Resource(str(uuid.uuid4()), {"url": "https://example.org", **resource}),) if resource else ()
    built = build_with(schemed_office, uuid.uuid4().hex[:6], {"notes": "Text", "version": "1", **fields})
    entry = Entry(built.identifier, built.name, built.fields, resources)
    found = check_for(catalogue, create_of(schemed_office, entry))
    answer = catalogue.create(entry)
    assert [check.state for check in found] == (["bad"] if isinstance(answer, Refused) else [])
    assert len(found) == (0 if resource.get("name") else 1)
