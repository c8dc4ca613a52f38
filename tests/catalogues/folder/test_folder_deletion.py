"""Deleting an entry of a catalogue folder."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from toolkit.catalogues.folder import FolderCatalogue
from toolkit.model.entry import Entry, Held
from toolkit.model.receipt import Refused, Written


@pytest.fixture
def catalogue(tmp_path: Path) -> FolderCatalogue:
    folder = FolderCatalogue(tmp_path / "c")
    folder.create(Entry("amt:1", "baeume", {"title": "Bäume", "private": False}))
    folder.create(Entry("amt:2", "wald", {"title": "Wald", "private": False}))
    return folder


def held(catalogue: FolderCatalogue) -> Held:
    found = catalogue.fetch_by_name("baeume")
    assert found is not None
    return found


def test_a_deleted_entry_is_gone_and_the_others_stay(catalogue: FolderCatalogue) -> None:
    before = held(catalogue)
    assert catalogue.delete(before) == Written(before.id, before.revision)
    assert catalogue.fetch_by_name("baeume") is None
    assert [path.name for path in (catalogue.root / "entries").iterdir()] == ["wald.json"]


def test_an_entry_that_is_gone_already_counts_as_deleted(catalogue: FolderCatalogue) -> None:
    before = held(catalogue)
    catalogue.delete(before)
    assert isinstance(catalogue.delete(before), Written)


def test_an_entry_that_was_edited_since_stays(catalogue: FolderCatalogue) -> None:
    answered = catalogue.delete(replace(held(catalogue), revision="another"))
    assert isinstance(answered, Refused)
    assert str(answered.reason) == "baeume.json was edited since it was read"
    assert catalogue.fetch_by_name("baeume") is not None


def test_a_name_that_is_no_file_is_refused(catalogue: FolderCatalogue) -> None:
    before = held(catalogue)
    catalogue.delete(before)
    (catalogue.root / "entries" / "baeume.json").mkdir()
    assert isinstance(catalogue.delete(before), Refused)
