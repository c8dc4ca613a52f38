"""Answers ``/select``: reads the parameters, finds, sorts, counts facets, and cuts out the page."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from .dates import EPOCH
from .dismax import parse_dismax
from .fieldquery import find_target
from .lucene import parse_lucene
from .query import Nothing
from .refusal import Refusal
from .schema import Kind
from .scoring import find

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .document import Document
    from .index import Index
    from .query import Query, Target
    from .schema import Schema

# What a parameter may say. Every parameter that is not here is refused: it might change the result.
ALLOWED = {
    **dict.fromkeys(("q", "fq", "fl", "sort", "df", "qf", "mm", "facet.field"), r"[\s\S]*"),
    **dict.fromkeys(("rows", "start", "facet.mincount"), r"\d+"),
    "facet.limit": r"-?\d+",
    "facet.sort": "count|index",
    "facet": "true|false",
    "q.op": "AND|OR",
    "defType": "lucene|dismax",
    "tie": r"\d+(?:\.\d+)?",
    "wt": "json",
    # CKAN hands its own fq_list on to Solr, which does not know it; what it says stands in fq as well.
    "fq_list": r"[\s\S]*",
}
SEVERAL = {"fq", "fl", "facet.field", "fq_list"}
SORT = re.compile(r"\s*([\w-]+)\s+(asc|desc)\s*", re.IGNORECASE)
FIELD_LIST = re.compile(r"[\w-]+")
ZERO: Mapping[Kind, Sequence[Any]] = {Kind.DATE: [EPOCH], Kind.INTEGER: [0]}
Parameters = dict[str, list[str]]


def select(parameters: Parameters, index: Index) -> dict[str, Any]:
    """Answer a search. Raises Refusal for each parameter or query that is not understood."""
    _check(parameters)
    query = _build_query(parameters, index.schema)
    filters = [_build_filter(text, parameters, index.schema) for text in parameters.get("fq", []) if text.strip()]
    scores = find(query, index, filters)
    keys = _sort(scores, _one(parameters, "sort", "score desc"), index)
    start, rows = int(_one(parameters, "start", "0")), int(_one(parameters, "rows", "10"))
    names = _read_field_list(parameters)
    page = [index.documents[key].stored(names) for key in keys[start : start + rows]]
    response = {"numFound": len(keys), "start": start, "numFoundExact": True, "docs": page}
    answer: dict[str, Any] = {"responseHeader": {"status": 0, "QTime": 0}, "response": response}
    if _one(parameters, "facet", "false") == "true":
        answer["facet_counts"] = _count_facets(parameters, scores, index)
    return answer


def _check(parameters: Parameters) -> None:
    for name, values in parameters.items():
        if name not in ALLOWED:
            raise Refusal(f"the stand-in does not know the parameter {name}")
        if len(values) > 1 and name not in SEVERAL:
            raise Refusal(f"the parameter {name} is given {len(values)} times")
        for value in values:
            if not re.fullmatch(ALLOWED[name], value):
                raise Refusal(f"the stand-in does not understand {name}={value}")


def _one(parameters: Parameters, name: str, default: str) -> str:
    return parameters.get(name, [default])[0]


def _build_query(parameters: Parameters, schema: Schema) -> Query:
    text = _one(parameters, "q", "")
    if not text.strip():
        raise Refusal("the query is empty")
    if _one(parameters, "defType", "lucene") == "lucene":
        return _parse(text, parameters, schema) or Nothing()
    if text.lstrip().startswith("{!"):
        raise Refusal("the stand-in does not understand local parameters")
    fields = _one(parameters, "qf", "") or _one(parameters, "df", "")
    least = _one(parameters, "mm", "100%" if _all_of_them(parameters) else "0%")
    found = parse_dismax(text, schema, fields=fields, least=least, tie=_one(parameters, "tie", "0"))
    return found or Nothing()


def _build_filter(text: str, parameters: Parameters, schema: Schema) -> Query:
    query = _parse(text, parameters, schema)
    if query is None:
        raise Refusal(f"nothing is left of the filter {text!r}")
    return query


def _parse(text: str, parameters: Parameters, schema: Schema) -> Query | None:
    field = _one(parameters, "df", "") or None
    return parse_lucene(text, schema, default_field=field, all_of_them=_all_of_them(parameters))


def _all_of_them(parameters: Parameters) -> bool:
    return _one(parameters, "q.op", "OR") == "AND"


def _read_field_list(parameters: Parameters) -> set[str] | None:
    names = {name for text in parameters.get("fl", ["*"]) for name in re.split(r"[\s,]+", text) if name}
    if "*" in names:
        return None
    odd = sorted(name for name in names if name == "score" or not FIELD_LIST.fullmatch(name))
    if odd or not names:
        raise Refusal(f"the stand-in does not understand fl={' '.join(odd)}")
    return names


def _sort(scores: Mapping[str, float], text: str, index: Index) -> list[str]:
    """Put the matches in order; those that are equal stay in the order in which they were written."""
    keys = list(scores)
    for part in reversed(text.split(",")):
        found = SORT.fullmatch(part)
        if found is None:
            raise Refusal(f"Can't determine a Sort Order (asc or desc) in sort spec '{text}'")
        name, down = found[1], found[2].lower() == "desc"
        if name == "score":
            keys.sort(key=scores.__getitem__, reverse=down)
        else:
            keys = _sort_by_field(keys, _find_sortable(name, index.schema), index.documents, down=down)
    return keys


def _find_sortable(name: str, schema: Schema) -> Target:
    target = find_target(name, schema)
    if target.field.many or target.field.kind is Kind.TEXT:
        raise Refusal(f"can not sort on multivalued or text field: {name}")
    if target.field.kind is Kind.STRING and not target.field.type.sort_missing_last:
        raise Refusal(f"the stand-in does not know where {name} puts missing values")
    return target


def _sort_by_field(keys: list[str], target: Target, documents: Mapping[str, Document], *, down: bool) -> list[str]:
    """Sort by the values of a field. A missing text comes last both ways; a missing date or number counts as zero."""
    values: dict[str, Sequence[Any]] = {
        key: documents[key].read(target.name) or ZERO.get(target.field.kind, ()) for key in keys
    }
    present = sorted((key for key in keys if values[key]), key=lambda key: values[key][0], reverse=down)
    return present + [key for key in keys if not values[key]]


def _count_facets(parameters: Parameters, found: Mapping[str, float], index: Index) -> dict[str, Any]:
    fields = {name: _count_facet(name, parameters, found, index) for name in parameters.get("facet.field", [])}
    return {
        "facet_queries": {},
        "facet_fields": fields,
        "facet_ranges": {},
        "facet_intervals": {},
        "facet_heatmaps": {},
    }


def _count_facet(name: str, parameters: Parameters, found: Mapping[str, float], index: Index) -> list[str | int]:
    if find_target(name, index.schema).field.kind is not Kind.STRING:
        raise Refusal(f"the stand-in counts facets only on string fields, not on {name}")
    limit, least = int(_one(parameters, "facet.limit", "100")), int(_one(parameters, "facet.mincount", "0"))
    order = _one(parameters, "facet.sort", "count" if limit > 0 else "index")
    counts = Counter({term: len(keys & found.keys()) for term, keys in index.terms_of(name).items()})
    terms = sorted(counts, key=lambda term: (-counts[term] if order == "count" else 0, term))
    kept = [term for term in terms if counts[term] >= least]
    return [each for term in (kept if limit < 0 else kept[:limit]) for each in (term, counts[term])]
