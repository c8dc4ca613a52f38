"""The process that owns a sandbox: starts its parts, watches them, stops them in order.

``box`` starts it as ``python -m toolkit.sandbox.supervisor`` with an order on its standard input. It leaves its caller,
holds the lock of its place for as long as it lives, and writes down what it does in the state file. It restarts
nothing: when one part ends, all end.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
import threading
import urllib.request
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .configuration import Addresses, build_configuration, make_secret
from .environment import Environment
from .lock import hold_lock
from .part import start_part
from .port import HOST, find_free_port, is_open
from .settings import Settings
from .state import State, build_wishes, write_secret, write_state

if TYPE_CHECKING:
    from collections.abc import Callable

    from .part import Part

SANDBOX = Path(__file__).parent
INSIDE = SANDBOX / "inside"
GLANCE = 0.1  # seconds between two looks while it starts
WATCH = 0.5  # seconds between two looks while it runs
ANSWER = 60.0  # seconds for CKAN's first answer, which loads its templates


class Ended(Exception):  # noqa: N818 (a part that ended is an event; whether it is an error depends on who wanted it)
    """A part ended, or somebody wants the sandbox to stop (``part`` is then empty)."""

    def __init__(self, part: str = "", code: int | None = None) -> None:
        super().__init__(part, code)
        self.part = part
        self.code = code


@dataclass(frozen=True, slots=True)
class Order:
    """What the supervisor is asked for. ``sockets`` are the numbers of open, listening sockets."""

    settings: Settings
    environment: Environment
    sockets: dict[str, int]


def build_order(order: Order) -> str:
    """Write an order as JSON."""
    return json.dumps(asdict(order), default=str)


def parse_order(text: str) -> Order:
    """Read an order."""
    raw = json.loads(text)
    settings: dict[str, Any] = raw["settings"]
    settings["home"] = Path(settings["home"])
    settings["environments"] = Path(settings["environments"]) if settings["environments"] else None
    settings["plugins"] = tuple(settings["plugins"])
    settings["packages"] = tuple(settings["packages"])
    settings["options"] = tuple((name, value) for name, value in settings["options"])
    return Order(Settings(**settings), Environment(Path(raw["environment"]["folder"])), raw["sockets"])


@dataclass(slots=True)
class Supervisor:
    """Owns the parts of one sandbox."""

    order: Order
    state: State
    wanted: threading.Event = field(default_factory=threading.Event)
    parts: list[Part] = field(default_factory=list)

    def run(self) -> None:
        """Start all parts, watch them until one ends or a signal comes, stop them, write down how it ended."""
        end = self._live()
        self._stop()
        self._note(phase="died" if end.part else "stopped", part=end.part, code=end.code)

    def _live(self) -> Ended:
        try:
            self._start()
            self._note(phase="running")
            self._wait_until(lambda: False, WATCH)
        except Ended as ended:
            return ended
        except BaseException:
            self._stop()
            raise
        return Ended()

    def _note(self, **changes: Any) -> None:
        self.state = replace(self.state, **changes)
        write_state(self.order.settings.place, self.state)

    def _start(self) -> None:
        data = self.order.settings.place.data
        address = data / "run" / "database"
        self._start_database(address)
        self._start_valkey()
        self._start_solr()
        self._start_ckan()
        self._note(step="database")
        self._wait_until(address.exists)
        self._wait_until(lambda: is_open(self.state.ports["valkey"]))
        self._configure(address.read_text(encoding="utf-8"))
        self._note(step="ckan")
        self._wait_until((data / "run" / "ready").exists)
        self._ask()

    def _start_part(self, name: str, *command: str | Path, **wishes: Any) -> None:
        self.parts.append(start_part(name, command, self.order.settings.place.logs, **wishes))

    def _start_database(self, address: Path) -> None:
        data = self.order.settings.place.data
        python = self.order.environment.python
        self._start_part("database", python, INSIDE / "database.py", data / "database", address, leashed=False)

    def _start_valkey(self) -> None:
        port = str(self.state.ports["valkey"])
        self._start_part("valkey", self.order.environment.valkey, "--bind", HOST, "--port", port, "--save", "")

    def _start_solr(self) -> None:
        if self.order.settings.solr_url:
            return
        number = self.order.sockets["solr"]
        command = (self.order.environment.python, "-m", "solr")
        options = ("--socket", str(number), "--schema", self.order.environment.schema)
        self._start_part("solr", *command, *options, variables={"PYTHONPATH": str(SANDBOX)}, keep_open=[number])
        os.close(number)

    def _start_ckan(self) -> None:
        number = self.order.sockets["ckan"]
        command = (self.order.environment.python, "-m", "gunicorn", "--config", INSIDE / "gunicorn_conf.py")
        variables = {"BESTAND_SANDBOX_DATA": str(self.order.settings.place.data)}
        self._start_part("ckan", *command, "--bind", f"fd://{number}", variables=variables, keep_open=[number])
        os.close(number)

    def _configure(self, database: str) -> None:
        settings = self.order.settings
        solr = settings.solr_url or f"http://{HOST}:{self.state.ports['solr']}/solr/ckan"
        redis = f"redis://{HOST}:{self.state.ports['valkey']}/0"
        secret, site = read_identity(settings.place.data)
        text = build_configuration(settings, Addresses(self.state.url, database, redis, solr), secret, site)
        draft = settings.place.data / "run" / "ckan.new"
        write_secret(draft, text)
        draft.replace(draft.with_suffix(".ini"))

    def _ask(self) -> None:
        """Ask CKAN once, and watch the parts meanwhile. Raises Ended when it answers with an error or not at all."""
        answered = threading.Event()
        asking = threading.Thread(target=ask_status, args=(self.state.url, answered), daemon=True)
        asking.start()
        self._wait_until(lambda: not asking.is_alive())
        if not answered.is_set():
            raise Ended("ckan")

    def _wait_until(self, is_done: Callable[[], bool], pause: float = GLANCE) -> None:
        """Wait, and watch meanwhile. Raises Ended when a part ends or when somebody wants an end."""
        while not is_done():
            for part in self.parts:
                code = part.read_code()
                if code is not None:
                    raise Ended(part.name, code)
            if self.wanted.wait(pause) or not is_alive(self.order.settings.stop_with):
                raise Ended

    def _stop(self) -> None:
        """Stop the parts, the one that was started last first."""
        while self.parts:
            self.parts.pop().stop()
        stop_left_database(self.order.settings.place.data / "database")


def ask_status(url: str, answered: threading.Event) -> None:
    """Ask CKAN for its state, and say so when it answers well. What goes wrong is printed into the supervisor's log."""
    with urllib.request.urlopen(f"{url}/api/3/action/status_show", timeout=ANSWER) as answer:  # noqa: S310 (our own)
        answer.read()
    answered.set()


def read_identity(data: Path) -> tuple[str, str]:
    """Read the key that signs tokens, and the site's name; make them on the first start with this data."""
    path = data / "identity.json"
    if not path.exists():
        write_secret(path, json.dumps({"secret": make_secret(), "site": f"sandbox-{os.urandom(4).hex()}"}))
    identity = json.loads(path.read_text(encoding="utf-8"))
    return identity["secret"], identity["site"]


def is_alive(pid: int | None) -> bool:
    """Tell whether a process exists; no process given counts as one."""
    if pid is None:
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def stop_left_database(folder: Path) -> None:
    """End a PostgreSQL that its holder left behind. In good order there is none."""
    try:
        pid = int((folder / "postmaster.pid").read_text(encoding="utf-8").split("\n", 1)[0])
        os.kill(pid, signal.SIGQUIT)
    except (OSError, ValueError):
        return


def main() -> None:
    """Take the order, leave the caller, run until the end."""
    order = parse_order(sys.stdin.read())
    place = order.settings.place
    with hold_lock(place.supervisor_lock, wait=False):
        if os.fork():
            os._exit(0)  # the child holds the lock on
        os.setsid()
        supervisor = Supervisor(order, build_first_state(order))
        for each in (signal.SIGTERM, signal.SIGINT):
            signal.signal(each, lambda *_: supervisor.wanted.set())
        write_state(place, supervisor.state)
        supervisor.run()


def build_first_state(order: Order) -> State:
    """Give the state at the start, with the ports of the sockets that were handed over."""
    ports = {name: read_port(number) for name, number in order.sockets.items()} | {"valkey": find_free_port()}
    return State(
        phase="starting",
        version=order.settings.version,
        pid=os.getpid(),
        url=f"http://{HOST}:{ports['ckan']}",
        ports=ports,
        started=datetime.now(UTC).isoformat(timespec="seconds"),
        wishes=build_wishes(order.settings),
    )


def read_port(number: int) -> int:
    """Read the port of an open socket by its number, and leave the socket open."""
    listening = socket.socket(fileno=number)
    port = int(listening.getsockname()[1])
    listening.detach()
    return port


if __name__ == "__main__":
    main()
