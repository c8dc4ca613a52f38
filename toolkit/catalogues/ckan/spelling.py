"""How one site wants single fields spelt (ckanext-scheming): its own choices, whole dates, one value of several. Pure.

So that an entry equals what CKAN answers, it is spelt before it is compared. What a spelling cannot keep is a cut.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from toolkit.catalogues.ckan.choices import Choices, parse_choices
from toolkit.catalogues.ckan.layout import DATASET_PREFIX, is_list
from toolkit.catalogues.ckan.profile import Field, Profile
from toolkit.catalogues.ckan.schemingprofile import find_raw, is_multiple
from toolkit.catalogues.ckan.written import RESOURCES
from toolkit.mapping.fields import DATASET_FIELDS, DISTRIBUTION_FIELDS
from toolkit.model.entry import Entry, Value

_MIDNIGHT = "T00:00:00"
_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?).*)?)?)?")
_UNCHECKED = frozenset({"license-id", "tags", "groups", "theme-groups", "number"})

Kind = Literal["several", "inexact"]
"""What a field cannot keep: all values but the first, or how exact a date is."""


@dataclass(frozen=True, slots=True)
class Cut:
    """A field (``resources.<field>`` for a resource's) that cannot keep all that the sheet says, and the value."""

    field: str
    kind: Kind
    value: str


@dataclass(frozen=True, slots=True)
class Rule:
    """How one field is spelt; ``date`` tells whether it takes whole days or times only."""

    choices: Choices | None = None
    date: Literal["", "day", "time"] = ""
    is_single: bool = False

    def write(self, value: Value) -> Value:
        """Spell a value as the site stores it."""
        if isinstance(value, tuple):
            spelt = tuple(dict.fromkeys(map(self._write_one, value)))
            return (spelt[0] if spelt else None) if self.is_single else spelt or None
        return self._write_one(value) if isinstance(value, str) else value

    def read(self, value: Value) -> Value:
        """Give the canonical value of what the site stores."""
        if isinstance(value, tuple):
            return tuple(map(self._read_one, value))
        read = self._read_one(value) if isinstance(value, str) else value
        return (read,) if self.is_single and isinstance(read, str) else read

    def find_cut(self, field: str, value: Value) -> Cut | None:
        """Tell what of a value is lost."""
        if isinstance(value, tuple):
            return Cut(field, "several", ", ".join(value[1:])) if self.is_single and len(value) > 1 else None
        if self.date and isinstance(value, str) and _is_inexact(value):
            return Cut(field, "inexact", value)
        return None

    def _write_one(self, text: str) -> str:
        if self.choices is not None:
            return self.choices.write(text)
        return _complete_date(text, self.date) if self.date else text

    def _read_one(self, text: str) -> str:
        if self.choices is not None:
            return self.choices.read(text)
        return text.removesuffix(_MIDNIGHT) if self.date else text


@dataclass(frozen=True, slots=True)
class Spelling:
    """The rules of a site: field -> rule, ``resources.<field>`` for a resource's."""

    rules: Mapping[str, Rule]

    def write(self, entry: Entry) -> Entry:
        """Spell an entry as the site stores it."""
        return self._map(entry, Rule.write)

    def read(self, entry: Entry) -> Entry:
        """Give an entry with canonical values."""
        return self._map(entry, Rule.read)

    def list_cuts(self, entry: Entry) -> tuple[Cut, ...]:
        """List what of an entry, not yet spelt, the site cannot keep."""
        found = (self.rules[field].find_cut(field, value) for field, value in _flatten(entry) if field in self.rules)
        return tuple(cut for cut in found if cut)

    def _map(self, entry: Entry, change: Any) -> Entry:
        if not self.rules:
            return entry

        def put(fields: Mapping[str, Value], prefix: str) -> dict[str, Value]:
            return {
                key: change(rule, value) if (rule := self.rules.get(prefix + key)) else value
                for key, value in fields.items()
            }

        resources = tuple(replace(item, fields=put(item.fields, RESOURCES)) for item in entry.resources)
        return replace(entry, fields=put(entry.fields, ""), resources=resources)


def build_spelling(schema: Mapping[str, Any] | None, profile: Profile) -> Spelling:
    """Find out from a site's schema how the fields of a profile are to be spelt; without a schema as they are."""
    if schema is None:
        return Spelling({})
    rules: dict[str, Rule] = {}
    for prefix, fields in (("", profile.dataset), (RESOURCES, profile.resources)):
        for field in fields:
            raw = find_raw(schema, prefix + field.name)
            rule = _build_rule(raw, field, of_resource=bool(prefix)) if raw is not None else None
            if rule is not None and rule != Rule():
                rules[prefix + field.name] = rule
    return Spelling(rules)


def _build_rule(raw: Mapping[str, Any], field: Field, *, of_resource: bool) -> Rule | None:
    """Make the rule of one field; None where CKAN itself knows what to do."""
    if field.form in _UNCHECKED or field.value:
        return None
    items = parse_choices(raw)
    choices = Choices(items, find_vocabulary(field, of_resource=of_resource)) if items else None
    words = str(raw.get("validators") or "").split()
    is_single = field.form in {"list", "json"} and any(map(is_list, field.sources)) and not is_multiple(raw)
    return Rule(choices, _find_date(words), is_single)


def find_vocabulary(field: Field, *, of_resource: bool = False) -> str:
    """Name the vocabulary of what a field holds; '' where that is no code.

    >>> find_vocabulary(Field("frequency", ("frequency",))), find_vocabulary(Field("notes", ("description",)))
    ('frequency', '')
    """
    source = field.sources[0] if field.sources else ""
    bare = source.removeprefix(DATASET_PREFIX)
    fields = DISTRIBUTION_FIELDS if of_resource and bare == source else DATASET_FIELDS
    known = fields.get(bare)
    return known.vocabulary if known else ""


def _find_date(words: Iterable[str]) -> Literal["", "day", "time"]:
    """Tell from a field's validators how exact a date must be; ckanext-dcat's own takes years and months as well."""
    every = frozenset(words)
    if "isodate" in every:
        return "time" if "convert_to_json_if_datetime" in every else "day"
    return "time" if every & {"scheming_isodatetime", "scheming_isodatetime_tz"} else ""


def _complete_date(text: str, kind: str) -> str:
    """Complete a date to a whole day or time; what is none stays as it is.

    >>> _complete_date("2024-03", "day"), _complete_date("2024", "time"), _complete_date("bald", "day")
    ('2024-03-01', '2024-01-01T00:00:00', 'bald')
    """
    found = _DATE.fullmatch(text)
    if found is None:
        return text
    day = "-".join((found[1], found[2] or "01", found[3] or "01"))
    if kind == "day":
        return day
    time = found[4] or "00:00:00"
    return f"{day}T{time if time.count(':') > 1 else f'{time}:00'}"


def _is_inexact(text: str) -> bool:
    """Tell whether a date names a month or a year only."""
    found = _DATE.fullmatch(text)
    return found is not None and found[3] is None


def _flatten(entry: Entry) -> Iterator[tuple[str, Value]]:
    """Give all fields of an entry, those of every resource under ``resources.``."""
    yield from entry.fields.items()
    for resource in entry.resources:
        yield from ((RESOURCES + key, value) for key, value in resource.fields.items())
