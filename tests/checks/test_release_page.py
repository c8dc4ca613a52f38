"""docs/release.md says what the rules say, and its examples work."""

from __future__ import annotations

import re
from pathlib import Path

from toolkit.checks.gatefile import ANSWERS, load_bundled_gate, parse_gate
from toolkit.checks.release import decide
from toolkit.model.dataset import Answer, Dataset, Described
from toolkit.model.gate import Gate, GateQuestion
from toolkit.model.release import Audience, Verdict

PAGE = Path(__file__).parents[2] / "docs" / "release.md"
_HEAD = (
    "| question | yes | no | with conditions | unclear word | empty cell | not asked |\n|---|---|---|---|---|---|---|"
)
_WORD = {Verdict.RELEASED: "released", Verdict.WEIGH: "weigh", Verdict.BLOCKED: "**blocked**"}


def build_table(gate: Gate) -> str:
    """Write the rules as the table that the page shows."""
    return "\n".join([_HEAD, *map(build_line, gate.questions.values())])


def build_line(question: GateQuestion) -> str:
    cells = ["–"] * 6
    if question.decides:
        answers = [question.answers.get(answer) for answer in ("yes", "no", "restricted", "unknown")]
        empty = None if question.name == "open_licence" else question.empty
        cells = [_WORD[verdict] if verdict else "–" for verdict in (*answers, empty, question.unasked)]
    return f"| `{question.name}`: {question.ask['en']} | {' | '.join(cells)} |"


def test_the_table_of_the_page_is_that_of_the_rules() -> None:
    table = build_table(load_bundled_gate())
    assert table in PAGE.read_text(encoding="utf-8"), f"the table in docs/release.md should be:\n\n{table}"


def test_every_question_stands_there_in_german_with_its_law() -> None:
    page = PAGE.read_text(encoding="utf-8")
    for question in load_bundled_gate().questions.values():
        line = f"| `{question.name}` | {question.ask['de']} | {question.law} |"
        assert line in page, line


def test_the_page_explains_every_question_and_key() -> None:
    page = PAGE.read_text(encoding="utf-8")
    for word in (*ANSWERS, "only_if", "needed_if", "unless", "empty", "unasked", "decides", "extends", "law", "ask"):
        assert f"`{word}" in page, word


def test_the_example_of_a_citys_own_rules_works_as_the_page_says() -> None:
    page = PAGE.read_text(encoding="utf-8")
    (text,) = (block for block in re.findall(r"```yaml\n(.*?)```", page, re.DOTALL) if "bestand-gate/1" in block)
    gate = parse_gate(text, "stadt.yaml")
    assert gate.name == "musterhausen"
    answers = {"publish": Answer("public"), "personal_data": Answer("no"), "small_counts": Answer("yes")}
    described = Described(Dataset("amt", "1"), frozenset(), answers=answers)
    assert decide(described).verdict is Verdict.WEIGH
    assert decide(described, gate).verdict is Verdict.BLOCKED
    staff = Described(Dataset("amt", "1"), frozenset(), answers={**answers, "publish": Answer("staff")})
    assert decide(staff, gate).audience is Audience.STAFF
