"""The mapping inside a template: written into a hidden sheet, so that the workbook is read without a further file."""

from __future__ import annotations

from collections.abc import Mapping
from io import StringIO
from typing import Any, Final

from ruamel.yaml import YAML

from toolkit.mapping.fields import PREFIX
from toolkit.mapping.inheritance import Base
from toolkit.mapping.load import parse_mapping
from toolkit.mapping.lookup import fold
from toolkit.mapping.spec import InventoryMapping
from toolkit.model.grid import Sheet, Workbook, show
from toolkit.model.handback import MAPPING_SHEET
from toolkit.model.message import Message, say
from toolkit.model.problem import Problem, Stopped
from toolkit.reading.headingname import normalize_heading
from toolkit.template.layout import Column, Layout, Table
from toolkit.template.wording import load_wording

_WIDTH: Final = 150
_MOST_LINES: Final = 5_000
_GATES = frozenset({"", "standard", "strict"})


def build_mapping_text(layout: Layout) -> str:
    """Write the mapping that reads a template back: YAML, in lines of about 150 characters."""
    wording = load_wording(layout.language)
    tree: dict[str, Any] = {"format": "bestand-mapping/1", "inventory": layout.inventory}
    if layout.title:
        tree["title"] = layout.title
    if layout.organization:
        name, title = layout.organization
        tree["organization"] = {"name": name, "title": title} if title else {"name": name}
    tree |= layout.rules
    tree["datasets"] = _build_table(layout.datasets, layout, layout.datasets.key)
    second = _build_table(layout.distributions, layout, layout.distributions.dataset)
    tree["distributions"] = {**second, "dataset": layout.distributions.dataset, "expect": {"min": 0}}
    stream = StringIO()
    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style = False
    yaml.allow_unicode = True
    yaml.width = _WIDTH
    yaml.sort_base_mapping_type_on_output = False  # type: ignore[assignment]
    yaml.dump(tree, stream)
    return f"# {wording.text('mapping-note')}\n{stream.getvalue()}"


def _build_table(table: Table, layout: Layout, example_in: str) -> dict[str, Any]:
    """Say where a table stands, what its columns mean, and which of its rows is only an example."""
    wording = load_wording(layout.language)
    is_second = bool(table.dataset)
    shared = layout.rules.get("lookups", {})
    found: dict[str, Any] = {
        "sheet": table.sheet,
        "header": 1,
        "key": table.key,
        "columns": {
            column.heading: _build_column(column, shared) for column in table.columns if column.path or column.question
        },
        "skip": {
            "column": example_in,
            "is": wording.text("example"),
            "reason": wording.text("example-reason"),
        },
    }
    constants = {path: list(texts) for path, texts in layout.constants if path.startswith(PREFIX) == is_second}
    if constants:
        found["constants"] = {path.removeprefix(PREFIX): texts for path, texts in constants.items()}
    return found


def _build_column(column: Column, shared: Any) -> dict[str, Any]:
    """Say what one column means. A column that somebody takes away leaves its field alone.

    ``shared`` are the words that hold for every column of a field.
    """
    if column.question:
        return {"release": column.question, "answers": dict(column.answers), "optional": True}
    said: dict[str, Any] = {"field": column.path}
    if column.separator:
        said["split"] = column.separator
    common = {**shared.get(column.path, {}), **shared.get(PREFIX + column.path, {})}
    words = {word: target for word, target in column.words if word not in common or common[word] != target}
    if words:
        said["lookup"] = words
    if column.vocabulary:
        said["vocabulary"] = column.vocabulary
    if column.unit:
        said["unit"] = column.unit
    if column.default:
        said["default"] = column.default
    if column.need != "required":
        said["optional"] = True
    return said


def read_embedded(workbook: Workbook) -> str | None:
    """Give the text of the mapping that a template carries; None where the workbook carries none."""
    sheet = workbook.sheet(MAPPING_SHEET)
    if sheet is None:
        return None
    lines = [str(row[0]) if row and row[0] is not None else "" for row in sheet.rows[:_MOST_LINES]]
    text = "\n".join(lines).rstrip()
    return f"{text}\n" if text else None


def parse_embedded(text: str, source: str) -> InventoryMapping:
    """Read a mapping that came with a workbook; ``source`` is its name for messages.

    Anybody may have sent it. It may therefore name words and columns, but nothing that reads a file, and nothing that
    takes long: no base, no file of rules, no further workbook, no pattern and no expression. Raises Problem.
    """
    try:
        mapping = parse_mapping(text, source, _refuse_base)
    except Problem as problem:
        what = say("the mapping inside the workbook cannot be used: {what}", what=problem.what)
        raise Problem(what, _REMEDY) from problem
    reaching = next(_list_refused(mapping), None)
    if reaching is not None:
        raise Problem(
            say("{source}: a mapping inside a workbook may not say “{key}”", source=source, key=reaching), _REMEDY
        )
    return mapping


_REMEDY: Message = say(
    "Take an unchanged template, or save the mapping as a YAML file beside the workbook, or name one with --mapping."
)


def _refuse_base(wanted: str) -> Base:
    """Refuse to read what a mapping inside a workbook extends."""
    raise Problem(say("a mapping inside a workbook may not extend “{name}”", name=wanted), _REMEDY)


def _list_refused(mapping: InventoryMapping) -> Any:
    """List the keys of a mapping that reach files, or that may take long."""
    if mapping.gate not in _GATES:
        yield "gate"
    second = mapping.distributions
    if second and second.file:
        yield "file"
    for table in filter(None, (mapping.datasets, second)):
        parts: Mapping[str, object] = {"joins": table.joins, "computed": table.computed}
        yield from (key for key, value in parts.items() if value)
        if any(one.regex for one in table.skip):
            yield "regex"
        for column in table.columns.values():
            if column.lookup_regex or any(one.regex for one in column.when):
                yield "regex"


def require_filled(workbook: Workbook, mapping: InventoryMapping) -> None:
    """Stop where nobody has filled in a row of a template: it holds nothing but its headings and the example."""
    sheets = [sheet for name in mapping.datasets.sheet if (sheet := workbook.sheet(name))]
    if not sheets or any(_has_rows(sheet, mapping) for sheet in sheets):
        return
    raise Stopped(
        say("{file}: no dataset has been filled in yet", file=workbook.name),
        say(
            "Fill in a row for each dataset on the sheet “{sheet}”. The example row is never read: if it is to be "
            "a dataset, give it an identifier of its own.",
            sheet=sheets[0].name,
        ),
    )


def _has_rows(sheet: Sheet, mapping: InventoryMapping) -> bool:
    """Tell whether a row below the headings holds something and is no example."""
    below = max(mapping.datasets.header, default=1)
    header = sheet.rows[below - 1] if len(sheet.rows) >= below else ()
    key = normalize_heading(mapping.datasets.key)
    column = next((index for index, one in enumerate(header) if normalize_heading(show(one)) == key), 0)
    examples = {fold(word) for one in mapping.datasets.skip for word in one.is_}
    for row in sheet.rows[below:]:
        texts = [fold(show(value)) for value in row]
        if any(texts) and (column >= len(texts) or texts[column] not in examples):
            return True
    return False
