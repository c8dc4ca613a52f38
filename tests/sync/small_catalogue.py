"""A catalogue in memory that keeps the protocol: revisions are checked, what is not ours stays, writes can fail."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

from toolkit.catalogues.base import Intended, Scope, Sent
from toolkit.model.dataset import Described, Group, Organization
from toolkit.model.entry import Entry, Held, Resource, Snapshot, Value
from toolkit.model.identity import resource_id
from toolkit.model.message import Message, say
from toolkit.model.notation import NO_NOTATION, Notation
from toolkit.model.plan import Check, Policy
from toolkit.model.problem import Problem
from toolkit.model.receipt import Answered, Busy, Refused, Request, Unsure, Written
from toolkit.model.release import Audience, Release

Fault: TypeAlias = Literal[
    "refused", "busy", "overloaded before", "overloaded after", "lost before", "lost after", "out of reach"
]

TARGET = "memory:small"


@dataclass(slots=True)
class Record:
    """One dataset as it is stored, with everybody's fields and resources."""

    id: str
    identifier: str
    name: str
    fields: dict[str, Value]
    resources: dict[str, dict[str, Value]] = field(default_factory=dict)
    ours: set[str] = field(default_factory=set)
    revision: int = 1


class SmallCatalogue:
    """Records by id.

    ``faults`` are used up one by one by the writes, ``watch`` is called around each method and ``during`` while a write
    is under way; the snapshot does not show what is ``lagging``, as a search index may.
    """

    def __init__(self, target: str = TARGET) -> None:
        self._target = target
        self.records: dict[str, Record] = {}
        self.organizations: dict[str, str] = {"amt": "Amt"}
        self.groups: dict[str, str] = {}
        self.faults: list[Fault | None] = []
        self.requests: list[str] = []
        self.lagging: set[str] = set()
        self.watch: Callable[[str], object] = lambda _point: None
        self.during: Callable[[], object] = lambda: None
        self.strain: Callable[[float], None] = lambda _: None
        self.most_jobs = 1
        self.derived: frozenset[str] = frozenset()
        self.under_way: Counter[str] = Counter()
        self.most_under_way = 0
        self._lock = threading.RLock()
        self._requests = threading.local()

    @property
    def target(self) -> str:
        return self._target

    @property
    def warnings(self) -> tuple[Message, ...]:
        return ()

    def build_entry(self, described: Described, release: Release, name: str) -> Entry:
        dataset = described.dataset
        private = release.audience is not Audience.PUBLIC
        resources = tuple(
            Resource(resource_id(dataset.identifier, item.key), {"title": item.title}) for item in dataset.distributions
        )
        return Entry(dataset.identifier, name, {"title": dataset.title, "private": private}, resources)

    def field_of(self, path: str) -> str:
        return path

    @property
    def notation(self) -> Notation:
        return NO_NOTATION

    def carry_over(self, identifier: str, base: Entry, former: Notation) -> Entry | None:  # noqa: ARG002 (the protocol's)
        return base

    def fetch_snapshot(self, scope: Scope) -> Snapshot:
        self.watch("before snapshot")
        self._note("snapshot")
        prefixes = tuple(f"{inventory}:" for inventory in scope.inventories)
        known = set(scope.known.values())
        ours = [item for item in self.records.values() if item.identifier.startswith(prefixes) or item.id in known]
        names = {id_: identifier for identifier, id_ in scope.known.items()}
        held = [replace_identifier(_hold(item), names.get(item.id)) for item in ours]
        seen = {item.entry.identifier: item for item in held if item.entry.identifier not in self.lagging}
        groups = dict(self.groups) if scope.groups else None
        return Snapshot(self._target, seen, dict(self.organizations), groups=groups)

    def fetch_taken_names(self, names: frozenset[str]) -> frozenset[str]:
        return names & {record.name for record in self.records.values()}

    def fetch_by_name(self, name: str) -> Held | None:
        self.watch("before fetch_by_name")
        self._note("fetch_by_name")
        if self.faults and self.faults[0] == "out of reach":
            raise self._out_of_reach()
        with self._lock:
            return next((_hold(record) for record in self.records.values() if record.name == name), None)

    @property
    def policies(self) -> Mapping[str, Policy]:
        """Give the policies of the profile."""
        return {}

    def take_requests(self) -> tuple[Request, ...]:
        """Give the requests of this thread."""
        return tuple(self._requests.__dict__.pop("sent", ()))

    def tell_uploads(self, tell: Callable[[Sent], None]) -> None:
        del tell

    def tell_strain(self, tell: Callable[[float], None]) -> None:
        self.strain = tell

    def fetch_checks(self, intended: Intended) -> tuple[Check, ...]:
        """Ask what would be refused."""
        del intended
        return ()

    def fetch_foreign(self, organizations: tuple[str, ...]) -> tuple[Held, ...]:
        """Read everything; a record without an organisation belongs to none."""
        wanted = (None, *organizations)
        found = self.records.values()
        return tuple(_hold(item) for item in found if not organizations or item.fields.get("owner_org") in wanted)

    def delete(self, held: Held) -> Answered:
        return self._write("delete", held.id, lambda: self._delete(held))

    def create_group(self, group: Group) -> None:
        self._note("create_group")
        self.groups.setdefault(group.name, group.title)

    def create_organization(self, organization: Organization) -> None:
        self.watch("before organization")
        self._note("create_organization")
        if self._take_fault() == "refused":
            raise Problem(say("no right to create organisations"), say("ask for it"))
        self.organizations[organization.name] = organization.title
        self.watch("after organization")

    def create(self, entry: Entry) -> Answered:
        return self._write("create", entry.identifier, lambda: self._create(entry))

    def update(self, held: Held, entry: Entry) -> Answered:
        return self._write("update", held.id, lambda: self._update(held, entry))

    def withdraw(self, held: Held) -> Answered:
        private = replace(held.entry, fields={**held.entry.fields, "private": True})
        return self._write("withdraw", held.id, lambda: self._update(held, private))

    def edit(self, identifier: str, **fields: Value) -> None:
        """Change a dataset as a person would in the catalogue."""
        record = self.find(identifier)
        record.fields |= fields
        record.revision += 1

    def remove(self, identifier: str) -> None:
        """Delete a dataset as a person would in the catalogue."""
        del self.records[self.find(identifier).id]

    def add(self, identifier: str, name: str, **fields: Value) -> Record:
        """Add a dataset by hand."""
        record = Record(f"id-{len(self.requests)}-{name}", identifier, name, {"private": False, **fields})
        self.records[record.id] = record
        return record

    def find(self, identifier: str) -> Record:
        """Give the one record with an identifier."""
        (record,) = [record for record in self.records.values() if record.identifier == identifier]
        return record

    def content(self) -> dict[str, tuple[str, dict[str, Value], dict[str, dict[str, Value]]]]:
        """Give all that counts in the end; fails where an identifier stands twice."""
        found = {item.identifier: (item.name, item.fields, item.resources) for item in self.records.values()}
        assert len(found) == len(self.records)
        return deepcopy(found)

    def _write(self, action: str, key: str, work: Callable[[], Answered]) -> Answered:
        """Answer a write; fails where two are under way for one dataset."""
        with self._lock:
            self.requests.append(action)
            self._note(action)
            fault = self._take_fault()
            self.under_way[key] += 1
            assert self.under_way[key] == 1, key
            self.most_under_way = max(self.most_under_way, self.under_way.total())
        try:
            return self._answer(action, fault, work)
        finally:
            with self._lock:
                self.under_way[key] -= 1

    def _answer(self, action: str, fault: Fault | None, work: Callable[[], Answered]) -> Answered:
        self.watch(f"before {action}")
        self.during()
        is_overloaded = bool(fault and fault.startswith("overloaded"))
        match fault:
            case "refused":
                return Refused(say("not like this"))
            case "busy":
                return Busy(say("later, please"), 2)
            case "out of reach":
                raise self._out_of_reach()
            case "lost before" | "overloaded before":
                return Unsure(say("no answer"), overloaded=is_overloaded)
        with self._lock:
            answered = work()
        self.watch(f"after {action}")
        is_lost = fault in {"lost after", "overloaded after"}
        return Unsure(say("no answer"), overloaded=is_overloaded) if is_lost else answered

    def _note(self, action: str) -> None:
        """Note a request of this thread."""
        sent = self._requests.__dict__.setdefault("sent", [])
        sent.append(Request(action, "2025-03-01T12:00:00.000+00:00", 1, "200"))

    def _take_fault(self) -> Fault | None:
        return self.faults.pop(0) if self.faults else None

    def _out_of_reach(self) -> Problem:
        return Problem(say("the catalogue does not answer"), say("try again later"))

    def _create(self, entry: Entry) -> Answered:
        if self.fetch_taken_names(frozenset({entry.name})):
            return Refused(say("that name is taken"))
        resources = {item.id: dict(item.fields) for item in entry.resources}
        id_ = f"id-{len(self.requests)}-{entry.name}"
        self.records[id_] = Record(id_, entry.identifier, entry.name, dict(entry.fields), resources, set(resources))
        return Written(id_, "1")

    def _delete(self, held: Held) -> Answered:
        record = self.records.get(held.id)
        if record is not None and str(record.revision) != held.revision:
            return Refused(say("it changed meanwhile"))
        self.records.pop(held.id, None)
        return Written(held.id, held.revision)

    def _update(self, held: Held, entry: Entry) -> Answered:
        record = self.records.get(held.id)
        if record is None or str(record.revision) != held.revision:
            return Refused(say("it changed meanwhile"))
        record.identifier = entry.identifier
        record.fields |= entry.fields
        wanted = {resource.id for resource in entry.resources}
        for resource in held.entry.resources:
            if resource.id not in wanted:
                del record.resources[resource.id]
        for resource in entry.resources:
            record.resources[resource.id] = {**record.resources.get(resource.id, {}), **resource.fields}
        record.revision += 1
        return Written(record.id, str(record.revision))


def replace_identifier(held: Held, identifier: str | None) -> Held:
    """Hold a record by the identifier that the ledger knows it by."""
    return replace(held, entry=replace(held.entry, identifier=identifier)) if identifier else held


def _hold(record: Record) -> Held:
    """Give a record as the protocol shows it."""
    resources = tuple(Resource(id_, dict(fields)) for id_, fields in record.resources.items())
    entry = Entry(record.identifier, record.name, dict(record.fields), resources)
    return Held(record.id, entry, str(record.revision), {"fields": dict(record.fields)})
