"""Rules about the organisations and groups that datasets are put into."""

from __future__ import annotations

import re
from collections.abc import Iterator

from toolkit.checks.published import Said
from toolkit.checks.rule import Words, about, on_dataset, on_fault
from toolkit.model.dataset import Described
from toolkit.model.finding import Severity
from toolkit.model.message import say
from toolkit.model.record import Fault

_URL_NAME = re.compile(r"[a-z0-9_-]{2,100}")


@on_fault("organization-unknown", Severity.ERROR)
def organization_unknown(fault: Fault) -> Words:
    """A dataset's organisation is not among those that the mapping names.

    The mapping says which organisations there are (“organizations:”, or a table of them), so that a slip in a cell does
    not make a new one. A dataset of an unknown organisation is not published.

    Correct the cell, or name the organisation in the mapping; “also:” takes other words for it.
    """
    return about(
        fault,
        say("“{text}” is none of the organisations that the mapping names", text=fault.text),
        say("Correct the cell, or add the word in the mapping, under “organizations:”, “also:”."),
    )


@on_fault("organization-parent", Severity.WARNING)
def organization_parent(fault: Fault) -> Words:
    """The organisation above another one is unknown, or stands below it as well.

    Organisations form a tree: each has at most one above it. Where that one is not known, or where following the way up
    leads back to the start, the organisation is created without one above it.

    Correct the cell, or the key “parent” in the mapping.
    """
    if fault.detail == "circle":
        what = say("“{text}” stands above this organisation and below it", text=fault.text)
    else:
        what = say("“{text}”, above this organisation, is not known", text=fault.text)
    return about(fault, what, say("Write the name or the title of an organisation that is named as well."))


@on_fault("group-unknown", Severity.WARNING)
def group_unknown(fault: Fault) -> Words:
    """A dataset's group is not among those that the mapping names.

    The dataset is published without that group.

    Correct the cell, or name the group in the mapping; “also:” takes other words for it.
    """
    return about(
        fault,
        say("“{text}” is none of the groups that the mapping names", text=fault.text),
        say("Correct the cell, or add the word in the mapping, under “groups:”, “also:”."),
    )


@on_dataset("group-invalid", Severity.ERROR)
def group_invalid(described: Described) -> Iterator[Words]:
    """The name of a CKAN group is no name that CKAN can have.

    Names of groups stand in addresses: 2 to 100 small letters, digits, hyphens and underscores (CKAN's name validator).

    Write the name as it stands in the address of the group's page; “groups:” in the mapping can translate it.
    """
    for name in described.dataset.groups:
        if not _URL_NAME.fullmatch(name):
            yield Said(name, "groups").words(
                described,
                say("“{text}” is no name of a CKAN group", text=name),
                say("Write the name from the address of its page, or name the groups in the mapping (“groups:”)."),
            )
