"""What German inventories write, and the code that it means, vocabulary by vocabulary."""

from __future__ import annotations

import pytest

from toolkit.vocabularies.concept import EVERY_VOCABULARY
from toolkit.vocabularies.load import load_vocabulary
from toolkit.vocabularies.lookup import Found, Suggested, Unknown

WORDS = {
    "access-right": {
        "PUBLIC": ["öffentlich", "Public", "ÖFFENTLICH ", "frei zugänglich", "oeffentlich", "uneingeschränkt"],
        "RESTRICTED": ["eingeschränkt", "beschränkt", "auf Anfrage", "mit Einschränkungen"],
        "NON_PUBLIC": ["nicht öffentlich", "nichtöffentlich", "nicht-öffentlich", "intern", "NON_PUBLIC", "non-public"],
        "CONFIDENTIAL": ["vertraulich"],
    },
    "data-theme": {
        "ENVI": ["Umwelt", "umwelt ", "ENVI", "Klimaschutz", "Umwelt- und Klimaschutz", "Abfallentsorgung"],
        "EDUC": ["Bildung, Kultur und Sport", "Bildung", "Kultur & Sport", "Freizeit", "educ"],
        "GOVE": ["Regierung und öffentlicher Sektor", "Öffentliche Verwaltung", "Wahlen", "Politische Partizipation"],
        "TRAN": ["Verkehr", "Mobilität", "Transport und Verkehr", "Verkehr und Mobilitaet"],
        "SOCI": ["Bevölkerung und Gesellschaft", "Soziales", "Bevölkerungsstruktur"],
        "REGI": ["Regionen und Staedte", "Stadtentwicklung", "Raumplanung"],
        "TECH": ["Wissenschaft und Technologie", "Digitalisierung"],
        "JUST": ["Sicherheit und Ordnung", "http://publications.europa.eu/resource/authority/data-theme/JUST"],
        "ECON": ["Wirtschaft & Finanzen", "Tourismus"],
        "AGRI": ["Weinbau"],
    },
    "dataset-type": {
        "STATISTICAL": ["Statistik", "statistische Daten", "STATISTICAL", "Statistical data"],
        "GEOSPATIAL": ["Geodaten", "Geodatensatz", "raumbezogene Daten"],
        "HVD": ["hochwertiger Datensatz", "High-Value Dataset", "HVD"],
        "CODE_LIST": ["Codeliste", "Code list", "Schlüsselverzeichnis"],
        "OP_DATPRO": ["vorläufige Daten"],
    },
    "distribution-status": {
        "COMPLETED": ["vollständig", "abgeschlossen", "Fertig", "http://purl.org/adms/status/Completed"],
        "DEVELOP": ["im Aufbau", "in Bearbeitung", "in Arbeit", "under development", "UnderDevelopment"],
        "DEPRECATED": ["veraltet", "überholt", "ueberholt", "nicht mehr aktuell"],
        "WITHDRAWN": ["eingestellt", "zurückgezogen"],
    },
    "file-type": {
        "CSV": ["csv", "CSV ", ".csv", "CSV-Datei", "Komma-getrennt", "text/csv"],
        "XLSX": ["Excel", "xlsx", "*.xlsx", "Excel-Datei", "Excel-Tabelle", "MS Excel"],
        "XLS": ["xls", "Excel 97-2003"],
        "SHP": ["Shape", "Shapefile", "ESRI Shapefile", "shp"],
        "GEOJSON": ["GeoJSON", "Geo-JSON", "GEO JSON"],
        "JSON_LD": ["JSON-LD", "jsonld"],
        "GML": ["GML", "NAS", "XPlanung"],
        "GPKG": ["GeoPackage", "gpkg"],
        "WMS_SRVC": ["WMS", "WMS-Dienst", "Darstellungsdienst", "OGC:WMS"],
        "WFS_SRVC": ["WFS", "Downloaddienst", "WFS 2.0.0"],
        "PDF": ["PDF", "PDF-Datei", "PDF/A"],
        "DOCX": ["Word", "docx"],
        "JPEG": ["JPG", "jpeg"],
        "TXT": ["Text", "txt", "ASCII"],
        "ATOM": ["Atom-Feed"],
        "ICS": ["Kalender"],
    },
    "frequency": {
        "DAILY": ["taeglich", "täglich", "arbeitstäglich", "tagesaktuell", "P1D"],
        "WEEKLY": ["woechentlich", "1x pro Woche", "jede Woche"],
        "BIWEEKLY": ["14-tägig", "14tägig", "14-tägl.", "alle 2 Wochen", "alle zwei Wochen"],
        "MONTHLY": ["monatlich", "jeden Monat", "1 x im Monat"],
        "QUARTERLY": ["quartalsweise", "vierteljaehrlich", "4x jährlich", "1/4-jährlich", "pro Quartal"],
        "ANNUAL_2": ["halbjährlich", "2x jährlich", "2 mal im Jahr", "zweimal jährlich"],
        "ANNUAL": ["Jährlich ", "jaehrlich", "1x jährlich", "1-mal jährlich", "einmal im Jahr", "jedes Jahr", "p.a."],
        "BIENNIAL": ["alle zwei Jahre", "alle 2 Jahre"],
        "QUINQUENNIAL": ["alle fünf Jahre", "alle 5 Jahre"],
        "CONT": ["laufend", "fortlaufend", "kontinuierlich"],
        "UPDATE_CONT": ["Echtzeit", "ständige Aktualisierung"],
        "1MIN": ["minütlich"],
        "AS_NEEDED": ["bei Bedarf", "nach Bedarf", "bei\u00a0Bedarf", "bei Änderung", "asNeeded"],
        "IRREG": ["unregelmäßig", "unregelmaessig", "UNREGELMÄSSIG", "anlassbezogen", "sporadisch"],
        "NEVER": ["einmalig", "statisch", "keine Aktualisierung", "nie"],
        "NOT_PLANNED": ["nicht geplant"],
        "UNKNOWN": ["unbekannt", "k. A.", "k.A.", "keine Angabe"],
    },
    "language": {
        "DEU": ["deutsch", "Deutsch ", "de", "DE", "deu", "ger", "German", "de-DE", "dt."],
        "ENG": ["Englisch", "en", "english", "en-GB"],
        "FRA": ["Französisch", "franzoesisch", "fr"],
        "TUR": ["Türkisch"],
        "UKR": ["ukrainisch", "uk"],
        "MUL": ["mehrsprachig"],
        "GSG": ["DGS"],
    },
    "license": {
        "dl-by-de/2.0": [
            "dl-de/by-2-0",
            "dl-de-by-2.0",
            "dl-by-de/2.0",
            "DL-DE->BY-2.0",
            "DL-DE BY 2.0",
            "Datenlizenz Deutschland Namensnennung 2.0",
            "Datenlizenz Deutschland – Namensnennung – Version 2.0",
            "Datenlizenz Deutschland - Namensnennung - 2.0",
            "https://www.govdata.de/dl-de/by-2-0",
            "http://dcat-ap.de/def/licenses/dl-by-de/2.0",
            "https://dcat-ap.de/def/licenses/dl-by-de/2.0/",
        ],
        "dl-zero-de/2.0": ["dl-de/zero-2-0", "Datenlizenz Deutschland Zero 2.0", "dl-zero", "DL-DE-ZERO-2.0"],
        "dl-by-de/1.0": ["dl-de/by-1-0", "Datenlizenz Deutschland Namensnennung 1.0"],
        "cc-by/4.0": [
            "CC BY 4.0",
            "cc-by-4.0",
            "CC-BY 4.0",
            "CC BY 4,0",
            "Creative Commons Namensnennung 4.0 International",
            "https://creativecommons.org/licenses/by/4.0/",
            "https://creativecommons.org/licenses/by/4.0/deed.de",
        ],
        "cc-by": ["CC BY", "cc-by"],
        "cc-zero": ["CC0", "CC-0", "cc zero", "CC0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/"],
        "cc-by-sa/4.0": ["CC BY-SA 4.0", "cc-by-sa-4.0"],
        "odbl": ["ODbL", "odc-odbl", "Open Database License (ODbL)"],
        "geonutz/20130319": ["GeoNutzV"],
        "officialWork": ["Amtliches Werk, lizenzfrei nach §5 Abs. 1 UrhG", "§ 5 Abs. 1 UrhG"],
        "other-closed": ["other-closed", "Andere geschlossene Lizenz"],
        "dl-by-de/2_0": ["http://dcat-ap.de/def/licenses/dl-by-de/2_0"],
    },
    "planned-availability": {
        "STABLE": ["stabil", "langfristig", "dauerhaft", "http://dcat-ap.de/def/plannedAvailability/stable"],
        "AVAILABLE": ["verfügbar", "verfuegbar", "http://data.europa.eu/r5r/availability/available"],
        "EXPERIMENTAL": ["experimentell", "testweise", "Testbetrieb"],
        "TEMPORARY": ["vorübergehend", "temporär", "befristet"],
    },
    "political-geocoding-level": {
        "municipality": ["kommunale Ebene", "Kommune", "Stadt", "stadtweit", "Gemeinde", "municipality"],
        "administrativeDistrict": ["Landkreis", "Kreis", "administrativeDistrict"],
        "state": ["Land", "landesweit"],
        "federal": ["bundesweit", "Bundesebene"],
        "european": ["EU"],
    },
    "publisher-type": {
        "LocalAuthority": ["Kommune", "Stadt", "Stadtverwaltung", "kommunal", "LocalAuthority"],
        "RegionalAuthority": ["Land", "Landesbehörde", "Landesbehoerde"],
        "NationalAuthority": ["Bund", "Bundesbehörde"],
        "SupraNationalAuthority": ["EU", "supranational", "http://purl.org/adms/publishertype/SupraNationalAuthority"],
    },
}
WORDS |= {
    "contributor-id": {
        "openGovernmentDataPortalRheinlandPfalz": ["RLP", "Rheinland-Pfalz", "open.rlp.de", "Open.RLP"],
        "openNRW": ["NRW", "Open NRW"],
        "landeshauptstadtMuenchen": ["München", "Stadt Muenchen"],
        "govData": ["GovData", "govdata.de"],
        "destatis": ["Statistisches Bundesamt", "DESTATIS"],
        "genesisDestatis": ["GENESIS-Online"],
    },
    "hvd-category": {
        "c_ac64a52d": ["Georaum", "Geospatial", "Geodaten", "http://data.europa.eu/bna/c_ac64a52d"],
        "c_c3de25e4": ["Adressen", "Adressdaten", "Hauskoordinaten"],
        "c_60182062": ["Gebaeude"],
        "c_4b74ea13": ["Verkehrsnetze", "Straßennetz", "Radwegenetz"],
        "c_91185a85": ["Orthofotos", "Luftbilder", "DOP"],
    },
    "german-state": {
        "07": ["Rheinland-Pfalz", "rheinland pfalz", "RLP", "Land Rheinland-Pfalz", "07"],
        "16": ["Thueringen", "Freistaat Thüringen"],
        "08": ["Baden Württemberg", "BaWü"],
        "05": ["NRW"],
    },
    "political-geocoding-key": {
        "municipalityKey": ["AGS", "Amtlicher Gemeindeschlüssel", "Gemeindeschlüssel", "Gemeindekennziffer"],
        "regionalKey": ["ARS", "Regionalschlüssel"],
        "districtKey": ["Kreisschlüssel", "Landkreis"],
        "stateKey": ["Länderschlüssel", "Land"],
    },
}
for _vocabulary, _code, _texts in (
    ("frequency", "ANNUAL", ["jährl.", "1 x p.a.", "Jährliche Aktualisierung", "je Schuljahr", "jährlich."]),
    ("frequency", "ANNUAL_2", ["2 x p.a.", "halbjährl."]),
    ("frequency", "QUARTERLY", ["vierteljährl.", "4 x p. a.", "quartalsmäßig"]),
    ("frequency", "MONTHLY", ["mtl.", "monatl.", "1/Monat"]),
    ("frequency", "WEEKLY", ["wöchentl."]),
    ("frequency", "DAILY", ["tägl."]),
    ("frequency", "5MIN", ["alle 5 Min."]),
    ("frequency", "UPDATE_CONT", ["sekündlich"]),
    ("frequency", "NEVER", ["nur einmal", "wird nicht mehr gepflegt", "Aktualisierung eingestellt"]),
    ("frequency", "AS_NEEDED", ["on demand", "bei Neuauflage"]),
    ("access-right", "RESTRICTED", ["teilweise öffentlich"]),
    ("access-right", "NON_PUBLIC", ["nicht öffentl.", "VS-NfD"]),
    ("file-type", "MDB", ["accdb"]),
    ("file-type", "RDF_N_QUADS", ["nq"]),
    ("file-type", "PDFUA", ["barrierefreies PDF"]),
    ("file-type", "WORLD", ["Worldfile", "tfw"]),
    ("file-type", "PSD", ["Photoshop"]),
    ("file-type", "CSV", ["CSV;", "csv."]),
    ("language", "CKB", ["Sorani"]),
    ("language", "KMR", ["Kurmandschi"]),
    ("language", "WEN", ["Sorbisch"]),
    ("language", "VLS", ["Flämisch"]),
    ("language", "AMH", ["Amharisch"]),
    ("language", "FIL", ["Tagalog"]),
    ("language", "CAT", ["ca"]),
    ("political-geocoding-level", "municipality", ["Stadtteil", "Ortsbezirk"]),
    ("planned-availability", "STABLE", ["unbegrenzt"]),
):
    WORDS[_vocabulary][_code] = [*WORDS[_vocabulary].get(_code, []), *_texts]
CASES = [
    (vocabulary, text, code) for vocabulary, codes in WORDS.items() for code, texts in codes.items() for text in texts
]


@pytest.mark.parametrize(("vocabulary", "text", "code"), CASES)
def test_an_inventory_word_means_its_concept(vocabulary: str, text: str, code: str) -> None:
    outcome = load_vocabulary(vocabulary).find(text)
    assert isinstance(outcome, Found)
    assert outcome.concept.code == code


def test_every_vocabulary_has_ten_words() -> None:
    # The words of the Musterdatenkatalog have tests of their own.
    assert set(WORDS) == set(EVERY_VOCABULARY) - {"musterdatenkatalog"}
    assert all(sum(map(len, codes.values())) >= 10 for codes in WORDS.values())


@pytest.mark.parametrize(
    ("vocabulary", "text", "nearest"),
    [
        ("license", "Datenlizenz DE", "dl-by-de/2.0"),
        ("license", "Datenlizenz Deutschland", "dl-by-de/2.0"),
        ("license", "dl-de/by", "dl-by-de/2.0"),
        ("license", "Datenlizenz Deutschland Namensnennug 2.0", "dl-by-de/2.0"),
        ("license", "CC BY 3.0", "cc-by"),
        ("license", "amtliches Werk", "officialWork"),
        ("frequency", "jahrlich", "ANNUAL"),
        ("frequency", "jährlich (zum 31.12.)", "ANNUAL"),
        ("data-theme", "Bildung und Wissenschaft", "EDUC"),
        ("data-theme", "Umweltt", "ENVI"),
        ("file-type", "CSV; XLSX", "CSV"),
        ("file-type", "Esri Shapefile (.shp)", "SHP"),
        ("access-right", "öffentlich?", "PUBLIC"),
        ("language", "Deutsch/Englisch", "DEU"),
        ("language", "DE/EN", "DEU"),
        ("license", "CC BY-NC-SA 4.0", "cc-by-nc"),
        ("license", "Open Database Licence", "odbl"),
        ("license", "CCBY4.0", "cc-by/4.0"),
        ("frequency", "alle 2-3 Jahre", "BIENNIAL"),
        ("frequency", "alle 6 Mon.", "ANNUAL_2"),
        ("frequency", "Monat", "MONTHLY"),
        ("frequency", "Woche", "WEEKLY"),
        ("frequency", "jährlcih", "ANNUAL"),
        ("frequency", "laufend / bei Bedarf", "CONT"),
        ("file-type", "WMS/WFS", "WMS_SRVC"),
        ("file-type", "CSV UTF-8", "CSV"),
        ("file-type", "PDF-Dokumente", "PDF"),
        ("distribution-status", "veraltet!", "DEPRECATED"),
        ("german-state", "Niedersachen", "03"),
        ("contributor-id", "Bundesministerium des Inneren", "bundesministeriumDesInnernUndHeimat"),
        ("hvd-category", "Orthofoto", "c_91185a85"),
    ],
)
def test_a_word_that_only_comes_near_is_suggested_and_not_found(vocabulary: str, text: str, nearest: str) -> None:
    outcome = load_vocabulary(vocabulary).find(text)
    assert isinstance(outcome, Suggested)
    assert outcome.text == text
    assert outcome.nearest[0].concept.code == nearest


@pytest.mark.parametrize("vocabulary", EVERY_VOCABULARY)
@pytest.mark.parametrize("text", ["", " ", "-", "?", "Nein", "x", "✓"])
def test_a_filler_means_nothing(vocabulary: str, text: str) -> None:
    assert load_vocabulary(vocabulary).find(text) == Unknown(text)


@pytest.mark.parametrize("vocabulary", sorted(set(EVERY_VOCABULARY) - {"frequency"}))
def test_only_the_frequency_list_has_a_concept_for_no_answer(vocabulary: str) -> None:
    assert load_vocabulary(vocabulary).find("k. A.") == Unknown("k. A.")


@pytest.mark.parametrize("text", ["ja", "no"])
def test_yes_and_no_are_no_languages_although_iso_639_has_them(text: str) -> None:
    assert not isinstance(load_vocabulary("language").find(text), Found)


@pytest.mark.parametrize(
    "text", ["offen", "ja", "frei", "Open Data", "veröffentlicht", "öffentlich?", "zu klären", "?"]
)
def test_nothing_doubtful_reads_as_public(text: str) -> None:
    assert not isinstance(load_vocabulary("access-right").find(text), Found)


@pytest.mark.parametrize(
    ("vocabulary", "text"),
    [
        ("distribution-status", "aktuell"),  # not nearly "nicht mehr aktuell"
        ("license", "ohne Lizenz"),  # not nearly the Apache licence
        ("license", "MIT"),
        ("license", "unbekannt"),
        ("license", "kostenpflichtig"),
        ("file-type", "Visio"),
        ("file-type", "SAP"),
        ("file-type", "Papier"),
        ("language", "Platt"),
        ("language", "na"),
        ("frequency", "je Wahlperiode"),
        ("frequency", "historisch"),
        ("german-state", "Deutschland"),
        ("political-geocoding-key", "PLZ"),
        ("hvd-category", "nein"),
    ],
)
def test_nothing_is_suggested_that_only_looks_alike(vocabulary: str, text: str) -> None:
    assert load_vocabulary(vocabulary).find(text) == Unknown(text)
