"""A plan as a file: JSON that a later push reads back unchanged. It holds no secrets."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

from toolkit.model.message import say
from toolkit.model.plan import Plan
from toolkit.model.problem import Problem

if TYPE_CHECKING:
    from pydantic import TypeAdapter


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
    """Give the JSON Schema of plan files."""
    return _adapter().json_schema()
