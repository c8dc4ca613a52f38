"""An end for every answer: one that comes byte by byte would keep a run waiting for ever.

Time-outs of sockets, and so those of requests, limit the silence before the next bytes and not the whole.
"""

from __future__ import annotations

import io
import time
from http.client import HTTPResponse
from socket import socket
from typing import TYPE_CHECKING, Any

from urllib3.connection import HTTPConnection, HTTPSConnection

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

DRIP = 4
"""A whole answer may take so many times as long as its longest silence."""


class _TimedReader(io.RawIOBase):
    """The bytes of one answer; they end with TimeoutError, however few come at a time, when the answer's time is up."""

    def __init__(self, raw: io.RawIOBase, sock: socket) -> None:
        self._raw, self._sock, self._silence = raw, sock, sock.gettimeout()
        self._until = None if self._silence is None else time.monotonic() + DRIP * self._silence

    def readable(self) -> bool:
        """Tell that there is something to read."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int | None:
        """Read what has come. Raises TimeoutError."""
        if self._until is None or self._silence is None:
            return self._raw.readinto(buffer)
        left = self._until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        if left >= self._silence:
            return self._raw.readinto(buffer)
        self._sock.settimeout(left)
        try:
            return self._raw.readinto(buffer)
        finally:
            self._sock.settimeout(self._silence)  # the connection may serve another request

    def close(self) -> None:
        """Close the answer, not the connection."""
        self._raw.close()
        super().close()


class _TimedResponse(HTTPResponse):
    """An answer that has to end."""

    def __init__(self, sock: socket, *args: Any, **kwargs: Any) -> None:
        super().__init__(sock, *args, **kwargs)
        raw = self.fp.detach()
        self.fp = io.BufferedReader(_TimedReader(raw, sock))


class TimedConnection(HTTPConnection):
    """A connection whose answers have to end."""

    response_class = _TimedResponse


class TimedSecureConnection(HTTPSConnection):
    """An encrypted connection whose answers have to end."""

    response_class = _TimedResponse
