"""What a pull gave, for people and for machines: the workbooks, what they cannot say, and what to do next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from toolkit.mapping.fields import PREFIX
from toolkit.model.message import Message, quote, say, say_many
from toolkit.reports.fieldwords import name_target
from toolkit.reports.ink import Ink
from toolkit.reports.language import Translator
from toolkit.template.rows import Unsaid

_MOST = 12
"""How many values are shown one by one."""
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class PulledWorkbook:
    """One workbook that was written.

    ``ours`` are datasets that the ledger knows, ``public`` those that everybody sees. ``unsaid`` are values that no
    cell can say, ``untold`` the fields of CKAN that the profile does not know, each with how often it is filled.
    """

    file: str
    inventory: str
    datasets: int
    distributions: int
    ours: int
    public: int
    unsaid: tuple[Unsaid, ...]
    untold: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Pulled:
    """What a pull gave.

    ``others`` counts the datasets of inventories that nobody asked for, ``drafts`` those that are not finished in CKAN.
    """

    site: str
    profile: str
    workbooks: tuple[PulledWorkbook, ...]
    others: Mapping[str, int] = field(default_factory=dict)
    drafts: int = 0
    is_anonymous: bool = False
    warnings: tuple[Message, ...] = ()


def build_pull_text(pulled: Pulled, translator: Translator, ink: Ink) -> str:
    """Say what was written, what no workbook can say and stays in CKAN, and what to do next."""
    lines: list[str] = []
    for message, style, indent in _list_lines(pulled):
        text = translator.render(message)
        lines.append(ink.paint(text, style) if style else ink.wrap(indent + text, "", indent + "  "))
    return "\n".join(lines)


def _list_lines(pulled: Pulled) -> Iterator[tuple[Message, str, str]]:
    """Give the sentences with their style and indent."""
    for one in pulled.workbooks:
        yield from _list_of_workbook(one)
    for name, n in pulled.others.items():
        text = say_many(
            "{n} dataset of the inventory “{name}” was left out",
            "{n} datasets of the inventory “{name}” were left out",
            n,
            name=name,
        )
        yield text, "", ""
    if pulled.drafts:
        text = say_many(
            "{n} dataset was left out: nobody has finished it in CKAN (draft)",
            "{n} datasets were left out: nobody has finished them in CKAN (drafts)",
            pulled.drafts,
        )
        yield text, "", ""
    if pulled.is_anonymous:
        yield say("read without a token: private datasets are missing (--token-file)"), "", ""
    yield from ((say("warning: {text}", text=one), "", "") for one in pulled.warnings)
    yield say("next:"), "bold", ""
    for one in pulled.workbooks:
        yield from ((step, "", "  ") for step in _list_next(one, pulled.site))


def _list_of_workbook(one: PulledWorkbook) -> Iterator[tuple[Message, str, str]]:
    """Tell of one workbook."""
    datasets = say_many("{n} dataset", "{n} datasets", one.datasets)
    links = say_many("{n} link or file", "{n} links and files", one.distributions)
    yield say("{file}: {datasets}, {links}", file=one.file, datasets=datasets, links=links), "bold", ""
    if one.public:
        text = say_many(
            "{n} dataset is public and stays so: “public”, and “no” to personal data, which nobody has checked anew",
            "{n} datasets are public and stay so: “public”, and “no” to personal data, which nobody has checked anew",
            one.public,
        )
        yield text, "", "  "
    if one.datasets > one.public:
        text = say_many(
            "{n} dataset is private and comes as “staff only”; Bestand leaves it as it is until somebody answers "
            "whether it holds personal data",
            "{n} datasets are private and come as “staff only”; Bestand leaves them as they are until somebody answers "
            "whether they hold personal data",
            one.datasets - one.public,
        )
        yield text, "", "  "
    if one.unsaid:
        head = say_many(
            "{n} value cannot stand in a cell and stays in CKAN:",
            "{n} values cannot stand in a cell and stay in CKAN:",
            len(one.unsaid),
        )
        yield head, "yellow", ""
        yield from ((text, "", "  ") for text in _list_unsaid(one.unsaid))
    if one.untold:
        head = say("fields of CKAN that the profile does not know; they stay there, untouched:")
        yield head, "yellow", ""
        for name, n in one.untold:
            yield say_many("{n} × {field}", "{n} × {field}", n, field=name), "", "  "


def _list_unsaid(unsaid: Sequence[Unsaid]) -> Iterator[Message]:
    """List what cannot be said, or count it by field where it is too much to read."""
    if len(unsaid) <= _MOST:
        for one in unsaid:
            key, value = one.key, quote(_shorten(one.value))
            yield say("{key}, {field} {value}: {reason}", key=key, field=_name(one), value=value, reason=one.reason)
        return
    counted = Counter((_name(one), one.reason) for one in unsaid)
    for (name, reason), n in counted.most_common():
        yield say_many("{n} × {field}: {reason}", "{n} × {field}: {reason}", n, field=name, reason=reason)


def _name(one: Unsaid) -> Message:
    """Name a field in words."""
    return name_target(f"{PREFIX}{one.path}" if one.part else one.path)


def _shorten(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]} …"


def _list_next(one: PulledWorkbook, site: str) -> Iterator[Message]:
    """Say which commands come next."""
    file = f'"{one.file}"' if " " in one.file else one.file
    yield say("see what is missing: bestand check {file}", file=file)
    if one.ours < one.datasets:
        yield say(
            "take the datasets over that were entered by hand: bestand adopt {file} --to {site} --keep",
            file=file,
            site=site,
        )
    yield say("from then on: bestand push {file} --to {site}", file=file, site=site)


def build_pull_data(pulled: Pulled) -> dict[str, Any]:
    """Give the same as data."""
    return {
        "site": pulled.site,
        "profile": pulled.profile,
        "anonymous": pulled.is_anonymous,
        "drafts": pulled.drafts,
        "others": dict(pulled.others),
        "workbooks": [_give_workbook(one) for one in pulled.workbooks],
    }


def _give_workbook(one: PulledWorkbook) -> dict[str, Any]:
    return {
        "file": one.file,
        "inventory": one.inventory,
        "datasets": one.datasets,
        "distributions": one.distributions,
        "ours": one.ours,
        "public": one.public,
        "unsaid": [
            {
                "key": item.key,
                "distribution": item.part,
                "field": item.path,
                "value": item.value,
                "reason": str(item.reason),
            }
            for item in one.unsaid
        ],
        "untold": dict(one.untold),
    }
