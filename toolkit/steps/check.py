"""Checks workbooks: reads them, asks for their links where that is wished, and holds findings against a baseline."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from toolkit.checks.baseline import ONLY_ONLINE, Acceptance, Checked, accept, judge, narrow
from toolkit.checks.published import list_links
from toolkit.checks.rule import is_refused
from toolkit.checks.run import check_inventory
from toolkit.model.cause import explain_cause
from toolkit.model.finding import Finding, Severity
from toolkit.model.inventory import Inventory
from toolkit.model.message import say
from toolkit.model.problem import Problem
from toolkit.reading.container import tell_kind
from toolkit.reading.folder import list_workbooks
from toolkit.reports.baselinefile import build_baseline_file, parse_baseline
from toolkit.reports.language import Translator
from toolkit.steps.explain import find_rules
from toolkit.steps.inventory import read_inventories, read_today

LinkCheck = Callable[[Inventory], tuple[Finding, ...]]
"""Asks for the links of an inventory and gives what was found."""


@dataclass(frozen=True, slots=True)
class CheckRequest:
    """What a check is asked to do; ``codes`` and ``least`` narrow down what is shown and counts."""

    mapping: str | None = None
    baseline: Path | None = None
    codes: tuple[str, ...] = ()
    least: Severity = Severity.NOTE
    check_links: LinkCheck | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """What a check found: ``whole`` has every finding of each inventory, ``shown`` those that were asked for."""

    request: CheckRequest
    day: dt.date
    whole: tuple[Checked, ...]
    known: tuple[Acceptance, ...] = ()

    @property
    def shown(self) -> tuple[Checked, ...]:
        """What is shown and counts."""
        return tuple(narrow(one, self.request.codes, self.request.least) for one in self.whole)

    def locate(self, checked: Checked, workbook: str) -> str:
        """Give the path of a workbook from the current folder, with forward slashes; its name where it lies outside."""
        path = (Path(checked.inventory.folder) / workbook).resolve()
        here = Path.cwd().resolve()
        return path.relative_to(here).as_posix() if path.is_relative_to(here) else workbook

    def has(self, *severities: Severity) -> bool:
        """Tell whether a finding of one of these severities counts."""
        return any(one.count(severity) for one in self.shown for severity in severities)


def check_workbooks(files: Iterable[Path], request: CheckRequest, day: dt.date | None = None) -> Check:
    """Check workbooks on a day (today).

    Raises Problem for a file, a mapping, a baseline or a code that cannot be used, Stopped where a sheet or a column is
    missing.
    """
    for code in request.codes:
        find_rules(code)
    known = read_baseline(request.baseline) if request.baseline else ()
    today = day or read_today()
    inventories = read_inventories(files, request.mapping, propose=True, today=today)
    if request.check_links:
        inventories = tuple(_add_findings(one, request.check_links(one)) for one in inventories)
    return _judge(inventories, known, request, today)


def _judge(
    inventories: Sequence[Inventory], known: tuple[Acceptance, ...], request: CheckRequest, day: dt.date
) -> Check:
    """Hold inventories against a baseline."""
    silent = frozenset[str]() if request.check_links else ONLY_ONLINE
    return Check(request, day, tuple(judge(one, known, day, silent=silent) for one in inventories), known)


def _add_findings(inventory: Inventory, more: Iterable[Finding]) -> Inventory:
    """Add findings to those of an inventory, in the order of the sheet."""
    return replace(inventory, findings=tuple(sorted((*inventory.findings, *more), key=_place)))


def _place(finding: Finding) -> tuple[str, str, int, int]:
    cell = finding.place.cell
    return (cell.workbook, cell.sheet, cell.row, cell.column) if cell else ("", "", 0, 0)


def fetch_link_findings(inventory: Inventory, step: Callable[[str], None]) -> tuple[Finding, ...]:
    """Ask for the links of an inventory and say which do not answer; ``step`` hears of each that is done."""
    from toolkit.steps.links import check_links  # noqa: PLC0415 (start-up)

    return check_inventory((), check_links(inventory, step=step))


def count_links(inventory: Inventory) -> int:
    """Count the addresses that would be asked for."""
    wanted = (one for one in inventory.described if not is_refused(one))
    return len({link.text for one in wanted for link in list_links(one)})


def read_baseline(file: Path) -> tuple[Acceptance, ...]:
    """Read the findings that are accepted. Raises Problem for a file that cannot be read or is no baseline."""
    try:
        return parse_baseline(file.read_text(encoding="utf-8-sig"), file.name)
    except (OSError, UnicodeDecodeError) as error:
        raise Problem(
            say(
                "the accepted findings cannot be read from {file}: {cause}", file=str(file), cause=explain_cause(error)
            ),
            say("Write such a file with --write-baseline FILE --until DATE."),
        ) from error


def write_baseline(check: Check, file: Path, until: dt.date, translator: Translator) -> Check:
    """Write what is shown as accepted until a day, and give the check as it is with that.

    A file that is there is replaced only if it is the baseline of this check, so that nobody's reasons get lost. Raises
    Problem for any other one, for a day that is over, and for a file that cannot be written.
    """
    if until < check.day:
        raise Problem(say("{date} is over", date=until.isoformat()), say("Name a day from today on after --until."))
    if file.suffix.lower() not in {".yaml", ".yml"}:
        raise Problem(
            say("“{file}” is no name for accepted findings", file=file.name),
            say("Write a name that ends with .yaml after --write-baseline."),
        )
    renewed = check.request.baseline and check.request.baseline.resolve() == file.resolve()
    if file.exists() and not renewed:
        raise Problem(
            say("{file} is there already", file=str(file)),
            say("Choose another name, or name it with --baseline, too: then its entries keep their reasons and dates."),
        )
    accepted = check.known
    for whole, shown in zip(check.whole, check.shown, strict=True):
        accepted = accept(whole, shown, until, accepted)
    write_report(file, build_baseline_file(accepted, translator))
    return _judge([one.inventory for one in check.whole], accepted, check.request, check.day)


def protect_workbooks(out: Path, files: Iterable[Path]) -> None:
    """Raise a Problem where a report would replace a workbook, whatever its name ends with."""
    checked = {file.resolve() for file in list_workbooks(files)}
    if out.resolve() in checked or (out.is_file() and _is_workbook(out)):
        raise Problem(
            say("{file} is a workbook, which no report replaces", file=str(out)),
            say("Choose another name after --out."),
        )


def _is_workbook(file: Path) -> bool:
    """Tell whether a file is a workbook by content; any text may be a table, so texts are none."""
    try:
        return tell_kind(file) != "csv"
    except Problem:
        return False


def write_report(file: Path, text: str) -> None:
    """Write a report. Raises Problem where that fails."""
    try:
        file.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise Problem(
            say("the report cannot be written to {file}: {cause}", file=str(file), cause=explain_cause(error)),
            say("Choose a folder that is there and that you may write to."),
        ) from error
