"""The kinds of changes: their sign, their colour, their name, and the order in which reports show them."""

from __future__ import annotations

from toolkit.model.message import say

SIGNS = {
    "create": ("+", "green", say("create")),
    "update": ("~", "yellow", say("update")),
    "adopt": ("@", "yellow", say("take over")),
    "withdraw": ("-", "red", say("withdraw (make private)")),
    "delete": ("-", "red", say("delete")),
    "conflict": ("!", "red", say("conflict")),
    "blocked": ("x", "red", say("blocked")),
    "unchanged": ("=", "dim", say("unchanged")),
}
"""Kind -> sign, colour and name."""

FIRST = ("delete", "withdraw", "conflict", "blocked", "adopt", "update", "create", "unchanged")
"""What protects or waits comes first."""
