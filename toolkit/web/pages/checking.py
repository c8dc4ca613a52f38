"""The work of a check, done in a process of its own: reads workbooks, writes the page and the files to take away."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeAlias

from toolkit.checks.baseline import Checked
from toolkit.model.message import Message, say
from toolkit.model.problem import Problem
from toolkit.proposals.draft import build_draft, list_parts
from toolkit.reports.checkpage import build_check_page
from toolkit.reports.feedbackshare import list_workbook_names
from toolkit.reports.language import LANGUAGES, Translator
from toolkit.steps.annotate import annotate
from toolkit.steps.check import CheckRequest, check_workbooks
from toolkit.steps.configuration import InventorySettings
from toolkit.steps.inspect import inspect_files
from toolkit.steps.package import write_packages
from toolkit.vocabularies.headings import load_headings
from toolkit.web.page import render_message, render_piece
from toolkit.web.pages.case import (
    Case,
    Download,
    Lot,
    Part,
    Result,
    forget_results,
    read_case_in,
    write_case,
    write_result,
)
from toolkit.web.pages.recognition import build_lot, recognise
from toolkit.web.pages.resultview import Unread, View, build_view

Progress: TypeAlias = Callable[[float, Message], None]

_SMALL_INVENTORY = """\
Nr.;Titel;Beschreibung;Schlagworte;Lizenz;Link;Aktualisierung;Veröffentlichen
1;Spielplätze;Alle öffentlichen Spielplätze mit Lage und Geräten;Spielplatz;CC BY 4.0;https://daten.example.org/1.csv;jährlich;ja
2;Bäume;;Baum;;;wann;
"""

_READ_SHARE = 0.5
"""How much of the way reading is, as a bar shows it."""

_MARKED = frozenset({".xlsx", ".xlsm", ".xltx", ".xltm"})
"""The endings that a marked copy keeps."""

_NAMES = {
    "copy": say("{stem}-checked"),
    "report": say("Check report {stem}"),
    "packages": say("Data packages {stem}"),
}
"""What files to take away are called, without their ending."""


@dataclass(frozen=True, slots=True)
class Room:
    """What every check needs: its folder, the reader's language, and the address that its links begin with."""

    folder: Path
    language: str
    address: str


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What reading some workbooks came to: an inventory, or a problem."""

    lot: int
    files: tuple[str, ...]
    found: Checked | Problem


def prepare() -> None:
    """Check a small inventory, so that a visitor's first one need not wait for vocabularies, rules and templates."""
    with TemporaryDirectory(prefix="bestand-") as folder:
        file = Path(folder) / "inventar.csv"
        file.write_text(_SMALL_INVENTORY, encoding="utf-8")
        checks = check_workbooks((file,), CheckRequest()).whole
        for language in LANGUAGES:
            translator = Translator(language)
            annotate(checks[0], file, Path(folder) / f"{language}.xlsx", translator)
            build_check_page(checks, translator)
            render_piece(language, "parts.html.j2", parts=(), views=(), address="")


def begin_check(room: Room, inventories: tuple[InventorySettings, ...], wanted: str, progress: Progress) -> str:
    """Find out which inventories the workbooks are, unless the visitor said so, and check them."""
    progress(0.02, say("The workbook is being read."))
    case = read_case_in(room.folder)
    files = [name for lot in case.lots for name in lot.files]
    chosen = next((one for one in inventories if one.name == wanted), None)
    if chosen:
        lots: tuple[Lot, ...] = (build_lot(files, chosen),)
    else:
        lots = recognise([case.source / name for name in files], inventories)
    write_case(replace(case, lots=lots))
    return run_check(room, progress)


def run_check(room: Room, progress: Progress) -> str:
    """Check the workbooks of a case and write the result in the reader's language. Gives the path of its page."""
    case = read_case_in(room.folder)
    forget_results(case)
    outcomes = list(_check_all(case, progress))
    case = _keep_apart(case, outcomes)
    folder = case.folder / room.language
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    writer = _Writer(room, case, folder)
    parts: list[Part] = []
    views: list[View | Unread] = []
    for number, outcome in enumerate(outcomes, start=1):
        share = _READ_SHARE + (1 - _READ_SHARE) * (number - 1) / len(outcomes)
        progress(share, say("The report and the marked copy are being written."))
        part, view = writer.write(number, outcome)
        parts.append(part)
        views.append(view)
    body = render_piece(room.language, "parts.html.j2", parts=parts, views=views, address=room.address)
    write_result(case, room.language, Result(tuple(parts), body))
    return f"/checks/{case.id}"


def _check_all(case: Case, progress: Progress) -> Iterator[_Outcome]:
    """Check lot by lot; one that cannot be read together is read workbook by workbook."""
    for number, lot in enumerate(case.lots):
        progress(
            0.05 + (_READ_SHARE - 0.05) * number / len(case.lots),
            say("“{file}” is being read and checked.", file=lot.files[0]),
        )
        yield from _check_lot(case, number, lot)


def _check_lot(case: Case, number: int, lot: Lot) -> Iterator[_Outcome]:
    """Check workbooks together; where that is not possible, each by itself."""
    try:
        check = check_workbooks(case.list_paths(lot), CheckRequest(mapping=lot.mapping or None))
    except Problem as problem:
        if len(lot.files) == 1:
            yield _Outcome(number, lot.files, problem)
            return
        for name in lot.files:
            yield from _check_lot(case, number, replace(lot, files=(name,)))
        return
    for checked in check.whole:
        yield _Outcome(number, find_files(checked, lot.files), checked)


def find_files(checked: Checked, files: Sequence[str]) -> tuple[str, ...]:
    """Tell which workbooks an inventory was read from, its first one first."""
    if len(files) == 1:
        return tuple(files)
    inventory = checked.inventory
    names = {Path(name).name for name in list_workbook_names(checked)}
    found = [name for name in files if name in names or name == inventory.file]
    first = [name for name in found if inventory.file == name or inventory.file.startswith(f"{name} + ")]
    return tuple(dict.fromkeys([*first, *found])) or tuple(files)


def _keep_apart(case: Case, outcomes: Sequence[_Outcome]) -> Case:
    """Write down a case whose workbooks turned out not to belong together, a lot for each part."""
    lots = tuple(replace(case.lots[outcome.lot], files=outcome.files) for outcome in outcomes)
    return write_case(replace(case, lots=lots))


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes the files of a check, part by part."""

    room: Room
    case: Case
    folder: Path

    def write(self, number: int, outcome: _Outcome) -> tuple[Part, View | Unread]:
        """Write the files of one part, and give what its page needs."""
        stem = Path(outcome.files[0]).stem
        lot = number - 1
        can_ask = self.case.lots[lot].origin == "answered"
        if isinstance(outcome.found, Problem):
            problem = outcome.found
            part = Part(number, lot, outcome.files[0], outcome.files, is_read=False, can_ask=can_ask)
            return part, Unread(outcome.files, problem.what, problem.remedy)
        checked = outcome.found
        downloads, notices = self._write_files(number, outcome.files, checked, stem)
        part = Part(
            number,
            lot,
            checked.inventory.title,
            outcome.files,
            is_proposed=checked.inventory.proposed,
            can_plan=not checked.inventory.proposed and bool(checked.inventory.described),
            can_ask=can_ask or checked.inventory.proposed,
            downloads=downloads,
        )
        origin = self.case.lots[lot].origin
        return part, build_view(part, checked, self._translator, notices, origin)

    @property
    def _translator(self) -> Translator:
        return Translator(self.room.language)

    def _write_files(
        self, number: int, files: Sequence[str], checked: Checked, stem: str
    ) -> tuple[tuple[Download, ...], tuple[Message, ...]]:
        """Write all that may be taken away; what cannot be written is said, and keeps nothing else back."""
        notices: list[Message] = []
        found: list[Download] = []
        for index, name in enumerate(files, start=1):
            try:
                found.append(self._write_copy(f"{number}-copy-{index}", name, checked))
            except Problem as problem:
                notices += [problem.what, problem.remedy]
        found.append(self._write_report(f"{number}-report", checked, stem))
        packages = self._write_packages(f"{number}-packages", checked, stem)
        mapping = self._write_mapping(f"{number}-mapping", number, checked, stem)
        return (*found, *(one for one in (packages, mapping) if one)), tuple(notices)

    def _write_copy(self, key: str, name: str, checked: Checked) -> Download:
        source = self.case.source / name
        folder = self.folder / key
        folder.mkdir()
        ending = source.suffix.lower() if source.suffix.lower() in _MARKED else ".xlsx"
        out = annotate(checked, source, folder / f"{self._name('copy', source.stem)}{ending}", self._translator)
        return Download(key, "copy", str(out), out.name)

    def _write_report(self, key: str, checked: Checked, stem: str) -> Download:
        file = self.folder / f"{key}.html"
        file.write_text(build_check_page([checked], self._translator), encoding="utf-8")
        return Download(key, "report", str(file), f"{self._name('report', stem)}.html")

    def _write_packages(self, key: str, checked: Checked, stem: str) -> Download | None:
        """Pack the datasets that everybody may see; None where there are none."""
        folder, file = self.folder / key, self.folder / f"{key}.zip"
        if not write_packages([checked.inventory], folder):
            return None
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            for path in sorted(folder.rglob("*")):
                archive.write(path, path.relative_to(folder).as_posix())
        shutil.rmtree(folder)
        return Download(key, "packages", str(file), f"{self._name('packages', stem)}.zip")

    def _write_mapping(self, key: str, number: int, checked: Checked, stem: str) -> Download | None:
        """Give the mapping that the visitor made, or the one that is proposed; those of the office stay there."""
        lot = self.case.lots[number - 1]
        file = self.folder / f"{key}.yaml"
        if lot.origin == "answered":
            shutil.copyfile(lot.mapping, file)
        elif checked.inventory.proposed:
            text = write_draft(self.case.list_paths(lot), self._translator)
            if not text:
                return None
            file.write_text(text, encoding="utf-8")
        else:
            return None
        return Download(key, "mapping", str(file), f"{stem}.yaml")

    def _name(self, kind: str, stem: str) -> str:
        message = _NAMES[kind]
        return render_message(self.room.language, replace(message, values=(("stem", stem),)))


def write_draft(paths: Sequence[Path], translator: Translator) -> str:
    """Write the proposed mapping of workbooks; empty where nothing can be mapped. Raises Problem."""
    look = inspect_files(paths)
    for inspection in look.inspections:
        for part in list_parts(inspection.proposal):
            return build_draft(part.proposal, load_headings().reason, translator.render)
    return ""
