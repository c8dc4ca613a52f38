"""What is asked of a catalogue folder before anything is written to it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from toolkit.catalogues.base import Intended
from toolkit.catalogues.folder import FolderCatalogue
from toolkit.catalogues.folder.preflight import SPARE, check_folder, check_room
from toolkit.model.entry import Entry, Resource
from toolkit.model.plan import Create, Unchanged

NEW = Create("a:1", "t", "a", Entry("a:1", "n", {"private": False}, (Resource("4f", {"byte_size": 5}),)))
HUGE = Create("a:2", "t", "a", Entry("a:2", "m", {"private": False}, (Resource("5f", {"byte_size": 10**18}),)))


def test_nothing_is_looked_at_where_nothing_is_to_be_written(tmp_path: Path) -> None:
    assert FolderCatalogue(tmp_path).fetch_checks(Intended((Unchanged("a:1", "t", "a"),))) == ()


def test_a_folder_that_is_not_there_yet_is_judged_by_the_one_above(tmp_path: Path) -> None:
    checks = FolderCatalogue(tmp_path / "neu" / "katalog").fetch_checks(Intended((NEW,)))
    assert [(check.subject, check.state) for check in checks] == [("storage", "good"), ("storage", "good")]
    assert not (tmp_path / "neu").exists()


def test_files_that_do_not_fit_are_a_warning(tmp_path: Path) -> None:
    _, room = FolderCatalogue(tmp_path).fetch_checks(Intended((NEW, HUGE)))
    assert room.state == "warning"
    assert "this may need 1000000000011 MB" in str(room.text)
    assert SPARE == 10_000_000


def test_a_folder_that_cannot_be_written_to_refuses_every_write() -> None:
    check = check_folder(Path("katalog"), ("a:1", "a:2"), can_write=False)
    assert (check.state, check.identifiers) == ("bad", ("a:1", "a:2"))
    assert str(check.text) == "the folder katalog cannot be written to"


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write everywhere")
def test_rights_are_those_of_the_file_system(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    (check, _) = FolderCatalogue(tmp_path).fetch_checks(Intended((NEW,)))
    tmp_path.chmod(0o700)
    assert check.state == "bad"


def test_room_is_told_in_megabytes() -> None:
    check = check_room(Path("katalog"), 1_999_999, 2_000_001)
    assert str(check.text) == "the disk of katalog has 1 MB left; this may need 3 MB"
