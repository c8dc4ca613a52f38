"""The real ``bestand serve`` in a process of its own, with a folder as its catalogue and two local accounts."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

ADDRESS = re.compile(r"Bestand is at (http://127\.0\.0\.1:\d+)/")
START = 60.0
STOP = 30.0
PASSWORDS = {"leitstelle": "Apfelbaum-am-Rathaus-17", "gruenflaechen": "Birnbaum-am-Rathaus-18"}
"""The steward and the department, and what they type."""

ROLES = {"leitstelle": "steward", "gruenflaechen": "department"}

CONFIGURATION = """
[targets.katalog]
to = "katalog"
ledger = "katalog.sqlite"

[inventories.gruenes-amt]
files = ["eingang/gruenes-amt.xlsx"]
create_organizations = true
optional = true

[web]
data = "daten"
"""

LIMITS = """
requests_per_minute = 60000
uploads_per_minute = 6000
logins_per_minute = 600
"""
"""One machine plays all visitors here: it may ask more often than one visitor does."""


@dataclass(frozen=True, slots=True)
class Server:
    """A server that answers at ``url``; ``folder`` holds its configuration, catalogue and data."""

    url: str
    folder: Path
    process: subprocess.Popen[bytes]
    log: Path

    @property
    def catalogue(self) -> Path:
        return self.folder / "katalog"

    @property
    def data(self) -> Path:
        """Where what visitors sent lies as long as they stay."""
        return self.folder / "daten"

    def read_log(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")

    def stored(self) -> list[Path]:
        """List the files of visits that lie on the server."""
        return sorted(path for path in (self.data / "visits").rglob("*") if path.is_file())


def call(folder: Path, *arguments: str, typed: str = "") -> str:
    """Run the command in a folder, as an administrator does, and give what it says."""
    command = [sys.executable, "-m", "toolkit", *arguments]
    done = subprocess.run(
        command,
        cwd=folder,
        env=build_environment(),
        input=typed,
        capture_output=True,
        text=True,
        check=False,
        encoding="utf-8",
        timeout=120,
    )
    assert done.returncode == 0, f"{' '.join(arguments)}: {done.stdout}{done.stderr}"
    return done.stdout


def build_environment() -> dict[str, str]:
    """Build the environment of the server: this checkout's code, and no settings of the developer's own."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("BESTAND_")}
    return kept | {"PYTHONPATH": str(Path(__file__).parents[2]), "PYTHONUNBUFFERED": "1", "PYTHONUTF8": "1"}


@contextmanager
def run_server(
    folder: Path, web: str = 'login = "accounts"', *, accounts: bool = True, limits: str = LIMITS
) -> Iterator[Server]:
    """Start the server in a folder and stop it in the end. ``web`` are further lines of the table [web]."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "bestand.toml").write_text(f"{CONFIGURATION}{limits}{web}\n", encoding="utf-8")
    for name in ROLES if accounts else ():
        add_account(folder, name)
    log = folder / "server.log"
    command = [sys.executable, "-m", "toolkit", "--lang", "en", "serve", "--config", "bestand.toml", "--port", "0"]
    with log.open("wb") as out:
        process = start(command, folder, out)
        try:
            yield Server(find_address(process, log), folder, process, log)
        finally:
            stop(process)


def add_account(folder: Path, name: str) -> None:
    """Make a local account as the administrator does."""
    password = PASSWORDS[name]
    call(folder, "account", "add", name, "--role", ROLES[name], "--config", "bestand.toml", typed=f"{password}\n")


def start(command: list[str], folder: Path, out: IO[bytes]) -> subprocess.Popen[bytes]:
    """Start the server's process."""
    return subprocess.Popen(
        command, cwd=folder, env=build_environment(), stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT
    )


def find_address(process: subprocess.Popen[bytes], log: Path) -> str:
    """Wait until the server says where it listens; fail with its log where it ends or stays silent."""
    end = time.monotonic() + START
    while time.monotonic() < end and process.poll() is None:
        if found := ADDRESS.search(log.read_text(encoding="utf-8", errors="replace")):
            return found[1]
        time.sleep(0.05)
    raise AssertionError(f"the server does not listen: {log.read_text(encoding='utf-8', errors='replace')}")


def stop(process: subprocess.Popen[bytes]) -> None:
    """Ask the server to end; end it where it does not."""
    process.terminate()
    try:
        process.wait(STOP)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(STOP)
        raise
