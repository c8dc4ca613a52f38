"""The standard properties of Data Package 2.0: which canonical field says which, in both directions.

A property is set only where the standard allows the value and frictionless accepts it; what a property cannot say
stays for the key ``dcat`` (see ``descriptor``). Each ``build_`` has its ``parse_``, which gives what the properties
say as a JSON form of the model.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, TypeAlias

from toolkit.model.dataset import Agent, ContactPoint, Dataset, Distribution
from toolkit.model.identity import NAME_LIMIT, slug
from toolkit.model.message import say
from toolkit.model.problem import Problem
from toolkit.packages.addresses import build_web_address, is_mail_address

Properties: TypeAlias = dict[str, Any]

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
"""The profile that every package follows; without it a reader would take the package for version 1."""

NO_DATA = [{"available": False}]
"""The inline data of a resource that names no place: one row, because frictionless calls an empty table a fault."""

_FILE_TYPES = "http://publications.europa.eu/resource/authority/file-type/"
_MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
# Where a licence's short name follows in its URI; other licences are given by their URI alone.
_LICENSES = (
    "http://dcat-ap.de/def/licenses/",
    "http://publications.europa.eu/resource/authority/licence/",
    "https://spdx.org/licenses/",
)
_ROLES = {"publisher": "publisher", "creator": "creator", "contact": "contactPoint"}
_HASH = re.compile(r"[a-z0-9]+:[0-9a-f]+")
_MEDIA_TYPE = re.compile(r"[A-Za-z0-9!#&^_.+-]+/[A-Za-z0-9!#&^_.+-]+")
_FORMAT = re.compile(r"[A-Za-z0-9_]{1,30}")
_LICENSE_NAME = re.compile(r"[A-Za-z0-9._-]+")


def build_package_properties(dataset: Dataset, license_titles: Mapping[str, str]) -> Properties:
    """Say of a dataset what the standard has words for."""
    contributors = [_build_contributor(role, getattr(dataset, role)) for role in _ROLES]
    return _filled(
        {
            "$schema": PROFILE,
            "name": slug(dataset.identifier)[:NAME_LIMIT].strip("-") or "dataset",
            "id": dataset.identifier,
            "title": dataset.title,
            "description": dataset.description,
            "homepage": build_web_address(dataset.landing_page),
            "version": dataset.version,
            "keywords": list(dataset.keywords),
            "licenses": _build_licenses(dataset.license, license_titles),
            "contributors": [contributor for contributor in contributors if contributor],
        }
    )


def parse_package_properties(properties: Mapping[str, Any]) -> Properties:
    """Give what the standard properties say of the dataset; the key is what follows the first colon of ``id``."""
    inventory, _, key = str(properties.get("id", "")).partition(":")
    said = {name: properties[name] for name in ("title", "description", "version", "keywords") if name in properties}
    for entry in reversed(_objects(properties, "contributors")):
        said |= {role: _parse_contributor(entry) for role, word in _ROLES.items() if word in _roles(entry)}
    said |= {"inventory": inventory, "key": key, "license": _parse_licenses(properties)}
    return _filled({**said, "landing_page": properties.get("homepage", "")})


def build_resource_properties(distribution: Distribution, file: str, license_titles: Mapping[str, str]) -> Properties:
    """Say of a distribution what the standard has words for, all but its name; ``file`` is its copy in the package.

    The way to the data is the file, else the download, else the access address. Where there is none, the resource
    holds ``NO_DATA``, and what would describe a file is left to ``dcat``.
    """
    path = file or build_web_address(distribution.download_url) or build_web_address(distribution.access_url)
    about = {"title": distribution.title, "description": distribution.description}
    licenses = {"licenses": _build_licenses(distribution.license, license_titles)}
    if not path:
        return _filled({**about, **licenses, "data": [dict(row) for row in NO_DATA]})
    return _filled({"path": path, **about, **_build_file_properties(distribution), **licenses})


def parse_resource_properties(properties: Mapping[str, Any]) -> Properties:
    """Give what a resource's standard properties say of the distribution."""
    path, media_type = properties.get("path", ""), properties.get("mediatype", "")
    place = "download_url" if build_web_address(str(path)) else "path"
    said = {name: properties[name] for name in ("title", "description") if name in properties}
    said |= {
        "key": properties.get("name", ""),
        place: path,
        "format": _parse_format(properties.get("format", "")),
        "media_type": f"{_MEDIA_TYPES}{media_type}" if media_type else "",
        "license": _parse_licenses(properties),
        "byte_size": properties.get("bytes"),
        "checksum": properties.get("hash", ""),
    }
    return _filled(said)


def _build_file_properties(distribution: Distribution) -> Properties:
    """Describe the file itself."""
    media_type = distribution.media_type.removeprefix(_MEDIA_TYPES).removeprefix(_MEDIA_TYPES.replace("https", "http"))
    return {
        "format": _build_format(distribution.format),
        "mediatype": media_type if _MEDIA_TYPE.fullmatch(media_type) else "",
        "bytes": distribution.byte_size,
        "hash": distribution.checksum if _HASH.fullmatch(distribution.checksum) else "",
    }


def _build_format(text: str) -> str:
    """Shorten a file type to what the standard expects: ``csv``."""
    short = text.removeprefix(_FILE_TYPES)
    return short.lower() if _FORMAT.fullmatch(short) else ""


def _parse_format(short: object) -> str:
    """Give the file type that a short format stands for."""
    return f"{_FILE_TYPES}{str(short).upper()}" if short else ""


def _build_licenses(uri: str, titles: Mapping[str, str]) -> list[Properties]:
    """Write a licence as the standard wants it: its address, and name and title as far as known."""
    path = build_web_address(uri)
    if not path:
        return []
    base = next((base for base in _LICENSES if uri.startswith(base)), uri)
    short = uri.removeprefix(base).replace("/", "-")
    name = short if _LICENSE_NAME.fullmatch(short) else ""
    return [_filled({"name": name, "path": path, "title": titles.get(uri, "")})]


def _parse_licenses(properties: Mapping[str, Any]) -> object:
    """Give the address of the first licence."""
    return next((license_.get("path", "") for license_ in _objects(properties, "licenses")), "")


def _build_contributor(role: str, agent: Agent | ContactPoint | None) -> Properties:
    """Write a body as a contributor; an agent of whom nothing is known still has its role."""
    if agent is None:
        return {}
    mail = agent.email if is_mail_address(agent.email) else ""
    return _filled({"title": agent.name, "path": build_web_address(agent.url), "email": mail, "roles": [_ROLES[role]]})


def _parse_contributor(entry: Mapping[str, Any]) -> Properties:
    """Give what a contributor's properties say of the body."""
    words = {"name": "title", "url": "path", "email": "email"}
    return {name: entry[word] for name, word in words.items() if word in entry}


def _roles(entry: Mapping[str, Any]) -> list[Any]:
    """Give a contributor's roles out of foreign JSON."""
    roles = entry.get("roles", [])
    return roles if isinstance(roles, list) else []


def _objects(properties: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    """Give a list of objects out of foreign JSON. Raises Problem when it is something else."""
    entries = properties.get(name, [])
    if isinstance(entries, list) and all(isinstance(entry, dict) for entry in entries):
        return entries
    raise Problem(
        say("{name} in the data package is not a list of objects", name=repr(name)),
        say("correct datapackage.json, or delete the package's folder and write it again"),
    )


def _filled(properties: Mapping[str, Any]) -> Properties:
    """Leave out what is empty; an empty object is something, for it names a body of whom nothing is known."""
    return {name: value for name, value in properties.items() if value is not None and value not in ("", [])}
