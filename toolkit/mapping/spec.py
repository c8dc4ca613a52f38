"""The mapping language as models with closed keys: a typo is an error, never data.

What a model cannot know by itself (fields, vocabularies, values) is proved in ``proof``.
"""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

Meaning: TypeAlias = Literal["public", "staff", "nobody", "yes", "no", "unknown"]
"""What an answer in a release column means."""

Question: TypeAlias = Literal["publish", "personal_data", "approved"]
"""The questions of the release gate that a column can answer."""

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


Texts: TypeAlias = Annotated[tuple[str, ...], BeforeValidator(_list_texts)]


class ColumnSpec(Closed):
    """What becomes of one column: it fills a field, answers a release question, or is ignored for a reason."""

    field: str = ""
    release: Question | None = None
    ignore: str = ""
    aliases: Texts = ()
    optional: bool = False
    split: str = ""
    vocabulary: str = ""
    lookup: dict[str, str | None] = Field(default_factory=dict)
    answers: dict[str, Meaning] = Field(default_factory=dict)
    default: str = ""
    unit: Literal["", "B", "KB", "MB", "GB"] = ""

    @model_validator(mode="after")
    def _one_purpose(self) -> ColumnSpec:
        if sum(map(bool, (self.field, self.release, self.ignore))) != 1:
            raise PydanticCustomError("purpose", "a column needs exactly one of: field, release, ignore")
        return self


def _open_column(value: object) -> object:
    """Let ``Titel: title`` stand for ``Titel: {field: title}``."""
    return {"field": value} if isinstance(value, str) else value


Columns: TypeAlias = dict[str, Annotated[ColumnSpec, BeforeValidator(_open_column)]]


def _list_rows(value: object) -> object:
    """Let ``header: 3`` stand for ``header: [3]``."""
    return (value,) if isinstance(value, int) else value


def _check_order(rows: tuple[int, ...]) -> tuple[int, ...]:
    """Hold header rows against the order of the sheet."""
    if list(rows) != sorted(set(rows)) or rows[0] < 1:
        raise PydanticCustomError("order", "header rows are counted from 1 and stand in the order of the sheet")
    return rows


HeaderRows: TypeAlias = Annotated[
    tuple[Whole, ...], BeforeValidator(_list_rows), Field(min_length=1, max_length=4), AfterValidator(_check_order)
]


class Expect(Closed):
    """Bounds for the number of body rows; outside them nothing is done (design decision 8)."""

    min: Annotated[Whole, Field(ge=0)] = 1
    max: Annotated[Whole, Field(ge=1)] | None = None

    @model_validator(mode="after")
    def _ordered(self) -> Expect:
        if self.max is not None and self.max < self.min:
            raise PydanticCustomError("bounds", "min is greater than max")
        return self


class TableSpec(Closed):
    """Where a table stands and what its columns mean. ``key`` names the column that identifies a row."""

    sheet: Name
    header: HeaderRows
    key: Name
    columns: Columns
    constants: dict[str, Texts] = Field(default_factory=dict)
    computed: dict[str, str] = Field(default_factory=dict)
    expect: Expect = Expect()


class DatasetTable(TableSpec):
    """The table of datasets. ``rows: distribution`` says that a dataset's columns repeat in a row per distribution."""

    rows: Literal["dataset", "distribution"] = "dataset"


class DistributionTable(TableSpec):
    """A second table with a row per distribution; the column ``dataset`` holds the key of the dataset it belongs to."""

    dataset: Name


class OrganizationSpec(Closed):
    """The CKAN organisation that an inventory's datasets belong to."""

    name: Annotated[str, Field(pattern=r"^[a-z0-9_-]{2,100}$")]
    title: str = ""


class InventoryMapping(Closed):
    """A whole mapping file. ``inventory`` is the prefix of every identifier and never changes."""

    format: Literal["bestand-mapping/1"]
    inventory: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,60}$")]
    title: str = ""
    organization: OrganizationSpec | None = None
    nulls: Texts = ("-", "–", "—", "k. A.", "k.A.", "keine Angabe", "n. n.", "n.n.", "entfällt", "tbd")
    release: dict[Question, Meaning] = Field(default_factory=dict)
    datasets: DatasetTable
    distributions: DistributionTable | None = None
