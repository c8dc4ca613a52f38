"""How a sync went, for Prometheus: the text format that node_exporter's textfile collector reads.

The format is "Prometheus text exposition format 0.0.4"; all metrics are gauges, since each file tells of one run only.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import TypeAlias

from toolkit.sync.summary import KINDS, STATES, Part, SyncSummary, TargetSummary

Labels: TypeAlias = "tuple[tuple[str, str], ...]"
Sample: TypeAlias = "tuple[Labels, float]"

_PREFIX = "bestand_sync"


def build_sync_metrics(summary: SyncSummary) -> str:
    """Write a summary as metrics; the help texts are English, as monitoring is."""
    return "".join(_write(name, text, samples) for name, text, samples in _list_metrics(summary))


def _list_metrics(summary: SyncSummary) -> Iterator[tuple[str, str, Iterable[Sample]]]:
    """List every metric with its meaning and its values."""
    targets = summary.targets
    ended = dt.datetime.fromisoformat(summary.ended).timestamp()
    yield "last_run_timestamp_seconds", "When the last sync ended, in Unix time.", [((), ended)]
    yield "duration_seconds", "How long the last sync took.", [((), summary.seconds)]
    yield "exit_code", "What the last sync ended with: 0 is good.", [((), summary.exit_code)]
    up = [(_of(target), float(target.trouble is None)) for target in targets]
    yield "target_up", "1 where the target could be reached and written to.", up
    yield "requests", "Requests that the last sync sent.", [(_of(target), target.requests) for target in targets]
    well = [(_of(target, part), float(part.is_well)) for target, part in _pairs(targets)]
    yield "success", "1 where the last sync of the inventory went well.", well
    yield (
        "stopped",
        "1 where a guard stopped the inventory.",
        [(_of(target, part), float(part.state == "stopped")) for target, part in _pairs(targets)],
    )
    yield (
        "datasets",
        "Datasets of the workbook by who may see them.",
        [
            ((*_of(target, part), ("state", state)), part.work.datasets.get(state, 0))
            for target, part in _pairs(targets)
            if part.work
            for state in STATES
        ],
    )
    yield (
        "changes",
        "Datasets by what the last plan said of them.",
        [
            ((*_of(target, part), ("kind", kind)), part.work.kinds[kind])
            for target, part in _pairs(targets)
            if part.work
            for kind in KINDS
        ],
    )
    known = [(_of(target, part), part.work) for target, part in _pairs(targets) if part.work]
    yield "failed", "Writes that failed.", [(labels, len(work.failed)) for labels, work in known]
    yield (
        "conflicts",
        "Datasets that wait for a decision.",
        [(labels, work.kinds["conflict"]) for labels, work in known],
    )
    yield "kept_fields", "Fields that people edited in the catalogue.", [(labels, work.kept) for labels, work in known]


def _pairs(targets: Iterable[TargetSummary]) -> Iterator[tuple[TargetSummary, Part]]:
    """Give every inventory of every target."""
    return ((target, part) for target in targets for part in target.parts)


def _of(target: TargetSummary, part: Part | None = None) -> Labels:
    """Name target and inventory."""
    own = (("target", target.name),)
    return (*own, ("inventory", part.inventory)) if part else own


def _write(name: str, text: str, samples: Iterable[Sample]) -> str:
    """Write one metric with its help and type; one without values is left out."""
    lines = [f"{_PREFIX}_{name}{_write_labels(labels)} {_write_value(value)}\n" for labels, value in samples]
    if not lines:
        return ""
    return "".join([f"# HELP {_PREFIX}_{name} {text}\n", f"# TYPE {_PREFIX}_{name} gauge\n", *lines])


def _write_labels(labels: Labels) -> str:
    r"""Write labels; backslashes, quotation marks and line breaks are escaped.

    >>> _write_labels((("target", 'a"b\\c\nd'),))
    '{target="a\\"b\\\\c\\nd"}'
    """
    if not labels:
        return ""
    return "{" + ",".join(f'{key}="{_escape(value)}"' for key, value in labels) + "}"


def _escape(value: str) -> str:
    return value.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")


def _write_value(value: float) -> str:
    """Write a number without needless decimals.

    >>> _write_value(1.0), _write_value(12.5), _write_value(1740794400.0)
    ('1', '12.5', '1740794400')
    """
    return str(int(value)) if value == int(value) else repr(float(value))
