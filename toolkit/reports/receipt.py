"""What a push really did, as JSON lines for machines and as text for people."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

from toolkit.model.message import say, say_many

if TYPE_CHECKING:
    from toolkit.model.receipt import Outcome, Receipt, Request
    from toolkit.reports.ink import Ink
    from toolkit.reports.language import Translator


def build_receipt_lines(receipt: Receipt, translator: Translator) -> str:
    """Write one JSON object a line: the run first, then each outcome."""
    head = {
        "format": "bestand-receipt/1",
        "run": receipt.run,
        "target": receipt.target,
        "done": len(receipt.outcomes) - len(receipt.failed),
        "failed": len(receipt.failed),
        "requests": _sum_up(receipt),
        "other_requests": [_request(request) for request in receipt.requests],
    }
    lines = [head, *(_outcome(outcome, translator) for outcome in receipt.outcomes)]
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)


def _sum_up(receipt: Receipt) -> dict[str, Any]:
    """Count all requests of a run, by what was asked for and by how they ended, and add up their milliseconds."""
    sent = [*receipt.requests, *(request for outcome in receipt.outcomes for request in outcome.requests)]
    return {
        "total": len(sent),
        "milliseconds": sum(request.took for request in sent),
        "actions": dict(sorted(Counter(request.action for request in sent).items())),
        "answers": dict(sorted(Counter(request.answer for request in sent).items())),
    }


def _request(request: Request) -> dict[str, Any]:
    """Give one request as data."""
    return {"action": request.action, "at": request.at, "took": request.took, "answer": request.answer}


def _outcome(outcome: Outcome, translator: Translator) -> dict[str, Any]:
    """Give one outcome as data."""
    return {
        "identifier": outcome.identifier,
        "action": outcome.action,
        "result": outcome.result,
        "id": outcome.id or None,
        "name": outcome.name or None,
        "reason": translator.render(outcome.reason) if outcome.reason else None,
        "requests": [_request(request) for request in outcome.requests],
    }


def build_receipt_text(receipt: Receipt, translator: Translator, ink: Ink) -> str:
    """Sum a run up and name what failed."""
    lines = []
    for outcome in receipt.failed:
        reason = translator.render(outcome.reason) if outcome.reason else ""
        lines.append(ink.wrap(f"{ink.paint('x', 'red')} {outcome.identifier}  {outcome.action}: {reason}", "", "    "))
    done = len(receipt.outcomes) - len(receipt.failed)
    lines.append(translator.render(say_many("{n} change written", "{n} changes written", done)))
    if receipt.failed:
        lines.append(ink.paint(translator.render(say_many("{n} failed", "{n} failed", len(receipt.failed))), "red"))
    lines.append(translator.render(say("run {run}", run=receipt.run)))
    return "\n".join(lines)
