"""Looks at a catalogue from outside: through CKAN's own API, or at the files of a catalogue folder."""

from __future__ import annotations

import contextlib
import json
import re
import time
import urllib.error
import urllib.request
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from tests.conftest import CkanBox

WRITES = re.compile(r"POST /api/(?:3/)?action/\w+_(create|update|patch|revise|delete|purge) ")


@dataclass(frozen=True)
class Seen:
    """One dataset as the catalogue shows it, in words that both kinds of catalogue share."""

    name: str
    title: str
    description: str
    private: bool
    organization: str
    keywords: frozenset[str]
    resources: frozenset[tuple[str, str, str]]


class Probe(Protocol):
    """What the shared scenario asks of a catalogue."""

    arguments: list[str]

    def datasets(self) -> dict[str, Seen]:
        """Every dataset of the catalogue: identifier -> what is seen."""
        ...

    def organizations(self) -> dict[str, str]:
        """Every organisation: name -> title."""
        ...

    def writes(self) -> int:
        """How many writes the catalogue has met since it was last asked."""
        ...

    def edit_description(self, identifier: str, text: str) -> None:
        """Edit a dataset as somebody else would."""
        ...


class FolderProbe:
    """Looks at a catalogue folder."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.arguments = ["--to", str(root)]
        self._seen: dict[str, bytes] = {}

    def _files(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in (self.root / "entries").glob("*.json")}

    def datasets(self) -> dict[str, Seen]:
        found = {}
        for name, content in self._files().items():
            record = json.loads(content)
            fields = record["fields"]
            found[record["identifier"]] = Seen(
                name.removesuffix(".json"),
                fields["title"],
                fields["description"],
                fields["private"],
                fields["owner_org"],
                frozenset(fields["keywords"] or ()),
                frozenset(_folder_resource(resource) for resource in record["resources"]),
            )
        return found

    def organizations(self) -> dict[str, str]:
        return dict(json.loads((self.root / "organizations.json").read_text(encoding="utf-8")))

    def writes(self) -> int:
        before, self._seen = self._seen, self._files()
        return sum(before.get(name) != content for name, content in self._seen.items())

    def edit_description(self, identifier: str, text: str) -> None:
        path = self.root / "entries" / f"{self.datasets()[identifier].name}.json"
        record = json.loads(path.read_text(encoding="utf-8"))
        record["fields"]["description"] = text
        path.write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")
        self.writes()


def _folder_resource(resource: dict[str, Any]) -> tuple[str, str, str]:
    fields = resource["fields"]
    return resource["id"], fields.get("title") or "", fields.get("access_url") or ""


class CkanProbe:
    """Asks CKAN's own API, and counts the writes in the web server's access log; other tests' datasets are left out."""

    def __init__(self, box: CkanBox, ledger: Path, token_file: Path, inventories: tuple[str, ...]) -> None:
        self.url, self.token, self.access_log = box.url, box.token, box.access_log
        self._prefixes = tuple(f"{inventory}:" for inventory in inventories)
        self.arguments = ["--to", box.url, "--ledger", str(ledger), "--token-file", str(token_file)]
        self._read = box.access_log.stat().st_size

    def ask(self, action: str, **data: Any) -> Any:
        request = urllib.request.Request(  # noqa: S310 (an address of our own sandbox)
            f"{self.url}/api/3/action/{action}",
            json.dumps(data).encode(),
            {"Authorization": self.token, "Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310 (as above)
            return json.load(answer)["result"]

    def packages(self) -> list[dict[str, Any]]:
        found = self.ask("package_search", rows=1000, include_private=True, include_drafts=True)
        return list(found["results"])

    def datasets(self) -> dict[str, Seen]:
        found = {}
        for package in self.packages():
            extras = {extra["key"]: extra["value"] for extra in package["extras"]}
            if extras.get("identifier", "").startswith(self._prefixes):
                found[extras["identifier"]] = Seen(
                    package["name"],
                    package["title"],
                    package["notes"],
                    package["private"],
                    package["organization"]["name"],
                    frozenset(tag["name"] for tag in package["tags"]),
                    frozenset(
                        (one["id"], one["name"] or "", one.get("access_url") or "") for one in package["resources"]
                    ),
                )
        return found

    def organizations(self) -> dict[str, str]:
        return {one["name"]: one["title"] for one in self.ask("organization_list", all_fields=True)}

    def writes(self) -> int:
        self._wait_for_the_log()
        with self.access_log.open("rb") as log:
            log.seek(self._read)
            lines = log.read()
        self._read += len(lines)
        return len(WRITES.findall(lines.decode()))

    def _wait_for_the_log(self) -> None:
        """Wait until the log holds all that was answered: a line is written just after its answer, by two workers."""
        mark = f"/api/3/action/{uuid.uuid4().hex}"
        with contextlib.suppress(urllib.error.HTTPError):  # there is no such action; what counts is the log's line
            urllib.request.urlopen(self.url + mark, timeout=60).close()  # noqa: S310 (as above)
        deadline = time.monotonic() + 30
        while mark.encode() not in self.access_log.read_bytes():
            assert time.monotonic() < deadline, "the access log does not grow"
            time.sleep(0.02)
        time.sleep(0.3)

    def edit_description(self, identifier: str, text: str) -> None:
        self.ask("package_patch", id=self.datasets()[identifier].name, notes=text)
        self.writes()


def _ckan_resource(resource: dict[str, Any]) -> tuple[str, str, str]:
    return resource["id"], resource["name"] or "", resource.get("access_url") or ""
