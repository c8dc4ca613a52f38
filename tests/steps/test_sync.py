"""Several departments, one catalogue: what is wrong with one of them stays with it."""

from __future__ import annotations

import datetime as dt
import json
import os
import signal
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.steps.small_department import configure, write_department, write_rows
from toolkit.model.message import Message
from toolkit.model.problem import Problem
from toolkit.reports.language import Translator
from toolkit.steps.configuration import Configuration
from toolkit.steps.plan import plan_inventories
from toolkit.steps.push import push_plan
from toolkit.steps.sync import SyncRequest, Voice, run_sync, select
from toolkit.sync.apply import Progress
from toolkit.sync.ledger import open_ledger
from toolkit.sync.summary import SyncSummary


def sync(
    configuration: Configuration,
    *only: str,
    dry: bool = False,
    tell: Callable[[Message], object] = lambda _: None,
    trace: Callable[[Exception], object] | None = None,
) -> SyncSummary:
    def never(error: Exception) -> None:
        raise AssertionError from error

    voice = Voice(lambda message: (tell(message), None)[1], trace or never, Translator("en"))  # type: ignore[arg-type]
    return run_sync(configuration, SyncRequest(only, dry), voice, {})


def states(summary: SyncSummary) -> dict[str, str]:
    return {part.inventory: part.state for part in summary.parts}


def kinds(summary: SyncSummary) -> dict[str, dict[str, int]]:
    return {part.inventory: dict(part.work.kinds) for part in summary.parts if part.work}


def entries(folder: Path) -> dict[str, dict[str, Any]]:
    records = (json.loads(file.read_text(encoding="utf-8")) for file in (folder / "entries").glob("*.json"))
    return {record["identifier"]: record for record in records}


@pytest.fixture
def city(tmp_path: Path) -> Path:
    for name in ("amt", "bau", "kultur"):
        write_department(tmp_path, name, rows=3)
    return tmp_path


NAMES = ("amt", "bau", "kultur")


def test_all_inventories_become_one_plan_and_one_run(city: Path) -> None:
    summary = sync(configure(city, *NAMES))
    assert summary.exit_code == 0
    assert kinds(summary) == {name: {"create": 3} for name in NAMES}
    (target,) = summary.targets
    (run,) = target.runs
    receipt = Path(run.receipt).read_text(encoding="utf-8").splitlines()
    assert len(receipt) == 1 + 3 + 9
    assert len(entries(city / "katalog")) == 9
    assert [outcome.action for outcome in target.outcomes] == ["create_organization"] * 3
    assert all(part.work and part.work.written == 3 for part in summary.parts)


def test_the_second_sync_changes_nothing(city: Path) -> None:
    sync(configure(city, *NAMES))
    before = {file: file.read_bytes() for file in (city / "katalog" / "entries").iterdir()}
    summary = sync(configure(city, *NAMES))
    assert kinds(summary) == {name: {"unchanged": 3} for name in NAMES}
    assert {file: file.read_bytes() for file in (city / "katalog" / "entries").iterdir()} == before
    assert summary.exit_code == 0


def test_one_broken_one_guarded_one_missing_and_one_fine(city: Path) -> None:
    write_department(city, "wasser", rows=2)
    file = write_department(city, "bau")
    configuration = configure(city, *NAMES, "wasser")
    sync(configuration)
    (city / "amt.xlsx").write_bytes(file.read_bytes()[:3000])
    write_department(city, "bau", rows=2)
    (city / "kultur.xlsx").unlink()
    write_department(city, "wasser", rows=2, k1={"Titel": "Brunnen"})
    summary = sync(configuration)
    assert states(summary) == {"amt": "stopped", "bau": "stopped", "kultur": "stopped", "wasser": "done"}
    assert summary.exit_code == 4
    assert kinds(summary) == {"bau": {"unchanged": 2, "withdraw": 6}, "wasser": {"unchanged": 1, "update": 1}}
    held = entries(city / "katalog")
    assert not any(record["fields"]["private"] for record in held.values())
    assert held["wasser:1"]["fields"]["title"] == "Brunnen"


def test_a_guard_says_what_would_have_happened_and_what_to_do(city: Path) -> None:
    write_department(city, "bau")
    configuration = configure(city, "bau", bau='max_withdraw = "25 %"')
    sync(configuration)
    write_department(city, "bau", rows=5)
    (part,) = sync(configuration).parts
    assert part.state == "stopped"
    assert part.work
    assert (part.work.kinds["withdraw"], part.work.outcomes) == (3, ())
    reason = getattr(part.outcome, "reason", None)
    assert str(reason) == "3 of 8 public datasets would leave the public at once; max_withdraw allows 2"
    assert "bestand sync --plan --only bau" in str(getattr(part.outcome, "remedy", None))
    write_department(city, "bau", rows=6)
    assert states(sync(configuration)) == {"bau": "done"}


def test_a_network_share_that_is_away_withdraws_nothing(tmp_path: Path) -> None:
    for name in NAMES:
        write_department(tmp_path / "share" / name, name, rows=3)
    configuration = configure(tmp_path, *NAMES)
    inventories = tuple(
        replace(one, patterns=(str(tmp_path / "share" / one.name / "*.xlsx"),)) for one in configuration.inventories
    )
    configuration = replace(configuration, inventories=inventories)
    assert sync(configuration).exit_code == 0
    (tmp_path / "share").rename(tmp_path / "away")
    summary = sync(configuration)
    assert set(states(summary).values()) == {"stopped"}
    assert summary.exit_code == 4
    assert not any(record["fields"]["private"] for record in entries(tmp_path / "katalog").values())


def test_an_optional_inventory_that_is_away_withdraws_nothing_and_is_no_trouble(city: Path) -> None:
    configuration = configure(city, *NAMES, kultur="optional = true")
    sync(configuration)
    (city / "kultur.xlsx").unlink()
    summary = sync(configuration)
    assert (states(summary)["kultur"], summary.exit_code) == ("absent", 0)
    assert not any(record["fields"]["private"] for record in entries(city / "katalog").values())


def test_conflicts_are_told_and_keep_nothing_else_back(city: Path) -> None:
    configuration = configure(city, *NAMES)
    sync(configuration)
    (file,) = [one for one in (city / "katalog" / "entries").iterdir() if '"bau:1"' in one.read_text("utf-8")]
    file.write_text(file.read_text("utf-8").replace("bau 1", "Von Hand"), encoding="utf-8")
    write_department(city, "bau", rows=3, k1={"Titel": "Aus der Tabelle"}, k2={"Titel": "Neu"})
    summary = sync(configuration)
    assert kinds(summary)["bau"] == {"unchanged": 1, "update": 1, "conflict": 1}
    assert summary.exit_code == 0
    assert replace(summary, fail_on="conflicts").exit_code == 3


def test_a_plan_writes_nothing_at_all(city: Path) -> None:
    summary = sync(configure(city, *NAMES), dry=True)
    assert kinds(summary) == {name: {"create": 3} for name in NAMES}
    assert (summary.exit_code, summary.dry, summary.targets[0].runs) == (0, True, ())
    assert not (city / "katalog").exists()


def test_terms_hold_for_the_inventory_that_asks_for_them(city: Path) -> None:
    """``restore`` brings back what was removed by hand, for one inventory and not for the other."""
    configuration = configure(city, "amt", "bau", bau="restore = true")
    sync(configuration)
    for file in (city / "katalog" / "entries").iterdir():
        if json.loads(file.read_text("utf-8"))["identifier"] in {"amt:1", "bau:1"}:
            file.unlink()
    summary = sync(configuration)
    assert kinds(summary) == {"amt": {"unchanged": 2, "blocked": 1}, "bau": {"unchanged": 2, "create": 1}}
    assert len(summary.targets[0].runs) == 2


def test_two_inventories_of_one_name_are_both_refused(city: Path) -> None:
    (city / "zwei").mkdir()
    write_department(city / "zwei", "amt", rows=2)
    configuration = configure(city, *NAMES, more=f"[inventories.amt2]\nfiles = ['{city / 'zwei' / 'amt.xlsx'}']\n")
    summary = sync(configuration)
    assert states(summary) == {"amt": "failed", "bau": "done", "kultur": "done", "amt2": "failed"}
    assert summary.exit_code == 3


def test_a_target_out_of_reach_does_not_stop_the_others(city: Path) -> None:
    more = '[targets.weg]\nto = "http://127.0.0.1:9"\ntoken_env = "NOT_SET"\n'
    summary = sync(configure(city, *NAMES, more=more))
    katalog, gone = summary.targets
    assert (katalog.state, gone.state) == ("done", "failed")
    assert [part.state for part in gone.parts] == ["failed"] * 3
    assert gone.trouble
    assert str(gone.trouble.reason) == "the target weg needs an API token, and NOT_SET is not set"
    assert summary.exit_code == 3


def test_a_target_that_another_run_holds_is_stopped_and_the_others_go_on(city: Path) -> None:
    configuration = configure(city, *NAMES, more='[targets.zweiter]\nto = "zweiter"\n')
    sync(configuration)
    with open_ledger(city / "katalog" / "ledger.sqlite") as ledger:
        held = ledger.hold(f"folder:{(city / 'katalog').as_posix()}", lambda: dt.datetime.now(dt.UTC))
        write_department(city, "amt", rows=3, k1={"Titel": "Neu"})
        with held:
            summary = sync(configuration)
    first, second = summary.targets
    assert (first.state, second.state) == ("stopped", "done")
    assert first.trouble
    assert f"process {os.getpid()}" in str(first.trouble.reason)
    assert summary.exit_code == 4
    assert entries(city / "zweiter")["amt:1"]["fields"]["title"] == "Neu"
    assert entries(city / "katalog")["amt:1"]["fields"]["title"] == "amt 1"


def test_an_inventory_that_breaks_the_plan_is_found_and_left_alone(city: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = plan_inventories

    def break_for_bau(inventories: Any, *rest: Any) -> Any:
        if any(one.name == "bau" for one in inventories):
            raise ZeroDivisionError("bau")
        return whole(inventories, *rest)

    monkeypatch.setattr("toolkit.steps.deployment.plan_inventories", break_for_bau)
    told: list[Exception] = []
    summary = sync(configure(city, *NAMES), trace=told.append)
    assert states(summary) == {"amt": "done", "bau": "failed", "kultur": "done"}
    assert summary.exit_code == 3
    assert [str(error) for error in told] == ["bau"]


def test_only_some_inventories_or_targets(city: Path) -> None:
    configuration = configure(city, *NAMES, more='[targets.zweiter]\nto = "zweiter"\n')
    summary = sync(configuration, "bau", "zweiter")
    assert [(target.name, [part.inventory for part in target.parts]) for target in summary.targets] == [
        ("zweiter", ["bau"])
    ]
    assert not (city / "katalog").exists()
    with pytest.raises(Problem, match="no inventory and no target “baum”") as problem:
        select(configuration, ["baum"])
    assert str(problem.value.remedy) == "Did you mean “bau”?"


def test_ctrl_c_during_a_push_says_what_was_not_done(city: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    configuration = configure(city, *NAMES, more='[targets.zweiter]\nto = "zweiter"\n')
    configuration = replace(configuration, targets=tuple(replace(one, jobs=1) for one in configuration.targets))
    whole = push_plan

    def interrupt(plan: Any, target: Any, file: Any, translator: Any, tell: Any, **more: Any) -> Any:
        def tell_and_interrupt(progress: Progress) -> None:
            tell(progress)
            if progress.number == 5:
                signal.raise_signal(signal.SIGINT)

        return whole(plan, target, file, translator, tell_and_interrupt, **more)

    monkeypatch.setattr("toolkit.steps.deployment.push_plan", interrupt)
    summary = sync(configuration)
    assert (summary.interrupted, summary.exit_code) == (True, 130)
    assert set(states(summary).values()) == {"interrupted"}
    assert [target.state for target in summary.targets] == ["interrupted", "interrupted"]
    written = sum(part.work.written for part in summary.parts if part.work)
    assert 2 <= written < 9
    monkeypatch.undo()
    assert sync(configuration).exit_code == 0
    assert len(entries(city / "katalog")) == 9


def test_ctrl_c_while_reading_says_so(city: Path) -> None:
    def interrupt(_message: Message) -> None:
        raise KeyboardInterrupt

    summary = sync(configure(city, *NAMES), tell=interrupt)
    assert (summary.exit_code, set(states(summary).values())) == (130, {"interrupted"})
    assert not (city / "katalog").exists()


def test_a_row_that_loses_its_release_is_withdrawn_and_counted(city: Path) -> None:
    configuration = configure(city, "amt")
    sync(configuration)
    write_department(city, "amt", rows=3, k1={"Frei": "nein"})
    summary = sync(configuration)
    assert kinds(summary) == {"amt": {"unchanged": 2, "withdraw": 1}}
    (part,) = summary.parts
    assert part.work
    assert part.work.datasets == {"public": 2, "staff": 0, "held_back": 0, "not_released": 1}


def test_an_emptied_sheet_stops_its_inventory(city: Path) -> None:
    configuration = configure(city, *NAMES)
    sync(configuration)
    write_rows(city, "bau", [])
    assert states(sync(configuration)) == {"amt": "done", "bau": "stopped", "kultur": "done"}


def test_a_lost_ledger_stops_an_inventory_instead_of_writing_nothing_every_night(city: Path) -> None:
    sync(configure(city, "amt", "bau"))
    (city / "katalog" / "ledger.sqlite").unlink()
    write_department(city, "kultur", rows=2)
    told: list[str] = []
    summary = sync(configure(city, *NAMES), tell=lambda message: told.append(str(message)))
    assert states(summary) == {"amt": "stopped", "bau": "stopped", "kultur": "done"}
    assert summary.exit_code == 4
    (part, *_) = summary.parts
    reason, remedy = getattr(part.outcome, "reason", None), getattr(part.outcome, "remedy", None)
    assert str(reason) == "the catalogue holds 3 datasets of amt, and the ledger knows none of this inventory"
    assert f"bestand rebuild-ledger WORKBOOK --to {city / 'katalog'}." in str(remedy)
    assert f"katalog: amt: stopped: {reason}" in told
    assert len(entries(city / "katalog")) == 8
    # Whoever wants them all says so.
    summary = sync(configure(city, "amt", amt="adopt = true"))
    assert (states(summary), kinds(summary)) == ({"amt": "done"}, {"amt": {"adopt": 3}})


def test_an_inventory_that_the_ledger_knows_in_part_is_not_stopped(city: Path) -> None:
    sync(configure(city, "amt"))
    with open_ledger(city / "katalog" / "ledger.sqlite") as ledger:
        for number in (2, 3):
            ledger.forget(f"folder:{city / 'katalog'}", f"amt:{number}")
    summary = sync(configure(city, "amt"))
    assert (states(summary), kinds(summary)) == ({"amt": "done"}, {"amt": {"unchanged": 1, "blocked": 2}})


@pytest.mark.parametrize(("rows", "state"), [(6, "stopped"), (7, "done")])
def test_a_few_datasets_with_our_identifier_do_not_stop_a_new_inventory(city: Path, rows: int, state: str) -> None:
    sync(configure(city, "amt"))
    (city / "katalog" / "ledger.sqlite").unlink()
    write_department(city, "amt", rows=rows)
    assert states(sync(configure(city, "amt"))) == {"amt": state}


def test_each_write_is_told_in_the_words_of_people(city: Path) -> None:
    told: list[str] = []
    sync(configure(city, "amt"), tell=lambda message: told.append(str(message)))
    assert told[2:4] == ["katalog: amt: organisation created", "katalog: amt:1: created"]
