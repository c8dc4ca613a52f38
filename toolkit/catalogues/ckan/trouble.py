"""Connections that fail: what broke, whether anything had been sent by then, and what to do next."""

from __future__ import annotations

import re
import ssl

import requests
from urllib3.exceptions import (
    ConnectTimeoutError,
    MaxRetryError,
    NameResolutionError,
    NewConnectionError,
    TimeoutError,  # noqa: A004 (urllib3's own name)
)

from toolkit.model.message import Message, say
from toolkit.model.problem import Problem


def is_unsent(error: requests.RequestException) -> bool:
    """Tell whether a request certainly never reached the server: no connection was made, or none that is safe.

    urllib3 reports a proxy's error only until the proxy is reached; an encrypted connection may also break off later.
    """
    cause = _cause(error)
    if isinstance(error, requests.exceptions.SSLError):
        return any(isinstance(inner, ssl.SSLCertVerificationError) for inner in (cause, *cause.args))
    return isinstance(error, requests.exceptions.ProxyError) or isinstance(cause, ConnectTimeoutError)


def is_unconnected(error: requests.RequestException) -> bool:
    """Tell whether no connection came about, for a reason that may pass."""
    return isinstance(_cause(error), ConnectTimeoutError) and not isinstance(error, requests.exceptions.SSLError)


def is_timeout(error: requests.RequestException) -> bool:
    """Tell whether an answer, or the rest of one, was waited for in vain."""
    return isinstance(error, requests.Timeout) or (
        isinstance(_cause(error), TimeoutError) and not isinstance(_cause(error), ConnectTimeoutError)
    )


def is_passing(error: requests.RequestException) -> bool:
    """Tell whether a request may go better the next time: not where the server is not trusted or the URL is wrong."""
    passing = (
        requests.ConnectionError,
        requests.Timeout,
        requests.exceptions.ChunkedEncodingError,
        requests.exceptions.ContentDecodingError,
    )
    return isinstance(error, passing) and not isinstance(error, requests.exceptions.SSLError)


def name_error(error: requests.RequestException) -> str:
    """Name in a word or two what came instead of an answer, for the journal of requests.

    >>> name_error(requests.ReadTimeout()), name_error(requests.exceptions.ChunkedEncodingError())
    ('timeout', 'truncated')
    """
    if is_unsent(error):
        return "no connection"
    if is_timeout(error):
        return "timeout"
    cut = requests.exceptions.ChunkedEncodingError | requests.exceptions.ContentDecodingError
    return "truncated" if isinstance(error, cut) else "broken"


def describe(error: requests.RequestException) -> Message:
    """Say in one sentence what happened to a request that was sent."""
    if is_timeout(error):
        return say("no answer came in time")
    return say("the connection broke off before the answer came")


def build_problem(error: requests.RequestException, address: str) -> Problem:
    """Say why no answer came from an address, and what to do next."""
    cause = _cause(error)
    match error:
        case requests.exceptions.SSLError():
            what = say("the connection to {address} is not safe: {reason}", address=address, reason=_reason(cause))
            return Problem(what, _trust_remedy())
        case requests.exceptions.ProxyError():
            what = say("the proxy on the way to {address} does not work", address=address)
            return Problem(what, say("check the environment variables HTTPS_PROXY, HTTP_PROXY and NO_PROXY"))
        case _ if isinstance(cause, NameResolutionError):
            what = say("there is no server at {address}: its name is not known here", address=address)
            return Problem(what, say("check the spelling, and whether this computer is in the right network"))
        case _ if isinstance(cause, NewConnectionError):
            what = say("{address} cannot be reached: {reason}", address=address, reason=_reason(cause))
            return Problem(what, say("check the address and its port, and whether the site is running"))
        case _ if isinstance(cause, TimeoutError) or isinstance(error, requests.Timeout):
            what = say("{address} does not answer in time", address=address)
            return Problem(what, say("run the command again later; if it stays like this, tell who runs the site"))
        case _:
            what = say("the connection to {address} broke off", address=address)
            return Problem(what, say("run the command again: what is done already will not be done twice"))


def _trust_remedy() -> Message:
    """Tell how to trust an authority of one's own."""
    return say(
        "if the site's certificate comes from your own authority, name that authority's file "
        "in the environment variable REQUESTS_CA_BUNDLE"
    )


def _cause(error: requests.RequestException) -> BaseException:
    """Give urllib3's error behind one of requests."""
    inner = error.args[0] if error.args else None
    if isinstance(inner, MaxRetryError):
        return inner.reason or inner
    return inner if isinstance(inner, BaseException) else error


def _reason(cause: BaseException) -> str:
    """Give the innermost words of an error, without the names of Python's objects."""
    while cause.args and isinstance(cause.args[0], BaseException):
        cause = cause.args[0]
    return re.sub(r"^.*\[Errno -?\d+\] ", "", str(cause.args[-1] if cause.args else cause))
