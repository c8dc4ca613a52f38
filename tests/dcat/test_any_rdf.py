"""Whatever datasets say: each form is valid, says the same as the graph, and is the same in every run."""

from __future__ import annotations

import pytest
import rdflib
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rdflib import Graph, URIRef
from rdflib.compare import isomorphic
from rdflib.term import BNode

from tests.dcat.any_dataset import AWKWARD, DATASETS, TEXTS
from toolkit.dcat.catalog import Catalog
from toolkit.dcat.graph import build_dataset_graph, build_graph
from toolkit.dcat.iri import clean_iri
from toolkit.dcat.literal import clean_text
from toolkit.dcat.serial import serialise, write_rdf
from toolkit.dcat.version import Version
from toolkit.dcat.writer import WRITERS, Form
from toolkit.model.dataset import Agent, Dataset, Distribution, Place

# rdflib's own reader of JSON-LD uses what rdflib itself has deprecated.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")

FORMS: tuple[Form, ...] = tuple(WRITERS)
VERSIONS: tuple[Version, ...] = ("3.0", "2.0")
CATALOG = Catalog("Daten", "Offene Daten", Agent("Stadt"), base="https://example.org/daten")
BASES = st.sampled_from(["", "https://example.org/daten/", "kein Ort"])


@pytest.fixture(autouse=True)
def _letter_by_letter(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let rdflib read literals as they are written."""
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)


def read(text: str | bytes, form: Form) -> Graph:
    """Read a text as rdflib does."""
    return Graph().parse(data=text, format=form)


@settings(max_examples=40, deadline=None)
@given(st.lists(DATASETS, max_size=2), BASES, st.sampled_from(VERSIONS), st.sampled_from(FORMS))
@example([Dataset("", "")], "", "3.0", "xml")
@example([Dataset("..", "."), Dataset("a", "\ud83d")], "https://example.org", "3.0", "turtle")
def test_every_form_says_what_the_graph_says(datasets: list[Dataset], base: str, version: Version, form: Form) -> None:
    catalog = Catalog("Daten", "Offene Daten", Agent("Stadt"), base=base)
    graph = build_graph(catalog, datasets, version)
    text = write_rdf(catalog, datasets, form, version).text
    assert isomorphic(read(text.encode("utf-8"), form), graph)
    assert serialise(graph, form) == serialise(read(text, form), form)


@settings(max_examples=40, deadline=None)
@given(DATASETS, BASES, st.sampled_from(VERSIONS))
def test_a_graph_holds_whole_addresses_only_and_no_blank_nodes(dataset: Dataset, base: str, version: Version) -> None:
    for triple in build_dataset_graph(dataset, base, version):
        for node in triple:
            assert not isinstance(node, BNode)
            assert not isinstance(node, URIRef) or str(node) == clean_iri(str(node))


@settings(max_examples=30, deadline=None)
@given(st.lists(DATASETS, max_size=3, unique_by=lambda dataset: dataset.identifier), st.sampled_from(FORMS))
def test_the_order_of_the_datasets_does_not_matter(datasets: list[Dataset], form: Form) -> None:
    assert write_rdf(CATALOG, datasets, form).text == write_rdf(CATALOG, datasets[::-1], form).text


@settings(max_examples=100, deadline=None)
@given(TEXTS)
def test_a_clean_address_stays_as_it_is(text: str) -> None:
    assert clean_iri(clean_iri(text)) == clean_iri(text)
    assert clean_text(clean_text(text)) == clean_text(text)


def test_nothing_that_is_left_out_goes_unsaid() -> None:
    part = Distribution("1", access_url="nur ein Wort", checksum="crc:1", byte_size=-1, issued="gestern")
    dataset = Dataset(
        "a",
        "1",
        landing_page="/daten",
        temporal_resolution="monatlich",
        spatial_resolution="5 m",
        spatial=Place(uri="Mainz", geometry="POINT(8 50)"),
        granularity="fein",
        title="\x00",
        distributions=(part,),
    )
    lost = write_rdf(CATALOG, [dataset]).lost
    assert {one.identifier for one in lost} == {"a:1"}
    assert {(one.path, one.value) for one in lost if not one.distribution} == {
        ("landing_page", "/daten"),
        ("temporal_resolution", "monatlich"),
        ("spatial_resolution", "5 m"),
        ("spatial", "Mainz"),
        ("spatial.geometry", "POINT(8 50)"),
        ("granularity", "fein"),
        ("title", "\x00"),
    }
    assert {(one.path, one.value) for one in lost if one.distribution == "1"} == {
        ("access_url", "nur ein Wort"),
        ("checksum", "crc:1"),
        ("byte_size", "-1"),
        ("issued", "gestern"),
    }


@pytest.mark.parametrize("form", FORMS)
def test_all_awkward_texts_at_once_can_be_read(form: Form) -> None:
    dataset = Dataset("a", "1", keywords=tuple(AWKWARD), related=tuple(AWKWARD), alternate_identifiers=tuple(AWKWARD))
    graph = build_graph(CATALOG, [dataset])
    assert isomorphic(read(write_rdf(CATALOG, [dataset], form).text, form), graph)
