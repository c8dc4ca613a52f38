"""Rules for titles: what a dataset is called decides whether anybody finds it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from toolkit.checks.published import Said
from toolkit.checks.rule import Words, on_dataset
from toolkit.model.dataset import Described
from toolkit.model.finding import Severity
from toolkit.model.message import say
from toolkit.vocabularies.load import load_vocabulary

_LONGEST = 200
_SHORTEST = 3
_LEAST_CAPITALS = 12
_GENERIC_TEXT = """
daten data datei dateien datensatz datensätze dataset tabelle tabellen table sheet blatt mappe liste listen list
übersicht export auswertung bericht dokument dokumente statistik sonstiges diverses verschiedenes neu unbenannt titel
name bezeichnung download link karte
"""
_GENERIC = frozenset(_GENERIC_TEXT.split())
_NAMELESS_LINKS_TEXT = """
link, links, download, downloadlink, url, datei, file, hier, hier klicken, klicken, klick, öffnen, anzeigen,
zum download, zur datei, website, webseite, internet
"""
_NAMELESS_LINKS = frozenset(one.strip() for one in _NAMELESS_LINKS_TEXT.split(","))
_COUNTED = re.compile(r"[\s_\d().-]+$")


@on_dataset("title-generic", Severity.WARNING)
def title_generic(described: Described) -> Iterator[Words]:
    """A title says nothing of its own.

    Titles such as “Daten”, “Tabelle1” or “A” mean something in the office at most. In a catalogue they stand beside
    thousands of others.

    Say what the data are about, as one would to somebody on the telephone.
    """
    title = described.dataset.title
    if title and (_COUNTED.sub("", title.casefold()) in _GENERIC or sum(map(str.isalpha, title)) < _SHORTEST):
        yield Said(title, "title").words(
            described,
            say("the title says nothing of its own"),
            say("Say in the title what the data are about."),
        )


@on_dataset("title-filename", Severity.WARNING)
def title_filename(described: Described) -> Iterator[Words]:
    """A title is only the name of a file or of a table in a database.

    Names such as “export_final_v2.xlsx” or “tbl_baum_aktuell” were made for computers. People search with words.

    Write a title in words; the file's name can stand with the distribution.
    """
    title = described.dataset.title
    if title and " " not in title and ("_" in title.strip("_") or _has_extension(title)):
        yield Said(title, "title").words(
            described,
            say("the title is only the name of a file"),
            say("Write a title in words; the file's name belongs to the distribution."),
        )


def _has_extension(title: str) -> bool:
    """Tell whether a title ends like a file's name.

    >>> _has_extension("baeume.XLSX"), _has_extension("Stufe.2"), _has_extension("csv")
    (True, False, False)
    """
    stem, dot, extension = title.rpartition(".")
    return bool(stem and dot) and extension.casefold() in _list_extensions()


@cache
def _list_extensions() -> frozenset[str]:
    """List the extensions of all known types of files."""
    return frozenset(one for concept in load_vocabulary("file-type").concepts for one in concept.texts("extensions"))


@on_dataset("title-long", Severity.WARNING)
def title_long(described: Described) -> Iterator[Words]:
    """A title is longer than 200 characters.

    Catalogues cut long titles off in lists, and the address of the entry keeps their first 100 characters only.

    Move what is not needed to tell the data from others into the description.
    """
    title = described.dataset.title
    if len(title) > _LONGEST:
        yield Said(title, "title").words(
            described,
            say("the title has more than {n} characters", n=_LONGEST),
            say("Move a part of it into the description."),
        )


@on_dataset("title-capitals", Severity.NOTE)
def title_capitals(described: Described) -> Iterator[Words]:
    """A title is written in capitals throughout.

    Capitals are harder to read and look like shouting beside the other titles of a catalogue. Short titles, which may
    be abbreviations, are left alone.

    Write it in upper and lower case.
    """
    title = described.dataset.title
    if title.isupper() and sum(map(str.isalpha, title)) >= _LEAST_CAPITALS:
        yield Said(title, "title").words(
            described,
            say("the title is written in capitals throughout"),
            say("Write it in upper and lower case."),
        )


@on_dataset("distribution-title-generic", Severity.NOTE)
def distribution_title_generic(described: Described) -> Iterator[Words]:
    """A distribution is only called “Link” or “Download”.

    Where a dataset has several ways to the data, people choose among them by these names.

    Say what it leads to: “Baumkataster als CSV”.
    """
    for part in described.dataset.distributions:
        title = " ".join(part.title.casefold().strip(" .:!>»→").split())
        if title in _NAMELESS_LINKS or title.startswith(("http://", "https://", "www.")):
            yield Said(part.title, "title", part.key).words(
                described,
                say("the name does not say what the link leads to"),
                say("Say what it leads to, such as “Baumkataster als CSV”."),
            )
