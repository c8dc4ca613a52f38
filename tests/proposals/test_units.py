"""Of columns that name an office more and less exactly, the more exact one is the creator."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from tests.proposals.small_dictionary import column, propose_rows, targets
from toolkit.proposals.proposal import TableProposal

OFFICES = ("Amt 61", "Amt 66", "Amt 67", "Amt 40", "Amt 41", "Amt 51")
DIVISIONS = ("Abteilung V", "Abteilung V", "Abteilung V", "Abteilung II", "Abteilung II", "Abteilung III")


def propose_units(fine: Sequence[str], wide: Sequence[str]) -> TableProposal:
    rows = [(f"K-{place}", f"Daten {place}", *names) for place, names in enumerate(zip(wide, fine, strict=True))]
    return propose_rows(("Kennung", "Titel", "Abteilung", "Amt"), *rows)


def test_the_wider_unit_stays_in_the_office_and_says_why() -> None:
    found = propose_units(OFFICES, DIVISIONS)
    assert targets(found) == {"Kennung": "key", "Titel": "title", "Abteilung": "ignore.other", "Amt": "creator.name"}
    assert "“Amt” names the unit more exactly" in str(column(found, "Abteilung").evidence[-1])


def test_the_finer_unit_is_the_creator_whichever_column_it_is() -> None:
    found = targets(propose_units(DIVISIONS, OFFICES))
    assert (found["Abteilung"], found["Amt"]) == ("creator.name", "ignore.other")


def test_units_that_are_no_parts_of_each_other_are_asked_about() -> None:
    found = targets(propose_units(OFFICES * 2, (*DIVISIONS, *reversed(DIVISIONS))))
    assert max(found.values()) == "title"
    assert "ignore.other" not in found.values()


@given(st.permutations(range(len(OFFICES))))
def test_the_order_of_rows_does_not_matter(order: list[int]) -> None:
    found = targets(propose_units([OFFICES[place] for place in order], [DIVISIONS[place] for place in order]))
    assert (found["Abteilung"], found["Amt"]) == ("ignore.other", "creator.name")
