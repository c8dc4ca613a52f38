"""What a row says that could not be read as meant."""

from __future__ import annotations

from dataclasses import dataclass

from toolkit.model.finding import Place
from toolkit.model.message import Message


@dataclass(frozen=True, slots=True)
class Fault:
    """Something in the sheet that could not be read as meant; the rule named by ``code`` turns it into a finding.

    ``expected`` says what would be understood, ``nearest`` are accepted values close to the text, ``detail`` is
    what the rule's sentence needs besides (a second cell, an accepted part of the value); ``field`` is what the
    cell's column fills.
    """

    code: str
    place: Place
    text: str = ""
    nearest: tuple[str, ...] = ()
    expected: Message | None = None
    detail: str | Message = ""
    field: str = ""
