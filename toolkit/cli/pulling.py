"""``bestand pull``: a catalogue as a workbook, and what was edited there into a copy of the office's own."""

from __future__ import annotations

from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from toolkit.cli.inventories import Json, Mapping
from toolkit.cli.usage import Command
from toolkit.cli.wishing import Ledger, Profile, TokenFile
from toolkit.model.message import say
from toolkit.model.problem import Problem

if TYPE_CHECKING:
    from toolkit.cli.console import Console
    from toolkit.steps.pullinto import Choice, Differences
    from toolkit.sync.difference import Difference

From = Annotated[
    str | None,
    typer.Option(
        "--from",
        metavar=_("TARGET"),
        help=_("The address of a CKAN; with --into also a catalogue folder. Else BESTAND_TARGET."),
    ),
]
Out = Annotated[
    Path | None,
    typer.Option(
        "--out",
        "-o",
        metavar=_("FILE|FOLDER"),
        help=_("The new workbook (.xlsx), or a folder that gets one for each inventory; with --into the copy."),
    ),
]
Into = Annotated[
    Path | None,
    typer.Option(
        "--into",
        metavar=_("WORKBOOK"),
        help=_("Instead: show what changed in the catalogue since this workbook was last pushed there."),
    ),
]
Take = Annotated[
    list[str] | None,
    typer.Option(
        "--take",
        metavar=_("KEY:FIELD"),
        help=_(
            "With --into: write this change into the copy; “all” takes all, KEY those of one dataset. May be repeated. "
            "Without it you are asked, where there is a terminal."
        ),
    ),
]
Organization = Annotated[
    list[str] | None,
    typer.Option(
        "--organization",
        metavar=_("NAME"),
        help=_("Only datasets of this organisation of CKAN (its URL name); may be repeated."),
    ),
]
InventoryName = Annotated[
    str,
    typer.Option(
        "--inventory",
        metavar=_("NAME"),
        help=_("Only this inventory; it is also the one of the datasets that were entered by hand. Else inventar."),
    ),
]
Replace = Annotated[bool, typer.Option("--replace", help=_("Write over a workbook that is there already."))]


def register(app: typer.Typer, kind: type[Command]) -> None:
    """Add the command to the command line."""
    app.command(
        "pull",
        cls=kind,
        short_help=_("make a workbook of a catalogue"),
        help=_(
            "Write what a CKAN holds as a workbook with a row for each dataset, so that a catalogue that was filled by "
            "hand can be steered by sheet. With --into show what people changed in the catalogue since the last push, "
            "and write it into a copy of the workbook. Nothing is ever written to the catalogue."
        ),
    )(pull)


def pull(
    context: typer.Context,
    site: From = None,
    out: Out = None,
    into: Into = None,
    take: Take = None,
    organization: Organization = None,
    inventory: InventoryName = "",
    replace: Replace = False,
    mapping: Mapping = None,
    token_file: TokenFile = None,
    ledger: Ledger = None,
    profile: Profile = None,
    json: Json = False,
) -> None:
    """Make a workbook of a catalogue, or bring a workbook up to date with it."""
    console: Console = context.obj
    if into is not None:
        _refuse(organization or inventory, "--organization, --inventory", "--into")
        _pull_into(console, into, (site, out, mapping, profile, token_file, ledger), tuple(take or ()), json=json)
        return
    _refuse(take or mapping, "--take, --mapping", "-o")
    _pull(
        console,
        (site, out, inventory, profile, token_file, ledger),
        tuple(organization or ()),
        replace=replace,
        json=json,
    )


def _refuse(given: object, options: str, other: str) -> None:
    """Raise BadParameter for an option that the other way of the command has no use for."""
    if given:
        raise typer.BadParameter(_("{options} have no use with {other} alone").format(options=options, other=other))


def _pull(
    console: Console,
    wishes: tuple[str | None, Path | None, str, str | None, Path | None, str | None],
    organizations: tuple[str, ...],
    *,
    replace: bool,
    json: bool,
) -> None:
    """Write workbooks and say what they cannot say."""
    import os  # noqa: PLC0415 (start-up)

    from toolkit.reports.pull import build_pull_data, build_pull_text  # noqa: PLC0415
    from toolkit.steps.pull import PullRequest  # noqa: PLC0415
    from toolkit.steps.pull import pull as step  # noqa: PLC0415
    from toolkit.steps.target import TARGET  # noqa: PLC0415

    site, out, inventory, profile, token_file, ledger = wishes
    site = site or os.environ.get(TARGET) or ""
    if out is None or not site:
        raise typer.BadParameter(_("--from and --out are both needed"))
    request = PullRequest(site, out, organizations, inventory, profile, token_file, ledger, replace)
    pulled = step(request, console.translator)
    if json:
        console.show_data(build_pull_data(pulled))
    else:
        console.show(build_pull_text(pulled, console.translator, console.ink))


def _pull_into(
    console: Console,
    file: Path,
    wishes: tuple[str | None, Path | None, str | None, str | None, Path | None, str | None],
    take: tuple[str, ...],
    *,
    json: bool,
) -> None:
    """Show what changed, and write what is chosen into a copy."""
    from toolkit.reports.pullinto import build_into_data, build_into_text  # noqa: PLC0415 (start-up)
    from toolkit.steps.pullinto import IntoRequest, find_differences, write_copy  # noqa: PLC0415

    site, out, mapping, profile, token_file, ledger = wishes
    if take and out is None:
        raise Problem(
            say("--take needs a name for the copy"), say("Write -o COPY.xlsx; the workbook itself is never changed.")
        )
    request = IntoRequest(file, site, out, mapping, profile, token_file, ledger)
    found = find_differences(request, console.translator)
    choice = _choose(console, found, take, asking=out is not None and not json)
    taken: tuple[Difference, ...] = ()
    if out is not None and choice is not None:
        taken = write_copy(found, choice, out, console.translator)
    shown = str(out) if out else ""
    if json:
        console.show_data(build_into_data(found.compared, taken, shown))
    else:
        console.show(build_into_text(found.compared, taken, console.translator, console.ink, shown))


def _choose(console: Console, found: Differences, take: tuple[str, ...], *, asking: bool) -> Choice | None:
    """Give what is to be taken: as written, else as somebody at the terminal says; None where nobody said anything."""
    from toolkit.steps.pullinto import parse_choices  # noqa: PLC0415 (start-up)

    if take:
        return parse_choices(take, found.items)
    if not asking or not console.is_attended:
        return None
    return _ask_all(console, found)


def _ask_all(console: Console, found: Differences) -> Choice:
    """Ask about each change that a cell can say."""
    from toolkit.reports.pullinto import DifferenceWriter  # noqa: PLC0415 (start-up)

    writer = DifferenceWriter(found.compared, console.translator)
    wanted: set[tuple[str, str]] = set()
    possible = [one for one in found.items if one.can_be_taken]
    for number, one in enumerate(possible, 1):
        name = writer.name(one)
        console.tell(say("{number} of {total}  {name}", number=number, total=len(possible), name=name))
        for line in writer.write(one):
            console.tell(say("{name}", name=f"    {line}"))
        if console.confirm(say("Write it into the copy? [y/N]")):
            wanted.add((one.identifier, one.field))
    return lambda one: (one.identifier, one.field) in wanted
