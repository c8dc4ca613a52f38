"""A file of any kind that can be read to a Workbook: the content tells the kind, never the name's ending."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import assert_never

from toolkit.model.grid import Workbook
from toolkit.reading import xlsx
from toolkit.reading.container import DEFAULT_LIMITS, Limits, tell_kind
from toolkit.reading.csvfile import read_csv
from toolkit.reading.legacy import read_xls, read_xlsb
from toolkit.reading.ods import read_ods


def read_workbook(path: Path, limits: Limits = DEFAULT_LIMITS) -> Workbook:
    """Read a workbook (.xlsx, .xlsm, .xls, .xlsb, .ods, .csv); formulas count as last calculated, macros never run.

    Raises Problem for whatever is no workbook, is damaged, has a password or goes beyond the limits.
    """
    kind = tell_kind(path)
    match kind:
        case "xlsx" | "xlsm":
            return replace(xlsx.read_workbook(path, limits), kind=kind)
        case "xls":
            return read_xls(path, limits)
        case "xlsb":
            return read_xlsb(path, limits)
        case "ods":
            return read_ods(path, limits)
        case "csv":
            return read_csv(path, limits)
        case _:
            assert_never(kind)
