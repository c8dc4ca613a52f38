"""What is said of an export."""

from __future__ import annotations

import pytest

from toolkit.dcat.draft import Lost
from toolkit.dcat.serial import Written
from toolkit.reports.export import Export, build_export_data, build_export_text
from toolkit.reports.ink import Ink
from toolkit.reports.language import Translator

LOST = (
    Lost("amt:1", "landing_page", "/daten"),
    Lost("amt:2", "license", "x" * 61, "csv"),
    Lost("amt:3", "series", "Reihe"),
)


def tell(lost: tuple[Lost, ...], left_out: int = 0, file: str = "k.ttl") -> list[str]:
    export = Export(file, "3.0", Written(("a", "b"), 2, lost), left_out)
    return build_export_text(export, Translator("en"), Ink(width=200)).splitlines()


def test_each_lost_value_is_named_with_its_dataset_and_field() -> None:
    assert tell(LOST) == [
        "2 datasets written to k.ttl (DCAT-AP.de 3.0)",
        "3 values have no place in the file:",
        "  amt:1: web page about the dataset “/daten”",
        f"  amt:2: licence of the link or file “{'x' * 60}…”",
        "  amt:3: series “Reihe”",
    ]


@pytest.mark.parametrize(
    ("times", "first"),
    [(20, "  amt:1: web page about the dataset “/daten”"), (21, "  21 × web page about the dataset")],
)
def test_many_lost_values_are_counted_by_field(times: int, first: str) -> None:
    assert tell(LOST[:1] * times)[2] == first


def test_what_is_left_out_is_counted_and_standard_output_named() -> None:
    assert tell((), 1, "-") == [
        "2 datasets written to standard output (DCAT-AP.de 3.0)",
        "1 dataset is left out: it is not released, or has errors. “bestand check” says why.",
    ]


def test_the_same_as_data() -> None:
    assert build_export_data(Export("k.ttl", "2.0", Written((), 0, LOST[1:2]), 4)) == {
        "file": "k.ttl",
        "version": "2.0",
        "datasets": 0,
        "left_out": 4,
        "lost": [{"identifier": "amt:2", "distribution": "csv", "field": "license", "value": "x" * 61}],
    }
