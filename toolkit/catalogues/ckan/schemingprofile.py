"""A profile for a site that describes its fields itself (ckanext-scheming): made from the schema that it shows. Pure.

A field of the schema is known by its name where ckanext-dcat knows it so (profile ckan-scheming), else by the values
that it offers where these are a vocabulary's, else by its name and its labels where the heading dictionary is sure of
them. What the schema has no field for stays in one of CKAN's own fields or in an extra, where ckanext-dcat looks for it
as well: CKAN takes extras of every name that is no field of the schema (2.10 to 2.12).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from toolkit.catalogues.ckan.choices import list_words, measure_vocabulary
from toolkit.catalogues.ckan.layout import RESOURCES_PREFIX, SUBFIELD, is_list
from toolkit.catalogues.ckan.profile import EXTRAS_PREFIX, OUR_KEY, Field, Form, Profile
from toolkit.mapping.fields import DATASET_FIELDS, DISTRIBUTION_FIELDS
from toolkit.model.path import DATASET_PATHS, DISTRIBUTION_PATHS
from toolkit.vocabularies.headings import load_headings

NAME = "ckan-scheming"

_UNDER = {"tag_string": "tags"}
"""Fields of a schema that CKAN's API calls otherwise."""
_FILLED_BY_BESTAND = frozenset(
    {"id", "name", "type", "owner_org", "private", "state", "extras", "resources", "identifier", "groups"}
)
_KEPT_FORMS = frozenset({"tags", "groups", "theme-groups", "number", "file-type", "license-id", "email", "address"})
_SPARE = frozenset({"author", "author_email", "maintainer", "maintainer_email"})
"""CKAN's own fields that say less than what a schema may have for bodies and contacts."""
_SURE = 0.9
_MOST_CHOICES_OFF = 0.8
"""From this share of its choices on a field is taken for one of a vocabulary."""

Raw = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Part:
    """One of the two parts of a schema, with what is known about it."""

    raws: Mapping[str, Raw]
    known: tuple[Field, ...]
    base: tuple[Field, ...]
    prefix: str
    paths: Collection[str]


def build_profile(schema: Raw, base: Profile, known: Profile) -> Profile:
    """Make a profile of the answer of ``scheming_dataset_schema_show``.

    ``base`` is the profile for the site's plugins without a schema, which says where the rest goes; ``known`` knows
    fields of schemas by their names.
    """
    dataset = _index(schema.get("dataset_fields"))
    resources = _index(schema.get("resource_fields"))
    identifier = "identifier" if "identifier" in dataset else base.identifier
    parts = (
        _Part(dataset, known.dataset, base.dataset, "", DATASET_PATHS),
        _Part(resources, known.resources, base.resources, "distribution.", DISTRIBUTION_PATHS),
    )
    fields = tuple(_build_fields(part) for part in parts)
    described = {*dataset, *(RESOURCES_PREFIX + name for name in resources)}
    encoded = base.encoded - described
    return replace(base, name=NAME, identifier=identifier, dataset=fields[0], resources=fields[1], encoded=encoded)


def find_raw(schema: Raw, name: str) -> Raw | None:
    """Find the schema's field of a profile's one (``publisher[].name``, ``resources.format``); None where it has none.

    >>> schema = {"dataset_fields": [{"field_name": "a", "repeating_subfields": [{"field_name": "b", "label": "B"}]}]}
    >>> find_raw(schema, "a[].b"), find_raw(schema, "a[].c"), find_raw(schema, "resources.a")
    ({'field_name': 'b', 'label': 'B'}, None, None)
    """
    inner = name.removeprefix("resources.")
    return _find(_index(schema.get("dataset_fields" if inner == name else "resource_fields")), inner)


def is_multiple(raw: Raw) -> bool:
    """Tell whether a field takes a list of texts (presets multiple_text, multiple_checkbox, multiple_select)."""
    words = str(raw.get("validators") or "").split()
    return any(word.startswith(("scheming_multiple_", "repeating_text")) for word in words)


def _index(raws: Any) -> dict[str, Raw]:
    """Give fields by their names as CKAN's API calls them."""
    found = [raw for raw in raws or () if isinstance(raw, Mapping)]
    return {_UNDER.get(name, name): raw for raw in found if (name := str(raw.get("field_name") or ""))}


def _find(raws: Mapping[str, Raw], name: str) -> Raw | None:
    """Find a field or a subfield."""
    parent, mark, inner = name.partition(SUBFIELD)
    raw = raws.get(parent)
    if raw is None or not mark:
        return None if raw is None or raw.get("repeating_subfields") else raw
    return _index(raw.get("repeating_subfields")).get(inner)


def _find_for(field: Field, raws: Mapping[str, Raw]) -> Raw | None:
    """Find the schema's field for one that is known by name; whole objects need one with subfields."""
    if field.form != "objects":
        return _find(raws, field.name)
    raw = raws.get(field.name)
    return raw if raw is not None and raw.get("repeating_subfields") else None


def _build_fields(part: _Part) -> tuple[Field, ...]:
    """Put the fields of one part together: those that the schema has, then what the rest needs."""
    by_name = [_fit(field, raw) for field in part.known if (raw := _find_for(field, part.raws)) is not None]
    named = {field.name for field in by_name}
    guessed = tuple(_guess_fields(part, named, frozenset(path for field in by_name for path in field.sources[:1])))
    own = (*by_name, *guessed)
    held = {path for field in own for path in field.restored}
    return (*own, *_list_rest(part, named | {field.name for field in guessed}, held))


def _fit(field: Field, raw: Raw) -> Field:
    """Write a field as the schema takes it: as a list, or as one value."""
    if field.form in _KEPT_FORMS or field.form == "objects":
        return field
    several = any(map(is_list, field.sources))
    if is_multiple(raw) or several:
        return replace(field, form="list")
    return replace(field, form="text" if field.form in {"json", "list"} else field.form)


def _list_rest(part: _Part, named: Collection[str], held: Collection[str]) -> Iterator[Field]:
    """List the fields of the base that are still needed: CKAN's own, and extras for what the schema cannot hold."""
    for field in part.base:
        bare = field.name.removeprefix(EXTRAS_PREFIX)
        root = bare.partition(SUBFIELD)[0]
        if field.name in named or _is_twofold(part, root, field.name):
            continue
        is_free = field.name != bare or part.prefix or field.name in _SPARE
        is_held = all(path in held for path in field.sources[:1]) or _is_second_contact(part, field)
        if not (is_free and is_held) or field.name == OUR_KEY:
            yield field


def _is_second_contact(part: _Part, field: Field) -> bool:
    """Tell whether CKAN's own author would be told as a contact beside the schema's, as ckanext-dcat 2.4 does.

    An extra holds the same value then.
    """
    if field.name not in _SPARE or "contact" not in part.raws:
        return False
    return any(one.name.startswith(EXTRAS_PREFIX) and one.sources[:1] == field.sources[:1] for one in part.base)


def _is_twofold(part: _Part, root: str, name: str) -> bool:
    """Tell whether the schema has a field of a name that means something else there, or has another shape."""
    if root not in part.raws:
        return False
    is_extra = name.startswith(EXTRAS_PREFIX)
    has_shape = _find(part.raws, name.removeprefix(EXTRAS_PREFIX)) is not None
    return is_extra or not has_shape


def _guess_fields(part: _Part, named: Collection[str], held: Collection[str]) -> Iterator[Field]:
    """Guess what fields mean that nobody knows by name; what two of them claim is guessed for none."""
    found = {name: path for name, raw in _list_unknown(part, named) if (path := _guess(part, name, raw))}
    claims = Counter(found.values())
    for name, path in found.items():
        raw = _find(part.raws, name)
        if raw is not None and claims[path] == 1 and path not in held:
            yield _fit(Field(name, (path,), _choose_form(path)), raw)


def _list_unknown(part: _Part, named: Collection[str]) -> Iterator[tuple[str, Raw]]:
    """List the fields and subfields of the schema that no profile knows."""
    own = {field.name for field in part.base if not field.name.startswith(EXTRAS_PREFIX)}
    for name, raw in part.raws.items():
        if name in own or name in _FILLED_BY_BESTAND:
            continue
        inner = _index(raw.get("repeating_subfields"))
        if not inner and name not in named:
            yield name, raw
        for sub, one in inner.items():
            full = f"{name}{SUBFIELD}{sub}"
            if full not in named and not one.get("repeating_subfields"):
                yield full, {**one, "parent": raw}


def _guess(part: _Part, name: str, raw: Raw) -> str:
    """Guess the canonical path of a field; '' where nothing is sure, or where name and values contradict each other."""
    by_words = _guess_by_words(part, name, raw)
    words = list_words(raw)
    if not words:
        return by_words
    fields = DATASET_FIELDS if not part.prefix else DISTRIBUTION_FIELDS
    coded = {path: fields[path].vocabulary for path in part.paths if path in fields and fields[path].vocabulary}
    fitting = {path for path, name in coded.items() if measure_vocabulary(words, name) >= _MOST_CHOICES_OFF}
    if by_words in coded:
        return by_words if by_words in fitting else ""
    if by_words:
        return by_words
    return next(iter(fitting)) if len(fitting) == 1 else ""


def _guess_by_words(part: _Part, name: str, raw: Raw) -> str:
    """Ask the heading dictionary what name and labels mean; they must not contradict each other."""
    targets = set()
    for text in _list_names(name, raw):
        matches = load_headings().match(text)
        sure = [match for match in matches if match.score >= _SURE]
        if len(sure) == 1:
            targets.add(sure[0].target.removeprefix("distribution.") if part.prefix else sure[0].target)
    target = targets.pop() if len(targets) == 1 else ""
    return target if target in part.paths and not target.startswith("organization.") else ""


def _list_names(name: str, raw: Raw) -> Iterable[str]:
    """List the names of a field for people, a subfield's behind those of its group."""
    parent = raw.get("parent")
    bare = name.partition(SUBFIELD)[2] or name
    own = (bare.replace("_", " "), *_list_labels(raw))
    if parent is None:
        return own
    groups = (str(parent.get("field_name", "")).replace("_", " "), *_list_labels(parent))
    return tuple(f"{group} › {one}" for group in groups for one in own)


def _list_labels(raw: Raw) -> tuple[str, ...]:
    """List the labels of a field in all languages."""
    label = raw.get("label")
    found = tuple(label.values()) if isinstance(label, Mapping) else (label,)
    return tuple(one for one in found if isinstance(one, str) and one)


def _choose_form(path: str) -> Form:
    """Choose the form of a guessed field."""
    forms: dict[str, Form] = {"keywords": "list", "byte_size": "number", "format": "file-type"}
    return forms.get(path, "list" if is_list(path) else "text")
