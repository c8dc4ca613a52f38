"""Why a column that is known by its heading never leaves the office."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from toolkit.model.message import Message, say

PREFIX = "ignore."

REASONS: Mapping[str, Message] = MappingProxyType(
    {
        "remarks": say("internal remarks never leave the office"),
        "storage": say("paths and places of the office's own network"),
        "source_system": say("names of the systems that the office works with"),
        "owner": say("names of persons who answer for the data"),
        "steward": say("names of persons who look after the data"),
        "phone": say("telephone numbers of persons"),
        "granularity": say("how fine the data are: no field of the catalogue"),
        "quality": say("notes on the quality of the data: no field of the catalogue"),
        "classification": say("how confidential the data are: for the office only"),
        "release_reason": say("reasons for or against a release are internal"),
        "row_changed": say("when the line was edited, not when the data changed"),
        "update_process": say("how the data are updated: no field of the catalogue"),
        "type": say("the kind of the data: no field of the catalogue"),
        "reference_dataset": say("the entry of a list of reference datasets: no field of the catalogue"),
        "planned_release": say("dates that are only planned"),
        "version": say("notes on versions: no field of the catalogue"),
        "counter": say("a running number of the lines, not of the datasets"),
        "status": say("how far the work is: for the office only"),
        "effort": say("costs, effort and priorities are internal"),
        "example": say("examples of how to fill in the sheet"),
        "other": say("known, but no field of the catalogue"),
    }
)
"""Each reason for which a column is ignored, in words for the ``ignore:`` of a mapping."""


def reason_of(target: str) -> Message:
    """Give the reason behind a target ``ignore.<reason>``. Raises KeyError for any other target.

    >>> str(reason_of("ignore.phone"))
    'telephone numbers of persons'
    """
    return REASONS[target.removeprefix(PREFIX)]
