"""Targets within HYPERLINK formulas are taken only where they are certain."""

from __future__ import annotations

import pytest

from toolkit.reading.links import is_link_formula, parse_link_formula


@pytest.mark.parametrize(
    ("formula", "target"),
    [
        ('HYPERLINK("https://example.org/")', "https://example.org/"),
        ('hyperlink( "https://example.org/" , "Daten" )', "https://example.org/"),
        ('HYPERLINK("https://example.org/?a=""b""","Daten")', 'https://example.org/?a="b"'),
        ('HYPERLINK("https://example.org/?x=1,2&y=(3)","Daten")', "https://example.org/?x=1,2&y=(3)"),
        ('HYPERLINK("#Werte!A1","Werte")', "#Werte!A1"),
        ('HYPERLINK($B$3,"Daten")', "<3:2>"),
        ('HYPERLINK("https://example.org/" & B3 & ".csv","Daten")', "https://example.org/<3:2>.csv"),
        ('HYPERLINK(Werte!B3,"Daten")', ""),
        ('HYPERLINK(B3&LOWER(C3),"Daten")', ""),
        ('IF(A1,HYPERLINK("https://example.org/1"),HYPERLINK("https://example.org/2"))', ""),
        ("1+1", ""),
    ],
)
def test_a_target_is_what_the_first_argument_says(formula: str, target: str) -> None:
    assert parse_link_formula(formula, lambda row, column: f"<{row}:{column}>") == target


def test_a_longer_name_is_no_call() -> None:
    assert not is_link_formula('MYHYPERLINK("x")')
