"""The versions of DCAT-AP.de that Bestand writes and checks."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

Version: TypeAlias = Literal["3.0", "2.0"]
"""A version of the standard: 3.0 (March 2025) is the model's own; 2.0 differs where one file cannot satisfy both."""

CURRENT: Final[Version] = "3.0"
