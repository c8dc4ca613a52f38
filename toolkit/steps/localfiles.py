"""Looks at the files that the distributions of an inventory name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from toolkit.checks.personal import report_file
from toolkit.checks.rule import is_refused, place_of_part
from toolkit.model.dataset import Described, Distribution
from toolkit.model.record import Fault
from toolkit.packages.faults import summarize
from toolkit.packages.localfile import Missing, Outside, resolve_local
from toolkit.packages.tabular import describe_file, read_rows, validate_file
from toolkit.privacy.table import review_table

_REVIEWED_ROWS = 5000
"""So many rows of a data file are looked at for what looks personal."""


class LocalFiles:
    """Looks at files beside workbooks; collects faults on the way.

    ``common`` is the folder from which the inventory's paths lead; ``folders`` tells where in it each workbook lies.
    """

    def __init__(self, common: Path, folders: Mapping[str, Path]) -> None:
        self.common = common
        self.folders = folders
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
        folder = self.folders.get(place.cell.workbook, self.common) if place.cell else self.common
        located = resolve_local(folder, part.path)
        if isinstance(located, Missing | Outside):
            code = "resource-missing" if isinstance(located, Missing) else "resource-outside"
            self.faults.append(Fault(code, place, part.path))
            return part
        facts = describe_file(located)
        for summary in summarize(validate_file(located, facts.schema)):
            fault = Fault("resource-invalid", place, part.path, expected=summary.remedy, detail=summary.message)
            self.faults.append(fault)
        if not is_refused(described):
            self.faults += report_file(place, part.path, review_table(*read_rows(located, _REVIEWED_ROWS)))
        return replace(
            part,
            path=self._lead_from_common(folder, part.path),
            checksum=facts.checksum,
            byte_size=facts.byte_size,
            format=part.format or facts.format,
            media_type=part.media_type or facts.media_type,
        )

    def _lead_from_common(self, folder: Path, path: str) -> str:
        """Let a path lead from the inventory's folder where its workbook lies in one below."""
        if folder == self.common:
            return path
        return f"{folder.relative_to(self.common).as_posix()}/{path}"
