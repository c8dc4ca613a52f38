"""Turns the text that somebody asks a field for into a query, by the field's type."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from .dates import parse_date
from .document import parse_integer
from .query import Boolean, Pattern, Phrase, Present, Range, Target, Term
from .refusal import Refusal
from .schema import Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from .document import Value
    from .query import Query
    from .schema import Schema

MAGIC_FIELDS = {"_query_", "_val_"}


def find_target(name: str, schema: Schema) -> Target:
    """Look a field up that a query names. Raises Refusal when it cannot be searched."""
    field = schema.field(name)
    if field is None or name in MAGIC_FIELDS:
        raise Refusal(f"undefined field {name}")
    if not field.indexed:
        raise Refusal(f"cannot search on the field {name}: it is not indexed")
    return Target(name, field)


def build_words(target: Target, text: str, *, quoted: bool, all_of_them: bool) -> Query | None:
    """Ask a field for a word or a quoted text; None when the analysis leaves nothing of it.

    A word may fall into several terms. Then ``all_of_them`` says whether each has to match.
    """
    if target.field.kind is not Kind.TEXT:
        return Term(target, parse_value(target, text))
    analyzer = target.field.type.query
    tokens = analyzer.read(text) if analyzer else []
    positions = [token.position for token in tokens]
    if len(set(positions)) < len(positions):
        raise Refusal(f"{text!r} has two terms at one position, which the stand-in does not know")
    terms = [Term(target, token.text) for token in tokens]
    if len(terms) < 2:
        return terms[0] if terms else None
    if quoted:
        return Phrase(target, tuple((token.text, token.position - positions[0]) for token in tokens))
    return Boolean(must=tuple(terms)) if all_of_them else Boolean(should=tuple(terms))


def build_pattern(target: Target, pattern: str) -> Query:
    """Ask a field for a word with ``*`` or ``?`` in it; a lone ``*`` asks whether the field is there."""
    if pattern == "*":
        return Present(target)
    if target.field.kind in {Kind.DATE, Kind.INTEGER}:
        raise Refusal(f"wildcards do not work on the field {target.name}: {pattern}")
    if "\\u" in pattern:
        raise Refusal(f"the stand-in does not understand the escaped character in {pattern!r}")
    analyzer = target.field.type.query
    change = analyzer.read_pattern if analyzer else str
    pieces = re.findall(r"\\.|[*?]|[^\\*?]+", pattern, re.DOTALL)
    return Pattern(target, "".join(_expression(piece, change) for piece in pieces))


def build_range(target: Target, low: str | None, high: str | None, *, with_low: bool, with_high: bool) -> Query:
    """Ask a field for values between two bounds; None leaves a side open."""
    if low is None and high is None:
        return Present(target)
    if target.field.kind is Kind.TEXT:
        raise Refusal(f"the stand-in does not know ranges on the text field {target.name}")
    return Range(target, _parse_bound(target, low), _parse_bound(target, high), with_low, with_high)


def parse_value(target: Target, text: str) -> Value:
    """Read a value that a query names, in the type of the field."""
    match target.field.kind:
        case Kind.DATE:
            return parse_date(text)
        case Kind.INTEGER:
            return parse_integer(text)
        case _:
            return text


def _parse_bound(target: Target, text: str | None) -> Value | None:
    if text is None:
        return None
    if target.field.kind is Kind.DATE and text == "NOW":
        return datetime.now(UTC)
    return parse_value(target, text)


def _expression(piece: str, change: Callable[[str], str]) -> str:
    if piece in {"*", "?"}:
        return ".*" if piece == "*" else "."
    literal = piece.removeprefix("\\")
    return re.escape(change(literal))
