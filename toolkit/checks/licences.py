"""Rules for licences: what a dataset's licence asks for, and whether it lets everybody use the data."""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.checks.rule import Words, is_for_public, on_dataset, on_inventory, place_of, place_of_part
from toolkit.model.dataset import Described
from toolkit.model.finding import Place, Severity
from toolkit.model.message import say, say_many
from toolkit.vocabularies.load import load_vocabulary


def list_licences(described: Described) -> Iterator[tuple[str, str | None]]:
    """Give every licence with the key of its distribution, None for the dataset's own; empty ones are left out."""
    if described.dataset.license:
        yield described.dataset.license, None
    for part in described.dataset.distributions:
        if part.license:
            yield part.license, part.key


def place_of_licence(described: Described, key: str | None) -> Place:
    """Find where a licence stands."""
    return place_of(described, "license") if key is None else place_of_part(described, key, "license")


@on_inventory("attribution-missing", Severity.WARNING)
def attribution_missing(everything: tuple[Described, ...]) -> Iterator[Words]:
    """A licence asks for the source to be named, but no text says how.

    Licences with attribution need the text that users are to quote (DCAT-AP.de, licenseAttributionByText, convention
    K35). Where the inventory has no such column at all, that is said once.

    Fill the column, or give the text once for all under constants in the mapping.
    """
    silent = [one for one in everything if _needs_text(one) and not _is_asked(one)]
    for described in everything:
        if _is_asked(described) and _needs_text(described):
            yield Words(
                say("the licence asks for the source, but no text says how to name it"),
                place_of(described, "attribution"),
                say("Enter the text that users are to quote."),
            )
    if silent:
        yield Words(
            say_many(
                "{n} dataset has a licence that asks for the source, but no column says how to name it",
                "{n} datasets have a licence that asks for the source, but no column says how to name it",
                len(silent),
            ),
            Place(),
            say("Map a column to attribution, or give the text once under constants in the mapping."),
        )


def _is_asked(described: Described) -> bool:
    """Tell whether anything could say how to name the source."""
    return "attribution" in described.managed


def _needs_text(described: Described) -> bool:
    """Tell whether a licence asks for the source and nothing says how to name it."""
    dataset = described.dataset
    if dataset.attribution or "attribution" in described.unread:
        return False
    named = {part.key for part in dataset.distributions if part.attribution}
    parts = dataset.distributions
    own = [dataset.license] if not parts or any(not (part.license or part.attribution) for part in parts) else []
    others = [part.license for part in parts if part.key not in named]
    return any(_asks_for_source(uri) for uri in (*own, *others))


def _asks_for_source(uri: str) -> bool:
    concept = load_vocabulary("license").concept(uri)
    return concept is not None and concept.flag("needs_attribution") is True


@on_dataset("licence-closed", Severity.WARNING)
def licence_closed(described: Described) -> Iterator[Words]:
    """A dataset is for the public, but its licence is not open.

    Licences that forbid commercial use or changes, and closed ones, do not let everybody use the data for every purpose
    (Open Definition 2.1). The release gate holds such a dataset back.

    Choose an open licence, or do not release the dataset.
    """
    if not is_for_public(described):
        return
    for uri, key in list_licences(described):
        concept = load_vocabulary("license").concept(uri)
        if concept and concept.flag("open") is False:
            yield Words(
                say("“{licence}” is no open licence", licence=concept.de),
                place_of_licence(described, key),
                say("Choose an open licence, or do not release the dataset."),
                concept.de,
            )
