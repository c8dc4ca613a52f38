"""Rules for series of datasets: what catalogues want to know of each, and whether its datasets agree."""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.checks.rule import Words, on_inventory, place_of
from toolkit.model.dataset import Described, Series
from toolkit.model.finding import Severity
from toolkit.model.message import say


@on_inventory("series-incomplete", Severity.WARNING)
def series_incomplete(everything: tuple[Described, ...]) -> Iterator[Words]:
    """A series of datasets has no title or no description.

    Both are mandatory for a series (DCAT-AP.de 3.0, dcat:DatasetSeries). Each series is named once, at the first of its
    datasets; it is enough if one of them describes it.

    Map columns to series.title and series.description, or give them once under constants in the mapping.
    """
    for members in _group(everything).values():
        series = [one.dataset.series for one in members if one.dataset.series]
        lacks_title = not any(one.title for one in series)
        if lacks_title or not any(one.description for one in series):
            path = "series.title" if lacks_title else "series.description"
            shown = series[0].title or series[0].key
            yield Words(
                say("the series “{series}” has no title", series=shown)
                if lacks_title
                else say("the series “{series}” has no description", series=shown),
                place_of(members[0], _find_column(members[0], path)),
                say("Map columns to series.title and series.description, or give them once under constants."),
                shown,
            )


def _find_column(described: Described, path: str) -> str:
    """Give the field at whose column a lack is best shown: its own, else that of the series' title or key."""
    return next((one for one in (path, "series.title", "series.key") if one in described.columns), path)


@on_inventory("series-differ", Severity.WARNING)
def series_differ(everything: tuple[Described, ...]) -> Iterator[Words]:
    """Two datasets of one series say different things of it.

    A series has one title and one description. What the first of its datasets says counts.

    Write the same into both cells, or give the series of one of them another key.
    """
    for members in _group(everything).values():
        first = members[0]
        for other in members[1:]:
            for path, said, counts in _compare(first.dataset.series, other.dataset.series):
                yield Words(
                    say("dataset {key} of the same series says “{other}”", key=first.dataset.key, other=counts),
                    place_of(other, path),
                    say("Write the same into both cells, or give the series of one of them another key."),
                    said,
                    (counts,),
                )


def _compare(first: Series | None, other: Series | None) -> Iterator[tuple[str, str, str]]:
    """Give the fields in which two datasets contradict each other, with what each says; silence is no contradiction."""
    if first and other:
        pairs = (
            ("series.title", other.title, first.title),
            ("series.description", other.description, first.description),
        )
        yield from ((path, said, counts) for path, said, counts in pairs if said and counts and said != counts)


def _group(everything: tuple[Described, ...]) -> dict[str, list[Described]]:
    """Give the datasets of each series in the order of the sheet."""
    groups: dict[str, list[Described]] = {}
    for one in everything:
        if one.dataset.series:
            groups.setdefault(one.dataset.series.key, []).append(one)
    return groups
