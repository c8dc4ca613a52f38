"""HTTP as a metadata push needs it: time-outs on every request, reads tried again, writes never, the token unseen."""

from __future__ import annotations

from dataclasses import dataclass
from http.cookiejar import DefaultCookiePolicy
from typing import Any

from requests import PreparedRequest, Response, Session
from requests.adapters import HTTPAdapter
from requests.auth import AuthBase
from urllib3 import BaseHTTPResponse
from urllib3.util.retry import Retry

from toolkit import __version__
from toolkit.catalogues.ckan.reply import require_ckan_reply
from toolkit.model.message import say
from toolkit.model.problem import Problem

USER_AGENT = f"bestand/{__version__}"

_CONNECTIONS = 16
_LONGEST_WAIT = 60
_BUSY = (429, 502, 503, 504)


@dataclass(frozen=True, slots=True)
class Patience:
    """How often a read is tried and how long an answer may take.

    Times are in seconds; ``backoff`` is the pause before the third try, and each later one is twice as long.
    """

    tries: int = 5
    backoff: float = 1.0
    connect: float = 10.0
    read: float = 90.0
    write: float = 300.0
    upload: float = 1800.0


class Token(AuthBase):
    """An API token that no repr, message or traceback shows.

    It is set as requests' ``auth``, so that a ``.netrc`` file cannot take its place (requests overwrites the
    Authorization header with what it finds there, unless there is an ``auth``).
    """

    __slots__ = ("_header", "_token")

    def __init__(self, token: str, header: str) -> None:
        self._token = token.strip()
        self._header = header
        if not self._token.isascii() or not self._token.isprintable() or " " in self._token:
            raise Problem(
                say("the API token holds characters that no token has"),
                say("copy it once more from your profile page in CKAN; it is one line of letters, digits and signs"),
            )

    def __call__(self, request: PreparedRequest) -> PreparedRequest:
        """Put the token into a request, if there is one."""
        if self._token:
            request.headers[self._header] = self._token
        return request

    @property
    def is_set(self) -> bool:
        """Whether there is a token at all."""
        return bool(self._token)

    def __repr__(self) -> str:
        return "Token(…)"


class CkanSession(Session):
    """A pooled session, safe to share between threads: it keeps no cookies, and nothing changes it once it is made.

    A reply that is not CKAN's raises ``UnexpectedReply``.
    """

    def __init__(self, auth: AuthBase, retry: Retry) -> None:
        super().__init__()
        adapter = HTTPAdapter(pool_connections=1, pool_maxsize=_CONNECTIONS, max_retries=retry)
        self.mount("https://", adapter)
        self.mount("http://", adapter)
        self.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        self.auth = auth
        self.headers["User-Agent"] = USER_AGENT

    def request(self, method: str | bytes, url: str | bytes, *args: Any, **kwargs: Any) -> Response:
        """Send a request; raises ``UnexpectedReply`` for an answer that is not CKAN's."""
        response = super().request(method, url, *args, **kwargs)
        require_ckan_reply(response)
        return response


def anonymous(request: PreparedRequest) -> PreparedRequest:
    """Sign a request with nothing, not even with what a ``.netrc`` file says."""
    return request


class _Retry(Retry):
    """Waits as long as a server asks for, yet no longer than a person would."""

    def get_retry_after(self, response: BaseHTTPResponse) -> float | None:
        """Give the wait that the answer asks for, in seconds."""
        wait = super().get_retry_after(response)
        return None if wait is None else min(wait, _LONGEST_WAIT)


def build_read_retry(patience: Patience) -> Retry:
    """Build the rules for reads: tried again after broken connections, 429, 502, 503 and 504, for POST as well.

    An answer that is waited for in vain is waited for once more only.
    """
    return _Retry(
        total=patience.tries - 1,
        read=1,
        other=0,
        status_forcelist=_BUSY,
        allowed_methods=None,
        backoff_factor=patience.backoff / 2,
        raise_on_status=False,
    )


def build_write_retry(patience: Patience) -> Retry:
    """Build the rules for writes: tried again only where no connection was made, so that nothing had been sent."""
    return _Retry(
        total=None,
        connect=patience.tries - 1,
        read=False,
        status=0,
        other=0,
        redirect=0,
        backoff_factor=patience.backoff / 2,
        raise_on_status=False,
    )
