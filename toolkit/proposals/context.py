"""What the other columns of a table say of one: “von” beside “bis”, a link beside a format, a number beside an ID."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

from toolkit.model.message import Message, say
from toolkit.proposals.candidates import HEADING, Subject, best_targets, boost
from toolkit.proposals.fitness import fit_content, share
from toolkit.proposals.proposal import Candidate
from toolkit.reading.headingname import normalize_heading

Ranked: TypeAlias = "tuple[Candidate, ...]"
Weighed: TypeAlias = "dict[str, Ranked]"
"""Name of a column -> what it may mean, the surest first."""

_PRESENT = 0.7
_FROM = re.compile(r"^(?:von|ab|beginn|start|anfang|from|since|seit|gültig (?:von|ab))$")
_TO = re.compile(r"^(?:bis|ende|end|to|until|gültig bis)$")


def weigh_context(subjects: Sequence[Subject], weighed: Mapping[str, Ranked]) -> Weighed:
    """Weigh each column's meanings anew by what stands beside it.

    But for headings that repeat, only that a column is there counts, not where, so that the order of columns does not
    change what they mean.
    """
    result = dict(weighed)
    rules: tuple[Callable[[Sequence[Subject], Weighed], Iterable[tuple[str, Ranked]]], ...] = (
        _pair_ends,
        _read_rows_changed,
        _read_links,
        _read_mails,
        _read_counters,
        _find_keys,
        _read_titles,
        _read_releases,
    )
    for rule in rules:
        for name, ranked in rule(subjects, result):
            result[name] = tuple(sorted(ranked, key=lambda one: (-one.confidence, one.target)))
    return result


def _pair_ends(subjects: Sequence[Subject], weighed: Weighed) -> Iterable[tuple[str, Ranked]]:
    """Take “von” and “bis” for the two ends of the period that the data cover, where both are there once."""
    ends = [
        [
            one
            for one in subjects
            if pattern.match(normalize_heading(one.column.headings[-1] if one.heard or one.column.headings else ""))
        ]
        for pattern in (_FROM, _TO)
    ]
    if [len(found) for found in ends] != [1, 1]:
        return
    for (one,), (other,), target in ((ends[0], ends[1], "temporal.start"), (ends[1], ends[0], "temporal.end")):
        fit = fit_content(target, one.profile)
        if fit.score < 0 or any(
            candidate.target == target and candidate.confidence >= 0.8 for candidate in weighed[one.name]
        ):
            continue
        beside = say("the column beside it is “{heading}”", heading=other.name)
        heard = max((c.confidence for c in weighed[one.name] if c.target == target), default=0.0)
        confidence = max(heard, 0.78 if fit.score > 0.5 and _is_near(one, other) else 0.6)
        rest = tuple(candidate for candidate in weighed[one.name] if candidate.target != target)
        yield one.name, (Candidate(target, confidence, (beside, *fit.evidence)), *rest)


def _is_near(one: Subject, other: Subject) -> bool:
    """Tell whether two columns can be one pair: no group, or the same one."""
    return one.column.headings[:-1] == other.column.headings[:-1]


def _move(ranked: Ranked, target: str, by: float, subject: Subject, other: Subject | None) -> Ranked:
    """Make one meaning surer or less sure."""
    beside = other is not None and abs(other.column.number - subject.column.number) == 1
    heading = other.name if other else ""
    return tuple(boost(one, by, "beside" if beside else "", heading) if one.target == target else one for one in ranked)


_BY = re.compile(r"^(.+?) (?:von|durch|by|par|por|door|av)$")


def _read_rows_changed(subjects: Sequence[Subject], weighed: Weighed) -> Iterable[tuple[str, Ranked]]:
    """Take “Geändert” for the day on which a row was changed where “Geändert von” tells who did."""
    headings = {one.name: normalize_heading(one.column.heading) for one in subjects}
    persons = {found[1]: name for name, heading in headings.items() if (found := _BY.match(heading))}
    for subject in subjects:
        person = persons.get(headings[subject.name])
        if person is None or not any(one.target == "ignore.row_changed" for one in weighed[subject.name]):
            continue
        rest = (one for one in weighed[subject.name] if one.target != "ignore.row_changed")
        evidence = (say("the table also has the column “{heading}”", heading=person),)
        lowered = (replace(one, confidence=min(one.confidence, 0.6)) for one in rest)
        yield subject.name, (Candidate("ignore.row_changed", 0.84, evidence), *lowered)


def _read_links(subjects: Sequence[Subject], weighed: Weighed) -> Iterable[tuple[str, Ranked]]:
    """Take a link for the data's address where the table has formats, and no other column for that address."""
    by_name = {subject.name: subject for subject in subjects}
    present = best_targets(weighed, _PRESENT)
    formats = by_name.get(present.get("distribution.format", ""))
    for subject in subjects:
        ranked = weighed[subject.name]
        targets = {one.target: one.confidence for one in ranked[:3]}
        if not {"distribution.access_url", "landing_page"} <= targets.keys() or formats is None:
            continue
        if targets["distribution.access_url"] >= targets["landing_page"] - 0.12:
            yield (
                subject.name,
                _move(
                    _move(ranked, "distribution.access_url", 0.06, subject, formats),
                    "landing_page",
                    -0.12,
                    subject,
                    None,
                ),
            )


_AGENTS = ("contact", "publisher", "creator")


def _read_mails(subjects: Sequence[Subject], weighed: Weighed) -> Iterable[tuple[str, Ranked]]:
    """Take a mail address for that of the contact where the table names one, else for that of the column before it."""
    by_name = {subject.name: subject for subject in subjects}
    present = best_targets(weighed, 0.5)
    repeated = _repeated_headings(subjects)
    for subject in subjects:
        ranked = weighed[subject.name]
        wanted = [one for one in ranked if one.target.endswith(".email") and one.confidence >= 0.3]
        if not wanted or any(subject.column.headings[:-1]):
            continue
        owner = (
            _owner_before(subject, subjects, weighed) if normalize_heading(subject.column.heading) in repeated else ""
        )
        named = owner or next((agent for agent in _AGENTS if f"{agent}.name" in present), "")
        person = by_name.get(present.get(f"{named}.name", ""))
        if not person or person is subject:
            continue
        if owner and not any(one.target == f"{owner}.email" for one in ranked):
            ranked = (replace(wanted[0], target=f"{owner}.email"), *ranked)
        if named == "contact" or owner:
            yield subject.name, _prefer_owner(ranked, named, subject, person)


def _prefer_owner(ranked: Ranked, owner: str, subject: Subject, person: Subject) -> Ranked:
    """Make one owner's mail address surer, and the others' less so."""
    for agent in _AGENTS:
        ranked = _move(ranked, f"{agent}.email", 0.05 if agent == owner else -0.1, subject, person)
    return ranked


def _repeated_headings(subjects: Iterable[Subject]) -> set[str]:
    """List headings that stand above several columns."""
    seen: set[str] = set()
    repeated: set[str] = set()
    for subject in subjects:
        heading = normalize_heading(subject.column.heading)
        (repeated if heading in seen else seen).add(heading)
    return repeated


def _owner_before(subject: Subject, subjects: Sequence[Subject], weighed: Weighed) -> str:
    """Name the nearest agent whose name stands to the left of a column."""
    for other in sorted(subjects, key=lambda one: -one.column.number):
        if other.column.number < subject.column.number and weighed[other.name]:
            owner, _, role = weighed[other.name][0].target.partition(".")
            if owner in _AGENTS and role == "name":
                return owner
    return ""


def _read_counters(subjects: Sequence[Subject], weighed: Weighed) -> Iterable[tuple[str, Ranked]]:
    """Take a row number for a mere counter where another column holds real identifiers, and else for the key."""
    keys = [
        one for one in subjects if any(c.target == "key" and c.confidence >= _PRESENT for c in weighed[one.name][:2])
    ]
    real = [one for one in keys if not _is_counter(one)]
    for subject in subjects:
        ranked = weighed[subject.name]
        targets = {one.target: one for one in ranked[:4]}
        if not {"key", "ignore.counter"} & targets.keys() or not _is_counter(subject):
            continue
        others = [one for one in real if one is not subject and one.profile.is_unique]
        if others and "key" in targets:
            evidence = (
                *targets["key"].evidence[:1],
                say("the identifier stands in “{heading}”", heading=others[0].name),
            )
            counter = Candidate("ignore.counter", max(0.82, _confidence(targets, "ignore.counter")), evidence)
            rest = (one for one in ranked if one.target not in {"key", "ignore.counter"})
            yield subject.name, (counter, replace(targets["key"], confidence=0.4), *rest)
        elif not others and {"key", "ignore.counter"} <= targets.keys() and len(keys) <= 1:
            yield subject.name, _move(_move(ranked, "key", 0.04, subject, None), "ignore.counter", -0.2, subject, None)


def _find_keys(subjects: Sequence[Subject], weighed: Weighed) -> Iterable[tuple[str, Ranked]]:
    """Take the one column of unique identifiers for the key where no heading means one."""
    if any(c.target == "key" and c.confidence >= _PRESENT for ranked in weighed.values() for c in ranked[:2]):
        return
    found = [
        one for one in subjects if one.profile.is_unique and one.profile.rows >= 5 and _is_identifier(one, weighed)
    ]
    if len(found) == 1:
        only = say("no other column could be the key")
        own = say("every row has an identifier of its own")
        rest = tuple(one for one in weighed[found[0].name] if one.target != "key")
        yield found[0].name, (Candidate("key", 0.78, (own, only)), *rest)


def _is_identifier(subject: Subject, weighed: Weighed) -> bool:
    """Tell whether a column holds identifiers, and its heading does not say that they are something else."""
    ranked = weighed[subject.name]
    return share(subject.profile, "identifier") >= 0.9 and (
        not ranked or ranked[0].target == "key" or subject.hearing < 0.6
    )


def _confidence(targets: Mapping[str, Candidate], target: str) -> float:
    """Give a meaning's confidence, 0 where it is none."""
    return targets[target].confidence if target in targets else 0.0


def _is_counter(subject: Subject) -> bool:
    """Tell whether a column counts its rows: 1, 2, 3 …, gaps allowed."""
    if share(subject.profile, "number") < 0.95:
        return False
    numbers = [int(text) for text in subject.content.texts if text.isdigit()]
    return bool(numbers) and numbers == sorted(numbers) and numbers[-1] <= 3 * len(numbers) + 10


def _read_titles(subjects: Sequence[Subject], weighed: Weighed) -> Iterable[tuple[str, Ranked]]:
    """Take a column called “Name” for the title where no other is, and ask about one that nothing else could be."""
    first = {name: ranked[0] for name, ranked in weighed.items() if ranked}
    titled = [one for one in subjects if one.name in first and first[one.name].target == "title"]
    if len(titled) == 1 and titled[0].heard and fit_content("title", titled[0].profile).score > 0.5:
        ranked = weighed[titled[0].name]
        only = say("no other column could be the title")
        yield titled[0].name, (_raise(ranked[0], 0.06, only), *ranked[1:])
    if titled:
        return
    for subject in subjects:
        if subject.hearing < 0.6 and subject.profile.is_unique and share(subject.profile, "line") >= 0.8:
            rest = tuple(one for one in weighed[subject.name] if one.target != "title")
            own = say("no other column could be the title, and every row has a value of its own")
            yield subject.name, (Candidate("title", HEADING * 0.7, (own,)), *rest)


def _read_releases(subjects: Sequence[Subject], weighed: Weighed) -> Iterable[tuple[str, Ranked]]:
    """Take “Freigabe” for the release itself where no other column answers that, unless it holds dates."""
    asking = [
        one for one in subjects if any(c.target == "release.publish" and c.confidence >= 0.5 for c in weighed[one.name])
    ]
    if len(asking) != 1 or share(asking[0].profile, "date") >= 0.2:
        return
    ranked = weighed[asking[0].name]
    if {one.target for one in ranked[:2]} == {"release.publish", "release.approved"}:
        only = say("no other column tells what is released")
        yield (
            asking[0].name,
            tuple(
                _raise(one, 0.05, only)
                if one.target == "release.publish"
                else _raise(one, -0.12, None)
                if one.target == "release.approved"
                else one
                for one in ranked
            ),
        )


def _raise(candidate: Candidate, by: float, why: Message | None) -> Candidate:
    """Make a meaning surer, or less sure."""
    confidence = max(0.0, min(0.99, candidate.confidence + by))
    return replace(candidate, confidence=confidence, evidence=(*candidate.evidence, *([why] if why else ())))
