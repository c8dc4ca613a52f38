"""Rules for the data files that a sheet names."""

from __future__ import annotations

from toolkit.checks.rule import Words, about, on_fault
from toolkit.model.finding import Severity
from toolkit.model.message import say
from toolkit.model.record import Fault


@on_fault("resource-missing", Severity.ERROR)
def resource_missing(fault: Fault) -> Words:
    """A file that the sheet names is not there.

    Files are looked for beside the workbook, in its folder and the folders below.
    """
    return about(
        fault,
        say("the file “{path}” is not there", path=fault.text),
        say("Put it beside the workbook, or correct its name."),
    )


@on_fault("resource-outside", Severity.ERROR)
def resource_outside(fault: Fault) -> Words:
    """A file lies outside the workbook's folder.

    Only files beside the workbook, and in folders below it, are ever opened or published. A path that leads elsewhere,
    to another drive or to a server, is not followed.
    """
    return about(
        fault,
        say("the path “{path}” leads out of the workbook's folder", path=fault.text),
        say("Copy the file beside the workbook and write its name only."),
    )


@on_fault("resource-invalid", Severity.WARNING)
def resource_invalid(fault: Fault) -> Words:
    """A data file does not hold what its columns promise.

    Tables in CSV and Excel files are read as a whole: rows of different length, a text in a column of numbers, repeated
    or empty headings are reported. The file is published as it is.
    """
    return about(
        fault,
        say("the data in “{path}” are faulty: {faults}", path=fault.text, faults=fault.detail),
        fault.expected or say("Correct the file."),
    )
