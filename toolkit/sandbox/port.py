"""Ports of this machine: chosen free, or taken as wished."""

from __future__ import annotations

import socket

from toolkit.model.message import say
from toolkit.model.problem import Problem

HOST = "127.0.0.1"
LARGEST_PORT = 65_535


def listen(port: int | None, preferred: int | None = None) -> socket.socket:
    """Open a listening socket on ``port``, else on ``preferred`` when that is free, else on any free port.

    Whoever serves it takes the open socket over, so nobody else can take the port in between. Raises Problem when
    ``port`` is taken or no port.
    """
    if port is None:
        return _open(preferred or 0) or socket.create_server((HOST, 0))
    listening = _open(port) if 0 < port <= LARGEST_PORT else None
    if listening is None:
        raise Problem(
            say("port {port} cannot be used: another program holds it, or it is not allowed", port=port),
            say("name another one with --port, or none: then a free one is chosen"),
        )
    return listening


def find_free_port() -> int:
    """Find a port that is free at this moment."""
    with socket.create_server((HOST, 0)) as listening:
        return int(listening.getsockname()[1])


def is_open(port: int) -> bool:
    """Tell whether somebody listens on a port."""
    with socket.socket() as client:
        client.settimeout(1)
        return client.connect_ex((HOST, port)) == 0


def _open(port: int) -> socket.socket | None:
    try:
        return socket.create_server((HOST, port))
    except OSError:
        return None
