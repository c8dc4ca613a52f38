"""CKAN's actions at one address: reads that are tried again, writes that are sent once and answered honestly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, BinaryIO, TypeAlias

import requests
from ckanapi import RemoteCKAN
from ckanapi.errors import CKANAPIError, NotAuthorized, NotFound, SearchIndexError, ValidationError

from toolkit.catalogues.ckan import reply, trouble
from toolkit.catalogues.ckan.address import follow_redirect, normalise_address
from toolkit.catalogues.ckan.refusal import describe_denial, describe_index_error, describe_validation
from toolkit.catalogues.ckan.session import (
    USER_AGENT,
    CkanSession,
    Patience,
    Token,
    anonymous,
    build_read_retry,
    build_write_retry,
)
from toolkit.model.message import Message, say
from toolkit.model.problem import Problem
from toolkit.model.receipt import Unsure

Params: TypeAlias = Mapping[str, Any]
Upload: TypeAlias = "tuple[str, BinaryIO]"

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

    def __init__(self, address: str, token: Token, patience: Patience) -> None:
        self.address = address
        self.has_token = token.is_set
        self._patience = patience
        self._reader = _remote(address, CkanSession(token, build_read_retry(patience)))
        self._writer = _remote(address, CkanSession(token, build_write_retry(patience)))

    def __repr__(self) -> str:
        return f"Client({self.address!r})"

    def close(self) -> None:
        """Give the connections back."""
        self._reader.close()
        self._writer.close()

    def read(self, action: str, **params: Any) -> Any:
        """Ask for something that must be there. Raises Problem for every answer but a result."""
        found = self.find(action, **params)
        if not isinstance(found, Absent):
            return found
        what = say("{address} refuses to answer {action}", address=self.address, action=action)
        raise Problem(what, say("give the token's user the role of an editor in the organisations concerned"))

    def find(self, action: str, **params: Any) -> Any:
        """Ask for something that may be missing: CKAN's result or ``Absent``. Raises Problem for everything else."""
        timeout = (self._patience.connect, self._patience.read)
        try:
            return self._reader.call_action(action, params, requests_kwargs={"timeout": timeout})
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

    def write(self, action: str, params: Params, upload: Upload | None = None) -> dict[str, Any] | Denied | Unsure:
        """Send a write once: CKAN's result, ``Denied`` or ``Unsure``.

        Raises Problem where nothing was sent, because no connection came about.
        """
        patience = self._patience
        timeout = (patience.connect, patience.upload if upload else patience.write)
        files = {"upload": upload} if upload else None
        try:
            result: dict[str, Any] = self._writer.call_action(
                action, dict(params), files=files, requests_kwargs={"timeout": timeout}
            )
        except (CKANAPIError, reply.UnexpectedReply) as error:
            return _judge_reply(error, params)
        except requests.RequestException as error:
            if trouble.is_unsent(error):
                raise trouble.build_problem(error, self.address) from error
            return Unsure(trouble.describe(error))
        return result

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
    key = Token(token, header)
    with CkanSession(key, build_read_retry(patience)) as session:
        try:
            answer = session.get(wanted + _STATUS, auth=anonymous, timeout=(patience.connect, patience.read))
        except reply.UnexpectedReply as error:
            raise reply.build_problem(error, wanted) from error
        except requests.RequestException as error:
            raise trouble.build_problem(error, wanted) from error
    base = follow_redirect(wanted, answer.url) if answer.history else wanted
    status = answer.json().get("result")
    if not isinstance(status, dict) or "ckan_version" not in status:
        what = say("there is no CKAN at {address}: it does not tell a CKAN version", address=wanted)
        raise Problem(what, say("check the address"))
    return Client(base, key, patience), status


def _judge_reply(error: Exception, params: Params) -> Denied | Unsure:
    """Tell what an answer to a write means that is no result."""
    match error:
        case ValidationError():
            return Denied(describe_validation(error.error_dict, params), error.error_dict)
        case NotAuthorized():
            return Denied(describe_denial(error.extra_msg), {})
        case NotFound():
            return Denied(say("CKAN does not find it any more"), {})
        case SearchIndexError():
            return Denied(describe_index_error(str(error)), {})
        case reply.UnexpectedReply():
            return Denied(error.describe(), {}) if error.is_not_carried_out else Unsure(error.describe())
        case _:
            return Denied(say("CKAN refuses it: {details}", details=str(error)), {})


def _remote(address: str, session: CkanSession) -> Any:
    """Let ckanapi speak through our session; it gets no token, since the session signs its requests."""
    return RemoteCKAN(address, user_agent=USER_AGENT, session=session)
