from __future__ import annotations

from typing import Any

from toolkit.catalogues.ckan.scheming import check_schema, parse_schema
from toolkit.model.entry import Entry, Resource, Value
from toolkit.model.plan import Change, Check, Create, FieldChange, Update


def field(name: str, **more: Any) -> dict[str, Any]:
    return {"field_name": name, **more}


def choices(*values: str) -> list[dict[str, str]]:
    return [{"value": value, "label": value.upper()} for value in values]


def new(*resources: Resource, key: str = "1", theme: Value = None, **fields: Value) -> Create:
    values: dict[str, Value] = {"title": "Bäume", "private": False, "extras.theme": theme, **fields}
    return Create(f"a:{key}", "Bäume", "a", Entry(f"a:{key}", "baeume", values, resources))


def changed(name: str, after: Value) -> Update:
    entry = Entry("a:1", "baeume", {})
    return Update("a:1", "Bäume", "a", "id", "r", entry, entry, (FieldChange(name, "x", after),))


def judge(*changes: Change, dataset: tuple[dict[str, Any], ...] = (), resource: tuple[dict[str, Any], ...] = ()) -> Any:
    return check_schema(parse_schema({"dataset_fields": dataset, "resource_fields": resource}), changes)


def only(found: tuple[Check, ...]) -> Check:
    (check,) = found
    assert (check.subject, check.state) == ("schema", "bad")
    return check


def test_an_extra_with_the_name_of_a_field_is_refused() -> None:
    check = only(judge(new(theme='["x"]'), dataset=(field("theme"),)))
    assert check.field == "extras.theme"
    assert str(check.text) == "the site's schema has a field “theme” of its own: CKAN refuses an extra of that name"


def test_an_empty_extra_is_not_sent_and_not_refused() -> None:
    assert judge(new(), changed("extras.theme", None), dataset=(field("theme"),)) == ()


def test_a_required_field_must_say_something() -> None:
    required = (field("art", required=True),)
    for change in (new(), new(art=None), new(art=""), changed("art", None)):
        check = only(judge(change, dataset=required))
        assert (check.field, str(check.text)) == ("art", "the site's schema requires “art”, and it is empty")
    assert judge(new(art="x"), changed("title", "y"), dataset=required) == ()


def test_a_required_field_that_an_extra_fills_is_told_once() -> None:
    assert only(judge(new(**{"extras.art": "x"}), dataset=(field("art", required=True),))).field == "extras.art"


def test_validators_decide_what_required_means() -> None:
    def is_required(**more: Any) -> bool:
        return bool(judge(new(), dataset=(field("art", **more),)))

    assert is_required(validators="not_empty unicode_safe")
    assert is_required(required=True, validators="scheming_required unicode_safe")
    assert not is_required(required=True, validators="unicode_safe")
    assert not is_required(required=False, validators="scheming_required")
    assert not is_required(required=True, validators="default(x) scheming_required")
    assert not is_required(required=True, validators="if_empty_same_as(name) not_empty")


def test_what_ckan_or_bestand_fills_is_never_missing() -> None:
    names = (field("name", required=True), field("owner_org", required=True), field("tag_string", required=True))
    assert judge(new(tags=("Baum",)), dataset=names) == ()
    assert only(judge(new(), dataset=names)).field == "tags"


def test_a_value_must_be_one_of_the_choices() -> None:
    part = (field("art", choices=choices("karte", "tabelle"), validators="scheming_required scheming_choices"),)
    check = only(judge(new(art="kartte"), dataset=part))
    assert str(check.text) == "the site's schema does not know “kartte” in “art”"
    assert str(check.remedy) == "the nearest there is “karte”"
    assert str(only(judge(changed("art", "xyz"), dataset=part)).remedy) == "there are: karte, tabelle"
    assert judge(new(art="karte"), new(), dataset=part) == ()


def test_choices_that_nobody_checks_are_no_limit() -> None:
    assert judge(new(art="x"), dataset=(field("art", choices=choices("karte"), validators="unicode_safe"),)) == ()
    assert judge(new(art="x"), dataset=(field("art", choices_helper="h", validators="scheming_choices"),)) == ()


def test_every_value_of_a_list_must_be_a_choice() -> None:
    part = (field("art", choices=choices("a", "b"), validators="scheming_multiple_choices"),)
    assert judge(new(art='["a", "b"]'), new(art=("a",)), dataset=part) == ()
    assert "“c”" in str(only(judge(new(art='["a", "c"]'), dataset=part)).text)
    assert "“[c”" in str(only(judge(new(art="[c"), dataset=part)).text)


def test_resources_have_fields_of_their_own() -> None:
    part = (field("format", required=True), field("status", choices=choices("x"), validators="scheming_choices"))
    found = judge(
        new(Resource("4f", {"status": "y", "format": None})), new(Resource("5f", {"status": "x"})), resource=part
    )
    assert sorted(check.field for check in found) == ["resources.format", "resources.status"]
    assert next(check for check in found if check.field == "resources.format").identifiers == ("a:1",)
    assert only(judge(changed("resources.4f.format", ""), resource=part)).field == "resources.format"


def test_datasets_with_the_same_fault_stand_together() -> None:
    assert only(judge(new(), new(key="2"), dataset=(field("art", required=True),))).identifiers == ("a:1", "a:2")
