"""CKAN's own refusals, as sentences that name the field and quote CKAN's words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from toolkit.model.message import Message, say

_IMMENSE = re.compile(r"immense term in field=\\?[\"']([^\"'\\]+)")
# Solr's own words when it cannot keep up, and those of pysolr and CKAN when it does not answer at all.
_OVERLOADED = re.compile(r"maxWarmingSearchers|timed? ?out|temporarily|HTTP 50[234]\b", re.IGNORECASE)
_MESSAGE_KEYS = ("message", "__type")


def is_stale(errors: Mapping[str, Any]) -> bool:
    """Tell whether package_revise refused because the dataset is no longer as it was read."""
    return set(errors) - {"__type"} == {"match"}


def is_taken_resource_id(errors: Mapping[str, Any]) -> bool:
    """Tell whether nothing but resource ids were refused: another dataset, perhaps a deleted one, holds them.

    >>> is_taken_resource_id({"resources": [{"id": ["Resource id already exists."]}], "__type": "Validation Error"})
    True
    """
    resources = errors.get("resources")
    if set(errors) - {"__type"} != {"resources"} or not isinstance(resources, list):
        return False
    return all(isinstance(item, Mapping) and set(item) <= {"id"} for item in resources)


def is_taken_name(errors: Mapping[str, Any]) -> bool:
    """Tell whether nothing but the URL name was refused: another dataset holds it, perhaps one that we cannot see.

    Ids of resources may be refused as well, where an earlier request has written the dataset under another name.

    >>> is_taken_name({"name": ["That URL is already in use."], "__type": "Validation Error"})
    True
    >>> is_taken_name({"name": ["That URL is already in use."], "title": ["Missing value"]})
    False
    """
    others = {key: value for key, value in errors.items() if key != "name"}
    return "name" in errors and (set(others) <= {"__type"} or is_taken_resource_id(others))


def describe_validation(errors: Mapping[str, Any], payload: Mapping[str, Any]) -> Message:
    """Put a validation error into one sentence; ``payload`` is what was sent and names the extras and resources.

    >>> str(describe_validation({"author_email": ["keine Adresse"], "__type": "Validation Error"}, {}))
    'CKAN refuses it: author_email: keine Adresse'
    >>> sent = {"extras": [{"key": "title", "value": "x"}]}
    >>> str(describe_validation({"extras": [{"key": ["There is a schema field with the same name"]}]}, sent))
    'CKAN refuses it: extras.title: There is a schema field with the same name'
    """
    details = "; ".join(f"{place}: {words}" if place else words for place, words in _walk(errors, payload))
    return say("CKAN refuses it: {details}", details=details or "—")


def describe_index_error(words: str) -> Message:
    """Say why the search index refused a dataset, which makes CKAN refuse it as a whole.

    Solr takes no more than 32,766 bytes (UTF-8) in an extra field.
    """
    match = _IMMENSE.search(words)
    if match:
        return say(
            "the field {field} is too long for CKAN's search index (at most 32,766 bytes): shorten its text",
            field=match[1],
        )
    return say("CKAN's search index refuses it: {words}", words=" ".join(words.split())[:300])


def is_index_overloaded(words: str) -> bool:
    """Tell whether the search index had too much to do, so that the same write may succeed later.

    >>> is_index_overloaded("Error opening new searcher. exceeded limit of maxWarmingSearchers=2, try again later.")
    True
    >>> is_index_overloaded('Document contains at least one immense term in field="notes"')
    False
    """
    return _OVERLOADED.search(words) is not None


def describe_denial(error: Any) -> Message:
    """Say what the token may not do, in CKAN's words."""
    words = error.get("message", "") if isinstance(error, Mapping) else str(error)
    return say("the token lacks the right to do this: {words}", words=words.removeprefix("Access denied: ") or "—")


def _walk(errors: Any, sent: Any, place: str = "") -> Iterator[tuple[str, str]]:
    """Give each message of a nested error with the place that it belongs to."""
    match errors:
        case Mapping():
            for key, value in errors.items():
                if key not in _MESSAGE_KEYS:
                    inner = sent.get(key) if isinstance(sent, Mapping) else None
                    yield from _walk(value, inner, _join(place, key))
        case list() if any(isinstance(item, Mapping) for item in errors):
            for number, item in enumerate(errors):
                inner = sent[number] if isinstance(sent, list) and number < len(sent) else None
                yield from _walk(item, inner, _join(place, _name(inner, number)))
        case list():
            yield place, " ".join(str(item) for item in errors)
        case _:
            yield place, str(errors)


def _join(place: str, key: str) -> str:
    """Extend a place; an extra's place ends with the extra's key, not with ``key`` or ``value``."""
    if place.startswith("extras.") and key in {"key", "value"}:
        return place
    return f"{place}.{key}" if place else key


def _name(item: Any, number: int) -> str:
    """Name one item of a list as people know it: an extra by its key, a resource by its name."""
    if isinstance(item, Mapping):
        name = item.get("key") or item.get("name") or item.get("id")
        if name:
            return str(name)
    return str(number + 1)
