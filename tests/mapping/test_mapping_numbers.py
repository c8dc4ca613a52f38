from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.mapping.test_mapping_dates import CELLS
from toolkit.mapping.numbers import parse_number
from toolkit.model.grid import CellError, CellValue


@pytest.mark.parametrize(
    ("value", "number"),
    [
        ("1.234,5", "1234.5"),
        ("1.234.567", "1234567"),
        ("1 234,5", "1234.5"),
        ("1\N{NO-BREAK SPACE}234", "1234"),
        ("1'234", "1234"),
        ("1’234", "1234"),
        ("1’234’567,5", "1234567.5"),
        ("1’234.5", None),
        ("1,234.5", "1234.5"),
        ("1,234,567", "1234567"),
        ("1.234", "1234"),
        ("1.23", "1.23"),
        ("1,234", "1.234"),
        ("0,5", "0.5"),
        ("-3,5", "-3.5"),
        ("\N{MINUS SIGN}3", "-3"),
        ("+3", "3"),
        (" 7 ", "7"),
        ("0", "0"),
        (7, "7"),
        (0.1, "0.1"),
        (-2.5, "-2.5"),
        ("", None),
        ("-", None),
        ("--3", None),
        ("- 3", "-3"),
        ("1.23.4", None),
        ("12.34,5", None),
        ("zwei", None),
        ("1e5", None),
        ("٣", None),
        (None, None),
        (True, None),
        (float("nan"), None),
        (float("inf"), None),
        (10**20, None),
        (10**400, None),
        (-(10**20), None),
        (1e20, None),
        (-1e20, None),
        (10**20 - 1, "99999999999999999999"),
        (dt.date(2024, 1, 1), None),
        (CellError("#NV"), None),
    ],
)
def test_a_number_is_read_as_germans_write_it(value: CellValue, number: str | None) -> None:
    assert parse_number(value) == (None if number is None else Decimal(number))


@pytest.mark.parametrize(("text", "number"), [("8.143", "8.143"), ("1.234.567", "1234567"), ("1.234,5", "1234.5")])
def test_a_point_may_be_a_decimal_one(text: str, number: str) -> None:
    assert parse_number(text, point_groups=False) == Decimal(number)


@given(CELLS, st.booleans())
def test_no_cell_makes_reading_numbers_raise(value: CellValue, groups: bool) -> None:
    number = parse_number(value, point_groups=groups)
    assert number is None or number.is_finite()


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2))
def test_a_number_comes_back_however_germans_group_it(number: Decimal) -> None:
    grouped = f"{number:,.2f}".replace(",", " ").replace(".", ",").replace(" ", ".")
    assert parse_number(grouped) == parse_number(f" {number:f}".replace(".", ",")) == number
