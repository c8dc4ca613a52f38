"""The heading dictionary finds what real headings mean, with their slips of the pen, and leaves others alone."""

from __future__ import annotations

import time
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.mapping.fields import ROW_FIELDS
from toolkit.mapping.spec import Question
from toolkit.model.message import Message
from toolkit.vocabularies.headings import LANGUAGES, is_target, load_headings
from toolkit.vocabularies.headingsearch import find_matches
from toolkit.vocabularies.unpublished import REASONS

RELEASE = {f"release.{question}" for question in get_args(Question)}

# A target with headings as offices write them, divided by bars; a line break within a heading is written as ⏎.
MEANT = """\
description: Beschreibng | Beschreibun | Bechreibung | Kurzbeschreibug | Kurzbeschreibung*
description: Datensatzbeschreibng | Erlaeuterung | Erläuterungn | Inhaltliche Beschreibug
description: INHALT DES DATENSATZES | Descrição | Descricao | Beskrivelse | Omschrijving | Beschreibung (kurz)
description: Datenbeschreibung / Inhalt
title: Titel* | Titel: | Titel ¹ | Titel (Pflicht) | Titel [optional] | 1. Titel
title: Titel (max. 100 Zeichen) | TITEL | Ttiel des Datensatzes | Titel des Datensatz
title: Titel des Datensatzes (Pflichtfeld) | Name des Datensazes | Bezeichnug
title: Bezeichnung d. Datensatzes | Bezeichnung/Titel | Titel / Name des Datensatzes | dataset_title
title: datasetTitle | dct:title | Datensatz Titel - STANDARDISIERT | Datensatz › Titel | Titel_de
title: Wie heißt der Datensatz? | Nome da Base de Dados | nombre del conjunto de datos
title: Titre du jeu de donnees | Tittel | Allgemeine Angaben › Bezeichnung | Titre / Titel
title: Nome do conjunto | Navn på datasettet | Titel: kurz und treffend, ohne Ort und Jahr
keywords: Schlagwoerter | Schlagwörter (kommagetrennt) | Schlagwort 2 | Schlagwrote | Schlagworter
keywords: Schlagwort(e) | Stichworte/Schlagworte | Stichwörte | keywords_3 | keyword[1] | dcat:keyword
keywords: Keyword(s) | Freie Schlagworte (mit Komma getrennt) | Palabras clave | Mots-clés | Trefwoorden
frequency: Aktualisierungsintervale | Aktualisierungsinterval | Aktualisierungs-⏎intervall
frequency: Aktualisierungs- intervall | Aktua- lisierungsintervall | Aktualisierungsfrequnz
frequency: Aktualisierungsfrequenz (z. B. jährlich) | Aktualiserungszyklus | Aktualisierungsturnus der Daten
frequency: Turnus | Turnus der Aktualisierung des Datensatzes | Wie oft werden die Daten aktualisiert?
frequency: Wie häufig wird der Datensatz aktualisiert? | accrualPeriodicity | dct:accrualPeriodicity
frequency: Update frequency | Update Freqency | Periodicidade de Atualização | Frecuencia de actualización
frequency: Fréquence de mise a jour | oppdateringsfrekvens | Aktual.-intervall | Aktualisierung (Intervall)
frequency: Aktualisierung › Turnus | How often is it updated? | Hvor ofte oppdateres det? | extras_frequency
modified: Letzte Aktualisierung | Letzte Aktualisirung | Letzte › Aktualisierung | Letzte Aktua- lisierung
modified: Datum der letzten Aktualisierung des Datensatzes | zuletzt aktualisiert am | Zuletzt aktualisert
modified: Stand der Daten | Datenstand (Datum) | Aktualisierungsdatm | letztes Update | Date of last update
modified: fecha de actualizacion | Laatst gewijzigd | letzte Aktual. | Aktualität / Stand | Stand vom:
modified: Aktualisierung › Datum | Fecha de la ultima actualizacion | Datum laatste update
issued: Veröffentlichungsdatum | Veroeffentlichungsdatum | Veröfentlichungsdatum
issued: Datum der Veröffentlichung | Erstmalige Veröffentlichung am | Datum der Erstveröffentlichung
issued: Date released
creator.name: Verantwortlichkiet | Verantworlichkeit - Bezirksebene | Datenhoheit bei | Datenhaltende Stelle
creator.name: DatenhaltendeStelle | Org-Einheit | Organisationseinheit (OE) | Federführendes Amt | Federführung
creator.name: Fachamt/Abteilung | Fachamt / Dezernat | Zuständiges Fachamt | Zuständige Organisationseinheit
creator.name: Dienstelle | Sachgebiet/Abteilung | Unidade Resposável Informação | Órgão | dependencia
creator.name: bureauCode | Institution | Verantw. Stelle | Org.einheit | zust. Amt | Amt/Fachbereich/Dezernat
creator.name: Verantwortlich › Amt | Unidad administrativa que genera la información
publisher.name: Herausgber | Herausgeber/in | Veröffentlichende Stele | Datenbereitstellende Stelle | Publisher
publisher.name: dct:publisher | dataset_publisher_name | Herausgeber › Name | Unidade Resposável Publicação
publisher.name: utgiver | Published by
publisher.email: Herausgeber › E-Mail | E-Mail des Herausgebers | Herausgeber E-Mail | dataset_publisher_mbox
publisher.url: Herausgeber › Webseite | Herausgeber – Webseite | Webseite des Herausgebers
contact.name: Ansprechpartner/in | Ansprechpartner:in | Ansprechpartner*in | Ansprechpartner*innen
contact.name: AnsprechpartnerIn | Ansprechpartner(in) | Anprechpartner | Ansprechparter
contact.name: Ansprechperson - Landesebene | Kontaktpersohn | Kontakt › Name | dataset_contactPoint_fn | Contact
contact.email: Kontakt › E-Mail | Contact E-Mail | Kontakt E-mail | eMail | e_mail
contact.email: E-Mail-Adresse (Funktionspostfach) | Funktionspostfach | Mailadresse des Ansprechpartners
contact.email: E-Mail Ansprechpartner/in | dataset_contactPoint_hasEmail | mbox | Kontakt (E-Mail)
contact.email: Kontakt – E-Mail | Correo electronico del responsable | Contactpersoon e-mail
contact.email: Contact person email
license: Lizens der Daten | Lizenzen | Nutzungsbedingugen | Lizenz / Nutzungsbedingungen | dct:license
license: license_id | Nutzung › Lizenz | Licence | Open Data › Lizenz | Lizenz (z.B. CC BY 4.0)
license: Datenlizenz (falls bekannt)
attribution: Namensnenung | Quellenvermek | Text für Namensnennung
distribution.format: Dateiformat | Datei-Format | Dateifromat | Datei Format des gespeicherten Datensatzes | Format(e)
distribution.format: Ressource 1 Format | Resources - File format | Datei › Format | Datenformat(e) | resource_1_format
distribution.access_url: Ressource 2 URL | Ressource 2 › URL | Ressource Link | accessURL | distribution_accessURL
distribution.access_url: Link1
distribution.access_url: Link zum Datensatz | Resources - URL | URLdataAccess | Distribution (1): Zugriffs-URL
distribution.access_url: Lenke til datasettet | resource_url_1
distribution.download_url: downloadURL | Downloadlink | Download-URL der Datei
distribution.title: distribution_title | Ressource › Titel | Ressource 3 Titel | Ressource › Name
distribution.description: Ressourcen › Beschreibung | Resources - Description
distribution.byte_size: Dateigröße (KB) | Dateigrösse in MB
temporal.start: Zeitraum › von | Zeitbezug von | Zeitraum (von) | Temporal  Coverage › From | StartDate
temporal.start: Zeitraum › Beginn | Temporal coverage start date | Jahr von
temporal.end: Zeitraum › bis | Zeitraum (bis) | Temporal Coverage › To | EndDate
temporal: Zeitlicher Bezug | Zeitlicher Bezg | Berichtszeitraum | zeitl. Bezug
temporal: zeitlicher Bezug (von - bis) | Zeitliche Abdeckung › Jahr
spatial.text: Räumlicher Bezug | Raeumlicher Bezug | Räumliche Abdekung | Raumbezug (Stadtteil, PLR)
spatial.text: Geographic coverage | räuml. Bezug | geogr. Abdeckung | Gebiet / Raumbezug
themes: Themenkategorie | Kategorie (Mehrfachnennung möglich) | Kategorei | Themenfelder | EU-Thema
legal_basis: Rechtsgrundlge | Gesetzliche Grundlage | Mandate | gesetzl. Grundlage | Rechtl. Grundlage
landing_page: landingPage | Weiterführende Informationen
languages: Sprache
version: Version
release.publish: Ist eine Veröffentlichung möglich? | Kann der Datensatz veröffentlicht werden? (ja/nein)
release.publish: Veröffentlichung möglich? Ja/Nein | für eine Open Data Veröffentlichung identifiziert
release.publish: Open-Data-Freigabe | Open Data (ja/nein) | Soll der Datensatz als Open Data veröffentlicht werden?
release.publish: Offen | Für Öffentlichkeit freigegeben? | Open-Data-Potential (hoch/mittel/niedrig)
release.publish: Kann veröffentlicht werden (ja/nein/prüfen) | Open Data › ja/nein
release.personal_data: Enthält der Datensatz personenbezogene Daten? | Personenbezug? | Personenbzug
release.personal_data: Personenbezogene Daten (J/N) | personenbezogen ja/nein | Sind personenbezogene Daten enthalten?
release.personal_data: Contains personal data? | Gibt es personenbezogene Daten? | Ist der Datensatz personenbezogen?
release.personal_data: Dados pessoais? (Sim/Não) | Rechtliches › Personenbezug
release.approved: Freigabe Amtsleitung | Freigegeben durch | Freigabe durch die Amtsleitung erteilt
release.approved: Freigabe › Datum | Freigabe › durch
ignore.remarks: interne Bemerkung | Bemerkungn | Anmerkungen / Kommentare | Freigabe › Bemerkung | Erstgespräch
ignore.remarks: Hinweis
ignore.storage: Speicherort | Ablageort (Laufwerk) | Ablage (Pfad) | Speicherort / Pfad
ignore.source_system: IT-Fachverfahren | Fachverfaren | Quellsystem / Fachverfahren
ignore.owner: Data Owner | Dateneigentümer:in | datenverantwortliche Person | ResponsiblePersons
ignore.owner: Dateneigentümer (Amt) | Verantwortlich › Name | Dataset owner email
ignore.owner: Verantwortliche Person (Name)
ignore.steward: Data Steward | Sachbearbeiter/-in | Lieferant
ignore.phone: Telefonnummer
ignore.granularity: Räumliche Auflösung | Granularität | Temporal  Granularity › Standard
ignore.granularity: Geographical Granularity › Other
ignore.quality: Datenqualitaet
ignore.classification: Schutzbedarf | Vertraulichkeitsstuffe | Sigiloso (sim/não) | Política de sigilo
ignore.release_reason: Begründung, falls nein | Grund für Nicht-Veröffentlichung
ignore.release_reason: Begründung (wenn keine Veröffentlichung)
ignore.row_changed: Datum zuletzt bearbeitet | metadata_modified
ignore.update_process: Aktualisierungsprozess (manuell / automatisiert)
ignore.update_process: Aktualisierungsprozess (Manuell / Automatisiert)
ignore.type: Datentyp
ignore.reference_dataset: National Statistic | Kerndatensatz
ignore.planned_release: gewünschter Veröffentlichungstermin | Date to be published
ignore.status: Bearbeitungsstatus
ignore.effort: Priorität
ignore.example: Beispiel
key: Lfd. Nr. | lfd.Nr | Nr. | ID | Datensatz-ID | Dataset ID | dataset_identifier | Inventarnumer
key: Datensatz › Datensatz-ID | Numero BASE
distribution.key: Ressourcen-ID
dataset: Gehört zu Datensatz
access_rights: tilgangsnivå | accessLevel | Public Access Level | Verfügbarkeit (intern / veröffentlicht)
ignore.other: Taxonomy URL | num_resources
distribution.path: distribution_fileName
distribution.license: distribution_license
spatial: Raumbezug › AGS | Amtlicher Gemeindeschlüssel (AGS) | AGS/ARS | Regionalschlüssel (ARS)
spatial.uri: Raumbezug URI
spatial.geometry: Bounding Box | BBOX | Bounding Box (WGS84)
spatial.geometry: Begrenzungsrechteck (W, S, O, N) | Raumbezug › Bounding Box
temporal_resolution: Zeitliche Auflösung | Zeitl. Auflösung | Zeitliche Auflösung (ISO 8601) | Temporal Resolution
hvd_categories: HVD-Kategorie | HVD Category | Kategorie hochwertiger Datensätze
references: Musterdatensatz | Musterdatensatz (MDK) | Musterdatenkatalog
release.privacy_approved: Freigabe DSB | Freigabe Datenschutz | Freigabe › DSB
release.privacy_approved: Freigabe › Datenschutz | Freigabe des DSB
release.privacy_approved: Datenschutzfreigabe | Zustimmung DSB | Hat der DSB zugestimmt? | DPO approval
release.privacy_approved: Freigabe DSB am | Datenschutzrechtliche Freigabe erteilt | Geprüft durch DSB
release.anonymised: Anonymisiert | Anonymisiert? (ja/nein) | Sind die Daten anonymisiert? | Personenbezug › anonymisiert
release.anonymised: Anonymised? | Anonymisierung
release.lawful: Einwilligung | Liegt eine Einwilligung vor? | Gesetzliche Erlaubnis | Consent given
release.special_categories: Besondere Kategorien (Art. 9 DSGVO) | Besondere Kategorien personenbezogener Daten?
release.special_categories: Besonders schützenswerte Personendaten | Sozialdaten | Special categories of personal data
release.small_counts: Kleine Fallzahlen | Kleine Fallzahlen (<5) | Geringe Fallzahl | Fallzahlen unter 5 | Small counts
release.trade_secrets: Betriebs- und Geschäftsgeheimnisse | Betriebs- u. Geschäftsgeheimnisse
release.trade_secrets: Geschäftsgeheimnisse Dritter?
release.trade_secrets: Enthält der Datensatz Geschäftsgeheimnisse? | Betriebs-/Geschäftsgeheimnis
release.trade_secrets: Contains trade secrets?
release.third_party_rights: Rechte Dritter | Rechte Dritter? | Urheberrechte Dritter
release.third_party_rights: Bestehen Rechte Dritter (ja/nein)?
release.third_party_rights: Sind Rechte Dritter betroffen? | Rechtliches › Rechte Dritter | Third-party rights
release.third_party_rights: Drittrechte
release.security: KRITIS-relevant | KRITIS (ja/nein) | Sicherheitsrelevant | Ist der Datensatz sicherheitsrelevant?
release.security: Kritische Infrastruktur | Security risk
release.draft: Entwurf | Entwurf? | Ist der Datensatz ein Entwurf? | Draft
release.other_law: Andere Gesetze | Gesetzliches Veröffentlichungsverbot | Prohibited by law
release.structured: Maschinenlesbar | Maschinenlesbar (ja/nein) | Strukturiert
release.structured: Strukturierte Daten? | Machine readable?
release.own_data: Eigene Daten | Eigene Daten? | Eigene Erhebung | Own data
release.high_value: HVD | HVD (ja/nein) | High-Value Dataset | Hochwertiger Datensatz (HVD)
ignore.other: Anonymisierung möglich | Pseudonymisiert | Können die Daten anonymisiert werden? | Anonymisierbar
ignore.other: Müssen die Daten noch anonymisiert werden?
contact.phone: Kontakt › Telefon
"""

UNRELATED = """\
Flurstück | Straße | Hausnummer | PLZ | Postleitzahl | Baumart | Baumhöhe | Höhe in m | Einwohner 2020
Einwohner 2021 | Kostenstelle | Vertragsnummer | Inventarisierungsdatum der Möbel | Stadtteil | Ortsteil
Ortsbezirk | Stammumfang | Pflanzjahr | Kronendurchmesser | Breitengrad | Längengrad | Rechtswert | Hochwert
X-Koordinate | Y-Koordinate | Geometrie | Fläche in ha | Fläche (m²) | Länge in km | Anzahl Stellplätze
Anzahl Betten | Kapazität | Baujahr | Kennziffer der Anlage XY-7 | Vorname | Nachname | Geburtsdatum
Familienstand | Geschlecht | Staatsangehörigkeit | Religion | Beruf | Steuernummer | IBAN | Kontonummer
Rechnungsbetrag | Haushaltsansatz | Einnahmen | Ausgaben | Buchungsdatum | Rechnungsdatum | Lieferdatum
Bestellnummer | Artikelnummer | Menge | Einzelpreis | Mehrwertsteuer | Gesamtpreis | Raumnummer | Gebäude
Etage | Möbelstück | Seriennummer des Geräts | Anschaffungswert | Anschaffungsdatum | Garantie bis Jahresende
Wartungsintervall der Anlage | Datum der letzten Wartung | Prüfplakette | Fahrzeugtyp
Kfz-Kennzeichen Dienstwagen | Kraftstoff | Kilometerstand | Erstzulassung | Hubraum | CO2 | PM10 | NO2
Feinstaub | Ozon | Temperatur | Niederschlag | Windgeschwindigkeit | Luftdruck | Messwert | Messstelle
Pegelstand | Wasserstand | Strand | Rand | Formal | Kreise | Preise | Steuer | Statue | Wahlbeteiligung
Stimmen | Partei | Wahlbezirk | Ungültige Stimmen | Erststimmen | Männlich | Weiblich | Insgesamt
unter 18 Jahre | 65 Jahre und älter | Geburten | Sterbefälle | Zuzüge | Fortzüge | Arbeitslose | Schule
Schülerzahl | Klasse | Lehrkraft | Unterrichtsfach | Note | Spielgerät | Öffnungszeiten | Eintrittspreis
Barrierefreiheit | Haltestelle | Linie | Fahrtrichtung | Abfahrtszeit | Unfalltyp | Verletzte | Getötete
Lichtverhältnisse | Straßenzustand | Wassertiefe | Bodenart | Nutzungsart | Grundbuchblatt
Eigentümeranschrift | Gemarkung | Flur | Bebauungsplan | Aufstellungsbeschluss | Rechtskraft | Denkmalnummer
Epoche | Künstler | Material | Temperature | Street | Height | Population 2020 | Male | Female | Latitude
Longitude | Vehicle | Budget | Salary | First name | Surname | Birthday | Invoice number | Tree species
Rainfall | Price per unit | Rue | Code postal | Habitants | Calle | Población | Endereço do prédio | Bairro
Gate | Innbyggere | Straatnaam | Inwoners | Veranstaltungstitel | Titel der Veranstaltung | Name der Straße
Name des Baumes | Art des Baumes | Beschreibung des Schadens | Datum des Unfalls | Unveröffentlicht
Ohne Personenbezug | Keine personenbezogenen Daten | Nicht öffentlich | Nicht veröffentlichen | Kontrakt
Bericht | Zustandsnote | Lizenznummer | Kontonummer des Amtes | Sitzplätze | Zeichen | Spalte1 | Unnamed: 3
2019 | 2020 | Januar | Q1 | Summe | Gesamt | Prozent
"""


def meant_headings() -> list[tuple[str, str]]:
    lines = (line.split(": ", 1) for line in MEANT.splitlines())
    return [(heading.replace("⏎", "\n"), target) for target, row in lines for heading in row.split(" | ")]


def unrelated_headings() -> list[str]:
    return [heading for line in UNRELATED.splitlines() for heading in line.split(" | ")]


def best_of(heading: str) -> str:
    return next((found.target for found in load_headings().match(heading)), "")


def test_the_lists_of_this_test_are_long_enough_to_mean_something() -> None:
    assert len(meant_headings()) >= 300
    assert len(unrelated_headings()) >= 200


@pytest.mark.parametrize(("heading", "target"), meant_headings())
def test_a_heading_as_offices_write_it_finds_its_target(heading: str, target: str) -> None:
    assert best_of(heading) == target
    assert load_headings().knows(heading) >= 0.5


@pytest.mark.parametrize("heading", unrelated_headings())
def test_an_unrelated_heading_is_never_settled(heading: str) -> None:
    assert [found for found in load_headings().match(heading) if found.score >= 0.75] == []


def test_the_targets_are_the_fields_of_a_mapping_and_what_else_a_column_can_mean() -> None:
    others = {"key", "dataset", *RELEASE, *(f"ignore.{reason}" for reason in REASONS)}
    assert set(load_headings().targets) == {*ROW_FIELDS, *others}
    assert all(map(is_target, load_headings().targets))


@pytest.mark.parametrize(("language", "least"), [("de", 2000), ("en", 1000), *((name, 250) for name in LANGUAGES[2:])])
def test_each_language_is_well_covered(language: str, least: int) -> None:
    known = load_headings().lexicon.known.values()
    assert sum(heading.language == language for heading in known) >= least


@pytest.mark.parametrize("target", ["title", "description", "keywords", "themes", "license", "frequency", "modified"])
def test_a_common_field_is_found_in_every_language(target: str) -> None:
    known = load_headings().lexicon.known.values()
    languages = {heading.language for heading in known if target in heading.targets}
    assert languages == set(LANGUAGES)


@pytest.mark.parametrize(
    ("heading", "targets"),
    [
        ("Stand", {"modified", "temporal"}),
        ("Link", {"landing_page", "distribution.access_url"}),
        ("Amt", {"creator.name", "publisher.name"}),
        ("Datum", {"modified", "issued"}),
        ("Typ", {"ignore.type", "distribution.format"}),
        ("Name", {"title", "contact.name"}),
        ("Kontakt", {"contact.name", "contact.email"}),
        ("Verantwortlich", {"creator.name", "ignore.owner"}),
        ("Status", {"ignore.status", "release.publish"}),
        ("Bereich", {"creator.name", "themes"}),
        ("Freigabe", {"release.publish", "release.approved"}),
        ("Datensatz-ID", {"key", "dataset"}),
    ],
)
def test_a_heading_of_two_meanings_gives_both(heading: str, targets: set[str]) -> None:
    found = load_headings().match(heading)
    assert targets <= {match.target for match in found}
    assert load_headings().knows(heading) >= 0.5


@pytest.mark.parametrize(
    "heading", ["Name", "Datum", "Info", "Verantwortlich", "Bereich", "Verfügbarkeit", "Quelle", "von"]
)
def test_a_heading_that_says_little_is_not_settled_by_itself(heading: str) -> None:
    assert all(found.score < 0.75 for found in load_headings().match(heading))


def test_a_slip_counts_less_than_the_heading_itself_and_says_so() -> None:
    right, slip = (load_headings().match(text)[0] for text in ("Beschreibung", "Beschreibng"))
    assert (right.how, slip.how) == ("exact", "spelling")
    assert right.score == 1.0
    assert 0.75 <= slip.score < right.score
    assert (slip.word, slip.language) == ("Beschreibung", "de")


def test_other_wording_counts_less_than_the_heading_itself_and_says_so() -> None:
    found = load_headings().match("Datum der letzten Aktualisierung des Datensatzes")[0]
    assert (found.target, found.how) == ("modified", "words")
    assert found.score < 1.0


@pytest.mark.parametrize("heading", ["Titl", "Lnk", "Nrr", "Stan", "Zeil"])
def test_a_short_heading_is_no_slip_of_another(heading: str) -> None:
    assert [found for found in load_headings().match(heading) if found.how == "spelling"] == []


@pytest.mark.parametrize(
    "heading",
    [
        "Enthält keine personenbezogenen Daten",
        "Ohne Personenbezug",
        "Nicht veröffentlichen",
        "Darf nicht veröffentlicht werden",
        "Unveröffentlicht",
        "Not for publication",
        "Não publicar",
        "Keine Rechte Dritter",
        "Ohne Rechte Dritter",
        "Keine Geschäftsgeheimnisse",
        "Nicht sicherheitsrelevant",
        "Nicht anonymisiert",
        "Unstrukturiert",
        "Kein Entwurf",
        "Not machine-readable",
        "Sicherheitsbedenken ausgeräumt",
        "Einwilligung erforderlich",
        "Anonymisierung erforderlich",
    ],
)
def test_a_negation_is_never_taken_for_its_opposite(heading: str) -> None:
    assert [found for found in load_headings().match(heading) if found.target in RELEASE] == []


@pytest.mark.parametrize(
    ("heading", "never"),
    [
        ("Frei von Rechten Dritter", "release.third_party_rights"),
        ("Rechte Dritter geklärt", "release.third_party_rights"),
        ("Pseudonymisiert", "release.anonymised"),
        ("Mindestfallzahl eingehalten", "release.small_counts"),
        ("Können die Daten anonymisiert werden?", "release.anonymised"),
        ("Sozialdaten", "release.personal_data"),
    ],
)
def test_a_heading_whose_yes_would_be_another_questions_no_is_not_settled_as_that(heading: str, never: str) -> None:
    assert [found for found in load_headings().match(heading) if found.target == never and found.score >= 0.75] == []


def test_the_dictionary_knows_every_question_of_release() -> None:
    assert {target for target in load_headings().targets if target.startswith("release.")} == RELEASE


@pytest.mark.parametrize(
    ("heading", "number"),
    [
        ("Ressource 2 URL", "2"),
        ("Ressource 2 › URL", "2"),
        ("keywords_2", "2"),
        ("Link2", "2"),
        ("Link Nr. 3", "3"),
        ("URL #2", "2"),
        ("Format_02", "2"),
        ("Kategorie (2)", "2"),
        ("CO2", ""),
        ("PM10", ""),
        ("NO2", ""),
        ("Open Data 2.0", ""),
        ("Stand 2024", ""),
        ("Einwohner 2020", ""),
        ("1. Titel", ""),
        ("Titel (max. 100 Zeichen)", ""),
        ("Abs. 2 Lizenz", ""),
        ("ISO 19115", ""),
        ("Titel", ""),
    ],
)
def test_the_number_of_a_repeated_heading(heading: str, number: str) -> None:
    assert load_headings().number_of(heading) == number


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "?",
        "12.03.2024",
        "2024-03-12",
        "1.234,50 €",
        "https://daten.example.org/titel.csv",
        "auskunft@example.org",
        "\\\\server\\amt\\titel.xlsx",
        "C:\\Daten\\Titel.xlsx",
        "Die Daten werden jährlich aus dem Fachverfahren in die Beschreibung übernommen.",
        "Alle öffentlichen Spielplätze der Stadt mit Lage und Ausstattung",
        "Umwelt",
        "jährlich",
        "ja",
        "Datenlizenz Deutschland Namensnennung 2.0 oder eine andere offene Lizenz, die im Portal zulässig ist",
    ],
)
def test_a_value_or_prose_is_no_heading(text: str) -> None:
    assert load_headings().knows(text) == 0.0


@pytest.mark.parametrize(
    "text",
    [
        "No",
        "WMS",
        "Tabelle",
        "veröffentlicht",
        "wird geprüft",
        "offen",
        "1 year",
        "Entwurf",
        "Maschinenlesbar",
        "GeoJSON",
    ],
)
def test_a_word_that_is_a_cell_as_often_is_known_by_half_only(text: str) -> None:
    assert load_headings().knows(text) <= 0.5


def test_the_best_comes_first_and_each_target_once() -> None:
    found = load_headings().match("Quelle / Kontakt / Stand / Datum")
    assert len(found) == 8
    assert [match.score for match in found] == sorted((match.score for match in found), reverse=True)
    assert len({match.target for match in found}) == 8


def test_every_reason_to_ignore_a_column_is_a_sentence_of_its_own() -> None:
    headings = load_headings()
    reasons = [headings.reason(target) for target in headings.targets if target.startswith("ignore.")]
    assert len({reason.template for reason in reasons}) == len(REASONS)
    assert all(isinstance(reason, Message) for reason in reasons)
    with pytest.raises(KeyError):
        headings.reason("title")


@given(
    st.text(max_size=60) | st.lists(st.sampled_from(["Kontakt", "›", "E-Mail", "2", "(", "/", "nicht"])).map(" ".join)
)
def test_any_text_gets_an_answer_in_bounds(text: str) -> None:
    headings = load_headings()
    found = headings.match(text)
    assert len(found) <= 8
    assert all(0.5 <= match.score <= 1.0 and is_target(match.target) for match in found)
    assert 0.0 <= headings.knows(text) <= 1.0
    assert headings.number_of(text) == "" or headings.number_of(text).isdecimal()


@pytest.mark.parametrize(
    "text", ["Kontakt " * 60, "(" * 5000, " " * 20_000, "Titel" * 4000, "a b " * 3000, "1 " * 3000]
)
def test_a_monstrous_text_does_not_hang(text: str) -> None:
    start = time.process_time()
    load_headings().match(text)
    load_headings().knows(text)
    assert time.process_time() - start < 1.0


def test_an_unseen_heading_is_answered_in_milliseconds() -> None:
    lexicon = load_headings().lexicon
    find_matches(lexicon, "Datum der letzten Wartung")
    start = time.process_time()
    for number in range(20):
        find_matches(lexicon, f"Datum der allerletzten Wartng am Objekt {'x' * number}")
    # Generous, since the machine may be busy: measured 0.4 ms each.
    assert (time.process_time() - start) / 20 < 0.01
