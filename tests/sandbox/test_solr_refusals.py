"""What the stand-in refuses: what the real core refuses too, and what it does not understand."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import requests

if TYPE_CHECKING:
    from tests.sandbox.conftest import StandIn

pytestmark = pytest.mark.ckan


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("title:rad~2", "~2"),
        ('title:"rad weg"~3', "~3"),
        ("title:/rad.*/", "/rad"),
        ("{!term f=name}x", "{!term"),
        ('_query_:"x"', "undefined field _query_"),
        ("title:rad^=2", "^=2"),
        ("filter(name:x)", "filter()"),
        ("/* note */ name:x", "/*"),
        ("name:a AND", "ends too early"),
        ("AND name:a", "unexpected 'AND'"),
        ("(name:a", "not closed"),
        ("name:a)", "unexpected ')'"),
        ("name:()", "empty brackets"),
        ('name:"a', '"a'),
        ("name:[a TO", "[a TO"),
        ("name:[a b]", "[a b]"),
        ("na?e:x", "no field"),
        ("name:a -", "-"),
        ("name:a +-b", "unexpected '-'"),
        ("tags:(a b)", "put AND or OR"),
        ("name:a AND (-name:b)", "only exclusions"),
        ("word", "no default specified"),
        ("data_dict:x", "not indexed"),
        ("title:[a TO b]", "ranges on the text field"),
        ("metadata_modified:2026*", "wildcards"),
        ("metadata_modified:[NOW-1DAY TO NOW]", "Invalid Date String"),
        ("metadata_modified:2026-03-01", "Invalid Date String"),
        ("views_total:many", "Invalid Number"),
        ("name:\\u12", "backslash"),
        ("*:rad", "understands only *"),
        (" ", "empty"),
    ],
)
def test_query_that_is_not_understood_is_an_error(standin: StandIn, query: str, reason: str) -> None:
    assert reason in standin.refusal(query)
    if query.strip():
        assert reason in standin.refusal(fq=query)


@pytest.mark.parametrize(
    "query", ["rad AND weg", "rad OR weg", "NOT rad", "rad -", "rad ++weg", "-rad", "a\\b", "{!x}y"]
)
def test_search_by_words_takes_only_words_quotes_and_signs(standin: StandIn, query: str) -> None:
    standin.refusal(query, defType="dismax", qf="title text", mm="100%")


@pytest.mark.parametrize(
    "parameters",
    [
        {"group": "true"},
        {"bq": "name:a^2"},
        {"bf": "views_total"},
        {"boost": "2"},
        {"hl": "true"},
        {"defType": "edismax"},
        {"defType": "lucene", "q.alt": "*:*"},
        {"defType": "dismax", "qf": "title~2"},
        {"defType": "dismax", "qf": "title", "mm": "most"},
        {"wt": "xml"},
        {"rows": "-1"},
        {"rows": "ten"},
        {"sort": "name"},
        {"sort": "name up"},
        {"sort": "title asc"},
        {"sort": "tags asc"},
        {"sort": "sum(views_total,1) desc"},
        {"fl": "score"},
        {"fl": "id,extras_*"},
        {"fl": "[child]"},
        {"facet": "true", "facet.query": "name:a"},
        {"facet": "true", "facet.field": "title"},
        {"facet": "true", "facet.field": "metadata_modified"},
        {"q.op": "XOR"},
        {"start": ["0", "1"]},
    ],
)
def test_parameter_that_could_change_the_result_is_an_error(standin: StandIn, parameters: dict[str, Any]) -> None:
    standin.refusal("rad" if "dismax" in str(parameters) else "*:*", **parameters)


def test_bad_sort_order_is_named_as_ckan_expects(standin: StandIn) -> None:
    assert "Can't determine a Sort Order" in standin.refusal(sort="name")


def refusal_of(standin: StandIn, **fields: Any) -> str:
    answer = standin.add({"id": "good"}, {"id": "bad", **fields})
    assert answer.status_code == requests.codes.bad_request
    assert standin.find() == [], "a batch is taken whole or not at all"
    return str(answer.json()["error"]["msg"])


@pytest.mark.parametrize("field", ["tags", "license_id", "lang", "vocab_themes", "title_string", "url"])
def test_term_over_the_limit_in_a_string_field_is_refused(standin: StandIn, field: str) -> None:
    assert "immense term" in refusal_of(standin, **{field: "ä" * 16_384})
    assert standin.add({"id": "good", field: "ä" * 16_383}).status_code == requests.codes.ok


@pytest.mark.parametrize("field", ["notes", "title", "extras_note", "data_dict", "validated_data_dict"])
def test_long_texts_are_fine_where_they_are_cut_into_words_or_not_indexed(standin: StandIn, field: str) -> None:
    assert standin.add({"id": "1", field: "ä" * 40_000}).status_code == requests.codes.ok


@pytest.mark.parametrize(
    "moment",
    ["2026-03-01", "2026-03-01T12:00:00", "2026-03-01T12:00:00+01:00", "2026-02-30T00:00:00Z", "NOW", 20260301],
)
def test_date_that_is_not_utc_is_refused(standin: StandIn, moment: object) -> None:
    assert "Invalid Date String" in refusal_of(standin, issued_date=moment)


def test_several_values_in_a_single_field_are_refused(standin: StandIn) -> None:
    assert "non multiValued field" in refusal_of(standin, language=["de", "en"])


def test_document_without_a_required_field_is_refused(standin: StandIn) -> None:
    assert "missing required field: site_id" in refusal_of(standin, site_id=None)


def test_values_that_are_objects_are_refused(standin: StandIn) -> None:
    assert "does not take" in refusal_of(standin, tags={"add": "a"})


@pytest.mark.parametrize(
    "body",
    [
        "<optimize />",
        "<delete><query>name:a~</query></delete>",
        "<delete><other>1</other></delete>",
        "<delete>",
        json.dumps({"delete": {"query": "*:*"}}),
        "[1]",
        "[",
    ],
)
def test_update_that_is_not_understood_is_an_error(standin: StandIn, body: str) -> None:
    standin.add({"id": "1"})
    assert standin.update(body).status_code == requests.codes.bad_request
    assert standin.find() == ["1"]


def test_update_parameter_that_is_not_known_is_an_error(standin: StandIn) -> None:
    answer = requests.post(f"{standin.url}/update/?commitWithin=5", "<commit />", timeout=10)
    assert answer.status_code == requests.codes.bad_request
