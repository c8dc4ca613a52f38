"""Finds the manual pages of findings."""

from __future__ import annotations

from rapidfuzz import fuzz, process

from toolkit.checks.rule import Rule
from toolkit.checks.run import every_rule
from toolkit.model.message import say
from toolkit.model.problem import Problem


def find_rules(code: str | None) -> tuple[Rule, ...]:
    """Give one rule by its code, or all of them. Raises Problem for an unknown code, naming the nearest."""
    rules = every_rule()
    if code is None:
        return tuple(rules.values())
    if code in rules:
        return (rules[code],)
    nearest = process.extractOne(code, list(rules), scorer=fuzz.WRatio)
    raise Problem(
        say("there is no finding with the code “{code}”", code=code),
        say("The nearest is {nearest}; “bestand explain” lists all.", nearest=nearest[0]),
    )
