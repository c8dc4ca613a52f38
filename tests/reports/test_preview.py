"""How a dataset would look in a catalogue: labels instead of codes, safe links only, text that stays text."""

from __future__ import annotations

import html

import pytest

from tests.reports.test_check_page import HOSTILE, Page
from toolkit.model.dataset import Agent, ContactPoint, Dataset, Distribution, Period, Place
from toolkit.reports.language import Translator
from toolkit.reports.preview import LONGEST_LINE, LONGEST_TEXT, Preview, build_preview, cut
from toolkit.reports.site.fact import Fact
from toolkit.reports.template import build_environment

ENGLISH, GERMAN = Translator("en"), Translator("de")
THEME = "http://publications.europa.eu/resource/authority/data-theme/ENVI"
LICENCE = "http://dcat-ap.de/def/licenses/dl-by-de/2.0"
CSV = "http://publications.europa.eu/resource/authority/file-type/CSV"


def facts_of(preview: Preview, label: str) -> tuple[Fact, ...]:
    return next((row.facts for row in preview.rows if row.label == label), ())


def show(dataset: Dataset, translator: Translator = ENGLISH, level: int = 4) -> Page:
    template = build_environment("templates/report", translator).from_string(
        '{% from "preview.html.j2" import show_preview with context %}{{ show_preview(preview, level) }}'
    )
    return Page(template.render(preview=build_preview(dataset, translator), level=level))


def test_coded_values_have_their_names_in_the_readers_language() -> None:
    dataset = Dataset("amt", "A-1", themes=(THEME,), license=LICENCE)
    assert facts_of(build_preview(dataset, GERMAN), "Thema") == (Fact("Umwelt", ""),)
    assert facts_of(build_preview(dataset, ENGLISH), "Theme") == (Fact("Environment", ""),)
    (licence,) = facts_of(build_preview(dataset, GERMAN), "Lizenz")
    assert licence == Fact("Datenlizenz Deutschland Namensnennung 2.0", "https://www.govdata.de/dl-de/by-2-0")


def test_dates_are_written_as_people_write_them() -> None:
    preview = build_preview(Dataset("amt", "A-1", modified="2024-03-01", issued="2020"), GERMAN)
    assert facts_of(preview, "Geändert") == (Fact("01.03.2024"),)
    assert facts_of(preview, "Veröffentlicht") == (Fact("2020"),)


@pytest.mark.parametrize(
    ("period", "said"),
    [
        (Period("2020", "2024"), "2020 to 2024"),
        (Period("2020"), "from 2020"),
        (Period(end="2024"), "until 2024"),
    ],
)
def test_a_period_says_what_is_known_of_it(period: Period, said: str) -> None:
    assert facts_of(build_preview(Dataset("amt", "A-1", temporal=period), ENGLISH), "Period") == (Fact(said),)


def test_what_nobody_filled_in_has_no_row() -> None:
    assert build_preview(Dataset("amt", "A-1"), ENGLISH) == Preview("", (), (), (), ())


def test_bodies_lead_to_their_pages_and_mailboxes_to_mail() -> None:
    contact = ContactPoint("Auskunft", "daten@example.org", "+49 6131 12-0", "https://example.org/auskunft")
    publisher = Agent("Stadt", url="https://example.org")
    preview = build_preview(Dataset("amt", "A-1", publisher=publisher, contact=contact), ENGLISH)
    assert facts_of(preview, "Publisher") == (Fact("Stadt", "https://example.org"),)
    assert facts_of(preview, "Contact") == (
        Fact("Auskunft", "https://example.org/auskunft"),
        Fact("daten@example.org", "mailto:daten@example.org"),
        Fact("+49 6131 12-0"),
    )


def test_a_place_is_named() -> None:
    preview = build_preview(Dataset("amt", "A-1", spatial=Place("Stadtgebiet")), ENGLISH)
    assert facts_of(preview, "Place") == (Fact("Stadtgebiet"),)


def test_a_description_keeps_its_paragraphs_and_is_cut_where_it_is_long() -> None:
    assert build_preview(Dataset("a", "1", description=" Eins.\n \nZwei.\nDrei. "), ENGLISH).paragraphs == (
        "Eins.",
        "Zwei.\nDrei.",
    )
    (only,) = build_preview(Dataset("a", "1", description="x" * (LONGEST_TEXT + 1)), ENGLISH).paragraphs
    assert only == "x" * (LONGEST_TEXT - 1) + "…"


def test_exactly_what_fits_is_not_cut() -> None:
    assert cut("x" * LONGEST_LINE) == "x" * LONGEST_LINE
    assert cut("x" * (LONGEST_LINE + 1)) == "x" * (LONGEST_LINE - 1) + "…"


def test_a_distribution_has_a_badge_a_size_and_the_most_direct_address() -> None:
    part = Distribution(
        "1",
        "Bäume",
        access_url="https://example.org/a",
        download_url="https://example.org/b",
        format=CSV,
        byte_size=2500,
    )
    (shown,) = build_preview(Dataset("a", "1", distributions=(part,)), GERMAN).parts
    assert (shown.title, shown.format, shown.size) == ("Bäume", "CSV", "2,5 kB")
    assert shown.address == Fact("https://example.org/b", "https://example.org/b")


def test_a_licence_of_a_distribution_is_named_where_it_differs() -> None:
    parts = (Distribution("1", license=LICENCE), Distribution("2"), Distribution("3", license="other"))
    shown = build_preview(Dataset("a", "1", license=LICENCE, distributions=parts), ENGLISH).parts
    assert [[row.label for row in part.rows] for part in shown] == [[], [], ["Licence"]]


@pytest.mark.parametrize("address", ["javascript:alert(1)", "\\\\fs01\\Daten", "files/a.csv"])
def test_an_address_that_is_no_safe_link_is_text(address: str) -> None:
    part = Distribution("1", access_url=address)
    page = show(Dataset("a", "1", distributions=(part,)))
    assert page.all("a") == []
    assert address in page.text


def test_many_distributions_are_counted() -> None:
    parts = tuple(Distribution(str(number)) for number in range(22))
    preview = build_preview(Dataset("a", "1", distributions=parts), ENGLISH)
    assert (len(preview.parts), preview.hidden_parts) == (20, 2)
    assert "2 more links and files are not shown here." in show(Dataset("a", "1", distributions=parts)).text
    assert build_preview(Dataset("a", "1", distributions=parts[:20]), ENGLISH).hidden_parts == 0


def test_the_macro_shows_it_under_a_heading_of_the_wished_level() -> None:
    page = show(Dataset("a", "1", "Bäume", "Alle Bäume.", keywords=("Baum", "Park")), level=6)
    assert [tag for tag, _ in page.elements if tag.startswith("h")] == ["h6"]
    assert page.text.startswith("Bäume Alle Bäume. Keywords: Baum Park")
    assert "There is no file and no service for this dataset yet." in page.text


def test_a_dataset_without_anything_says_what_is_missing() -> None:
    assert show(Dataset("a", "1")).text.startswith("(without a title) There is no description yet.")


def test_cells_with_markup_stay_text() -> None:
    page = show(Dataset("a", "1", HOSTILE, HOSTILE, keywords=(HOSTILE,), attribution=HOSTILE))
    assert {tag for tag, _ in page.elements} <= {"div", "h4", "p", "span", "dl", "dt", "dd"}
    assert html.unescape(HOSTILE.split("{{", maxsplit=1)[0]) in page.text
