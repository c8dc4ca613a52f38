"""What a rule is: a code, a severity, a manual page, and a function that looks at one thing."""

from __future__ import annotations

import datetime as dt
import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TypeAlias

from toolkit.model.dataset import Described
from toolkit.model.finding import Finding, Place, Severity
from toolkit.model.message import Message, say
from toolkit.model.record import Fault


@dataclass(frozen=True, slots=True)
class Words:
    """What a rule says of one place: the sentence, the author's text, accepted values nearby, and the next step."""

    message: Message
    place: Place
    remedy: Message
    text: str = ""
    nearest: tuple[str, ...] = ()
    snippet: str = ""


FaultRule: TypeAlias = Callable[[Fault], Words]
DatasetRule: TypeAlias = Callable[[Described], Iterator[Words]]
DatedRule: TypeAlias = Callable[[Described, dt.date], Iterator[Words]]
InventoryRule: TypeAlias = Callable[[tuple[Described, ...]], Iterator[Words]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule; ``manual`` is its page: paragraphs in English, the first a plain sentence."""

    code: str
    severity: Severity
    manual: tuple[str, ...]

    def finding(self, words: Words) -> Finding:
        """Make a finding of what the rule says."""
        return Finding(
            self.code,
            self.severity,
            words.message,
            words.place,
            words.text,
            words.nearest,
            words.remedy,
            words.snippet,
        )


def about(fault: Fault, message: Message, remedy: Message, snippet: str = "") -> Words:
    """Say something of a fault at its place, with its author's text and what comes near."""
    return Words(message, fault.place, remedy, fault.text, fault.nearest, snippet)


def expect(fault: Fault) -> Message:
    """Say what would be understood."""
    return say("Expected: {expected}.", expected=fault.expected) if fault.expected else say("Correct the cell.")


FAULT_RULES: dict[str, tuple[Rule, FaultRule]] = {}
DATASET_RULES: dict[str, tuple[Rule, DatasetRule]] = {}
DATED_RULES: dict[str, tuple[Rule, DatedRule]] = {}
INVENTORY_RULES: dict[str, tuple[Rule, InventoryRule]] = {}


def paragraphs(function: Callable[..., object]) -> tuple[str, ...]:
    """Give a rule's manual page, paragraph by paragraph, each in one line."""
    page = inspect.getdoc(function) or ""
    return tuple(" ".join(part.split()) for part in page.split("\n\n"))


def on_fault(code: str, severity: Severity) -> Callable[[FaultRule], FaultRule]:
    """Register a rule that speaks of one fault met while reading."""

    def register(function: FaultRule) -> FaultRule:
        FAULT_RULES[code] = (Rule(code, severity, paragraphs(function)), function)
        return function

    return register


def on_dataset(code: str, severity: Severity) -> Callable[[DatasetRule], DatasetRule]:
    """Register a rule that looks at one dataset."""

    def register(function: DatasetRule) -> DatasetRule:
        DATASET_RULES[code] = (Rule(code, severity, paragraphs(function)), function)
        return function

    return register


def on_dataset_dated(code: str, severity: Severity) -> Callable[[DatedRule], DatedRule]:
    """Register a rule that looks at one dataset and compares it with today, which it is given."""

    def register(function: DatedRule) -> DatedRule:
        DATED_RULES[code] = (Rule(code, severity, paragraphs(function)), function)
        return function

    return register


def on_inventory(code: str, severity: Severity) -> Callable[[InventoryRule], InventoryRule]:
    """Register a rule that compares the datasets of an inventory."""

    def register(function: InventoryRule) -> InventoryRule:
        INVENTORY_RULES[code] = (Rule(code, severity, paragraphs(function)), function)
        return function

    return register


def is_for_public(described: Described) -> bool:
    """Tell whether the sheet releases a dataset to the public."""
    publish = described.answers.get("publish")
    return publish is not None and publish.meaning in {"public", "yes"}


def is_refused(described: Described) -> bool:
    """Tell whether the sheet says that a dataset stays in the house for good."""
    publish = described.answers.get("publish")
    return publish is not None and publish.meaning in {"nobody", "no"}


def place_of(described: Described, path: str) -> Place:
    """Find where a field of a dataset stands, its empty cell included."""
    return _place(described, path, path, "key")


def place_of_answer(described: Described, question: str) -> Place:
    """Find where a release question is answered, the empty cell included."""
    place = _place(described, f"release.{question}", f"release.{question}", "key")
    answer = described.answers.get(question)
    return replace(place, cell=answer.cell) if answer and answer.cell else place


def place_of_part(described: Described, key: str, path: str) -> Place:
    """Find where a field of a distribution stands, its empty cell included."""
    row = f"distributions.{key}"
    cell, home = described.origins.get(row), described.origins.get("key")
    # Where there is a second table, a distribution in the dataset's own row has columns of its own.
    has_second = "distributions.dataset" in described.columns
    is_own = has_second and cell and home and (cell.workbook, cell.sheet) == (home.workbook, home.sheet)
    column = f"distribution.{path}" if is_own else f"distributions.{path}"
    # Numbered distributions, and those of further tables, have columns of their own.
    own_column = f"{row}.{path}"
    return _place(described, own_column, own_column if own_column in described.columns else column, row)


def _place(described: Described, origin: str, column_of: str, row_of: str) -> Place:
    """Give the field's own cell; where it is empty, the cell of its column in the same row; else the row's key."""
    column = described.columns.get(column_of)
    cell = described.origins.get(origin)
    if cell is None:
        cell = described.origins.get(row_of)
        if cell and column:
            cell = replace(cell, row=column.number) if column.turned else replace(cell, column=column.number)
    return Place(cell, column.heading if column else "", described.dataset.key, described.dataset.title)
