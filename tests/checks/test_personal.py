"""What looks personal in an inventory's published fields, and in the data files beside it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.checks.good_inventory import read
from tests.mapping.small_inventory import write_mapping
from toolkit.checks.personal import find_personal, report_file
from toolkit.model.dataset import Described
from toolkit.model.finding import Finding, Place
from toolkit.model.record import Fault
from toolkit.privacy.table import review_table
from toolkit.steps.inventory import read_inventory
from toolkit.steps.package import write_packages

ACCOUNT = "DE89370400440532013000"


def look(*rows: Mapping[str, Any], **more: Any) -> list[Fault]:
    return list(find_personal(read(*rows, **more).described))


def told(faults: list[Fault]) -> list[tuple[str, str, str, str]]:
    return [(one.code, one.place.heading, one.text, str(one.detail)) for one in faults]


class TestPublishedFields:
    def test_a_good_inventory_gives_no_cause(self) -> None:
        assert look() == []

    def test_a_value_is_told_with_its_cell_and_without_what_is_personal(self) -> None:
        (fault,) = look({"Beschreibung": f"Spenden auf {ACCOUNT}, danke"})
        assert told([fault]) == [("personal-value", "Beschreibung", "Spenden auf ***, danke", "bank accounts")]
        assert fault.place.cell is not None
        assert fault.place.cell.address == "C2"
        assert fault.field == "description"

    def test_of_a_list_every_item_is_looked_at(self) -> None:
        found = look({"Worte": f"Baum, {ACCOUNT}, Frau Muster"})
        assert [(one.text, str(one.detail)) for one in found] == [("Baum, ***, ***", "names of persons, bank accounts")]

    def test_distributions_are_looked_at(self) -> None:
        (fault,) = look({"Datei": "Liste für Herrn Mustermann"})
        assert told([fault]) == [("personal-value", "Datei", "Liste für ***", "names of persons")]

    def test_an_office_that_is_called_like_a_person_is_one(self) -> None:
        assert told(look({"Amt": "Erika Muster"})) == [("personal-value", "Amt", "***", "names of persons")]
        assert look({"Amt": "Erika"}) == []
        assert look({"Amt": "Erika Muster und ihr Amt"}) == []

    @pytest.mark.parametrize(
        "path",
        ["publisher.name", "creator.name", "contact.name", "contributor.name", "custodian.name", "originator.name"],
    )
    def test_each_office_creator_and_contact_may_be_a_person_of_up_to_three_words(self, path: str) -> None:
        columns = {"Stelle": path, **({"Amt": {"ignore": "x"}} if path == "publisher.name" else {})}
        (fault,) = look({"Stelle": "Erika Maria Muster"}, columns=columns)
        assert (fault.text, fault.field, str(fault.detail)) == ("***", path, "names of persons")
        assert look({"Stelle": "Erika Maria Anna Muster"}, columns=columns) == []

    def test_a_long_text_is_cut_and_a_whole_one_is_not(self) -> None:
        (fault,) = look({"Beschreibung": f"{ACCOUNT} {'a' * 100}"})
        assert fault.text == f"*** {'a' * 76}"

    def test_of_a_distribution_the_cell_and_the_field_are_told(self) -> None:
        (fault,) = look({"Datei": "Liste für Herrn Mustermann"})
        assert fault.place.cell is not None
        assert (fault.place.cell.address, fault.field) == ("P2", "title")

    def test_a_heading_is_told_with_its_cell_and_field_behind_columns_that_are_not_published(self) -> None:
        columns = {"Geburtsdatum": {"release": "approved"}, "Nachname": "creator.name"}
        (fault,) = look({"Geburtsdatum": "ja", "Nachname": "A"}, columns=columns)
        assert fault.place.cell is not None
        assert (fault.place.cell.address, fault.field) == ("U2", "creator.name")

    def test_a_key_may_have_any_heading(self) -> None:
        assert look({"Nachname": "7"}, key="Nachname") == []

    def test_a_title_that_begins_with_a_given_name_is_none(self) -> None:
        assert look({"Titel": "Martin Luther"}) == []

    def test_a_heading_that_speaks_of_persons_is_told_once(self) -> None:
        columns = {"Nachname": "creator.name"}
        found = look({"Nachname": "A"}, {"Nr.": "2", "Nachname": "B"}, columns=columns)
        assert told(found) == [("personal-heading", "Nachname", "Nachname", "names of persons")]
        assert found[0].place.key == ""

    def test_the_columns_of_key_and_release_are_not_published(self) -> None:
        assert look({"Geburtsdatum": "ja"}, columns={"Geburtsdatum": {"release": "approved"}}) == []

    def test_what_stays_in_the_house_is_not_looked_at(self) -> None:
        assert look({"Frei": "nein", "Beschreibung": ACCOUNT}) == []


class TestFiles:
    def test_a_file_without_suspicion_gives_no_fault(self) -> None:
        assert list(report_file(Place(), "a.csv", ())) == []

    def test_columns_are_named_with_the_first_such_row(self) -> None:
        rows = [(2, ["A.", ACCOUNT]), (3, ["B.", ""]), (4, ["C.", ACCOUNT])]
        (fault,) = report_file(Place(), "a.csv", review_table(["Vorname", "Konto"], rows))
        assert (fault.code, fault.text) == ("personal-file", "a.csv")
        assert str(fault.detail) == "“Vorname” (names of persons), “Konto” (bank accounts: 2 values, first in row 2)"

    def test_many_columns_are_cut_short(self) -> None:
        headings = ["Vorname", "Nachname", "Geburtsdatum", "IBAN", "Diagnose", "Matrikelnummer"]
        (six,) = report_file(Place(), "a.csv", review_table(headings, []))
        assert "…" not in str(six.detail)
        (seven,) = report_file(Place(), "a.csv", review_table([*headings, "Steuer-ID"], []))
        assert str(seven.detail).endswith("“Matrikelnummer” (numbers of persons), …")

    def test_a_column_without_heading_goes_by_its_number(self) -> None:
        (fault,) = report_file(Place(), "a.csv", review_table(["Nr.", ""], [(2, ["1", ACCOUNT])]))
        assert str(fault.detail) == "“[2]” (bank accounts: 1 value, in row 2)"


class TestAWorkbookWithAFile:
    COLUMNS: Mapping[str, Any] = {
        "Titel": "title",
        "Kontakt": "contact.email",
        "Datei": "distribution.path",
        "Frei": {"release": "publish"},
        "Personen": {"release": "personal_data"},
    }
    CONSTANTS: Mapping[str, str] = {
        "description": "Alle Vereine der Stadt mit Sitz und Zweck.",
        "publisher.name": "Stadt Musterhausen",
        "license": "dl-zero-de/2.0",
    }

    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        (tmp_path / "vereine.csv").write_text(f"Verein;Konto\nChor;{ACCOUNT}\n", encoding="utf-8")
        return tmp_path

    def save(self, folder: Path, *, free: str = "ja", top: Mapping[str, Any] | None = None) -> Path:
        book = openpyxl.Workbook()
        sheet = book.active
        assert sheet is not None
        sheet.title = "Daten"
        sheet.append(["Nr.", *self.COLUMNS])
        sheet.append(["1", "Vereine", "erika.mustermann@example.org", "vereine.csv", free, "nein"])
        book.save(folder / "amt.xlsx")
        mapping = write_mapping(self.COLUMNS, top, constants=self.CONSTANTS)
        (folder / "amt.yaml").write_text(mapping, encoding="utf-8")
        return folder / "amt.xlsx"

    def find(self, file: Path, code: str) -> list[Finding]:
        return [one for one in read_inventory(file).findings if one.code == code]

    def test_its_values_are_never_shown(self, folder: Path) -> None:
        (finding,) = self.find(self.save(folder), "personal-file")
        assert str(finding.message) == (
            "the file “vereine.csv” seems to hold personal data: “Konto” (bank accounts: 1 value, in row 2)"
        )
        assert finding.place.cell is not None
        assert finding.place.cell.address == "D2"

    def test_a_file_that_stays_in_the_house_is_not_looked_through(self, folder: Path) -> None:
        assert self.find(self.save(folder, free="nein"), "personal-file") == []

    def read_contact(self, file: Path) -> Described:
        (described,) = read_inventory(file).described
        return described

    def test_the_address_of_a_person_is_withheld_and_said(self, folder: Path) -> None:
        file = self.save(folder)
        (finding,) = self.find(file, "contact-personal")
        assert finding.text == "erika.mustermann@example.org"
        described = self.read_contact(file)
        assert described.dataset.contact is not None
        assert described.dataset.contact.email == ""
        assert "contact.email" in described.managed
        (written,) = write_packages((read_inventory(file),), folder / "pakete")
        assert written
        texts = [path.read_text("utf-8") for path in (folder / "pakete").rglob("datapackage.json")]
        assert texts
        assert not any("erika" in text for text in texts)

    def test_it_is_published_where_the_mapping_allows_it(self, folder: Path) -> None:
        file = self.save(folder, top={"personal_addresses": "publish"})
        assert self.find(file, "contact-personal") == []
        described = self.read_contact(file)
        assert described.dataset.contact is not None
        assert described.dataset.contact.email == "erika.mustermann@example.org"
