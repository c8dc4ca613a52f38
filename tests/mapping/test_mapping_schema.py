"""The JSON Schema that editors complete and check mappings with."""

from __future__ import annotations

import json
import textwrap
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # it ships no types
from ruamel.yaml import YAML

from tests.mapping.small_inventory import write_mapping
from toolkit.mapping.fields import DISTRIBUTION_FIELDS, ROW_FIELDS
from toolkit.mapping.keywords import KEYWORDS
from toolkit.mapping.load import examine_mapping
from toolkit.mapping.schema import build_mapping_schema
from toolkit.mapping.spec import (
    Closed,
    ColumnSpec,
    Condition,
    DatasetTable,
    DistributionTable,
    Expect,
    InventoryMapping,
    JoinSpec,
    MadeFor,
    OrganizationSpec,
    SkipSpec,
)

SCHEMA = build_mapping_schema()
VALIDATOR = Draft202012Validator(SCHEMA)
MODELS: tuple[type[Closed], ...] = (
    InventoryMapping, OrganizationSpec, DatasetTable, DistributionTable, JoinSpec, ColumnSpec, Condition, SkipSpec,
    Expect, MadeFor,
)  # fmt: skip

WHOLE: dict[str, Any] = {
    "format": "bestand-mapping/1",
    "inventory": "amt",
    "datasets": {"sheet": "Daten", "key": "Nr.", "columns": {"Titel": "title"}},
}


def is_valid(text: str) -> bool:
    return bool(VALIDATOR.is_valid(YAML(typ="safe").load(text)))


def with_column(entry: object, **table: Any) -> dict[str, Any]:
    """Give a mapping with one column of this entry."""
    return {**WHOLE, "datasets": {**WHOLE["datasets"], "columns": {"Spalte": entry}, **table}}


def test_it_is_a_schema_that_ships_as_it_is_built() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert json.loads(Path("mappings/mapping.schema.json").read_text(encoding="utf-8")) == SCHEMA


@pytest.mark.parametrize("file", sorted(Path("mappings/inventories").glob("*.yaml")), ids=lambda file: file.stem)
def test_the_mappings_that_ship_are_valid(file: Path) -> None:
    assert is_valid(file.read_text(encoding="utf-8"))


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_key_has_a_sentence(model: type[Closed]) -> None:
    keys = {field.alias or name for name, field in model.model_fields.items()}
    assert set(KEYWORDS[model.__name__]) == keys
    assert all(text.endswith(".") and text[:1].strip() for text in KEYWORDS[model.__name__].values())


def test_every_key_of_the_schema_is_described() -> None:
    models = [SCHEMA, *(model for model in SCHEMA["$defs"].values() if "properties" in model)]
    assert len(models) > 10
    for model in models:
        assert model["description"]
        assert all(property_["description"] for property_ in model["properties"].values())


def test_an_editor_is_told_every_field_of_each_table() -> None:
    assert SCHEMA["$defs"]["DatasetField"]["enum"] == [*ROW_FIELDS]
    assert set(SCHEMA["$defs"]["DistributionField"]["enum"]) == set(DISTRIBUTION_FIELDS) - {"key"}


@pytest.mark.parametrize(
    "entry",
    [
        "title",
        {"field": "title", "aliases": "Name"},
        {"field": "themes", "split": [";", ","], "lookup": {"a": None}},
        {"ignore": "intern"},
        {"release": "publish", "answers": {"ja": "public"}},
        {"field": "distribution.access_url", "part": "1", "when": {"column": "Art", "is": "x"}},
        {"field": "title", "when": [{"column": "Art", "filled": False}]},
        {"fill": "merged"},
    ],
)
def test_what_a_column_may_say_is_valid(entry: object) -> None:
    assert VALIDATOR.is_valid(with_column(entry))


@pytest.mark.parametrize(
    "entry",
    [
        "titel",
        None,
        3,
        ["title"],
        {"feld": "title"},
        {"field": "titel"},
        {"field": "access_url"},
        {"field": "title", "optional": "ja"},
        {"field": "title", "default": 3},
        {"field": "title", "fill": "up"},
        {"field": "access_rights", "vocabulary": "licence"},
        {"field": "distribution.byte_size", "unit": "kB"},
        {"field": "title", "lookup": {"a": 3}},
        {"field": "title", "when": {"colum": "Art", "is": "x"}},
        {"field": "title", "when": [{"is": "x"}]},
        {"release": "publisch"},
        {"release": "publish", "answers": {"ja": "pubic"}},
    ],
)
def test_usual_slips_in_a_column_are_refused_as_the_product_refuses_them(entry: object) -> None:
    whole = with_column(entry)
    assert not VALIDATOR.is_valid(whole)
    assert examine_mapping(json.dumps(whole), "amt.yaml")[1]


@pytest.mark.parametrize(
    "table",
    [
        {"header": 3},
        {"header": [1, 2]},
        {"layout": "form", "header": "A"},
        {"layout": "form", "header": ["A", "B"]},
        {"sheet": ["a", "b"]},
        {"skip": {"column": "A", "is": "x", "reason": "y"}},
        {"joins": [{"sheet": "B", "on": "A", "key": "C", "columns": {"D": "creator.name", "E": {"ignore": "x"}}}]},
        {"constants": {"languages": ["DEU"], "title": "x"}},
        {"expect": {"min": 1, "max": 3, "filled": {"Titel": 50}}},
    ],
)
def test_what_a_table_may_say_is_valid(table: dict[str, Any]) -> None:
    whole = with_column("title", **table)
    assert VALIDATOR.is_valid(whole)


@pytest.mark.parametrize(
    "table",
    [
        {"headers": 3},
        {"header": 0},
        {"header": []},
        {"header": [1, 2, 3, 4, 5]},
        {"header": "Kopf1"},
        {"layout": "columns"},
        {"sheet": ""},
        {"key": ""},
        {"skip": [{"column": "A", "is": "x"}]},
        {"skip": [{"is": "x", "reason": "y"}]},
        {"joins": [{"sheet": "B", "on": "A", "columns": {"D": "title"}}]},
        {"joins": [{"sheet": "B", "on": "A", "key": "C", "columns": {"D": "titel"}}]},
        {"constants": {"titel": "x"}},
        {"constants": {"title": 3}},
        {"computed": {"titel": "x"}},
        {"sheet_name": "titel"},
        {"expect": {"mim": 1}},
        {"expect": {"filled": {"Titel": 101}}},
        {"dataset": "Nr."},
    ],
)
def test_usual_slips_in_a_table_are_refused_as_the_product_refuses_them(table: dict[str, Any]) -> None:
    whole = with_column("title", **table)
    assert not VALIDATOR.is_valid(whole)
    assert examine_mapping(json.dumps(whole), "amt.yaml")[1]


@pytest.mark.parametrize(
    "top",
    [
        {"tittle": "x"},
        {"inventory": "Das Amt"},
        {"format": "bestand-mapping/2"},
        {"release": {"personal_date": "no"}},
        {"release": {"personal_data": "nein"}},
        {"lookups": {"titel": {"a": "b"}}},
        {"accept_suggestions": ["title"]},
        {"personal_addresses": "yes"},
        {"workbooks": "many"},
        {"organization": {"nam": "amt"}},
        {"organization": {"title": "Amt"}},
    ],
)
def test_usual_slips_at_the_top_are_refused_as_the_product_refuses_them(top: dict[str, Any]) -> None:
    whole = {**WHOLE, **top}
    assert not VALIDATOR.is_valid(whole)
    assert examine_mapping(json.dumps(whole), "amt.yaml")[1]


@pytest.mark.parametrize("key", ["sheet", "key", "columns"])
def test_a_mapping_without_a_base_must_be_whole(key: str) -> None:
    datasets = {name: value for name, value in WHOLE["datasets"].items() if name != key}
    assert not VALIDATOR.is_valid({**WHOLE, "datasets": datasets})
    assert VALIDATOR.is_valid({**WHOLE, "extends": "stadt.yaml", "datasets": datasets})


def test_a_table_of_distributions_names_the_column_of_the_dataset() -> None:
    table = {"sheet": "L", "key": "Nr.", "dataset": "D", "columns": {"Format": "format"}}
    assert VALIDATOR.is_valid({**WHOLE, "distributions": table})
    assert not VALIDATOR.is_valid({**WHOLE, "distributions": {**table, "columns": {"Format": "distribution.format"}}})
    del table["dataset"]
    assert not VALIDATOR.is_valid({**WHOLE, "distributions": table})


def test_a_base_needs_nothing_but_its_format() -> None:
    base = {"format": "bestand-mapping/1", "datasets": {"columns": {"Titel": "title"}}}
    assert VALIDATOR.is_valid(base)
    assert not VALIDATOR.is_valid({"datasets": {"columns": {"Titel": "title"}}})


def test_null_takes_away_only_where_something_is_inherited() -> None:
    text = """
        format: bestand-mapping/1
        inventory: amt
        extends: stadt.yaml
        title: null
        datasets:
          expect: null
          columns: {Notiz: null, Stand: {lookup: null}, Frei: {answers: {ja: null}}}
          constants: {languages: null}
    """
    assert is_valid(textwrap.dedent(text))
    assert not VALIDATOR.is_valid(with_column(None))


def test_what_tests_build_of_mappings_is_valid() -> None:
    assert is_valid(write_mapping({"Titel": "title"}, {"nulls": "leer"}, expect={"min": 0}))
