"""What each column of a table may mean: its heading and its content weighed together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from toolkit.mapping.fields import DISTRIBUTION_FIELDS, PREFIX
from toolkit.model.message import say
from toolkit.model.table import Column
from toolkit.proposals.content import Content, Part
from toolkit.proposals.fitness import fit_content, share
from toolkit.proposals.proposal import SETTLED, Candidate, Profile
from toolkit.proposals.unheard import guess_meanings
from toolkit.proposals.wording import EXACT, Heard

HEADING = 0.9
"""What an exact heading is worth whose column says nothing."""

_CONTENT = 0.09
_HIGHEST = 0.97
"""Fitting content makes good half of what a heading lacks to this."""

_CONTRADICTION = 0.55
_TRUSTED = 0.6
"""From this heading score on, content alone suggests nothing else unless it contradicts."""

_LEAST = 0.2


@dataclass(frozen=True, slots=True, eq=False)
class Subject:
    """One column of a table, in all of its blocks, while its meaning is sought."""

    name: str
    column: Column
    parts: tuple[Part, ...]
    content: Content
    profile: Profile
    heard: tuple[Heard, ...]

    @property
    def hearing(self) -> float:
        """How surely the heading means anything at all."""
        return self.heard[0].score if self.heard else 0.0


def weigh_column(subject: Subject, *, repeats: bool = False, second: bool = False) -> tuple[Candidate, ...]:
    """List what a column may mean, the surest first.

    ``repeats`` says that a dataset's columns repeat over rows; ``second`` that the table has a row per distribution and
    belongs to another table, so that its fields are those of distributions.
    """
    weighed = _weigh_heading(subject.heard, subject.profile, repeats=repeats)
    best = max((one.confidence for one in weighed), default=0.0)
    if subject.hearing < _TRUSTED or best < _TRUSTED * HEADING:
        weighed += _weigh_content(subject)
    elif best < SETTLED:
        weighed += [replace(one, confidence=0.5) for one in _weigh_content(subject) if one.target == "key"]
    weighed += _swap_roles(subject)
    weighed += _swap_places(subject)
    if second:
        return _rank(own for one in weighed if (own := _own_target(one)))
    return _rank(one for one in weighed if one.target != "dataset")


def _weigh_heading(heard: Iterable[Heard], profile: Profile, *, repeats: bool) -> list[Candidate]:
    """Weigh the meanings of a heading with what the column holds.

    Fitting content makes up for a heading that is not quite sure. All meanings that it suits as well rise together, so
    that it does not make two of them more alike than the heading does.
    """
    fits = [(one, fit_content(one.target, profile, repeats=repeats)) for one in heard]
    weights = [(HEADING * one.score, fit.score) for one, fit in fits]
    best, suits = max(weights, key=lambda pair: pair[0] + _CONTENT * pair[1], default=(0.0, 0.0))
    lift = max(0.0, suits) * max(0.0, (_HIGHEST - best) / 2 - _CONTENT)
    weighed = []
    for (one, fit), (weight, score) in zip(fits, weights, strict=True):
        confidence = weight * (1 + _CONTRADICTION * score) if score < 0 else weight + _CONTENT * score
        confidence += lift if score > 0 and score >= suits - 0.1 else 0.0
        weighed.append(Candidate(one.target, min(confidence, 0.99), (one.evidence(), *fit.evidence)))
    return weighed


def _weigh_content(subject: Subject) -> list[Candidate]:
    """List what content alone suggests; a heading that says something else makes it less sure."""
    guesses = guess_meanings(subject.profile)
    if subject.hearing < _TRUSTED:
        return list(guesses)
    return [replace(guess, confidence=guess.confidence * 0.75) for guess in guesses]


def _swap_roles(subject: Subject) -> list[Candidate]:
    """Take “Kontakt” over mail addresses for the contact's mail address, and over web addresses for its web page."""
    kinds = (("email", share(subject.profile, "email")), ("url", share(subject.profile, "url")))
    role = next((role for role, part in kinds if part >= 0.8), "")
    if not role:
        return []
    swapped = []
    for heard in subject.heard:
        owner, _, own_role = heard.target.partition(".")
        if heard.score >= EXACT and owner in {"contact", "publisher", "creator"} and own_role != role:
            evidence = (heard.evidence(), *fit_content(f"{owner}.{role}", subject.profile).evidence)
            swapped.append(Candidate(f"{owner}.{role}", 0.8 if role == "email" else 0.7, evidence))
    return swapped


def _swap_places(subject: Subject) -> list[Candidate]:
    """Take “Raumbezug” over keys of municipalities or coordinates for a place that is read from one cell."""
    named = next((one for one in subject.heard if one.target in _PLACES and one.score >= _TRUSTED), None)
    fit = fit_content("spatial", subject.profile)
    if named is None or fit.score <= 0:
        return []
    return [Candidate("spatial", HEADING * named.score + _CONTENT * fit.score, (named.evidence(), *fit.evidence))]


_PLACES = frozenset({"spatial.text", "spatial.uri", "geocoding_level"})


def _own_target(candidate: Candidate) -> Candidate | None:
    """Turn a field of a table of datasets into that of a table of distributions; None where it has none."""
    target = candidate.target
    if target.startswith(("ignore.", "release.")) or target in {"key", "dataset"}:
        return None if target.startswith("release.") else candidate
    own = "access_url" if target == "landing_page" else target.removeprefix(PREFIX)
    if own == "key" and target != "key":
        return replace(candidate, target="key")
    return replace(candidate, target=own) if own in DISTRIBUTION_FIELDS else None


def _rank(weighed: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """Keep the surest candidate of each target, the surest first."""
    best: dict[str, Candidate] = {}
    for one in weighed:
        if one.confidence >= _LEAST and (one.target not in best or best[one.target].confidence < one.confidence):
            best[one.target] = one
    return tuple(sorted(best.values(), key=lambda one: (-one.confidence, one.target)))


def boost(candidate: Candidate, by: float, why: str, heading: str) -> Candidate:
    """Make a candidate surer, or less sure, because of another column."""
    message = (
        say("the column beside it is “{heading}”", heading=heading)
        if why == "beside"
        else say("the table also has the column “{heading}”", heading=heading)
    )
    return replace(
        candidate,
        confidence=max(0.0, min(0.99, candidate.confidence + by)),
        evidence=(*candidate.evidence, message) if by > 0 and heading else candidate.evidence,
    )


def best_targets(candidates: Mapping[str, tuple[Candidate, ...]], least: float) -> dict[str, str]:
    """Give target -> name of the column that means it surest, as far as it is at least so sure."""
    found: dict[str, tuple[float, str]] = {}
    for name, ranked in sorted(candidates.items()):
        for one in ranked[:1]:
            if one.confidence >= least and found.get(one.target, (0.0, ""))[0] < one.confidence:
                found[one.target] = (one.confidence, name)
    return {target: name for target, (_, name) in found.items()}
