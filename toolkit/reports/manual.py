"""The manual pages of findings, as text and as data."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from toolkit.model.finding import Severity

if TYPE_CHECKING:
    from toolkit.checks.rule import Rule
    from toolkit.reports.ink import Ink
    from toolkit.reports.language import Translator

_STYLE = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "blue"}


def build_manual_text(rules: Iterable[Rule], translator: Translator, ink: Ink, *, whole: bool) -> str:
    """Write whole pages, or a list with each page's first sentence."""
    return "\n\n".join(_page(rule, translator, ink) for rule in rules) if whole else _list(rules, translator, ink)


def _page(rule: Rule, translator: Translator, ink: Ink) -> str:
    """Write one rule's page."""
    severity = translator.gettext(rule.severity.value)
    head = f"{ink.paint(rule.code, 'bold')}  ({ink.paint(severity, _STYLE[rule.severity])})"
    return "\n\n".join([head, *(ink.wrap(translator.gettext(part)) for part in rule.manual)])


def _list(rules: Iterable[Rule], translator: Translator, ink: Ink) -> str:
    """Write a line for each rule."""
    lines = []
    for rule in rules:
        severity = translator.gettext(rule.severity.value)
        lines.append(f"{ink.paint(rule.code, 'bold')}  ({ink.paint(severity, _STYLE[rule.severity])})")
        lines.append(ink.wrap(translator.gettext(rule.manual[0]), "    "))
    return "\n".join(lines)


def build_manual_data(rules: Iterable[Rule], translator: Translator) -> list[dict[str, Any]]:
    """Give the pages as data."""
    return [
        {
            "code": rule.code,
            "severity": rule.severity.value,
            "manual": [translator.gettext(part) for part in rule.manual],
        }
        for rule in rules
    ]
