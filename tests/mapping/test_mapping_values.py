from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.mapping.test_mapping_dates import CELLS
from toolkit.mapping.values import parse_answer, parse_size
from toolkit.model.grid import CellError, CellValue


@pytest.mark.parametrize(
    ("value", "unit", "size"),
    [
        ("1.200 KB", "", 1_200_000),
        ("1 200 KB", "", 1_200_000),
        ("1\N{NO-BREAK SPACE}200\N{NO-BREAK SPACE}KB", "", 1_200_000),
        ("1,2 MB", "", 1_200_000),
        ("1.2 MB", "", 1_200_000),
        ("1.234.567,8 KB", "", 1_234_567_800),
        ("350KB", "", 350_000),
        ("350 kb", "", 350_000),
        ("2 KiB", "", 2048),
        ("3 MiB", "", 3 * 1024 * 1024),
        ("5 GiB", "", 5 * 1024 * 1024 * 1024),
        ("2 TiB", "", 2 * 1024 * 1024 * 1024 * 1024),
        ("2 TB", "", 2_000_000_000_000),
        ("12 Bytes", "", 12),
        ("12 B", "KB", 12),
        ("350", "KB", 350_000),
        ("0,5", "MB", 500_000),
        (" 7 ", "", 7),
        (350, "KB", 350_000),
        (0.5, "GB", 500_000_000),
        (2024.0, "", 2024),
        (0, "", 0),
    ],
)
def test_a_size_is_read_into_bytes(value: CellValue, unit: str, size: int) -> None:
    assert parse_size(value, unit).value == size


@pytest.mark.parametrize(
    "value",
    [1e20, "0,5", 0.5, -1, "-1 KB", "ca. 5 MB", "groß", "1,2,3 MB", "5 Meter", "", None, True, float("inf"),
     float("nan"), 10**400, "9" * 500, "1.20.0 KB", dt.timedelta(1), CellError("#NV")],
)  # fmt: skip
def test_what_is_no_size_is_a_trouble(value: CellValue) -> None:
    parsed = parse_size(value)
    assert parsed.value is None
    assert parsed.trouble is not None
    assert parsed.trouble.code == "size-invalid"
    assert str(parsed.trouble.expected) == "a size such as 1,2 MB or 350 KB"


@given(CELLS, st.sampled_from(["", "B", "KB", "MB", "GB"]))
def test_no_cell_makes_reading_sizes_raise_and_no_size_is_negative(value: CellValue, unit: str) -> None:
    parsed = parse_size(value, unit)
    assert (parsed.value is None) == (parsed.trouble is not None)
    assert parsed.value is None or parsed.value >= 0


@given(st.integers(0, 10**12))
def test_a_whole_number_of_bytes_comes_back(size: int) -> None:
    grouped = f"{size:,}".replace(",", ".")
    assert parse_size(size).value == parse_size(str(size)).value == parse_size(f"{grouped} B").value == size


@pytest.mark.parametrize(
    "text", ["ja", "Ja", "JA!", "j", "x", "X", "✓", "yes", "WAHR", "1", " ja\N{NO-BREAK SPACE}", "Ja."]
)
def test_these_words_say_yes(text: str) -> None:
    assert parse_answer(text) == "yes"


@pytest.mark.parametrize("text", ["☑", "✔", "√", "Y", "true", "trifft zu", "zutreffend", "☒ ja ☐ nein", "☐ nein ☑ ja"])
def test_ticks_and_boxes_say_yes(text: str) -> None:
    assert parse_answer(text) == "yes"


@pytest.mark.parametrize(
    "text", ["nein, Datenschutz", "Nein (Verträge)", "nein – vertraulich", "☐ ja ☒ nein", "trifft nicht zu", "nicht"]
)
def test_a_no_with_its_reason_says_no(text: str) -> None:
    assert parse_answer(text) == "no"


@pytest.mark.parametrize(
    "text",
    [
        "mit Einschränkungen", "Mit Einschränkungen.", "eingeschränkt", "bedingt", "teilweise", "zum Teil", "z. T.",
        "mit Einschränkung", "mit Auflagen", "mit Auflage", "mit Bedingungen", "mit Vorbehalt", "teils", "z.T.",
        "partiell", "auszugsweise", "unter Auflagen", "unter Bedingungen", "unter Vorbehalt", "unter Einschränkungen",
        "mit Ausnahmen", "eingeschränkt möglich", "bedingt möglich", "teilweise möglich", "teils, teils",
        "teils teils", "with restrictions", "restricted", "partly", "ja, eingeschränkt", "yes, except for names",
        "ja, mit Einschränkungen", "ja, aber anonymisiert", "ja (nur aggregiert)", "Ja – nach Anonymisierung",
        "ja, wenn die Verträge es erlauben", "ja, bis auf die Adressen", "yes, but only internal",
    ],
)  # fmt: skip
def test_a_yes_with_conditions_is_restricted(text: str) -> None:
    assert parse_answer(text) == "restricted"


@pytest.mark.parametrize(
    "text",
    [
        "☒", "✗", "✘", "☐", "☐ ja ☐ nein", "☒ ja ☒ nein", "☐ ja ☐ nein ☒ ja", "ja (wird geprüft)", "ja, noch offen",
        "nein, ggf. später", "nein, gegebenenfalls", "nein, ja?", "nein, geplant ab 2027", "ja, ab 2026", "ja*",
        "ja, öffentlich", "nein, aber Namen der Hausmeister", "nein, nur intern", "nein?",
        "nein, erst 2026", "nein/ja", "nein danke", "no data", "wird geprüft", "unklar", "offen", "nicht geprüft",
        "janein", "Jahr", "Nobody",
    ],
)  # fmt: skip
def test_doubt_and_marks_that_may_mean_either_are_unknown(text: str) -> None:
    assert parse_answer(text) == "unknown"


@given(st.text())
def test_no_text_makes_reading_answers_raise_and_blanks_do_not_count(text: str) -> None:
    answer = parse_answer(text)
    assert answer in {"yes", "no", "restricted", "unknown"}
    assert parse_answer(f" {text}\t") == answer


@pytest.mark.parametrize("text", ["nein", "N", "Nein.", "no", "FALSCH", "false", "0", "nicht zutreffend", "nein!.!"])
def test_these_words_say_no(text: str) -> None:
    assert parse_answer(text) == "no"


@pytest.mark.parametrize("text", ["", "vielleicht", "ja/nein", "?", "noch offen", "keine", "jain", "xx"])
def test_everything_else_is_unknown(text: str) -> None:
    assert parse_answer(text) == "unknown"
