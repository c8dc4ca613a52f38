"""Dataset to data package and back is the identity, in memory and on disk; frictionless accepts what lies between."""

from __future__ import annotations

import json
import re
from dataclasses import fields
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from toolkit.model.dataset import (
    Agent,
    ContactPoint,
    DataService,
    Dataset,
    Distribution,
    Organization,
    Period,
    Place,
    QualifiedAttribution,
    QualifiedRelation,
    Series,
)
from toolkit.packages.addresses import build_web_address
from toolkit.packages.descriptor import build_descriptor, parse_descriptor
from toolkit.packages.filename import build_file_names, is_portable
from toolkit.packages.folder import build_json, read_package, validate_package, write_package

AUTHORITY = "http://publications.europa.eu/resource/authority"
AWKWARD = [
    "",
    " ",
    "\n",
    "Zeile 1\r\nZeile 2\u2028Ende",
    "Bäume & Grün „Süd“ 🌳",
    "a:b",
    ":",
    "$HOME/x",
    "%PATH%",
    "~",
    "../x.csv",
    "Daten\\Bäume.csv",
    "C:\\x.csv",
    "null",
    "https://geo.example/wfs?a=ü&$format=csv#x",
    "HTTPS://Geo.Example/../b%%41 c",
    "ftp://geo.example/a.zip",
    "https://",
    "http://dcat-ap.de/def/licenses/dl-by-de/2.0",
    f"{AUTHORITY}/file-type/CSV",
    f"{AUTHORITY}/file-type/csv",
    "https://www.iana.org/assignments/media-types/text/csv",
    "text/csv",
    "geodaten@stadt.example",
    "geodaten@müller.example",
    "a..b@stadt.example",
    "sha256:00ff",
    "sha256:00FF",
    "con",
    "con.csv",
    "Karten/con.csv",
    "no-data",
]
TEXTS = st.sampled_from(AWKWARD) | st.text(max_size=6)
LISTS = st.lists(TEXTS, max_size=2).map(tuple)


def every(kind: type[Any], **parts: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Fill every field of a value: texts, lists of texts, and the given parts."""
    lists = {item.name: LISTS for item in fields(kind) if "tuple" in str(item.type)}
    texts = {item.name: TEXTS for item in fields(kind)}
    return st.builds(kind, **{**texts, **lists, **parts})


AGENTS = st.none() | every(Agent)
DISTRIBUTIONS = every(
    Distribution, byte_size=st.none() | st.integers(min_value=0), service=st.none() | every(DataService)
)
RELATIONS = st.lists(every(QualifiedRelation), max_size=2).map(tuple)
ATTRIBUTIONS = st.lists(every(QualifiedAttribution, agent=every(Agent)), max_size=2).map(tuple)
DATASETS: st.SearchStrategy[Dataset] = every(
    Dataset,
    organization=st.none() | every(Organization),
    publisher=AGENTS,
    creator=AGENTS,
    contributor=AGENTS,
    custodian=AGENTS,
    originator=AGENTS,
    series=st.none() | every(Series),
    qualified_relations=RELATIONS,
    qualified_attributions=ATTRIBUTIONS,
    contact=st.none() | every(ContactPoint),
    temporal=st.none() | every(Period),
    spatial=st.none() | every(Place),
    distributions=st.lists(DISTRIBUTIONS, max_size=3).map(tuple),
)


def frictionless_notes(descriptor: dict[str, Any]) -> list[str]:
    """Give frictionless' complaints about a descriptor."""
    from frictionless import Package  # noqa: PLC0415 (slow to import)

    return [error.note for error in Package.validate_descriptor(descriptor).errors]


@settings(max_examples=60, deadline=None)
@given(DATASETS)
@example(Dataset("", ""))
@example(Dataset("a:b", "c", publisher=Agent(""), contact=ContactPoint(), temporal=Period(), spatial=Place()))
@example(Dataset("a", "b", distributions=(Distribution("no-data"), Distribution("no-data"), Distribution(""))))
@example(Dataset("a", "b", distributions=(Distribution("1", access_url="https://x.example", download_url=""),)))
def test_a_dataset_survives_the_descriptor(dataset: Dataset) -> None:
    descriptor = json.loads(build_json(build_descriptor(dataset)))
    assert parse_descriptor(descriptor) == dataset


@settings(max_examples=60, deadline=None)
@given(DATASETS)
def test_frictionless_accepts_every_descriptor(dataset: Dataset) -> None:
    assert frictionless_notes(build_descriptor(dataset)) == []


@settings(max_examples=60, deadline=None)
@given(DATASETS)
def test_every_descriptor_keeps_to_the_profiles_of_version_2(dataset: Dataset) -> None:
    # What the official JSON Schemas ask for and frictionless lets pass.
    descriptor = build_descriptor(dataset)
    resources = descriptor["resources"]
    path = re.compile(r"^((?=[^./~])(?!file:)((?!\/\.\.\/)(?!\\)(?!:\/\/).)*|(http|ftp)s?:\/\/.*)$")
    names = [resource["name"] for resource in resources]
    assert resources
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z0-9\-_.]+", name) for name in [*names, descriptor["name"]])
    assert all(("path" in resource) != ("data" in resource) for resource in resources)
    assert all(path.search(resource["path"]) for resource in resources if "path" in resource)
    for thing in [descriptor, *resources]:
        assert all(path.search(license_["path"]) for license_ in thing.get("licenses", []))
        assert all(re.fullmatch(r"[-a-zA-Z0-9._]+", found.get("name", "x")) for found in thing.get("licenses", []))
        assert [] not in thing.values()
    assert all(re.fullmatch(r".+/.+", resource.get("mediatype", "a/b")) for resource in resources)
    assert all(re.fullmatch(r"[^:]+:[a-fA-F0-9]+", resource.get("hash", "a:0")) for resource in resources)
    assert all(path.search(entry["path"]) for entry in descriptor.get("contributors", []) if "path" in entry)


@settings(max_examples=25, deadline=None)
@given(DATASETS)
@example(Dataset("a", "b", distributions=(Distribution("1", path="con.csv"), Distribution("2", path="Karten/con.csv"))))
def test_a_dataset_survives_the_disk(dataset: Dataset) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "Karten").mkdir()
        (folder / "con.csv").write_text("a;b\n1;2\n", encoding="utf-8")
        (folder / "Karten" / "con.csv").write_text("a;b\n3;4\n", encoding="utf-8")
        package = write_package(dataset, folder, folder / "packages" / "p")
        assert read_package(package) == dataset


@settings(max_examples=60, deadline=None)
@given(TEXTS | st.from_regex(r"(https?|ftp)://\S+", fullmatch=True))
def test_a_web_address_stays_itself_once_it_is_one(text: str) -> None:
    address = build_web_address(text)
    assert build_web_address(address) == address
    assert address.isascii()


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("https://geo.example/wfs?typ=Bäume", "https://geo.example/wfs?typ=B%C3%A4ume"),
        ("HTTP://geo.example/Meine Daten.csv", "http://geo.example/Meine%20Daten.csv"),
        ("https://geo.example/../a.csv", "https://geo.example/%2E%2E/a.csv"),
        ("https://geo.example/a?$format=csv", "https://geo.example/a?%24format=csv"),
        ("https://geo.example/100%/%%41", "https://geo.example/100%25/%25%41"),
        ("ftp://geo.example/a.zip", "ftp://geo.example/a.zip"),
    ],
)
def test_an_address_is_escaped_in_the_path_and_kept_word_for_word(text: str, address: str) -> None:
    dataset = Dataset(
        "a", "b", distributions=(Distribution("1", download_url=text), Distribution("2", access_url=text))
    )
    descriptor = build_descriptor(dataset)
    assert [resource["path"] for resource in descriptor["resources"]] == [address, address]
    assert frictionless_notes(descriptor) == []
    assert parse_descriptor(descriptor) == dataset


@settings(max_examples=60, deadline=None)
@given(st.emails() | TEXTS)
def test_frictionless_takes_every_mail_address_that_counts_as_one(text: str) -> None:
    descriptor = build_descriptor(Dataset("a", "b", contact=ContactPoint(email=text)))
    assert frictionless_notes(descriptor) == []


@given(st.lists(TEXTS, max_size=6))
def test_files_in_a_package_have_different_portable_names(paths: list[str]) -> None:
    names = build_file_names(paths)
    assert set(names) == set(paths)
    assert len({name.casefold() for name in names.values()}) == len(names)
    assert all(is_portable(name) for name in names.values())


def test_half_a_surrogate_pair_survives_the_disk(tmp_path: Path) -> None:
    dataset = Dataset("a", "b", title="kaputt \ud83d")
    assert read_package(write_package(dataset, tmp_path, tmp_path / "p")) == dataset
    assert validate_package(tmp_path / "p") == ()
