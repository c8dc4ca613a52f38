"""Whether a configuration is ready for a sync: one line for each thing that was looked at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from typing_extensions import TypedDict

from toolkit.model.message import Message, say
from toolkit.reports.ink import Ink
from toolkit.reports.language import Translator


@dataclass(frozen=True, slots=True)
class Ready:
    """One thing that was looked at: ``subject`` names it as the configuration does (``inventories.gruenes-amt``)."""

    subject: str
    state: Literal["good", "bad"]
    text: Message
    remedy: Message | None = None


class ReadyData(TypedDict):
    """One thing that was looked at, as data."""

    subject: str
    state: Literal["good", "bad"]
    text: str
    remedy: str | None


def build_readiness_text(found: Iterable[Ready], translator: Translator, ink: Ink) -> str:
    """Write what was looked at, a line each; what is wrong says what to do."""
    lines = []
    for one in found:
        sign, style = ("✓", "green") if one.state == "good" else ("x", "red")
        text = f"{ink.paint(sign, style)} {one.subject}: {translator.render(one.text)}"
        lines.append(ink.wrap(text, "", "    "))
        if one.remedy:
            lines.append(ink.wrap(f"→ {translator.render(one.remedy)}", "    ", "      "))
    return "\n".join(lines)


def build_readiness_data(found: Iterable[Ready], translator: Translator) -> list[ReadyData]:
    """Give what was looked at as data."""
    return [
        {
            "subject": one.subject,
            "state": one.state,
            "text": translator.render(one.text),
            "remedy": translator.render(one.remedy) if one.remedy else None,
        }
        for one in found
    ]


def say_ready(*, is_ready: bool) -> Message:
    """Sum it up."""
    return say("The configuration is ready.") if is_ready else say("The configuration is not ready.")
