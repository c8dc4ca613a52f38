"""A plan as a file: JSON that a later push reads back unchanged. It holds no secrets."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

from toolkit.model.message import say
from toolkit.model.plan import Plan
from toolkit.model.problem import Problem
from toolkit.reports.planschema import PROPERTIES

if TYPE_CHECKING:
    from pydantic import TypeAdapter

_DESCRIPTION = (
    "A plan that `bestand plan --out` has saved: what a push would do, dataset by dataset. It holds no secrets. "
    "Properties that a program does not know are to be passed over: new ones may come within one version of the format."
)


@cache
def _adapter() -> TypeAdapter[Plan]:
    """Prepare reading and writing once; pydantic is slow to import, so only who needs it pays."""
    from pydantic import TypeAdapter  # noqa: PLC0415 (start-up)

    return TypeAdapter(Plan)


def build_plan_file(plan: Plan) -> str:
    """Write a plan as JSON."""
    data = json.loads(_adapter().dump_json(plan))
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def parse_plan_file(text: str, source: str) -> Plan:
    """Read a plan back. Raises Problem when the text is no plan."""
    from pydantic import ValidationError  # noqa: PLC0415 (start-up)

    try:
        return _adapter().validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise Problem(
            say(
                "{source} is no plan of this version: {cause}",
                source=source,
                cause=f"{'.'.join(map(str, first['loc']))} {first['msg']}".strip(),
            ),
            say("Make a new one with: bestand plan … --out {source}", source=source),
        ) from error


def build_plan_schema() -> dict[str, Any]:
    """Give the JSON Schema of plan files, every property described."""
    schema = _adapter().json_schema()
    schema["description"] = _DESCRIPTION
    for name, part in (("Plan", schema), *schema["$defs"].items()):
        for key, described in part.get("properties", {}).items():
            text = PROPERTIES.get(name, {}).get(key)
            if text:
                described["description"] = text
    return schema
