"""Asks one server about one address: HEAD, and GET where HEAD says nothing good."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from http.cookiejar import DefaultCookiePolicy
from urllib.parse import urlsplit

import requests
from requests import PreparedRequest, Response, Session
from requests.utils import get_environ_proxies

from toolkit.links.address import (
    ask_for_capabilities,
    fetch_is_private,
    follow,
    host_of,
    is_private_name,
    leads_home,
    refuse,
)
from toolkit.links.manner import Manner
from toolkit.links.outcome import Dead, Moved, Outcome, Reachable, Unchecked, Why
from toolkit.links.pace import Pace

_LOGIN = frozenset({401, 407})
_ROBOTS = frozenset({403, 406, 451, 999})
_BUSY = frozenset({429, 503})
_FAILING = frozenset({500, 502, 504, 520, 521, 522, 523, 524})
_FOR_GOOD = frozenset({301, 308})
_EMPTY_RANGE = 416


@dataclass(frozen=True, slots=True)
class _Answer:
    """What came of one way through all redirects: the last status, and where the address has moved to for good."""

    status: int
    url: str
    moved_to: str = ""
    patience: float | None = None


def open_session(manner: Manner) -> Session:
    """Open a session that says who asks, keeps no cookies and gives no password away (``.netrc`` is not read)."""
    session = Session()
    session.headers.update({"User-Agent": manner.agent, "Accept": "*/*"})
    session.auth = _anonymous
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    return session


def _anonymous(request: PreparedRequest) -> PreparedRequest:
    """Leave a request as it is; a session with an ``auth`` does not look for one in ``.netrc``."""
    return request


@dataclass(frozen=True, slots=True)
class Asker:
    """Asks for addresses in a certain manner; threads have one each and share the pace."""

    session: Session
    manner: Manner
    pace: Pace

    def fetch(self, url: str) -> Outcome:
        """Find out what is at an address. Raises Interrupted when nobody waits any more."""
        try:
            outcome = self._try(url)
            service = ask_for_capabilities(url) if isinstance(outcome, Dead) and outcome.why is Why.STATUS else ""
            return Reachable() if service and _is_there(self._try(service)) else outcome
        except _RefusedError as refused:
            return refused.outcome

    def _try(self, url: str) -> Outcome:
        answer = self._ask("HEAD", url)
        if not isinstance(answer, _Answer) or answer.status >= 400:
            answer = self._confirm(url, answer)
        return _judge(url, answer) if isinstance(answer, _Answer) else answer

    def _confirm(self, url: str, first: _Answer | Outcome) -> _Answer | Outcome:
        """Ask with GET where HEAD brought nothing: many servers answer it wrongly. A busy server gets its pause."""
        if isinstance(first, _Answer) and first.status in _BUSY:
            self._be_patient(host_of(first.url), first)
        elif isinstance(first, Dead | Unchecked) and first.why is not Why.BROKEN:
            return first
        answer = self._ask("GET", url)
        if isinstance(answer, _Answer) and answer.status in _BUSY:
            self.pace.close(host_of(answer.url))
        return answer

    def _be_patient(self, host: str, answer: _Answer) -> None:
        """Wait as long as a server asks for (Retry-After, RFC 9110, 10.2.3), or leave it alone."""
        if answer.patience is None or answer.patience > self.manner.longest_wait:
            self.pace.close(host)
            raise _RefusedError(Unchecked(Why.PATIENCE, answer.status))
        self.pace.wait(answer.patience)

    def _ask(self, method: str, url: str) -> _Answer | Outcome:
        """Follow an address through its redirects."""
        here, moved_to, for_good = url, "", True
        for _ in range(self.manner.redirects + 1):
            self._check(here)
            reply = self._send(method, here)
            if not isinstance(reply, Response):
                return reply
            location = reply.headers.get("Location", "") if reply.is_redirect else ""
            if not location:
                return _Answer(reply.status_code, here, moved_to, _read_patience(reply))
            there = follow(here, location)
            for_good = for_good and (reply.status_code in _FOR_GOOD or leads_home(here, there))
            here, moved_to = there, there if for_good else moved_to
        return Unchecked(Why.CIRCLE)

    def _check(self, url: str) -> None:
        """Refuse what must not be asked for. Raises _RefusedError."""
        if refused := refuse(url):
            raise _RefusedError(refused)
        if self.pace.is_closed(host_of(url)):
            raise _RefusedError(Unchecked(Why.PATIENCE))
        if not self.manner.private and self._is_private(url):
            raise _RefusedError(Unchecked(Why.PRIVATE))

    def _is_private(self, url: str) -> bool:
        """Tell whether a server stands in a private network; behind a proxy, only its name can tell."""
        host = urlsplit(url).hostname or ""
        proxied = bool(get_environ_proxies(url, no_proxy=None))
        return is_private_name(host) if proxied else fetch_is_private(host)

    def _send(self, method: str, url: str) -> Response | Outcome:
        """Send one request and let its body be; what goes wrong on the way becomes an outcome."""
        headers = {"Range": "bytes=0-0"} if method == "GET" and not urlsplit(url).query else {}
        try:
            with (
                self.pace.turn(host_of(url)),
                self.session.request(
                    method,
                    url,
                    headers=headers,
                    allow_redirects=False,
                    stream=True,
                    timeout=(self.manner.connect, self.manner.read),
                ) as reply,
            ):
                return reply
        except requests.RequestException as error:
            return _explain(error)
        except (ValueError, UnicodeError):  # what neither requests nor urllib3 takes for an address
            return Unchecked(Why.SCHEME)


class _RefusedError(Exception):
    """An address is not asked for."""

    def __init__(self, outcome: Unchecked) -> None:
        super().__init__(outcome)
        self.outcome = outcome


def _is_there(outcome: Outcome) -> bool:
    return isinstance(outcome, Reachable | Moved)


def _explain(error: requests.RequestException) -> Outcome:
    """Tell what a request that brought no answer means. requests names the cause only in its text."""
    text = repr(error)
    match error:
        case requests.exceptions.SSLError():
            return Unchecked(Why.CERTIFICATE)
        case requests.exceptions.ProxyError():
            return Unchecked(Why.OFFLINE)
        case requests.exceptions.Timeout():
            return Unchecked(Why.SLOW)
        case requests.exceptions.InvalidURL() | requests.exceptions.InvalidSchema():
            return Unchecked(Why.SCHEME)
        case requests.exceptions.ConnectionError() if "NameResolutionError" in text or "getaddrinfo" in text:
            return Dead(Why.NO_HOST)
        case requests.exceptions.ConnectionError() if "NewConnectionError" in text:
            return Dead(Why.REFUSED)
        case _:
            return Unchecked(Why.BROKEN)


def _judge(url: str, answer: _Answer) -> Outcome:
    """Tell what the last answer means."""
    status = answer.status
    if status < 400 or status == _EMPTY_RANGE:
        return Moved(answer.moved_to) if answer.moved_to and answer.moved_to != url else Reachable()
    if status in _LOGIN:
        return Unchecked(Why.LOGIN, status)
    if status in _ROBOTS:
        return Unchecked(Why.ROBOTS, status)
    if status in _BUSY:
        return Unchecked(Why.PATIENCE, status)
    return Unchecked(Why.FAILING, status) if status in _FAILING else Dead(Why.STATUS, status)


def _read_patience(reply: Response) -> float | None:
    """Read for how many seconds a server asks to be left alone; None where it does not say so."""
    said = reply.headers.get("Retry-After", "").strip()
    if said.isdecimal():
        return float(said)
    try:
        until = parsedate_to_datetime(said)
    except (TypeError, ValueError):
        return None
    until = until if until.tzinfo else until.replace(tzinfo=dt.UTC)
    return max((until - dt.datetime.now(dt.UTC)).total_seconds(), 0.0)
