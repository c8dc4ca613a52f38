"""What the stand-in finds: the queries are those that CKAN 2.10 to 2.12 send."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import requests

if TYPE_CHECKING:
    from tests.sandbox.conftest import StandIn

pytestmark = pytest.mark.ckan

DISMAX = {
    "defType": "dismax",
    "qf": "name^4 title^4 tags^2 groups^2 text",
    "tie": "0.1",
    "mm": "2<-1 5<80%",
    "df": "text",
    "q.op": "AND",
}
FIELDED = {"df": "text", "q.op": "AND"}


def test_search_page_query_filters_by_site_state_capacity_and_labels(standin: StandIn) -> None:
    seen = {"capacity": "public", "permission_labels": ["public"]}
    standin.add({"id": "a", **seen}, {"id": "b", **seen, "state": "draft"}, {"id": "c", **seen, "site_id": "other"})
    standin.add({"id": "d", "capacity": "private", "permission_labels": ["member-61", "creator-1"]})
    site, labels = '+site_id:"box"', '+permission_labels:("public" OR "member-61")'
    assert standin.find(fq=["+capacity:public +state:(active)", site, labels], **FIELDED) == ["a"]
    assert standin.find(fq=[" +state:(active OR draft)", site, labels], **FIELDED) == ["a", "b", "d"]


def test_dataset_lookup_by_name_or_id_needs_no_default_operator(standin: StandIn) -> None:
    standin.add({"id": "1", "name": "radwege"}, {"id": "2", "name": "parken"})
    filters = '+site_id:"box" +entity_type:package'
    assert standin.find('name:"radwege" OR id:"radwege"', fq=filters, rows=1) == ["1"]
    assert standin.find('name:"2" OR id:"2"', fq=filters, rows=1) == ["2"]


def test_autocomplete_finds_parts_of_names_and_titles(standin: StandIn) -> None:
    standin.add({"id": "1", "name": "radwege", "title": "Wege für Räder"}, {"id": "2", "name": "x", "title": "Parken"})
    query = 'name_ngram:"{0}" OR title_ngram:"{0}" OR name:"{0}" OR title:"{0}"'
    assert standin.find(query.format("adwe"), **FIELDED) == ["1"]
    assert standin.find(query.format("PARK"), **FIELDED) == ["2"]


def test_text_fields_are_stemmed_folded_and_lowered_but_strings_are_exact(standin: StandIn) -> None:
    standin.add({"id": "1", "title": "Radwege mit der Zählung", "tags": ["Rad Verkehr"]})
    for query in (
        "title:radweg",
        "title:ZAHLUNG",
        'title:"mit der zählung"',
        'tags:"Rad Verkehr"',
        "tags:Rad\\ Verkehr",
    ):
        assert standin.find(query, **FIELDED) == ["1"], query
    for query in ('title:"der radwege"', 'tags:"rad verkehr"', "tags:Rad"):
        assert standin.find(query, **FIELDED) == [], query


def test_words_are_split_at_punctuation_and_case_changes(standin: StandIn) -> None:
    standin.add({"id": "1", "title": "GeoJSON-Dienst 2024/05"})
    for query in (
        "title:geo",
        "title:json",
        "title:dienst",
        "title:geojsondienst",
        "title:GeoJSON\\-Dienst",
        'title:"2024 05"',
    ):
        assert standin.find(query, **FIELDED) == ["1"], query


def test_extras_are_text_in_their_own_field_and_in_the_catch_all(standin: StandIn) -> None:
    standin.add({"id": "1", "extras_identifier": "ga:GA-017", "identifier": "ga:GA-017"})
    assert standin.find("extras_identifier:ga*", **FIELDED) == ["1"]
    assert standin.find("text:017", **FIELDED) == ["1"]
    assert standin.find('identifier:"ga:GA-017"', **FIELDED) == ["1"]
    assert standin.find("identifier:ga\\:GA*", **FIELDED) == ["1"]
    assert standin.find("identifier:ga", **FIELDED) == []


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("tags:a AND tags:b", ["ab"]),
        ("tags:a OR tags:b", ["a", "ab", "b"]),
        ("tags:a tags:b", ["ab"]),
        ("tags:a AND NOT tags:b", ["a"]),
        ("tags:a -tags:b", ["a"]),
        ("-tags:a", ["b"]),
        ("*:* -tags:a", ["b"]),
        ("tags:a AND (*:* -tags:b)", ["a"]),
        ("+(tags:a OR tags:b) +name:a*", ["a", "ab"]),
        ("tags:(a AND b)", ["ab"]),
        ("tags:a && !tags:b", ["a"]),
        # Solr's own reading: a is needed, b only raises the score
        ("tags:a AND tags:a OR tags:b", ["a", "ab"]),
        ("tags:?", ["a", "ab", "b"]),
        ("tags:[a TO b}", ["a", "ab"]),
        ("tags:[* TO *]", ["a", "ab", "b"]),
        ("license_id:*", []),
    ],
)
def test_operators_mean_what_they_mean_in_solr(standin: StandIn, query: str, found: list[str]) -> None:
    standin.add({"id": "a", "tags": ["a"]}, {"id": "ab", "tags": ["a", "b"]}, {"id": "b", "tags": ["b"]})
    assert standin.find(query, sort="id asc", **FIELDED) == found


def test_without_q_op_words_are_alternatives(standin: StandIn) -> None:
    standin.add({"id": "1", "title": "rad"}, {"id": "2", "title": "weg"})
    assert standin.find("title:rad title:weg", sort="id asc") == ["1", "2"]
    assert standin.find("title:rad title:weg", **FIELDED) == []


def test_dates_are_compared_as_moments(standin: StandIn) -> None:
    standin.add({"id": "1", "metadata_modified": "2026-03-01T12:00:00.123456Z"})
    assert standin.find("metadata_modified:[2026-03-01T00:00:00Z TO NOW]") == ["1"]
    assert standin.find("metadata_modified:[2026-03-01T12:00:00.124Z TO *]") == []
    assert standin.find('metadata_modified:"2026-03-01T12:00:00.123Z"') == ["1"]


def test_searching_by_words_needs_all_of_two_and_most_of_more(standin: StandIn) -> None:
    standin.add({"id": "1", "title": "eins zwei"}, {"id": "2", "title": "eins", "notes": "zwei drei"})
    assert standin.find("eins drei", **DISMAX) == ["2"]
    assert sorted(standin.find("eins zwei drei", **DISMAX)) == ["1", "2"]
    assert standin.find("eins zwei drei vier", **DISMAX) == ["2"]
    assert standin.find("eins -drei", **DISMAX) == ["1"]
    assert standin.find('"zwei drei"', **DISMAX) == ["2"]


def test_titles_and_names_count_more_than_descriptions(standin: StandIn) -> None:
    standin.add({"id": "notes", "notes": "parken"}, {"id": "title", "title": "parken"}, {"id": "parken"})
    assert standin.find("parken", sort="score desc, metadata_modified desc", **DISMAX) == ["parken", "title", "notes"]


def test_sorting_puts_missing_texts_last_and_missing_dates_first(standin: StandIn) -> None:
    standin.add({"id": "b", "title_string": "B", "metadata_modified": "2026-01-01T00:00:00Z"}, {"id": "none"})
    standin.add({"id": "a", "title_string": "a", "metadata_modified": "2025-01-01T00:00:00Z"})
    assert standin.find(sort="title_string asc") == ["b", "a", "none"]
    assert standin.find(sort="title_string desc") == ["a", "b", "none"]
    assert standin.find(sort="metadata_modified asc") == ["none", "a", "b"]
    assert standin.find(sort="view_recent desc, name asc") == ["a", "b", "none"]


def test_equal_matches_keep_the_order_in_which_they_were_written(standin: StandIn) -> None:
    standin.add({"id": "1"}, {"id": "2"}, {"id": "3"})
    standin.add({"id": "1"})
    assert standin.find() == ["2", "3", "1"]


def test_pages_are_cut_from_the_whole(standin: StandIn) -> None:
    standin.add(*({"id": str(number)} for number in range(15)))
    answer = standin.select(start=4, rows=3, fl="id", sort="index_id asc").json()["response"]
    assert (answer["numFound"], answer["start"], len(answer["docs"])) == (15, 4, 3)
    assert len(standin.find()) == 10
    assert standin.find(rows=0) == []


def test_only_stored_fields_are_handed_out(standin: StandIn) -> None:
    standin.add({"id": "1", "tags": ["a"], "data_dict": "{}", "permission_labels": ["public"], "owner_org": "o"})
    wanted = standin.select(fl="id data_dict,owner_org permission_labels").json()["response"]["docs"]
    assert wanted == [{"id": "1", "data_dict": "{}"}]
    everything = standin.select(fl="*").json()["response"]["docs"][0]
    assert everything["tags"] == ["a"]
    assert "indexed_ts" in everything
    assert "owner_org" not in everything


def test_facets_count_the_matches_only(standin: StandIn) -> None:
    standin.add(
        {"id": "1", "tags": ["b", "a"]}, {"id": "2", "tags": ["b"]}, {"id": "3", "tags": ["c"], "state": "draft"}
    )
    asked: dict[str, Any] = {"facet": "true", "facet.field": ["tags", "groups"], "facet.limit": 50, "facet.mincount": 1}
    fields = standin.select(fq="+state:active", **asked).json()["facet_counts"]["facet_fields"]
    assert fields == {"tags": ["b", 2, "a", 1], "groups": []}
    limited = standin.select(**{**asked, "facet.limit": 1}).json()["facet_counts"]["facet_fields"]["tags"]
    assert limited == ["b", 2]


def test_deleting_by_query_takes_out_what_ckan_names(standin: StandIn) -> None:
    standin.add({"id": "1"}, {"id": "2"}, {"id": "3"})
    query = '+entity_type:package AND +(id:"{0}" OR name:"{0}") AND +site_id:"box"'
    standin.update(f"<delete><query>{query.format(2)}</query></delete>")
    standin.update("<delete><id>3</id></delete>")
    assert standin.find() == ["1"]


def test_uncommitted_changes_are_seen_after_the_commit(standin: StandIn) -> None:
    standin.add({"id": "1"}, commit=False)
    assert standin.find() == []
    standin.update("<commit />", commit=False)
    assert standin.find() == ["1"]


def test_schema_and_ping_answer_ckan_s_questions_at_its_start(standin: StandIn) -> None:
    schema = requests.get(f"{standin.url}/schema?wt=schema.xml", timeout=10)
    assert '<schema name="ckan-2.12"' in schema.text
    assert requests.get(f"{standin.url}/admin/ping", timeout=10).json() == {"status": "OK"}
    assert (
        requests.get(f"{standin.url}/admin/file/?file=schema.xml", timeout=10).status_code == requests.codes.not_found
    )
