"""Runs every rule over an inventory and gives all findings at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from toolkit.checks import (  # noqa: F401 (their rules register themselves)
    cells,
    contacts,
    datasets,
    dates,
    descriptions,
    files,
    formats,
    geodata,
    highvalue,
    inventory,
    keys,
    keywords,
    laws,
    licences,
    limits,
    links,
    lookups,
    membership,
    privacy,
    reachability,
    recommended,
    rows,
    series,
    sheet,
    suggestions,
    texts,
    titles,
)
from toolkit.checks.rule import DATASET_RULES, DATED_RULES, FAULT_RULES, INVENTORY_RULES, Rule, is_refused
from toolkit.model.dataset import Described
from toolkit.model.finding import Finding, Severity
from toolkit.model.record import Fault

_WEIGHT = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}


_NOT_ASKED_OF_REFUSED = frozenset(
    {
        "distribution-incomplete",
        "keywords-suggested",
        "licence-retired",
        "link-dead",
        "link-moved",
        "link-unchecked",
        "personal-file",
        "personal-value",
        "contact-personal",
        "text-converted",
        "theme-suggested",
    }
)
_LIGHTER_FOR_REFUSED = {"access-invalid": "url-invalid"}
"""A dataset that the sheet keeps in the house need not be complete; what it says must still be readable."""


def check_inventory(
    described: tuple[Described, ...], met: Iterable[Fault], today: dt.date | None = None
) -> tuple[Finding, ...]:
    """Give every finding of an inventory in the order of the sheet, heaviest first within a cell.

    ``today`` is what rules compare dates with, for they know no clock; without it those rules are silent.
    """
    wanted = tuple(one for one in described if not is_refused(one))
    refused = frozenset(one.dataset.key for one in described) - frozenset(one.dataset.key for one in wanted)
    found = [*_check_faults(met, refused), *_check_datasets(wanted, today), *_check_all(wanted)]
    return tuple(sorted(found, key=_place))


def _check_faults(met: Iterable[Fault], refused: frozenset[str]) -> Iterator[Finding]:
    for fault in met:
        code = fault.code
        if fault.place.key in refused:
            code = _LIGHTER_FOR_REFUSED.get(code, code)
            if code in _NOT_ASKED_OF_REFUSED:
                continue
        rule, speak = FAULT_RULES[code]
        yield rule.finding(speak(fault))


def _check_datasets(described: tuple[Described, ...], today: dt.date | None) -> Iterator[Finding]:
    for one in described:
        for rule, look in DATASET_RULES.values():
            for words in look(one):
                yield rule.finding(words)
        if today is None:
            continue
        for rule, compare in DATED_RULES.values():
            for words in compare(one, today):
                yield rule.finding(words)


def _check_all(described: tuple[Described, ...]) -> Iterator[Finding]:
    for rule, look in INVENTORY_RULES.values():
        for words in look(described):
            yield rule.finding(words)


def _place(finding: Finding) -> tuple[str, str, int, int, int]:
    cell = finding.place.cell
    weight = _WEIGHT[finding.severity]
    return (cell.workbook, cell.sheet, cell.row, cell.column, weight) if cell else ("", "", 0, 0, weight)


def every_rule() -> dict[str, Rule]:
    """Give every rule by its code, for the manual."""
    rules = {code: rule for code, (rule, _) in FAULT_RULES.items()}
    rules |= {code: rule for code, (rule, _) in DATASET_RULES.items()}
    rules |= {code: rule for code, (rule, _) in DATED_RULES.items()}
    rules |= {code: rule for code, (rule, _) in INVENTORY_RULES.items()}
    return dict(sorted(rules.items()))
