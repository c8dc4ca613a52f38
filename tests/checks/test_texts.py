from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.checks.texts import repair

GERMAN = st.text("aeinrstd ÄÖÜäöüßé–„“’€°²", max_size=30)


@given(GERMAN)
def test_what_was_encoded_once_stays(text: str) -> None:
    assert repair(text) == text


@pytest.mark.parametrize("times", [1, 2])
@pytest.mark.parametrize("text", ["Bäume", "Straßen – Grüße", "„Öl“", "12 €", "ÄÖÜ", "5 °C", "Café"])
def test_what_was_encoded_several_times_is_read_as_it_was_meant(text: str, times: int) -> None:
    wrong = text
    for _ in range(times):
        wrong = "".join(_show(byte) for byte in wrong.encode("utf-8"))
    assert wrong != text
    assert repair(wrong) == text


def _show(byte: int) -> str:
    """Give the sign that Windows shows for a byte."""
    try:
        return bytes([byte]).decode("cp1252")
    except UnicodeDecodeError:
        return chr(byte)


def test_a_part_that_is_right_stays_beside_one_that_is_wrong() -> None:
    assert repair("Bäume und StraÃŸen") == "Bäume und Straßen"
