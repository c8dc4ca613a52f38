"""Opens the targets of a configuration: address, token, ledger and patience come from the file that names them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import platformdirs

from toolkit.catalogues.folder import FolderCatalogue
from toolkit.model.message import say
from toolkit.model.problem import Problem
from toolkit.steps.configuration import TargetSettings
from toolkit.steps.target import LEDGER, TOKEN, Target, read_token


def open_configured(settings: TargetSettings, environ: Mapping[str, str]) -> Target:
    """Open a target. Raises Problem when its token or its ledger is missing, or it cannot be reached."""
    ledger = find_ledger(settings, environ)
    if not settings.is_site:
        folder = Path(settings.to)
        return Target(FolderCatalogue(folder), ledger or folder / "ledger.sqlite")
    from toolkit.catalogues.ckan.catalogue import connect_ckan  # noqa: PLC0415 (start-up)
    from toolkit.catalogues.ckan.choice import require_profile  # noqa: PLC0415
    from toolkit.catalogues.ckan.patience import Patience  # noqa: PLC0415

    require_profile(settings.profile)
    patience = replace(Patience(), **settings.timeouts.model_dump(exclude_none=True))
    token = find_token(settings, environ)
    catalogue = connect_ckan(
        settings.to, token, header=settings.token_header, profile=settings.profile, patience=patience
    )
    return Target(catalogue, ledger or platformdirs.user_data_path("bestand") / "ledger.sqlite")


def find_token(settings: TargetSettings, environ: Mapping[str, str]) -> str:
    """Find the token of a CKAN: in its file, else in its variable, else in BESTAND_TOKEN. Raises Problem."""
    if settings.token_file is not None:
        token = read_token(settings.token_file, {})
        if not token:
            raise Problem(
                say("the token file {file} is empty", file=str(settings.token_file)),
                say("Put the API token of the job’s CKAN user into it, in one line."),
            )
        return token
    variable = settings.token_env or TOKEN
    token = environ.get(variable, "").strip()
    if token:
        return token
    raise Problem(
        say("the target {name} needs an API token, and {variable} is not set", name=settings.name, variable=variable),
        say("Set that variable for this job, or name a file under token_file in [targets.{name}].", name=settings.name),
    )


def find_ledger(settings: TargetSettings, environ: Mapping[str, str]) -> Path | str | None:
    """Find the ledger's place; None for the usual one. Raises Problem where its variable is not set."""
    place = settings.ledger
    if settings.ledger_env is not None:
        place = environ.get(settings.ledger_env, "").strip()
        if not place:
            raise Problem(
                say(
                    "the ledger of {name} stands in the variable {variable}, which is not set",
                    name=settings.name,
                    variable=settings.ledger_env,
                ),
                say("Set it for this job: a file, or postgresql+psycopg://user:password@host/database."),
            )
    place = place or environ.get(LEDGER, "").strip()
    return None if not place else place if "://" in place else Path(place)
