"""Deleting a dataset so that nobody's edit goes with it unseen.

CKAN has no compare-and-set for a deletion: so package_revise first makes the dataset private, if it is still as it was
read, and package_delete follows at once. CKAN keeps what is deleted (state ``deleted``); a sysadmin can bring it back.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from toolkit.catalogues.ckan.client import Absent, Client, Denied
from toolkit.model.entry import Held
from toolkit.model.receipt import Answered, Busy, Refused, Unsure, Written

# What making a dataset private changes, and what CKAN counts or looks up anew for each answer.
_CHANGED = frozenset({"metadata_modified", "organization", "private", "tracking_summary"})


def delete_dataset(client: Client, held: Held, withdrawn: Answered) -> Answered:
    """Delete a dataset; ``withdrawn`` is how making it private ended. One that is deleted already counts as done."""
    match withdrawn:
        case Unsure() | Busy():
            return withdrawn
        case Refused():
            raw = client.find("package_show", id=held.id)
            if _is_gone(raw):
                return Written(held.id, held.revision)
            if not _is_as_withdrawn(held, raw):
                return withdrawn
        case Written():
            pass
    match client.write("package_delete", {"id": held.id}):
        case Denied(reason):
            return Refused(reason)
        case Unsure() | Busy() as unclear:
            return unclear
        case _:
            return Written(held.id, held.revision)


def _is_gone(raw: Any) -> bool:
    """Tell whether a dataset is deleted; one that the token may not see may still be there."""
    return raw is Absent.MISSING or (isinstance(raw, Mapping) and raw.get("state") == "deleted")


def _is_as_withdrawn(held: Held, raw: Any) -> bool:
    """Tell whether a dataset differs from what was read by our own first request only, whose answer was lost."""
    if not isinstance(raw, Mapping) or raw.get("private") is not True:
        return False
    keys = (held.raw.keys() & raw.keys()) - _CHANGED
    return all(held.raw[key] == raw[key] for key in keys)
