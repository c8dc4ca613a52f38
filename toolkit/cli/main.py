"""The command ``bestand``: chooses the language, runs a command, and turns problems into two lines and an exit code."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NoReturn

from toolkit.cli.tongue import speak, take_wishes
from toolkit.model.message import Message, say
from toolkit.model.problem import Problem

if TYPE_CHECKING:
    from toolkit.cli.console import Console


def run() -> NoReturn:
    """Run the command line of this process."""
    sys.exit(main(sys.argv[1:]))


def main(arguments: Sequence[str]) -> int:
    """Run one command line and give its exit code (docs/exit-codes.md)."""
    arguments, wishes = take_wishes(arguments)
    language = speak(wishes.language)
    from toolkit.cli.app import build_app  # noqa: PLC0415 (its help texts need the language first)
    from toolkit.cli.console import Console, keep_printing  # noqa: PLC0415
    from toolkit.reports.language import LANGUAGES, Translator  # noqa: PLC0415

    keep_printing(sys.stdout)
    keep_printing(sys.stderr)
    console = Console(Translator(language), machine="--json" in arguments, debug=wishes.debug)
    if wishes.language not in {None, *LANGUAGES}:
        console.complain(_unknown_language(str(wishes.language)))
        return 2
    try:
        return _run_app(build_app(console), arguments, console)
    except Problem as problem:
        if wishes.debug:
            raise
        console.complain(problem)
        return problem.exit_code
    except KeyboardInterrupt:
        console.tell(_interrupted())
        return 130
    except BrokenPipeError:
        return _stay_silent()
    except Exception as error:
        if wishes.debug:
            raise
        console.complain(_unforeseen(error))
        return 1


def _run_app(app: Callable[..., object], arguments: Sequence[str], console: Console) -> int:
    """Let typer run a command and give its exit code; a wrong command line is explained (exit code 2)."""
    from toolkit.cli.usage import explain_usage, localize  # noqa: PLC0415

    try:
        code = app(args=list(arguments), prog_name="bestand", standalone_mode=False)
    except Exception as error:
        if not hasattr(error, "format_message"):
            raise
        usage = getattr(error, "ctx", None)
        if usage and type(error).__name__ == "NoArgsIsHelpError":
            console.show(usage.get_help())
            return 2
        remedy = localize(usage.get_usage()) if usage else "bestand --help"
        console.complain(Problem(explain_usage(error), say("{usage}", usage=remedy)))
        return 2
    return code if isinstance(code, int) else 0


def _unknown_language(wished: str) -> Problem:
    """Say which languages there are."""
    return Problem(say("there is no language “{language}”", language=wished), say("Write --lang de or --lang en."))


def _interrupted() -> Message:
    """Say what an interruption means."""
    return say("Interrupted. What was written is in the ledger; the same command goes on from there.")


def _unforeseen(error: Exception) -> Problem:
    """Say in two lines what no rule foresaw."""
    return Problem(
        say("something went wrong that should not: {kind}: {cause}", kind=type(error).__name__, cause=str(error)),
        say("Run the same command with --debug and report what it prints."),
    )


def _stay_silent() -> int:
    """Leave quietly when the reader of our output has gone (such as ``| head``)."""
    sys.stderr.close()
    return 1
