"""Writes what a mapping says of one column: a line that holds, or comments to choose from, with samples beside them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from toolkit.mapping.cells import fold
from toolkit.mapping.fields import ADDRESSES, DISTRIBUTION_FIELDS, PREFIX, ROW_FIELDS, Field
from toolkit.model.message import Message, say, say_many
from toolkit.proposals.proposal import ColumnProposal, TableProposal
from toolkit.proposals.yamltext import comment_out, write_braces, write_entry, write_remark, write_scalar
from toolkit.reading.headingname import normalize_heading, split_number
from toolkit.reading.text import clean
from toolkit.vocabularies.load import load_vocabulary
from toolkit.vocabularies.lookup import Found, Suggested

_INDENT = 4
_MOST_VALUES = 40
_MOST_SAMPLES = 3
_LONGEST_SAMPLE = 40
_PERSONAL_TARGETS = frozenset(
    {"contact.name", "contact.phone", "ignore.owner", "ignore.steward", "ignore.phone", "ignore.remarks"}
)
_PERSONAL_KINDS = frozenset({"email", "phone", "path"})
_TELLING_KINDS = frozenset({"number", "date", "period", "url", "answer", "size"})
"""Kinds of values that name nobody, so that a column that nobody knows may show them."""
_PERSONAL = re.compile(r"@|\b(?:Herrn?|Frau|Hr|Fr|Dr|Prof|Mrs?|Ms)\b\.?\s+\w", re.IGNORECASE)
_NAME_PART = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*\.?")
_PARTICLES = frozenset({"von", "van", "vom", "zu", "zur", "de", "der", "den", "da", "del", "di", "le", "la"})
_LEFT_OUT = say("(samples left out)")


@dataclass(frozen=True, slots=True, eq=False)
class ColumnWriter:
    """Writes the entries of one table.

    ``key`` is the column that identifies a row, ``addresses`` what the mapping calls each column.
    """

    table: TableProposal
    key: str
    addresses: Mapping[str, str]
    reason: Callable[[str], Message]
    tell: Callable[[Message], str]

    @property
    def fields(self) -> dict[str, Field]:
        """What a column of this table may fill."""
        return DISTRIBUTION_FIELDS if self.table.role == "distributions" else ROW_FIELDS

    def write(self, column: ColumnProposal) -> Iterator[str]:
        """Write one column; a key needs no entry, since the table names it."""
        if column.target in {"key", "dataset"} and column.name in {self.key, self.table.dataset}:
            if column.fill:
                yield write_entry(_INDENT, self.addresses[column.name], write_braces({"fill": column.fill}))
            return
        if column.status == "settled" and self._can_hold(column.target):
            yield from self._write_settled(column)
        elif column.status == "unknown" or not self._can_hold(column.target):
            yield from self._write_unknown(column)
        else:
            yield from self._write_question(column)

    def _can_hold(self, target: str) -> bool:
        """Tell whether a mapping's column can say this: the keys of a table stand elsewhere."""
        if target.startswith("release."):
            return self.table.role == "datasets"
        return target.startswith("ignore.") or target in self.fields

    def _write_settled(self, column: ColumnProposal) -> Iterator[str]:
        entry = self._entry(column, column.target)
        words = list(self._write_words(column))
        if not words:
            yield write_entry(_INDENT, self.addresses[column.name], self._short(entry))
            return
        yield write_entry(_INDENT, self.addresses[column.name])
        for key, value in entry.items():
            yield f"      {key}: {write_scalar(value)}"
        yield from words

    def _short(self, entry: dict[str, str]) -> str:
        """Write an entry in one line; a mere field needs no braces."""
        return entry["field"] if list(entry) == ["field"] else write_braces(entry)

    def _entry(self, column: ColumnProposal, target: str) -> dict[str, str]:
        """Give the keys of an entry that are plain texts."""
        if target.startswith("ignore."):
            return {"ignore": clean(self.tell(self.reason(target))) or "…"}
        if target.startswith("release."):
            return {"release": target.removeprefix("release.")}
        entry = {"field": target}
        field, bare = self.fields[target], target.removeprefix(PREFIX)
        is_part = bare != target or self.table.role == "distributions"
        if column.split and (field.many or (is_part and bare in ADDRESSES)):
            entry["split"] = column.split
        if column.part and target.startswith(PREFIX):
            entry["part"] = column.part
        if column.unit and field.kind == "size":
            entry["unit"] = column.unit
        return entry | ({"fill": column.fill} if column.fill else {})

    def _write_words(self, column: ColumnProposal) -> Iterator[str]:
        """Write a column's look-up or answers: what is known, and as comments what nothing covers yet."""
        if column.target.startswith("release."):
            yield from self._write_pairs("answers", dict(column.answers), list(self._ask_answers(column)))
        elif column.target in self.fields:
            field = self.fields[column.target]
            known = dict(column.lookup)
            asked = self._ask_concepts(column, field.vocabulary) if field.vocabulary else ()
            yield from self._write_pairs("lookup", known, list(asked))

    def _write_pairs(
        self, key: str, known: dict[str, str | None], asked: list[tuple[str, str, Message]]
    ) -> Iterator[str]:
        """Write a block of words with their meanings; without any that holds, the whole block is a comment."""
        taken: set[str] = set()
        lines: list[str] = []
        for word, meaning in known.items():
            if clean(word) and fold(word) not in taken and not _PERSONAL.search(word):
                taken.add(fold(word))
                lines.append(write_entry(8, word, "null" if meaning is None else write_scalar(meaning)))
        live = bool(lines)
        for word, meaning, remark in asked:
            if fold(word) not in taken and not _PERSONAL.search(word):
                taken.add(fold(word))
                line = write_entry(8, word, write_scalar(meaning), write_remark(self.tell(remark)))
                lines.append(comment_out(line, 8) if live else line)
        if live:
            yield f"      {key}:"
            yield from lines
        elif lines:
            yield comment_out(f"      {key}:", 6)
            yield from (comment_out(line, 6) for line in lines)

    def _ask_answers(self, column: ColumnProposal) -> Iterator[tuple[str, str, Message]]:
        """Ask what answers mean that nothing covers; until somebody says it they mean nothing."""
        choices = "public, staff, nobody" if column.target == "release.publish" else "yes, no, restricted"
        for word, count in _count(column):
            yield word, "unknown", say("{count} or: {choices}", count=_cells(count), choices=choices)

    def _ask_concepts(self, column: ColumnProposal, vocabulary: str) -> Iterator[tuple[str, str, Message]]:
        """Ask what words mean that no list knows; the nearest word of the list stands beside them."""
        for word, count in _count(column):
            found = load_vocabulary(vocabulary).find(word)
            if isinstance(found, Found):
                continue
            if isinstance(found, Suggested):
                near = found.nearest[0].concept
                remark = say("{count} perhaps “{nearest}”", count=_cells(count), nearest=near.label("de"))
                yield word, near.code, remark
            else:
                yield (
                    word,
                    "…",
                    say("{count} nothing comes near in the list {list}", count=_cells(count), list=vocabulary),
                )

    def _write_question(self, column: ColumnProposal) -> Iterator[str]:
        """Write what a column may mean as a comment, with the other meanings and samples behind it."""
        others = [one.target for one in column.alternatives if one.target != column.target]
        remark = say(
            "{percent} %: {samples}", percent=round(column.confidence * 100), samples=self._show_samples(column)
        )
        if others:
            remark = say("{remark} or: {others}", remark=remark, others=", ".join(others[:3]))
        short = self._short(self._entry(column, column.target))
        yield comment_out(
            write_entry(_INDENT, self.addresses[column.name], short, write_remark(self.tell(remark))), _INDENT
        )

    def _write_unknown(self, column: ColumnProposal) -> Iterator[str]:
        """Write a column that nothing comes near, ready to be ignored with a reason."""
        remark = say("unknown: {samples}", samples=self._show_samples(column))
        line = write_entry(_INDENT, self.addresses[column.name], "{ignore: …}", write_remark(self.tell(remark)))
        yield comment_out(line, _INDENT)

    def _show_samples(self, column: ColumnProposal) -> Message:
        """Show a few values, unless they may name persons."""
        if not column.profile.filled:
            return say("(empty)")
        texts = [one for one in column.profile.samples if not (_PERSONAL.search(one) or may_name_person(one))]
        if _is_personal(column) or 2 * len(texts) <= len(column.profile.samples):
            return _LEFT_OUT
        samples = [_shorten(clean(one)) for one in texts]
        more = ", …" if column.profile.distinct > len(samples[:_MOST_SAMPLES]) else ""
        return say("{texts}", texts=", ".join(samples[:_MOST_SAMPLES]) + more)


def address_columns(table: TableProposal) -> dict[str, str]:
    """Give what a mapping calls each column: headings that stand above several are numbered, blank ones have letters.

    The first gets its number, too, since the others may stand in comments, and a heading above two columns is none.
    """
    bases = {column.name: normalize_heading(split_number(column.name)[0]) for column in table.columns}
    same: dict[str, list[str]] = {}
    for name, base in bases.items():
        same.setdefault(base, []).append(name)
    addresses: dict[str, str] = {}
    for column in table.columns:
        others = same[bases[column.name]]
        if not bases[column.name]:
            addresses[column.name] = f"[{column.column.letters}]"
        elif len(others) > 1:
            addresses[column.name] = f"{split_number(column.name)[0]} [{others.index(column.name) + 1}]"
        else:
            addresses[column.name] = column.name
    return addresses


def may_name_person(text: str) -> bool:
    """Tell whether a text, or a part of it, reads like the name of a person; other things may read so, too.

    >>> [may_name_person(one) for one in ("Erika Mustermann", "Mustermann, E.", "Amt 61 / Max von Muster", "jährlich")]
    [True, True, True, False]
    """
    return any(map(_is_name, re.split(r"[/;&\n()]|\bund\b", text)))


def _is_name(text: str) -> bool:
    words = [word for word in re.split(r"[\s,]+", text.strip(" ,")) if word not in _PARTICLES]
    return 2 <= len(words) <= 3 and all(map(_NAME_PART.fullmatch, words)) and all(one[0].isupper() for one in words)


def _is_personal(column: ColumnProposal) -> bool:
    """Tell whether a column's cells may name persons; what nobody knows may hold anything."""
    kinds = {kind for kind, share in column.profile.kinds.items() if share}
    targets = {column.target, *(one.target for one in column.alternatives)}
    if targets & _PERSONAL_TARGETS or kinds & _PERSONAL_KINDS or any(one.endswith(".email") for one in targets):
        return True
    return column.status == "unknown" and not kinds <= _TELLING_KINDS


def _shorten(text: str) -> str:
    return text if len(text) <= _LONGEST_SAMPLE else text[: _LONGEST_SAMPLE - 1].rstrip() + "…"


def _count(column: ColumnProposal) -> list[tuple[str, int]]:
    """Give the words that nothing covers, with how often each is met; 0 where that is not known."""
    counts = {fold(text): count for text, count in column.profile.frequent}
    return [(word, counts.get(fold(word), 0)) for word in column.unanswered[:_MOST_VALUES] if clean(word)]


def _cells(count: int) -> Message:
    return say_many("{n} cell;", "{n} cells;", count) if count else say("not covered;")
