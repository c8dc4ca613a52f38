"""Puts what somebody answered about columns into the proposal, so that it becomes their mapping. Pure."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace

from toolkit.mapping.fields import DISTRIBUTION_FIELDS, ROW_FIELDS, Field
from toolkit.model.message import say
from toolkit.model.problem import Problem
from toolkit.proposals.answers import propose_answers
from toolkit.proposals.assignment import takes_several
from toolkit.proposals.proposal import ColumnProposal, Proposal, TableProposal
from toolkit.proposals.yamltext import write_scalar
from toolkit.reports.fieldwords import name_target
from toolkit.vocabularies.load import load_vocabulary
from toolkit.vocabularies.lookup import Found

LEAVE_OUT = "ignore.other"
"""What a column means that somebody leaves out."""

MOST_WORDS = 30
"""How many words of one column are asked for at once."""

PUBLISH = ("public", "staff", "nobody", "unknown")
YES_NO = ("yes", "no", "unknown")
ASKED_FOR_ALL: Mapping[str, tuple[str, ...]] = {"publish": PUBLISH, "personal_data": YES_NO}
"""The questions of release that may be answered once for all datasets, with their answers."""

NULL = "null"
"""The answer that a word stands for no value."""


def apply_answers(proposal: Proposal, answers: Mapping[str, str]) -> Proposal:
    """Give the proposal with what was answered; what was not, stays as it was proposed.

    Raises Problem where two columns are said to be the same.
    """
    tables = list_tables(proposal)
    applied = [_apply_table(number, table, answers) for number, table in enumerate(tables)]
    for table in applied:
        _require_once(table)
    return _put_back(proposal, applied)


def list_tables(proposal: Proposal) -> tuple[TableProposal, ...]:
    """List the tables that a mapping is made for: the datasets, and their distributions."""
    return tuple(table for table in (proposal.datasets, proposal.distributions) if table)


def _put_back(proposal: Proposal, tables: list[TableProposal]) -> Proposal:
    datasets = tables.pop(0) if proposal.datasets else None
    return replace(proposal, datasets=datasets, distributions=tables.pop(0) if proposal.distributions else None)


def _apply_table(number: int, table: TableProposal, answers: Mapping[str, str]) -> TableProposal:
    """Apply what was answered about one table."""
    columns = tuple(
        _apply_column(name_field(number, index), column, table, answers) for index, column in enumerate(table.columns)
    )
    names = {column.name for column in columns}
    key = answers.get(f"t{number}key", "")
    if key in names:
        return replace(table, columns=columns, key=key, key_settled=True)
    return replace(table, columns=columns)


def name_field(table: int, column: int) -> str:
    """Name the field of a form that asks for a column."""
    return f"t{table}c{column}"


def name_word(column: str, word: str) -> str:
    """Name the field of a form that asks for a word; it stays the same whatever else was answered."""
    return f"{column}w{hashlib.sha256(word.encode('utf-8', 'replace')).hexdigest()[:16]}"


def _apply_column(
    name: str, column: ColumnProposal, table: TableProposal, answers: Mapping[str, str]
) -> ColumnProposal:
    """Apply what was answered about one column: its meaning, then that of its words."""
    target = answers.get(name, "")
    if target == "other":
        target = answers.get(f"{name}other", "")
    if target in list_targets(table):
        column = settle(column, target, table)
    return _apply_words(name, column, table, answers)


def list_targets(table: TableProposal) -> tuple[str, ...]:
    """List what a column of a table may be said to mean."""
    if table.role == "distributions":
        return (*DISTRIBUTION_FIELDS, LEAVE_OUT)
    questions = (name for name in ("publish", "personal_data", "approved", "third_party_rights", "draft", "security"))
    return (*ROW_FIELDS, *(f"release.{name}" for name in questions), LEAVE_OUT)


def settle(column: ColumnProposal, target: str, table: TableProposal) -> ColumnProposal:
    """Give a column a meaning; where that is another one than before, its words are looked at anew."""
    settled = replace(column, status="settled", target=target, confidence=1.0)
    if target == column.target:
        return settled
    counted = Counter(dict(column.profile.frequent))
    if target.startswith("release."):
        plain, asked = propose_answers(counted, target)
        return replace(settled, lookup={}, answers=plain, unanswered=asked, split="", unit="")
    field = field_of(table, target)
    split = column.profile.separator if field and field.many else ""
    words = tuple(counted) if field and field.vocabulary and not split else ()
    asked = tuple(word for word in words if field and not _is_known(word, field))
    return replace(settled, lookup={}, answers={}, unanswered=asked, split=split, unit="")


def field_of(table: TableProposal, target: str) -> Field | None:
    """Give the field that a target fills; None for questions and for what is left out."""
    return (DISTRIBUTION_FIELDS if table.role == "distributions" else ROW_FIELDS).get(target)


def _is_known(word: str, field: Field) -> bool:
    return isinstance(load_vocabulary(field.vocabulary).find(word), Found)


def _apply_words(name: str, column: ColumnProposal, table: TableProposal, answers: Mapping[str, str]) -> ColumnProposal:
    """Apply what was answered about the words of a column."""
    told = {
        word: answers[key]
        for word in column.unanswered
        if (key := name_word(name, word)) in answers and answers[key] in list_meanings(column, table)
    }
    if not told:
        return column
    left = tuple(word for word in column.unanswered if word not in told)
    if column.target.startswith("release."):
        return replace(column, answers={**column.answers, **told}, unanswered=left)
    meanings = {word: None if meaning == NULL else meaning for word, meaning in told.items()}
    return replace(column, lookup={**column.lookup, **meanings}, unanswered=left)


def list_meanings(column: ColumnProposal, table: TableProposal) -> tuple[str, ...]:
    """List what a word of a column may mean: an answer, or the code of a concept, or no value."""
    if column.target == "release.publish":
        return PUBLISH
    if column.target.startswith("release."):
        return YES_NO
    field = field_of(table, column.target)
    if field is None or not field.vocabulary:
        return ()
    return (*(concept.code for concept in load_vocabulary(field.vocabulary).concepts), NULL)


def _require_once(table: TableProposal) -> None:
    """Raise Problem where two columns mean what only one can."""
    seen: dict[tuple[str, str], ColumnProposal] = {}
    for column in table.columns:
        target = column.target
        if column.status != "settled" or takes_several(target) or target in {"key", "dataset"}:
            continue
        other = seen.setdefault((target, column.part), column)
        if other is not column:
            raise Problem(
                say(
                    "The columns “{one}” and “{other}” cannot both be: {meaning}.",
                    one=other.name,
                    other=column.name,
                    meaning=name_target(target, table.role),
                ),
                say("Choose something else for one of them, or leave it out."),
            )


def write_release(answers: Mapping[str, str]) -> str:
    """Write what was answered once for all datasets as the end of a mapping.

    >>> print(write_release({"release.publish": "public", "release.personal_data": "perhaps"}))
    release:
      publish: public
    <BLANKLINE>
    """
    lines = list(_list_release(answers))
    return "\n".join(["release:", *lines, ""]) if lines else ""


def _list_release(answers: Mapping[str, str]) -> Iterator[str]:
    for question, allowed in ASKED_FOR_ALL.items():
        answer = answers.get(f"release.{question}", "")
        if answer in allowed:
            yield f"  {question}: {write_scalar(answer)}"
