"""Looks back: which runs a ledger knows, and what one of them did. Opens no catalogue and needs no token."""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from toolkit.model.message import Message, say
from toolkit.model.problem import Problem
from toolkit.steps.target import DEFAULT_FOLDER, LEDGER, TARGET
from toolkit.sync.ledger import Ledger, open_ledger
from toolkit.sync.record import RunRecord, StepRecord

LAST = "last"
"""Stands for the newest run."""


@dataclass(frozen=True, slots=True)
class LedgerRequest:
    """Which ledger somebody means; what is None is looked up in the environment or has a default."""

    to: str | None = None
    ledger: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a ledger lies, and the target in it that is meant; "" means all targets."""

    ledger: Path | str
    target: str = ""

    @property
    def is_there(self) -> bool:
        """Whether there may be a ledger; a database server tells when it is asked."""
        return not isinstance(self.ledger, Path) or self.ledger.is_file()


@dataclass(frozen=True, slots=True)
class History:
    """Runs, newest first, of one target or (``target`` is then "") of all; ``targets`` are all that the ledger knows.

    ``news`` is what happened to the ledger while it was opened.
    """

    location: str
    target: str
    runs: tuple[RunRecord, ...]
    targets: tuple[str, ...] = ()
    news: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """One run with all its writes."""

    run: RunRecord
    steps: tuple[StepRecord, ...]
    news: tuple[Message, ...] = ()


def read_history(request: LedgerRequest, limit: int, environ: Mapping[str, str] = os.environ) -> History:
    """Read the newest runs; a ledger that is not there yet has none, and is not made."""
    place = find_ledger(request, environ)
    if not place.is_there:
        return History(str(place.ledger), place.target, ())
    with open_ledger(place.ledger) as ledger:
        runs = ledger.history(place.target or None, limit)
        return History(ledger.location, place.target, runs, ledger.targets(), ledger.news)


def read_run(request: LedgerRequest, run: str, environ: Mapping[str, str] = os.environ) -> Shown:
    """Read one run: by its id, by a beginning of it, or ``last``. Raises Problem where there is none."""
    place = find_ledger(request, environ)
    with _open_known(place) as ledger:
        found = ledger.find_run(_find_last(ledger, place) if run.casefold() == LAST else run)
        return Shown(found, ledger.run_steps(found.id), ledger.news)


def prune_history(
    request: LedgerRequest, days: int, now: dt.datetime, environ: Mapping[str, str] = os.environ
) -> tuple[int, str]:
    """Throw the contents of runs away that are older than some days; give their number and the ledger's place."""
    place = find_ledger(request, environ)
    with _open_known(place) as ledger:
        return ledger.prune(now - dt.timedelta(days=days), now, place.target or None), ledger.location


def find_ledger(request: LedgerRequest, environ: Mapping[str, str]) -> Place:
    """Tell which ledger is meant, as ``plan`` and ``push`` do, but without opening the target.

    Where only the ledger is named, all its targets are meant. Where nothing is named, it is the default folder's
    ledger, else the one of the CKANs. Raises Problem for an address that is none.
    """
    named, to = request.ledger or environ.get(LEDGER), request.to or environ.get(TARGET)
    usual = platformdirs.user_data_path("bestand") / "ledger.sqlite"
    if named:
        return Place(named if "://" in named else Path(named), _name_target(to) if to else "")
    if to is None:
        default = Place(Path(DEFAULT_FOLDER) / "ledger.sqlite")
        return default if default.is_there else Place(usual)
    return Place(usual if _is_site(to) else Path(to) / "ledger.sqlite", _name_target(to))


def _name_target(to: str) -> str:
    """Give a target's name in the ledger. Raises Problem for an address that is none."""
    if _is_site(to):
        from toolkit.catalogues.ckan.address import normalise_address  # noqa: PLC0415 (start-up)

        return normalise_address(to)
    return f"folder:{Path(to.removeprefix('folder:')).resolve().as_posix()}"


def _is_site(to: str) -> bool:
    """Tell a CKAN's address from a folder."""
    return re.match(r"https?://", to, re.IGNORECASE) is not None


def _find_last(ledger: Ledger, place: Place) -> str:
    """Give the newest run's id. Raises Problem where there is none."""
    runs = ledger.history(place.target or None, 1)
    if runs:
        return runs[0].id
    raise Problem(
        say("the ledger {location} knows no run yet", location=ledger.location),
        say("Name the catalogue with --to, or the ledger with --ledger."),
    )


@contextmanager
def _open_known(place: Place) -> Iterator[Ledger]:
    """Open a ledger that is there. Raises Problem for one that is not, which is not made."""
    if not place.is_there:
        raise Problem(
            say("there is no ledger {location}", location=str(place.ledger)),
            say("Name the catalogue with --to, or the ledger with --ledger."),
        )
    with open_ledger(place.ledger) as ledger:
        yield ledger
