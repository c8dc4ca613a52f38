"""The first page: what this is, a place to drop workbooks, and the empty template."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response

from toolkit.model.message import say
from toolkit.template.design import build_layout
from toolkit.template.workbook import write_template
from toolkit.web.page import render, render_message
from toolkit.web.pages.attachment import attach
from toolkit.web.settings import MEGABYTE, WebSettings

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_NAME = say("Inventory template.xlsx")
ENDINGS = ".xlsx,.xlsm,.xls,.xlsb,.ods,.csv"
"""What the file button offers."""


async def show_start(request: Request) -> Response:
    """Show the first page."""
    settings: WebSettings = request.app.state.settings
    inventories = settings.configuration.inventories if settings.configuration else ()
    return render(
        request,
        "start.html.j2",
        inventories=[one.name for one in inventories],
        megabytes=max(1, settings.max_upload // MEGABYTE),
        most_files=settings.max_files,
        keep_minutes=settings.keep_minutes,
        endings=ENDINGS,
    )


async def give_template(request: Request) -> Response:
    """Give the empty template in the visitor's language."""
    language = request.state.visit.language
    content = await to_thread.run_sync(build_template, language)
    return Response(content, headers=attach(render_message(language, _NAME), _XLSX))


@cache
def build_template(language: str) -> bytes:
    """Build the empty template, once per language."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "template.xlsx"
        write_template(build_layout(None, language), file)
        return file.read_bytes()
