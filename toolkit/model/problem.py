"""What stops a command: unusable input or broken machinery. Bad data is never one of these; it is a finding."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from toolkit.model.message import Message


class Problem(Exception):  # noqa: N818 (a person reads it as a problem, with its remedy)
    """Nothing could be done: one sentence says what is wrong, one says what to do next."""

    exit_code = 1

    def __init__(self, what: Message, remedy: Message) -> None:
        super().__init__(str(what))
        self.what = what
        self.remedy = remedy


class Damaged(Problem):
    """A file is there and is broken: cut off on its way, changed, or empty. Pushing takes it for a failed export."""


class Stopped(Problem):
    """A guard held a command back before it changed anything (design decision 8)."""

    exit_code = 4
