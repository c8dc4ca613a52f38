"""The folder with what goes back to departments: what Bestand wrote there is known, and nothing else is touched."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

from toolkit.model.cause import explain_cause
from toolkit.model.message import say
from toolkit.model.problem import Problem

MANIFEST = "bestand-feedback.json"
"""The file in the folder that lists what was written, each with its SHA-256."""

_FORMAT = "bestand-feedback/1"
_LONGEST = 80
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]')
# Windows gives these names to devices, whatever the ending ("Naming Files, Paths, and Namespaces").
_DEVICES = frozenset({"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))})


def build_safe_name(name: str, taken: set[str], ending: str = "") -> str:
    """Give a name that every system allows and that nobody has yet, and take it.

    >>> taken = set()
    >>> build_safe_name("Amt 61: Grün?", taken), build_safe_name("AMT 61_ Grün_", taken), build_safe_name("con", taken)
    ('Amt 61_ Grün_', 'AMT 61_ Grün_ (2)', 'con_')
    """
    stem = _FORBIDDEN.sub("_", name)[:_LONGEST].strip().rstrip(". ") or "_"
    if stem.partition(".")[0].strip().casefold() in _DEVICES:
        stem = f"{stem}_"
    safe, number = f"{stem}{ending}", 1
    while safe.casefold() in taken:
        number += 1
        safe = f"{stem} ({number}){ending}"
    taken.add(safe.casefold())
    return safe


@dataclass(slots=True)
class FeedbackFolder:
    """A folder and the files in it that are ours: paths within it, with forward slashes, and their SHA-256."""

    path: Path
    known: dict[str, str] = field(default_factory=dict)

    def write(self, name: str, content: bytes) -> bool:
        """Write a file; tells false where somebody has changed ours since, which then stays.

        Raises Problem for a file that we have not written, and where writing fails.
        """
        file = self.path / name
        if file.exists():
            if name not in self.known:
                raise Problem(
                    say("{file} is there already and was not written by Bestand", file=str(file)),
                    say("Move it away, or choose another folder after -o."),
                )
            if not self._is_same(name):
                return False
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
        except OSError as error:
            raise _unwritable(file, error) from error
        self.known[name] = hashlib.sha256(content).hexdigest()
        return True

    def note(self, name: str) -> None:
        """Remember a file that was written otherwise."""
        self.known[name] = _hash(self.path / name)

    def clear(self, folder: str, kept: Collection[str]) -> None:
        """Remove from a department's folder what an earlier run wrote and this one did not; what was changed stays."""
        wanted = {f"{folder}/{name}" for name in kept}
        for name in [one for one in self.known if one.startswith(f"{folder}/") and one not in wanted]:
            if self._is_same(name):
                (self.path / name).unlink(missing_ok=True)
            del self.known[name]

    def _is_same(self, name: str) -> bool:
        file = self.path / name
        return file.is_file() and _hash(file) == self.known[name]

    def close(self) -> None:
        """Write down what is ours. Raises Problem."""
        text = json.dumps({"format": _FORMAT, "files": self.known}, ensure_ascii=False, indent=1, sort_keys=True)
        file = self.path / MANIFEST
        try:
            file.write_text(f"{text}\n", encoding="utf-8", newline="\n")
        except OSError as error:
            raise _unwritable(file, error) from error


def read_folder(path: Path) -> FeedbackFolder:
    """Read what of a folder is ours, and make it where it is not there. Raises Problem."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unwritable(path, error) from error
    file = path / MANIFEST
    if not file.exists():
        return FeedbackFolder(path)
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
        if data["format"] != _FORMAT:
            raise _foreign(file)
        return FeedbackFolder(path, {str(name): str(mark) for name, mark in data["files"].items()})
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise _foreign(file) from error


def _foreign(file: Path) -> Problem:
    return Problem(
        say("{file} does not say what Bestand wrote into this folder", file=str(file)),
        say("Choose an empty folder after -o."),
    )


def _hash(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _unwritable(file: Path, error: OSError) -> Problem:
    return Problem(
        say("{file} cannot be written: {cause}", file=str(file), cause=explain_cause(error)),
        say("Close it in other programs, and choose a folder that you may write to."),
    )
