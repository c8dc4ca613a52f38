"""Renders the pages of the browser: templates that escape everything, in the visitor's language."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, partial
from typing import Any

from jinja2 import Environment, FunctionLoader
from starlette.requests import Request
from starlette.responses import HTMLResponse

from toolkit.bundle import read_bundled
from toolkit.model.grid import CellRef
from toolkit.model.message import Message
from toolkit.reports.checktext import MOST_NAMED
from toolkit.reports.findings import say_holds, say_nearest, write_cells
from toolkit.reports.language import Translator
from toolkit.reports.quality import say_advice, say_figures
from toolkit.reports.template import build_environment
from toolkit.web.address import link
from toolkit.web.assets import asset_link

_FOLDER = "templates/web"
_LONGEST_SENTENCE = 600
_LONGEST_NAME = 200
"""Characters that a page shows of a sentence with a cell's text in it, and of a name; reports have all of it."""

_SHARED = "report/"
"""Templates of the reports are named ``report/NAME`` here."""


def render(request: Request, template: str, **values: object) -> HTMLResponse:
    """Give a page of ``templates/web``.

    Every template knows ``visit`` (None before there is one), ``csrf``, ``account``, ``language``, ``path`` (of this
    page, for the language switch) and the functions ``link(path)`` and ``asset(name)``.
    """
    visit = getattr(request.state, "visit", None)
    language = visit.language if visit else getattr(request.state, "language", "de")
    page = _read_environment(language).get_template(template)
    known: Mapping[str, object] = {
        "visit": visit,
        "csrf": visit.csrf if visit else "",
        "account": visit.account if visit else None,
        "language": language,
        "path": _own_path(request),
        "link": partial(link, request),
        "asset": partial(asset_link, request),
    }
    return HTMLResponse(page.render(**{**known, **values}))


def render_piece(language: str, template: str, **values: object) -> str:
    """Give a piece of a page as HTML text, for work that has no request."""
    return _read_environment(language).get_template(template).render(language=language, **values)


def render_message(language: str, message: Message) -> str:
    """Give a sentence in a language, as text."""
    return _read_translator(language).render(message)


@cache
def _read_translator(language: str) -> Translator:
    """Read a language's sentences once."""
    return Translator(language)


@cache
def _read_environment(language: str) -> Environment:
    """Set jinja2 up, once per language; a template is read once."""
    translator = _read_translator(language)
    environment = build_environment(_FOLDER, translator)
    environment.loader = FunctionLoader(_read_template)
    filters: dict[str, Any] = {
        "say": lambda message: shorten(translator.render(message), _LONGEST_SENTENCE),
        "short": lambda text: shorten(text, _LONGEST_NAME),
        "date": translator.date,
        "number": translator.number,
        "nearest": say_nearest,
        "holds": say_holds,
        "advice": say_advice,
        "figures": lambda one: say_figures(one.lowest, one.highest),
        "cells": partial(write_cells, most=MOST_NAMED),
        "place": _write_place,
        "percent": lambda share: round(share * 100),
    }
    environment.filters |= filters
    return environment


def shorten(text: str, most: int) -> str:
    """Cut a text that is longer than a page bears.

    >>> shorten("Bäume", 5), shorten("Bäume!", 5)
    ('Bäume', 'Bäume…')
    """
    return text if len(text) <= most else f"{text[:most].rstrip()}…"


def _read_template(name: str) -> str:
    """Read a template of the pages, or one of the reports."""
    if name.startswith(_SHARED):
        return read_bundled("templates/report", name.removeprefix(_SHARED))
    return read_bundled(_FOLDER, name)


def _own_path(request: Request) -> str:
    """Give the path of a page without the place that the server is put at; what was sent cannot be shown again."""
    root = request.scope.get("root_path", "")
    return request.url.path.removeprefix(root) if request.method == "GET" else "/"


def _write_place(cell: CellRef, main: str = "") -> str:
    """Write a cell, without the workbook where that is the main one.

    >>> _write_place(CellRef("a.xlsx", "Daten", 4, 2), "a.xlsx"), _write_place(CellRef("b.xlsx", "S", 1, 1), "a.xlsx")
    ('Daten › B4', 'b.xlsx › S › A1')
    """
    return f"{cell.sheet} › {cell.address}" if cell.workbook == main else str(cell)
