"""Lets a person decide what both the sheet and the catalogue changed: question by question, or in a file.

A decision settles one field of one dataset. The plan is then made again from what was read already.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, TypeAlias

from toolkit.model.cause import explain_cause
from toolkit.model.message import Message, say
from toolkit.model.plan import Clash, Conflict, Plan, Side
from toolkit.model.problem import Problem
from toolkit.reports.decisionfile import DecisionFile, build_decision_file, parse_decision_file, sum_up
from toolkit.reports.language import Translator
from toolkit.steps.plan import Planned

Decisions: TypeAlias = Mapping[tuple[str, str], Side]
Reach: TypeAlias = Literal["field", "dataset", "all"]


@dataclass(frozen=True, slots=True)
class Question:
    """One field to decide; ``number`` of ``total`` counts from 1."""

    conflict: Conflict
    clash: Clash
    number: int
    total: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person chose (None: leave it for later), and for how much: this field, its dataset's rest, or all left."""

    side: Side | None
    reach: Reach = "field"


def list_conflicts(plan: Plan) -> tuple[Conflict, ...]:
    """List the datasets with fields that both sides changed."""
    return tuple(change for change in plan.changes if isinstance(change, Conflict))


def ask_decisions(plan: Plan, ask: Callable[[Question], Answer]) -> dict[tuple[str, str], Side]:
    """Ask about every field that both sides changed, as far as an earlier answer does not reach it.

    >>> conflict = Conflict("a:1", "Bäume", "a", (Clash("title", "1", "2", "3"), Clash("notes", "1", "2", "3")))
    >>> ask_decisions(Plan("t", ("a",), "", (conflict,)), lambda question: Answer("sheet", "dataset"))
    {('a:1', 'title'): 'sheet', ('a:1', 'notes'): 'sheet'}
    """
    found: dict[tuple[str, str], Side] = {}
    standing, last = Answer(None), ""
    for question in _list_questions(plan):
        identifier = question.conflict.identifier
        if not (standing.reach == "all" or (standing.reach == "dataset" and identifier == last)):
            standing = ask(question)
        last = identifier
        if standing.side:
            found[identifier, question.clash.field] = standing.side
    return found


def decide(planned: Planned, decisions: Decisions) -> Planned:
    """Make a plan again with decisions; nothing is asked of the catalogue."""
    if not decisions or planned.replan is None:
        return planned
    return replace(planned, plan=planned.replan(decisions))


def decide_by_file(planned: Planned, file: Path) -> tuple[Planned, tuple[Message, ...]]:
    """Settle conflicts as a file says, and tell which of its decisions were not used and why.

    Raises Problem when the file cannot be read or understood.
    """
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise Problem(
            say("the decisions in {file} cannot be read: {cause}", file=str(file), cause=explain_cause(error)),
            say("Name a file that “bestand plan … --conflicts FILE” has written."),
        ) from error
    wanted = parse_decision_file(text, file.name)
    fitting = choose_fitting(planned.plan, wanted)
    return decide(planned, fitting), tuple(_explain_unused(planned.plan, wanted, fitting))


def choose_fitting(plan: Plan, wanted: DecisionFile) -> dict[tuple[str, str], Side]:
    """Choose the decisions about what is still as their author saw it.

    >>> plan = Plan("t", ("a",), "", (Conflict("a:1", "Bäume", "a", (Clash("title", "1", "2", "3"),)),))
    >>> choose_fitting(plan, DecisionFile({("a:1", "title"): "sheet", ("a:1", "notes"): "sheet"}))
    {('a:1', 'title'): 'sheet'}
    >>> choose_fitting(plan, DecisionFile({("a:1", "title"): "sheet"}, {"a:1": "somewhat else"}))
    {}
    """
    open_fields = {
        (conflict.identifier, clash.field)
        for conflict in list_conflicts(plan)
        if not _is_outdated(conflict, wanted)
        for clash in conflict.clashes
    }
    return {key: side for key, side in wanted.decisions.items() if key in open_fields}


def save_conflicts(plan: Plan, file: Path, translator: Translator) -> int:
    """Write all conflicts into a file to be filled in; gives their number. Raises Problem when that fails."""
    try:
        file.write_text(build_decision_file(plan, translator), encoding="utf-8", newline="\n")
    except OSError as error:
        raise Problem(
            say("the conflicts cannot be saved as {file}: {cause}", file=str(file), cause=explain_cause(error)),
            say("Choose another place after --conflicts."),
        ) from error
    return sum(len(conflict.clashes) for conflict in list_conflicts(plan))


def _list_questions(plan: Plan) -> Iterator[Question]:
    """Give a question for each field that is to be decided."""
    pairs = [(conflict, clash) for conflict in list_conflicts(plan) for clash in conflict.clashes]
    for number, (conflict, clash) in enumerate(pairs, 1):
        yield Question(conflict, clash, number, len(pairs))


def _is_outdated(conflict: Conflict, wanted: DecisionFile) -> bool:
    """Tell whether somebody decided about other values than those of now."""
    return wanted.seen.get(conflict.identifier, sum_up(conflict.clashes)) != sum_up(conflict.clashes)


def _explain_unused(plan: Plan, wanted: DecisionFile, used: Decisions) -> Iterator[Message]:
    """Say of each dataset whose decisions were not used what the reason is."""
    conflicts = {conflict.identifier: conflict for conflict in list_conflicts(plan)}
    unused = dict.fromkeys(identifier for identifier, field in wanted.decisions if (identifier, field) not in used)
    for identifier in unused:
        conflict = conflicts.get(identifier)
        if conflict and _is_outdated(conflict, wanted):
            yield say(
                "{identifier} changed again since it was decided; write the conflicts anew with --conflicts",
                identifier=identifier,
            )
        else:
            yield say("{identifier} was decided, but there is no such conflict any more", identifier=identifier)
