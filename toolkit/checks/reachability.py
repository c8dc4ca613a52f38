"""Rules for what the servers answered that an inventory's links lead to; they speak only where somebody asked."""

from __future__ import annotations

from toolkit.checks.rule import Words, about, on_fault
from toolkit.model.finding import Severity
from toolkit.model.message import say
from toolkit.model.record import Fault


@on_fault("link-dead", Severity.WARNING)
def link_dead(fault: Fault) -> Words:
    """A link leads nowhere.

    The server does not exist, or says that it does not have what the address names. Links are only tried where somebody
    asks for it (bestand check --online). The dataset is published all the same, since servers fail for a while, too.

    Open the address in a browser and correct it in the sheet.
    """
    return about(
        fault,
        say("“{url}” leads nowhere: {answer}", url=fault.text, answer=fault.detail),
        say("Open the address in a browser and correct it in the sheet."),
    )


@on_fault("link-moved", Severity.NOTE)
def link_moved(fault: Fault) -> Words:
    """A link leads to an address that has moved.

    The server sends visitors on to another address for good. That works until somebody switches it off.

    Write the new address in the sheet.
    """
    return about(
        fault,
        say("“{url}” has moved for good", url=fault.text),
        say("Write the new address in the sheet."),
    )


@on_fault("link-unchecked", Severity.NOTE)
def link_unchecked(fault: Fault) -> Words:
    """A link could not be tried.

    The server does not want to be asked by programs, asks for patience, or was too slow. That says nothing about the
    link.

    Try again later, or open the address in a browser.
    """
    return about(
        fault,
        say("“{url}” could not be tried: {answer}", url=fault.text, answer=fault.detail),
        say("Try again later, or open the address in a browser."),
    )
