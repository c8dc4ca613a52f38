"""Somebody who works in CKAN itself, past the program: looks at datasets and edits them."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import requests

_OWN = frozenset(
    {"id", "package_id", "resource_id", "metadata_created", "metadata_modified", "last_modified", "created", "position"}
)
"""What differs between two runs that did the same."""


@dataclass(slots=True)
class Editor:
    """Calls CKAN's API with a token. Edits are compare-and-set on CKAN's side, as those of its own forms are not."""

    url: str
    token: str
    session: requests.Session = field(default_factory=requests.Session)

    def ask(self, action: str, **wishes: Any) -> Any:
        """Call an action; fails where CKAN refuses."""
        answer = self.session.post(
            f"{self.url}/api/3/action/{action}", json=wishes, headers={"Authorization": self.token}, timeout=120
        )
        assert answer.status_code == requests.codes.ok, f"{action}: {answer.text[:500]}"
        return answer.json()["result"]

    def find(self, inventory: str) -> list[dict[str, Any]]:
        """Give every dataset of an organisation that has an inventory's name, private ones and drafts too."""
        found: list[dict[str, Any]] = []
        while True:
            page = self.ask(
                "package_search",
                fq=f"organization:{inventory}",
                rows=1000,
                start=len(found),
                sort="id asc",
                include_private=True,
                include_drafts=True,
            )
            found += page["results"]
            if not page["results"] or len(found) >= page["count"]:
                return found

    def show(self, inventory: str) -> dict[str, dict[str, Any]]:
        """Give every dataset of an inventory as package_show tells it; fails where an identifier stands twice."""
        shown = [self.ask("package_show", id=package["id"]) for package in self.find(inventory)]
        counted = Counter(read_identifier(package) for package in shown)
        assert not {name: n for name, n in counted.items() if n > 1}
        return {read_identifier(package): package for package in shown}

    def content(self, inventory: str) -> dict[str, dict[str, Any]]:
        """Give what counts in the end: neither ids nor times; the inventory's name is written as “amt”."""
        return {
            name.replace(inventory, "amt"): _strip(package, inventory) for name, package in self.show(inventory).items()
        }

    def add_extra(self, id_: str, key: str, value: str) -> None:
        """Add an extra to a dataset."""
        self.ask("package_revise", match={"id": id_}, update__extras__extend=[{"key": key, "value": value}])

    def revise(self, id_: str, **fields: Any) -> None:
        """Change fields of a dataset."""
        self.ask("package_revise", match={"id": id_}, update=fields)


def read_identifier(package: dict[str, Any]) -> str:
    """Give a dataset's identifier, else its URL name."""
    return next(
        (str(extra["value"]) for extra in package["extras"] if extra["key"] == "identifier"), str(package["name"])
    )


def _strip(package: dict[str, Any], inventory: str) -> dict[str, Any]:
    """Leave ids and times out, at every depth."""
    kept = {key: value for key, value in package.items() if key not in {"organization", "creator_user_id"}}
    for resource in kept["resources"]:
        if resource.get("url_type") == "upload":
            resource["url"] = resource["url"].rsplit("/", 1)[-1]
    kept["extras"].sort(key=lambda extra: extra["key"])
    stripped: dict[str, Any] = json.loads(json.dumps(_leave_out(kept)).replace(inventory, "amt"))
    return stripped


def _leave_out(value: Any) -> Any:
    match value:
        case dict():
            return {key: _leave_out(inner) for key, inner in value.items() if key not in _OWN and key != "owner_org"}
        case list():
            return [_leave_out(inner) for inner in value]
        case _:
            return value
