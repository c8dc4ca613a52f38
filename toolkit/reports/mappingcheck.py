"""What is wrong with a mapping and how it fits its workbooks, on one screen and as data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from typing_extensions import TypedDict

from toolkit.model.message import Message, enumerate_all, quote, say, say_many
from toolkit.model.problem import Problem
from toolkit.proposals.drift import Lost
from toolkit.proposals.mappingfit import Fit, MappingCheck
from toolkit.proposals.stubs import StubGroup
from toolkit.reports.ink import Ink
from toolkit.reports.language import Translator
from toolkit.reports.stubs import StubGroupData, build_groups_data

_MOST_NAMED = 12


class ComplaintData(TypedDict):
    """One thing that is wrong in a mapping."""

    file: str
    line: int
    message: str
    remedy: str


class LostColumnData(TypedDict):
    """A column that the mapping needs and that is not there; ``snippet`` is what to write if it was renamed."""

    file: str
    column: str
    field: str | None
    nearest: str | None
    snippet: str | None


class UnusedData(TypedDict):
    """A word of a look-up that no cell says."""

    word: str
    at: str


class FitData(TypedDict):
    """How a mapping fits the workbooks of one inventory."""

    files: list[str]
    problem: str | None
    remedy: str | None
    lost: list[LostColumnData]
    unused: list[UnusedData]
    unmatched: list[StubGroupData]


class MappingCheckData(TypedDict):
    """The whole check."""

    format: str
    mapping: str
    right: bool
    complaints: list[ComplaintData]
    workbooks: list[FitData]


def build_mapping_check_data(check: MappingCheck, translator: Translator) -> MappingCheckData:
    """Give a check as data."""
    say_it = translator.render
    return {
        "format": "bestand-mapping-check/1",
        "mapping": check.name,
        "right": check.is_right,
        "complaints": [
            {"file": one.file, "line": one.line, "message": say_it(one.cause), "remedy": say_it(one.remedy)}
            for one in check.complaints
        ],
        "workbooks": [_build_fit(fit, translator) for fit in check.fits],
    }


def _build_fit(fit: Fit, translator: Translator) -> FitData:
    return {
        "files": list(fit.names),
        "problem": translator.render(fit.problem.what) if fit.problem else None,
        "remedy": translator.render(fit.problem.remedy) if fit.problem else None,
        "lost": [
            {
                "file": file,
                "column": lost.name,
                "field": lost.target or None,
                "nearest": lost.renamed.column.heading if lost.renamed else None,
                "snippet": lost.snippet or None,
            }
            for file, lost in fit.lost
        ],
        "unused": [{"word": fault.text, "at": fault.place.heading} for fault in fit.unused],
        "unmatched": build_groups_data(fit.stubs),
    }


def build_mapping_check_text(check: MappingCheck, translator: Translator, ink: Ink) -> str:
    """Write all that is wrong, in the order of the lines; then what does not fit, workbook by workbook."""
    return "\n".join(_Writer(check, translator, ink).lines())


class _Writer:
    """Writes one check for one reader."""

    def __init__(self, check: MappingCheck, translator: Translator, ink: Ink) -> None:
        self.check = check
        self.translator = translator
        self.ink = ink

    def lines(self) -> Iterator[str]:
        """Give the report line by line."""
        for complaint in self.check.complaints:
            yield from self._write_problem(complaint)
        n = len(self.check.complaints)
        name = self.check.name
        if n:
            yield ""
            yield self._paint(say_many("{name}: {n} mistake", "{name}: {n} mistakes", n, name=name), "red")
            return
        yield self._paint(say("{name}: nothing is wrong with the mapping", name=name), "bold")
        for fit in self.check.fits:
            yield from self._write_fit(fit)

    def _paint(self, message: Message, style: str) -> str:
        return self.ink.paint(self.ink.wrap(self.translator.render(message)), style)

    def _write(self, mark: str, style: str, message: Message) -> str:
        return self.ink.wrap(f"{self.ink.paint(mark, style)} {self.translator.render(message)}", "  ", "    ")

    def _write_problem(self, problem: Problem) -> Iterator[str]:
        head = self.ink.paint(self.translator.gettext("error"), "red")
        yield self.ink.wrap(f"{head}: {self.translator.render(problem.what)}", "", "  ")
        yield self.ink.wrap(f"→ {self.translator.render(problem.remedy)}", "  ", "    ")

    def _write_fit(self, fit: Fit) -> Iterator[str]:
        """Write what does not fit one inventory's workbooks."""
        yield ""
        yield self.ink.paint(", ".join(fit.names), "bold")
        if fit.problem:
            yield from self._write_problem(fit.problem)
        for file, lost in fit.lost:
            yield from self._write_lost(file, lost)
        columns = [stub.text for group in fit.stubs if group.key == "columns" for stub in group.stubs]
        if columns:
            message = say_many(
                "{n} column is not in the mapping: {names}",
                "{n} columns are not in the mapping: {names}",
                len(columns),
                names=_enumerate(columns),
            )
            yield self._write("+", "green", message)
        for group in fit.stubs:
            if group.key != "columns":
                yield self._write("?", "yellow", _describe(group))
        for fault in fit.unused:
            message = say("“{word}” ({at}) is looked up, but no cell says it", word=fault.text, at=fault.place.heading)
            yield self._write("·", "dim", message)
        yield self._write_end(fit)

    def _write_lost(self, file: str, lost: Lost) -> Iterator[str]:
        yield self._write("-", "red", say("{file}: the column “{name}” is missing", file=file, name=lost.name))
        if lost.renamed:
            message = say(
                "perhaps it is “{heading}” now; if so, write in the mapping:", heading=lost.renamed.column.heading
            )
            yield self.ink.wrap(self.translator.render(message), "    ", "      ")
            yield from (f"        {self.ink.paint(line, 'cyan')}" for line in lost.snippet.splitlines())

    def _write_end(self, fit: Fit) -> str:
        """Say how to go on."""
        if fit.breaks:
            return self._write("=", "red", say("the mapping cannot read this"))
        if fit.stubs:
            files = " ".join(f'"{name}"' if " " in name else name for name in fit.names)
            return self._write("=", "bold", say("as YAML to paste: bestand mapping stubs {files}", files=files))
        return self._write("=", "bold", say("the mapping matches every value and every column"))


def _describe(group: StubGroup) -> Message:
    """Say which words of a column nothing matches."""
    return say_many(
        "{column} → {target}: {n} value that nothing matches: {words}",
        "{column} → {target}: {n} values that nothing matches: {words}",
        len(group.stubs),
        column=group.name or group.target,
        target=group.target,
        words=_enumerate([stub.text for stub in group.stubs]),
    )


def _enumerate(texts: Sequence[str]) -> Message:
    """Name the first of many texts."""
    named: list[Message | str] = [quote(text) for text in texts[:_MOST_NAMED]]
    return enumerate_all([*named, "…"] if len(texts) > _MOST_NAMED else named)
