from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.mapping.dates import Edge, is_day, parse_date, parse_period
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
        ("Feb. 2024", "2024-02"),
        ("02-2024", "2024-02"),
        ("Februar/2024", "2024-02"),
        ("20240201", "2024-02-01"),
        ("20240201T101500Z", "2024-02-01"),
        ("01.02.2024 10.15 Uhr", "2024-02-01"),
        ("01.02.2024 10 Uhr", "2024-02-01"),
        ("01.02.2024 um 10:15 Uhr", "2024-02-01"),
        ("Montag, 1. Februar 2024", "2024-02-01"),
        ("February 1, 2024", "2024-02-01"),
        ("Stand 1/2024", "2024-01"),
        ("Datenstand: 01.02.2024", "2024-02-01"),
        ("zuletzt aktualisiert am 01.02.2024", "2024-02-01"),
        ("Stichtag 31.12.2020", "2020-12-31"),
        ("Ende 2023", "2023"),
        ("Anfang 2024", "2024"),
        ("Mitte Mai 2022", "2022-05"),
        ("Herbst 2023", "2023"),
        ("ca. 2015", "2015"),
        ("ca 2015", "2015"),
        ("2024.", "2024"),
        ("Q1/2021", "2021"),
        ("Q4 2021", "2021"),
        ("2021-Q1", "2021"),
        ("1. Quartal 2021", "2021"),
        ("IV. Quartal 2021", "2021"),
        ("I/2021", "2021"),
        ("1. Halbjahr 2020", "2020"),
        ("H2/2020", "2020"),
        ("KW 12/2023", "2023-03"),
        ("KW 1/2020", "2020-01"),
        ("KW 53/2020", "2020-12"),
        ("2023-W05", "2023-02"),
        ("SoSe 2021", "2021"),
        (20000, "1954-10-03"),
        (45292, "2024-01-01"),
        (45292.99, "2024-01-01"),
        (60000, "2064-04-08"),
        (60000.9, "2064-04-08"),
        (1000, "1000"),
        (2100, "2100"),
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
        "45000",
        "Q1",
        "2008/09",
        "Schuljahr 2022/23",
        "KW 54/2023",
        "5. Quartal 2021",
        "3. Halbjahr 2020",
        "20241301",
        "18991231",
        "1990er",
        "Ende",
        19999,
        19999.9,
        60001,
        999,
        2101,
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
    ("value", "start", "end"),
    [
        ("1829 bis 1841", "1829", "1841"),
        ("ab 2015", "2015", ""),
        ("fortlaufend seit 2010", "2010", ""),
        ("laufend, seit 2010", "2010", ""),
        ("seit 2012 bis heute", "2012", ""),
        ("2012 ff.", "2012", ""),
        ("2024ff", "2024", ""),
        ("2012+", "2012", ""),
        ("2015 (fortlaufend)", "2015", ""),
        ("2015, laufend", "2015", ""),
        ("2008/09", "2008", "2009"),
        ("2008/2009", "2008", "2009"),
        ("1999/00", "1999", "2000"),
        ("2008-09", "2008-09", "2008-09"),
        ("2022-23", "2022", "2023"),
        ("Schuljahr 2022/23", "2022-08", "2023-07"),
        ("im Schuljahr 2008-09", "2008-08", "2009-07"),
        ("WS 2021/22", "2021-10", "2022-03"),
        ("Sommersemester 2021", "2021-04", "2021-09"),
        ("Saison 2021/22", "2021", "2022"),
        ("Q1/2021", "2021-01", "2021-03"),
        ("4. Quartal 2021", "2021-10", "2021-12"),
        ("Q1/2021 – Q3/2022", "2021-01", "2022-09"),
        ("Q1–Q3/2022", "2022-01", "2022-09"),
        ("seit Q2/2021", "2021-04", ""),
        ("bis Q2/2021", "", "2021-06"),
        ("2. Halbjahr 2020", "2020-07", "2020-12"),
        ("KW 12/2023", "2023-03-20", "2023-03-26"),
        ("01.01.–31.12.2020", "2020-01-01", "2020-12-31"),
        ("01.01.-31.12.2020", "2020-01-01", "2020-12-31"),
        ("1.–15. März 2020", "2020-03-01", "2020-03-15"),
        ("Januar bis März 2020", "2020-01", "2020-03"),
        ("Januar-März 2020", "2020-01", "2020-03"),
        ("01–03/2020", "2020-01", "2020-03"),
        ("2020-01/2020-12", "2020-01", "2020-12"),
        ("Stichtag 31.12.2020", "2020-12-31", "2020-12-31"),
        ("2019, 2020, 2021", "2019", "2021"),
        ("2020 und 2019", "2019", "2020"),
        ("1990er Jahre", "1990", "1999"),
        ("19. Jahrhundert", "1801", "1900"),
        ("ca. 1990 bis ca. 2010", "1990", "2010"),
        (45292, "2024-01-01", "2024-01-01"),
    ],
)
def test_a_period_is_read_as_inventories_write_it(value: CellValue, start: str, end: str) -> None:
    parsed = parse_period(value)
    assert (parsed.value, parsed.trouble) == ((start, end), None)


@pytest.mark.parametrize(
    ("value", "nearest"),
    [
        ("2012, 2015, 2018", ("2012–2018",)),
        ("2019 (jährlich)", ("2019",)),
        ("Zensus 2011", ("2011",)),
        ("laufend", ()),
        ("bis heute", ()),
        ("2020 bis 2019", ("2020", "2019")),
        ("1991er", ("1991",)),
    ],
)
def test_what_may_be_meant_by_a_period_is_offered(value: str, nearest: tuple[str, ...]) -> None:
    parsed = parse_period(value)
    assert parsed.value is None
    assert parsed.trouble is not None
    assert parsed.trouble.nearest == nearest


@pytest.mark.parametrize(
    ("value", "edge", "iso"),
    [
        ("Q1/2021", "start", "2021-01"),
        ("Q1/2021", "end", "2021-03"),
        ("Schuljahr 2022/23", "start", "2022-08"),
        ("Schuljahr 2022/23", "end", "2023-07"),
        ("KW 5/2023", "start", "2023-01-30"),
        ("KW 5/2023", "end", "2023-02-05"),
        ("2024", "end", "2024"),
    ],
)
def test_as_the_end_of_a_period_a_quarter_is_as_precise_as_its_months(value: str, edge: Edge, iso: str) -> None:
    assert parse_date(value, edge).value == iso


@pytest.mark.parametrize(
    ("value", "nearest"),
    [
        ("01/03/2025", ("2025-03-01", "2025-01-03")),
        ("25/03/2025", ("2025-03-25",)),
        ("03/03/2025", ("2025-03-03",)),
        ("2008/09", ("2008", "2009")),
        ("45292", ("2024-01-01",)),
        ("Vorlage 12/2025", ("2025",)),
        ("Zensus vom 9. Mai 2011", ("2011-05-09",)),
        ("laufend", ()),
        ("31.02.2025", ("2025",)),
    ],
)
def test_what_may_be_meant_by_a_date_is_offered(value: str, nearest: tuple[str, ...]) -> None:
    trouble = parse_date(value).trouble
    assert trouble is not None
    assert (trouble.code, trouble.nearest) == ("date-invalid", nearest)


@given(st.text())
def test_blanks_at_the_edges_of_a_date_do_not_count(text: str) -> None:
    assert parse_date(f" {text}\N{NO-BREAK SPACE}") == parse_date(text)
    assert parse_period(f"\t{text} ") == parse_period(text)


@given(
    st.sampled_from(["Q{part}/{year}", "{year}-Q{part}", "{part}. Quartal {year}"]),
    st.integers(1, 4),
    st.integers(1000, 2100),
)
def test_a_quarter_covers_its_three_months(form: str, part: int, year: int) -> None:
    period = parse_period(form.format(part=part, year=year)).value
    assert period == (f"{year}-{3 * part - 2:02d}", f"{year}-{3 * part:02d}")


@given(st.dates(dt.date(1954, 10, 3), dt.date(2064, 4, 8)))
def test_a_day_of_the_spreadsheet_programs_is_that_day(day: dt.date) -> None:
    assert parse_date((day - dt.date(1899, 12, 30)).days).value == day.isoformat()


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
        ("Ende 2025", False),
        ("ab 2030", False),
        ("Stand 2024", False),
        ("Quartal 2021", False),
        ("2025", False),
        (2025, False),
        (45000, False),
        ("12", False),
        (None, False),
    ],
)
def test_only_a_plain_date_signs_off(value: CellValue, day: bool) -> None:
    assert is_day(value) is day
