"""What is wrong with a mapping: each slip with its file and line, and all of them together."""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.model.message import Message, say, say_many
from toolkit.model.problem import Problem


class Complaint(Problem):
    """One thing that is wrong in a mapping; ``cause`` is the sentence without the file and the line before it."""

    def __init__(self, file: str, line: int, cause: Message, remedy: Message) -> None:
        super().__init__(say("{source}, line {line}: {what}", source=file, line=line, what=cause), remedy)
        self.file = file
        self.line = line
        self.cause = cause


class Refused(Problem):
    """A mapping that cannot be used. It speaks of the first thing that is wrong; ``complaints`` are all of them."""

    def __init__(self, complaints: Sequence[Complaint], name: str) -> None:
        first, *others = complaints
        super().__init__(first.what, _say_how_many_more(first.remedy, len(others), name) if others else first.remedy)
        self.complaints = tuple(complaints)


def _say_how_many_more(remedy: Message, n: int, name: str) -> Message:
    return say_many(
        "{remedy} ({n} more mistake in it: bestand mapping check {file})",
        "{remedy} ({n} more mistakes in it: bestand mapping check {file})",
        n,
        remedy=remedy,
        file=name,
    )
