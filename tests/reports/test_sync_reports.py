"""How a sync is told: to people in a mail, to scripts, to Prometheus, and on a page."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import jsonschema  # type: ignore[import-untyped]  # it ships no types
import pytest

from toolkit.model.entry import Entry
from toolkit.model.grid import CellRef
from toolkit.model.message import say
from toolkit.model.plan import Blocked, Clash, Conflict, Create, FieldChange, Kept, Unchanged, Update, Withdraw
from toolkit.model.receipt import Outcome
from toolkit.reports.ink import Ink
from toolkit.reports.language import Translator
from toolkit.reports.syncfile import build_sync_data, build_sync_file, build_sync_schema
from toolkit.reports.syncmetrics import build_sync_metrics
from toolkit.reports.syncpage import build_sync_page
from toolkit.reports.synctext import build_sync_text
from toolkit.reports.syncwords import say_verdict
from toolkit.sync.summary import (
    Absent,
    Done,
    Failed,
    Held,
    Interrupted,
    Part,
    Run,
    SyncSummary,
    TargetSummary,
    Trouble,
    Work,
)

ENGLISH = Translator("en")
ENTRY = Entry("amt:1", "baeume", {"title": "Bäume", "private": False})
CELL = CellRef("amt.xlsx", "Daten", 2, 2)
WORK = Work(
    "amt.xlsx",
    "Amt",
    9,
    {"public": 5, "staff": 1, "held_back": 2, "not_released": 1},
    (
        Create("amt:1", "Bäume", "amt", ENTRY),
        Update("amt:2", "Parks", "amt", "i", "r", ENTRY, ENTRY, (FieldChange("title", "Park", "Parks"),)),
        Withdraw("amt:3", "Alt", "amt", "i", "r", say("its row is gone")),
        Conflict("amt:4", "Brunnen", "amt", (Clash("title", "Brunen", "Brunnen", "Die Brunnen", CELL),)),
        Blocked("amt:5", "<b>Rechte</b>", "amt", say("no organisation"), say("create it"), CELL),
        Unchanged("amt:6", "Wege", "amt", (Kept("title", "Wege", "Alle Wege"),)),
    ),
    3,
    (Outcome("amt:1", "create", "done"), Outcome("amt:2", "update", "failed", reason=say("too long"))),
    2,
)
PARTS = (
    Part("amt", Done(WORK)),
    Part("bau", Held(say("no file is there"), say("connect the share"))),
    Part("kultur", Absent(say("none of its files is there"))),
    Part("wasser", Failed(say("broken workbook"), say("save it anew"))),
)
TARGET = TargetSummary(
    "portal",
    "https://ckan.example.org",
    PARTS,
    None,
    (Run("20250301T030000Z-1", "/srv/receipts/1.jsonl"),),
    (Outcome("stadt", "create_organization", "failed", reason=say("not allowed")),),
    (say("an untried version"),),
    12,
    4.5,
)
SUMMARY = SyncSummary("bestand.toml", "2025-03-01T03:00:00+01:00", "2025-03-01T03:00:09+01:00", 9.25, (TARGET,))
FINE = replace(
    SUMMARY, targets=(replace(TARGET, parts=(Part("amt", Done(Work("a", "A", 3, unchanged=3))),), outcomes=()),)
)


def test_the_text_is_short_and_says_what_needs_somebody() -> None:
    text = build_sync_text(SUMMARY, ENGLISH, Ink(width=120))
    assert (
        text
        == """\
1 of 4 inventories are up to date; the others need somebody.

portal (https://ckan.example.org)
  warning: an untried version
  x stadt  create the organisation: not allowed
  amt  done in part: 1 new, 1 changed, 1 withdrawn, 4 unchanged, 1 change failed, 1 conflict, 1 dataset blocked, 1 field
      edited in the catalogue is kept
      x amt:2  update: too long
      ! amt:4  changed in the sheet and in the catalogue: title   [amt.xlsx › Daten › B2]
        → Decide with “bestand push” at a terminal, in a file (“bestand plan … --conflicts FILE”), or set prefer for
          this inventory.
      ! amt:5  no organisation   [amt.xlsx › Daten › B2]
        → create it
  bau  stopped
      no file is there
      → connect the share
  kultur  not there
      none of its files is there
      → It is optional; nothing was changed in the catalogue.
  wasser  failed
      broken workbook
      → save it anew
  12 requests · 4.5 s · receipt: /srv/receipts/1.jsonl"""
    )


def test_a_good_night_is_told_in_a_few_lines() -> None:
    assert (
        build_sync_text(FINE, ENGLISH, Ink(width=120))
        == """\
1 inventory is up to date.

portal (https://ckan.example.org)
  warning: an untried version
  amt  done: 3 unchanged
  12 requests · 4.5 s · receipt: /srv/receipts/1.jsonl"""
    )


def test_the_trouble_of_a_target_is_told_once() -> None:
    why, what = say("another run is writing"), say("wait")
    parts = tuple(Part(name, Held(why, what)) for name in ("amt", "bau"))
    text = build_sync_text(
        replace(SUMMARY, targets=(TargetSummary("p", "/k", parts, Trouble(why, what, guard=True)),)), ENGLISH, Ink()
    )
    assert text.count("another run is writing") == 1
    assert text.count("stopped") == 3


def test_many_datasets_that_wait_are_cut_short() -> None:
    blocked = tuple(Blocked(f"amt:{n}", "T", "amt", say("why"), say("what")) for n in range(12))
    part = Part("amt", Done(Work("a", "A", 12, changes=blocked)))
    text = build_sync_text(replace(SUMMARY, targets=(replace(TARGET, parts=(part,)),)), ENGLISH, Ink())
    assert text.count("      ! ") == 5
    assert text.count("        → what") == 1
    assert "        and 7 more datasets\n        → what" in text


def wait_for(*blocked: Blocked) -> str:
    part = Part("amt", Done(Work("a", "A", 12, changes=blocked)))
    return build_sync_text(replace(SUMMARY, targets=(replace(TARGET, parts=(part,)),)), ENGLISH, Ink())


def test_what_waits_for_the_same_thing_stands_together_with_its_next_step_once() -> None:
    text = wait_for(
        Blocked("amt:1", "T", "amt", say("no {what}", what="title"), say("write it")),
        Blocked("amt:2", "T", "amt", say("no right"), say("ask")),
        Blocked("amt:3", "T", "amt", say("no {what}", what="licence"), say("write it")),
    )
    assert (
        "      ! amt:1  no title\n      ! amt:3  no licence\n        → write it\n      ! amt:2  no right\n        → ask"
    ) in text


def test_five_that_wait_are_all_named() -> None:
    text = wait_for(*(Blocked(f"amt:{n}", "T", "amt", say("why"), say("what")) for n in range(5)))
    assert text.count("      ! ") == 5
    assert " more dataset" not in text


def test_two_rows_of_one_key_are_named_once() -> None:
    text = wait_for(*(Blocked("amt:1", title, "amt", say("twice"), say("change one"), CELL) for title in ("A", "B")))
    assert text.count("! amt:1  twice") == 1


def test_what_was_not_written_is_told_as_what_was_to_be_done() -> None:
    held = Part("amt", Held(say("too many"), say("look"), replace(WORK, outcomes=())))
    text = build_sync_text(replace(SUMMARY, targets=(replace(TARGET, parts=(held,)),)), ENGLISH, Ink(width=200))
    assert "amt  stopped: 1 to create, 1 to change, 1 to withdraw, 4 unchanged, 1 conflict, 1 dataset blocked" in text
    assert "      ! " not in text
    broken = replace(held, outcome=Failed(say("away"), say("wait"), WORK))
    text = build_sync_text(replace(SUMMARY, targets=(replace(TARGET, parts=(broken,)),)), ENGLISH, Ink(width=200))
    assert "failed: 1 to create, 1 to change, 1 to withdraw, 4 unchanged, 1 change written, 1 change failed" in text
    done = Part("amt", Done(replace(WORK, outcomes=())))
    text = build_sync_text(
        replace(SUMMARY, targets=(replace(TARGET, parts=(done,)),), dry=True), ENGLISH, Ink(width=200)
    )
    assert "amt  done: 1 to create, 1 to change, 1 to withdraw, 4 unchanged," in text


@pytest.mark.parametrize(
    ("summary", "verdict"),
    [
        (FINE, "1 inventory is up to date."),
        (replace(FINE, dry=True), "1 inventory was planned; nothing was written."),
        (
            replace(FINE, targets=(replace(FINE.targets[0], parts=(Part("a", Done(replace(WORK, outcomes=()))),)),)),
            "1 inventory is up to date. 2 datasets wait for a correction or a decision.",
        ),
        (replace(SUMMARY, interrupted=True), "Interrupted: 1 of 4 inventories were done."),
        (
            replace(FINE, targets=(FINE.targets[0], replace(FINE.targets[0], name="copy"))),
            "1 inventory is up to date.",
        ),
        (
            replace(SUMMARY, targets=(*FINE.targets, TARGET)),
            "1 of 4 inventories are up to date; the others need somebody.",
        ),
        (
            replace(SUMMARY, dry=True),
            "Nothing was written, only planned: 3 of 4 inventories need somebody.",
        ),
        (
            replace(SUMMARY, targets=(replace(TARGET, parts=PARTS[2:3]),)),
            "Not everything could be written: see what failed below.",
        ),
    ],
)
def test_the_verdict_is_one_sentence(summary: SyncSummary, verdict: str) -> None:
    assert str(say_verdict(summary)) == verdict


def test_the_data_follows_its_schema_and_tells_everything() -> None:
    data = json.loads(build_sync_file(SUMMARY, ENGLISH))
    jsonschema.validate(data, build_sync_schema())
    assert (data["format"], data["exit_code"], data["dry"], data["interrupted"]) == ("bestand-sync/1", 4, False, False)
    (target,) = data["targets"]
    assert (target["state"], target["requests"], target["warnings"]) == ("incomplete", 12, ["an untried version"])
    assert target["runs"] == [{"run": "20250301T030000Z-1", "receipt": "/srv/receipts/1.jsonl", "page": None}]
    assert [part["state"] for part in target["inventories"]] == ["incomplete", "stopped", "absent", "failed"]
    work = target["inventories"][0]["work"]
    assert work["changes"] == {
        "create": 1,
        "update": 1,
        "adopt": 0,
        "withdraw": 1,
        "delete": 0,
        "unchanged": 4,
        "conflict": 1,
        "blocked": 1,
    }
    assert (work["written"], work["kept"], work["errors"]) == (1, 1, 2)
    assert work["failed"] == [{"identifier": "amt:2", "action": "update", "reason": "too long"}]
    assert [one["identifier"] for one in work["waiting"]] == ["amt:4", "amt:5"]
    assert target["inventories"][1]["work"] is None
    assert build_sync_data(replace(SUMMARY, interrupted=True), ENGLISH)["exit_code"] == 130


def test_the_schema_in_docs_is_the_one_in_use() -> None:
    documented = json.loads((Path(__file__).parents[2] / "docs" / "sync.schema.json").read_text(encoding="utf-8"))
    assert documented == build_sync_schema(), "run: make docs"


NAME = r"[a-zA-Z_:][a-zA-Z0-9_:]*"
LABEL = r'[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\\\|\\"|\\n)*"'
SAMPLE = re.compile(rf"({NAME})(?:\{{({LABEL}(?:,{LABEL})*)\}})? (-?[0-9.e+]+)")


def parse_metrics(text: str) -> dict[str, float]:
    """Read the text format strictly: HELP, then TYPE, then all samples of a metric together, none of them twice."""
    assert text.endswith("\n")
    found: dict[str, float] = {}
    seen: list[str] = []
    lines = iter(text.removesuffix("\n").split("\n"))
    for line in lines:
        if line.startswith("# HELP "):
            name = line.split(" ")[2]
            assert name not in seen
            assert re.fullmatch(NAME, name)
            assert next(lines) == f"# TYPE {name} gauge"
            seen.append(name)
            continue
        sample = SAMPLE.fullmatch(line)
        assert sample, line
        assert sample[1] == seen[-1]
        key = line.rpartition(" ")[0]
        assert key not in found
        found[key] = float(sample[3])
    return found


def test_the_metrics_follow_prometheus_text_format() -> None:
    found = parse_metrics(build_sync_metrics(SUMMARY))
    amt = 'target="portal",inventory="amt"'
    assert found["bestand_sync_last_run_timestamp_seconds"] == 1740794409
    assert found["bestand_sync_duration_seconds"] == 9.25
    assert found["bestand_sync_exit_code"] == 4
    assert found['bestand_sync_target_up{target="portal"}'] == 1
    assert found['bestand_sync_requests{target="portal"}'] == 12
    assert [
        found[f'bestand_sync_success{{target="portal",inventory="{name}"}}'] for name in ("amt", "bau", "kultur")
    ] == [
        0,
        0,
        1,
    ]
    assert [found[f'bestand_sync_stopped{{target="portal",inventory="{name}"}}'] for name in ("amt", "bau")] == [0, 1]
    assert found[f'bestand_sync_datasets{{{amt},state="public"}}'] == 5
    assert found[f'bestand_sync_changes{{{amt},kind="create"}}'] == 1
    assert found[f'bestand_sync_changes{{{amt},kind="unchanged"}}'] == 4
    assert [found[f"bestand_sync_{name}{{{amt}}}"] for name in ("failed", "conflicts", "kept_fields")] == [1, 1, 1]


@pytest.mark.parametrize("name", ['a"b', "a\\b", "a\nb", 'x"} 1\nbestand_sync_success{a="'])
def test_names_cannot_break_the_metrics(name: str) -> None:
    parts = (replace(PARTS[0], inventory=name), *PARTS[1:])
    found = parse_metrics(build_sync_metrics(replace(SUMMARY, targets=(replace(TARGET, name=name, parts=parts),))))
    assert len([key for key in found if key.startswith("bestand_sync_success")]) == 4


def test_a_sync_of_nothing_still_has_valid_metrics() -> None:
    assert "bestand_sync_exit_code" in parse_metrics(build_sync_metrics(replace(SUMMARY, targets=())))


class Page(HTMLParser):
    """Reads a page: its text, and whether every element is closed in order."""

    VOID = frozenset({"meta", "br"})

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.texts).split())


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_page_is_whole_and_loads_nothing(language: str) -> None:
    page = Page(build_sync_page(SUMMARY, Translator(language)))
    assert page.open == []
    assert not {"script", "img", "link", "iframe", "form"} & {tag for tag, _ in page.tags}
    assert [attributes["lang"] for tag, attributes in page.tags if tag == "html"] == [language]
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(set(ids)) == len(ids)
    links = [str(attributes["href"]) for tag, attributes in page.tags if tag == "a"]
    assert {link.removeprefix("#") for link in links} <= set(ids)


def test_the_page_shows_each_department_what_happened() -> None:
    text = Page(build_sync_page(SUMMARY, ENGLISH)).text
    for part in (
        "stopped: no file is there",
        "connect the share",
        "failed: broken workbook",
        "amt:2 update: too long",
        "What changed",
        ": create the organisation: not allowed",
        "bestand plan … --conflicts FILE",
        "Brunen",
        "Die Brunnen",
        "amt.xlsx › Daten › B2",
        "amt:5 <b>Rechte</b>: no organisation",
        "amt:3 Alt: its row is gone",
        "Alle Wege",
        "12 requests",
    ):
        assert part in text


def test_the_page_of_a_plan_says_what_would_change() -> None:
    text = Page(build_sync_page(replace(SUMMARY, dry=True), ENGLISH)).text
    assert "What would change" in text
    assert "1 to create, 1 to change, 1 to withdraw" in text
    assert "What changed" not in text


def test_what_cells_say_is_text_on_the_page() -> None:
    assert "<b>Rechte" not in build_sync_page(SUMMARY, ENGLISH)


def test_an_interrupted_sync_has_a_page_and_data() -> None:
    target = replace(TARGET, parts=(Part("amt", Interrupted(WORK)), Part("bau", Interrupted())))
    summary = replace(SUMMARY, targets=(target,), interrupted=True)
    assert "The next sync goes on from there." in Page(build_sync_page(summary, ENGLISH)).text
    jsonschema.validate(json.loads(build_sync_file(summary, ENGLISH)), build_sync_schema())
    parse_metrics(build_sync_metrics(summary))
