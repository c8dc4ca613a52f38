"""One column of a template: what is written into its cells, made of the field that it fills."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, get_args

from toolkit.mapping.fields import Field
from toolkit.mapping.fields import Kind as FieldKind
from toolkit.mapping.spec import Question
from toolkit.template.choices import list_answers, list_labels
from toolkit.template.layout import Column, Kind, Need
from toolkit.template.need import RELEASE
from toolkit.template.wording import Entry, Wording

SEPARATOR: Final = ";"
"""What stands between several words of a list in one cell."""

LINE_BREAK: Final = "\n"
"""What stands between several addresses or texts in one cell, for they may hold any other mark."""

_KINDS: Final[Mapping[FieldKind, Kind]] = {
    "text": Kind.LONG_TEXT,
    "geometry": Kind.LONG_TEXT,
    "url": Kind.ADDRESS,
    "email": Kind.MAILBOX,
    "date": Kind.DATE,
    "size": Kind.NUMBER,
    "distance": Kind.NUMBER,
    "concept": Kind.CHOICE,
}
_IN_A_LINE = frozenset({"keywords", "groups"})
_LONGEST: Final[Mapping[str, int]] = {"title": 200, "version": 100}
"""Above this the checks complain (checks/titles.py, checks/limits.py)."""

QUESTIONS: Final[tuple[Question, ...]] = get_args(Question)


@dataclass(frozen=True, slots=True)
class Office:
    """What an office's mapping says of a column: its words for values, its list, its separator, and the like."""

    words: Mapping[str, str | None]
    vocabulary: str = ""
    separator: str = ""
    unit: str = ""
    default: str = ""
    titles: tuple[str, ...] = ()
    """Words of a list that the mapping itself has, such as the names of its organisations."""


def build_field_column(
    heading: str, path: str, field: Field, entry: Entry, *, need: Need, office: Office, language: str
) -> Column:
    """Make the column that fills a field."""
    vocabulary = office.vocabulary or field.vocabulary if field.kind == "concept" else ""
    choices = list_labels(vocabulary, language, office.words) if vocabulary else office.titles
    return Column(
        heading,
        path=path,
        kind=_find_kind(field, listed=bool(choices)),
        need=need,
        hint=entry.hint,
        vocabulary=vocabulary,
        choices=choices,
        separator=_find_separator(path, field, office),
        example=_find_example(entry, choices, office),
        longest=_LONGEST.get(path, 0),
        words=tuple(office.words.items()),
        unit=office.unit,
        default=office.default,
        rare=entry.rare,
    )


def _find_kind(field: Field, *, listed: bool) -> Kind:
    """Tell what is written into the cells of a field."""
    if listed:
        return Kind.CHOICES if field.many else Kind.CHOICE
    if field.many:
        return Kind.LIST
    return _KINDS.get(field.kind, Kind.TEXT)


def _find_separator(path: str, field: Field, office: Office) -> str:
    """Give what separates several values: the office's own mark, else one that they cannot hold."""
    if not field.many:
        return ""
    usual = SEPARATOR if field.kind == "concept" or path in _IN_A_LINE else LINE_BREAK
    return office.separator or usual


def _find_example(entry: Entry, choices: tuple[str, ...], office: Office) -> str:
    """Give the example; where there is a list it is one of its values, as the office writes them."""
    if not choices:
        return entry.example if not office.separator else entry.example.replace("; ", f"{office.separator} ".lstrip())
    return entry.example if entry.example in choices else choices[0]


def build_question_column(
    heading: str, question: Question, entry: Entry, *, need: Need, answers: Mapping[str, str], wording: Wording
) -> Column:
    """Make the column that answers a question of the release; ``answers`` are the office's own words."""
    listed = list_answers(question, answers, wording)
    return Column(
        heading,
        question=question,
        kind=Kind.CHOICE,
        need=need,
        hint=entry.hint,
        choices=tuple(word for word, _ in listed),
        example=_answer_example(question, listed),
        answers=listed,
        rare=entry.rare,
    )


def _answer_example(question: Question, answers: tuple[tuple[str, str], ...]) -> str:
    """Answer for the example as for a dataset that may be published."""
    wanted = {"publish": "public", "structured": "yes", "own_data": "yes", "approved": "yes"}.get(question, "no")
    return next((word for word, meaning in answers if meaning == wanted), "")


def build_key_column(entry: Entry) -> Column:
    """Make the column that holds a key."""
    return Column(entry.heading, need="required", hint=entry.hint, example=entry.example)


def question_of(path: str) -> Question | None:
    """Give the question that a path of the wording names; None for a field.

    >>> question_of("release.publish"), question_of("title")
    ('publish', None)
    """
    name = path.removeprefix(RELEASE)
    return next((one for one in QUESTIONS if path.startswith(RELEASE) and one == name), None)
