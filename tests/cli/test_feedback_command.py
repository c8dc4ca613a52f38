"""``bestand feedback``: a folder for each department, and nothing of others' touched."""

from __future__ import annotations

import csv
import email
import email.policy
import json
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.cli.small_workbook import save
from toolkit.cli.main import main
from toolkit.reports.feedbackletter import Letter, build_letter, read_letter_template
from toolkit.steps.feedbackfolder import MANIFEST, build_safe_name

MAPPING = """\
format: bestand-mapping/1
inventory: {name}
title: Inventar {name}
datasets:
  sheet: Inventar
  header: 1
  key: Nr.
  columns:
    Titel: title
    Beschreibung: description
    Mail: contact.email
    Worte: {{field: keywords, split: ","}}
    Thema: themes
    Lizenz: license
    Frei: {{release: publish}}
    Personen: {{release: personal_data}}
    Link: distribution.access_url
    Format: distribution.format
  constants:
    publisher.name: Stadt Musterhausen
    spatial.text: Musterhausen
    temporal.start: "2020"
    geocoding_level: municipality
    availability: AVAILABLE
    languages: DEU
"""
SECOND = """\
distributions:
  file: links.xlsx
  sheet: Links
  header: 1
  key: Id
  dataset: Datensatz
  columns:
    Adresse: access_url
"""
HEADER = ("Nr.", "Titel", "Beschreibung", "Mail", "Worte", "Thema", "Lizenz", "Frei", "Personen", "Link", "Format")
GOOD = (
    "1", "Bäume", "Alle Bäume in den Straßen und Parks der Stadt.", "amt@example.org", "Baum, Park", "Umwelt",
    "CC0 1.0", "ja", "nein", "https://example.org/baeume.csv", "CSV",
)  # fmt: skip
CONFIGURATION = """\
[targets.vorschau]
to = "vorschau"
[inventories.eins]
files = ["in/eins.xlsx"]
mail = "eins@example.org"
[inventories."zwei: A/B"]
files = ["in/zwei.xlsx"]
[inventories.fehlt]
files = ["in/fehlt.xlsx"]
[inventories.kaputt]
files = ["in/kaputt.xlsx"]
[inventories.ruht]
files = ["in/ruht.xlsx"]
optional = true
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in").mkdir()
    for name in ("eins", "zwei"):
        (tmp_path / "in" / f"{name}.yaml").write_text(MAPPING.format(name=name), encoding="utf-8")
    save(tmp_path / "in" / "eins.xlsx", HEADER, GOOD, ("2", "Wege", *GOOD[2:6], "CC?", *GOOD[7:]))
    save(tmp_path / "in" / "zwei.xlsx", HEADER, GOOD)
    (tmp_path / "in" / "kaputt.xlsx").write_bytes(b"PK\x03\x04")
    (tmp_path / "bestand.toml").write_text(CONFIGURATION, encoding="utf-8")
    return tmp_path


def run(*arguments: object, language: str = "en") -> int:
    return main(["--lang", language, "feedback", "bestand.toml", "-o", "out", *map(str, arguments)])


def load(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    return {one["inventory"]: one for one in json.loads(capsys.readouterr().out)}


def list_files(folder: Path) -> set[str]:
    return {file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()}


def read_letter(name: str = "eins") -> str:
    return Path("out", name, "letter.txt").read_text(encoding="utf-8")


class TestFolders:
    def test_hold_what_goes_to_each_department(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert run("--json") == 4
        assert list_files(folder / "out") == {
            MANIFEST,
            "overview.csv",
            "eins/eins.xlsx",
            "eins/report.html",
            "eins/letter.txt",
            "eins/letter.eml",
            "zwei_ A_B/report.html",
            "zwei_ A_B/letter.txt",
            "fehlt/letter.txt",
            "kaputt/letter.txt",
        }
        found = load(capsys)
        assert {name: one["state"] for name, one in found.items()} == {
            "eins": "findings", "zwei: A/B": "fine", "fehlt": "unreadable", "kaputt": "unreadable", "ruht": "absent",
        }  # fmt: skip
        assert (found["eins"]["datasets"], found["eins"]["public"], found["eins"]["held_back"]) == (2, 1, 1)
        assert openpyxl.load_workbook("out/eins/eins.xlsx").sheetnames == ["Inventar", "Feedback"]

    def test_are_told_line_by_line(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert folder.is_dir()
        run()
        told = " ".join(capsys.readouterr().out.split())
        assert "eins something to correct: 2 datasets, ready for the public: 1; errors: 1" in told
        assert "zwei: A/B nothing to correct: 1 dataset, ready for the public: 1; errors: 0, warnings: 0" in told
        assert "Written for 4 departments, in out." in told

    def test_have_german_names_in_german(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        run("--only", "eins", language="de")
        names = {"anschreiben.txt", "anschreiben.eml", "pruefbericht.html", "eins.xlsx"}
        assert list_files(folder / "out" / "eins") == names
        assert Path("out/eins/anschreiben.txt").read_text(encoding="utf-8").startswith("Guten Tag,\n")
        capsys.readouterr()

    def test_of_chosen_inventories_leave_the_others_and_the_table(self, folder: Path) -> None:
        run()
        before = (folder / "out" / "overview.csv").read_bytes()
        assert run("--only", "zwei: A/B") == 0
        assert (folder / "out" / "overview.csv").read_bytes() == before
        assert (folder / "out" / "eins" / "letter.txt").exists()

    def test_are_written_anew_and_lose_what_is_over(self, folder: Path) -> None:
        run()
        save(folder / "in" / "eins.xlsx", HEADER, GOOD)
        assert run("--only", "eins") == 0
        assert list_files(folder / "out" / "eins") == {"report.html", "letter.txt", "letter.eml"}


class TestSeveralWorkbooks:
    def test_of_one_inventory_have_a_copy_each_with_its_own_cells(
        self, folder: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (folder / "in" / "eins.yaml").write_text(MAPPING.format(name="eins") + SECOND, encoding="utf-8")
        save(
            folder / "in" / "links.xlsx",
            ("Id", "Datensatz", "Adresse"),
            ("a", "9", "https://example.org/a.csv"),
            sheet="Links",
        )
        assert run("--only", "eins", "--json") == 0
        assert load(capsys)["eins"]["files"][:2] == ["eins.xlsx", "links.xlsx"]
        links = openpyxl.load_workbook("out/eins/links.xlsx")
        marked = [cell.coordinate for row in links["Links"].iter_rows() for cell in row if cell.comment]
        assert marked == ["B2"]
        told = [str(cell.value) for cell in links["Feedback"]["A"]]
        assert any(text.endswith("in eins.xlsx.") for text in told)

    def test_that_cannot_be_marked_get_a_list(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        rows = "\n".join(";".join(map(str, row)) for row in (HEADER, ("1", "Bäume", *GOOD[2:6], "CC?", *GOOD[7:])))
        (folder / "in" / "drei.csv").write_text(rows, encoding="utf-8")
        text = MAPPING.format(name="drei").replace("sheet: Inventar", "sheet: drei")
        (folder / "in" / "drei.yaml").write_text(text, encoding="utf-8")
        (folder / "bestand.toml").write_text(CONFIGURATION.replace("in/eins.xlsx", "in/drei.csv"), encoding="utf-8")
        assert run("--only", "eins", "--json") == 0
        assert load(capsys)["eins"]["files"] == ["drei.csv.xlsx", "report.html", "letter.txt", "letter.eml"]
        assert "a list is enclosed: drei.csv.xlsx. Please correct in your own file." in read_letter()


class TestWhatIsNeverLost:
    def test_a_letter_that_somebody_wrote_on(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert folder.is_dir()
        run()
        Path("out/eins/letter.txt").write_text("Liebe Kollegin", encoding="utf-8")
        capsys.readouterr()
        run("--only", "eins", "--until", "2027-03-31")
        assert read_letter() == "Liebe Kollegin"
        assert "eins/letter.txt was changed since and stays as it is." in capsys.readouterr().out
        run("--only", "eins")
        assert read_letter() == "Liebe Kollegin"

    def test_corrections_in_a_copy(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert folder.is_dir()
        run()
        book = openpyxl.load_workbook("out/eins/eins.xlsx")
        book.worksheets[0]["G3"] = "CC BY 4.0"
        book.save("out/eins/eins.xlsx")
        capsys.readouterr()
        assert run("--json") == 3
        found = load(capsys)
        assert found["eins"]["state"] == "failed"
        assert "somebody has corrected something" in found["eins"]["reason"]
        assert found["zwei: A/B"]["state"] == "fine"
        assert openpyxl.load_workbook("out/eins/eins.xlsx").worksheets[0]["G3"].value == "CC BY 4.0"

    def test_a_file_of_somebody_else(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (folder / "out" / "eins").mkdir(parents=True)
        (folder / "out" / "eins" / "report.html").write_text("mine", encoding="utf-8")
        assert run("--json") == 3
        assert "was not written by Bestand" in load(capsys)["eins"]["reason"]
        assert (folder / "out" / "eins" / "report.html").read_text(encoding="utf-8") == "mine"
        assert (folder / "out" / "eins" / "letter.txt").exists() is False

    def test_the_workbooks_themselves(self, folder: Path) -> None:
        before = {file: file.read_bytes() for file in (folder / "in").iterdir()}
        run()
        assert {file: file.read_bytes() for file in (folder / "in").iterdir()} == before


class TestLetters:
    def test_say_what_was_looked_at_and_what_helps_most(self, folder: Path) -> None:
        assert folder.is_dir()
        run("--until", "2027-03-31", "--from", "Geschäftsstelle Open Data")
        letter = read_letter()
        assert "“Inventar eins”" in letter
        assert "(eins.xlsx)" in letter
        assert "  datasets: 2\n  ready to be published: 1\n  held back by errors: 1\n" in letter
        assert (
            "  1. Inventar › G3: “CC?” is not in the licence list – correcting that is enough for 1 dataset." in letter
        )
        assert "Enclosed:\n  eins.xlsx\n  report.html\n" in letter
        assert "Please answer by 31 March 2027.\n" in letter
        assert letter.endswith("Kind regards\nGeschäftsstelle Open Data\n")

    def test_thank_where_nothing_is_to_be_corrected(self, folder: Path) -> None:
        assert folder.is_dir()
        run("--until", "2027-03-31")
        letter = read_letter("zwei_ A_B")
        assert "Nothing needs to be corrected. Thank you" in letter
        assert "answer by" not in letter

    def test_say_why_a_workbook_could_not_be_read(self, folder: Path) -> None:
        assert folder.is_dir()
        run()
        assert "No file is there for" in read_letter("fehlt")
        assert "optional" not in read_letter("fehlt")
        assert "kaputt.xlsx is damaged" in read_letter("kaputt")

    def test_may_have_a_template_of_ones_own(self, folder: Path) -> None:
        (folder / "brief.txt").write_text("{{ title }}|{{ status }}|{{ errors }}|{{ until }}", encoding="utf-8")
        run("--template", "brief.txt", "--until", "2027-03-31")
        assert read_letter() == "Inventar eins|findings|1|31 March 2027\n"

    @pytest.mark.parametrize(
        "text", ["{{ nothing }}", "{% if %}", "{{ 1 / 0 }}", "{{ title.__class__.__mro__ }}", "{{ title + 1 }}"]
    )
    def test_with_a_template_that_fails_are_not_written(
        self, text: str, folder: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (folder / "brief.txt").write_text(text, encoding="utf-8")
        assert run("--template", "brief.txt") == 1
        assert "the letter's template brief.txt cannot be used" in capsys.readouterr().err
        assert not (folder / "out").exists()

    @pytest.mark.parametrize("language", ["de", "en"])
    @pytest.mark.parametrize("status", ["findings", "fine", "unreadable"])
    def test_leave_no_gaps(self, language: str, status: str) -> None:
        letter = Letter(
            "amt",
            "Amt",
            status,
            "1.",
            sender="Amt",
            steps=("x.",),
            copies=("a.xlsx",),
            lists=("b.xlsx",),
            reason="r",
            remedy="r.",
        )
        text = build_letter(letter, read_letter_template(language), "t")
        assert "\n\n\n" not in text
        assert not any(line != line.rstrip() for line in text.splitlines())


class TestMails:
    def test_are_drafts_with_everything_enclosed(self, folder: Path) -> None:
        assert folder.is_dir()
        run()
        mail = email.message_from_bytes(Path("out/eins/letter.eml").read_bytes(), policy=email.policy.default)
        assert isinstance(mail, EmailMessage)
        assert (mail["To"], mail["X-Unsent"], mail["From"]) == ("eins@example.org", "1", None)
        assert mail["Subject"] == "Feedback on the data inventory “Inventar eins”"
        text = mail.get_body(("plain",))
        assert text
        assert text.get_content().replace("\r\n", "\n") == read_letter()
        enclosed = {part.get_filename(): part.get_content() for part in mail.iter_attachments()}
        assert set(enclosed) == {"eins.xlsx", "report.html"}
        assert enclosed["eins.xlsx"] == Path("out/eins/eins.xlsx").read_bytes()

    @pytest.mark.parametrize("address", ["eins", "eins@example.org, zwei@example.org", "Eins <eins@example.org>", ""])
    def test_go_to_one_mailbox(self, address: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        text = CONFIGURATION.replace("eins@example.org", address)
        (folder / "bestand.toml").write_text(text, encoding="utf-8")
        assert run() == 1
        assert "“inventories.eins.mail” cannot be used: the mail address of one mailbox" in " ".join(
            capsys.readouterr().err.split()
        )


class TestTheTable:
    def test_has_a_line_for_each_department_and_no_formula(self, folder: Path) -> None:
        text = MAPPING.format(name="eins").replace("Inventar eins", "=1+1")
        (folder / "in" / "eins.yaml").write_text(text, encoding="utf-8")
        run()
        with Path("out/overview.csv").open(encoding="utf-8-sig", newline="") as stream:
            head, *rows = csv.reader(stream, delimiter=";")
        assert head[:4] == ["Inventory", "Title", "State", "To"]
        assert [row[0] for row in rows] == ["eins", "zwei: A/B", "fehlt", "kaputt", "ruht"]
        assert rows[0][1:10] == ["'=1+1", "something to correct", "eins@example.org", "eins", "2", "1", "1", "1", "0"]


class TestFoldersThatDoHarm:
    @pytest.mark.parametrize("pattern", ["in/**/*.xlsx", "**/*.xlsx"])
    def test_are_those_where_workbooks_are_looked_for(
        self, pattern: str, folder: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        text = CONFIGURATION.replace("in/eins.xlsx", pattern)
        (folder / "bestand.toml").write_text(text, encoding="utf-8")
        assert main(["--lang", "en", "feedback", "bestand.toml", "-o", "in/out"]) == 1
        assert "looks for workbooks" in " ".join(capsys.readouterr().err.split())
        assert not (folder / "in" / "out").exists()

    def test_are_those_whose_list_is_not_ours(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (folder / "out").mkdir()
        (folder / "out" / MANIFEST).write_text("[]", encoding="utf-8")
        assert run() == 1
        assert "does not say what Bestand wrote" in capsys.readouterr().err

    def test_have_names_that_windows_allows(self) -> None:
        taken: set[str] = set()
        names = [build_safe_name(name, taken) for name in ("a.", "A", "nul", "LPT1.txt", "..", "x" * 300, "a/b\\c\x00")]
        assert names == ["a", "A (2)", "nul_", "LPT1.txt_", "_", "x" * 80, "a_b_c_"]


def test_an_unknown_inventory_or_day_is_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--only", "drei") == 1
    assert "the configuration has no inventory “drei”" in capsys.readouterr().err
    assert run("--until", "bald") == 1
    assert "“bald” is no date" in capsys.readouterr().err
    assert not (folder / "out").exists()
