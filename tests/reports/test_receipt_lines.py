"""The receipt as JSON lines: the run with its totals first, then each outcome with its requests."""

from __future__ import annotations

import json

from toolkit.model.message import say
from toolkit.model.receipt import Outcome, Receipt, Request
from toolkit.reports.language import Translator
from toolkit.reports.receipt import build_receipt_lines

AT = "2025-03-01T12:00:00.000+00:00"
SEARCH = Request("package_search", AT, 30, "200")
LOST = Request("package_create", AT, 1000, "timeout")
SHOW = Request("package_show", AT, 5, "200")


def test_each_request_stands_with_its_outcome_and_the_totals_stand_first() -> None:
    done = Outcome("amt:1", "create", "done", "4f", "daten-1", requests=(LOST, SHOW))
    failed = Outcome("amt:2", "update", "failed", reason=say("not like this"))
    receipt = Receipt("20250301T120000Z-1", "https://example.org", (done, failed), (SEARCH,))
    head, first, second = [json.loads(line) for line in build_receipt_lines(receipt, Translator("en")).splitlines()]
    assert head == {
        "format": "bestand-receipt/1",
        "run": "20250301T120000Z-1",
        "target": "https://example.org",
        "done": 1,
        "failed": 1,
        "requests": {
            "total": 3,
            "milliseconds": 1035,
            "actions": {"package_create": 1, "package_search": 1, "package_show": 1},
            "answers": {"200": 2, "timeout": 1},
        },
        "other_requests": [{"action": "package_search", "at": AT, "took": 30, "answer": "200"}],
    }
    assert first["requests"] == [
        {"action": "package_create", "at": AT, "took": 1000, "answer": "timeout"},
        {"action": "package_show", "at": AT, "took": 5, "answer": "200"},
    ]
    assert first["reason"] is None
    assert (second["reason"], second["requests"]) == ("not like this", [])


def test_a_run_without_requests_says_so() -> None:
    (head,) = build_receipt_lines(Receipt("r", "folder:x", ()), Translator("en")).splitlines()
    assert json.loads(head)["requests"] == {"total": 0, "milliseconds": 0, "actions": {}, "answers": {}}
