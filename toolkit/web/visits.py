"""Keeps visits: begins them, finds them by their cookie, ends them with everything that belongs to them."""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
import re
import secrets
import shutil
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from toolkit.model.message import say
from toolkit.sync.visitbook import VisitBook, VisitRow
from toolkit.web.refusal import Refusal
from toolkit.web.settings import WebSettings
from toolkit.web.visit import ROLES, Account, Visit

LONGEST = dt.timedelta(hours=12)
"""How long a visit lasts at most, however busy it is."""

_TOUCH = dt.timedelta(seconds=60)
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
_FOLDER = re.compile(r"[0-9a-f]{32}")
_LOG = logging.getLogger("bestand.web")

Clock = Callable[[], dt.datetime]


@dataclass(frozen=True, slots=True)
class Begun:
    """A visit and the cookie that opens it, which is told once and kept nowhere."""

    visit: Visit
    token: str


class Visits:
    """The visits of one server. Methods wait for the ledger, so call them in a thread; threads may do so at once.

    ``drop_jobs`` is told of each visit that ends; ``is_busy`` tells whether something still works in its folder.
    """

    def __init__(self, settings: WebSettings, book: VisitBook, now: Clock) -> None:
        self._settings = settings
        self._book = book
        self._now = now
        self._turn = threading.Lock()
        self._alive: set[str] = set()
        self._doomed: set[str] = set()
        self._suspects: set[str] = set()
        self.drop_jobs: Callable[[str], None] = lambda _: None
        self.is_busy: Callable[[str], bool] = lambda _: False

    @property
    def folder(self) -> Path:
        """Where the folders of all visits lie."""
        return self._settings.data / "visits"

    def clean(self) -> None:
        """Remove what an earlier run of the server left behind, and make room for this one. Raises OSError."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.folder.chmod(0o700)
        self._alive = set(self._book.list_ids())

    def begin(self, language: str, account: Account | None = None) -> Begun:
        """Begin a visit. Raises Refusal where there are too many."""
        with self._turn:
            if len(self._alive) >= self._settings.max_visits:
                raise _crowded()
            id_ = secrets.token_hex(16)
            self._alive.add(id_)
        token, at = secrets.token_urlsafe(32), self._now()
        name = account.name if account else ""
        row = VisitRow(hash_token(token), id_, name, language, at, at, account.role if account else "")
        self._book.add(row)
        return Begun(self._build(row, token, account), token)

    def find(self, token: str) -> Visit | None:
        """Find the visit that a cookie opens; None where there is none, it is over, or its account was removed."""
        if not _TOKEN.fullmatch(token):
            return None
        hashed = hash_token(token)
        row = self._book.find(hashed)
        if row is None:
            return None
        now = self._now()
        if row.seen < now - self._idle or row.started < now - LONGEST:
            self.end(row.id)
            return None
        account = self._find_account(row)
        if row.account and account is None:
            self.end(row.id)
            return None
        if row.seen < now - _TOUCH:
            self._book.touch(hashed, now)
        return self._build(row, token, account)

    def choose_language(self, token: str, language: str) -> None:
        """Let a visitor read another language."""
        self._book.choose_language(hash_token(token), language)

    def end(self, id_: str) -> None:
        """End a visit: what it asked for is broken off, its files go; a push is let finish first."""
        self._book.remove([id_])
        self._remove_folder(id_)

    def sweep(self) -> None:
        """End the visits that are over, and remove the folders that nobody works in any more."""
        now = self._now()
        over = self._book.list_over(now - self._idle, now - LONGEST)
        if over:
            self._book.remove(over)
        known = set(self._book.list_ids())
        with self._turn:
            gone = self._alive - known
        for id_ in {*over, *self._doomed, *self._list_stray(gone)}:
            self._remove_folder(id_)

    @property
    def _idle(self) -> dt.timedelta:
        return dt.timedelta(minutes=self._settings.keep_minutes)

    def _list_stray(self, gone: set[str]) -> set[str]:
        """List visits that another program ended, as removing an account does.

        Two sweeps must miss them, since a visit that begins right now is not in the ledger yet.
        """
        stray = gone & self._suspects
        self._suspects = gone
        return stray

    def _remove_folder(self, id_: str) -> None:
        """Remove a visit's folder, or do it later where a push still works in it."""
        self.drop_jobs(id_)
        with self._turn:
            self._alive.discard(id_)
            if self.is_busy(id_):
                self._doomed.add(id_)
                return
            self._doomed.discard(id_)
        if _FOLDER.fullmatch(id_):
            shutil.rmtree(self.folder / id_, ignore_errors=True)
            if (self.folder / id_).exists():  # Windows keeps files that somebody still reads
                _LOG.warning("a folder of a visit that is over could not be removed yet")
                self._doomed.add(id_)

    def _find_account(self, row: VisitRow) -> Account | None:
        """Tell who a visitor is now: a local account may have been removed or got another role meanwhile."""
        match self._settings.login:
            case "accounts":
                return next((Account(row.account, role) for role in ROLES if role == row.role), None)
            case "header" if row.account:
                return build_header_account(row.account, self._settings)
            case _:
                return None

    def _build(self, row: VisitRow, token: str, account: Account | None) -> Visit:
        """Build the visit, with its folder."""
        folder = self.folder / row.id
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        settings = self._settings
        can_plan = settings.configuration is not None
        is_steward = account is not None and account.role == "steward"
        return Visit(
            row.id,
            folder,
            hashlib.sha256(b"csrf " + token.encode()).hexdigest(),
            account,
            row.language,
            may_plan=can_plan and (account is not None or (settings.login == "none" and settings.is_private)),
            may_push=can_plan and is_steward,
        )


def build_header_account(name: str, settings: WebSettings) -> Account | None:
    """Give the account of somebody whom the reverse proxy names; None for somebody who may not come."""
    if name in settings.stewards:
        return Account(name, "steward")
    if settings.departments and name not in settings.departments:
        return None
    return Account(name, "department")


def hash_token(token: str) -> str:
    """Give what is kept of a cookie. It is random and long, so that a plain hash does.

    >>> hash_token("a")[:8]
    'ca978112'
    """
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _crowded() -> Refusal:
    """Say that there are too many visitors."""
    return Refusal(
        503,
        say("Too many people are here at the same time."),
        say("Try it again in a few minutes."),
        {"Retry-After": "120"},
    )
