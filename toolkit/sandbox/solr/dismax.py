"""Reads what people type into the search box, which CKAN sends as ``defType=dismax``.

Each word is looked for in all fields of ``qf``; ``mm`` says how many of the words have to be found. Only quotes and the
signs + and - mean anything. Solr would take AND, OR and NOT as operators here too; those, and signs that stand alone,
are refused.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .fieldquery import build_words, find_target
from .query import Best, Boolean, Boosted
from .refusal import Refusal

if TYPE_CHECKING:
    from .query import Query, Target
    from .schema import Schema

WORD = re.compile(r'([-+]*)("[^"]*"|[^\s"]+|)')
OPERATORS = {"AND", "OR", "NOT"}
FIELD = re.compile(r"(\w+)(?:\^(\d+(?:\.\d+)?))?")


def parse_dismax(text: str, schema: Schema, *, fields: str, least: str, tie: str) -> Query | None:
    """Read a search by words. ``fields``, ``least`` and ``tie`` are Solr's ``qf``, ``mm`` and ``tie``."""
    if text.count('"') % 2:
        text = text.replace('"', "")
    targets = _parse_fields(fields, schema)
    must: list[Query] = []
    should: list[Query] = []
    must_not: list[Query] = []
    for sign, word in _split(text):
        query = _build_word(word, targets, tie=float(tie))
        if query:
            {"+": must, "-": must_not, "": should}[sign].append(query)
    return _build(tuple(must), tuple(should), tuple(must_not), least)


def _build(must: tuple[Query, ...], should: tuple[Query, ...], must_not: tuple[Query, ...], least: str) -> Query | None:
    enough = count_least(len(should), least)
    if must_not and not must and not should:
        raise Refusal("a search that only excludes words finds nothing in Solr")
    if len(should) == 1 and not must and not must_not:
        return should[0]
    return Boolean(must, should, must_not, enough) if must or should else None


def _split(text: str) -> list[tuple[str, str]]:
    words = [(sign, word) for sign, word in WORD.findall(text) if sign or word]
    for sign, word in words:
        if word in OPERATORS or len(sign) > 1 or (sign and not word) or "\\" in word:
            raise Refusal(f"the stand-in does not understand {sign + word!r} in a search by words")
    if not words:
        raise Refusal("the query is empty")
    return words


def _parse_fields(fields: str, schema: Schema) -> list[tuple[Target, float]]:
    found = [FIELD.fullmatch(each) for each in fields.split()]
    if not found or not all(found):
        raise Refusal(f"the stand-in does not understand qf={fields!r}")
    return [(find_target(each[1], schema), float(each[2] or 1)) for each in found if each]


def _build_word(word: str, targets: list[tuple[Target, float]], *, tie: float) -> Query | None:
    quoted = word.startswith('"')
    parts = [
        Boosted(query, boost)
        for target, boost in targets
        if (query := build_words(target, word.strip('"') if quoted else word, quoted=quoted, all_of_them=False))
    ]
    return Best(tuple(parts), tie) if parts else None


def count_least(words: int, rule: str) -> int:
    """Work out how many of the optional words have to match.

    The form of the rule: Solr reference guide, "mm (Minimum Should Match)". CKAN's: all of two, all but one up to
    five, four fifths beyond.

    >>> [count_least(words, "2<-1 5<80%") for words in range(1, 11)]
    [1, 2, 2, 3, 4, 4, 5, 6, 7, 8]
    """
    if "<" not in rule:
        return _count_simple(words, rule.strip())
    least = words
    for condition in re.sub(r"\s*<\s*", "<", rule).split():
        bound, _, then = condition.partition("<")
        if words <= _parse_number(bound):
            break
        least = _count_simple(words, then)
    return least


def _count_simple(words: int, rule: str) -> int:
    number = _parse_number(rule.removesuffix("%"))
    change = int(words * number / 100) if rule.endswith("%") else number
    return max(0, min(words, words + change if number < 0 else change))


def _parse_number(text: str) -> int:
    try:
        return int(text)
    except ValueError as error:
        raise Refusal(f"the stand-in does not understand {text!r} in mm") from error
