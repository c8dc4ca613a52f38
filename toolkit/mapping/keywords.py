"""What each key of a mapping means, in a sentence: editors show it while somebody writes."""

from __future__ import annotations

from collections.abc import Mapping

_TABLE = {
    "sheet": "The sheet's name, or a list of sheets of the same shape.",
    "layout": "rows: a row for each dataset; form: a column for each, with the field names down another column.",
    "header": "The row with the headings, as numbered in Excel, or up to four of them; in a form letters of columns. "
    "Without it the table is found by its headings.",
    "key": "The column that identifies a row. It is filled in every row and unlike in every row.",
    "sheet_name": "The field that the sheet's name fills where no cell of a row does.",
    "file_name": "The field that the file's name, without its ending, fills where no cell of a row does.",
    "columns": "What each column means: heading, then a field, or keys such as field, release, ignore.",
    "constants": "Values that hold for every row where no cell says otherwise, by field.",
    "computed": "Fields that are put together from cells, such as {{ row['Titel'] }}, by field.",
    "skip": "Rows that are no datasets: conditions, each with a reason. A row is left out where one of them holds.",
    "joins": "Further tables that say more of what a column names, such as a sheet of offices with their mailboxes.",
    "expect": "How many rows there are and how full columns are; outside of that nothing is done.",
    "made_for": "What the mapping was written for; bestand inspect --against compares the next file with it.",
}

_CONDITION = {
    "column": "The heading of the column whose cell is looked at.",
    "is": "The whole text of the cell, or a list of texts of which it is one. Case does not count.",
    "is_not": "A text, or texts, that the cell does not say.",
    "contains": "A text, or texts, of which one stands somewhere in the cell.",
    "regex": "A regular expression that fits the cell's whole text.",
    "filled": "true: the cell holds something; false: it is empty.",
}

KEYWORDS: Mapping[str, Mapping[str, str]] = {
    "InventoryMapping": {
        "format": "Always bestand-mapping/1.",
        "inventory": "The inventory's short name: a–z, 0–9, hyphens. It begins every identifier and never changes.",
        "title": "What reports call the inventory.",
        "organization": "The organisation in CKAN that the datasets belong to.",
        "organizations": "The organisations that there are, by name, and which one stands above which.",
        "organization_table": "A table of organisations, such as a sheet of offices, where there is one.",
        "groups": "The groups in CKAN that datasets are put into, by name.",
        "workbooks": "one, or several: the table is spread over several workbooks of the same shape.",
        "extends": "A mapping that this one completes: a file, such as stadt.yaml, or the name of one that ships.",
        "nulls": "Words that mean nothing, instead of the usual ones.",
        "lookups": "Words of your house with what they stand for, by field; they hold in every column of that field.",
        "gate": "The rules of release: standard, strict, or a YAML file of your own.",
        "accept_suggestions": "Fields for which suggestions are taken where the sheet says nothing: themes, keywords.",
        "personal_addresses": "withhold: mail addresses of persons are not published; publish: they are.",
        "release": "Answers to questions of release that hold for the whole inventory.",
        "datasets": "The table of datasets.",
        "distributions": "The table of distributions (links and files), where they have one of their own.",
    },
    "OrganizationSpec": {
        "name": "The last part of the organisation's address in CKAN: a–z, 0–9, hyphens and underscores.",
        "title": "The organisation's name as people read it.",
    },
    "OrganizationEntry": {
        "title": "The organisation's name as people read it.",
        "parent": "The name of the organisation above it.",
        "description": "What its page in CKAN says.",
        "also": "What else the inventory calls it, such as Amt 61.",
    },
    "OrganizationTable": {
        **{key: _TABLE[key] for key in ("sheet", "layout", "header")},
        "key": "The column with the organisation's name, or with the sign that datasets name it by.",
        "columns": "By heading, what a column says of an organisation.",
    },
    "GroupEntry": {
        "title": "The group's name as people read it.",
        "description": "What its page in CKAN says.",
        "also": "What else the inventory calls it.",
        "themes": "Themes, such as ENVI, whose datasets belong to the group.",
    },
    "DatasetTable": {
        **_TABLE,
        "rows": "distribution: a dataset's columns are repeated in a row for each of its distributions.",
    },
    "DistributionTable": {
        **_TABLE,
        "dataset": "The column that holds the key of the dataset that a distribution belongs to.",
        "file": "The workbook that the table stands in, where it is not the inventory itself.",
    },
    "JoinSpec": {
        **{key: _TABLE[key] for key in ("sheet", "layout", "header")},
        "file": "The workbook that the further table stands in, in the same folder or below it.",
        "on": "The column of this table that names something.",
        "key": "The column of the further table that holds the same name.",
        "columns": "What the columns of the further table mean.",
    },
    "ColumnSpec": {
        "field": "The field that the column fills.",
        "release": "The question of release that the column answers.",
        "ignore": "Why nothing of the column is read or published.",
        "aliases": "Other headings that the column may have.",
        "optional": "true: the column may be missing.",
        "split": "What separates several values in a cell, such as a comma or a semicolon; a line break does always.",
        "part": "The label of the numbered distribution that the column belongs to, such as 1.",
        "fill": "merged: a merged cell holds for all rows it covers; down: an empty cell takes the value above it.",
        "vocabulary": "Another list than the field's own, from which the values are taken.",
        "lookup": "Whole words of your office, each with what it stands for; null leaves the word out.",
        "lookup_contains": "Words that stand somewhere in a cell, each with what it stands for; null leaves it out.",
        "lookup_regex": "Regular expressions that fit a whole value, each with what it stands for; null leaves it out.",
        "when": "Conditions: the cell counts only in rows where all of them hold.",
        "answers": "Words of a release column, each with what it means.",
        "default": "The value of an empty cell.",
        "unit": "The unit of sizes that name none.",
    },
    "Condition": _CONDITION,
    "SkipSpec": {**_CONDITION, "reason": "Why such rows are no datasets; the report says it."},
    "Expect": {
        "min": "How many rows there are at least.",
        "max": "How many rows there are at most.",
        "filled": "By heading, what share of its cells is filled at least, in percent.",
    },
    "MadeFor": {
        "file": "The file's name.",
        "rows": "How many rows it had.",
        "headings": "The headings that it had.",
    },
}
"""Model -> key, as it is written in a mapping -> what it means."""
