from __future__ import annotations

from pathlib import Path

import pytest

from toolkit.catalogues.folder import write_site
from toolkit.model.problem import Problem

PAGES = {"index.html": "Übersicht", "assets/site.css": "a{}", "dataset/baeume.html": "Bäume", "dataset/alt.html": "alt"}


def test_pages_are_written_as_utf_8_with_the_index_first(tmp_path: Path) -> None:
    done = write_site(tmp_path, PAGES)
    assert done.written[0] == "index.html"
    assert set(done.written) == set(PAGES)
    assert (tmp_path / "site" / "index.html").read_bytes() == "Übersicht".encode()


def test_unchanged_pages_are_not_written_again(tmp_path: Path) -> None:
    write_site(tmp_path, PAGES)
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "site").rglob("*.*")}
    done = write_site(tmp_path, PAGES | {"dataset/baeume.html": "Bäume, neu"})
    changed = {path.name for path, time in before.items() if path.stat().st_mtime_ns != time}
    assert done.written == ("dataset/baeume.html",)
    assert changed == {"baeume.html"}


def test_pages_of_gone_entries_are_removed_and_files_of_others_stay(tmp_path: Path) -> None:
    write_site(tmp_path, PAGES)
    own = [tmp_path / "site" / "logo.svg", tmp_path / "site" / "packages" / "baeume" / "datapackage.json"]
    for path in own:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("", encoding="utf-8")
    done = write_site(tmp_path, {page: text for page, text in PAGES.items() if page != "dataset/alt.html"})
    assert done.removed == ("dataset/alt.html",)
    assert not (tmp_path / "site" / "dataset" / "alt.html").exists()
    assert all(path.exists() for path in own)


def test_leftovers_of_a_killed_run_are_removed(tmp_path: Path) -> None:
    write_site(tmp_path, PAGES)
    leftover = tmp_path / "site" / "dataset" / ".alt.html.0123abcd.tmp"
    leftover.write_text("halb", encoding="utf-8")
    write_site(tmp_path, PAGES)
    assert not leftover.exists()


@pytest.mark.parametrize("page", ["../entries/x.json", "/x.html", "dataset/../../x.html"])
def test_no_page_leaves_the_sites_folder(tmp_path: Path, page: str) -> None:
    with pytest.raises(ValueError, match="x"):
        write_site(tmp_path, {page: ""})


def test_a_site_that_cannot_be_written_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "site").write_text("", encoding="utf-8")
    with pytest.raises(Problem, match="could not be written"):
        write_site(tmp_path, PAGES)
