"""Reads telephone numbers into the international form; what is no number that can be called stays out."""

from __future__ import annotations

import re
from functools import lru_cache

import phonenumbers
from phonenumbers import Leniency, PhoneNumberFormat, PhoneNumberMatcher

from toolkit.mapping.values import Parsed, Trouble
from toolkit.model.grid import CellValue, show
from toolkit.model.message import say
from toolkit.reading.text import clean

_REGION = "DE"
"""Where numbers without a country's code are called."""

_LONGEST = 250
_FAX = re.compile(r"(?<![/&] )(?<![/&])\b(?:tele)?fax\b[^\d+(]*[\d\s()/+.-]*", re.IGNORECASE)
"""A fax number, which nobody can be called at."""

_EXPECTED = say("a telephone number with its area code, such as 06131 12-0 or +49 6131 120")
_ONE_EXPECTED = say("one telephone number")


def parse_phone(value: CellValue) -> Parsed[str]:
    """Read a telephone number, words around it left out; of several the first is taken and that is told.

    >>> parse_phone("06131/12-0").value, parse_phone("Tel.: +49 (0)6131 12-3456").value
    ('+49 6131 120', '+49 6131 123456')
    >>> parse_phone("Durchwahl 3456").trouble.code, parse_phone("06131 12-0, 06131 12-99").trouble.code
    ('phone-invalid', 'phone-several')
    """
    return _parse_text(clean("; ".join(show(value).splitlines())))


@lru_cache(maxsize=4096)
def _parse_text(text: str) -> Parsed[str]:
    text = _FAX.sub("", text)
    matches = PhoneNumberMatcher(text[:_LONGEST], _REGION, leniency=Leniency.VALID, max_tries=50)
    found = tuple(dict.fromkeys(_write(match.number) for match in matches))
    if not found:
        return Parsed(None, Trouble("phone-invalid", _EXPECTED, _complete(text)))
    if len(found) > 1:
        return Parsed(found[0], Trouble("phone-several", _ONE_EXPECTED, detail=found[0]))
    return Parsed(found[0])


def _write(number: phonenumbers.PhoneNumber) -> str:
    return phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)


def _complete(text: str) -> tuple[str, ...]:
    """Offer the number whose first zero a spreadsheet took away: 613112345 was 0613112345."""
    if not text.isascii() or not text.isdigit() or not 7 <= len(text) <= 12:
        return ()
    try:
        number = phonenumbers.parse(f"0{text}", _REGION)
    except phonenumbers.NumberParseException:
        return ()
    return (_write(number),) if phonenumbers.is_valid_number(number) else ()
