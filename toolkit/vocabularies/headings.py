"""The heading dictionary: what the heading of a column probably means, in seven languages and with slips of the pen."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from types import MappingProxyType

from toolkit.bundle import read_bundled
from toolkit.model.message import Message, say
from toolkit.model.path import DATASET_PATHS, DISTRIBUTION_PATHS
from toolkit.model.problem import Problem
from toolkit.vocabularies.headingfile import Entry, HeadingFile, parse_heading_file
from toolkit.vocabularies.headingindex import WordLists
from toolkit.vocabularies.headinglexicon import HeadingMatch, Lexicon
from toolkit.vocabularies.headingparts import Cue, HeadingParts, Known, index_cues
from toolkit.vocabularies.headingsearch import find_certainty, find_matches
from toolkit.vocabularies.headingtext import fold_keys, key_of, split_levels, split_number, stem_of, tokens_of
from toolkit.vocabularies.unpublished import PREFIX, REASONS, reason_of

__all__ = ["LANGUAGES", "HeadingDictionary", "HeadingMatch", "build_headings", "is_target", "load_headings"]

LANGUAGES = ("de", "en", "fr", "es", "pt", "no", "nl")
"""The languages of the dictionary, the first one first where a heading is the same in several."""

_FOLDER = "mappings/vocabularies/headings"
_BODIES = ("bodies", "bodyends")
_QUESTIONS = (
    "publish", "structured", "own_data", "personal_data", "anonymised", "lawful", "special_categories", "small_counts",
    "trade_secrets", "third_party_rights", "security", "draft", "other_law", "approved", "privacy_approved",
    "high_value",
)  # fmt: skip
_TARGETS = frozenset(
    {
        *("key", "dataset", "temporal", "spatial"),
        *DATASET_PATHS,
        *(f"distribution.{path}" for path in DISTRIBUTION_PATHS if path != "checksum"),
        *(f"release.{question}" for question in _QUESTIONS),
        *(PREFIX + reason for reason in REASONS),
    }
)


def is_target(target: str) -> bool:
    """Tell whether a column can mean this: a field, the key, a release question, or a reason to ignore it.

    >>> is_target("publisher.name"), is_target("publisher.fax")
    (True, False)
    """
    return target in _TARGETS


@dataclass(frozen=True, slots=True, eq=False)
class HeadingDictionary:
    """All known headings; compared and hashed by identity so that look-ups can be cached."""

    targets: tuple[str, ...]
    lexicon: Lexicon
    bodies: re.Pattern[str]

    def names_body(self, text: str) -> bool:
        """Tell whether a text names an office, a department or another body.

        >>> [load_headings().names_body(text) for text in ("Amt 61", "Grünflächenamt", "Umwelt")]
        [True, True, False]
        """
        return bool(self.bodies.search(text))

    def match(self, heading: str) -> tuple[HeadingMatch, ...]:
        """Give what a heading may mean, the best first: at most eight, each target once, none below 0.5.

        The heading may read ``Gruppe › Spalte``.

        >>> load_headings().match("Herausgeber › E-Mail")[0].target
        'publisher.email'
        """
        return _match(self, heading)

    def knows(self, text: str) -> float:
        """Say how sure it is that a text is a heading at all (0 to 1), whatever it means.

        >>> load_headings().knows("Titel *"), load_headings().knows("12.03.2024")
        (1.0, 0.0)
        """
        return _knows(self, text)

    def number_of(self, heading: str) -> str:
        """Give the number of a heading that is repeated; empty where there is none.

        >>> load_headings().number_of("Ressource 2 URL"), load_headings().number_of("CO2")
        ('2', '')
        """
        bare, number = split_number(" › ".join(split_levels(heading)))
        return number if number and self.match(bare) else ""

    def reason(self, target: str) -> Message:
        """Give the reason for a target ``ignore.<reason>``. Raises KeyError for any other target."""
        return reason_of(target)


@lru_cache(maxsize=20_000)
def _match(dictionary: HeadingDictionary, heading: str) -> tuple[HeadingMatch, ...]:
    return find_matches(dictionary.lexicon, heading)


@lru_cache(maxsize=50_000)
def _knows(dictionary: HeadingDictionary, text: str) -> float:
    return find_certainty(dictionary.lexicon, text)


@cache
def load_headings() -> HeadingDictionary:
    """Load the dictionary that ships with the product; the second time it is already there."""
    return build_headings({f"{language}.yaml": read_bundled(_FOLDER, f"{language}.yaml") for language in LANGUAGES})


def build_headings(texts: Mapping[str, str]) -> HeadingDictionary:
    """Build a dictionary from the texts of its files, by their names.

    Raises a Problem with file and line as ``parse_heading_file`` does, and for a heading that stands twice or that two
    targets claim without an entry under ``ambiguous``.
    """
    files = [parse_heading_file(text, f"{_FOLDER}/{name}", is_target) for name, text in texts.items()]
    known: dict[str, Known] = {}
    for file in files:
        _enter(file, known)
    lexicon = Lexicon(
        known=known,
        groups=MappingProxyType(dict(reversed(list(_group_keys(files))))),
        bare=MappingProxyType({key_of(word): name for name, word in _listed(files, "bare")}),
        cells=frozenset(key_of(word) for name, word in _listed(files, "words") if name == "values"),
        parts=_build_parts(files),
        lists=_word_lists(files),
    )
    return HeadingDictionary(
        tuple(dict.fromkeys(name for heading in known.values() for name in heading.targets)),
        lexicon,
        _build_bodies(files),
    )


def _build_bodies(files: Sequence[HeadingFile]) -> re.Pattern[str]:
    """Build what finds the words for bodies, as a word of their own or as the end of one, and numbers of offices."""
    whole, ends = (
        "|".join(re.escape(word) for part, word in _listed(files, "words") if part == name) or "(?!)"
        for name in _BODIES
    )
    return re.compile(rf"\b(?:{whole})(?!\w)|\w(?:{ends})\b|^\d{{2,3}}[-./]?\d{{0,3}}$", re.IGNORECASE)


def _build_parts(files: Sequence[HeadingFile]) -> HeadingParts:
    """Collect what headings are understood by in parts: the cues of questions, and the last parts of compounds."""
    listed = {name: [word for part, word in _listed(files, "words") if part == name] for name in ("asking", "pointing")}
    return HeadingParts(
        cues=index_cues(
            Cue(tuple(tokens_of(word)), next(iter(entry.targets)), word, file.language)
            for file in files
            for entry in file.sections.get("questions", ())
            for word in entry.words
        ),
        endings=MappingProxyType(
            {
                key_of(word): Known(f"…{word}", file.language, entry.targets)
                for file in files
                for entry in file.sections.get("endings", ())
                for word in entry.words
            }
        ),
        asking=frozenset(map(key_of, listed["asking"])),
        pointing=frozenset(map(key_of, listed["pointing"])),
    )


def _enter(file: HeadingFile, known: dict[str, Known]) -> None:
    """Enter a file's headings by their keys; the same heading may mean the same in several languages."""
    keys = iter(fold_keys([word for entry in file.entries for word in entry.words]))
    for entry in file.entries:
        # The words are asked first, so that zip leaves the next entry's first key where it is.
        for number, (word, key) in enumerate(zip(entry.words, keys, strict=False)):
            holder = known.get(key)
            if not holder and key:
                known[key] = Known(word, file.language, entry.targets)
            elif not holder:
                raise _wordless(file, entry, number)
            elif holder.language == file.language or entry.ambiguous or holder.targets != entry.targets:
                raise _twice(file, entry, number, holder)


def _wordless(file: HeadingFile, entry: Entry, number: int) -> Problem:
    what = say("“{word}” holds no Latin letter and no digit", word=entry.words[number])
    return file.yaml.fault(entry.nodes[number], what, say("take it away, or write a heading"))


def _twice(file: HeadingFile, entry: Entry, number: int, holder: Known) -> Problem:
    what = say(
        "“{word}” stands here for {second}, and as “{other}” ({language}) for {first}",
        word=entry.words[number],
        other=holder.word,
        language=holder.language,
        first=", ".join(holder.targets),
        second=", ".join(entry.targets),
    )
    remedy = say("leave one of them; if it means both, write it once under “ambiguous”, with a weight for each")
    return file.yaml.fault(entry.nodes[number], what, remedy)


def _listed(files: Sequence[HeadingFile], section: str) -> Iterator[tuple[str, str]]:
    """Give every word of a section with the name of its list."""
    return (
        (name, word)
        for file in files
        for (part, name), words in file.lists.items()
        if part == section
        for word in words
    )


def _group_keys(files: Sequence[HeadingFile]) -> Iterator[tuple[str, tuple[str, str]]]:
    for name, word in _listed(files, "groups"):
        key = key_of(word)
        yield stem_of(key), (name, word)
        yield key, (name, word)


def _word_lists(files: Sequence[HeadingFile]) -> WordLists:
    small: set[str] = set()
    stems: dict[str, set[str]] = {"light": set(), "negation": set()}
    for name, word in _listed(files, "words"):
        key = key_of(word)
        small.update({key} if name == "small" else ())
        stems.get(name, set()).add(stem_of(key))
    negation = frozenset(stems["negation"])
    return WordLists(frozenset(small) - negation, frozenset(stems["light"]) - negation, negation)
