"""The file in which a department keeps the findings that it accepts: YAML that a person can read and edit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from toolkit.checks.baseline import Acceptance, Identity
from toolkit.model.message import say
from toolkit.proposals.yamltext import write_scalar
from toolkit.reading.text import clean
from toolkit.reports.ink import Ink
from toolkit.reports.language import Translator
from toolkit.vocabularies.coreschema import uncollected
from toolkit.vocabularies.yamlfile import Node, ScalarNode, YamlFile

FORMAT = "bestand-baseline/1"
_REQUIRED = ("code", "inventory", "until")
_OPTIONAL = ("key", "column", "text", "times", "reason", "accepted_by")
_COMMENT = Ink(width=100)


def build_baseline_file(accepted: Iterable[Acceptance], translator: Translator) -> str:
    """Write a baseline, an entry for each acceptance, with a comment on top that says how to edit it."""
    told = (
        say("Findings that are accepted until a date (bestand check --baseline FILE). They do not count until then."),
        say("An accepted error still keeps its dataset from being published."),
        say("Add a reason to each entry, change its date, or delete it."),
    )
    lines = [_COMMENT.wrap(translator.render(one), "# ") for one in told]
    entries = [_write_entry(one) for one in accepted]
    return "\n".join([*lines, f"format: {FORMAT}", "accepted:" if entries else "accepted: []", *entries]) + "\n"


def _write_entry(one: Acceptance) -> str:
    """Write one acceptance; what is empty is left out, but for the reason, which somebody should give."""
    code, inventory, key, column, text = one.identity
    values = {"code": code, "inventory": inventory, "key": key, "column": column, "text": text}
    lines = [f"{name}: {write_scalar(value)}" for name, value in values.items() if value]
    lines += [f"times: {one.times}"] if one.times != 1 else []
    lines += [f"until: {one.until.isoformat()}", f"reason: {write_scalar(one.reason)}"]
    lines += [f"accepted_by: {write_scalar(one.accepted_by)}"] if one.accepted_by else []
    return "  - " + "\n    ".join(lines)


@uncollected()
def parse_baseline(text: str, source: str) -> tuple[Acceptance, ...]:
    """Read a baseline (YAML or JSON).

    Raises a Problem that names the line for a key that is unknown, missing or there twice, and for a date that is none.
    An empty file accepts nothing.
    """
    if all(line.lstrip().startswith("#") or not line.strip() for line in text.splitlines()):
        return ()
    return tuple(_File(source).read(text))


class _File:
    """One baseline while it is read."""

    def __init__(self, source: str) -> None:
        self.yaml = YamlFile(source)

    def read(self, text: str) -> Iterator[Acceptance]:
        top = self.yaml.parse(text)
        nodes = self.yaml.mapping(top, ("format", "accepted"))
        if self.yaml.text(nodes["format"]) != FORMAT:
            what = say("this is no baseline that this version of Bestand can read")
            raise self.yaml.fault(nodes["format"], what, say("Write “format: {format}”.", format=FORMAT))
        for entry in self.yaml.items(nodes["accepted"]):
            yield self._entry(entry)

    def _entry(self, node: Node) -> Acceptance:
        found = self.yaml.mapping(node, _REQUIRED, _OPTIONAL)
        texts = {name: self._text(found.get(name)) for name in ("key", "column", "text", "reason", "accepted_by")}
        identity = Identity(
            self.yaml.text(found["code"]),
            self.yaml.text(found["inventory"]),
            texts["key"],
            texts["column"],
            texts["text"],
        )
        until = self._date(found["until"])
        return Acceptance(identity, until, texts["reason"], texts["accepted_by"], self._times(found.get("times")))

    def _text(self, node: Node | None) -> str:
        """Read a text that may be left out or empty; numbers and dates are taken as they are written."""
        if node is None or str(node.tag).endswith(":null"):
            return ""
        return clean(str(node.value)) if isinstance(node, ScalarNode) else self.yaml.text(node)

    def _date(self, node: Node) -> dt.date:
        try:
            return dt.date.fromisoformat(str(node.value))
        except ValueError as error:
            raise self.yaml.fault(
                node, say("“{text}” is no date", text=str(node.value)), say("Write a day such as 2027-03-31.")
            ) from error

    def _times(self, node: Node | None) -> int:
        if node is None:
            return 1
        times = self.yaml.number(node)
        if times < 1 or times != int(times):
            what = say("“{text}” is no number of findings", text=str(node.value))
            raise self.yaml.fault(node, what, say("Write a whole number from 1, or leave the key out."))
        return int(times)
