"""The release gate: who may see a dataset. Unknown never means public (design decision 3)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from toolkit.checks.gatefile import LICENCE, load_bundled_gate
from toolkit.checks.releasewords import explain_answer, explain_exception, explain_publish
from toolkit.checks.rule import place_of, place_of_part
from toolkit.model.dataset import Answer, Described
from toolkit.model.gate import Conditions, Gate, GateQuestion
from toolkit.model.grid import CellRef
from toolkit.model.message import say
from toolkit.model.release import Audience, Reason, Release, Verdict
from toolkit.vocabularies.load import load_vocabulary

_SILENT = Answer("unknown")
_WISHED = {"public": Audience.PUBLIC, "yes": Audience.PUBLIC, "staff": Audience.STAFF}


def decide(described: Described, gate: Gate | None = None) -> Release:
    """Decide who may see one dataset, by the rules given or the usual ones (mappings/gates/standard.yaml).

    The heaviest answer counts; all reasons are kept, heaviest first. A plain no to the release ends the matter: what
    else speaks against it need not be known. What is to be weighed is never public; staff see it where the department
    released it for staff, but a wish to publish is no wish to show it to staff meanwhile.
    """
    gate = gate or load_bundled_gate()
    answers = {name: _understand(answer, gate.questions[name]) for name, answer in described.answers.items()}
    wish = _judge_publish(gate.questions["publish"], answers.get("publish"))
    if wish.verdict is Verdict.BLOCKED and wish.answered:
        return Release(Audience.NOBODY, (wish,))
    judged = [wish, *(reason for rule in gate.questions.values() for reason in _judge(rule, answers, described))]
    # The sort is stable, so that reasons of one weight keep the order of the questions.
    judged.sort(key=lambda reason: (-reason.verdict.weight, not reason.answered))
    audience = _admit(judged[0].verdict, answers.get("publish", _SILENT))
    if audience is Audience.NOBODY:
        judged = [reason for reason in judged if reason.verdict is not Verdict.RELEASED]
    return Release(audience, tuple(judged))


def _admit(verdict: Verdict, publish: Answer) -> Audience:
    """Say who may see what was decided like this: never more than the department wished."""
    wished = _WISHED.get(publish.meaning, Audience.NOBODY)
    if verdict is Verdict.RELEASED or (verdict is Verdict.WEIGH and wished is Audience.STAFF):
        return wished
    return Audience.NOBODY


def _understand(answer: Answer, rule: GateQuestion) -> Answer:
    """Take an answer that its question does not have for unknown."""
    return answer if answer.meaning in (rule.answers or (answer.meaning,)) else replace(answer, meaning="unknown")


def _judge_publish(rule: GateQuestion, answer: Answer | None) -> Reason:
    """Say what the department decided."""
    verdict, said = _weigh(rule, answer, {}), answer or _SILENT
    return Reason(explain_publish(said), said.cell, rule.name, verdict, said.text, said.meaning != "unknown")


def _is_said(answer: Answer) -> bool:
    """Tell whether somebody said something, be it unclear."""
    return answer.meaning != "unknown" or bool(answer.text)


def _judge(rule: GateQuestion, answers: Mapping[str, Answer], described: Described) -> Iterator[Reason]:
    """Give what one question holds against a release, and what lifts it."""
    if rule.name == "publish" or not rule.decides or not all(_hold(rule.only_if, answers)):
        return
    if rule.name == LICENCE:
        yield from _judge_licences(rule, described)
        return
    answer = answers.get(rule.name)
    verdict = _weigh(rule, answer, answers)
    if verdict is Verdict.RELEASED:
        return
    other = _find_exception(rule, answer, answers)
    if answer and other:
        lifting = answers[other]
        yield Reason(explain_exception(rule.name, answer, other, lifting), lifting.cell, rule.name, text=lifting.text)
        return
    cell, text = (answer.cell, answer.text) if answer else (None, "")
    known = answer is not None and answer.meaning != "unknown"
    yield Reason(explain_answer(rule.name, answer), cell, rule.name, verdict, text, known)


def _weigh(rule: GateQuestion, answer: Answer | None, answers: Mapping[str, Answer]) -> Verdict:
    """Say what an answer, or silence, leads to."""
    if answer and _is_said(answer):
        return rule.answers[answer.meaning]
    if not all(_hold(rule.needed_if, answers)):
        return Verdict.RELEASED
    return rule.empty if answer else rule.unasked


def _hold(conditions: Conditions, answers: Mapping[str, Answer]) -> Iterator[bool]:
    """Tell of each condition whether it holds; silence is unknown."""
    return (answers.get(name, _SILENT).meaning in meanings for name, meanings in conditions.items())


def _find_exception(rule: GateQuestion, answer: Answer | None, answers: Mapping[str, Answer]) -> str:
    """Name the question whose answer lifts a plain yes or no; nothing lifts what is unknown or has conditions."""
    if answer is None or answer.meaning not in {"yes", "no"}:
        return ""
    return next((name for name, holds in zip(rule.unless, _hold(rule.unless, answers), strict=True) if holds), "")


def _judge_licences(rule: GateQuestion, described: Described) -> Iterator[Reason]:
    """Hold every licence of a dataset against the list; none at all is a question that was not asked."""
    named = [one for one in _licences(described) if one[1] or one[0] in described.unread]
    if not named and rule.unasked is not Verdict.RELEASED:
        cell = place_of(described, "license").cell if "license" in described.columns else None
        yield Reason(say("released, but no licence is named"), cell, LICENCE, rule.unasked, answered=False)
    for path, uri, key in named:
        reason = _judge_licence(rule, (path, uri, key), described)
        if reason.verdict is not Verdict.RELEASED:
            yield reason


def _judge_licence(rule: GateQuestion, named: tuple[str, str, str], described: Described) -> Reason:
    """Say whether a licence is open; one that is in no list is unknown."""
    path, uri, key = named
    cell = described.origins.get(path) or _find_unread(path, key, described)
    concept = None if path in described.unread else load_vocabulary("license").concept(uri)
    if path in described.unread:
        message = say("released, but the licence is unknown")
        return Reason(message, cell, LICENCE, rule.answers["unknown"], answered=False)
    if concept is None:
        message = say("released, but nobody knows whether the licence “{licence}” is open", licence=uri)
        return Reason(message, cell, LICENCE, rule.answers["unknown"], uri, answered=False)
    verdict = rule.answers["yes" if concept.flag("open") is True else "no"]
    message = say("released, but the licence “{licence}” is not open", licence=concept.de)
    return Reason(message, cell, LICENCE, verdict, concept.de)


def _find_unread(path: str, key: str, described: Described) -> CellRef | None:
    """Find the cell of a licence that could not be read; only what was read is among the origins."""
    if path not in described.unread:
        return None
    return (place_of_part(described, key, "license") if key else place_of(described, path)).cell


def _licences(described: Described) -> Iterator[tuple[str, str, str]]:
    """Give every licence with the name of its field and its distribution's key; one that was not read is empty."""
    yield "license", described.dataset.license, ""
    for part in described.dataset.distributions:
        yield f"distributions.{part.key}.license", part.license, part.key
