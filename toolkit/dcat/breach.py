"""One thing in which a dataset does not follow DCAT-AP.de."""

from __future__ import annotations

from dataclasses import dataclass

from toolkit.model.finding import Severity
from toolkit.model.message import Message


@dataclass(frozen=True, slots=True)
class Breach:
    """What a field of a dataset, or of the distribution with the key ``distribution``, does not follow.

    ``path`` is the canonical field and ``curie`` the property that it fills (``dct:license``), both empty where no
    field can be named. ``value`` is what stands there, ``nearest`` are accepted values close to it, ``source`` the
    convention or the law behind the rule.
    """

    code: str
    severity: Severity
    path: str
    curie: str
    message: Message
    remedy: Message
    distribution: str = ""
    value: str = ""
    nearest: tuple[str, ...] = ()
    source: str = ""


MOST_SHOWN = 200
"""How much of a value is shown: some cells hold a whole page."""


def shorten_value(value: str) -> str:
    """Give the beginning of a long value.

    >>> shorten_value("x" * 300)[-3:], len(shorten_value("x" * 300)), shorten_value("kurz")
    ('xx…', 200, 'kurz')
    """
    return value if len(value) <= MOST_SHOWN else f"{value[: MOST_SHOWN - 1]}…"
