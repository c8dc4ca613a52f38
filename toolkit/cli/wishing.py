"""The options that ``bestand plan`` and ``bestand push`` share: which catalogue, and what a plan may do."""

from __future__ import annotations

from enum import StrEnum
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from toolkit.cli.console import Console
    from toolkit.model.plan import Side
    from toolkit.steps.plan import Planned


class Winner(StrEnum):
    """Who wins where a field changed in the sheet and in the catalogue."""

    SHEET = "sheet"
    CATALOGUE = "catalogue"


FilesOrPlan = Annotated[
    list[Path],
    typer.Argument(
        metavar=_("WORKBOOK...|PLAN"), help=_("Workbooks, folders of data packages, or one saved plan (.json).")
    ),
]
To = Annotated[
    str | None,
    typer.Option(
        "--to",
        metavar=_("TARGET"),
        help=_("A folder, or a CKAN's address (https://…). Else BESTAND_TARGET, else the folder bestand-catalogue."),
    ),
]
TokenFile = Annotated[
    Path | None,
    typer.Option(
        "--token-file",
        metavar=_("FILE"),
        help=_("A file that holds the CKAN API token and that only you may read. Else the variable BESTAND_TOKEN."),
    ),
]
Ledger = Annotated[
    str | None,
    typer.Option(
        "--ledger",
        metavar=_("FILE|URL"),
        help=_(
            "Where Bestand remembers what it pushed. Else BESTAND_LEDGER, else a file beside the catalogue folder's "
            "entries or, for a CKAN, in your user data folder."
        ),
    ),
]
Profile = Annotated[
    str | None,
    typer.Option(
        "--profile",
        metavar=_("NAME|FILE"),
        help=_(
            "Which fields of a CKAN are filled: auto (what fits the site), ckan-plain, ckan-dcat, ckan-scheming, "
            "ckan-dcatde, or a file of your own (.yaml). Else BESTAND_PROFILE, else auto."
        ),
    ),
]
CreateOrganizations = Annotated[
    bool, typer.Option("--create-organizations", help=_("Create organisations that the catalogue lacks."))
]
CreateGroups = Annotated[bool, typer.Option("--create-groups", help=_("Create groups that the catalogue lacks."))]
AdoptOurs = Annotated[
    bool,
    typer.Option("--adopt", help=_("Take over datasets that carry our identifier but are not in the ledger.")),
]
Restore = Annotated[
    bool, typer.Option("--restore", help=_("Create datasets again that were removed from the catalogue by hand."))
]
Released = Annotated[
    bool,
    typer.Option(
        "--released",
        help=_("For data packages: you say that all their datasets may be published. Else they are for staff only."),
    ),
]
Organization = Annotated[
    str | None,
    typer.Option(
        "--organization",
        metavar=_("NAME"),
        help=_("For data packages: the CKAN organisation of those datasets that name none (its URL name)."),
    ),
]
WithdrawLimit = Annotated[
    int | None,
    typer.Option("--withdraw-limit", min=0, metavar="N", help=_("Allow up to N datasets to be withdrawn at once.")),
]
Prefer = Annotated[
    Winner | None,
    typer.Option("--prefer", help=_("Settle conflicts: keep what the sheet says, or what the catalogue says.")),
]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help=_("List every field of new datasets too."))]
Decide = Annotated[
    Path | None,
    typer.Option(
        "--decide",
        metavar=_("FILE"),
        help=_(
            "Settle conflicts as this file says, which “bestand plan … --conflicts FILE” wrote and somebody filled in."
        ),
    ),
]


def choose_side(prefer: Winner | None) -> Side | None:
    """Give a preference in the plan's own words.

    >>> choose_side(Winner.SHEET), choose_side(None)
    ('sheet', None)
    """
    return None if prefer is None else "sheet" if prefer is Winner.SHEET else "catalogue"


def settle(console: Console, planned: Planned, file: Path | None) -> Planned:
    """Settle conflicts by a file, and tell which of its decisions were of no use."""
    if file is None:
        return planned
    from toolkit.steps.decision import decide_by_file  # noqa: PLC0415 (start-up)

    decided, notes = decide_by_file(planned, file)
    for note in notes:
        console.tell(note)
    return decided
