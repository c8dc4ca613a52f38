"""The comparison of two RDF descriptions, by itself."""

from __future__ import annotations

import pytest
from rdflib import Graph, URIRef

from tests.journey.rdf_difference import (
    ONLY_OURS,
    ONLY_THEIRS,
    OTHER_DATATYPE,
    OTHER_KIND,
    OTHER_LANGUAGE,
    OTHER_NAME,
    OTHER_VALUE,
    Comparison,
    Difference,
    compare,
)

OURS, THEIRS = URIRef("https://ours.example/d"), URIRef("https://ckan.example/dataset/1")
FILE, RESOURCE = URIRef("https://ours.example/d#file"), URIRef("https://ckan.example/dataset/1/resource/2")
HEAD = """
@prefix dct: <http://purl.org/dc/terms/> . @prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


def see(ours: str, theirs: str) -> Comparison:
    left = Graph().parse(data=f"{HEAD}<{OURS}> {ours}", format="turtle")
    right = Graph().parse(data=f"{HEAD}<{THEIRS}> {theirs}", format="turtle")
    return compare(left, right, (OURS, THEIRS), {FILE: RESOURCE})


@pytest.mark.parametrize(
    ("ours", "theirs", "subject", "name", "kind"),
    [
        ('dct:title "A" .', 'dct:title "B" .', "dataset", "dct:title", OTHER_VALUE),
        ('dct:title "A"@de .', 'dct:title "A" .', "dataset", "dct:title", OTHER_LANGUAGE),
        ('dct:issued "2024"^^xsd:gYear .', 'dct:issued "2024" .', "dataset", "dct:issued", OTHER_DATATYPE),
        ("dct:type <https://a.example> .", 'dct:type "https://a.example" .', "dataset", "dct:type", OTHER_KIND),
        ('dct:title "A"; dct:source "B" .', 'dct:title "A" .', "dataset", "dct:source", ONLY_OURS),
        ('dct:title "A" .', 'dct:title "A"; dct:source "B" .', "dataset", "dct:source", ONLY_THEIRS),
        (
            f'dct:title "A" . <{FILE}> dct:license <https://a.example> .',
            'dct:title "A" .',
            "distribution",
            "dct:license",
            ONLY_OURS,
        ),
        (
            'dct:publisher <#p> . <#p> foaf:name "Amt" .',
            'dct:publisher [ foaf:name "Amt" ] .',
            "dataset",
            "dct:publisher",
            OTHER_NAME,
        ),
        (
            "dct:accrualPeriodicity <https://code.example> .",
            "dct:accrualPeriodicity <https://code.example> . <https://code.example> a dct:Frequency .",
            "dct:accrualPeriodicity",
            "rdf:type",
            ONLY_THEIRS,
        ),
        ('dct:title "A" .', 'dct:title "A" . <#loose> dct:type "x" .', "elsewhere", "dct:type", ONLY_THEIRS),
    ],
)
def test_difference_is_named_with_its_place_and_kind(
    ours: str, theirs: str, subject: str, name: str, kind: str
) -> None:
    assert set(see(ours, theirs).differences) == {Difference(subject, name, kind)}


def test_nodes_are_compared_with_their_fellows_of_the_same_name() -> None:
    two = '[ foaf:name "A"; dct:type "1" ], [ foaf:name "B"; dct:type "2" ]'
    turned = '[ foaf:name "B"; dct:type "2" ], [ foaf:name "A"; dct:type "3" ]'
    found = see(f"dct:creator {two} .", f"dct:creator {turned} .")
    changed = Difference("dct:creator", "dct:type", OTHER_VALUE)
    assert set(found.differences) == {changed, Difference("dataset", "dct:creator", OTHER_NAME)}
    assert len(found.differences[changed]) == 1


def test_what_hangs_on_a_missing_node_is_told_once() -> None:
    found = see('dct:title "A"; dct:creator [ foaf:name "B" ] .', 'dct:title "A" .')
    assert set(found.differences) == {Difference("dataset", "dct:creator", ONLY_OURS)}
    assert found.equal == 1


def test_distributions_are_paired_as_the_caller_says() -> None:
    text = 'dcat:distribution <{0}> . <{0}> dct:title "Datei" .'
    found = see(text.format(FILE), text.format(RESOURCE))
    assert not found.differences
    assert found.equal == 2


def test_a_number_is_the_same_however_it_is_written() -> None:
    found = see('dct:extent "10"^^xsd:decimal .', "dct:extent 10.0 .")
    assert not found.differences
    assert found.equal == 1
