"""A push that writes nothing leaves a finished site alone, and mends one that is not finished."""

from __future__ import annotations

from pathlib import Path

import pytest

from toolkit.catalogues.folder import FolderCatalogue
from toolkit.model.entry import Entry
from toolkit.reports.language import Translator
from toolkit.steps.publish import publish_folder, refresh_folder

ENGLISH = Translator("en")


class CountedFolder(FolderCatalogue):
    """Counts how often all entries are read for a site."""

    readings = 0

    def read_public_entries(self) -> tuple[Entry, ...]:
        self.readings += 1
        return super().read_public_entries()


@pytest.fixture
def catalogue(tmp_path: Path) -> CountedFolder:
    """A folder with two entries and its site."""
    catalogue = CountedFolder(tmp_path / "catalogue")
    for name in ("baeume", "wege"):
        catalogue.create(Entry(f"amt:{name}", name, {"title": name.title(), "private": False}))
    publish_folder(catalogue, folders(tmp_path), ENGLISH)
    catalogue.readings = 0
    return catalogue


def folders(tmp_path: Path, *names: str) -> dict[str, str]:
    return dict.fromkeys(("amt", *names), str(tmp_path))


def test_a_finished_site_is_left_alone(catalogue: CountedFolder, tmp_path: Path) -> None:
    page = refresh_folder(catalogue, folders(tmp_path), ENGLISH)
    assert page.is_file()
    assert refresh_folder(catalogue, {}, ENGLISH) == page
    assert catalogue.readings == 0


def test_a_hidden_entry_leaves_the_site_although_nothing_is_written(catalogue: CountedFolder, tmp_path: Path) -> None:
    file = catalogue.root / "entries" / "wege.json"
    file.write_text(file.read_text(encoding="utf-8").replace("false", "true"), encoding="utf-8")
    refresh_folder(catalogue, folders(tmp_path), ENGLISH)
    assert [path.stem for path in (catalogue.root / "site" / "dataset").glob("*.html")] == ["baeume"]
    refresh_folder(catalogue, folders(tmp_path), ENGLISH)
    assert catalogue.readings == 1


@pytest.mark.parametrize("page", ["index.html", "dataset/wege.html"])
def test_a_page_that_is_gone_or_changed_comes_back(catalogue: CountedFolder, tmp_path: Path, page: str) -> None:
    path = catalogue.root / "site" / page
    before = path.read_bytes()
    path.write_bytes(b"broken")
    refresh_folder(catalogue, folders(tmp_path), ENGLISH)
    assert path.read_bytes() == before
    path.unlink()
    refresh_folder(catalogue, folders(tmp_path), ENGLISH)
    assert path.read_bytes() == before


def test_another_language_and_another_masthead_make_another_site(catalogue: CountedFolder, tmp_path: Path) -> None:
    refresh_folder(catalogue, folders(tmp_path), Translator("de"))
    assert 'lang="de"' in (catalogue.root / "site" / "index.html").read_text(encoding="utf-8")
    (catalogue.root / "masthead.yaml").write_text("title: Offene Daten Musterhausen\n", encoding="utf-8")
    refresh_folder(catalogue, folders(tmp_path), Translator("de"))
    assert "Offene Daten Musterhausen" in (catalogue.root / "site" / "index.html").read_text(encoding="utf-8")
    assert catalogue.readings == 2


def test_packages_of_an_inventory_that_was_not_there_are_made_up_for(catalogue: CountedFolder, tmp_path: Path) -> None:
    catalogue.create(Entry("werk:1", "kanaele", {"title": "Kanäle", "private": False}))
    publish_folder(catalogue, folders(tmp_path), ENGLISH)
    package = catalogue.root / "site" / "packages" / "kanaele" / "datapackage.json"
    assert not package.exists()
    refresh_folder(catalogue, folders(tmp_path, "werk"), ENGLISH)
    assert package.is_file()
    readings = catalogue.readings
    refresh_folder(catalogue, folders(tmp_path, "werk"), ENGLISH)
    refresh_folder(catalogue, folders(tmp_path), ENGLISH)
    assert catalogue.readings == readings


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"format": "bestand-site/2"}'])
def test_a_note_that_cannot_be_understood_costs_time_only(
    catalogue: CountedFolder, tmp_path: Path, content: str
) -> None:
    (catalogue.root / "site.json").write_text(content, encoding="utf-8")
    refresh_folder(catalogue, folders(tmp_path), ENGLISH)
    refresh_folder(catalogue, folders(tmp_path), ENGLISH)
    assert catalogue.readings == 1


def test_after_stale_packages_were_removed_the_next_push_makes_them_again(
    catalogue: CountedFolder, tmp_path: Path
) -> None:
    publish_folder(catalogue, {}, ENGLISH, frozenset({"amt:wege"}))
    package = catalogue.root / "site" / "packages" / "wege" / "datapackage.json"
    assert not package.exists()
    refresh_folder(catalogue, folders(tmp_path), ENGLISH)
    assert package.is_file()
