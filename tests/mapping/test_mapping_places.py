from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.mapping.small_inventory import only_dataset, read_rows
from tests.mapping.test_mapping_dates import CELLS
from toolkit.mapping.areas import looks_like_area, read_area
from toolkit.mapping.places import _BASE, _LISTS, ags_of_ars, build_key_uri, parse_area, parse_geometry, parse_place
from toolkit.model.dataset import Place
from toolkit.model.grid import CellValue
from toolkit.vocabularies.load import load_vocabulary

AGS = f"{_BASE}municipalityKey/07315000"
ARS = f"{_BASE}regionalKey/073150000000"


def box(west: float, south: float, east: float, north: float) -> str:
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return json.dumps({"type": "Polygon", "coordinates": [ring]}, separators=(",", ":"))


@pytest.mark.parametrize(
    ("value", "text", "uri"),
    [
        ("Stadtgebiet", "Stadtgebiet", ""),
        (" gesamtes  Stadtgebiet ", "gesamtes Stadtgebiet", ""),
        ("Deutschland", "Deutschland", ""),
        ("55116 Mainz", "55116 Mainz", ""),
        ("Mainz 55116", "Mainz 55116", ""),
        ("Stadtbezirke 1-5", "Stadtbezirke 1-5", ""),
        ("Flur 3, Gemarkung Nord", "Flur 3, Gemarkung Nord", ""),
        ("07315000", "", AGS),
        ("07 3 15 000", "", AGS),
        ("AGS 07315000", "", AGS),
        ("AGS: 07315000", "", AGS),
        ("Gemeindeschlüssel 07315000", "", AGS),
        (10041100, "", f"{_BASE}municipalityKey/10041100"),
        ("073150000000", "", ARS),
        ("ARS 073150000000", "", ARS),
        ("Kreis 07315", "", f"{_BASE}districtKey/07315"),
        ("AGS 07315", "", f"{_BASE}districtKey/07315"),
        ("Land 07", "", f"{_BASE}stateKey/07"),
        ("Regierungsbezirk 073", "", f"{_BASE}governmentDistrictKey/073"),
        ("Mainz (07315000)", "Mainz", AGS),
        ("Mainz, AGS 07315000", "Mainz", AGS),
        ("Mainz; Kreis 07315", "Mainz", f"{_BASE}districtKey/07315"),
        (AGS, "", AGS),
        ("https://sws.geonames.org/2874225/", "", "https://sws.geonames.org/2874225/"),
    ],
)
def test_a_name_or_a_key_is_read(value: CellValue, text: str, uri: str) -> None:
    parsed = parse_place(value)
    assert (parsed.value, parsed.trouble) == ((text, uri, ""), None)


@pytest.mark.parametrize(
    ("value", "nearest"),
    [
        ("7315000", ("07315000",)),
        (7315000, ("07315000",)),
        (73150000000, ("073150000000",)),
        ("7515000", ("07515000",)),
        ("07315", ("AGS 07315",)),
        ("55116", ()),
        ("00315000", ()),
        ("17315000", ()),
        ("20240101", ()),
        ("12", ()),
        ("AGS 7315000", ("AGS 07315000",)),
        ("Kreis 7315", ("AGS 07315",)),
        ("AGS 0731500", ()),
        ("Mainz (17315000)", ()),
        (f"{_BASE}municipalityKey/7315000", (AGS,)),
        (f"{_BASE}districtKey/07315000", ()),
        (f"{_BASE}municipalityKey/073150", ()),
        ("?", ()),
        ("", ()),
        (None, ()),
        (True, ()),
        (3.5, ()),
    ],
)
def test_what_is_no_place_is_a_trouble_with_what_may_be_meant(value: CellValue, nearest: tuple[str, ...]) -> None:
    parsed = parse_place(value)
    assert parsed.value is None
    assert parsed.trouble is not None
    assert (parsed.trouble.code, parsed.trouble.nearest) == ("place-invalid", nearest)


def test_an_address_that_is_none_is_told_as_such() -> None:
    trouble = parse_place("https://amt:geheim@example.org/").trouble
    assert trouble is not None
    assert trouble.code == "url-credentials"


@pytest.mark.parametrize(
    "text",
    [
        "8.14,49.9,8.34,50.04",
        "8.14, 49.9, 8.34, 50.04",
        "8.14 49.9 8.34 50.04",
        "8,14; 49,9; 8,34; 50,04",
        "8,14 49,9 8,34 50,04",
        "8.14°, 49.9°, 8.34°, 50.04°",
        "[8.14, 49.9, 8.34, 50.04]",
        "BBOX(8.14,49.9,8.34,50.04)",
        "bbox: 8.14,49.9,8.34,50.04",
        "ENVELOPE(8.14, 8.34, 50.04, 49.9)",
        "W 8.14 O 8.34 N 50.04 S 49.9",
        "West: 8,14; Ost: 8,34; Nord: 50,04; Süd: 49,9",
        "xmin=8.14 ymin=49.9 xmax=8.34 ymax=50.04",
    ],
)
def test_a_bounding_box_becomes_a_polygon(text: str) -> None:
    assert parse_geometry(text).value == box(8.14, 49.9, 8.34, 50.04)
    assert parse_place(text).value == ("", "", box(8.14, 49.9, 8.34, 50.04))


@pytest.mark.parametrize(
    ("text", "nearest"),
    [
        ("49.9,8.14,50.04,8.34", ("8.14,49.9,8.34,50.04",)),
        ("8.14,8.34,49.9,50.04", ("8.14,49.9,8.34,50.04",)),
        ("49.9,50.04,8.14,8.34", ("8.14,49.9,8.34,50.04",)),
        ("8.34,50.04,8.14,49.9", ()),
        ("447000,5540000,448000,5541000", ()),
        ("8.14,49.9,8.34", ()),
        ("8.14,49.9", ()),
        ("8.14,49.9,8.14,50.04", ()),
        ("181,49.9,182,50", ()),
        ("-10,-91,10,50", ()),
        ("ENVELOPE(8.14, 8.34, 50.04)", ()),
        ("SRID=25832;POINT(447000 5540000)", ()),
        ("POINT(50.0 8.2)", ('{"type":"Point","coordinates":[8.2,50.0]}',)),
        ("POINT(447000 5540000)", ()),
        ("POINT EMPTY", ()),
        ("POLYGON((8 49, 9 49, 9 50))", ('{"type":"Polygon","coordinates":[[[8,49],[9,49],[9,50],[8,49]]]}',)),
        (
            "POLYGON((8 49, 9 49, 9 50, 8 50))",
            ('{"type":"Polygon","coordinates":[[[8,49],[9,49],[9,50],[8,50],[8,49]]]}',),
        ),
        ("POLYGON(8 49, 9 49)", ()),
        ("LINESTRING((8 49, 9 49))", ()),
        ("POINT((8", ()),
        ('{"type":"Point","coordinates":[50.0,8.2]}', ('{"type":"Point","coordinates":[8.2,50.0]}',)),
        ('{"type":"Point"}', ()),
        ('{"type":"Point","coordinates":[]}', ()),
        ('{"type":"Point","coordinates":[8]}', ()),
        ('{"type":"Point","coordinates":[8,50,1,2,3]}', ()),
        ('{"type":"Point","coordinates":[true,50]}', ()),
        ('{"type":"Point","coordinates":["8","50"]}', ()),
        ('{"type":"Point","coordinates":[NaN,50]}', ()),
        ('{"type":"Point","coordinates":[8,Infinity]}', ()),
        ('{"type":"LineString","coordinates":[8,50]}', ()),
        (
            '{"type":"Polygon","coordinates":[[[8,50],[9,50],[9,51]]]}',
            ('{"type":"Polygon","coordinates":[[[8,50],[9,50],[9,51],[8,50]]]}',),
        ),
        (
            '{"type":"Polygon","coordinates":[[[8,50],[9,50],[9,51],[8,51]]]}',
            ('{"type":"Polygon","coordinates":[[[8,50],[9,50],[9,51],[8,51],[8,50]]]}',),
        ),
        ('{"type":"FeatureCollection","features":[]}', ()),
        ('{"type":"Topology"}', ()),
        ('{"type":["Point"]}', ()),
        ('{"type":"Feature","geometry":null}', ()),
        ('{"features":[1]}', ()),
        ("{kaputt", ()),
        ("[" * 5000, ()),
        ('{"a":' * 5000, ()),
    ],
)
def test_coordinates_that_cannot_be_are_a_trouble_with_what_may_be_meant(text: str, nearest: tuple[str, ...]) -> None:
    parsed = parse_geometry(text)
    assert parsed.value is None
    assert parsed.trouble is not None
    assert (parsed.trouble.code, parsed.trouble.nearest) == ("place-invalid", nearest)


@pytest.mark.parametrize(
    ("text", "geometry"),
    [
        ("POINT(8.2 50.0)", '{"type":"Point","coordinates":[8.2,50.0]}'),
        ("Point (8.2 50.0)", '{"type":"Point","coordinates":[8.2,50.0]}'),
        ("POINT Z (8.2 50.0 89)", '{"type":"Point","coordinates":[8.2,50.0,89]}'),
        ("SRID=4326;POINT(8.2 50)", '{"type":"Point","coordinates":[8.2,50]}'),
        ("LINESTRING(8 50, 9 50)", '{"type":"LineString","coordinates":[[8,50],[9,50]]}'),
        ("MULTIPOINT((8 50),(9 50))", '{"type":"MultiPoint","coordinates":[[8,50],[9,50]]}'),
        ("MULTIPOINT(8 50, 9 50)", '{"type":"MultiPoint","coordinates":[[8,50],[9,50]]}'),
        ("POLYGON((8 49, 9 49, 9 50, 8 49))", '{"type":"Polygon","coordinates":[[[8,49],[9,49],[9,50],[8,49]]]}'),
        ("MULTIPOLYGON(((8 49, 9 49, 9 50, 8 49)))",
         '{"type":"MultiPolygon","coordinates":[[[[8,49],[9,49],[9,50],[8,49]]]]}'),
        ('{"type": "Point", "coordinates": [8.2, 50.0]}', '{"type":"Point","coordinates":[8.2,50.0]}'),
        ('{"type":"Feature","geometry":{"type":"Point","coordinates":[8,50]}}',
         '{"type":"Point","coordinates":[8,50]}'),
        ('{"type":"FeatureCollection","features":[{"geometry":{"type":"Point","coordinates":[8,50]}}]}',
         '{"type":"Point","coordinates":[8,50]}'),
        ("-10,35,35,70", box(-10.0, 35.0, 35.0, 70.0)),
        ("-180,-90,180,90", box(-180.0, -90.0, 180.0, 90.0)),
    ],
)  # fmt: skip
def test_geometries_of_other_notations_become_geojson(text: str, geometry: str) -> None:
    assert parse_geometry(text).value == geometry


def test_a_name_is_no_geometry() -> None:
    trouble = parse_geometry("Mainz").trouble
    assert trouble is not None
    assert trouble.code == "place-invalid"


def test_the_keys_of_a_region_and_its_municipality_belong_together() -> None:
    assert (ags_of_ars("073150000000"), ags_of_ars("07315000"), ags_of_ars("993150000000")) == ("07315000", "", "")
    assert ags_of_ars("073395001003") == "07339003"


@pytest.mark.parametrize(("key", "known"), [("01", True), ("16", True), ("00", False), ("17", False), ("7", False)])
def test_a_key_begins_with_the_number_of_a_state(key: str, known: bool) -> None:
    assert bool(build_key_uri(key)) is known


def test_the_lengths_of_keys_are_those_of_the_vocabulary() -> None:
    concepts = load_vocabulary("political-geocoding-key").concepts
    assert {concept.number("digits"): concept.code for concept in concepts} == _LISTS


def test_a_place_fills_name_address_and_area_of_a_dataset() -> None:
    read = read_rows({"Ort": "spatial"}, ("Nr.", "Ort"), ("1", "Mainz (07315000)"))
    assert only_dataset(read).spatial == Place("Mainz", AGS, "")
    read = read_rows({"Box": "spatial.geometry"}, ("Nr.", "Box"), ("1", "8.14,49.9,8.34,50.04"))
    assert only_dataset(read).spatial == Place("", "", box(8.14, 49.9, 8.34, 50.04))


@given(st.one_of(CELLS, st.text(alphabet='0123456789.,;- ()[]{}":POINTLYGawe', max_size=60)))
def test_no_cell_makes_reading_places_raise(value: CellValue) -> None:
    for parsed in (parse_place(value), parse_geometry(value), parse_area(value)):
        assert (parsed.value is None) == (parsed.trouble is not None)


@given(st.text())
def test_blanks_at_the_edges_of_a_place_do_not_count(text: str) -> None:
    assert parse_place(f" {text}\t") == parse_place(text)


degrees = (
    st.tuples(st.floats(5, 16), st.floats(5, 16)).map(sorted),
    st.tuples(st.floats(47, 56), st.floats(47, 56)).map(sorted),
)


@given(*degrees)
def test_a_geometry_that_was_read_is_read_again_as_it_is(longitudes: list[float], latitudes: list[float]) -> None:
    text = f"{longitudes[0]:.6f},{latitudes[0]:.6f},{longitudes[1]:.6f},{latitudes[1]:.6f}"
    geometry = parse_geometry(text).value
    assert geometry is None or parse_geometry(geometry).value == geometry
    assert looks_like_area(text)
    assert read_area(text).geometry == (geometry or "")


@pytest.mark.parametrize(
    ("value", "uri"),
    [
        ("07315000", AGS),
        ("ARS 073150000000", ARS),
        ("Kreis 07315", f"{_BASE}districtKey/07315"),
        (AGS, AGS),
        ("https://sws.geonames.org/2874225/", "https://sws.geonames.org/2874225/"),
    ],
)
def test_an_area_of_a_list_is_a_key_or_an_address(value: CellValue, uri: str) -> None:
    assert parse_area(value).value == uri


@pytest.mark.parametrize(
    ("value", "code", "nearest"),
    [
        ("Mainz", "place-invalid", ()),
        ("Mainz (07315000)", "place-invalid", (AGS,)),
        ("7315000", "place-invalid", ("07315000",)),
        ("17315000", "place-invalid", ()),
        (AGS[:-8] + "7315000", "place-invalid", (AGS,)),
        ("8.1,49.9,8.3,50.0", "place-invalid", ()),
        ("www.example.org", "place-invalid", ()),
        ("https://amt:geheim@example.org/", "url-credentials", ()),
        (True, "place-invalid", ()),
    ],
)
def test_what_is_no_area_of_a_list_stays_out(value: CellValue, code: str, nearest: tuple[str, ...]) -> None:
    parsed = parse_area(value)
    assert parsed.value is None
    assert parsed.trouble
    assert (parsed.trouble.code, parsed.trouble.nearest) == (code, nearest)


def test_a_ring_that_is_left_open_is_offered_closed() -> None:
    parsed = parse_geometry('{"type": "Polygon", "coordinates": [[[8, 49], [9, 49], [9, 50], [8, 50]]]}')
    assert parsed.value is None
    assert parsed.trouble
    assert parsed.trouble.nearest == ('{"type":"Polygon","coordinates":[[[8,49],[9,49],[9,50],[8,50],[8,49]]]}',)


@pytest.mark.parametrize("kind", ["Polygon", "MultiPolygon"])
def test_a_ring_that_is_no_ring_even_when_it_is_closed_is_offered_nothing(kind: str) -> None:
    rings = "[[[8, 49], [9, 49]]]" if kind == "Polygon" else "[[[[8, 49], [9, 49]]]]"
    parsed = parse_geometry(f'{{"type": "{kind}", "coordinates": {rings}}}')
    assert parsed.value is None
    assert parsed.trouble
    assert parsed.trouble.nearest == ()
