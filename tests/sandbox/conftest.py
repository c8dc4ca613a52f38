"""The stand-in for Solr as CKAN meets it: a process of the sandbox's own environment that answers HTTP."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import requests

from toolkit.model.problem import Problem
from toolkit.sandbox.environment import build_clean, prepare_environment
from toolkit.sandbox.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

SANDBOX = Path(__file__).parents[2] / "toolkit" / "sandbox"
JSON = {"Content-type": "application/json; charset=utf-8"}
XML = {"Content-type": "text/xml; charset=utf-8"}


@dataclass(frozen=True, slots=True)
class StandIn:
    """Asks the stand-in what pysolr asks it."""

    url: str

    def add(self, *documents: dict[str, Any], commit: bool = True) -> requests.Response:
        """Send documents as CKAN does: JSON, committed at once."""
        filled = [{"site_id": "box", "entity_type": "package", "state": "active", **each} for each in documents]
        named = [{"index_id": each["id"], "name": each["id"], **each} for each in filled]
        return self.update(json.dumps(named), JSON, commit=commit)

    def update(self, body: str, headers: dict[str, str] = XML, *, commit: bool = True) -> requests.Response:
        """Post a body to /update/."""
        address = f"{self.url}/update/" + ("?commit=true" if commit else "")
        return requests.post(address, body.encode(), headers=headers, timeout=10)

    def select(self, q: str = "*:*", **parameters: Any) -> requests.Response:
        """Search; a list as a value gives the parameter several times."""
        asked = {name.replace("_dot_", "."): value for name, value in parameters.items()}
        return requests.post(f"{self.url}/select/", {"q": q, "wt": "json", **asked}, timeout=10)

    def find(self, q: str = "*:*", **parameters: Any) -> list[str]:
        """Search; give the ids of what is found."""
        answer = self.select(q, fl="id", **parameters)
        assert answer.status_code == requests.codes.ok, answer.text
        return [document["id"] for document in answer.json()["response"]["docs"]]

    def refusal(self, q: str = "*:*", **parameters: Any) -> str:
        """Search for something that must be refused; give the reason."""
        answer = self.select(q, **parameters)
        assert answer.status_code == requests.codes.bad_request, answer.text
        return str(answer.json()["error"]["msg"])


@pytest.fixture(scope="session")
def standin_url() -> Iterator[str]:
    """Start the stand-in once, with the schema of the default CKAN version."""
    try:
        environment = prepare_environment(Settings(), lambda _: None)
    except Problem as problem:
        raise pytest.fail.Exception(f"{problem.what}; {problem.remedy}", pytrace=False) from None
    command = [str(environment.python), "-m", "solr", "--schema", str(environment.schema)]
    variables = {**build_clean(), "PYTHONPATH": str(SANDBOX)}
    with subprocess.Popen(
        command, env=variables, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout is not None
        yield f"http://127.0.0.1:{process.stdout.readline().strip()}/solr/ckan"
        process.terminate()


@pytest.fixture
def standin(standin_url: str) -> StandIn:
    """Give the stand-in without any document."""
    empty = StandIn(standin_url)
    assert empty.update("<delete><query>*:*</query></delete>").status_code == requests.codes.ok
    return empty
