"""Rules for dates: in the future, in the wrong order, or long past for data that are said to be renewed.

Dates are compared as far as they are precise: “2025” is neither before nor after any day of that year.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterator

from toolkit.checks.published import Said
from toolkit.checks.rule import Words, on_dataset, on_dataset_dated
from toolkit.model.dataset import Described
from toolkit.model.finding import Severity
from toolkit.model.message import say
from toolkit.vocabularies.load import load_vocabulary

_FIRST_YEAR = "1950"
_YEARS_AHEAD = 50
_LEAST_DELAY_DAYS = 365
_INTERVALS = 2


def _list_changes(described: Described) -> Iterator[Said]:
    """List when a dataset and its distributions were issued and changed."""
    dataset = described.dataset
    yield from (one for one in (Said(dataset.issued, "issued"), Said(dataset.modified, "modified")) if one.text)
    for part in dataset.distributions:
        own = (Said(part.issued, "issued", part.key), Said(part.modified, "modified", part.key))
        yield from (one for one in own if one.text)


def is_later(one: str, other: str) -> bool:
    """Tell whether a date is later than another, as far as both are precise.

    >>> is_later("2025", "2024-12-31"), is_later("2024", "2024-12-31"), is_later("2024-12-31", "2024")
    (True, False, False)
    """
    shared = min(len(one), len(other), len("2024-12-31"))
    return one[:shared] > other[:shared]


@on_dataset_dated("date-future", Severity.WARNING)
def date_future(described: Described, today: dt.date) -> Iterator[Words]:
    """Data were changed or issued on a day that has not come yet.

    The dates of change and of issue (DCAT-AP.de 3.0, dct:modified and dct:issued) say what has happened. Day and month
    may have changed places, or the date is that of a planned release.

    Correct the date; leave it empty where it is only planned.
    """
    for said in _list_changes(described):
        if is_later(said.text, today.isoformat()):
            yield said.words(
                described,
                say("this day has not come yet"),
                say("Correct the date; leave the cell empty where it is only planned."),
            )


@on_dataset("date-implausible", Severity.WARNING)
def date_implausible(described: Described) -> Iterator[Words]:
    """Data were changed or issued before 1950.

    Spreadsheet programs turn small numbers into days of the year 1900, and years of two digits into those of the wrong
    century. What the data are about may be as old as it likes; that stands in the time covered.

    Correct the date.
    """
    for said in _list_changes(described):
        if is_later(_FIRST_YEAR, said.text):
            yield said.words(described, say("this date is too old to be true"), say("Correct the date."))


@on_dataset_dated("period-far", Severity.WARNING)
def period_far(described: Described, today: dt.date) -> Iterator[Words]:
    """The time that data cover begins or ends more than 50 years from now.

    Forecasts and plans reach ahead, but hardly that far. Two digits have probably changed places, or 2099 stands for
    “until further notice”.

    Correct the date; leave the end empty where the data go on.
    """
    period = described.dataset.temporal
    for said in (Said(period.start, "temporal.start"), Said(period.end, "temporal.end")) if period else ():
        if said.text and is_later(said.text, str(today.year + _YEARS_AHEAD)):
            yield said.words(
                described,
                say("this date is more than {n} years from now", n=_YEARS_AHEAD),
                say("Correct the date; leave the end empty where the data go on."),
            )


@on_dataset("dates-reversed", Severity.WARNING)
def dates_reversed(described: Described) -> Iterator[Words]:
    """Data were issued after they were last changed.

    The date of issue is that of the first publication (DCAT-AP.de 3.0, dct:issued), so that no change can come before
    it. The two columns may have been mixed up.

    Correct one of the two dates.
    """
    dataset = described.dataset
    pairs = [(Said(dataset.issued, "issued"), dataset.modified)]
    pairs += [(Said(part.issued, "issued", part.key), part.modified) for part in dataset.distributions]
    for said, modified in pairs:
        if said.text and modified and is_later(said.text, modified):
            yield said.words(
                described,
                say("issued after the last change ({modified})", modified=modified),
                say("Correct one of the two dates."),
            )


@on_dataset("period-reversed", Severity.WARNING)
def period_reversed(described: Described) -> Iterator[Words]:
    """The time that data cover ends before it begins.

    Begin and end stand in two columns (DCAT-AP.de 3.0, dct:temporal), which may have been mixed up.

    Correct one of the two dates.
    """
    period = described.dataset.temporal
    if period and period.start and period.end and is_later(period.start, period.end):
        yield Said(period.end, "temporal.end").words(
            described,
            say("the time covered ends before it begins ({start})", start=period.start),
            say("Correct one of the two dates."),
        )


@on_dataset_dated("update-overdue", Severity.WARNING)
def update_overdue(described: Described, today: dt.date) -> Iterator[Words]:
    """Data are said to be renewed regularly but have not been for long.

    The last change, of the dataset or of a distribution, or the end of the time covered is further back than twice the
    interval that the frequency promises, and more than a year. Either nobody wrote the newer date into the sheet, or
    the data are no longer renewed.

    Correct the date or the frequency.
    """
    concept = load_vocabulary("frequency").concept(described.dataset.frequency)
    interval = concept.number("interval_days") if concept else None
    if concept is None or interval is None:
        return
    dated = [(day, said) for said in _list_updates(described) if (day := find_last_day(said.text))]
    if not dated:
        return
    last, said = max(dated, key=lambda one: one[0])
    if (today - last).days > max(_INTERVALS * interval, _LEAST_DELAY_DAYS):
        yield said.words(
            described,
            say("by the frequency “{frequency}” there should be newer data", frequency=concept.de),
            say("Correct the date of the last change, or the frequency."),
        )


def _list_updates(described: Described) -> Iterator[Said]:
    """List the dates that tell how new a dataset is."""
    dataset = described.dataset
    yield Said(dataset.modified, "modified")
    if dataset.temporal:
        yield Said(dataset.temporal.end, "temporal.end")
    for part in dataset.distributions:
        yield Said(part.modified, "modified", part.key)


def find_last_day(text: str) -> dt.date | None:
    """Give the last day that a date of any precision can mean.

    >>> find_last_day("2024").isoformat(), find_last_day("2024-02").isoformat(), find_last_day("2024-02-03").isoformat()
    ('2024-12-31', '2024-02-29', '2024-02-03')
    >>> find_last_day("") is None
    True
    """
    parts = text[:10].split("-")
    try:
        year = int(parts[0])
        month = int(parts[1]) if len(parts) > 1 else 12
        day = int(parts[2]) if len(parts) > 2 else calendar.monthrange(year, month)[1]
        return dt.date(year, month, day)
    except ValueError:
        return None
