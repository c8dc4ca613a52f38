"""What was exported, and what the file could not hold, as text and as data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from toolkit.mapping.fields import PREFIX
from toolkit.model.message import Message, say, say_many
from toolkit.reports.fieldwords import name_target

if TYPE_CHECKING:
    from toolkit.dcat.draft import Lost
    from toolkit.dcat.serial import Written
    from toolkit.dcat.version import Version
    from toolkit.reports.ink import Ink
    from toolkit.reports.language import Translator

_MOST = 20
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Export:
    """An export: its file (``-`` for standard output), what was written, and how many datasets were left out."""

    file: str
    version: Version
    written: Written
    left_out: int


def build_export_text(export: Export, translator: Translator, ink: Ink) -> str:
    """Say how many datasets the file lists and which values it lacks, one line each; many are counted by field."""
    lines = [ink.paint(translator.render(_say_total(export)), "bold")]
    if export.left_out:
        lines.append(translator.render(_say_left_out(export.left_out)))
    lost = export.written.lost
    if lost:
        head = say_many("{n} value has no place in the file:", "{n} values have no place in the file:", len(lost))
        lines.append(ink.paint(translator.render(head), "yellow"))
        lines += [ink.wrap(f"  {translator.render(one)}", "", "    ") for one in _list_lost(lost)]
    return "\n".join(lines)


def _say_total(export: Export) -> Message:
    """Say how many datasets were written where."""
    return say_many(
        "{n} dataset written to {file} (DCAT-AP.de {version})",
        "{n} datasets written to {file} (DCAT-AP.de {version})",
        export.written.datasets,
        file=say("standard output") if export.file == "-" else export.file,
        version=export.version,
    )


def _say_left_out(left_out: int) -> Message:
    """Say how many datasets are not in the file."""
    return say_many(
        "{n} dataset is left out: it is not released, or has errors. “bestand check” says why.",
        "{n} datasets are left out: they are not released, or have errors. “bestand check” says why.",
        left_out,
    )


def _list_lost(lost: Sequence[Lost]) -> list[Message]:
    """List what was lost, or count it by field where it is too much to read."""
    if len(lost) <= _MOST:
        return [
            say("{key}: {field} “{value}”", key=one.identifier, field=_name(one), value=_shorten(one.value))
            for one in lost
        ]
    counted = Counter(_name(one) for one in lost)
    return [say_many("{n} × {field}", "{n} × {field}", n, field=name) for name, n in counted.most_common()]


def _name(lost: Lost) -> Message:
    """Name a field in words, where it has any."""
    return name_target(f"{PREFIX}{lost.path}" if lost.distribution else lost.path)


def _shorten(text: str) -> str:
    """Cut a long value.

    >>> len(_shorten("x" * 100))
    61
    """
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"


def build_export_data(export: Export) -> dict[str, Any]:
    """Give the same as data."""
    lost = [
        {"identifier": one.identifier, "distribution": one.distribution, "field": one.path, "value": one.value}
        for one in export.written.lost
    ]
    return {
        "file": export.file,
        "version": export.version,
        "datasets": export.written.datasets,
        "left_out": export.left_out,
        "lost": lost,
    }
