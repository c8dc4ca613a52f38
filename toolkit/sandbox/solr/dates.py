"""Reads and writes the only form of a date that Solr takes: ISO 8601 in UTC with a trailing Z."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from .refusal import Refusal

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SHAPE = re.compile(r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?Z")
MICROSECOND_DIGITS = 6


def parse_date(text: str) -> datetime:
    """Read a date; Solr keeps milliseconds. Raises Refusal for every other form, date arithmetic included.

    >>> parse_date("2026-03-01T12:00:00.123456Z").isoformat()
    '2026-03-01T12:00:00.123000+00:00'
    """
    found = SHAPE.fullmatch(text)
    if not found:
        raise Refusal(f"Invalid Date String:'{text}'")
    *parts, fraction = found.groups()
    milliseconds = int((fraction or "").ljust(MICROSECOND_DIGITS, "0")[:3])
    year, month, day, hour, minute, second = map(int, parts)
    try:
        return datetime(year, month, day, hour, minute, second, milliseconds * 1000, tzinfo=UTC)
    except ValueError as error:
        raise Refusal(f"Invalid Date String:'{text}' ({error})") from error


def format_date(moment: datetime) -> str:
    """Write a date as Solr stores it.

    >>> format_date(parse_date("2026-03-01T12:00:00.120Z")), format_date(EPOCH)
    ('2026-03-01T12:00:00.120Z', '1970-01-01T00:00:00Z')
    """
    spec = "milliseconds" if moment.microsecond else "seconds"
    return moment.astimezone(UTC).isoformat(timespec=spec).replace("+00:00", "Z")
