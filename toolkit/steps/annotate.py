"""Writes the copy of a workbook that its authors correct in: coloured cells, comments, a sheet with the feedback."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from toolkit.checks.baseline import Checked
from toolkit.model.cause import explain_cause
from toolkit.model.grid import Workbook, show
from toolkit.model.message import Message, say
from toolkit.model.problem import Problem
from toolkit.patch.apply import can_patch, is_signed, write_patched
from toolkit.patch.fresh import write_fresh
from toolkit.reading.container import tell_kind
from toolkit.reading.folder import ENDINGS, list_workbooks
from toolkit.reading.workbook import read_workbook
from toolkit.reports.feedback import build_apart, build_patch
from toolkit.reports.feedbackshare import list_workbook_names
from toolkit.reports.language import Translator

_PATCHED_ENDINGS = (".xlsx", ".xlsm", ".xltx", ".xltm")
_FRESH_ENDING = ".xlsx"


@dataclass(frozen=True, slots=True)
class Annotated:
    """A file that was written, and how many cells are coloured in it (None: a list in a file of its own).

    ``was_signed`` says that the workbook has a digital signature, which no changed copy can keep.
    """

    file: Path
    cells: int | None = None
    was_signed: bool = False


def annotate(checked: Checked, source: Path, out: Path, translator: Translator) -> Path:
    """Write a marked copy of a workbook, or the feedback in a file of its own for one that cannot be marked.

    Gives the file that was written: ``out``, with the ending .xlsx for .xls, .xlsb, .ods and .csv. Raises Problem where
    ``out`` is another workbook, a copy that somebody has corrected in since, or has an ending that Excel would refuse.
    """
    return write_annotated(checked, source, out, translator).file


def write_annotated(checked: Checked, source: Path, out: Path, translator: Translator) -> Annotated:
    """Write as ``annotate`` does, and tell how many cells are coloured."""
    patched = can_patch(tell_kind(source))
    out = choose_file(source, out, patched=patched)
    mark = compute_mark(read_workbook(source))
    protect(source, out)
    name = find_name(checked, source)
    _require_folder(out.parent)
    if not patched:
        write_fresh([build_apart(checked, name, translator, mark=mark)], out)
        return Annotated(out)
    patch = build_patch(checked, name, translator, mark=mark)
    write_patched(source, patch, out)
    return Annotated(out, len(patch.marks), is_signed(source))


def choose_file(source: Path, out: Path, *, patched: bool) -> Path:
    """Choose the file to write: a workbook with macros keeps its ending, and so does one without.

    Raises Problem for an ending that the content would not fit.
    """
    if not patched:
        return out if out.suffix.lower() == _FRESH_ENDING else _change_ending(out)
    wanted = source.suffix.lower() if source.suffix.lower() in _PATCHED_ENDINGS else _FRESH_ENDING
    if out.suffix.lower() != wanted:
        raise Problem(
            say("a copy of {file} must have a name that ends with {ending}", file=source.name, ending=wanted),
            say("Call the copy {name}, for example.", name=f"{out.stem}{wanted}"),
        )
    return out


def _change_ending(out: Path) -> Path:
    """Give the name of an Excel workbook.

    >>> _change_ending(Path("a/amt.ods")).name, _change_ending(Path("amt.2026")).name
    ('amt.xlsx', 'amt.2026.xlsx')
    """
    known = out.suffix.lower() in ENDINGS
    return out.with_suffix(_FRESH_ENDING) if known else out.with_name(f"{out.name}{_FRESH_ENDING}")


def find_name(checked: Checked, source: Path) -> str:
    """Find the name that the cells of a check give to a workbook: its own, or with folders where several share it."""
    names = list_workbook_names(checked)
    folder = Path(checked.inventory.folder)
    here = source.resolve()
    return next((name for name in names if (folder / name).resolve() == here), source.name)


def belongs(checked: Checked, source: Path) -> bool:
    """Tell whether a workbook is one of those that a check speaks of."""
    folder, here = Path(checked.inventory.folder).resolve(), source.resolve()
    names = list_workbook_names(checked)
    return here.is_relative_to(folder) and (
        any((folder / name).resolve() == here for name in names) or here.name in names
    )


def compute_mark(workbook: Workbook) -> str:
    """Compute a short name of what the authors say in a workbook; colours, comments of ours and our sheet do not count.

    It stands in the copy, so that a later run sees whether somebody has corrected in it since.
    """
    digest = hashlib.sha256()
    for sheet in workbook.sheets:
        digest.update(f"\x1d{sheet.name}".encode(errors="replace"))
        for row in sheet.rows:
            digest.update("\x1f".join(map(show, row)).encode(errors="replace") + b"\x1e")
        for position, comment in sorted(sheet.comments.items()):
            digest.update(f"\x1c{position}{comment}".encode(errors="replace"))
    return digest.hexdigest()[:20]


def protect(source: Path, out: Path) -> None:
    """Raise Problem where a copy would replace the workbook itself, another file, or corrections in an earlier copy."""
    if out.resolve() == source.resolve():
        raise _refuse(say("{file} is the workbook itself, which is never changed", file=str(out)))
    if out.is_dir():
        raise _refuse(say("{file} is a folder", file=str(out)))
    if not out.exists():
        return
    earlier = _read_earlier(out)
    if earlier is None or not earlier.feedback:
        raise _refuse(say("{file} is there already and is no feedback of Bestand", file=str(out)))
    if not is_untouched(earlier):
        raise Problem(
            say("somebody has corrected something in {file} since it was written", file=str(out)),
            say("Put it in the place of the workbook and check that, or move it away; then try again."),
        )


def _refuse(what: Message) -> Problem:
    return Problem(what, say("Choose another name for the copy."))


def _read_earlier(out: Path) -> Workbook | None:
    """Read what is there already; nothing where it is no workbook."""
    try:
        return read_workbook(out)
    except Problem:
        return None


def is_untouched(copy: Workbook) -> bool:
    """Tell whether a copy still says what the workbook said that it was made from.

    A list in a file of its own has nothing but our sheet, where nobody corrects anything.
    """
    if not copy.sheets:
        return True
    mark = compute_mark(copy)
    return any(mark in show(value) for sheet in copy.feedback for row in sheet.rows for value in row)


def _require_folder(folder: Path) -> None:
    """Make the folder of a copy. Raises Problem where that fails."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Problem(
            say("the folder {path} cannot be made: {cause}", path=str(folder), cause=explain_cause(error)),
            say("Choose a folder that you may write to."),
        ) from error


def annotate_all(
    checks: Sequence[Checked], files: Iterable[Path], out: Path, translator: Translator
) -> tuple[Annotated, ...]:
    """Write the copies of several workbooks into a folder, each under its own name; of one, ``out`` is its name.

    Raises Problem where ``out`` is no folder, two workbooks have one name, or a copy cannot be written.
    """
    paths = list_workbooks(files)
    pairs = [(one, path) for path in paths for one in checks if belongs(one, path)]
    if len(paths) == 1 and not out.is_dir():
        return tuple(
            write_annotated(one, path, out, translator) for one, path in (pairs or [(checks[0], paths[0])])[:1]
        )
    if out.is_file() or out.suffix.lower() in ENDINGS:
        raise Problem(
            say("there are several workbooks, and {file} is one file", file=str(out)),
            say("Name a folder after --annotate."),
        )
    _require_apart([path for _, path in pairs])
    targets = [(one, path, _inside(path, out)) for one, path in pairs]
    for _, path, target in targets:
        protect(path, target)
    return tuple(write_annotated(one, path, target, translator) for one, path, target in targets)


def _inside(source: Path, folder: Path) -> Path:
    """Name the copy of a workbook within a folder."""
    patched = can_patch(tell_kind(source))
    return folder / source.name if patched else _change_ending(folder / source.name)


def _require_apart(paths: Sequence[Path]) -> None:
    """Raise Problem where two copies would have one name; systems differ in whether case counts."""
    seen: dict[str, Path] = {}
    for path in paths:
        name = path.stem.casefold()
        other = seen.setdefault(name, path)
        if other is not path:
            raise Problem(
                say("{one} and {other} would get one name", one=str(other), other=str(path)),
                say("Check them one after the other, each with a folder of its own after --annotate."),
            )
