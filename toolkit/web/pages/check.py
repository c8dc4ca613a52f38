"""Checking: takes workbooks in, shows what was found, and gives the files to take away."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from anyio import to_thread
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response

from toolkit.steps.configuration import InventorySettings
from toolkit.web.address import link
from toolkit.web.jobs import Jobs
from toolkit.web.page import render
from toolkit.web.pages.case import Case, Download, Lot, Part, Result, new_case, read_case, read_result
from toolkit.web.pages.checking import Room, begin_check, run_check
from toolkit.web.refusal import build_refusal
from toolkit.web.settings import WebSettings
from toolkit.web.upload import receive_upload

_KINDS = {
    ".html": "text/html; charset=utf-8",
    ".zip": "application/zip",
    ".yaml": "application/yaml",
}
_WORKBOOK = "application/octet-stream"


async def receive(request: Request) -> Response:
    """Take workbooks in and begin to check them."""
    upload = await receive_upload(request)
    names = tuple(one.path.name for one in upload.files)
    case = new_case(request.state.visit, upload.folder, [Lot(names)])
    wanted = upload.fields.get("inventory", [""])[0]
    work = partial(begin_check, build_room(request, case), list_inventories(request), wanted)
    return start_job(request, "check", work)


async def show_result(request: Request) -> Response:
    """Show what a check found; in a language that it was not made in yet, it is made anew."""
    case = require_case(request)
    language = request.state.visit.language
    result = await to_thread.run_sync(read_result, case, language)
    if result is None:
        return start_job(request, "check", partial(run_check, build_room(request, case)))
    return render(
        request,
        "result.html.j2",
        case=case,
        result=result,
        body=Markup(result.body),  # noqa: S704 (made by our own template, which escapes what cells say)
        targets={one.number: list_targets(request, case.lots[one.lot].inventory) for one in result.parts},
    )


async def give_file(request: Request) -> Response:
    """Give one of the files of a check; only those that it made have an address."""
    case = require_case(request)
    language, key = request.state.visit.language, request.path_params["key"]
    found = await to_thread.run_sync(_find_download, case, language, key)
    kind = _KINDS.get(Path(found.path).suffix, _WORKBOOK)
    return FileResponse(found.path, media_type=kind, filename=found.name)


def _find_download(case: Case, language: str, key: str) -> Download:
    """Find a file by its key. Raises Refusal (404) where there is none."""
    result = read_result(case, language)
    for part in result.parts if result else ():
        for one in part.downloads:
            if one.key == key and Path(one.path).is_file():
                return one
    raise build_refusal(404)


def start_job(request: Request, kind: str, work: partial[str], *, together: bool = False) -> Response:
    """Begin work and lead to its page."""
    jobs: Jobs = request.app.state.jobs
    job = jobs.start(request.state.visit, kind, work, together=together)
    return RedirectResponse(link(request, f"/jobs/{job.id}"), 303)


def build_room(request: Request, case: Case) -> Room:
    """Say where a check works, and for whom."""
    return Room(case.folder, request.state.visit.language, link(request, f"/checks/{case.id}"))


def list_inventories(request: Request) -> tuple[InventorySettings, ...]:
    """List the inventories of the configuration."""
    settings: WebSettings = request.app.state.settings
    return settings.configuration.inventories if settings.configuration else ()


def list_targets(request: Request, inventory: str) -> list[str]:
    """List the catalogues that an inventory may go to; none where the visitor sees no plans."""
    if not request.state.visit.may_plan:
        return []
    settings: WebSettings = request.app.state.settings
    targets = [one.name for one in settings.configuration.targets] if settings.configuration else []
    own = next((one for one in list_inventories(request) if one.name == inventory), None)
    return [name for name in targets if own is None or name in own.targets]


def require_case(request: Request) -> Case:
    """Find the check that an address names. Raises Refusal (404) for another visitor's."""
    case = read_case(request.state.visit, request.path_params["check"])
    if case is None:
        raise build_refusal(404)
    return case


def require_part(request: Request, case: Case, number: int) -> tuple[Result, Part]:
    """Find a part of a check by its number. Raises Refusal (404) where there is none."""
    result = read_result(case, request.state.visit.language)
    part = next((one for one in result.parts if one.number == number), None) if result else None
    if result is None or part is None:
        raise build_refusal(404)
    return result, part
