from __future__ import annotations

import io
import zipfile
from pathlib import Path
from zipfile import ZIP_STORED, BadZipFile, ZipFile

import pytest

from toolkit.patch.archive import ArchiveWriter, read_ending, read_members

CONTENT = {"eins.xml": b"<a/>" * 500, "größe/zwei.bin": bytes(range(256)), "leer": b""}


def write(path: Path) -> Path:
    with ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in CONTENT.items():
            archive.writestr(name, content)
    return path


def copy_all(path: Path, replaced: str = "") -> dict[str, bytes]:
    """Copy an archive, with one member's content written anew, and read the copy."""
    out = io.BytesIO()
    with path.open("rb") as file, ZipFile(path) as archive:
        writer = ArchiveWriter(out)
        for member in read_members(file, archive):
            if member.name == replaced:
                writer.replace(member, [b"neu", b"", b"er"])
            else:
                writer.copy(file, member)
        writer.add("dazu.xml", [b"<b/>"])
        writer.finish(read_ending(file))
    with ZipFile(out) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_copy_holds_the_same_and_what_was_added(tmp_path: Path) -> None:
    assert copy_all(write(tmp_path / "a.zip")) == {**CONTENT, "dazu.xml": b"<b/>"}


@pytest.mark.parametrize("name", list(CONTENT))
def test_a_member_written_anew_keeps_its_name_and_place(tmp_path: Path, name: str) -> None:
    found = copy_all(write(tmp_path / "a.zip"), name)
    assert list(found) == [*CONTENT, "dazu.xml"]
    assert found == {**CONTENT, name: b"neuer", "dazu.xml": b"<b/>"}


def test_archives_with_long_sizes_and_offsets_are_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(zipfile, "ZIP64_LIMIT", 8)
        patched.setattr(zipfile, "ZIP_FILECOUNT_LIMIT", 1)
        path = write(tmp_path / "a.zip")
    assert b"PK\x06\x06" in path.read_bytes()
    assert copy_all(path) == {**CONTENT, "dazu.xml": b"<b/>"}
    assert copy_all(path, "größe/zwei.bin")["größe/zwei.bin"] == b"neuer"


def test_a_stored_member_stays_stored_and_a_comment_with_an_end_record_in_it_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with ZipFile(path, "w", ZIP_STORED) as archive:
        archive.writestr("a", b"x" * 100)
        archive.comment = b"Kommentar"
    out = io.BytesIO()
    with path.open("rb") as file, ZipFile(path) as archive:
        writer = ArchiveWriter(out)
        writer.replace(read_members(file, archive)[0], [b"y" * 100])
        writer.finish(read_ending(file))
    with ZipFile(out) as archive:
        assert archive.comment == b"Kommentar"
        assert archive.getinfo("a").compress_type == ZIP_STORED
        assert archive.read("a") == b"y" * 100


def test_something_before_the_archive_is_damage(tmp_path: Path) -> None:
    path = write(tmp_path / "a.zip")
    path.write_bytes(b"vorweg" + path.read_bytes())
    with path.open("rb") as file, ZipFile(path) as archive, pytest.raises(BadZipFile):
        read_members(file, archive)


def test_a_member_that_reaches_into_the_next_is_damage(tmp_path: Path) -> None:
    path = write(tmp_path / "a.zip")
    with path.open("rb") as file, ZipFile(path) as archive:
        archive.infolist()[0].compress_size += 1
        with pytest.raises(BadZipFile, match=r"eins\.xml"):
            read_members(file, archive)


def test_a_file_without_an_end_is_damage(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(b"PK\x03\x04 kein Ende")
    with path.open("rb") as file, pytest.raises(BadZipFile):
        read_ending(file)
