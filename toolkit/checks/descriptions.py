"""Rules for descriptions, and for texts of a template that nobody filled in."""

from __future__ import annotations

import re
from collections.abc import Iterator

from toolkit.checks.published import Said, list_texts
from toolkit.checks.rule import Words, on_dataset
from toolkit.model.dataset import Described
from toolkit.model.finding import Severity
from toolkit.model.message import say

_SHORTEST = 40


@on_dataset("description-short", Severity.NOTE)
def description_short(described: Described) -> Iterator[Words]:
    """A description has less than 40 characters.

    In one sentence people want to know what the data say, how far back they go and what they do not contain. Portals
    count short descriptions as a lack of quality.

    Add a sentence.
    """
    text = described.dataset.description
    if 0 < len(text) < _SHORTEST and not _is_title(described):
        yield Said(text, "description").words(
            described,
            say("the description has less than {n} characters", n=_SHORTEST),
            say("Say in one to three sentences what the data contain."),
        )


@on_dataset("description-repeats-title", Severity.WARNING)
def description_repeats_title(described: Described) -> Iterator[Words]:
    """A description says the same as the title.

    It is mandatory (DCAT-AP.de 3.0, dct:description), but one that repeats the title tells nobody anything.

    Say what the data contain, where they come from and what they do not contain.
    """
    if _is_title(described):
        yield Said(described.dataset.description, "description").words(
            described,
            say("the description only repeats the title"),
            say("Say in one to three sentences what the data contain."),
        )


def _is_title(described: Described) -> bool:
    """Tell whether a description is the title again; signs at the edges, blanks and case do not count."""
    title, text = described.dataset.title, described.dataset.description
    return bool(title) and _fold(title) == _fold(text)


def _fold(text: str) -> str:
    return " ".join(text.casefold().split()).strip(" .,:;!?-–\"'„“”")


_TEMPLATE = re.compile(
    r"x{2,}|todo|to do|titel|beschreibung|kurzbeschreibung|schlagworte?|schlagwörter|platzhalter|test(?:datensatz)?"
    r"|beispiel|(?:beschreibung |text |daten )?folgt(?: noch| später)?|(?:noch )?in arbeit|wird (?:noch )?nachgereicht"
    r"|(?:siehe|s\.) ?(?:titel|oben|o\.)|(?:wie|w\.) ?(?:oben|o\.)|dto\.?|dito|ditto|freitext|bitte wählen|auswählen"
    r"|(?:noch )?auszufüllen|keine beschreibung(?: vorhanden)?"
)
_WITHIN = re.compile(
    r"lorem ipsum|bitte (?:hier )?(?:aus|ein)(?:füllen|tragen|geben)|hier (?:bitte )?ein(?:tragen|geben)|\btodo:"
)


@on_dataset("template-text", Severity.WARNING)
def template_text(described: Described) -> Iterator[Words]:
    """A published text is what a template or somebody in a hurry left there.

    “Bitte ausfüllen”, “Lorem ipsum”, “xxx”, “siehe Titel” or “folgt” stand for a text that nobody has written yet. In a
    catalogue everybody would read them.

    Write the text, or empty the cell.
    """
    for said in list_texts(described):
        if _is_template(said.text):
            yield said.words(
                described,
                say("this text is only a placeholder"),
                say("Write the text, or empty the cell."),
            )


def _is_template(text: str) -> bool:
    """Tell whether a text stands in for another one.

    >>> _is_template("Bitte ausfüllen!"), _is_template("[siehe Titel]"), _is_template("Testdaten der Feuerwehr")
    (True, True, False)
    """
    folded = text.casefold()
    bare = " ".join(folded.split()).strip(" .!?…:-–<>[](){}\"'")
    return bool(_TEMPLATE.fullmatch(bare) or _WITHIN.search(folded))
