"""Why a column is not simply taken for the answers to a question of release: an empty answer keeps a dataset back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import get_args

from toolkit.mapping.dates import is_day
from toolkit.mapping.spec import Question
from toolkit.mapping.values import parse_answer
from toolkit.model.message import Message, say
from toolkit.proposals.answers import APPROVED, USUAL, answer_of
from toolkit.proposals.candidates import Subject
from toolkit.proposals.fitness import percent
from toolkit.proposals.proposal import Profile

_WEIGHED = frozenset(f"release.{question}" for question in get_args(Question)) - USUAL
"""The questions that need heading and cells to agree."""

_SPARSE = frozenset(
    f"release.{question}"
    for question in ("anonymised", "lawful", "special_categories", "privacy_approved", "high_value")
)
"""Questions to which an empty cell keeps a dataset back only where there are personal data, or never."""

_PLAIN_HEADING = 0.88
_MOST = 0.8
_HALF = 0.5


def doubt_release(subject: Subject, target: str) -> tuple[Message, ...]:
    """Say why a column is asked about although its heading means one of the rarer questions of release."""
    return tuple(_list_doubts(subject, target)) if target in _WEIGHED else ()


def _list_doubts(subject: Subject, target: str) -> Iterator[Message]:
    profile = subject.profile
    if max((one.score for one in subject.heard if one.target == target), default=0.0) < _PLAIN_HEADING:
        yield say("the heading does not plainly ask that")
    if not profile.filled:
        if share_plain(((text, 1) for text in profile.allowed), target) < _MOST:
            yield say("no cell shows how it is answered")
        return
    part = share_plain(_list_words(profile), target)
    if part < _MOST:
        yield say("{share} % of the cells answer neither yes nor no", share=100 - percent(part))
    filled = profile.filled / profile.rows
    if filled < _HALF and target not in _SPARSE:
        yield say(
            "only {share} % of the rows have an answer, and an empty cell would keep its dataset back",
            share=percent(filled),
        )


def _list_words(profile: Profile) -> Iterable[tuple[str, int]]:
    """Give what the cells say; numbers are counts rather than answers where 0 and 1 are not the only ones."""
    if profile.kinds.get("number", 0.0) > 1 - _MOST:
        return ()
    return profile.frequent or [(text, 1) for text in profile.samples]


def share_plain(words: Iterable[tuple[str, int]], target: str) -> float:
    """Give the share of cells that say yes, no, or a yes with conditions; in a column of approvals a date is a yes.

    >>> share_plain([("ja", 3), ("offen", 1)], "release.draft"), share_plain([("teilweise", 1)], "release.draft")
    (0.75, 1.0)
    """
    counted = list(words)
    total = sum(count for _, count in counted)
    return sum(count for word, count in counted if _is_plain(word, target)) / total if total else 0.0


def _is_plain(word: str, target: str) -> bool:
    """Tell whether a word is an answer, rather than silence about it."""
    if answer_of(word, target) in {"yes", "no"} or parse_answer(word) == "restricted":
        return True
    return target in APPROVED and is_day(word)
