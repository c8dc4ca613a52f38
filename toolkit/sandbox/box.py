"""Starts, asks and stops a sandbox: ``up``, ``status``, ``down``."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING, assert_never

from toolkit.model.message import say
from toolkit.model.problem import Problem

from .environment import build_clean, prepare_environment
from .lock import hold_lock, is_held
from .port import listen
from .settings import DEFAULT_VERSION, Place
from .state import Died, Running, Starting, Stopped, build_wishes, read_death, read_state, read_status
from .supervisor import Order, build_order

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable

    from toolkit.model.message import Message

    from .environment import Environment
    from .settings import Settings
    from .state import Status

ROOT = Path(__file__).parents[2]
LONGEST_START = 900.0  # seconds; a large catalogue is indexed anew at each start
LONGEST_STOP = 90.0  # seconds; each of the four parts may take some
PAUSE = 0.1


def up(settings: Settings, tell: Callable[[Message], None] = lambda _: None) -> Running:
    """Start a sandbox and wait until it answers; give the one that already runs.

    ``tell`` hears what is being done. Raises Problem when it cannot be had: no POSIX system, no package registries on
    the first use, a port that is taken, a part that ends, another sandbox in its place.
    """
    refuse_windows()
    place = settings.place
    with hold_lock(place.start_lock):
        running = find_running(settings)
        if running:
            return running
        environment = prepare_environment(settings, tell)
        check_solr(settings.solr_url)
        prepare_folders(settings)
        tell(say("starting CKAN {version}", version=settings.version))
        start_supervisor(settings, environment)
        return wait_for_start(place, tell)


def status(home: Path, version: str = DEFAULT_VERSION) -> Status:
    """Find out how the sandbox of a version is."""
    refuse_windows()
    return read_status(Place(home, version))


def down(home: Path, version: str = DEFAULT_VERSION) -> Stopped:
    """Stop the sandbox of a version in good order; its data stay. Raises Problem when it does not stop."""
    refuse_windows()
    place = Place(home, version)
    found = read_status(place)
    if isinstance(found, Running | Starting):
        os.kill(found.pid, signal.SIGTERM)
        if not wait_for_end(place):
            os.kill(found.pid, signal.SIGKILL)  # the leashes see it and end the parts
            raise Problem(
                say("the sandbox of CKAN {version} did not stop in time and was ended by force", version=version),
                say("its logs are in {folder}", folder=str(place.logs)),
            )
    return Stopped(version)


def find_versions(home: Path) -> tuple[str, ...]:
    """List the versions that have been started in a home, the newest first."""
    found = [path.parent.name for path in home.glob("*/state.json")]
    return tuple(sorted(found, key=lambda name: [int(part) if part.isdigit() else 0 for part in name.split(".")])[::-1])


def refuse_windows() -> None:
    """Refuse systems on which gunicorn does not run."""
    if sys.platform == "win32":
        raise Problem(
            say("the sandbox does not run on Windows"),
            say("use it on Linux or macOS, or in the Windows Subsystem for Linux"),
        )


def find_running(settings: Settings) -> Running | None:
    """Give the sandbox that already runs in this place. Raises Problem when it is not what is asked for."""
    found = read_status(settings.place)
    if not isinstance(found, Running):
        return None
    state = read_state(settings.place)
    other_port = settings.port is not None and not found.url.endswith(f":{settings.port}")
    if settings.fresh or other_port or (state and state.wishes != build_wishes(settings)):
        raise Problem(
            say("a sandbox of CKAN {version} with other settings runs at {url}", version=found.version, url=found.url),
            say("stop it first: bestand sandbox down --ckan {version}", version=found.version),
        )
    return found


def check_solr(url: str | None) -> None:
    """Look whether a real Solr answers with a schema. Raises Problem when it does not."""
    if url is None:
        return
    try:
        with urllib.request.urlopen(f"{url.rstrip('/')}/schema?wt=schema.xml", timeout=10) as answer:  # noqa: S310 (given)
            answer.read()
    except (OSError, ValueError) as error:
        raise Problem(
            say("no Solr core answers at {url}: {reason}", url=url, reason=str(error)),
            say(
                "give the address of a core with CKAN's schema, such as {example}",
                example="http://127.0.0.1:8983/solr/ckan",
            ),
        ) from error


def prepare_folders(settings: Settings) -> None:
    """Make the data folder, new if that is wished, without what the last run left for this one."""
    place = settings.place
    if settings.fresh:
        shutil.rmtree(place.data, ignore_errors=True)
    place.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    shutil.rmtree(place.data / "run", ignore_errors=True)
    for name in ("run", "log", "storage", "cache"):
        (place.data / name).mkdir(exist_ok=True)


def start_supervisor(settings: Settings, environment: Environment) -> None:
    """Start the supervisor, which goes on without this process. It takes the sockets over that are opened here."""
    place = settings.place
    last = read_state(place)
    ckan = listen(settings.port, last.ports.get("ckan") if last else None)
    sockets: dict[str, socket.socket] = {"ckan": ckan} | ({} if settings.solr_url else {"solr": listen(None)})
    numbers = {name: each.fileno() for name, each in sockets.items()}
    place.state_file.unlink(missing_ok=True)
    try:
        with (place.logs / "supervisor.log").open("ab") as log:
            subprocess.run(
                [sys.executable, "-m", "toolkit.sandbox.supervisor"],
                input=build_order(Order(settings, environment, numbers)).encode(),
                stdout=log,
                stderr=log,
                cwd=place.data,
                env={**build_clean(), "PYTHONPATH": str(ROOT)},
                pass_fds=list(numbers.values()),
                check=False,
            )
    finally:
        for each in sockets.values():
            each.close()


def wait_for_start(place: Place, tell: Callable[[Message], None]) -> Running:
    """Wait until the sandbox answers; when that is not to be, or somebody breaks off, leave nothing running."""
    try:
        return watch_start(place, tell)
    except BaseException:
        down(place.home, place.version)
        raise


def watch_start(place: Place, tell: Callable[[Message], None]) -> Running:
    """Watch a start until the sandbox answers. Raises Problem when it dies first, or takes far too long."""
    told = ""
    end = time.monotonic() + LONGEST_START
    while time.monotonic() < end:
        found = read_status(place)
        match found:
            case Running():
                return found
            case Starting(_, _, step):
                told = tell_step(step, told, tell)
            case Died():
                raise build_death_problem(found)
            case Stopped():
                if not is_held(place.supervisor_lock):
                    break
            case _:
                assert_never(found)
        time.sleep(PAUSE)
    raise build_death_problem(read_death(place, "ckan" if is_held(place.supervisor_lock) else "supervisor", None))


def tell_step(step: str, told: str, tell: Callable[[Message], None]) -> str:
    """Say what is waited for, once for each step."""
    if step and step != told:
        tell(say("waiting for the database") if step == "database" else say("waiting for CKAN's first answer"))
    return step


def build_death_problem(died: Died) -> Problem:
    """Say which part ended and where its log lies."""
    return Problem(
        say(
            "CKAN {version} did not start: its part {part} ended; the last it said: {line}",
            version=died.version,
            part=died.part,
            line=died.last_lines[-1] if died.last_lines else "-",
        ),
        say("all it said is in {log}", log=str(died.log)),
    )


def wait_for_end(place: Place) -> bool:
    """Wait until the supervisor has gone."""
    end = time.monotonic() + LONGEST_STOP
    while is_held(place.supervisor_lock):
        if time.monotonic() > end:
            return False
        time.sleep(PAUSE)
    return True
