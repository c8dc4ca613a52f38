"""A broken export stops the push, by the command and in both kinds of catalogue: nothing changes, exit code 4."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.faults.editor import Editor
from tests.faults.office import Office, build_office
from toolkit.cli.main import main

SIZE = 20


def cut_file(office: Office) -> None:
    """Leave half of the file, as an export that ran out of disk space."""
    content = office.workbook.read_bytes()
    office.workbook.write_bytes(content[: len(content) // 2])


def empty_file(office: Office) -> None:
    office.workbook.write_bytes(b"")


def lose_sheet(office: Office) -> None:
    book = openpyxl.load_workbook(office.workbook)
    del book["Datensätze"]
    book.save(office.workbook)


def lose_resources(office: Office) -> None:
    book = openpyxl.load_workbook(office.workbook)
    del book["Ressourcen"]
    book.save(office.workbook)


def lose_key_column(office: Office) -> None:
    book = openpyxl.load_workbook(office.workbook)
    book["Datensätze"].delete_cols(1)
    book.save(office.workbook)


def empty_key_column(office: Office) -> None:
    book = openpyxl.load_workbook(office.workbook)
    for row in range(2, SIZE + 2):
        book["Datensätze"].cell(row, 1).value = None
    book.save(office.workbook)


def cut_rows(office: Office) -> None:
    for key in list(office.rows)[2:]:
        office.remove(key)
    office.save()


def lose_rows(office: Office) -> None:
    for key in list(office.rows):
        office.remove(key)
    office.save()


BROKEN = (
    cut_file,
    empty_file,
    lose_sheet,
    lose_resources,
    lose_key_column,
    empty_key_column,
    cut_rows,
    lose_rows,
)


class Place:
    """A catalogue with the inventory in it; ``look`` gives all that it holds."""

    def __init__(self, office: Office, arguments: list[str], look: Callable[[], Any]) -> None:
        self.office = office
        self.arguments = [*office.arguments, *arguments]
        self.look = look
        assert main(["push", *self.arguments, "--yes", "--create-organizations"]) == 0
        self.before = look()
        self._kept = shutil.copy(office.workbook, office.folder / "kept.xlsx")

    def restore(self) -> None:
        """Put the whole workbook back."""
        shutil.copy(self._kept, self.office.workbook)


@pytest.fixture(scope="module", params=["folder", pytest.param("ckan", marks=[pytest.mark.ckan, pytest.mark.slow])])
def place(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder, name = tmp_path_factory.mktemp(str(request.param)), f"waechter{uuid.uuid4().hex[:8]}"
    office = build_office(folder, name, SIZE)
    if request.param == "folder":
        root = folder / "catalogue"
        yield Place(office, ["--to", str(root)], lambda: read_bytes(root))
        return
    box = request.getfixturevalue("ckan_box")
    token = folder / "token"
    token.touch(mode=0o600)
    token.write_text(box.token, encoding="utf-8")
    arguments = ["--to", box.url, "--token-file", str(token), "--ledger", str(folder / "ledger.sqlite")]
    yield Place(office, arguments, lambda: Editor(box.url, box.token).find(name))


def read_bytes(root: Path) -> dict[str, bytes]:
    """Read every file of a catalogue folder but the ledger's, which notes that nothing was done."""
    files = (path for path in root.rglob("*") if path.is_file() and not path.name.startswith("ledger"))
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in files}


@pytest.mark.parametrize("break_", BROKEN, ids=lambda function: function.__name__)
def test_a_broken_export_stops_the_push_and_changes_nothing(
    place: Place, break_: Callable[[Office], None], capsys: pytest.CaptureFixture[str]
) -> None:
    office = Office(place.office.folder, place.office.name, dict(place.office.rows), dict(place.office.resources))
    break_(office)
    capsys.readouterr()
    try:
        assert main(["push", *place.arguments, "--yes"]) == 4
    finally:
        place.restore()
    assert capsys.readouterr().err.count("→") == 1
    assert place.look() == place.before


def test_a_workbook_that_is_not_there_is_an_error_and_changes_nothing(place: Place) -> None:
    place.office.workbook.unlink()
    try:
        assert main(["push", *place.arguments, "--yes"]) == 1, "perhaps the path is wrong, perhaps a drive is missing"
    finally:
        place.restore()
    assert place.look() == place.before


def test_the_whole_export_passes_again(place: Place) -> None:
    assert main(["push", *place.arguments, "--yes"]) == 0
    assert (
        place.look().keys() >= place.before.keys() if isinstance(place.before, dict) else place.look() == place.before
    )
