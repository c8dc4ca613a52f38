"""Ways to bring the same datasets into a CKAN: Bestand, ``ckanapi load datasets``, and nothing but requests."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

from tests.conftest import CkanBox
from tests.faults.office import Office, build_office
from tests.faults.run import Aim, plan_once
from toolkit.catalogues.ckan.payload import build_create
from toolkit.catalogues.ckan.profile import load_profile
from toolkit.model.plan import Create
from toolkit.sandbox import box
from toolkit.sandbox.settings import DEFAULT_VERSION, Settings, default_home
from toolkit.sync.wish import Options

ROOT = Path(__file__).parents[1]
PROCESSES = 3


@dataclass(frozen=True)
class Stage:
    """An empty CKAN, an inventory for it, and the bodies of the requests that would create its datasets."""

    box: CkanBox
    office: Office
    bodies: list[dict[str, Any]]

    @property
    def token_file(self) -> Path:
        """The token, for commands."""
        return self.box.access_log.parents[1] / "token"

    def run_bestand(self, url: str = "") -> float:
        """Push by the command; seconds of the whole process."""
        ledger = str(self.office.folder / "ledger.sqlite")
        aim = ["--to", url or self.box.url, "--token-file", str(self.token_file), "--ledger", ledger]
        return _run([sys.executable, "-m", "toolkit", "push", *self.office.arguments, *aim, "--yes", "--json"])

    def run_ckanapi(self, url: str = "") -> float:
        """Load by ckanapi's command; seconds of the whole process."""
        lines = self.office.folder / "datasets.jsonl"
        lines.write_text("".join(f"{json.dumps(body)}\n" for body in self.bodies), encoding="utf-8")
        command = ["ckanapi", "load", "datasets", "-I", str(lines), "-q"]
        return _run([*command, "-p", str(PROCESSES), "-r", url or self.box.url, "-a", self.box.token])

    def run_bare(self, threads: int, url: str = "") -> float:
        """Post the bodies and do nothing else; seconds without the start of a process."""
        local = threading.local()

        def post(body: dict[str, Any]) -> None:
            if not hasattr(local, "session"):
                local.session = requests.Session()
                local.session.headers["Authorization"] = self.box.token
            address = f"{url or self.box.url}/api/3/action/package_create"
            local.session.post(address, json=body, timeout=300).raise_for_status()

        began = time.perf_counter()
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(post, self.bodies))
        return time.perf_counter() - began

    def count(self) -> int:
        """Count the datasets in CKAN."""
        asked = {"rows": 0, "include_private": True}
        headers = {"Authorization": self.box.token}
        answer = requests.post(f"{self.box.url}/api/3/action/package_search", json=asked, headers=headers, timeout=60)
        return int(answer.json()["result"]["count"])

    def count_requests(self, work: Callable[[], float]) -> tuple[float, int]:
        """Give a work's seconds and how many requests CKAN answered meanwhile."""
        before = self._count_lines()
        seconds = work()
        return seconds, self._count_lines() - before

    def _count_lines(self) -> int:
        time.sleep(0.5)  # a line is written just after its answer
        return len(self.box.access_log.read_bytes().splitlines())


def _run(command: list[str]) -> float:
    """Run a command that must end well; seconds."""
    # ckanapi starts its workers by its own name.
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    began = time.perf_counter()
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - began
    assert done.returncode == 0, done.stderr[-2000:]
    return seconds


@contextmanager
def open_stage(folder: Path, size: int) -> Iterator[Stage]:
    """Start an empty CKAN with the organisation of a new inventory."""
    home = default_home() / "bench"
    running = box.up(Settings(DEFAULT_VERSION, home, default_home(), fresh=True))
    try:
        token = running.token_file.read_text(encoding="utf-8")
        place = CkanBox(running.url, token, running.access_log, home, DEFAULT_VERSION)
        name = f"last{uuid.uuid4().hex[:6]}"
        requests.post(
            f"{running.url}/api/3/action/organization_create",
            json={"name": name, "title": f"Amt {name}"},
            headers={"Authorization": token},
            timeout=60,
        ).raise_for_status()
        office = build_office(folder / name, name, size)
        yield Stage(place, office, _build_bodies(place, office))
    finally:
        box.down(home, DEFAULT_VERSION)


def _build_bodies(place: CkanBox, office: Office) -> list[dict[str, Any]]:
    """Build the request bodies that a push would send; this also wakes CKAN up."""
    plan = plan_once(Aim(place.url, place.token, office.folder / "no-ledger.sqlite"), office, Options())
    profile = load_profile("ckan-plain")
    return [dict(build_create(change.entry, profile)) for change in plan.changes if isinstance(change, Create)]
