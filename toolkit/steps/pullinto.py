"""Shows what changed in a catalogue since the last push, and writes it into a copy of the workbook, cell by cell."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from toolkit.catalogues.base import Catalogue
from toolkit.model.cause import explain_cause
from toolkit.model.dataset import Described, Distribution
from toolkit.model.entry import is_empty
from toolkit.model.inventory import Inventory
from toolkit.model.message import say
from toolkit.model.path import read_path
from toolkit.model.problem import Problem
from toolkit.patch.apply import can_patch, write_patched
from toolkit.patch.patch import Mark, NewValue, Patch, Tint
from toolkit.reports.language import Translator
from toolkit.steps.cellplace import Places
from toolkit.steps.comparison import compare
from toolkit.steps.inventory import Opened, open_inventory
from toolkit.steps.target import open_target
from toolkit.sync.difference import Compared, Difference
from toolkit.sync.ledger import Ledger, open_ledger
from toolkit.sync.merge import is_same_value

ALL: Final = "all"
"""The word that takes everything that a cell can say."""

Choice = Callable[[Difference], bool]
"""Whether somebody wants a difference in the sheet."""
_SHOWN: Final = 200


@dataclass(frozen=True, slots=True)
class IntoRequest:
    """What somebody asks for; the copy goes to ``out``, and without it nothing is written."""

    file: Path
    to: str | None = None
    out: Path | None = None
    mapping: str | None = None
    profile: str | None = None
    token_file: Path | None = None
    ledger: str | None = None


@dataclass(frozen=True, slots=True)
class Differences:
    """All that changed in the catalogue, each with its cell or the reason why there is none.

    ``choose`` writes the chosen ones into a copy and gives them.
    """

    file: Path
    target: str
    compared: Compared
    opened: Opened = field(repr=False)

    @property
    def items(self) -> tuple[Difference, ...]:
        """The differences, in the order of the sheet."""
        return self.compared.differences


def find_differences(request: IntoRequest, translator: Translator) -> Differences:
    """Read a workbook and a catalogue and tell what changed there since the last push; writes nothing.

    Raises Problem for a workbook that cannot be read, one that was never pushed there, and a catalogue that does not
    answer.
    """
    _require_patchable(request)
    opened = open_inventory(request.file, request.mapping)
    target = open_target(request.to, request.token_file, request.ledger, request.profile)
    place = target.ledger
    with open_ledger("sqlite://" if isinstance(place, Path) and not place.exists() else place) as ledger:
        return compare_opened(request.file, opened, target.catalogue, ledger, translator)


def compare_opened(
    file: Path, opened: Opened, catalogue: Catalogue, ledger: Ledger, translator: Translator
) -> Differences:
    """Tell what changed in a catalogue, each with its cell."""
    if not ledger.pushed(catalogue.target, (opened.inventory.name,)):
        raise Problem(
            say(
                "nothing of the inventory “{name}” was pushed to {target} yet, as far as the ledger knows",
                name=opened.inventory.name,
                target=catalogue.target,
            ),
            say("Name the ledger with --ledger, or make it anew with “bestand rebuild-ledger”."),
        )
    compared = compare(opened.inventory, catalogue, ledger)
    places = Places(opened, file, translator.language)
    located = tuple(places.locate(one) for one in compared.differences)
    return Differences(file, catalogue.target, replace(compared, differences=located), opened)


def _require_patchable(request: IntoRequest) -> None:
    """Raise Problem early where a copy is wanted that cannot be written."""
    if request.out is not None and not can_patch(request.file.suffix):
        raise Problem(
            say(
                "only workbooks of Excel (.xlsx, .xlsm) can be copied with new values, not {file}",
                file=request.file.name,
            ),
            say("Save it as .xlsx first; without -o the differences are only shown."),
        )
    if request.out is not None and request.out.exists() and request.out.samefile(request.file):
        raise Problem(
            say("{file} is the workbook itself, which is never changed", file=str(request.out)),
            say("Name another file after -o."),
        )


def parse_choices(texts: Sequence[str], found: Iterable[Difference]) -> Choice:
    """Read what somebody wrote after --take: ``all``, or KEY:FIELD; KEY alone takes all of a dataset.

    A field goes by the catalogue's name or by Bestand's. Raises Problem for a choice that fits nothing, and for one
    that no cell can say.
    """
    every = tuple(found)
    wanted: set[tuple[str, str]] = set()
    for text in texts:
        if text.strip().casefold() == ALL:
            wanted |= {(one.identifier, one.field) for one in every}
            continue
        fitting = [one for one in every if _fits(text.strip(), one)]
        if not fitting:
            raise Problem(
                say("“{text}” fits nothing that changed in the catalogue", text=text),
                say("Write all, or KEY:FIELD as the list names them: {choices}", choices=_list_choices(every)),
            )
        exact = [one for one in fitting if not _is_whole(text.strip(), one)]
        refused = next((one for one in exact if not one.can_be_taken), None)
        if refused is not None:
            raise Problem(
                say(
                    "{key}:{field} cannot be written into a cell: {reason}",
                    key=refused.key,
                    field=refused.path or refused.field,
                    reason=refused.reason or "",
                ),
                say("Leave it out after --take."),
            )
        wanted |= {(one.identifier, one.field) for one in fitting}
    return lambda one: (one.identifier, one.field) in wanted


def _fits(text: str, one: Difference) -> bool:
    """Tell whether a choice means a difference."""
    return _is_whole(text, one) or any(
        text in (f"{key}:{name}", f"{key}:{one.part}:{name}")
        for key in (one.key, one.identifier)
        for name in {one.field, one.path, one.field.rpartition(".")[2]}
        if name
    )


def _is_whole(text: str, one: Difference) -> bool:
    """Tell whether a choice means a whole dataset."""
    return text in (one.key, one.identifier)


def _list_choices(found: Iterable[Difference]) -> str:
    """Name what can be taken, as far as it fits a line."""
    names = [f"{one.key}:{one.path}" for one in found if one.can_be_taken]
    return ", ".join(names[:10]) + (" …" if len(names) > 10 else "") or "–"


def write_copy(differences: Differences, choice: Choice, out: Path, translator: Translator) -> tuple[Difference, ...]:
    """Write the chosen differences into a copy of the workbook and give them; the workbook itself is not touched.

    The copy is read again, and held against what was wanted: a copy that says anything else is thrown away. Raises
    Problem then, and where the copy cannot be written.
    """
    chosen = tuple(one for one in differences.items if one.can_be_taken and choice(one))
    if not chosen:
        return ()
    by_cell = {one.cell: one for one in chosen if one.cell is not None}
    marks = tuple(
        Mark(cell.sheet, (cell.row, cell.column), Tint.NEW, _comment(one, translator)) for cell, one in by_cell.items()
    )
    values = tuple(NewValue(cell.sheet, (cell.row, cell.column), one.new) for cell, one in by_cell.items())
    try:
        write_patched(differences.file, Patch(marks=marks, values=values), out)
    except OSError as error:
        raise Problem(
            say("{file} cannot be written: {cause}", file=str(out), cause=explain_cause(error)),
            say("Close it where it is open, or choose another place after -o."),
        ) from error
    _require_faithful(differences, chosen, out)
    return chosen


def _comment(one: Difference, translator: Translator) -> str:
    """Say at the cell where its value comes from."""
    before = "; ".join(one.sheet) if isinstance(one.sheet, tuple) else str(one.sheet if one.sheet is not None else "")
    shown = before if len(before) <= _SHOWN else f"{before[:_SHOWN]} …"
    if one.field == "private":
        what = say("made private in the catalogue")
    elif shown:
        what = say("changed in the catalogue; before: {value}", value=shown)
    else:
        what = say("written in the catalogue; before: nothing")
    if one.changed:
        what = say(
            "{what} (the dataset was last changed there on {date})", what=what, date=translator.date(one.changed)
        )
    return translator.render(what)


def _require_faithful(differences: Differences, chosen: Sequence[Difference], out: Path) -> None:
    """Raise Problem, and take the copy away, where it does not say what it should, or something else as well."""
    before = differences.opened.inventory
    try:
        after = differences.opened.read_copy(out)
        wrong = _find_wrong(before, after, chosen)
    except BaseException:
        out.unlink(missing_ok=True)
        raise
    if wrong:
        out.unlink(missing_ok=True)
        raise Problem(
            say("the copy would not say what it should: {what}", what=wrong),
            say("Leave it out after --take, and write it into the workbook by hand."),
        )


def _find_wrong(before: Inventory, after: Inventory, chosen: Sequence[Difference]) -> str:
    """Name the first dataset or field of a copy that is not as it should be; empty where all is well."""
    there = {one.dataset.identifier: one for one in after.described}
    wanted: dict[str, list[Difference]] = {}
    for one in chosen:
        wanted.setdefault(one.identifier, []).append(one)
    for old in before.described:
        now = there.get(old.dataset.identifier)
        if now is None or (old.dataset.identifier not in wanted and now.dataset != old.dataset):
            return old.dataset.identifier
    for identifier, several in wanted.items():
        for one in several:
            if not _says(there[identifier], one):
                return f"{one.key}:{one.path}"
    return ""


def _says(described: Described, one: Difference) -> bool:
    """Tell whether a dataset says what a difference wanted."""
    if one.field == "private":
        answer = described.answers.get("publish")
        return answer is not None and answer.meaning == "staff"
    dataset = described.dataset
    part: Distribution | None = next((item for item in dataset.distributions if item.key == one.part), None)
    thing = part if one.part else dataset
    if thing is None:
        return False
    value, wanted = read_path(thing, one.path), one.values[one.path]
    return is_same_value(value, wanted) or (is_empty(value) and is_empty(wanted))
