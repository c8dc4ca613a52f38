"""Finding an inventory's files and reading them: what is missing or moving is a stop, never an empty sheet."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.steps.small_department import configure, write_department
from toolkit.steps.configuration import InventorySettings
from toolkit.steps.intake import Taken, find_files, take_in
from toolkit.steps.inventory import read_inventories
from toolkit.sync.summary import Absent, Failed, Held


def never(error: Exception) -> None:
    raise AssertionError(error)


def settings(folder: Path, *lines: str, name: str = "amt") -> InventorySettings:
    return configure(folder, name, **{name: "\n".join(lines)}).inventories[0]


def files_of(folder: Path, pattern: str) -> list[str]:
    (found,) = find_files([str(folder / pattern)]).values()
    return [path.relative_to(folder).as_posix() for path in found]


def test_patterns_find_workbooks_and_pass_over_lock_files_and_other_files(tmp_path: Path) -> None:
    for name in ("b.xlsx", "A.xlsx", "~$b.xlsx", ".hidden.xlsx", "b.yaml", "c.csv", "tief/er/d.ods", "tief/~$d.ods"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / "folder.xlsx").mkdir()
    assert files_of(tmp_path, "*") == ["A.xlsx", "b.xlsx", "c.csv"]
    assert files_of(tmp_path, "*.xlsx") == ["A.xlsx", "b.xlsx"]
    assert files_of(tmp_path, "**/*.ods") == ["tief/er/d.ods"]
    assert files_of(tmp_path, "**/*") == ["A.xlsx", "b.xlsx", "c.csv", "tief/er/d.ods"]
    assert files_of(tmp_path, "nothing/*.xlsx") == []


def test_a_file_whose_name_looks_like_a_pattern_is_meant_itself(tmp_path: Path) -> None:
    (tmp_path / "Bestand [2024].xlsx").touch()
    assert files_of(tmp_path, "Bestand [2024].xlsx") == ["Bestand [2024].xlsx"]


def test_a_good_inventory_is_taken_in(tmp_path: Path) -> None:
    write_department(tmp_path, "amt", rows=3)
    taken = take_in(settings(tmp_path), never)
    assert isinstance(taken, Taken)
    assert [len(one.described) for one in taken.inventories] == [3]


def test_a_share_that_is_away_is_a_stop(tmp_path: Path) -> None:
    held = take_in(settings(tmp_path, "optional = false"), never)
    assert isinstance(held, Held)
    assert str(held.reason) == f"no file is there for {tmp_path / 'amt.xlsx'}"
    assert "Its datasets stay as they are." in str(held.remedy)


def test_an_optional_inventory_may_be_away_but_not_in_part(tmp_path: Path) -> None:
    one = configure(tmp_path, "amt", amt="optional = true").inventories[0]
    assert isinstance(take_in(one, never), Absent)
    write_department(tmp_path, "amt", rows=1)
    (here,) = one.patterns
    partly = InventorySettings(
        "amt", (here, str(tmp_path / "more" / "*.xlsx")), None, None, (), True, None, one.expect, one.options
    )
    assert isinstance(take_in(partly, never), Held)


@pytest.mark.parametrize(
    ("expect", "reason"),
    [
        ("{min = 3, max = 3, files = 1}", None),
        ("{min = 4}", "it has 3 rows, at least 4 are expected"),
        ("{max = 2}", "it has 3 rows, at most 2 are expected"),
        ("{files = 2}", "1 file was found, 2 are expected"),
    ],
)
def test_what_is_expected_is_a_guard(tmp_path: Path, expect: str, reason: str | None) -> None:
    write_department(tmp_path, "amt", rows=3)
    taken = take_in(settings(tmp_path, f"expect = {expect}"), never)
    if reason is None:
        assert isinstance(taken, Taken)
    else:
        assert isinstance(taken, Held)
        assert str(taken.reason) == reason


def test_a_workbook_that_is_cut_off_stops_like_any_failed_export(tmp_path: Path) -> None:
    file = write_department(tmp_path, "amt")
    file.write_bytes(file.read_bytes()[:2000])
    assert isinstance(take_in(settings(tmp_path), never), Held)


def test_a_broken_mapping_is_a_failure_of_its_own(tmp_path: Path) -> None:
    write_department(tmp_path, "amt")
    (tmp_path / "amt.yaml").write_text("inventory: [", encoding="utf-8")
    failed = take_in(settings(tmp_path), never)
    assert isinstance(failed, Failed)
    assert "amt.yaml" in str(failed.reason)


def test_an_error_that_nobody_foresaw_is_told_and_stops_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_department(tmp_path, "amt")
    told: list[Exception] = []

    def break_down(*_: object) -> None:
        raise ZeroDivisionError("by 0")

    monkeypatch.setattr("toolkit.steps.intake.read_inventories", break_down)
    failed = take_in(settings(tmp_path), told.append)
    assert isinstance(failed, Failed)
    assert str(failed.reason) == "something went wrong that should not: ZeroDivisionError: by 0"
    assert [type(error) for error in told] == [ZeroDivisionError]


@pytest.mark.parametrize(("saves", "expected"), [(1, Taken), (2, Held)])
def test_a_workbook_that_is_saved_while_it_is_read_is_read_once_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, saves: int, expected: type
) -> None:
    write_department(tmp_path, "amt", rows=2)
    left = [write_department(tmp_path / f"v{number}", "amt", rows=3 + number) for number in range(saves)]
    whole = read_inventories

    def save_meanwhile(*arguments: object) -> object:
        found = whole(*arguments)  # type: ignore[arg-type]
        if left:
            left.pop().replace(tmp_path / "amt.xlsx")
        return found

    monkeypatch.setattr("toolkit.steps.intake.read_inventories", save_meanwhile)
    taken = take_in(settings(tmp_path), never)
    assert isinstance(taken, expected)
    if isinstance(taken, Taken):
        assert len(taken.inventories[0].described) == 3
    elif isinstance(taken, Held):
        assert str(taken.reason) == "the workbook was saved while it was read, twice"


def test_a_workbook_that_is_half_saved_when_it_is_read_is_read_once_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = write_department(tmp_path, "amt", rows=2)
    good = file.read_bytes()
    file.write_bytes(good[:1000])
    whole = read_inventories

    def finish_saving(*arguments: object) -> object:
        try:
            return whole(*arguments)  # type: ignore[arg-type]
        finally:
            file.write_bytes(good)

    monkeypatch.setattr("toolkit.steps.intake.read_inventories", finish_saving)
    assert isinstance(take_in(settings(tmp_path), never), Taken)


def test_the_configuration_s_organisation_replaces_the_mapping_s(tmp_path: Path) -> None:
    write_department(tmp_path, "amt", rows=2)
    taken = take_in(settings(tmp_path, 'organization = "stadt"'), never)
    assert isinstance(taken, Taken)
    found = [one.dataset.organization for one in taken.inventories[0].described]
    assert [organization.name for organization in found if organization] == ["stadt", "stadt"]
    kept = take_in(settings(tmp_path, 'organization = "amt"'), never)
    assert isinstance(kept, Taken)
    assert {one.dataset.organization.title for one in kept.inventories[0].described if one.dataset.organization} == {
        "Amt amt"
    }
