from __future__ import annotations

from pathlib import Path

import pytest

from docs.generate import PAGES
from toolkit.checks.run import every_rule


@pytest.mark.parametrize("name", PAGES)
def test_a_generated_page_is_what_the_generator_writes(name: str) -> None:
    """Run ``python docs/generate.py`` after a change of a rule's docstring."""
    assert Path("docs", name).read_text(encoding="utf-8") == PAGES[name]()


def test_the_page_of_findings_has_every_rule_with_severity_and_manual() -> None:
    page = PAGES["findings.md"]()
    for code, rule in every_rule().items():
        assert f"| [`{code}`](#{code}) | {rule.severity} | {rule.manual[0]} |" in page
        assert f"## {code}\n\n*{rule.severity}*\n\n" + "\n\n".join(rule.manual) in page
