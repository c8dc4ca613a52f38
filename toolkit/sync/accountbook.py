"""The local accounts of the page in the browser, kept in the ledger; of a password there is only its argon2 hash."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import delete, insert, select, update

from toolkit.sync.lease import utc
from toolkit.sync.migration import Begin
from toolkit.sync.schema import accounts, visits


@dataclass(frozen=True, slots=True)
class AccountRow:
    """An account as it is kept."""

    name: str
    role: str
    password: str
    changed: str = ""


class AccountBook:
    """The accounts in a ledger. Every method raises Problem when the database cannot be used."""

    def __init__(self, begin: Begin) -> None:
        self._begin = begin

    def put(self, row: AccountRow, at: dt.datetime) -> bool:
        """Write down an account, or its new role and password, which ends its visits; tells whether it is new."""
        values = {"role": row.role, "password": row.password, "changed": utc(at)}
        with self._begin() as connection:
            changed = connection.execute(update(accounts).where(accounts.c.name == row.name).values(**values))
            if changed.rowcount:
                connection.execute(delete(visits).where(visits.c.account == row.name))
                return False
            connection.execute(insert(accounts).values(name=row.name, created=utc(at), **values))
        return True

    def find(self, name: str) -> AccountRow | None:
        """Find an account."""
        with self._begin() as connection:
            row = connection.execute(select(accounts).where(accounts.c.name == name)).mappings().first()
        return None if row is None else AccountRow(row["name"], row["role"], row["password"], row["changed"])

    def list(self) -> tuple[AccountRow, ...]:
        """List all accounts by name."""
        with self._begin() as connection:
            rows = connection.execute(select(accounts).order_by(accounts.c.name)).mappings().all()
        return tuple(AccountRow(row["name"], row["role"], row["password"], row["changed"]) for row in rows)

    def renew_hash(self, name: str, password: str) -> None:
        """Replace a hash by one of the same password that was made with stronger parameters."""
        with self._begin() as connection:
            connection.execute(update(accounts).where(accounts.c.name == name).values(password=password))

    def remove(self, name: str) -> bool:
        """Remove an account and end its visits; tells whether there was one."""
        with self._begin() as connection:
            connection.execute(delete(visits).where(visits.c.account == name))
            return bool(connection.execute(delete(accounts).where(accounts.c.name == name)).rowcount)
