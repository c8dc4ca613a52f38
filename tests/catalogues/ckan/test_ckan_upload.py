"""Local files: streamed, told of, and sent again only where they did not arrive."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.catalogues.ckan.test_ckan_client import CREATED, TOKEN
from toolkit.catalogues.base import Sent
from toolkit.catalogues.ckan import Patience
from toolkit.model.entry import Entry, Resource
from toolkit.model.receipt import Answered, Written

if TYPE_CHECKING:
    from tests.catalogues.ckan.conftest import Script

ROOT = Path(__file__).parents[3]
HASH = "sha256:1"
NOW = CREATED | {"metadata_modified": "2024-01-01T00:00:00.000009"}
QUICK = Patience(tries=3, backoff=0, connect=2, read=5, upload=0.5)
STORED = {"id": "4f", "hash": HASH, "bestand_hash": HASH}


def write_file(folder: Path, name: str = "Bäume.csv", size: int = 20) -> Path:
    path = folder / name
    path.write_bytes(b"x" * size)
    return path


def create(script: Script, *paths: Path, told: list[Sent] | None = None) -> Answered:
    """Create a dataset with local files."""
    script.result("package_create", CREATED)
    script.result("package_show", NOW)
    resources = tuple(Resource(f"4f{n or ''}", {"hash": HASH}, path.as_posix()) for n, path in enumerate(paths))
    catalogue = script.connect(TOKEN, patience=QUICK)
    catalogue.tell_uploads((told if told is not None else []).append)
    return catalogue.create(Entry("inv:1", "name", {}, resources))


def test_a_file_is_sent_with_its_name_and_fields(script: Script, tmp_path: Path) -> None:
    script.result("resource_patch", STORED)
    answer = create(script, write_file(tmp_path))
    assert answer == Written("4f", "2024-01-01T00:00:00.000009")
    (sent,) = [asked for asked in script.asked if asked.path.endswith("resource_patch")]
    assert sent.headers["Content-Type"].startswith("multipart/form-data; boundary=")
    assert sent.headers["Authorization"] == TOKEN
    assert 'filename="Bäume.csv"'.encode() in sent.body
    assert b"x" * 20 in sent.body
    assert b'name="bestand_hash"' in sent.body


def test_progress_is_told_in_steps_up_to_the_last_byte(script: Script, tmp_path: Path) -> None:
    script.result("resource_patch", STORED)
    told: list[Sent] = []
    create(script, write_file(tmp_path, size=1_500_000), told=told)
    assert {item.file for item in told} == {"Bäume.csv"}
    assert [item.sent for item in told] == sorted({item.sent for item in told})
    assert 4 <= len(told) <= 7
    assert told[-1].sent == told[-1].total > 1_500_000


def test_of_a_small_file_nothing_is_told(script: Script, tmp_path: Path) -> None:
    script.result("resource_patch", STORED)
    told: list[Sent] = []
    create(script, write_file(tmp_path), told=told)
    assert told == []


def test_files_go_one_after_the_other_and_one_that_is_refused_is_named(script: Script, tmp_path: Path) -> None:
    script.answer("resource_patch", status=413, body="<html><title>Too Large</title></html>")
    script.then("resource_patch", STORED)
    answer = create(script, write_file(tmp_path, "a.csv"), write_file(tmp_path, "b.csv"))
    assert isinstance(answer, Written)
    assert answer.lacking == ("4f",)
    assert "its file a.csv is not" in str(answer.reason)
    assert "b.csv" not in str(answer.reason)
    assert script.count("resource_patch") == 2


def test_several_files_that_did_not_arrive_are_all_named(script: Script, tmp_path: Path) -> None:
    script.page("resource_patch", 413, "Too Large")
    answer = create(script, write_file(tmp_path, "a.csv"), write_file(tmp_path, "b.csv"))
    assert isinstance(answer, Written)
    assert answer.lacking == ("4f", "4f1")
    assert "a.csv" in str(answer.reason)
    assert "b.csv" in str(answer.reason)


@pytest.mark.parametrize("lost", [{"drop": True}, {"status": 504, "body": "<html></html>"}, {"wait": 1.0, "body": ""}])
def test_a_file_whose_answer_was_lost_is_not_sent_twice(script: Script, tmp_path: Path, lost: dict[str, Any]) -> None:
    script.answer("resource_patch", **lost)
    script.result("resource_show", STORED)
    assert isinstance(create(script, write_file(tmp_path)), Written)
    assert script.count("resource_patch") == 1


@pytest.mark.parametrize("there", [{"id": "4f"}, {"id": "4f", "hash": HASH}, STORED | {"bestand_hash": "sha256:0"}])
def test_a_file_that_did_not_arrive_is_sent_again_from_its_beginning(
    script: Script, tmp_path: Path, there: dict[str, str]
) -> None:
    script.answer("resource_patch", drop=True)
    script.then("resource_patch", STORED)
    script.result("resource_show", there)
    answer = create(script, write_file(tmp_path))
    assert isinstance(answer, Written)
    assert answer.lacking == ()
    bodies = [asked.body for asked in script.asked if asked.path.endswith("resource_patch")]
    assert [b"x" * 20 in body for body in bodies] == [True, True]


def test_a_busy_site_gets_the_file_later(script: Script, tmp_path: Path) -> None:
    script.answer("resource_patch", status=429, body="", headers={"Retry-After": "0"})
    script.then("resource_patch", STORED)
    answer = create(script, write_file(tmp_path))
    assert isinstance(answer, Written)
    assert answer.lacking == ()
    assert script.count("resource_show") == 0


def test_a_file_is_given_up_after_some_tries(script: Script, tmp_path: Path) -> None:
    script.page("resource_patch", 502, "Bad Gateway")
    script.result("resource_show", {"id": "4f"})
    answer = create(script, write_file(tmp_path))
    assert isinstance(answer, Written)
    assert answer.lacking == ("4f",)
    assert script.count("resource_patch") == QUICK.tries


def test_a_revision_that_cannot_be_asked_for_does_not_undo_what_is_written(script: Script, tmp_path: Path) -> None:
    script.result("resource_patch", STORED)
    script.result("package_create", CREATED)
    script.page("package_show", 502, "Bad Gateway")
    entry = Entry("inv:1", "name", {}, (Resource("4f", {"hash": HASH}, write_file(tmp_path).as_posix()),))
    assert script.connect(TOKEN, patience=QUICK).create(entry) == Written("4f", "")


_UPLOAD = """
import resource, sys
from pathlib import Path
from toolkit.catalogues.ckan import connect_ckan
from toolkit.model.entry import Entry, Resource

catalogue = connect_ckan(sys.argv[1], "schluessel")
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
answer = catalogue.create(Entry("inv:1", "name", {}, (Resource("4f", {"hash": "sha256:1"}, sys.argv[2]),)))
print(answer.lacking, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="the system does not tell a process's greatest size")
def test_a_large_file_is_never_in_memory_as_a_whole(script: Script, tmp_path: Path) -> None:
    path = tmp_path / "gross.bin"
    with path.open("wb") as stream:
        stream.truncate(64 * 1024 * 1024)
    for action, value in {"package_create": CREATED, "package_show": NOW, "resource_patch": STORED}.items():
        script.result(action, value)
    command = [sys.executable, "-c", _UPLOAD, script.url, str(path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    lacking, _, grown = done.stdout.strip().rpartition(" ")
    assert lacking == "()", done.stderr
    # A quarter of the file; the unit is KiB on Linux and bytes on macOS.
    assert int(grown) < 16 * 1024 * (1024 if sys.platform == "darwin" else 1)
    assert any(len(asked.body) > 64 * 1024 * 1024 for asked in script.asked)


def test_a_file_that_is_turned_away_slows_everybody_down(script: Script, tmp_path: Path) -> None:
    script.busy("resource_patch", 1, STORED, 429)
    told: list[float] = []
    script.result("package_create", CREATED)
    script.result("package_show", NOW)
    catalogue = script.connect(TOKEN, patience=QUICK)
    catalogue.tell_strain(told.append)
    file = Resource("4f", {"hash": HASH}, write_file(tmp_path).as_posix())
    assert catalogue.create(Entry("inv:1", "name", {}, (file,))) == Written("4f", NOW["metadata_modified"])
    assert told == [0]
