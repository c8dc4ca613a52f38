"""Sentences for people, kept as a template and its values until somebody reads them in a language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

MessageValue: TypeAlias = "str | int | float | Message"


@dataclass(frozen=True, slots=True)
class Message:
    """One sentence, not yet in any language.

    ``template`` is the English sentence and the key of its translation (gettext's msgid). ``plural`` is its English
    plural form where the sentence counts something; the count is then the value named ``n``.
    """

    template: str
    values: tuple[tuple[str, MessageValue], ...] = ()
    plural: str = ""

    def __str__(self) -> str:
        """Give the English sentence.

        >>> str(say("sheet {sheet!r} is empty", sheet="Daten"))
        "sheet 'Daten' is empty"
        """
        values = dict(self.values)
        many = bool(self.plural) and values.get("n") != 1
        return (self.plural if many else self.template).format(**values)


def say(template: str, /, **values: MessageValue) -> Message:
    """Keep a sentence with its values.

    >>> say("no column is named {heading}", heading="Titel").values
    (('heading', 'Titel'),)
    """
    return Message(template, tuple(values.items()))


def say_many(template: str, plural: str, /, n: int, **values: MessageValue) -> Message:
    """Keep a sentence that counts something, in both forms.

    >>> str(say_many("{n} dataset", "{n} datasets", 3)), str(say_many("{n} dataset", "{n} datasets", 1))
    ('3 datasets', '1 dataset')
    """
    return Message(template, (("n", n), *values.items()), plural)


def quote(text: MessageValue) -> Message:
    """Put a text in quotation marks, which every language has of its own.

    >>> str(quote("Titel"))
    '“Titel”'
    """
    return say("“{text}”", text=text)


def enumerate_all(items: Iterable[MessageValue]) -> Message:
    """Name one thing after the other.

    >>> str(enumerate_all([quote("Titel"), quote("Lizenz"), "…"]))
    '“Titel”, “Lizenz”, …'
    """
    first, *rest = items
    named = say("{name}", name=first)
    for item in rest:
        named = say("{names}, {name}", names=named, name=item)
    return named
