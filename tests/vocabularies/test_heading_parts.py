"""Headings that stand in no list are understood by their parts: questions, compounds, and words that are cut short."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.vocabularies.headings import load_headings

# A target with headings, divided by bars. None of them stands in the dictionary.
ASKED = """\
title: Wie nennen Sie den Datensatz? | Um welchen Datensatz handelt es sich? | 2. Wie lautet der Titel?
title: What is the dataset called in your team?
description: Was steckt in der Liste? | Worum geht es in diesen Daten? | Beschreiben Sie bitte kurz den Inhalt
description: What does the list include? | What is in this file?
creator.name: Wer verantwortet den Datensatz fachlich? | Bei welcher Dienststelle entstehen die Daten?
creator.name: Which department looks after this? | Who collects the data?
contact.name: Wen dürfen wir bei Rückfragen ansprechen? | Who should we contact about it?
contact.email: Unter welcher E-Mail-Adresse sind Sie erreichbar? | Wie lautet Ihre E-Mail-Adresse?
frequency: Wie oft ändert sich das? | In welchem Rhythmus kommt Neues? | How frequently does it change?
modified: Wann haben Sie zuletzt etwas geändert? | Wie aktuell sind die Angaben? | How current is the data?
temporal.start: Seit wann führen Sie die Liste? | Ab wann gibt es Werte?
temporal.end: Bis wann reicht die Reihe?
temporal: Welche Jahre sind abgedeckt? | Which years are covered?
spatial.text: Für welches Gebiet gelten die Daten? | What area is covered?
license: Unter welcher Lizenz dürfen Dritte das nutzen? | Which licence should apply?
distribution.format: In welcher Form haben Sie die Daten? | What format do you keep it in?
distribution.access_url: Wo sind die Daten schon online? | Where can people download it?
ignore.storage: Wo bewahren Sie das auf, wo ist es gespeichert? | Where is it kept?
ignore.source_system: Mit welcher Software arbeiten Sie dafür? | Which system holds it?
provenance: Woher haben Sie die Daten? | Where does it come from?
legal_basis: Auf welcher Rechtsgrundlage erheben Sie das?
release.publish: Dürfen wir die Liste veröffentlichen? | Kann das ins Portal, kann man es veröffentlichen?
release.publish: May we publish this list? | Eignet sich das für eine Veröffentlichung?
release.personal_data: Kommen darin personenbezogene Angaben vor? | Is there any personal information in it?
release.approved: Hat die Leitung zugestimmt? | Who signed off the release?
ignore.release_reason: Weshalb geht das nicht? | Was spricht Ihrer Meinung nach gegen eine Freigabe?
ignore.release_reason: Why can it not be shared?
ignore.remarks: Wollen Sie noch etwas ergänzen? | Is there anything else to tell us?
ignore.effort: Wie aufwendig wäre das?
"""

CUT = """\
release.personal_data: pers.bezogene Daten | personenbez. Daten? | pers.bez. Angaben | Personenbezogene Dat.
description: Kurzbeschr. | Inhaltsbeschr. | Beschr. d. Datensatzes
license: Liz.bedingungen | Nutzungsbed.
frequency: Aktualis.-Zyklus | Aktualisierungsinterv.
modified: letzte Aktualis. | Aktualis.-Datum
temporal: zeitl. Bezug | Bezugszeitr.
spatial.text: räuml. Bezug | geogr. Abdeckung
creator.name: dat. haltende Stelle | datenhalt. Stelle | zuständ. Fachbereich
legal_basis: Rechtsgrundl. | gesetzl. Grundlage
ignore.remarks: Bemerk. | int. Bemerkung
contact.name: Ansprechp. | fachl. Ansprechpartner
issued: Veröff.-Datum | Veröff. am
keywords: Schlagwört.
themes: Themenber. | Themenzuordn.
"""

COMPOUND = """\
distribution.access_url: Veröffentlichungs-URL | Publikations-Link | Fachschalen-URL
distribution.format: Ablieferungsformat | Archivformat
description: Sachbeschreibung | Bestandsbeschreibung
ignore.effort: Aufbereitungsaufwand | Anonymisierungsaufwand | Pflegekosten
frequency: Meldeturnus | Berichtsrhythmus
creator.name: Geodatenhaltende Stelle | Bewirtschaftende Dienststelle
ignore.remarks: Pflegebemerkung | Fachamtskommentar | Arbeitsnotizen
ignore.source_system: Auskunftssystem | Verwaltungssoftware
ignore.steward: Geodatenpfleger
ignore.quality: Erhebungsqualität
key: Fachschalen-ID | Bestandsnr.
temporal: Betriebszeitraum
"""


def read_list(text: str) -> list[tuple[str, str]]:
    lines = (line.split(": ", 1) for line in text.splitlines())
    return [(heading, target) for target, row in lines for heading in row.split(" | ")]


@pytest.mark.parametrize(("heading", "target"), [*read_list(ASKED), *read_list(CUT), *read_list(COMPOUND)])
def test_a_heading_is_understood_by_its_parts(heading: str, target: str) -> None:
    found = load_headings().match(heading)
    assert found
    assert found[0].target == target


@pytest.mark.parametrize(
    "heading",
    [
        "Darf das nicht veröffentlicht werden?",
        "Sind keine personenbezogenen Daten enthalten?",
        "Is it not personal data?",
    ],
)
def test_a_question_with_a_negation_is_not_taken_for_its_opposite(heading: str) -> None:
    assert not [one for one in load_headings().match(heading) if one.target.startswith("release.")]


@pytest.mark.parametrize(
    "heading", ["Kontaktnummer", "Lizenzdatum", "Prüfungsdatum", "Statusbeschreibung", "Formatname"]
)
def test_a_compound_whose_first_part_speaks_of_another_field_is_never_sure(heading: str) -> None:
    assert all(one.score < 0.75 for one in load_headings().match(heading))


def test_a_group_is_named_by_words_that_stand_together() -> None:
    found = load_headings().match("Zeit und Raum › Stand")
    assert found[0].target == "modified"


def test_a_compound_alone_does_not_make_a_cell_a_heading() -> None:
    assert load_headings().knows("Aufbereitungsaufwand") == 0.0


def test_offices_are_known_in_several_languages() -> None:
    bodies = ("Amt 61", "Grünflächenamt", "FB 3", "Abt. 2", "61-2", "Planning Department", "Mairie", "Bergen kommune")
    others = ("Umwelt", "Baumkataster", "Verkehr und Straßen", "Monat")
    assert [text for text in bodies if not load_headings().names_body(text)] == []
    assert [text for text in others if load_headings().names_body(text)] == []


@given(st.text(max_size=40))
def test_any_text_with_a_question_mark_or_a_point_is_read_without_fail(text: str) -> None:
    for heading in (f"{text}?", f"{text}.", f"Welche {text}?"):
        assert all(0.5 <= one.score <= 1 for one in load_headings().match(heading))
