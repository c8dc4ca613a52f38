from __future__ import annotations

import pytest

from tests.mapping.small_inventory import build_sheet
from tests.proposals.small_dictionary import column
from toolkit.model.grid import Area, CellValue
from toolkit.model.survey import Survey
from toolkit.model.table import Table
from toolkit.proposals.flaws import find_flaws
from toolkit.proposals.proposal import TableProposal
from toolkit.proposals.propose import propose_mapping
from toolkit.reading.tables import locate_table
from toolkit.vocabularies.headings import load_headings

_TITLES = ("Baumkataster", "Freie Parkplätze", "Wahllokale der Stadt", "Lärmkarte", "Hundesteuer nach Jahren")
_PROSE = tuple(
    f"Zu jedem Eintrag {title} steht hier ausführlich, was erfasst ist, woher und wozu." for title in _TITLES
)


def propose(*rows: tuple[CellValue, ...], merged: tuple[Area, ...] = ()) -> TableProposal:
    """Propose with the headings that the product knows."""
    table = locate_table(build_sheet(*rows, merged=merged), (1,))
    found = propose_mapping([Survey((table,), ())], ["liste.xlsx"], load_headings()).datasets
    assert found
    return found


def mean(heading: str, *cells: CellValue, title: str = "Titel") -> tuple[str, str]:
    """Tell what the third column of a table means, and how surely."""
    rows = [(f"A-{number:02}", _TITLES[number % 5], cell) for number, cell in enumerate(cells)]
    one = column(propose(("Nr.", title, heading), *rows), heading)
    return one.target, one.status


_LINKS = tuple(f"https://example.org/{number}" for number in range(5))
_MAILS = tuple(f"amt{number}@example.org" for number in range(5))


@pytest.mark.parametrize(
    ("heading", "cells", "target"),
    [
        ("Fundort", _LINKS, "distribution.access_url"),
        ("Im Netz", _LINKS, "distribution.access_url"),
        ("Xyzzy", _PROSE, "description"),
        ("Xyzzy", ("2008-2012", "seit 2011", "2001-2005", "2010-2020", "1990-1999"), "temporal"),
        ("Xyzzy", ("Amt 61", "Grünflächenamt", "Amt 61", "Bauamt", "Grünflächenamt"), "creator.name"),
        ("Xyzzy", ("täglich", "jährlich", "täglich", "monatlich", "täglich"), "frequency"),
        ("Verantwortlich - E-Mail", _MAILS, "contact.email"),
    ],
)
def test_what_no_other_column_could_hold_is_settled_by_its_content(
    heading: str, cells: tuple[str, ...], target: str
) -> None:
    assert mean(heading, *cells) == (target, "settled")


def test_two_columns_of_addresses_are_not_settled_by_content() -> None:
    rows = [(f"A-{number}", _TITLES[number], _LINKS[number], _LINKS[number] + "/x") for number in range(5)]
    found = propose(("Nr.", "Titel", "Xyzzy", "Yzzyx"), *rows)
    assert {column(found, heading).status for heading in ("Xyzzy", "Yzzyx")} == {"question"}


def test_a_heading_that_plainly_means_something_else_is_asked_about() -> None:
    assert mean("Rechtsgrundlage", *_LINKS)[1] == "question"


def test_the_first_column_that_reads_like_titles_is_the_title_where_no_heading_gives_one() -> None:
    rows = [(f"A-{number}", _TITLES[number], "Amt 61", f"Person {_TITLES[number]}") for number in range(5)]
    one = column(propose(("Nr.", "Xyzzy", "Amt", "Yzzyx"), *rows), "Xyzzy")
    assert (one.target, one.status) == ("title", "settled")


def test_dates_alone_stay_a_question() -> None:
    assert mean("Xyzzy", *(f"0{number}.03.2024" for number in range(1, 6)))[1] == "question"


def test_yes_or_no_never_names_an_owner() -> None:
    assert mean("Einverständnis Leitung", "ja", "nein", "ja", "ja", "nein") != ("ignore.owner", "settled")


@pytest.mark.parametrize(
    ("heading", "cells", "target"),
    [
        ("Zeitliche Ausdehnung (Anfang)", (2001, 2002, 2003, 2004, 2005), "temporal.start"),
        ("Zeitliche Ausdehnung (Ende)", (2001, 2002, 2003, 2004, 2005), "temporal.end"),
        (
            "Erfassungsart (manuell/autom.)",
            ("manuell", "autom.", "manuell", "autom.", "manuell"),
            "ignore.update_process",
        ),
        ("Schritt 3: Freigabe durch Amtsleitung", ("ja", "nein", "ja", "ja", "nein"), "release.approved"),
        ("DS_SCHLAGW", ("Baum; Park", "Bus; Bahn", "Wahl; Urne", "Lärm; Ruhe", "Hund; Katze"), "keywords"),
        ("AMT_BEZ", ("Amt 61", "Amt 66", "Amt 61", "Amt 40", "Amt 40"), "creator.name"),
        ("Trefwoorden / Mots-clés", ("Baum; Park", "Bus; Bahn", "Wahl; Urne", "Lärm; Ruhe", "Hund; Katze"), "keywords"),
    ],
)
def test_brackets_steps_cut_words_and_two_languages_are_read(
    heading: str, cells: tuple[CellValue, ...], target: str
) -> None:
    assert mean(heading, *cells) == (target, "settled")


def test_changed_beside_changed_by_is_when_the_row_was_changed() -> None:
    rows = [(f"A-{number}", _TITLES[number], f"0{number + 1}.03.2024", "Muster") for number in range(5)]
    one = column(propose(("Nr.", "Titel", "Geändert", "Geändert von"), *rows), "Geändert")
    assert (one.target, one.status) == ("ignore.row_changed", "settled")


def test_the_offices_own_number_is_the_key_before_a_doi() -> None:
    rows = [(f"10.99999/x.{number}", f"A-{number}", _TITLES[number]) for number in range(5)]
    found = propose(("DOI", "Interne ID", "Titel"), *rows)
    assert (found.key, found.key_settled) == ("Interne ID", True)


def test_numbered_columns_of_addresses_are_those_of_distributions() -> None:
    rows = [(f"A-{number}", _TITLES[number], _LINKS[number], _LINKS[number] + "/x") for number in range(5)]
    found = propose(("Nr.", "Titel", "Datei 1", "Datei 2"), *rows)
    files = [column(found, heading) for heading in ("Datei 1", "Datei 2")]
    assert [(one.target, one.part, one.status) for one in files] == [
        ("distribution.access_url", "1", "settled"),
        ("distribution.access_url", "2", "settled"),
    ]


def test_dataset_cells_merged_over_several_rows_tell_that_a_row_is_a_file() -> None:
    rows: list[tuple[CellValue, ...]] = []
    merged: list[Area] = []
    for number in range(4):
        start = 2 + 2 * number
        rows += [
            (f"A-{number}", _TITLES[number], "CSV", f"https://example.org/{number}.csv"),
            (None, None, "XLSX", f"https://example.org/{number}.xlsx"),
        ]
        merged += [Area(start, 1, start + 1, 1), Area(start, 2, start + 1, 2)]
    found = propose(("Nr.", "Titel", "Format", "Download"), *rows, merged=tuple(merged))
    assert (found.rows, found.key, column(found, "Nr.").fill) == ("distribution", "Nr.", "merged")


def test_a_table_without_columns_has_no_flaws() -> None:
    assert list(find_flaws(Table(build_sheet(("Nr.",)), (1,), (), (2, 3)))) == []
