"""Findings that somebody accepted until a date."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.reports.small_check import DAY, build_inventory, check, find
from toolkit.checks.baseline import ONLY_ONLINE, Acceptance, Identity, Judged, accept, identify, judge, narrow
from toolkit.checks.run import every_rule
from toolkit.model.finding import Severity

LATER = DAY + dt.timedelta(days=1)
ONE = Identity("licence-unknown", "amt", "A-1", "Lizenz", "CC?")


def test_an_accepted_finding_does_not_count_and_stays_among_the_findings() -> None:
    checked = check(find(), find(key="A-2"), baseline=[Acceptance(ONE, LATER)])
    assert [one.place.key for one in checked.counted()] == ["A-2"]
    assert [one.finding.place.key for one in checked.accepted()] == ["A-1"]
    assert checked.count(Severity.ERROR) == 1
    assert checked.inventory.count(Severity.ERROR) == 2


def test_an_accepted_error_still_keeps_its_dataset_from_being_published() -> None:
    checked = check(find(), baseline=[Acceptance(ONE, LATER)])
    assert "A-1" in checked.inventory.faulty


def test_a_finding_is_recognised_after_its_row_and_column_moved() -> None:
    moved = find(row=99, column=7, workbook="neu.xlsx")
    assert check(moved, baseline=[Acceptance(ONE, LATER)]).counted() == ()


@pytest.mark.parametrize(
    "other",
    [find("title-missing"), find(key="A-2"), find(text="CC BY"), find(heading="Recht")],
    ids=["code", "key", "text", "column"],
)
def test_another_code_key_text_or_column_is_another_finding(other: object) -> None:
    assert check(other, baseline=[Acceptance(ONE, LATER)]).counted() == (other,)  # type: ignore[arg-type]  # of one type


def test_blanks_and_line_breaks_of_a_text_do_not_count() -> None:
    assert identify(find(text=" CC\n  BY ", heading="Li\u00adzenz"), "amt") == ONE._replace(text="CC BY")


def test_an_acceptance_holds_on_its_last_day_and_not_on_the_next() -> None:
    until = [Acceptance(ONE, DAY)]
    assert judge(build_inventory(find()), until, DAY).counted() == ()
    over = judge(build_inventory(find()), until, LATER)
    assert len(over.counted()) == 1
    assert over.expired == tuple(until)
    assert over.idle == ()


def test_an_acceptance_that_ran_out_and_matches_nothing_is_idle_and_not_expired() -> None:
    over = Acceptance(ONE, DAY - dt.timedelta(days=1))
    checked = check(find(key="A-2"), baseline=[over])
    assert (checked.expired, checked.idle) == ((), (over,))


def test_acceptances_of_other_inventories_are_left_alone() -> None:
    other = Acceptance(ONE._replace(inventory="anderes"), LATER)
    checked = check(find(), baseline=[other])
    assert len(checked.counted()) == 1
    assert checked.idle == ()


def test_what_was_not_looked_for_is_not_idle() -> None:
    link = Acceptance(Identity("link-dead", "amt", "A-1", "Link", "https://example.org"), LATER)
    assert judge(build_inventory(find()), [link], DAY, silent={"link-dead"}).idle == ()
    assert judge(build_inventory(find()), [link], DAY).idle == (link,)


def test_equal_findings_are_numbered_in_the_order_of_the_sheet() -> None:
    checked = check(find(row=2), find(key="A-2"), find(row=3), find(row=4))
    assert [one.number for one in checked.judged] == [1, 1, 2, 3]
    assert checked.day == DAY


def test_only_what_needs_the_network_may_match_nothing_without_it() -> None:
    online = {code for code in every_rule() if code.startswith("link-") and code != "link-differs"}
    assert online == ONLY_ONLINE


def test_one_more_than_is_accepted_counts_and_it_is_the_last_in_the_sheet() -> None:
    rows = [find(row=row) for row in (2, 3, 4)]
    checked = check(*rows, baseline=[Acceptance(ONE, LATER, times=2)])
    assert checked.counted() == (rows[2],)


def test_two_entries_of_one_finding_accept_two() -> None:
    rows = [find(row=row) for row in (2, 3, 4)]
    baseline = [Acceptance(ONE, LATER, "erst"), Acceptance(ONE, LATER, "dann")]
    checked = check(*rows, baseline=baseline)
    assert [one.acceptance and one.acceptance.reason for one in checked.judged] == ["erst", "dann", None]


def test_a_huge_number_of_times_costs_nothing() -> None:
    assert check(find(), baseline=[Acceptance(ONE, LATER, times=10**15)]).counted() == ()


def test_fingerprints_stay_while_rows_move_and_tell_equal_findings_apart() -> None:
    before = check(find(row=2), find(row=3), find(key="A-2"))
    after = check(find(key="A-2", row=2), find(row=30), find(row=31))
    names = [one.fingerprint() for one in before.judged]
    assert sorted(names) == sorted(one.fingerprint() for one in after.judged)
    assert len(set(names)) == 3
    assert all(len(name) == 32 for name in names)


def test_a_fingerprint_is_the_same_in_every_release() -> None:
    """Other programs remember it."""
    assert Judged(find(), ONE).fingerprint() == "3904ec09d1965888512dcb45a28bd748"


def test_narrowing_keeps_codes_and_what_weighs_enough() -> None:
    checked = check(
        find(), find("date-invalid", severity=Severity.WARNING), find("lookup-unused", severity=Severity.NOTE)
    )

    def codes(*wanted: str, least: Severity = Severity.NOTE) -> list[str]:
        return [one.code for one in narrow(checked, wanted, least).counted()]

    assert codes() == ["licence-unknown", "date-invalid", "lookup-unused"]
    assert codes(least=Severity.WARNING) == ["licence-unknown", "date-invalid"]
    assert codes(least=Severity.ERROR) == ["licence-unknown"]
    assert codes("date-invalid", "lookup-unused") == ["date-invalid", "lookup-unused"]
    assert codes("lookup-unused", least=Severity.WARNING) == []


class TestAccepting:
    def test_every_finding_is_accepted_once_with_how_often_it_stands_there(self) -> None:
        checked = check(find(row=2), find(row=3), find(key="A-2"))
        assert accept(checked, checked, LATER) == (
            Acceptance(ONE, LATER, times=2),
            Acceptance(ONE._replace(key="A-2"), LATER),
        )

    def test_what_is_accepted_already_keeps_its_date_and_reason(self) -> None:
        old = Acceptance(ONE, DAY, "wird ersetzt", "Fachamt")
        checked = check(find(), find(key="A-2"), baseline=[old])
        assert accept(checked, checked, LATER, [old]) == (old, Acceptance(ONE._replace(key="A-2"), LATER))

    def test_what_ran_out_is_renewed_and_what_matches_nothing_leaves(self) -> None:
        over, idle = Acceptance(ONE, DAY - dt.timedelta(days=1), "alt"), Acceptance(ONE._replace(key="weg"), LATER)
        checked = check(find(), baseline=[over, idle])
        assert accept(checked, checked, LATER, [over, idle]) == (Acceptance(ONE, LATER),)

    def test_acceptances_of_other_inventories_stay(self) -> None:
        other = Acceptance(ONE._replace(inventory="anderes"), DAY - dt.timedelta(days=9))
        checked = check(find(), baseline=[other])
        assert accept(checked, checked, LATER, [other]) == (other, Acceptance(ONE, LATER))

    def test_only_what_was_chosen_is_accepted_and_what_was_not_chosen_keeps_its_entry(self) -> None:
        old = Acceptance(ONE, DAY)
        checked = check(find(), find("title-missing"), find("date-invalid"), baseline=[old])
        chosen = narrow(checked, {"title-missing"})
        assert [one.identity.code for one in accept(checked, chosen, LATER, [old])] == [
            "licence-unknown",
            "title-missing",
        ]

    def test_a_number_of_times_shrinks_with_what_is_left(self) -> None:
        old = Acceptance(ONE, LATER, times=5)
        checked = check(find(row=2), find(row=3), baseline=[old])
        assert accept(checked, checked, LATER, [old]) == (replace(old, times=2),)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(["A-1", "A-2", ""]), st.sampled_from(["x", "y "]))))
def test_nothing_counts_once_everything_is_accepted(rows: list[tuple[str, str, str]]) -> None:
    findings = [find(code, key, row, text) for row, (code, key, text) in enumerate(rows, start=2)]
    checked = check(*findings)
    accepted = accept(checked, checked, DAY)
    again = check(*reversed(findings), baseline=accepted)
    assert (again.counted(), again.expired, again.idle) == ((), (), ())
