"""The queries that the stand-in can carry out, as values. The parsers build them; ``scoring`` carries them out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from .document import Value
    from .schema import Field


@dataclass(frozen=True, slots=True)
class Target:
    """A field by the name under which it was asked for: a dynamic field has many names."""

    name: str
    field: Field


@dataclass(frozen=True, slots=True)
class Everything:
    """All documents."""


@dataclass(frozen=True, slots=True)
class Nothing:
    """No document."""


@dataclass(frozen=True, slots=True)
class Term:
    """Documents that have one term in a field."""

    target: Target
    value: Value


@dataclass(frozen=True, slots=True)
class Phrase:
    """Documents that have terms at these distances from each other."""

    target: Target
    terms: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Pattern:
    """Documents that have a term which a regular expression matches as a whole."""

    target: Target
    expression: str


@dataclass(frozen=True, slots=True)
class Range:
    """Documents that have a value between two bounds; None leaves a side open."""

    target: Target
    low: Value | None
    high: Value | None
    with_low: bool
    with_high: bool


@dataclass(frozen=True, slots=True)
class Present:
    """Documents that have the field at all."""

    target: Target


@dataclass(frozen=True, slots=True)
class Boolean:
    """Lucene's BooleanQuery: all of ``must``, none of ``must_not``, at least ``least`` of ``should``.

    Without a ``must``, one of ``should`` has to match even when ``least`` is 0.
    """

    must: tuple[Query, ...] = ()
    should: tuple[Query, ...] = ()
    must_not: tuple[Query, ...] = ()
    least: int = 0


@dataclass(frozen=True, slots=True)
class Best:
    """Lucene's DisjunctionMaxQuery: the best of several, plus ``tie`` times the others."""

    parts: tuple[Query, ...]
    tie: float


@dataclass(frozen=True, slots=True)
class Boosted:
    """A query whose score counts ``factor`` times."""

    query: Query
    factor: float


Query: TypeAlias = Everything | Nothing | Term | Phrase | Pattern | Range | Present | Boolean | Best | Boosted
