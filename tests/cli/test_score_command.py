"""``bestand score`` as a person or a script meets it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # it ships no types

from toolkit.cli.main import main
from toolkit.links.outcome import Dead, Reachable, Reached, Why
from toolkit.reports.quality import build_score_schema
from toolkit.steps import links

ROOT = Path(__file__).parents[2]
GRUENES = str(ROOT / "sample_inventories" / "gruenes-amt.xlsx")
VERKEHR = str(ROOT / "sample_inventories" / "verkehrsamt.xlsx")


def run(capsys: pytest.CaptureFixture[str], *arguments: str, language: str = "en") -> str:
    capsys.readouterr()
    assert main(["--lang", language, "score", *arguments]) == 0
    return capsys.readouterr().out


def read(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    return json.loads(run(capsys, *arguments, "--json"))


def test_points_bars_advice_and_why_it_is_a_range(capsys: pytest.CaptureFixture[str]) -> None:
    shown = run(capsys, GRUENES)
    assert "22 datasets – " in shown
    assert "of 405 points: good to excellent" in shown
    assert "Findability       ████████████████████  100 / 100" in shown
    assert "What to do first" in shown
    assert "points: offer the data as a file too (" in shown
    assert "--online does" in shown
    assert "12 datasets are not published and were not counted." in shown
    assert "By department" not in shown
    assert "By dataset" not in shown


def test_departments_and_datasets_come_with_the_fewest_points_first(capsys: pytest.CaptureFixture[str]) -> None:
    shown = run(capsys, GRUENES, VERKEHR, "--by", "dataset")
    departments = shown[shown.index("By department") : shown.index("By dataset")]
    assert "Grünes Amt (22 datasets): " in departments
    assert "Verkehrsamt (" in departments
    assert "verkehrsamt:VA-004 “" in shown[shown.index("By dataset") :].splitlines()[1]
    assert "+30 name the licence" in " ".join(shown.split())


@pytest.mark.parametrize("width", [72, 120])
def test_lines_fit(width: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    for language in ("de", "en"):
        shown = run(capsys, GRUENES, VERKEHR, "--by", "dataset", language=language)
        assert [line for line in shown.splitlines() if len(line) > width] == []


def test_the_data_follow_the_documented_schema(capsys: pytest.CaptureFixture[str]) -> None:
    documented = json.loads((ROOT / "docs" / "score.schema.json").read_text(encoding="utf-8"))
    assert documented == build_score_schema(), "run: make docs"
    found = read(capsys, GRUENES, VERKEHR)
    Draft202012Validator(documented).validate(found)
    assert found["format"] == "bestand-score/1"
    assert found["datasets"] == len(found["dataset_scores"]) == sum(one["datasets"] for one in found["departments"])
    assert sum(one["points"] for one in found["metrics"]) == found["of"] == 405
    assert sum(one["of"] for one in found["dimensions"].values()) == 405
    lows = [one["lowest"] for one in found["dataset_scores"]]
    assert found["lowest"] == pytest.approx(sum(lows) / len(lows), abs=0.06)
    themes = next(one for one in found["metrics"] if one["name"] == "categoryAvailability")
    assert themes["sure"] == pytest.approx(1 - themes["lacking"] / found["datasets"], abs=0.001)
    assert found["dataset_scores"][0]["answers"]["accessUrlStatusCode"] is None


def test_all_datasets_are_counted_where_that_is_wished(capsys: pytest.CaptureFixture[str]) -> None:
    some, every = read(capsys, GRUENES), read(capsys, GRUENES, "--all")
    assert every["datasets"] == some["datasets"] + some["left_out"]
    assert every["left_out"] == 0


@pytest.mark.parametrize("outcome", [Reachable(), Dead(Why.STATUS, 404)])
def test_online_the_score_is_exact(
    outcome: Reachable | Dead, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fetch(urls: Iterable[str]) -> Iterator[Reached]:
        return (Reached(url, outcome) for url in urls)

    monkeypatch.setattr(links, "_fetch", fetch)
    before, after = read(capsys, GRUENES), read(capsys, GRUENES, "--online")
    assert after["online"] is True
    end = "highest" if outcome == Reachable() else "lowest"
    assert after["lowest"] == after["highest"] == before[end]
    shown = run(capsys, GRUENES, "--online")
    assert "a range" not in shown
    assert f"{int(before[end])} of 405 points" in shown


def test_what_the_web_leaves_open_stays_a_range(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(links, "_fetch", lambda _: iter(()))
    shown = run(capsys, GRUENES, "--online")
    assert "Some addresses gave no clear answer, so this is a range." in shown


def test_without_a_released_dataset_there_is_nothing_to_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    mapping = "format: bestand-mapping/1\ninventory: amt\ndatasets:\n  sheet: amt\n  header: 1\n  key: Nr.\n"
    (tmp_path / "amt.yaml").write_text(mapping + "  columns:\n    Titel: title\n", encoding="utf-8")
    (tmp_path / "amt.csv").write_text("Nr.;Titel\n1;Bäume\n2;Wege\n", encoding="utf-8")
    assert "nothing to count" in run(capsys, "amt.csv")
    found = read(capsys, "amt.csv")
    assert (found["datasets"], found["lowest"], found["left_out"]) == (0, 0, 2)
    Draft202012Validator(build_score_schema()).validate(found)


def test_a_file_that_is_not_there_is_a_problem(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["score", str(tmp_path / "gone.xlsx")]) == 1
    assert "gone.xlsx" in capsys.readouterr().err
