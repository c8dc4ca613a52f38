"""What a check found, as CI servers show tests: JUnit XML, a suite for each inventory and a case for each rule."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from xml.etree import ElementTree as ET

from toolkit.checks.baseline import Checked, Judged
from toolkit.checks.rule import Rule
from toolkit.checks.run import every_rule
from toolkit.model.finding import Severity
from toolkit.model.message import say, say_many
from toolkit.reports.language import Translator

_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def build_junit(checks: Iterable[Checked], translator: Translator, failing: Collection[Severity]) -> str:
    """Write a check as JUnit XML.

    A rule fails where it has findings that count and whose severity is one of ``failing``; findings that do not fail
    stand in the case's output, and a rule whose findings are all accepted is skipped.
    """
    root = ET.Element("testsuites", name="bestand check")
    suites = [_build_suite(checked, translator, failing) for checked in checks]
    root.extend(suites)
    for count in ("tests", "failures", "errors", "skipped"):
        root.set(count, str(sum(int(suite.get(count, "0")) for suite in suites)))
    ET.indent(root, " ")
    return ET.tostring(root, encoding="unicode", xml_declaration=False).join(
        ('<?xml version="1.0" encoding="UTF-8"?>\n', "\n")
    )


def _build_suite(checked: Checked, translator: Translator, failing: Collection[Severity]) -> ET.Element:
    """Build the suite of one inventory."""
    found: dict[str, list[Judged]] = {}
    for one in checked.judged:
        found.setdefault(one.finding.code, []).append(one)
    cases = [
        _build_case(rule, checked, found.get(code, ()), translator, failing) for code, rule in every_rule().items()
    ]
    counts = {
        "tests": len(cases),
        "failures": sum(case.find("failure") is not None for case in cases),
        "errors": 0,
        "skipped": sum(case.find("skipped") is not None for case in cases),
    }
    name = f"{checked.inventory.name} ({checked.inventory.file})"
    suite = ET.Element("testsuite", {"name": _keep_valid(name), **{key: str(value) for key, value in counts.items()}})
    suite.extend(cases)
    return suite


def _build_case(
    rule: Rule, checked: Checked, found: Iterable[Judged], translator: Translator, failing: Collection[Severity]
) -> ET.Element:
    """Build the case of one rule."""
    name = f"{rule.code}: {translator.gettext(rule.manual[0])}"
    case = ET.Element("testcase", classname=_keep_valid(f"bestand.{checked.inventory.name}"), name=_keep_valid(name))
    counted = [one for one in found if one.acceptance is None]
    accepted = [one for one in found if one.acceptance]
    lines = "\n".join(_write_line(one, translator) for one in counted)
    if counted and rule.severity in failing:
        many = translator.render(say_many("{n} finding", "{n} findings", len(counted)))
        failure = ET.SubElement(case, "failure", type=rule.code, message=_keep_valid(f"{many}: {rule.code}"))
        failure.text = _keep_valid(lines)
    elif accepted and not counted:
        ET.SubElement(case, "skipped", message=translator.gettext("accepted"))
    rest = [*([] if rule.severity in failing else counted), *accepted]
    if rest:
        ET.SubElement(case, "system-out").text = _keep_valid("\n".join(_write_line(one, translator) for one in rest))
    return case


def _write_line(one: Judged, translator: Translator) -> str:
    """Write a finding in a line: where, what, what to do."""
    return " – ".join(part for part in _parts(one, translator) if part)


def _parts(one: Judged, translator: Translator) -> Iterator[str]:
    finding, place = one.finding, one.finding.place
    yield str(place.cell) if place.cell else ""
    yield place.key
    yield translator.render(finding.message)
    yield " ".join(filter(None, (translator.render(finding.remedy) if finding.remedy else "", finding.snippet)))
    if one.acceptance:
        until = translator.date(one.acceptance.until.isoformat())
        yield translator.render(say("accepted until {day}", day=until))
        yield one.acceptance.reason


def _keep_valid(text: str) -> str:
    r"""Replace what XML 1.0 cannot hold (section 2.2, Char), which cells do.

    >>> _keep_valid("a\x00b\x0bc\ufffe")
    'a\ufffdb\ufffdc\ufffd'
    """
    return _NOT_IN_XML.sub("\ufffd", text)
