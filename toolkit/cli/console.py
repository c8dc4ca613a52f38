"""What a command needs to speak to its user: language, colour, width, and how problems look."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TextIO

from toolkit.reports.ink import Ink
from toolkit.reports.language import Translator

if TYPE_CHECKING:
    from toolkit.model.message import Message
    from toolkit.model.problem import Problem

_WIDEST = 120


@dataclass(frozen=True, slots=True)
class Steps:
    """Shows how far something is: call it with the name of each thing that is done.

    ``note`` tells of one that is under way; only a bar has room for that.
    """

    step: Callable[[str], None]
    note: Callable[[Message], None] = lambda _: None

    def __call__(self, name: str) -> None:
        """Count one thing as done."""
        self.step(name)


@dataclass(frozen=True, slots=True)
class Console:
    """One run's way to print: results go to standard output, everything else to standard error."""

    translator: Translator
    machine: bool = False
    debug: bool = False

    @property
    def ink(self) -> Ink:
        """Colour and width of standard output; NO_COLOR is honoured."""
        colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
        return Ink(colour, min(shutil.get_terminal_size((100, 24)).columns, _WIDEST))

    def say(self, message: Message) -> str:
        """Give a message in the user's language."""
        return self.translator.render(message)

    def show(self, text: str) -> None:
        """Print a result."""
        print(text)  # noqa: T201 (this is where text leaves)

    def show_data(self, data: Any) -> None:
        """Print a result for machines: one JSON document."""
        self.show(json.dumps(data, ensure_ascii=False, indent=2))

    def tell(self, message: Message) -> None:
        """Print what goes on, apart from the result."""
        print(self.say(message), file=sys.stderr)  # noqa: T201 (this is where text leaves)

    def complain(self, problem: Problem) -> None:
        """Print a problem: one line what, one line what to do."""
        ink = Ink(sys.stderr.isatty() and not os.environ.get("NO_COLOR"), self.ink.width)
        head = ink.paint(self.translator.gettext("error"), "red")
        print(ink.wrap(f"{head}: {self.say(problem.what)}", "", "  "), file=sys.stderr)  # noqa: T201
        print(ink.wrap(f"→ {self.say(problem.remedy)}", "  ", "    "), file=sys.stderr)  # noqa: T201

    @property
    def is_attended(self) -> bool:
        """Whether there is a person to ask."""
        return sys.stdin.isatty() and sys.stderr.isatty()

    def ask(self, question: Message) -> str:
        """Ask a person for one line; an empty text where there is nobody, or nothing more comes."""
        if not self.is_attended:
            return ""
        print(f"{self.say(question)} ", end="", file=sys.stderr, flush=True)  # noqa: T201
        return sys.stdin.readline()

    def confirm(self, question: Message) -> bool:
        """Ask a person; without a terminal there is nobody to ask, and the answer is no."""
        words = {word.strip() for word in self.translator.gettext("y, yes").split(",")}
        return self.ask(question).strip().casefold() in words

    @contextmanager
    def progress(self, what: Message, total: int) -> Iterator[Steps]:
        """Show progress: a bar on a terminal, plain lines otherwise, nothing for machines."""
        if self.machine or not total:
            yield Steps(lambda _: None)
        elif sys.stderr.isatty():
            yield from self._bar(what, total)
        else:
            yield from self._lines(what, total)

    def _bar(self, what: Message, total: int) -> Iterator[Steps]:
        from rich.console import Console as RichConsole  # noqa: PLC0415 (start-up)
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn  # noqa: PLC0415

        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        with Progress(*columns, console=RichConsole(stderr=True), transient=True) as bar:
            task = bar.add_task(self.say(what), total=total)

            def note(message: Message) -> None:
                bar.update(task, description=f"{self.say(what)}  {self.say(message)}")

            def advance(_: str) -> None:
                bar.update(task, advance=1, description=self.say(what))

            yield Steps(advance, note)

    def _lines(self, what: Message, total: int) -> Iterator[Steps]:
        """Print a line for each step, with its number."""
        done = 0

        def step(name: str) -> None:
            nonlocal done
            done += 1
            print(f"{self.say(what)} {done}/{total}: {name}", file=sys.stderr)  # noqa: T201

        yield Steps(step)


def keep_printing(stream: TextIO) -> None:
    """Let a stream replace what its encoding cannot hold instead of failing (a Windows pipe is cp1252)."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure:
        reconfigure(errors="replace")
