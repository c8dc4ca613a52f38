"""A mapping that was drafted from a workbook reads the rows that the look at the workbook found: all, and no others."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cases.reading.case import Case, read_cases
from toolkit.steps.inspect import inspect_files, write_mappings
from toolkit.steps.inventory import read_inventories

pytestmark = pytest.mark.slow

CASES = read_cases(fresh=True)


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_the_drafted_mapping_reads_the_rows_that_were_found(case: Case, tmp_path: Path) -> None:
    workbooks = case.write(tmp_path)
    inspections = inspect_files(workbooks).inspections
    write_mappings(inspections, tmp_path / "mapping.yaml", str, force=True)
    datasets = inspections[0].proposal.datasets
    assert datasets is not None
    names = {block.sheet.workbook for block in datasets.blocks}
    inventories = read_inventories([path for path in workbooks if path.name in names], str(tmp_path / "mapping.yaml"))
    assert sum(inventory.rows for inventory in inventories) == sum(len(block.rows) for block in datasets.blocks)
