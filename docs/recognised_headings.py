"""Writes the page of all headings that are recognised, from the heading dictionary."""  # noqa: INP001 (a script's part)

from __future__ import annotations

from collections.abc import Iterator, Sequence

from toolkit.vocabularies.headingparts import Known
from toolkit.vocabularies.headings import LANGUAGES, load_headings
from toolkit.vocabularies.unpublished import PREFIX

_INTRODUCTION = """\
# Headings that are recognised

What `bestand inspect` knows of column headings, by the field that each stands for. Capitals, blanks, dashes, marks of
required columns, footnotes, numbers, brackets and gender forms make no difference, nor do slips of the pen in longer
words; a heading may stand under a group (`Herausgeber › E-Mail`). What a column holds is looked at, too.

A heading that is missing here can always be written into the mapping. This page is written by
`python docs/generate.py` from `mappings/vocabularies/headings/`.
"""
_AMBIGUOUS = """\
## Headings that may mean several things

The number says how much the heading alone tells, from 0 to 1; the cells and the other columns decide.

| heading | may mean |
|---|---|"""


def build_headings_page() -> str:
    """Write the page of recognised headings."""
    dictionary = load_headings()
    known = sorted(dictionary.lexicon.known.values(), key=lambda heading: heading.word.casefold())
    plain = [heading for heading in known if _is_plain(heading)]
    targets = sorted(dictionary.targets, key=lambda target: target.startswith(PREFIX))
    sections = [_build_section(target, [h for h in plain if target in h.targets]) for target in targets]
    rows = [_build_row(heading) for heading in known if not _is_plain(heading)]
    return "\n".join([_INTRODUCTION, *sections, _AMBIGUOUS, *rows, ""])


def _is_plain(heading: Known) -> bool:
    """Tell whether a heading means one thing for sure."""
    return list(heading.targets.values()) == [1.0]


def _build_section(target: str, headings: Sequence[Known]) -> str:
    reason = load_headings().reason(target) if target.startswith(PREFIX) else ""
    intro = [f"Not published: {reason}.", ""] if reason else []
    return "\n".join([f"## {target}", "", *intro, *_build_lists(headings)])


def _build_lists(headings: Sequence[Known]) -> Iterator[str]:
    """Write the headings of one target, a line for each language."""
    for language in LANGUAGES:
        words = [heading.word for heading in headings if heading.language == language]
        if words:
            yield f"**{language}**: {', '.join(words)}"
            yield ""


def _build_row(heading: Known) -> str:
    meanings = ", ".join(f"`{target}` {sure}" for target, sure in heading.targets.items())
    return f"| {heading.word} ({heading.language}) | {meanings} |"
