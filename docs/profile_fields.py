"""Writes the tables of the page of profiles, from the YAML files: what each writes where."""  # noqa: INP001 (a script's part)

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import get_args

from toolkit.catalogues.ckan.layout import DATASET_PREFIX, Field, Form, Profile
from toolkit.catalogues.ckan.profile import load_profile
from toolkit.model.path import DATASET_PATHS, DISTRIBUTION_PATHS, STRUCTURED

_PAGE = Path(__file__).resolve().parent / "profiles.md"
_PLAIN = "ckan-plain"
_OTHERS = ("ckan-dcat", "ckan-scheming", "ckan-dcatde")
_ELSEWHERE = {
    "organization.name": "the dataset's organisation (`owner_org`)",
    "organization.title": "the organisation, when it is created",
    "path": "an uploaded file; its address is CKAN's own",
}
_FORMS: Mapping[Form, str] = {
    "text": "as it is (the default)",
    "address": "a web address; one without a scheme gets `http://`, as CKAN shows it",
    "email": "exactly one mail address, else nothing",
    "file-type": "CKAN's label of a file type: `CSV`, `WMS`",
    "file-type-uri": "the EU's address of a file type",
    "media-type": "`text/csv`",
    "media-type-uri": "IANA's address of a media type",
    "license-id": "the site's own id of a licence",
    "number": "a whole number",
    "hash-value": "the digits of a checksum",
    "hash-algorithm": "SPDX's address of the algorithm of a checksum",
    "place-name": "a name; an address that stands for a missing one is not read back as a name",
    "rectangle": "a GeoJSON geometry, only if it is a bounding box (a rectangle along the axes)",
    "point": "a GeoJSON geometry, only if it is a point",
    "shape": "a GeoJSON geometry, only if it is neither",
    "tags": "keywords as CKAN takes them ([ckan.md](ckan.md#keywords))",
    "groups": "names of CKAN groups",
    "theme-groups": "themes as the groups of ckanext-dcatde, beside other groups; from `[themes, groups]`",
    "list": "a list, as fields of ckanext-scheming with several values take it",
    "json": "a list as a JSON text, as extras hold it",
    "json-addresses": "a list as a JSON text, only its addresses",
    "json-words": "a list as a JSON text, without its addresses",
    "geocoding": "a list as a JSON text, only keys of political geocoding (`http://dcat-ap.de/def/politicalGeocoding/…`)",
    "objects": "objects: `qualified_relations` and `qualified_attributions`",
}


def build_profiles_page() -> str:
    """Write the tables of the page of profiles anew; the rest of the page stays as it is."""
    forms: list[str] = [
        "| form | written |",
        "|---|---|",
        *(f"| `{form}` | {_FORMS[form]} |" for form in get_args(Form)),
    ]
    tables = {
        "datasets": "\n".join(_build_table("dataset", (*DATASET_PATHS, *STRUCTURED))),
        "resources": "\n".join(_build_table("resources", (*DISTRIBUTION_PATHS, *_list_of_datasets()))),
        "forms": "\n".join(forms),
    }
    text = _PAGE.read_text(encoding="utf-8")
    for name, table in tables.items():
        begin, end = f"<!-- {name} -->\n", f"\n<!-- end of {name} -->"
        before, _, rest = text.partition(begin)
        text = before + begin + table + end + rest.partition(end)[2]
    return text


def _list_of_datasets() -> Iterator[str]:
    """List the paths of a dataset that fill fields of its resources of their own accord."""
    fields = (field for name in (_PLAIN, *_OTHERS) for field in load_profile(name).resources)
    yield from dict.fromkeys(field.sources[0] for field in fields if field.sources[0].startswith(DATASET_PREFIX))


def _build_table(part: str, paths: tuple[str, ...]) -> Iterator[str]:
    """Write where each canonical field goes, and where the other profiles differ from the plain one."""
    yield f"| canonical field | {_PLAIN} | elsewhere |"
    yield "|---|---|---|"
    for path in paths:
        if path in _ELSEWHERE:
            yield f"| {path} | {_ELSEWHERE[path]} | |"
            continue
        plain = _describe(load_profile(_PLAIN), part, path)
        found = {name: _describe(load_profile(name), part, path) for name in _OTHERS}
        yield f"| {path} | {plain or '–'} | {_name_differences(plain, found)} |"


def _name_differences(plain: str, found: Mapping[str, str]) -> str:
    """Name what other profiles write instead; profiles that agree stand together."""
    texts: dict[str, list[str]] = {}
    for name, text in found.items():
        if text != plain:
            texts.setdefault(text, []).append(name)
    return "; ".join(f"{', '.join(names)}: {text or '–'}" for text, names in texts.items())


def _describe(profile: Profile, part: str, path: str) -> str:
    """Name the fields that a path fills."""
    group = profile.dataset if part == "dataset" else profile.resources
    own = [field for field in group if path in field.sources]
    return ", ".join(_describe_field(field, path) for field in own)


def _describe_field(field: Field, path: str) -> str:
    """Name a field with its form and what else there is to say."""
    notes: list[str] = [field.form] if field.form != "text" else []
    notes += [f"constant “{field.value}”"] if field.value else []
    others = [source for source in field.sources if source != path]
    is_second = field.sources.index(path) > 0 and field.form != "theme-groups"
    notes += [f"where {field.sources[0]} says nothing"] if is_second else []
    notes += ["else the dataset's"] if any(source.startswith(DATASET_PREFIX) for source in others) else []
    notes += [f"kept in `{field.kept_in}`"] if field.kept_in else []
    return f"`{field.name}`" + (f" ({', '.join(notes)})" if notes else "")
