"""The ledger's bases in the notation that a catalogue is written to today, whichever one they were written in. Pure.

A base tells what we wrote, field by field. Where the catalogue is written to in another notation by now (another
profile of CKAN, or a new version of it), the fields have other names, and a merge would take what we wrote ourselves
for other people's edits, or the other way round.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from toolkit.catalogues.base import Catalogue
from toolkit.model.entry import UNKNOWN, Entry, Pushed, Value
from toolkit.model.message import Message, say_many
from toolkit.model.notation import FIRST, Notation
from toolkit.sync.pending import Pending


@dataclass(frozen=True, slots=True)
class Succession:
    """What the ledger knows, in today's notation, and what to tell about it."""

    pushed: dict[str, Pushed]
    news: tuple[Message, ...] = ()


def carry_over(pushed: Mapping[str, Pushed], catalogue: Catalogue, find: Callable[[str], Notation]) -> Succession:
    """Put all bases into the catalogue's notation; ``find`` gives a notation by its mark.

    Before the first run that told its notation, all entries of a CKAN were written alike: their mark is empty. Call it
    before the catalogue is read: it learns here which fields of former notations are to be read as well.
    """
    now = catalogue.notation
    marks = {known.notation for known in pushed.values() if not _is_current(known.notation, catalogue)}
    former = {mark: find(mark) for mark in marks}
    carried = {
        identifier: _carry(identifier, known, catalogue, former[known.notation]) if known.notation in former else known
        for identifier, known in pushed.items()
    }
    return Succession(carried, tuple(_tell(pushed, former, now)))


def _is_current(mark: str, catalogue: Catalogue) -> bool:
    """Tell whether a base needs no change."""
    return mark == catalogue.notation.mark or not catalogue.notation.mark


def _carry(identifier: str, known: Pushed, catalogue: Catalogue, former: Notation) -> Pushed:
    """Put all sides of one dataset into today's notation."""

    def put(entry: Entry | None) -> Entry | None:
        if entry is None:
            return None
        return catalogue.carry_over(identifier, entry, former) or _forget(entry)

    mark = catalogue.notation.mark
    if isinstance(known, Pending):
        intent, sheet = put(known.intent) or known.intent, put(known.sheet) or known.sheet
        before, base = put(known.before), put(known.base)
        return replace(known, intent=intent, sheet=sheet, before=before, base=base, notation=mark, carried=True)
    return replace(known, base=put(known.base), notation=mark, carried=True)


def _forget(entry: Entry) -> Entry:
    """Give an entry of which nothing is known but its resources: so nothing is overwritten unasked."""

    def blank(fields: Mapping[str, Value]) -> dict[str, Value]:
        return {key: value if key == "private" else UNKNOWN for key, value in fields.items()}

    resources = tuple(replace(item, fields=blank(item.fields), file="") for item in entry.resources)
    return replace(entry, fields=blank(entry.fields), resources=resources)


def _tell(pushed: Mapping[str, Pushed], former: Mapping[str, Notation], now: Notation) -> Iterable[Message]:
    """Say from which notation how many datasets are carried over."""
    counts = Counter(known.notation for known in pushed.values() if known.notation in former)
    names = {mark: notation.name or FIRST for mark, notation in former.items()}
    for mark, n in sorted(counts.items()):
        if not mark and now.name == FIRST:
            continue
        yield say_many(
            "{n} dataset was last written with the profile {former} and goes over to {now}: fields that only the "
            "former one has are emptied where nobody changed them",
            "{n} datasets were last written with the profile {former} and go over to {now}: fields that only the "
            "former one has are emptied where nobody changed them",
            n,
            former=names[mark],
            now=now.name,
        )
