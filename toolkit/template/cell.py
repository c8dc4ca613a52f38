"""Cells of a new workbook: a text is always written as a text, whatever it begins with."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from toolkit.model.message import say
from toolkit.model.problem import Problem

if TYPE_CHECKING:
    from toolkit.patch.patch import NewCell

LONGEST = 32_767
"""The most characters that a cell holds (Excel's limit)."""

# What XML 1.0 cannot hold (2.2, Char), and the halves of surrogate pairs.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def write_text(cell: Any, text: str) -> None:
    """Write a text, never a formula; what no file can hold becomes a blank. Raises Problem where it is too long."""
    if len(text) > LONGEST:
        raise Problem(
            say(
                "a text of {n} characters does not fit into the cell {cell}: a cell holds {most}",
                n=len(text),
                cell=f"{cell.parent.title} › {cell.coordinate}",
                most=LONGEST,
            ),
            say("Shorten it; put what is longer beside the data as a file."),
        )
    cell.value = _UNWRITABLE.sub(" ", text)
    cell.data_type = "s"


def write_value(cell: Any, value: NewCell) -> None:
    """Write a value; a text is never read as a formula."""
    if isinstance(value, str):
        write_text(cell, value)
    else:
        cell.value = value
