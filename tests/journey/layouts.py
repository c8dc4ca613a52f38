"""Pushes inventories into a CKAN in one of its layouts and reads back what CKAN itself gives as RDF."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import requests
from rdflib import Graph, URIRef
from rdflib.term import Node

from tests.conftest import CkanBox
from tests.faults.editor import Editor, read_identifier
from tests.journey.rdf_difference import Comparison, Difference, compare
from toolkit.catalogues.base import Scope
from toolkit.catalogues.ckan import connect_ckan
from toolkit.catalogues.ckan.losses import find_losses
from toolkit.cli.main import main
from toolkit.dcat.completion import complete
from toolkit.dcat.graph import build_dataset_graph
from toolkit.dcat.iri import dataset_iri, distribution_iri
from toolkit.model.dataset import Dataset
from toolkit.model.identity import resource_id
from toolkit.model.path import DATASET_PATHS, DISTRIBUTION_PATHS, STRUCTURED, read_path
from toolkit.model.release import Audience
from toolkit.steps.inventory import read_inventory

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "dcat-ckan.md"
BASE = "https://daten.stadt.example.org"

LAYOUTS: Mapping[str, tuple[str, str]] = {
    "plain": ("ckan-plain", "ckan_dcat_factory"),
    "dcat": ("ckan-dcat", "ckan_dcat_factory"),
    "full": ("ckan-scheming", "ckan_scheming_factory"),
    "recommended": ("auto", "ckan_recommended_factory"),
}
"""The layouts by the names that the page gives them: the profile that is asked for, and the CKAN that it fits."""


@dataclass(frozen=True, slots=True)
class Source:
    """One workbook, its mapping (empty: the one that fits), and the inventory's name."""

    workbook: Path
    name: str
    mapping: str = ""

    def read_public(self) -> tuple[Dataset, ...]:
        """Read the datasets that everybody may see."""
        inventory = read_inventory(self.workbook, self.mapping or None)
        return tuple(described.dataset for described in inventory.ready(Audience.PUBLIC))


@dataclass(frozen=True, slots=True)
class Stage:
    """One CKAN and what it is to hold; ``profile`` is the one to push with."""

    box: CkanBox
    profile: str
    folder: Path
    sources: tuple[Source, ...]

    @property
    def editor(self) -> Editor:
        """Somebody who works in this CKAN."""
        return Editor(self.box.url, self.box.token)

    @property
    def target(self) -> list[str]:
        """What a command needs to reach this CKAN."""
        token = self.folder / "token"
        token.touch(mode=0o600)
        token.write_text(self.box.token, encoding="utf-8")
        ledger = ["--ledger", str(self.folder / "ledger.sqlite")]
        return ["--to", self.box.url, "--token-file", str(token), *ledger, "--profile", self.profile]

    def run(self, command: str, *options: str) -> tuple[int, ...]:
        """Run a command, once for all workbooks that find their mapping themselves and once for each other."""
        free = [str(source.workbook) for source in self.sources if not source.mapping]
        calls = [free] if free else []
        calls += [[str(one.workbook), "--mapping", one.mapping] for one in self.sources if one.mapping]
        return tuple(main([command, *call, *self.target, *options]) for call in calls)

    def clear(self) -> None:
        """Take all datasets of these inventories out of CKAN."""
        for source in self.sources:
            for package in self.editor.find(source.name):
                self.editor.ask("dataset_purge", id=package["id"])

    def show(self) -> dict[str, str]:
        """Give CKAN's id of every dataset by its identifier."""
        return {
            read_key(package): str(package["id"])
            for source in self.sources
            for package in self.editor.find(source.name)
        }


@dataclass(slots=True)
class Seen:
    """What was seen in one layout: differences with the number of datasets and one example, and CKAN's triples."""

    datasets: int = 0
    equal: int = 0
    counts: Counter[Difference] = field(default_factory=Counter)
    examples: dict[Difference, tuple[str, str, str]] = field(default_factory=dict)
    graph: Graph = field(default_factory=Graph)

    def add(self, identifier: str, comparison: Comparison) -> None:
        """Add what was seen in one dataset."""
        self.datasets += 1
        self.equal += comparison.equal
        for difference, values in comparison.differences.items():
            self.counts[difference] += 1
            self.examples.setdefault(difference, (identifier, *values[0]))


def see(stage: Stage) -> Seen:
    """Compare every public dataset with the RDF that CKAN gives of it to everybody."""
    seen, ids = Seen(), stage.show()
    for dataset in (dataset for source in stage.sources for dataset in source.read_public()):
        theirs = read_rdf(stage.box, ids[dataset.identifier])
        seen.graph += theirs
        seen.add(dataset.identifier, compare_dataset(stage.box, dataset, ids[dataset.identifier], theirs))
    return seen


def read_rdf(box: CkanBox, id_: str) -> Graph:
    """Read CKAN's own description of a dataset, as a harvester would."""
    logging.getLogger("rdflib.term").setLevel(logging.ERROR)  # it warns of texts that are not of their datatype
    answer = requests.get(f"{box.url}/dataset/{id_}.ttl", timeout=60)
    assert answer.status_code == requests.codes.ok, answer.text[:500]
    return Graph().parse(data=answer.content, format="turtle")  # Turtle is UTF-8, whatever HTTP says


def compare_dataset(box: CkanBox, dataset: Dataset, id_: str, theirs: Graph) -> Comparison:
    """Compare our description of a dataset with CKAN's."""
    address = f"{box.url}/dataset/{id_}"
    parts: dict[Node, Node] = {
        URIRef(distribution_iri(BASE, dataset, part)): URIRef(
            f"{address}/resource/{resource_id(dataset.identifier, part.key)}"
        )
        for part in dataset.distributions
    }
    ours = build_dataset_graph(dataset, BASE)
    return compare(ours, theirs, (URIRef(dataset_iri(BASE, dataset)), URIRef(address)), parts)


def find_lost(stage: Stage) -> Iterator[tuple[str, str, object, object]]:
    """Find what a profile claims to hold and CKAN no longer says: identifier, path, what was said, what is left."""
    catalogue = connect_ckan(stage.box.url, stage.box.token, profile=stage.profile)
    held = catalogue.fetch_snapshot(Scope(tuple(source.name for source in stage.sources))).held
    for dataset in (complete(dataset) for source in stage.sources for dataset in source.read_public()):
        back = catalogue.restore_dataset(held[dataset.identifier])
        lost = {*find_losses(dataset, catalogue.choice.profile), *_ELSEWHERE}
        said = _list_values(dataset, back)
        yield from ((dataset.identifier, *each) for each in said if each[0] not in lost and each[1] != each[2])
    catalogue.close()


_ELSEWHERE = {"organization.name", "organization.title", "distributions.path", "distributions.key"}
"""What is no field of a record; a file beside the sheet is an upload."""


def _list_values(one: Dataset, other: Dataset) -> Iterator[tuple[str, object, object]]:
    """List what two datasets say at each path; of lists the order does not count (CKAN sorts tags)."""
    for path in (*DATASET_PATHS, *STRUCTURED):
        yield path, _even(read_path(one, path)), _even(read_path(other, path))
    parts = {part.key: part for part in other.distributions}
    for part in one.distributions:
        for path in DISTRIBUTION_PATHS:
            yield f"distributions.{path}", _even(read_path(part, path)), _even(read_path(parts[part.key], path))


def _even(value: object) -> object:
    """Write the same thing the same way: lists sorted, media types without IANA's address."""
    if isinstance(value, str):
        return value.removeprefix("https://www.iana.org/assignments/media-types/")
    return tuple(sorted(map(str, value))) if isinstance(value, tuple) else value or None


def read_key(package: Mapping[str, object]) -> str:
    """Give a dataset's identifier, from an extra or from a field of a schema."""
    return str(package.get("identifier") or read_identifier(dict(package)))


def read_table(heading: str) -> Iterator[tuple[str, ...]]:
    """Read the rows of the table below a heading of the page, without the marks around code."""
    section = PAGE.read_text(encoding="utf-8").split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]
    rows = [line for line in section.splitlines() if line.startswith("|")]
    for line in rows[2:]:
        yield tuple(cell.strip().replace("`", "") for cell in line.strip().strip("|").split("|"))


def write_rows(rows: Iterable[tuple[str, ...]]) -> str:
    """Write rows as the page would have them, for whoever has to mend it."""
    return "\n".join(f"| {' | '.join(row)} |" for row in sorted(rows))
