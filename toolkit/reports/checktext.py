"""What a check found, as text: the findings, heaviest first, and below them what it comes to and where to begin."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from toolkit.checks.baseline import Acceptance, Checked
from toolkit.model.finding import Severity
from toolkit.model.inventory import describe_mapping
from toolkit.model.message import Message, enumerate_all, quote, say, say_many
from toolkit.reports.findings import build_findings_text, write_cells
from toolkit.reports.grouping import Group, Kind, Standing, build_kinds, find_first_step
from toolkit.reports.ink import Ink
from toolkit.reports.language import Translator

MOST_NAMED = 5


def build_check_text(checked: Checked, translator: Translator, ink: Ink) -> str:
    """Write one workbook's findings and what they come to."""
    inventory = checked.inventory
    read_with = describe_mapping(inventory.mapping, inventory.why, proposed=inventory.proposed)
    head = ink.wrap(f"{ink.paint(inventory.file, 'bold')}  {translator.render(read_with)}", "", "  ")
    findings = build_findings_text(checked.counted(), translator, ink, standing=Standing(inventory))
    return "\n\n".join(part for part in (head, findings, build_totals_text(checked, translator, ink)) if part)


def build_totals_text(checked: Checked, translator: Translator, ink: Ink) -> str:
    """Sum one workbook up: how many datasets, who may see them, how many findings, and where to begin."""
    standing = Standing(checked.inventory)
    figures = standing.figures
    head = say_many("{n} dataset in {file}", "{n} datasets in {file}", figures.all, file=checked.inventory.file)
    counts = (
        say("  ready for the public: {n}", n=figures.public),
        say("  ready for staff only: {n}", n=figures.staff),
        say("  held back by errors: {n}", n=figures.held),
        say("  not released: {n}", n=figures.closed),
        say(
            "errors: {errors}   warnings: {warnings}   notes: {notes}",
            errors=checked.count(Severity.ERROR),
            warnings=checked.count(Severity.WARNING),
            notes=checked.count(Severity.NOTE),
        ),
    )
    lines = [ink.paint(translator.render(head), "bold"), *map(translator.render, counts)]
    lines += [ink.wrap(translator.render(one), "", "  ") for one in _conclude(checked, standing, translator)]
    return "\n".join(lines)


def _conclude(checked: Checked, standing: Standing, translator: Translator) -> Iterator[Message]:
    """Give the sentences below the counts."""
    yield from say_accepted(checked, translator)
    kinds = build_kinds(checked.counted(), standing)
    yield from say_first_step(kinds, standing.held(checked.counted()))
    if kinds:
        yield say("what a finding means: bestand explain {code}", code=kinds[0].code)


def say_first_step(kinds: Iterable[Kind], held: int) -> Iterator[Message]:
    """Say how many kinds of errors keep how many datasets back, and which correction is worth most."""
    holding = [kind for kind in kinds if kind.holds]
    if len(holding) > 1:
        yield say_many(
            "{kinds} kinds of errors hold back {n} dataset.",
            "{kinds} kinds of errors hold back {n} datasets.",
            held,
            kinds=len(holding),
        )
    step = find_first_step(holding)
    if step:
        yield say_worth(step)


def say_worth(step: Group) -> Message:
    """Say what the correction of one group is enough for."""
    cells = write_cells(step.cells, most=MOST_NAMED) or step.first.code
    return say_many(
        "Begin with {cells} ({code}): correcting that is enough for {n} dataset.",
        "Begin with {cells} ({code}): correcting that is enough for {n} datasets.",
        step.frees,
        cells=cells,
        code=step.first.code,
    )


def say_accepted(checked: Checked, translator: Translator) -> Iterator[Message]:
    """Say what a baseline folds away, what has run out, and what it names in vain."""
    until = Counter(one.acceptance.until for one in checked.accepted() if one.acceptance)
    for day, many in sorted(until.items()):
        yield say_many(
            "{n} finding is accepted until {day} and does not count.",
            "{n} findings are accepted until {day} and do not count.",
            many,
            day=translator.date(day.isoformat()),
        )
    errors = sum(one.finding.severity is Severity.ERROR for one in checked.accepted())
    if errors:
        yield say_many(
            "{n} of them is an error and still holds its dataset back.",
            "{n} of them are errors and still hold their datasets back.",
            errors,
        )
    if checked.expired:
        yield say_many(
            "{n} acceptance has run out and its finding counts again: {names}",
            "{n} acceptances have run out and their findings count again: {names}",
            len(checked.expired),
            names=_name(checked.expired),
        )
    if checked.idle:
        yield say_many(
            "{n} acceptance matches nothing any more and can be deleted: {names}",
            "{n} acceptances match nothing any more and can be deleted: {names}",
            len(checked.idle),
            names=_name(checked.idle),
        )


def _name(acceptances: tuple[Acceptance, ...]) -> Message:
    """Name a few acceptances."""
    named: list[Message | str] = [say_acceptance(one) for one in acceptances[:MOST_NAMED]]
    return enumerate_all([*named, "…"] if len(acceptances) > MOST_NAMED else named)


def say_acceptance(one: Acceptance) -> Message:
    """Name an acceptance by its code, its dataset and its author's text.

    >>> import datetime as dt
    >>> from toolkit.checks.baseline import Identity
    >>> str(say_acceptance(Acceptance(Identity("date-invalid", "amt", "A-1", "Stand", "bald"), dt.date(2027, 3, 31))))
    'date-invalid A-1 “bald”'
    """
    code, _, key, column, text = one.identity
    name = f"{code} {key}".rstrip()
    shown = text or column
    return say("{name} {shown}", name=name, shown=quote(shown)) if shown else say("{name}", name=name)
