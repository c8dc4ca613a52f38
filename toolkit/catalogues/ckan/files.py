"""Local files of a dataset that is written already: stored one after the other, each until it certainly arrived."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from toolkit.catalogues.base import Sent
from toolkit.catalogues.ckan import payload
from toolkit.catalogues.ckan.client import Absent, Client, Denied
from toolkit.catalogues.ckan.fields import HASH
from toolkit.catalogues.ckan.profile import Profile
from toolkit.catalogues.ckan.upload import Upload
from toolkit.model.entry import Resource
from toolkit.model.message import Message, say
from toolkit.model.problem import Problem
from toolkit.model.receipt import Busy, Unsure, Written


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where a site's files go, and whom to tell how far each is."""

    client: Client
    profile: Profile
    tell: Callable[[Sent], None]

    def store(self, resources: Iterable[Resource], package: Mapping[str, Any]) -> Written:
        """Store the local files among some resources, one request each.

        A file that does not arrive leaves its resource without a hash, so that the next run stores it.
        """
        written = Written(str(package["id"]), str(package["metadata_modified"]))
        files = [resource for resource in resources if resource.file]
        if not files:
            return written
        failed = {resource.id: reason for resource in files if (reason := self._store_one(resource))}
        return Written(written.id, self._ask_revision(written.id), lacking=tuple(failed), reason=_join(failed.values()))

    def _store_one(self, resource: Resource) -> Message | None:
        """Store one file; say why it could not be stored."""
        reason = self._send_until_stored(resource)
        name = Path(resource.file).name
        return (
            say("the dataset is written, its file {file} is not: {reason}", file=name, reason=reason)
            if reason
            else None
        )

    def _send_until_stored(self, resource: Resource) -> Message | None:
        """Send a file, again where that does no harm; None once it is stored.

        The same file under the same hash can be sent twice, so that a second try needs no more care than a question.
        """
        patience = self.client.patience
        reason = say("no answer came in time")
        for tried in range(1, patience.tries + 1):
            try:
                answer = self._send(resource)
            except OSError as error:
                return why_unreadable(Path(resource.file), error)
            except Problem as problem:
                return problem.what
            match answer:
                case Denied(reason):
                    return reason
                case Busy(reason, wait):
                    patience.pause(tried, wait, strained=True)
                case Unsure(reason, overloaded):
                    patience.pause(tried, strained=overloaded)
                    if self._is_stored(resource):
                        return None
                case _:
                    return None
        return reason

    def _send(self, resource: Resource) -> dict[str, Any] | Denied | Unsure | Busy:
        """Send a file once, from its beginning. Raises OSError where it cannot be read."""
        path = Path(resource.file)
        with path.open("rb") as stream:
            params = payload.build_upload(resource, self.profile)
            return self.client.write("resource_patch", params, Upload(path.name, stream, self.tell))

    def _is_stored(self, resource: Resource) -> bool:
        """Ask whether a file arrived: its hash is written with it. A question without an answer means no."""
        try:
            raw = self.client.find("resource_show", id=resource.id)
        except Problem:
            return False
        key = next((field.kept_in or HASH for field in self.profile.resources if field.name == HASH), HASH)
        return not isinstance(raw, Absent) and bool(raw.get(key)) and raw[key] == resource.fields.get(HASH)

    def _ask_revision(self, id_: str) -> str:
        """Ask for the revision after uploads, whose answers do not tell it; empty where nobody answers."""
        try:
            raw = self.client.find("package_show", id=id_)
        except Problem:
            return ""
        return "" if isinstance(raw, Absent) else str(raw["metadata_modified"])


def find_unreadable(resources: Iterable[Resource]) -> Message | None:
    """Say which local file cannot be read, before anything is sent."""
    for path in (Path(resource.file) for resource in resources if resource.file):
        try:
            with path.open("rb"):
                pass
        except OSError as error:
            return why_unreadable(path, error)
    return None


def why_unreadable(path: Path, error: OSError) -> Message:
    """Say why a file could not be read."""
    return say("the file {file} cannot be read: {reason}", file=path.name, reason=error.strerror or str(error))


def _join(reasons: Iterable[Message]) -> Message | None:
    """Put several reasons into one."""
    joined: Message | None = None
    for reason in reasons:
        joined = say("{one}; {other}", one=joined, other=reason) if joined else reason
    return joined
