"""What is said of mistakes in ``bestand.toml``, apart from where they stand."""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.model.message import Message, say
from toolkit.steps.settings import EXAMPLES, Expect, Settings, Timeouts, list_keys


def list_keys_at(model: type[Settings], names: Sequence[str]) -> tuple[str, ...]:
    """List the keys of a table, or of the table inside it."""
    inner: dict[str, type[Settings]] = {"expect": Expect, "timeouts": Timeouts}
    return list_keys(inner[names[0]] if names and names[0] in inner else model)


def refuse_secret(key: str) -> tuple[Message, Message]:
    """Refuse a secret without repeating it (design decision 13)."""
    return (
        say("“{key}”: a token or password has no place in this file, which is copied, mailed and versioned", key=key),
        say(
            "Take it out and write token_file (a file that only the job may read) or token_env (the name of a "
            "variable) instead, ledger_env for a database. Then replace the old one: it has been written down."
        ),
    )


def show_table(kind: str) -> Message:
    """Show how a table is written."""
    return say("Add it: {example}", example=EXAMPLES[kind])


def show_key(key: str) -> Message:
    """Show how a value is written."""
    if key in EXAMPLES:
        return say("Write it like: {example}", example=EXAMPLES[key])
    return say("“bestand sync --example” shows every key.")
