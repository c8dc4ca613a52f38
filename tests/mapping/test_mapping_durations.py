from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.mapping.test_mapping_dates import CELLS
from toolkit.mapping.durations import parse_duration
from toolkit.model.grid import CellValue


@pytest.mark.parametrize(
    ("value", "iso"),
    [
        ("P1Y", "P1Y"),
        ("p1y6m", "P1Y6M"),
        ("PT15M", "PT15M"),
        ("P1DT12H", "P1DT12H"),
        ("PT1,5S", "PT1.5S"),
        ("P1W", "P7D"),
        ("P2W", "P14D"),
        ("1 Jahr", "P1Y"),
        ("2 Jahre", "P2Y"),
        ("alle 5 Jahre", "P5Y"),
        ("alle zwei Wochen", "P14D"),
        ("zweijährlich", "P2Y"),
        ("jährlich", "P1Y"),
        ("Jährlich ", "P1Y"),
        ("jedes Jahr", "P1Y"),
        ("pro Monat", "P1M"),
        ("monatlich", "P1M"),
        ("monatsweise", "P1M"),
        ("zweimonatlich", "P2M"),
        ("vierteljährlich", "P3M"),
        ("quartalsweise", "P3M"),
        ("halbjährlich", "P6M"),
        ("½ Jahr", "P6M"),
        ("ein halbes Jahr", "P6M"),
        ("0,5 Jahre", "P6M"),
        ("wöchentlich", "P7D"),
        ("woechentlich", "P7D"),
        ("14-tägig", "P14D"),
        ("täglich", "P1D"),
        ("taeglich", "P1D"),
        ("daily", "P1D"),
        ("Tageswerte", "P1D"),
        ("tagesgenau", "P1D"),
        ("Monatswerte", "P1M"),
        ("Jahreszahlen", "P1Y"),
        ("Wochenmittel", "P7D"),
        ("stündlich", "PT1H"),
        ("1,5 Stunden", "PT90M"),
        ("24h", "PT24H"),
        ("15 Minuten", "PT15M"),
        ("15 Min.", "PT15M"),
        ("15-minütig", "PT15M"),
        ("10-Minuten-Mittel", "PT10M"),
        ("viertelstündlich", "PT15M"),
        ("halbstündlich", "PT30M"),
        ("30 s", "PT30S"),
        ("sekündlich", "PT1S"),
        (dt.time(0, 15), "PT15M"),
        (dt.time(1, 0, 30), "PT1H30S"),
        (dt.timedelta(days=1, hours=2), "P1DT2H"),
    ],
)
def test_a_duration_is_read(value: CellValue, iso: str) -> None:
    assert parse_duration(value).value == iso


@pytest.mark.parametrize(
    "value",
    ["unregelmäßig", "einmalig", "zweimal jährlich", "0 Tage", "PT0S", "P", "PT", "P1YT", "P1W2D", "P1.5Y", "15", 15,
     "halber Monat", "1 Jahr 2 Monate", "Jahr 2020", "Tagung", "Monatskarte", "laufend", "00:15", "", None, True,
     dt.time(0, 0), dt.timedelta(0), dt.timedelta(days=-1)],
)  # fmt: skip
def test_what_is_no_duration_is_a_trouble(value: CellValue) -> None:
    parsed = parse_duration(value)
    assert parsed.value is None
    assert parsed.trouble is not None
    assert parsed.trouble.code == "duration-invalid"


@given(CELLS)
def test_no_cell_makes_reading_durations_raise_and_what_is_read_stays(value: CellValue) -> None:
    parsed = parse_duration(value)
    assert (parsed.value is None) == (parsed.trouble is not None)
    assert parsed.value is None or parse_duration(parsed.value).value == parsed.value


@given(st.integers(1, 10**6), st.sampled_from(["P{}Y", "P{}M", "P{}D", "PT{}H", "PT{}M", "PT{}S"]))
def test_a_duration_of_iso_8601_comes_back(count: int, form: str) -> None:
    assert parse_duration(f" {form.format(count)} ").value == form.format(count)
