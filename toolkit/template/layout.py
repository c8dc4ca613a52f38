"""What a template's workbook looks like, as data: sheets, columns, and what each of them asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal


class Kind(StrEnum):
    """What is written into the cells of a column."""

    TEXT = "text"
    LONG_TEXT = "long text"
    ADDRESS = "address"
    MAILBOX = "mailbox"
    DATE = "date"
    NUMBER = "number"
    CHOICE = "choice"
    CHOICES = "choices"
    LIST = "list"


Need = Literal["required", "recommended", "optional"]
"""Whether a dataset can do without it."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: it fills a field (``path``, as in a mapping), answers a release question, or holds a key (neither).

    ``choices`` are the labels of the dropdown, ``separator`` stands between several values in one cell, ``example`` is
    the example row's cell. ``words`` are the office's own words for a field's values and ``answers`` what the words of
    a question mean, as in a mapping; ``unit`` and ``default`` are as there. A ``rare`` column is folded away.
    """

    heading: str
    path: str = ""
    question: str = ""
    kind: Kind = Kind.TEXT
    need: Need = "optional"
    hint: str = ""
    vocabulary: str = ""
    choices: tuple[str, ...] = ()
    separator: str = ""
    example: str = ""
    longest: int = 0
    words: tuple[tuple[str, str | None], ...] = ()
    answers: tuple[tuple[str, str], ...] = ()
    unit: str = ""
    default: str = ""
    rare: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet with a row for each dataset or distribution; ``key`` names the column that identifies a row."""

    sheet: str
    key: str
    columns: tuple[Column, ...]
    dataset: str = ""
    """The column of the distributions' sheet that holds the key of the dataset."""


@dataclass(frozen=True, slots=True)
class Layout:
    """A whole template. ``inventory`` is the prefix of its identifiers.

    ``constants`` hold for every dataset, those that begin with ``distribution.`` for every distribution. ``rules`` are
    further keys of the office's mapping that hold for the template as well, such as ``lookups`` and ``release``.
    """

    inventory: str
    title: str
    language: str
    datasets: Table
    distributions: Table
    constants: tuple[tuple[str, tuple[str, ...]], ...] = ()
    organization: tuple[str, str] | None = None
    rules: Mapping[str, object] = field(default_factory=dict, hash=False)
