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
    """One meaning of a heading by the dictionary; ``score`` is 0 to 1, ``word`` the nearest known spelling.

    ``how`` says whether the heading is that one (``exact``, or ``part`` with its group), a ``question`` that holds it,
    a compound with that ``ending``, or only resembles it.
    """

    @property
    def target(self) -> str:
        """The field, or another target of a column."""

    @property
    def score(self) -> float:
        """How near the heading is: 1 for the known spelling itself."""

    @property
    def word(self) -> str:
        """The known spelling."""

    @property
    def how(self) -> str:
        """In what way the heading is like the known spelling."""


class HeadingDictionary(Protocol):
    """The heading dictionary as far as proposals need it (``toolkit.vocabularies.headings``)."""

    def match(self, heading: str) -> Iterable[HeadingMatch]:
        """List what a heading may mean, the nearest first."""

    def number_of(self, heading: str) -> str:
        """Give the number of a numbered heading such as ``Schlagwort 2``, else an empty text."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What a heading says: the target, how surely (0 to 1), the known spelling, and in what way it is like that."""

    target: str
    score: float
    word: str
    group: str = ""
    how: str = ""

    def evidence(self) -> Message:
        """Say what of the heading was recognised."""
        if self.group:
            return say("the heading “{word}” stands under “{group}”", word=self.word, group=self.group)
        if self.how == "repeated":
            return say("it repeats the dataset’s “{word}”", word=self.word)
        if self.how in _KNOWN or self.score >= EXACT:
            return say("“{word}” is a known heading", word=self.word)
        if self.how == "question":
            return say("the question is about “{word}”", word=self.word)
        if self.how == "ending":
            return say("the heading ends with “{word}”", word=self.word.lstrip("…"))
        return say("the heading resembles “{word}”", word=self.word)


EXACT = 0.97
"""The score from which a heading is the known spelling itself."""

_KNOWN = frozenset({"exact", "part"})
_NEAR = 0.8
_PHONE = 0.85
"""A number that may be a person's own is rather left out than published."""

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


_STEP = re.compile(
    r"^(?:schritt|step|phase|frage|punkt|question|étape|paso|stap)\s*\d{1,2}[a-z]?\s*[:.)–-]\s*", re.IGNORECASE
)
"""What numbers the steps of a way through the house, or the questions of a form."""


def hear(column: Column, dictionary: HeadingDictionary) -> tuple[Heard, ...]:
    """List what a column's heading may mean, the surest first.

    The last line of the header speaks; a group above it tells whose name, address or title is meant.
    """
    lines = [_STEP.sub("", plain) or plain for line in column.headings if (plain := clean(line))]
    if not lines:
        return ()
    own, group = strip_number(lines[-1], dictionary), strip_number(" ".join(lines[:-1]), dictionary)
    heard = dict(_match(dictionary, f"{group} › {own}" if group else own))
    heard = {**heard, **_hear_cut_words(heard, own, dictionary)}
    for text in {lines[-1], own} if group else {lines[-1]}:
        for target, one in _match(dictionary, text):
            _add(heard, target, replace(one, score=one.score * _ALONE) if group else one)
    if max((one.score for one in heard.values()), default=0.0) < EXACT * _ALONE:
        heard = _hear_group(heard, group, own, dictionary) if group else _hear_first_word(heard, own, dictionary)
    elif group and _DISTRIBUTION.match(group.casefold()):
        heard = _put_under_distribution(heard, group, own)
    if {"contact.phone", "ignore.phone"} <= heard.keys():
        heard["contact.phone"] = replace(heard["contact.phone"], score=heard["contact.phone"].score * _PHONE)
    heard = _hear_halves(_hear_bracket(heard, own, dictionary), own, dictionary)
    return tuple(sorted(heard.values(), key=lambda one: (-one.score, one.target)))


_TECHNICAL = re.compile(r"[A-ZÄÖÜ][A-ZÄÖÜ0-9]+(?:_[A-ZÄÖÜ0-9]+)+")
_CUT_WORDS = {
    "BEZ": "Bezeichnung", "BEZEICHN": "Bezeichnung", "SCHLAGW": "Schlagwort", "STICHW": "Stichwort",
    "BESCHR": "Beschreibung", "BESCHREIB": "Beschreibung", "PERSDAT": "Personenbezogene Daten",
    "PERSBEZ": "Personenbezug", "PERS": "Personenbezogene Daten", "LIZ": "Lizenz", "AKTUAL": "Aktualisierung",
    "AKTDAT": "Aktualisierungsdatum", "AEND": "Änderung", "DAT": "Datum", "FORM": "Format", "TURN": "Turnus",
    "VEROEFF": "Veröffentlichung", "VOEFF": "Veröffentlichung", "FREIG": "Freigabe", "BEM": "Bemerkung",
    "BEMERK": "Bemerkung", "ANSPR": "Ansprechpartner", "ANSPRP": "Ansprechpartner", "TITL": "Titel", "ABT": "Abteilung",
    "THEM": "Thema", "RAUM": "Raumbezug", "ZEITR": "Zeitraum", "SPEICH": "Speicherort",
}  # fmt: skip
_EXPORTED = frozenset({"TBL", "T", "F", "FLD", "DS", "FLG", "FLAG", "KZ", "TXT", "STR", "BOOL", "INT"})
"""What an export from a database puts before or behind a field's name, and says nothing of what it means."""


def _hear_cut_words(heard: dict[str, Heard], own: str, dictionary: HeadingDictionary) -> dict[str, Heard]:
    """Read the technical name of an exported field: “DS_SCHLAGW” as “Schlagwort”, “AMT_BEZ” as “Amt”."""
    if not _TECHNICAL.fullmatch(own) or max((one.score for one in heard.values()), default=0.0) >= EXACT:
        return {}
    parts = [part for part in own.split("_") if part not in _EXPORTED]
    words = [_CUT_WORDS.get(part, part.capitalize()) for part in parts]
    named = words[:-1] if len(words) > 1 and words[-1] in {"Bezeichnung", "Name"} else words
    for text in (" ".join(words), " ".join(named)):
        found = {
            target: replace(one, score=one.score * 0.95)
            for target, one in _match(dictionary, text)
            if one.score >= _NEAR and one.how in _KNOWN | {"exact"}
        }
        if found:
            return {target: replace(one, score=one.score * 0.6) for target, one in heard.items()} | found
    return {}


_BRACKET = re.compile(r"\(([^()]{3,40})\)\s*$")
_STARTING = frozenset({"anfang", "beginn", "von", "start", "from", "begin", "ab"})
_ENDING = frozenset({"ende", "bis", "end", "to", "until"})
_DOUBTFUL = 0.6
_WAY = re.compile(r"^man(?:uell|\.|ual)?\s*/\s*auto(?:m\.?|matisch|matisiert|matic|\.)?$")


def _hear_bracket(heard: dict[str, Heard], own: str, dictionary: HeadingDictionary) -> dict[str, Heard]:
    """Let a bracket behind a heading count: (Anfang), (Ende), (manuell/autom.), and the field's name in a standard."""
    found = _BRACKET.search(own)
    if not found:
        return heard
    word = clean(found[1]).casefold()
    if _WAY.match(word):
        return _lower(heard) | {"ignore.update_process": Heard("ignore.update_process", 0.9, own, how="exact")}
    if "temporal" in heard and word in _STARTING | _ENDING:
        target = "temporal.start" if word in _STARTING else "temporal.end"
        return _lower(heard) | {target: Heard(target, 0.97, own, how="exact")}
    meant = next((one for _, one in _match(dictionary, found[1]) if one.score >= EXACT and one.how == "exact"), None)
    if meant and meant.target in {"title", "description"} and PREFIX + meant.target in heard:
        return _lower(heard) | {meant.target: replace(meant, score=0.95)}
    if meant and max((one.score for one in heard.values()), default=0.0) < _DOUBTFUL:
        return _lower(heard) | {meant.target: replace(meant, score=0.9)}
    return heard


def _lower(heard: dict[str, Heard]) -> dict[str, Heard]:
    """Make all meanings less sure than one that a bracket gives."""
    return {target: replace(one, score=one.score * 0.7) for target, one in heard.items()}


_AGREED = 0.92
"""How sure a heading is whose two halves, in two languages, mean one thing."""


def _hear_halves(heard: dict[str, Heard], own: str, dictionary: HeadingDictionary) -> dict[str, Heard]:
    """Read “Dienst / Service” half by half: what both halves mean is surer than what either does."""
    halves = [clean(half) for half in re.split(r"\s+/\s+|\s+\|\s+", own)]
    if len(halves) != 2 or not all(halves):
        return heard
    first, second = (dict(_match(dictionary, half)) for half in halves)
    agreed = [target for target in first.keys() & second.keys() if min(first[target].score, second[target].score) > 0.5]
    if not agreed:
        return heard
    best = max(agreed, key=lambda target: (first[target].score + second[target].score, target))
    score = max(_AGREED, first[best].score, second[best].score)
    one = replace(first[best], score=score)
    return heard | ({best: one} if best not in heard or heard[best].score < score else {})


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
        _add(best, match.target, Heard(match.target, match.score, match.word, how=match.how))
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
