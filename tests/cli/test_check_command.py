"""``bestand check`` as a person, a script and a CI server use it."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from defusedxml import ElementTree

from tests.cli.small_workbook import save
from toolkit.cli.main import main
from toolkit.reports.baselinefile import parse_baseline
from toolkit.steps.inventory import read_today

MAPPING = """\
format: bestand-mapping/1
inventory: amt
datasets:
  sheet: Inventar
  header: 1
  key: Nr.
  columns:
    Titel: title
    Lizenz: license
    Stand: modified
    Frei: {release: publish}
    Personen: {release: personal_data}
"""
HEADER = ("Nr.", "Titel", "Lizenz", "Stand", "Frei", "Personen")
ROWS = (("1", "Bäume", "CC?", "2024", "ja", "nein"), ("2", "Wege", "CC?", "bald", "ja", "nein"))
FUTURE = (read_today() + dt.timedelta(days=30)).isoformat()


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "amt.yaml").write_text(MAPPING, encoding="utf-8")
    return save(tmp_path / "amt.xlsx", HEADER, *ROWS)


def run(*arguments: object) -> int:
    return main(["--lang", "en", "check", *map(str, arguments)])


def load(capsys: pytest.CaptureFixture[str]) -> Any:
    return json.loads(capsys.readouterr().out)


def codes(capsys: pytest.CaptureFixture[str]) -> set[str]:
    (report,) = load(capsys)
    return {finding["code"] for finding in report["findings"] if finding["accepted"] is None}


class TestFormats:
    def test_json_is_short_for_its_format(self, book: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert run(book, "--json") == 1
        short = capsys.readouterr().out
        assert run(book, "--format", "json") == 1
        assert capsys.readouterr().out == short

    @pytest.mark.parametrize(
        ("name", "begins"),
        [
            ("r.html", "<!DOCTYPE html>"),
            ("r.HTM", "<!DOCTYPE html>"),
            ("r.json", '[\n  {\n    "format": "bestand-check/1"'),
            ("r.sarif", '{\n  "$schema"'),
            ("r.sarif.json", '{\n  "$schema"'),
            ("r.xml", '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites'),
            ("r.txt", "amt.xlsx  read with"),
        ],
    )
    def test_the_files_name_says_the_format(
        self, book: Path, capsys: pytest.CaptureFixture[str], name: str, begins: str
    ) -> None:
        assert run(book, "--out", name) == 1
        assert Path(name).read_text(encoding="utf-8").startswith(begins)
        printed = capsys.readouterr()
        assert printed.out.startswith("2 datasets in amt.xlsx\n")
        assert printed.err == f"Written: {name}\n"

    def test_a_written_json_leaves_standard_output_to_others(
        self, book: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert run(book, "--json", "--out", "r.json") == 1
        assert capsys.readouterr().out == ""

    def test_sarif_names_the_workbook_from_where_the_command_ran(
        self, book: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        folder = book.parent / "Ämter 1"
        folder.mkdir()
        shutil.move(book, folder)
        assert run(folder / "amt.xlsx", "--mapping", "amt.yaml", "--format", "sarif") == 1
        results = load(capsys)["runs"][0]["results"]
        uris = {result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for result in results}
        assert uris == {"%C3%84mter%201/amt.xlsx"}

    def test_sarif_names_a_workbook_elsewhere_by_its_name(
        self, book: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (book.parent / "anderswo").mkdir()
        monkeypatch.chdir(book.parent / "anderswo")
        run(book, "--format", "sarif")
        results = load(capsys)["runs"][0]["results"]
        uris = {result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for result in results}
        assert uris == {"amt.xlsx"}

    def test_junit_fails_for_what_ends_the_check(self, book: Path, capsys: pytest.CaptureFixture[str]) -> None:
        def failures(*more: str) -> int:
            run(book, "--format", "junit", *more)
            return int(ElementTree.fromstring(capsys.readouterr().out.encode()).get("failures", ""))

        assert 0 < failures() < failures("--fail-on", "warning")
        assert failures("--fail-on", "never") == 0


class TestRefusals:
    def refused(self, capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
        assert run(*arguments) == 1
        printed = capsys.readouterr()
        assert printed.out == ""
        return " ".join(printed.err.split())

    def test_no_report_is_written_under_a_workbooks_name(self, book: Path, capsys: pytest.CaptureFixture[str]) -> None:
        before = book.read_bytes()
        assert "“amt.xlsx” is no name for such a report" in self.refused(capsys, book, "--out", book)
        assert ".html, .htm" in self.refused(capsys, book, "--out", "neu.xlsx", "--format", "html")
        assert book.read_bytes() == before
        assert not Path("neu.xlsx").exists()

    def test_no_report_replaces_a_workbook_with_another_ending(
        self, book: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        hidden = shutil.copy(book, "r.txt")
        assert "is a workbook" in self.refused(capsys, book, "--out", hidden)
        table = Path("t.txt")
        table.write_text("Nr.;Titel\n1;Bäume\n", encoding="utf-8")
        assert "is a workbook" in self.refused(capsys, table, "--mapping", "amt.yaml", "--out", table)
        assert table.read_text(encoding="utf-8") == "Nr.;Titel\n1;Bäume\n"

    def test_an_earlier_report_is_replaced(self, book: Path) -> None:
        Path("r.txt").write_text("alt", encoding="utf-8")
        assert run(book, "--out", "r.txt") == 1
        assert Path("r.txt").read_text(encoding="utf-8") != "alt"

    @pytest.mark.parametrize(
        ("arguments", "what"),
        [
            (("--json", "--format", "html"), "--json and --format html do not go together"),
            (("--format", "html", "--out", "r.json"), "“r.json” is no name for such a report"),
            (("--out", "bericht"), "“bericht” is no name for such a report"),
            (("--write-baseline", "b.yaml"), "--write-baseline and --until go together"),
            (("--until", FUTURE), "--write-baseline and --until go together"),
            (("--write-baseline", "b.yaml", "--until", "bald"), "“bald” is no date"),
            (("--write-baseline", "b.yaml", "--until", "2020-01-01"), "2020-01-01 is over"),
            (("--write-baseline", "b.xlsx", "--until", FUTURE), "“b.xlsx” is no name for accepted findings"),
            (("--baseline", "fehlt.yaml"), "the accepted findings cannot be read from fehlt.yaml"),
            (("--only", "licence-unknwon"), "The nearest is licence-unknown"),
            (("--out", "fehlt/r.html"), "the report cannot be written to fehlt"),
        ],
    )
    def test_what_cannot_be_done_is_told_with_the_next_step(
        self, book: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], what: str
    ) -> None:
        assert what in self.refused(capsys, book, *arguments).replace("\\", "/")


class TestExitCode:
    @pytest.mark.parametrize(("fail_on", "code"), [("error", 1), ("warning", 1), ("never", 0)])
    def test_with_errors(self, book: Path, fail_on: str, code: int) -> None:
        assert run(book, "--fail-on", fail_on) == code

    @pytest.mark.parametrize(("fail_on", "code"), [("error", 0), ("warning", 1), ("never", 0)])
    def test_with_warnings_only(self, book: Path, fail_on: str, code: int) -> None:
        assert run(book, "--fail-on", fail_on, "--only", "date-invalid") == code

    def test_an_unknown_word_is_wrong_usage(self, book: Path) -> None:
        assert run(book, "--fail-on", "note") == 2


class TestFilter:
    def test_only_findings_of_some_codes(self, book: Path, capsys: pytest.CaptureFixture[str]) -> None:
        run(book, "--json", "--only", "licence-unknown", "--only", "date-invalid")
        assert codes(capsys) == {"licence-unknown", "date-invalid"}

    def test_only_findings_that_weigh_enough(self, book: Path, capsys: pytest.CaptureFixture[str]) -> None:
        run(book, "--json", "--severity", "error")
        (report,) = load(capsys)
        assert {finding["severity"] for finding in report["findings"]} == {"error"}

    def test_a_filter_changes_nothing_about_the_datasets(self, book: Path, capsys: pytest.CaptureFixture[str]) -> None:
        run(book, "--json", "--only", "date-invalid")
        (report,) = load(capsys)
        assert report["counts"]["held_back"] == 2


class TestBaseline:
    def test_accepted_findings_do_not_count_until_their_date(
        self, book: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert run(book, "--write-baseline", "b.yaml", "--until", FUTURE) == 0
        assert "Written: b.yaml" in capsys.readouterr().err
        assert run(book, "--baseline", "b.yaml", "--fail-on", "warning") == 0
        Path("b.yaml").write_text(Path("b.yaml").read_text("utf-8").replace(FUTURE, "2020-01-01"), encoding="utf-8")
        assert run(book, "--baseline", "b.yaml") == 1
        assert "have run out and their findings count again" in " ".join(capsys.readouterr().out.split())

    def test_an_accepted_error_publishes_nothing(self, book: Path, capsys: pytest.CaptureFixture[str]) -> None:
        run(book, "--write-baseline", "b.yaml", "--until", FUTURE)
        capsys.readouterr()
        run(book, "--baseline", "b.yaml", "--json")
        (report,) = load(capsys)
        assert report["counts"]["held_back"] == 2
        assert (report["counts"]["public"], report["counts"]["errors"]) == (0, 0)

    def test_rows_may_move_and_columns_too(self, book: Path, capsys: pytest.CaptureFixture[str]) -> None:
        run(book, "--write-baseline", "b.yaml", "--until", FUTURE)
        header, first, second = (tuple(reversed(row)) for row in (HEADER, *ROWS))
        save(book, header, second, first)
        capsys.readouterr()
        run(book, "--baseline", "b.yaml", "--json")
        assert codes(capsys) == set()

    def test_a_new_finding_counts(self, book: Path) -> None:
        run(book, "--write-baseline", "b.yaml", "--until", FUTURE)
        save(book, HEADER, *ROWS, ("3", "Parks", "CC?", "2024", "ja", "nein"))
        assert run(book, "--baseline", "b.yaml") == 1

    def test_what_was_corrected_is_told(self, book: Path, capsys: pytest.CaptureFixture[str]) -> None:
        run(book, "--write-baseline", "b.yaml", "--until", FUTURE)
        save(book, HEADER, ROWS[0], (*ROWS[1][:3], "2024", *ROWS[1][4:]))
        capsys.readouterr()
        assert run(book, "--baseline", "b.yaml") == 0
        told = " ".join(capsys.readouterr().out.split())
        assert "matches nothing any more and can be deleted: date-invalid 2 “bald”" in told

    def test_a_file_that_is_there_is_replaced_only_as_the_baseline_of_this_check(
        self, book: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        run(book, "--write-baseline", "b.yaml", "--until", FUTURE, "--only", "licence-unknown")
        written = Path("b.yaml").read_text("utf-8").replace('reason: ""', "reason: wird geklärt", 1)
        Path("b.yaml").write_text(written, encoding="utf-8")
        assert run(book, "--write-baseline", "b.yaml", "--until", FUTURE) == 1
        assert "b.yaml is there already" in capsys.readouterr().err
        assert Path("b.yaml").read_text("utf-8") == written
        assert run(book, "--baseline", "b.yaml", "--write-baseline", "b.yaml", "--until", FUTURE) == 0
        renewed = parse_baseline(Path("b.yaml").read_text("utf-8"), "b.yaml")
        assert [one.reason for one in renewed if one.identity.code == "licence-unknown"] == ["wird geklärt", ""]
        assert len(renewed) > 2

    def test_two_inventories_share_a_baseline(self, book: Path, capsys: pytest.CaptureFixture[str]) -> None:
        second = shutil.copy(book, "bau.xlsx")
        Path("bau.yaml").write_text(MAPPING.replace("inventory: amt", "inventory: bau"), encoding="utf-8")
        assert run(book, second, "--write-baseline", "b.yaml", "--until", FUTURE) == 0
        assert run(second, "--baseline", "b.yaml") == 0
        assert "matches nothing" not in capsys.readouterr().out
        found = {one.identity.inventory for one in parse_baseline(Path("b.yaml").read_text("utf-8"), "b.yaml")}
        assert found == {"amt", "bau"}

    def test_the_workbook_is_never_touched(self, book: Path) -> None:
        before = (book.read_bytes(), book.stat().st_mtime_ns)
        run(book, "--write-baseline", "b.yaml", "--until", FUTURE, "--out", "r.html")
        assert (book.read_bytes(), book.stat().st_mtime_ns) == before
