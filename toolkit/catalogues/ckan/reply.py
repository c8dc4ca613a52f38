"""What came back: CKAN's own JSON, or something else that stands between us and CKAN."""

from __future__ import annotations

import datetime as dt
import html
import re
from email.utils import parsedate_to_datetime
from typing import Any

from requests import Response

from toolkit.model.message import Message, say
from toolkit.model.problem import Problem

UNDERSTOOD = frozenset(
    {
        "Authorization Error",
        "Not Found Error",
        "Search Error",
        "Search Index Error",
        "Search Query Error",
        "Validation Error",
    }
)
"""The error types of CKAN's action API that ckanapi tells apart; each means that nothing was changed."""

_TITLE = re.compile(r"<title[^>]*>(.*?)</title>", re.IGNORECASE | re.DOTALL)
_LONGEST_TEXT = 120

# Answers of proxies and of CKAN after which a write was certainly not carried out.
_NOT_CARRIED_OUT = frozenset({301, 302, 303, 307, 308, 400, 401, 403, 404, 405, 411, 413, 414, 415})
_BUSY = 429
_OVERLOADED = frozenset({502, 503, 504})
_OK = 200


class UnexpectedReply(Exception):  # noqa: N818 (it reads as what it is)
    """An HTTP answer that is not CKAN's: a web page, a redirect, an empty body, an error outside CKAN's list.

    ``text`` is the page's title or the error's words, ``wait`` the seconds that the server asks to be left alone.
    """

    def __init__(self, response: Response, text: str, *, is_page: bool) -> None:
        super().__init__(f"HTTP {response.status_code}: {text}")
        self.status = response.status_code
        self.text = text
        self.location = response.headers.get("Location", "")
        self.is_page = is_page
        self.wait = parse_retry_after(response.headers.get("Retry-After", ""), dt.datetime.now(dt.UTC))

    @property
    def is_busy(self) -> bool:
        """Whether the server asked to be spared, so that a request was certainly not carried out."""
        return self.status == _BUSY

    @property
    def is_overloaded(self) -> bool:
        """Whether the server, or what stands before it, looks overloaded."""
        return self.status in _OVERLOADED

    @property
    def is_passing(self) -> bool:
        """Whether the next answer may be better: not for a login page or an answer of the wrong server."""
        return self.is_busy or self.is_overloaded or (self.status == _OK and not self.is_page)

    @property
    def is_not_carried_out(self) -> bool:
        """Whether a write that got this answer certainly changed nothing."""
        return self.status in _NOT_CARRIED_OUT

    def describe(self) -> Message:
        """Say what came back, in one sentence."""
        if self.is_busy:
            return _describe_busy(self.wait)
        if self.is_page:
            return say(
                "the server answered with a web page instead of data (HTTP {status}, “{title}”)",
                status=self.status,
                title=self.text,
            )
        return say("the server answered HTTP {status}: {text}", status=self.status, text=self.text or "—")


def parse_retry_after(value: str, now: dt.datetime) -> float:
    """Read a ``Retry-After`` header (RFC 9110, 10.2.3), seconds or a date: the seconds to wait, 0 for nonsense.

    >>> noon = dt.datetime(2025, 3, 1, 12, tzinfo=dt.UTC)
    >>> parse_retry_after("7", noon), parse_retry_after("Sat, 01 Mar 2025 12:01:30 GMT", noon)
    (7.0, 90.0)
    >>> parse_retry_after("", noon), parse_retry_after("-3", noon), parse_retry_after("bald", noon)
    (0.0, 0.0, 0.0)
    """
    text = value.strip()
    if re.fullmatch(r"\d{1,9}(\.\d+)?", text, re.ASCII):
        return float(text)
    try:
        date = parsedate_to_datetime(text)
    except (TypeError, ValueError, IndexError):
        return 0.0
    return max(0.0, (date.replace(tzinfo=date.tzinfo or dt.UTC) - now).total_seconds())


def require_ckan_reply(response: Response) -> None:
    """Raise ``UnexpectedReply`` unless the answer is a result or an error that CKAN's action API documents."""
    body = _parse_json(response)
    if isinstance(body, dict) and (body.get("success") is True or _error_type(body) in UNDERSTOOD):
        return
    is_page = body is None and "<html" in response.text[:2000].lower()
    raise UnexpectedReply(response, _page_title(response.text) if is_page else _words(body), is_page=is_page)


def build_problem(reply: UnexpectedReply, address: str) -> Problem:
    """Say what the answer means for somebody who wants to reach a CKAN site, and what to do next."""
    match reply.status:
        case 301 | 302 | 303 | 307 | 308:
            what = say("{address} leads on to {location}", address=address, location=reply.location or "—")
            return Problem(what, say("if that is the right CKAN site, write its address in the configuration"))
        case 401 | 403 | 407:
            return Problem(reply.describe(), _ask_the_doorkeeper())
        case 404 | 405:
            what = say("there is no CKAN at {address}: {reply}", address=address, reply=reply.describe())
            return Problem(what, _check_the_address(address))
        case 429:
            return Problem(
                say("{address} takes no more requests for now (HTTP 429)", address=address),
                say("run the command again later, or ask who runs the site for a higher limit"),
            )
        case status if status >= 500:
            return Problem(
                say("{address} is out of order: {reply}", address=address, reply=reply.describe()),
                say("run the command again later; if it stays like this, tell who runs the site"),
            )
        case _:
            return Problem(reply.describe(), _check_the_address(address))


def _describe_busy(wait: float) -> Message:
    """Say that the server asked to be spared, and for how long."""
    if wait:
        return say("the server takes no more requests for {n} seconds (HTTP 429)", n=round(wait))
    return say("the server takes no more requests for now (HTTP 429)")


def _check_the_address(address: str) -> Message:
    """Tell how to find the right address."""
    return say(
        "check the address: {address}/api/3/action/status_show must show CKAN's version in a browser", address=address
    )


def _ask_the_doorkeeper() -> Message:
    """Tell whom to ask when something before CKAN refuses."""
    return say(
        "a proxy or a login page stands before CKAN: ask who runs it to let /api through, "
        "and whether the token needs another header than Authorization"
    )


def _parse_json(response: Response) -> Any:
    """Read the body as JSON; None where it is none."""
    try:
        return response.json()
    except ValueError:
        return None


def _error_type(body: dict[str, Any]) -> str:
    """Give CKAN's name for an error."""
    error = body.get("error")
    return str(error.get("__type", "")) if isinstance(error, dict) else ""


def _words(body: Any) -> str:
    """Give the words of an answer that is JSON but no result: a bare text, or an error of another type."""
    if isinstance(body, dict):
        error = body.get("error", "")
        body = error.get("message") or error.get("__type", "") if isinstance(error, dict) else error
    return _shorten(str(body)) if body else ""


def _page_title(page: str) -> str:
    """Give a web page's title."""
    match = _TITLE.search(page)
    return _shorten(html.unescape(match[1])) if match else "—"


def _shorten(text: str) -> str:
    """Put a text into one line of bearable length."""
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST_TEXT else f"{line[:_LONGEST_TEXT]}…"
