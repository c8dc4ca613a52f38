"""How well what a column holds suits a field, from -1 (contradicts) over 0 (says nothing) to 1 (just that)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from toolkit.mapping.fields import DISTRIBUTION_FIELDS, ROW_FIELDS, Field, Kind
from toolkit.mapping.parsers import parse_value
from toolkit.model.message import Message, say
from toolkit.proposals.answers import APPROVED, USUAL, share_answered
from toolkit.proposals.coverage import share_known
from toolkit.proposals.proposal import Profile, ValueKind
from toolkit.vocabularies.headings import load_headings
from toolkit.vocabularies.load import load_vocabulary


@dataclass(frozen=True, slots=True)
class Fit:
    """How well content suits a target, and why."""

    score: float
    evidence: tuple[Message, ...] = ()


NEUTRAL = Fit(0.0)
_MOSTLY = 0.5
_ODD: tuple[ValueKind, ...] = ("url", "email", "date", "period", "phone", "path", "size", "answer", "error")
_KIND_NAMES: dict[ValueKind, Message] = {
    "text": say("long texts"),
    "line": say("words"),
    "number": say("numbers"),
    "date": say("dates"),
    "period": say("periods"),
    "url": say("web addresses"),
    "email": say("mail addresses"),
    "phone": say("telephone numbers"),
    "path": say("paths and file names"),
    "answer": say("yes or no"),
    "size": say("sizes"),
    "identifier": say("identifiers"),
    "error": say("errors"),
}


def share(profile: Profile, *kinds: ValueKind) -> float:
    """Add up the shares of kinds."""
    return min(1.0, sum(profile.kinds.get(kind, 0.0) for kind in kinds))


def percent(part: float) -> int:
    """Write a share as whole per cent, never rounding up to all of it."""
    return int(part * 100 + 1e-9)


def say_kind(profile: Profile, *kinds: ValueKind) -> Message:
    """Say how many cells are of a kind."""
    best = max(kinds, key=lambda kind: profile.kinds.get(kind, 0.0))
    return say("{share} % of the cells hold {kind}", share=percent(share(profile, *kinds)), kind=_KIND_NAMES[best])


def fit_content(target: str, profile: Profile, *, repeats: bool = False) -> Fit:
    """Hold a column's content against a target; ``repeats`` says that a dataset's columns repeat over rows."""
    field = ROW_FIELDS.get(target) or DISTRIBUTION_FIELDS.get(target)
    if not profile.filled:
        return _fit_coded(field.vocabulary, profile) if field and field.vocabulary else NEUTRAL
    if target in {"key", "distribution.key", "dataset"}:
        return _fit_key(profile, repeats=target == "dataset" or (repeats and target == "key"))
    if target.startswith("release."):
        return _fit_release(target, profile)
    if target.startswith("ignore."):
        return _fit_ignored(target, profile)
    return _fit_field(target, field, profile) if field else NEUTRAL


_EXPECTED: dict[str, tuple[ValueKind, ...]] = {
    "date": ("date", "period"),
    "start": ("date", "period"),
    "end": ("date", "period"),
    "period": ("period", "date"),
    "email": ("email",),
    "size": ("size", "number"),
}


def _fit_field(target: str, field: Field, profile: Profile) -> Fit:
    """Hold a column's content against the kind of a field."""
    if field.vocabulary:
        return _fit_coded(field.vocabulary, profile)
    if field.kind in _EXPECTED:
        return _expect_kinds(profile, *_EXPECTED[field.kind])
    if field.kind in {"url", "area"}:
        return _fit_address(profile)
    if field.kind in _READ:
        return _fit_read(field.kind, profile)
    return _fit_prose(profile) if field.kind == "text" else _fit_line(target, profile)


def _expect_kinds(profile: Profile, *kinds: ValueKind) -> Fit:
    """Ask for kinds; a column that holds other things contradicts."""
    part = share(profile, *kinds)
    if part >= 0.5:
        return Fit(part, (say_kind(profile, *kinds),))
    return _contradict(profile, (1.0 - part) * (0.7 if part > 0.2 else 1.0))


_READ: dict[Kind, tuple[float, Message]] = {
    "duration": (0.6, say("durations")),
    "distance": (0.6, say("distances")),
    "geometry": (0.5, say("coordinates of areas")),
    "place": (0.3, say("keys of municipalities or coordinates of areas")),
}
"""Kinds that only reading the words tells: the least share of cells that must be read, and what they are called."""


def _fit_read(kind: Kind, profile: Profile) -> Fit:
    """Read words of the cells; a place may also be a mere name, which says nothing."""
    least, name = _READ[kind]
    words: Iterable[tuple[str, int]] = profile.frequent or [(text, 1) for text in profile.samples]
    part = share_read(kind, words)
    if part >= least:
        return Fit(0.7 + 0.3 * part, (say("{share} % of the cells hold {kind}", share=percent(part), kind=name),))
    if kind == "place" and share(profile, "line", "text", "url") >= _MOSTLY:
        return NEUTRAL
    return _contradict(profile, 1.0 - part)


def share_read(kind: Kind, words: Iterable[tuple[str, int]]) -> float:
    """Give the share of cells that can be read; of places only keys and coordinates count, spoilt ones included.

    >>> share_read("duration", [("15 Minuten", 2), ("je nach Lage", 1)]) > 0.6
    True
    >>> share_read("place", [("07315000", 1), ("7315000", 1), ("Stadtgebiet", 2)])
    0.5
    """
    counted = list(words)
    total = sum(count for _, count in counted)
    return sum(count for word, count in counted if _is_read(kind, word)) / total if total else 0.0


def _is_read(kind: Kind, word: str) -> bool:
    """Tell whether a word can be read; a place that is a name alone is not."""
    parsed = parse_value(kind, word)
    if parsed.value is None or kind != "place":
        return parsed.value is not None or bool(parsed.trouble and parsed.trouble.nearest)
    _, address, area = parsed.value
    return bool(area) or address.startswith(_KEYS)


_KEYS = "http://dcat-ap.de/def/politicalGeocoding/"


def _contradict(profile: Profile, weight: float) -> Fit:
    """Say what a column holds instead."""
    kind: ValueKind = max(profile.kinds, key=lambda one: profile.kinds[one], default="line")
    return Fit(-weight, (say_kind(profile, kind),))


def _fit_address(profile: Profile) -> Fit:
    """Ask for web addresses, typed or behind links."""
    linked = profile.links / profile.filled if profile.filled else 0.0
    part = max(share(profile, "url"), min(1.0, linked))
    if part < 0.5:
        return _contradict(profile, 1.0 - part)
    if linked > share(profile, "url"):
        return Fit(part, (say("{share} % of the cells are links to web addresses", share=percent(part)),))
    return Fit(part, (say_kind(profile, "url"),))


def _fit_prose(profile: Profile) -> Fit:
    """Ask for texts; words will do."""
    odd = share(profile, *_ODD, "number")
    if odd >= 0.5:
        return _contradict(profile, odd)
    prose = share(profile, "text")
    if prose >= 0.3:
        return Fit(0.4 + 0.6 * prose, (say_kind(profile, "text"),))
    lengths = [len(sample) for sample in profile.samples]
    return Fit(0.7, (say("the cells hold whole sentences"),)) if sum(lengths) >= _SENTENCE * len(lengths) else NEUTRAL


_SENTENCE = 35
"""The average length from which texts are sentences rather than names."""

_SHAPED: dict[str, tuple[ValueKind, ...]] = {
    "distribution.path": ("path",),
    "path": ("path",),
    "contact.phone": ("phone", "number"),
}
_NUMBERS_TOO = frozenset({"version", "creator.name", "spatial.text", "legal_basis", "contributor_ids", "media_type"})
_DATES_TOO = frozenset({"version", "title", "distribution.title"})


def _fit_line(target: str, profile: Profile) -> Fit:
    """Ask for words; what is plainly something else contradicts."""
    if target in _SHAPED:
        return _expect_kinds(profile, *_SHAPED[target])
    kinds = [kind for kind in _ODD if not (kind == "date" and target in _DATES_TOO)]
    odd = share(profile, *kinds, *(() if target in _NUMBERS_TOO else ("number",)))
    if odd >= 0.5:
        return _contradict(profile, odd)
    if target == "title":
        return _fit_title(profile)
    if target in {"creator.name", "publisher.name"} and (part := share_of_bodies(profile)) >= 0.5:
        return Fit(part, (say("{share} % of the cells name departments or other bodies", share=percent(part)),))
    if target == "keywords" and profile.separator:
        return Fit(0.8, (say("“{separator}” separates several values in a cell", separator=_name(profile.separator)),))
    return NEUTRAL


def names_body(text: str) -> bool:
    """Tell whether a text names an office, a department or another body.

    >>> names_body("Amt 61"), names_body("Grünflächenamt"), names_body("2024"), names_body("Umwelt")
    (True, True, False, False)
    """
    return load_headings().names_body(text) and not (text.isdigit() and len(text) == 4)


def share_of_bodies(profile: Profile) -> float:
    """Give the share of a column's commonest or first texts that name an office or another body."""
    words = profile.frequent or [(text, 1) for text in profile.samples]
    total = sum(count for _, count in words)
    return sum(count for word, count in words if names_body(word)) / total if total else 0.0


def _name(separator: str) -> str:
    r"""Show a separator; a line break as ``\n``."""
    return separator.replace("\n", "\\n")


def _fit_title(profile: Profile) -> Fit:
    """Ask for short texts that differ from row to row."""
    varied = profile.distinct / profile.filled
    if profile.filled >= 10 and varied < 0.1:
        return Fit(
            -0.5, (say("only {n} different values in {filled} cells", n=profile.distinct, filled=profile.filled),)
        )
    if share(profile, "text") >= 0.7:
        return Fit(-0.4, (say_kind(profile, "text"),))
    if profile.filled >= 3 and varied >= 0.9 and profile.filled >= 0.8 * profile.rows:
        return Fit(0.8, (say("nearly every row has a text of its own"),))
    return NEUTRAL


_STRICT = frozenset({"musterdatenkatalog"})
"""Lists of which an office copies the names: cells that say something else are not of the list."""


def _fit_coded(vocabulary: str, profile: Profile) -> Fit:
    """Ask for values of a list; the words of an office that no list knows are no contradiction."""
    listed = share_known(profile.allowed, vocabulary)
    known = profile.vocabularies.get(vocabulary, 0.0)
    title = load_vocabulary(vocabulary).title_de
    if vocabulary in _STRICT and profile.filled and max(known, listed) < _MOSTLY:
        return Fit(-0.7, (say("{share} % of the cells are of the list “{list}”", share=percent(known), list=title),))
    evidence = []
    if known >= 0.3:
        evidence.append(say("{share} % of the cells are of the list “{list}”", share=percent(known), list=title))
    if listed >= 0.3:
        evidence.append(say("the cells’ drop-down list is of the list “{list}”", list=title))
    if evidence:
        return Fit(max(known, listed), tuple(evidence))
    odd = share(profile, *_ODD, "number", "text")
    if odd >= 0.6:
        return _contradict(profile, odd)
    if profile.filled > 30 and profile.distinct > 0.5 * profile.filled:
        return Fit(-0.4, (say("{n} different values", n=profile.distinct),))
    return NEUTRAL


def _fit_key(profile: Profile, *, repeats: bool) -> Fit:
    """Ask for short values, each of them once; a key may repeat where a dataset has several rows."""
    odd = share(profile, "url", "email", "date", "period", "text", "path", "answer", "size", "error")
    if odd >= 0.5:
        return _contradict(profile, odd)
    if profile.is_unique:
        return Fit(1.0, (say("every row has a value of its own"),))
    varied = profile.distinct / profile.filled
    if repeats or (varied >= 0.95 and profile.filled >= 0.9 * profile.rows):
        return Fit(0.3, (say("nearly every row has a value of its own"),) if not repeats else ())
    if varied < 0.7 or profile.filled < 0.5 * profile.rows:
        return Fit(-0.6, (say("{n} different values in {rows} rows", n=profile.distinct, rows=profile.rows),))
    return NEUTRAL


def _fit_release(target: str, profile: Profile) -> Fit:
    """Ask for answers: few different words, most of them plain."""
    if target in APPROVED and share(profile, "date", "answer") >= 0.5:
        return Fit(share(profile, "date", "answer"), (say_kind(profile, "date", "answer"),))
    words: Iterable[tuple[str, int]] = profile.frequent or [(text, 1) for text in profile.samples]
    answered = share_answered(words, target)
    if answered >= 0.5:
        return Fit(answered, (say("{share} % of the cells answer yes or no", share=percent(answered)),))
    if share(profile, "date", "period", "url", "email", "path", "text", "size", "number", "phone") >= 0.5:
        return _contradict(profile, 1.0)
    if profile.distinct > 12:
        return Fit(-0.8, (say("{n} different values", n=profile.distinct),))
    if target not in USUAL and answered < _HARDLY:
        return Fit(-0.5, (say("{share} % of the cells answer yes or no", share=percent(answered)),))
    return NEUTRAL


_HARDLY = 0.2
"""Below this share of answers a column does not answer one of the rarer questions of release."""


_IGNORED_KINDS: dict[str, tuple[ValueKind, ...]] = {
    "ignore.phone": ("phone", "number", "identifier"),
    "ignore.storage": ("path",),
    "ignore.row_changed": ("date",),
    "ignore.planned_release": ("date", "period"),
    "ignore.counter": ("number",),
}

_NEVER: dict[str, tuple[ValueKind, ...]] = {
    "ignore.owner": ("answer", "url", "date", "path"),
    "ignore.steward": ("answer", "url", "path"),
    "ignore.status": ("url", "email", "path"),
    "ignore.release_reason": ("url", "email", "path", "date"),
    "ignore.classification": ("url", "email", "path", "date"),
    "ignore.type": ("url", "email", "date"),
}
"""What cells hold that plainly are something else."""


def _fit_ignored(target: str, profile: Profile) -> Fit:
    """Ask little of what stays in the house anyway; web addresses where a storage place is meant raise a question."""
    kinds = _IGNORED_KINDS.get(target, ())
    part = share(profile, *kinds) if kinds else 0.0
    if part >= 0.5:
        return Fit(part, (say_kind(profile, *kinds),))
    if target == "ignore.counter":
        return _contradict(profile, 1.0)
    if target in _NEVER and share(profile, *_NEVER[target]) >= 0.6:
        return _contradict(profile, 1.0)
    if target in {"ignore.storage", "ignore.phone"} and share(profile, "url", "email") >= 0.6:
        return _contradict(profile, 0.6)
    return NEUTRAL
