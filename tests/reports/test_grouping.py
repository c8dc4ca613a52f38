"""Findings put together: what says the same once, and what is worth most first."""

from __future__ import annotations

import pytest

from tests.reports.small_check import CLOSED, PUBLIC, build_inventory, find
from toolkit.checks.gatefile import LICENCE
from toolkit.model.finding import Severity
from toolkit.model.message import say
from toolkit.model.release import Audience, Reason, Release, Verdict
from toolkit.reports.grouping import Figures, Standing, build_kinds, find_first_step, list_errors

STAFF = Release(Audience.STAFF)
UNREAD = Reason(say("released, but the licence is unknown"), None, LICENCE, Verdict.WEIGH, answered=False)
TITLE = say("the title is missing")


def test_the_same_code_and_sentence_stand_once_whatever_the_column() -> None:
    (kind,) = build_kinds([find(row=2), find(row=3, heading="Recht", column=9), find(row=4)])
    (group,) = kind.groups
    assert [cell.address for cell in group.cells] == ["D2", "I3", "D4"]
    assert (kind.code, kind.severity, kind.size) == ("licence-unknown", Severity.ERROR, 3)


def test_another_text_or_another_next_step_is_another_group_of_the_same_kind() -> None:
    (kind,) = build_kinds([find(), find(text="CC BY"), find(remedy="Ask.")])
    assert [len(group.findings) for group in kind.groups] == [1, 1, 1]


def test_a_cell_with_two_equal_findings_is_told_once() -> None:
    (kind,) = build_kinds([find(), find(key="A-2")])
    assert len(kind.groups[0].cells) == 1


def test_pieces_of_mapping_of_all_columns_are_kept_each_once() -> None:
    (kind,) = build_kinds([find(snippet="a: b"), find(row=3, snippet="c: d"), find(row=4, snippet="a: b")])
    assert kind.groups[0].snippets == ("a: b", "c: d")


def test_errors_come_by_the_datasets_that_they_hold_back_then_warnings_by_cells_then_notes() -> None:
    findings = [
        find("note-often", severity=Severity.NOTE, row=2),
        find("note-often", severity=Severity.NOTE, row=3),
        find("warning-once", severity=Severity.WARNING, key="A-9"),
        find("warning-often", severity=Severity.WARNING, row=2),
        find("warning-often", severity=Severity.WARNING, row=3),
        find("error-of-a-closed-one", key="C-1", row=2),
        find("error-of-a-closed-one", key="C-2", row=3),
        find("error-of-a-closed-one", key="C-3", row=4),
        find("error-of-one", key="A-1"),
        find("error-of-two", key="A-1"),
        find("error-of-two", key="A-2"),
    ]
    releases = {"A-1": PUBLIC, "A-2": STAFF, "C-1": CLOSED, "C-2": CLOSED, "C-3": CLOSED}
    kinds = build_kinds(findings, Standing(build_inventory(*findings, releases=releases)))
    assert [(kind.code, kind.holds) for kind in kinds] == [
        ("error-of-two", 2),
        ("error-of-one", 1),
        ("error-of-a-closed-one", 0),
        ("warning-often", 0),
        ("warning-once", 0),
        ("note-often", 0),
    ]


def test_within_a_kind_the_group_that_holds_most_comes_first_then_the_one_with_most_cells() -> None:
    findings = [
        find(text="einmal", key="A-1"),
        find(text="oft", key="C-1", row=3),
        find(text="oft", key="C-1", row=4),
        find(text="zwei", key="A-2"),
        find(text="zwei", key="A-3"),
    ]
    releases = {"A-1": PUBLIC, "A-2": PUBLIC, "A-3": PUBLIC, "C-1": CLOSED}
    (kind,) = build_kinds(findings, Standing(build_inventory(*findings, releases=releases)))
    assert [group.first.text for group in kind.groups] == ["zwei", "einmal", "oft"]


def test_a_dataset_with_two_errors_is_held_by_both_and_freed_by_neither() -> None:
    findings = [find("title-missing", message=TITLE), find(), find(key="A-2")]
    kinds = {kind.code: kind for kind in build_kinds(findings, Standing(build_inventory(*findings)))}
    assert (kinds["title-missing"].groups[0].holds, kinds["title-missing"].groups[0].frees) == (1, 0)
    assert (kinds["licence-unknown"].groups[0].holds, kinds["licence-unknown"].groups[0].frees) == (2, 1)


def test_several_cells_of_one_dataset_that_say_the_same_count_it_once() -> None:
    findings = [find(row=2), find(row=3)]
    (kind,) = build_kinds(findings, Standing(build_inventory(*findings)))
    assert (kind.holds, kind.groups[0].frees) == (1, 1)


def test_a_dataset_that_two_groups_of_a_kind_hold_back_counts_once() -> None:
    findings = [find(text="a"), find(text="b")]
    (kind,) = build_kinds(findings, Standing(build_inventory(*findings)))
    assert kind.holds == 1


def test_two_datasets_with_one_key_count_both() -> None:
    inventory = build_inventory(find("key-repeated"), keys=["A-1", "A-1"])
    (kind,) = build_kinds(inventory.findings, Standing(inventory))
    assert (kind.holds, kind.groups[0].frees) == (2, 2)


def test_an_error_that_is_not_told_still_keeps_its_dataset_from_being_freed() -> None:
    """Filters and baselines fold findings away; the dataset stays where it is."""
    told, other = find(), find("title-missing", message=TITLE)
    (kind,) = build_kinds([told], Standing(build_inventory(told, other)))
    assert (kind.holds, kind.groups[0].frees) == (1, 0)


def test_warnings_hold_nothing_back() -> None:
    finding = find(severity=Severity.WARNING)
    standing = Standing(build_inventory(finding))
    assert build_kinds([finding], standing)[0].holds == 0
    assert standing.figures == Figures(public=1, staff=0, held=0, closed=0)


def test_every_dataset_is_counted_once() -> None:
    releases = {"A-1": PUBLIC, "A-2": STAFF, "A-3": PUBLIC, "A-4": STAFF, "A-5": CLOSED, "A-6": CLOSED}
    inventory = build_inventory(find(key="A-3"), find(key="A-4"), find(key="A-6"), releases=releases)
    standing = Standing(inventory)
    assert standing.states == ["public", "staff", "held", "held", "closed", "closed"]
    assert standing.figures == Figures(public=1, staff=1, held=2, closed=2)
    assert standing.figures.all == 6


class TestUnreadLicence:
    """The gate lets no dataset through whose licence nobody can read; the error is why, and mending it is enough."""

    def held(self, *reasons: Reason, code: str = "licence-unknown", more: bool = False) -> tuple[int, int]:
        findings = [find(code), *([find("title-missing", message=TITLE)] if more else [])]
        inventory = build_inventory(*findings, releases={"A-1": Release(Audience.NOBODY, reasons)})
        kinds = build_kinds(findings, Standing(inventory))
        return kinds[0].holds, kinds[0].groups[0].frees

    def test_holds_its_dataset_back(self) -> None:
        assert self.held(UNREAD) == (1, 1)

    def test_is_not_enough_beside_another_error(self) -> None:
        assert self.held(UNREAD, more=True) == (1, 0)

    @pytest.mark.parametrize(
        "other",
        [
            Reason(say("not released"), None, "publish", Verdict.BLOCKED),
            Reason(say("not open"), None, LICENCE, Verdict.BLOCKED, answered=True),
        ],
        ids=["another question", "a licence that is not open"],
    )
    def test_is_not_the_cause_where_something_else_speaks_against_the_release(self, other: Reason) -> None:
        assert self.held(UNREAD, other) == (0, 0)

    def test_is_the_cause_beside_what_speaks_for_the_release(self) -> None:
        assert self.held(UNREAD, Reason(say("released"), None, "publish", Verdict.RELEASED)) == (1, 1)

    def test_is_not_the_cause_without_an_error_of_the_licence(self) -> None:
        assert self.held(UNREAD, code="title-missing") == (0, 0)

    def test_is_not_the_cause_where_the_gate_gives_no_reason(self) -> None:
        assert self.held() == (0, 0)


def test_the_first_step_is_what_is_enough_for_most_datasets() -> None:
    findings = [find(text="a"), find(text="b", key="A-2"), find(text="b", key="A-3"), find(text="c", key="A-4")]
    step = find_first_step(build_kinds(findings, Standing(build_inventory(*findings))))
    assert step is not None
    assert (step.first.text, step.frees) == ("b", 2)


def test_there_is_no_first_step_where_nothing_alone_is_enough() -> None:
    findings = [find(), find("title-missing", message=TITLE)]
    assert find_first_step(build_kinds(findings, Standing(build_inventory(*findings)))) is None


def test_errors_are_listed_by_dataset_each_code_once() -> None:
    findings = (find(row=2), find(row=3), find("title-missing"), find(key=""), find("w", severity=Severity.WARNING))
    assert list_errors(build_inventory(*findings)) == {"A-1": ("licence-unknown", "title-missing")}
