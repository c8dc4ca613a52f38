"""The cells of a workbook that are coloured, each with a comment that says what is wrong and what to write."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from toolkit.model.finding import Finding, Severity
from toolkit.model.grid import Position
from toolkit.model.message import say, say_many
from toolkit.patch.patch import Mark, Tint
from toolkit.reports.feedbackwords import NAMES, build_advice, build_reason, cut_text, say_fault, write_sentence
from toolkit.reports.grouping import Group
from toolkit.reports.language import Translator

MOST_COMMENTS = 1500
"""How many cells of a workbook get a comment; Excel takes long to open one with many thousand."""
MOST_ALIKE = 200
"""How many cells get a comment that all say the same; the others are only coloured."""

_MOST_IN_COMMENT = 4
_LONGEST_COMMENT = 1500
_TINTS = {Severity.ERROR: Tint.ERROR, Severity.WARNING: Tint.WARNING, Severity.NOTE: Tint.NOTE}

_Cell: TypeAlias = "tuple[str, Position]"


@dataclass(slots=True)
class _Found:
    """What is said of one cell, most urgent first; ``is_worth`` tells whether that is one of the first to say so."""

    findings: list[Finding] = field(default_factory=list)
    is_worth: bool = False


def build_marks(groups: Iterable[Group], translator: Translator) -> tuple[Mark, ...]:
    """Mark every cell that has a finding, once, in the colour of its heaviest one; most urgent cells first.

    Cells beyond the bounds are coloured but have no comment.
    """
    found: dict[_Cell, _Found] = {}
    for group in groups:
        for number, finding in enumerate(group.findings):
            cell = finding.place.cell
            if cell:
                here = found.setdefault((cell.sheet, (cell.row, cell.column)), _Found())
                here.findings.append(finding)
                here.is_worth |= number < MOST_ALIKE
    return tuple(_build_all(found.items(), translator))


def count_silent(marks: Iterable[Mark]) -> int:
    """Count the cells that are coloured without a comment."""
    return sum(not mark.comment for mark in marks)


def _build_all(found: Iterable[tuple[_Cell, _Found]], translator: Translator) -> Iterator[Mark]:
    left = MOST_COMMENTS
    for (sheet, position), here in found:
        speaks = here.is_worth and left > 0
        left -= speaks
        comment = build_comment(here.findings, translator) if speaks else ""
        yield Mark(sheet, position, _TINTS[_heaviest(here.findings)], comment)


def _heaviest(findings: Sequence[Finding]) -> Severity:
    weights = list(Severity)
    return min((one.severity for one in findings), key=weights.index)


def build_comment(findings: Sequence[Finding], translator: Translator) -> str:
    """Write what is wrong with one cell, what to do about it, and why it matters."""
    parts = [_write_finding(one, translator) for one in findings[:_MOST_IN_COMMENT]]
    rest = len(findings) - len(parts)
    if rest:
        more = say_many(
            "{n} more finding stands on the sheet with the feedback.",
            "{n} more findings stand on the sheet with the feedback.",
            rest,
        )
        parts.append(translator.render(more))
    text = "\n\n".join(parts)
    return text if len(text) <= _LONGEST_COMMENT else f"{text[: _LONGEST_COMMENT - 1].rstrip()}…"


def _write_finding(finding: Finding, translator: Translator) -> str:
    """Write one finding: its weight and what is wrong; what to do; why."""
    head = f"{translator.render(NAMES[finding.severity])}: {write_sentence(say_fault(finding), translator)}"
    lines = [head]
    advice = build_advice(finding, translator)
    if advice:
        lines.append(translator.render(say("To do: {advice}", advice=advice)))
    reason = build_reason(finding.code, translator)
    if reason:
        lines.append(translator.render(say("Background: {reason}", reason=reason)))
    return "\n".join(lines)


def write_dataset(finding: Finding) -> str:
    """Name the dataset that a finding belongs to.

    >>> from toolkit.model.finding import Place
    >>> place = Place(key="GA-017", title="Baumkataster")
    >>> write_dataset(Finding("x", Severity.NOTE, say("x"), place))
    'GA-017 Baumkataster'
    """
    return cut_text(f"{finding.place.key} {finding.place.title}", 100)
