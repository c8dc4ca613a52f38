"""Reads the bodies that CKAN posts to ``/update``: documents as JSON; deletions and commits as XML."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING
from xml.etree.ElementTree import ParseError

from defusedxml import ElementTree

from .document import build_document
from .index import Add, Delete
from .lucene import parse_lucene
from .refusal import Refusal
from .scoring import find

if TYPE_CHECKING:
    from collections.abc import Collection
    from xml.etree.ElementTree import Element

    from .index import Change, Index
    from .query import Query
    from .schema import Schema

ALLOWED = {"commit", "waitSearcher", "waitFlush", "softCommit", "overwrite", "wt"}


def update(body: str, parameters: dict[str, list[str]], index: Index) -> None:
    """Take a body in whole or, when anything in it is refused, not at all."""
    unknown = sorted(set(parameters) - ALLOWED)
    if unknown or parameters.get("overwrite", ["true"]) != ["true"]:
        raise Refusal(f"the stand-in does not know the parameters {unknown or 'overwrite=false'}")
    is_json = body.lstrip().startswith(("[", "{"))
    changes, has_commit = (_parse_documents(body, index.schema), False) if is_json else _parse_xml(body, index.schema)
    index.stage(changes)
    if has_commit or "true" in {*parameters.get("commit", ()), *parameters.get("softCommit", ())}:
        index.commit()


def _parse_documents(body: str, schema: Schema) -> list[Change]:
    try:
        documents = json.loads(body)
    except ValueError as error:
        raise Refusal(f"the body is no JSON: {error}") from error
    if not isinstance(documents, list) or not all(isinstance(each, dict) for each in documents):
        raise Refusal("the stand-in takes documents as a JSON list of objects only")
    return [Add(build_document(each, schema)) for each in documents]


def _parse_xml(body: str, schema: Schema) -> tuple[list[Change], bool]:
    try:
        root = ElementTree.fromstring(body)
    except ParseError as error:
        raise Refusal(f"the body is no XML: {error}") from error
    match root.tag:
        case "commit":
            return [], True
        case "delete":
            return [_build_delete(each, schema) for each in root], False
        case _:
            raise Refusal(f"the stand-in does not know the command <{root.tag}>")


def _build_delete(element: Element, schema: Schema) -> Change:
    text = element.text or ""
    if element.tag == "id":
        return Delete(lambda _index: [text])
    query = parse_lucene(text, schema, default_field=None, all_of_them=False) if element.tag == "query" else None
    if query is None:
        raise Refusal(f"the stand-in does not know the deletion <{element.tag}>{text}")
    return Delete(partial(_find_keys, query))


def _find_keys(query: Query, index: Index) -> Collection[str]:
    return find(query, index).keys()
