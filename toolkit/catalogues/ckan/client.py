"""CKAN's actions at one address: reads that are tried again, writes that are sent once and answered honestly."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any, TypeAlias

import requests
from ckanapi import RemoteCKAN
from ckanapi.errors import CKANAPIError, NotAuthorized, NotFound, SearchIndexError, ValidationError

from toolkit.catalogues.ckan import reply, trouble
from toolkit.catalogues.ckan.address import follow_redirect, normalise_address
from toolkit.catalogues.ckan.journal import Journal
from toolkit.catalogues.ckan.patience import Patience, ask_until_answered, send_once_connected
from toolkit.catalogues.ckan.refusal import (
    describe_denial,
    describe_index_error,
    describe_validation,
    is_index_overloaded,
)
from toolkit.catalogues.ckan.session import USER_AGENT, CkanSession, Token, anonymous
from toolkit.catalogues.ckan.upload import Upload, send_upload
from toolkit.model.message import Message, say
from toolkit.model.problem import Problem
from toolkit.model.receipt import Busy, Request, Unsure

Params: TypeAlias = Mapping[str, Any]

_MOST_READERS = 8
_STATUS = "/api/3/action/status_show"


class Absent(Enum):
    """Why a thing could not be read: it is not there, or the token may not see it."""

    MISSING = "missing"
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True)
class Denied:
    """CKAN refused a write; nothing was changed. ``errors`` holds CKAN's validation errors, if it was those."""

    reason: Message
    errors: Mapping[str, Any]


class Client:
    """One CKAN site as one token sees it. ``open_client`` makes it; threads may share it."""

    def __init__(self, address: str, token: Token, patience: Patience, journal: Journal) -> None:
        self.address = address
        self.has_token = token.is_set
        self.patience = patience
        self._journal = journal
        self._session = CkanSession(token, journal)
        # ckanapi speaks through our session; it gets no token, since the session signs its requests.
        self._remote: Any = RemoteCKAN(address, user_agent=USER_AGENT, session=self._session)

    def __repr__(self) -> str:
        return f"Client({self.address!r})"

    def close(self) -> None:
        """Give the connections back."""
        self._session.close()

    def tell_strain(self, tell: Callable[[float], None]) -> None:
        """Tell from now on when a request that is sent again found the site under pressure."""
        self.patience = replace(self.patience, strain=tell)

    def take_requests(self) -> tuple[Request, ...]:
        """Give the requests that this thread sent since it last asked."""
        return self._journal.take()

    def find_all(self, action: str, ids: Sequence[str]) -> list[Any]:
        """Ask for several things that may be missing by their ids, some at once; the answers stand in their order."""

        def ask(id_: str) -> tuple[Any, tuple[Request, ...]]:
            return self.find(action, id=id_), self.take_requests()

        with ThreadPoolExecutor(max_workers=_MOST_READERS) as pool:
            answers = list(pool.map(ask, ids))
        for _, requests_ in answers:
            self._journal.add(requests_)
        return [answer for answer, _ in answers]

    def read(self, action: str, **params: Any) -> Any:
        """Ask for something that must be there. Raises Problem for every answer but a result."""
        found = self.find(action, **params)
        if not isinstance(found, Absent):
            return found
        what = say("{address} refuses to answer {action}", address=self.address, action=action)
        raise Problem(what, say("give the token's user the role of an editor in the organisations concerned"))

    def find(self, action: str, **params: Any) -> Any:
        """Ask for something that may be missing: CKAN's result or ``Absent``. Raises Problem for everything else."""
        timeout = (self.patience.connect, self.patience.read)
        try:
            return ask_until_answered(self.patience, lambda: self._call(action, params, timeout))
        except NotFound:
            return Absent.MISSING
        except NotAuthorized:
            return Absent.HIDDEN
        except CKANAPIError as error:
            raise self._refused_read(action, error) from error
        except reply.UnexpectedReply as error:
            raise reply.build_problem(error, self.address) from error
        except requests.RequestException as error:
            raise trouble.build_problem(error, self.address) from error

    def write(
        self, action: str, params: Params, upload: Upload | None = None
    ) -> dict[str, Any] | Denied | Unsure | Busy:
        """Send a write once: CKAN's result, ``Denied``, ``Unsure`` or ``Busy``.

        Raises Problem where nothing was sent, because no connection came about.
        """
        try:
            result: dict[str, Any] = send_once_connected(self.patience, lambda: self._send(action, params, upload))
        except (CKANAPIError, reply.UnexpectedReply) as error:
            return _judge_reply(error, params)
        except requests.RequestException as error:
            if trouble.is_unsent(error):
                raise trouble.build_problem(error, self.address) from error
            return Unsure(trouble.describe(error), overloaded=trouble.is_timeout(error))
        return result

    def _send(self, action: str, params: Params, upload: Upload | None) -> Any:
        """Send a write, with a file or without."""
        patience = self.patience
        if upload is None:
            return self._call(action, params, (patience.connect, patience.write))
        url = f"{self.address}/api/action/{action}"
        return send_upload(self._session, url, params, upload, (patience.connect, patience.upload))

    def _call(self, action: str, params: Params, timeout: tuple[float, float]) -> Any:
        """Let ckanapi send one request."""
        return self._remote.call_action(action, dict(params), requests_kwargs={"timeout": timeout})

    def _refused_read(self, action: str, error: Exception) -> Problem:
        """Report a read that CKAN understood and refused, such as a search that its index could not answer."""
        what = say("{address} cannot answer {action}: {words}", address=self.address, action=action, words=str(error))
        return Problem(what, say("tell who runs the site: CKAN's own log says more"))


def open_client(
    address: str, token: str = "", *, header: str = "Authorization", patience: Patience | None = None
) -> tuple[Client, Mapping[str, Any]]:
    """Reach a CKAN site: a client for it, and what its ``status_show`` says.

    The first request is a harmless GET without the token. It follows redirects (http to https), so that later requests
    go to the final address: a redirect would drop the body of a POST. Raises Problem where no CKAN answers.
    """
    patience = patience or Patience()
    wanted = normalise_address(address)
    key, journal, timeout = Token(token, header), Journal(), (patience.connect, patience.read)
    with CkanSession(key, journal) as session:
        try:
            answer = ask_until_answered(
                patience, lambda: session.get(wanted + _STATUS, auth=anonymous, timeout=timeout)
            )
        except reply.UnexpectedReply as error:
            raise reply.build_problem(error, wanted) from error
        except requests.RequestException as error:
            raise trouble.build_problem(error, wanted) from error
    base = follow_redirect(wanted, answer.url) if answer.history else wanted
    status = answer.json().get("result")
    if not isinstance(status, dict) or "ckan_version" not in status:
        what = say("there is no CKAN at {address}: it does not tell a CKAN version", address=wanted)
        raise Problem(what, say("check the address"))
    return Client(base, key, patience, journal), status


def _judge_reply(error: Exception, params: Params) -> Denied | Unsure | Busy:
    """Tell what an answer to a write means that is no result."""
    match error:
        case ValidationError():
            return Denied(describe_validation(error.error_dict, params), error.error_dict)
        case NotAuthorized():
            return Denied(describe_denial(error.extra_msg), {})
        case NotFound():
            return Denied(say("CKAN does not find it any more"), {})
        case SearchIndexError() if is_index_overloaded(str(error)):
            return Unsure(describe_index_error(str(error)), overloaded=True)
        case SearchIndexError():
            return Denied(describe_index_error(str(error)), {})
        case reply.UnexpectedReply() if error.is_busy:
            return Busy(error.describe(), error.wait)
        case reply.UnexpectedReply() if error.is_not_carried_out:
            return Denied(error.describe(), {})
        case reply.UnexpectedReply():
            return Unsure(error.describe(), overloaded=error.is_overloaded)
        case _:
            return Denied(say("CKAN refuses it: {details}", details=str(error)), {})
