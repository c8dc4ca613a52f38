"""All that we may own on a site, read in a few searches."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from toolkit.catalogues.base import Scope
from toolkit.catalogues.ckan.client import Absent, Client
from toolkit.catalogues.ckan.fields import build_held
from toolkit.catalogues.ckan.forms import Forms
from toolkit.model.entry import Held, Missing, Snapshot
from toolkit.model.message import Message, say, say_many
from toolkit.model.problem import Problem

PAGE = 1000
"""Datasets per search; CKAN's usual ``ckan.search.rows_max``. A site may give fewer."""

_LAGS = 20
"""So many datasets may always be missing in the index, or out of date there, before somebody is told."""
_LAG_SHARE = 10
"""And so many percent of those that the ledger knows."""

# Solr takes 1024 clauses in a query (maxBooleanClauses).
_NAMES_PER_SEARCH = 900
_EVERYTHING = {"q": "*:*", "include_private": True, "include_drafts": True}


def fetch_snapshot(client: Client, scope: Scope, forms: Forms) -> Snapshot:
    """Read the datasets of the scope, drafts and private ones included, and the organisations that we may write to.

    Requests: one for the organisations, one for the groups where they matter, one for each 1000 datasets, one for each
    dataset that the ledger knows and the search does not find or shows as it was before our last write (an index may
    lag behind). Raises Problem where two datasets carry one identifier, and for a token that CKAN refuses.
    """
    organizations = fetch_organizations(client)
    held = _choose(_fetch_found(client, scope, forms), scope)
    doubtful = {name: id_ for name, id_ in scope.known.items() if _is_doubtful(held.get(name), name, scope)}
    shown = _fetch_known(client, doubtful, forms)
    there = {identifier: item for identifier, item in shown.items() if isinstance(item, Held)}
    missing = {identifier: item for identifier, item in shown.items() if isinstance(item, Missing)}
    # A copy that somebody made stays beside a dataset of ours that is missing.
    found = {name: item for name, item in held.items() if name not in missing or missing[name].id != item.id}
    warnings = _warn_of_lag(client.address, len(there), len(scope.known))
    groups = _fetch_groups(client) if scope.groups or forms.profile.puts_themes_into_groups else None
    return Snapshot(client.address, found | there, organizations, missing, warnings, groups)


def _fetch_groups(client: Client) -> dict[str, str]:
    """Read the groups that the token may put datasets into: URL name -> title."""
    found = client.read("group_list_authz")
    return {str(item["name"]): str(item.get("title") or item["name"]) for item in found}


def fetch_organizations(client: Client) -> dict[str, str]:
    """Read the organisations that the token may create datasets in: URL name -> title.

    CKAN answers a token that it does not know as if there were none, which would make every private dataset look
    deleted: so an empty list is looked into. Raises Problem for such a token.
    """
    found = client.read("organization_list_for_user", permission="create_dataset")
    if not found and client.has_token:
        fetch_user(client)
    return {str(item["name"]): str(item.get("title") or item["name"]) for item in found}


def fetch_user(client: Client) -> Mapping[str, Any]:
    """Read whose token it is. Raises Problem for a token that CKAN does not know."""
    user = client.find("user_show")
    if isinstance(user, Absent):
        raise Problem(
            say("{address} does not accept the API token", address=client.address),
            say(
                "make a new token on your profile page in CKAN; if the new one is refused as well, "
                "a proxy may swallow the header: ask for the header's name (CKAN: apitoken_header_name)"
            ),
        )
    result: Mapping[str, Any] = user
    return result


def fetch_taken_names(client: Client, names: Iterable[str]) -> frozenset[str]:
    """Tell which URL names are in use, as far as the token may see: one search for each 900 names.

    A name that only a hidden dataset uses is found out when CKAN refuses to create it a second time.
    """
    taken: set[str] = set()
    wanted = sorted(names)
    for start in range(0, len(wanted), _NAMES_PER_SEARCH):
        query = f"+name:({_any_of(wanted[start : start + _NAMES_PER_SEARCH])})"
        found = client.read("package_search", fq=query, fl=["name"], rows=PAGE, **_EVERYTHING)
        taken |= {str(item["name"]) for item in found["results"]}
    return frozenset(taken).intersection(wanted)


def fetch_by_name(client: Client, name: str, forms: Forms) -> Held | None:
    """Ask for one dataset by its URL name, past the search index; a deleted one counts as none."""
    raw = client.find("package_show", id=name)
    if isinstance(raw, Absent) or raw.get("state") == "deleted" or raw.get("name") != name:
        return None
    return build_held(raw, forms)


def fetch_foreign(client: Client, organizations: Sequence[str], forms: Forms) -> tuple[Held, ...]:
    """Read all datasets of some organisations, whoever made them; of all organisations where none is named."""
    query = f"+organization:({_any_of(organizations)})" if organizations else ""
    return tuple(build_held(raw, forms) for raw in _fetch_pages(client, query))


def _fetch_found(client: Client, scope: Scope, forms: Forms) -> dict[str, list[Held]]:
    """Search the scope: identifier -> the datasets that carry it, or that the ledger knows by it."""
    prefixes = tuple(f"{inventory}:" for inventory in scope.inventories)
    known = {id_: identifier for identifier, id_ in scope.known.items()}
    found: dict[str, list[Held]] = defaultdict(list)
    for raw in _fetch_pages(client, _build_query(scope)):
        held = build_held(raw, forms, known.get(raw["id"], ""))
        if raw["id"] in known or held.entry.identifier.startswith(prefixes):
            found[held.entry.identifier].append(held)
    return found


def _fetch_pages(client: Client, query: str) -> Iterator[Mapping[str, Any]]:
    """Read all results of a search, each dataset once, in an order that no edit changes."""
    seen: set[str] = set()
    start = 0
    while True:
        page = client.read("package_search", fq=query, sort="id asc", rows=PAGE, start=start, **_EVERYTHING)
        for raw in page["results"]:
            if raw["id"] not in seen:
                seen.add(raw["id"])
                yield raw
        start += len(page["results"])
        if not page["results"] or start >= page["count"]:
            return


def _build_query(scope: Scope) -> str:
    """Build the filter: the scope's organisations, and whatever carries an inventory's prefix elsewhere.

    CKAN indexes an extra under its own key as one string, whatever its length (schema.xml, dynamic field ``*``).

    A question mark stands for the colon, and for every other sign that means something to Solr.

    >>> _build_query(Scope(("amt-61",), ("gruen",)))
    '+(organization:("gruen") OR identifier:(amt-61?*))'
    >>> _build_query(Scope(("amt-61",)))
    ''
    """
    if not scope.organizations:
        return ""
    prefixes = " OR ".join(re.sub(r"[^\w-]", "?", f"{inventory}:") + "*" for inventory in scope.inventories)
    elsewhere = f" OR identifier:({prefixes})" if prefixes else ""
    return f"+(organization:({_any_of(scope.organizations)}){elsewhere})"


def _choose(found: Mapping[str, Sequence[Held]], scope: Scope) -> dict[str, Held]:
    """Give each identifier its dataset: the one that the ledger knows, else the only one; several are a Problem."""
    chosen: dict[str, Held] = {}
    for identifier, several in found.items():
        mine = [held for held in several if held.id == scope.known.get(identifier)] or several
        if len(mine) > 1:
            names = ", ".join(sorted(held.entry.name for held in mine))
            raise Problem(
                say("several datasets carry the identifier {identifier}: {names}", identifier=identifier, names=names),
                say("delete all but one in CKAN, or take the field “identifier” out of the others"),
            )
        chosen[identifier] = mine[0]
    return chosen


def _is_doubtful(held: Held | None, identifier: str, scope: Scope) -> bool:
    """Tell whether the search cannot be believed: it found nothing, a copy, or what stood there before our last write.

    CKAN's times sort as texts (ISO 8601, UTC, microseconds left out where there are none).
    """
    if held is None or held.id != scope.known[identifier]:
        return True
    return held.revision < scope.revisions.get(identifier, "")


def _fetch_known(client: Client, known: Mapping[str, str], forms: Forms) -> dict[str, Held | Missing]:
    """Ask for datasets that the ledger knows, past the search index: identifier -> what is there, or why it is not.

    CKAN tells a dataset that it has no more (404) from one that the token may not see (403), and shows deleted ones to
    those who may edit them.
    """
    raws = client.find_all("package_show", tuple(known.values())) if known else []
    return {
        identifier: _judge_known(raw, identifier, id_, forms)
        for (identifier, id_), raw in zip(known.items(), raws, strict=True)
    }


def _judge_known(raw: Any, identifier: str, id_: str, forms: Forms) -> Held | Missing:
    """Tell what CKAN's answer means for a dataset that the ledger knows."""
    if raw is Absent.HIDDEN:
        return Missing(id_, "hidden")
    if raw is Absent.MISSING:
        return Missing(id_, "gone")
    held = build_held(raw, forms, identifier)
    return Missing(id_, "deleted", held) if raw.get("state") == "deleted" else held


def _warn_of_lag(address: str, n: int, known: int) -> tuple[Message, ...]:
    """Say that the search index cannot be relied on, where much of what is there was not found or is outdated."""
    if n <= max(_LAGS, known * _LAG_SHARE // 100):
        return ()
    warning = say_many(
        "the search index of {address} lags behind: {n} dataset was read one by one",
        "the search index of {address} lags behind: {n} datasets were read one by one",
        n,
        address=address,
    )
    return (warning,)


def _any_of(words: Iterable[str]) -> str:
    """Write a choice of phrases for Solr."""
    return " OR ".join(f'"{_escape(word)}"' for word in words)


def _escape(word: str) -> str:
    r"""Take every sign that means something to Solr for itself.

    >>> _escape('a-b:"c')
    'a\\-b\\:\\"c'
    """
    return re.sub(r"([^\w])", r"\\\1", word)
