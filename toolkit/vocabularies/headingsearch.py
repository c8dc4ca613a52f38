"""Searches what a heading may mean: as it stands, part by part, under its group, and by what comes near."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from toolkit.vocabularies.headingends import read_end, read_question
from toolkit.vocabularies.headinggroup import PEOPLE, target_in_group
from toolkit.vocabularies.headinglexicon import HeadingMatch, Hits, How, Lexicon, find_exact, keep_best, weaken
from toolkit.vocabularies.headingtext import (
    Reading,
    choices_of,
    key_of,
    read_before_explanation,
    read_ways,
    split_levels,
    split_number,
    stem_of,
    tokens_of,
    without_brackets,
)

_LEAST = 0.5
_MOST = 8
_IN_GROUP = 0.95
_SAME_GROUP = 0.98
_GAP = 0.15
_COMPOUND = 0.95
_ONLY_GROUP = 0.68
_BESIDE = 0.7
_EVERY_CHOICE = 0.96
_SOME_CHOICE = 0.8
_TELLING = frozenset({"exact", "part", "question", "ending"})
_UNSURE = 0.7
_OF_PEOPLE = ("contact.", "publisher.", "creator.", "organization.", "ignore.owner", "ignore.steward", "ignore.phone")
_SHORTEST_GROUP = 5
_SHORTEST_REST = 3
_MOST_SPLIT = 6
_LONGEST_COMPOUND = 60

_LONGEST = 160
_MOST_WORDS = 14
_CELL = 0.5
_SURE_SPELLING = 0.7
_SURE = 0.9
_NO_HEADING = re.compile(
    r"^\W*(?:https?:|www\.|\\\\|[A-Za-z]:\\|/|.*@\w)|^[\d\s.,:;/\-–€%+()]*$|^\d{1,4}[.\-/]\s?\d{1,2}[.\-/]\s?\d{1,4}"
)
_COUNTS = re.compile(r"\s*\d+\s+[^\W\d]")
_PLAIN = re.compile(r"[\w\s\-/]+")
_SENTENCE = re.compile(r"(?:\w+\W+){4,}\w+\.\s*$|[.!]\s+\w+(?:\W+\w+){3,}")


def find_matches(lexicon: Lexicon, heading: str) -> tuple[HeadingMatch, ...]:
    """Give what a heading may mean, the best first: at most eight, each target once, none below 0.5."""
    levels = [bare for level in split_levels(heading) if (bare := split_number(level)[0])]
    hits = _in_groups(lexicon, levels[-1], levels[:-1]) if levels else {}
    ranked = sorted((hit for hit in hits.values() if hit.score >= _LEAST), key=lambda hit: -hit.score)
    return tuple(replace(hit, score=round(hit.score, 3)) for hit in ranked[:_MOST])


def find_certainty(lexicon: Lexicon, text: str) -> float:
    """Say how sure it is that a text is a heading at all (0 to 1), whatever it means."""
    bare = without_brackets(text)
    if len(text) > _LONGEST or len(bare.split()) > _MOST_WORDS or _NO_HEADING.search(bare) or _SENTENCE.search(bare):
        return 0.0
    best = next((match for match in find_matches(lexicon, text) if match.how != "ending"), None)
    if not best or _is_cell(lexicon, text, best.how):
        return min(best.score, _CELL) if best else 0.0
    # A heading may be well known although it means several things.
    known = best.how in {"exact", "part"} and best.score > _ONLY_GROUP
    doubtful = best.how == "spelling" and best.score < _SURE_SPELLING
    return max(best.score, _SURE) if known else best.score * (_BESIDE if doubtful else 1)


def _is_cell(lexicon: Lexicon, text: str, how: How) -> bool:
    """Tell a word that is a cell's value as often as a heading, or a count of something: "wird geprüft", "1 year"."""
    if _COUNTS.match(text):
        return True
    words = [token for token in tokens_of(text) if token not in lexicon.lists.small]
    key = key_of(text) if how == "exact" else "".join(words)
    return bool(_PLAIN.fullmatch(text)) and key in lexicon.cells


def _in_groups(lexicon: Lexicon, column: str, groups: Sequence[str]) -> Hits:
    """Find what a heading means below its groups, the nearest group first."""
    own = _alone(lexicon, column)
    for level in reversed(groups):
        group = _group_of(lexicon, level)
        if group and (moved := _move(lexicon, group, column, own)):
            sure = max(hit.score for hit in moved.values())
            stays = 1.0 if sure < _UNSURE else _BESIDE
            return keep_best([*moved.values(), *weaken(own, stays)])
        if group and group[0] in PEOPLE:
            own = {hit.target: hit for hit in map(_doubt, own.values())}
    joined = find_exact(lexicon, Reading(" ".join((*groups, column)), 0.98)) if groups else {}
    if groups and not joined and not any(hit.how in _TELLING for hit in own.values()):
        above = weaken(_alone(lexicon, groups[-1]), _ONLY_GROUP, "part")
        return keep_best([*above, *weaken(own, _BESIDE if above else 1.0)])
    return keep_best([*joined.values(), *own.values()])


def _alone(lexicon: Lexicon, text: str) -> Hits:
    """Find what one line of a heading means, by the surest way that finds anything."""
    return (
        _first(lexicon, read_ways(text))
        or read_question(lexicon, text)
        or _choose(lexicon, text)
        or _inline(lexicon, text)
        or _first(lexicon, read_before_explanation(text))
        or read_end(lexicon, text)
    )


def _first(lexicon: Lexicon, ways: Iterable[Reading]) -> Hits:
    return next((hits for way in ways if (hits := find_exact(lexicon, way))), {})


def _choose(lexicon: Lexicon, text: str) -> Hits:
    """Read a heading that offers several: "Titel / Name des Datensatzes"."""
    choices = [find_exact(lexicon, Reading(choice)) for choice in choices_of(text)]
    weight = _EVERY_CHOICE if all(choices) else _SOME_CHOICE
    return keep_best(hit for choice in choices for hit in weaken(choice, weight))


def _inline(lexicon: Lexicon, text: str) -> Hits:
    """Read a group that stands in the heading itself: "E-Mail des Herausgebers", "Ressourcenlizenz"."""
    words = [token for token in tokens_of(text) if token not in lexicon.lists.small]
    return _split_words(lexicon, words) or _split_compound(lexicon, "".join(words))


def _split_words(lexicon: Lexicon, words: Sequence[str]) -> Hits:
    if len(words) > _MOST_SPLIT:
        return {}
    for cut in range(len(words) - 1, 0, -1):
        for part, rest in ((words[:cut], words[cut:]), (words[cut:], words[:cut])):
            group = _named_group(lexicon, "".join(part))
            if not group:
                continue
            own = find_exact(lexicon, Reading("".join(rest))) or _split_words(lexicon, rest)
            if moved := _move(lexicon, group, "".join(rest), own):
                return moved
    return {}


def _split_compound(lexicon: Lexicon, key: str) -> Hits:
    for cut in range(min(len(key), _LONGEST_COMPOUND) - _SHORTEST_REST, _SHORTEST_GROUP - 1, -1):
        group = _named_group(lexicon, key[:cut])
        own = find_exact(lexicon, Reading(key[cut:])) if group else {}
        if group and own and (moved := _move(lexicon, group, key[cut:], own)):
            return keep_best(weaken(moved, _COMPOUND))
    return {}


def _group_of(lexicon: Lexicon, level: str) -> tuple[str, str] | None:
    """Find the group that a line above the headings names, also amid other words."""
    for way in read_ways(level):
        if group := _named_group(lexicon, key_of(way.text)):
            return group
    words = tokens_of(level)
    runs = (words[a : a + size] for size in (3, 2, 1) for a in range(len(words) - size + 1))
    heavy = ("".join(run) for run in runs if lexicon.lists.small.isdisjoint(run))
    return next((group for run in heavy if (group := _named_group(lexicon, run))), None)


def _named_group(lexicon: Lexicon, key: str) -> tuple[str, str] | None:
    return lexicon.groups.get(key) or lexicon.groups.get(stem_of(key))


def _move(lexicon: Lexicon, group: tuple[str, str], column: str, own: Hits) -> Hits:
    """Give what the heading means in the group; nothing where the group does not change it."""
    name, group_word = group
    kind = lexicon.bare.get(key_of(column), "")
    if kind and (target := target_in_group(name, "", kind)):
        word, language = next(((hit.word, hit.language) for hit in own.values()), (column, ""))
        return {target: HeadingMatch(target, _IN_GROUP, f"{group_word} › {word}", language or "de", "part")}
    inside = [(target, hit) for hit in own.values() if (target := target_in_group(name, hit.target, kind))]
    outside = max((hit.score for hit in own.values() if hit not in [inner for _, inner in inside]), default=0.0)
    certain = _certainty(name, inside, outside)
    return keep_best(
        replace(hit, target=target, score=hit.score * certain, word=f"{group_word} › {hit.word}", how="part")
        for target, hit in inside
    )


def _certainty(group: str, inside: Sequence[tuple[str, HeadingMatch]], outside: float) -> float:
    """Say how much surer a group makes its headings: a mere guess becomes certain where little else is left.

    A slip of the pen stays one, and a group of the dataset's own fields says nothing new. ``outside`` is the best score
    of what the heading means elsewhere only.
    """
    if group == "dataset" or not all(hit.how in {"exact", "part"} for _, hit in inside):
        return _SAME_GROUP
    scores = keep_best(replace(hit, target=target) for target, hit in inside)
    top, *rest = sorted((hit.score for hit in scores.values()), reverse=True) or [1.0]
    return _IN_GROUP / top if top > outside and top - max(rest, default=0.0) >= _GAP else _SAME_GROUP


def _doubt(hit: HeadingMatch) -> HeadingMatch:
    """Weaken, below people and bodies, what would be a field of the dataset itself by a mere guess."""
    stays = hit.score >= _SURE or hit.target.startswith(_OF_PEOPLE)
    return hit if stays else replace(hit, score=hit.score * _BESIDE)
