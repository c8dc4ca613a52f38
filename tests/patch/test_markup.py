from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.patch.markup import (
    Edits,
    Encoding,
    MarkupError,
    decode,
    escape_cell,
    find_elements,
    find_root,
    scan,
    tell_encoding,
)

TEXT = (
    "<?xml version='1.0'?><!-- <a> --><x:a xmlns:x='urn:x' k=\"&lt;1\"><x:b z='>'/><![CDATA[<x:c>]]>"
    '<y xmlns="urn:y" xmlns:q="urn:q" q:n="2"><z/></y></x:a>'
)


def test_tags_are_given_with_namespaces_depths_and_places() -> None:
    tags = list(scan(TEXT))
    assert [(tag.kind, tag.local, tag.uri, tag.depth) for tag in tags] == [
        ("open", "a", "urn:x", 0),
        ("empty", "b", "urn:x", 1),
        ("open", "y", "urn:y", 1),
        ("empty", "z", "urn:y", 2),
        ("close", "y", "urn:y", 1),
        ("close", "a", "urn:x", 0),
    ]
    assert [tags[0].prefix, tags[2].prefix] == ["x:", ""]
    assert all(TEXT[tag.start] == "<" and TEXT[tag.end - 1] == ">" for tag in tags)
    assert (tags[0].get("k"), tags[1].get("z"), tags[2].get("n", "urn:q"), tags[2].get("n")) == ("<1", ">", "2", None)


@pytest.mark.parametrize("text", ["<a", "<a b='>", "<!DOCTYPE a><a/>", "<!-- ", "<a><![CDATA[</a>", "<a b=<>"])
def test_what_is_no_tag_is_refused(text: str) -> None:
    with pytest.raises(MarkupError):
        list(scan(text))


@pytest.mark.parametrize("text", ["<a><b></a></b>", "<a>", "</a>", "<a><b></a>"])
def test_tags_that_do_not_fit_each_other_are_refused(text: str) -> None:
    with pytest.raises(MarkupError):
        find_elements(text)


@pytest.mark.parametrize("text", ["", "nur Text", "<a>"])
def test_a_root_has_to_be_there_and_closed(text: str) -> None:
    with pytest.raises(MarkupError):
        find_root(text)


def test_elements_are_cut_and_filled_where_they_stand() -> None:
    edits = Edits(TEXT)
    by_name = {one.tag.local: one for one in find_elements(TEXT)}
    edits.append_to(by_name["b"], "eins")
    edits.append_to(by_name["a"], "zwei")
    edits.append_to(by_name["a"], "drei")
    edits.cut(by_name["z"].start, by_name["z"].end)
    edits.set_attribute(by_name["y"].tag, "q:n", '"neu"')
    edits.set_attribute(by_name["y"].tag, "m", "1")
    changed = edits.apply()
    assert "<x:b z='>'>eins</x:b>" in changed
    assert changed.endswith("</y>zweidrei</x:a>")
    assert '<y xmlns="urn:y" xmlns:q="urn:q" q:n="&quot;neu&quot;" m="1"></y>' in changed


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (b"<a/>", Encoding()),
        (b"\xef\xbb\xbf<a/>", Encoding("utf-8", b"\xef\xbb\xbf")),
        ("\ufeff<a/>".encode("utf-16-le"), Encoding("utf-16-le", b"\xff\xfe")),
        ("\ufeff<a/>".encode("utf-16-be"), Encoding("utf-16-be", b"\xfe\xff")),
        ("<a/>".encode("utf-16-le"), Encoding("utf-16-le")),
        ("<a/>".encode("utf-16-be"), Encoding("utf-16-be")),
        (b"<?xml version='1.0' encoding='windows-1252'?><a/>", Encoding("cp1252")),
        (b'<?xml version="1.0" encoding="US-ASCII"?><a/>', Encoding("ascii")),
    ],
)
def test_encodings_are_told(data: bytes, encoding: Encoding) -> None:
    assert tell_encoding(data) == encoding
    text, known = decode(data)
    assert text.endswith("<a/>")
    assert known.mark + known.encode(text) == data


@pytest.mark.parametrize("name", ["utf-7", "utf-16", "base64", "gibtsnicht"])
def test_encodings_that_no_workbook_has_are_refused(name: str) -> None:
    with pytest.raises(MarkupError):
        tell_encoding(f"<?xml version='1.0' encoding='{name}'?><a/>".encode())
    with pytest.raises(MarkupError):
        decode(b"<a>\xff</a>")


def test_signs_that_an_encoding_lacks_become_references() -> None:
    assert Encoding("ascii").encode("Bäume –") == b"B&#228;ume &#8211;"


@given(st.text())
def test_whatever_a_cell_is_given_xml_holds(text: str) -> None:
    written = escape_cell(text)
    assert not re.search('[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff<>"]', written)
