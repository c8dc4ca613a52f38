"""What others write: blank nodes, labels for codes, old properties, several languages; and nothing vanishes."""

from __future__ import annotations

import pytest
from rdflib import Graph

from toolkit.dcat.parse.catalog import Parsed, parse_catalog
from toolkit.dcat.parse.document import parse_document
from toolkit.dcat.parse.statements import Leftover
from toolkit.model.dataset import (
    Agent,
    ContactPoint,
    Dataset,
    Distribution,
    Period,
    Place,
    QualifiedAttribution,
    Series,
)

PREFIXES = """
@prefix adms: <http://www.w3.org/ns/adms#> .
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dcatap: <http://data.europa.eu/r5r/> .
@prefix dcatde: <http://dcat-ap.de/def/dcatde/> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix gsp: <http://www.opengis.net/ont/geosparql#> .
@prefix locn: <http://www.w3.org/ns/locn#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix schema: <http://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix spdx: <http://spdx.org/rdf/terms#> .
@prefix time: <http://www.w3.org/2006/time#> .
@prefix vcard: <http://www.w3.org/2006/vcard/ns#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
EU = "http://publications.europa.eu/resource/authority"
POLITICAL = "http://dcat-ap.de/def/politicalGeocoding"


def parse(turtle: str, inventory: str = "portal", languages: tuple[str, ...] = ("de", "", "en")) -> Parsed:
    """Read a graph that is written as Turtle."""
    graph = Graph()
    parse_document(graph, "catalog.ttl", (PREFIXES + turtle).encode())
    return parse_catalog(graph, inventory, languages)


def one(said: str, rest: str = "", iri: str = "https://p.example.org/dataset/a") -> Dataset:
    """Read one dataset of which something is said, all of which must be understood."""
    parsed = parse(f'<{iri}> a dcat:Dataset ; dct:title "T" ; dct:identifier "GA-1" ; {said} . {rest}')
    assert parsed.leftovers == ()
    (dataset,) = parsed.datasets
    return dataset


def left(said: str) -> list[tuple[str, str, str]]:
    """Tell what is not understood of a dataset."""
    parsed = parse(
        f'<https://p.example.org/dataset/a> a dcat:Dataset ; dct:title "T" ; dct:identifier "GA-1" ; {said} .'
    )
    return [(leftover.owner, leftover.property, leftover.value) for leftover in parsed.leftovers]


def part(said: str) -> Distribution:
    """Read one distribution of which something is said."""
    dataset = one(
        "dcat:distribution <https://p.example.org/r/1>", f"<https://p.example.org/r/1> a dcat:Distribution ; {said} ."
    )
    return dataset.distributions[0]


def test_bodies_may_be_blank_nodes_texts_or_addresses() -> None:
    assert one(
        'dct:publisher [ a foaf:Organization ; foaf:name "Amt" ; foaf:mbox <mailto:amt@example.org> ]'
    ).publisher == (Agent("Amt", email="amt@example.org"))
    assert one('dct:creator "Stadt"').creator == Agent("Stadt")
    assert one("dct:creator <https://example.org/org>").creator == Agent("", "https://example.org/org")
    named = one(
        "dct:contributor <https://example.org/org>", '<https://example.org/org> foaf:name "X" ; dct:identifier "7" .'
    )
    assert named.contributor == Agent("X", "https://example.org/org", identifier="7")


@pytest.mark.parametrize("role", ["custodian", "originator"])
def test_roles_are_known_by_the_properties_of_both_versions(role: str) -> None:
    old = {"custodian": "dcatde:maintainer", "originator": "dcatde:originator"}[role]
    new = f"<http://data.europa.eu/930/{role}>"
    for name in (old, new):
        assert getattr(one(f'{name} [ a foaf:Agent ; foaf:name "Amt" ]'), role) == Agent("Amt")


def test_the_first_of_several_publishers_is_kept_and_the_others_are_told() -> None:
    said = 'dct:publisher [ foaf:name "Zweites" ], [ foaf:name "Amt" ]'
    assert left(said) == [("dataset", "dct:publisher", "[foaf:name Zweites]")]
    assert parse(f"<urn:a> a dcat:Dataset ; {said} .").datasets[0].publisher == Agent("Amt")


def test_a_contact_that_is_no_person_goes_first_and_the_person_is_not_named() -> None:
    said = """dcat:contactPoint
        [ a vcard:Individual ; vcard:fn "Erika Mustermann" ; vcard:hasEmail <mailto:erika.mustermann@example.org> ],
        [ a vcard:Organization ; vcard:fn "Zentrale" ; vcard:hasEmail [ vcard:hasValue <mailto:amt@example.org> ] ;
          vcard:hasTelephone [ vcard:hasValue <tel:+49-6131-120> ] ; vcard:hasURL <https://example.org/k> ]"""
    contact = ContactPoint("Zentrale", "amt@example.org", "+49 6131 120", "https://example.org/k")
    assert parse(f"<urn:a> a dcat:Dataset ; {said} .").datasets[0].contact == contact
    ((_, _, told),) = left(said)
    assert told == "[rdf:type vcard:Individual; vcard:fn ***; vcard:hasEmail mailto:***]"


def test_a_person_s_names_are_never_told() -> None:
    said = 'dcat:contactPoint [ vcard:fn "Amt" ; vcard:family-name "Mustermann" ]'
    assert left(said) == [("contact", "vcard:family-name", "***")]


@pytest.mark.parametrize(
    "said",
    [
        """vcard:hasStreetAddress "Weg 1" ; vcard:hasPostalCode "55116" ;
           vcard:hasLocality "Stadt" ; vcard:hasCountryName "D" """,
        """vcard:hasAddress [ a vcard:Address ; vcard:street-address "Weg 1" ; vcard:postal-code "55116" ;
           vcard:locality "Stadt" ; vcard:country-name "D" ]""",
    ],
)
def test_an_address_stands_at_the_contact_or_below_it(said: str) -> None:
    assert one(f"dcat:contactPoint [ {said} ]").contact == ContactPoint(
        street="Weg 1", postal_code="55116", city="Stadt", country="D"
    )


@pytest.mark.parametrize(
    ("said", "contact"),
    [
        ('"amt@example.org"', ContactPoint(email="amt@example.org")),
        ("<mailto:amt@example.org>", ContactPoint(email="amt@example.org")),
        ("<https://example.org/k>", ContactPoint(uri="https://example.org/k")),
        ('"Amt"', ContactPoint(name="Amt")),
    ],
)
def test_a_contact_may_be_an_address_or_a_text(said: str, contact: ContactPoint) -> None:
    assert one(f"dcat:contactPoint {said}").contact == contact


@pytest.mark.parametrize(
    ("said", "field", "value"),
    [
        ('dcat:theme "Umwelt"', "themes", (f"{EU}/data-theme/ENVI",)),
        ('dcat:theme [ a skos:Concept ; skos:prefLabel "Verkehr"@de ]', "themes", (f"{EU}/data-theme/TRAN",)),
        (
            "dcat:theme <https://publications.europa.eu/resource/authority/data-theme/ENVI/>",
            "themes",
            (f"{EU}/data-theme/ENVI",),
        ),
        ("dcat:theme <https://example.org/t>", "themes", ("https://example.org/t",)),
        ('dct:language "de"', "languages", (f"{EU}/language/DEU",)),
        ("dct:language <http://id.loc.gov/vocabulary/iso639-1/de>", "languages", (f"{EU}/language/DEU",)),
        ('dct:accrualPeriodicity "jährlich"', "frequency", f"{EU}/frequency/ANNUAL"),
        (
            'dct:accessRights [ a dct:RightsStatement ; rdfs:label "public" ]',
            "access_rights",
            f"{EU}/access-right/PUBLIC",
        ),
        (
            "dcatde:plannedAvailability <http://dcat-ap.de/def/plannedAvailability/stable>",
            "availability",
            f"{EU}/planned-availability/STABLE",
        ),
        (
            "dct:license <http://creativecommons.org/licenses/by/4.0/>",
            "license",
            "http://dcat-ap.de/def/licenses/cc-by/4.0",
        ),
        ('dcatde:legalBasis "LTranspG"', "legal_basis", ("LTranspG",)),
        ('dcatap:applicableLegislation [ rdfs:label "LTranspG" ]', "legal_basis", ("LTranspG",)),
        ('dct:provenance [ a dct:ProvenanceStatement ; rdfs:label "Zählung"@de ]', "provenance", "Zählung"),
        ('owl:versionInfo "2"', "version", "2"),
        ('dcat:version "2" ; owl:versionInfo "2"', "version", "2"),
        ("dct:hasVersion <urn:b>", "versions", ("urn:b",)),
        ("dct:isVersionOf <urn:b>", "version_of", ("urn:b",)),
        ('dcat:landingPage "https://example.org/a"', "landing_page", "https://example.org/a"),
        ('dcat:granularity "Stadtteil"', "granularity", "Stadtteil"),
        (
            'adms:identifier [ a adms:Identifier ; skos:notation "10.1/x" ], "9"',
            "alternate_identifiers",
            ("10.1/x", "9"),
        ),
        ('dct:identifier "GA-0"', "alternate_identifiers", ("GA-1",)),
        ('dcat:spatialResolutionInMeters "10.0"^^xsd:decimal', "spatial_resolution", "10.0"),
        ('dcat:temporalResolution "P1D"^^xsd:duration', "temporal_resolution", "P1D"),
    ],
)
def test_a_field_is_read_as_others_write_it(said: str, field: str, value: object) -> None:
    assert getattr(one(said), field) == value


@pytest.mark.parametrize(
    ("said", "date"),
    [
        ('"2024-02-01T00:00:00"^^xsd:dateTime', "2024-02-01"),
        ('"2024-02-01T10:00:00Z"^^xsd:dateTime', "2024-02-01T10:00:00Z"),
        ('"2024-02-01+01:00"^^xsd:date', "2024-02-01"),
        ('"2024-02-01 10:00:00"', "2024-02-01T10:00:00"),
        ('"2024"^^xsd:gYear', "2024"),
        ('"2024-02"', "2024-02"),
        ('"01.02.2024"', "2024-02-01"),
    ],
)
def test_dates_keep_their_precision(said: str, date: str) -> None:
    assert one(f"dct:modified {said}").modified == date


@pytest.mark.parametrize("said", ['"gestern"', '"2024-13-01"', '"0024-01-01"^^xsd:date', "<urn:x>"])
def test_what_is_no_date_is_told(said: str) -> None:
    assert [name for _, name, _ in left(f"dct:modified {said}")] == ["dct:modified"]


@pytest.mark.parametrize(
    ("said", "period"),
    [
        ('[ dcat:startDate "2020-01-01"^^xsd:date ; dcat:endDate "2021" ]', Period("2020-01-01", "2021")),
        ('[ schema:startDate "2020-01-01T00:00:00"^^xsd:dateTime ]', Period("2020-01-01")),
        ('[ <https://schema.org/endDate> "2021" ]', Period("", "2021")),
        (
            '[ time:hasBeginning [ time:inXSDDate "2020-01-01"^^xsd:date ] ; time:hasEnd [ time:inXSDgYear "2021" ] ]',
            Period("2020-01-01", "2021"),
        ),
        ('"2020/2021"', Period("2020", "2021")),
        ('"2020"', Period("2020", "2020")),
    ],
)
def test_a_period_is_read_from_every_vocabulary(said: str, period: Period) -> None:
    assert one(f"dct:temporal {said}").temporal == period


POINT = '{"type":"Point","coordinates":[8.2,50.0]}'
BOX = '{"type":"Polygon","coordinates":[[[8.1,49.9],[8.1,50.0],[8.3,50.0],[8.3,49.9],[8.1,49.9]]]}'
WKT = "POLYGON ((8.1 49.9, 8.1 50.0, 8.3 50.0, 8.3 49.9, 8.1 49.9))"


@pytest.mark.parametrize(
    ("said", "place"),
    [
        (f'[ locn:geometry "{WKT}"^^gsp:wktLiteral ]', Place(geometry=BOX)),
        (f'[ dcat:bbox "SRID=4326;{WKT}" ]', Place(geometry=BOX)),
        (
            f'[ dcat:bbox "{WKT}" ; dcat:centroid "POINT (8.2 50.0)" ; rdfs:label "Stadt" ]',
            Place("Stadt", geometry=BOX),
        ),
        ('[ dcat:centroid "<http://www.opengis.net/def/crs/OGC/1.3/CRS84> POINT(8.2 50.0)" ]', Place(geometry=POINT)),
        ('[ dcat:centroid "<http://www.opengis.net/def/crs/EPSG/0/4326> POINT(50.0 8.2)" ]', Place(geometry=POINT)),
        (f"[ locn:geometry '{POINT}', 'POINT (8.2 50.0)' ]", Place(geometry=POINT)),
        ("[ locn:geometry [ gsp:asWKT 'POINT (8.2 50.0)' ] ]", Place(geometry=POINT)),
        (
            f"<{POLITICAL}/municipalityKey/07315000>, <{POLITICAL}/municipalityKey/07315000>",
            Place(uri=f"{POLITICAL}/municipalityKey/07315000"),
        ),
        (
            f"[ locn:adminUnitL2 <{POLITICAL}/municipalityKey/07315000> ]",
            Place(uri=f"{POLITICAL}/municipalityKey/07315000"),
        ),
        ('"Stadtgebiet"', Place("Stadtgebiet")),
        ('"POINT(8.2 50.0)"', Place(geometry=POINT)),
        ("<http://sws.geonames.org/2874225/>", Place(uri="http://sws.geonames.org/2874225/")),
    ],
)
def test_a_place_is_read_as_others_write_it(said: str, place: Place) -> None:
    assert one(f"dct:spatial {said}").spatial == place


def test_old_properties_of_the_geocoding_are_read_and_the_smaller_area_goes_first() -> None:
    said = f"""dcatde:politicalGeocodingURI <{POLITICAL}/stateKey/07>, <{POLITICAL}/municipalityKey/07315000> ;
        dcatde:geocodingDescription "Stadt Mainz" ; dct:spatial <https://example.org/mainz>"""
    place = parse(f"<urn:a> a dcat:Dataset ; {said} .").datasets[0].spatial
    assert place == Place("Stadt Mainz", f"{POLITICAL}/municipalityKey/07315000")
    assert sorted(value for _, _, value in left(said)) == [f"{POLITICAL}/stateKey/07", "https://example.org/mainz"]


@pytest.mark.parametrize(
    "wkt", ["<http://www.opengis.net/def/crs/EPSG/0/25832> POINT(447000 5539000)", "POINT(447000 5539000)", "POINT(8.2"]
)
def test_areas_in_other_systems_are_told(wkt: str) -> None:
    assert left(f'dct:spatial [ dcat:centroid "{wkt}" ]') == [("place", "dcat:centroid", wkt)]


def test_a_bounding_box_of_another_area_is_told() -> None:
    said = f'dct:spatial [ locn:geometry "{WKT}" ; dcat:bbox "POLYGON((9 49,9 50,10 50,10 49,9 49))" ]'
    assert [name for _, name, _ in left(said)] == ["dcat:bbox"]


@pytest.mark.parametrize(
    ("said", "field", "value"),
    [
        ('dct:format "CSV"', "format", f"{EU}/file-type/CSV"),
        ('dct:format [ a dct:IMT ; rdfs:label "GeoJSON" ]', "format", f"{EU}/file-type/GEOJSON"),
        ("dct:format <https://www.iana.org/assignments/media-types/text/csv>", "format", f"{EU}/file-type/CSV"),
        ('dcat:mediaType "text/csv"', "media_type", "text/csv"),
        ("dcat:mediaType <http://www.iana.org/assignments/media-types/text/csv>", "media_type", "text/csv"),
        ('dcat:mediaType [ rdfs:label "text/csv" ]', "media_type", "text/csv"),
        (
            'dct:license [ a dct:LicenseDocument ; dct:title "CC BY 4.0" ]',
            "license",
            "http://dcat-ap.de/def/licenses/cc-by/4.0",
        ),
        ('dct:license "dl-by-de/2.0"', "license", "http://dcat-ap.de/def/licenses/dl-by-de/2.0"),
        ("adms:status <http://purl.org/adms/status/Completed>", "status", f"{EU}/distribution-status/COMPLETED"),
        ('dcat:byteSize "123.0"^^xsd:decimal', "byte_size", 123),
        ('dcat:byteSize "123"', "byte_size", 123),
        ('dct:rights [ rdfs:label "frei" ]', "rights", "frei"),
        ("dct:rights <https://example.org/rechte>", "rights", "https://example.org/rechte"),
        ('dcat:accessURL "https://example.org/a.csv"', "access_url", "https://example.org/a.csv"),
        (
            'spdx:checksum [ spdx:algorithm <urn:hashAlgorithms/SHA256> ; spdx:checksumValue "00ff" ]',
            "checksum",
            "sha256:00ff",
        ),
        (
            'spdx:checksum [ spdx:algorithm spdx:checksumAlgorithm_md5 ; spdx:checksumValue "00ff"^^xsd:hexBinary ]',
            "checksum",
            "md5:00ff",
        ),
    ],
)
def test_a_distribution_is_read_as_others_write_it(said: str, field: str, value: object) -> None:
    assert getattr(part(said), field) == value


def test_a_distribution_is_called_by_its_address_its_identifier_or_what_it_leads_to() -> None:
    assert part('dct:title "CSV"').key == "1"
    assert part('dct:identifier "csv"').key == "csv"
    said = "dcat:distribution [ dcat:downloadURL <https://example.org/a.csv> ]"
    assert one(said).distributions[0].key == one(said).distributions[0].key == "ea8b42c7"


def test_two_distributions_never_have_one_key() -> None:
    said = "dcat:distribution [ dct:identifier 'x' ; dct:title 'A' ], [ dct:identifier 'x' ; dct:title 'B' ]"
    keys = [found.key for found in one(said).distributions]
    assert len(set(keys)) == 2
    assert "x" in keys


def test_what_all_distributions_say_alike_the_dataset_says_as_well() -> None:
    same = "dcat:distribution [ dct:title 'A' ; dct:license <urn:l> ], [ dct:title 'B' ; dct:license <urn:l> ]"
    assert one(same).license == "urn:l"
    assert one(same.replace("urn:l> ], ", "urn:m> ], ")).license == ""


def test_german_goes_before_other_languages_and_those_are_told() -> None:
    said = 'dct:description "Trees"@en, "Bäume"@de-DE, "Arbres"@fr ; dcat:keyword "Baum"@de, "tree"@en, "Grün"'
    graph = f"<urn:a> a dcat:Dataset ; {said} ."
    dataset = parse(graph).datasets[0]
    assert (dataset.description, dataset.keywords) == ("Bäume", ("Baum", "Grün"))
    assert {value for _, _, value in left(said)} == {"Trees (en)", "Arbres (fr)", "tree (en)"}
    english = parse(graph, languages=("en", "de", "")).datasets[0]
    assert (english.description, english.keywords) == ("Trees", ("Grün", "tree"))


def test_a_text_without_a_language_goes_before_a_foreign_one() -> None:
    assert parse('<urn:a> a dcat:Dataset ; dct:title "Trees"@en, "Bäume" .').datasets[0].title == "Bäume"
    assert parse('<urn:a> a dcat:Dataset ; dct:title "Trees"@en, "Arbres"@fr .').datasets[0].title == "Trees"


def test_control_characters_go_and_endless_texts_are_told() -> None:
    assert one(r'dct:description "A\u0007B\r\nC "').description == "AB\nC"
    assert one(f'dct:description "{"x" * 100_000}"').description == "x" * 100_000
    assert left(f'dct:description "{"x" * 100_001}"') == [("dataset", "dct:description", "x" * 200)]


def test_nothing_vanishes() -> None:
    parsed = parse(
        """<https://p.example.org/a> a dcat:Dataset, <https://example.org/Klasse> ; <https://example.org/neu> "1", 2 ;
        dct:publisher [ foaf:name "Amt" ; foaf:nick2 "A" ] ; dcat:distribution <https://p.example.org/nackt> ;
        dcat:contactPoint [ vcard:fn "Amt" ; vcard:note "N" ] ;
        dcat:landingPage <relativ.html>, <file:///C:/a.html> ."""
    )
    where = "portal:a"
    assert set(parsed.leftovers) == {
        Leftover("dataset", "rdf:type", "https://example.org/Klasse", where),
        Leftover("dataset", "https://example.org/neu", "1", where),
        Leftover("dataset", "https://example.org/neu", "2", where),
        Leftover("agent", "foaf:nick2", "A", where),
        Leftover("contact", "vcard:note", "N", where),
        Leftover("dataset", "dcat:distribution", "https://p.example.org/nackt", where),
        Leftover("dataset", "dcat:landingPage", "relativ.html", where),
        Leftover("dataset", "dcat:landingPage", "file:///C:/a.html", where),
    }


def test_series_in_a_circle_are_read_once() -> None:
    parsed = parse(
        """<urn:a> a dcat:Dataset ; dct:title "A" ; dcat:inSeries <https://example.org/s> .
        <https://example.org/s> a dcat:DatasetSeries, dcat:Dataset ; dct:title "Reihe" ; dct:description "Alle" ;
        dcat:inSeries <https://example.org/s2> . <https://example.org/s2> dcat:inSeries <https://example.org/s> ."""
    )
    assert [dataset.series for dataset in parsed.datasets] == [Series("s", "Reihe", "Alle")]
    assert [found.property for found in parsed.leftovers] == ["dcat:inSeries"]


def test_a_service_takes_along_what_its_dataset_says_as_well() -> None:
    dataset = one(
        """dct:publisher <urn:amt> ; dcat:distribution <https://p.example.org/r/1>""",
        """<https://p.example.org/r/1> dcat:accessService [ a dcat:DataService ;
        dcat:endpointURL <https://example.org/wms> ;
        dcat:servesDataset <https://p.example.org/dataset/a> ; dct:publisher <urn:amt> ; dct:title "Dienst" ] .""",
    )
    service = dataset.distributions[0].service
    assert service is not None
    assert (service.endpoint_url, service.title) == ("https://example.org/wms", "Dienst")


def test_a_service_that_names_its_dataset_becomes_a_distribution() -> None:
    parsed = parse(
        """<urn:a> a dcat:Dataset ; dct:title "A" . <https://example.org/dienste/wms> a dcat:DataService ;
        dct:title "Dienst" ; dcat:endpointURL <https://example.org/wms> ; dcat:servesDataset <urn:a>, <urn:b> ."""
    )
    (found,) = parsed.datasets[0].distributions
    assert (found.key, found.title, found.access_url) == ("wms", "Dienst", "https://example.org/wms")
    assert found.service is not None
    assert found.service.endpoint_url == "https://example.org/wms"
    assert (parsed.services, parsed.leftovers) == (0, ())


def test_relations_with_roles() -> None:
    dataset = one("prov:qualifiedAttribution [ prov:agent [ foaf:name 'Amt' ] ; dcat:hadRole <urn:rolle> ]")
    assert dataset.qualified_attributions == (QualifiedAttribution(Agent("Amt"), "urn:rolle"),)


def test_services_of_no_distribution_are_counted() -> None:
    assert parse("<urn:s> a dcat:DataService . <urn:a> a dcat:Dataset .").services == 1


def test_the_catalogue_itself_is_read() -> None:
    parsed = parse(
        """<urn:c> a dcat:Catalog ; dct:title "Offen" ; dct:description "Alles" ; dct:publisher [ foaf:name "Stadt" ] ;
        dct:language "de" ; dcat:dataset <urn:a> . <urn:a> dct:title "Nur aufgezählt" ."""
    )
    assert parsed.catalog is not None
    assert (parsed.catalog.title, parsed.catalog.publisher) == ("Offen", Agent("Stadt"))
    assert parsed.catalog.languages == (f"{EU}/language/DEU",)
    assert [dataset.title for dataset in parsed.datasets] == ["Nur aufgezählt"]
    assert parse("<urn:a> a dcat:Dataset .").catalog is None


def identify(*datasets: tuple[str, str], inventory: str = "portal") -> dict[str, str]:
    """Give the identifiers of datasets by their addresses, of which each has an identifier or none."""
    said = [f"<{iri}> a dcat:Dataset" + (f' ; dct:identifier "{name}"' if name else "") for iri, name in datasets]
    parsed = parse(" . ".join(said) + " .", inventory)
    return dict(zip(parsed.sources, (dataset.identifier for dataset in parsed.datasets), strict=True))


def test_a_foreign_dataset_is_called_by_its_identifier_or_the_end_of_its_address() -> None:
    found = identify(("https://p.example.org/dataset/b%C3%A4ume", ""), ("https://p.example.org/17", "GA-17"))
    assert found == {
        "https://p.example.org/dataset/b%C3%A4ume": "portal:bäume",
        "https://p.example.org/17": "portal:GA-17",
    }
    assert identify(("https://p.example.org/d/9", "https://p.example.org/d/9")) == {
        "https://p.example.org/d/9": "portal:9"
    }


def test_a_dataset_that_bestand_named_keeps_inventory_and_key() -> None:
    assert identify(("https://p.example.org/dataset/amt/GA-1", "amt:GA-1")) == {
        "https://p.example.org/dataset/amt/GA-1": "amt:GA-1"
    }
    assert identify(("https://ckan.example.org/dataset/x", "amt:GA:1"), inventory="amt") == {
        "https://ckan.example.org/dataset/x": "amt:GA:1"
    }
    assert identify(("https://ckan.example.org/dataset/x", "amt:GA-1")) == {
        "https://ckan.example.org/dataset/x": "portal:amt:GA-1"
    }


def test_equal_identifiers_are_set_apart_by_address_whatever_their_order() -> None:
    datasets = (("https://p.example.org/b", "x"), ("https://p.example.org/a", "x"))
    found = identify(*datasets)
    assert found["https://p.example.org/a"] == "portal:x"
    assert found["https://p.example.org/b"] == "portal:x-664d1e"
    assert identify(*reversed(datasets)) == found


def test_a_dataset_without_title_or_identifier_is_remarked() -> None:
    parsed = parse("<ds/a> a dcat:Dataset . [] a dcat:Dataset ; dct:title 'T' ; dct:identifier 'y' .")
    assert [(remark.code, remark.dataset) for remark in parsed.remarks] == [
        ("title-missing", "portal:a"),
        ("identifier-missing", "portal:a"),
        ("address-relative", "portal:a"),
    ]
    assert str(parsed.remarks[0].message) == "the dataset ds/a has no title"


def test_a_repeated_identifier_is_remarked_where_the_key_had_to_change() -> None:
    parsed = parse(
        "<urn:a> a dcat:Dataset ; dct:title 'T' ; dct:identifier 'x' . "
        "<urn:b> a dcat:Dataset ; dct:title 'U' ; dct:identifier 'x' ."
    )
    assert [(remark.code, remark.title) for remark in parsed.remarks] == [("identifier-repeated", "U")]


@pytest.mark.parametrize("piece", ["a:", "1 ", "&id=?", "a ", "{", "1 1,"])
def test_endless_values_are_told_or_taken_without_end(piece: str) -> None:
    text = piece * (90_000 // len(piece))
    said = " ; ".join(f'{name} "{text}"' for name in ("dct:identifier", "dct:spatial", "dct:issued", "dcat:theme"))
    rest = f'dcat:contactPoint [ vcard:hasTelephone "{text}" ] ; dcat:distribution [ spdx:checksum "{text}" ]'
    (dataset,) = parse(f"<urn:a> a dcat:Dataset ; {said} ; {rest} .").datasets
    assert len(dataset.key) <= 200
    assert dataset.themes == ()
