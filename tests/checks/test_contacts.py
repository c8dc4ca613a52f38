from __future__ import annotations

from dataclasses import replace

import pytest

from tests.checks.good_inventory import check, one
from toolkit.checks.contacts import find_personal_addresses, withhold_personal
from toolkit.checks.run import check_inventory
from toolkit.model.dataset import Agent, ContactPoint, QualifiedAttribution

PERSON = "erika.mustermann@example.org"
OFFICE = "opendata@example.org"
COLUMNS = {"Urheber": "creator.email", "Herausgeber": "publisher.email"}


def test_addresses_of_persons_are_emptied_and_nothing_else() -> None:
    described = one({"Mail": PERSON, "Urheber": PERSON, "Herausgeber": PERSON}, columns=COLUMNS)
    dataset = withhold_personal(described, allowed=False).dataset
    assert dataset.contact == ContactPoint()
    assert dataset.creator == Agent("")
    assert dataset.publisher == Agent("Stadt Musterhausen")
    assert dataset.title == described.dataset.title


def test_each_address_is_looked_at_by_itself() -> None:
    described = one({"Mail": OFFICE, "Urheber": PERSON, "Herausgeber": OFFICE}, columns=COLUMNS)
    dataset = withhold_personal(described, allowed=False).dataset
    assert dataset.contact == ContactPoint(email=OFFICE)
    assert dataset.creator == Agent("")
    assert dataset.publisher == Agent("Stadt Musterhausen", email=OFFICE)


@pytest.mark.parametrize("role", ["contributor", "custodian", "originator"])
def test_every_further_body_is_treated_like_the_creator(role: str) -> None:
    described = one({"Stelle": PERSON}, columns={"Stelle": f"{role}.email"})
    assert getattr(withhold_personal(described, allowed=False).dataset, role) == Agent("")
    (fault,) = find_personal_addresses([described], allowed=False)
    assert (fault.field, fault.text, fault.place.heading) == (f"{role}.email", PERSON, "Stelle")


def test_the_address_of_a_person_to_whom_something_is_attributed_is_emptied() -> None:
    described = one()
    mixed = (QualifiedAttribution(Agent("Amt", email=PERSON), "r"), QualifiedAttribution(Agent("Amt", email=OFFICE)))
    described = replace(described, dataset=replace(described.dataset, qualified_attributions=mixed))
    kept = withhold_personal(described, allowed=False).dataset.qualified_attributions
    assert kept == (QualifiedAttribution(Agent("Amt"), "r"), mixed[1])
    assert withhold_personal(described, allowed=True) is described


def test_the_address_of_a_person_to_whom_something_is_attributed_is_told() -> None:
    described = one()
    mixed = (QualifiedAttribution(Agent("Amt", email=PERSON), "r"), QualifiedAttribution(Agent("Amt", email=OFFICE)))
    described = replace(described, dataset=replace(described.dataset, qualified_attributions=mixed))
    (fault,) = find_personal_addresses([described], allowed=False)
    assert (fault.code, fault.text, fault.place.key) == ("contact-personal", PERSON, "1")
    assert list(find_personal_addresses([described], allowed=True)) == []


def test_what_an_earlier_run_published_is_taken_back() -> None:
    withheld = withhold_personal(one({"Mail": PERSON}), allowed=False)
    assert "contact.email" in withheld.managed
    assert "contact.email" not in withheld.unread


def test_where_persons_agreed_their_addresses_stay() -> None:
    described = one({"Mail": PERSON})
    assert withhold_personal(described, allowed=True) is described
    assert list(find_personal_addresses([described], allowed=True)) == []


def test_mailboxes_of_offices_and_empty_cells_stay() -> None:
    for mail in (OFFICE, None):
        described = one({"Mail": mail})
        assert withhold_personal(described, allowed=False) is described
        assert list(find_personal_addresses([described], allowed=False)) == []


def test_every_address_that_is_emptied_is_told_at_its_cell() -> None:
    described = one({"Mail": PERSON, "Urheber": PERSON, "Herausgeber": OFFICE}, columns=COLUMNS)
    faults = tuple(find_personal_addresses([described], allowed=False))
    found = [finding for finding in check_inventory((described,), faults) if finding.code == "contact-personal"]
    assert [(str(one.place.cell).rpartition(" ")[2], one.text) for one in found] == [("E2", PERSON), ("T2", PERSON)]
    assert [fault.field for fault in faults] == ["contact.email", "creator.email"]


def test_what_stays_in_the_house_is_not_told() -> None:
    assert list(find_personal_addresses([one({"Mail": PERSON, "Frei": "nein"})], allowed=False)) == []


def test_the_address_that_is_withheld_is_not_said_to_be_missing() -> None:
    assert "contact-missing" not in {finding.code for finding in check({"Mail": PERSON})}
