from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from toolkit.model.entry import Entry, Held, Resource
from toolkit.model.message import say
from toolkit.model.receipt import Request
from toolkit.reports.history import HistoryWriter, build_history_data, build_run_data
from toolkit.reports.ink import Ink
from toolkit.reports.language import Translator
from toolkit.reports.rebuild import RebuildWriter, build_rebuild_data
from toolkit.sync.rebuild import Found, Rebuild
from toolkit.sync.record import RunRecord, StepRecord
from toolkit.sync.wish import Desired

ZONE = dt.timezone(dt.timedelta(hours=1))
NOON = "2025-03-01T12:00:00.000+00:00"
RUN = RunRecord(
    "20250301T120000Z-0000abcd",
    "https://daten.example.org",
    "push",
    NOON,
    "2025-03-01T12:01:02.500+00:00",
    "failed",
    {("create", "done"): 1234, ("update", "done"): 2, ("update", "refused"): 1, ("withdraw", "unsure"): 1},
)
IDLE = RunRecord("20250302T120000Z-0000ffff", "folder:/k", "push", NOON, NOON, "done")
KILLED = RunRecord(
    "20250303T120000Z-0000ffff", "folder:/k", "undo", NOON, "", "running", {("update", ""): 1}, {"undoes": RUN.id}
)
OLD = Entry("amt:1", "baeume", {"title": "Bäume", "private": True, "tags": ("a",)}, (Resource("r1", {"title": "CSV"}),))
NEW = Entry("amt:1", "baeume", {"title": "Neu", "private": False, "tags": ()}, (Resource("r1", {"title": "XML"}),))
STEP = StepRecord(
    1,
    RUN.id,
    "amt:1",
    "amt",
    "update",
    "id",
    "baeume",
    NEW,
    NEW,
    OLD,
    OLD,
    {},
    "1",
    "2",
    "done",
    "",
    NOON,
    NOON,
    (Request("package_revise", NOON, 1200, "200"),),
)
CREATED = replace(STEP, identifier="amt:2", action="create", before=None, intent=OLD)
REFUSED = replace(STEP, result="refused", reason="no way", message=say("no way"), before=None, intent=None)


def writer(width: int = 120, language: str = "en") -> HistoryWriter:
    return HistoryWriter(Translator(language), Ink(width=width), ZONE)


def test_runs_stand_in_a_table_in_local_time() -> None:
    head, *rows = writer(200).write_table((RUN, IDLE), with_target=False).splitlines()
    assert head.split() == ["run", "when", "command", "how", "it", "ended", "what", "it", "did"]
    assert rows == [
        (
            "20250301T120000Z-0000abcd  1 March 2025, 13:00  push     with failures  "
            "created: 1,234 · updated: 2 · failed: 1 · no answer: 1"
        ),
        "20250302T120000Z-0000ffff  1 March 2025, 13:00  push     complete       nothing to write",
    ]


def test_what_a_run_did_stands_below_it_where_it_does_not_fit_beside_it() -> None:
    runs = (RUN, IDLE)
    widest = max(map(len, writer(200).write_table(runs, with_target=False).splitlines()))
    assert len(writer(widest).write_table(runs, with_target=False).splitlines()) == 3
    assert writer(widest - 1).write_table(runs, with_target=False).splitlines() == [
        "run                        when                 command  how it ended",
        "20250301T120000Z-0000abcd  1 March 2025, 13:00  push     with failures",
        "  created: 1,234 · updated: 2 · failed: 1 · no answer: 1",
        "20250302T120000Z-0000ffff  1 March 2025, 13:00  push     complete",
        "  nothing to write",
    ]


def test_a_very_narrow_terminal_gets_a_block_for_each_run() -> None:
    assert writer(69).write_table((IDLE,), with_target=False).splitlines() == [
        "run                        when                 command  how it ended",
        "20250302T120000Z-0000ffff  1 March 2025, 13:00  push     complete",
        "  nothing to write",
    ]
    assert writer(68).write_table((IDLE,), with_target=False).splitlines() == [
        "20250302T120000Z-0000ffff",
        "  1 March 2025, 13:00 · push · complete",
        "  nothing to write",
    ]


def test_targets_are_named_where_there_are_several() -> None:
    text = writer().write_table((RUN, IDLE), with_target=True)
    assert "\n  https://daten.example.org\n" in text
    assert text.endswith("\n  folder:/k")


@pytest.mark.parametrize("width", [30, 60, 79, 100])
def test_lines_fit_into_narrow_terminals(width: int) -> None:
    text = writer(width).write_table((RUN, KILLED), with_target=True)
    assert max(map(len, text.splitlines())) <= width
    assert all(word in text for word in ("20250301T120000Z-0000abcd", "with failures", "running, or killed", "undo"))
    assert "takes back" in text


def test_a_run_is_shown_field_by_field() -> None:
    assert writer().write_run(RUN, (STEP,)).splitlines() == [
        "Run 20250301T120000Z-0000abcd",
        "push to https://daten.example.org",
        "1 March 2025, 13:00, 62.5 s · with failures",
        "updated  amt:1 “Neu”",
        "    title: “Bäume” → “Neu”",
        "    private: yes → no",
        "    tags: “a” → (empty)",
        "    resource “XML” › title: “CSV” → “XML”",
        "",
        "created: 1,234 · updated: 2 · failed: 1 · no answer: 1",
    ]


def test_new_datasets_and_requests_are_short_unless_asked_for() -> None:
    short = writer().write_run(RUN, (CREATED,))
    assert "created  amt:2 “Bäume”\n    baeume · 1 resource\n" in short
    assert "package_revise" not in short
    long = writer().write_run(RUN, (CREATED,), every_field=True)
    assert "    title: (empty) → “Bäume”\n" in long
    assert "    resource “CSV”: (empty) → “CSV”\n" in long
    assert "    package_revise: 200, 1,200 ms\n" in long


def test_failures_say_why() -> None:
    text = writer().write_run(RUN, (REFUSED, replace(STEP, result="", intent=None, before=None)))
    assert "updated: failed  amt:1\n    no way\n" in text
    assert "updated: cut off  amt:1\n" in text


def test_a_pruned_run_says_so_and_an_unended_one_has_no_duration() -> None:
    pruned = replace(RUN, pruned="2026-03-02T00:00:00.000+00:00")
    assert "thrown away on 2 March 2026, 01:00." in writer().write_run(pruned, ())
    assert writer().write_run(KILLED, ()).splitlines()[2:4] == [
        "1 March 2025, 13:00 · running, or killed",
        f"takes back {RUN.id}",
    ]


def test_long_values_are_cut_and_lists_are_one_line() -> None:
    long = replace(NEW, fields={"notes": "a b\nc " + "x" * 200, "tags": ("a", "b")})
    text = writer(400).write_run(RUN, (replace(STEP, intent=long),))
    assert "notes: (empty) → “a b c " + "x" * 154 + " …”" in text
    assert "tags: “a” → “a, b”" in text


def test_runs_as_data() -> None:
    data = build_history_data((RUN, KILLED))
    assert data["format"] == "bestand-history/1"
    first, second = data["runs"]
    assert first["counts"][0] == {"action": "create", "result": "done", "n": 1234}
    assert (first["run"], first["started"], first["ended"], first["pruned"]) == (RUN.id, NOON, RUN.ended, None)
    assert (second["ended"], second["note"]) == (None, {"undoes": RUN.id})
    assert second["counts"] == [{"action": "update", "result": None, "n": 1}]


def test_a_run_as_data() -> None:
    data = build_run_data(RUN, (STEP, REFUSED))
    assert (data["format"], data["run"]) == ("bestand-run/1", RUN.id)
    first, second = data["steps"]
    assert first["changes"][0] == {"field": "title", "before": "Bäume", "after": "Neu"}
    assert first["requests"] == [{"action": "package_revise", "at": NOON, "took": 1200, "answer": "200"}]
    assert (second["reason"], second["result"], second["changes"], second["title"]) == ("no way", "refused", [], None)


HELD = Held("id", OLD, "1")
SAME = Found("amt", "amt:1", "Bäume", HELD, OLD, "agreed")
OTHER = Found("amt", "amt:2", "Wege", HELD, OLD, "different", ("title", "resources.r1.url", "resources.r9"))
ROWLESS = Found("amt", "amt:3", "Brunnen", HELD, OLD, "rowless")
REBUILD = Rebuild("t", (SAME, OTHER), (ROWLESS,), ("amt:7",), (Desired(OLD, "Neues", "amt", {}),))


def test_a_rebuild_names_what_differs_and_counts_the_rest() -> None:
    lines = RebuildWriter(Translator("en"), Ink(width=400)).write(REBUILD).splitlines()
    assert lines == [
        "Ledger for t, from the catalogue",
        "≠ amt:2 “Wege”  differs from the sheet",
        "    title",
        "    CSV › url",
        "    r9",
        (
            "1 dataset carries our prefix and has no row; it stays unknown, and nothing is written to it "
            "(--without-row takes it in; the next plan then withdraws it):"
        ),
        "    amt:3 “Brunnen”",
        "1 row is not in the catalogue, or hidden from this token; the next plan creates it:",
        "    amt:1 “Neues”",
        "",
        "as in the sheet: 1 · differs from the sheet: 1 · known already: 1",
    ]


def test_a_rebuild_of_nothing_says_so() -> None:
    assert RebuildWriter(Translator("en"), Ink()).write(Rebuild("t", (), (), (), ())).endswith("\n\nno datasets")


@pytest.mark.parametrize(("number", "more"), [(20, []), (21, ["    … and 1 more"]), (50, ["    … and 30 more"])])
def test_long_lists_are_cut_but_never_what_differs(number: int, more: list[str]) -> None:
    writer = RebuildWriter(Translator("en"), Ink(width=400))
    text = writer.write(Rebuild("t", (), (ROWLESS,) * number, (), ())).splitlines()
    assert [line for line in text if "more" in line] == more
    assert text.count("    amt:3 “Brunnen”") == 20
    text = writer.write(Rebuild("t", (OTHER,) * number, (), (), ())).splitlines()
    assert text.count("    CSV › url") == number
    assert not [line for line in text if "more" in line]


def test_a_rebuild_as_data() -> None:
    data = build_rebuild_data(REBUILD, "")
    assert (data["format"], data["run"], data["known"]) == ("bestand-rebuild/1", None, ["amt:7"])
    assert data["absent"] == [{"identifier": "amt:1", "title": "Neues"}]
    assert [item["kind"] for item in (*data["found"], *data["left"])] == ["agreed", "different", "rowless"]
    assert data["found"][1]["differs"] == ["title", "resources.r1.url", "resources.r9"]
    assert build_rebuild_data(REBUILD, "r")["run"] == "r"
