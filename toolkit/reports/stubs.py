"""What nothing in a mapping matches, as YAML to paste into it, and as data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from typing_extensions import TypedDict

from toolkit.model.message import Message, quote, say, say_many
from toolkit.proposals.stubs import Role, Stub, StubGroup
from toolkit.proposals.yamltext import write_entry, write_scalar
from toolkit.reports.findings import CellData, build_cell_data
from toolkit.reports.language import Translator

_OPEN = "…"
"""What stands for a word that somebody must write."""

_MOST_NEAR = 3
_LONGEST_COMMENT = 160


def build_stubs_text(name: str, files: Sequence[str], groups: Sequence[StubGroup], translator: Translator) -> str:
    """Write YAML with a line for each text that nothing matches; what to know of it stands behind it as a comment.

    Without any such text it is empty.
    """
    if not groups:
        return ""
    writer = _Writer(translator)
    n = sum(len(group.stubs) for group in groups)
    head = say_many(
        "{files}: {n} value that the mapping “{mapping}” does not match",
        "{files}: {n} values that the mapping “{mapping}” does not match",
        n,
        files=", ".join(files),
        mapping=name,
    )
    return "\n".join([writer.comment(0, head), *writer.write_how_to(groups), *writer.write_all(groups)])


class _Writer:
    """Writes stubs for one reader."""

    def __init__(self, translator: Translator) -> None:
        self.translator = translator

    def comment(self, indent: int, message: Message) -> str:
        """Write a comment of one line, whatever the message holds."""
        text = " ".join(self.translator.render(message).split())
        cut = text if len(text) <= _LONGEST_COMMENT else f"{text[:_LONGEST_COMMENT]} …"
        return f"{' ' * indent}# {cut}"

    def write_how_to(self, groups: Sequence[StubGroup]) -> Iterator[str]:
        """Say what to write in the places that are left open."""
        keys = {group.key for group in groups}
        yield self.comment(0, say("Put these lines under the same keys of the mapping; write for each …"))
        if keys & {"lookup", "lookups"}:
            yield self.comment(0, say("– in a look-up: what the word stands for, or null to leave it out"))
        if "answers" in keys:
            yield self.comment(0, say("– in answers: public, staff, nobody, yes, no, restricted or unknown"))
        if "columns" in keys:
            yield self.comment(
                0, say("– behind a heading: a field, or why it is ignored, such as {example}", example=_WHY)
            )

    def write_all(self, groups: Sequence[StubGroup]) -> Iterator[str]:
        """Write all groups under the keys of their tables."""
        roles: tuple[Role, ...] = ("datasets", "distributions")
        for role in roles:
            own = [group for group in groups if group.role == role]
            if own:
                yield write_entry(0, role)
                yield write_entry(2, "columns")
            for group in own:
                yield from self._write_group(group)
        shared = [group for group in groups if group.key == "lookups"]
        if shared:
            yield write_entry(0, "lookups")
        for group in shared:
            yield write_entry(2, group.target)
            yield from self._write_stubs(group.stubs, 4)

    def _write_group(self, group: StubGroup) -> Iterator[str]:
        """Write one column's words, or all headings that nobody mapped."""
        if group.key == "columns":
            yield self.comment(4, say("not in the mapping"))
            for stub in group.stubs:
                yield write_entry(4, stub.text, _OPEN)
            return
        meaning = "field" if group.key == "lookup" else "release"
        yield write_entry(4, group.name)
        yield write_entry(6, meaning, write_scalar(group.target))
        yield write_entry(6, group.key)
        yield from self._write_stubs(group.stubs, 8)

    def _write_stubs(self, stubs: Sequence[Stub], indent: int) -> Iterator[str]:
        """Write a line for each word."""
        for stub in stubs:
            yield write_entry(indent, stub.text, _OPEN, self.comment(0, _describe(stub)))


_WHY = say("{{ignore: internal remarks}}")


def _describe(stub: Stub) -> Message:
    """Say how often a word stands in the sheet, where first, and what comes near."""
    where = say("{n}× {cell}", n=stub.count, cell=stub.cell.address if stub.cell else "")
    if not stub.nearest:
        return where
    near = quote(stub.nearest[0])
    for text in stub.nearest[1:_MOST_NEAR]:
        near = say("{names}, {name}", names=near, name=quote(text))
    return say("{where}; near: {nearest}", where=where, nearest=near)


class StubData(TypedDict):
    """A text that nothing matches."""

    text: str
    count: int
    cell: CellData | None
    nearest: list[str]


class StubGroupData(TypedDict):
    """Texts that stand under one key of a mapping."""

    table: str | None
    key: str
    column: str | None
    target: str | None
    values: list[StubData]


class StubsData(TypedDict):
    """All that nothing matches in the workbooks of one inventory; ``yaml`` is the same to paste."""

    format: str
    mapping: str
    files: list[str]
    groups: list[StubGroupData]
    yaml: str


def build_stubs_data(name: str, files: Sequence[str], groups: Sequence[StubGroup], translator: Translator) -> StubsData:
    """Give what nothing matches as data."""
    return {
        "format": "bestand-stubs/1",
        "mapping": name,
        "files": list(files),
        "groups": build_groups_data(groups),
        "yaml": build_stubs_text(name, files, groups, translator),
    }


def build_groups_data(groups: Sequence[StubGroup]) -> list[StubGroupData]:
    """Give groups as data."""
    return [
        {
            "table": group.role or None,
            "key": group.key,
            "column": group.name or None,
            "target": group.target or None,
            "values": [
                {
                    "text": stub.text,
                    "count": stub.count,
                    "cell": build_cell_data(stub.cell),
                    "nearest": list(stub.nearest),
                }
                for stub in group.stubs
            ],
        }
        for group in groups
    ]
