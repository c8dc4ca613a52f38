"""What a validation found, as text for people and as data for machines (docs/validate.schema.json)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Literal

from typing_extensions import TypedDict

from toolkit.dcat.obligation import AGENTS
from toolkit.dcat.validation import Origin, Proven, Remark, State, Validation
from toolkit.dcat.version import Version
from toolkit.model.finding import Severity
from toolkit.model.message import Message, quote, say, say_many
from toolkit.reports.fieldwords import name_target
from toolkit.reports.findings import NAMES, STYLES, CellData, build_cell_data, say_nearest, write_cells
from toolkit.reports.ink import Ink
from toolkit.reports.language import Translator

FORMAT: Literal["bestand-validate/1"] = "bestand-validate/1"

_MOST_NAMED = 5
_STATES: dict[State, Message] = {
    "staff": say("for staff only"),
    "held": say("held back by errors"),
    "closed": say("not released"),
}
_PARTS = {
    **{role: f"{role}.name" for role in AGENTS},
    "contact": "contact.name",
    "series": "series.title",
    "service": "service.title",
}
"""The field whose words stand for a part as a whole."""


def build_validations_text(validations: Iterable[Validation], translator: Translator, ink: Ink) -> str:
    """Write validations one below the other."""
    return "\n\n\n".join(build_validation_text(one, translator, ink) for one in validations)


def build_validation_text(validation: Validation, translator: Translator, ink: Ink) -> str:
    """Write one validation: what counts, heaviest first; then what is not published, what is known, and the sums."""
    counting = [one for one in validation.remarks if one.counts]
    unpublished = [one for one in validation.remarks if one.known is None and not one.counts]
    known = [one for one in validation.remarks if one.known is not None]
    blocks = [_write_head(validation, translator, ink)]
    blocks += [_write_group(group, translator, ink) for group in group_remarks(counting)]
    for remarks, heading in (
        (unpublished, say("Of datasets that are not published, which does not count:")),
        (known, say("Known results, which are no fault of the data and do not count:")),
    ):
        if remarks:
            blocks.append(ink.paint(ink.wrap(translator.render(heading)), "bold"))
            blocks += [_write_group(group, translator, ink) for group in group_remarks(remarks)]
    return "\n\n".join([*blocks, _write_totals(validation, translator, ink)])


def group_remarks(remarks: Iterable[Remark]) -> list[tuple[Remark, ...]]:
    """Put remarks together that say the same of several datasets, the heaviest and most frequent first."""
    groups: dict[tuple[object, ...], list[Remark]] = {}
    for one in remarks:
        same = (one.code, one.severity, one.message, one.curie, one.path, bool(one.distribution), one.state, one.known)
        groups.setdefault(same, []).append(one)
    weights = list(Severity)
    ordered = sorted(groups.values(), key=lambda group: (weights.index(group[0].severity), -len(group)))
    return [tuple(group) for group in ordered]


def _write_head(validation: Validation, translator: Translator, ink: Ink) -> str:
    """Write what was validated, and against what."""
    asked = (
        say_many("shapes from {n} file", "shapes from {n} files", len(validation.shapes))
        if validation.shapes
        else say("without shapes (--shapes)")
    )
    head = say("held against DCAT-AP.de {version}: Bestand’s own rules, {shapes}", version=validation.version,
               shapes=asked)  # fmt: skip
    return ink.wrap(f"{ink.paint(validation.source, 'bold')}  {translator.render(head)}", "", "  ")


def _write_group(group: tuple[Remark, ...], translator: Translator, ink: Ink) -> str:
    """Write remarks that say the same: what, where first, what to do, where else."""
    first = group[0]
    name = ink.paint(f"{translator.render(NAMES[first.severity])}[{first.code}]", STYLES[first.severity])
    lines = [ink.wrap(f"{name}: {translator.render(_say_what(first))}", "", "  ")]
    where = _write_place(first, translator)
    if where:
        lines.append(ink.wrap(f"--> {where}", "  ", "      "))
    lines += [ink.wrap(f"=  {translator.render(hint)}", "   ", "      ") for hint in _hints(group)]
    return "\n".join(lines)


def _say_what(one: Remark) -> Message:
    """Name the field before what is said of it; a shape names the property itself."""
    if one.origin == "shapes" or not one.path:
        return one.message
    return say("{field} ({property}): {what}", field=name_field(one), property=one.curie or "–", what=one.message)


def name_field(one: Remark) -> Message:
    """Name the field that a remark is about."""
    if one.path == "distributions":
        return say("distributions")
    path = _PARTS.get(one.path, one.path)
    return name_target(path, "distributions" if one.distribution else "datasets")


def _write_place(one: Remark, translator: Translator) -> str:
    """Write where a remark belongs: cell, dataset, column, distribution."""
    parts = [str(one.cell)] if one.cell else []
    key = one.dataset.partition(":")[2] if one.cell else one.dataset
    if one.title:
        parts.append(translator.render(say("{key} “{title}”", key=key, title=one.title)))
    elif key:
        parts.append(key)
    elif not parts:
        parts.append(translator.render(say("the catalogue")))
    if one.heading:
        parts.append(translator.render(say("column “{heading}”", heading=one.heading)))
    if one.distribution:
        parts.append(translator.render(say("distribution {key}", key=one.distribution)))
    return "   ".join(parts)


def _hints(group: tuple[Remark, ...]) -> Iterator[Message]:
    """Give the lines under a remark."""
    first = group[0]
    if first.value and first.origin == "shapes":
        yield say("there stands: {value}", value=quote(first.value))
    if first.nearest:
        yield say_nearest(first.nearest)
    if first.remedy:
        yield first.remedy
    if first.known:
        yield first.known
    if first.state in _STATES:
        yield _STATES[first.state]
    if first.source:
        yield say("source: {source}", source=first.source)
    yield from _say_others(group)


def _say_others(group: tuple[Remark, ...]) -> Iterator[Message]:
    """Say how many more datasets or distributions have the same, and where."""
    first, others = group[0], group[1:]
    if not others:
        return
    cells = list(dict.fromkeys(one.cell for one in others if one.cell and one.cell != first.cell))
    names = list(dict.fromkeys(one.dataset for one in others if one.dataset and one.dataset != first.dataset))
    where = write_cells(cells, first.cell) if cells and first.cell else ", ".join(names[:_MOST_NAMED])
    if not cells and len(names) > _MOST_NAMED:
        where += " …"
    if where:
        yield say_many("the same {n} more time: {places}", "the same {n} more times: {places}", len(others),
                       places=where)  # fmt: skip
    else:
        yield say_many("the same {n} more time", "the same {n} more times", len(others))


def _write_totals(validation: Validation, translator: Translator, ink: Ink) -> str:
    """Sum a validation up."""
    released = [one for one in validation.datasets if one.state == "released"]
    conforming = sum(one.conforms for one in released)
    known = sum(one.known is not None for one in validation.remarks)
    lines: list[Message] = [
        say("  follow DCAT-AP.de {version}: {n}", version=validation.version, n=conforming),
        say("  do not: {n}", n=len(released) - conforming),
        say(
            "errors: {errors}   warnings: {warnings}   notes: {notes}   known: {known}",
            errors=validation.count(Severity.ERROR),
            warnings=validation.count(Severity.WARNING),
            notes=validation.count(Severity.NOTE),
            known=known,
        ),
    ]
    if validation.left_out:
        lines.append(
            say_many(
                "{n} dataset is not published and was not looked at (--all).",
                "{n} datasets are not published and were not looked at (--all).",
                validation.left_out,
            )
        )
    head = say_many("{n} published dataset in {file}", "{n} published datasets in {file}", len(released),
                    file=validation.source)  # fmt: skip
    return "\n".join([ink.paint(translator.render(head), "bold"), *map(translator.render, lines)])


class ValidateCountsData(TypedDict):
    """How many datasets there are, how many of the published ones conform, and how many remarks count or are known."""

    datasets: int
    published: int
    conforming: int
    left_out: int
    errors: int
    warnings: int
    notes: int
    known: int


class ProvenData(TypedDict):
    """One dataset; only a ``released`` one counts."""

    identifier: str
    title: str
    state: State
    conforms: bool


class RemarkData(TypedDict):
    """One remark; ``known`` says why it does not count, ``source`` is a convention, a law or a shape's IRI."""

    code: str
    severity: Literal["error", "warning", "note"]
    origin: Origin
    message: str
    remedy: str | None
    dataset: str | None
    title: str | None
    distribution: str | None
    path: str | None
    property: str | None
    value: str | None
    nearest: list[str]
    cell: CellData | None
    column: str | None
    source: str | None
    known: str | None
    state: State
    counts: bool


class ValidationData(TypedDict):
    """One source after a validation; ``shapes`` are the files that were used."""

    format: Literal["bestand-validate/1"]
    source: str
    version: Version
    shapes: list[str]
    counts: ValidateCountsData
    datasets: list[ProvenData]
    remarks: list[RemarkData]


def build_validation_schema() -> dict[str, Any]:
    """Give the JSON Schema of ``bestand validate --json``."""
    from pydantic import TypeAdapter  # noqa: PLC0415 (start-up)

    return TypeAdapter(list[ValidationData]).json_schema()


def build_validations_data(validations: Iterable[Validation], translator: Translator) -> list[ValidationData]:
    """Give validations as data."""
    return [_build_validation(one, translator) for one in validations]


def _build_validation(validation: Validation, translator: Translator) -> ValidationData:
    released = [one for one in validation.datasets if one.state == "released"]
    return {
        "format": FORMAT,
        "source": validation.source,
        "version": validation.version,
        "shapes": list(validation.shapes),
        "counts": {
            "datasets": len(validation.datasets),
            "published": len(released),
            "conforming": sum(one.conforms for one in released),
            "left_out": validation.left_out,
            "errors": validation.count(Severity.ERROR),
            "warnings": validation.count(Severity.WARNING),
            "notes": validation.count(Severity.NOTE),
            "known": sum(one.known is not None for one in validation.remarks),
        },
        "datasets": [_build_proven(one) for one in validation.datasets],
        "remarks": [_build_remark(one, translator) for one in validation.remarks],
    }


def _build_proven(one: Proven) -> ProvenData:
    return {"identifier": one.identifier, "title": one.title, "state": one.state, "conforms": one.conforms}


def _build_remark(one: Remark, translator: Translator) -> RemarkData:
    return {
        "code": one.code,
        "severity": one.severity.value,
        "origin": one.origin,
        "message": translator.render(one.message),
        "remedy": translator.render(one.remedy) if one.remedy else None,
        "dataset": one.dataset or None,
        "title": one.title or None,
        "distribution": one.distribution or None,
        "path": one.path or None,
        "property": one.curie or None,
        "value": one.value or None,
        "nearest": list(one.nearest),
        "cell": build_cell_data(one.cell),
        "column": one.heading or None,
        "source": one.source or None,
        "known": translator.render(one.known) if one.known else None,
        "state": one.state,
        "counts": one.counts,
    }
