"""Rules that tell where a suggestion stands in for an empty cell, because the mapping allows it."""

from __future__ import annotations

from toolkit.checks.rule import Words, about, on_fault
from toolkit.model.finding import Severity
from toolkit.model.message import say
from toolkit.model.record import Fault


@on_fault("theme-suggested", Severity.NOTE)
def theme_suggested(fault: Fault) -> Words:
    """A theme was taken from a suggestion.

    The sheet names no theme, and the mapping says that suggestions made from title and description are to be taken
    (accept_suggestions: [themes]). A suggestion can be wrong.

    Look it through; a theme in the sheet always comes first.
    """
    return about(
        fault,
        say("the theme was suggested by title and description: “{text}”", text=fault.text),
        say("Look it through; if it is wrong, write the right theme in the sheet."),
    )


@on_fault("keywords-suggested", Severity.NOTE)
def keywords_suggested(fault: Fault) -> Words:
    """Keywords were taken from a suggestion.

    The sheet names no keywords, and the mapping says that suggestions made from title and description are to be taken
    (accept_suggestions: [keywords]). A suggestion can be wrong.

    Look them through; keywords in the sheet always come first.
    """
    return about(
        fault,
        say("the keywords were suggested by title and description: “{text}”", text=fault.text),
        say("Look them through; if they are wrong, write the right ones in the sheet."),
    )
