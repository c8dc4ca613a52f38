"""How the entries of a catalogue are written: which field holds what. It may change between two pushes."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Notation:
    """The name of a notation for people, and all that a later run needs to read what was written with it.

    A catalogue that writes its entries in one way only has an empty one.
    """

    name: str = ""
    content: str = ""

    @property
    def mark(self) -> str:
        """What stands for it in the ledger: empty for an empty one, else 16 signs that depend on the content only.

        >>> Notation().mark, Notation("a", "b").mark == Notation("c", "b").mark
        ('', True)
        """
        return hashlib.sha256(self.content.encode()).hexdigest()[:16] if self.content else ""


NO_NOTATION = Notation()

FIRST = "ckan-plain"
"""The name of the notation in which every CKAN was written to before the ledger kept notations."""
