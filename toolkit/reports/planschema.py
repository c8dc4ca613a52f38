"""What each property of a plan file means, for people who read the file with programs of their own."""

from __future__ import annotations

from collections.abc import Mapping

_IDENTIFIER = "The dataset's published identifier: the inventory's name, a colon, the key in the sheet."
_TITLE = "The dataset's title, as the sheet says it now."
_INVENTORY = "The name of the inventory that the row belongs to."
_ID = "The catalogue's own id of the dataset."
_REVISION = "The catalogue's state of the dataset that the change was planned for; a push refuses any other."
_CELL = "The cell that it comes from; null where no cell says it."
_REASON = "Why, as a sentence."
_KIND = "What kind of change this is."
_FIELD = (
    "The entry's field: its name in the catalogue, extras.<key> for an extra, resources.<id>.<field> for a resource's."
)

_OWN = {"identifier": _IDENTIFIER, "title": _TITLE, "inventory": _INVENTORY, "kind": _KIND}
_HELD = _OWN | {"id": _ID, "revision": _REVISION}
_ENTRY = "What is to be written: only fields that the mapping manages."
_SHEET = "What the sheet says, which the ledger remembers for the next comparison"

PROPERTIES: Mapping[str, Mapping[str, str]] = {
    "Plan": {
        "target": "The catalogue: its address, or folder: and a path.",
        "inventories": "The names of all inventories that were read, also of those without a row.",
        "fingerprint": "Stands for the state of the catalogue; a push of the plan refuses any other.",
        "changes": "What becomes of each dataset, by identifier.",
        "organizations": "Organisations that are created first.",
        "groups": "Groups that are created first.",
        "guards": "Why the plan must not be pushed as it is; empty: it may.",
        "warnings": "What to know of the target.",
        "folders": "Where the local files of an inventory lie: its name and the folder.",
        "resource_titles": "Titles of the resources that the plan names: id and title.",
        "scope_organizations": "The organisations that were looked at; a push looks at the same ones.",
        "preflight": "What was asked of the target beforehand, and how it stands.",
        "likenesses": "New rows that look like datasets whose rows are gone.",
        "undoes": "The run that the plan takes back; empty for a push.",
        "known": "Datasets besides those of the ledger that were looked at: identifier and id.",
        "notation": "Stands for the profile that the entries are written by; a push of the plan refuses any other.",
        "format": "The version of this format.",
    },
    "Create": _OWN | {"entry": _ENTRY, "cells": "The cells that the fields come from, by the field's name."},
    "Update": _HELD
    | {
        "entry": _ENTRY,
        "sheet": f"{_SHEET}.",
        "changes": "The fields that change.",
        "kept": "Fields that stay as people edited them in the catalogue.",
        "removed": "The ids of our resources that are removed.",
        "forget": "Whether the ledger forgets the dataset afterwards.",
        "former": "The identifier that the dataset had until now, where its key was changed; else empty.",
    },
    "Adopt": _HELD
    | {
        "entry": _ENTRY,
        "changes": "The fields that change.",
        "sheet": f"{_SHEET}; null where that is the entry itself.",
        "kept": "Fields that stay as they are in the catalogue.",
    },
    "Unchanged": _OWN
    | {
        "kept": "Fields that stay as people edited them in the catalogue.",
        "sheet": f"{_SHEET}; null where it knows that already.",
    },
    "Withdraw": _HELD | {"reason": _REASON, "cell": _CELL},
    "Delete": _HELD | {"reason": _REASON},
    "Conflict": _OWN | {"clashes": "The fields that changed in the sheet and in the catalogue."},
    "Blocked": _OWN | {"reason": _REASON, "remedy": "What to do about it.", "cell": _CELL},
    "FieldChange": {
        "field": _FIELD,
        "before": "The catalogue's value; null: empty.",
        "after": "The new value; null: empty.",
        "cell": _CELL,
    },
    "Kept": {
        "field": _FIELD,
        "sheet": "The sheet's value.",
        "catalogue": "The catalogue's value, which stays.",
        "policy": "The rule that let it stay; null where nobody had to choose.",
    },
    "Clash": {
        "field": _FIELD,
        "base": "The value that was pushed last.",
        "sheet": "The sheet's value.",
        "catalogue": "The catalogue's value.",
        "cell": _CELL,
    },
    "Check": {
        "subject": "What was asked about.",
        "state": "good; warning: worth knowing; bad: some changes would certainly be refused.",
        "text": "What was found, as a sentence.",
        "remedy": "What to do about it; null where there is nothing to do.",
        "identifiers": "The datasets that it concerns; empty: none in particular.",
        "field": "The field that it is about, resources.<field> for a resource's; empty: none.",
    },
    "Likeness": {
        "identifier": "The new row's identifier.",
        "title": "The new row's title.",
        "former": "The identifier of the dataset whose row is gone.",
        "former_title": "That dataset's title.",
        "score": "How alike both are, from 0 to 1.",
        "cell": "The cell of the new row's key.",
    },
    "Entry": {
        "identifier": _IDENTIFIER,
        "name": "The dataset's name in web addresses.",
        "fields": "The fields and their values; null empties a field.",
        "resources": "The links and files.",
    },
    "Resource": {
        "id": "The resource's id, the same in every run.",
        "fields": "The fields and their values.",
        "file": "The path of a local file to store; empty: a link only.",
    },
    "Organization": {
        "name": "The organisation's name in web addresses.",
        "title": "The organisation's title.",
        "parent": "The name of the organisation above it; empty: none.",
        "description": "What the organisation does.",
    },
    "Group": {
        "name": "The group's name in web addresses.",
        "title": "The group's title.",
        "description": "What the group collects.",
    },
    "CellRef": {
        "workbook": "The workbook's file name.",
        "sheet": "The sheet's name.",
        "row": "The row, from 1.",
        "column": "The column, from 1.",
    },
    "Message": {
        "template": "The English sentence with places for values.",
        "values": "The values: name and value, which may be a sentence itself.",
        "plural": "The English plural of the sentence, where it counts something (n).",
    },
}
"""Type -> property -> what it means."""
