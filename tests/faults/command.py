"""The command ``bestand push`` in a process of its own, which can be killed at a request of its choosing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path

from tests.conftest import CkanBox
from tests.faults.office import Office
from tests.faults.proxy import Cut, Moment, Proxy, Seen, Weather

ROOT = Path(__file__).parents[2]
LONGEST = 300.0


@dataclass(slots=True)
class Command:
    """A push of one inventory through a proxy, again and again the same command."""

    box: CkanBox
    proxy: Proxy
    office: Office
    ledger: str = "ledger.sqlite"
    codes: list[int] = field(default_factory=list)

    @property
    def arguments(self) -> list[str]:
        """What stands after ``bestand``."""
        token = self.office.folder / "token"
        token.touch(mode=0o600)
        token.write_text(self.box.token, encoding="utf-8")
        ledger = str(self.office.folder / self.ledger)
        aim = ["--to", self.proxy.url, "--token-file", str(token), "--ledger", ledger]
        return ["push", *self.office.arguments, *aim, "--yes", "--create-organizations"]

    def start(self) -> subprocess.Popen[bytes]:
        """Start it."""
        log = self.office.folder / "output.txt"
        with log.open("ab") as output:
            return subprocess.Popen(
                [sys.executable, "-m", "toolkit", *self.arguments],
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )

    def run(self) -> int:
        """Run it to its end; give its exit code."""
        with self.start() as process:
            self.codes.append(process.wait(LONGEST))
        return self.codes[-1]

    def kill_at(self, number: int, moment: Moment) -> bool:
        """Run it and kill it when the proxy sees its n-th request (from 1), before or after CKAN worked on it.

        Tells whether it was killed; it may come to its end first.
        """
        begun, killed, started = len(self.proxy.log), threading.Event(), threading.Event()
        pids: list[int] = []

        def watch(seen: Seen, now: Moment) -> None:
            if seen.number == begun + number and now == moment:
                started.wait(LONGEST)
                os.kill(pids[0], signal.SIGKILL)
                killed.set()
                raise Cut

        self.proxy.weather = Weather(watch=watch)
        with self.start() as process:
            pids.append(process.pid)
            started.set()
            self.codes.append(process.wait(LONGEST))
        self.proxy.weather = Weather()
        return killed.is_set()

    def run_until_done(self, most: int = 5) -> None:
        """Run it until it ends well; fails where that takes too many runs."""
        for _ in range(most):
            if self.run() == 0:
                return
        raise AssertionError((self.office.folder / "output.txt").read_text(encoding="utf-8")[-2000:])
