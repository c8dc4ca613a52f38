"""One check of a visit as it lies on disk: which workbooks are read with which mapping, and what came of it."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Literal, TypeAlias

from toolkit.web.visit import Visit

_ID = re.compile(r"[0-9a-f]{32}")
_FOLDER = "checks"
_CASE, _RESULT, _BODY = "case.json", "result.json", "body.html"

Origin: TypeAlias = Literal["", "configured", "answered"]
"""Who says which mapping is used: Bestand looks for one, the configuration, or the visitor's answers."""


@dataclass(frozen=True, slots=True)
class Lot:
    """Workbooks that are read together, by their names. ``inventory`` is the one of the configuration that they are."""

    files: tuple[str, ...]
    mapping: str = ""
    origin: Origin = ""
    inventory: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """A check: where it lies, where the workbooks lie, and the lots that they fall into."""

    folder: Path
    source: Path
    lots: tuple[Lot, ...]
    answers: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """What was answered, by the first workbook of the lot that it is for."""

    @property
    def id(self) -> str:
        """What its address ends with."""
        return self.folder.name

    def list_paths(self, lot: Lot) -> tuple[Path, ...]:
        """Give the workbooks of a lot."""
        return tuple(self.source / name for name in lot.files)


@dataclass(frozen=True, slots=True)
class Download:
    """A file to take away: its key in the address, its kind, where it lies, and the name that it is saved under."""

    key: str
    kind: Literal["copy", "report", "packages", "mapping"]
    path: str
    name: str


@dataclass(frozen=True, slots=True)
class Part:
    """One inventory of a check, or workbooks that could not be read as one (``is_read`` is False)."""

    number: int
    lot: int
    title: str
    files: tuple[str, ...]
    is_read: bool = True
    is_proposed: bool = False
    can_plan: bool = False
    can_ask: bool = False
    downloads: tuple[Download, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """What a check came to, in one language."""

    parts: tuple[Part, ...]
    body: str


def new_folder(visit: Visit, kind: str) -> Path:
    """Make a folder of a visit for one check, plan or receipt, whose name nobody guesses."""
    folder = visit.folder / kind / secrets.token_hex(16)
    folder.mkdir(mode=0o700, parents=True)
    return folder


def find_folder(visit: Visit, kind: str, id_: str) -> Path | None:
    """Find such a folder of this visit; None for one of somebody else, or none at all."""
    folder = visit.folder / kind / id_
    return folder if _ID.fullmatch(id_) and folder.is_dir() else None


def write_case(case: Case) -> Case:
    """Write a check down."""
    document = {"source": str(case.source), "lots": [asdict(lot) for lot in case.lots], "answers": case.answers}
    write_json(case.folder / _CASE, document)
    return case


def read_case(visit: Visit, id_: str) -> Case | None:
    """Read a check of this visit; None where there is none."""
    folder = find_folder(visit, _FOLDER, id_)
    return read_case_in(folder) if folder and (folder / _CASE).is_file() else None


def read_case_in(folder: Path) -> Case:
    """Read the check that lies in a folder."""
    document = read_json(folder / _CASE)
    lots = tuple(Lot(**{**one, "files": tuple(one["files"])}) for one in document["lots"])
    return Case(folder, Path(document["source"]), lots, document["answers"])


def new_case(visit: Visit, source: Path, lots: Sequence[Lot]) -> Case:
    """Begin a check."""
    return write_case(Case(new_folder(visit, _FOLDER), source, tuple(lots)))


def split_lot(case: Case, part: Part, mapping: str, answers: Mapping[str, str]) -> Case:
    """Give the workbooks of a part a mapping of their own; those read together with them so far stay as they are."""
    lot = case.lots[part.lot]
    rest = tuple(name for name in lot.files if name not in part.files)
    own = Lot(part.files, mapping, "answered", lot.inventory)
    lots = [*case.lots[: part.lot], own, *([replace(lot, files=rest)] if rest else []), *case.lots[part.lot + 1 :]]
    return replace(case, lots=tuple(lots), answers={**case.answers, part.files[0]: dict(answers)})


def write_result(case: Case, language: str, result: Result) -> None:
    """Write down what a check came to; the page is written last, so that nobody sees half of it."""
    folder = case.folder / language
    folder.mkdir(exist_ok=True)
    write_json(folder / _RESULT, [asdict(part) for part in result.parts])
    (folder / _BODY).write_text(result.body, encoding="utf-8")


def read_result(case: Case, language: str) -> Result | None:
    """Read what a check came to; None where it was not made in this language yet."""
    folder = case.folder / language
    if not (folder / _BODY).is_file():
        return None
    parts = tuple(_read_part(one) for one in read_json(folder / _RESULT))
    return Result(parts, (folder / _BODY).read_text(encoding="utf-8"))


def forget_results(case: Case) -> None:
    """Forget what a check came to before, in every language: it is made anew."""
    for body in case.folder.glob(f"*/{_BODY}"):
        body.unlink()


def _read_part(one: Mapping[str, Any]) -> Part:
    downloads = tuple(Download(**each) for each in one["downloads"])
    return Part(**{**one, "files": tuple(one["files"]), "downloads": downloads})


def write_json(file: Path, value: object) -> None:
    """Write data that a job or a page of the same visit reads."""
    file.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")


def read_json(file: Path) -> Any:
    """Read such data."""
    return json.loads(file.read_text(encoding="utf-8"))
