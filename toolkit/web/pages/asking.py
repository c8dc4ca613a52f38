"""The work behind the questions about columns: looks into workbooks, writes the form, makes a mapping of answers."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from toolkit.mapping.load import parse_mapping
from toolkit.model.message import say
from toolkit.model.problem import Problem
from toolkit.proposals.draft import build_draft, list_parts
from toolkit.proposals.proposal import Proposal
from toolkit.reports.language import Translator
from toolkit.steps.inspect import inspect_files
from toolkit.vocabularies.headings import load_headings
from toolkit.web.page import render_piece
from toolkit.web.pages.answering import apply_answers, write_release
from toolkit.web.pages.case import Case, Part, read_case_in, read_result, split_lot, write_case
from toolkit.web.pages.checking import Progress, Room, run_check
from toolkit.web.pages.columnform import build_form


def ask_columns(room: Room, number: int, progress: Progress) -> str:
    """Write the form that asks about the columns of a part. Gives the path of its page. Raises Problem."""
    progress(0.1, say("The columns are being read."))
    case = read_case_in(room.folder)
    part = _find_part(room, case, number)
    answers = case.answers.get(part.files[0], {})
    return _write_form(room, _Asked(case, part, _propose(case, part), answers), None)


def apply_columns(room: Room, number: int, answers: Mapping[str, str], progress: Progress) -> str:
    """Make a mapping of what was answered and check with it; where answers do not fit together, ask once more."""
    progress(0.02, say("The columns are being read."))
    case = read_case_in(room.folder)
    part = _find_part(room, case, number)
    proposal = _propose(case, part)
    try:
        text = build_text(proposal, answers, Translator(room.language))
        parse_mapping(text, part.files[0])
    except Problem as problem:
        return _write_form(room, _Asked(case, part, proposal, answers), problem)
    file = case.folder / f"mapping-{secrets.token_hex(8)}.yaml"
    file.write_text(text, encoding="utf-8", newline="\n")
    write_case(split_lot(case, part, str(file), answers))
    return run_check(room, progress)


def build_text(proposal: Proposal, answers: Mapping[str, str], translator: Translator) -> str:
    """Write the mapping that the answers make of a proposal. Raises Problem."""
    applied = apply_answers(proposal, answers)
    return build_draft(applied, load_headings().reason, translator.render) + write_release(answers)


def find_form(case: Case, language: str, number: int) -> Path:
    """Say where the form of a part lies."""
    return case.folder / language / f"columns-{number}.html"


def _find_part(room: Room, case: Case, number: int) -> Part:
    """Find the part of a check. Raises Problem where its result is gone."""
    result = read_result(case, room.language)
    for part in result.parts if result else ():
        if part.number == number:
            return part
    raise Problem(say("This check is gone."), say("Send the workbook once more."))


def _propose(case: Case, part: Part) -> Proposal:
    """Propose what the columns of a part mean. Raises Problem where there is no table of datasets."""
    paths = [case.source / name for name in part.files]
    for inspection in inspect_files(paths).inspections:
        for found in list_parts(inspection.proposal):
            return found.proposal
    raise Problem(
        say("no table of datasets was found in {file}, so that there is nothing to map", file=part.files[0]),
        say("Send a workbook with a table that has a row for each dataset."),
    )


@dataclass(frozen=True, slots=True)
class _Asked:
    """A part of a check, what is proposed for it, and what was answered."""

    case: Case
    part: Part
    proposal: Proposal
    answers: Mapping[str, str]


def _write_form(room: Room, asked: _Asked, problem: Problem | None) -> str:
    """Write the form with what was answered so far, and with what is wrong with it."""
    case, part = asked.case, asked.part
    try:
        applied = apply_answers(asked.proposal, asked.answers)
    except Problem:
        applied = asked.proposal
    form = build_form(asked.proposal, applied, asked.answers, room.language)
    body = render_piece(room.language, "questions.html.j2", form=form, part=part, problem=problem)
    find_form(case, room.language, part.number).write_text(body, encoding="utf-8")
    return f"/checks/{case.id}/columns/{part.number}"
