"""Local accounts and the commands that start the page and keep its accounts."""

from __future__ import annotations

import io
import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Literal

import httpx
import pytest
from argon2 import PasswordHasher

from tests.web.running_site import QUICK, Clock
from toolkit.cli.main import main
from toolkit.model.problem import Problem
from toolkit.steps.configuration import parse_configuration
from toolkit.sync.accountbook import AccountBook
from toolkit.sync.store import open_store
from toolkit.web.account import Accounts
from toolkit.web.settings import MEGABYTE, Rate
from toolkit.web.startup import build_settings, find_ledger
from toolkit.web.visit import Account

ROOT = Path(__file__).parents[2]
GOOD = "Apfelbaum am Rathaus"


def call(monkeypatch: pytest.MonkeyPatch, *arguments: str, typed: str = "") -> int:
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    return main(["--lang", "en", *arguments])


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("BESTAND_LEDGER", raising=False)
    text = '[web]\nledger = "l.sqlite"\ndata = "daten"\nworkers = 1\n'
    (tmp_path / "bestand.toml").write_text(text, encoding="utf-8")
    return tmp_path


def test_an_account_is_made_shown_changed_and_removed(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(monkeypatch, "account", "add", "Amt 61", "--role", "steward", typed=f"{GOOD}\n") == 0
    assert call(monkeypatch, "account", "list") == 0
    assert capsys.readouterr().out == "The account “Amt 61” was made.\namt 61  steward\n"
    assert call(monkeypatch, "account", "add", "AMT 61", "--role", "department", typed=f"{GOOD}!\n") == 0
    assert "has its new password" in capsys.readouterr().out
    assert call(monkeypatch, "account", "remove", "amt 61") == 0
    assert call(monkeypatch, "account", "list") == 0
    assert capsys.readouterr().out.endswith("was removed.\nThere are no accounts.\n")
    assert call(monkeypatch, "account", "remove", "amt 61") == 1
    assert "there is no account “amt 61”" in capsys.readouterr().err
    stored = (home / "l.sqlite").read_bytes()
    assert GOOD.encode() not in stored


@pytest.mark.parametrize(
    ("name", "typed", "words"),
    [
        ("amt", "x" * 9, "too short"),
        ("amtamtamtamt", "AmtAmtAmtAmt", "is the name itself"),
        ("amt", "x" * 201, "longer than 200"),
        (" ", GOOD, "is no name"),
        ("a\nb", GOOD, "is no name"),
    ],
)
@pytest.mark.usefixtures("home")
def test_what_is_easily_guessed_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str, typed: str, words: str
) -> None:
    assert call(monkeypatch, "account", "add", name, "--role", "steward", typed=f"{typed}\n") == 1
    told = " ".join(capsys.readouterr().err.split())
    assert words in told
    assert typed not in told


def test_a_login_needs_the_whole_password_and_an_old_hash_is_renewed(tmp_path: Path) -> None:
    with open_store(tmp_path / "l.sqlite") as store:
        book = AccountBook(store.begin)
        accounts = Accounts(book, Clock(), QUICK)
        assert accounts.put("amt", "department", GOOD)
        assert accounts.check("Amt ", GOOD) == Account("amt", "department")
        assert accounts.check("amt", GOOD[:-1]) is None
        assert accounts.check("amt", "") is None
        assert accounts.check("x" * 10_000, GOOD) is None
        before = book.find("amt")
        stronger = Accounts(book, Clock(), PasswordHasher(time_cost=2, memory_cost=16, parallelism=1))
        assert stronger.check("amt", GOOD) == Account("amt", "department")
        after = book.find("amt")
        assert before is not None
        assert after is not None
        assert "t=2" in after.password != before.password


def test_without_such_an_account_a_password_is_checked_all_the_same(tmp_path: Path) -> None:
    checked: list[str] = []

    class Watched(PasswordHasher):
        def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:  # noqa: A002 (argon2's own name)
            checked.append(str(password))
            return super().verify(hash, password)

    with open_store(tmp_path / "l.sqlite") as store:
        accounts = Accounts(AccountBook(store.begin), Clock(), Watched(1, 8, 1))
        assert accounts.check("nobody", GOOD) is None
    assert checked == [GOOD]


def test_serving_strangers_needs_a_login_or_a_clear_wish(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(monkeypatch, "serve", "--host", "0.0.0.0") == 4  # noqa: S104
    assert "without a login everybody who reaches 0.0.0.0" in " ".join(capsys.readouterr().err.split())
    (home / "bestand.toml").write_text(
        '[web]\nledger = "l"\npublic_address = "https://b.example.org"\n', encoding="utf-8"
    )
    assert call(monkeypatch, "serve") == 4
    (home / "bestand.toml").write_text('[web]\nledger = "l"\nlogin = "header"\n', encoding="utf-8")
    assert call(monkeypatch, "serve") == 1
    assert "no reverse proxy is trusted" in " ".join(capsys.readouterr().err.split())
    assert not (home / "l").exists()


@pytest.mark.usefixtures("home")
def test_a_port_that_is_taken_is_told(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert call(monkeypatch, "serve", "--port", str(taken.getsockname()[1])) == 1
    assert "the server cannot listen at 127.0.0.1:" in " ".join(capsys.readouterr().err.split())


@pytest.mark.usefixtures("home")
def test_without_the_extra_the_command_says_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in [name for name in sys.modules if name.startswith("toolkit.web")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "starlette.applications", None)
    assert call(monkeypatch, "serve") == 1
    told = capsys.readouterr().err
    assert 'pip install "bestand[web]"' in told
    assert "Traceback" not in told


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGTERM that a program could answer")
@pytest.mark.slow
def test_the_server_tells_its_address_answers_and_stops_in_good_order(home: Path) -> None:
    log = home / "log"
    kept = {key: value for key, value in os.environ.items() if not key.startswith("BESTAND_")}
    command = [sys.executable, "-m", "toolkit", "--lang", "en", "serve", "--port", "0"]
    with log.open("wb") as err:
        process = subprocess.Popen(
            command, cwd=home, env=kept | {"PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, stderr=err, text=True
        )
        assert process.stdout is not None
        told = process.stdout.readline()
        found = re.fullmatch(r"Bestand is at (http://127\.0\.0\.1:\d+/) – Ctrl-C stops it\n", told)
        assert found, log.read_text(encoding="utf-8")
        answer = httpx.get(found[1], trust_env=False, timeout=30)
        assert answer.status_code == 200
        assert "server" not in answer.headers
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
        process.stdout.close()
    written = log.read_text(encoding="utf-8")
    assert " INFO GET / 200 " in written
    assert "Traceback" not in written


def test_the_settings_say_what_the_file_says(tmp_path: Path) -> None:
    text = """
    [web]
    host = "0.0.0.0"
    port = 9000
    public_address = "https://city.example.org/bestand/"
    login = "header"
    trusted_proxies = ["10.0.0.1", "fd00::/8"]
    stewards = "anna"
    departments = ["bert", "carla"]
    data = "daten"
    max_upload_mb = 5
    keep_minutes = 30
    workers = 3
    job_minutes = 4
    job_memory_mb = 1024
    requests_per_minute = 90
    uploads_per_minute = 6
    logins_per_minute = 3
    """
    settings = build_settings(
        parse_configuration(text, tmp_path / "bestand.toml", {}, needs=()), {"BESTAND_LEDGER": "l"}
    )
    assert (settings.host, settings.port, settings.login) == ("0.0.0.0", 9000, "header")  # noqa: S104
    assert (settings.base_path, settings.public_address) == ("/bestand", "https://city.example.org/bestand")
    assert [str(network) for network in settings.trusted_proxies] == ["10.0.0.1/32", "fd00::/8"]
    assert (settings.stewards, settings.departments) == (frozenset({"anna"}), frozenset({"bert", "carla"}))
    assert (settings.data, settings.ledger) == (tmp_path / "daten", Path("l"))
    assert (settings.max_upload, settings.job_memory) == (5 * MEGABYTE, 1024 * MEGABYTE)
    assert (settings.keep_minutes, settings.workers, settings.job_minutes) == (30, 3, 4)
    assert settings.rates.requests == Rate(30, 90)
    assert settings.rates.uploads == Rate(6, 6)
    assert settings.rates.logins == Rate(6, 3)
    assert settings.accepted_hosts >= {"city.example.org", "localhost"}
    assert settings.configuration is None, "there is nothing to push to"


@pytest.mark.parametrize(
    ("web", "environ", "place"),
    [
        ('ledger = "own.sqlite"', {"BESTAND_LEDGER": "other"}, "/srv/own.sqlite"),
        ('ledger = "postgresql://db/b"', {}, "postgresql://db/b"),
        ('ledger_env = "X"', {"X": "from-x"}, "from-x"),
        ("", {"BESTAND_LEDGER": "other"}, "other"),
        ("", {}, "/srv/push.sqlite"),
    ],
)
def test_visits_and_accounts_lie_in_the_ledger_of_the_pushes_unless_another_is_named(
    web: str, environ: dict[str, str], place: str
) -> None:
    text = f'[web]\n{web}\n[targets.k]\nto = "k"\nledger = "push.sqlite"\n[inventories.a]\nfiles = "a.xlsx"\n'
    configuration = parse_configuration(text, Path("/srv/bestand.toml"), {})
    assert str(find_ledger(configuration, environ)) == str(Path(place) if "://" not in place else place)


def test_a_ledger_whose_variable_is_not_set_is_told() -> None:
    configuration = parse_configuration('[web]\nledger_env = "X"\n', Path("/srv/bestand.toml"), {}, needs=())
    with pytest.raises(Problem, match="the variable X, which is not set"):
        find_ledger(configuration, {})
