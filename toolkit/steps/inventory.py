"""Reads a department's workbook all the way: file, mapping, datasets, local files, findings, release decisions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from toolkit.bundle import bundled_names, read_bundled
from toolkit.checks.release import decide
from toolkit.checks.rule import place_of_part
from toolkit.checks.run import check_inventory
from toolkit.mapping.interpret import interpret
from toolkit.mapping.load import parse_mapping
from toolkit.mapping.spec import InventoryMapping
from toolkit.model.dataset import Described, Distribution
from toolkit.model.inventory import Inventory
from toolkit.model.message import say
from toolkit.model.problem import Problem
from toolkit.model.record import Fault
from toolkit.packages.faults import summarize
from toolkit.packages.localfile import Missing, Outside, resolve_local
from toolkit.packages.tabular import describe_file, validate_file
from toolkit.reading.xlsx import read_workbook

_BUNDLED = "mappings/inventories"


def read_inventory(file: Path, mapping: str | None = None) -> Inventory:
    """Read and check one workbook; ``mapping`` is a file, the name of a bundled mapping, or None to look for one.

    Raises Problem for a file or a mapping that cannot be used, Stopped where a sheet or a column is missing.
    """
    chosen, name = _read_mapping_for(file, mapping)
    workbook = read_workbook(file)
    interpretation = interpret(workbook, chosen)
    files = _LocalFiles(Path(workbook.folder))
    described = tuple(files.describe(one) for one in interpretation.described)
    findings = check_inventory(described, [*interpretation.faults, *files.faults])
    return Inventory(
        name=chosen.inventory,
        title=chosen.title or chosen.inventory,
        file=workbook.name,
        folder=workbook.folder,
        mapping=name,
        rows=interpretation.rows,
        described=described,
        releases=tuple(decide(one) for one in described),
        findings=findings,
    )


def _read_mapping_for(file: Path, wanted: str | None) -> tuple[InventoryMapping, str]:
    """Read the mapping first, so that a typo in it is said at once; but what is no workbook is said before that."""
    try:
        return read_mapping(file, wanted)
    except Problem:
        read_workbook(file)
        raise


def read_inventories(files: Iterable[Path], mapping: str | None = None) -> tuple[Inventory, ...]:
    """Read several workbooks. Raises Problem when two of them carry the same inventory name."""
    inventories: dict[str, Inventory] = {}
    for file in files:
        inventory = read_inventory(file, mapping)
        other = inventories.setdefault(inventory.name, inventory)
        if other is not inventory:
            raise Problem(
                say(
                    "{first} and {second} both are the inventory “{name}”",
                    first=other.file,
                    second=inventory.file,
                    name=inventory.name,
                ),
                say("Give each workbook a mapping with an “inventory:” of its own."),
            )
    return tuple(inventories.values())


def read_mapping(file: Path, wanted: str | None) -> tuple[InventoryMapping, str]:
    """Find and read the mapping for a workbook; without a wish, the one named like the workbook."""
    if wanted is None:
        beside = file.with_suffix(".yaml")
        wanted = str(beside) if beside.is_file() else file.stem
    path = Path(wanted)
    if path.suffix in {".yaml", ".yml"}:
        return parse_mapping(_read_text(path), path.name), path.name
    if f"{wanted}.yaml" in bundled_names(_BUNDLED, ".yaml"):
        return parse_mapping(read_bundled(_BUNDLED, f"{wanted}.yaml"), f"{wanted}.yaml"), wanted
    raise Problem(
        say("there is no mapping “{name}” for {file}", name=wanted, file=file.name),
        say(
            "Name one with --mapping: a YAML file, or one that ships with Bestand: {names}",
            names=", ".join(name.removesuffix(".yaml") for name in bundled_names(_BUNDLED, ".yaml")),
        ),
    )


def _read_text(path: Path) -> str:
    """Read a mapping file. Raises Problem where it cannot be read."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise Problem(say("{path} is not UTF-8 text", path=str(path)), say("Save the mapping as UTF-8.")) from error
    except OSError as error:
        raise Problem(
            say("{path} cannot be read: {cause}", path=str(path), cause=str(error.strerror)),
            say("Check the name after --mapping."),
        ) from error


class _LocalFiles:
    """Looks at the files that distributions name; collects faults on the way."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.faults: list[Fault] = []

    def describe(self, described: Described) -> Described:
        """Fill in what the files of a dataset tell: size, checksum and, where the sheet is silent, the type."""
        dataset = described.dataset
        if not any(part.path for part in dataset.distributions):
            return described
        parts = tuple(self._describe_part(described, part) if part.path else part for part in dataset.distributions)
        managed = described.managed_of_distributions | {"checksum", "byte_size", "media_type"}
        return replace(
            described, dataset=replace(dataset, distributions=parts), managed_of_distributions=frozenset(managed)
        )

    def _describe_part(self, described: Described, part: Distribution) -> Distribution:
        """Look at one file; a path that leads nowhere or outside is a fault and stays unopened."""
        place = place_of_part(described, part.key, "path")
        located = resolve_local(self.folder, part.path)
        if isinstance(located, Missing | Outside):
            code = "resource-missing" if isinstance(located, Missing) else "resource-outside"
            self.faults.append(Fault(code, place, part.path))
            return part
        facts = describe_file(located)
        for summary in summarize(validate_file(located, facts.schema)):
            fault = Fault("resource-invalid", place, part.path, expected=summary.remedy, detail=summary.message)
            self.faults.append(fault)
        return replace(
            part,
            checksum=facts.checksum,
            byte_size=facts.byte_size,
            format=part.format or facts.format,
            media_type=part.media_type or facts.media_type,
        )
