"""What a column must mean because no other column could: the only addresses, titles, offices or prose of a table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from toolkit.mapping.fields import PREFIX
from toolkit.model.message import Message, say
from toolkit.proposals.candidates import Subject
from toolkit.proposals.context import Ranked, Weighed
from toolkit.proposals.fitness import fit_content, say_kind, share, share_of_bodies
from toolkit.proposals.proposal import SETTLED, Candidate, Profile

_SURE = 0.78
"""How sure a meaning is whose content is unmistakable and that no other column could have."""

_CAPPED = 0.6
"""What the other meanings of such a column are worth at most."""

_HEADED = 0.62
"""A column whose heading means another field at least as surely is left alone."""

_SAID = 0.78
_TIED = 0.06
_CLAIMED = 0.5
_FIRST_COLUMNS = 4
_LONGEST_TITLE = 10
_SHORTEST_PROSE = 60
_LEAST_ROWS = 4

_ADDRESSES = frozenset(
    {"landing_page", "distribution.access_url", "distribution.download_url", "access_url", "download_url"}
)
_OFFICES = frozenset({"creator.name", "publisher.name", "organization.title", "organization.name"})
_PEOPLE = frozenset({"ignore.owner", "contact.name", "creator.name", "publisher.name"})


@dataclass(frozen=True, slots=True)
class _Rule:
    """A target, the content that is unmistakable for it, and the fields that say the same of another column."""

    target: str
    suits: Callable[[Subject], bool]
    why: Callable[[Profile], Message]
    rivals: frozenset[str] = frozenset()
    over: frozenset[str] = frozenset()


def settle_lone(subjects: Sequence[Subject], weighed: Mapping[str, Ranked], *, second: bool = False) -> Weighed:
    """Raise the meaning of columns whose content is unmistakable and that have no competitor in the table.

    ``second`` says that the table has a row per distribution, so that its fields are those of distributions.
    """
    result = dict(weighed)
    for rule in _RULES:
        target = rule.target.removeprefix(PREFIX) if second else rule.target
        if second and target not in {"access_url", "title", "format", "license"}:
            continue
        for subject in _find_lone(rule, target, subjects, result):
            result[subject.name] = _settle(rule, target, subject, result[subject.name])
    if title := _find_title(subjects, result):
        own = say("no other column could be the title, and every row has a value of its own")
        result[title.name] = _put_first("title", (own,), result[title.name])
    return result


def _find_lone(rule: _Rule, target: str, subjects: Sequence[Subject], weighed: Weighed) -> Iterable[Subject]:
    """Find the one column that suits a rule, if no other column means the same."""
    mine = rule.rivals | {target}
    suiting = [one for one in subjects if one.profile.filled >= min(_LEAST_ROWS, one.profile.rows) and rule.suits(one)]
    if len(suiting) != 1 or not suiting[0].profile.filled:
        return ()
    if any(_claims(weighed[one.name], mine) for one in subjects if one is not suiting[0]):
        return ()
    return suiting if not _means_other(suiting[0], weighed[suiting[0].name], mine | rule.over) else ()


def _means_other(subject: Subject, ranked: Ranked, targets: frozenset[str]) -> bool:
    """Tell whether a column's heading plainly means something else, even if its cells contradict."""
    said = max((one.score for one in subject.heard if one.target not in targets and one.how != "question"), default=0.0)
    left = max((one.confidence for one in ranked if one.target not in targets), default=0.0)
    return said >= _SAID or left >= _HEADED


def _claims(ranked: Ranked, targets: frozenset[str]) -> bool:
    """Tell whether a column's likeliest meaning is one of some targets."""
    return bool(ranked) and ranked[0].target in targets and ranked[0].confidence >= _CLAIMED


def _settle(rule: _Rule, target: str, subject: Subject, ranked: Ranked) -> Ranked:
    """Settle a column, unless its heading says already which of the rule's fields it fills."""
    best, behind = (ranked[0] if ranked else None), (ranked[1].confidence if len(ranked) > 1 else 0.0)
    own = rule.rivals | {target}
    if best and best.target in own and best.confidence >= SETTLED - 0.01 and best.confidence - behind > _TIED:
        return ranked
    if best and best.target in rule.rivals and best.target not in {target, "landing_page"}:
        return ranked
    alone = say("no other column of the table holds such values")
    return _put_first(target, (rule.why(subject.profile), alone), ranked)


def _put_first(target: str, why: tuple[Message, ...], ranked: Ranked) -> Ranked:
    """Make one meaning the surest, and keep what the heading said for it."""
    old = next((one for one in ranked if one.target == target), None)
    evidence = old.evidence + tuple(one for one in why if one not in old.evidence) if old else why
    sure = Candidate(target, max(_SURE, old.confidence if old else 0.0), evidence)
    rest = (replace(one, confidence=min(one.confidence, _CAPPED)) for one in ranked if one.target != target)
    return (sure, *sorted(rest, key=lambda one: (-one.confidence, one.target)))


def _find_title(subjects: Sequence[Subject], weighed: Weighed) -> Subject | None:
    """Find the first column that reads like titles, where no heading gives one."""
    if any(
        one.heard and _claims(weighed[one.name], frozenset({"title"})) and _is_heard(one, "title") for one in subjects
    ):
        return None
    ordered = sorted(subjects, key=lambda one: one.column.number)
    first = next((one for one in ordered[:_FIRST_COLUMNS] if _reads_like_title(one)), None)
    if first is None:
        return None
    others = [one for one in weighed[first.name] if one.target not in {"title", "distribution.title", "key"}]
    return first if max((one.confidence for one in others), default=0.0) < _CLAIMED else None


def _is_heard(subject: Subject, target: str) -> bool:
    """Tell whether a column's heading itself means a target."""
    return any(one.target == target for one in subject.heard)


def _reads_like_title(subject: Subject) -> bool:
    """Tell whether every row has a short text of its own: one to ten words, no codes, dates or names of offices."""
    profile = subject.profile
    if profile.rows < _LEAST_ROWS or profile.filled < 0.95 * profile.rows or share(profile, "line") < 0.85:
        return False
    texts = list(subject.content.texts)
    words = sum(len(text.split()) for text in texts) / len(texts)
    return (
        profile.distinct >= 0.95 * profile.filled
        and 1 <= words <= _LONGEST_TITLE
        and not profile.separator
        and share_of_bodies(profile) < 0.5
    )


def _is_prose(subject: Subject) -> bool:
    """Tell whether a column holds longer texts that differ from row to row."""
    profile, texts = subject.profile, subject.content.texts
    if not texts or share(profile, "text", "line") < 0.8 or profile.distinct < 0.8 * profile.filled:
        return False
    return (
        sum(map(len, texts)) / len(texts) > _SHORTEST_PROSE
        and profile.filled >= 0.7 * profile.rows
        and not profile.separator
    )


def _hold(*kinds: str, least: float = 0.9) -> Callable[[Subject], bool]:
    """Ask for kinds of values in nearly all cells."""
    return lambda subject: sum(subject.profile.kinds.get(kind, 0.0) for kind in kinds) >= least  # type: ignore[call-overload]


def _know(vocabulary: str) -> Callable[[Subject], bool]:
    """Ask for values of a list in most cells."""
    return lambda subject: subject.profile.vocabularies.get(vocabulary, 0.0) >= 0.8 and subject.profile.distinct >= 2


def _names_offices(subject: Subject) -> bool:
    """Tell whether most cells name offices, some of them more than once."""
    profile = subject.profile
    return share(profile, "text") < 0.2 and profile.distinct < profile.filled and share_of_bodies(profile) >= 0.6


def _say_fit(target: str) -> Callable[[Profile], Message]:
    return lambda profile: next(iter(fit_content(target, profile).evidence), say("the cells suit the field"))


_RULES = (
    _Rule("distribution.access_url", _hold("url"), lambda profile: say_kind(profile, "url"), _ADDRESSES),
    _Rule(
        "contact.email",
        _hold("email"),
        lambda profile: say_kind(profile, "email"),
        frozenset({"publisher.email", "creator.email"}),
        _PEOPLE,
    ),
    _Rule("frequency", _know("frequency"), _say_fit("frequency")),
    _Rule(
        "distribution.format", _know("file-type"), _say_fit("distribution.format"), frozenset({"format", "media_type"})
    ),
    _Rule("license", _know("license"), _say_fit("license"), frozenset({"distribution.license"})),
    _Rule(
        "temporal",
        _hold("period"),
        lambda profile: say_kind(profile, "period"),
        frozenset({"temporal.start", "temporal.end"}),
    ),
    _Rule("creator.name", _names_offices, lambda _: say("most cells name an office or another body"), _OFFICES),
    _Rule("description", _is_prose, lambda _: say("the cells hold whole sentences"), over=frozenset({"title"})),
)
