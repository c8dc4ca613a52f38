"""Asks for many addresses: several servers at once, each server only once at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Event, Thread

import platformdirs

from toolkit.links.address import host_of, refuse, strip_fragment
from toolkit.links.manner import Manner
from toolkit.links.memory import Memory
from toolkit.links.outcome import Dead, Outcome, Reached, Unchecked, Why
from toolkit.links.pace import Interrupted, Pace
from toolkit.links.request import Asker, open_session

_MANNER = Manner()
_TURN = 0.2
_UNHEARD = frozenset({Why.NO_HOST, Why.REFUSED})


def default_cache() -> Path:
    """Give the file in which answers are remembered for a day."""
    return platformdirs.user_cache_path("bestand") / "links.sqlite"


def fetch_reachability(
    urls: Iterable[str], *, cache: Path | None = None, manner: Manner = _MANNER
) -> Iterator[Reached]:
    """Find out what is at each address, in the order in which the servers answer; each address comes once.

    Addresses that differ in their fragment only are asked for once. Whoever stops iterating stops the asking. Where no
    server at all can be reached, this machine is offline, and no address is called dead. ``cache`` is a SQLite file
    that remembers answers for a day; None remembers nothing. Never raises for what a server does.
    """
    memory = Memory(cache)
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for url in dict.fromkeys(urls):
        groups[strip_fragment(url)].append(url)
    wanted = []
    for address, same in groups.items():
        known = refuse(address) or memory.read(address)
        if known is None:
            wanted.append(address)
        else:
            yield from (Reached(url, known) for url in same)
    for address, outcome in _hold_back(_ask_all(wanted, manner)):
        memory.write(address, outcome)
        yield from (Reached(url, outcome) for url in groups[address])


def _hold_back(answers: Iterable[tuple[str, Outcome]]) -> Iterator[tuple[str, Outcome]]:
    """Hold back that there is no server until another one answered; where none ever does, nobody can tell."""
    held: list[tuple[str, Outcome]] = []
    online = False
    for address, outcome in answers:
        if not online and isinstance(outcome, Dead | Unchecked) and not outcome.status:
            held.append((address, outcome))
            continue
        online = True
        yield from held
        held.clear()
        yield address, outcome
    for address, outcome in held:
        unheard = isinstance(outcome, Dead) and outcome.why in _UNHEARD
        yield address, Unchecked(Why.OFFLINE) if unheard else outcome


def _ask_all(addresses: Sequence[str], manner: Manner) -> Iterator[tuple[str, Outcome]]:
    """Let a few threads ask, each for all addresses of one server; they end when nobody listens any more."""
    servers = _by_server(addresses)
    stop, answers = Event(), SimpleQueue[tuple[str, Outcome]]()
    work = SimpleQueue[Sequence[str]]()
    for same in servers.values():
        work.put(same)
    pace = Pace(manner.pause, stop)
    threads = [
        Thread(target=_work, args=(work, answers, manner, pace), daemon=True, name=f"links-{number}")
        for number in range(min(manner.hosts, len(servers)))
    ]
    for thread in threads:
        thread.start()
    try:
        for _ in addresses:
            yield _wait(answers)
    finally:
        stop.set()


def _wait(answers: SimpleQueue[tuple[str, Outcome]]) -> tuple[str, Outcome]:
    """Wait for the next answer in short turns: on Windows, nothing interrupts a wait without an end."""
    while True:
        with suppress(Empty):
            return answers.get(timeout=_TURN)


def _by_server(addresses: Iterable[str]) -> Mapping[str, Sequence[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for address in addresses:
        found[host_of(address)].append(address)
    return found


def _work(
    work: SimpleQueue[Sequence[str]], answers: SimpleQueue[tuple[str, Outcome]], manner: Manner, pace: Pace
) -> None:
    """Ask one server after the other, until there is none left or nobody listens."""
    with open_session(manner) as session:
        asker = Asker(session, manner, pace)
        with suppress(Empty, Interrupted):
            while True:
                for address in work.get_nowait():
                    answers.put((address, _ask(asker, address)))


def _ask(asker: Asker, address: str) -> Outcome:
    """Ask for one address; whoever waits for the answer gets one in any case. Raises Interrupted."""
    try:
        return asker.fetch(address)
    except Interrupted:
        raise
    except Exception:  # noqa: BLE001 (a fault in one answer must not keep the others waiting for ever)
        return Unchecked(Why.BROKEN)
