"""HTTP as a metadata push needs it: each request noted and sent once, foreign answers told apart, the token unseen."""

from __future__ import annotations

from http.cookiejar import DefaultCookiePolicy
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from requests import PreparedRequest, Response, Session
from requests.adapters import HTTPAdapter
from requests.auth import AuthBase
from urllib3.connectionpool import HTTPConnectionPool

from toolkit import __version__
from toolkit.catalogues.ckan.deadline import TimedConnection, TimedSecureConnection
from toolkit.catalogues.ckan.journal import Journal
from toolkit.catalogues.ckan.reply import require_ckan_reply
from toolkit.model.message import say
from toolkit.model.problem import Problem

if TYPE_CHECKING:
    from urllib3.connectionpool import ConnectionPool

USER_AGENT = f"bestand/{__version__}"

_CONNECTIONS = 16


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


class _NotingAdapter(HTTPAdapter):
    """Sends each request once and notes it; who sends again, or follows a redirect, comes here again."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        super().__init__(pool_connections=1, pool_maxsize=_CONNECTIONS)

    def get_connection_with_tls_context(self, *args: Any, **kwargs: Any) -> ConnectionPool:
        """Give the connections to a host, each of which ends an answer that takes too long."""
        pool = super().get_connection_with_tls_context(*args, **kwargs)
        if isinstance(pool, HTTPConnectionPool):
            pool.ConnectionCls = TimedSecureConnection if pool.scheme == "https" else TimedConnection
        return pool

    def send(self, request: PreparedRequest, *args: Any, **kwargs: Any) -> Response:
        """Send a request and read its whole answer, so that one that breaks off is noted as such."""
        with self._journal.note(_action(str(request.url))) as note:
            response = super().send(request, *args, **kwargs)
            _ = response.content
            note.answer = str(response.status_code)
        return response


class CkanSession(Session):
    """A pooled session, safe to share between threads: it keeps no cookies, and nothing changes it once it is made.

    A reply that is not CKAN's raises ``UnexpectedReply``.
    """

    def __init__(self, auth: AuthBase, journal: Journal) -> None:
        super().__init__()
        adapter = _NotingAdapter(journal)
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


def _action(url: str) -> str:
    """Name what a request asks for.

    >>> _action("https://example.org/ckan/api/action/package_show?id=a")
    'package_show'
    """
    return urlsplit(url).path.rstrip("/").rpartition("/")[2]
