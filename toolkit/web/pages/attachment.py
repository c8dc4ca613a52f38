"""Files that a browser saves instead of showing them."""

from __future__ import annotations

from urllib.parse import quote


def attach(name: str, kind: str) -> dict[str, str]:
    """Give the headers of a file to be saved under a name (RFC 6266, RFC 8187).

    >>> attach("Prüfung.zip", "application/zip")["Content-Disposition"]
    "attachment; filename*=UTF-8''Pr%C3%BCfung.zip"
    """
    return {"Content-Type": kind, "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}"}
