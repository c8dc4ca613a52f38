"""A real CKAN in the sandbox: what it promises while it runs, and that nothing is left of it afterwards."""

from __future__ import annotations

import os
import stat
import subprocess
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
import requests
from psycopg import sql

from toolkit.sandbox import box
from toolkit.sandbox.settings import Place, Settings, default_home
from toolkit.sandbox.state import Running, Stopped

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import CkanBox

pytestmark = pytest.mark.ckan


def call(url: str, token: str, action: str, **wishes: Any) -> Any:
    answer = requests.post(f"{url}/api/3/action/{action}", json=wishes, headers={"Authorization": token}, timeout=60)
    assert answer.status_code == requests.codes.ok, answer.text
    return answer.json()["result"]


def create_and_find(ckan: CkanBox, name: str) -> None:
    call(ckan.url, ckan.token, "organization_create", name=f"{name}-org", title="Amt")
    organisation = f"{name}-org"
    call(ckan.url, ckan.token, "package_create", name=name, title="Radwege", owner_org=organisation, private=True)
    assert call(ckan.url, ckan.token, "package_show", id=name)["organization"]["name"] == organisation
    asked = {"fq": f"organization:{organisation}", "q": "radweg", "include_private": True}
    assert call(ckan.url, ckan.token, "package_search", **asked)["count"] == 1
    call(ckan.url, ckan.token, "package_delete", id=name)
    assert call(ckan.url, ckan.token, "package_search", **asked)["count"] == 0


def test_datasets_are_created_found_and_deleted(ckan_box: CkanBox) -> None:
    assert call(ckan_box.url, ckan_box.token, "status_show")["ckan_version"] == ckan_box.version
    create_and_find(ckan_box, "sandbox-round-trip")


@pytest.mark.slow
@pytest.mark.parametrize("version", ["2.11.6", "2.10.11"])
def test_older_versions_run_beside_it(ckan_box_factory: Callable[[str], CkanBox], version: str) -> None:
    older = ckan_box_factory(version)
    assert call(older.url, older.token, "status_show")["ckan_version"] == version
    create_and_find(older, "sandbox-round-trip")


def test_search_that_the_stand_in_refuses_is_an_error_of_the_api(ckan_box: CkanBox) -> None:
    answer = requests.get(f"{ckan_box.url}/api/3/action/package_search", {"q": "title:rad~2"}, timeout=60)
    assert answer.status_code == requests.codes.conflict
    assert answer.json()["error"]["__type"] == "Search Error"


def test_pages_for_people_are_in_german(ckan_box: CkanBox) -> None:
    page = requests.get(f"{ckan_box.url}/dataset/?q=radweg", timeout=60)
    assert page.status_code == requests.codes.ok
    assert 'lang="de"' in page.text


def test_token_and_other_secrets_are_for_their_owner_only(ckan_box: CkanBox) -> None:
    data = Place(ckan_box.home, ckan_box.version).data
    for path in (data / "token", data / "password", data / "identity.json", data / "run" / "ckan.ini"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path


def test_token_is_in_no_log_and_in_no_command_line(ckan_box: CkanBox) -> None:
    call(ckan_box.url, ckan_box.token, "status_show")
    logs = Place(ckan_box.home, ckan_box.version).logs
    commands = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
    assert ckan_box.token not in commands
    for log in logs.iterdir():
        assert ckan_box.token not in log.read_text(encoding="utf-8", errors="replace"), log


def test_access_log_has_one_line_for_each_request(ckan_box: CkanBox) -> None:
    requests.get(f"{ckan_box.url}/dataset/counted-here?page=2", timeout=60)
    end = time.monotonic() + 5
    while not (lines := find_lines(ckan_box.access_log, "counted-here")) and time.monotonic() < end:
        time.sleep(0.05)
    assert [line.split()[:3] for line in lines] == [["GET", "/dataset/counted-here", "404"]]


def test_datastore_holds_rows_that_its_reading_role_may_read_and_not_write(ckan_datastore_box: CkanBox) -> None:
    box = ckan_datastore_box
    call(box.url, box.token, "organization_create", name="rows-org", title="Amt")
    package = call(
        box.url, box.token, "package_create", name="rows", owner_org="rows-org", resources=[{"url": "a.csv"}]
    )
    id_ = package["resources"][0]["id"]
    fields = [{"id": "zahl", "type": "int"}]
    call(box.url, box.token, "datastore_create", resource_id=id_, force=True, fields=fields, records=[{"zahl": 7}])
    found = call(box.url, box.token, "datastore_search", resource_id=id_)
    assert [row["zahl"] for row in found["records"]] == [7]
    assert call(box.url, box.token, "resource_view_list", id=id_) == []

    written = (Place(box.home, box.version).data / "run" / "ckan.ini").read_text(encoding="utf-8")
    address = next(line.split(" = ")[1] for line in written.splitlines() if line.startswith("ckan.datastore.read_url"))
    table = sql.Identifier(id_)
    with psycopg.connect(address, autocommit=True) as reader:
        assert reader.execute(sql.SQL("SELECT zahl FROM {}").format(table)).fetchall() == [(7,)]
        for forbidden in ("INSERT INTO {} (zahl) VALUES (8)", "DELETE FROM {}", "CREATE TABLE mine (a int)"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                reader.execute(sql.SQL(forbidden).format(table))


SUBFIELDS = {"publisher": [{"name": "Stadt Musterhausen"}], "spatial_coverage": [{"text": "Musterhausen"}]}
EXTRAS = {"extras": [{"key": "publisher_name", "value": "Stadt Musterhausen"}]}


def check_dcat(ckan: CkanBox, **fields: Any) -> None:
    """Create a dataset whose publisher is told in the way of this CKAN, find it, and read it as RDF."""
    call(ckan.url, ckan.token, "organization_create", name="rdf-org", title="Amt")
    call(ckan.url, ckan.token, "package_create", name="rdf", title="Wege", notes="-", owner_org="rdf-org", **fields)
    assert call(ckan.url, ckan.token, "package_search", fq="organization:rdf-org")["count"] == 1
    for ending in ("/dataset/rdf.ttl", "/catalog.ttl"):
        answer = requests.get(ckan.url + ending, timeout=60)
        assert answer.headers["Content-Type"].startswith("text/turtle")
        assert 'foaf:name "Stadt Musterhausen"' in answer.text


@pytest.mark.slow
@pytest.mark.parametrize("version", ["2.12.0", "2.11.6", "2.10.11"])
def test_dcat_gives_datasets_as_rdf_in_each_version(ckan_dcat_factory: Callable[[str], CkanBox], version: str) -> None:
    ckan = ckan_dcat_factory(version)
    assert {"dcat", "structured_data"} <= set(call(ckan.url, ckan.token, "status_show")["extensions"])
    check_dcat(ckan, **EXTRAS)


@pytest.mark.slow
@pytest.mark.parametrize("version", ["2.12.0", "2.11.6", "2.10.11"])
def test_scheming_has_the_full_schema_in_each_version(
    ckan_scheming_factory: Callable[[str], CkanBox], version: str
) -> None:
    ckan = ckan_scheming_factory(version)
    schema = call(ckan.url, ckan.token, "scheming_dataset_schema_show", type="dataset")
    assert {"identifier", "frequency"} <= {field["field_name"] for field in schema["dataset_fields"]}
    check_dcat(ckan, **SUBFIELDS)


@pytest.mark.slow
@pytest.mark.parametrize("version", ["2.12.0", "2.11.6", "2.10.11"])
def test_recommended_schema_has_fewer_fields_in_each_version(
    ckan_recommended_factory: Callable[[str], CkanBox], version: str
) -> None:
    ckan = ckan_recommended_factory(version)
    schema = call(ckan.url, ckan.token, "scheming_dataset_schema_show", type="dataset")
    fields = {field["field_name"] for field in schema["dataset_fields"]}
    assert {"publisher", "theme"} <= fields
    assert not {"identifier", "frequency"} & fields
    check_dcat(ckan, **SUBFIELDS)


def find_lines(log: Path, text: str) -> list[str]:
    return [line for line in log.read_text(encoding="utf-8").splitlines() if text in line]


def test_second_start_gives_the_running_one_at_once(ckan_box: CkanBox) -> None:
    start = time.monotonic()
    running = box.up(Settings(ckan_box.version, ckan_box.home, environments=default_home()))
    assert running.url == ckan_box.url
    assert time.monotonic() - start < 1
    assert box.status(ckan_box.home, ckan_box.version) == running


def test_life_of_a_sandbox_data_stay_and_no_process_is_left(ckan_box_home: Path, ckan_box: CkanBox) -> None:
    home = ckan_box_home / "life"
    settings = Settings(ckan_box.version, home, environments=default_home())
    first = box.up(settings)
    token = first.token_file.read_text(encoding="utf-8")
    call(first.url, token, "organization_create", name="amt", title="Amt")
    call(first.url, token, "package_create", name="kept", title="Radwege", owner_org="amt")
    assert box.down(home, settings.version) == Stopped(settings.version)
    assert find_processes(home) == []

    with subprocess.Popen(["sleep", "60"]) as parent:
        second = box.up(Settings(ckan_box.version, home, environments=default_home(), stop_with=parent.pid))
        assert second.url == first.url, "the port of the last time is free, so it is taken again"
        assert call(second.url, token, "package_search", q="radweg")["count"] == 1
        parent.terminate()
    wait_for_end(home, settings.version)
    assert box.status(home, settings.version) == Stopped(settings.version)
    assert find_processes(home) == []


def find_processes(home: Path) -> list[str]:
    shown = subprocess.run(["ps", "-eo", "pid,args"], capture_output=True, text=True, check=True).stdout
    return [line for line in shown.splitlines() if str(home) in line and str(os.getpid()) != line.split()[0]]


def wait_for_end(home: Path, version: str) -> None:
    end = time.monotonic() + 30
    while isinstance(box.status(home, version), Running) and time.monotonic() < end:
        time.sleep(0.1)
