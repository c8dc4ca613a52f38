"""The pages of a plan: what would happen, what has to be decided, the confirmation, and the receipt."""

from __future__ import annotations

import logging
from functools import partial
from pathlib import Path

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response

from toolkit.model.message import say
from toolkit.model.plan import Side
from toolkit.reports.planpage import build_plan_page
from toolkit.steps.configuration import InventorySettings, TargetSettings
from toolkit.web.address import link
from toolkit.web.form import read_form
from toolkit.web.jobs import Jobs
from toolkit.web.page import render, render_message
from toolkit.web.pages.attachment import attach
from toolkit.web.pages.case import Case, Part, find_folder, new_folder, read_case, read_json
from toolkit.web.pages.check import list_inventories, list_targets, require_case, require_part, start_job
from toolkit.web.pages.planning import (
    DONE,
    LINES,
    PLAN,
    RECEIPT,
    Delivery,
    Errand,
    Kept,
    make_plan,
    push_kept,
    read_kept,
)
from toolkit.web.pages.planview import PlanView, build_plan_view, count_writes
from toolkit.web.refusal import Refusal, build_refusal
from toolkit.web.settings import WebSettings

_PLANS, _RECEIPTS = "plans", "receipts"
_LOG = logging.getLogger("bestand.web")
_PAGE = say("Plan.html")
_RECEIPT_NAME = say("Receipt.jsonl")


async def start_plan(request: Request) -> Response:
    """Begin a plan for a part of a check."""
    _require_planner(request)
    case = require_case(request)
    form = await read_form(request)
    number = form.get("part", ["1"])[0]
    _, part = require_part(request, case, int(number) if number.isdecimal() else 0)
    errand = _build_errand(request, case, part, form.get("target", [""])[0], {})
    return start_job(request, "plan", partial(make_plan, errand))


async def show_plan(request: Request) -> Response:
    """Show a plan; who may push is led on."""
    kept = await _require_plan(request)
    view = await to_thread.run_sync(_build_view, kept, request.state.visit.language)
    return render(
        request, "plan.html.j2", kept=kept, view=view, can_push=request.state.visit.may_push and view.can_be_pushed
    )


async def decide(request: Request) -> Response:
    """Make a plan again with what somebody decided about fields that both sides changed."""
    _require_planner(request)
    kept = await _require_plan(request)
    form = await read_form(request)
    view = await to_thread.run_sync(_build_view, kept, request.state.visit.language)
    decisions: dict[tuple[str, str], Side] = dict(kept.decisions)
    for question in view.questions:
        match form.get(question.name, [""])[0]:
            case "sheet":
                decisions[question.identifier, question.field] = "sheet"
            case "catalogue":
                decisions[question.identifier, question.field] = "catalogue"
    case = read_case(request.state.visit, kept.check)
    if case is None:
        raise build_refusal(404)
    _, part = require_part(request, case, kept.part)
    return start_job(request, "plan", partial(make_plan, _build_errand(request, case, part, kept.target, decisions)))


async def confirm(request: Request) -> Response:
    """Say once more what will happen, before it does."""
    _require_pusher(request)
    kept = await _require_plan(request)
    view = await to_thread.run_sync(_build_view, kept, request.state.visit.language)
    if not view.can_be_pushed:
        return RedirectResponse(link(request, f"/plans/{kept.folder.name}"), 303)
    return render(request, "confirm.html.j2", kept=kept, view=view, writes=count_writes(kept.plan))


async def push(request: Request) -> Response:
    """Carry a plan out, once; a second click leads to the first one's job."""
    _require_pusher(request)
    kept = await _require_plan(request)
    visit, marker = request.state.visit, kept.folder / DONE
    jobs: Jobs = request.app.state.jobs
    if marker.is_file():
        job = jobs.find(visit, marker.read_text(encoding="utf-8"))
        if job is not None and job.state not in {"failed", "interrupted"}:
            return RedirectResponse(link(request, f"/jobs/{job.id}"), 303)
    target = _find_target(request, kept.target)
    delivery = Delivery(target, new_folder(visit, _RECEIPTS), _receipts_folder(request, target))
    work = partial(push_kept, kept, delivery, request.state.translator)
    job = jobs.start(visit, "push", work, together=True)
    marker.write_text(job.id, encoding="utf-8")
    who = visit.account.name if visit.account else "-"
    _LOG.info("%s pushes a plan to %s (fingerprint %s)", who, kept.target, kept.plan.fingerprint)
    return RedirectResponse(link(request, f"/jobs/{job.id}"), 303)


async def give_page(request: Request) -> Response:
    """Give the whole plan as one page to keep."""
    kept = await _require_plan(request)
    page = await to_thread.run_sync(build_plan_page, kept.plan, request.state.translator)
    name = render_message(request.state.visit.language, _PAGE)
    return Response(page, headers=attach(name, "text/html; charset=utf-8"))


async def show_receipt(request: Request) -> Response:
    """Show what was written, and what failed."""
    folder = _require_receipt(request)
    receipt = await to_thread.run_sync(read_json, folder / RECEIPT)
    return render(request, "receipt.html.j2", receipt=receipt, id=folder.name)


async def give_receipt(request: Request) -> Response:
    """Give the receipt's lines to keep."""
    folder = _require_receipt(request)
    name = render_message(request.state.visit.language, _RECEIPT_NAME)
    return FileResponse(folder / LINES, media_type="application/jsonl", filename=name)


def _build_errand(
    request: Request, case: Case, part: Part, target: str, decisions: dict[tuple[str, str], Side]
) -> Errand:
    """Say what a plan is made of. Raises Refusal where its columns were never looked at, or for another target."""
    lot = case.lots[part.lot]
    if not part.can_plan:
        raise Refusal(
            409,
            say("There is no plan yet, because nobody has looked at what the columns mean."),
            say("Go back to the result, press “See the columns” and answer the questions."),
        )
    if target not in list_targets(request, lot.inventory):
        raise build_refusal(404)
    return Errand(
        folder=new_folder(request.state.visit, _PLANS),
        files=case.list_paths(lot),
        mapping=lot.mapping,
        inventory=_find_inventory(request, lot.inventory),
        target=_find_target(request, target),
        decisions=decisions,
        title=part.title,
        part=part.number,
        check=case.id,
    )


def _find_inventory(request: Request, name: str) -> InventorySettings | None:
    return next((one for one in list_inventories(request) if one.name == name), None)


def _find_target(request: Request, name: str) -> TargetSettings:
    """Find a target of the configuration. Raises Refusal (404)."""
    settings: WebSettings = request.app.state.settings
    targets = settings.configuration.targets if settings.configuration else ()
    found = next((one for one in targets if one.name == name), None)
    if found is None:
        raise build_refusal(404)
    return found


def _receipts_folder(request: Request, target: TargetSettings) -> Path | None:
    """Choose where receipts stay; None leaves them beside the ledger, where that is a file."""
    settings: WebSettings = request.app.state.settings
    configuration = settings.configuration
    if configuration is None:
        return None
    if configuration.report.receipts is not None:
        return configuration.report.receipts
    in_database = "://" in (target.ledger or "") or target.ledger_env is not None
    return configuration.file.absolute().parent / "receipts" if in_database else None


async def _require_plan(request: Request) -> Kept:
    """Find the plan that an address names. Raises Refusal (404) for another visitor's."""
    folder = find_folder(request.state.visit, _PLANS, request.path_params["plan"])
    if folder is None or not (folder / PLAN).is_file():
        raise build_refusal(404)
    return await to_thread.run_sync(read_kept, folder)


def _require_receipt(request: Request) -> Path:
    folder = find_folder(request.state.visit, _RECEIPTS, request.path_params["receipt"])
    if folder is None or not (folder / RECEIPT).is_file():
        raise build_refusal(404)
    return folder


def _build_view(kept: Kept, language: str) -> PlanView:
    return build_plan_view(kept.plan, language)


def _require_planner(request: Request) -> None:
    """Raise Refusal (403) for who may not see plans."""
    if not request.state.visit.may_plan:
        raise Refusal(
            403,
            say("Plans are only shown to people who have logged in."),
            say("Log in, or ask your administrators for an account."),
        )


def _require_pusher(request: Request) -> None:
    """Raise Refusal (403) for who may not push."""
    if not request.state.visit.may_push:
        raise Refusal(
            403,
            say("Your account may check and look at plans, but not transfer anything into the catalogue."),
            say("Tell the people who look after the catalogue that your workbook is ready."),
        )
