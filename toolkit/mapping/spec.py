"""The mapping language as models with closed keys: a typo is an error, never data.

What a model cannot know by itself (fields, vocabularies, values) is proved in ``proof``.
"""

from __future__ import annotations

import re
from typing import Annotated, Literal, TypeAlias

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo, model_validator
from pydantic_core import PydanticCustomError

from toolkit.model.grid import column_number

Meaning: TypeAlias = Literal["public", "staff", "nobody", "yes", "no", "restricted", "unknown"]
"""What an answer in a release column means; ``restricted`` is a yes with conditions, which somebody must weigh."""

Question: TypeAlias = Literal[
    "publish",
    "structured",
    "own_data",
    "personal_data",
    "anonymised",
    "lawful",
    "special_categories",
    "small_counts",
    "trade_secrets",
    "third_party_rights",
    "security",
    "draft",
    "other_law",
    "approved",
    "privacy_approved",
    "high_value",
]
"""The questions of the release gate that a column can answer (docs/release.md)."""

Suggested: TypeAlias = Literal["themes", "keywords"]
"""The fields for which a suggestion can be taken."""

APPROVALS: frozenset[Question] = frozenset({"approved", "privacy_approved"})
"""The questions to which a date is a yes: the day of somebody's signature."""

Fill: TypeAlias = Literal["", "merged", "down"]
"""Where an empty body cell takes its value from: the merged area that covers it, or the last filled cell above."""

Whole: TypeAlias = Annotated[int, Field(strict=True)]
"""A whole number; neither a text nor yes or no."""

Name: TypeAlias = Annotated[str, Field(min_length=1)]
"""What must not be empty."""


class Closed(BaseModel):
    """A model that knows all its keys."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _list_texts(value: object) -> object:
    """Let ``aliases: Name`` stand for ``aliases: [Name]``."""
    return (value,) if isinstance(value, str) else value


Texts: TypeAlias = Annotated[
    tuple[str, ...], BeforeValidator(_list_texts, json_schema_input_type=str | tuple[str, ...])
]
"""A list of texts, or one text; what may be written instead is said for the JSON Schema, here and below."""

Sheets: TypeAlias = Annotated[
    tuple[Name, ...], BeforeValidator(_list_texts, json_schema_input_type=Name | tuple[Name, ...]), Field(min_length=1)
]


Lookup: TypeAlias = dict[str, str | None]
"""Words of the office, each with what it stands for; null leaves it out."""


def _drop_empty(texts: tuple[str, ...]) -> tuple[str, ...]:
    """Leave empty texts out: nothing can be split at them."""
    return tuple(filter(None, texts))


class Condition(Closed):
    """What must be so in a row: all that is named here, compared with the text of one cell as it is shown.

    ``is`` and ``is_not`` are whole texts, ``contains`` parts of one; case and blanks at the edges do not count.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    column: Name
    is_: Texts = Field(default=(), alias="is")
    is_not: Texts = ()
    contains: Texts = ()
    regex: str = ""
    filled: bool | None = None


class SkipSpec(Condition):
    """Rows that are no datasets, with the reason that the report names."""

    reason: Name


def _list_one(value: object) -> object:
    """Let one condition, or one further table, stand for a list of one."""
    return (value,) if isinstance(value, dict) else value


Conditions: TypeAlias = Annotated[
    tuple[Condition, ...],
    BeforeValidator(_list_one, json_schema_input_type=Condition | tuple[Condition, ...]),
]


class ColumnSpec(Closed):
    """What becomes of one column: it fills a field, answers a release question, or is ignored for a reason.

    Only the key's own column may have none of these. ``part`` says to which of a dataset's numbered distributions a
    column belongs. ``lookup`` compares whole values, ``lookup_contains`` parts of them, ``lookup_regex`` patterns, in
    this order; null leaves a value out. A cell counts only in rows where all conditions of ``when`` hold.
    """

    field: str = ""
    release: Question | None = None
    ignore: str = ""
    aliases: Texts = ()
    optional: bool = False
    split: Annotated[Texts, AfterValidator(_drop_empty)] = ()
    part: Annotated[str, Field(pattern=r"^[\w-]{0,40}$")] = ""
    fill: Fill = ""
    vocabulary: str = ""
    lookup: Lookup = Field(default_factory=dict)
    lookup_contains: Lookup = Field(default_factory=dict)
    lookup_regex: Lookup = Field(default_factory=dict)
    when: Conditions = ()
    answers: dict[str, Meaning] = Field(default_factory=dict)
    default: str = ""
    unit: Literal["", "B", "KB", "MB", "GB"] = ""

    @model_validator(mode="after")
    def _one_purpose(self) -> ColumnSpec:
        if sum(map(bool, (self.field, self.release, self.ignore))) > 1:
            raise PydanticCustomError("purpose", "a column needs exactly one of: field, release, ignore")
        return self


def _open_column(value: object) -> object:
    """Let ``Titel: title`` stand for ``Titel: {field: title}``."""
    return {"field": value} if isinstance(value, str) else value


Columns: TypeAlias = dict[
    str, Annotated[ColumnSpec, BeforeValidator(_open_column, json_schema_input_type=str | ColumnSpec)]
]


def _list_lines(value: object, info: ValidationInfo) -> object:
    """Let ``header: 3`` stand for ``header: [3]``; a form's header is columns, which have letters."""
    values = list(value) if isinstance(value, list | tuple) else [value]
    if info.data.get("layout") != "form":
        return tuple(values) if isinstance(value, int | list | tuple) else value
    letters = [one for one in values if isinstance(one, str) and _LETTERS.fullmatch(one)]
    if len(letters) < len(values):
        raise PydanticCustomError("letters", "letters of columns are expected, such as B or [A, B]")
    return tuple(map(column_number, letters))


_LETTERS = re.compile(r"[A-Za-z]{1,3}")


def _check_order(lines: tuple[int, ...]) -> tuple[int, ...]:
    """Hold header rows against the order of the sheet."""
    if list(lines) != sorted(set(lines)) or lines[0] < 1:
        raise PydanticCustomError("order", "header rows are counted from 1 and stand in the order of the sheet")
    return lines


HeaderRows: TypeAlias = Annotated[
    tuple[Whole, ...],
    BeforeValidator(_list_lines, json_schema_input_type=int | str | tuple[int, ...] | tuple[str, ...]),
    Field(min_length=1, max_length=4),
    AfterValidator(_check_order),
]


class Expect(Closed):
    """Bounds for the number of body rows; outside them nothing is done (design decision 8).

    ``filled`` gives for a column the least share of its cells that hold something, in percent.
    """

    min: Annotated[Whole, Field(ge=0)] = 1
    max: Annotated[Whole, Field(ge=1)] | None = None
    filled: dict[str, Annotated[Whole, Field(ge=0, le=100)]] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _ordered(self) -> Expect:
        if self.max is not None and self.max < self.min:
            raise PydanticCustomError("bounds", "min is greater than max")
        return self


class MadeFor(Closed):
    """What a mapping was made for: the file, its number of rows and its headings, to compare the next file with."""

    file: str = ""
    rows: Annotated[Whole, Field(ge=0)] = 0
    headings: Texts = ()


class JoinSpec(Closed):
    """A further table that says more of what a column names, such as a sheet of offices with their mailboxes.

    ``on`` is the column here, ``key`` the one there that holds the same; ``columns`` are those of the further table.
    ``file`` is another workbook in the same folder, or in one below it. A cell of the row itself comes first.
    """

    sheet: Sheets
    file: str = ""
    layout: Literal["rows", "form"] = "rows"
    header: HeaderRows = ()
    on: Name
    key: Name
    columns: Columns


class TableSpec(Closed):
    """Where a table stands and what its columns mean. ``key`` names the column that identifies a row.

    ``sheet`` names one sheet or several of the same shape. Without ``header`` the table is found by its headings; the
    header of a form is columns, kept as numbers. ``sheet_name`` and ``file_name`` are the fields that these names fill
    where no cell of a row does.
    """

    sheet: Sheets
    layout: Literal["rows", "form"] = "rows"
    header: HeaderRows = ()
    key: Name
    sheet_name: str = ""
    file_name: str = ""
    columns: Columns
    constants: dict[str, Texts] = Field(default_factory=dict)
    computed: dict[str, str] = Field(default_factory=dict)
    skip: Annotated[
        tuple[SkipSpec, ...], BeforeValidator(_list_one, json_schema_input_type=SkipSpec | tuple[SkipSpec, ...])
    ] = ()
    joins: Annotated[
        tuple[JoinSpec, ...], BeforeValidator(_list_one, json_schema_input_type=JoinSpec | tuple[JoinSpec, ...])
    ] = ()
    expect: Expect = Expect()
    made_for: MadeFor | None = None

    @property
    def keys(self) -> tuple[str, ...]:
        """The columns that identify something; they need no entry under ``columns``."""
        return (self.key,)


class DatasetTable(TableSpec):
    """The table of datasets. ``rows: distribution`` says that a dataset's columns repeat in a row per distribution."""

    rows: Literal["dataset", "distribution"] = "dataset"


class DistributionTable(TableSpec):
    """A second table with a row per distribution; the column ``dataset`` holds the key of the dataset it belongs to.

    ``file`` is another workbook in the same folder that the table stands in.
    """

    dataset: Name
    file: str = ""

    @property
    def keys(self) -> tuple[str, ...]:
        """The columns that identify something; they need no entry under ``columns``."""
        return self.key, self.dataset


class OrganizationTable(Closed):
    """A table of organisations, one a row. ``key`` is the column with the name or the sign that the inventory uses."""

    sheet: Sheets
    layout: Literal["rows", "form"] = "rows"
    header: HeaderRows = ()
    key: Name
    columns: dict[str, Literal["title", "parent", "description", "also"]]


UrlName: TypeAlias = Annotated[str, Field(pattern=r"^[a-z0-9_-]{2,100}$")]
"""The name of an organisation or of a group in CKAN's addresses (CKAN 2.10 to 2.12, name validator)."""


class OrganizationSpec(Closed):
    """The CKAN organisation that an inventory's datasets belong to."""

    name: UrlName
    title: str = ""


class OrganizationEntry(Closed):
    """One organisation of the body: the one above it, and what else the inventory calls it."""

    title: str = ""
    parent: str = ""
    description: str = ""
    also: Texts = ()


class GroupEntry(Closed):
    """One CKAN group: what else the inventory calls it, and the themes whose datasets belong to it."""

    title: str = ""
    description: str = ""
    also: Texts = ()
    themes: Texts = ()


NULLS = (
    "-", "–", "—", "--", "---", "...", "…", "./.", "?", "??", "k. A.", "k.A.", "k. A", "k.A", "keine Angabe",
    "keine Angaben", "ohne Angabe", "n. n.", "n.n.", "n. a.", "n.a.", "n/a", "entfällt", "leer", "tbd", "t. b. d.",
)  # fmt: skip
"""Words that stand for no value. Case does not count; what a column's vocabulary knows is a value there."""


class InventoryMapping(Closed):
    """A whole mapping file. ``inventory`` is the prefix of every identifier and never changes.

    ``workbooks: several`` says that the table is spread over several workbooks of the same shape. ``extends`` names a
    mapping that this one completes; it has been merged in before a mapping is built. ``lookups`` are words that hold
    wherever a field is filled, by field. ``gate`` names the rules of release, ``accept_suggestions`` the fields for
    which suggestions are taken where the sheet says nothing, and ``personal_addresses`` says whether mail addresses
    of persons may be published. ``organizations`` and ``organization_table`` say which organisations there are and
    how they stand to each other, ``groups`` which groups.
    """

    format: Literal["bestand-mapping/1"]
    inventory: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,60}$")]
    title: str = ""
    organization: OrganizationSpec | None = None
    organizations: dict[UrlName, OrganizationEntry] = Field(default_factory=dict)
    organization_table: OrganizationTable | None = None
    groups: dict[UrlName, GroupEntry] = Field(default_factory=dict)
    workbooks: Literal["one", "several"] = "one"
    extends: str = ""
    nulls: Texts = NULLS
    lookups: dict[str, Lookup] = Field(default_factory=dict)
    gate: str = ""
    accept_suggestions: Annotated[
        tuple[Suggested, ...], BeforeValidator(_list_texts, json_schema_input_type=Suggested | tuple[Suggested, ...])
    ] = ()
    personal_addresses: Literal["withhold", "publish"] = "withhold"
    release: dict[Question, Meaning] = Field(default_factory=dict)
    datasets: DatasetTable
    distributions: DistributionTable | None = None
