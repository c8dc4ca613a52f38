"""The rules of release as values: which questions are asked of a dataset, and what each answer leads to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from toolkit.model.release import Verdict

Conditions = Mapping[str, tuple[str, ...]]
"""Questions, each with the answers that fulfil the condition; who said nothing said ``unknown``."""


@dataclass(frozen=True, slots=True)
class GateQuestion:
    """One question of the release gate.

    ``ask`` is its wording by language, ``law`` where it comes from. ``answers`` gives what each answer leads to,
    ``empty`` and ``unasked`` what silence leads to: an empty cell, and an inventory that does not ask at all. All of
    ``only_if`` must hold for the question to count, all of ``needed_if`` for silence to count; one of ``unless``
    suffices to lift what a plain yes or no leads to. A question that does not decide is asked for information only.
    """

    name: str
    ask: Mapping[str, str]
    law: str = ""
    answers: Mapping[str, Verdict] = field(default_factory=dict)
    empty: Verdict = Verdict.BLOCKED
    unasked: Verdict = Verdict.BLOCKED
    only_if: Conditions = field(default_factory=dict)
    needed_if: Conditions = field(default_factory=dict)
    unless: Conditions = field(default_factory=dict)
    decides: bool = True


@dataclass(frozen=True, slots=True)
class Gate:
    """A whole rule set with its name, its title by language, and its questions in the order in which they are told."""

    name: str
    title: Mapping[str, str]
    questions: Mapping[str, GateQuestion]
