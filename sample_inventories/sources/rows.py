"""The texts of the rows, kept in YAML beside this file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

HERE = Path(__file__).parent


def read_rows(name: str) -> Any:
    """Read one office's rows; dates come as dates, quoted text stays as it is."""
    return YAML(typ="safe").load((HERE / f"{name}.yaml").read_text(encoding="utf-8"))
