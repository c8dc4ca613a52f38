"""What was found in workbooks, as text: each table on a screen of its own, the questions, and the next step."""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.mapping.headings import name_axis, write_runs
from toolkit.model.grid import Workbook, column_letters
from toolkit.model.message import Message, say, say_many
from toolkit.model.survey import Aside, Survey
from toolkit.model.table import LeftOut, Table
from toolkit.proposals.inspection import Inspection
from toolkit.proposals.proposal import ColumnProposal, TableProposal
from toolkit.reading.handback import is_ours
from toolkit.reading.text import clean
from toolkit.reports.fieldwords import name_aside, name_kind, name_left_out, name_target
from toolkit.reports.findings import build_findings_text
from toolkit.reports.ink import Ink
from toolkit.reports.language import Translator
from toolkit.reports.questions import list_questions

_MARKS = {"settled": ("✓", "green"), "question": ("?", "yellow"), "unknown": ("–", "red")}
_LONGEST_SAMPLE = 32
_MOST_SAMPLES = 2
_MOST_LEFT_OUT = 5
_MOST_OF_A_KIND = 3
_MOST_NAMED = 3
_KINDS = {
    "xlsx": say("Excel workbook"),
    "xlsm": say("Excel workbook with macros (not run)"),
    "xls": say("Excel workbook of the old kind"),
    "xlsb": say("binary Excel workbook"),
    "ods": say("OpenDocument spreadsheet"),
    "csv": say("text file with separators"),
}


def build_inspection_text(inspection: Inspection, translator: Translator, ink: Ink, *, verbose: bool = False) -> str:
    """Write what is in the workbooks; ``verbose`` gives every piece of evidence and every other meaning."""
    return "\n\n".join(_Writer(inspection, translator, ink, verbose=verbose).blocks())


class _Writer:
    """Writes one inspection for one reader."""

    def __init__(self, inspection: Inspection, translator: Translator, ink: Ink, *, verbose: bool) -> None:
        self.inspection = inspection
        self.translator = translator
        self.ink = ink
        self.verbose = verbose

    def blocks(self) -> Iterator[str]:
        """Give the parts that a blank line stands between."""
        for workbook, survey in zip(self.inspection.workbooks, self.inspection.surveys, strict=True):
            yield "\n".join(self._write_file(workbook, survey))
        for table in self.inspection.tables:
            yield "\n".join(self._write_table(table))
        questions = list_questions(self.inspection)
        if questions:
            yield "\n".join(self._write_questions(questions))
        most = None if self.verbose else _MOST_OF_A_KIND
        findings = build_findings_text(self.inspection.findings, self.translator, self.ink, most=most)
        if findings:
            yield findings
        yield "\n".join(self._write_next())

    def _say(self, message: Message) -> str:
        return self.translator.render(message)

    def _line(self, message: Message, indent: str = "  ") -> str:
        return self.ink.wrap(self._say(message), indent, f"{indent}    ")

    def _write_file(self, workbook: Workbook, survey: Survey) -> Iterator[str]:
        """Name a file and each of its sheets, with what it is."""
        kind: Message = _KINDS.get(workbook.kind, say("{name}", name=workbook.kind))
        if workbook.kind == "csv":
            separator = {"\t": say("tab")}.get(workbook.delimiter, say("“{sign}”", sign=workbook.delimiter))
            kind = say("{kind}: {encoding}, {separator}", kind=kind, encoding=workbook.encoding, separator=separator)
        yield self.ink.wrap(f"{self.ink.paint(workbook.name, 'bold')}  {self._say(kind)}", "", "  ")
        for sheet in workbook.sheets:
            tables = [table for table in survey.tables if table.sheet.name == sheet.name]
            asides = [aside for aside in survey.aside if aside.sheet == sheet.name]
            nothing = say("the mapping of this template") if is_ours(sheet) else say("nothing in it")
            lines = [*map(_describe_table, tables), *map(_describe_aside, asides)] or [nothing]
            name = say("{sheet} (hidden)", sheet=sheet.name) if sheet.hidden else say("{sheet}", sheet=sheet.name)
            for line in lines:
                yield self._line(say("{sheet}: {what}", sheet=name, what=line))

    def _write_table(self, table: TableProposal) -> Iterator[str]:
        """Write one table: where it stands, its rows, what was left out, and its columns."""
        first = table.blocks[0]
        place = f"{first.sheet.workbook} › {first.sheet.name} › {first.area}"
        yield self.ink.wrap(self.ink.paint(f"── {place}", "bold"), "", "   ")
        yield self._line(self._describe_role(table))
        if len(table.blocks) > 1:
            names = ", ".join(f"{self._name_sheet(block)} ({block.area})" for block in table.blocks)
            yield self._line(say("spread over {n} places: {names}", n=len(table.blocks), names=names))
        if table.sheet_field:
            field = name_target(table.sheet_field, table.role)
            yield self._line(say("the sheet’s name gives: {field} ({name})", field=field, name=table.sheet_field))
        yield self._line(_describe_header(first))
        if table.key:
            yield from self._write_key(table)
        left_out = self._list_left_out(table)
        yield from map(self._line, left_out if self.verbose else left_out[:_MOST_LEFT_OUT])
        if len(left_out) > _MOST_LEFT_OUT and not self.verbose:
            yield self._line(say("and {n} more, shown with --verbose", n=len(left_out) - _MOST_LEFT_OUT), "      ")
        width = min(max((len(_heading(column)) for column in table.columns), default=0), max(14, self.ink.width // 3))
        for column in table.columns:
            yield from self._write_column(table, column, width)

    def _name_sheet(self, block: Table) -> str:
        """Name a block by its sheet; where there are several workbooks, by that, too."""
        alone = len(self.inspection.workbooks) == 1
        return block.sheet.name if alone else f"{block.sheet.workbook} › {block.sheet.name}"

    def _list_left_out(self, table: TableProposal) -> list[Message]:
        """Tell what was left out; what holds for a further block as for the first is told once."""
        told = [_describe_left_out(left) for left in table.blocks[0].left_out]
        for block in table.blocks[1:]:
            new = (message for message in map(_describe_left_out, block.left_out) if message not in told)
            told += [say("{place}: {what}", place=self._name_sheet(block), what=message) for message in new]
        return told

    def _describe_role(self, table: TableProposal) -> Message:
        count = sum(len(block.rows) for block in table.blocks)
        if table is self.inspection.proposal.distributions:
            links = say_many("{n} link or file", "{n} links and files", count)
            return say("{links}; the column “{column}” names the dataset", links=links, column=table.dataset)
        if table.role == "distributions":
            return say_many(
                "{n} row of links and files; no table of datasets was found for it",
                "{n} rows of links and files; no table of datasets was found for them",
                count,
            )
        rows = say_many("{n} row, a dataset each", "{n} rows, a dataset each", count)
        if table.blocks[0].layout == "form":
            rows = say_many("{n} filled-in column, a dataset each", "{n} filled-in columns, a dataset each", count)
        if table.rows == "distribution":
            rows = say_many(
                "{n} row; a dataset has a row for each of its links or files",
                "{n} rows; a dataset has a row for each of its links or files",
                count,
            )
        if table is not self.inspection.proposal.datasets:
            return say("{rows}; a table of its own, which needs a mapping of its own", rows=rows)
        return rows

    def _write_key(self, table: TableProposal) -> Iterator[str]:
        """Say which column identifies a row, and why."""
        why = [self._say(one) for one in table.key_evidence[: None if self.verbose else 1]]
        line = say("key: “{column}”", column=table.key)
        if not table.key_settled:
            line = say("key: perhaps “{column}”", column=table.key)
        yield self.ink.wrap("; ".join([self._say(line), *why]), "  ", "      ")

    def _write_column(self, table: TableProposal, column: ColumnProposal, width: int) -> Iterator[str]:
        """Write one column: its heading and meaning in a line, then what is in it and why."""
        mark, style = _MARKS[column.status]
        heading = _heading(column) or self._say(say("(no heading)"))
        shown = _fit(heading, width).ljust(width)
        letters = column.column.letters.rjust(2)
        head = f"{self.ink.paint(mark, style)} {letters}  {shown}  {self._say(_describe_meaning(table, column))}"
        yield self.ink.wrap(_keep_blanks(head), "", " " * 8).replace(_BLANK, " ")
        facts = " · ".join([*self._facts(column), *([] if self.verbose else self._evidence(column)[:1])])
        yield self.ink.paint(self.ink.wrap(facts, " " * 6, " " * 8), "dim")
        if self.verbose:
            for line in self._evidence(column):
                yield self.ink.wrap(f"= {line}", " " * 6, " " * 8)
            for other in column.alternatives:
                name = _describe_target(other.target, table.role)
                why = "; ".join(self._say(one) for one in other.evidence)
                percent = round(other.confidence * 100)
                line = self._say(say("or {meaning}, {percent} %", meaning=name, percent=percent))
                yield self.ink.wrap(f"{line}: {why}" if why else line, " " * 6, " " * 8)

    def _facts(self, column: ColumnProposal) -> Iterator[str]:
        """Tell how much of a column is filled, with what kind of values, and two of them."""
        profile = column.profile
        if not profile.filled:
            yield self._say(say("empty"))
            return
        yield self._say(say("{filled} of {rows}", filled=profile.filled, rows=profile.rows))
        kind = profile.kind
        yield self._say(name_kind(kind) if kind else say("of several kinds"))
        samples = [_shorten(one) for one in profile.samples[:_MOST_SAMPLES]]
        if samples:
            yield "; ".join(samples)

    def _evidence(self, column: ColumnProposal) -> list[str]:
        return [self._say(one) for one in column.evidence]

    def _write_questions(self, questions: list[tuple[Message, Message]]) -> Iterator[str]:
        """List what a person must decide, with what to do; the same advice stands below the last that it is for."""
        count = say_many("{n} question", "{n} questions", len(questions))
        yield self.ink.paint(self._say(count), "bold")
        following = [remedy for _, remedy in questions[1:]] + [None]
        for number, ((question, remedy), next_remedy) in enumerate(zip(questions, following, strict=True), start=1):
            yield self.ink.wrap(f"{number:>2}. {self._say(question)}", "", "    ")
            if remedy != next_remedy:
                yield self.ink.wrap(f"→ {self._say(remedy)}", "    ", "      ")

    def _write_next(self) -> Iterator[str]:
        """Say what to do next; a command stands in a line of its own, which can be copied."""
        if not self.inspection.tables:
            file = ", ".join(workbook.name for workbook in self.inspection.workbooks)
            yield self._line(say("No table was found in {file}; above stands what came nearest.", file=file), "")
            return
        if not self.inspection.has_datasets:
            yield self._line(say("No table of datasets was found, so that there is nothing to map."), "")
            return
        first = self.inspection.files[0]
        mapping = _quote(f"{first.rpartition('.')[0] or first}.yaml")
        files = _write_files(self.inspection.files)
        yield self.ink.paint(self._say(say("Next")), "bold")
        yield self._line(say("Have a mapping written, and read it line by line:"))
        yield f"      bestand inspect {files} --write {mapping}"
        yield self._line(say("Then see what is wrong in the workbook:"))
        # A mapping is found by the name of its workbook; of several with datasets it has that of the first.
        blocks = self.inspection.proposal.datasets.blocks if self.inspection.proposal.datasets else ()
        several = len({block.sheet.workbook for block in blocks}) > 1
        yield f"      bestand check {files} --mapping {mapping}" if several else f"      bestand check {_quote(first)}"


_BLANK = "\N{NO-BREAK SPACE}"


def _keep_blanks(text: str) -> str:
    """Keep runs of blanks from being taken for one when lines are broken, and a number with its per cent sign."""
    return text.replace("  ", _BLANK * 2).replace(" %", f"{_BLANK}%")


def _heading(column: ColumnProposal) -> str:
    return clean(column.column.heading)


def _shorten(text: str) -> str:
    plain = clean(text)
    return plain if len(plain) <= _LONGEST_SAMPLE else plain[: _LONGEST_SAMPLE - 1].rstrip() + "…"


def _fit(heading: str, width: int) -> str:
    """Shorten a heading; its group goes first.

    >>> _fit("Zeit und Raum › Aktualisierung", 20), _fit("Aktualisierungsfrequenz", 14)
    ('… › Aktualisierung', 'Aktualisierun…')
    """
    if len(heading) > width and " › " in heading:
        heading = f"… › {heading.rpartition(' › ')[2]}"
    return heading if len(heading) <= width else heading[: width - 1] + "…"


def _quote(name: str) -> str:
    """Write a file's name as a shell needs it."""
    return f'"{name}"' if " " in name else name


def _write_files(files: tuple[str, ...]) -> str:
    """Write files as arguments of a command; many of them by the folder that they lie in.

    >>> _write_files(("Amt 1/a.xlsx", "Amt 1/b.xlsx")), _write_files(("f/a.xlsx", "f/b.xlsx", "f/c.xlsx", "f/d.xlsx"))
    ('"Amt 1/a.xlsx" "Amt 1/b.xlsx"', 'f')
    """
    folders = {file.rpartition("/")[0] or "." for file in files}
    if len(files) > _MOST_NAMED and len(folders) == 1:
        return _quote(folders.pop())
    return " ".join(map(_quote, files))


def _describe_target(target: str, role: str) -> Message:
    return say("{words} ({name})", words=name_target(target, role), name=target)


def _describe_meaning(table: TableProposal, column: ColumnProposal) -> Message:
    """Say what a column is proposed to mean, and how sure that is."""
    percent = round(column.confidence * 100)
    match column.status:
        case "unknown":
            return say("unknown")
        case "question":
            others = [one for one in column.alternatives if one.target != column.target]
            meaning = say(
                "perhaps {meaning}, {percent} %", meaning=_describe_target(column.target, table.role), percent=percent
            )
            if not others:
                return meaning
            return say("{meaning}, or {other}", meaning=meaning, other=_describe_target(others[0].target, table.role))
        case "settled":
            meaning = say(
                "{meaning}, {percent} %", meaning=_describe_target(column.target, table.role), percent=percent
            )
            return _add_extras(meaning, column)


def _add_extras(meaning: Message, column: ColumnProposal) -> Message:
    """Add how the cells are taken apart."""
    if column.part:
        meaning = say("{meaning}, number {part}", meaning=meaning, part=column.part)
    if column.split:
        sign = say("line breaks") if column.split == "\n" else say("“{sign}”", sign=column.split)
        meaning = say("{meaning}, several values split at {sign}", meaning=meaning, sign=sign)
    if column.fill:
        meaning = say("{meaning}, merged or empty cells filled from above", meaning=meaning)
    return meaning


def _describe_table(table: Table) -> Message:
    """Say in a few words what stands at a place."""
    if table.layout == "form":
        return say_many(
            "form {area}, {n} filled-in column",
            "form {area}, {n} filled-in columns",
            len(table.rows),
            area=str(table.area),
        )
    return say_many("table {area}, {n} row", "table {area}, {n} rows", len(table.rows), area=str(table.area))


def _describe_aside(aside: Aside) -> Message:
    """Say what stands at a place that is no data, why, and what came nearest to a table."""
    kind = name_aside(aside.kind)
    if aside.kind == "empty":
        return kind
    where = say("{kind} {area}", kind=kind, area=str(aside.area)) if aside.area else kind
    told = say("{where}, set aside: {why}", where=where, why=aside.why)
    if aside.candidate and aside.kind == "unclear":
        headings = ", ".join(column.heading for column in aside.candidate.columns[:4] if column.heading)
        return say(
            "{told}; nearest to a table: {area} with {headings}",
            told=told,
            area=str(aside.candidate.area),
            headings=headings,
        )
    return told


def _describe_header(table: Table) -> Message:
    """Say where the headings stand."""
    if table.layout == "form":
        letters = write_runs(table.header_rows, column_letters)
        return say("a form: the names of fields stand in column {letters}", letters=letters)
    return say_many(
        "headings in row {rows}",
        "headings in rows {rows}",
        len(table.header_rows),
        rows=write_runs(table.header_rows, str),
    )


def _describe_left_out(left: LeftOut) -> Message:
    """Say which rows, or columns of a form, are no data, and why; a reason that names its row says it all."""
    names = {name for name, _ in left.why.values}
    told: Message = say("left out: {why}", why=left.why)
    if "row" not in names or len(left.rows) > 1:
        where, kind = name_axis(left.axis, left.rows), name_left_out(left.kind)
        told = say("left out: {where}, {kind}: {why}", where=where, kind=kind, why=left.why)
    if not left.text or "text" in names:
        return told
    return say("{told} (“{text}”)", told=told, text=_shorten(left.text))
