"""Computed fields: small jinja2 expressions over the texts of one row.

Only what cannot loop, grow or look into Python is let through: an expression's tree is read before it is compiled, and
every kind of node that is not named here is refused. jinja2's sandbox stands behind that as a second wall.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from jinja2 import Template, TemplateSyntaxError, nodes
from jinja2.exceptions import TemplateRuntimeError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from rapidfuzz import fuzz, process

from toolkit.mapping.dates import parse_date
from toolkit.mapping.markup import to_markdown
from toolkit.model.identity import slug
from toolkit.model.message import Message, say
from toolkit.model.problem import Problem
from toolkit.reading.text import clean

_LONGEST_SOURCE = 1000
_LONGEST_TEXT = 32_766
"""What a field of CKAN holds at most, in bytes; so that no expression grows a text without end."""
_LONGEST_SHOWN = 80


def _replace(text: object, old: str, new: str) -> str:
    """Replace, but never grow a text beyond what a field may hold."""
    return str(text).replace(old, new)[:_LONGEST_TEXT]


def _split(text: object, separator: str) -> list[str]:
    """Split at a separator, blanks around the parts left out."""
    return [part.strip() for part in str(text).split(separator)]


def _date(text: object, pattern: str = "") -> str:
    """Write a date as ISO 8601, or by a pattern of %Y, %m, %d and %B; no text stays none.

    Raises ValueError for what is no date, and where the pattern asks for a part that the date does not say.
    """
    if not clean(str(text)):
        return ""
    iso = parse_date(str(text)).value
    if iso is None:
        raise ValueError(f"“{str(text)[:_LONGEST_SHOWN]}” is no date")
    known = dict(zip(("%Y", "%m", "%d"), iso.split("-"), strict=False))
    if "%m" in known:
        known["%B"] = _MONTHS[int(known["%m"]) - 1]
    lacking = [part for part in _PARTS.findall(str(pattern)) if part not in known]
    if lacking:
        raise ValueError(f"{lacking[0]} is not known of “{iso}”")
    return _PARTS.sub(lambda part: known[part[0]], str(pattern)) if pattern else iso


_PARTS = re.compile(r"%[A-Za-z]")
_MONTHS = (
    "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November",
    "Dezember",
)  # fmt: skip


def _slug(text: object) -> str:
    """Write a text with a-z, 0-9 and hyphens only."""
    return slug(str(text))


def _strip(text: object) -> str:
    """Write a text in one line, without the blanks and marks that copying leaves behind."""
    return clean(str(text))


def _markdown(text: object) -> str:
    """Turn what web pages and Word leave behind in a text into plain Markdown."""
    return to_markdown(str(text))


def _environment() -> ImmutableSandboxedEnvironment:
    """Make an environment with few filters and without globals."""
    environment = ImmutableSandboxedEnvironment(autoescape=False)
    environment.globals.clear()
    own = {"replace": _replace, "split": _split, "date": _date, "slug": _slug, "strip": _strip, "markdown": _markdown}
    environment.filters = {name: own.get(name) or environment.filters[name] for name in (*_FILTERS, *own)}
    environment.tests = {name: environment.tests[name] for name in ("in", "equalto")}
    return environment


_FILTERS = (
    "upper", "lower", "capitalize", "title", "trim", "strip", "truncate", "default", "first", "last", "int", "length",
    "date", "slug", "markdown",
)  # fmt: skip
_NODES = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Const, nodes.Name, nodes.Getitem, nodes.Slice, nodes.Filter,
    nodes.Keyword, nodes.Test, nodes.Concat, nodes.Add, nodes.Sub, nodes.Neg, nodes.Compare, nodes.Operand,
    nodes.CondExpr, nodes.If, nodes.And, nodes.Or, nodes.Not, nodes.List, nodes.Tuple,
)  # fmt: skip
_ENVIRONMENT = _environment()


@dataclass(frozen=True, slots=True, eq=False)
class Expression:
    """Computes a text from the cells that it names: heading -> text as shown."""

    headings: tuple[str, ...]
    template: Template

    def compute(self, row: Mapping[str, str]) -> str:
        """Compute the text for one row. Raises ValueError where the row's texts do not fit the expression.

        >>> compile_expression("{{ row['Amt'] | upper }}, {{ row['Jahr'] }}").compute({"Amt": "Bauamt", "Jahr": "9"})
        'BAUAMT, 9'
        """
        try:
            return self.template.render(row=row).strip()[:_LONGEST_TEXT]
        except (TemplateRuntimeError, TypeError, ArithmeticError, LookupError) as error:
            raise ValueError(str(error)) from error


def compile_expression(source: str) -> Expression:
    """Compile an expression such as ``{{ row['Titel'] }} {{ row['Jahr'] }}``.

    Raises Problem on a syntax error and on everything that expressions cannot do: loops, calls, attributes, other names
    than ``row``.
    """
    if len(source) > _LONGEST_SOURCE:
        raise _problem(source, say("it is longer than {n} characters", n=_LONGEST_SOURCE))
    try:
        tree = _ENVIRONMENT.parse(source)
        headings = tuple(dict.fromkeys(_check(tree, source)))
        return Expression(headings, _ENVIRONMENT.from_string(source))
    except TemplateSyntaxError as error:
        raise _problem(source, str(error.message)) from error
    except RecursionError as error:
        raise _problem(source, say("it is nested too deeply")) from error


def _check(node: nodes.Node, source: str) -> Iterator[str]:
    """Give the headings that an expression names. Raises Problem for what expressions cannot do."""
    match node:
        case nodes.Getitem(node=nodes.Name(name="row"), arg=nodes.Const(value=str() as heading)):
            yield heading
            return
        case nodes.Name():
            raise _problem(source, say("“{name}” is unknown; only row['Heading'] is", name=node.name))
        case nodes.Getattr():
            raise _problem(source, say("“.{name}” is not available; write row['Heading']", name=node.attr))
        case nodes.Filter() if node.name not in _ENVIRONMENT.filters:
            raise _problem(source, _unknown_filter(node.name, _ENVIRONMENT.filters))
        case _ if not isinstance(node, _NODES):
            raise _problem(source, say("“{kind}” is not available", kind=type(node).__name__.lower()))
    for child in node.iter_child_nodes():
        yield from _check(child, source)


def _unknown_filter(name: str, known: Iterable[str]) -> Message:
    """Name the nearest filter, or all of them."""
    best = process.extractOne(name, list(known), scorer=fuzz.ratio, score_cutoff=60)
    if best:
        return say("there is no filter “{name}”; the nearest is “{nearest}”", name=name, nearest=best[0])
    return say("there is no filter “{name}”; there are: {known}", name=name, known=", ".join(sorted(known)))


def _problem(source: str, cause: Message | str) -> Problem:
    """Say what an expression cannot do."""
    shown = source if len(source) <= _LONGEST_SHOWN else f"{source[:_LONGEST_SHOWN]} …"
    return Problem(
        say("the expression {source} cannot be used: {cause}", source=shown, cause=cause),
        say("Correct it; row['Heading'] gives a cell's text, and docs/mapping.md shows what else there is."),
    )
