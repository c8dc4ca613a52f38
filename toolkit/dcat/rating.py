"""The quality scores of the datasets of inventories, as they are about to leave; who answers for each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from toolkit.dcat.completion import complete
from toolkit.dcat.metric import Known
from toolkit.dcat.proof import check_dataset
from toolkit.dcat.quality import Score, Summary, build_summary, score
from toolkit.model.dataset import Dataset
from toolkit.model.finding import Severity
from toolkit.model.inventory import Inventory
from toolkit.model.release import Audience


@dataclass(frozen=True, slots=True)
class Rated:
    """One dataset with its score; ``department`` is its organisation, else who made it, else its inventory."""

    dataset: Dataset
    department: str
    score: Score


@dataclass(frozen=True)
class Rating:
    """The scores of some datasets; ``left_out`` counts those that are not released and were not looked at."""

    rated: tuple[Rated, ...]
    left_out: int = 0
    online: bool = False

    @cached_property
    def summary(self) -> Summary:
        """The score of all of them together."""
        return build_summary([one.score for one in self.rated])

    @cached_property
    def departments(self) -> Mapping[str, Summary]:
        """The score of each department, in the order in which departments come first."""
        scores: dict[str, list[Score]] = {}
        for one in self.rated:
            scores.setdefault(one.department, []).append(one.score)
        return {name: build_summary(found) for name, found in scores.items()}


def list_completed(inventories: Sequence[Inventory], *, every: bool = False) -> Iterator[tuple[Inventory, Dataset]]:
    """Complete the datasets that are published as they are, or all."""
    for inventory in inventories:
        for one in inventory.described if every else inventory.ready(Audience.PUBLIC):
            yield inventory, complete(one.dataset)


def rate(
    inventories: Sequence[Inventory],
    answers: Mapping[str, bool] | None = None,
    conforming: Mapping[str, bool] | None = None,
    *,
    every: bool = False,
) -> Rating:
    """Count the datasets of inventories that are published as they are, or all (``every``).

    ``answers`` says which addresses answer; None means that nobody asked. ``conforming`` says which datasets keep the
    standard, by their identifiers; of the others Bestand's own rules tell.
    """
    known, proven = answers or {}, conforming or {}
    rated = tuple(
        Rated(
            dataset, name_department(dataset, inventory), rate_dataset(dataset, known, proven.get(dataset.identifier))
        )
        for inventory, dataset in list_completed(inventories, every=every)
    )
    total = sum(len(inventory.described) for inventory in inventories)
    return Rating(rated, total - len(rated), online=answers is not None)


def rate_dataset(dataset: Dataset, answers: Mapping[str, bool], conforms: bool | None = None) -> Score:
    """Count one completed dataset.

    Whether it keeps the standard is told by whoever asked shapes, else by Bestand's own rules (``proof``).
    """
    if conforms is None:
        conforms = all(one.severity is not Severity.ERROR for one in check_dataset(dataset))
    return score(dataset, Known(answers, conforms))


def list_addresses(dataset: Dataset) -> Iterator[str]:
    """List the addresses on which points of a completed dataset depend: of what is no file that goes along."""
    for part in dataset.distributions:
        if not part.path:
            yield from filter(None, dict.fromkeys((part.access_url, part.download_url)))


def name_department(dataset: Dataset, inventory: Inventory) -> str:
    """Name who answers for a dataset."""
    if dataset.organization is not None:
        return dataset.organization.title or dataset.organization.name
    return (dataset.creator.name if dataset.creator else "") or inventory.title
