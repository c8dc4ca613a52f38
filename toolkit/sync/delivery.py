"""Carry out one write and find out how it ended, even where no answer came back (design decision 10)."""

from __future__ import annotations

import hashlib
from pathlib import Path

from toolkit.catalogues.base import Catalogue
from toolkit.model.entry import Held, Resource
from toolkit.model.message import Message, say
from toolkit.model.receipt import Answered, Unsure, Written
from toolkit.sync.intent import Intent
from toolkit.sync.merge import is_same_content, is_same_value, resource_title


def write_intent(catalogue: Catalogue, intent: Intent) -> Answered:
    """Send one write; without an answer, ask the catalogue before it is sent once more.

    Unsure means that nobody can tell now; the next plan will see it. Raises Problem when the catalogue is out of reach.
    """
    first = _send(catalogue, intent)
    if not isinstance(first, Unsure):
        return first
    seen = _fetch_outcome(catalogue, intent, first.reason)
    if seen is not None:
        return seen
    second = _send(catalogue, intent)
    if isinstance(second, Written):
        return second
    # The first request may still be on its way, so that even a refusal now decides nothing.
    return _fetch_outcome(catalogue, intent, second.reason) or Unsure(second.reason)


def fetch_late(catalogue: Catalogue, intent: Intent) -> Held | None:
    """Find the dataset that an earlier run created without learning it, where the snapshot does not show it yet."""
    found = catalogue.fetch_by_name(intent.entry.name) if intent.doubtful else None
    return found if found and found.entry.identifier == intent.identifier else None


def read_file_change(intent: Intent) -> Message | None:
    """Say which local file to upload is no longer the one that was planned, if any."""
    before = {item.id: item for item in intent.before.entry.resources} if intent.before else {}
    uploads = (item for item in intent.entry.resources if item.file and _is_new_file(item, before.get(item.id)))
    return next((message for message in map(_read_change, uploads) if message), None)


def _send(catalogue: Catalogue, intent: Intent) -> Answered:
    """Send the request."""
    if intent.before is None:
        return catalogue.create(intent.entry)
    if intent.action == "withdraw":
        return catalogue.withdraw(intent.before)
    return catalogue.update(intent.before, intent.entry)


def _fetch_outcome(catalogue: Catalogue, intent: Intent, reason: Message) -> Written | Unsure | None:
    """Ask how an unanswered request ended; None where the catalogue still holds what it held before."""
    found = catalogue.fetch_by_name(intent.entry.name)
    if found is None:
        return None if intent.before is None else Unsure(reason)
    if _is_done(intent, found):
        return Written(found.id, found.revision)
    if intent.before is not None and found.revision == intent.before.revision:
        return None
    return Unsure(reason)


def _is_done(intent: Intent, found: Held) -> bool:
    """Tell whether an entry is the one meant and holds what was to be written."""
    if intent.before is None:
        return found.entry.identifier == intent.identifier and is_same_content(intent.entry, found.entry)
    if found.id != intent.before.id:
        return False
    if intent.action == "withdraw":
        return found.entry.private
    return is_same_content(intent.entry, found.entry, intent.removed)


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
