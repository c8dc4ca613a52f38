"""Turns an office's mapping into the tables of a template: its headings and words, one column for each field."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from toolkit.mapping.fields import COMPOSED, DATASET_FIELDS, DISTRIBUTION_FIELDS, PREFIX, list_filled
from toolkit.mapping.lookup import merge_lookups
from toolkit.mapping.spec import NULLS, ColumnSpec, InventoryMapping, Lookup, TableSpec
from toolkit.reading.headingname import LETTERED, normalize_heading, split_number
from toolkit.template.column import (
    Office,
    build_field_column,
    build_key_column,
    build_question_column,
    question_of,
)
from toolkit.template.layout import Column, Table
from toolkit.template.need import QUIET, RELEASE, find_need
from toolkit.template.wording import Entry, Wording

_ALWAYS = ("title", "release.publish", "release.personal_data")
_ALWAYS_OF_DISTRIBUTIONS = ("title", "access_url", "format")
_FILE_GATES: Final = frozenset({"", "standard", "strict"})


@dataclass(frozen=True, slots=True)
class _Said:
    """A column of the mapping: the field or question that it fills, what the office calls it, what it says of it."""

    path: str
    heading: str
    spec: ColumnSpec = field(default_factory=ColumnSpec)


def build_office_tables(
    mapping: InventoryMapping, wording: Wording, *, every_question: bool = False
) -> tuple[Table, Table]:
    """Make the tables of datasets and of distributions of what a mapping reads, wherever it stands there.

    What the mapping ignores stays away. What it computes, joins or takes from the name of a sheet or file gets a
    column of its own, for a template has neither. Of several columns for one field the first counts. Questions that
    the mapping leaves out are asked where ``every_question`` or its rules of release want an answer to each.
    """
    datasets = _Builder(mapping, wording, of_distributions=False)
    datasets.every_question = every_question or mapping.gate not in ("", "standard")
    key = _bare(mapping.datasets.key) or wording.datasets["key"].heading
    own = datasets.build(key, (), _list_said(mapping, of_distributions=False))
    distributions = _Builder(mapping, wording, of_distributions=True)
    second = mapping.distributions
    entries = wording.distributions
    key_there = _bare(second.key) if second else _heading_of(mapping, "key") or entries["key"].heading
    belongs = _bare(second.dataset) if second else entries["dataset"].heading
    has_licence = any(column.path == "license" for column in own)
    others = distributions.build(
        key_there, (belongs,), _list_said(mapping, of_distributions=True), has_licence=has_licence
    )
    return (
        Table(wording.text("datasets"), own[0].heading, own),
        Table(wording.text("distributions"), others[1].heading, others, others[0].heading),
    )


def _list_said(mapping: InventoryMapping, *, of_distributions: bool) -> Iterator[_Said]:
    """List what fills the fields of datasets or of distributions: columns, then what stands elsewhere."""
    if not of_distributions:
        for one in _list_all(mapping.datasets):
            if not one.path.startswith(PREFIX):
                yield one
        return
    if mapping.distributions:
        yield from _list_all(mapping.distributions)
    for one in _list_all(mapping.datasets):
        if one.path.startswith(PREFIX):
            yield replace(one, path=one.path.removeprefix(PREFIX))


def _list_all(table: TableSpec) -> Iterator[_Said]:
    """List what fills fields and answers questions in a table, be it joined, computed or a name."""
    for heading, spec in table.columns.items():
        if spec.field or spec.release:
            path = spec.field or f"{RELEASE}{spec.release}"
            yield _Said(path, _without_part(heading, spec.part), spec)
    for join in table.joins:
        for heading, spec in join.columns.items():
            if spec.field:
                yield _Said(spec.field, heading, spec)
    for path in (*table.computed, table.sheet_name, table.file_name):
        if path:
            yield _Said(path, "")


def _heading_of(mapping: InventoryMapping, path: str) -> str:
    """Give the heading of the column that fills a field of distributions in the table of datasets."""
    columns = mapping.datasets.columns.items()
    return next((_without_part(_bare(name), one.part) for name, one in columns if one.field == PREFIX + path), "")


def _without_part(heading: str, part: str) -> str:
    """Take the number of a distribution out of a heading, for each distribution has a row.

    >>> _without_part("Ressource 2 URL", "2"), _without_part("Link", "")
    ('Ressource URL', 'Link')
    """
    if not part:
        return heading
    return " ".join(re.sub(rf"(?<!\w){re.escape(part)}(?!\w)\.?", " ", heading).split())


def _bare(heading: str) -> str:
    """Give a heading without its group, the number that counts it, and marks; empty for the letters of a column.

    >>> _bare("Nutzung › Lizenz *"), _bare("Bemerkung [2]"), _bare("[D]")
    ('Lizenz', 'Bemerkung', '')
    """
    name = split_number(heading)[0].replace(" > ", " › ").rpartition(" › ")[2]
    return "" if LETTERED.fullmatch(name.strip().casefold()) else re.sub(r"\s*[*:]+\s*$", "", name).strip()


class _Builder:
    """Collects the columns of one sheet, each field and each heading once."""

    def __init__(self, mapping: InventoryMapping, wording: Wording, *, of_distributions: bool) -> None:
        self.mapping = mapping
        self.wording = wording
        self.of_distributions = of_distributions
        self.entries = wording.distributions if of_distributions else wording.datasets
        self.fields = DISTRIBUTION_FIELDS if of_distributions else DATASET_FIELDS
        self.columns: list[Column] = []
        self.filled: set[str] = set()
        self.headings: set[str] = set()
        self.need_licence = of_distributions
        self.every_question = False

    def build(
        self, key: str, belongs: tuple[str, ...], said: Iterator[_Said], *, has_licence: bool = False
    ) -> tuple[Column, ...]:
        """Make the columns: those of keys, what the mapping says, and what no template can be without."""
        every = tuple(said)
        self.need_licence = self.of_distributions and not has_licence
        for heading in belongs:
            self._add_key("dataset", heading)
        self._add_key("key", key)
        for one in every:
            self._add(one)
        for path in self._list_missing():
            self._add(_Said(path, ""))
        if self.of_distributions:
            return tuple(self.columns)
        return tuple(self._give_key_its_field(every))

    def _list_missing(self) -> Iterator[str]:
        """List what is needed and neither has a column nor is said for all."""
        if self.of_distributions:
            if not self.filled & {"access_url", "download_url", "path"}:
                yield from _ALWAYS_OF_DISTRIBUTIONS
            return
        answered = {f"{RELEASE}{question}" for question in self.mapping.release}
        yield from (path for path in _ALWAYS if path not in answered)
        if self.every_question:
            asked = (path for path in self.entries if question_of(path))
            yield from (path for path in asked if path not in answered)

    def _give_key_its_field(self, said: tuple[_Said, ...]) -> Iterator[Column]:
        """Let the key's column fill the field that the mapping gives it besides."""
        key = normalize_heading(self.mapping.datasets.key)
        path = next((one.path for one in said if normalize_heading(one.heading) == key), "")
        fills = path if path in self.fields and question_of(path) is None else ""
        yield replace(self.columns[0], path=fills)
        yield from (column for column in self.columns[1:] if not fills or column.path != fills)

    def _add_key(self, path: str, heading: str) -> None:
        """Add the column of a key."""
        entry = self.entries[path]
        if path == "dataset":
            text = self.wording.text("example")
            entry = replace(entry, example=text)
        self.columns.append(replace(build_key_column(entry), heading=self._claim(heading, entry.heading)))

    def _add(self, said: _Said) -> None:
        """Add the column of a field, or of a question, unless there is one."""
        paths = COMPOSED.get(said.path, (said.path,)) if not said.heading else (said.path,)
        for path in paths:
            question = question_of(path)
            if path == "key" and self.of_distributions:
                continue
            if self.filled & {path, *list_filled(path)} or not (question or path in self.fields):
                continue
            self.filled |= {path, *list_filled(path)}
            entry = self.entries.get(path) or self._entry_of_composed(path)
            heading = self._claim(_bare(said.heading), entry.heading)
            shown = replace(entry, rare=False)
            if question:
                answers = dict(said.spec.answers)
                need = "required" if question not in QUIET else find_need(path)
                column = build_question_column(
                    heading, question, shown, need=need, answers=answers, wording=self.wording
                )
            else:
                column = self._build_field(heading, path, said.spec, shown)
            self.columns.append(column)

    def _build_field(self, heading: str, path: str, spec: ColumnSpec, entry: Entry) -> Column:
        """Make the column of a field."""
        need = find_need(path, "distribution" if self.of_distributions else "dataset")
        if path == "license" and self.need_licence:
            need = "required"
        office = self._ask_office(path, spec)
        language = self.wording.language
        return build_field_column(heading, path, self.fields[path], entry, need=need, office=office, language=language)

    def _ask_office(self, path: str, spec: ColumnSpec) -> Office:
        """Collect what the mapping says of a field: its own words for the column before those for every column."""
        shared = merge_lookups(self.mapping.lookups, path, in_distributions=self.of_distributions)
        words: Lookup = {**spec.lookup, **{word: to for word, to in shared.items() if word not in spec.lookup}}
        separator = spec.split[0] if spec.split and self.fields[path].many else ""
        return Office(words, spec.vocabulary, separator, spec.unit, spec.default, self._list_titles(path))

    def _list_titles(self, path: str) -> tuple[str, ...]:
        """List the organisations or groups that the mapping names, as people call them."""
        mapping = self.mapping
        if path == "organization.name":
            return tuple(one.title or name for name, one in mapping.organizations.items())
        return tuple(one.title or name for name, one in mapping.groups.items()) if path == "groups" else ()

    def _entry_of_composed(self, path: str) -> Entry:
        """Word a field that one cell fills together by its first part."""
        return self.entries[COMPOSED[path][0]]

    def _claim(self, wanted: str, usual: str) -> str:
        """Give a heading that no other column of the sheet has: the office's, the usual one, or a counted one."""
        for heading in (wanted, usual, *(f"{wanted or usual} {number}" for number in range(2, 200))):
            if heading and normalize_heading(heading) not in self.headings:
                self.headings.add(normalize_heading(heading))
                return heading
        raise AssertionError(wanted)


def list_constants(mapping: InventoryMapping) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """List what holds for every dataset, and with the prefix of distributions for every distribution."""
    own = dict(mapping.datasets.constants)
    second = mapping.distributions.constants if mapping.distributions else {}
    return tuple({**own, **{PREFIX + path: texts for path, texts in second.items()}}.items())


def list_rules(mapping: InventoryMapping) -> Mapping[str, object]:
    """List further keys of a mapping that hold for its template as well.

    Rules of release that stand in a file do not travel with a workbook: the strict ones take their place, so that
    nothing is released that the office's own rules would hold back for want of an answer.
    """
    whole = mapping.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    kept = ("workbooks", "nulls", "lookups", "accept_suggestions", "personal_addresses", "release")
    rules = {key: whole[key] for key in (*kept, "organizations", "groups") if key in whole}
    if tuple(mapping.nulls) == NULLS:
        rules.pop("nulls", None)
    if mapping.gate:
        rules["gate"] = mapping.gate if mapping.gate in _FILE_GATES else "strict"
    return rules
