from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.mapping.dates import is_day, parse_date, parse_period
from toolkit.model.grid import CellError, CellValue, show

CELLS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.datetimes(), st.dates(), st.times(),
    st.timedeltas(), st.builds(CellError, st.text()),
)  # fmt: skip

MONTHS = (
    "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November",
    "Dezember",
)  # fmt: skip


@pytest.mark.parametrize(
    ("value", "iso"),
    [
        ("01.03.2025", "2025-03-01"),
        ("1.3.2025", "2025-03-01"),
        ("01. 03. 2025", "2025-03-01"),
        ("01.03.25", "2025-03-01"),
        ("01.03.68", "2068-03-01"),
        ("01.03.69", "1969-03-01"),
        ("29.02.2024", "2024-02-29"),
        ("2025-03-01", "2025-03-01"),
        ("2025-3-1", "2025-03-01"),
        ("2025/03/01", "2025-03-01"),
        ("2025-03", "2025-03"),
        ("03/2025", "2025-03"),
        ("3.2025", "2025-03"),
        ("März 2024", "2024-03"),
        ("märz 2024", "2024-03"),
        ("Maerz 2024", "2024-03"),
        ("Mrz. 2024", "2024-03"),
        ("Jänner 2024", "2024-01"),
        ("Sept. 2024", "2024-09"),
        ("October 2024", "2024-10"),
        ("1. März 2025", "2025-03-01"),
        ("01. Mrz. 2025", "2025-03-01"),
        ("2024", "2024"),
        ("Stand: 01.03.2025", "2025-03-01"),
        ("Stand 03/2025", "2025-03"),
        ("stand vom 01.03.2025", "2025-03-01"),
        ("seit 2012", "2012"),
        ("01.03.2025 14:30", "2025-03-01"),
        ("01.03.2025, 14:30 Uhr", "2025-03-01"),
        ("2025-03-01T14:30:00Z", "2025-03-01"),
        ("2025-03-01T14:30:00+01:00", "2025-03-01"),
        ("2025-03-01 14:30:00.000123", "2025-03-01"),
        ("\N{NO-BREAK SPACE}01.03.2025 ", "2025-03-01"),
        ("März\N{NO-BREAK SPACE}2024", "2024-03"),
        ("01.03.\n2025", "2025-03-01"),
        (2024, "2024"),
        (2024.0, "2024"),
        (dt.datetime(2025, 3, 1, 23, 59), "2025-03-01"),  # noqa: DTZ001 (cells know no zone)
        (dt.date(2025, 3, 1), "2025-03-01"),
    ],
)
def test_a_date_is_read_with_the_precision_given(value: CellValue, iso: str) -> None:
    assert parse_date(value).value == iso


@pytest.mark.parametrize(
    "value",
    [
        "01.13.2024",
        "29.02.2023",
        "29.02.1900",
        "31.04.2024",
        "00.01.2024",
        "32.01.2024",
        "2024-13",
        "2024-00-01",
        "0999",
        "2101",
        "01/03/2025",
        "Mai 24",
        "Smarch 2024",
        "Standort 2024",
        "laufend",
        "2024a",
        "",
        " ",
        "-",
        45000,
        2024.5,
        float("nan"),
        float("inf"),
        10**400,
        True,
        None,
        dt.time(12, 0),
        dt.timedelta(days=2024),
        CellError("#REF!"),
    ],
)
def test_what_is_no_date_is_a_trouble_and_never_a_guess(value: CellValue) -> None:
    parsed = parse_date(value)
    assert parsed.value is None
    assert parsed.trouble is not None
    assert parsed.trouble.code == "date-invalid"


@given(st.dates(min_value=dt.date(1000, 1, 1), max_value=dt.date(2100, 12, 31)))
def test_a_day_comes_back_however_it_is_written(day: dt.date) -> None:
    iso = day.isoformat()
    midnight = dt.datetime.combine(day, dt.time())
    month = MONTHS[day.month - 1]
    for written in (
        day,
        midnight,
        show(midnight),
        iso,
        f"{day.day}.{day.month}.{day.year}",
        f"{day.day}. {month} {day.year}",
    ):
        assert parse_date(written).value == iso


@given(CELLS)
def test_no_cell_makes_reading_dates_raise(value: CellValue) -> None:
    for parsed in (parse_date(value), parse_period(value)):
        assert (parsed.value is None) == (parsed.trouble is not None)
    assert is_day(value) in {True, False}


@pytest.mark.parametrize(
    ("value", "start", "end"),
    [
        ("2008–2020", "2008", "2020"),
        ("2008-2020", "2008", "2020"),
        ("2008 - 2020", "2008", "2020"),
        ("2008 — 2020", "2008", "2020"),
        ("2008\N{NON-BREAKING HYPHEN}2020", "2008", "2020"),
        ("2008 bis 2020", "2008", "2020"),
        ("von 2008 bis 2020", "2008", "2020"),
        ("vom 01.01.2020 bis zum 31.12.2020", "2020-01-01", "2020-12-31"),
        ("01.01.2020–31.12.2020", "2020-01-01", "2020-12-31"),
        ("01.01.2020-31.12.2020", "2020-01-01", "2020-12-31"),
        ("01/2020-12/2020", "2020-01", "2020-12"),
        ("Januar 2020 – März 2020", "2020-01", "2020-03"),
        ("2024-01 bis 2024-04", "2024-01", "2024-04"),
        ("2024-01-01/2024-12-31", "2024-01-01", "2024-12-31"),
        ("2024-01", "2024-01", "2024-01"),
        ("seit 2012", "2012", ""),
        ("ab 01.03.2012", "2012-03-01", ""),
        ("bis 2012", "", "2012"),
        ("2012 – heute", "2012", ""),
        ("2012 bis laufend", "2012", ""),
        ("2012–", "2012", ""),
        ("2012 -", "2012", ""),
        ("April 2020", "2020-04", "2020-04"),
        (2019, "2019", "2019"),
        (dt.datetime(2019, 5, 1), "2019-05-01", "2019-05-01"),  # noqa: DTZ001 (cells know no zone)
        ("2020 – 01.02.2020", "2020", "2020-02-01"),
    ],
)
def test_a_period_is_read_into_start_and_end(value: CellValue, start: str, end: str) -> None:
    assert parse_period(value).value == (start, end)


@pytest.mark.parametrize(
    "value", ["laufend", "2020–2008", "31.12.2020 – 01.01.2020", "2008–x", "–", "2008, 2010", "Q1", ""]
)
def test_what_is_no_period_is_a_trouble(value: str) -> None:
    trouble = parse_period(value).trouble
    assert trouble is not None
    assert trouble.code == "date-invalid"


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("01.03.2025", True),
        ("1. März 2025", True),
        ("2025-03-01", True),
        ("März 2025", True),
        (dt.datetime(2025, 3, 1), True),  # noqa: DTZ001 (cells know no zone)
        ("31.02.2025", False),
        ("ab 01.03.2030", False),
        ("bis 01.03.2030", False),
        ("Vorlage 12/2025 liegt vor", False),
        ("nein, erst 2026", False),
        ("2025", False),
        (2025, False),
        (45000, False),
        ("12", False),
        (None, False),
    ],
)
def test_only_a_plain_date_signs_off(value: CellValue, day: bool) -> None:
    assert is_day(value) is day
