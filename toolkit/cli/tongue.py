"""The language of help texts: chosen before the commands are built, since their texts are fixed when they are."""

from __future__ import annotations

import gettext
import os
from collections.abc import Sequence
from dataclasses import dataclass

from toolkit.reports.language import DOMAIN, LANGUAGES, LOCALE_FOLDER, choose_language

VARIABLE = "BESTAND_LANG"


@dataclass(frozen=True, slots=True)
class Wishes:
    """What holds for every command, wherever on the command line it stands."""

    language: str | None = None
    debug: bool = False


def take_wishes(arguments: Sequence[str]) -> tuple[list[str], Wishes]:
    """Take ``--lang de``, ``--lang=de`` and ``--debug`` out of the arguments.

    >>> take_wishes(["check", "--lang", "de", "a.xlsx", "--debug"])
    (['check', 'a.xlsx'], Wishes(language='de', debug=True))
    """
    rest: list[str] = []
    language, debug = os.environ.get(VARIABLE) or None, False
    left = iter(arguments)
    for argument in left:
        if argument == "--":
            return [*rest, argument, *left], Wishes(language, debug)
        if argument == "--debug":
            debug = True
        elif argument == "--lang":
            language = next(left, "")
        elif argument.startswith("--lang="):
            language = argument.partition("=")[2]
        else:
            rest.append(argument)
    return rest, Wishes(language, debug)


def speak(wished: str | None) -> str:
    """Choose the language and make the standard library's gettext speak it, which typer's own words go through."""
    language = choose_language(wished if wished in LANGUAGES else None, os.environ)
    gettext.bindtextdomain(DOMAIN, str(LOCALE_FOLDER))
    gettext.textdomain(DOMAIN)
    os.environ["LANGUAGE"] = language
    return language
