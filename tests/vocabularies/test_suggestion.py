from __future__ import annotations

import doctest
import re
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.vocabularies.load import load_vocabulary
from toolkit.vocabularies.lookup import Found
from toolkit.vocabularies.suggestion import (
    CERTAIN,
    choose_keywords,
    choose_theme,
    find_keywords,
    find_themes,
    suggest,
    suggest_keywords,
    suggest_themes,
    suggest_topics,
)

TITLES = [
    ("Leerungstermine der Biotonnen 2031", "Abfallentsorgung", "ENVI"),
    ("Verzeichnis aller Straßenlaternen in Musterstadt", "Sicherheit", "JUST"),
    ("Schülerinnen und Schüler je Klasse", "Bildung", "EDUC"),
    ("Ergebnisse der Ratswahl nach Stimmbezirken", "Politische Partizipation", "GOVE"),
    ("Ladepunkte für E-Autos im Landkreis Beispielhausen", "Verkehr", "TRAN"),
    ("Hebesätze der Grundsteuer", "Finanzen", "ECON"),
    ("Belegung der Frauenhäuser", "Soziale Hilfe", "SOCI"),
    ("Einspeisung aus Photovoltaikanlagen", "Energie", "ENER"),
    ("Notdienstkalender der Apotheken", "Gesundheit", "HEAL"),
    ("Flurstücke und Gemarkungen", "Raumplanung", "REGI"),
    ("Eintragungen in die Denkmalliste", "Kultur", "EDUC"),
    ("Arbeitslosenquote nach Ortschaften", "Wirtschaft", "ECON"),
    ("Zuzüge und Fortzüge", "Bevölkerungsstruktur", "SOCI"),
    ("Hundefreilaufflächen", "Flora und Fauna", "ENVI"),
    ("Übernachtungen in Ferienwohnungen", "Tourismus", "ECON"),
    ("Niederschlagsmengen der Wetterstationen", "Wetter", "ENVI"),
]


@pytest.mark.parametrize(("title", "topic", "theme"), TITLES)
def test_the_theme_of_a_municipal_title_is_found(title: str, topic: str, theme: str) -> None:
    assert suggest_topics(title)[0].concept.de == topic
    assert suggest_themes(title)[0].code == theme


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("Sperrmülltermine", "abfallentsorgung/abfallkalender"),
        ("Bebauungspläne der Innenstadt", "raumplanung/bebauungsplan"),
        ("Ausschüsse und Sitzungen des Gemeinderats", "politischePartizipation/politischeVertretung/gremium"),
        ("Standorte der Paketstationen", "wirtschaft/dienstleistung/postfiliale"),
        ("Luftbilder aus der Befliegung 2030", "raumplanung/orthofoto"),
        ("Zählstellen für den Radverkehr", "verkehr/radverkehr/messung"),
        ("Fahrplandaten als GTFS", "verkehr/oepnv/liniennetzSollfahrdatenEchtzeitdaten"),
        ("Entschärfte Blindgänger", "sicherheit/zivilschutzUndKatastrophenschutz/kampfmittelfund"),
    ],
)
def test_the_type_of_a_municipal_title_is_found(title: str, code: str) -> None:
    assert suggest(title)[0].concept.code == code


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Grünflächen", "GRUENFLAECHEN"),
        ("Straßenbäume", "strassenbaeume"),
        ("Spielplätze", "Stadt Köln: Standorte der Spielplätze 2019"),
        ("Wochenmarkt", "Wochenmärkte"),
    ],
)
def test_case_umlauts_endings_places_and_years_do_not_matter(one: str, other: str) -> None:
    assert [(s.concept, s.score) for s in suggest(one)] == [(s.concept, s.score) for s in suggest(other)]


@pytest.mark.parametrize("title", ["", " ", "2019", "xqz wrtpf", "Daten der Stadt Köln 2019", "!!! ---", "Liste"])
def test_titles_that_say_nothing_give_nothing(title: str) -> None:
    assert suggest(title) == suggest_topics(title) == ()
    assert suggest_themes(title) == ()
    assert suggest_keywords(title) == choose_keywords(title) == ()
    assert choose_theme(title) is None


def test_the_words_that_led_there_are_named_as_they_were_written() -> None:
    (best, *_) = suggest_topics("Kataster der STRASSENBÄUME", "Mit Baumarten und Alleen")
    assert best.words[0] == "STRASSENBÄUME"
    assert set(best.words) <= {"STRASSENBÄUME", "Baumarten", "Alleen"}


def test_at_most_three_words_lead_there() -> None:
    assert len(suggest_topics("Bus, Straßenbahn, Haltestelle, Fahrplan, Radweg und Ampel")[0].words) == 3


def test_words_in_a_row_count_as_one_and_are_named_so() -> None:
    (best, *_) = suggest_topics("Park and Ride")
    assert best.concept.de == "Verkehr"
    assert suggest_topics("Menschen mit Behinderung")[0].words[0] == "Menschen Behinderung"


def test_a_slip_of_the_pen_in_a_title_is_forgiven() -> None:
    assert suggest_topics("Strasenbeleuchtng")[0].concept.de == "Sicherheit"


def test_the_title_counts_more_than_the_description() -> None:
    (best, *_) = suggest_topics("Wochenmärkte", "Eine Parkanlage und viele weitere Dinge, die hier nur am Rand stehen.")
    assert best.concept.de == "Wirtschaft"


def test_the_description_counts_where_the_title_says_nothing() -> None:
    assert suggest_topics("Blatt 7", "Bebauungsplan")[0].concept.de == "Raumplanung"


def test_what_stands_at_the_end_of_a_long_description_does_not_count() -> None:
    assert suggest_topics("", "etwas anderes " * 100 + "Hundesteuer") == ()


def test_scores_fall_and_stay_between_0_and_1() -> None:
    found = suggest("Radwege, Parkhäuser und Haltestellen", most=20)
    scores = [one.score for one in found]
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score < 1 for score in scores)
    assert len({one.concept for one in found}) == len(found)


@pytest.mark.parametrize("most", [0, 1, 2, 5])
def test_no_more_are_given_than_were_asked_for(most: int) -> None:
    title = "Radwege, Parkhäuser, Haltestellen, Schulen, Bäume und Wahllokale"
    assert len(suggest(title, most=most)) == most
    assert len(suggest_topics(title, most=most)) <= most


def test_a_type_is_never_a_theme_and_a_topic_never_a_type() -> None:
    assert all("/" in one.concept.code for one in suggest("Verkehr und Mobilität", most=50))
    assert all("/" not in one.concept.code for one in suggest_topics("Verkehr und Mobilität", most=50))


def test_sonstiges_is_never_suggested() -> None:
    assert suggest_topics("Sonstiges") == suggest("Sonstiges") == ()


def test_no_more_than_three_themes_and_five_keywords_are_suggested() -> None:
    title = "Radwege, Haltestellen, Schulen, Museen, Straßenbäume, Wahllokale, Hundesteuer und Krankenhäuser"
    assert len(suggest_themes(title)) <= 3
    assert len(suggest_keywords(title)) <= 5


def test_keywords_name_the_type_and_then_the_theme() -> None:
    assert suggest_keywords("Baumfällungen im Winter") == ("Baumfällung", "Baumbestand", "Flora", "Fauna")


def test_only_what_is_certain_is_chosen() -> None:
    certain, doubtful = "Standorte der Wochenmärkte", "Kitaplätze nach Stadtteil"
    assert suggest_topics(certain)[0].score >= CERTAIN > suggest_topics(doubtful)[0].score
    assert [theme.code for theme in suggest_themes(certain)] == ["ECON"]
    assert choose_theme(certain) == suggest_themes(certain)[0]
    assert suggest_themes(doubtful)
    assert choose_theme(doubtful) is None
    assert choose_keywords(doubtful) == ()


def test_a_keyword_for_a_type_is_only_chosen_where_the_title_says_it() -> None:
    assert choose_keywords("Standorte der Wochenmärkte") == ("Wochenmarkt", "Wirtschaft")
    assert choose_keywords("Markttage der Bauernmärkte") == ("Wirtschaft",)


def test_themes_and_keywords_of_entries_stand_once() -> None:
    catalogue = load_vocabulary("musterdatenkatalog")
    taxi, path, rest = (catalogue.find(name) for name in ("Taxistand", "Gehweg", "Sonstiges"))
    concepts = [one.concept for one in (taxi, path, rest) if isinstance(one, Found)]
    assert len(concepts) == 3
    assert [theme.code for theme in find_themes(concepts)] == ["TRAN"]
    assert find_keywords([*concepts, *concepts]) == ("Taxistand", "KFZ", "Gehweg", "Fußverkehr")


def test_the_examples_of_the_manual_hold() -> None:
    page = Path(__file__).parents[2] / "docs" / "suggestions.md"
    rows = re.findall(r"^\| (.+) \| (.+ - .+) \| (.+) \| (.+, .+) \|$", page.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(rows) == 3
    for title, kind, theme, keywords in rows:
        assert suggest(title)[0].concept.de == kind
        assert suggest_themes(title)[0].de == theme
        assert ", ".join(suggest_keywords(title)) == keywords
    assert doctest.testfile(str(page), module_relative=False, encoding="utf-8") == (0, 3)


@given(st.text(), st.text())
def test_nothing_that_anybody_writes_raises(title: str, description: str) -> None:
    assert suggest(title, description) == suggest(title, description)
    assert len(suggest_themes(title, description)) <= 3
    assert len(suggest_keywords(title, description)) <= 5
    assert all(0 < one.score < 1 for one in suggest_topics(title, description))


@given(st.sampled_from(TITLES), st.randoms(use_true_random=False))
def test_the_order_of_main_words_does_not_change_the_theme(title: tuple[str, str, str], random: Random) -> None:
    words = title[0].partition(" nach ")[0].split()
    random.shuffle(words)
    assert suggest_topics(" ".join(words))[0].concept.de == title[1]


def test_what_the_data_are_divided_by_counts_less_than_what_they_are() -> None:
    assert suggest_topics("Arbeitslosenquote nach Ortschaften")[0].concept.de == "Wirtschaft"
    assert suggest_topics("Ortschaften nach Arbeitslosenquote")[0].concept.de == "Raumplanung"
