"""Carry out one write and find out how it ended, even where no answer came back (design decision 10)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from toolkit.catalogues.base import Catalogue
from toolkit.model.entry import Entry, Held, Resource, Value, resource_title
from toolkit.model.message import Message, say
from toolkit.model.problem import Problem
from toolkit.model.receipt import Answered, Busy, Refused, Unsure, Written
from toolkit.sync.intent import Intent
from toolkit.sync.merge import is_same_content, is_same_value
from toolkit.sync.turn import Turn

_MOST_SENDS = 5
"""So often one write is sent at most while nobody can tell that it was carried out."""
_MOST_BUSY = 10
"""So often one write is sent at most to a catalogue that asks to be spared; with the longest pauses, ten minutes."""
_FIRST_REST = 0.5
"""Seconds between two questions about an unanswered write; each further one doubles them."""
_QUESTIONS, _QUESTIONS_OVERLOADED = 2, 3
"""So often the catalogue is asked before a write is sent again: after a time-out the first one may still be running."""
_OF_FILE = ("hash", "size")
"""The fields of a resource that are written with its file."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """Sends writes to one catalogue, at the pace of one run."""

    catalogue: Catalogue
    turn: Turn

    def write(self, intent: Intent) -> Answered:
        """Send one write; without an answer, ask the catalogue before it is sent once more.

        A second write is safe: a create by its name, an update by the revision that it names. Refused means certainly
        not carried out, Unsure that nobody can tell now; the next plan will see it. Raises Problem when the catalogue
        cannot be reached at all.
        """
        answered = self._send(intent)
        for _ in range(_MOST_SENDS - 1):
            if not isinstance(answered, Unsure):
                return answered
            seen = self._find_out(intent, answered)
            if seen is not None or self.turn.is_halted:
                return seen or answered
            again = self._send(intent)
            if isinstance(again, Refused | Busy):
                # The first request may still be on its way, so that even a refusal now decides nothing.
                return self._find_out(intent, Unsure(again.reason)) or Unsure(again.reason)
            answered = again
        return self._find_out(intent, answered) or answered if isinstance(answered, Unsure) else answered

    def _send(self, intent: Intent) -> Answered:
        """Send a request, again as long as the catalogue asks to be spared and did certainly not carry it out."""
        answered: Answered = Busy(say("not sent, because the push was interrupted"))
        for _ in range(_MOST_BUSY):
            began = self.turn.begin()
            answered = _request(self.catalogue, intent)
            self.turn.learn(answered, began)
            if not isinstance(answered, Busy) or self.turn.is_halted:
                break
        if isinstance(answered, Busy):
            return Refused(say("the catalogue has no time for it: {reason}", reason=answered.reason))
        return answered

    def _find_out(self, intent: Intent, unsure: Unsure) -> Answered | None:
        """Ask how an unanswered request ended; None where the catalogue still holds what it held before."""
        is_known = False
        for number in range(_QUESTIONS_OVERLOADED if unsure.overloaded else _QUESTIONS):
            if number:
                self.turn.rest(_FIRST_REST * 2 ** (number - 1))
            try:
                found = self.catalogue.fetch_by_name(intent.entry.name)
            except Problem as problem:
                self.turn.miss(problem)
                continue
            is_known = True
            seen = self._judge(intent, found, unsure)
            if seen is not None:
                return seen
        return None if is_known else unsure

    def _judge(self, intent: Intent, found: Held | None, unsure: Unsure) -> Answered | None:
        """Tell from what the catalogue holds how a request ended; None where nothing changed yet."""
        before = intent.before
        if intent.action == "delete":
            return _judge_deletion(intent, found, unsure)
        if found is None:
            return None if before is None else unsure
        if _is_done(intent, found, intent.entry):
            return Written(found.id, found.revision)
        if _is_done(intent, found, _forgive_files(intent.entry, found.entry)):
            return self._send(_build_rest(intent, found))
        return None if before is not None and found.revision == before.revision else unsure


def fetch_late(catalogue: Catalogue, intent: Intent) -> Held | None:
    """Find the dataset that an earlier run created without learning it, where the snapshot does not show it yet."""
    found = catalogue.fetch_by_name(intent.entry.name) if intent.doubtful else None
    return found if found and found.entry.identifier == intent.identifier else None


def read_file_change(intent: Intent) -> Message | None:
    """Say which local file to upload is no longer the one that was planned, if any."""
    before = {item.id: item for item in intent.before.entry.resources} if intent.before else {}
    uploads = (item for item in intent.entry.resources if item.file and _is_new_file(item, before.get(item.id)))
    return next((message for message in map(_read_change, uploads) if message), None)


def build_lacking(sheet: Entry, base: Entry | None, lacking: tuple[str, ...]) -> Entry:
    """Give the base after a write whose files did not all arrive: for those, what it was before.

    >>> sheet = Entry("a:1", "n", {}, (Resource("r", {"title": "t", "hash": "new"}),))
    >>> build_lacking(sheet, None, ("r",)).resources
    (Resource(id='r', fields={'title': 't'}, file=''),)
    """
    earlier = {resource.id: resource.fields for resource in base.resources} if base else {}
    resources = tuple(
        _restore(resource, earlier.get(resource.id, {})) if resource.id in lacking else resource
        for resource in sheet.resources
    )
    return replace(sheet, resources=resources)


def _request(catalogue: Catalogue, intent: Intent) -> Answered:
    """Send the request."""
    if intent.before is None:
        return catalogue.create(intent.entry)
    match intent.action:
        case "withdraw":
            return catalogue.withdraw(intent.before)
        case "delete":
            return catalogue.delete(intent.before)
        case _:
            return catalogue.update(intent.before, intent.entry)


def _is_done(intent: Intent, found: Held, wanted: Entry) -> bool:
    """Tell whether an entry is the one meant and holds what was to be written."""
    if intent.before is None:
        return found.entry.identifier == intent.identifier and is_same_content(wanted, found.entry)
    if found.id != intent.before.id:
        return False
    if intent.action == "withdraw":
        return found.entry.private
    return is_same_content(wanted, found.entry, intent.removed)


def _judge_deletion(intent: Intent, found: Held | None, unsure: Unsure) -> Answered | None:
    """Tell whether a dataset is deleted: then its name finds nothing, or another one that took the name."""
    before = intent.before
    if before is None or found is None or found.id != before.id:
        return Written(before.id if before else "", "")
    # A deletion begins with making the entry private; a catalogue that finds that done goes on with it.
    is_half = is_same_content(intent.entry, found.entry)
    return None if is_half or found.revision == before.revision else unsure


def _build_rest(intent: Intent, found: Held) -> Intent:
    """Make the write that stores the files that are still lacking."""
    ours = {resource.id for resource in intent.entry.resources}
    resources = tuple(resource for resource in found.entry.resources if resource.id in ours)
    before = replace(found, entry=replace(found.entry, resources=resources))
    return replace(intent, action="update", before=before, removed=())


def _forgive_files(wanted: Entry, found: Entry) -> Entry:
    """Take what the catalogue holds for what is written with files: they may come later than all the rest."""
    there = {resource.id: resource.fields for resource in found.resources}
    resources = tuple(
        _restore(resource, there.get(resource.id, {})) if resource.file else resource for resource in wanted.resources
    )
    return replace(wanted, resources=resources)


def _restore(resource: Resource, fields: Mapping[str, Value]) -> Resource:
    """Put other values in the place of those that are written with a resource's file."""
    kept = {key: value for key, value in resource.fields.items() if key not in _OF_FILE}
    return replace(resource, fields=kept | {key: fields[key] for key in _OF_FILE if key in fields})


def _is_new_file(resource: Resource, before: Resource | None) -> bool:
    """Tell whether a resource's file differs from the one that the catalogue stores."""
    return before is None or not is_same_value(resource.fields.get("hash"), before.fields.get("hash"))


def _read_change(resource: Resource) -> Message | None:
    """Compare a local file with the hash that the plan was made with."""
    planned = str(resource.fields.get("hash") or "").removeprefix("sha256:")
    name, title = Path(resource.file).name, resource_title(resource) or resource.id
    try:
        with Path(resource.file).open("rb") as stream:
            actual = hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        why = error.strerror or str(error)
        return say("the file {file} of {resource} cannot be read: {why}", file=name, resource=title, why=why)
    if planned and actual != planned.casefold():
        return say("the file {file} of {resource} changed since the plan was made", file=name, resource=title)
    return None
