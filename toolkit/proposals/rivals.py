"""Decides between columns that want one field, and between fields that suit one column: keys, offices, likeness."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from toolkit.model.message import Message, say
from toolkit.proposals.candidates import Subject
from toolkit.proposals.context import Ranked, Weighed
from toolkit.proposals.fitness import fit_content, share
from toolkit.proposals.proposal import Candidate

_KEY = 0.7
_GIVEN_UP = 0.4
_WORLD = re.compile(r"\b(?:doi|uuid|guid|ur[il]|urn|handle|ark|orcid|link)\b", re.IGNORECASE)
_OFFICES = ("creator.name", "publisher.name", "organization.title")
_TIED = 0.1
_RISEN = 0.77
_LOWERED = 0.6
_LIKE = 0.66
"""The least confidence from which a heading that resembles a known one settles."""

_AGREES = 0.3
_PLAIN = 0.72
_PLAIN_KEY = 0.55
_FIRST_COLUMNS = 2

_ALONE = 0.2
"""How far behind every other meaning of such a column must be."""

_ASKED = frozenset({"modified", "issued", "key", "title", "dataset"})
"""Fields that mere likeness never settles."""


def settle_rivals(subjects: Sequence[Subject], weighed: Mapping[str, Ranked]) -> Weighed:
    """Settle what several columns, or several fields, have equal claims to and only one can be meant."""
    result = dict(weighed)
    _choose_key(subjects, result)
    _choose_office(subjects, result)
    _raise_likeness(subjects, result)
    return result


def _choose_key(subjects: Sequence[Subject], weighed: Weighed) -> None:
    """Take the office's own number for the key rather than a DOI, a UUID or an address, and the first of several."""
    keys = [
        one
        for one in subjects
        if one.profile.is_unique and any(c.target == "key" and c.confidence >= _KEY for c in weighed[one.name][:2])
    ]
    if len(keys) < 2:
        _raise_key(subjects, weighed)
        return
    first = min(keys, key=lambda one: (_is_of_the_world(one), one.column.number))
    held = say("the identifier stands in “{heading}”", heading=first.name)
    for one in keys:
        if one is not first:
            weighed[one.name] = _give_up_key(weighed[one.name], held)


def _raise_key(subjects: Sequence[Subject], weighed: Weighed) -> None:
    """Take the only unique numbers or identifiers for the key that stand first and are called like one."""
    called = [
        one
        for one in subjects
        if not _is_of_the_world(one) and any(c.target == "key" and c.confidence >= 0.5 for c in weighed[one.name])
    ]
    if len(called) != 1 or not called[0].profile.is_unique or called[0].profile.rows < 4:
        return
    subject, ranked = called[0], weighed[called[0].name]
    place = sorted(one.column.number for one in subjects).index(subject.column.number)
    best = ranked[0]
    if best.target != "key" or best.confidence < _PLAIN_KEY or place >= _FIRST_COLUMNS:
        return
    if share(subject.profile, "identifier", "number", "line") < 0.9 or share(subject.profile, "line") > 0.2:
        return
    only = say("no other column could be the key")
    risen = replace(best, confidence=max(_RISEN, best.confidence), evidence=(*best.evidence, only))
    lowered = (replace(one, confidence=min(one.confidence, _LOWERED)) for one in ranked[1:])
    weighed[subject.name] = _sort((risen, *lowered))


def _is_of_the_world(subject: Subject) -> bool:
    """Tell whether a column holds identifiers that others gave: a DOI, a UUID, an address."""
    return bool(_WORLD.search(subject.column.heading.replace("_", " "))) or share(subject.profile, "url") >= 0.5


def _give_up_key(ranked: Ranked, held: Message) -> Ranked:
    """Leave a second identifier in the house unless it means something else as well."""
    rest = tuple(
        replace(one, confidence=min(_GIVEN_UP, one.confidence)) if one.target == "key" else one for one in ranked
    )
    if any(one.confidence >= _LOWERED for one in rest):
        return _sort(rest)
    return _sort((*(one for one in rest if one.target != "ignore.other"), Candidate("ignore.other", _RISEN, (held,))))


def _choose_office(subjects: Sequence[Subject], weighed: Weighed) -> None:
    """Take the only office of a table for the one that made the data, though it may have published them as well."""
    naming = [one for one in subjects if weighed[one.name] and weighed[one.name][0].target in _OFFICES]
    if len(naming) != 1:
        return
    ranked = weighed[naming[0].name]
    best = ranked[0]
    near = [one for one in ranked[1:] if one.confidence > best.confidence - _TIED]
    if best.confidence < _LIKE or not near or any(one.target not in _OFFICES for one in near):
        return
    only = say("no other column names an office")
    risen = replace(best, confidence=max(_RISEN, best.confidence), evidence=(*best.evidence, only))
    rest = (replace(one, confidence=min(one.confidence, _LOWERED)) if one in near else one for one in ranked[1:])
    weighed[naming[0].name] = _sort((risen, *rest))


def _raise_likeness(subjects: Sequence[Subject], weighed: Weighed) -> None:
    """Settle a heading that resembles one known heading only, where no other column means that and the cells agree."""
    first = [weighed[one.name][0].target for one in subjects if weighed[one.name]]
    for subject in subjects:
        ranked = weighed[subject.name]
        best = ranked[0] if ranked else None
        if (
            best is None
            or best.target in _ASKED
            or best.target.startswith(("release.", "ignore."))
            or not subject.heard
        ):
            continue
        if not _LIKE <= best.confidence < _RISEN or subject.heard[0].target != best.target:
            continue
        behind = ranked[1].confidence if len(ranked) > 1 else 0.0
        if behind > best.confidence - _ALONE or first.count(best.target) > 1:
            continue
        plain = subject.heard[0].how == "exact" and best.confidence >= _PLAIN
        if fit_content(best.target, subject.profile).score > (-0.01 if plain else _AGREES):
            only = say("the heading resembles no other field")
            weighed[subject.name] = (replace(best, confidence=_RISEN, evidence=(*best.evidence, only)), *ranked[1:])


def _sort(ranked: Sequence[Candidate]) -> Ranked:
    """Put the surest first."""
    return tuple(sorted(ranked, key=lambda one: (-one.confidence, one.target)))
