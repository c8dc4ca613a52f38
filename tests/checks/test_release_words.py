"""The sentences of release decisions: every answer to every question has its own."""

from __future__ import annotations

from itertools import product

import pytest

from toolkit.checks.gatefile import ANSWERS, LICENCE
from toolkit.checks.releasewords import TOPICS, explain_answer, explain_exception, explain_publish
from toolkit.model.dataset import Answer
from toolkit.model.grid import CellRef

ASKED = sorted(set(ANSWERS) - {"publish", LICENCE})
CELL = CellRef("w.xlsx", "s", 2, 1)


def test_every_question_has_its_topic() -> None:
    assert set(TOPICS) == set(ANSWERS)
    assert len({str(topic) for topic in TOPICS.values()}) == len(ANSWERS)


def test_a_plain_yes_or_no_to_a_question_has_its_own_sentence() -> None:
    said = {str(explain_answer(name, Answer(meaning))) for name, meaning in product(ASKED, ("yes", "no"))}
    assert len(said) == 2 * len(ASKED)
    assert not [one for one in said if one.startswith(("nobody has answered", "with conditions"))]


@pytest.mark.parametrize("name", ASKED)
def test_silence_names_the_topic_or_says_plainly_what_is_missing(name: str) -> None:
    plain = {
        "personal_data": "nobody has said that it holds no personal data",
        "approved": "released, but the approval is missing",
        "privacy_approved": "the data-protection officer has not agreed",
    }
    topic = f"“{TOPICS[name]}”"
    for answer in (None, Answer("unknown")):
        assert str(explain_answer(name, answer)) == plain.get(name, f"nobody has answered the question {topic}")
    empty = str(explain_answer(name, Answer("unknown", CELL)))
    assert empty == plain.get(name, f"the question {topic} is not answered: the cell is empty")
    unclear = str(explain_answer(name, Answer("unknown", CELL, "na ja")))
    other = f"“na ja” is no clear answer to the question {topic}"
    assert unclear == (f"{plain[name]}: “na ja” is no clear answer" if name in plain else other)


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (Answer("public", CELL, "ja"), "“ja”: released to the public"),
        (Answer("yes"), "released to the public"),
        (Answer("restricted", CELL, "teils"), "“teils”: released with conditions, which somebody has to weigh"),
        (Answer("restricted"), "released with conditions, which somebody has to weigh"),
        (Answer("unknown", CELL, "na ja"), "“na ja”: the release is not decided"),
        (Answer("unknown", CELL), "nobody has decided on the release: the cell is empty"),
        (Answer("unknown"), "nobody has decided on the release: the sheet has no answer"),
    ],
)
def test_what_the_release_column_decides_is_said_in_its_own_words(answer: Answer, says: str) -> None:
    assert str(explain_publish(answer)) == says


def test_an_exception_may_rest_on_the_release_itself() -> None:
    says = str(explain_exception("draft", Answer("yes"), "publish", Answer("staff")))
    assert says == "it is a draft, or a procedure is still pending, but for staff only"
