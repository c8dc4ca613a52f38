"""A catalogue as workbooks, and what was edited there into a copy of the office's own; nothing is written there."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from toolkit.cli.main import main
from toolkit.model.dataset import Dataset, Distribution
from toolkit.model.entry import Entry, Held
from toolkit.model.problem import Problem
from toolkit.model.release import Audience
from toolkit.reports.ink import Ink
from toolkit.reports.language import Translator
from toolkit.reports.pull import Pulled, build_pull_text
from toolkit.steps.inventory import read_inventory
from toolkit.steps.pull import PullRequest, pull, pull_catalogue
from toolkit.steps.pullinto import Differences, IntoRequest, find_differences, parse_choices, write_copy
from toolkit.sync.difference import Difference
from toolkit.sync.ledger import open_ledger

SAMPLES = Path(__file__).parents[2] / "sample_inventories"
FIRST = "kfz-verkehrszaehlung-an-dauerzaehlstellen"
GERMAN = Translator("de")


@dataclass(slots=True)
class Shelf:
    """A catalogue that only shows what lies in it."""

    held: list[Held] = field(default_factory=list)
    datasets: dict[str, Dataset] = field(default_factory=dict)
    target: str = "https://ckan.example.org"
    asked: list[tuple[str, ...]] = field(default_factory=list)

    def add(self, name: str, identifier: str = "", *, private: bool = False, state: str = "active") -> None:
        """Add a dataset with one link."""
        entry = Entry(identifier, name, {"private": private})
        self.held.append(Held(f"id-{name}", entry, "1", {"state": state, "name": name}))
        link = Distribution(f"r-{name}", title="Tabelle", access_url=f"https://example.org/{name}.csv")
        self.datasets[f"id-{name}"] = Dataset("", "", title=f"Titel {name}", distributions=(link,))

    def fetch_foreign(self, organizations: tuple[str, ...]) -> tuple[Held, ...]:
        self.asked.append(organizations)
        return tuple(self.held)

    def read_dataset(self, held: Held) -> Dataset:
        return self.datasets[held.id]

    def list_untold(self, held: Held) -> Iterable[str]:
        return ("extras.Zähler",) if held.entry.name == "a" else ()


def take(shelf: Shelf, out: Path, **wishes: Any) -> Pulled:
    request = PullRequest(shelf.target, out, **wishes)
    with open_ledger("sqlite://") as ledger:
        return pull_catalogue(shelf, ledger, request, GERMAN)


def test_datasets_of_nobody_get_their_url_names_as_keys(tmp_path: Path) -> None:
    shelf = Shelf()
    shelf.add("baeume")
    shelf.add("bruecken", private=True)
    pulled = take(shelf, tmp_path / "stadt.xlsx", organizations=("amt",))
    inventory = read_inventory(tmp_path / "stadt.xlsx")
    assert [one.dataset.identifier for one in inventory.described] == ["inventar:baeume", "inventar:bruecken"]
    assert [part.key for one in inventory.described for part in one.dataset.distributions] == ["r-baeume", "r-bruecken"]
    assert [release.audience for release in inventory.releases] == [Audience.PUBLIC, Audience.NOBODY]
    (one,) = pulled.workbooks
    assert (one.inventory, one.datasets, one.distributions, one.ours, one.public) == ("inventar", 2, 2, 0, 1)
    assert shelf.asked == [("amt",)]


def test_what_carries_an_identifier_of_ours_keeps_its_key_and_addresses_are_none(tmp_path: Path) -> None:
    shelf = Shelf()
    shelf.add("a", "gruenes-amt:GA-001")
    shelf.add("b", "https://example.org/b")
    shelf.add("c", "urn:uuid:1")
    shelf.add("d", "4711")
    pulled = take(shelf, tmp_path / "alle")
    assert [(one.inventory, one.datasets) for one in pulled.workbooks] == [("gruenes-amt", 1), ("inventar", 3)]
    (ours,) = read_inventory(tmp_path / "alle/gruenes-amt.xlsx").described
    assert ours.dataset.identifier == "gruenes-amt:GA-001"
    keys = [one.dataset.key for one in read_inventory(tmp_path / "alle/inventar.xlsx").described]
    assert keys == ["b", "c", "d"]
    assert pulled.workbooks[0].untold == (("extras.Zähler", 1),)


def test_one_file_does_not_hold_several_inventories(tmp_path: Path) -> None:
    shelf = Shelf()
    shelf.add("a", "gruenes-amt:1")
    shelf.add("b")
    with pytest.raises(Problem, match="holds several inventories: gruenes-amt, inventar"):
        take(shelf, tmp_path / "x.xlsx")
    assert not list(tmp_path.iterdir())
    pulled = take(shelf, tmp_path / "x.xlsx", inventory="gruenes-amt")
    (one,) = pulled.workbooks
    assert (one.inventory, one.datasets, dict(pulled.others)) == ("gruenes-amt", 2, {})
    keys = [one.dataset.key for one in read_inventory(tmp_path / "x.xlsx").described]
    assert keys == ["1", "b"]


def test_other_inventories_than_the_wanted_one_are_counted(tmp_path: Path) -> None:
    shelf = Shelf()
    shelf.add("a", "gruenes-amt:1")
    shelf.add("b", "strassen:1")
    pulled = take(shelf, tmp_path / "x.xlsx", inventory="strassen")
    assert dict(pulled.others) == {"gruenes-amt": 1}


def test_keys_that_would_not_be_read_are_replaced_and_no_two_are_the_same(tmp_path: Path) -> None:
    shelf = Shelf()
    for name in ("beispiel", "tbd", "leer"):
        shelf.add(name)
    shelf.add("x", "inventar:doppelt")
    shelf.add("doppelt")
    take(shelf, tmp_path / "x.xlsx")
    keys = {one.dataset.title: one.dataset.key for one in read_inventory(tmp_path / "x.xlsx").described}
    assert keys == {
        "Titel beispiel": "id-beispiel",
        "Titel tbd": "id-tbd",
        "Titel leer": "id-leer",
        "Titel x": "doppelt",
        "Titel doppelt": "id-doppelt",
    }


def test_drafts_are_left_out_and_counted(tmp_path: Path) -> None:
    shelf = Shelf()
    shelf.add("a")
    shelf.add("b", state="draft")
    pulled = take(shelf, tmp_path / "x.xlsx")
    assert (pulled.drafts, pulled.workbooks[0].datasets) == (1, 1)


@pytest.mark.parametrize(
    ("wishes", "text"),
    [
        ({}, "shows no dataset"),
        ({"organizations": ("amt",)}, "shows no dataset of amt"),
    ],
)
def test_an_empty_catalogue_gives_no_workbook(tmp_path: Path, wishes: dict[str, Any], text: str) -> None:
    with pytest.raises(Problem, match=text):
        take(Shelf(), tmp_path / "x.xlsx", **wishes)
    assert not list(tmp_path.iterdir())


def test_a_file_that_is_there_stays_unless_somebody_says_so(tmp_path: Path) -> None:
    shelf = Shelf()
    shelf.add("a")
    file = tmp_path / "x.xlsx"
    file.write_text("mein", encoding="utf-8")
    with pytest.raises(Problem, match="is there already"):
        take(shelf, file)
    assert file.read_text(encoding="utf-8") == "mein"
    take(shelf, file, replace=True)
    assert len(read_inventory(file).described) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["x.xlsx"]


def test_a_mapping_of_the_same_name_would_read_the_workbook_wrongly(tmp_path: Path) -> None:
    shelf = Shelf()
    shelf.add("a")
    (tmp_path / "x.yaml").touch()
    with pytest.raises(Problem, match="a mapping of its name"):
        take(shelf, tmp_path / "x.xlsx")


@pytest.mark.parametrize("name", ["a:b.xlsx", "con.xlsx", "x?.xlsx", "nul", "x."])
def test_names_that_windows_forbids_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(Problem, match="cannot be the name of a file on every computer"):
        pull(PullRequest("https://ckan.example.org", tmp_path / name), GERMAN)


@pytest.mark.parametrize(
    ("request_", "text"),
    [
        (PullRequest("ckan.example.org", Path("x.xlsx")), "is no address on the web"),
        (PullRequest("https://ckan.example.org", Path("x.xlsx"), inventory="Grünes Amt"), "name of an inventory"),
    ],
)
def test_what_cannot_work_is_said_before_anything_is_asked(request_: PullRequest, text: str) -> None:
    with pytest.raises(Problem, match=text):
        pull(request_, GERMAN)


def test_a_folder_with_an_ending_is_no_workbook(tmp_path: Path) -> None:
    shelf = Shelf()
    shelf.add("a")
    with pytest.raises(Problem, match="neither a folder nor a workbook"):
        take(shelf, tmp_path / "x.ods")


def test_the_report_names_the_next_commands(tmp_path: Path) -> None:
    shelf = Shelf()
    shelf.add("a")
    shelf.add("b", private=True)
    text = build_pull_text(take(shelf, tmp_path / "mein bestand.xlsx"), Translator("en"), Ink(False, 300))
    assert f'bestand adopt "{tmp_path}/mein bestand.xlsx" --to https://ckan.example.org --keep' in text
    assert "1 dataset is public and stays so" in text
    assert "1 dataset is private and comes as “staff only”" in text
    assert "1 × extras.Zähler" in text


@pytest.fixture(scope="module")
def pushed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a workbook and a catalogue folder that holds its datasets."""
    folder = tmp_path_factory.mktemp("pulled")
    shutil.copy(SAMPLES / "verkehrsamt.xlsx", folder)
    arguments = [str(folder / "verkehrsamt.xlsx"), "--to", str(folder / "c"), "--create-organizations", "--yes"]
    assert main(["--lang", "en", "push", *arguments]) == 0
    return folder


@dataclass(slots=True)
class Office:
    """A workbook and the catalogue folder it was pushed to, whose entries can be edited."""

    folder: Path
    first: Path
    before: str

    @property
    def workbook(self) -> Path:
        return self.folder / "verkehrsamt.xlsx"

    def edit(self, **fields: Any) -> None:
        """Change a dataset as a person would in the catalogue."""
        record = json.loads(self.first.read_text(encoding="utf-8"))
        record["fields"] |= fields
        self.first.write_text(json.dumps(record), encoding="utf-8")

    def find(self) -> Differences:
        return find_differences(IntoRequest(self.workbook, str(self.folder / "c")), GERMAN)

    def take(self, *wishes: str) -> tuple[Path, tuple[Difference, ...]]:
        found, copy = self.find(), self.folder / "kopie/verkehrsamt.xlsx"
        copy.parent.mkdir(exist_ok=True)
        return copy, write_copy(found, parse_choices(wishes, found.items), copy, GERMAN)


@pytest.fixture
def office(pushed: Path) -> Any:
    """The pushed workbook; what a test edits in the catalogue is put back."""
    first = pushed / f"c/entries/{FIRST}.json"
    before = first.read_text(encoding="utf-8")
    yield Office(pushed, first, before)
    first.write_text(before, encoding="utf-8")
    shutil.rmtree(pushed / "kopie", ignore_errors=True)


def plan_kept(office: Office, file: Path, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """Plan a workbook and name what people edited in the catalogue and the sheet does not say."""
    capsys.readouterr()
    assert main(["--lang", "en", "plan", str(file), "--to", str(office.folder / "c"), "--json"]) == 0
    changes = json.loads(capsys.readouterr().out)["changes"]
    assert {change["kind"] for change in changes} <= {"unchanged", "blocked"}
    return [kept["field"] for change in changes for kept in change.get("kept", [])]


def test_nothing_changed_gives_no_difference(office: Office) -> None:
    found = office.find()
    assert (found.items, found.compared.faulty) == ((), 1)
    assert found.compared.compared > 1


def test_an_edit_is_shown_with_its_three_values_and_its_cell(office: Office) -> None:
    office.edit(title="Kfz-Zählung")
    (one,) = office.find().items
    assert (one.key, one.field, one.path) == ("VA-001", "title", "title")
    assert (one.base, one.sheet, one.catalogue) == (one.sheet, "Kfz-Verkehrszählung an Dauerzählstellen", "Kfz-Zählung")
    assert (str(one.cell), one.new, one.can_be_taken) == ("verkehrsamt.xlsx › Datensätze › B3", "Kfz-Zählung", True)


def test_taken_edits_stand_in_the_copy_in_the_offices_words_and_the_original_stays(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    original = office.workbook.read_bytes()
    office.edit(
        title="Kfz-Zählung",
        keywords=["Verkehr", "Zählung, neu"],
        frequency="http://publications.europa.eu/resource/authority/frequency/ANNUAL",
        modified="2025-02-03",
    )
    assert sorted(plan_kept(office, office.workbook, capsys)) == ["frequency", "keywords", "modified", "title"]
    copy, taken = office.take("all")
    possible = {one.path for one in taken}
    assert {"title", "modified"} <= possible
    shutil.copy(office.workbook.with_suffix(".yaml"), copy.with_suffix(".yaml")) if office.workbook.with_suffix(
        ".yaml"
    ).is_file() else None
    left = set(plan_kept(office, copy, capsys))
    assert left == {"frequency", "keywords", "modified", "title"} - possible
    assert office.workbook.read_bytes() == original
    sheet = openpyxl.load_workbook(copy)["Datensätze"]
    assert sheet["B3"].value == "Kfz-Zählung"
    assert "Kfz-Verkehrszählung an Dauerzählstellen" in sheet["B3"].comment.text


def test_only_what_is_wished_is_taken(office: Office) -> None:
    office.edit(title="Kfz-Zählung", modified="2025-02-03")
    copy, taken = office.take("VA-001:title")
    assert [one.path for one in taken] == ["title"]
    described = read_inventory(copy).described[0]
    assert (described.dataset.title, described.dataset.modified != "2025-02-03") == ("Kfz-Zählung", True)


def test_a_choice_that_fits_nothing_is_refused_with_those_that_there_are(office: Office) -> None:
    office.edit(title="Kfz-Zählung")
    with pytest.raises(Problem, match="fits nothing") as raised:
        office.take("VA-001:licence")
    assert "VA-001:title" in str(raised.value.remedy)


def test_what_became_private_is_answered_in_the_copy(office: Office) -> None:
    office.edit(private=True)
    (one,) = office.find().items
    assert one.path == "release.publish"
    copy, taken = office.take("all")
    assert len(taken) == 1
    assert read_inventory(copy).described[0].answers["publish"].meaning == "staff"


def test_a_constant_is_named_with_the_place_to_change(office: Office) -> None:
    office.edit(**{"publisher.name": "Jemand anders"})
    (one,) = office.find().items
    assert not one.can_be_taken
    assert "publisher.name" in str(one.reason)
    with pytest.raises(Problem, match="cannot be written into a cell"):
        office.take("VA-001:publisher.name")
    assert office.take("all")[1] == ()
    assert not (office.folder / "kopie/verkehrsamt.xlsx").exists()


def test_a_deleted_dataset_is_shown(office: Office) -> None:
    office.first.unlink()
    (one,) = office.find().items
    assert (one.kind, one.key, one.can_be_taken) == ("deleted", "VA-001", False)


def test_a_workbook_that_was_never_pushed_there_has_no_differences(office: Office, tmp_path: Path) -> None:
    with pytest.raises(Problem, match="nothing of the inventory “verkehrsamt” was pushed"):
        find_differences(IntoRequest(office.workbook, str(tmp_path / "leer")), GERMAN)


def test_the_workbook_itself_is_no_copy(office: Office) -> None:
    with pytest.raises(Problem, match="is the workbook itself"):
        find_differences(IntoRequest(office.workbook, str(office.folder / "c"), office.workbook), GERMAN)


def test_other_formats_than_excels_cannot_be_copied(office: Office, tmp_path: Path) -> None:
    with pytest.raises(Problem, match="only workbooks of Excel"):
        find_differences(IntoRequest(tmp_path / "x.ods", str(office.folder / "c"), tmp_path / "y.ods"), GERMAN)
