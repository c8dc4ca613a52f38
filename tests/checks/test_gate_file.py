"""Rules of release in files: what they may say, and what their author is told otherwise."""

from __future__ import annotations

import re

import pytest

from toolkit.bundle import read_bundled
from toolkit.checks.gatefile import ANSWERS, list_gates, load_bundled_gate, parse_gate
from toolkit.model.problem import Problem
from toolkit.model.release import Verdict

HEAD = "format: bestand-gate/1\nname: stadt\ntitle: {de: Stadt, en: City}\nextends: standard\nquestions:\n"
STANDARD = read_bundled("mappings/gates", "standard.yaml")


def refuse(text: str) -> str:
    with pytest.raises(Problem) as caught:
        parse_gate(text, "stadt.yaml")
    return f"{caught.value.what} {caught.value.remedy}"


@pytest.mark.parametrize("name", list_gates())
def test_every_bundled_gate_asks_every_question_in_both_languages(name: str) -> None:
    gate = load_bundled_gate(name)
    assert gate.name == name
    assert set(gate.questions) == set(ANSWERS)
    assert all(question.ask["de"] and question.ask["en"] and question.law for question in gate.questions.values())
    assert set(gate.title) == {"de", "en"}


def test_the_strict_rules_differ_only_where_nobody_asks() -> None:
    standard, strict = load_bundled_gate(), load_bundled_gate("strict")
    for name, question in standard.questions.items():
        other = strict.questions[name]
        assert (other.answers, other.empty, other.only_if) == (question.answers, question.empty, question.only_if)
        if question.decides:
            assert other.unasked is not Verdict.RELEASED


def test_a_city_changes_single_answers_and_keeps_the_rest() -> None:
    gate = parse_gate(HEAD + "  small_counts: {answers: {yes: blocked}}\n", "stadt.yaml")
    standard = load_bundled_gate()
    assert gate.name == "stadt"
    assert gate.questions["small_counts"].answers == {
        **standard.questions["small_counts"].answers,
        "yes": Verdict.BLOCKED,
    }
    assert all(gate.questions[name] == standard.questions[name] for name in ANSWERS if name != "small_counts")


def test_a_city_takes_a_question_out_of_the_decision_and_puts_another_in() -> None:
    more = "  high_value: {decides: true, answers: {yes: released, no: released, restricted: weigh, unknown: weigh}}\n"
    gate = parse_gate(HEAD + "  structured: {decides: false}\n" + more, "stadt.yaml")
    assert not gate.questions["structured"].decides
    assert gate.questions["high_value"].decides


def test_a_byte_order_mark_is_no_part_of_the_file() -> None:
    assert parse_gate("\N{ZERO WIDTH NO-BREAK SPACE}" + STANDARD, "stadt.yaml").name == "standard"


@pytest.mark.parametrize(
    ("questions", "says"),
    [
        ("  smal_counts: {empty: weigh}\n", r"line 6: the key “smal_counts” is not known.*“small_counts”"),
        ("  draft:\n    emty: weigh\n", r"line 7: the key “emty” is not known here.*“empty”"),
        ("  draft:\n    empty: wiegh\n", r"line 7: “wiegh” is not possible here Did you mean “weigh”"),
        ("  draft:\n    empty: xyz\n", r"line 7: “xyz” is not possible here Possible here: released, weigh, blocked"),
        ("  draft:\n    answers: {public: weigh}\n", r"line 7: the key “public” is not known here"),
        ("  open_licence:\n    answers: {restricted: weigh}\n", r"line 7: the key “restricted” is not known here"),
        ("  draft:\n    only_if: {personal: [yes]}\n", r"line 7: the key “personal” is not known.*“personal_data”"),
        ("  draft:\n    only_if: {personal_data: [ja]}\n", r"line 7: “ja” is not possible here"),
        ("  draft:\n    only_if: {personal_data: []}\n", r"line 7: no answer is named here"),
        ("  draft:\n    only_if: {draft: [yes]}\n", r"line 7: the key “draft” is not known here"),
        ("  draft:\n    only_if: {open_licence: [yes]}\n", r"line 7: the key “open_licence” is not known here"),
        ("  draft: {ask: {de: Entwurf?}}\n", r"line 6: the key “en” is missing"),
        ("  draft:\n    decides: maybe\n", r"line 7: true or false is expected"),
    ],
)
def test_a_slip_is_told_with_its_line_and_what_was_meant(questions: str, says: str) -> None:
    told = refuse(HEAD + questions)
    assert told.startswith("stadt.yaml, ")
    assert re.search(says, told), told


@pytest.mark.parametrize(
    ("questions", "says"),
    [
        ("  draft:\n    answers: {unknown: released}\n", "line 7: “unknown” cannot lead to “released”"),
        ("  draft:\n    answers: {restricted: released}\n", "line 7: “restricted” is a yes with conditions"),
        ("  draft:\n    empty: released\n", "line 7: an empty cell answers nothing"),
        ("  publish:\n    answers: {nobody: weigh}\n", "line 7: “nobody” to “publish” cannot lead to this"),
        ("  publish:\n    answers: {no: released}\n", "line 7: “no” to “publish” cannot lead to this"),
        ("  publish:\n    unasked: released\n", "line 7: the question “publish” must always be answered"),
        ("  publish: {decides: false}\n", "line 6: the question “publish” always counts"),
        ("  publish:\n    needed_if: {draft: [yes]}\n", "line 7: the question “publish” always counts"),
        ("  publish:\n    unless: {draft: [no]}\n", "line 7: this does not lift"),
        ("  personal_data:\n    answers: {yes: released}\n", "line 7: “yes” to “personal_data” cannot lead to this"),
        ("  personal_data:\n    unasked: released\n", "line 7: the question “personal_data” must always be answered"),
        ("  personal_data: {decides: false}\n", "line 6: the question “personal_data” always counts"),
        ("  personal_data:\n    only_if: {draft: [no]}\n", "line 7: the question “personal_data” always counts"),
        ("  personal_data:\n    unless: {approved: [yes]}\n", "line 7: this does not lift"),
        ("  special_categories:\n    answers: {yes: released}\n", "“yes” to “special_categories” cannot lead to this"),
        ("  special_categories: {decides: false}\n", "the question “special_categories” always counts"),
        ("  special_categories:\n    unless: {anonymised: [yes]}\n", "line 7: this does not lift"),
        ("  draft:\n    answers: {no: blocked}\n", "line 7: no answer to “draft” leads to a release"),
        ("  draft:\n    unless: {approved: [no]}\n", "line 7: “no” to “approved” does not lead to a release"),
        ("  draft:\n    unless: {high_value: [yes]}\n", "line 7: “yes” to “high_value” does not lead to a release"),
        ("  anonymised: {decides: false}\n", "“yes” to “anonymised” does not lead to a release, so it lifts nothing"),
        ("  high_value: {decides: true}\n", "line 6: the question “high_value” decides, but nothing says"),
    ],
)
def test_rules_that_contradict_themselves_are_refused_before_any_workbook_is_read(questions: str, says: str) -> None:
    told = refuse(HEAD + questions)
    assert says in told
    assert "stadt.yaml, line " in told


@pytest.mark.parametrize(
    ("question", "key", "next_step"),
    [
        ("draft", "answers: {unknown: released}", "Write “weigh” or “blocked”."),
        ("draft", "answers: {restricted: released}", "Write “weigh” or “blocked”."),
        ("draft", "answers: {no: weigh}", "Let one of the answers lead to “released”."),
        ("draft", "empty: released", "Write “weigh” or “blocked”."),
        ("draft", "unless: {approved: [no]}", "Name an answer that leads to “released”."),
        ("high_value", "decides: true", "Write “answers:”, “empty:” and “unasked:” for it."),
        ("publish", "answers: {no: released}", "Write “blocked”."),
        ("publish", "decides: false", "Take “decides: false” away."),
        ("publish", "needed_if: {draft: [yes]}", "Take this key away."),
        ("personal_data", "only_if: {draft: [no]}", "Take this key away."),
        ("personal_data", "unasked: released", "Write “weigh” or “blocked”."),
        (
            "special_categories",
            "unless: {anonymised: [yes]}",
            "leads to Take it away; only personal data can be lifted, by “anonymised” and “lawful”.",
        ),
    ],
)
def test_a_contradiction_stands_at_its_own_key_with_the_next_step(question: str, key: str, next_step: str) -> None:
    told = refuse(f"{HEAD}  {question}:\n    law: x\n    {key}\n    ask: {{de: x, en: x}}\n")
    assert told.startswith("stadt.yaml, line 8: ")
    assert told.endswith(next_step)


def test_a_contradiction_with_what_the_base_says_stands_at_the_question_that_was_changed() -> None:
    told = refuse(f"{HEAD}  structured: {{law: x}}\n  anonymised:\n    law: x\n    decides: false\n")
    assert told.startswith("stadt.yaml, line 6: “yes” to “anonymised” does not lead to a release")
    told = refuse(f"{HEAD}  structured: {{law: x}}\n  high_value:\n    unless: {{draft: [no]}}\n    decides: true\n")
    assert told.startswith("stadt.yaml, line 9: the question “high_value” decides")


def test_every_key_of_a_question_can_be_changed() -> None:
    changed = "law: neu\n    ask: {de: Neu, en: New}\n    only_if: {high_value: [yes, no]}\n    unasked: weigh\n"
    gate = parse_gate(f"{HEAD}  draft:\n    {changed}", "stadt.yaml")
    draft = gate.questions["draft"]
    assert (draft.law, dict(draft.ask)) == ("neu", {"de": "Neu", "en": "New"})
    assert (dict(draft.only_if), draft.unasked) == ({"high_value": ("yes", "no")}, Verdict.WEIGH)
    assert dict(gate.title) == {"de": "Stadt", "en": "City"}


def test_the_standard_rules_stand_alone_as_they_are_written() -> None:
    questions = parse_gate(STANDARD, "stadt.yaml").questions
    assert all(set(question.ask) == {"de", "en"} and question.name == name for name, question in questions.items())


@pytest.mark.parametrize("key", ["only_if", "needed_if", "unless"])
def test_a_question_is_no_condition_of_itself(key: str) -> None:
    assert "line 7: the key “draft” is not known here" in refuse(f"{HEAD}  draft:\n    {key}: {{draft: [no]}}\n")


def test_a_condition_without_an_answer_and_an_empty_file_come_with_their_next_step() -> None:
    told = refuse(HEAD + "  draft:\n    only_if: {personal_data: []}\n")
    assert told.endswith("no answer is named here Name at least one answer, such as [yes].")
    told = refuse("  # nur eine Bemerkung, eingerückt\n")
    assert told.endswith("the file is empty Write the rules of release into it; docs/release.md shows whole ones.")


@pytest.mark.parametrize("question", sorted(set(ANSWERS) - {"open_licence", "high_value"}))
def test_no_rules_release_what_nobody_has_answered(question: str) -> None:
    assert "cannot lead to “released”" in refuse(f"{HEAD}  {question}: {{answers: {{unknown: released}}}}\n")
    assert "unknown never means public" in refuse(f"{HEAD}  {question}: {{empty: released}}\n")


def test_personal_data_may_be_weighed_but_not_released() -> None:
    gate = parse_gate(HEAD + "  personal_data: {answers: {yes: weigh}, unasked: weigh}\n", "stadt.yaml")
    assert gate.questions["personal_data"].answers["yes"] is Verdict.WEIGH


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("bestand-gate/1", "bestand-gate/9", "line 18: “bestand-gate/9” is not possible here"),
        ("name: standard\n", "", "the key “name” is missing"),
        ("  high_value:", "  draft:", "the key “draft” stands here twice"),
        ("    empty: blocked\n", "", "the key “empty” is missing"),
        ("public: released, ", "", "the key “public” is missing"),
    ],
)
def test_rules_that_stand_alone_must_be_whole(old: str, new: str, says: str) -> None:
    assert says in refuse(STANDARD.replace(old, new, 1))


def test_a_question_that_is_left_out_is_missing_unless_the_rules_extend_others() -> None:
    whole = STANDARD.partition("  high_value:")[0]
    assert "the key “high_value” is missing" in refuse(whole)
    assert "high_value" in parse_gate(whole.replace("name:", "extends: standard\nname:", 1), "stadt.yaml").questions


def test_only_rules_that_ship_with_bestand_are_extended() -> None:
    assert "“strikt” is not possible here Did you mean “strict”" in refuse(HEAD.replace("standard", "strikt") + "  {}")


@pytest.mark.parametrize("text", ["", "\n\n", "# nur eine Bemerkung\n"])
def test_an_empty_file_is_told_as_such(text: str) -> None:
    assert "stadt.yaml: the file is empty" in refuse(text)


def test_what_is_no_yaml_is_told_with_its_line() -> None:
    assert "stadt.yaml, line " in refuse("format: [bestand-gate/1\nname: x")
