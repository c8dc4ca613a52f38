"""A check for machines: JSON by its schema, SARIF and JUnit by what their readers demand."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Collection
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from defusedxml import ElementTree
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # it ships no types

from tests.reports.small_check import CLOSED, DAY, PUBLIC, check, find
from toolkit.checks.baseline import Acceptance, Checked, Identity
from toolkit.checks.run import every_rule
from toolkit.model.finding import Severity
from toolkit.model.message import say
from toolkit.reports.checkfile import build_check_data, build_check_schema, build_checks_data
from toolkit.reports.junit import build_junit
from toolkit.reports.language import Translator
from toolkit.reports.sarif import build_sarif

ROOT = Path(__file__).parents[2]
ENGLISH, GERMAN = Translator("en"), Translator("de")
LATER = dt.date(2027, 3, 31)
ONE = Identity("licence-unknown", "amt", "A-1", "Lizenz", "CC?")
ACCEPTED = Acceptance(ONE, LATER, "wird geklärt", "Fachamt")
HOSTILE = "\x00\x0b\ufffe</failure>]]>&\"'<script>\ud7ff😀"


class TestJson:
    def test_the_documented_schema_is_the_one_of_the_code(self) -> None:
        documented = json.loads((ROOT / "docs" / "check.schema.json").read_text(encoding="utf-8"))
        assert documented == build_check_schema(), "run: make docs"

    def test_what_is_written_follows_the_schema(self) -> None:
        checked = check(
            find(), find(key="", row=0, heading="", remedy=""), find(key="A-2", text=HOSTILE), baseline=[ACCEPTED]
        )
        data = build_checks_data([checked, check(releases={"A-1": CLOSED})], GERMAN)
        Draft202012Validator(build_check_schema()).validate(json.loads(json.dumps(data)))

    def test_every_key_is_named_in_the_manual(self) -> None:
        manual = (ROOT / "docs" / "json.md").read_text(encoding="utf-8")
        section = manual.partition("## `check --json`")[2].partition("\n## ")[0]
        schema = build_check_schema()
        names = {name for part in schema["$defs"].values() for name in part["properties"]}
        assert sorted(name for name in names if not re.search(rf"\b{name}\b", section)) == []

    def test_counts_datasets_and_groups_agree(self) -> None:
        findings = [find(row=2), find(row=3, key="A-2"), find("w", key="A-3", severity=Severity.WARNING)]
        data = build_check_data(
            check(*findings, releases={"A-1": PUBLIC, "A-2": PUBLIC, "A-3": PUBLIC, "A-4": CLOSED}), ENGLISH
        )
        assert data["counts"] == {
            "datasets": 4,
            "public": 1,
            "staff": 0,
            "held_back": 2,
            "not_released": 1,
            "errors": 2,
            "warnings": 1,
            "notes": 0,
            "accepted": 0,
        }
        assert [(one["key"], one["ready"], one["held_back"], one["errors"]) for one in data["datasets"]] == [
            ("A-1", False, True, ["licence-unknown"]),
            ("A-2", False, True, ["licence-unknown"]),
            ("A-3", True, False, []),
            ("A-4", False, False, []),
        ]
        assert [(one["code"], one["findings"], one["holds_back"], one["enough_for"]) for one in data["groups"]] == [
            ("licence-unknown", [0, 1], 2, 2),
            ("w", [2], 0, 0),
        ]
        assert data["day"] == "2026-11-22"

    def test_an_accepted_finding_stays_with_its_acceptance_and_leaves_the_groups(self) -> None:
        data = build_check_data(check(find(row=2), find(row=3), baseline=[ACCEPTED]), ENGLISH)
        assert data["findings"][0]["accepted"] == {
            "code": "licence-unknown",
            "key": "A-1",
            "column": "Lizenz",
            "text": "CC?",
            "until": "2027-03-31",
            "times": 1,
            "reason": "wird geklärt",
            "accepted_by": "Fachamt",
        }
        assert data["findings"][1]["accepted"] is None
        assert [group["findings"] for group in data["groups"]] == [[1]]
        assert (data["counts"]["errors"], data["counts"]["accepted"]) == (1, 1)

    def test_acceptances_that_ran_out_or_match_nothing_are_listed(self) -> None:
        baseline = [Acceptance(ONE, DAY - dt.timedelta(days=1)), Acceptance(ONE._replace(key="weg"), LATER)]
        data = build_check_data(check(find(), baseline=baseline), ENGLISH)
        assert [one["key"] for one in data["acceptances_expired"]] == ["A-1"]
        assert [one["key"] for one in data["acceptances_idle"]] == ["weg"]

    def test_equal_findings_are_told_by_their_own_numbers(self) -> None:
        data = build_check_data(check(find(), find()), ENGLISH)
        assert data["groups"][0]["findings"] == [0, 1]
        assert len({one["fingerprint"] for one in data["findings"]}) == 2


def locate(checked: Checked, workbook: str) -> str:
    return f"Ämter/{checked.inventory.name}/{workbook}"


class TestSarif:
    def run(self, *checks: Checked, translator: Translator = ENGLISH) -> dict[str, Any]:
        log = build_sarif(checks, translator, locate)
        assert json.loads(json.dumps(log)) == log
        (run,) = log["runs"]
        assert isinstance(run, dict)
        return run

    def test_what_the_standard_demands_is_there(self) -> None:
        log = build_sarif([check(find(), find("title-missing"))], ENGLISH, locate)
        assert log["version"] == "2.1.0"
        assert log["$schema"].endswith("sarif-schema-2.1.0.json")
        run = log["runs"][0]
        assert run["tool"]["driver"]["name"] == "Bestand"
        rules = run["tool"]["driver"]["rules"]
        assert len({rule["id"] for rule in rules}) == len(rules) == 2
        for result in run["results"]:
            assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
            assert result["message"]["text"]
            assert result["level"] in {"error", "warning", "note", "none"}

    def test_a_rule_carries_its_manual_page_in_the_readers_language(self) -> None:
        (rule,) = self.run(check(find()), translator=GERMAN)["tool"]["driver"]["rules"]
        manual = every_rule()["licence-unknown"].manual
        assert rule["shortDescription"]["text"] == GERMAN.gettext(manual[0])
        assert rule["help"]["text"] == "\n\n".join(map(GERMAN.gettext, manual))
        assert rule["defaultConfiguration"] == {"level": "error"}

    def test_a_result_names_cell_sentence_and_next_step(self) -> None:
        (result,) = self.run(check(find(title="Bäume")))["results"]
        assert result["message"]["text"] == "D2: “CC?” is not in the licence list – Correct it."
        assert result["locations"] == [
            {
                "physicalLocation": {"artifactLocation": {"uri": "%C3%84mter/amt/amt.xlsx"}},
                "logicalLocations": [{"name": "D2", "fullyQualifiedName": "Daten!D2", "kind": "cell"}],
            }
        ]
        assert result["properties"] == {"inventory": "amt", "key": "A-1", "column": "Lizenz", "text": "CC?"}

    def test_a_next_step_that_leads_to_lines_for_the_mapping_has_them(self) -> None:
        (result,) = self.run(check(find(remedy="Map it:", snippet='Lizenz: {ignore: "…"}')))["results"]
        assert result["message"]["text"].endswith('– Map it: Lizenz: {ignore: "…"}')

    def test_file_names_with_blanks_umlauts_and_signs_are_valid_uris(self) -> None:
        (result,) = self.run(check(find(workbook="Ä #1 50%?.xlsx")))["results"]
        location = result["locations"][0]["physicalLocation"]["artifactLocation"]
        assert location["uri"] == "%C3%84mter/amt/%C3%84%20%231%2050%25%3F.xlsx"

    def test_a_finding_without_a_cell_belongs_to_the_workbook(self) -> None:
        (result,) = self.run(check(find(row=0, key="", heading="", remedy="")))["results"]
        assert result["message"]["text"] == "“CC?” is not in the licence list"
        assert result["locations"] == [{"physicalLocation": {"artifactLocation": {"uri": "%C3%84mter/amt/amt.xlsx"}}}]

    def test_levels_are_those_of_the_findings(self) -> None:
        findings = [find(severity=severity, row=row) for row, severity in enumerate(Severity, start=2)]
        assert [one["level"] for one in self.run(check(*findings))["results"]] == ["error", "warning", "note"]

    def test_accepted_findings_are_suppressed_and_all_others_say_that_they_are_not(self) -> None:
        first, second = self.run(check(find(), find(key="A-2"), baseline=[ACCEPTED]))["results"]
        assert first["suppressions"] == [
            {
                "kind": "external",
                "status": "accepted",
                "justification": "accepted until 31 March 2027: wird geklärt",
            }
        ]
        assert second["suppressions"] == []

    def test_fingerprints_do_not_follow_the_row(self) -> None:
        (before,) = self.run(check(find(row=2)))["results"]
        (after,) = self.run(check(find(row=40)))["results"]
        assert before["partialFingerprints"] == after["partialFingerprints"]

    def test_several_inventories_share_one_run_and_its_rules(self) -> None:
        run = self.run(check(find()), check(find(key="A-2")))
        assert (len(run["results"]), len(run["tool"]["driver"]["rules"])) == (2, 1)


class TestJunit:
    def root(self, *checks: Checked, failing: Collection[Severity] = (Severity.ERROR,)) -> Element:
        root = ElementTree.fromstring(build_junit(checks, ENGLISH, failing).encode())
        assert isinstance(root, Element)
        return root

    def case(self, root: Element, code: str) -> Element:
        (case,) = [one for one in root.iter("testcase") if one.get("name", "").startswith(f"{code}: ")]
        return case

    def test_every_rule_is_a_case_of_every_inventory(self) -> None:
        root = self.root(check(find()), check(releases={"A-1": PUBLIC}))
        assert [suite.get("tests") for suite in root] == [str(len(every_rule()))] * 2
        assert root.get("tests") == str(2 * len(every_rule()))
        assert root[0].get("name") == "amt (amt.xlsx)"

    def test_counts_are_those_of_the_cases(self) -> None:
        root = self.root(check(find(), find("title-missing", key="A-2"), baseline=[ACCEPTED]))
        assert [root.get(name) for name in ("failures", "errors", "skipped")] == ["1", "0", "1"]
        assert len(list(root.iter("failure"))) == 1

    def test_a_failure_lists_its_cells(self) -> None:
        failure = self.case(self.root(check(find(row=2), find(row=3))), "licence-unknown").find("failure")
        assert failure is not None
        assert failure.get("type") == "licence-unknown"
        assert failure.get("message") == "2 findings: licence-unknown"
        assert failure.text == (
            "amt.xlsx › Daten › D2 – A-1 – “CC?” is not in the licence list – Correct it.\n"
            "amt.xlsx › Daten › D3 – A-1 – “CC?” is not in the licence list – Correct it."
        )

    def test_a_next_step_that_leads_to_lines_for_the_mapping_has_them(self) -> None:
        found = find(remedy="Map it:", snippet='Lizenz: {ignore: "…"}')
        failure = self.case(self.root(check(found)), "licence-unknown").findtext("failure")
        assert str(failure).endswith('– Map it: Lizenz: {ignore: "…"}')

    @pytest.mark.parametrize(
        ("failing", "fails"), [((Severity.ERROR, Severity.WARNING), True), ((Severity.ERROR,), False)]
    )
    def test_a_warning_fails_only_where_it_is_to(self, failing: Collection[Severity], *, fails: bool) -> None:
        root = self.root(check(find("date-invalid", severity=Severity.WARNING)), failing=failing)
        case = self.case(root, "date-invalid")
        assert (case.find("failure") is not None) == fails
        assert (case.find("system-out") is not None) != fails
        assert root.get("failures") == str(int(fails))

    def test_a_rule_whose_findings_are_all_accepted_is_skipped_and_says_until_when(self) -> None:
        case = self.case(self.root(check(find(), baseline=[ACCEPTED])), "licence-unknown")
        assert [one.tag for one in case] == ["skipped", "system-out"]
        assert str(case.findtext("system-out")).endswith(" – accepted until 31 March 2027 – wird geklärt")

    def test_a_rule_with_accepted_and_other_findings_fails_with_the_others(self) -> None:
        case = self.case(self.root(check(find(), find(key="A-2"), baseline=[ACCEPTED])), "licence-unknown")
        assert [one.tag for one in case] == ["failure", "system-out"]
        assert "A-2" in str(case.findtext("failure"))
        assert "A-1" not in str(case.findtext("failure"))

    def test_whatever_cells_say_the_file_is_well_formed(self) -> None:
        hostile = find(text=HOSTILE, key=HOSTILE, workbook=HOSTILE, message=say("“{text}”", text=HOSTILE))
        failure = self.case(self.root(check(hostile)), "licence-unknown").find("failure")
        assert failure is not None
        assert "��" in str(failure.text)
        assert "</failure>]]>&\"'<script>\ud7ff😀" in str(failure.text)
