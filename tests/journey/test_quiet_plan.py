"""What CKAN makes of odd texts must not look like somebody's edit: a plan after the push is empty."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from toolkit.catalogues.base import Catalogue
from toolkit.catalogues.ckan.catalogue import connect_ckan
from toolkit.mapping.assemble import build_dataset, build_distribution
from toolkit.model.dataset import Dataset, Described, Organization
from toolkit.model.path import DATASET_PATHS, DISTRIBUTION_PATHS
from toolkit.model.plan import Change, Plan, Unchanged, Update
from toolkit.model.release import Audience, Release
from toolkit.sandbox.settings import DEFAULT_VERSION
from toolkit.sync.apply import apply_plan
from toolkit.sync.ledger import Ledger, open_ledger
from toolkit.sync.plan import Desired, Options, Wish, build_plan, build_scope

if TYPE_CHECKING:
    from tests.conftest import CkanBox

pytestmark = pytest.mark.ckan

NASTY = (
    "  blanks at both ends\t",
    "a\r\nb\rc\n\nd",
    "nicht\u00a0umbrechen, schmal\u202fgeschützt, null\u200bbreit",
    "Ba\u0308ume und Bäume",
    "Ende\u00a0",
    "\ufeffmit Markierung",
    "<b>fett</b> & „Zitat“ \"'\\ ${x} {{ y }} %s",
    "😀 ↯ 漢字 العربية",
    "tab\tzwischen",
    "\u2028neue\u2029Zeilen\x85",
    "0012",
    "1.0",
    "TRUE",
    "null",
    "[]",
    '["a"]',
    '{"a": 1}',
    "2024-02-30",
    "31.12.2024",
    "2024-01-01T00:00:00+01:00",
    "x" * 900,
)
ADDRESSES = (
    "HTTPS://Example.ORG/Pfad?a=1&b=ä ö#x",
    "https://example.org/mit leerzeichen ",
    "https://xn--mller-kva.example.org/%7Ea/../b",
    "example.org/ohne-schema",
    "ftp://example.org/a.csv",
    "//example.org/a",
    "https://example.org:443/",
    "www.example.org",
    "http:/example.org/ein-strich",
    "mailto:a@example.org",
)
EMAILS = (
    " Open.Data@Example.ORG ",
    "mailto:amt@example.org",
    "keine Adresse",
    "a@example.org; b@example.org",
    "a'b@example.org",
)
LISTS = (("b", "a", "b"), ("ä\u00a0", "  "), ('"', "["), ("",), ("x" * 300,), ("Straße/Verkehr", "Straße-Verkehr"))
FORMATS = (
    "csv",
    "Csv",
    "shape",
    "application/json",
    "WMS",
    "http://publications.europa.eu/resource/authority/file-type/GEOJSON",
    "xlsx ",
    "KMZ",
    ".zip",
)
MEDIA_TYPES = ("TEXT/CSV", "text/csv; charset=utf-8", "https://www.iana.org/assignments/media-types/text/csv", "krumm")
LICENSES = ("cc-by", "CC-BY", "http://dcat-ap.de/def/licenses/dl-by-de/2.0", "erfunden", " notspecified")
_LISTS = frozenset(
    path
    for path in (*DATASET_PATHS, *DISTRIBUTION_PATHS)
    if path
    in {
        "keywords",
        "themes",
        "languages",
        "legal_basis",
        "contributor_ids",
        "hvd_categories",
        "references",
    }
)
_CHOICES: dict[str, tuple[Any, ...]] = {
    "format": FORMATS,
    "media_type": MEDIA_TYPES,
    "license": LICENSES,
    "version": NASTY[:-1],  # CKAN takes at most 100 characters
    "byte_size": (0, 1, 12**12, None),
} | dict.fromkeys(("landing_page", "access_url", "download_url", "publisher.url", "contact.url"), ADDRESSES)
_CHOICES |= dict.fromkeys(("creator.email", "contact.email", "publisher.email"), EMAILS)
_LEFT_OUT = frozenset({"organization.name", "organization.title", "groups", "key", "path"})


def build_nasty(number: int, paths: tuple[str, ...]) -> dict[str, Any]:
    """Give each path a value; over all numbers every path gets every value of its kind."""
    found = {}
    for path in paths:
        if path not in _LEFT_OUT:
            choices = LISTS if path in _LISTS else _CHOICES.get(path, NASTY)
            found[path] = choices[number % len(choices)]
    return found


def build_datasets() -> tuple[Dataset, ...]:
    """Build a dataset for each nasty text."""
    return tuple(
        build_dataset(
            "schief",
            f"{number:02}",
            build_nasty(number, DATASET_PATHS) | {"organization.name": "schief", "organization.title": "Schief"},
            (
                build_distribution(f"d {number}", build_nasty(number, DISTRIBUTION_PATHS)),
                build_distribution("leer", {}),
            ),
        )
        for number in range(len(NASTY))
    )


def make_plan(catalogue: Catalogue, ledger: Ledger, datasets: tuple[Dataset, ...]) -> Plan:
    """Plan to publish all datasets."""
    every = frozenset(DATASET_PATHS), frozenset(DISTRIBUTION_PATHS)
    public = Release(Audience.PUBLIC, ())
    organization = Organization("schief", "Schief")
    desired = tuple(
        Desired(
            catalogue.build_entry(Described(dataset, *every), public, f"schief-{dataset.key}"),
            dataset.title,
            "schief",
            {},
            organization,
        )
        for dataset in datasets
    )
    wish = Wish(("schief",), desired)
    pushed = ledger.pushed(catalogue.target, wish.inventories)
    snapshot = catalogue.fetch_snapshot(build_scope(wish, pushed))
    return build_plan(wish, snapshot, pushed, Options(create_organizations=True))


@pytest.mark.parametrize(
    "version", [DEFAULT_VERSION, *(pytest.param(one, marks=pytest.mark.slow) for one in ("2.11.6", "2.10.11"))]
)
def test_a_plan_after_a_push_of_nasty_values_is_empty(
    version: str, ckan_box_factory: Callable[[str], CkanBox], tmp_path: Path
) -> None:
    box = ckan_box_factory(version)
    catalogue = connect_ckan(box.url, box.token)
    datasets = build_datasets()
    with open_ledger(tmp_path / "ledger.sqlite") as ledger:
        receipt = apply_plan(make_plan(catalogue, ledger, datasets), catalogue, ledger, lambda _: None, _now)
        assert [(outcome.identifier, str(outcome.reason)) for outcome in receipt.failed] == []
        again = make_plan(connect_ckan(box.url, box.token), ledger, datasets)
    assert [text for change in again.changes for text in tell(change)] == []


def tell(change: Change) -> Iterator[str]:
    """Say what a plan would do to a dataset, or believes that somebody edited."""
    match change:
        case Unchanged():
            yield from (f"{change.identifier} kept: {kept}" for kept in change.kept)
            yield from [f"{change.identifier}: the ledger does not know what was pushed"] if change.sheet else []
        case Update():
            yield from (f"{change.identifier} changed: {one}" for one in (*change.changes, *change.kept))
        case _:
            yield f"{change.identifier} {change}"


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
