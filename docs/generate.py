"""Writes the generated pages of this folder anew: ``python docs/generate.py``."""  # noqa: INP001 (a script)

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from docs.example_inspect import build_inspect_page, build_readme
from docs.profile_fields import build_profiles_page
from docs.rdf_properties import build_dcat_page
from docs.recognised_headings import build_headings_page
from toolkit.checks.rule import Rule
from toolkit.checks.run import every_rule
from toolkit.mapping.schema import build_mapping_schema
from toolkit.model.finding import Severity
from toolkit.reports.checkfile import build_check_schema
from toolkit.reports.drift import build_drift_schema
from toolkit.reports.inspectionfile import build_inspection_schema
from toolkit.reports.planfile import build_plan_schema
from toolkit.reports.quality import build_score_schema
from toolkit.reports.syncfile import build_sync_schema
from toolkit.reports.validation import build_validation_schema

_HERE = Path(__file__).resolve().parent
_INTRODUCTION = """\
# Findings

What `bestand check` can say of a workbook. Every finding names the cell, the text that stands there and the next step;
`bestand explain CODE` shows one of these pages in the terminal.

An **error** keeps its dataset from being published, a **warning** does not, a **note** informs. All findings of a
workbook come at once. A dataset that the sheet keeps in the house need not be complete: it is only told what cannot be
read.

This page is written by `python docs/generate.py` from the rules in `toolkit/checks/`.
"""


def build_findings() -> str:
    """Write the manual of all findings."""
    rules = sorted(every_rule().values(), key=lambda rule: (list(Severity).index(rule.severity), rule.code))
    rows = [f"| [`{rule.code}`](#{rule.code}) | {rule.severity} | {rule.manual[0]} |" for rule in rules]
    table = "\n".join(["| code | severity | meaning |", "|---|---|---|", *rows])
    return "\n".join([_INTRODUCTION, table, "", *map(_build_section, rules)])


def _build_section(rule: Rule) -> str:
    """Write one rule's page."""
    return "\n".join([f"## {rule.code}", "", f"*{rule.severity}*", "", "\n\n".join(rule.manual), ""])


def build_plan_page() -> str:
    """Write the JSON Schema of saved plans."""
    return json.dumps(build_plan_schema(), ensure_ascii=False, indent=1) + "\n"


def build_inspection_page() -> str:
    """Write the JSON Schema of what ``bestand inspect`` finds."""
    return json.dumps(build_inspection_schema(), ensure_ascii=False, indent=1) + "\n"


def build_check_page() -> str:
    """Write the JSON Schema of what ``bestand check`` finds."""
    return json.dumps(build_check_schema(), ensure_ascii=False, indent=1) + "\n"


def build_drift_page() -> str:
    """Write the JSON Schema of how a workbook differs from its mapping."""
    return json.dumps(build_drift_schema(), ensure_ascii=False, indent=1) + "\n"


def build_sync_page() -> str:
    """Write the JSON Schema of what ``bestand sync`` tells."""
    return json.dumps(build_sync_schema(), ensure_ascii=False, indent=1) + "\n"


def build_validation_page() -> str:
    """Write the JSON Schema of what ``bestand validate`` finds."""
    return json.dumps(build_validation_schema(), ensure_ascii=False, indent=1) + "\n"


def build_score_page() -> str:
    """Write the JSON Schema of what ``bestand score`` counts."""
    return json.dumps(build_score_schema(), ensure_ascii=False, indent=1) + "\n"


def build_mapping_page() -> str:
    """Write the JSON Schema of mappings, which ships with them."""
    return json.dumps(build_mapping_schema(), ensure_ascii=False, indent=1) + "\n"


PAGES: dict[str, Callable[[], str]] = {
    "findings.md": build_findings,
    "headings.md": build_headings_page,
    "profiles.md": build_profiles_page,
    "dcat.md": build_dcat_page,
    "plan.schema.json": build_plan_page,
    "inspect.md": build_inspect_page,
    "inspect.schema.json": build_inspection_page,
    "check.schema.json": build_check_page,
    "drift.schema.json": build_drift_page,
    "sync.schema.json": build_sync_page,
    "validate.schema.json": build_validation_page,
    "score.schema.json": build_score_page,
    "../mappings/mapping.schema.json": build_mapping_page,
    "../README.md": build_readme,
}
"""Each generated page with the function that gives its text."""


def main() -> None:
    """Write every page."""
    for name, build in PAGES.items():
        (_HERE / name).write_text(build(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
