"""Laws of the stand-in that hold for any text, tried in this process with a small schema."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.sandbox.solr.document import build_document
from toolkit.sandbox.solr.index import Add, Delete, Index
from toolkit.sandbox.solr.refusal import Refusal
from toolkit.sandbox.solr.schema import read_schema
from toolkit.sandbox.solr.search import select

if TYPE_CHECKING:
    from pathlib import Path

SCHEMA = """<schema name="ckan-2.12">
<types>
  <fieldType name="string" class="solr.StrField" sortMissingLast="true" omitNorms="true"/>
  <fieldType name="text" class="solr.TextField" positionIncrementGap="100"><analyzer>
    <tokenizer class="solr.WhitespaceTokenizerFactory"/><filter class="solr.LowerCaseFilterFactory"/>
  </analyzer></fieldType>
</types>
<fields>
  <field name="id" type="string" required="true"/>
  <field name="title" type="text"/>
  <field name="text" type="text" multiValued="true" stored="false"/>
  <dynamicField name="*" type="string"/>
</fields>
<uniqueKey>id</uniqueKey>
<copyField source="title" dest="text"/>
</schema>"""
SPECIAL = re.compile(r'([\\+\-&|!(){}\[\]^"~*?:/\s])')
PIECES = [*'ab:"()[]{}*?+-!&|^~\\/ ', " AND ", " OR ", " NOT ", " TO ", "name:", "title:"]
QUERY_TEXT = st.lists(st.sampled_from(PIECES), max_size=12).map("".join)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    path = tmp_path_factory.mktemp("schema") / "schema.xml"
    path.write_text(SCHEMA, encoding="utf-8")
    return Index(read_schema(path))


def put_in(index: Index, *documents: dict[str, str]) -> None:
    index.stage([Delete(lambda full: list(full.documents))])
    index.stage(Add(build_document(each, index.schema)) for each in documents)
    index.commit()


def count(index: Index, query: str, operator: str = "AND") -> int:
    found = select({"q": [query], "df": ["text"], "q.op": [operator]}, index)["response"]["numFound"]
    return int(found)


@given(text=QUERY_TEXT)
def test_any_text_is_either_understood_or_refused(index: Index, text: str) -> None:
    put_in(index, {"id": "1", "title": "a b", "name": "a"})
    with suppress(Refusal):
        assert count(index, text) in {0, 1}


@given(text=QUERY_TEXT)
def test_any_text_typed_into_the_search_box_is_either_understood_or_refused(index: Index, text: str) -> None:
    put_in(index, {"id": "1", "title": "a b", "name": "a"})
    with suppress(Refusal):
        select({"q": [text], "defType": ["dismax"], "qf": ["name^2 text"], "mm": ["2<-1 5<80%"]}, index)


@given(value=st.text(min_size=1, max_size=50))
def test_a_string_is_found_by_itself_quoted_or_escaped(index: Index, value: str) -> None:
    put_in(index, {"id": "1", "name": value})
    escaped = SPECIAL.sub(r"\\\1", value)
    assert count(index, 'name:"' + re.sub(r'(["\\])', r"\\\1", value) + '"') == 1
    if value not in {"AND", "OR", "NOT"} and not re.search(r"[\x00-\x20]", value):
        assert count(index, f"name:{escaped}") == 1


@given(values=st.lists(st.sampled_from("abcdef"), max_size=6, unique=True), wanted=st.sampled_from("abcdef"))
def test_a_query_and_its_negation_share_all_documents_out(index: Index, values: list[str], wanted: str) -> None:
    put_in(index, *({"id": each, "name": each} for each in values))
    assert count(index, f"name:{wanted}") + count(index, f"-name:{wanted}") == len(values)


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("solr.StrField", "solr.BinaryField", "solr.BinaryField"),
        ("LowerCaseFilterFactory", "GermanStemFilterFactory", "GermanStemFilterFactory"),
        ("WhitespaceTokenizerFactory", "ICUTokenizerFactory", "ICUTokenizerFactory"),
        ('required="true"', 'docValues="true"', "docValues"),
        ('dest="text"', 'dest="text" maxChars="9"', "copyField"),
    ],
)
def test_schema_with_unknown_parts_is_not_served(tmp_path: Path, old: str, new: str, named: str) -> None:
    path = tmp_path / "schema.xml"
    path.write_text(SCHEMA.replace(old, new), encoding="utf-8")
    with pytest.raises(ValueError, match=re.escape(named)):
        read_schema(path)
