"""The official shapes, which are not part of the project: where they lie, and what is said where they do not."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

FOLDER = Path(os.environ.get("BESTAND_SHAPES", "") or Path(__file__).parents[3] / "shared" / "shacl")
"""BESTAND_SHAPES, else the folder beside the checkout."""


def require_shapes() -> Path:
    """Give the folder, or skip loudly: ``pytest -ra`` prints the reason below the results."""
    if not (FOLDER / "dcat-ap-de-3.0").is_dir():
        pytest.skip(f"NOT CHECKED AGAINST THE OFFICIAL SHACL SHAPES: {FOLDER} is not there (set BESTAND_SHAPES)")
    return FOLDER
