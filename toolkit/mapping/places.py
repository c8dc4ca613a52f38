"""Reads places: names, the official keys of municipalities and regions, and areas in coordinates."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TypeAlias

from toolkit.mapping.addresses import parse_url
from toolkit.mapping.areas import Area, looks_like_area, read_area
from toolkit.mapping.values import Parsed, Trouble
from toolkit.model.grid import CellValue, show
from toolkit.model.message import say
from toolkit.reading.text import clean

PlaceParts: TypeAlias = tuple[str, str, str]
"""The name in words, the address in a list of places, the area as GeoJSON; what is not known is empty."""

_BASE = "http://dcat-ap.de/def/politicalGeocoding/"
_LISTS = {
    2: "stateKey", 3: "governmentDistrictKey", 5: "districtKey", 8: "municipalityKey", 9: "municipalAssociationKey",
    12: "regionalKey",
}  # fmt: skip
"""Lists of DCAT-AP.de's political geocoding, by the length of their keys."""

_BARE_LENGTHS = frozenset({8, 12})
"""Keys that need no word beside them: five digits are a postal code as well, two may be anything."""

_SHORTENED = frozenset({4, 7, 11})
"""Digits that are left of a key when a spreadsheet takes the zero at its beginning away."""

_LAST_STATE = 16
_WORD = (
    "AGS|ARS|Amtlicher Gemeindeschlüssel|Amtlicher Regionalschlüssel|Gemeindeschlüssel|Gemeindekennziffer|GKZ|"
    "Regionalschlüssel|Regierungsbezirk|Gemeindeverband|Verbandsgemeinde|Kreisschlüssel|Kreiskennzahl|Landkreis|Kreis|Bundesland|Land|Schlüssel"
)
_KEY = r"\d(?:[ ]?\d){1,11}"
_LABELLED = re.compile(rf"(?P<word>{_WORD})\.?(?:-Nr\.?)? ?[:=]? ?(?P<key>{_KEY})", re.IGNORECASE)
_NAMED = re.compile(
    rf"(?P<name>[^\W\d_][^()\[\]:;]*?),? ?[(\[;]? ?(?:(?P<word>{_WORD})\.?(?:-Nr\.?)? ?[:=]? ?)?"
    r"(?P<key>\d{5}|\d{8}|\d{12})[)\]]?",
    re.IGNORECASE,
)
_IN_LIST = re.compile(rf"{re.escape(_BASE)}(?P<list>\w+Key)/(?P<key>[^/]*)/?")
_EXPECTED = say(
    "a name, the official key of a municipality (07315000), a bounding box (west, south, east, north) or GeoJSON"
)
_KEY_EXPECTED = say("the official key of an area (AGS: 8 digits, ARS: 12, Kreis 07315, Land 07) or a whole web address")
_AREA_EXPECTED = say(
    "a bounding box in degrees (west, south, east, north) such as 8.14, 49.90, 8.34, 50.04, or GeoJSON"
)


def parse_place(value: CellValue) -> Parsed[PlaceParts]:
    """Read a place into name, address and area.

    Official keys become addresses of the list of political geocoding: eight digits an AGS, twelve an ARS; shorter ones
    only beside a word such as AGS or Kreis, for five digits are a postal code as well.

    >>> parse_place("Stadtgebiet").value, parse_place("Mainz (07315000)").value
    (('Stadtgebiet', '', ''), ('Mainz', 'http://dcat-ap.de/def/politicalGeocoding/municipalityKey/07315000', ''))
    >>> parse_place("7315000").trouble.nearest
    ('07315000',)
    """
    text = _write_plain(value)
    if not text or isinstance(value, bool):
        return _refuse(())
    if re.match(r"https?://", text, re.IGNORECASE):
        return _read_address(text)
    if re.fullmatch(_KEY, text):
        return _read_bare_key(text.replace(" ", ""))
    if found := _LABELLED.fullmatch(text):
        return _read_key(found["key"].replace(" ", ""))
    if looks_like_area(text):
        area = read_area(text)
        return Parsed(("", "", area.geometry)) if area.geometry else _refuse(area.nearest)
    found = _NAMED.fullmatch(text)
    if found and (found["word"] or len(found["key"]) in _BARE_LENGTHS):
        return _read_key(found["key"], clean(found["name"]))
    return Parsed((text, "", "")) if re.search(r"[^\W\d_]", text) else _refuse(())


def parse_area(value: CellValue) -> Parsed[str]:
    """Read an area that a list of places names: an official key, or an address.

    >>> parse_area("07315000").value, parse_area("https://sws.geonames.org/2874225/").value
    ('http://dcat-ap.de/def/politicalGeocoding/municipalityKey/07315000', 'https://sws.geonames.org/2874225/')
    >>> parse_area("Stadtgebiet").trouble.code
    'place-invalid'
    """
    parsed = parse_place(value)
    name, address, area = parsed.value or ("", "", "")
    if address and not name and not area:
        return Parsed(address, parsed.trouble)
    trouble = parsed.trouble or Trouble("place-invalid", _KEY_EXPECTED, (address,) if address else ())
    return Parsed(None, replace(trouble, expected=_KEY_EXPECTED) if trouble.code == "place-invalid" else trouble)


def _write_plain(value: CellValue) -> str:
    """Give a cell's text with the minus sign of keyboards."""
    return clean(show(value)).replace("\u2212", "-")


def _refuse(nearest: tuple[str, ...]) -> Parsed[PlaceParts]:
    return Parsed(None, Trouble("place-invalid", _EXPECTED, nearest))


def _read_address(text: str) -> Parsed[PlaceParts]:
    """Read the address of a place; that of a key is held against the key's form."""
    parsed = parse_url(text)
    found = _IN_LIST.fullmatch(parsed.value or "")
    if found and build_key_uri(found["key"]) != f"{_BASE}{found['list']}/{found['key']}":
        uri = build_key_uri(found["key"].zfill(8)) if len(found["key"]) == 7 else ""
        return _refuse((uri,) if uri else ())
    return Parsed(("", parsed.value, "") if parsed.value else None, parsed.trouble)


def _read_bare_key(key: str) -> Parsed[PlaceParts]:
    """Read digits that stand alone."""
    if len(key) in _BARE_LENGTHS:
        return _read_key(key)
    if len(key) + 1 in _BARE_LENGTHS:
        return _refuse((f"0{key}",) if build_key_uri(f"0{key}") else ())
    return _refuse((f"AGS {key}",) if len(key) == 5 and build_key_uri(key) else ())


def _read_key(key: str, name: str = "") -> Parsed[PlaceParts]:
    """Read a key with the name beside it."""
    uri = build_key_uri(key)
    if not uri:
        lost = f"0{key}" if len(key) in _SHORTENED and build_key_uri(f"0{key}") else ""
        return _refuse((f"{name} ({lost})" if name else f"AGS {lost}",) if lost else ())
    return Parsed((name, uri, ""))


def build_key_uri(key: str) -> str:
    """Give the address of an official key; empty where no key has this form. The first two digits name the Land.

    >>> build_key_uri("07315000"), build_key_uri("17315000")
    ('http://dcat-ap.de/def/politicalGeocoding/municipalityKey/07315000', '')
    """
    if not key.isascii() or not key.isdigit() or len(key) not in _LISTS or not 1 <= int(key[:2]) <= _LAST_STATE:
        return ""
    return f"{_BASE}{_LISTS[len(key)]}/{key}"


def ags_of_ars(ars: str) -> str:
    """Give the AGS within an ARS: its first five and its last three digits. Empty where it is no ARS.

    >>> ags_of_ars("073150000000"), ags_of_ars("07315000")
    ('07315000', '')
    """
    return ars[:5] + ars[-3:] if len(ars) == 12 and build_key_uri(ars) else ""


def parse_geometry(value: CellValue) -> Parsed[str]:
    """Read an area in coordinates into a GeoJSON geometry.

    >>> parse_geometry("POINT(8.27 50.0)").value
    '{"type":"Point","coordinates":[8.27,50.0]}'
    >>> parse_geometry("Mainz").trouble.code
    'place-invalid'
    """
    text = _write_plain(value)
    area = read_area(text) if looks_like_area(text) else Area()
    if area.geometry:
        return Parsed(area.geometry)
    return Parsed(None, Trouble("place-invalid", _AREA_EXPECTED, area.nearest))
