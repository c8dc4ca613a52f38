from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url

from toolkit.model.problem import Problem
from toolkit.sync.store import Store, open_store

if TYPE_CHECKING:
    from tests.sync.database import Server


def fail_to_open(url: str) -> Problem:
    with pytest.raises(Problem) as caught, open_store(url):
        pass
    return caught.value


@pytest.mark.parametrize(
    "url",
    [
        "postgresql+psycopg://ledger:geheim@127.0.0.1:1/bestand",
        "postgresql://ledger:geheim@127.0.0.1:1/bestand",
        "postgresql+psycopg://ledger@127.0.0.1:1/bestand?password=geheim&application_name=x",
    ],
)
def test_a_server_that_does_not_answer_is_a_problem_that_keeps_the_password(url: str) -> None:
    problem = fail_to_open(url)
    assert "postgresql+psycopg://ledger" in str(problem)
    assert "cannot be used" in str(problem)
    assert "geheim" not in f"{problem} {problem.remedy}"
    assert "\n" not in str(problem)
    assert str(problem.remedy).startswith("check that the database server runs")


def test_a_refused_user_is_a_problem_that_keeps_the_password(postgresql: Server) -> None:
    url = postgresql.url.set(username="nobody-here", password="geheim").render_as_string(hide_password=False)
    problem = fail_to_open(url)
    assert "nobody-here" in str(problem)
    assert "geheim" not in str(problem)


def test_a_driver_that_is_missing_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "psycopg", None)
    problem = fail_to_open("postgresql://u:geheim@h/d")
    assert str(problem) == "there is no driver for the ledger postgresql+psycopg://u:***@h/d"
    assert str(problem.remedy) == "install it with: pip install bestand[postgresql]"


def test_a_ledger_outlives_its_server_s_restart(postgresql: Server) -> None:
    with open_store(postgresql.create()) as store:
        with store.begin() as connection:
            ended = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
        postgresql.run(f"SELECT pg_terminate_backend({ended})")
        with store.begin() as connection:
            assert connection.execute(text("SELECT pg_backend_pid()")).scalar_one() != ended


def lose_connection(server: Server, store: Store) -> None:
    """Do something in a transaction whose connection is lost."""
    with store.begin() as connection:
        mine = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
        server.run(f"SELECT pg_terminate_backend({mine})")
        connection.execute(text("SELECT 1"))


def test_a_connection_that_is_lost_in_the_middle_is_a_problem(postgresql: Server) -> None:
    with open_store(postgresql.create()) as store:
        with pytest.raises(Problem, match="cannot be used"):
            lose_connection(postgresql, store)
        with store.begin() as connection:
            assert connection.execute(text("SELECT 1")).scalar_one() == 1


def fail_in_the_middle(store: Store) -> None:
    """Begin to change something and fail."""
    with store.begin() as connection:
        connection.execute(text("DELETE FROM bestand_version"))
        raise RuntimeError


def test_what_fails_in_a_transaction_leaves_nothing(location: Path | str) -> None:
    with open_store(location) as store:
        with pytest.raises(RuntimeError):
            fail_in_the_middle(store)
        with store.begin() as connection:
            assert connection.execute(text("SELECT count(*) FROM bestand_version")).scalar_one() == 1


def test_a_service_file_tells_where_the_server_is(
    postgresql: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = postgresql.url
    service = (
        f"[bestand]\nhost={url.query['host']}\nuser={url.username}\ndbname={make_url(postgresql.create()).database}\n"
    )
    (tmp_path / "services").write_text(service, encoding="utf-8")
    monkeypatch.setenv("PGSERVICEFILE", str(tmp_path / "services"))
    with open_store("postgresql:///?service=bestand") as store:
        assert store.location == "postgresql+psycopg:///?service=bestand"
        assert store.is_postgresql
