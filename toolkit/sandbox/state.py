"""What is known of a sandbox: it runs, it starts, it is stopped, it died. Kept in a file that the supervisor writes."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from .lock import is_held

if TYPE_CHECKING:
    from .settings import Place, Settings

LAST_LINES = 5


@dataclass(frozen=True, slots=True)
class Running:
    """A sandbox that answers."""

    url: str
    token_file: Path
    version: str
    home: Path
    log_folder: Path
    pid: int

    @property
    def access_log(self) -> Path:
        """One line for each request that CKAN answered: method, path, status, milliseconds, time."""
        return self.log_folder / "access.log"

    @property
    def password_file(self) -> Path:
        """The password of the user ``admin`` on CKAN's own pages."""
        return self.token_file.with_name("password")


@dataclass(frozen=True, slots=True)
class Starting:
    """A sandbox that does not answer yet; ``step`` names what it waits for."""

    version: str
    pid: int
    step: str


@dataclass(frozen=True, slots=True)
class Stopped:
    """No sandbox."""

    version: str


@dataclass(frozen=True, slots=True)
class Died:
    """A sandbox that ended by itself: the part that ended first, and the end of its log."""

    version: str
    part: str
    code: int | None
    log: Path
    last_lines: tuple[str, ...]


Status: TypeAlias = Running | Starting | Stopped | Died


@dataclass(frozen=True, slots=True)
class State:
    """The content of the state file. ``phase`` is one of starting, running, stopped, died."""

    phase: str
    version: str
    pid: int
    url: str
    ports: dict[str, int]
    started: str
    wishes: dict[str, Any]
    step: str = ""
    part: str = ""
    code: int | None = None


def build_wishes(settings: Settings) -> dict[str, Any]:
    """Give the settings by which a running sandbox is told from another wish."""
    return {
        "plugins": list(settings.plugins),
        "packages": list(settings.packages),
        "options": [list(option) for option in settings.options],
        "solr_url": settings.solr_url,
    }


def write_state(place: Place, state: State) -> None:
    """Write the state file in one step, so that a reader sees the old one or the new one."""
    draft = place.state_file.with_suffix(".new")
    draft.write_text(json.dumps(asdict(state), indent=1), encoding="utf-8")
    draft.replace(place.state_file)


def read_state(place: Place) -> State | None:
    """Read the state file; None when there is none that can be read."""
    try:
        return State(**json.loads(place.state_file.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def read_status(place: Place) -> Status:
    """Find out how a sandbox is.

    The state file alone is not believed: only a supervisor that lives holds the lock, whoever may have its number now.
    """
    state = read_state(place)
    if state is None or state.phase == "stopped":
        return Stopped(place.version)
    if state.phase == "died":
        return read_death(place, state.part, state.code)
    if not is_held(place.supervisor_lock):
        return read_death(place, "supervisor", None)
    if state.phase == "starting":
        return Starting(place.version, state.pid, state.step)
    return Running(state.url, place.token_file, place.version, place.home, place.logs, state.pid)


def read_death(place: Place, part: str, code: int | None) -> Died:
    """Say which part ended, with the end of its log."""
    log = place.logs / f"{part}.log"
    return Died(place.version, part, code, log, read_last_lines(log))


def read_last_lines(log: Path) -> tuple[str, ...]:
    """Read the end of a log; nothing when there is none."""
    try:
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ()
    return tuple(line for line in lines if line.strip())[-LAST_LINES:]


def write_secret(path: Path, text: str) -> None:
    """Write a file that nobody else may read, from its first byte on."""
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
