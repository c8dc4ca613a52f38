"""typer's own words in the user's language: help pages and complaints about the command line."""

from __future__ import annotations

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
            return say("the value for {name} cannot be used: {cause}", name=name, cause=error.message)
        case _:
            return say("{cause}", cause=error.format_message())
