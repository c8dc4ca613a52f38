"""typer's own words in the user's language: help pages and complaints about the command line."""

from __future__ import annotations

import re
from gettext import gettext as _
from typing import Any

from typer.core import TyperCommand, TyperGroup

from toolkit.model.message import Message, say

# typer's own words that it hands to gettext itself; they stand here so that they are found and translated.
_TYPERS_WORDS = (
    _("Arguments"),
    _("Options"),
    _("Commands"),
    _("required"),
    _("default: {default}"),
    _("env var: {var}"),
    _("No such command {name!r}."),
    _("Missing command."),
    _("Aborted!"),
)


def localize(page: str) -> str:
    """Translate the words of a help page that typer does not hand to gettext."""
    page = page.replace("Usage:", _("Usage:"), 1)
    return page.replace("Show this message and exit.", _("Show this message and exit."))


class Command(TyperCommand):
    """A command whose help page speaks the user's language."""

    def get_help(self, ctx: Any) -> str:
        """Give the help page."""
        return localize(super().get_help(ctx))


class Group(TyperGroup):
    """A group of commands whose help page speaks the user's language."""

    def get_help(self, ctx: Any) -> str:
        """Give the help page."""
        return localize(super().get_help(ctx))


def explain_usage(error: Any) -> Message:
    """Say what is wrong with a command line; ``error`` is one of click's UsageError classes."""
    match type(error).__name__:
        case "NoSuchOption":
            near = ", ".join(error.possibilities or ())
            if near:
                return say("there is no option {name}; did you mean {near}?", name=error.option_name, near=near)
            return say("there is no option {name}", name=error.option_name)
        case "MissingParameter" if error.param is not None:
            return say("{name} is missing", name=getattr(error.param, "metavar", None) or error.param.name)
        case "BadParameter" if error.param is not None:
            name = max(error.param.opts, key=len)
            return _explain_value(name, error.message)
        case _:
            return say("{cause}", cause=error.format_message())


_CHOICE = re.compile(r"'(?P<value>.*)' is not one of (?P<choices>.*?)\.?$", re.DOTALL)


def _explain_value(name: str, cause: str) -> Message:
    """Say what is wrong with an option's value; typer's own sentence is English, so that what matters is taken out.

    >>> str(_explain_value("--only", "Value error, 'red' is not one of 'blocked', 'weigh'."))
    '“red” is not possible for --only; possible: blocked, weigh'
    >>> str(_explain_value("--limit", "Input should be a valid integer, unable to parse string as an integer"))
    'the value for --limit must be a whole number'
    """
    choice = _CHOICE.search(cause)
    if "valid integer" in cause:
        return say("the value for {name} must be a whole number", name=name)
    if choice is None:
        return say("the value for {name} cannot be used: {cause}", name=name, cause=cause)
    return say(
        "“{value}” is not possible for {name}; possible: {choices}",
        value=choice["value"],
        name=name,
        choices=choice["choices"].replace("'", ""),
    )
