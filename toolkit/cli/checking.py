"""``bestand check``: what is wrong in workbooks, for people, for machines and for CI servers."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from toolkit.cli.console import Console
from toolkit.cli.inventories import Files, Json, Mapping
from toolkit.cli.usage import Command
from toolkit.model.finding import Severity
from toolkit.model.message import say, say_many
from toolkit.model.problem import Problem
from toolkit.reports.ink import Ink

if TYPE_CHECKING:
    from collections.abc import Sequence

    from toolkit.model.finding import Finding
    from toolkit.model.inventory import Inventory
    from toolkit.steps.check import Check


class Format(StrEnum):
    """How a check is written."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"
    JUNIT = "junit"
    HTML = "html"


class FailOn(StrEnum):
    """Which findings end a check with exit code 1."""

    ERROR = "error"
    WARNING = "warning"
    NEVER = "never"


_ENDINGS = {
    Format.TEXT: (".txt",),
    Format.JSON: (".json",),
    Format.SARIF: (".sarif", ".sarif.json"),
    Format.JUNIT: (".xml",),
    Format.HTML: (".html", ".htm"),
}
_FAILING = {
    FailOn.ERROR: (Severity.ERROR,),
    FailOn.WARNING: (Severity.ERROR, Severity.WARNING),
    FailOn.NEVER: (),
}


Form = Annotated[
    Format | None,
    typer.Option("--format", help=_("How to write the findings; else what the name after --out says, else text.")),
]
Out = Annotated[
    Path | None,
    typer.Option("--out", "-o", metavar=_("FILE"), help=_("Write a report: .html, .json, .sarif, .xml (JUnit), .txt.")),
]
Annotate = Annotated[
    Path | None,
    typer.Option(
        "--annotate",
        metavar=_("OUT"),
        help=_(
            "Write a copy of the workbook with coloured cells, comments and a sheet of feedback; of several workbooks "
            "into a folder."
        ),
    ),
]
Failing = Annotated[
    FailOn, typer.Option("--fail-on", help=_("The lightest findings that end the check with exit code 1."))
]
Online = Annotated[bool, typer.Option("--online", help=_("Also ask whether the links answer."))]
Only = Annotated[
    list[str] | None,
    typer.Option("--only", metavar=_("CODE"), help=_("Only findings of this code; may be given several times.")),
]
Least = Annotated[Severity, typer.Option("--severity", help=_("The lightest findings that are shown and count."))]
Baseline = Annotated[
    Path | None,
    typer.Option("--baseline", metavar=_("FILE"), help=_("Findings that are accepted until a date (.yaml).")),
]
WriteBaseline = Annotated[
    Path | None,
    typer.Option(
        "--write-baseline", metavar=_("FILE"), help=_("Write the findings of this check as accepted; needs --until.")
    ),
]
Until = Annotated[
    str | None, typer.Option("--until", metavar=_("DATE"), help=_("The last day of that, such as 2027-03-31."))
]


def register(app: typer.Typer, kind: type[Command]) -> None:
    """Add the command to the command line."""
    app.command(
        "check",
        cls=kind,
        short_help=_("say what is wrong in a workbook"),
        help=_(
            "Read workbooks and say what is wrong in them, cell by cell, and which datasets may be published. A "
            "workbook without a mapping is read with a proposed one, and that is said first. Never changes a workbook. "
            "Exit code 1 when there are errors."
        ),
    )(check)


def check(
    context: typer.Context,
    files: Files,
    mapping: Mapping = None,
    form: Form = None,
    out: Out = None,
    annotate: Annotate = None,
    fail_on: Failing = FailOn.ERROR,
    online: Online = False,
    only: Only = None,
    severity: Least = Severity.NOTE,
    baseline: Baseline = None,
    write_baseline: WriteBaseline = None,
    until: Until = None,
    json: Json = False,
) -> None:
    """Check workbooks."""
    from toolkit.steps import check as step  # noqa: PLC0415 (start-up)

    console: Console = context.obj
    form = _choose_format(form, out, json=json)
    day = _read_until(write_baseline, until)
    if out:
        step.protect_workbooks(out, files)
    ask = (lambda inventory: _ask_links(inventory, console)) if online else None
    found = step.check_workbooks(files, step.CheckRequest(mapping, baseline, tuple(only or ()), severity, ask))
    if write_baseline and day:
        found = step.write_baseline(found, write_baseline, day, console.translator)
        console.tell(say("Written: {file}. Add a reason to each entry.", file=str(write_baseline)))
    if out:
        step.write_report(out, _build_report(form, found, console, Ink(), fail_on))
        console.tell(say("Written: {file}", file=str(out)))
    if annotate:
        _annotate(found, files, annotate, console)
    if not out:
        console.show(_build_report(form, found, console, console.ink, fail_on).rstrip("\n"))
    elif not json:
        console.show(_build_totals(found, console))
    raise typer.Exit(1 if found.has(*_FAILING[fail_on]) else 0)


def _choose_format(form: Format | None, out: Path | None, *, json: bool) -> Format:
    """Choose a format: the one that is named, else the one that the file's name says.

    Raises Problem for two that do not agree. A workbook's name fits none of them, so that no report replaces one.
    """
    if json and form not in {None, Format.JSON}:
        raise Problem(
            say("--json and --format {form} do not go together", form=str(form)), say("Leave out one of them.")
        )
    wished = Format.JSON if json else form
    if out is None:
        return wished or Format.TEXT
    fitting = [one for one, endings in _ENDINGS.items() if out.name.lower().endswith(endings)]
    if wished is Format.SARIF and Format.JSON in fitting:
        return wished
    chosen = wished or (fitting[-1] if fitting else Format.TEXT)
    if chosen not in fitting:
        endings = ", ".join(_ENDINGS[wished] if wished else [one for ends in _ENDINGS.values() for one in ends])
        raise Problem(
            say("“{file}” is no name for such a report", file=out.name),
            say("After --out write a name that ends with {endings}.", endings=endings),
        )
    return chosen


def _read_until(write_baseline: Path | None, until: str | None) -> dt.date | None:
    """Read the day after --until. Raises Problem where one of both options lacks the other, and for what is no day."""
    if bool(write_baseline) != bool(until):
        raise Problem(
            say("--write-baseline and --until go together"),
            say("Write both, such as: --write-baseline accepted.yaml --until 2027-03-31"),
        )
    try:
        return dt.date.fromisoformat(until) if until else None
    except ValueError as error:
        raise Problem(say("“{text}” is no date", text=str(until)), say("Write a day such as 2027-03-31.")) from error


def _build_report(form: Format, found: Check, console: Console, ink: Ink, fail_on: FailOn) -> str:
    """Write a check in one format."""
    import json  # noqa: PLC0415 (start-up)

    translator, checks = console.translator, found.shown
    match form:
        case Format.TEXT:
            from toolkit.reports.checktext import build_check_text  # noqa: PLC0415

            return "\n\n\n".join(build_check_text(one, translator, ink) for one in checks) + "\n"
        case Format.JSON:
            from toolkit.reports.checkfile import build_checks_data  # noqa: PLC0415

            return json.dumps(build_checks_data(checks, translator), ensure_ascii=False, indent=2) + "\n"
        case Format.SARIF:
            from toolkit.reports.sarif import build_sarif  # noqa: PLC0415

            return json.dumps(build_sarif(checks, translator, found.locate), ensure_ascii=False, indent=2) + "\n"
        case Format.JUNIT:
            from toolkit.reports.junit import build_junit  # noqa: PLC0415

            return build_junit(checks, translator, _FAILING[fail_on])
        case Format.HTML:
            from toolkit.reports.checkpage import build_check_page  # noqa: PLC0415

            return build_check_page(checks, translator, online=bool(found.request.check_links)) + "\n"


def _annotate(found: Check, files: Sequence[Path], out: Path, console: Console) -> None:
    """Write marked copies of what is shown, and say what to do with them."""
    from toolkit.steps.annotate import annotate_all  # noqa: PLC0415 (start-up)

    for one in annotate_all(found.shown, files, out, console.translator):
        if one.cells is None:
            console.tell(say("Written: {file}, the feedback in a workbook of its own.", file=str(one.file)))
            continue
        console.tell(
            say_many(
                "Written: {file}; {n} cell is coloured. Send it to those who fill in the workbook: they correct in it, "
                "and it is read like the workbook itself.",
                "Written: {file}; {n} cells are coloured. Send it to those who fill in the workbook: they correct in "
                "it, and it is read like the workbook itself.",
                one.cells,
                file=str(one.file),
            )
        )
        if one.was_signed:
            console.tell(say("The copy has no digital signature; that of the workbook stays with the workbook."))


def _build_totals(found: Check, console: Console) -> str:
    """Sum up what a written report says."""
    from toolkit.reports.checktext import build_totals_text  # noqa: PLC0415 (start-up)

    return "\n\n".join(build_totals_text(one, console.translator, console.ink) for one in found.shown)


def _ask_links(inventory: Inventory, console: Console) -> tuple[Finding, ...]:
    """Ask for the links of an inventory, and show how far that is."""
    from toolkit.steps.check import count_links, fetch_link_findings  # noqa: PLC0415 (start-up)

    with console.progress(say("Asking for links"), count_links(inventory)) as step:
        return fetch_link_findings(inventory, step)
