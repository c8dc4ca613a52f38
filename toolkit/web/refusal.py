"""What a visitor asked for and does not get: a status, a sentence on why, and one on what to do next."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from toolkit.model.message import Message, MessageValue, say
from toolkit.model.problem import Problem

NO_HEADERS: Mapping[str, str] = MappingProxyType({})


class Refusal(Problem):
    """A request that is refused; it is answered with a page of this status (RFC 9110, section 15)."""

    def __init__(self, status: int, what: Message, remedy: Message, headers: Mapping[str, str] = NO_HEADERS) -> None:
        super().__init__(what, remedy)
        self.status = status
        self.headers = headers


def hide_folder(message: Message, folder: Path) -> Message:
    """Leave out where on the server a file lies, as sentences of the commands say it; its name stays.

    >>> str(hide_folder(say("{path} is empty", path="/srv/data/visits/0a/uploads/1b/Amt 61.xlsx"), Path("/srv/data")))
    'Amt 61.xlsx is empty'
    """
    inside = re.compile(re.escape(str(folder)) + r"(?:[/\\]visits[/\\][0-9a-f]+)?(?:[/\\]uploads[/\\][0-9a-f]+)?[/\\]?")

    def hide(value: MessageValue) -> MessageValue:
        match value:
            case Message():
                return hide_folder(value, folder)
            case str():
                return inside.sub("", value)
            case _:
                return value

    return replace(message, values=tuple((key, hide(value)) for key, value in message.values))


def build_refusal(status: int) -> Refusal:
    """Say in plain words what a status means that a page ends with by itself.

    >>> build_refusal(404).status, str(build_refusal(404).what)
    (404, 'This page does not exist.')
    """
    what, remedy = _WORDS.get(status, _WORDS[500] if status >= 500 else _WORDS[400])
    return Refusal(status, what, remedy)


_WORDS: Mapping[int, tuple[Message, Message]] = MappingProxyType(
    {
        400: (
            say("The request cannot be understood."),
            say("Go back, load the page anew and try it once more."),
        ),
        404: (
            say("This page does not exist."),
            say("It may have belonged to a visit that is over. Begin anew on the first page."),
        ),
        405: (
            say("This address cannot be opened in this way."),
            say("Go to the first page and use its links and buttons."),
        ),
        413: (
            say("What was sent is larger than allowed here."),
            say("Send a smaller file: delete sheets and pictures that do not belong to the inventory."),
        ),
        500: (
            say("Something went wrong here that should not. It is not your workbook’s fault."),
            say("Try it once more. If it happens again, tell your administrators the number below."),
        ),
    }
)
