"""Broken, foreign and hostile documents: one sentence with the line, nothing fetched, nothing printed besides."""

from __future__ import annotations

import json

import pytest
from rdflib import Graph

from toolkit.dcat.parse.document import find_form, parse_document
from toolkit.model.problem import Problem

RDF = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:a="http://a/"'


def complain(name: str, data: bytes, content_type: str = "") -> str:
    """Read a document that cannot be read; gives the complaint."""
    with pytest.raises(Problem) as caught:
        parse_document(Graph(), name, data, content_type)
    return str(caught.value.what)


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        (
            "c.ttl",
            b"@prefix a: <http://a/> .\na:b a:c [ a:d 1 .\n",
            "c.ttl, line 2: this is no valid Turtle (']' expected)",
        ),
        ("c.nt", b"<http://a/> <http://b/> <http://c/> .\n\n<x y\n", "c.nt, line 3: this is no valid Turtle"),
        (
            "c.rdf",
            f"<rdf:RDF {RDF}>\n<rdf:Description></rdf:RDF>".encode(),
            "c.rdf, line 2: this is no valid RDF/XML (mismatched tag)",
        ),
        ("c.jsonld", b'{"@id": "x",\n', "c.jsonld, line 2: this is no valid JSON-LD (Expecting property name"),
        (
            "c.ttl",
            "<http://a/>\n <http://b/> 'ä'".encode("latin-1"),
            "c.ttl, line 2: this is no valid Turtle (not UTF-8)",
        ),
        ("c.jsonld", b'{"a":' * 100_000, "c.jsonld is no valid JSON-LD (nested too deeply)"),
        (
            "c.ttl",
            b"<http://a/> <http://b/> " + b"[<http://b/>" * 50_000,
            "c.ttl is no valid Turtle (nested too deeply)",
        ),
        (
            "c.rdf",
            b"<?xml version='1.0' encoding='quatsch'?><a/>",
            "c.rdf is no valid RDF/XML (unknown encoding: quatsch)",
        ),
        ("c.jsonld", b'{"@context": {"a": {"@id": 7}}, "a": 1}', "c.jsonld is no valid JSON-LD"),
        ("c", b"\n<!DOCTYPE html>\n<html>", "c is a web page, no RDF"),
        ("c.rdf", b'<?xml version="1.0"?>\n<!-- x --><html/>', "c.rdf is a web page, no RDF"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_line(name: str, data: bytes, said: str) -> None:
    assert complain(name, data).startswith(said)


@pytest.mark.parametrize(
    "inside",
    [
        '<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">',
        '<!ENTITY a SYSTEM "file:///etc/hostname">',
        "",
    ],
)
def test_xml_with_a_document_type_is_refused(inside: str) -> None:
    data = f'<?xml version="1.0"?><!DOCTYPE r [{inside}]><rdf:RDF {RDF}/>'.encode()
    assert (
        complain("c.rdf", data) == "c.rdf declares a document type (DTD) or entities of its own; such XML is not read"
    )


@pytest.mark.parametrize(
    "context",
    [
        "https://example.invalid/c",
        ["https://example.invalid/c"],
        {"a": {"@id": "http://a/a", "@context": "https://example.invalid/c"}},
        {"@import": "https://example.invalid/c"},
    ],
)
def test_a_context_that_lies_elsewhere_is_never_fetched(context: object) -> None:
    data = json.dumps({"@graph": [{"@context": context, "http://a/b": 1}]}).encode()
    assert (
        complain("c.jsonld", data) == "c.jsonld takes its context from https://example.invalid/c, which is not fetched"
    )


def test_a_context_in_the_file_is_used() -> None:
    graph = Graph()
    parse_document(
        graph, "c.jsonld", b'\xef\xbb\xbf{"@context": {"t": "http://a/t"}, "@id": "http://a/b", "t": "\\u00e4"}'
    )
    assert [str(value) for value in graph.objects()] == ["ä"]


def test_values_keep_their_spelling_and_nothing_is_printed(caplog: pytest.LogCaptureFixture) -> None:
    graph = Graph()
    day = "^^<http://www.w3.org/2001/XMLSchema#date>"
    text = f'<http://a/> <http://b/> "kaputt"{day}, "2024-01-01Z"{day}, <http://a b/> .'
    parse_document(graph, "c.ttl", text.replace("<http://a b/>", "<http://a%20b/>").encode())
    assert {str(value) for value in graph.objects()} == {"kaputt", "2024-01-01Z", "http://a%20b/"}
    assert caplog.records == []


def test_relative_addresses_do_not_show_where_the_file_lies() -> None:
    xml = f'<rdf:RDF {RDF}><rdf:Description rdf:about="x"><a:b rdf:resource="y"/></rdf:Description></rdf:RDF>'
    for name, data in (
        ("c.ttl", b"<x> <http://b/> <y> ."),
        ("c.rdf", xml.encode()),
        ("c.jsonld", b'{"@id": "x", "http://b/": {"@id": "y"}}'),
    ):
        graph = Graph()
        parse_document(graph, name, data)
        assert {str(node) for node in graph.all_nodes()} == {"https://relative.invalid/x", "https://relative.invalid/y"}
    graph = Graph()
    parse_document(graph, "c.ttl", b"<x> <http://b/> <y> .", base="https://example.org/d/c.ttl")
    assert {str(node) for node in graph.subjects()} == {"https://example.org/d/x"}


@pytest.mark.parametrize(
    ("name", "content_type", "data", "form"),
    [
        ("c", "application/rdf+xml; charset=utf-8", b"", "xml"),
        ("c", "Application/LD+JSON", b"", "json-ld"),
        ("c.rdf", "", b"", "xml"),
        ("C.JSONLD", "text/plain", b"", "json-ld"),
        ("c.nt", "", b"<http://a/> <http://b/> 1 .", "turtle"),
        ("c", "text/html", b"@prefix a: <urn:a> .", "turtle"),
        ("c.ttl", "text/turtle", b" [ { ", "json-ld"),
        ("c.ttl", "", b"[] a <urn:a> .", "turtle"),
        ("c.ttl", "", b"[ a <urn:a> ] .", "turtle"),
        ("c.ttl", "text/turtle", b"\xef\xbb\xbf<rdf:RDF/>", "xml"),
    ],
)
def test_the_content_tells_the_form_before_the_type_and_the_name(
    name: str, content_type: str, data: bytes, form: str
) -> None:
    assert find_form(name, content_type, data) == form
