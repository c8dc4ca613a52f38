from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.mapping.small_inventory import codes, only, only_dataset, read_cell, read_rows
from tests.mapping.test_mapping_dates import CELLS
from toolkit.mapping.cells import build_reader
from toolkit.mapping.fields import ROW_FIELDS
from toolkit.mapping.spec import ColumnSpec
from toolkit.model.dataset import Period
from toolkit.model.grid import CellError, CellValue
from toolkit.vocabularies.concept import VOCABULARIES
from toolkit.vocabularies.load import load_vocabulary

THEME = "http://publications.europa.eu/resource/authority/data-theme/"


def concept(vocabulary: str, code: str) -> str:
    """Give a concept's URI."""
    return next(one.uri for one in load_vocabulary(vocabulary).concepts if one.code == code)


@pytest.mark.parametrize(
    ("spec", "value", "path", "expected"),
    [
        ("title", "  Bäume\n im\N{NO-BREAK SPACE}Park \N{ZERO WIDTH SPACE}", "title", "Bäume im Park"),
        ("title", 2024, "title", "2024"),
        ("title", 7.0, "title", "7"),
        ("title", 7.5, "title", "7.5"),
        ("title", True, "title", "WAHR"),
        ("title", dt.datetime(2025, 3, 1), "title", "01.03.2025"),  # noqa: DTZ001 (cells know no zone)
        ("description", "Erste. _x000D_\n\n\n\nZweite. ", "description", "Erste.\n\nZweite."),
        ("description", " eine  Zeile ", "description", "eine Zeile"),
        ("version", 1.0, "version", "1"),
        ("license", "dl-de/by-2-0\N{NO-BREAK SPACE}", "license", concept("license", "dl-by-de/2.0")),
        ("license", "DL-DE-BY-2.0", "license", concept("license", "dl-by-de/2.0")),
        ("frequency", "Jährlich", "frequency", concept("frequency", "ANNUAL")),
        ("modified", "Mrz. 2024", "modified", "2024-03"),
        ("landing_page", "https://example.org", "landing_page", "https://example.org"),
        ("keywords", "Baum", "keywords", ("Baum",)),
        ({"field": "keywords", "split": ","}, "Baum, Park,, Baum ,", "keywords", ("Baum", "Park")),
        ({"field": "keywords", "split": ","}, "Baum,\nPark\nWald", "keywords", ("Baum", "Park", "Wald")),
        ({"field": "keywords", "split": ","}, "Baum_x000D_\nPark", "keywords", ("Baum", "Park")),
        ({"field": "keywords", "split": "\n"}, "Baum, Park\nWald", "keywords", ("Baum, Park", "Wald")),
        ({"field": "keywords", "split": "/"}, "Baum / k. A. / Park", "keywords", ("Baum", "Park")),
        ({"field": "keywords", "split": ","}, 2024, "keywords", ("2024",)),
        ({"field": "keywords", "split": ",", "lookup": {"alt": None, "Auto": "Kfz"}}, "alt,AUTO", "keywords", ("Kfz",)),
        ({"field": "keywords", "split": ",", "lookup": {"Rad, Weg": "Radweg"}}, "Rad, Weg,Bus", "keywords",
         ("Radweg", "Bus")),
        ({"field": "themes", "split": ","}, "Bildung, Kultur und Sport", "themes", (THEME + "EDUC",)),
        ({"field": "themes", "split": ","}, "Bildung,\nKultur und Sport", "themes", (THEME + "EDUC",)),
        (
            {"field": "themes", "split": ";"},
            "Umwelt; Bildung, Kultur und Sport",
            "themes",
            (THEME + "ENVI", THEME + "EDUC"),
        ),
        (
            {"field": "themes", "split": ","},
            "Umwelt, Bildung, Kultur und Sport, Verkehr",
            "themes",
            (THEME + "ENVI", THEME + "EDUC", THEME + "TRAN"),
        ),
        ("themes", "Bildung, Kultur und Sport", "themes", (THEME + "EDUC",)),
        ({"field": "themes", "lookup": {"Grün": "ENVI"}}, " GRÜN ", "themes", (THEME + "ENVI",)),
        ({"field": "frequency", "lookup": {"1": "ANNUAL"}}, 1, "frequency", concept("frequency", "ANNUAL")),
    ],
)  # fmt: skip
def test_a_cell_becomes_the_value_of_its_field(spec: Any, value: CellValue, path: str, expected: object) -> None:
    read = read_cell(spec, value)
    assert getattr(only_dataset(read), path) == expected
    assert [fault for fault in read.faults if fault.code != "lookup-dropped"] == []
    assert only(read).origins[path].address == "B2"


@pytest.mark.parametrize(
    "value", ["-", "–", "—", "k. A.", "K.A.", "keine Angabe", "n.n.", "entfällt", "TBD", " tbd\n", "", " "]
)
@pytest.mark.parametrize("field", ["title", "modified", "license", "keywords", "landing_page", "contact.email"])
def test_a_null_word_is_an_empty_cell(value: str, field: str) -> None:
    read = read_cell(field, value)
    assert read.faults == ()
    assert field not in only(read).origins


def test_the_mapping_says_which_words_are_null() -> None:
    assert only_dataset(read_cell("title", "leer", top={"nulls": ["leer"]})).title == ""
    assert only_dataset(read_cell("title", "tbd", top={"nulls": ["leer"]})).title == "tbd"


def test_a_lookup_to_null_drops_a_word() -> None:
    read = read_cell({"field": "modified", "lookup": {"laufend": None}}, "Laufend ")
    assert (only_dataset(read).modified, codes(read.faults)) == ("", ["lookup-dropped"])


@pytest.mark.parametrize(
    ("spec", "value", "code", "text", "nearest"),
    [
        ("license", "Datenlizenz DE", "licence-unknown", "Datenlizenz DE", "Datenlizenz Deutschland Namensnennung 2.0"),
        ("frequency", "ab und zu", "frequency-unknown", "ab und zu", ""),
        ("distribution.format", "Shape, CSV", "format-unknown", "Shape, CSV", "CSV"),
        ("access_rights", "geheim", "code-unknown", "geheim", ""),
        ({"field": "themes", "split": ";"}, "Umwelt; Verker", "theme-unknown", "Verker", "Verkehr"),
        ("modified", "31.02.2025", "date-invalid", "31.02.2025", ""),
        ("temporal", "immer", "date-invalid", "immer", ""),
        ("landing_page", "www.example.org", "url-invalid", "www.example.org", "https://www.example.org"),
        ("contact.email", "Tel. 1, a@example.org", "email-invalid", "Tel. 1, a@example.org", "a@example.org"),
        ("distribution.byte_size", "groß", "size-invalid", "groß", ""),
        ("title", CellError("#REF!"), "cell-error", "#REF!", ""),
        ("modified", True, "date-invalid", "WAHR", ""),
    ],
)
def test_what_cannot_be_read_is_a_fault_with_place_text_and_nearest(
    spec: Any, value: CellValue, code: str, text: str, nearest: str
) -> None:
    read = read_cell(spec, value)
    (fault,) = read.faults
    assert (fault.code, fault.text, fault.place.heading, fault.place.key) == (code, text, "Spalte", "1")
    assert fault.place.cell is not None
    assert fault.place.cell.address == "B2"
    assert fault.field == (spec if isinstance(spec, str) else spec["field"])
    assert fault.expected is not None
    assert not nearest or nearest in fault.nearest


def test_each_part_of_a_cell_that_cannot_be_read_is_a_fault_of_its_own() -> None:
    read = read_cell({"field": "themes", "split": ";"}, "Umwelt; Blau; Rot")
    assert [fault.text for fault in read.faults] == ["Blau", "Rot"]
    assert only_dataset(read).themes == (THEME + "ENVI",)
    assert "themes" not in only(read).unread


def test_a_cell_of_many_separators_is_read_in_reasonable_time() -> None:
    words = [f"Wort{number}" for number in range(3000)]
    read = read_cell({"field": "themes", "split": ","}, ",".join(words))
    assert len(read.faults) == 3000


@pytest.mark.parametrize("name", VOCABULARIES)
def test_every_vocabulary_has_a_field_and_every_label_of_it_is_read(name: str) -> None:
    field = next(path for path, one in ROW_FIELDS.items() if one.vocabulary == name)
    label = next(one for one in load_vocabulary(name).concepts if not one.text("replaced_by")).de
    assert read_cell(field, label).faults == ()


def test_a_retired_concept_becomes_the_one_that_replaces_it() -> None:
    vocabulary = load_vocabulary("license")
    retired = next(one for one in vocabulary.concepts if one.text("replaced_by"))
    assert only_dataset(read_cell("license", retired.code)).license == retired.text("replaced_by")


def test_another_vocabulary_than_the_fields_own_can_be_named() -> None:
    read = read_cell({"field": "access_rights", "vocabulary": "planned-availability"}, "available")
    assert only_dataset(read).access_rights == concept("planned-availability", "AVAILABLE")


class TestLinks:
    def test_a_links_target_counts_and_not_its_words(self) -> None:
        read = read_cell("landing_page", "Zum Download", link="https://example.org/a")
        assert (only_dataset(read).landing_page, read.faults) == ("https://example.org/a", ())

    def test_a_link_without_words_counts(self) -> None:
        assert only_dataset(read_cell("landing_page", None, link="https://example.org/a")).landing_page != ""

    def test_a_link_counts_for_addresses_only(self) -> None:
        assert only_dataset(read_cell("title", "Bäume", link="https://example.org/a")).title == "Bäume"

    def test_a_mail_link_gives_its_address(self) -> None:
        contact = only_dataset(read_cell("contact.email", "Schreiben Sie uns", link="mailto:amt@example.org")).contact
        assert contact is not None
        assert contact.email == "amt@example.org"

    @pytest.mark.parametrize(
        ("text", "link"),
        [("https://example.org", "https://example.org/"), ("https://example.org/ä", "https://example.org/%C3%A4")],
    )
    def test_what_excel_makes_of_an_address_is_the_same_address(self, text: str, link: str) -> None:
        assert read_cell("landing_page", text, link=link).faults == ()

    def test_a_text_that_names_another_address_is_told(self) -> None:
        read = read_cell("landing_page", "https://example.org/neu", link="https://example.org/alt")
        (fault,) = read.faults
        assert only_dataset(read).landing_page == "https://example.org/alt"
        assert (fault.code, fault.text, fault.detail) == (
            "link-differs",
            "https://example.org/neu",
            "https://example.org/alt",
        )

    def test_an_address_is_used_where_the_link_leads_into_the_workbook(self) -> None:
        read = read_cell("landing_page", "https://example.org/a", link="#Listen!A1")
        assert only_dataset(read).landing_page == "https://example.org/a"
        assert codes(read.faults) == ["link-differs"]

    def test_a_link_that_leads_nowhere_outside_is_told_with_its_target(self) -> None:
        (fault,) = read_cell("landing_page", "Download", link="file:///Z:/a.csv").faults
        assert (fault.code, fault.text) == ("url-local", "file:///Z:/a.csv")

    @pytest.mark.parametrize(
        ("text", "link"),
        [
            ("Download", "https://amt:geheim@example.org/"),
            ("https://amt:geheim@example.org/", ""),
            ("https://example.org/", "https://amt:geheim@example.org/"),
            ("Download", "ftp://amt:geheim@example.org/"),
        ],
    )
    def test_a_password_never_gets_into_a_value_or_a_report(self, text: str, link: str) -> None:
        read = read_cell("landing_page", text, link=link)
        assert "geheim" not in repr(read.faults)
        assert "geheim" not in only_dataset(read).landing_page
        assert read.faults

    def test_the_mapping_may_drop_a_linked_word(self) -> None:
        spec = {"field": "landing_page", "lookup": {"auf Anfrage": None}}
        read = read_cell(spec, "auf Anfrage", link="https://example.org/formular")
        assert (only_dataset(read).landing_page, codes(read.faults)) == ("", ["lookup-dropped"])


class TestFormats:
    SHEET = {"formats": {(2, 1): "000", (2, 2): "0000"}}  # noqa: RUF012 (never changed)

    def test_a_number_keeps_the_zeros_that_its_format_shows(self) -> None:
        read = read_rows({"Version": "version"}, ("Nr.", "Version"), (7, 12), sheet=self.SHEET)
        assert (only_dataset(read).key, only_dataset(read).version) == ("007", "0012")

    def test_a_size_is_a_number_all_the_same(self) -> None:
        columns = {"Größe": {"field": "distribution.byte_size", "unit": "KB"}, "Link": "distribution.access_url"}
        rows = (("Nr.", "Größe", "Link"), (7, 12, "https://example.org/"))
        (part,) = only_dataset(read_rows(columns, *rows, sheet=self.SHEET)).distributions
        assert part.byte_size == 12_000


class TestPeriods:
    def test_a_period_in_one_cell_fills_both_ends(self) -> None:
        read = read_cell("temporal", "2008–2020")
        assert only_dataset(read).temporal == Period("2008", "2020")
        assert {path: cell.address for path, cell in only(read).origins.items() if path.startswith("temporal")} == {
            "temporal.start": "B2",
            "temporal.end": "B2",
        }
        assert {"temporal.start", "temporal.end"} <= only(read).managed
        assert only(read).columns["temporal.end"].heading == "Spalte"

    def test_a_constant_period_fills_both_ends(self) -> None:
        read = read_rows({}, ("Nr.",), ("1",), constants={"temporal": "seit 2008"})
        assert only_dataset(read).temporal == Period("2008", "")

    def test_an_unread_period_leaves_both_ends_unread(self) -> None:
        assert {"temporal.start", "temporal.end"} <= only(read_cell("temporal", "immer")).unread


@given(
    path=st.sampled_from(sorted(ROW_FIELDS)),
    value=CELLS,
    split=st.sampled_from(["", ",", "; "]),
    link=st.one_of(st.just(""), st.text(max_size=9)),
)
def test_no_cell_makes_reading_raise(path: str, value: CellValue, split: str, link: str) -> None:
    spec = ColumnSpec(field=path, split=(split,), lookup={"a": None})
    result, troubles = build_reader(ROW_FIELDS[path], spec, frozenset({"-"})).read(value, link)
    assert result != ()
    assert all(trouble.code for trouble in troubles)


@pytest.mark.parametrize("word", ["?", "--", "N/A", "ohne Angabe", "k.A", "TBD", "Leer", "./.", "…"])
def test_what_people_write_into_cells_that_hold_nothing_is_no_value(word: str) -> None:
    assert only_dataset(read_cell("title", word)).title == ""


@pytest.mark.parametrize("top", [None, {"nulls": ["k. A.", "unbekannt"]}])
@pytest.mark.parametrize("word", ["unbekannt", "k. A."])
def test_a_null_word_that_a_list_knows_is_a_value_of_it(word: str, top: dict[str, Any] | None) -> None:
    assert only_dataset(read_cell("frequency", word, top=top)).frequency.endswith("/UNKNOWN")
    dropped = read_cell({"field": "frequency", "lookup": {word: None}}, word, top=top)
    assert only_dataset(dropped).frequency == ""


@pytest.mark.parametrize(
    ("split", "text"),
    [
        ([";", "|"], "a; b|c"),
        ([",", "; "], "a, b; c"),
        ("\n", "a\r\nb\n\nc"),
        (["-", "--"], "a--b-c"),
        (["", ","], "a,b,c"),
    ],
)
def test_a_cell_is_split_at_any_of_several_separators(split: Any, text: str) -> None:
    assert only_dataset(read_cell({"field": "keywords", "split": split}, text)).keywords == ("a", "b", "c")


@pytest.mark.parametrize("between", [", ", ",", ",\n", "\n"])
def test_a_word_of_a_list_that_holds_a_separator_stays_whole(between: str) -> None:
    found = read_cell({"field": "themes", "split": [";", ","]}, f"Umwelt; Bildung{between}Kultur und Sport")
    themes = [uri.rpartition("/")[2] for uri in only_dataset(found).themes]
    assert (themes, found.faults) == (["ENVI", "EDUC"], ())
