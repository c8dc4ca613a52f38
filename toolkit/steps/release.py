"""Finds the rules of release that a mapping names: they ship with Bestand, or lie beside the mapping."""

from __future__ import annotations

from pathlib import Path

from rapidfuzz import fuzz, process

from toolkit.checks.gatefile import STANDARD, list_gates, load_bundled_gate, parse_gate
from toolkit.model.cause import explain_cause
from toolkit.model.gate import Gate
from toolkit.model.message import Message, say
from toolkit.model.problem import Problem

_SUFFIXES = frozenset({".yaml", ".yml"})


def load_gate(name: str, folder: Path) -> Gate:
    """Load rules by their name, or from a file whose path counts from ``folder``; no name means the usual rules.

    Raises Problem where there are none, or where they cannot be used.

    >>> load_gate("strict", Path()).name
    'strict'
    """
    if not name or name in list_gates():
        return load_bundled_gate(name or STANDARD)
    if Path(name).suffix in _SUFFIXES:
        return _read_gate_file(folder / name)
    raise Problem(say("there are no rules of release named “{name}”", name=name), _offer(name))


def _offer(name: str) -> Message:
    """Name the nearest rules, and how to name one's own."""
    best = process.extractOne(name, list_gates(), scorer=fuzz.ratio, score_cutoff=60)
    if best:
        return say("Did you mean “{nearest}”?", nearest=best[0])
    return say(
        "Write under “gate:” in the mapping one of {names}, or a file beside it, such as gate.yaml.",
        names=", ".join(list_gates()),
    )


def _read_gate_file(path: Path) -> Gate:
    """Read a city's own rules."""
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise Problem(say("{path} is not UTF-8 text", path=str(path)), say("Save the file as UTF-8.")) from error
    except (OSError, ValueError) as error:
        raise Problem(
            say("{path} cannot be read: {cause}", path=str(path), cause=explain_cause(error)),
            say("Check what “gate:” says in the mapping; the file is looked for beside it."),
        ) from error
    return parse_gate(text, path.name)
