"""Keys out of RDF: what a dataset or a distribution is called for ever, by its identifier or by its address."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from urllib.parse import unquote

from toolkit.dcat.iri import clean_base, dataset_iri
from toolkit.model.dataset import Dataset

_LONGEST = 200
_MOST_READ = 2000


def find_own(iri: str, identifier: str, inventory: str) -> tuple[str, str] | None:
    """Give inventory and key of a dataset that Bestand named; None for a foreign one.

    It is ours when its identifier carries the prefix of ``inventory``, and when its address is the one that Bestand
    gives to a dataset of that identifier (with or without a base).

    >>> find_own("https://example.org/dataset/amt/GA-1", "amt:GA-1", "portal")
    ('amt', 'GA-1')
    >>> find_own("https://example.org/dataset/17", "amt:GA-1", "portal") is None
    True
    """
    if inventory and identifier.startswith(f"{inventory}:") and len(identifier) > len(inventory) + 1:
        return inventory, identifier.removeprefix(f"{inventory}:")
    name, _, key = identifier.partition(":")
    found = Dataset(name, key)
    is_ours = key and iri in {dataset_iri(_find_base(iri), found), dataset_iri("", found)}
    return (name, key) if is_ours else None


def _find_base(iri: str) -> str:
    """Give what stands before ``/dataset/`` in an address."""
    return clean_base(iri.rpartition("/dataset/")[0])


def name_from_iri(iri: str) -> str:
    """Give the last part of an address, which a portal mostly uses as the thing's own name.

    >>> name_from_iri("https://example.org/dataset/b%C3%A4ume/"), name_from_iri("urn:uuid:17"), name_from_iri("x#teil")
    ('bäume', '17', 'teil')
    """
    bare = iri[-_MOST_READ:].rstrip("/#?")
    last = re.split(r"[/#:]|\?(?:.*[&?])?id=", bare)[-1]
    return unquote(last) or bare


def choose_key(iri: str, identifier: str) -> str:
    """Give a foreign dataset's key: its identifier; the end of its address where that is an address or too long.

    >>> choose_key("https://example.org/dataset/17", "https://example.org/dataset/17")
    '17'
    >>> choose_key("https://example.org/dataset/17", "GA-17")
    'GA-17'
    """
    if identifier and "://" not in identifier and len(identifier) <= _LONGEST:
        return identifier
    return name_from_iri(identifier if 0 < len(identifier) <= _LONGEST else iri)[:_LONGEST]


def set_apart(named: Sequence[tuple[str, str]]) -> list[str]:
    """Make keys unique: of several equal ones the first stays, the others carry a mark of their address.

    ``named`` are keys with addresses. Which one is first is told by the address, not by the order in the file.

    >>> set_apart([("a", "urn:2"), ("a", "urn:1"), ("b", "urn:3")])
    ['a-33e94f', 'a', 'b']
    """
    first: dict[str, str] = {}
    for key, iri in sorted(named, key=lambda one: one[1]):
        first.setdefault(key, iri)
    taken: set[str] = set()
    result = []
    for key, iri in named:
        plain = first[key] == iri and key not in taken
        mark = hashlib.sha256(iri.encode("utf-8", "replace")).hexdigest()
        fitting = (f"{key}-{mark[:length]}" for length in range(6, len(mark)))
        unique = key if plain else next(one for one in fitting if one not in taken and one not in first)
        taken.add(unique)
        result.append(unique)
    return result


def sort_naturally(key: str) -> tuple[list[tuple[int, int, str]], str]:
    """Give what keys are sorted by: numbers in them by their size.

    >>> sorted(["10", "9", "a2", "a10"], key=sort_naturally)
    ['9', '10', 'a2', 'a10']
    """
    parts = re.findall(r"\d{1,18}|\D+", key, re.ASCII)
    return [(0, int(part), "") if part.isascii() and part.isdigit() else (1, 0, part) for part in parts], key
