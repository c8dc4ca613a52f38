"""Local accounts: names, roles and passwords, of which only an argon2 hash is kept (RFC 9106)."""

from __future__ import annotations

import datetime as dt
import secrets
import threading
import unicodedata
from collections.abc import Callable

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from toolkit.model.message import say
from toolkit.model.problem import Problem
from toolkit.sync.accountbook import AccountBook, AccountRow
from toolkit.web.visit import ROLES, Account, Role

SHORTEST = 10
"""Characters that a password has at least (NIST SP 800-63B asks for 8)."""
LONGEST = 200
"""Characters that a name or a password has at most."""


class Accounts:
    """The local accounts of a ledger. Methods wait, so call them in a thread."""

    def __init__(self, book: AccountBook, now: Callable[[], dt.datetime], hasher: PasswordHasher | None = None) -> None:
        self._book = book
        self._now = now
        self._hasher = hasher or PasswordHasher()
        # Checked where there is no such account, so that the time tells nothing; nobody knows its password.
        self._nobody = self._hasher.hash(secrets.token_urlsafe(32))
        self._turn = threading.Semaphore(2)  # each check takes 64 MB for a moment

    def put(self, name: str, role: Role, password: str) -> bool:
        """Make an account, or give one a new role and password; tells whether it is new. Raises Problem."""
        known_as = normalize_name(name)
        _require_name(known_as)
        _require_password(password, known_as)
        return self._book.put(AccountRow(known_as, role, self._hasher.hash(password)), self._now())

    def check(self, name: str, password: str) -> Account | None:
        """Give the account that a name and a password open; it takes equally long where there is none."""
        known_as = normalize_name(name)[:LONGEST]
        row = self._book.find(known_as)
        with self._turn:
            is_right = self._verify(row.password if row else self._nobody, password[: LONGEST + 1])
        role = next((role for role in ROLES if row and role == row.role), None)
        if row is None or role is None or not is_right:
            return None
        if self._hasher.check_needs_rehash(row.password):
            self._book.renew_hash(known_as, self._hasher.hash(password))
        return Account(known_as, role)

    def list(self) -> tuple[AccountRow, ...]:
        """List all accounts."""
        return self._book.list()

    def remove(self, name: str) -> None:
        """Remove an account and end its visits. Raises Problem where there is none."""
        if not self._book.remove(normalize_name(name)):
            raise Problem(
                say("there is no account “{name}”", name=name),
                say("“bestand account list” shows them all."),
            )

    def _verify(self, hashed: str, password: str) -> bool:
        """Tell whether a password fits a hash."""
        try:
            return self._hasher.verify(hashed, password)
        except (VerificationError, InvalidHashError):
            return False


def normalize_name(name: str) -> str:
    """Give a name as it is kept: how it is typed, in capitals or not, makes no difference.

    >>> normalize_name(" Gruenes-Amt ")
    'gruenes-amt'
    """
    return unicodedata.normalize("NFKC", name).strip().casefold()


def _require_name(name: str) -> None:
    """Raise Problem for a name that nobody could type again."""
    if not name or len(name) > LONGEST or not name.isprintable():
        raise Problem(
            say("“{name}” is no name for an account", name=name[:50]),
            say("Write letters and digits, such as a department’s short name or a mail address."),
        )


def _require_password(password: str, name: str) -> None:
    """Raise Problem for a password that is guessed too easily."""
    if len(password) < SHORTEST or password.casefold() == name:
        raise Problem(
            say("the password is too short or is the name itself"),
            say("Choose one of at least {least} characters; several words are easy to keep in mind.", least=SHORTEST),
        )
    if len(password) > LONGEST:
        raise Problem(
            say("the password is longer than {most} characters", most=LONGEST),
            say("Choose a shorter one."),
        )
