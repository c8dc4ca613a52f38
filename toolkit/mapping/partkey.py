"""Keys of distributions that the sheet gives none: made of what they say, and of nothing that the order changes."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

from toolkit.mapping.fields import ADDRESSES
from toolkit.model.identity import slug


def derive_key(values: Mapping[str, Any]) -> str:
    """Make a key of the title, else of the last piece of the file's name or the address.

    >>> derive_key({"title": "Tabelle 2024"}), derive_key({"access_url": "https://example.org/b/Straße.csv?x=1"})
    ('tabelle-2024', 'strasse-csv')
    """
    place = str(next((value for field in reversed(ADDRESSES) if (value := values.get(field))), ""))
    return slug(str(values.get("title", ""))) or slug(urlsplit(place).path.rsplit("/", 1)[-1]) or "main"


def settle_keys(wanted: Iterable[tuple[str, Mapping[str, Any], bool]]) -> list[str]:
    """Set equal keys apart: each is given with its distribution's values, and whether it must stay as it is.

    A short hash of title, format and address tells the others apart, whatever their order; only those that agree in all
    of these are counted.

    >>> a, b = {"access_url": "https://example.org/a"}, {"access_url": "https://example.org/b"}
    >>> settle_keys([("karte", a, False), ("karte", b, False), ("plan", a, False)])
    ['karte-6a6398', 'karte-0ab389', 'plan']
    """
    every = list(wanted)
    used = Counter(key for key, _, _ in every)
    taken: Counter[str] = Counter()
    settled: list[str] = []
    for stem, values, is_fixed in every:
        key = stem
        if not is_fixed and used[stem] > 1:
            key = f"{stem}-{_mark(values)}"
            taken[key] += 1
            key = key if taken[key] == 1 else f"{key}-{taken[key]}"
        settled.append(key)
    return settled


def _mark(values: Mapping[str, Any]) -> str:
    """Make a short hash of what sets distributions apart."""
    told = "\n".join(str(values.get(field, "")) for field in ("title", "format", *ADDRESSES))
    return hashlib.sha256(told.encode("utf-8")).hexdigest()[:6]
