"""Pieces of mapping, ready to paste."""

from __future__ import annotations

import json
import re

from toolkit.model.record import Fault

# What YAML takes for a text without quotation marks, wherever it stands.
_PLAIN = re.compile(r"[^\W\d_][\w./()%+–›-]*(?: [\w./()%+–›-]+)*")
_NOT_TEXTS = frozenset({"true", "false", "null"})


def quote_key(text: str) -> str:
    """Write a heading as a key; JSON's quotation marks are YAML's too.

    >>> quote_key("Nutzung › Lizenz"), quote_key("Lizenz: Name"), quote_key("2024")
    ('Nutzung › Lizenz', '"Lizenz: Name"', '"2024"')
    """
    return (
        text if _PLAIN.fullmatch(text) and text.casefold() not in _NOT_TEXTS else json.dumps(text, ensure_ascii=False)
    )


def build_lookup(fault: Fault) -> str:
    """Write the piece of mapping that teaches a word once; where nothing comes near, … stands for the target."""
    target = fault.nearest[0] if fault.nearest else "…"
    said, meant = (json.dumps(word, ensure_ascii=False) for word in (fault.text, target))
    return f"{quote_key(fault.place.heading)}: {{field: {fault.field}, lookup: {{{said}: {meant}}}}}"


def build_ignored(heading: str) -> str:
    """Write the piece of mapping that leaves a column out; … stands for the reason."""
    return f'{quote_key(heading)}: {{ignore: "…"}}'
