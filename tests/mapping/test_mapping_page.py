"""What docs/mapping.md says is so: every example is a mapping, every key and field has its place in the page."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # it ships no types
from ruamel.yaml import YAML

from tests.mapping.small_inventory import build_sheet, build_workbook, codes, only_dataset
from toolkit.checks.release import decide
from toolkit.checks.run import check_inventory
from toolkit.mapping.expression import _FILTERS
from toolkit.mapping.fields import DATASET_FIELDS, DISTRIBUTION_FIELDS
from toolkit.mapping.inheritance import Base
from toolkit.mapping.interpret import Interpretation, interpret
from toolkit.mapping.load import parse_mapping
from toolkit.mapping.schema import build_mapping_schema
from toolkit.mapping.spec import (
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
from toolkit.model.grid import Sheet, Workbook
from toolkit.model.path import read_path
from toolkit.model.problem import Stopped
from toolkit.vocabularies.concept import VOCABULARIES

PAGE = Path("docs/mapping.md").read_text(encoding="utf-8")
SCHEMA = Draft202012Validator(build_mapping_schema())
BLOCKS = re.findall(r"^```yaml\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
_, _, _OTHER_SHAPES = PAGE.partition("## Map sheets of other shapes")
RECIPES = re.split(r"^### ", _OTHER_SHAPES.partition("\n## ")[0], flags=re.MULTILINE)[1:]

WORD_RECIPES = {
    name: recipe
    for recipe in re.split(
        r"^### ", PAGE.partition("## Map words, rows and further tables")[2].partition("\n## ")[0], flags=re.MULTILINE
    )
    if (name := recipe.partition("\n")[0])
}

MODELS = (
    InventoryMapping, DatasetTable, DistributionTable, JoinSpec, ColumnSpec, Condition, SkipSpec, Expect, MadeFor,
    OrganizationSpec,
)  # fmt: skip
KEYS = sorted({field.alias or name for model in MODELS for name, field in model.model_fields.items()})
IS_BASE = "# stadt.yaml"


def read_base(wanted: str) -> Base:
    """Give the page's base for every mapping that extends one."""
    return Base(wanted, next(block for block in BLOCKS if block.startswith(IS_BASE)), wanted, read_base)


def complete(block: str) -> str:
    """Make a whole mapping of an example: JSON, which is YAML."""
    said: dict[str, Any] = YAML(typ="safe").load(block)
    if set(said) <= set(DatasetTable.model_fields) and "title" not in said:
        said = {"datasets": said}
    datasets = {"sheet": "Daten", "key": "Nr.", "columns": {}, **said.pop("datasets", {})}
    return json.dumps({"format": "bestand-mapping/1", "inventory": "amt", **said, "datasets": datasets})


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.partition("\n")[0])
def test_every_example_is_a_mapping(block: str) -> None:
    if block.startswith(IS_BASE):
        block = "extends: stadt.yaml"
    text = block if block.startswith("format:") else complete(block)
    assert parse_mapping(text, "docs/mapping.md", read_base).format == "bestand-mapping/1"


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.partition("\n")[0])
def test_an_editor_finds_no_fault_with_an_example(block: str) -> None:
    text = block if block.startswith(("format:", IS_BASE)) else complete(block)
    assert [error.message for error in SCHEMA.iter_errors(YAML(typ="safe").load(text))] == []


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


def read_tables(text: str) -> dict[tuple[str, str], list[list[str | None]]]:
    """Read the tables of a recipe, by the file and the sheet that stand above them."""
    tables = {}
    for part in re.findall(r"((?:^.*\n\n)?(?:^\|.*\n)+)", text, re.MULTILINE):
        file, sheet = re.search(r"File `(.*)`", part), re.search(r"[Ss]heet \*(.*)\*:", part)
        tables[file[1] if file else "inventar.xlsx", sheet[1] if sheet else "Daten"] = read_table(part)
    return tables


def read_words(name: str) -> Interpretation:
    """Read the tables of a recipe with the mapping that stands below them."""
    recipe = WORD_RECIPES[name]
    block = re.findall(r"^```yaml\n(.*?)^```", recipe, re.MULTILINE | re.DOTALL)[-1]
    text = block if block.startswith("format:") else complete(block)
    books: dict[str, list[Sheet]] = {}
    for (file, sheet), rows in read_tables(recipe).items():
        books.setdefault(file, []).append(Sheet(file, sheet, tuple(map(tuple, rows))))
    found = {file: Workbook(file, "/ablage", tuple(sheets)) for file, sheets in books.items()}
    main = found.pop("inventar.xlsx")
    beside = {file: (workbook,) for file, workbook in found.items()}
    return interpret(main, parse_mapping(text, "docs/mapping.md", read_base), beside)


def test_the_words_of_an_office_are_looked_up() -> None:
    found = read_words("Words of your office")
    datasets = [one.dataset for one in found.described]
    assert [[theme.rpartition("/")[2] for theme in one.themes] for one in datasets] == [["ENVI"], ["ENVI"], ["TRAN"]]
    assert [one.license.partition("licenses/")[2] for one in datasets] == ["dl-by-de/2.0", "cc-by/4.0", ""]
    assert [one.temporal.end if one.temporal else "" for one in datasets] == ["", "2024-12", "2024"]
    assert set(codes(found.faults)) == {"lookup-dropped"}


def test_words_for_every_column_of_a_field_hold_in_each_of_them() -> None:
    found = read_words("Words that hold in every column")
    dataset = only_dataset(found)
    assert dataset.frequency.endswith("ANNUAL")
    assert [part.format.rpartition("/")[2] for part in dataset.distributions] == ["XLSX", "XLSX"]
    assert found.faults == ()


def test_a_cell_counts_only_where_its_conditions_hold() -> None:
    found = read_words("A column that counts only in some rows")
    assert [len(one.dataset.distributions) for one in found.described] == [1, 0]
    assert found.faults == ()


def test_rows_that_are_no_datasets_are_left_out_with_their_reason() -> None:
    found = read_words("Rows that are no datasets")
    assert [one.dataset.title for one in found.described] == ["Spielplätze", "Ladesäulen"]
    assert [(fault.code, fault.detail) for fault in found.faults] == [
        ("row-skipped", "the office has deleted it"),
        ("row-skipped", "an example"),
    ]


def test_a_further_sheet_says_more_of_the_offices() -> None:
    found = read_words("A sheet that says more of the offices")
    paths = ("creator.name", "contact.email")
    said = [tuple(read_path(one.dataset, path) for path in paths) for one in found.described]
    assert said == [("Grünflächenamt", "amt61@example.org"), ("Verkehrsamt", "amt66@example.org")]
    assert found.faults == ()


def test_a_further_workbook_says_more_of_the_offices() -> None:
    found = read_words("A further table in another workbook")
    assert read_path(only_dataset(found), "creator.name") == "Grünflächenamt"
    assert found.faults == ()


def test_a_departments_file_is_short_because_it_extends_the_citys() -> None:
    found = read_words("One city, many departments")
    dataset = only_dataset(found)
    said = (found.mapping.inventory, dataset.title, read_path(dataset, "publisher.name"))
    assert said == ("gruenes-amt", "Spielplätze", "Stadt Musterhausen")
    assert dataset.themes[0].endswith("ENVI")
    assert found.faults == ()


def test_an_export_that_lost_a_column_s_cells_stops() -> None:
    block = next(block for block in BLOCKS if "filled: {" in block).replace("min: 25", "min: 1")
    rows = [("Nr.", "Lizenz"), *((str(n), "dl-by-de/2.0" if n <= 8 else None) for n in range(1, 11))]
    mapping = parse_mapping(complete(block), "docs/mapping.md")
    assert interpret(build_workbook(build_sheet(*rows)), mapping).rows == 10
    with pytest.raises(Stopped, match="Lizenz"):
        interpret(build_workbook(build_sheet(*rows, ("11", None))), mapping)


def test_each_recipe_for_words_is_read_by_a_test() -> None:
    assert len(WORD_RECIPES) == 7


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
    assert "error" not in {one.severity.value for one in check_inventory(found.described, found.faults)}


@pytest.mark.parametrize("key", KEYS)
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
