"""Writes the workbook template: the complete one, or one of an office's mapping."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from toolkit.mapping.spec import InventoryMapping
from toolkit.model.message import Message, say
from toolkit.model.problem import Problem
from toolkit.steps.mapping import read_named_mapping
from toolkit.template.design import build_layout
from toolkit.template.layout import Layout
from toolkit.template.workbook import write_template

_SUFFIX = ".xlsx"
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,60}")


@dataclass(frozen=True, slots=True)
class TemplateRequest:
    """What somebody asks for; what is empty comes from the mapping."""

    language: str
    mapping: str | None = None
    inventory: str = ""
    title: str = ""
    every_question: bool = False


@dataclass(frozen=True, slots=True)
class Written:
    """The template that was written, and what is to be known of it."""

    out: Path
    layout: Layout
    remarks: tuple[Message, ...] = ()


def make_template(request: TemplateRequest, out: Path, *, replace: bool = False) -> Written:
    """Write a template. Raises Problem for a mapping or a name that cannot be used, and where ``out`` is there."""
    _require_name(request.inventory)
    _require_out(out, replace=replace)
    mapping = read_named_mapping(out, request.mapping)[0] if request.mapping else None
    layout = build_layout(
        mapping,
        request.language,
        inventory=request.inventory,
        title=request.title,
        every_question=request.every_question,
    )
    write_template(layout, out)
    return Written(out, layout, tuple(_list_remarks(mapping, request)))


def _require_name(inventory: str) -> None:
    """Raise Problem for a prefix of identifiers that a mapping would not take."""
    if inventory and not _NAME.fullmatch(inventory):
        raise Problem(
            say("“{name}” is no name of an inventory", name=inventory),
            say("Write small letters a–z, digits and hyphens, at most 61, such as gruenes-amt."),
        )


def _require_out(out: Path, *, replace: bool) -> None:
    """Raise Problem where the file would not be read as a workbook, or would take the place of another."""
    if out.suffix.casefold() != _SUFFIX:
        raise Problem(
            say("a template is an Excel workbook; {name} does not end with .xlsx", name=out.name),
            say("Name it {name}.", name=out.with_suffix(_SUFFIX).name),
        )
    if out.exists() and not replace:
        raise Problem(
            say("{path} is there already", path=str(out)),
            say("Name another file, or add --replace if nobody has filled it in."),
        )


def _list_remarks(mapping: InventoryMapping | None, request: TemplateRequest) -> list[Message]:
    """Say what the template cannot hold of the mapping, and what is better said at once."""
    remarks: list[Message] = []
    if mapping is None and not request.inventory:
        remarks.append(
            say("The template has no name of its own yet. Give each office one with --inventory; it begins all ids.")
        )
    if mapping and mapping.gate not in ("", "standard", "strict"):
        remarks.append(
            say(
                "Your own rules of release ({file}) cannot travel in a workbook; the template carries the strict ones. "
                "Read filled-in templates with --mapping, and yours hold.",
                file=mapping.gate,
            )
        )
    if mapping and mapping.organization_table:
        remarks.append(say("The table of organisations stays behind; name them under “organizations:” in the mapping."))
    return remarks
