"""What a column's heading says by itself and together with the group above it, by the heading dictionary."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Protocol

from toolkit.mapping.fields import PREFIX, ROW_FIELDS
from toolkit.model.message import Message, say
from toolkit.model.table import Column
from toolkit.reading.text import clean


class HeadingMatch(Protocol):
    """One meaning of a heading by the dictionary; ``score`` is 0 to 1, ``word`` the nearest known spelling."""

    @property
    def target(self) -> str:
        """The field, or another target of a column."""

    @property
    def score(self) -> float:
        """How near the heading is: 1 for the known spelling itself."""

    @property
    def word(self) -> str:
        """The known spelling."""


class HeadingDictionary(Protocol):
    """The heading dictionary as far as proposals need it (``toolkit.vocabularies.headings``)."""

    def match(self, heading: str) -> Iterable[HeadingMatch]:
        """List what a heading may mean, the nearest first."""

    def number_of(self, heading: str) -> str:
        """Give the number of a numbered heading such as ``Schlagwort 2``, else an empty text."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What a heading says: the target, how surely (0 to 1), and the known spelling."""

    target: str
    score: float
    word: str
    group: str = ""

    def evidence(self) -> Message:
        """Say what of the heading was recognised."""
        if self.group:
            return say("the heading “{word}” stands under “{group}”", word=self.word, group=self.group)
        if self.score >= EXACT:
            return say("“{word}” is a known heading", word=self.word)
        return say("the heading resembles “{word}”", word=self.word)


EXACT = 0.97
"""The score from which a heading is the known spelling itself."""

_NEAR = 0.8
_ALONE = 0.97
"""What a heading without its group counts beside both together."""

_ROLES = (
    (re.compile(r"\b(?:e-?mail|mail|mailadresse|funktionspostfach|postfach)\b"), "email"),
    (re.compile(r"\b(?:url|link|web|website|webseite|internet|homepage)\b"), "url"),
    (re.compile(r"\b(?:uri)\b"), "uri"),
    (re.compile(r"\b(?:name|bezeichnung|stelle|organisation|vollst\w+ name|text)\b"), "name"),
    (re.compile(r"^(?:von|ab|beginn|start|anfang|from|since|seit|(?:start|anfangs)[- ]?(?:datum|date))$"), "start"),
    (re.compile(r"^(?:bis|ende|end|to|until|end[- ]?(?:datum|date))$"), "end"),
    (re.compile(r"\b(?:telefon|tel|fon|phone|durchwahl|rufnummer)\b"), "phone"),
)  # fmt: skip
_DISTRIBUTION = re.compile(
    r"^(?:ressourcen?|resources?|distribution(?:en|s)?|bereitstellung(?:en)?|downloads?|datei(?:en)?|files?|"
    r"datenzugang|zugang|dienste?)\b"
)
_AGENTS = frozenset({"contact", "publisher", "creator"})


def hear(column: Column, dictionary: HeadingDictionary) -> tuple[Heard, ...]:
    """List what a column's heading may mean, the surest first.

    The last line of the header speaks; a group above it tells whose name, address or title is meant.
    """
    lines = [plain for line in column.headings if (plain := clean(line))]
    if not lines:
        return ()
    own, group = strip_number(lines[-1], dictionary), strip_number(" ".join(lines[:-1]), dictionary)
    heard = dict(_match(dictionary, f"{group} › {own}" if group else own))
    for text in {lines[-1], own} if group else {lines[-1]}:
        for target, one in _match(dictionary, text):
            _add(heard, target, replace(one, score=one.score * _ALONE) if group else one)
    if max((one.score for one in heard.values()), default=0.0) < EXACT * _ALONE:
        heard = _hear_group(heard, group, own, dictionary) if group else _hear_first_word(heard, own, dictionary)
    elif group and _DISTRIBUTION.match(group.casefold()):
        heard = _put_under_distribution(heard, group, own)
    return tuple(sorted(heard.values(), key=lambda one: (-one.score, one.target)))


def strip_number(text: str, dictionary: HeadingDictionary) -> str:
    """Take the number out of a numbered heading.

    >>> class Numbers:
    ...     def match(self, heading): return ()
    ...     def number_of(self, heading): return "2"
    >>> [strip_number(heading, Numbers()) for heading in ("Ressource 2 URL", "Link2", "keywords_2")]
    ['Ressource URL', 'Link', 'keywords']
    """
    number = dictionary.number_of(text) if any(map(str.isdigit, text)) else ""
    if not number:
        return text
    bare = re.sub(rf"[\s_.(\[#-]*(?<!\d)0*{re.escape(number)}(?!\d)[)\].:]*", " ", text, count=1)
    return clean(bare).strip("_- ") or text


def _match(dictionary: HeadingDictionary, text: str) -> Iterator[tuple[str, Heard]]:
    """Ask the dictionary; of several spellings of one target the nearest counts."""
    best: dict[str, Heard] = {}
    for match in dictionary.match(text) if text else ():
        _add(best, match.target, Heard(match.target, match.score, match.word))
    yield from best.items()


def _add(heard: dict[str, Heard], target: str, one: Heard) -> None:
    """Keep the surer of two."""
    if target not in heard or heard[target].score < one.score:
        heard[target] = one


def _hear_group(heard: dict[str, Heard], group: str, own: str, dictionary: HeadingDictionary) -> dict[str, Heard]:
    """Let a group such as “Ansprechpartner”, “Zeitraum” or “Ressource” tell what its columns belong to."""
    if _DISTRIBUTION.match(group.casefold()):
        return _put_under_distribution(heard, group, own)
    owners = {one.target.partition(".")[0] for _, one in _match(dictionary, group) if one.score >= _NEAR}
    composed = _compose(owners, group, own)
    if not composed:
        return heard
    lowered = {target: replace(one, score=one.score * 0.8) for target, one in heard.items()}
    for one in composed:
        _add(lowered, one.target, one)
    return lowered


def _compose(owners: Iterable[str], group: str, own: str) -> list[Heard]:
    """Build the fields that a group's owner and a column's role make together: contact and E-Mail."""
    role = next((role for pattern, role in _ROLES if pattern.search(own.casefold())), "")
    if not role:
        return []
    if role == "phone":
        return [Heard("ignore.phone", 0.98, own, group)]
    targets = [f"{owner}.{role}" for owner in sorted(owners)]
    return [Heard(target, 0.98, own, group) for target in targets if target in ROW_FIELDS]


def _put_under_distribution(heard: dict[str, Heard], group: str, own: str) -> dict[str, Heard]:
    """Read “Ressource › Titel” as the distribution's title."""
    under: dict[str, Heard] = {}
    for target, one in heard.items():
        inner = PREFIX + ("key" if target == "key" else "access_url" if target == "landing_page" else target)
        if target.startswith((PREFIX, "ignore.")) or inner not in ROW_FIELDS:
            _add(under, target, one)
        else:
            _add(under, inner, replace(one, target=inner, group=group, word=own))
            _add(under, target, replace(one, score=one.score * 0.8))
    return under


def _hear_first_word(heard: dict[str, Heard], own: str, dictionary: HeadingDictionary) -> dict[str, Heard]:
    """Take the first word of a heading for its group: “Ansprechpartner E-Mail”, “Ressource Titel”."""
    first, _, rest = re.sub(r"[-_/:]+", " ", own).partition(" ")
    rest = clean(rest)
    if not rest or len(first) < 4:
        return heard
    if _DISTRIBUTION.match(first.casefold()):
        composed = [
            replace(one, score=one.score * 0.95)
            for one in _put_under_distribution(dict(_match(dictionary, rest)), first, rest).values()
            if one.target.startswith(PREFIX)
        ]
    else:
        owners = {one.target.partition(".")[0] for _, one in _match(dictionary, first) if one.score >= _NEAR}
        composed = [replace(one, score=0.93) for one in _compose(owners & (_AGENTS | {"temporal"}), first, rest)]
    merged = dict(heard)
    for one in composed:
        _add(merged, one.target, one)
    return merged
