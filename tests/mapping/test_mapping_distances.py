from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.mapping.small_inventory import only_dataset, read_cell
from toolkit.mapping.distances import parse_distance
from toolkit.model.grid import CellValue


@pytest.mark.parametrize(
    ("value", "metres"),
    [
        ("100 m", "100"),
        ("1 km", "1000"),
        ("0,5 km", "500"),
        ("0,5 m", "0.5"),
        ("0.125 m", "0.125"),
        ("10cm", "0.1"),
        ("5 mm", "0.005"),
        ("3 dm", "0.3"),
        ("25 Meter", "25"),
        ("25 Metern", "25"),
        ("1,5 Kilometer", "1500"),
        ("1.000 m", "1000"),
        ("500", "500"),
        (500, "500"),
        (0.5, "0.5"),
        (0.00001, "0.00001"),
        ("100m-Raster", "100"),
        ("Rasterweite: 100 m", "100"),
        ("20 x 20 m", "20"),
        ("20m × 20m", "20"),
    ],
)
def test_a_distance_is_read_into_metres(value: CellValue, metres: str) -> None:
    assert parse_distance(value).value == metres


@pytest.mark.parametrize(
    "value",
    ["0", "0 m", 0, "-3 m", "1:5000", "ca. 10 m", "20 x 30 m", "20 m x 20 km", "1 Grad", "Stadtteil", "1 m²", True, ""],
)
def test_what_is_no_distance_stays_out(value: CellValue) -> None:
    parsed = parse_distance(value)
    assert parsed.value is None
    assert parsed.trouble
    assert parsed.trouble.code == "distance-invalid"


def test_a_cell_fills_the_spatial_resolution() -> None:
    assert only_dataset(read_cell("spatial_resolution", "10 m")).spatial_resolution == "10"


@given(st.text(max_size=20) | st.floats(allow_nan=True) | st.integers())
def test_whatever_is_read_is_a_decimal_above_nought(value: CellValue) -> None:
    metres = parse_distance(value).value
    assert metres is None or (re.fullmatch(r"\d+(\.\d+)?", metres) and float(metres) > 0)
