"""What really happened, change by change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from toolkit.model.message import Message


@dataclass(frozen=True, slots=True)
class Written:
    """The catalogue confirmed a write: the entry's id and its revision from now on."""

    id: str
    revision: str


@dataclass(frozen=True, slots=True)
class Refused:
    """The catalogue answered and refused; nothing was changed by this request."""

    reason: Message


@dataclass(frozen=True, slots=True)
class Unsure:
    """No answer came back, so that the request may or may not have been carried out."""

    reason: Message


Answered: TypeAlias = "Written | Refused | Unsure"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One line of a receipt: what was to be done for which dataset, and how it ended."""

    identifier: str
    action: str
    result: Literal["done", "failed"]
    id: str = ""
    name: str = ""
    reason: Message | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """All outcomes of one run."""

    run: str
    target: str
    outcomes: tuple[Outcome, ...]

    @property
    def failed(self) -> tuple[Outcome, ...]:
        """The outcomes that failed."""
        return tuple(outcome for outcome in self.outcomes if outcome.result == "failed")
