"""A visit: one browser's stay, with a folder of its own that nobody else is led to."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

Role: TypeAlias = Literal["department", "steward"]
"""Departments check, download and look at plans; stewards push, too."""

ROLES: tuple[Role, ...] = ("department", "steward")


@dataclass(frozen=True, slots=True)
class Account:
    """Who somebody is: by a local account, or by what the reverse proxy says."""

    name: str
    role: Role


@dataclass(frozen=True, slots=True)
class Visit:
    """One browser's stay. Everything in ``folder`` is removed with it; ``csrf`` proves that a form is from our pages.

    ``may_plan`` and ``may_push`` say what this visitor may do beside checking and downloading.
    """

    id: str
    folder: Path
    csrf: str
    account: Account | None
    language: str
    may_plan: bool = False
    may_push: bool = False
