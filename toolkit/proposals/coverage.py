"""How much of a column the vocabularies know, and which of its values they do not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache

from toolkit.reading.text import clean
from toolkit.vocabularies.concept import VOCABULARIES
from toolkit.vocabularies.load import load_vocabulary
from toolkit.vocabularies.spelling import normalise

_LONGEST = 160
_MOST_TESTED = 400
_FIRST = 60


@lru_cache(maxsize=65536)
def know(text: str) -> frozenset[str]:
    """Name the vocabularies that know a text, by exact look-up and never by likeness.

    >>> sorted(know("Jährlich")), sorted(know("CC BY 4.0")), sorted(know("Bäume"))
    (['frequency'], ['license'], [])
    """
    if len(text) > _LONGEST or not text:
        return frozenset()
    spelt = normalise(text)
    found = ((name, load_vocabulary(name).index) for name in VOCABULARIES)
    return frozenset(name for name, index in found if text in index.exact or spelt in index.spelt)


def know_all(text: str, separator: str) -> frozenset[str]:
    """Name the vocabularies that know a text whole, or each of its pieces.

    >>> sorted(know_all("Umwelt; Verkehr", ";")), sorted(know_all("Bildung, Kultur und Sport", ","))
    (['data-theme'], ['data-theme'])
    """
    whole = know(text)
    if whole or not separator or separator not in text:
        return whole
    pieces = [clean(piece) for piece in text.split(separator)]
    return frozenset.intersection(*(know(piece) for piece in pieces if piece)) if any(pieces) else frozenset()


def measure_coverage(texts: Sequence[tuple[str, int]], separator: str) -> dict[str, float]:
    """Give the share of cells that each vocabulary knows; vocabularies that know none are left out.

    A column of which the first texts say nothing to any vocabulary is not looked at further.
    """
    known: Counter[str] = Counter()
    seen = 0
    step = max(1, len(texts) // _MOST_TESTED)
    for tested, (text, count) in enumerate(texts[::step]):
        if tested == _FIRST and not known:
            return {}
        seen += count
        for name in know_all(text, separator):
            known[name] += count
    return {name: known[name] / seen for name in VOCABULARIES if known[name]}


def share_known(texts: Iterable[str], vocabulary: str) -> float:
    """Give the share of texts that a vocabulary knows; 0 where there are none.

    >>> share_known(("täglich", "jährlich", "nie wieder", "wöchentlich"), "frequency")
    0.75
    """
    known = [vocabulary in know(text) for text in texts]
    return sum(known) / len(known) if known else 0.0


def list_unknown(texts: Iterable[tuple[str, int]], vocabulary: str, separator: str) -> tuple[str, ...]:
    """List the values, or the pieces of values, that a vocabulary does not know, the commonest first."""
    unknown: Counter[str] = Counter()
    for text, count in texts:
        if vocabulary in know(clean(text)):
            continue
        for piece in text.split(separator) if separator else (text,):
            if (word := clean(piece)) and vocabulary not in know(word):
                unknown[word] += count
    return tuple(word for word, _ in unknown.most_common())
