"""Compile the translations when a wheel or an editable install is built, or by ``python toolkit/locale/compile.py``."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

# The same sentences give the same file; babel would write the present minute into it.
_NO_DATE = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)


def write_compiled(folder: Path) -> list[Path]:
    """Compile every ``.po`` file under a folder to the ``.mo`` file beside it; fuzzy entries stay out."""
    compiled = []
    for source in sorted(folder.rglob("*.po")):
        with source.open("rb") as po:
            catalogue = read_po(po, locale=source.parents[1].name, domain=source.stem)
        catalogue.creation_date = catalogue.revision_date = _NO_DATE
        target = source.with_suffix(".mo")
        with target.open("wb") as mo:
            write_mo(mo, catalogue)
        compiled.append(target)
    return compiled


class CustomBuildHook(BuildHookInterface[Any]):
    """The build hook that pyproject.toml names; the compiled files are among its artifacts."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 (hatchling calls it so)
        """Compile in place before the files are collected."""
        write_compiled(Path(self.root) / "toolkit" / "locale")


if __name__ == "__main__":
    for path in write_compiled(Path(__file__).parent):
        print(path)  # noqa: T201 (a script's own report)
