from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import get_args

import pytest

from tests.checks.good_inventory import one
from toolkit.checks.gatefile import load_bundled_gate, parse_gate
from toolkit.checks.release import decide
from toolkit.mapping.spec import Question
from toolkit.model.dataset import Answer, Dataset, Described, Distribution
from toolkit.model.grid import CellRef
from toolkit.model.release import Audience, Verdict
from toolkit.vocabularies.load import load_vocabulary

BASE = "http://dcat-ap.de/def/licenses/"
OPEN, CLOSED = BASE + "dl-by-de/2.0", BASE + "cc-by-nc/4.0"
PART = "distributions.x.license"

# The dataset's licence, its distribution's, and which of the two could not be read.
LICENCES = {
    "open": (OPEN, "", ""),
    "open, distribution's own": ("", OPEN, ""),
    "open, both": (OPEN, OPEN, ""),
    "missing": ("", "", ""),
    "closed": (CLOSED, "", ""),
    "closed for the distribution": (OPEN, CLOSED, ""),
    "closed for the dataset": (CLOSED, OPEN, ""),
    "unknown word": ("", "", "license"),
    "unknown word for the distribution": (OPEN, "", PART),
    "from no list": ("https://example.org/licence", "", ""),
}
PUBLISH = ("public", "yes", "staff", "restricted", "nobody", "no", "unknown", "something else", None)
PERSONAL = ("no", "yes", "restricted", "unknown", "public", "something else", None)
APPROVED = ("yes", "no", "restricted", "unknown", "something else", None)


def build(publish: str | None, personal: str | None, approved: str | None, licence: str) -> Described:
    """Build a dataset with these answers; None leaves the question out."""
    own, of_part, unread = LICENCES[licence]
    said = {"publish": publish, "personal_data": personal, "approved": approved}
    part = Distribution("x", access_url="https://example.org/", license=of_part)
    return Described(
        Dataset("amt", "1", license=own, distributions=(part,)),
        frozenset(),
        unread=frozenset({unread} if unread else ()),
        answers={
            question: Answer(meaning, CellRef("w.xlsx", "s", 2, at), "so steht es da")
            for at, (question, meaning) in enumerate(said.items(), start=1)
            if meaning
        },
    )


@pytest.mark.parametrize("licence", LICENCES)
@pytest.mark.parametrize("approved", APPROVED)
def test_the_whole_table_of_decisions(approved: str | None, licence: str) -> None:
    for publish, personal in product(PUBLISH, PERSONAL):
        audience = decide(build(publish, personal, approved, licence)).audience
        if personal != "no" or publish not in {"public", "yes", "staff"}:
            expected = Audience.NOBODY
        elif publish == "staff":
            expected = Audience.STAFF
        elif approved not in {"yes", None} or not licence.startswith(("open", "missing")):
            expected = Audience.NOBODY
        else:
            expected = Audience.PUBLIC
        assert audience is expected, (publish, personal, approved, licence)


@pytest.mark.parametrize("personal", [personal for personal in PERSONAL if personal != "no"])
def test_nothing_overrules_personal_data_or_silence_about_them(personal: str | None) -> None:
    for publish, approved, licence in product(PUBLISH, APPROVED, LICENCES):
        assert decide(build(publish, personal, approved, licence)).audience is Audience.NOBODY


def test_silence_is_never_public() -> None:
    assert decide(Described(Dataset("amt", "1"), frozenset())).audience is Audience.NOBODY


@pytest.mark.parametrize("concept", load_vocabulary("license").concepts, ids=lambda concept: concept.code)
def test_every_licence_of_the_list_is_known_to_be_open_or_not(concept: object) -> None:
    assert getattr(concept, "flag")("open") in {True, False}  # noqa: B009 (ids need the parameter's name)


@pytest.mark.parametrize(
    ("said", "says", "column"),
    [
        (("nobody", "no", None, "open"), "“so steht es da”: not released", 1),
        (("unknown", "no", None, "open"), "“so steht es da”: the release is not decided", 1),
        (
            ("restricted", "no", None, "open"),
            "“so steht es da”: released with conditions, which somebody has to weigh",
            1,
        ),
        (("public", "yes", None, "open"), "the dataset holds personal data", 2),
        (
            ("public", "unknown", None, "open"),
            "nobody has said that it holds no personal data: “so steht es da” is no clear answer",
            2,
        ),
        (
            ("public", "no", "unknown", "open"),
            "released, but the approval is missing: “so steht es da” is no clear answer",
            3,
        ),
        (("public", "no", "no", "open"), "released, but the approval is missing", 3),
        (("public", "no", "yes", "open"), "“so steht es da”: released to the public", 1),
        (("staff", "no", "unknown", "closed"), "“so steht es da”: for staff only", 1),
    ],
)
def test_a_decision_names_its_reason_and_the_cell(
    said: tuple[str, str, str | None, str], says: str, column: int
) -> None:
    reason = decide(build(*said)).reasons[0]
    assert str(reason.message) == says
    assert reason.cell is not None
    assert reason.cell.column == column


@pytest.mark.parametrize(
    ("cells", "second", "says", "cell"),
    [
        ({"Lizenz": "CC BY-NC 4.0"}, None, "the licence “Creative Commons", "inventar.xlsx › Daten › H2"),
        ({"Lizenz": "geheim"}, None, "the licence is unknown", "inventar.xlsx › Daten › H2"),
        ({}, [{"Recht": "CC BY-NC 4.0"}], "the licence “Creative Commons", "inventar.xlsx › Links › F2"),
        ({}, [{"Recht": "geheim"}], "the licence is unknown", "inventar.xlsx › Links › F2"),
    ],
)
def test_a_licence_that_bars_is_named_with_its_cell(
    cells: dict[str, str], second: list[dict[str, str]] | None, says: str, cell: str
) -> None:
    release = decide(one(cells, second=second))
    (reason,) = release.reasons
    assert release.audience is Audience.NOBODY
    assert says in str(reason.message)
    assert str(reason.cell) == cell


def test_a_mapping_that_answers_for_all_leaves_no_quotation_marks_around_nothing() -> None:
    said = {"publish": Answer("public"), "personal_data": Answer("no")}
    for publish, says in (("public", "released to the public"), ("staff", "for staff only"), ("no", "not released")):
        described = Described(Dataset("amt", "1"), frozenset(), answers={**said, "publish": Answer(publish)})
        assert str(decide(described).reasons[0].message) == says


def test_an_empty_release_cell_is_told_as_such() -> None:
    assert str(decide(one({"Frei": None})).reasons[0].message) == "nobody has decided on the release: the cell is empty"


def ask(**meanings: str) -> Described:
    """Build a dataset with an open licence and these answers; each stands in a cell of its own."""
    said = {"publish": "public", "personal_data": "no", **meanings}
    return Described(
        Dataset("amt", "1", license=OPEN),
        frozenset(),
        answers={
            question: Answer(meaning, CellRef("w.xlsx", "s", 2, at), "" if meaning == "unknown" else "Wort")
            for at, (question, meaning) in enumerate(said.items(), start=1)
        },
    )


BLOCKED, WEIGH, RELEASED = Verdict.BLOCKED, Verdict.WEIGH, Verdict.RELEASED
# What each question leads to when it is answered yes, no, with conditions, and not at all in its cell.
EFFECTS = {
    "structured": (RELEASED, WEIGH, WEIGH, WEIGH),
    "own_data": (RELEASED, BLOCKED, WEIGH, WEIGH),
    "personal_data": (BLOCKED, RELEASED, BLOCKED, BLOCKED),
    "special_categories": (BLOCKED, RELEASED, BLOCKED, RELEASED),
    "small_counts": (WEIGH, RELEASED, WEIGH, WEIGH),
    "trade_secrets": (BLOCKED, RELEASED, WEIGH, WEIGH),
    "third_party_rights": (BLOCKED, RELEASED, WEIGH, WEIGH),
    "security": (BLOCKED, RELEASED, WEIGH, WEIGH),
    "draft": (BLOCKED, RELEASED, WEIGH, WEIGH),
    "other_law": (BLOCKED, RELEASED, WEIGH, WEIGH),
    "approved": (RELEASED, BLOCKED, WEIGH, BLOCKED),
    "anonymised": (RELEASED, RELEASED, RELEASED, RELEASED),
    "lawful": (RELEASED, RELEASED, RELEASED, RELEASED),
    "privacy_approved": (RELEASED, RELEASED, RELEASED, RELEASED),
    "high_value": (RELEASED, RELEASED, RELEASED, RELEASED),
}


def test_every_question_that_a_column_can_answer_is_tested_here() -> None:
    assert {*EFFECTS, "publish"} == set(get_args(Question))


@pytest.mark.parametrize("question", EFFECTS)
def test_what_each_answer_to_a_question_leads_to(question: str) -> None:
    for meaning, expected in zip(("yes", "no", "restricted", "unknown"), EFFECTS[question], strict=True):
        release = decide(ask(**{question: meaning}))
        assert release.verdict is expected, meaning
        assert release.audience is (Audience.PUBLIC if expected is RELEASED else Audience.NOBODY)
        if expected is not RELEASED:
            assert release.reasons[0].question == question
            assert release.reasons[0].answered is (meaning != "unknown")
            assert release.reasons[0].text == ("" if meaning == "unknown" else "Wort")


@pytest.mark.parametrize("question", EFFECTS)
def test_what_the_sheet_does_not_ask_about_is_covered_by_the_release_except_personal_data(question: str) -> None:
    described = ask()
    answers = {name: answer for name, answer in described.answers.items() if name != question}
    release = decide(replace(described, answers=answers))
    assert release.verdict is (BLOCKED if question == "personal_data" else RELEASED)


class TestPersonalData:
    @pytest.mark.parametrize("exception", ["anonymised", "lawful"])
    def test_an_exception_and_the_officers_approval_together_release_them(self, exception: str) -> None:
        release = decide(ask(personal_data="yes", privacy_approved="yes", **{exception: "yes"}))
        assert release.audience is Audience.PUBLIC
        told, why = release.reasons
        assert told.question == "publish"
        assert str(why.message).startswith("the dataset holds personal data, but ")
        assert why.cell is not None
        assert why.cell.column == 4  # where the exception is answered

    @pytest.mark.parametrize("approval", ["no", "unknown", "restricted", None])
    def test_without_the_officers_approval_nothing_releases_them(self, approval: str | None) -> None:
        said = {"privacy_approved": approval} if approval else {}
        release = decide(ask(personal_data="yes", anonymised="yes", lawful="yes", **said))
        assert release.audience is Audience.NOBODY
        assert release.reasons[0].question == "privacy_approved"

    @pytest.mark.parametrize("approval", ["no", "unknown", None])
    def test_nor_does_staff_see_them(self, approval: str | None) -> None:
        said = {"privacy_approved": approval} if approval else {}
        assert decide(ask(publish="staff", personal_data="yes", anonymised="yes", **said)).audience is Audience.NOBODY

    def test_an_approval_alone_does_not_release_them(self) -> None:
        release = decide(ask(personal_data="yes", privacy_approved="yes"))
        assert [reason.question for reason in release.reasons] == ["personal_data"]

    @pytest.mark.parametrize("personal", ["unknown", "restricted"])
    def test_an_exception_lifts_only_a_plain_yes(self, personal: str) -> None:
        said = ask(personal_data=personal, anonymised="yes", lawful="yes", privacy_approved="yes")
        assert decide(said).verdict is BLOCKED

    def test_one_exception_lifts_a_no_to_the_other_but_not_silence_about_it(self) -> None:
        said = {"personal_data": "yes", "anonymised": "yes", "privacy_approved": "yes"}
        assert decide(ask(**said, lawful="no")).audience is Audience.PUBLIC
        assert decide(ask(**said, lawful="unknown")).audience is Audience.NOBODY

    def test_neither_nor_is_blocked_for_each_reason(self) -> None:
        release = decide(ask(personal_data="yes", anonymised="no", lawful="no", privacy_approved="no"))
        assert [str(reason.message) for reason in release.reasons] == [
            "the dataset holds personal data",
            "the personal data have not been made anonymous",
            "no law and no consent allows the personal data to be published",
            "the data-protection officer has not agreed",
        ]

    def test_specially_protected_data_are_blocked_whatever_else_is_said(self) -> None:
        good = {"anonymised": "yes", "privacy_approved": "yes", "approved": "yes"}
        for personal in ("no", "yes"):
            for meaning in ("yes", "restricted"):
                release = decide(ask(personal_data=personal, special_categories=meaning, **good))
                assert (release.verdict, release.audience) == (BLOCKED, Audience.NOBODY)

    @pytest.mark.parametrize(("personal", "expected"), [("no", RELEASED), ("yes", BLOCKED)])
    def test_silence_about_them_counts_only_where_there_are_personal_data(
        self, personal: str, expected: Verdict
    ) -> None:
        said = ask(personal_data=personal, anonymised="yes", privacy_approved="yes", special_categories="unknown")
        assert decide(said).verdict is expected

    def test_an_unclear_word_about_them_counts_always(self) -> None:
        described = ask()
        answers = {**described.answers, "special_categories": Answer("unknown", text="unklar")}
        assert decide(replace(described, answers=answers)).verdict is BLOCKED


class TestWhatIsWeighed:
    def test_the_public_never_sees_it_and_staff_only_where_it_is_released_for_staff(self) -> None:
        for publish, audience in (
            ("public", "nobody"),
            ("yes", "nobody"),
            ("staff", "staff"),
            ("restricted", "nobody"),
        ):
            release = decide(ask(publish=publish, small_counts="yes"))
            assert (release.verdict.value, release.audience.value) == ("weigh", audience)

    def test_for_staff_it_says_both_what_is_to_be_weighed_and_who_sees_it(self) -> None:
        release = decide(ask(publish="staff", small_counts="yes"))
        assert [reason.question for reason in release.reasons] == ["small_counts", "publish"]

    def test_staff_sees_nothing_that_is_blocked(self) -> None:
        assert decide(ask(publish="staff", trade_secrets="yes")).audience is Audience.NOBODY

    def test_approval_and_licence_do_not_matter_for_staff(self) -> None:
        described = ask(publish="staff", approved="no", structured="no")
        closed = replace(described, dataset=Dataset("amt", "1", license=CLOSED))
        assert (decide(closed).verdict, decide(closed).audience) == (RELEASED, Audience.STAFF)


class TestReasons:
    def test_a_licence_that_is_not_named_is_no_reason(self) -> None:
        described = replace(ask(), dataset=Dataset("amt", "1"))
        assert [reason.question for reason in decide(described).reasons] == ["publish"]

    def test_silence_about_the_release_is_told_apart_too(self) -> None:
        head = "format: bestand-gate/1\nname: x\ntitle: {de: x, en: x}\nextends: standard\nquestions:\n"
        gate = parse_gate(head + "  publish: {unasked: weigh}\n", "x.yaml")
        described = ask(publish="unknown")
        assert decide(described, gate).verdict is BLOCKED
        silent = {name: answer for name, answer in described.answers.items() if name != "publish"}
        assert decide(replace(described, answers=silent), gate).verdict is WEIGH
        # An optional column that the sheet lacks asks the question all the same.
        asked = {**silent, "publish": Answer("unknown")}
        assert decide(replace(described, answers=asked), gate).verdict is BLOCKED

    def test_all_are_kept_blocked_first_then_to_be_weighed_answered_before_silent(self) -> None:
        release = decide(
            ask(small_counts="yes", security="unknown", approved="unknown", trade_secrets="yes", draft="yes")
        )
        assert [(reason.question, reason.verdict.value, reason.answered) for reason in release.reasons] == [
            ("trade_secrets", "blocked", True),
            ("draft", "blocked", True),
            ("approved", "blocked", False),
            ("small_counts", "weigh", True),
            ("security", "weigh", False),
        ]

    def test_where_the_department_says_no_nothing_else_is_told(self) -> None:
        for publish in ("nobody", "no"):
            release = decide(ask(publish=publish, personal_data="yes", security="unknown"))
            assert [reason.question for reason in release.reasons] == ["publish"]
            assert release.verdict is BLOCKED

    def test_an_undecided_release_is_told_together_with_what_else_is_missing(self) -> None:
        release = decide(ask(publish="unknown", trade_secrets="yes"))
        assert [reason.question for reason in release.reasons] == ["trade_secrets", "publish"]

    def test_an_empty_cell_a_word_that_says_nothing_and_a_question_that_is_not_asked_differ(self) -> None:
        described = ask(security="unknown")
        assert str(decide(described).reasons[0].message) == (
            "the question “public safety and IT security” is not answered: the cell is empty"
        )
        unclear = {**described.answers, "security": Answer("unknown", text="evtl.")}
        assert str(decide(replace(described, answers=unclear)).reasons[0].message) == (
            "“evtl.” is no clear answer to the question “public safety and IT security”"
        )
        silent = {name: answer for name, answer in described.answers.items() if name != "security"}
        strict = {reason.question: reason for reason in decide(replace(described, answers=silent), STRICT).reasons}
        assert str(strict["security"].message) == "nobody has answered the question “public safety and IT security”"
        assert strict["security"].cell is None

    def test_conditions_are_told_with_the_subject(self) -> None:
        (reason,) = decide(ask(third_party_rights="restricted")).reasons
        assert str(reason.message) == "with conditions, which somebody has to weigh: rights of others"

    def test_every_licence_that_bars_is_named(self) -> None:
        parts = (Distribution("a", license=CLOSED), Distribution("b", license="https://example.org/l"))
        described = replace(ask(), dataset=Dataset("amt", "1", license=CLOSED, distributions=parts))
        reasons = decide(described).reasons
        assert [reason.answered for reason in reasons] == [True, True, False]
        assert "nobody knows whether the licence “https://example.org/l” is open" in str(reasons[2].message)
        name = load_vocabulary("license").concept(CLOSED)
        assert name
        assert [reason.text for reason in reasons] == [name.de, name.de, "https://example.org/l"]
        assert {reason.question for reason in reasons} == {"open_licence"}

    def test_a_licence_from_no_list_and_one_that_cannot_be_read_come_with_cell_and_question(self) -> None:
        cell = CellRef("w.xlsx", "s", 2, 8)
        listed = replace(ask(), dataset=Dataset("amt", "1", license="https://example.org/l"), origins={"license": cell})
        unread = replace(ask(), unread=frozenset({"license"}), origins={"license": cell})
        for described in (listed, unread):
            (reason,) = decide(described).reasons
            assert (reason.cell, reason.question, reason.answered) == (cell, "open_licence", False)
            assert reason.verdict is Verdict.BLOCKED

    def test_a_licence_that_is_missing_under_strict_rules_is_told_with_its_empty_cell(self) -> None:
        (reason,) = (one for one in decide(one({"Lizenz": None}), STRICT).reasons if one.question == "open_licence")
        assert str(reason.message) == "released, but no licence is named"
        assert str(reason.cell) == "inventar.xlsx › Daten › H2"
        assert not reason.answered


STRICT = load_bundled_gate("strict")
GOOD = {
    **dict.fromkeys(("publish", "structured", "own_data", "approved", "privacy_approved"), "yes"),
    **dict.fromkeys(set(EFFECTS) - {"structured", "own_data", "approved", "privacy_approved"}, "no"),
}


class TestStrictRules:
    def test_a_dataset_on_which_everything_is_answered_well_is_released(self) -> None:
        assert decide(ask(**GOOD), STRICT).audience is Audience.PUBLIC

    @pytest.mark.parametrize("question", sorted(set(GOOD) - {"high_value"}))
    def test_a_question_that_nobody_answers_keeps_it_from_the_public(self, question: str) -> None:
        said = GOOD | {"personal_data": "yes", "anonymised": "yes", "lawful": "no"}
        described = ask(**said)
        assert decide(described, STRICT).audience is Audience.PUBLIC
        answers = {name: answer for name, answer in described.answers.items() if name != question}
        release = decide(replace(described, answers=answers), STRICT)
        assert release.audience is Audience.NOBODY
        assert question in {reason.question for reason in release.reasons}

    def test_a_dataset_without_a_licence_is_weighed(self) -> None:
        release = decide(replace(ask(**GOOD), dataset=Dataset("amt", "1")), STRICT)
        assert [str(reason.message) for reason in release.reasons] == ["released, but no licence is named"]
        assert release.verdict is WEIGH
