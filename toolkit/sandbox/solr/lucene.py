"""Reads Solr's standard query language, except for the parts that CKAN does not use.

Refused: fuzzy words, word distances, regular expressions, constant scores, local parameters, comments, ``filter()``,
and brackets that hold only exclusions. The rules for AND, OR, NOT, + and - are those of Solr's ``SolrQueryParserBase``:
``a AND b OR c`` asks for a and b, and c only raises the score.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .fieldquery import build_pattern, build_range, build_words, find_target
from .query import Boolean, Boosted, Everything
from .refusal import Refusal
from .schema import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .query import Query, Target
    from .schema import Schema

START = r"[^ \t\n\r\u3000+\-!():^\[\]\"{}~*?\\/]|\\."
REST = rf"{START}|[-+/!]"
BOUND = r'"(?:[^"\\]|\\.)*"|[^\s\]}"]+'
TOKEN = re.compile(
    rf"""
    (?P<space>[ \t\n\r\u3000]+)
    | (?P<quoted>"(?:[^"\\]|\\.)*")
    | (?P<range>[\[{{]\s*(?P<low>{BOUND})\s+TO\s+(?P<high>{BOUND})\s*[\]}}])
    | (?P<word>(?:{START}|[*?])(?:{REST}|[*?])*)
    | (?P<boost>\^\d+(?:\.\d+)?)
    | (?P<sign>[-+!](?=[^\s]))
    | (?P<mark>[():])
    """,
    re.VERBOSE | re.DOTALL,
)
ESCAPED = re.compile(r"\\(u[0-9a-fA-F]{4}|[^u])", re.DOTALL)
WILDCARD = re.compile(r"(?:[^\\*?]|\\.)*[*?]", re.DOTALL)
JOINERS = {"AND": "AND", "&&": "AND", "OR": "OR", "||": "OR"}
NEGATIONS = {"-", "!", "NOT"}


@dataclass(frozen=True, slots=True)
class Piece:
    """A token: what it is and how it is written."""

    kind: str
    text: str
    low: str = ""
    high: str = ""


END = Piece("end", "")


@dataclass(slots=True)
class Clause:
    """A part of a bracket while it is read: what comes after it may still change whether it has to match."""

    query: Query
    role: str


@dataclass(slots=True)
class Reader:
    """Walks over the pieces of one query."""

    pieces: list[Piece]
    schema: Schema
    all_of_them: bool
    place: int = 0

    def peek(self, ahead: int = 0) -> Piece:
        """Look at a piece without taking it."""
        return self.pieces[self.place + ahead] if self.place + ahead < len(self.pieces) else END

    def take(self) -> Piece:
        """Take the next piece."""
        piece = self.peek()
        self.place += 1
        return piece


def parse_lucene(text: str, schema: Schema, *, default_field: str | None, all_of_them: bool) -> Query | None:
    """Read a query; None when the analysis leaves nothing of it. ``all_of_them`` is ``q.op=AND``.

    Raises Refusal for what is wrong or not understood.
    """
    reader = Reader(list(_split(text)), schema, all_of_them)
    clauses = _read_clauses(reader, default_field)
    if reader.peek() is not END:
        raise Refusal(f"Cannot parse {text!r}: unexpected {reader.peek().text!r}")
    return _build_boolean(clauses, top=True)


def _split(text: str) -> Iterator[Piece]:
    place = 0
    while place < len(text):
        found = TOKEN.match(text, place)
        if found is None or not found.lastgroup:
            raise Refusal(f"Cannot parse {text!r}: the stand-in does not understand {text[place : place + 20]!r}")
        kind = next(name for name in ("space", "quoted", "range", "word", "boost", "sign", "mark") if found[name])
        if kind != "space":
            yield Piece(
                _kind_of_word(found[0]) if kind == "word" else kind, found[0], found["low"] or "", found["high"] or ""
            )
        place = found.end()
        if found[0] == "filter" and text.startswith("(", place):
            raise Refusal("the stand-in does not understand filter()")


def _kind_of_word(text: str) -> str:
    if text in JOINERS:
        return "joiner"
    if text == "NOT":
        return "sign"
    return "pattern" if WILDCARD.match(text) else "word"


def _read_clauses(reader: Reader, name: str | None) -> list[Clause]:
    clauses: list[Clause] = []
    before = END
    while reader.peek() is not END and reader.peek().text != ")":
        joiner = JOINERS[reader.take().text] if clauses and reader.peek().kind == "joiner" else ""
        sign = reader.take().text if reader.peek().kind == "sign" else ""
        start = reader.peek()
        _refuse_loose_words(reader, name, before, joiner + sign)
        before = start if not sign and reader.peek(1).text != ":" else END
        _add(clauses, _read_clause(reader, name), joiner, sign, all_of_them=reader.all_of_them)
    return clauses


def _refuse_loose_words(reader: Reader, name: str | None, before: Piece, between: str) -> None:
    """Refuse ``tags:(a b)``: Solr reads such words as alternatives even where words have to match together."""
    bare = before.kind == reader.peek().kind == "word" and not between and reader.peek(1).text != ":"
    if bare and name and find_target(name, reader.schema).field.kind is not Kind.TEXT:
        raise Refusal(f"put AND or OR between {before.text!r} and {reader.peek().text!r} for the field {name}")


def _add(clauses: list[Clause], query: Query | None, joiner: str, sign: str, *, all_of_them: bool) -> None:
    last = clauses[-1] if clauses else None
    if last and last.role != "not" and joiner == "AND":
        last.role = "must"
    if last and last.role != "not" and joiner == "OR" and all_of_them:
        last.role = "should"
    if query is None:
        return
    if sign in NEGATIONS:
        role = "not"
    elif all_of_them:
        role = "should" if joiner == "OR" else "must"
    else:
        role = "must" if sign == "+" or joiner == "AND" else "should"
    clauses.append(Clause(query, role))


def _build_boolean(clauses: list[Clause], *, top: bool) -> Query | None:
    if not clauses:
        return None
    if len(clauses) == 1 and clauses[0].role == "should":
        return clauses[0].query
    must, should, must_not = (
        tuple(clause.query for clause in clauses if clause.role == role) for role in ("must", "should", "not")
    )
    if not must and not should:
        if not top:
            raise Refusal("brackets that hold only exclusions find nothing in Solr; write (*:* -word)")
        must = (Everything(),)
    return Boolean(must, should, must_not)


def _read_clause(reader: Reader, name: str | None) -> Query | None:
    piece = reader.take()
    if piece.kind in {"word", "pattern"} and reader.peek().text == ":":
        reader.take()
        if piece.text == "*":
            return _read_everything(reader)
        name = unescape(piece.text)
        if piece.kind == "pattern":
            raise Refusal(f"no field is named {piece.text!r}")
        find_target(name, reader.schema)
        piece = reader.take()
    if piece.text == "(":
        if reader.peek().text == ")":
            raise Refusal("the query has empty brackets")
        query = _build_boolean(_read_clauses(reader, name), top=False)
        if reader.take().text != ")":
            raise Refusal("a bracket is not closed")
    else:
        query = _read_value(reader, piece, name)
    return _read_boost(reader, query)


def _read_everything(reader: Reader) -> Query | None:
    if reader.take().text != "*":
        raise Refusal("after *: the stand-in understands only *")
    return _read_boost(reader, Everything())


def _read_boost(reader: Reader, query: Query | None) -> Query | None:
    if reader.peek().kind != "boost":
        return query
    factor = float(reader.take().text[1:])
    return Boosted(query, factor) if query else None


def _read_value(reader: Reader, piece: Piece, name: str | None) -> Query | None:
    if piece.kind not in {"word", "pattern", "quoted", "range"}:
        raise Refusal(f"unexpected {piece.text!r}" if piece.text else "the query ends too early")
    if not name:
        raise Refusal("no field name specified in query and no default specified via 'df' param")
    target = find_target(name, reader.schema)
    match piece.kind:
        case "word":
            return build_words(target, unescape(piece.text), quoted=False, all_of_them=reader.all_of_them)
        case "quoted":
            return build_words(target, unescape(piece.text[1:-1]), quoted=True, all_of_them=True)
        case "range":
            return _read_range(target, piece)
        case _:
            return build_pattern(target, piece.text)


def _read_range(target: Target, piece: Piece) -> Query:
    low, high = (None if bound == "*" else unescape(_unquoted(bound)) for bound in (piece.low, piece.high))
    return build_range(target, low, high, with_low=piece.text[0] == "[", with_high=piece.text[-1] == "]")


def _unquoted(bound: str) -> str:
    return bound[1:-1] if bound.startswith('"') else bound


def unescape(text: str) -> str:
    r"""Take the backslashes away that protect characters.

    >>> unescape(r"Radweg\: S\u00fcd")
    'Radweg: Süd'
    """
    if "\\" in ESCAPED.sub("", text):
        raise Refusal(f"a backslash in {text!r} protects nothing")
    return ESCAPED.sub(lambda found: chr(int(found[1][1:], 16)) if len(found[1]) > 1 else found[1], text)
