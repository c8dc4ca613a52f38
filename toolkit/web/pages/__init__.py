"""The pages that visitors see, and their addresses."""

from __future__ import annotations

from starlette.routing import Route

from toolkit.web.pages import check, columns, plan, progress, start

ROUTES = [
    Route("/", start.show_start),
    Route("/template.xlsx", start.give_template),
    Route("/check", check.receive, methods=["POST"]),
    Route("/jobs/{job}", progress.show_job),
    Route("/jobs/{job}/state", progress.show_state),
    Route("/jobs/{job}/cancel", progress.cancel_job, methods=["POST"]),
    Route("/checks/{check}", check.show_result),
    Route("/checks/{check}/files/{key}", check.give_file),
    Route("/checks/{check}/columns", columns.look, methods=["POST"]),
    Route("/checks/{check}/columns/{part:int}", columns.show_columns),
    Route("/checks/{check}/columns/{part:int}", columns.take_answers, methods=["POST"]),
    Route("/checks/{check}/plan", plan.start_plan, methods=["POST"]),
    Route("/plans/{plan}", plan.show_plan),
    Route("/plans/{plan}/decide", plan.decide, methods=["POST"]),
    Route("/plans/{plan}/confirm", plan.confirm),
    Route("/plans/{plan}/push", plan.push, methods=["POST"]),
    Route("/plans/{plan}/page.html", plan.give_page),
    Route("/receipts/{receipt}", plan.show_receipt),
    Route("/receipts/{receipt}/lines", plan.give_receipt),
]
"""In the order in which addresses are looked for."""
