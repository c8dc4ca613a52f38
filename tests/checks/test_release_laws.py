"""What holds of every decision on release, whatever is answered."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.checks.gatefile import ANSWERS, load_bundled_gate, parse_gate
from toolkit.checks.release import decide
from toolkit.model.dataset import Answer, Dataset, Described
from toolkit.model.gate import Gate
from toolkit.model.grid import CellRef
from toolkit.model.release import Audience, Verdict

OPEN = "http://dcat-ap.de/def/licenses/dl-by-de/2.0"
CITY = parse_gate(
    "format: bestand-gate/1\nname: stadt\ntitle: {de: Stadt, en: City}\nextends: strict\nquestions:\n"
    "  small_counts: {answers: {yes: blocked}, unless: {publish: [staff]}}\n"
    "  structured: {decides: false}\n"
    "  own_data: {empty: blocked, unasked: released}\n",
    "stadt.yaml",
)
GATES = (load_bundled_gate(), load_bundled_gate("strict"), CITY)
ASKED = tuple(name for name in ANSWERS if name != "open_licence")
EMPTY, UNCLEAR = "empty", "unclear"
WIDTH = {Audience.NOBODY: 0, Audience.STAFF: 1, Audience.PUBLIC: 2}
# From the best answer to the worst; "not asked" stands apart, for rules may excuse it.
WORSENING = {
    name: ("yes", "no") if name in {"structured", "own_data", "approved", "privacy_approved"} else ("no", "yes")
    for name in ASKED
    if name not in {"publish", "anonymised", "lawful"}
} | {"anonymised": ("yes", "no"), "lawful": ("yes", "no")}


def build(said: dict[str, str]) -> Described:
    """Build a dataset with an open licence and these answers."""
    answers = {}
    for at, (name, word) in enumerate(said.items(), start=1):
        cell = CellRef("w.xlsx", "s", 2, at)
        answers[name] = Answer("unknown", cell) if word == EMPTY else Answer(word, cell, word)
        if word == UNCLEAR:
            answers[name] = Answer("unknown", cell, "evtl.")
    return Described(Dataset("amt", "1", license=OPEN), frozenset(), answers=answers)


words = st.fixed_dictionaries(
    {}, optional={name: st.sampled_from([*ANSWERS[name][:-1], EMPTY, UNCLEAR]) for name in ASKED}
)
gates = st.sampled_from(GATES)


@given(words, gates)
def test_the_audience_follows_from_the_verdict_and_the_wish(said: dict[str, str], gate: Gate) -> None:
    release = decide(build(said), gate)
    wish = {"public": Audience.PUBLIC, "yes": Audience.PUBLIC, "staff": Audience.STAFF}.get(said.get("publish", ""))
    if release.audience is Audience.PUBLIC:
        assert release.verdict is Verdict.RELEASED
    if release.verdict is Verdict.BLOCKED:
        assert release.audience is Audience.NOBODY
    if release.audience is not Audience.NOBODY:
        assert release.audience is wish


@given(words, gates)
def test_every_decision_is_explained_heaviest_first_with_the_cells_that_decided(
    said: dict[str, str], gate: Gate
) -> None:
    reasons = decide(build(said), gate).reasons
    weights = [reason.verdict.weight for reason in reasons]
    assert weights
    assert weights == sorted(weights, reverse=True)
    for reason in reasons:
        assert reason.question
        assert reason.cell is not None or reason.question not in said


@given(words, st.sampled_from(sorted(WORSENING)), gates)
def test_a_worse_answer_never_widens_the_audience(said: dict[str, str], question: str, gate: Gate) -> None:
    better, worse = WORSENING[question]
    before = decide(build(said | {question: better}), gate).audience
    after = [decide(build(said | {question: word}), gate).audience for word in (worse, UNCLEAR)]
    assert all(WIDTH[audience] <= WIDTH[before] for audience in after)


@given(words, st.sampled_from(ASKED), gates)
def test_silence_and_conditions_never_make_a_dataset_public(said: dict[str, str], question: str, gate: Gate) -> None:
    """An answer that is taken back, or given with conditions, opens nothing that was closed."""
    rule = gate.questions[question]
    plain = [word for word in ANSWERS[question] if rule.decides and rule.answers[word] is Verdict.RELEASED]
    open_before = any(
        decide(build(said | {question: word}), gate).audience is Audience.PUBLIC for word in (*plain, EMPTY)
    )
    for word in ("restricted", UNCLEAR):
        if decide(build(said | {question: word}), gate).audience is Audience.PUBLIC:
            assert open_before or not rule.decides


CHIEF = ("publish", "personal_data", "special_categories", "small_counts", "trade_secrets", "security", "approved")


@pytest.mark.parametrize("gate", GATES[:2], ids=lambda gate: gate.name)
def test_unknown_anywhere_is_never_public(gate: Gate) -> None:
    """All combinations of the chief questions, the others answered well."""
    good = {name: WORSENING[name][0] for name in WORSENING}
    for said in product(("good", "bad", UNCLEAR), repeat=len(CHIEF)):
        chosen = dict(good)
        for name, how in zip(CHIEF, said, strict=True):
            fair, bad = WORSENING.get(name, ("public", "nobody"))
            chosen[name] = {"good": fair, "bad": bad, UNCLEAR: UNCLEAR}[how]
        public = decide(build(chosen), gate).audience is Audience.PUBLIC
        # Anonymised personal data that the officer approves of may be published, by the strict rules as by the usual.
        lifted = dict(zip(CHIEF, said, strict=True)) | {"personal_data": "good"}
        expected = set(lifted.values()) == {"good"} and UNCLEAR not in said
        assert public is expected, chosen


@pytest.mark.parametrize("question", sorted(name for name in WORSENING if name != "high_value"))
@pytest.mark.parametrize("gate", GATES[:2], ids=lambda gate: gate.name)
def test_an_unclear_answer_to_a_question_that_counts_is_never_public(question: str, gate: Gate) -> None:
    good = {name: WORSENING[name][0] for name in WORSENING} | {"publish": "public", "personal_data": "yes"}
    assert decide(build(good), gate).audience is Audience.PUBLIC
    assert decide(build(good | {question: UNCLEAR}), gate).audience is Audience.NOBODY
    assert decide(build(good | {question: EMPTY}), gate).audience is Audience.NOBODY
