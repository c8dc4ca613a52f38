"""Which data packages were written, as text and as data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from toolkit.model.message import say_many

if TYPE_CHECKING:
    from toolkit.reports.ink import Ink
    from toolkit.reports.language import Translator


def build_packages_text(folders: Mapping[str, str], translator: Translator, ink: Ink) -> str:
    """List the packages (identifier -> folder) and count them."""
    lines = [ink.wrap(f"{identifier}  →  {folder}", "", "    ") for identifier, folder in folders.items()]
    total = say_many("{n} data package written", "{n} data packages written", len(folders))
    return "\n".join([*lines, ink.paint(translator.render(total), "bold")])


def build_packages_data(folders: Mapping[str, str]) -> list[dict[str, Any]]:
    """Give the packages as data."""
    return [{"identifier": identifier, "folder": folder} for identifier, folder in folders.items()]
