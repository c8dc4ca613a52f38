"""What each column of one table is proposed to mean: weighed, assigned all at once, and settled or asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from toolkit.mapping.fields import PREFIX, ROW_FIELDS
from toolkit.model.message import Message, say
from toolkit.proposals.assignment import assign_targets, takes_several
from toolkit.proposals.candidates import Subject, weigh_column
from toolkit.proposals.context import Ranked, Weighed, weigh_context
from toolkit.proposals.details import build_details
from toolkit.proposals.fitness import share
from toolkit.proposals.lone import settle_lone
from toolkit.proposals.proposal import SETTLED, Candidate, ColumnProposal, Status
from toolkit.proposals.releasedoubt import doubt_release
from toolkit.proposals.repetition import Family, fold_columns, fold_services
from toolkit.proposals.rivals import settle_rivals
from toolkit.proposals.units import weigh_units
from toolkit.proposals.wording import HeadingDictionary

_MARGIN = 0.06
"""How much surer than the next one a meaning must be to be settled."""

_TIE = 0.03
"""Two columns that are as sure of one field as this are both asked about."""

_UNKNOWN = 0.35
_LEFT_OVER = 0.6
_FAR = 0.2
_MOST_ALTERNATIVES = 3
_NUMBERED = frozenset({"distribution.access_url", "distribution.path", "distribution.title", "landing_page"})


def propose_columns(
    subjects: Sequence[Subject], dictionary: HeadingDictionary, *, repeats: bool = False, second: bool = False
) -> tuple[ColumnProposal, ...]:
    """Propose a meaning for each column of a table, in the order of the sheet.

    ``repeats`` and ``second`` are those of ``candidates.weigh_column``.
    """
    weighed: Weighed = {one.name: weigh_column(one, repeats=repeats, second=second) for one in subjects}
    weighed = settle_rivals(subjects, weigh_units(subjects, weigh_context(subjects, weighed)))
    weighed = settle_lone(subjects, weighed, second=second)
    folded = fold_services(fold_columns(subjects, dictionary))
    families = [part for family in folded for part in _settle_family(family, weighed)]
    _raise_parts(families, weighed, second=second)
    chosen = assign_targets({family.name: weighed[family.name] for family in families})
    named = {family.name: family.first for family in families}
    proposals: dict[str, ColumnProposal] = {}
    for family in families:
        holders = _list_holders(family, weighed, chosen, named)
        for member, part in zip(family.members, family.parts, strict=True):
            proposals[member.name] = _propose(member, family, part, _Choice(weighed, chosen, holders))
    return tuple(proposals[one.name] for one in subjects)


def _settle_family(family: Family, weighed: Weighed) -> list[Family]:
    """Keep columns together that fill a list or parts of distributions; others only share a name.

    The family's meaning stands under the name of its first column.
    """
    if not family.is_numbered:
        return [family]
    ranked = _favour_parts(weighed[family.first.name])
    if not any(part.isdigit() for part in family.parts):
        ranked = _take_services(ranked)
    elif _is_counted(family) and share(family.first.profile, "url") >= 0.9:
        ranked = _take_numbered(ranked)
    best = ranked[0].target if ranked else ""
    if _may_repeat(best):
        weighed[family.name] = ranked
        return [family]
    for later in family.members[1:] if any(family.parts) and _is_counted(family) else ():
        weighed[later.name] = tuple(replace(one, confidence=one.confidence * 0.7) for one in weighed[later.name])
    return [Family((one,), ("",)) for one in family.members]


def _may_repeat(target: str) -> bool:
    """Tell whether several columns of one name may have a target: parts of distributions, lists, what is ignored."""
    return target.startswith((PREFIX, "ignore.")) or takes_several(target)


def _take_services(ranked: Ranked) -> Ranked:
    """Take columns that are called after kinds of services for the addresses of distributions."""
    services = say("other columns are called after kinds of services, too")
    return tuple(
        replace(one, confidence=max(one.confidence, 0.8), evidence=(*one.evidence, services))
        for one in ranked
        if one.target.removeprefix(PREFIX) == "access_url"
    )


def _take_numbered(ranked: Ranked) -> Ranked:
    """Take numbered columns of web addresses for the addresses of distributions, whatever a heading resembles."""
    address = next((one for one in ranked if one.target == "distribution.access_url"), None)
    if address is None or ranked[0].target not in _NUMBERED:
        return ranked
    sure = replace(address, confidence=max(address.confidence, 0.8))
    rest = (replace(one, confidence=min(one.confidence, _LEFT_OVER)) for one in ranked if one is not address)
    return (sure, *rest)


def _is_counted(family: Family) -> bool:
    """Tell whether the headings themselves are numbered, rather than the same."""
    return len({one.column.heading for one in family.members}) == len(family.members)


def _favour_parts(ranked: Ranked) -> Ranked:
    """Take numbered links for addresses of distributions: a dataset has one landing page only."""
    targets = {one.target: one for one in ranked}
    page, address = targets.get("landing_page"), targets.get("distribution.access_url")
    if page is None or (address and address.confidence > page.confidence):
        return ranked
    risen = replace(page, target="distribution.access_url", confidence=page.confidence * 0.97)
    rest = [one for one in ranked if one.target not in {"landing_page", "distribution.access_url"}]
    return tuple(sorted([risen, *rest], key=lambda one: (-one.confidence, one.target)))


def _raise_parts(families: list[Family], weighed: Weighed, *, second: bool) -> None:
    """Read “Titel 2” beside “Link 2” as the distribution's title."""
    numbered = [family for family in families if family.is_numbered and weighed[family.name]]
    if second or not any(weighed[family.name][0].target.startswith(PREFIX) for family in numbered):
        return
    for family in numbered:
        best = weighed[family.name][0]
        inner = PREFIX + best.target
        if inner in ROW_FIELDS and not takes_several(best.target):
            weighed[family.name] = (replace(best, target=inner), *weighed[family.name][1:])


@dataclass(frozen=True, slots=True)
class _Choice:
    """What all columns may mean, what was chosen for each, and which other column has what this one may mean."""

    weighed: Mapping[str, Ranked]
    chosen: Mapping[str, Candidate]
    holders: Mapping[str, Subject]


def _propose(subject: Subject, family: Family, part: str, choice: _Choice) -> ColumnProposal:
    """Propose what one column means, and how surely."""
    ranked, best = choice.weighed[family.name], choice.chosen.get(family.name)
    if best is None or _is_left_over(best, ranked) or (best.confidence < _UNKNOWN and not _says_anything(best)):
        return _leave(subject, ranked, choice.holders)
    if subject is not family.first and not _may_repeat(best.target):
        return _leave(subject, ranked, choice.holders)
    alternatives = tuple(one for one in ranked if one.target != best.target)[:_MOST_ALTERNATIVES]
    doubt = (*_doubt(family.name, best, choice), *doubt_release(subject, best.target))
    status: Status = "question" if doubt or best.confidence < SETTLED else "settled"
    evidence = best.evidence
    if family.is_numbered and _is_counted(family):
        evidence = (*evidence, say("it is one of {n} columns of that name", n=len(family.members)))
    return ColumnProposal(
        column=subject.column,
        name=subject.name,
        profile=subject.profile,
        status=status,
        target=best.target,
        confidence=round(best.confidence, 3),
        evidence=(*evidence, *doubt),
        alternatives=alternatives,
        part=part if family.is_numbered and _is_of_part(best.target) else "",
        **build_details(subject, best.target),
    )


def _is_of_part(target: str) -> bool:
    """Tell whether numbers of columns tell distributions apart for a field."""
    return target.startswith(PREFIX) and not takes_several(target)


def _says_anything(candidate: Candidate) -> bool:
    """Tell whether more than a faint likeness speaks for a meaning."""
    return len(candidate.evidence) > 1


def _is_left_over(best: Candidate, ranked: Ranked) -> bool:
    """Tell whether a meaning is only what another column left of a far surer one."""
    return best.confidence < _LEFT_OVER and ranked[0].confidence >= max(SETTLED, best.confidence + _FAR)


def _list_holders(
    family: Family, weighed: Mapping[str, Ranked], chosen: Mapping[str, Candidate], named: Mapping[str, Subject]
) -> dict[str, Subject]:
    """Give for each meaning of a column the other column that has it."""
    wanted = {one.target for one in weighed[family.name]}
    return {one.target: named[name] for name, one in chosen.items() if name != family.name and one.target in wanted}


def _leave(subject: Subject, ranked: Ranked, holders: Mapping[str, Subject]) -> ColumnProposal:
    """Ask about a column for which no field is left, or say that nothing comes near."""
    if not ranked or ranked[0].confidence < _UNKNOWN:
        return ColumnProposal(
            subject.column, subject.name, subject.profile, "unknown", alternatives=ranked[:_MOST_ALTERNATIVES]
        )
    taken = _say_taken(ranked[0].target, holders)
    return ColumnProposal(
        subject.column,
        subject.name,
        subject.profile,
        "question",
        "ignore.other",
        0.4,
        (*ranked[0].evidence, taken),
        ranked[:_MOST_ALTERNATIVES],
    )


def _say_taken(target: str, holders: Mapping[str, Subject]) -> Message:
    """Say which column has a field already."""
    if holder := holders.get(target):
        return say(
            "column {letters} “{heading}” fills {field} already",
            letters=holder.column.letters,
            heading=holder.name,
            field=target,
        )
    return say("another column suits “{target}” better", target=target)


def _doubt(name: str, best: Candidate, choice: _Choice) -> tuple[Message, ...]:
    """Say why a meaning is not settled although it is sure enough by itself: another is as sure, or wants the field."""
    weighed, chosen = choice.weighed, choice.chosen
    taken = {one.target for other, one in chosen.items() if other != name and one.confidence >= SETTLED}
    rival = next((one for one in weighed[name] if one.target != best.target and one.target not in taken), None)
    if rival and rival.confidence > best.confidence - _MARGIN:
        return (say("it could also be “{target}”", target=rival.target),)
    first = weighed[name][0]
    if first.target != best.target and first.confidence > best.confidence + _MARGIN:
        return (_say_taken(first.target, choice.holders),)
    if takes_several(best.target):
        return ()
    for other, ranked in sorted(weighed.items()):
        if other == name or other not in chosen or chosen[other].target == best.target:
            continue
        if any(one.target == best.target and one.confidence > best.confidence - _TIE for one in ranked[:1]):
            return (say("the column “{heading}” could be “{target}” as well", heading=other, target=best.target),)
    return ()
