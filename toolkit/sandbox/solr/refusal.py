"""How the stand-in says no."""

from __future__ import annotations


class Refusal(Exception):  # noqa: N818 (the server answers it with status 400; it is no defect of the stand-in)
    """A request that the real core rejects too, or one that the stand-in does not understand."""
