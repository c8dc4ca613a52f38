from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.mapping.test_mapping_dates import CELLS
from toolkit.mapping.phones import parse_phone
from toolkit.model.grid import CellValue


@pytest.mark.parametrize(
    ("value", "number"),
    [
        ("06131/12-0", "+49 6131 120"),
        ("0 61 31 - 12 34 56", "+49 6131 123456"),
        ("06131 / 12 - 34 56", "+49 6131 123456"),
        ("(06131) 123456", "+49 6131 123456"),
        ("06131\N{NON-BREAKING HYPHEN}123456", "+49 6131 123456"),
        ("Tel.: +49 (0)6131 12-3456", "+49 6131 123456"),
        ("0049 6131 123456", "+49 6131 123456"),
        ("+49 6131 123456", "+49 6131 123456"),
        ("06131 12-3456 (Pforte)", "+49 6131 123456"),
        ("06131 12-3456 App. 7", "+49 6131 123456"),
        ("0800 1234567", "+49 800 1234567"),
        ("+43 1 58858", "+43 1 58858"),
        ("06131 120; +49 6131 120", "+49 6131 120"),
    ],
)
def test_a_number_is_written_in_the_international_form(value: CellValue, number: str) -> None:
    parsed = parse_phone(value)
    assert (parsed.value, parsed.trouble) == (number, None)


@pytest.mark.parametrize("between", [" / ", ", ", "; ", "\n", " oder "])
def test_of_several_numbers_the_first_is_taken_and_that_is_told(between: str) -> None:
    parsed = parse_phone(f"06131 12-3456{between}06131 12-3499")
    assert parsed.value == "+49 6131 123456"
    assert parsed.trouble is not None
    assert (parsed.trouble.code, parsed.trouble.detail) == ("phone-several", "+49 6131 123456")


@pytest.mark.parametrize(
    ("value", "number"),
    [
        ("Tel. 06131 12-0, Fax: 06131 12-99", "+49 6131 120"),
        ("Telefax 06131/12-1; Telefon 06131 12-5", "+49 6131 125"),
        ("Tel./Fax 06131 12-0", "+49 6131 120"),
        ("Tel. / Telefax: 06131 12-0", "+49 6131 120"),
        ("Fax 06131 12-1", None),
    ],
)
def test_a_fax_number_is_no_telephone_number(value: str, number: str | None) -> None:
    parsed = parse_phone(value)
    assert parsed.value == number
    assert (parsed.trouble is None) == (number is not None)


@pytest.mark.parametrize(
    ("value", "nearest"),
    [
        ("Durchwahl 3456", ()),
        ("3456", ()),
        ("115", ()),
        ("0123 456789", ()),
        ("Pforte", ()),
        ("", ()),
        (None, ()),
        (True, ()),
        (6131123456, ("+49 6131 123456",)),
        ("6131123456", ("+49 6131 123456",)),
    ],
)
def test_what_is_no_number_is_a_trouble_with_what_a_spreadsheet_took_away(
    value: CellValue, nearest: tuple[str, ...]
) -> None:
    parsed = parse_phone(value)
    assert parsed.value is None
    assert parsed.trouble is not None
    assert (parsed.trouble.code, parsed.trouble.nearest) == ("phone-invalid", nearest)


@given(st.one_of(CELLS, st.text(alphabet="0123456789 +-/()x;,", max_size=40)))
def test_no_cell_makes_reading_numbers_raise_and_what_is_read_stays(value: CellValue) -> None:
    parsed = parse_phone(value)
    assert parsed.value is not None or parsed.trouble is not None
    assert parsed.value is None or parsed.value.startswith("+")


@given(st.integers(100000, 999999))
def test_a_number_in_international_form_comes_back(number: int) -> None:
    written = f"+49 6131 {number}"
    assert parse_phone(f" {written}\N{NO-BREAK SPACE}").value == written
