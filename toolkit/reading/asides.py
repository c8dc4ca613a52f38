"""What a workbook holds beside data: each sheet and block that is none, with its kind and the reason."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from toolkit.model.grid import Sheet
from toolkit.model.message import Message, say, say_many
from toolkit.model.survey import Aside, AsideKind, Survey
from toolkit.model.table import Table
from toolkit.reading.blocks import Block
from toolkit.reading.ends import is_legend_title
from toolkit.reading.headers import ENOUGH, Knows, find_line
from toolkit.reading.kinds import PLAIN, is_sentence, kind_of
from toolkit.reading.panes import Found, build_candidate
from toolkit.reading.titlelist import find_title_list
from toolkit.reading.verdicts import Evidence, Verdict, gather_evidence, judge_table
from toolkit.reading.wanted import normalize
from toolkit.reading.words import name_kinds

_SHORT = 45
_LEAST_LIST = 3
_MARK = re.compile(r"\(?(?:\d{1,2}(?:\.\d{1,2})*|[a-z])?[.):]?|[-–*•▪►→]", re.IGNORECASE)


@dataclass(frozen=True, slots=True, eq=False)
class Content:
    """What was found in one sheet: tables, or one form, and blocks that belong to none.

    ``beside`` are more forms of the same sheet, and tables below its form.
    """

    sheet: Sheet
    found: tuple[Found, ...]
    rest: tuple[Block, ...]
    is_form: bool = False
    beside: tuple[Table, ...] = ()


def sort_contents(contents: Sequence[Content], knows: Knows) -> Survey:
    """Tell data from what only accompanies it, looking at all sheets together."""
    rows = [found for content in contents if not content.is_form for found in content.found]
    evidence = gather_evidence([content.sheet for content in contents], rows)
    verdicts = {found: _judge(content, found, contents, evidence) for content in contents for found in content.found}
    _rescue(verdicts)
    if all(verdicts.values()):
        contents = [_take_titles(content, knows, verdicts) for content in contents]
    tables = tuple(found.table for found, verdict in verdicts.items() if verdict is None)
    aside = tuple(one for content in contents for one in _list_asides(content, verdicts, evidence, knows))
    return Survey(tables, aside)


def _judge(content: Content, found: Found, contents: Sequence[Content], evidence: Evidence) -> Verdict | None:
    """Judge a table, or a form."""
    return _judge_form(found.table, contents, evidence) if content.is_form else judge_table(found, evidence)


def _judge_form(form: Table, contents: Sequence[Content], evidence: Evidence) -> Verdict | None:
    """Tell whether a form only describes a table: it is the only form, and its fields are that table's headings."""
    names = {normalize(line) for column in form.columns for line in column.headings} - {""}
    others = frozenset[str]().union(*(held for name, held in evidence.headings.items() if name != form.sheet.name))
    kinds = name_kinds(form.sheet.name)
    if names and len(names & others) >= 0.5 * len(names) and sum(content.is_form for content in contents) == 1:
        return Verdict("dictionary", say("its fields are the columns of another table"))
    if kinds and kinds[0] in {"example", "dictionary"} and (others or len(contents) > 1):
        return Verdict(kinds[0], say("the sheet is called “{name}”", name=form.sheet.name), is_weak=True)
    return None


def _rescue(verdicts: dict[Found, Verdict | None]) -> None:
    """Take the likeliest block for data after all where nothing else in the workbook is."""
    if any(verdict is None for verdict in verdicts.values()):
        return
    weak = [found for found, verdict in verdicts.items() if verdict and verdict.is_weak and _may_be_data(found)]
    best = max(weak, key=lambda found: (found.known, len(found.table.columns), len(found.table.rows)), default=None)
    if best:
        verdicts[best] = None


def _take_titles(content: Content, knows: Knows, verdicts: dict[Found, Verdict | None]) -> Content:
    """Take bare lists of titles for data; asked only where nothing else is."""
    lists = {block: found for block in content.rest if (found := find_title_list(block, knows))}
    if not lists:
        return content
    verdicts.update(dict.fromkeys(lists.values()))
    rest = tuple(block for block in content.rest if block not in lists)
    return replace(content, found=(*content.found, *lists.values()), rest=rest)


def _may_be_data(found: Found) -> bool:
    """Tell whether a block may be data where nothing else is: known headings, or many columns."""
    columns, rows = len(found.table.columns), len(found.table.rows)
    return columns > 1 and (found.known >= 0.5 or columns > 3) and found.down < 0.5 and (rows > 0 or columns > 2)


def _list_asides(
    content: Content, verdicts: dict[Found, Verdict | None], evidence: Evidence, knows: Knows
) -> Iterator[Aside]:
    """List what of a sheet is no data."""
    name = content.sheet.name
    if not content.found and not content.rest:
        yield Aside(name, None, "empty", say("nothing stands in it"))
    for found in content.found:
        verdict = verdicts[found]
        if verdict:
            yield Aside(name, found.area, verdict.kind, verdict.why, found.table)
    has_data = any(verdicts[found] is None for found in content.found)
    for table in content.beside:
        yield Aside(name, table.area, "unclear", _tell_beside(table), table)
    for block in content.rest:
        yield _judge_rest(block, evidence, knows, beside_data=has_data)


def _tell_beside(table: Table) -> Message:
    """Say why a form or a table is set aside that stands on the sheet of a form."""
    if table.layout == "form":
        return say("it is another form on the sheet, and one form of a sheet is read")
    return say("it is a table below a form, and the form is read")


def _judge_rest(block: Block, evidence: Evidence, knows: Knows, *, beside_data: bool) -> Aside:
    """Tell what a block is in which no header was found."""
    kind, why, candidate = _tell_rest(block, evidence, knows, beside_data=beside_data)
    return Aside(block.sheet.name, block.area, kind, why, candidate)


def _tell_rest(
    block: Block, evidence: Evidence, knows: Knows, *, beside_data: bool
) -> tuple[AsideKind, Message, Table | None]:
    sheet = block.sheet.name
    names = name_kinds(sheet)
    pointed = evidence.referenced.get(sheet.strip().casefold(), frozenset())
    if any(column in pointed for row in block.rows for column in block.columns(row)):
        return "values", say("drop-down lists of other cells take their values from here"), None
    if is_legend_title(block, 0):
        return "legend", say("it is titled “{text}”", text=block.texts(block.rows[0])[0]), None
    if _is_list(block) and not (names and names[0] == "notes"):
        return "values", say("each of its columns is a list of different short values"), None
    if _is_prose(block):
        kind = names[0] if names and names[0] in {"notes", "legend", "values"} else "notes"
        return kind, say("most of its rows hold a single text"), None
    if names and not beside_data:
        return names[0], say("the sheet is called “{name}”, and no header was found in it", name=sheet), None
    if len(block.rows) <= 2 and beside_data:
        return (
            "notes",
            say_many("it is a single row beside the data", "it is {n} rows beside the data", len(block.rows)),
            None,
        )
    return _tell_unclear(block, knows)


def _is_list(block: Block) -> bool:
    """Tell whether each column is a list of different short values without a gap."""
    if len(block.rows) < _LEAST_LIST:
        return False
    columns = sorted({column for row in block.rows for column in block.columns(row)})[:30]
    for column in columns:
        texts = [block.text(row, column) for row in block.rows if block.masks[row] >> column - 1 & 1]
        kinds = [kind_of(block.value(row, column)) for row in block.rows if block.masks[row] >> column - 1 & 1]
        is_first = len(texts) > 1 and all(block.masks[row] >> column - 1 & 1 for row in block.rows[1 : len(texts)])
        odd = sum(kind in {"url", "email", "long"} for kind in kinds) > 0.3 * len(kinds)
        odd = odd or 2 * sum(map(is_sentence, texts)) >= len(texts)
        if len(set(texts)) < len(texts) or sum(map(len, texts)) > _SHORT * len(texts) or odd:
            return False
        if len(columns) > 1 and not (is_first or len(texts) == 1):
            return False
    return not _are_even(block, columns)


def _are_even(block: Block, columns: list[int]) -> bool:
    """Tell whether several columns all end in the same row, as those of tables do and those of lists do not."""
    counts = {sum(block.masks[row] >> column - 1 & 1 for row in block.rows) for column in columns}
    return len(columns) > 1 and len(counts) == 1


def _is_prose(block: Block) -> bool:
    """Tell whether most rows hold a single text, or a sentence behind its number."""
    single = sum(block.is_single(row) or _is_point(block, row) for row in block.rows)
    words = [kind_of(block.value(row, column)) in PLAIN for row in block.rows[:50] for column in block.columns(row)[:5]]
    return single >= 0.6 * len(block.rows) and sum(words) >= 0.5 * len(words)


def _is_point(block: Block, row: int) -> bool:
    """Tell whether a row is a number or a mark with a sentence behind it."""
    texts = block.texts(row)
    return len(texts) == 2 and _MARK.fullmatch(texts[0]) is not None and is_sentence(texts[1])


def _tell_unclear(block: Block, knows: Knows) -> tuple[AsideKind, Message, Table | None]:
    """Say which row came nearest to a header, and what it lacks."""
    line = find_line(block, 0, knows)
    candidate = build_candidate(block, knows)
    if line is None or candidate is None:
        return "unclear", say("no row of it has two cells that could be headings"), None
    lacks = (
        say("its cells hold values rather than headings")
        if line.label < 0.6
        else say("it names too few of the columns below it")
        if line.full < 0.6
        else say("it does not differ enough from the rows below it")
    )
    why = say(
        "row {row} comes nearest to a header ({score} of {enough} points): {lacks}",
        row=line.row,
        score=int(100 * line.score),
        enough=round(100 * ENOUGH),
        lacks=lacks,
    )
    return "unclear", why, candidate.table
