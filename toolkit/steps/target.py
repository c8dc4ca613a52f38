"""Opens what datasets are pushed to: a catalogue folder or a CKAN, each with its ledger."""

from __future__ import annotations

import os
import re
import stat
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from toolkit.catalogues.base import Catalogue
from toolkit.catalogues.folder import FolderCatalogue
from toolkit.model.cause import explain_cause
from toolkit.model.message import say
from toolkit.model.notation import Notation
from toolkit.model.problem import Problem

TARGET = "BESTAND_TARGET"
TOKEN = "BESTAND_TOKEN"  # noqa: S105 (the variable's name)
LEDGER = "BESTAND_LEDGER"
PROFILE = "BESTAND_PROFILE"
TOKEN_HEADER = "BESTAND_TOKEN_HEADER"  # noqa: S105 (the variable's name)
DEFAULT_FOLDER = "bestand-catalogue"


@dataclass(frozen=True, slots=True)
class Target:
    """An opened catalogue and the place of its ledger (a file, or a database URL)."""

    catalogue: Catalogue
    ledger: Path | str


def open_target(
    wanted: str | None, token_file: Path | None, ledger: str | None, profile: str | Notation | None = None
) -> Target:
    """Open a target: an http(s) address is a CKAN, everything else a folder; without a wish the default folder.

    ``profile`` is the name of one, a YAML file, ``auto``, or the notation of an earlier run; it is for a CKAN only.

    Raises Problem when a CKAN is named but no token, or a token file that others may read.
    """
    name = wanted or os.environ.get(TARGET) or DEFAULT_FOLDER
    place = ledger or os.environ.get(LEDGER)
    if re.match(r"https?://", name, re.IGNORECASE):
        chosen = profile or os.environ.get(PROFILE) or "auto"
        catalogue = _open_ckan(name, token_file, chosen)
        return Target(catalogue, _ledger_place(place) or platformdirs.user_data_path("bestand") / "ledger.sqlite")
    if "://" in name:
        raise Problem(
            say("“{target}” is no target", target=name),
            say("Name a folder, or a CKAN's address that begins with https://."),
        )
    folder = Path(name)
    return Target(FolderCatalogue(folder), _ledger_place(place) or folder / "ledger.sqlite")


def _ledger_place(place: str | None) -> Path | str | None:
    """Tell a database URL from a file's path."""
    return place if not place or "://" in place else Path(place)


def _open_ckan(url: str, token_file: Path | None, profile: str | Notation) -> Catalogue:
    """Open a CKAN; its client is slow to import, so only who needs it pays. A profile is looked at before any request.

    Raises Problem.
    """
    from toolkit.catalogues.ckan.catalogue import connect_ckan  # noqa: PLC0415 (start-up)
    from toolkit.catalogues.ckan.choice import require_profile  # noqa: PLC0415

    if isinstance(profile, str):
        require_profile(profile)
    token = read_token(token_file, os.environ)
    return connect_ckan(url, token, header=os.environ.get(TOKEN_HEADER, "Authorization"), profile=profile)


def read_token(file: Path | None, environ: Mapping[str, str]) -> str:
    """Read the API token from a file that only its owner may read, else from the environment; never from argv.

    Raises Problem when there is none, or the file's rights are too wide (design decision 13).
    """
    if file is None:
        token = environ.get(TOKEN, "").strip()
        if token:
            return token
        raise Problem(
            say("pushing to a CKAN needs an API token, and none was given"),
            say("Name a file with --token-file (readable by you only), or set {variable}.", variable=TOKEN),
        )
    try:
        mode, owner = file.stat().st_mode, file.stat().st_uid
        token = file.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise Problem(
            say("the token file {file} cannot be read: {cause}", file=str(file), cause=explain_cause(error)),
            say("Check the name after --token-file."),
        ) from error
    if is_open_to_others(mode, owner):
        raise Problem(
            say("others may read the token file {file}", file=str(file)),
            say("Take their rights away: chmod 600 {file}", file=str(file)),
        )
    return token


def is_open_to_others(mode: int, owner: int) -> bool:
    """Tell whether others may read a token file, or a group may write to it; Windows keeps rights elsewhere.

    A file of our own is for us alone. One that belongs to somebody else may be readable for its group, since that is
    how we may read it at all: Kubernetes mounts secrets so (root:fsGroup, 0440), systemd its credentials.
    """
    if sys.platform == "win32":
        return False
    allowed = stat.S_IRWXU | (0 if owner == os.geteuid() else stat.S_IRGRP)
    return bool(stat.S_IMODE(mode) & ~allowed)
