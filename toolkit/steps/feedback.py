"""Writes what goes back to each department: its marked workbooks, the report, a letter, and the draft of a mail."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from toolkit.checks.baseline import ONLY_ONLINE, Acceptance, Checked, judge
from toolkit.model.cause import explain_cause
from toolkit.model.finding import Severity
from toolkit.model.message import Message, say
from toolkit.model.problem import Problem
from toolkit.patch.apply import can_patch
from toolkit.reading.container import tell_kind
from toolkit.reading.folder import list_workbooks
from toolkit.reports.checkpage import build_check_page
from toolkit.reports.feedbackindex import Bundle, build_index
from toolkit.reports.feedbackletter import (
    Enclosure,
    Letter,
    build_letter,
    build_mail,
    build_subject,
    build_title,
    count_datasets,
    count_findings,
    list_steps,
    read_letter_template,
)
from toolkit.reports.feedbackshare import Share
from toolkit.reports.feedbackwords import say_remedy_of_file, write_sentence
from toolkit.reports.language import Translator
from toolkit.steps.annotate import belongs, find_name, protect, write_annotated
from toolkit.steps.check import read_baseline
from toolkit.steps.configuration import Configuration, InventorySettings
from toolkit.steps.feedbackfolder import FeedbackFolder, build_safe_name, read_folder
from toolkit.steps.intake import Taken, explain_unforeseen, find_files, take_in
from toolkit.steps.inventory import read_today
from toolkit.sync.summary import Absent, Failed, Held

_MOST_ENCLOSED = 18 * 1024 * 1024
"""Beyond so many bytes a mail is refused by most servers; then no draft is written."""

_NAMES = {
    "de": ("anschreiben.txt", "anschreiben.eml", "pruefbericht.html", "uebersicht.csv"),
    "en": ("letter.txt", "letter.eml", "report.html", "overview.csv"),
}


@dataclass(frozen=True, slots=True)
class FeedbackRequest:
    """What somebody asks for; ``until`` is the day by which to answer, ``sender`` who writes."""

    out: Path
    only: tuple[str, ...] = ()
    until: dt.date | None = None
    sender: str = ""
    template: Path | None = None
    baseline: Path | None = None


@dataclass(frozen=True, slots=True)
class Voice:
    """How it is told what goes on: ``step`` hears of each department, ``trace`` of errors that nobody foresaw."""

    translator: Translator
    step: Callable[[str], None]
    trace: Callable[[Exception], None]


def write_feedback(configuration: Configuration, request: FeedbackRequest, voice: Voice) -> tuple[Bundle, ...]:
    """Write a folder for each department of a configuration, and a table of all.

    Never raises for what is wrong with one department alone. Raises Problem for what holds for all: the folder, the
    template, the accepted findings, a name that the configuration does not have.
    """
    template = _read_template(request, voice.translator)
    known = read_baseline(request.baseline) if request.baseline else ()
    wanted = _select(configuration, request.only)
    _keep_apart(wanted, request.out)
    folder = read_folder(request.out)
    run = _Run(request, voice, template, known, folder, read_today())
    bundles = tuple(run.write(one, name) for one, name in zip(wanted, _name_folders(wanted), strict=True))
    run.write_index(bundles)
    return bundles


def compute_exit_code(bundles: Iterable[Bundle]) -> int:
    """Give 3 where something failed, 4 where a guard held something back, else 0 (docs/exit-codes.md)."""
    troubled = [one for one in bundles if one.state in {"unreadable", "failed"}]
    if any(not one.is_guarded for one in troubled):
        return 3
    return 4 if troubled else 0


def _read_template(request: FeedbackRequest, translator: Translator) -> str:
    """Read the template, and try it, so that a mistake in it is said before anything is written. Raises Problem."""
    if request.template is None:
        return read_letter_template(translator.language)
    try:
        text = request.template.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise Problem(
            say("the letter's template {file} cannot be read: {cause}", file=str(request.template),
                cause=explain_cause(error)),
            say("Write a text file (UTF-8); docs/feedback.md has an example."),
        ) from error  # fmt: skip
    for status in ("findings", "fine", "unreadable"):
        build_letter(Letter("amt", "Amt", status, "1"), text, str(request.template))
    return text


def _select(configuration: Configuration, only: Sequence[str]) -> list[InventorySettings]:
    """Keep some inventories. Raises Problem for a name that the configuration does not have."""
    names = [one.name for one in configuration.inventories]
    for name in only:
        if name not in names:
            raise Problem(
                say("the configuration has no inventory “{name}”", name=name),
                say("There are: {names}", names=", ".join(names)),
            )
    return [one for one in configuration.inventories if not only or one.name in only]


def _keep_apart(wanted: Iterable[InventorySettings], out: Path) -> None:
    """Raise Problem where the copies would be taken for workbooks of an inventory at the next run."""
    place = out.resolve()
    for settings in wanted:
        for pattern, found in find_files(settings.patterns).items():
            base = Path(pattern.partition("**")[0]) if "**" in pattern else None
            inside = any(path.resolve().is_relative_to(place) for path in found)
            if inside or (base and place.is_relative_to(base.resolve())):
                raise Problem(
                    say("{path} lies where {pattern} looks for workbooks", path=str(out), pattern=pattern),
                    say("Choose a folder beside them, so that copies are never read as further workbooks."),
                )


def _name_folders(wanted: Iterable[InventorySettings]) -> list[str]:
    """Give each inventory a folder name of its own that every system allows."""
    taken: set[str] = set()
    return [build_safe_name(one.name, taken) for one in wanted]


@dataclass(frozen=True, slots=True)
class _Run:
    """One run over all departments."""

    request: FeedbackRequest
    voice: Voice
    template: str
    known: tuple[Acceptance, ...]
    folder: FeedbackFolder
    day: dt.date

    @property
    def names(self) -> tuple[str, str, str, str]:
        """The names of the letter, the mail, the report and the table of all."""
        return _NAMES["de" if self.voice.translator.language == "de" else "en"]

    def write(self, settings: InventorySettings, name: str) -> Bundle:
        """Write one department's folder; whatever is wrong with it is told in what is given back."""
        try:
            bundle = self._write(settings, name)
        except Problem as problem:
            bundle = Bundle(settings.name, settings.name, "failed", reason=problem.what, remedy=problem.remedy)
        except Exception as error:  # noqa: BLE001 (one department's fault must not stop the others)
            self.voice.trace(error)
            failed = explain_unforeseen(error)
            bundle = Bundle(settings.name, settings.name, "failed", reason=failed.reason, remedy=failed.remedy)
        self.voice.step(settings.name)
        return bundle

    def write_index(self, bundles: Sequence[Bundle]) -> None:
        """Write the table of all; after a run over some departments only, the whole one stays."""
        if not self.request.only:
            text = build_index(bundles, self.voice.translator)
            self.folder.write(self.names[3], text.encode("utf-8-sig"))
        self.folder.close()

    def _write(self, settings: InventorySettings, name: str) -> Bundle:
        match take_in(settings, self.voice.trace):
            case Taken(inventories=inventories):
                silent = ONLY_ONLINE
                checks = tuple(judge(one, self.known, self.day, silent=silent) for one in inventories)
                return self._write_checked(settings, name, checks)
            case Absent(reason=reason):
                return Bundle(settings.name, settings.name, "absent", reason=reason)
            case Held(reason=reason, remedy=remedy):
                return self._write_unreadable(settings, name, reason, remedy, is_guarded=True)
            case Failed(reason=reason, remedy=remedy):
                return self._write_unreadable(settings, name, reason, remedy, is_guarded=False)

    def _write_unreadable(
        self, settings: InventorySettings, name: str, reason: Message, remedy: Message, *, is_guarded: bool
    ) -> Bundle:
        """Write a letter that says why a workbook could not be read."""
        render = self.voice.translator.render
        why = write_sentence(reason, self.voice.translator).rstrip(".")
        letter = self._begin(settings, settings.name, "unreadable")
        letter = replace(letter, reason=why, remedy=render(say_remedy_of_file(remedy)))
        files, kept = self._post(settings, name, letter, ())
        return Bundle(
            settings.name, settings.name, "unreadable", name, files, settings.mail or "",
            reason=reason, remedy=remedy, is_guarded=is_guarded, kept=kept,
        )  # fmt: skip

    def _begin(self, settings: InventorySettings, title: str, status: str) -> Letter:
        """Begin a letter with what every one has."""
        date = self.voice.translator.date
        until = date(self.request.until.isoformat()) if self.request.until else ""
        return Letter(settings.name, title, status, date(self.day.isoformat()), until, self.request.sender)

    def _write_checked(self, settings: InventorySettings, name: str, checks: tuple[Checked, ...]) -> Bundle:
        """Write everything for workbooks that could be read."""
        translator = self.voice.translator
        weights, figures = count_findings(checks), count_datasets(checks)
        status = "findings" if any(weights.values()) else "fine"
        jobs = list(_list_copies(settings, checks, self.folder.path / name))
        for job in jobs:
            protect(job.source, job.file)
        for job in jobs:
            write_annotated(job.checked, job.source, job.file, translator)
            self.folder.note(f"{name}/{job.file.name}")
        kept = self._put(name, self.names[2], f"{build_check_page(checks, translator)}\n".encode())
        copies = tuple(job.file.name for job in jobs if job.is_marked)
        lists = tuple(job.file.name for job in jobs if not job.is_marked)
        letter = replace(
            self._begin(settings, build_title(checks, settings.name), status),
            files=tuple(path.name for path in _list_sources(settings)),
            enclosed=(*copies, *lists, self.names[2]),
            copies=copies,
            lists=lists,
            errors=weights[Severity.ERROR],
            warnings=weights[Severity.WARNING],
            notes=weights[Severity.NOTE],
            steps=list_steps(checks, translator),
            datasets=figures.all,
            public=figures.public,
            staff=figures.staff,
            held=figures.held,
            closed=figures.closed,
        )
        files, more = self._post(settings, name, letter, letter.enclosed)
        return Bundle(
            settings.name, letter.title, "findings" if status == "findings" else "fine", name,
            files, settings.mail or "", letter.datasets, letter.public, letter.held,
            letter.errors, letter.warnings, kept=(*kept, *more),
        )  # fmt: skip

    def _post(
        self, settings: InventorySettings, name: str, letter: Letter, enclosed: Sequence[str]
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Write the letter and the draft of the mail; gives all files of the folder, and those that were kept."""
        text = build_letter(letter, self.template, str(self.request.template or "letter"))
        kept = self._put(name, self.names[0], f"{text}\n".encode())
        files = [*enclosed, self.names[0]]
        parts = [Enclosure(one, (self.folder.path / name / one).read_bytes()) for one in enclosed]
        if settings.mail and sum(len(one.content) for one in parts) <= _MOST_ENCLOSED:
            mail = build_mail(build_subject(letter.title, self.voice.translator), settings.mail, text, parts)
            kept += self._put(name, self.names[1], mail)
            files.append(self.names[1])
        self.folder.clear(name, files)
        return tuple(files), kept

    def _put(self, name: str, file: str, content: bytes) -> tuple[str, ...]:
        """Write a file unless somebody has changed it since; gives its name where it was kept."""
        return () if self.folder.write(f"{name}/{file}", content) else (f"{name}/{file}",)


@dataclass(frozen=True, slots=True)
class _Copy:
    """A workbook to be handed back, and where."""

    checked: Checked
    source: Path
    file: Path
    is_marked: bool


def _list_sources(settings: InventorySettings) -> tuple[Path, ...]:
    """List the workbooks of an inventory."""
    paths = [path for found in find_files(settings.patterns).values() for path in found]
    return list_workbooks(paths)


def _list_copies(settings: InventorySettings, checks: Sequence[Checked], folder: Path) -> Iterator[_Copy]:
    """List the workbooks in which there is something to correct, those that are joined to them included."""
    taken: set[str] = set()
    named = list(_list_sources(settings))
    for checked in checks:
        beside = (Path(checked.inventory.folder) / one for one in Share(checked, "").workbooks)
        sources = dict.fromkeys(path.resolve() for path in (*named, *beside) if path.is_file())
        for source in sources:
            if belongs(checked, source) and any(Share(checked, find_name(checked, source)).own):
                is_marked = can_patch(tell_kind(source))
                stem = PurePosixPath(source.name if is_marked else f"{source.name}.xlsx")
                safe = build_safe_name(stem.stem, taken, stem.suffix)
                yield _Copy(checked, source, folder / safe, is_marked)
