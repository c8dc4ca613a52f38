"""Lists the vocabularies, gives one, and looks words up in them."""

from __future__ import annotations

from toolkit.model.message import say
from toolkit.model.problem import Problem
from toolkit.vocabularies.concept import EVERY_VOCABULARY, Vocabulary
from toolkit.vocabularies.load import load_vocabulary
from toolkit.vocabularies.search import Search, search
from toolkit.vocabularies.spelling import normalise

_LEAST_SCORE = 80.0


def list_vocabularies() -> tuple[Vocabulary, ...]:
    """Give all vocabularies, by name."""
    return tuple(load_vocabulary(name) for name in EVERY_VOCABULARY)


def find_vocabulary(name: str) -> Vocabulary:
    """Give one vocabulary. Raises Problem for an unknown name, naming the nearest."""
    return load_vocabulary(name)


def find_word(text: str, name: str | None = None) -> Search:
    """Look a text up in all vocabularies, or in one.

    Over all vocabularies only what comes very near is suggested. Raises Problem for an unknown vocabulary and for a
    text without a letter or digit.
    """
    if not normalise(text):
        raise Problem(
            say("“{text}” holds no letter and no digit", text=text),
            say("Write a word as it stands in a sheet, such as: bestand vocabulary find jährlich"),
        )
    return search(list_vocabularies(), text, _LEAST_SCORE) if name is None else search([load_vocabulary(name)], text)
