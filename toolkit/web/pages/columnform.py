"""The form that asks what columns mean: which questions stand on it, and what may be answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from toolkit.model.message import Message, say
from toolkit.proposals.draftcolumn import may_name_person
from toolkit.proposals.proposal import ColumnProposal, Proposal, TableProposal
from toolkit.reading.text import clean
from toolkit.reports.fieldwords import name_target
from toolkit.vocabularies.load import load_vocabulary
from toolkit.vocabularies.lookup import Suggested
from toolkit.web.pages.answering import (
    ASKED_FOR_ALL,
    LEAVE_OUT,
    MOST_WORDS,
    NULL,
    field_of,
    list_meanings,
    list_tables,
    list_targets,
    name_field,
    name_word,
)

_MOST_CANDIDATES = 3
_MOST_SAMPLES = 4
_LONGEST_SAMPLE = 60
_MOST_CHOICES = 80
"""How many entries of a list a word is offered; of longer lists only the nearest."""

ANSWERS: Mapping[str, Message] = {
    "public": say("everyone may see it"),
    "staff": say("only staff may see it"),
    "nobody": say("nobody: it stays in the office"),
    "unknown": say("not decided yet"),
    "yes": say("yes"),
    "no": say("no"),
    NULL: say("no value"),
}
"""What answers are called."""

_RELEASE = {
    "publish": say("No column says who may see a dataset. Who may see all of them?"),
    "personal_data": say("No column says whether there are personal data. Are there any?"),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer that may be given."""

    value: str
    label: Message | str
    is_chosen: bool = False


@dataclass(frozen=True, slots=True)
class WordQuestion:
    """A word of the sheet that no list knows, with what it may mean."""

    name: str
    word: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class ColumnQuestion:
    """One column: what it is called, what stands in it, why it is taken for what, and what it may be."""

    name: str
    place: str
    heading: str
    is_row: bool
    samples: tuple[str, ...]
    meaning: Message | None
    is_left_out: bool
    evidence: tuple[Message, ...]
    candidates: tuple[Choice, ...]
    others: tuple[Choice, ...]
    words: tuple[WordQuestion, ...]
    is_open: bool


@dataclass(frozen=True, slots=True)
class TableForm:
    """One table: its place, its columns, and which of them identifies a row."""

    name: str
    place: str
    is_distributions: bool
    keys: tuple[Choice, ...]
    is_key_sure: bool
    columns: tuple[ColumnQuestion, ...]

    @property
    def open(self) -> tuple[ColumnQuestion, ...]:
        """The columns that a person must look at."""
        return tuple(one for one in self.columns if one.is_open)

    @property
    def settled(self) -> tuple[ColumnQuestion, ...]:
        """The columns that are clear."""
        return tuple(one for one in self.columns if not one.is_open)


@dataclass(frozen=True, slots=True)
class GeneralQuestion:
    """A question that may be answered once for all datasets."""

    name: str
    text: Message
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class ColumnForm:
    """All that is asked about one inventory."""

    tables: tuple[TableForm, ...]
    general: tuple[GeneralQuestion, ...]

    @property
    def count(self) -> int:
        """How many questions are open."""
        return sum(len(table.open) + (not table.is_key_sure) for table in self.tables) + len(self.general)


def build_form(proposal: Proposal, applied: Proposal, answers: Mapping[str, str], language: str) -> ColumnForm:
    """Build the form for a proposal; ``applied`` is the same with what was answered so far."""
    tables = tuple(
        _build_table(number, table, now, answers, language)
        for number, (table, now) in enumerate(zip(list_tables(proposal), list_tables(applied), strict=True))
    )
    asked = {column.target for table in list_tables(applied) for column in table.columns if column.status == "settled"}
    general = tuple(
        GeneralQuestion(
            f"release.{question}",
            _RELEASE[question],
            tuple(Choice(one, ANSWERS[one], answers.get(f"release.{question}", "unknown") == one) for one in allowed),
        )
        for question, allowed in ASKED_FOR_ALL.items()
        if f"release.{question}" not in asked
    )
    return ColumnForm(tables, general)


def _build_table(
    number: int, table: TableProposal, now: TableProposal, answers: Mapping[str, str], language: str
) -> TableForm:
    """Build the part of the form that asks about one table."""
    first = table.blocks[0]
    keys = tuple(Choice(column.name, clean(column.name), column.name == now.key) for column in table.columns)
    columns = tuple(
        _build_column(
            name := name_field(number, index), column, settled, now, language=language, is_answered=name in answers
        )
        for index, (column, settled) in enumerate(zip(table.columns, now.columns, strict=True))
        if not (column.target in {"key", "dataset"} and column.name in {now.key, now.dataset})
    )
    is_sure = bool(now.key) and now.key_settled
    return TableForm(f"t{number}", first.sheet.name, table.role == "distributions", keys, is_sure, columns)


def _build_column(
    name: str, column: ColumnProposal, now: ColumnProposal, table: TableProposal, *, language: str, is_answered: bool
) -> ColumnQuestion:
    """Ask about one column."""
    chosen = now.target if now.status == "settled" or is_answered else ""
    targets = _list_candidates(column, table)
    candidates = [Choice(one, name_target(one, table.role), one == chosen) for one in targets]
    others = [
        Choice(one, name_target(one, table.role), one == chosen) for one in list_targets(table) if one != LEAVE_OUT
    ]
    others.sort(key=lambda one: str(one.label))
    words = tuple(_ask_words(name, now, table, language))
    return ColumnQuestion(
        name=name,
        place=column.column.letters,
        heading=clean(column.column.heading),
        is_row=column.column.turned,
        samples=_list_samples(column),
        meaning=name_target(chosen, table.role) if chosen else None,
        is_left_out=chosen.startswith("ignore."),
        evidence=column.evidence,
        candidates=tuple(candidates),
        others=tuple(others),
        words=words,
        is_open=now.status != "settled" or bool(words),
    )


def _list_candidates(column: ColumnProposal, table: TableProposal) -> list[str]:
    """List what a column most probably means, the likeliest first."""
    allowed = list_targets(table)
    likely = [column.target, *(one.target for one in column.alternatives)]
    found = dict.fromkeys(one for one in likely if one in allowed and one != LEAVE_OUT)
    return list(found)[:_MOST_CANDIDATES]


def _list_samples(column: ColumnProposal) -> tuple[str, ...]:
    """Give a few values; names of persons are left out, since somebody may look over a shoulder."""
    texts = [clean(one) for one in column.profile.samples if not (may_name_person(one) or "@" in one)]
    return tuple(one if len(one) <= _LONGEST_SAMPLE else f"{one[:_LONGEST_SAMPLE]}…" for one in texts[:_MOST_SAMPLES])


def _ask_words(name: str, column: ColumnProposal, table: TableProposal, language: str) -> list[WordQuestion]:
    """Ask what words mean that nothing covers."""
    if column.status != "settled" or not list_meanings(column, table):
        return []
    return [
        WordQuestion(name_word(name, word), clean(word), tuple(_list_choices(word, column, table, language)))
        for word in column.unanswered[:MOST_WORDS]
    ]


def _list_choices(word: str, column: ColumnProposal, table: TableProposal, language: str) -> Sequence[Choice]:
    """List what a word may mean."""
    if column.target.startswith("release."):
        return [Choice(one, ANSWERS[one]) for one in list_meanings(column, table)]
    field = field_of(table, column.target)
    if field is None:
        return []
    vocabulary = load_vocabulary(field.vocabulary)
    found = vocabulary.find(word)
    nearest = [one.concept for one in found.nearest] if isinstance(found, Suggested) else []
    concepts = vocabulary.concepts if len(vocabulary.concepts) <= _MOST_CHOICES else ()
    ordered = dict.fromkeys([*nearest, *sorted(concepts, key=lambda one: one.label(language).casefold())])
    return [*(Choice(one.code, one.label(language)) for one in ordered), Choice(NULL, ANSWERS[NULL])]
