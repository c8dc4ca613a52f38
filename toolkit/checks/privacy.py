"""Rules for what looks personal in published fields and data files: a heuristic that warns, never one that clears."""

from __future__ import annotations

from toolkit.checks.rule import Words, about, on_fault
from toolkit.model.finding import Severity
from toolkit.model.message import say
from toolkit.model.record import Fault


@on_fault("personal-heading", Severity.WARNING)
def personal_heading(fault: Fault) -> Words:
    """A published column has a heading that speaks of persons.

    Columns such as names, dates of birth, private addresses or account numbers must not be published (GDPR Art. 4 and
    6). The heading alone is only a sign: the column may hold something else, and others may hold personal data without
    saying so.

    Look the column through; if it is about persons, ignore it in the mapping.
    """
    return about(
        fault,
        say(
            "the column “{heading}” is published, but its heading speaks of {kinds}",
            heading=fault.text,
            kinds=fault.detail,
        ),
        say("Look the column through; if it is about persons, ignore it in the mapping."),
    )


@on_fault("personal-value", Severity.WARNING)
def personal_value(fault: Fault) -> Words:
    """A published text holds something that looks personal.

    Mail addresses of persons, telephone numbers, account numbers, tax and insurance numbers and the like are found by
    their form. Reports show stars in their place. What is not found may be personal all the same.

    Take it out of the text; write the office and its functional mailbox instead.
    """
    return about(
        fault,
        say("the published text seems to hold: {kinds}", kinds=fault.detail),
        say("Take it out of the text; name the office and its functional mailbox instead."),
    )


@on_fault("personal-file", Severity.WARNING)
def personal_file(fault: Fault) -> Words:
    """A data file has columns that look personal.

    The headings and values of tables beside the workbook are looked through before they are published. The file's own
    values are never shown in a report.

    Open the file; if the columns are about persons, take them out or leave the file unpublished.
    """
    return about(
        fault,
        say("the file “{path}” seems to hold personal data: {columns}", path=fault.text, columns=fault.detail),
        say("Open the file; if it is about persons, take the columns out or do not publish the file."),
    )
