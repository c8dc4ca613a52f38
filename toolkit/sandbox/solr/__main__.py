"""Starts the stand-in: ``python -m solr --schema FILE [--socket NUMBER | --port NUMBER]``."""

from __future__ import annotations

import argparse
import socket
from pathlib import Path

from .index import Index
from .schema import read_schema
from .server import Server


def main() -> None:
    """Serve until the process is ended. Prints the port, so that a caller may leave its choice to the system."""
    parser = argparse.ArgumentParser(prog="solr", description=__doc__)
    parser.add_argument("--schema", type=Path, required=True, help="CKAN's schema.xml")
    parser.add_argument("--socket", type=int, help="number of an open file that is a listening socket")
    parser.add_argument(
        "--port", type=int, default=0, help="port to listen on when no socket is given; 0: any free one"
    )
    arguments = parser.parse_args()
    if arguments.socket is None:
        listening = socket.create_server(("127.0.0.1", arguments.port))
    else:
        listening = socket.socket(fileno=arguments.socket)
    print(listening.getsockname()[1], flush=True)  # noqa: T201 (its only answer to the caller)
    Server(listening, Index(read_schema(arguments.schema))).serve_forever()


if __name__ == "__main__":
    main()
