"""The ledger's rows: how values become the texts of its tables, and values again. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import TypeAdapter

from toolkit.model.entry import Entry, Pushed
from toolkit.model.message import Message, say
from toolkit.model.receipt import Answered, Busy, Refused, Request, Unsure, Written
from toolkit.sync.intent import Intent
from toolkit.sync.pending import Pending
from toolkit.sync.record import RunRecord, StepRecord
from toolkit.sync.resume import Step

_ENTRY = TypeAdapter(Entry)
_MESSAGE = TypeAdapter(Message)
_REQUESTS = TypeAdapter(tuple[Request, ...])


def dump_entry(entry: Entry) -> str:
    """Write an entry as JSON."""
    return _ENTRY.dump_json(entry).decode("utf-8")


def parse_entry(text: str | None) -> Entry | None:
    """Read an entry from JSON."""
    return _ENTRY.validate_json(text) if text else None


def build_image(intent: Intent) -> dict[str, Any]:
    """Write down an intent with its before-image."""
    before = intent.before
    image = {"identifier": intent.identifier, "inventory": intent.inventory, "action": intent.action}
    image |= {"name": intent.entry.name, "intent": dump_entry(intent.entry), "sheet": dump_entry(intent.sheet)}
    if before is not None:
        raw = json.dumps(before.raw, ensure_ascii=False, default=str)
        image |= {"catalogue_id": before.id, "before": dump_entry(before.entry), "before_revision": before.revision}
        image |= {"before_raw": raw}
    return image | ({"base": dump_entry(intent.base)} if intent.base else {})


def build_settled(intent: Intent) -> dict[str, Any]:
    """Settle what an older open intent left behind, so that a refusal now does not bring the doubt back."""
    before = intent.before
    if before is None or intent.base is None or intent.action == "adopt":
        return {}
    seen = {"catalogue_id": before.id, "name": before.entry.name, "revision": before.revision}
    return seen | {"base": dump_entry(intent.base)}


def build_result(answered: Answered, requests: Iterable[Request]) -> dict[str, str]:
    """Write down an answer and the requests that it took."""
    sent = tuple(requests)
    told = {"requests": _REQUESTS.dump_json(sent).decode("utf-8")} if sent else {}
    match answered:
        case Written(id=id_, revision=revision, name=name):
            named = {"name": name} if name else {}
            return told | named | {"result": "done", "catalogue_id": id_, "revision": revision}
        case Refused(reason=reason) | Busy(reason=reason):
            return told | {"result": "refused", **_build_reason(reason)}
        case Unsure(reason=reason):
            return told | {"result": "unsure", **_build_reason(reason)}


def _build_reason(reason: Message) -> dict[str, str]:
    """Write a reason down in English, for whoever looks into the tables, and as what any language is made of."""
    return {"reason": str(reason), "message": _MESSAGE.dump_json(reason).decode("utf-8")}


def parse_step(row: Any) -> Step:
    """Read one write of an earlier run for going on with it; an unsure answer is none."""
    base, sheet = parse_entry(row["base"]), parse_entry(row["sheet"])
    ids = [{item.id for item in side.resources} if side else set() for side in (base, sheet)]
    return Step(
        row["identifier"],
        row["action"],
        row["revision"],
        row["before_revision"],
        parse_entry(row["intent"]),
        sheet,
        frozenset(ids[0] - ids[1]),
        row["catalogue_id"],
    )


def parse_pushed(row: Any) -> Pushed:
    """Read one row of ours, with its open intent (columns ``step_…``) if there is one."""
    own = (row["identifier"], row["inventory"])
    intent, sheet = parse_entry(row["step_intent"]), parse_entry(row["step_sheet"])
    if intent is None or sheet is None:
        base, revision = parse_entry(row["base"]), row["revision"]
        told = {"last_revision": revision, "notation": row["notation"]}
        return Pushed(*own, row["catalogue_id"], row["name"], base, **told)
    return Pending(
        *own,
        row["step_catalogue_id"] or row["catalogue_id"],
        row["step_name"],
        parse_entry(row["step_base"]),
        intent,
        sheet,
        parse_entry(row["step_before"]),
        row["step_before_revision"],
        last_revision=row["revision"],
        notation=row["run_notation"],
        action=row["step_action"],
    )


def parse_run(row: Any, counts: Mapping[tuple[str, str], int]) -> RunRecord:
    """Read one run."""
    own = (row["id"], row["target"], row["command"], row["started"], row["ended"] or "", row["state"])
    return RunRecord(*own, counts, json.loads(row["note"] or "{}"), row["pruned"] or "", row["notation"])


def parse_step_record(row: Any) -> StepRecord:
    """Read all that is known of one write."""
    return StepRecord(
        number=row["number"],
        run=row["run"],
        identifier=row["identifier"],
        inventory=row["inventory"],
        action=row["action"],
        catalogue_id=row["catalogue_id"],
        name=row["name"],
        intent=parse_entry(row["intent"]),
        sheet=parse_entry(row["sheet"]),
        base=parse_entry(row["base"]),
        before=parse_entry(row["before"]),
        raw=json.loads(row["before_raw"] or "{}"),
        before_revision=row["before_revision"],
        revision=row["revision"],
        result=row["result"] or "",
        reason=row["reason"],
        recorded=row["recorded"],
        ended=row["ended"] or "",
        message=_parse_reason(row),
        requests=_REQUESTS.validate_json(row["requests"]) if row["requests"] else (),
    )


def _parse_reason(row: Any) -> Message | None:
    """Read why a write failed; version 1 knew the English words only."""
    if row["message"]:
        return _MESSAGE.validate_json(row["message"])
    return say("{text}", text=row["reason"]) if row["reason"] else None
