"""What a check found, for code scanning and editors: SARIF 2.1.0 (OASIS standard, errata 01)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import quote

from toolkit import __version__
from toolkit.checks.baseline import Acceptance, Checked, Judged
from toolkit.checks.rule import Rule
from toolkit.checks.run import every_rule
from toolkit.model.grid import CellRef
from toolkit.model.message import say
from toolkit.reports.language import Translator

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

Locate = Callable[[Checked, str], str]
"""Gives the path of a workbook, by its name, from the folder that the report is read in; with forward slashes."""


def build_sarif(checks: Iterable[Checked], translator: Translator, locate: Locate) -> dict[str, Any]:
    """Give a check as one run of SARIF; accepted findings are suppressed results.

    A cell is a logical location (sheet and address as a spreadsheet program writes them), its workbook the physical
    one. The fingerprint stays the same while rows move.
    """
    found = [(checked, one) for checked in checks for one in checked.judged]
    codes = list(dict.fromkeys(one.finding.code for _, one in found))
    rules = every_rule()
    driver = {
        "name": "Bestand",
        "version": __version__,
        "rules": [_build_rule(rules[code], translator) for code in codes],
    }
    results = [_build_result(checked, one, codes, translator, locate) for checked, one in found]
    run = {
        "tool": {"driver": driver},
        "language": translator.language,
        "columnKind": "unicodeCodePoints",
        "results": results,
    }
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


def _build_rule(rule: Rule, translator: Translator) -> dict[str, Any]:
    """Give a rule with its manual page."""
    manual = [translator.gettext(part) for part in rule.manual]
    return {
        "id": rule.code,
        "shortDescription": {"text": manual[0]},
        "fullDescription": {"text": " ".join(manual)},
        "help": {"text": "\n\n".join(manual)},
        "defaultConfiguration": {"level": rule.severity.value},
    }


def _build_result(
    checked: Checked, one: Judged, codes: list[str], translator: Translator, locate: Locate
) -> dict[str, Any]:
    """Give one finding."""
    finding = one.finding
    sentences = [finding.message, *([finding.remedy] if finding.remedy else [])]
    text = " ".join(filter(None, (" – ".join(map(translator.render, sentences)), finding.snippet)))
    place = finding.place
    properties = {"inventory": checked.inventory.name, "key": place.key, "column": place.heading, "text": finding.text}
    return {
        "ruleId": finding.code,
        "ruleIndex": codes.index(finding.code),
        "level": finding.severity.value,
        "message": {"text": f"{place.cell.address}: {text}" if place.cell else text},
        "locations": [_build_location(checked, place.cell, locate)],
        "partialFingerprints": {"bestandFinding/v1": one.fingerprint()},
        "suppressions": [_build_suppression(one.acceptance, translator)] if one.acceptance else [],
        "properties": {name: value for name, value in properties.items() if value},
    }


def _build_location(checked: Checked, cell: CellRef | None, locate: Locate) -> dict[str, Any]:
    """Give a workbook and, where it is known, the cell."""
    workbook = cell.workbook if cell else _main_workbook(checked)
    location: dict[str, Any] = {"physicalLocation": {"artifactLocation": {"uri": write_uri(locate(checked, workbook))}}}
    if cell:
        name = f"{_quote_sheet(cell.sheet)}!{cell.address}"
        location["logicalLocations"] = [{"name": cell.address, "fullyQualifiedName": name, "kind": "cell"}]
    return location


def _main_workbook(checked: Checked) -> str:
    """Give the first workbook of an inventory, which may have several."""
    cells = (cell for one in checked.inventory.described for cell in one.origins.values())
    first = next(cells, None)
    return first.workbook if first else checked.inventory.file


def _build_suppression(acceptance: Acceptance, translator: Translator) -> dict[str, str]:
    """Say until when a finding is accepted, and why."""
    until = say("accepted until {day}", day=translator.date(acceptance.until.isoformat()))
    why = ": ".join(part for part in (translator.render(until), acceptance.reason) if part)
    return {"kind": "external", "status": "accepted", "justification": why}


def write_uri(path: str) -> str:
    """Write a relative path as a URI reference (RFC 3986, 4.2); a colon would make its first part a scheme.

    >>> write_uri("Ämter/Inventar 2025.xlsx"), write_uri("a:b#c%.xlsx")
    ('%C3%84mter/Inventar%202025.xlsx', 'a%3Ab%23c%25.xlsx')
    """
    return quote(path, safe="/")


def _quote_sheet(sheet: str) -> str:
    """Write a sheet's name as formulas have it: in quotation marks unless it is one plain word.

    >>> _quote_sheet("Daten"), _quote_sheet("Amt 61"), _quote_sheet("Müller's")
    ('Daten', "'Amt 61'", "'Müller''s'")
    """
    plain = sheet.isidentifier()
    return sheet if plain else "'" + sheet.replace("'", "''") + "'"
