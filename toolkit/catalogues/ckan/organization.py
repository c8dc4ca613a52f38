"""Creating organisations and groups, so that each is there once, whatever became of the answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from toolkit.catalogues.ckan.client import Absent, Client, Denied
from toolkit.model.dataset import Group, Organization
from toolkit.model.message import Message, say
from toolkit.model.problem import Problem
from toolkit.model.receipt import Busy, Unsure


def write_organization(client: Client, organization: Organization) -> None:
    """Create an organisation below its parent, if it names one. Raises Problem where it is not there then.

    CKAN 2.10 to 2.12 keep the parent among an organisation's ``groups``; ckanext-hierarchy shows it.
    """
    params = _describe(organization)
    if organization.parent:
        params["groups"] = [{"name": organization.parent}]
    reason = _write(client, "organization", params)
    if reason:
        raise Problem(
            say("the organisation {name} was not created: {reason}", name=organization.name, reason=reason),
            say("create it in CKAN by hand, or use the token of somebody who may (a sysadmin)"),
        )


def write_group(client: Client, group: Group) -> None:
    """Create a group; one that somebody made meanwhile will do. Raises Problem where it is not there then."""
    reason = _write(client, "group", _describe(group))
    if reason and not _is_there(client, "group", group.name):
        raise Problem(
            say("the group {name} was not created: {reason}", name=group.name, reason=reason),
            say("create it in CKAN by hand, or use the token of somebody who may (a sysadmin)"),
        )


def _describe(foundation: Organization | Group) -> dict[str, Any]:
    """Give what CKAN is told of an organisation or a group."""
    params = {"name": foundation.name, "title": foundation.title or foundation.name}
    return params | ({"description": foundation.description} if foundation.description else {})


def _write(client: Client, kind: Literal["organization", "group"], params: Mapping[str, Any]) -> Message | None:
    """Send it until it is there; its ``name`` makes a second try harmless. Gives the reason why it is not there."""
    name, reason = str(params["name"]), say("no answer came in time")
    for tried in range(1, client.patience.tries + 1):
        match client.write(f"{kind}_create", params):
            case Busy(reason, wait):
                client.patience.pause(tried, wait)
            case Unsure(reason):
                client.patience.pause(tried)
                if _is_there(client, kind, name):
                    return None
            case Denied(reason):
                return None if tried > 1 and _is_there(client, kind, name) else reason
            case _:
                return None
    return reason


def _is_there(client: Client, kind: Literal["organization", "group"], name: str) -> bool:
    """Ask for an organisation or a group by its name; a question without an answer means no."""
    try:
        raw = client.find(f"{kind}_show", id=name)
    except Problem:
        return False
    return not isinstance(raw, Absent) and raw.get("state", "active") == "active"
