"""What was found out lately, in a SQLite file that several runs may share and nobody misses when it is damaged."""

from __future__ import annotations

import json
import sqlite3
import time
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from toolkit.links.outcome import Dead, Moved, Outcome, Reachable, Why

_DAY = 24 * 60 * 60
_TABLE = "CREATE TABLE IF NOT EXISTS reached (url TEXT PRIMARY KEY, at REAL NOT NULL, outcome TEXT NOT NULL)"
_PATIENCE = 5.0


@dataclass(frozen=True, slots=True)
class Memory:
    """What is remembered in a file, for a time in seconds; a path of None remembers nothing.

    Every method does without the file where it cannot be used; one that is no database is begun anew.
    """

    path: Path | None
    lasts: float = _DAY

    def read(self, url: str) -> Outcome | None:
        """Give what was found out about an address, if that is not too long ago."""
        if self.path is None or not self.path.exists():
            return None
        try:
            with closing(sqlite3.connect(self.path, timeout=_PATIENCE)) as file:
                row = file.execute("SELECT at, outcome FROM reached WHERE url = ?", (url,)).fetchone()
        except sqlite3.Error:
            return None
        # A clock that was put back makes an answer look younger than it can be.
        return _parse(row[1]) if row and 0 <= time.time() - row[0] < self.lasts else None

    def write(self, url: str, outcome: Outcome) -> None:
        """Remember what is known for certain; what nobody could tell is asked again the next time."""
        text = _form(outcome)
        if self.path is None or not text:
            return
        try:
            self._store(self.path, url, text)
        except sqlite3.OperationalError:
            return  # locked for too long, or nowhere to write
        except sqlite3.DatabaseError:
            with suppress(OSError, sqlite3.Error):
                self.path.unlink(missing_ok=True)
                self._store(self.path, url, text)
        except OSError:
            return

    def _store(self, path: Path, url: str, text: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(path, timeout=_PATIENCE)) as file, file:
            file.execute(_TABLE)
            file.execute("DELETE FROM reached WHERE at < ?", (time.time() - self.lasts,))
            file.execute("INSERT OR REPLACE INTO reached VALUES (?, ?, ?)", (url, time.time(), text))


def _form(outcome: Outcome) -> str:
    """Write an outcome as JSON; an empty text for one that is not to be kept."""
    match outcome:
        case Reachable():
            return json.dumps({"is": "reachable"})
        case Moved(to):
            return json.dumps({"is": "moved", "to": to})
        case Dead(why, status):
            return json.dumps({"is": "dead", "why": why.value, "status": status})
        case _:
            return ""


def _parse(text: str) -> Outcome | None:
    """Read an outcome; None for what another version may have written."""
    try:
        found = json.loads(text)
        match found["is"]:
            case "reachable":
                return Reachable()
            case "moved":
                return Moved(str(found["to"]))
            case "dead":
                return Dead(Why(found["why"]), int(found["status"]))
    except (ValueError, KeyError, TypeError):
        pass
    return None
