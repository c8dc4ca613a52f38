"""Released sample datasets hold what DCAT-AP.de 3.0 asks for or recommends, but for what is missing on purpose."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from toolkit.checks.release import decide
from toolkit.dcat.completion import complete
from toolkit.model.dataset import Dataset, Distribution
from toolkit.model.path import read_path
from toolkit.model.release import Audience
from toolkit.steps.inventory import read_inventory
from toolkit.vocabularies.highvalue import HVD_REGULATION

SAMPLES = Path(__file__).parents[2] / "sample_inventories"
WANTED = (
    "title", "description", "publisher.name", "publisher.kind", "contact.email", "keywords", "themes", "spatial.uri",
    "geocoding_level", "access_rights", "availability", "frequency", "issued", "languages", "distributions",
)  # fmt: skip
WANTED_OF_PARTS = ("title", "license", "format", "media_type", "rights", "availability")
LACKS = {
    "gruenes-amt": {("GA-009", "format"), ("GA-009", "media_type"), ("GA-024", "contact.email")},
    "verkehrsamt": {("VA-004", "distributions")},
    "statistikstelle": {("ST-13", "frequency"), ("ST-16", "modified"), ("ST-29", "title")},
}


def read_released(name: str) -> tuple[Dataset, ...]:
    inventory = read_inventory(SAMPLES / f"{name}.xlsx", today=dt.date(2025, 4, 1))
    return tuple(complete(one.dataset) for one in inventory.described if decide(one).audience is Audience.PUBLIC)


def list_lacks(dataset: Dataset) -> Iterator[tuple[str, str]]:
    lacks = [
        path for path in WANTED if not (dataset.distributions if path == "distributions" else read_path(dataset, path))
    ]
    for part in dataset.distributions:
        lacks += [path for path in WANTED_OF_PARTS if not read_path(part, path)]
        if not (part.access_url or part.path):
            lacks.append("access_url")
        if part.path and part.byte_size is None:
            lacks.append("byte_size")
    if not dataset.modified and not any(part.modified for part in dataset.distributions):
        lacks.append("modified")
    yield from ((dataset.key, path) for path in lacks)


@pytest.mark.parametrize("name", LACKS)
def test_only_what_is_missing_on_purpose_is_missing(name: str) -> None:
    released = read_released(name)
    assert len(released) > 20
    assert {lack for dataset in released for lack in list_lacks(dataset)} == LACKS[name]


def test_one_released_dataset_is_of_high_value_with_interface_and_download() -> None:
    (dataset,) = [one for one in read_released("verkehrsamt") if one.hvd_categories]
    assert HVD_REGULATION in dataset.legal_basis
    assert all(HVD_REGULATION in part.legal_basis for part in dataset.distributions)
    table, service = dataset.distributions
    assert table.download_url.endswith(".csv")
    assert is_explained(service)


def is_explained(part: Distribution) -> bool:
    return bool(part.service and part.service.endpoint_description and part.service.documentation)
