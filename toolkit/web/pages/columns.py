"""The pages that ask what columns mean."""

from __future__ import annotations

from functools import partial

from anyio import to_thread
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from toolkit.web.form import FIELD, read_form
from toolkit.web.page import render
from toolkit.web.pages.asking import apply_columns, ask_columns, find_form
from toolkit.web.pages.case import Case, Part
from toolkit.web.pages.check import build_room, require_case, require_part, start_job
from toolkit.web.refusal import build_refusal

_LONGEST = 200
"""Characters of an answer; ours are all shorter."""


async def look(request: Request) -> Response:
    """Look at the columns of a part."""
    case = require_case(request)
    form = await read_form(request)
    text = form.get("part", [""])[0]
    part = _require_askable(request, case, int(text) if text.isdecimal() and len(text) < 5 else 0)
    return start_job(request, "columns", partial(ask_columns, build_room(request, case), part.number))


async def show_columns(request: Request) -> Response:
    """Show the questions about the columns of a part; in another language they are written anew."""
    case = require_case(request)
    part = _require_askable(request, case, request.path_params["part"])
    file = find_form(case, request.state.visit.language, part.number)
    if not file.is_file():
        return start_job(request, "columns", partial(ask_columns, build_room(request, case), part.number))
    body = await to_thread.run_sync(lambda: file.read_text(encoding="utf-8"))
    # Our own template has escaped what cells say.
    return render(request, "columns.html.j2", case=case, part=part, body=Markup(body))  # noqa: S704


async def take_answers(request: Request) -> Response:
    """Take the answers, and check again with them."""
    case = require_case(request)
    part = _require_askable(request, case, request.path_params["part"])
    form = await read_form(request)
    answers = {name: values[0] for name, values in form.items() if name != FIELD and len(values[0]) <= _LONGEST}
    return start_job(request, "check", partial(apply_columns, build_room(request, case), part.number, answers))


def _require_askable(request: Request, case: Case, number: int) -> Part:
    """Find a part whose columns may be asked about. Raises Refusal (404) for another one."""
    _, part = require_part(request, case, number)
    if not part.can_ask:
        raise build_refusal(404)
    return part
