"""How politely servers are asked, and how long anybody waits for them."""

from __future__ import annotations

from dataclasses import dataclass

from toolkit import __version__


@dataclass(frozen=True, slots=True)
class Manner:
    """How to ask; times in seconds.

    ``pause`` lies between two requests to the same server, which is never asked twice at a time; ``hosts`` servers are
    asked at once. A server that asks for more than ``longest_wait`` of patience is left alone. ``private`` allows
    servers within a private network.
    """

    agent: str = f"bestand/{__version__} (link check)"
    connect: float = 5.0
    read: float = 10.0
    pause: float = 0.25
    hosts: int = 4
    redirects: int = 6
    longest_wait: float = 10.0
    private: bool = False
