"""A column of the rarer questions of release is settled only where heading and cells both say so; else it is asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import get_args

import pytest

from tests.proposals.small_dictionary import build_table, column
from toolkit.mapping.spec import Question
from toolkit.model.grid import CellValue
from toolkit.model.message import say
from toolkit.model.survey import Survey
from toolkit.proposals.draft import build_draft
from toolkit.proposals.proposal import ColumnProposal, Proposal
from toolkit.proposals.propose import propose_mapping
from toolkit.proposals.releasedoubt import share_plain
from toolkit.vocabularies.headings import load_headings

HEADINGS = {
    "publish": "Veröffentlichung möglich",
    "structured": "Maschinenlesbar",
    "own_data": "Eigene Daten",
    "personal_data": "Personenbezug",
    "anonymised": "Anonymisiert",
    "lawful": "Einwilligung liegt vor",
    "special_categories": "Besondere Kategorien personenbezogener Daten",
    "small_counts": "Kleine Fallzahlen",
    "trade_secrets": "Betriebs- und Geschäftsgeheimnisse",
    "third_party_rights": "Rechte Dritter",
    "security": "KRITIS-relevant",
    "draft": "Entwurf",
    "other_law": "Gesetzliches Veröffentlichungsverbot",
    "approved": "Freigabe durch Amtsleitung",
    "privacy_approved": "Freigabe DSB",
    "high_value": "HVD",
}


def understand(heading: str, values: Sequence[CellValue]) -> Proposal:
    rows = [(f"K-{place}", f"Daten {place}", value) for place, value in enumerate(values)]
    table = build_table(("Kennung", "Titel", heading), *rows)
    return propose_mapping([Survey((table,), ())], ["inventar.xlsx"], load_headings())


def ask(heading: str, *values: CellValue) -> ColumnProposal:
    found = understand(heading, values).datasets
    assert found is not None
    return column(found, heading)


def evidence_of(proposal: ColumnProposal) -> str:
    return "\n".join(map(str, proposal.evidence))


def test_every_question_has_a_heading_here() -> None:
    assert tuple(HEADINGS) == get_args(Question)


@pytest.mark.parametrize(("question", "heading"), HEADINGS.items())
def test_a_plain_heading_over_plain_answers_is_settled(question: str, heading: str) -> None:
    found = ask(heading, "ja", "nein", "nein", "ja", "nein")
    assert (found.target, found.status) == (f"release.{question}", "settled")
    public = question == "publish"
    assert found.answers == {"ja": "public" if public else "yes", "nein": "nobody" if public else "no"}
    assert found.unanswered == ()


@pytest.mark.parametrize("heading", ["Rechte Dritter", "Kleine Fallzahlen", "Maschinenlesbar", "HVD"])
def test_a_heading_without_answers_below_it_is_asked(heading: str) -> None:
    found = ask(heading, *[None] * 5)
    assert found.status == "question"
    assert "no cell shows how it is answered" in evidence_of(found)


@pytest.mark.parametrize(
    ("values", "status"),
    [(("ja", "nein", "ja", "nein", "mal sehen"), "settled"), (("ja", "nein", "wer weiß"), "question")],
)
def test_four_of_five_cells_must_answer(values: tuple[str, ...], status: str) -> None:
    found = ask("Rechte Dritter", *values)
    assert (found.target, found.status) == ("release.third_party_rights", status)
    assert found.unanswered == (values[-1],)
    assert ("34 % of the cells answer neither yes nor no" in evidence_of(found)) == (status == "question")


def test_words_that_nobody_understands_are_asked_and_mean_nothing_yet() -> None:
    found = ask("KRITIS-relevant", "nein", "nein", "nein", "ja", "nur Pumpwerk")
    assert found.status == "settled"
    assert found.answers == {"nein": "no", "ja": "yes"}
    assert found.unanswered == ("nur Pumpwerk",)


def test_a_yes_with_conditions_is_an_answer_that_somebody_must_explain() -> None:
    found = ask("Rechte Dritter", "teilweise", "nein", "nein", "mit Auflagen")
    assert (found.status, found.unanswered) == ("settled", ("teilweise", "mit Auflagen"))


@pytest.mark.parametrize(("filled", "status"), [(5, "settled"), (4, "question")])
def test_a_column_that_is_mostly_empty_is_asked_since_it_would_keep_datasets_back(filled: int, status: str) -> None:
    found = ask("Rechte Dritter", *["nein"] * filled, *[None] * (10 - filled))
    assert found.status == status
    assert ("only 40 % of the rows have an answer" in evidence_of(found)) == (status == "question")


@pytest.mark.parametrize("heading", ["Anonymisiert", "Freigabe DSB", "Einwilligung liegt vor", "HVD"])
def test_a_question_that_few_datasets_raise_may_be_mostly_empty(heading: str) -> None:
    assert ask(heading, "ja", "nein", *[None] * 8).status == "settled"


@pytest.mark.parametrize(
    ("heading", "target"),
    [
        ("Datenschutz geprüft", "release.privacy_approved"),
        ("Urheberrecht", "release.third_party_rights"),
        ("Statistische Geheimhaltung", "release.small_counts"),
        ("Fremddaten", "release.third_party_rights"),
    ],
)
def test_a_heading_that_may_ask_something_else_is_asked_whatever_the_cells_say(heading: str, target: str) -> None:
    found = ask(heading, "ja", "nein", "nein", "ja", "nein")
    assert (found.target, found.status) == (target, "question")
    assert "the heading does not plainly ask that" in evidence_of(found)


def test_counts_are_no_answers() -> None:
    found = ask("Kleine Fallzahlen", 0, 1, 3, 1, 0, 12)
    assert found.status == "question"


def test_zero_and_one_alone_are_answers() -> None:
    found = ask("Kleine Fallzahlen", 0, 1, 1, 0, 0)
    assert (found.target, found.status) == ("release.small_counts", "settled")
    assert found.answers == {"0": "no", "1": "yes"}


def test_the_day_of_a_signature_is_an_approval_of_the_data_protection_officer() -> None:
    found = ask("Freigabe DSB", dt.date(2024, 3, 12), dt.date(2024, 5, 2), "nein", dt.date(2024, 5, 3))
    assert (found.target, found.status) == ("release.privacy_approved", "settled")
    assert (found.answers, found.unanswered) == ({"nein": "no"}, ())


def test_a_day_answers_nothing_else() -> None:
    assert share_plain([("12.03.2024", 1)], "release.draft") == 0.0
    assert share_plain([("12.03.2024", 1)], "release.privacy_approved") == 1.0
    assert share_plain([], "release.draft") == 0.0


@pytest.mark.parametrize(
    ("heading", "values", "answers"),
    [
        ("Strukturiert", ("strukturiert", "unstrukturiert"), {"strukturiert": "yes", "unstrukturiert": "no"}),
        ("Anonymisiert", ("anonymisiert", "pseudonymisiert"), {"anonymisiert": "yes", "pseudonymisiert": "no"}),
        ("Eigene Daten", ("eigene Daten", "Fremddaten"), {"eigene Daten": "yes", "Fremddaten": "no"}),
    ],
)
def test_words_that_answer_one_question_only_are_understood_there(
    heading: str, values: tuple[str, str], answers: dict[str, str]
) -> None:
    found = ask(heading, *values, *values, values[0])
    assert (found.status, found.answers) == ("settled", answers)


def test_cells_that_name_reasons_are_not_answers() -> None:
    found = ask("Rechte Dritter", "Kartengrundlage des Landes", "Gutachten eines Büros", "Luftbilder", "keine Ahnung")
    assert found.status != "settled"


def test_the_draft_writes_answers_and_asks_for_what_is_not_understood() -> None:
    proposal = understand("Rechte Dritter", ("ja", "nein", "nein", "nein", "Karte"))
    text = build_draft(proposal, load_headings().reason, str)
    assert "    Rechte Dritter:\n      release: third_party_rights\n      answers:\n" in text
    assert '        nein: "no"\n' in text
    assert "        # Karte: unknown   # 1 cell; or: yes, no, restricted\n" in text


def test_the_draft_leaves_an_asked_column_in_a_comment() -> None:
    proposal = understand("Rechte Dritter", (None, None, None))
    text = build_draft(proposal, load_headings().reason, str)
    assert "    # Rechte Dritter: {release: third_party_rights}" in text
    assert "\n    Rechte Dritter" not in text
    assert str(say("(empty)")) in text
