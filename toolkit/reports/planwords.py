"""A plan's fields and values in the words of people who know neither CKAN nor its codes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from toolkit.bundle import bundled_names
from toolkit.catalogues.ckan.profile import DATASET_PREFIX, Profile, load_profile
from toolkit.mapping.fields import DATASET_FIELDS, DISTRIBUTION_FIELDS, PREFIX
from toolkit.model.entry import UNKNOWN, Value
from toolkit.model.message import Message, say
from toolkit.model.plan import Adopt, Create, Plan, Update
from toolkit.reports.fieldwords import name_target
from toolkit.reports.language import Translator
from toolkit.vocabularies.load import load_vocabulary
from toolkit.vocabularies.lookup import Found

_RESOURCES = "resources."
_PLAINEST = "ckan-plain"
_OWN: Mapping[str, Message] = {
    "private": say("who may see it"),
    "owner_org": say("organisation"),
    "name": say("name in the web address"),
    "identifier": say("identifier"),
    "extras.identifier": say("identifier"),
    "resources.hash": say("content of the file"),
    "resources.checksum": say("content of the file"),
    "resources.hash_algorithm": say("kind of checksum"),
}
_STRUCTURED: Mapping[str, Message] = {
    "qualified_relations": say("relations to other resources"),
    "qualified_attributions": say("bodies that took part"),
}


@dataclass(frozen=True, slots=True)
class Label:
    """What a field is called: for people, and in the catalogue; ``resource`` is the title of the link or file."""

    text: Message
    technical: str
    resource: str = ""


class PlanWords:
    """Names the fields of one plan and writes their values, in one language."""

    def __init__(self, plan: Plan, translator: Translator) -> None:
        self._titles = plan.resource_titles
        self._translator = translator
        # Fields of a folder carry canonical names themselves.
        self._of_ckan = not plan.target.startswith("folder:")
        self._paths = _find_paths(plan) if self._of_ckan else {}

    def label(self, field: str) -> Label:
        """Name a field; one that nobody translated keeps its own name."""
        if not field.startswith(_RESOURCES):
            return Label(self._name(field), field)
        _, key, *rest = field.split(".", 2)
        title = self._titles.get(key, key)
        if not rest:
            return Label(say("link or file"), "", title)
        return Label(self._name(_RESOURCES + rest[0]), rest[0], title)

    def list_items(self, field: str, value: Value) -> tuple[str, ...]:
        """Write a value as one text or several, codes by their labels; nothing for an empty one."""
        field = _leave_id_out(field)
        match value:
            case None | "":
                return ()
            case str() if value == UNKNOWN:
                return (self._translator.render(say("(unknown)")),)
            case bool():
                return (self._say_flag(field, is_true=value),)
            case tuple():
                items = value
            case str():
                items = _parse_list(value)
            case _:
                return (self._translator.number(value),)
        return tuple(self._label(field, item) for item in items)

    def _name(self, field: str) -> Message:
        if field in _OWN:
            return _OWN[field]
        path = self._path(field)
        if path in _STRUCTURED:
            return _STRUCTURED[path]
        return name_target(path) if path else say("{name}", name=field.removeprefix(_RESOURCES))

    def _path(self, field: str) -> str:
        """Give the canonical path that fills a field, with ``distribution.`` for a resource's; '' if unknown."""
        if self._of_ckan:
            return self._paths.get(field, "")
        inner = field.removeprefix(_RESOURCES)
        known = DATASET_FIELDS if inner == field else DISTRIBUTION_FIELDS
        return (inner if inner == field else PREFIX + inner) if inner in known else ""

    def _label(self, field: str, text: str) -> str:
        """Write a code by its label, and a date as people write it."""
        path = self._path(field)
        if path in _STRUCTURED:
            return _say_object(text)
        known = DISTRIBUTION_FIELDS if path.startswith(PREFIX) else DATASET_FIELDS
        spec = known.get(path.removeprefix(PREFIX))
        if spec is None or not spec.vocabulary:
            return self._translator.date(text) if spec and spec.kind == "date" else text
        match load_vocabulary(spec.vocabulary).find(text):
            case Found(concept):
                return concept.label(self._translator.language)
            case _:
                return text

    def _say_flag(self, field: str, *, is_true: bool) -> str:
        if field == "private":
            return self._translator.render(say("staff only") if is_true else say("everyone"))
        return self._translator.render(say("yes") if is_true else say("no"))


def _find_paths(plan: Plan) -> Mapping[str, str]:
    """Tell which canonical path fills a field of CKAN: by the profile that knows most fields of the plan's entries.

    A field that this profile does not know, as one of a profile of somebody's own, has the meaning of any other.
    """
    written = next((change.entry for change in plan.changes if isinstance(change, Create | Update | Adopt)), None)
    names = frozenset(written.fields) if written else frozenset()
    known = _ckan_paths()
    nearest = max(known, key=lambda paths: len(names & paths.keys()))
    return {field: path for paths in (*known, nearest) for field, path in paths.items()}


@cache
def _ckan_paths() -> tuple[Mapping[str, str], ...]:
    """Give the fields of every shipped profile with the canonical path that fills each; the plainest comes first."""
    names = [name.removesuffix(".yaml") for name in bundled_names("mappings/profiles", ".yaml")]
    return tuple(_list_paths(load_profile(name)) for name in sorted(names, key=lambda name: (name != _PLAINEST, name)))


def _list_paths(profile: Profile) -> dict[str, str]:
    """Tell which canonical path fills each field: the first of its sources; a constant has no meaning of its own."""
    own = {field.name: field.sources[0] for field in profile.dataset if not field.value}
    return own | {
        _RESOURCES + field.name: source if (source := field.sources[0]).startswith(DATASET_PREFIX) else PREFIX + source
        for field in profile.resources
        if not field.value
    }


def _say_object(text: str) -> str:
    """Write a relation or an attribution (``model.structure``) in one line; every other text is itself.

    >>> _say_object('{"relation": "urn:x", "role": "urn:r"}'), _say_object('{"agent": {"name": "Stadt"}}')
    ('urn:x (urn:r)', 'Stadt')
    """
    try:
        found = json.loads(text)
    except ValueError:
        return text
    match found:
        case {"relation": str(subject)} | {"agent": {"name": str(subject)}}:
            role = found.get("role")
            return f"{subject} ({role})" if role else subject
        case _:
            return text


def _leave_id_out(field: str) -> str:
    """Name a resource's field without the resource.

    >>> _leave_id_out("resources.4f.format"), _leave_id_out("title")
    ('resources.format', 'title')
    """
    if not field.startswith(_RESOURCES):
        return field
    return _RESOURCES + ".".join(field.split(".", 2)[2:])


def _parse_list(text: str) -> tuple[str, ...]:
    """Read a JSON list, as extras hold them; every other text is itself.

    >>> _parse_list('["a", "b"]'), _parse_list("[sic]")
    (('a', 'b'), ('[sic]',))
    """
    if not text.startswith("["):
        return (text,)
    try:
        found = json.loads(text)
    except ValueError:
        return (text,)
    is_list = isinstance(found, list) and all(isinstance(item, str) for item in found)
    return tuple(found) if is_list else (text,)
