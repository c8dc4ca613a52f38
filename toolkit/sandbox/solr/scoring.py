"""Carries out queries: which documents match, and how well (BM25, as in Lucene).

Statistics cover the documents that are present; a real core also counts deleted ones until it merges its segments.
"""

from __future__ import annotations

import re
from functools import cache
from math import log
from typing import TYPE_CHECKING, assert_never

from .query import Best, Boolean, Boosted, Everything, Nothing, Pattern, Phrase, Present, Range, Term
from .schema import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

    from .document import Document
    from .index import Index
    from .query import Query, Target

K1, B = 1.2, 0.75  # BM25Similarity's defaults
MANTISSA_BITS = 4


def find(query: Query, index: Index, filters: Sequence[Query] = ()) -> dict[str, float]:
    """Give the keys of the documents that match, with their scores, in the order of the index.

    ``filters`` have to match as well and do not count for the score.
    """
    candidates = narrow(Boolean(must=(query, *filters)), index)
    found = {}
    for document in index.in_order(candidates):
        score = rate(query, document, index)
        if score is not None and all(rate(each, document, index) is not None for each in filters):
            found[document.key] = score
    return found


def narrow(query: Query, index: Index) -> AbstractSet[str] | None:
    """Give keys among which all matches are, where look-ups by value can tell; None means any document."""
    match query:
        case Nothing():
            return frozenset()
        case Term(target, value) if target.field.kind is Kind.STRING:
            return index.keys_with(target.name, str(value))
        case Boosted(inner, _):
            return narrow(inner, index)
        case Boolean(must, should, _, least):
            sets = [keys for part in must if (keys := narrow(part, index)) is not None]
            if should and (least or not must):
                sets += [keys] if (keys := _narrow_any(should, index)) is not None else []
            return min(sets, key=len) if sets else None
        case Best(parts, _):
            return _narrow_any(parts, index)
        case _:
            return None


def _narrow_any(parts: tuple[Query, ...], index: Index) -> AbstractSet[str] | None:
    sets = [narrow(part, index) for part in parts]
    known = [keys for keys in sets if keys is not None]
    return frozenset().union(*known) if len(known) == len(sets) else None


def rate(query: Query, document: Document, index: Index) -> float | None:
    """Give the score of a document, or None when it does not match."""
    match query:
        case Everything():
            return 1.0
        case Nothing():
            return None
        case Term():
            return _rate_term(query, document, index)
        case Phrase(target, terms):
            return _rate_phrase(target, terms, document, index)
        case Pattern() | Range() | Present():
            return 1.0 if _matches(query, document) else None
        case Boolean():
            return _rate_boolean(query, document, index)
        case Best(parts, tie):
            scores = [score for part in parts if (score := rate(part, document, index)) is not None]
            return max(scores) + tie * (sum(scores) - max(scores)) if scores else None
        case Boosted(inner, factor):
            score = rate(inner, document, index)
            return None if score is None else score * factor
        case _:
            assert_never(query)


def _matches(query: Pattern | Range | Present, document: Document) -> bool:
    match query:
        case Present(target):
            return bool(document.read(target.name))
        case Pattern(target, expression):
            is_text = target.field.kind is Kind.TEXT
            terms = document.terms(target.field, target.name) if is_text else map(str, document.read(target.name))
            return any(re.fullmatch(expression, term, re.DOTALL) for term in terms)
        case Range(target):
            return any(_is_within(query, value) for value in document.read(target.name))
        case _:
            assert_never(query)


def _is_within(query: Range, value: object) -> bool:
    # Bounds and values of one field have one type, so they can be compared.
    above = query.low is None or value > query.low or (query.with_low and value == query.low)  # type: ignore[operator]
    below = query.high is None or value < query.high or (query.with_high and value == query.high)  # type: ignore[operator]
    return above and below


def _rate_boolean(query: Boolean, document: Document, index: Index) -> float | None:
    if any(rate(part, document, index) is not None for part in query.must_not):
        return None
    must = [rate(part, document, index) for part in query.must]
    if None in must:
        return None
    should = [score for part in query.should if (score := rate(part, document, index)) is not None]
    if len(should) < max(query.least, 0 if query.must else 1):
        return None
    return sum(filter(None, must)) + sum(should)


def _rate_term(query: Term, document: Document, index: Index) -> float | None:
    name, field = query.target.name, query.target.field
    if field.kind is Kind.TEXT:
        positions = document.terms(field, name).get(str(query.value))
        return _bm25(query.target, (str(query.value),), len(positions), document, index) if positions else None
    if query.value not in document.read(name):
        return None
    return _bm25(query.target, (str(query.value),), 1, document, index) if field.kind is Kind.STRING else 1.0


def _rate_phrase(target: Target, terms: tuple[tuple[str, int], ...], document: Document, index: Index) -> float | None:
    positions = document.terms(target.field, target.name)
    starts = [{at - distance for at in positions.get(term, ())} for term, distance in terms]
    found = len(set.intersection(*starts))
    return _bm25(target, tuple(term for term, _ in terms), found, document, index) if found else None


def _bm25(target: Target, terms: tuple[str, ...], times: int, document: Document, index: Index) -> float:
    name, field = target.name, target.field
    statistics = index.statistics(name, field)
    weight = sum(weigh(index.frequency(name, field, term), statistics.documents) for term in terms)
    length = 1 if field.type.omit_norms else _length(target, document)
    average = statistics.terms / statistics.documents
    return weight * times / (times + K1 * (1 - B + B * length / average))


@cache
def weigh(containing: int, documents: int) -> float:
    """Give BM25's weight of a term that so many of all documents contain: the rarer, the heavier.

    >>> weigh(1, 100) > weigh(50, 100) > 0
    True
    """
    return log(1 + (documents - containing + 0.5) / (containing + 0.5))


def _length(target: Target, document: Document) -> int:
    positions = {at for each in document.terms(target.field, target.name).values() for at in each}
    return round_length(len(positions))


@cache
def round_length(length: int) -> int:
    """Round the length of a field as Lucene's norms do, which keep four bits of it (SmallFloat.intToByte4).

    >>> [round_length(length) for length in (7, 39, 41, 100, 1000)]
    [7, 39, 40, 96, 984]
    """
    free = 24  # 255 - longToInt4(Integer.MAX_VALUE): as many lengths fit in before the rounding starts
    if length < free:
        return length
    rest = length - free
    shift = max(rest.bit_length() - MANTISSA_BITS, 0)
    return free + (rest >> shift << shift)
