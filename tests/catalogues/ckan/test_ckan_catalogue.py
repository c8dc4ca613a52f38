"""Writing to a real CKAN: what arrives, what stays, what is refused."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import requests

from toolkit.catalogues.base import Catalogue, Scope
from toolkit.catalogues.ckan import CkanCatalogue
from toolkit.catalogues.ckan.payload import is_same
from toolkit.model.dataset import Agent, Dataset, Distribution, Organization
from toolkit.model.entry import Entry, Held, Value
from toolkit.model.identity import resource_id
from toolkit.model.problem import Problem
from toolkit.model.receipt import Refused, Written
from toolkit.model.release import Audience, Release
from toolkit.vocabularies.load import load_vocabulary

if TYPE_CHECKING:
    from tests.catalogues.ckan.conftest import Office

pytestmark = pytest.mark.ckan

PUBLIC = Release(Audience.PUBLIC)
STAFF = Release(Audience.STAFF)


def build(office: Office, catalogue: CkanCatalogue, dataset: Dataset, release: Release = PUBLIC) -> Entry:
    return catalogue.build_entry(office.describe(dataset), release, office.name(dataset.key))


def push(office: Office, catalogue: CkanCatalogue, dataset: Dataset, release: Release = PUBLIC) -> Entry:
    entry = build(office, catalogue, dataset, release)
    answer = catalogue.create(entry)
    assert isinstance(answer, Written), answer
    return entry


def retitled(entry: Entry, **fields: Value) -> Entry:
    return replace(entry, fields={**entry.fields, "title": "Neu", **fields})


def hold(catalogue: CkanCatalogue, entry: Entry) -> Held:
    held = catalogue.fetch_by_name(entry.name)
    assert held is not None
    return held


def differences(wanted: Entry, held: Entry) -> dict[str, Any]:
    """List what a second plan would want to change."""
    there = {resource.id: resource.fields for resource in held.resources}
    found = {key: (item, held.fields.get(key)) for key, item in wanted.fields.items()}
    for resource in wanted.resources:
        found |= {f"{resource.id}.{key}": (item, there[resource.id].get(key)) for key, item in resource.fields.items()}
    return {key: pair for key, pair in found.items() if not is_same(*pair)}


def snapshot_of(office: Office, catalogue: CkanCatalogue) -> dict[str, Held]:
    return dict(catalogue.fetch_snapshot(Scope((office.inventory,), (office.organization,))).held)


def write_file(folder: Path, text: str, key: str = "datei") -> Distribution:
    path = folder / "Bäume 2024.csv"
    path.write_text(text, encoding="utf-8")
    content = path.read_bytes()
    checksum = f"sha256:{hashlib.sha256(content).hexdigest()}"
    return Distribution(
        key,
        "Datei",
        path=path.as_posix(),
        format="CSV",
        byte_size=len(content),
        checksum=checksum,
        media_type="text/csv",
    )


def test_ckan_is_a_catalogue(catalogue: CkanCatalogue) -> None:
    speaking: Catalogue = catalogue
    assert speaking.target.startswith("http://")


def test_a_dataset_comes_back_as_it_was_sent(office: Office, catalogue: CkanCatalogue, full: Dataset) -> None:
    entry = push(office, catalogue, full)
    held = snapshot_of(office, catalogue)[full.identifier]
    assert differences(entry, held.entry) == {}
    assert held.entry.name == entry.name
    assert not held.entry.private


def test_a_second_push_of_the_same_sends_nothing(office: Office, catalogue: CkanCatalogue, full: Dataset) -> None:
    entry = push(office, catalogue, full)
    held = hold(catalogue, entry)
    assert catalogue.update(held, entry) == Written(held.id, held.revision)
    assert hold(catalogue, entry).revision == held.revision


def test_ckan_keeps_every_file_type_label_as_sent(office: Office, catalogue: CkanCatalogue) -> None:
    concepts = load_vocabulary("file-type").concepts
    parts = tuple(
        Distribution(item.code, item.de, access_url="https://example.org", format=item.uri) for item in concepts
    )
    entry = push(office, catalogue, office.dataset(distributions=parts))
    assert differences(entry, hold(catalogue, entry).entry) == {}


def test_the_answer_to_a_write_names_id_and_revision(office: Office, catalogue: CkanCatalogue) -> None:
    entry = build(office, catalogue, office.dataset())
    created = catalogue.create(entry)
    held = hold(catalogue, entry)
    assert created == Written(held.id, held.revision)
    updated = catalogue.update(held, retitled(entry))
    assert updated == Written(held.id, hold(catalogue, entry).revision)
    assert hold(catalogue, entry).revision != held.revision


def test_changed_and_emptied_fields_arrive(office: Office, catalogue: CkanCatalogue, full: Dataset) -> None:
    push(office, catalogue, full)
    bare = office.dataset(
        "voll",
        description="neu",
        keywords=("Neu",),
        publisher=Agent("Andere Stelle"),
        distributions=(
            Distribution("csv", "Tabelle 2", download_url="https://example.org/2.csv"),
            Distribution("neu", "Neue Datei", access_url="https://example.org/neu"),
        ),
    )
    entry = build(office, catalogue, bare)
    assert isinstance(catalogue.update(hold(catalogue, entry), entry), Written)
    held = hold(catalogue, entry)
    assert differences(entry, held.entry) == {}
    wms = resource_id(full.identifier, "wms")
    assert [item.id for item in held.entry.resources] == [resource_id(full.identifier, key) for key in ("csv", "neu")]
    assert wms not in {item.id for item in held.entry.resources}


def test_what_the_sheet_does_not_steer_stays(office: Office, catalogue: CkanCatalogue, full: Dataset) -> None:
    entry = push(office, catalogue, full)
    office.admin("group_create", name=f"gruppe-{office.inventory}")
    raw = office.admin("package_show", id=entry.name)
    foreign = {
        "id": "0a8f1f2e-1111-4c4c-8888-" + office.inventory.removeprefix("inv-") + "00",
        "name": "Fremd",
        "farbe": "rot",
    }
    raw["resources"] = [foreign, {**raw["resources"][0], "meins": "bleibt"}, *raw["resources"][1:]]
    raw["extras"].append({"key": "aktenzeichen", "value": "61-3"})
    raw |= {"groups": [{"name": f"gruppe-{office.inventory}"}]}
    office.admin("package_update", **raw)

    small = replace(full, title="Neuer Titel", frequency="", distributions=full.distributions[:1])
    described = office.describe(small)
    described = replace(described, managed=frozenset({"title", "frequency", "keywords"}))
    wanted = catalogue.build_entry(described, PUBLIC, entry.name)
    assert isinstance(catalogue.update(hold(catalogue, entry), wanted), Written)

    after = office.admin("package_show", id=entry.name)
    extras = {item["key"]: item["value"] for item in after["extras"]}
    assert after["title"] == "Neuer Titel"
    assert "frequency" not in extras
    assert extras["aktenzeichen"] == "61-3"
    assert extras["provenance"] == "Begehung"
    assert after["notes"] == full.description
    assert [group["name"] for group in after["groups"]] == [f"gruppe-{office.inventory}"]
    assert [item["name"] for item in after["resources"]] == ["Fremd", "Tabelle"]
    assert after["resources"][0]["farbe"] == "rot"
    assert after["resources"][1]["meins"] == "bleibt"


def test_of_the_resources_given_only_ours_go(office: Office, catalogue: CkanCatalogue, full: Dataset) -> None:
    entry = push(office, catalogue, full)
    csv, wms = entry.resources
    office.admin("resource_create", package_id=entry.name, name="Fremd", url="https://example.org/fremd")
    office.admin("resource_patch", id=wms.id, bestand_key="")
    smaller = replace(entry, resources=(csv,))
    held = hold(catalogue, entry)
    narrow = replace(held, entry=replace(held.entry, resources=held.entry.resources[:1]))
    assert catalogue.update(narrow, smaller) == Written(held.id, held.revision)
    assert isinstance(catalogue.update(held, smaller), Written)
    assert [raw["name"] for raw in hold(catalogue, entry).raw["resources"]] == ["Tabelle", "Fremd"]
    assert isinstance(catalogue.update(hold(catalogue, entry), entry), Written)
    assert [raw["name"] for raw in hold(catalogue, entry).raw["resources"]] == ["Tabelle", "Fremd", "Karte"]


def test_an_edit_in_between_refuses_the_update(office: Office, catalogue: CkanCatalogue) -> None:
    entry = push(office, catalogue, office.dataset())
    held = hold(catalogue, entry)
    office.admin("package_patch", id=held.id, notes="von Hand")
    answer = catalogue.update(held, retitled(entry))
    assert isinstance(answer, Refused)
    assert "since it was read" in str(answer.reason)
    assert isinstance(catalogue.withdraw(held), Refused)
    assert hold(catalogue, entry).entry.fields["title"] == "Datensatz 1"


def test_withdrawing_makes_private_and_changes_nothing_else(
    office: Office, catalogue: CkanCatalogue, full: Dataset
) -> None:
    entry = push(office, catalogue, full)
    held = hold(catalogue, entry)
    assert isinstance(catalogue.withdraw(held), Written)
    after = snapshot_of(office, catalogue)[full.identifier]
    assert after.entry.private
    assert after.entry == replace(held.entry, fields={**held.entry.fields, "private": True})


def test_staff_only_means_private(office: Office, catalogue: CkanCatalogue) -> None:
    entry = push(office, catalogue, office.dataset(), STAFF)
    assert hold(catalogue, entry).entry.private
    assert requests.get(f"{office.url}/dataset/{entry.name}", timeout=30, allow_redirects=False).status_code != 200


def test_a_local_file_is_stored_and_replaced_only_when_it_changed(
    office: Office, catalogue: CkanCatalogue, tmp_path: Path
) -> None:
    entry = push(office, catalogue, office.dataset(distributions=(write_file(tmp_path, "a;b\n1;2\n"),)))
    held = snapshot_of(office, catalogue)[entry.identifier]
    assert differences(entry, held.entry) == {}
    raw = held.raw["resources"][0]
    assert raw["url_type"] == "upload"
    assert requests.get(raw["url"], timeout=30).content == b"a;b\n1;2\n"
    assert catalogue.update(held, entry) == Written(held.id, held.revision)

    entry = build(office, catalogue, office.dataset(distributions=(write_file(tmp_path, "a;b\n3;4\n5;6\n"),)))
    answer = catalogue.update(held, entry)
    held = hold(catalogue, entry)
    assert answer == Written(held.id, held.revision)
    assert differences(entry, held.entry) == {}
    assert requests.get(held.raw["resources"][0]["url"], timeout=30).content == b"a;b\n3;4\n5;6\n"


def test_a_file_becomes_a_link_and_a_file_again(office: Office, catalogue: CkanCatalogue, tmp_path: Path) -> None:
    file = write_file(tmp_path, "a\n1\n")
    push(office, catalogue, office.dataset(distributions=(file,)))
    link = Distribution("datei", "Datei", download_url="https://example.org/daten.csv")
    addresses = []
    for distribution in (link, file):
        entry = build(office, catalogue, office.dataset(distributions=(distribution,)))
        assert isinstance(catalogue.update(hold(catalogue, entry), entry), Written)
        held = hold(catalogue, entry)
        assert differences(entry, held.entry) == {}
        addresses.append(held.raw["resources"][0]["url"])
    assert addresses[0] == "https://example.org/daten.csv"
    assert requests.get(addresses[1], timeout=30).content == b"a\n1\n"


def test_another_program_that_sets_the_hash_does_not_make_a_difference(
    office: Office, catalogue: CkanCatalogue, tmp_path: Path
) -> None:
    entry = push(office, catalogue, office.dataset(distributions=(write_file(tmp_path, "a\n1\n"),)))
    office.admin("resource_patch", id=entry.resources[0].id, hash="d41d8cd98f00b204e9800998ecf8427e")
    assert differences(entry, hold(catalogue, entry).entry) == {}


def test_a_run_that_stopped_before_the_upload_is_seen(office: Office, catalogue: CkanCatalogue, tmp_path: Path) -> None:
    entry = build(office, catalogue, office.dataset(distributions=(write_file(tmp_path, "a\n1\n"),)))
    stopped = replace(entry, resources=tuple(replace(item, file="") for item in entry.resources))
    fields = [
        {key: value for key, value in item.fields.items() if key not in {"hash", "size"}} for item in stopped.resources
    ]
    stopped = replace(
        stopped, resources=tuple(replace(i, fields=f) for i, f in zip(stopped.resources, fields, strict=True))
    )
    assert isinstance(catalogue.create(stopped), Written)
    held = hold(catalogue, entry)
    assert f"{entry.resources[0].id}.hash" in differences(entry, held.entry)
    assert isinstance(catalogue.update(held, entry), Written)
    assert differences(entry, hold(catalogue, entry).entry) == {}


def test_a_name_that_is_taken_is_refused_in_ckans_words(office: Office, catalogue: CkanCatalogue) -> None:
    entry = push(office, catalogue, office.dataset())
    answer = catalogue.create(replace(entry, identifier="x:2"))
    assert isinstance(answer, Refused)
    assert str(answer.reason).startswith("CKAN refuses it: name: ")


def test_a_text_too_long_for_the_index_is_refused_with_the_field(office: Office, catalogue: CkanCatalogue) -> None:
    entry = build(office, catalogue, office.dataset(provenance="ä" * 16_384))
    answer = catalogue.create(entry)
    assert isinstance(answer, Refused)
    assert "32,766 bytes" in str(answer.reason)
    assert "provenance" in str(answer.reason)
    assert catalogue.fetch_by_name(entry.name) is None
    fitting = retitled(entry, **{"extras.provenance": "ä" * 16_383})
    assert isinstance(catalogue.create(fitting), Written)


def test_a_token_without_rights_is_refused(office: Office, catalogue: CkanCatalogue) -> None:
    office.admin("organization_create", name=f"fremd-{office.organization}")
    foreign = Organization(f"fremd-{office.organization}")
    answer = catalogue.create(build(office, catalogue, office.dataset(organization=foreign)))
    assert isinstance(answer, Refused)
    assert "lacks the right" in str(answer.reason)


def test_an_organisation_that_does_not_exist_is_refused_or_forbidden(office: Office, catalogue: CkanCatalogue) -> None:
    entry = build(office, catalogue, office.dataset(organization=Organization("gibt-es-nicht")))
    assert isinstance(catalogue.create(entry), Refused)


def test_a_wrong_token_is_told_before_anything_looks_deleted(office: Office) -> None:
    catalogue = office.connect("falsch")
    with pytest.raises(Problem, match="does not accept the API token"):
        catalogue.fetch_snapshot(Scope((office.inventory,), (office.organization,)))
    with pytest.raises(Problem, match="does not accept the API token"):
        catalogue.fetch_account()
    catalogue.close()


def test_no_token_reads_what_is_public_and_may_write_nowhere(office: Office, catalogue: CkanCatalogue) -> None:
    public, _ = push(office, catalogue, office.dataset("1")), push(office, catalogue, office.dataset("2"), STAFF)
    visitor = office.connect("")
    snapshot = visitor.fetch_snapshot(Scope((office.inventory,), (office.organization,)))
    assert list(snapshot.held) == [public.identifier]
    assert snapshot.organizations == {}
    visitor.close()


def test_the_account_tells_user_and_organisations(office: Office, catalogue: CkanCatalogue) -> None:
    account = catalogue.fetch_account()
    assert account.user == f"redaktion-{office.organization.removeprefix('amt-')}"
    assert not account.is_sysadmin
    assert account.organizations == {office.organization: "Grünflächenamt"}


def test_an_organisation_is_created_once(office: Office) -> None:
    name = f"neu-{office.inventory}"
    sysadmin = office.connect(office.admin.token)
    sysadmin.create_organization(Organization(name, "Neues Amt"))
    assert (sysadmin.fetch_snapshot(Scope((office.inventory,), (name,))).organizations or {})[name] == "Neues Amt"
    with pytest.raises(Problem, match=f"{name} was not created"):
        sysadmin.create_organization(Organization(name, "Neues Amt"))
    sysadmin.close()


def test_a_deleted_dataset_gives_its_name_and_its_resource_ids_to_the_next(
    office: Office, catalogue: CkanCatalogue, full: Dataset
) -> None:
    entry = push(office, catalogue, full)
    first = hold(catalogue, entry)
    office.admin("package_delete", id=first.id)
    assert catalogue.fetch_by_name(entry.name) is None
    assert snapshot_of(office, catalogue) == {}
    assert isinstance(catalogue.create(entry), Written)
    second = hold(catalogue, entry)
    assert second.id != first.id
    assert differences(entry, second.entry) == {}
    assert office.admin("package_show", id=first.id)["state"] == "deleted"


def test_a_resource_id_of_a_living_dataset_is_not_taken_away(
    office: Office, catalogue: CkanCatalogue, full: Dataset
) -> None:
    entry = push(office, catalogue, full)
    answer = catalogue.create(replace(entry, name=f"{entry.name}-2"))
    assert isinstance(answer, Refused)
    assert len(hold(catalogue, entry).entry.resources) == 2


def test_an_update_never_revives_a_deleted_dataset(office: Office, catalogue: CkanCatalogue) -> None:
    entry = push(office, catalogue, office.dataset())
    held = hold(catalogue, entry)
    office.admin("package_delete", id=held.id)
    answer = catalogue.update(held, retitled(entry))
    assert isinstance(answer, Refused)
    assert office.admin("package_show", id=held.id)["state"] == "deleted"


def test_a_file_that_ckan_refuses_leaves_the_dataset_written_and_says_so(
    office: Office, catalogue: CkanCatalogue, tmp_path: Path
) -> None:
    file = write_file(tmp_path, "zu groß\n" * 1_300_000)
    entry = build(office, catalogue, office.dataset(distributions=(file,)))
    answer = catalogue.create(entry)
    assert isinstance(answer, Written)
    assert answer.lacking == (entry.resources[0].id,)
    assert "Bäume 2024.csv" in str(answer.reason)
    assert f"{entry.resources[0].id}.hash" in differences(entry, hold(catalogue, entry).entry)
