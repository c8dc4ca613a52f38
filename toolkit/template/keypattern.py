"""How an office writes its keys, such as GA-024, and which key comes next; no key is given that is nearly another."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

_NUMBERED = re.compile(r"(.*?)(\d{1,15})(\D*)", re.DOTALL)
_PIECES = re.compile(r"[^\W\d_]+|\d+")


@dataclass(frozen=True, slots=True)
class KeyPattern:
    """A number between two texts, with noughts before it up to ``width`` digits.

    >>> KeyPattern("GA-", 3).write(7)
    'GA-007'
    """

    before: str
    width: int = 1
    after: str = ""

    def write(self, number: int) -> str:
        """Write the key of a number."""
        return f"{self.before}{number:0{self.width}d}{self.after}"


def parse_style(style: str) -> KeyPattern | None:
    """Read a pattern that somebody wishes: noughts stand for the number; None where there are none.

    >>> parse_style("GA-000"), parse_style("GA")
    (KeyPattern(before='GA-', width=3, after=''), None)
    """
    found = re.fullmatch(r"(.*?)(0+)([^0]*)", style.strip())
    return KeyPattern(found[1], len(found[2]), found[3]) if found else None


def find_pattern(keys: Iterable[str]) -> KeyPattern | None:
    """Find the pattern that at least half of the keys follow; of several the one that is met last.

    The number is as wide as the widest that has noughts before it.

    >>> find_pattern(["GA-007", "GA-024", "sonstiges"])
    KeyPattern(before='GA-', width=3, after='')
    >>> find_pattern(["baeume", "parks"]) is None
    True
    """
    parts = [_split(key) for key in keys]
    shapes = [(one[0], one[2]) for one in parts if one]
    counted = Counter(shapes)
    if not counted or 2 * max(counted.values()) < len(parts):
        return None
    most = max(counted.values())
    before, after = next(shape for shape in reversed(shapes) if counted[shape] == most)
    digits = [one[1] for one in parts if one and (one[0], one[2]) == (before, after)]
    return KeyPattern(before, max((len(one) for one in digits if one.startswith("0")), default=1), after)


def _split(key: str) -> tuple[str, str, str] | None:
    """Take the last number of a key apart."""
    found = _NUMBERED.fullmatch(key)
    if found is None:
        return None
    *_, last = re.finditer(r"\d{1,15}", key)
    return key[: last.start()], last[0], key[last.end() :]


def highest(pattern: KeyPattern, keys: Iterable[str]) -> int:
    """Give the highest number that keys of a pattern have; 0 where there is none.

    >>> highest(KeyPattern("GA-", 3), ["GA-024", "GA-7", "XY-99"])
    24
    """
    numbers = (
        int(one[1]) for key in keys if (one := _split(key)) and (one[0], one[2]) == (pattern.before, pattern.after)
    )
    return max(numbers, default=0)


def fold_key(key: str) -> tuple[str, ...]:
    """Reduce a key to what tells it apart: noughts before a number, case and signs do not (finding key-near).

    >>> fold_key("GA-017") == fold_key("ga 17")
    True
    """
    return tuple(piece.lstrip("0") or "0" for piece in _PIECES.findall(key.casefold())) or (key,)


class KeyMaker:
    """Gives one new key after the other: none that is there, nor one that is nearly the same."""

    def __init__(self, pattern: KeyPattern, keys: Iterable[str]) -> None:
        every = tuple(keys)
        self._pattern = replace(pattern)
        self._next = highest(pattern, every) + 1
        self._taken = {fold_key(key) for key in every}

    def make(self) -> str:
        """Give the next key."""
        while True:
            key = self._pattern.write(self._next)
            self._next += 1
            if fold_key(key) not in self._taken:
                self._taken.add(fold_key(key))
                return key
