"""Rules for keywords, by which people and portals find data."""

from __future__ import annotations

import re
from collections.abc import Iterator

from toolkit.checks.published import Said
from toolkit.checks.rule import Words, on_dataset, place_of
from toolkit.model.dataset import Described
from toolkit.model.finding import Severity
from toolkit.model.message import say

_SHORTEST, _LONGEST, _MOST = 2, 100, 20
_BETWEEN = re.compile(r"\s*[,;/|]\s*")
_REFUSED = re.compile(r"[^\w \-.,;/|]")


@on_dataset("keyword-several", Severity.WARNING)
def keyword_several(described: Described) -> Iterator[Words]:
    """A keyword seems to be several: it holds a comma, a semicolon or a slash.

    The mapping splits a cell only at the signs that it names, so that a keyword with another sign stays whole. CKAN
    writes a hyphen in its place, and nobody searches for “Straße-Verkehr”.

    Write the keywords apart with the sign that the mapping splits at, or name this sign under split in the mapping.
    """
    for keyword in described.dataset.keywords:
        pieces = [piece for piece in _BETWEEN.split(keyword) if piece]
        if _BETWEEN.search(keyword):
            yield Said(keyword, "keywords").words(
                described,
                say("this keyword seems to be several"),
                say("Write them apart with the sign that the mapping splits at, or name this sign under “split:”."),
                *([", ".join(pieces)] if pieces else []),
            )


@on_dataset("keyword-signs", Severity.NOTE)
def keyword_signs(described: Described) -> Iterator[Words]:
    """A keyword holds signs that CKAN leaves out.

    CKAN takes letters, digits, blanks, hyphens, dots and underscores (tag name validator, 2.10 to 2.12). Every other
    sign becomes a blank in the catalogue: “Bus (ÖPNV)” is published as “Bus ÖPNV”.

    Nothing needs to be done if that reads well; else write the keyword without these signs.
    """
    for keyword in described.dataset.keywords:
        refused = dict.fromkeys(_REFUSED.findall(keyword))
        if refused:
            yield Said(keyword, "keywords").words(
                described,
                say("CKAN leaves out signs of this keyword: {signs}", signs=" ".join(refused)),
                say("If it does not read well without them, write it otherwise."),
                *filter(None, [" ".join(_REFUSED.sub(" ", keyword).split())]),
            )


@on_dataset("keyword-long", Severity.WARNING)
def keyword_long(described: Described) -> Iterator[Words]:
    """A keyword is longer than 100 characters.

    CKAN takes no more (tag length validator, 2.10 to 2.12), so that the rest is cut off. A keyword of this length is a
    sentence, or several keywords that were not split.

    Write single words.
    """
    for keyword in described.dataset.keywords:
        if len(keyword) > _LONGEST:
            yield Said(keyword, "keywords").words(
                described,
                say("the keyword has more than {n} characters; the rest is cut off", n=_LONGEST),
                say("Write single words."),
            )


@on_dataset("keyword-short", Severity.NOTE)
def keyword_short(described: Described) -> Iterator[Words]:
    """A keyword has a single character.

    CKAN takes keywords of two characters or more (tag length validator, 2.10 to 2.12), so that this one is left out.

    Write the whole word.
    """
    for keyword in described.dataset.keywords:
        if len(keyword) < _SHORTEST:
            yield Said(keyword, "keywords").words(
                described,
                say("CKAN leaves out keywords of a single character"),
                say("Write the whole word."),
            )


@on_dataset("keyword-repeated", Severity.NOTE)
def keyword_repeated(described: Described) -> Iterator[Words]:
    """A dataset has the same keyword twice, written otherwise.

    Upper and lower case make no difference to those who search. The first one is published.

    Delete the second one.
    """
    seen: dict[str, str] = {}
    for keyword in described.dataset.keywords:
        first = seen.setdefault(keyword.casefold(), keyword)
        if first != keyword:
            yield Said(keyword, "keywords").words(
                described,
                say("the keyword stands there twice, in upper and lower case"),
                say("Delete one of the two."),
                first,
            )


@on_dataset("keyword-repeats-title", Severity.NOTE)
def keyword_repeats_title(described: Described) -> Iterator[Words]:
    """A keyword is the whole title again, with all its words.

    The title is searched anyway. Keywords help where they say what the title does not: the wider term, what citizens
    call it, the field that it belongs to.

    Put another word in its place.
    """
    title = described.dataset.title.casefold()
    for keyword in described.dataset.keywords:
        if " " in title and keyword.casefold() == title:
            yield Said(keyword, "keywords").words(
                described,
                say("the keyword is the title again"),
                say("Write a word that the title does not have: a wider term, or what citizens call it."),
            )


@on_dataset("keywords-many", Severity.NOTE)
def keywords_many(described: Described) -> Iterator[Words]:
    """A dataset has more than 20 keywords.

    A dataset that is found under everything is hard to find. Two to five keywords are enough.

    Keep those that people would search with.
    """
    if len(described.dataset.keywords) > _MOST:
        yield Words(
            say("there are more than {n} keywords", n=_MOST),
            place_of(described, "keywords"),
            say("Keep those that people would search with."),
        )
