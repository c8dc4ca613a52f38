"""Asks the servers that an inventory's links lead to, and says which links lead nowhere."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeAlias

from toolkit.checks.published import list_links
from toolkit.checks.rule import FAULT_RULES, is_refused
from toolkit.links.fetch import default_cache, fetch_reachability
from toolkit.links.outcome import Dead, Moved, Reachable, Reached, Unchecked, Why
from toolkit.model.finding import Finding, Place
from toolkit.model.inventory import Inventory
from toolkit.model.message import Message, say
from toolkit.model.record import Fault

Fetch: TypeAlias = Callable[[Iterable[str]], Iterator[Reached]]

_WHY: Mapping[Why, Message] = {
    Why.NO_HOST: say("there is no server of that name"),
    Why.REFUSED: say("no server answers there"),
    Why.LOGIN: say("the server asks for a password"),
    Why.ROBOTS: say("the server does not answer programs"),
    Why.PATIENCE: say("the server has too much to do and asks for patience"),
    Why.SLOW: say("the server did not answer in time"),
    Why.FAILING: say("the server has an error of its own"),
    Why.CERTIFICATE: say("the server’s certificate cannot be verified"),
    Why.CIRCLE: say("the server sends visitors round in a circle"),
    Why.BROKEN: say("the server broke the connection off"),
    Why.PRIVATE: say("the server stands in a private network"),
    Why.SECRET: say("there is a password in the address"),
    Why.SCHEME: say("this is no address of the web"),
    Why.OFFLINE: say("no server can be reached from this machine"),
}
_STATUS: Mapping[int, Message] = {
    404: say("the server has nothing at this address"),
    410: say("what was at this address has been taken away"),
}


def check_links(
    inventory: Inventory, fetch: Fetch | None = None, step: Callable[[str], None] | None = None
) -> tuple[Fault, ...]:
    """Ask for each address of the datasets that may be published, and give a fault for each cell that needs a look.

    Codes: ``link-dead``, ``link-moved`` (the new address is ``detail`` and ``nearest``), ``link-unchecked``. ``fetch``
    asks (the web, with a memory of a day); ``step`` hears of each address that is done.
    """
    places = _list_places(inventory)
    found: dict[str, Fault] = {}
    for reached in (fetch or _fetch)(places):
        if step:
            step(reached.url)
        if fault := _describe(reached):
            found[reached.url] = fault
    return tuple(
        Fault(fault.code, place, fault.text, fault.nearest, detail=fault.detail)
        for url, fault in ((url, found[url]) for url in places if url in found)
        for place in places[url]
    )


def find_links(inventory: Inventory) -> tuple[Finding, ...]:
    """Ask for each address as ``check_links`` does, and let the rules speak of what was found."""
    return tuple(_judge(fault) for fault in check_links(inventory))


def _judge(fault: Fault) -> Finding:
    rule, speak = FAULT_RULES[fault.code]
    return rule.finding(speak(fault))


def _fetch(urls: Iterable[str]) -> Iterator[Reached]:
    return fetch_reachability(urls, cache=default_cache())


def _list_places(inventory: Inventory) -> Mapping[str, tuple[Place, ...]]:
    """List where each address stands, in the order of the sheet; what stays in the house is not asked for."""
    places: defaultdict[str, list[Place]] = defaultdict(list)
    for described in inventory.described:
        if not is_refused(described):
            for link in list_links(described):
                places[link.text].append(link.place(described))
    # An address that a whole column repeats stands in each cell once.
    return {url: tuple(dict.fromkeys(found)) for url, found in places.items()}


def _describe(reached: Reached) -> Fault | None:
    """Say what is the matter with an address, not yet where it stands; None where nothing is."""
    match reached.outcome:
        case Reachable():
            return None
        case Moved(to):
            return Fault("link-moved", Place(), reached.url, (to,), detail=to)
        case Dead(why, status):
            return Fault("link-dead", Place(), reached.url, detail=_tell(why, status))
        case Unchecked(why, status):
            return Fault("link-unchecked", Place(), reached.url, detail=_tell(why, status))


def _tell(why: Why, status: int) -> Message:
    """Say why, with the status that the server gave."""
    reason = _STATUS.get(status) or _WHY.get(why) or say("the server refuses the address")
    return say("{reason} (HTTP status {status})", reason=reason, status=status) if status else reason


def fetch_answers(
    urls: Iterable[str], fetch: Fetch | None = None, step: Callable[[str], None] | None = None
) -> Mapping[str, bool]:
    """Ask for addresses and tell which answer (HTTP status below 400) and which do not.

    An address of which nobody can tell is left out: a server that refuses programs may well answer people. ``fetch``
    asks (the web, with a memory of a day); ``step`` hears of each address that is done.
    """
    found: dict[str, bool] = {}
    for reached in (fetch or _fetch)(urls):
        if step:
            step(reached.url)
        match reached.outcome:
            case Reachable() | Moved():
                found[reached.url] = True
            case Dead():
                found[reached.url] = False
            case Unchecked():
                pass
    return found
