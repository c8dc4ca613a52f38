"""Runs the commands that docs/inspect.md shows, on a small inventory, and puts what they print into the page."""  # noqa: INP001 (a script's part)

from __future__ import annotations

import contextlib
import io
import os
import re
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import openpyxl

from toolkit.cli.main import main

_DOCS = Path(__file__).resolve().parent
_COMMAND = re.compile(r"(<!-- bestand ([^>]*) -->\n)(?:```\n.*?```\n)", re.DOTALL)
_SILENT = re.compile(r"<!-- bestand ([^>]*) -->\n\n")
_FILE = re.compile(r"(<!-- file (\S+) -->\n)```yaml\n.*?```\n", re.DOTALL)

_HEADINGS = (
    "Nr.",
    "Titel",
    "Beschreibung",
    "Kategorie",
    "Stand",
    "Lizenz",
    "Link",
    "Personenbezug",
    "Open Data",
    "Notiz",
)
_ROWS = (
    ("Spielplätze", "Alle öffentlichen Spielplätze", "Freizeit", "01.03.2025", "CC BY 4.0", "spielplaetze.csv", "ja"),
    ("Ladesäulen", "Standorte und Leistung", "Verkehr", "März 2024", "CC BY 4.0", "laden.csv", "intern"),
    ("Baumkataster", "Bäume an Straßen und in Parks", "Umwelt", "15.01.2025", "Datenlizenz DE", "baeume.csv", "ja"),
    ("Haltestellen", "Haltestellen mit ihren Linien", "Verkehr", "01.12.2024", "CC BY 4.0", "halte.csv", "ja"),
    ("Badegewässer", "Messwerte der Badeseen", "Umwelt", "2024", "CC BY 4.0", "baden.csv", "wird geprüft"),
    ("Denkmale", "Denkmale mit Baujahr", "Bildung, Kultur und Sport", "2024", "CC BY 4.0", "denk.csv", "mal sehen"),
)  # fmt: skip


_SHORT = """\
Nr.;Datensatz;Amt;Lizenz;Downloadlink;Veröffentlichen?;Rückfragen an
1;Spielplätze;Amt 67;CC BY 4.0;https://daten.example.org/1.csv;ja;Stelle 67.2
2;Ladesäulen;Amt 66;dl-de/by-2-0;https://daten.example.org/2.csv;nein;Stelle 66.1
3;Baumkataster;Amt 67;CC BY 4.0;https://daten.example.org/3.csv;nach Prüfung;Stelle 67.2
"""


def build_inspect_page() -> str:
    """Write the page on ``bestand inspect`` with what its commands print now."""
    return _fill(_DOCS / "inspect.md")


def build_readme() -> str:
    """Write the README with what its command prints now."""
    return _fill(_DOCS.parent / "README.md")


def _fill(file: Path) -> str:
    """Run the commands of a page and put what they print into it."""
    page = file.read_text(encoding="utf-8")
    with _in_folder() as folder:
        _save(folder / "inventar.xlsx", _HEADINGS)
        _save(folder / "inventar-q2.xlsx", (*_HEADINGS[:5], "Lizenzangabe", *_HEADINGS[6:], "Turnus"))
        (folder / "liste.csv").write_text(_SHORT, encoding="utf-8")
        for command in _SILENT.findall(page):
            _run(command)
        page = _COMMAND.sub(lambda found: f"{found[1]}```\n{_run(found[2])}```\n", page)
        return _FILE.sub(lambda found: f"{found[1]}```yaml\n{Path(found[2]).read_text(encoding='utf-8')}```\n", page)


def _save(file: Path, headings: Sequence[str]) -> None:
    """Make the inventory, with a banner above it."""
    book = openpyxl.Workbook()
    assert book.active  # noqa: S101 (a new workbook has a sheet)
    book.active.title = "Datensätze"
    book.active.append(["Dateninventar Musterhausen"])
    book.active.append([])
    book.active.append(list(headings))
    for number, (title, text, theme, date, licence, link, release) in enumerate(_ROWS, start=1):
        address = f"https://daten.example.org/{link}"
        cells = [f"M-{number:02d}", title, text, theme, date, licence, address, "nein", release]
        note = "mit Amt 61 klären" if number == 3 else None
        book.active.append([*cells, note, "jährlich"][: len(headings)])
    book.save(file)


@contextlib.contextmanager
def _in_folder() -> Iterator[Path]:
    """Work in a folder that is gone afterwards, on a terminal of 80 columns."""
    before, width = Path.cwd(), os.environ.get("COLUMNS")
    with tempfile.TemporaryDirectory() as name:
        os.chdir(name)
        os.environ["COLUMNS"] = "80"
        try:
            yield Path(name)
        finally:
            os.chdir(before)
            os.environ.pop("COLUMNS")
            os.environ.update({"COLUMNS": width} if width else {})


def _run(command: str) -> str:
    """Run one command and give what it prints."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(io.StringIO()):
        main(["--lang", "en", *command.split()])
    return printed.getvalue()
