"""The page of a job: how far it is, how it ended, and how to break it off."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from toolkit.model.message import Message, say
from toolkit.web.address import link
from toolkit.web.jobs import Job, Jobs
from toolkit.web.page import render
from toolkit.web.refusal import build_refusal

TITLES: Mapping[str, Message] = MappingProxyType(
    {
        "check": say("Your workbook is being checked"),
        "columns": say("The columns are being looked at"),
        "plan": say("The plan is being made"),
        "push": say("The datasets are being transferred"),
    }
)
"""What each kind of job is called on its page."""

_OVER: Mapping[str, Message] = MappingProxyType(
    {
        "failed": say("That did not work"),
        "interrupted": say("That was interrupted"),
    }
)


async def show_job(request: Request) -> Response:
    """Show how far a job is; one that is done leads on to what it made."""
    job = _find(request)
    if job.state == "done":
        return RedirectResponse(link(request, job.result), 303)
    return render(request, "progress.html.j2", job=job, title=_title(job), can_cancel=job.kind != "push")


async def show_state(request: Request) -> Response:
    """Give the piece of the page that changes; a job that is over lets the browser load a page."""
    job = _find(request)
    if job.is_over:
        target = job.result if job.state == "done" else f"/jobs/{job.id}"
        return Response(status_code=204, headers={"HX-Redirect": link(request, target)})
    return render(request, "state.html.j2", job=job)


async def cancel_job(request: Request) -> Response:
    """Break a job off. A push that has begun goes on."""
    job = _find(request)
    jobs: Jobs = request.app.state.jobs
    if jobs.cancel(request.state.visit, job.id) or job.is_over:
        return RedirectResponse(link(request, "/"), 303)
    return RedirectResponse(link(request, f"/jobs/{job.id}"), 303)


def _find(request: Request) -> Job:
    """Find the job that an address names; one of another visit is not there."""
    jobs: Jobs = request.app.state.jobs
    job = jobs.find(request.state.visit, request.path_params["job"])
    if job is None:
        raise build_refusal(404)
    return job


def _title(job: Job) -> Message:
    return _OVER.get(job.state) or TITLES.get(job.kind) or say("Please wait")
