"""Pushing as the commands do it: the receipt is written, whatever ended the run."""

from __future__ import annotations

import json
import signal
from pathlib import Path

import pytest

from toolkit.catalogues.folder import FolderCatalogue
from toolkit.model.entry import Entry, Value
from toolkit.model.plan import Plan
from toolkit.reports.language import Translator
from toolkit.steps.push import push_plan
from toolkit.steps.target import Target
from toolkit.sync.apply import Progress
from toolkit.sync.plan import Desired, Options, Wish, build_plan, build_scope


def make(folder: Path, *keys: str) -> tuple[Plan, Target]:
    """Plan new datasets for a catalogue folder."""
    catalogue = FolderCatalogue(folder / "katalog")
    fields: dict[str, Value] = {"private": True, "title": "Titel"}
    rows = tuple(Desired(Entry(f"amt:{key}", f"daten-{key}", fields), "Titel", "amt", {}) for key in keys)
    wish = Wish(("amt",), rows)
    plan = build_plan(wish, catalogue.fetch_snapshot(build_scope(wish, {})), {}, Options())
    return plan, Target(catalogue, folder / "ledger.sqlite")


def test_the_receipt_lies_beside_the_ledger(tmp_path: Path) -> None:
    plan, target = make(tmp_path, "1", "2")
    pushed = push_plan(plan, target, None, Translator("en"), lambda _: None)
    assert pushed.receipt_file == tmp_path / "receipts" / f"{pushed.receipt.run}.jsonl"
    head, *outcomes = [json.loads(line) for line in pushed.receipt_file.read_text(encoding="utf-8").splitlines()]
    assert (head["done"], head["failed"], len(outcomes)) == (2, 0, 2)


def test_an_interrupted_push_leaves_a_receipt_that_names_what_was_not_tried(tmp_path: Path) -> None:
    plan, target = make(tmp_path, "1", "2", "3")
    file = tmp_path / "beleg.jsonl"

    def press(_: Progress) -> None:
        signal.raise_signal(signal.SIGINT)

    with pytest.raises(KeyboardInterrupt):
        push_plan(plan, target, file, Translator("en"), press)
    head, *outcomes = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert (head["done"], head["failed"]) == (1, 2)
    assert [item["result"] for item in outcomes] == ["done", "failed", "failed"]
    assert outcomes[2]["reason"] == "not tried, because the push was interrupted"
    assert len(list((tmp_path / "katalog" / "entries").glob("*.json"))) == 1
