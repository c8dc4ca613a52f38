"""Repeating fields: of the first object only our subfields are written, and everybody else's stay."""

from __future__ import annotations

import json
from typing import Any

import pytest

from toolkit.catalogues.ckan.fields import build_held
from toolkit.catalogues.ckan.forms import Forms
from toolkit.catalogues.ckan.licenses import Licenses
from toolkit.catalogues.ckan.payload import Payload, build_create, build_revise
from toolkit.catalogues.ckan.profile import Profile, load_profile
from toolkit.model.entry import Entry, Held, Resource

SCHEMING = load_profile("ckan-scheming")
DCAT = load_profile("ckan-dcat")
ID = "5f0a1c1e-0000-5000-8000-000000000001"


def hold(profile: Profile, raw: dict[str, Any]) -> Held:
    """Hold a record of CKAN."""
    record = {"id": "4f", "name": "n", "metadata_modified": "r1", "state": "active", "private": False, **raw}
    return build_held(record, Forms(profile, Licenses()))


def revise(
    profile: Profile, raw: dict[str, Any], fields: dict[str, Any], parts: dict[str, Any] | None = None
) -> Payload:
    """Build the request that writes some fields over a record; nothing to change is an empty one."""
    resources = (Resource(ID, parts),) if parts is not None else ()
    return build_revise(hold(profile, raw), Entry("a:1", "n", fields, resources), profile) or {}


def test_other_subfields_and_further_objects_stay() -> None:
    there = [{"name": "Alt", "phone": "1", "url": ""}, {"name": "Zweite"}]
    request = revise(SCHEMING, {"publisher": there}, {"publisher[].name": "Neu", "publisher[].uri": "urn:x"})
    assert request["update"] == {
        "publisher": [{"name": "Neu", "phone": "1", "url": "", "uri": "urn:x"}, {"name": "Zweite"}]
    }
    assert request["filter"] == ["-publisher"]


def test_a_subfield_that_did_not_change_is_not_sent() -> None:
    there = {"publisher": [{"name": "Stadt", "email": "", "type": None}], "contact": [{"name": "Amt"}]}
    fields = {"publisher[].name": "Stadt", "publisher[].email": None, "publisher[].type": "", "contact[].name": "Neu"}
    request = revise(SCHEMING, there, fields)
    assert request["update"] == {"contact": [{"name": "Neu"}]}
    assert revise(SCHEMING, there, fields | {"contact[].name": "Amt"}) == {}


@pytest.mark.parametrize(
    ("there", "left"),
    [
        ([{"name": "Alt", "uri": ""}], []),
        ([{"name": "Alt", "phone": "1"}], [{"phone": "1"}]),
        ([{"name": "Alt"}, {"name": "Zweite"}], [{"name": "Zweite"}]),
    ],
)
def test_an_object_of_which_nothing_is_left_goes(there: list[dict[str, str]], left: list[dict[str, str]]) -> None:
    request = revise(SCHEMING, {"publisher": there}, {"publisher[].name": None})
    assert request["update"] == {"publisher": left}


def test_only_the_first_object_is_ours() -> None:
    held = hold(SCHEMING, {"spatial_coverage": [{"text": "Mainz"}, {"text": "Wiesbaden"}], "publisher": []})
    assert held.entry.fields["spatial_coverage[].text"] == "Mainz"
    assert held.entry.fields["publisher[].name"] is None


def test_a_real_list_is_filtered_away_before_another_takes_its_place() -> None:
    request = revise(SCHEMING, {"theme": ["urn:a", "urn:b"]}, {"theme": ("urn:c",)})
    assert (request["filter"], request["update"]) == (["-theme"], {"theme": ["urn:c"]})
    emptied = revise(SCHEMING, {"theme": ["urn:a"]}, {"theme": None})
    assert (emptied["filter"], emptied["update"]) == (["-theme"], {"theme": []})


def test_the_order_of_a_list_is_no_change() -> None:
    assert revise(SCHEMING, {"theme": ["urn:a", "urn:b"]}, {"theme": ("urn:b", "urn:a")}) == {}


def test_a_list_of_a_resource_is_filtered_under_the_resource() -> None:
    there = {"resources": [{"id": ID, "language": ["urn:a"], "access_services": [{"title": "Alt", "uri": "urn:s"}]}]}
    wanted = {"language": ("urn:b",), "access_services[].title": "Neu", "access_services[].endpoint_url": ("urn:e",)}
    request = revise(SCHEMING, there, {}, wanted)
    assert request[f"update__resources__{ID}"] == {
        "language": ["urn:b"],
        "access_services": [{"title": "Neu", "uri": "urn:s", "endpoint_url": ["urn:e"]}],
    }
    assert sorted(request["filter"]) == [f"-resources__{ID}__access_services", f"-resources__{ID}__language"]


def test_what_a_profile_encodes_is_one_json_text() -> None:
    services = json.dumps([{"title": "Alt", "uri": "urn:s", "conforms_to": ["urn:c"]}])
    there = {"resources": [{"id": ID, "access_services": services}]}
    request = revise(DCAT, there, {}, {"access_services[].title": "Neu", "access_services[].conforms_to": ("urn:c",)})
    (text,) = request[f"update__resources__{ID}"].values()
    assert json.loads(text) == [{"title": "Neu", "uri": "urn:s", "conforms_to": ["urn:c"]}]
    assert request["filter"] == []
    emptied = revise(
        DCAT,
        {"resources": [{"id": ID, "access_services": '[{"title": "Alt"}]'}]},
        {},
        {"access_services[].title": None},
    )
    assert emptied[f"update__resources__{ID}"] == {"access_services": ""}


def test_what_somebody_broke_in_ckan_is_empty_and_written_anew() -> None:
    request = revise(
        DCAT, {"resources": [{"id": ID, "access_services": "kaputt"}]}, {}, {"access_services[].title": "Neu"}
    )
    assert request[f"update__resources__{ID}"] == {"access_services": '[{"title": "Neu"}]'}


def test_a_new_dataset_gets_its_objects_and_nothing_empty() -> None:
    fields = {"publisher[].name": "Stadt", "publisher[].uri": None, "contact[].name": None, "theme": ("urn:a",)}
    body = build_create(Entry("a:1", "n", fields), SCHEMING)
    assert body["publisher"] == [{"name": "Stadt"}]
    assert body["theme"] == ["urn:a"]
    assert "contact" not in body


def test_relations_of_others_keep_their_keys() -> None:
    there = [{"uri": "urn:1", "relation": "urn:x", "role": "urn:r"}, {"relation": "urn:y"}, {"note": "von Hand"}]
    held = hold(SCHEMING, {"qualified_relation": there})
    stays, goes = '{"relation": "urn:x", "role": "urn:r"}', '{"relation": "urn:y"}'
    assert held.entry.fields["qualified_relation"] == (stays, goes)
    request = revise(SCHEMING, {"qualified_relation": there}, {"qualified_relation": (stays, '{"relation": "urn:z"}')})
    assert request["filter"] == ["-qualified_relation"]
    assert request["update"]["qualified_relation"] == [there[0], there[2], {"relation": "urn:z"}]


def test_relations_in_extras_are_json_texts() -> None:
    extras = [{"key": "qualified_relation", "value": '[{"relation": "urn:x", "uri": "urn:1"}]'}]
    wanted = {"extras.qualified_relation": ('{"relation": "urn:x"}', '{"relation": "urn:y"}')}
    request = revise(DCAT, {"extras": extras}, wanted)
    (extra,) = request["update"]["extras"]
    assert json.loads(extra["value"]) == [{"relation": "urn:x", "uri": "urn:1"}, {"relation": "urn:y"}]
    emptied = revise(
        DCAT,
        {"extras": [{"key": "qualified_relation", "value": '[{"relation": "urn:x"}]'}]},
        {"extras.qualified_relation": None},
    )
    assert emptied["update"]["extras"] == []


def test_an_attribution_goes_to_ckans_agent_and_back() -> None:
    text = '{"agent": {"kind": "urn:t", "name": "Stadt"}, "role": "urn:r"}'
    body = build_create(Entry("a:1", "n", {"qualified_attribution": (text,)}), SCHEMING)
    assert body["qualified_attribution"] == [{"agent": [{"type": "urn:t", "name": "Stadt"}], "role": "urn:r"}]
    assert hold(SCHEMING, body).entry.fields["qualified_attribution"] == (text,)


def test_an_object_within_an_object_keeps_what_others_put_there() -> None:
    there = {"title": "WMS", "publisher": {"name": "Alt", "email": "a@example.org"}}
    parts = {"access_services[].publisher.name": "Neu"}
    request = revise(DCAT, {"resources": [{"id": ID, "access_services": json.dumps([there])}]}, {}, parts)
    (text,) = request[f"update__resources__{ID}"].values()
    assert json.loads(text) == [{"title": "WMS", "publisher": {"name": "Neu", "email": "a@example.org"}}]
    alone = {"title": "WMS", "publisher": {"name": "Alt"}}
    emptied = revise(
        DCAT,
        {"resources": [{"id": ID, "access_services": json.dumps([alone])}]},
        {},
        {"access_services[].publisher.name": None},
    )
    assert emptied[f"update__resources__{ID}"] == {"access_services": '[{"title": "WMS"}]'}
