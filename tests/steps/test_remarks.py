from __future__ import annotations

import pytest

from tests.dcat.good_dataset import GOOD
from toolkit.dcat.breach import Breach
from toolkit.dcat.iri import dataset_iri, distribution_iri
from toolkit.dcat.obligation import expand
from toolkit.dcat.shapes import Result
from toolkit.model.dataset import Described
from toolkit.model.finding import Severity
from toolkit.model.grid import CellRef
from toolkit.model.message import say
from toolkit.model.table import Column
from toolkit.steps.remarks import Piece, build_catalog_remarks, build_shape_remarks, find_path

BASE = "https://example.org"


def cell(column: int, row: int = 7) -> CellRef:
    return CellRef("w.xlsx", "Daten", row, column)


DESCRIBED = Described(
    GOOD,
    frozenset({"title", "contact.email"}),
    origins={"key": cell(1), "title": cell(2), "contact.email": cell(4), "distributions.csv": cell(1, 9),
             "distributions.csv.license": cell(6, 9)},
    columns={"contact.email": Column(4, ("E-Mail",)), "distributions.license": Column(6, ("Lizenz",)),
             "distributions.format": Column(8, ("Format",)), "publisher.name": Column(5, ("Herausgeber",))},
)  # fmt: skip
PIECE = Piece(GOOD, "released", DESCRIBED)


def result(path: str, *steps: str, part: bool = False, of: str = "", message: str = "falsch") -> Result:
    return Result(
        Severity.ERROR,
        message,
        "https://example.org/focus",
        expand(path),
        "wert",
        of or dataset_iri(BASE, GOOD),
        distribution_iri(BASE, GOOD, GOOD.distributions[0]) if part else "",
        tuple(map(expand, steps)),
        "https://example.org/shape",
        "MinCountConstraintComponent",
    )


@pytest.mark.parametrize(
    ("found", "path"),
    [
        (result("dct:title"), "title"),
        (result("owl:versionInfo"), "version"),
        (result("vcard:hasEmail", "dcat:contactPoint"), "contact.email"),
        (result("foaf:name", "dct:publisher"), "publisher.name"),
        (result("foaf:name", "dct:creator"), "creator.name"),
        (result("dct:type", "dct:creator"), "creator.kind"),
        (result("dcat:bbox", "dct:spatial"), "spatial.geometry"),
        (result("dcat:endDate", "dct:temporal"), "temporal.end"),
        (result("vcard:note", "dcat:contactPoint"), "contact"),
        (result("dct:license", part=True), "license"),
        (result("dcat:endpointURL", "dcat:accessService", part=True), "service.endpoint_url"),
        (result("spdx:algorithm", "spdx:checksum", part=True), "checksum"),
        (result("dcat:theme", part=True), ""),
        (result("foaf:name", "dcat:theme", "dct:publisher"), "themes"),
    ],
)
def test_the_property_leads_to_the_canonical_field(found: Result, path: str) -> None:
    assert find_path(found) == path


def test_a_result_leads_to_its_cell() -> None:
    (remark,) = build_shape_remarks([result("vcard:hasEmail", "dcat:contactPoint")], [PIECE], BASE)
    assert (remark.cell, remark.heading) == (cell(4), "E-Mail")
    assert (remark.dataset, remark.title, remark.curie) == ("amt:A-1", "Baumkataster", "vcard:hasEmail")
    (remark,) = build_shape_remarks([result("dct:license", part=True)], [PIECE], BASE)
    assert (remark.cell, remark.heading, remark.distribution) == (cell(6, 9), "Lizenz", "csv")


def test_an_empty_cell_is_that_of_its_column_in_the_same_row() -> None:
    (remark,) = build_shape_remarks([result("dct:format", part=True)], [PIECE], BASE)
    assert (remark.cell, remark.heading) == (cell(8, 9), "Format")


def test_a_part_without_a_cell_of_its_own_has_that_of_one_of_its_fields() -> None:
    (remark,) = build_shape_remarks([result("dcat:contactPoint")], [PIECE], BASE)
    assert (remark.path, remark.cell) == ("contact", cell(4))


def test_a_part_that_is_empty_has_the_cell_of_a_column_that_would_fill_it() -> None:
    (remark,) = build_shape_remarks([result("dct:publisher")], [PIECE], BASE)
    assert (remark.path, remark.cell, remark.heading) == ("publisher", cell(5), "Herausgeber")


def test_without_a_column_the_row_is_named() -> None:
    (remark,) = build_shape_remarks([result("dcat:theme")], [PIECE], BASE)
    assert (remark.path, remark.cell, remark.heading) == ("themes", cell(1), "")


def test_a_result_of_something_else_keeps_its_addresses() -> None:
    (remark,) = build_shape_remarks([result("dct:title", of="https://example.org/other")], [PIECE], BASE)
    assert (remark.dataset, remark.cell) == ("https://example.org/other", None)


def test_results_that_say_the_same_of_a_field_are_one_remark() -> None:
    twice = [result("dcat:bbox", "dct:spatial"), result("dcat:bbox", "dcatde:politicalGeocodingURI", "dct:spatial")]
    assert len(build_shape_remarks(twice[:1] * 2, [PIECE], BASE)) == 1


def test_a_shape_without_words_is_given_some() -> None:
    (remark,) = build_shape_remarks([result("dct:title", message="")], [PIECE], BASE)
    assert str(remark.message) == "the property is missing"
    strange = Result(Severity.NOTE, "", "", "", component="XoneConstraintComponent")
    (remark,) = build_shape_remarks([strange], [], BASE)
    assert str(remark.message) == "the value does not fulfil the constraint Xone of the shape"


def test_ckans_own_words_of_its_catalogue_are_known_and_others_are_not() -> None:
    found = [Breach("dcat-mandatory", Severity.ERROR, path, "", say("x"), say("y")) for path in ("publisher", "title")]
    assert [one.counts for one in build_catalog_remarks(found, say("known"))] == [False, True]
    assert [one.counts for one in build_catalog_remarks(found)] == [True, True]


def test_a_name_that_others_gave_is_kept() -> None:
    assert Piece(GOOD, "released", name="fremd-7").identifier == "fremd-7"
    assert PIECE.identifier == "amt:A-1"
