"""All documents, the changes that wait for a commit, and the statistics that relevance needs."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from .schema import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping
    from collections.abc import Set as AbstractSet

    from .document import Document
    from .schema import Field, Schema


@dataclass(frozen=True, slots=True)
class Add:
    """Put a document in, in place of one with the same key."""

    document: Document


@dataclass(frozen=True, slots=True)
class Delete:
    """Take out the documents whose keys a search finds at the time of the commit."""

    find: Callable[[Index], Collection[str]]


Change: TypeAlias = Add | Delete


@dataclass(frozen=True, slots=True)
class FieldStatistics:
    """How many documents have terms in a field, and how many terms there are in all."""

    documents: int
    terms: int


class Index:
    """The core's content. Changes are seen only after a commit, as in Solr."""

    def __init__(self, schema: Schema) -> None:
        self.schema = schema
        self.documents: dict[str, Document] = {}
        self._numbers: dict[str, int] = {}
        self._last_number = 0
        self._keys_by_term: dict[str, dict[str, set[str]]] = {}
        self._waiting: list[Change] = []
        self._statistics: dict[str, FieldStatistics] = {}
        self._frequencies: dict[str, Counter[str]] = {}

    def stage(self, changes: Iterable[Change]) -> None:
        """Take changes that the next commit carries out."""
        self._waiting += changes

    def commit(self) -> None:
        """Carry out all waiting changes, in their order."""
        for change in self._waiting:
            match change:
                case Add(document):
                    self._take_out(document.key)
                    self._put_in(document)
                case Delete(find):
                    for key in list(find(self)):
                        self._take_out(key)
        self._waiting.clear()
        self._statistics.clear()
        self._frequencies.clear()

    def keys_with(self, name: str, term: str) -> AbstractSet[str]:
        """Look up the documents that have this very value in a string field."""
        return self._keys_by_term.get(name, {}).get(term, frozenset())

    def terms_of(self, name: str) -> Mapping[str, AbstractSet[str]]:
        """Give all values of a string field with the keys of their documents."""
        return self._keys_by_term.get(name, {})

    def in_order(self, keys: AbstractSet[str] | None) -> Iterable[Document]:
        """Give the documents with these keys, or all, the one that was written last at the end."""
        if keys is None:
            return self.documents.values()
        return (self.documents[key] for key in sorted(keys, key=self._numbers.__getitem__))

    def statistics(self, name: str, field: Field) -> FieldStatistics:
        """Count documents and terms of a field."""
        if name not in self._statistics:
            self._statistics[name] = self._count(name, field)
        return self._statistics[name]

    def frequency(self, name: str, field: Field, term: str) -> int:
        """Count the documents that have a term in a field."""
        if field.kind is Kind.STRING:
            return len(self.keys_with(name, term))
        if name not in self._frequencies:
            self._frequencies[name] = Counter(
                each for document in self.documents.values() for each in document.terms(field, name)
            )
        return self._frequencies[name][term]

    def _count(self, name: str, field: Field) -> FieldStatistics:
        if field.kind is Kind.STRING:
            keys = self._keys_by_term.get(name, {}).values()
            return FieldStatistics(len(set().union(*keys)), sum(map(len, keys)))
        counts = [sum(map(len, document.terms(field, name).values())) for document in self.documents.values()]
        return FieldStatistics(sum(1 for count in counts if count), sum(counts))

    def _put_in(self, document: Document) -> None:
        self._last_number += 1
        self._numbers[document.key] = self._last_number
        self.documents[document.key] = document
        for name, term in self._string_terms(document):
            self._keys_by_term.setdefault(name, {}).setdefault(term, set()).add(document.key)

    def _take_out(self, key: str) -> None:
        document = self.documents.pop(key, None)
        self._numbers.pop(key, None)
        for name, term in self._string_terms(document) if document else ():
            keys = self._keys_by_term[name]
            keys[term].discard(key)
            if not keys[term]:
                del keys[term]

    def _string_terms(self, document: Document) -> set[tuple[str, str]]:
        return {
            (name, str(value))
            for name, values in document.values.items()
            if (field := self.schema.field(name)) and field.kind is Kind.STRING and field.indexed
            for value in values
        }
