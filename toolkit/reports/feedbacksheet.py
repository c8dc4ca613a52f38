"""The sheet with the feedback: where a workbook stands, what to do first, and every finding by urgency."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from toolkit.model.finding import Finding, Severity
from toolkit.model.grid import CellRef
from toolkit.model.handback import FEEDBACK_SHEET, FEEDBACK_SHEETS, FEEDBACK_TITLES
from toolkit.model.message import Message, enumerate_all, say, say_many
from toolkit.patch.patch import FurtherSheet, Look, SheetCell, Target
from toolkit.reports.feedbackmarks import write_dataset
from toolkit.reports.feedbackshare import Share
from toolkit.reports.feedbackwords import NAMES, build_advice, cut_text, say_fault, write_sentence
from toolkit.reports.findings import write_cells
from toolkit.reports.grouping import Group
from toolkit.reports.language import Translator

MOST_LINES = 1000
"""How many lines the table has at most."""
MOST_APART = 10
"""How many cells that say the same have a line each; of more, all have one line together."""

_MOST_CELLS = 6
_MOST_WORKBOOKS = 5
_LOOKS = {Severity.ERROR: Look.ERROR, Severity.WARNING: Look.WARNING, Severity.NOTE: Look.NOTE}
_HEADINGS = (
    say("Urgency"),
    say("Cell"),
    say("Dataset"),
    say("Column"),
    say("What stands there"),
    say("What is wrong"),
    say("What to do"),
)
_WIDTHS = (14.0, 22.0, 27.0, 18.0, 24.0, 36.0, 44.0)

Row = tuple[SheetCell, ...]


@dataclass(frozen=True, slots=True)
class Manner:
    """How a sheet is handed over: in a copy of the workbook (its links jump), or in a file of its own.

    ``silent`` is how many cells are only coloured; ``mark`` a word by which the copy is recognised later.
    """

    inside: bool = True
    silent: int = 0
    mark: str = ""


def build_feedback_sheet(share: Share, translator: Translator, manner: Manner) -> FurtherSheet:
    """Build the sheet of one workbook's share of a check."""
    return _Builder(share, translator, manner).build()


def name_sheet(translator: Translator) -> str:
    """Name the sheet in a language."""
    return FEEDBACK_SHEETS.get(translator.language, FEEDBACK_SHEET)


@dataclass(frozen=True, slots=True)
class _Builder:
    """Writes one sheet."""

    share: Share
    translator: Translator
    manner: Manner

    def build(self) -> FurtherSheet:
        """Write the head, the table and what stands below it."""
        head = list(self._write_head())
        lines = list(self._write_lines())
        table = [self._write_headings(), *lines[:MOST_LINES]] if lines else []
        rest = sum(_count_findings(row) for row in lines[MOST_LINES:])
        rows = (*head, *table, *self._write_foot(rest))
        header = len(head) + 1 if table else 0
        return FurtherSheet(name_sheet(self.translator), rows, _WIDTHS, header)

    def _say(self, message: Message) -> str:
        return self.translator.render(message)

    def _line(self, message: Message, look: Look = Look.PLAIN) -> Row:
        return (SheetCell(self._say(message), look),)

    def _write_head(self) -> Iterator[Row]:
        """Write the title, the figures, and what to do first."""
        title = FEEDBACK_TITLES.get(self.translator.language, FEEDBACK_TITLES["en"])
        yield (SheetCell(self._say(say("{title} on {file}", title=title, file=self.share.name)), Look.TITLE),)
        yield self._line(say("{day}. {figures}", day=self._day(), figures=say_figures(self.share)))
        if not self.share.findings:
            yield self._line(say("Nothing needs to be corrected. Thank you!"))
            return
        if self.manner.inside:
            yield self._line(
                say(
                    "Correct the coloured cells in this copy, save it and send it back. Colours, comments and this "
                    "sheet do not matter when it is read. A click on a cell below jumps to it."
                )
            )
        else:
            yield self._line(say("Your file was not changed. Correct it and send it back."))
        steps = self.share.steps
        if steps:
            yield self._line(say("First, what helps most:"))
        for number, step in enumerate(steps, start=1):
            cell = step.first.place.cell
            text = self._say(say("{number}. {step}", number=number, step=say_step(step)))
            yield (SheetCell(text, *self._link(cell)),)

    def _day(self) -> str:
        return self.translator.date(self.share.checked.day.isoformat())

    def _link(self, cell: CellRef | None) -> tuple[Look, Target | None]:
        """Give how a cell's name looks and where it leads to; in a file of its own it leads nowhere."""
        if cell is None or not self.manner.inside or cell.workbook != self.share.name:
            return Look.PLAIN, None
        return Look.LINK, Target(cell.sheet, (cell.row, cell.column))

    def _write_headings(self) -> Row:
        return tuple(SheetCell(self._say(heading), Look.HEADING) for heading in _HEADINGS)

    def _write_lines(self) -> Iterator[Row]:
        """Write the table's lines: one for each finding, one for many that say the same."""
        for group in self.share.groups:
            if len(group.findings) > MOST_APART:
                yield self._write_group(group)
            else:
                for finding in group.findings:
                    yield self._write_line(finding, _write_place(finding.place.cell), write_dataset(finding))

    def _write_group(self, group: Group) -> Row:
        """Write what many cells say alike."""
        cells, first = group.cells, group.first
        datasets = len({one.place.key for one in group.findings if one.place.key})
        place = f"{cells[0].sheet} › {write_cells(cells, most=_MOST_CELLS)}" if cells else ""
        several = say_many("{n} dataset", "{n} datasets", datasets)
        return self._write_line(first, place, self._say(several) if datasets else "", many=len(group.findings))

    def _write_line(self, finding: Finding, place: str, dataset: str, *, many: int = 1) -> Row:
        urgency = self._say(NAMES[finding.severity])
        look, target = self._link(finding.place.cell)
        return (
            SheetCell(f"{urgency} ({many} ×)" if many > 1 else urgency, _LOOKS[finding.severity]),
            SheetCell(place, look, target),
            SheetCell(dataset),
            SheetCell(cut_text(finding.place.heading, 80)),
            SheetCell(cut_text(finding.text)),
            SheetCell(write_sentence(say_fault(finding), self.translator)),
            SheetCell(build_advice(finding, self.translator)),
        )

    def _write_foot(self, rest: int) -> Iterator[Row]:
        """Write what the colours mean, and what does not stand in the table."""
        if self.share.findings:
            yield ()
            yield self._line(say("What the colours mean:"))
            for severity, meaning in _MEANINGS.items():
                yield self._line(meaning, _LOOKS[severity])
        left_out = list(self._say_left_out(rest))
        if left_out:
            yield ()
        for message in left_out:
            yield self._line(message)
        if self.manner.mark:
            yield ()
            yield self._line(say("Mark of this copy: {mark}", mark=self.manner.mark))

    def _say_left_out(self, rest: int) -> Iterator[Message]:
        """Say what was found and does not stand here."""
        if rest:
            yield say_many(
                "{n} more finding has no line here, so that the sheet stays readable; its cell is coloured.",
                "{n} more findings have no line here, so that the sheet stays readable; their cells are coloured.",
                rest,
            )
        if self.manner.silent:
            yield say_many(
                "{n} cell is coloured but has no comment, so that the workbook opens fast; this sheet says what for.",
                "{n} cells are coloured but have no comment, so that the workbook opens fast; this sheet says what "
                "for.",
                self.manner.silent,
            )
        for name, n in list(self.share.elsewhere.items())[:_MOST_WORKBOOKS]:
            yield say_many("{n} more finding is in {file}.", "{n} more findings are in {file}.", n, file=cut_text(name))
        yield from _say_set_aside(self.share, self.translator)


_MEANINGS = {
    Severity.ERROR: say("Error: the dataset is not published until this is corrected."),
    Severity.WARNING: say("Warning: the dataset can be published; better with this corrected."),
    Severity.NOTE: say("Note: nothing has to be done; look whether it is meant so."),
}


def _count_findings(row: Row) -> int:
    """Tell how many findings a line stands for."""
    _, _, many = row[0].text.rpartition("(")
    number = many.removesuffix(" ×)")
    return int(number) if number.isdecimal() else 1


def _say_set_aside(share: Share, translator: Translator) -> Iterator[Message]:
    """Say what was found and is not asked of whoever fills in the sheet."""
    until = Counter(one.acceptance.until for one in share.checked.accepted() if one.acceptance)
    for day, n in sorted(until.items()):
        yield say_many(
            "{n} known finding is put off until {day} and does not stand here.",
            "{n} known findings are put off until {day} and do not stand here.",
            n,
            day=translator.date(day.isoformat()),
        )
    if share.for_office:
        yield say_many(
            "{n} note is for the office that runs the catalogue and does not stand here.",
            "{n} notes are for the office that runs the catalogue and do not stand here.",
            share.for_office,
        )


def _write_place(cell: CellRef | None) -> str:
    return f"{cell.sheet} › {cell.address}" if cell else ""


def say_figures(share: Share) -> Message:
    """Say how the datasets of a workbook stand, in one or a few short sentences."""
    figures = share.figures
    parts: list[Message] = [
        say_many(
            "{ready} of {n} dataset can be published",
            "{ready} of {n} datasets can be published",
            figures.all,
            ready=figures.public,
        )
    ]
    if figures.staff:
        parts.append(say_many("{n} is for staff only", "{n} are for staff only", figures.staff))
    if figures.held:
        parts.append(say_many("{n} is held back by errors", "{n} are held back by errors", figures.held))
    if figures.closed:
        parts.append(say_many("{n} is not released", "{n} are not released", figures.closed))
    return say("{parts}.", parts=enumerate_all(parts))


def say_step(step: Group, *, in_full: bool = False) -> Message:
    """Say what to correct, where, and what that is worth; ``in_full`` names the workbook."""
    what = say_fault(step.first)
    cells = write_cells(step.cells, most=_MOST_CELLS)
    first = step.cells[0] if cells else None
    sheet = f"{first.workbook} › {first.sheet}" if first and in_full else first.sheet if first else ""
    place = say("{place}: {what}", place=f"{sheet} › {cells}", what=what) if cells else what
    if not step.frees:
        return place
    return say_many(
        "{place} – correcting that is enough for {n} dataset",
        "{place} – correcting that is enough for {n} datasets",
        step.frees,
        place=place,
    )
