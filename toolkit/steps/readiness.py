"""Looks whether a configuration is ready for a sync, and writes nothing: files, mappings, tokens, and the targets."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from toolkit.model.message import say, say_many
from toolkit.model.problem import Problem
from toolkit.reports.readiness import Ready
from toolkit.steps.configuration import Configuration, InventorySettings, TargetSettings
from toolkit.steps.connection import find_ledger, find_token, open_configured
from toolkit.steps.intake import Taken, take_in
from toolkit.sync.summary import Absent, Failed, Held


def list_readiness(
    configuration: Configuration, environ: Mapping[str, str], trace: Callable[[Exception], None], *, online: bool
) -> Iterator[Ready]:
    """Look at every target and every inventory; ``online`` also reaches the targets."""
    for target in configuration.targets:
        yield _look_at_target(target, environ, online=online)
    for inventory in configuration.inventories:
        yield _look_at_inventory(inventory, trace)


def _look_at_target(settings: TargetSettings, environ: Mapping[str, str], *, online: bool) -> Ready:
    """Look for token, ledger and profile of a target."""
    subject = f"targets.{settings.name}"
    try:
        find_ledger(settings, environ)
        if settings.is_site:
            find_token(settings, environ)
            _require_profile(settings.profile)
        if online:
            target = open_configured(settings, environ)
            close = getattr(target.catalogue, "close", None)
            if close is not None:
                close()
    except Problem as problem:
        return Ready(subject, "bad", problem.what, problem.remedy)
    if online and settings.is_site:
        return Ready(subject, "good", say("{target} answers", target=settings.to))
    return Ready(subject, "good", say("{target} is described completely", target=settings.to))


def _require_profile(name: str) -> None:
    """Raise Problem for a profile that cannot be used; what ``auto`` finds nobody knows before the site answers."""
    from toolkit.catalogues.ckan.choice import AUTO, read_profile  # noqa: PLC0415 (start-up)

    if name != AUTO:
        read_profile(name)


def _look_at_inventory(settings: InventorySettings, trace: Callable[[Exception], None]) -> Ready:
    """Read an inventory as a sync would."""
    subject = f"inventories.{settings.name}"
    match take_in(settings, trace):
        case Taken(inventories=inventories):
            n = sum(len(one.described) for one in inventories)
            files = ", ".join(one.file for one in inventories)
            return Ready(subject, "good", say_many("{n} dataset in {files}", "{n} datasets in {files}", n, files=files))
        case Absent(reason=reason):
            return Ready(subject, "good", say("optional, and {reason}", reason=reason))
        case Held(reason=reason, remedy=remedy) | Failed(reason=reason, remedy=remedy):
            return Ready(subject, "bad", reason, remedy)
