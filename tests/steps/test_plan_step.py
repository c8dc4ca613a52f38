"""Planning as the commands do it: from workbooks to a plan, a page and a file, in which no token stands."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import CkanBox
from tests.steps.small_department import write_department
from toolkit.model.plan import Create, Unchanged
from toolkit.model.problem import Problem
from toolkit.reports.ink import Ink
from toolkit.reports.language import Translator
from toolkit.reports.plan import build_plan_text
from toolkit.reports.receipt import build_receipt_lines, build_receipt_text
from toolkit.steps.plan import PlanRequest, plan_workbooks, read_plan, save_plan, save_plan_page
from toolkit.steps.push import push_plan

ENGLISH = Translator("en")


def ask(folder: Path) -> PlanRequest:
    return PlanRequest(to=str(folder / "katalog"), create_organizations=True)


def test_a_plan_comes_with_the_snapshot_and_the_newest_run(tmp_path: Path) -> None:
    workbook = write_department(tmp_path, "amt", 2)
    planned, target = plan_workbooks([workbook], ask(tmp_path))
    assert [type(change) for change in planned.plan.changes] == [Create, Create]
    assert (planned.snapshot.held, planned.newest_run) == ({}, "")
    done = push_plan(planned.plan, target, None, ENGLISH, lambda _: None)
    again, _ = plan_workbooks([workbook], ask(tmp_path))
    assert [type(change) for change in again.plan.changes] == [Unchanged, Unchanged]
    assert set(again.snapshot.held) == {"amt:1", "amt:2"}
    assert again.newest_run == done.receipt.run


def test_a_plan_says_what_was_asked_of_the_folder(tmp_path: Path) -> None:
    planned, _ = plan_workbooks([write_department(tmp_path, "amt", 1)], ask(tmp_path))
    assert [check.subject for check in planned.plan.preflight] == ["storage", "storage"]
    assert not (tmp_path / "katalog").exists()


def test_plan_and_page_are_saved(tmp_path: Path) -> None:
    planned, _ = plan_workbooks([write_department(tmp_path, "amt", 1)], ask(tmp_path))
    save_plan(planned.plan, tmp_path / "plan.json")
    save_plan_page(planned.plan, tmp_path / "plan.html", ENGLISH)
    assert read_plan(tmp_path / "plan.json") == planned.plan
    assert "amt 1" in (tmp_path / "plan.html").read_text(encoding="utf-8")


def test_a_page_that_cannot_be_saved_is_a_problem_with_a_way_out(tmp_path: Path) -> None:
    planned, _ = plan_workbooks([write_department(tmp_path, "amt", 1)], ask(tmp_path))
    with pytest.raises(Problem, match="the page cannot be saved") as caught:
        save_plan_page(planned.plan, tmp_path, ENGLISH)
    assert "--html" in str(caught.value.remedy)


@pytest.mark.ckan
def test_a_token_never_appears_in_plan_page_or_receipt(
    tmp_path: Path, ckan_box: CkanBox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BESTAND_TOKEN", ckan_box.token)
    request = PlanRequest(to=ckan_box.url, ledger=str(tmp_path / "ledger.sqlite"), create_organizations=True)
    planned, target = plan_workbooks([write_department(tmp_path, "geheimtest", 1)], request)
    save_plan(planned.plan, tmp_path / "plan.json")
    save_plan_page(planned.plan, tmp_path / "plan.html", ENGLISH)
    done = push_plan(planned.plan, target, tmp_path / "receipt.jsonl", ENGLISH, lambda _: None)
    assert not done.receipt.failed
    texts = [
        *(file.read_text(encoding="utf-8") for file in tmp_path.glob("*.*l*") if file.suffix in {".jsonl", ".html"}),
        (tmp_path / "plan.json").read_text(encoding="utf-8"),
        build_plan_text(planned.plan, ENGLISH, Ink()),
        build_receipt_text(done.receipt, ENGLISH, Ink()),
        build_receipt_lines(done.receipt, ENGLISH),
        (tmp_path / "ledger.sqlite").read_bytes().decode("latin-1"),
    ]
    assert len(texts) == 7
    assert not [text for text in texts if ckan_box.token in text or ckan_box.token.split(".")[-1] in text]
    assert {check["subject"] for check in json.loads(texts[2])["preflight"]} >= {"version", "token", "licenses"}
