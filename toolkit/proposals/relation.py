"""How tables belong together: which is the inventory, which lists its distributions, and what sheets' names are."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from toolkit.mapping.fields import DISTRIBUTION_FIELDS, PREFIX
from toolkit.model.message import Message, say
from toolkit.proposals.candidates import Subject, weigh_column
from toolkit.proposals.coverage import share_known
from toolkit.proposals.fitness import names_body, percent, share
from toolkit.proposals.shape import Shape
from toolkit.reading.headingname import normalize_heading

_SURE = 0.8
_LIKELY = 0.6
_INNER = 0.5
_MOST_INNER = 3.0
_BY_LENGTH = 0.03
_WORTH = {"title": 3.0, "description": 2.0, "release.publish": 2.0, "themes": 1.5, "license": 1.5, "frequency": 1.5,
          "publisher.name": 1.5, "release.personal_data": 1.5}  # fmt: skip
"""What the fields of a dataset say for a table of datasets; others count 1."""

_OF_A_FILE = 0.25
"""What a column of a file or a link says for a table of datasets."""

_JOINED = 0.6
"""The share of a column's values that must stand in another table's key."""


@dataclass(frozen=True, slots=True, eq=False)
class Sketch:
    """One logical table with its columns described, before its part among the tables is known."""

    shape: Shape
    subjects: tuple[Subject, ...]

    def heard(self, target: str) -> bool:
        """Tell whether a heading surely means a target."""
        return any(
            one.target == target and one.score >= _SURE for subject in self.subjects for one in subject.heard[:2]
        )

    @property
    def naming(self) -> tuple[str, ...]:
        """The columns that name a row: its title, and else its key."""
        for target in ("title", "key"):
            found = [
                (one.heard[0].score, one.name)
                for one in self.subjects
                if one.heard and one.heard[0].target == target and one.heard[0].score >= _LIKELY
            ]
            if found:
                return (max(found)[1],)
        return ()

    @property
    def of_distributions(self) -> int:
        """The number of columns that describe a distribution: addresses, formats, sizes."""
        return sum(map(_is_of_distribution, self.subjects))

    @property
    def of_datasets(self) -> int:
        """The number of columns that only a dataset has: themes, publisher, frequency, release."""
        return sum(map(_is_of_dataset, self.subjects))

    @property
    def weight(self) -> float:
        """How much a table reads like a list of datasets; its length only decides between tables that are alike."""
        tops = [ranked[0] for subject in self.subjects if (ranked := weigh_column(subject))]
        meant = {one.target for one in tops if one.confidence >= _LIKELY}
        inner = sum(target.startswith("ignore.") for target in meant)
        worth = sum(_worth(target) for target in meant) + min(inner * _INNER, _MOST_INNER)
        return worth * (1 + _BY_LENGTH * math.log(self.shape.rows + 1))


@dataclass(frozen=True, slots=True, eq=False)
class Join:
    """The column by which rows of one table name their dataset in another."""

    column: str
    share: float
    evidence: tuple[Message, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Relation:
    """The parts that tables play."""

    datasets: Sketch | None
    distributions: Sketch | None
    join: Join | None
    others: tuple[Sketch, ...]


def _worth(target: str) -> float:
    """Say how much a meaning speaks for a table of datasets."""
    if target.startswith((PREFIX, "ignore.")):
        return 0.0 if target.startswith("ignore.") else _OF_A_FILE
    return _WORTH.get(target, 1.0)


def _is_of_distribution(subject: Subject) -> bool:
    """Tell whether a column belongs to a distribution, by its heading or its content."""
    if subject.heard and subject.heard[0].score >= _SURE:
        target = subject.heard[0].target
        return target.startswith(PREFIX) and target not in {f"{PREFIX}license", f"{PREFIX}title"}
    return share(subject.profile, "url") >= 0.8 or subject.profile.vocabularies.get("file-type", 0.0) >= 0.8


def _is_of_dataset(subject: Subject) -> bool:
    """Tell whether a column's heading means something that no distribution has."""
    if not subject.heard or subject.heard[0].score < _SURE:
        return False
    target = subject.heard[0].target
    return (
        not target.startswith((PREFIX, "ignore."))
        and target not in DISTRIBUTION_FIELDS
        and target
        not in {
            "key",
            "dataset",
            "landing_page",
        }
    )


def relate(sketches: Sequence[Sketch]) -> Relation:
    """Give each table its part: the weightiest is the inventory, unless its rows belong to those of another.

    A table of distributions has addresses or formats, and a column whose values are the other table's keys.
    """
    if not sketches:
        return Relation(None, None, None, ())
    weights = {sketch: sketch.weight for sketch in sketches}
    pairs = [
        (weights[main], second.of_distributions - second.of_datasets, join.share, main, second, join)
        for main in sketches
        for second in sketches
        if main is not second and _can_belong(second, main) and (join := find_join(main, second))
    ]
    best = max(pairs, key=lambda pair: pair[:3], default=None)
    heaviest = max(sketches, key=lambda sketch: weights[sketch])
    if best is None or heaviest not in best[3:5]:
        return Relation(heaviest, None, None, tuple(one for one in sketches if one is not heaviest))
    main, second, join = best[3:]
    return Relation(main, second, join, tuple(one for one in sketches if one is not main and one is not second))


def _can_belong(second: Sketch, main: Sketch) -> bool:
    """Tell whether a table can list the distributions of another: it says more of files than of datasets."""
    if not second.of_distributions or second.shape.blocks[0].layout == "form":
        return False
    more = second.of_distributions - second.of_datasets > main.of_distributions - main.of_datasets
    return more and second.of_datasets <= main.of_datasets


def find_join(main: Sketch, second: Sketch) -> Join | None:
    """Find the column of a second table whose values are keys of the first; names decide where values tell nothing."""
    joins = [join for one in second.subjects for other in main.subjects if (join := _join(one, other))]
    if joins:
        return max(joins, key=lambda join: (join.share, join.column))
    named = [one for one in second.subjects if any(h.target == "dataset" and h.score >= _SURE for h in one.heard[:3])]
    if named and not (second.shape.rows and main.shape.rows):
        return Join(named[0].name, 0.5, (named[0].heard[0].evidence(),))
    return None


def _join(one: Subject, other: Subject) -> Join | None:
    """Compare the values of two columns; small numbers stand everywhere, so that their headings must agree as well."""
    keys, values = other.content.texts, one.content.texts
    if (
        not values
        or not keys
        or len(keys) < 0.9 * other.content.filled
        or other.content.filled < 0.5 * other.content.rows
    ):
        return None
    if share(other.profile, "url", "email", "date", "text", "answer", "path") >= 0.5:
        return None
    found = sum(count for text, count in values.items() if text in keys) / one.content.filled
    if found < _JOINED:
        return None
    named = _are_alike(one, other)
    if share(other.profile, "number") >= 0.8 and not named:
        return None
    if other.content.filled < 3 and not named:
        return None
    message = say(
        "{share} % of its values stand in “{heading}” of the other table", share=percent(found), heading=other.name
    )
    return Join(one.name, found + 0.3 * named + 0.2 * any(h.target == "key" for h in other.heard[:2]), (message,))


def _are_alike(one: Subject, other: Subject) -> bool:
    """Tell whether two headings speak of the same: the same words, or a dataset's key."""
    if any(heard.target == "dataset" and heard.score >= _SURE for heard in one.heard[:3]):
        return True
    first, second = (normalize_heading(subject.column.heading) for subject in (one, other))
    return bool(first) and first == second


def name_sheet_field(shape: Shape, targets: Iterable[str]) -> tuple[str, Message | None]:
    """Tell which field the sheets' names fill where one table is split over several sheets, and why.

    Departments fill the creator, themes the theme; of other names (kinds, years) a person must say what they are. A
    field that a column fills already needs no name.
    """
    names = list(dict.fromkeys(table.sheet.name for table in shape.blocks))
    if len(names) < 2:
        return "", None
    listed = ", ".join(names[:5])
    if sum(map(names_body, names)) >= 0.6 * len(names):
        if "creator.name" in targets:
            return "", None
        return "creator.name", say("the sheets are named after departments: {names}", names=listed)
    if share_known(names, "data-theme") >= 0.6:
        return (
            ("", None)
            if "themes" in targets
            else ("themes", say("the sheets are named after themes: {names}", names=listed))
        )
    return "", say("what do the names of the sheets tell: {names}?", names=listed)
