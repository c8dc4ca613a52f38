"""One document: its checked values, what is copied into other fields, and its terms."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeAlias

from .dates import format_date, parse_date
from .refusal import Refusal
from .schema import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .schema import Field, Schema

Value: TypeAlias = "str | int | datetime"

LONGEST_TERM = 32_766  # Lucene's IndexWriter.MAX_TERM_LENGTH, in bytes of UTF-8
SMALLEST_INTEGER, LARGEST_INTEGER = -(2**31), 2**31 - 1
SMALLEST_PLAIN, LARGEST_PLAIN = 1e-3, 1e7  # beyond these Java writes a number with an exponent
NO_POSITIONS: list[int] = []


class Document:
    """A document in the index."""

    __slots__ = ("_schema", "_terms", "key", "values")

    def __init__(self, key: str, values: Mapping[str, list[Value]], schema: Schema) -> None:
        self.key = key
        self.values = values
        self._schema = schema
        self._terms: dict[str, dict[str, list[int]]] = {}

    def read(self, name: str) -> list[Value]:
        """Give all values of a field, those copied into it included."""
        own = self.values.get(name, [])
        if name not in self._schema.copies:
            return own
        copied = (values for source, values in self.values.items() if self._schema.is_copied(source, name))
        return [*own, *(value for values in copied for value in values)]

    def terms(self, field: Field, name: str) -> Mapping[str, list[int]]:
        """Give the terms of a text field with their positions."""
        if name not in self._terms:
            self._terms[name] = {}
            for text, position in self._tokens(field, name):
                self._terms[name].setdefault(text, []).append(position)
        return self._terms[name]

    def _tokens(self, field: Field, name: str) -> Iterator[tuple[str, int]]:
        start = 0
        analyzer = field.type.index
        for value in self.read(name):
            last = -1
            for token in analyzer.read(str(value)) if analyzer else ():
                last = max(last, token.position)
                yield token.text, start + token.position
            start += last + 1 + field.type.gap

    def stored(self, names: set[str] | None) -> dict[str, Any]:
        """Give the stored fields by name, or all of them."""
        return {
            name: [_written(value) for value in values] if field.many else _written(values[0])
            for name, values in self.values.items()
            if (names is None or name in names) and (field := self._schema.field(name)) and field.stored and values
        }


def build_document(raw: Mapping[str, Any], schema: Schema) -> Document:
    """Check a document as CKAN sends it. Raises Refusal for what the real core rejects."""
    values: dict[str, list[Value]] = {}
    for name, value in raw.items():
        field = schema.field(name)
        if field is None:
            raise Refusal(f"unknown field '{name}'")
        values[name] = _build_values(name, field, value)
    for name, field in schema.fields.items():
        if field.default == "NOW" and not values.get(name):
            values[name] = [datetime.now(UTC)]
        if field.required and not values.get(name):
            raise Refusal(f"[doc={raw.get(schema.key)}] missing required field: {name}")
    return Document(str(raw[schema.key]), values, schema)


def _build_values(name: str, field: Field, raw: Any) -> list[Value]:
    items = [item for item in (raw if isinstance(raw, list) else [raw]) if item is not None]
    if len(items) > 1 and not field.many:
        raise Refusal(f"multiple values encountered for non multiValued field {name}: {items}")
    return [_build_value(name, field, item) for item in items]


def _build_value(name: str, field: Field, raw: Any) -> Value:
    match field.kind:
        case Kind.DATE:
            return _build_date(name, raw)
        case Kind.INTEGER:
            return parse_integer(raw)
        case Kind.TEXT:
            return _build_text(name, raw)
        case Kind.STRING:
            text = _build_text(name, raw)
            if field.indexed and len(text.encode("utf-8", "surrogatepass")) > LONGEST_TERM:
                raise Refusal(
                    f'Document contains at least one immense term in field="{name}" '
                    f"(whose UTF8 encoding is longer than the max length {LONGEST_TERM})"
                )
            return text


def _build_date(name: str, raw: Any) -> datetime:
    try:
        return parse_date(str(raw))
    except Refusal as refusal:
        raise Refusal(f"Error adding field '{name}'='{raw}' msg={refusal}") from refusal


def _build_text(name: str, raw: Any) -> str:
    match raw:
        case str():
            return raw
        case bool():
            return str(raw).lower()
        case int():
            return str(raw)
        case float() if SMALLEST_PLAIN <= abs(raw) < LARGEST_PLAIN:
            return str(raw)
        case _:
            raise Refusal(f"Error adding field '{name}': the stand-in does not take the value {raw!r}")


def parse_integer(raw: Any) -> int:
    """Read a number of 32 bits.

    >>> parse_integer("7")
    7
    """
    try:
        number = int(raw)
    except (TypeError, ValueError) as error:
        raise Refusal(f"Invalid Number: {raw}") from error
    if not SMALLEST_INTEGER <= number <= LARGEST_INTEGER:
        raise Refusal(f"Invalid Number: {raw}")
    return number


def _written(value: Value) -> str | int:
    return format_date(value) if isinstance(value, datetime) else value
