"""Texts that hold personal data by their form: numbers with check digits, mobile numbers, persons' mailboxes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import phonenumbers
from phonenumbers import Leniency, PhoneNumberMatcher, PhoneNumberType
from stdnum import iban
from stdnum.de import idnr

from toolkit.mapping.addresses import is_personal_address
from toolkit.privacy.sort import Sort
from toolkit.privacy.words import load_words

_LONGEST = 5000


@dataclass(frozen=True, slots=True)
class Sight:
    """Something that looks personal, and where in the text it stands."""

    sort: Sort
    start: int
    end: int


def find_sights(text: str) -> tuple[Sight, ...]:
    """Find what looks personal in a text; only its first 5,000 characters are looked at. Never raises.

    Bank accounts, tax and insurance numbers count only with a right check digit (ISO 13616, § 139b AO, § 147 SGB VI).

    >>> [sight.sort.value for sight in find_sights("Konto DE89 3704 0044 0532 0130 00, geb. 01.02.1970")]
    ['iban', 'birth']
    >>> find_sights("Spielplätze 2024, Tel. 06131 12-0")
    ()
    """
    text = text[:_LONGEST]
    if not _WORTH_LOOKING.search(text):
        return ()
    found = {sight.start: sight for look in reversed(_LOOKS) for sight in look(text)}
    return tuple(found[start] for start in sorted(found))


def mask(text: str) -> str:
    """Write a text without what looks personal in it, so that a report does not spread it.

    >>> mask("Konto DE89370400440532013000 bei der Sparkasse")
    'Konto *** bei der Sparkasse'
    """
    for sight in reversed(find_sights(text)):
        text = f"{text[: sight.start]}***{text[sight.end :]}"
    return text


# Nearly all texts hold neither digits enough nor an @ nor a form of address, and need no closer look.
_WORTH_LOOKING = re.compile(r"\d.*\d.*\d.*\d.*\d|@|\b(?:Herrn?|Frau|geb)\b|, ?[A-ZÄÖÜ]", re.DOTALL)
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,30}\b")
_TAX = re.compile(r"(?<![\d.,/-])\d{2} ?\d{3} ?\d{3} ?\d{3}(?![\d.,/-])")
_INSURANCE = re.compile(r"\b(\d{2}) ?(\d{2})(\d{2})(\d{2}) ?([A-Z]) ?(\d{2})(\d)\b")
_BIRTH = re.compile(r"\b(?:geb(?:\.|oren)|Geburtsdatum:?) ?(?:am )?\d{1,2}\. ?(?:\d{1,2}\.|[A-Za-zä]+) ?\d{2,4}")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_ADDRESSED = re.compile(r"\b(?:Herrn?|Frau) (?:(?:Dr|Prof)\. ?)*(?:[A-ZÄÖÜ][a-zäöüß]+[ -])?[A-ZÄÖÜ][a-zäöüß]{2,}\b")
_LISTED = re.compile(r"\b[A-ZÄÖÜ][a-zäöüß]+(?:-[A-ZÄÖÜ][a-zäöüß]+)?, ?([A-ZÄÖÜ][a-zäöüşß]+)\b")


def _find_accounts(text: str) -> Iterator[Sight]:
    """Find bank accounts; a match may run on into the next word, so that shorter ones are tried."""
    for found in _IBAN.finditer(text):
        ends = [end for end in range(found.end(), found.start() + 14, -1) if not text[end - 1].isspace()]
        end = next((end for end in ends if iban.is_valid(text[found.start() : end])), 0)
        if end:
            yield Sight(Sort.IBAN, found.start(), end)


def _find_tax_numbers(text: str) -> Iterator[Sight]:
    """Find identification numbers of the tax office."""
    for found in _TAX.finditer(text):
        if idnr.is_valid(found[0].replace(" ", "")):
            yield Sight(Sort.TAX_NUMBER, *found.span())


def _find_insurance_numbers(text: str) -> Iterator[Sight]:
    """Find numbers of the pension insurance: area, date of birth, initial, serial number, check digit."""
    for found in _INSURANCE.finditer(text):
        area, day, month, year, letter, serial, check = found.groups()
        digits = f"{area}{day}{month}{year}{ord(letter) - 64:02d}{serial}"
        products = (int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=True))
        if 1 <= int(month) <= 12 and sum(sum(divmod(product, 10)) for product in products) % 10 == int(check):
            yield Sight(Sort.INSURANCE_NUMBER, *found.span())


_WEIGHTS = (2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1)
"""The weights of the check digit (§ 2 VKVV); each product counts by its digit sum."""


_MOBILE = re.compile(r"(?:\+|00)49[\s()/.0-]*1[5-7]|\b0[\s/.-]?1[5-7]")


def _find_mobiles(text: str) -> Iterator[Sight]:
    """Find mobile numbers; those of the office's fixed line are public."""
    if not _MOBILE.search(text):
        return
    for found in PhoneNumberMatcher(text, "DE", leniency=Leniency.VALID):
        if phonenumbers.number_type(found.number) is PhoneNumberType.MOBILE:
            yield Sight(Sort.PHONE, found.start, found.end)


def _find_mailboxes(text: str) -> Iterator[Sight]:
    """Find mailboxes that carry a person's name."""
    for found in _MAIL.finditer(text):
        if is_personal_address(found[0].rstrip(".")):
            yield Sight(Sort.EMAIL, *found.span())


def _find_births(text: str) -> Iterator[Sight]:
    yield from (Sight(Sort.BIRTH, *found.span()) for found in _BIRTH.finditer(text))


def _find_names(text: str) -> Iterator[Sight]:
    """Find persons who are addressed, or written with a frequent given name behind a comma."""
    yield from (Sight(Sort.NAME, *found.span()) for found in _ADDRESSED.finditer(text))
    names = load_words().given_names
    yield from (Sight(Sort.NAME, *found.span()) for found in _LISTED.finditer(text) if found[1].casefold() in names)


_LOOKS: tuple[Callable[[str], Iterator[Sight]], ...] = (
    _find_accounts,
    _find_insurance_numbers,
    _find_tax_numbers,
    _find_mailboxes,
    _find_mobiles,
    _find_births,
    _find_names,
)
"""From the surest to the least sure: of two sights at one place the surer stays."""
