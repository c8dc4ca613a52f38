"""What docs/mapping.md says is so: every example is a mapping, every key and field has its place in the page."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from tests.mapping.small_inventory import build_sheet, build_workbook
from toolkit.checks.release import decide
from toolkit.checks.run import check_inventory
from toolkit.mapping.expression import _FILTERS
from toolkit.mapping.fields import DATASET_FIELDS, DISTRIBUTION_FIELDS
from toolkit.mapping.interpret import Interpretation, interpret
from toolkit.mapping.load import parse_mapping
from toolkit.mapping.spec import (
    ColumnSpec,
    DatasetTable,
    DistributionTable,
    Expect,
    InventoryMapping,
    MadeFor,
    OrganizationSpec,
)
from toolkit.vocabularies.concept import VOCABULARIES

PAGE = Path("docs/mapping.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```yaml\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
_, _, _OTHER_SHAPES = PAGE.partition("## Map sheets of other shapes")
RECIPES = re.split(r"^### ", _OTHER_SHAPES.partition("\n## ")[0], flags=re.MULTILINE)[1:]

MODELS = (InventoryMapping, DatasetTable, DistributionTable, ColumnSpec, Expect, MadeFor, OrganizationSpec)


def complete(block: str) -> str:
    """Make a whole mapping of an example: JSON, which is YAML."""
    said: dict[str, Any] = YAML(typ="safe").load(block)
    if set(said) <= set(DatasetTable.model_fields) and "title" not in said:
        said = {"datasets": said}
    datasets = {"sheet": "Daten", "key": "Nr.", "columns": {}, **said.pop("datasets", {})}
    return json.dumps({"format": "bestand-mapping/1", "inventory": "amt", **said, "datasets": datasets})


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.partition("\n")[0])
def test_every_example_is_a_mapping(block: str) -> None:
    text = block if block.startswith("format:") else complete(block)
    assert parse_mapping(text, "docs/mapping.md").format == "bestand-mapping/1"


def test_the_page_has_examples() -> None:
    assert len(BLOCKS) > 25


def read_table(text: str) -> list[list[str | None]]:
    """Read the cells of a Markdown table, without the line below its first row."""
    lines = re.findall(r"^\|(.*)\|$", text, re.MULTILINE)
    return [[cell.strip() or None for cell in line.split("|")] for line in (lines[0], *lines[2:])]


def read_recipe(recipe: str) -> Interpretation:
    """Read the sheet that stands in a recipe with the mapping that stands below it."""
    (block,) = re.findall(r"^```yaml\n(.*?)^```", recipe, re.MULTILINE | re.DOTALL)
    return interpret(
        build_workbook(build_sheet(*read_table(recipe))), parse_mapping(complete(block), "docs/mapping.md")
    )


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.partition("\n")[0])
def test_a_recipe_reads_the_sheet_that_stands_in_it(recipe: str) -> None:
    found = read_recipe(recipe)
    titles = [title for title in ("Spielplätze", "Parks", "Ladesäulen") if title in recipe.partition("```")[0]]
    assert [one.dataset.title for one in found.described] == titles
    assert {fault.code for fault in found.faults} <= {"row-left-out"}


@pytest.mark.parametrize("name", ["Numbered columns for links", "Several links in a cell"])
def test_the_recipes_for_links_make_the_same_of_them(name: str) -> None:
    found = read_recipe(next(recipe for recipe in RECIPES if recipe.startswith(name)))
    links = [
        [(part.access_url[-5:], part.format.rpartition("/")[2]) for part in one.dataset.distributions]
        for one in found.described
    ]
    assert links == [[("a.csv", "CSV"), ("a.pdf", "PDF")], [("b.csv", "CSV")]]


def test_the_first_example_reads_the_sheet_that_stands_above_it() -> None:
    table = re.findall(r"^\|(.*)\|$", PAGE.partition("**1. Open a text editor**")[0], re.MULTILINE)
    rows = [[cell.strip() or None for cell in line.split("|")] for line in table]
    sheet = build_sheet(rows[0], *rows[2:], name="Datensätze")
    found = interpret(build_workbook(sheet), parse_mapping(BLOCKS[0], "inventar.yaml"))
    assert found.faults == ()
    assert [decide(one).audience.value for one in found.described] == ["public", "staff"]
    assert {one.severity.value for one in check_inventory(found.described, found.faults)} == {"warning"}


@pytest.mark.parametrize("key", sorted({key for model in MODELS for key in model.model_fields}))
def test_every_key_is_shown_in_an_example(key: str) -> None:
    assert re.search(rf"\b{key}:", "\n".join(BLOCKS))


@pytest.mark.parametrize("field", sorted({*DATASET_FIELDS, *DISTRIBUTION_FIELDS}))
def test_every_field_is_in_a_table(field: str) -> None:
    assert re.search(rf"^\|[^|]*`{re.escape(field)}`[^|]*\|", PAGE.partition("## All fields")[2], re.MULTILINE)


def test_no_field_is_promised_that_there_is_not() -> None:
    rows = re.findall(r"^\|([^|]*)\|", PAGE.partition("## All fields")[2], re.MULTILINE)
    promised = {name for row in rows for name in re.findall(r"`([^`]*)`", row)}
    assert promised == {*DATASET_FIELDS, *DISTRIBUTION_FIELDS}


@pytest.mark.parametrize(
    "word", [*VOCABULARIES, *InventoryMapping.model_fields["nulls"].default, *_FILTERS, "replace", "split"]
)
def test_every_word_of_the_language_is_named(word: str) -> None:
    assert re.search(rf"`(?:\| )?{re.escape(word)}[`(]", PAGE)
