"""Reads a department's workbooks all the way: files, mapping, datasets, local files, findings, release decisions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from toolkit.checks.contacts import find_personal_addresses, withhold_personal
from toolkit.checks.personal import find_personal
from toolkit.checks.release import decide
from toolkit.checks.run import check_inventory
from toolkit.mapping.interpret import Interpretation, interpret
from toolkit.mapping.membership import list_groups
from toolkit.mapping.spec import InventoryMapping
from toolkit.mapping.suggested import accept_suggestions
from toolkit.model.dataset import Described
from toolkit.model.finding import Finding
from toolkit.model.gate import Gate
from toolkit.model.grid import Position, Workbook
from toolkit.model.inventory import Inventory, describe_mapping
from toolkit.model.message import say
from toolkit.model.problem import Problem, Stopped
from toolkit.model.record import Fault
from toolkit.reading.folder import list_workbooks
from toolkit.reading.workbook import read_workbook
from toolkit.steps.localfiles import LocalFiles
from toolkit.steps.mapping import Chosen, choose_by_content, find_mapping
from toolkit.steps.release import load_gate
from toolkit.steps.understanding import find_beside, may_be_one_of_several


@dataclass(frozen=True, slots=True, eq=False)
class _Source:
    """One file that was read, with the mapping that was chosen for it and the rules of release that it names."""

    file: Path
    workbook: Workbook
    chosen: Chosen
    gate: Gate

    @property
    def may_be_one_of_several(self) -> bool:
        """Whether other workbooks may belong to the same inventory."""
        return may_be_one_of_several(self.chosen.mapping)

    @property
    def beside(self) -> dict[str, Path | None]:
        """The workbooks beside it that its mapping names, by the names it gives them; None where there is none."""
        return find_beside(self.file, self.chosen.mapping)


def read_today() -> dt.date:
    """Give this machine's date."""
    return dt.datetime.now(tz=dt.UTC).astimezone().date()


def read_inventory(
    file: Path, mapping: str | None = None, *, propose: bool = False, today: dt.date | None = None
) -> Inventory:
    """Read and check one workbook; ``mapping`` is a file, the name of a bundled mapping, or None to look for one.

    ``propose`` allows a mapping that nobody has reviewed; rules compare dates with ``today``. Raises Problem for a file
    or a mapping that cannot be used, Stopped where a sheet or a column is missing.
    """
    return _read((_read_source(file, mapping, propose=propose),), today or read_today())


@dataclass(frozen=True, slots=True, eq=False)
class Opened:
    """A workbook that was read and checked, with the workbook itself and the mapping that reads it."""

    inventory: Inventory
    workbook: Workbook
    mapping: InventoryMapping
    beside: Mapping[str, Sequence[Workbook]]
    read_copy: Callable[[Path], Inventory]
    """Reads a copy as if it stood in the workbook's own place, under its name."""


def open_inventory(file: Path, mapping: str | None = None) -> Opened:
    """Read one workbook for somebody who needs its cells as well. Raises what ``read_inventory`` raises."""
    source, today = _read_source(file, mapping, propose=False), read_today()

    def read_copy(copy: Path) -> Inventory:
        there = read_workbook(copy)
        placed = replace(_rename(there, source.workbook.name), folder=source.workbook.folder)
        return _read((replace(source, workbook=placed),), today)

    beside = _read_beside((source,), _find_common((source,)))
    return Opened(_read((source,), today), source.workbook, source.chosen.mapping, beside, read_copy)


def read_inventories(
    files: Iterable[Path], mapping: str | None = None, *, propose: bool = False, today: dt.date | None = None
) -> tuple[Inventory, ...]:
    """Read several workbooks, and those of folders; forms of one mapping are one inventory.

    Raises Problem when two other workbooks carry the same inventory name.
    """
    paths = list_workbooks(files)
    pile = _Pile(today or read_today(), alone=len(paths) == 1)
    for path in paths:
        try:
            source = _read_source(path, mapping, propose=propose)
        except Problem as problem:
            if mapping is not None or len(paths) == 1:
                raise
            pile.pass_over(path, problem)
        else:
            pile.add(source)
    return pile.read()


class _Pile:
    """Sorts workbooks by the inventory that they belong to. A workbook that stands alone is not kept for long."""

    def __init__(self, today: dt.date, *, alone: bool) -> None:
        self.today = today
        self.alone = alone
        self.read_or_waiting: dict[str, Inventory | list[_Source]] = {}
        self.passed_over: dict[Path, Problem] = {}
        self.of_others: set[Path] = set()
        self.unasked: dict[str, Path] = {}

    def pass_over(self, path: Path, problem: Problem) -> None:
        """Remember what cannot be read; it may be a table that the mapping of another workbook names."""
        self.passed_over[path.resolve()] = problem

    def add(self, source: _Source) -> None:
        """Take a workbook in. Raises Problem where its inventory is there already and cannot be spread."""
        beside = source.beside.values()
        self.of_others.update(path for path in beside if path)
        if source.file.resolve() in beside and not self.alone:
            return
        name = source.chosen.mapping.inventory
        if source.chosen.unasked:
            self.unasked.setdefault(name, source.file.resolve())
        there = self.read_or_waiting.get(name)
        if there is None:
            self.read_or_waiting[name] = [source] if source.may_be_one_of_several else _read((source,), self.today)
        elif isinstance(there, list) and _are_alike(there[0], source):
            there.append(source)
        else:
            raise _same_name(there.file if isinstance(there, Inventory) else there[0].workbook.name, source)

    def read(self) -> tuple[Inventory, ...]:
        """Give all inventories in the order of their first workbooks. Raises Problem for what was passed over."""
        for path, problem in self.passed_over.items():
            if path not in self.of_others:
                raise problem
        # A file that a mapping names besides is no inventory of its own, though it may look like one.
        own = (one for name, one in self.read_or_waiting.items() if self.unasked.get(name) not in self.of_others)
        return tuple(one if isinstance(one, Inventory) else _read(one, self.today) for one in own)


def _are_alike(one: _Source, other: _Source) -> bool:
    """Tell whether two workbooks are read and decided alike: each may have files of its own beside it."""
    return one.chosen.mapping == other.chosen.mapping and one.gate == other.gate


def _same_name(first: str, source: _Source) -> Problem:
    """Refuse two workbooks of one inventory."""
    return Problem(
        say(
            "{first} and {second} both are the inventory “{name}”",
            first=first,
            second=source.workbook.name,
            name=source.chosen.mapping.inventory,
        ),
        say(
            "Give each workbook a mapping with an “inventory:” of its own; if they are one table, write "
            "“workbooks: several” into their mapping."
        ),
    )


def _read_source(file: Path, mapping: str | None, *, propose: bool) -> _Source:
    """Read the mapping first, so that a typo in it is said at once; but what is no workbook is said before that."""
    beside = Path(mapping).parent if mapping else file.parent
    try:
        chosen = find_mapping(file, mapping)
        gate = load_gate(chosen.mapping.gate if chosen else "", beside)
    except Problem:
        read_workbook(file)
        raise
    workbook = read_workbook(file)
    if chosen is None:
        chosen = choose_by_content(file, workbook, propose=propose)
        gate = load_gate(chosen.mapping.gate, beside)
    return _Source(file, workbook, chosen, gate)


def _read(sources: Sequence[_Source], today: dt.date) -> Inventory:
    """Read and check the workbooks of one inventory."""
    chosen, common = sources[0].chosen, _find_common(sources)
    mapping = chosen.mapping
    workbooks = _tell_apart([source.workbook for source in sources], common)
    named = _read_beside(sources, common)
    beside = tuple({workbook.name: workbook for several in named.values() for workbook in several}.values())
    interpretation = accept_suggestions(_interpret(workbooks, chosen, named))
    files = LocalFiles(common, {workbook.name: Path(workbook.folder) for workbook in (*workbooks, *beside)})
    read = tuple(files.describe(one) for one in interpretation.described)
    faults = [*_list_faults(interpretation, chosen), *files.faults, *_find_personal(read, mapping)]
    findings = check_inventory(read, faults, today)
    # What is withheld is checked as it stands in the sheet, but neither decided on nor published.
    described = tuple(withhold_personal(one, allowed=_allows_persons(mapping)) for one in read)
    return Inventory(
        name=mapping.inventory,
        title=mapping.title or mapping.inventory,
        file=workbooks[0].name if len(workbooks) == 1 else f"{workbooks[0].name} + {len(workbooks) - 1}",
        folder=str(common),
        mapping=chosen.name,
        rows=interpretation.rows,
        described=described,
        releases=tuple(decide(one, sources[0].gate) for one in described),
        findings=_add_comments(findings, (*workbooks, *beside)),
        why=chosen.why,
        proposed=chosen.proposed,
        gate=sources[0].gate,
        organizations=interpretation.organizations,
        groups=list_groups(mapping.groups),
    )


def _list_faults(interpretation: Interpretation, chosen: Chosen) -> Iterator[Fault]:
    """List what was met; of a template, whose words serve every office alike, nobody is told which are not needed."""
    return (fault for fault in interpretation.faults if not (chosen.embedded and fault.code == "lookup-unused"))


def _allows_persons(mapping: InventoryMapping) -> bool:
    """Tell whether mail addresses of persons may be published."""
    return mapping.personal_addresses == "publish"


def _find_personal(described: Iterable[Described], mapping: InventoryMapping) -> Iterator[Fault]:
    """Give faults for what looks personal in what would be published."""
    everything = tuple(described)
    yield from find_personal_addresses(everything, allowed=_allows_persons(mapping))
    yield from find_personal(everything)


def _interpret(
    workbooks: Sequence[Workbook], chosen: Chosen, beside: Mapping[str, Sequence[Workbook]]
) -> Interpretation:
    """Read workbooks through a mapping; where that stops and nobody named the mapping, say which it is and why."""
    try:
        return interpret(workbooks, chosen.mapping, beside)
    except Stopped as stopped:
        if not chosen.unasked:
            raise
        read_with = describe_mapping(chosen.name, chosen.why, proposed=chosen.proposed)
        what = say("{what} ({read_with})", what=stopped.what, read_with=read_with)
        raise Stopped(what, stopped.remedy) from stopped


def _find_common(sources: Sequence[_Source]) -> Path:
    """Find the folder that all workbooks lie in. Raises Problem where there is none: other drives on Windows."""
    folders = [Path(source.workbook.folder) for source in sources]
    common = next((folder for folder in (folders[0], *folders[0].parents) if _holds_all(folder, folders)), None)
    if common is None:
        name = sources[0].chosen.mapping.inventory
        raise Problem(
            say("the workbooks of the inventory “{name}” lie on different drives", name=name),
            say("Copy them into one folder."),
        )
    return common


def _holds_all(folder: Path, folders: Iterable[Path]) -> bool:
    return all(one.is_relative_to(folder) for one in folders)


def _tell_apart(workbooks: Sequence[Workbook], common: Path) -> tuple[Workbook, ...]:
    """Put the folder before the names of workbooks of which there are several with one name."""
    names = [workbook.name for workbook in workbooks]
    if len(set(names)) == len(names):
        return tuple(workbooks)
    return tuple(_rename(one, (Path(one.folder) / one.name).relative_to(common).as_posix()) for one in workbooks)


def _rename(workbook: Workbook, name: str) -> Workbook:
    """Give a workbook another name, in the addresses of its cells, too."""
    return replace(workbook, name=name, sheets=tuple(replace(sheet, workbook=name) for sheet in workbook.sheets))


def _read_beside(sources: Sequence[_Source], common: Path) -> dict[str, list[Workbook]]:
    """Read the workbooks that the mapping names besides, of each name one for each folder.

    Raises Stopped where one is not there.
    """
    paths: dict[str, dict[Path, None]] = {}
    for source in sources:
        for file, path in source.beside.items():
            if path is None:
                raise _not_beside(file, source)
            paths.setdefault(file, {})[path] = None
    every = list(dict.fromkeys(path for several in paths.values() for path in several))
    read = dict(zip(every, _tell_apart([read_workbook(path) for path in every], common), strict=True))
    return {file: [read[path] for path in several] for file, several in paths.items()}


def _not_beside(file: str, source: _Source) -> Stopped:
    """Say which workbook is missing, and where the mapping names it."""
    name, spec = source.workbook.name, source.chosen.mapping.distributions
    if spec and spec.file == file:
        return Stopped(
            say(
                "the workbook “{file}” with the distributions does not lie beside {inventory}",
                file=file,
                inventory=name,
            ),
            say("Put it into the same folder, or correct “file:” under “distributions:” in the mapping."),
        )
    return Stopped(
        say(
            "the workbook “{file}”, which the mapping joins, does not lie beside {inventory}",
            file=file,
            inventory=name,
        ),
        say("Put it into the same folder, or correct “file:” under “joins:” in the mapping."),
    )


def _add_comments(findings: tuple[Finding, ...], workbooks: Iterable[Workbook]) -> tuple[Finding, ...]:
    """Put what somebody noted at a cell beside what is found there."""
    sheets = {(book.name, sheet.name): sheet.comments for book in workbooks for sheet in book.sheets if sheet.comments}
    if not sheets:
        return findings
    return tuple(_add_comment(finding, sheets) for finding in findings)


def _add_comment(finding: Finding, sheets: Mapping[tuple[str, str], Mapping[Position, str]]) -> Finding:
    """Put the comment of its cell beside one finding."""
    cell = finding.place.cell
    comments = sheets.get((cell.workbook, cell.sheet)) if cell else None
    comment = comments.get((cell.row, cell.column), "") if cell and comments else ""
    return replace(finding, comment=comment) if comment else finding
