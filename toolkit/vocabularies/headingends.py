"""Reads what a heading says by the words it ends or asks with: “Aufbereitungsaufwand”, “Wie oft …?”."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from toolkit.vocabularies.headinglexicon import (
    HeadingMatch,
    Hits,
    Lexicon,
    come_near,
    expand,
    find_exact,
    keep_best,
    weaken,
)
from toolkit.vocabularies.headingparts import Asked, Found
from toolkit.vocabularies.headingtext import Reading, tokens_of, without_brackets

_BESIDE = 0.7
_CUE = 0.92
_NOUN = 0.93
_LAST_WORD = 0.86
_SURE_NEAR = 0.8
_OTHER_END = 0.8
_SPECIAL = 0.85
_CERTAIN_END = 0.9
_ADDRESSES = frozenset({"distribution.access_url", "landing_page"})
_JOINED = 0.88
_OF_NAMES = ("title", "dataset", "distribution.title")
_OF_DATA = ("release.publish", "issued", "distribution.", "landing_page", "title", "dataset")
_MOST_SPLIT = 6


def read_question(lexicon: Lexicon, text: str) -> Hits:
    """Read a question by its cue ("Wie oft …?") or by the noun that it asks for ("Welche Lizenz …?").

    Where both are there, the one that stands first is what is asked for.
    """
    tokens = tokens_of(without_brackets(text))
    if not lexicon.parts.is_question(text, tokens):
        return {}
    cue, asked = lexicon.parts.find_cue(tokens), lexicon.parts.find_asked(tokens, lexicon.lists.small)
    noun = _read_noun(lexicon, asked.words) if asked else {}
    told = [HeadingMatch(cue.cue.target, _CUE, cue.cue.word, cue.cue.language, "question")] if cue else []
    if told and told[0].target != "ignore.release_reason" and not lexicon.lists.negation.isdisjoint(tokens):
        return {}
    if asked and noun and (not cue or _is_asked(lexicon, asked, cue)):
        return keep_best([*noun.values(), *(replace(one, score=one.score * _BESIDE) for one in told)])
    return keep_best([*told, *weaken(come_near(lexicon, text), _BESIDE)]) if told else {}


def _is_asked(lexicon: Lexicon, asked: Asked, cue: Found) -> bool:
    """Tell whether a noun is what is asked for, rather than what a cue says."""
    pointing = not lexicon.parts.pointing.isdisjoint(cue.cue.tokens)
    return asked.place < cue.place or (pointing and asked.near and not cue.unbroken)


def _read_noun(lexicon: Lexicon, words: Sequence[str]) -> Hits:
    """Look up the words that are asked for, as many of them as are known together."""
    for size in range(len(words), 0, -1):
        if hits := find_exact(lexicon, Reading("".join(words[:size]), _NOUN)):
            return keep_best(weaken(hits, 1.0, "question"))
    near = [
        hit for one in lexicon.index.by_words(words[:1]) for hit in lexicon.hits(one.key, one.score * _NOUN, "words")
    ]
    return keep_best(near) or keep_best(weaken(_read_last(lexicon, words[:1]), 1.0, "question"))


def read_end(lexicon: Lexicon, text: str) -> Hits:
    """Find what comes near, and what the noun says that the other words only specialise; the noun decides.

    "Aufbereitungsaufwand" is an effort, "Veröffentlichungs-URL" an address, "geplante Übergabe" whatever that is.
    """
    near = keep_best([*come_near(lexicon, text).values(), *expand(lexicon, text)])
    words = tokens_of(without_brackets(text))
    run = _first_run(words, lexicon.lists.small)
    if not run or not lexicon.lists.negation.isdisjoint(words):
        return near
    ends = _read_last(lexicon, run)
    if len(run) < len(words):
        ends = keep_best(weaken(ends, _SPECIAL))
    beside = [hit if not ends or hit.target in ends or hit.score >= _SURE_NEAR
              else replace(hit, score=hit.score * _OTHER_END) for hit in near.values()]  # fmt: skip
    return keep_best([*beside, *(_likest(hit, near) for hit in ends.values())])


def _likest(hit: HeadingMatch, near: Hits) -> HeadingMatch:
    """Let a meaning that a likeness tells as well be told by that, as surely as by the surer of both."""
    other = near.get(hit.target)
    return replace(other, score=max(hit.score, other.score)) if other else hit


def _first_run(words: Sequence[str], small: frozenset[str]) -> list[str]:
    """Give the words before the first small one: in "Datum des Eingangs" the date, in "interner Vermerk" both."""
    end = next((place for place, word in enumerate(words) if word in small), len(words))
    return list(words[:end]) if end <= _MOST_SPLIT else []


def _read_last(lexicon: Lexicon, run: Sequence[str]) -> Hits:
    """Give what the last word of several, or the last part of a compound, means."""
    ending = run[-1] if len(run) > 1 and run[-1] in lexicon.parts.endings else lexicon.parts.ending_of(run[-1])
    known = lexicon.parts.endings.get(ending)
    if not known:
        own = find_exact(lexicon, Reading(run[-1], _LAST_WORD)) if len(run) > 1 else {}
        return {} if run[-1] in lexicon.lists.light else keep_best(weaken(own, 1.0, "ending"))
    beginning, joined = _targets_of(lexicon, "".join(run).removesuffix(ending)), run[-1] != ending
    return {
        target: HeadingMatch(target, _specialise(target, sure, beginning, joined), known.word, known.language, "ending")
        for target, sure in known.targets.items()
    }


def _targets_of(lexicon: Lexicon, key: str) -> frozenset[str]:
    """Give what the first part of a compound means by itself, with or without the letter that joins it."""
    known = lexicon.known.get(key) or (lexicon.known.get(key[:-1]) if key[-1:] in {"s", "n"} else None)
    return frozenset(known.targets if known else ())


def _specialise(target: str, sure: float, beginning: frozenset[str], joined: bool) -> float:
    """Weaken what a last part means where the first part speaks of another field: "Lizenzbeschreibung".

    The address of what is published is still that of the data, and the number of a map that of the map. Of a compound
    whose first part says nothing the last one may say something else ("Haltestelle"), but for few that only ever mean
    one thing.
    """
    if sure >= _CERTAIN_END:
        return sure
    own = _OF_DATA if target in _ADDRESSES else _OF_NAMES if target == "key" else ()
    if not beginning or target in beginning or (own and any(one.startswith(own) for one in beginning)):
        return sure * _JOINED if joined and not beginning else sure
    return sure * _SPECIAL
