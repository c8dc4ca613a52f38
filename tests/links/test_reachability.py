"""Links are tried against a real server, politely, and each outcome is told apart."""

from __future__ import annotations

import datetime as dt
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from dataclasses import replace
from email.utils import format_datetime
from itertools import pairwise
from pathlib import Path

import pytest

from tests.links.local_server import Reply, Server, run_server
from toolkit import __version__
from toolkit.links.fetch import default_cache, fetch_reachability
from toolkit.links.manner import Manner
from toolkit.links.memory import Memory
from toolkit.links.outcome import Dead, Moved, Outcome, Reachable, Unchecked, Why

MANNER = Manner(connect=2.0, read=2.0, pause=0.0, private=True)


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)


@pytest.fixture
def server() -> Iterator[Server]:
    with run_server() as running:
        yield running


def ask(server: Server, path: str, manner: Manner = MANNER) -> Outcome:
    (reached,) = fetch_reachability([server.url(path)], manner=manner)
    assert reached.url == server.url(path)
    return reached.outcome


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def test_a_page_that_is_there_is_asked_for_once_with_head(server: Server) -> None:
    server.replies["/a"] = Reply()
    assert ask(server, "/a") == Reachable()
    assert server.methods("/a") == ["HEAD"]


def test_the_server_hears_who_asks_and_gets_no_password(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login amt password geheim\n", encoding="utf-8")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    server.replies["/a"] = Reply(200, {"Set-Cookie": "who=you"})
    server.replies["/b"] = Reply(302, {"Location": "/a"})
    assert ask(server, "/b") == Reachable()
    assert all(one.headers["User-Agent"] == f"bestand/{__version__} (link check)" for one in server.asked)
    assert not any({"Authorization", "Cookie"} & set(one.headers) for one in server.asked)


@pytest.mark.parametrize("refusal", [403, 404, 405, 500, 501])
def test_get_has_the_last_word_where_head_is_refused(server: Server, refusal: int) -> None:
    server.replies["/a"] = Reply(200, head=refusal)
    assert ask(server, "/a") == Reachable()
    assert server.methods("/a") == ["HEAD", "GET"]
    assert server.asked[1].headers["Range"] == "bytes=0-0"


def test_an_address_with_a_query_is_asked_for_without_a_range(server: Server) -> None:
    server.replies["/a?b=1"] = Reply(200, head=405)
    assert ask(server, "/a?b=1") == Reachable()
    assert "Range" not in server.asked[1].headers


def test_an_empty_file_is_there_although_it_has_no_first_byte(server: Server) -> None:
    server.replies["/a"] = Reply(416, head=405)
    assert ask(server, "/a") == Reachable()


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (400, Dead(Why.STATUS, 400)),
        (404, Dead(Why.STATUS, 404)),
        (410, Dead(Why.STATUS, 410)),
        (501, Dead(Why.STATUS, 501)),
        (401, Unchecked(Why.LOGIN, 401)),
        (403, Unchecked(Why.ROBOTS, 403)),
        (406, Unchecked(Why.ROBOTS, 406)),
        (500, Unchecked(Why.FAILING, 500)),
        (502, Unchecked(Why.FAILING, 502)),
    ],
)
def test_a_refusal_is_dead_only_where_it_says_that_nothing_is_there(
    server: Server, status: int, outcome: Outcome
) -> None:
    server.replies["/a"] = Reply(status)
    assert ask(server, "/a") == outcome
    assert server.methods("/a") == ["HEAD", "GET"]


@pytest.mark.parametrize("status", [301, 308])
def test_a_redirect_for_good_is_a_move(server: Server, status: int) -> None:
    server.replies |= {"/old": Reply(status, {"Location": "new#part"}), "/new": Reply()}
    assert ask(server, "/old") == Moved(server.url("/new"))


@pytest.mark.parametrize("status", [302, 303, 307])
def test_a_redirect_for_now_is_none(server: Server, status: int) -> None:
    server.replies |= {"/old": Reply(status, {"Location": "/new"}), "/new": Reply()}
    assert ask(server, "/old") == Reachable()


def test_a_move_ends_where_the_server_sends_on_for_now_only(server: Server) -> None:
    server.replies |= {
        "/a": Reply(301, {"Location": "/b"}),
        "/b": Reply(302, {"Location": "/c"}),
        "/c": Reply(301, {"Location": "/d"}),
        "/d": Reply(),
    }
    assert ask(server, "/a") == Moved(server.url("/b"))


def test_being_sent_to_the_first_page_is_a_move(server: Server) -> None:
    server.replies |= {"/data/a.csv": Reply(302, {"Location": "/"}), "/": Reply()}
    assert ask(server, "/data/a.csv") == Moved(server.url("/"))


def test_a_move_to_where_nothing_is_is_dead(server: Server) -> None:
    server.replies["/old"] = Reply(301, {"Location": "/new"})
    assert ask(server, "/old") == Dead(Why.STATUS, 404)


def test_a_circle_of_redirects_ends(server: Server) -> None:
    server.replies |= {"/a": Reply(302, {"Location": "/b"}), "/b": Reply(302, {"Location": "/a"})}
    assert ask(server, "/a", replace(MANNER, redirects=3)) == Unchecked(Why.CIRCLE)
    assert len(server.asked) == 4


def test_a_slow_server_is_not_called_dead(server: Server) -> None:
    server.replies["/a"] = Reply(delay=1.0)
    assert ask(server, "/a", replace(MANNER, read=0.1)) == Unchecked(Why.SLOW)
    assert server.methods("/a") == ["HEAD"]


def test_a_server_that_asks_for_a_little_patience_gets_it(server: Server) -> None:
    server.replies["/a"] = [Reply(429, {"Retry-After": "1"}), Reply()]
    assert ask(server, "/a") == Reachable()
    assert server.asked[1].at - server.asked[0].at >= 1.0


def test_patience_may_be_asked_for_by_date(server: Server) -> None:
    past = dt.datetime.now(dt.UTC) - dt.timedelta(hours=1)
    server.replies["/a"] = [Reply(503, {"Retry-After": format_datetime(past, usegmt=True)}), Reply()]
    assert ask(server, "/a") == Reachable()


@pytest.mark.parametrize("headers", [{"Retry-After": "3600"}, {"Retry-After": "soon"}, {}])
def test_a_server_that_asks_for_much_patience_is_left_alone(server: Server, headers: dict[str, str]) -> None:
    server.replies |= {"/a": Reply(429, headers), "/b": Reply()}
    found = list(fetch_reachability([server.url("/a"), server.url("/b")], manner=MANNER))
    assert [one.outcome for one in found] == [Unchecked(Why.PATIENCE, 429), Unchecked(Why.PATIENCE)]
    assert len(server.asked) == 1


@pytest.mark.parametrize("path", ["/wms", "/geoserver/ows?map=a", "/cgi-bin/mapserv?"])
def test_a_map_service_is_there_when_it_describes_itself(server: Server, path: str) -> None:
    server.replies[path] = Reply(400)
    joint = "&" if "=" in path else "?"
    server.replies[f"{path.rstrip('?')}{joint}SERVICE=WMS&REQUEST=GetCapabilities"] = Reply()
    assert ask(server, path) == Reachable()


def test_a_map_service_that_does_not_describe_itself_is_dead(server: Server) -> None:
    assert ask(server, "/wfs") == Dead(Why.STATUS, 404)
    assert server.asked[-1].path == "/wfs?SERVICE=WFS&REQUEST=GetCapabilities"


def test_each_address_is_asked_for_once_whatever_its_fragment(server: Server) -> None:
    server.replies["/a"] = Reply()
    urls = [server.url(path) for path in ("/a", "/a#x", "/a", "/a#y")]
    found = {one.url: one.outcome for one in fetch_reachability(urls, manner=MANNER)}
    assert found == dict.fromkeys(urls, Reachable())
    assert len(server.asked) == 1


def test_a_server_is_asked_one_thing_at_a_time_with_a_pause(server: Server) -> None:
    paths = [f"/{number}" for number in range(4)]
    server.replies |= dict.fromkeys(paths, Reply(delay=0.02))
    urls = [server.url(path) for path in paths]
    assert len(list(fetch_reachability(urls, manner=replace(MANNER, pause=0.05)))) == 4
    assert server.most_at_once == 1
    times = [one.at for one in server.asked]
    assert all(later - sooner >= 0.05 for sooner, later in pairwise(times))


def test_several_servers_are_asked_at_once() -> None:
    with run_server() as one, run_server() as other:
        one.replies["/a"] = Reply(delay=0.3)
        other.replies["/a"] = Reply()
        found = list(fetch_reachability([one.url("/a"), other.url("/a")], manner=MANNER))
        assert [reached.url for reached in found] == [other.url("/a"), one.url("/a")]


def test_a_private_server_is_not_asked_unless_allowed(server: Server) -> None:
    assert ask(server, "/a", replace(MANNER, private=False)) == Unchecked(Why.PRIVATE)
    assert server.asked == []


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("ftp://example.org/a", Why.SCHEME),
        ("file:///c:/a.csv", Why.SCHEME),
        ("https://", Why.SCHEME),
        ("https://[::1/", Why.SCHEME),
        ("https://example.org:99999/", Why.SCHEME),
        ("https://amt:geheim@example.org/", Why.SECRET),
        ("https://geoserver/wms", Why.PRIVATE),
        ("http://localhost/", Why.PRIVATE),
        ("http://10.1.2.3/", Why.PRIVATE),
    ],
)
def test_some_addresses_are_never_asked_for(url: str, why: Why) -> None:
    (reached,) = fetch_reachability([url])
    assert reached.outcome == Unchecked(why)


def test_a_redirect_to_a_password_is_not_followed(server: Server) -> None:
    server.replies["/a"] = Reply(302, {"Location": server.url("/b").replace("://", "://amt:geheim@")})
    assert ask(server, "/a") == Unchecked(Why.SECRET)
    assert server.methods("/b") == []


def test_where_nothing_at_all_answers_no_link_is_called_dead(tmp_path: Path) -> None:
    (reached,) = fetch_reachability(
        [f"http://127.0.0.1:{free_port()}/"], cache=tmp_path / "links.sqlite", manner=MANNER
    )
    assert reached.outcome == Unchecked(Why.OFFLINE)
    assert Memory(tmp_path / "links.sqlite").read(reached.url) is None


def test_where_another_server_answers_a_missing_one_is_dead(server: Server) -> None:
    server.replies["/a"] = Reply(delay=0.1)
    missing = f"http://127.0.0.1:{free_port()}/"
    found = {one.url: one.outcome for one in fetch_reachability([missing, server.url("/a")], manner=MANNER)}
    assert found == {missing: Dead(Why.REFUSED), server.url("/a"): Reachable()}


def test_what_was_found_is_remembered_for_a_day(server: Server, tmp_path: Path) -> None:
    server.replies |= {"/a": Reply(), "/b": Reply(301, {"Location": "/a"}), "/d": Reply(403)}
    urls = [server.url(path) for path in ("/a", "/b", "/c", "/d")]
    cache = tmp_path / "deep" / "links.sqlite"
    first = {one.url: one.outcome for one in fetch_reachability(urls, cache=cache, manner=MANNER)}
    asked = len(server.asked)
    again = {one.url: one.outcome for one in fetch_reachability(urls, cache=cache, manner=MANNER)}
    assert first == again
    assert {one.path for one in server.asked[asked:]} == {"/d"}  # what nobody could tell is asked again


def test_what_was_found_longer_ago_is_asked_again(tmp_path: Path) -> None:
    memory = Memory(tmp_path / "links.sqlite")
    memory.write("https://example.org/", Dead(Why.STATUS, 404))
    assert memory.read("https://example.org/") == Dead(Why.STATUS, 404)
    for age in (memory.lasts + 5, -5):  # too old; from a clock that went wrong
        with sqlite3.connect(tmp_path / "links.sqlite") as file:
            file.execute("UPDATE reached SET at = ?", (time.time() - age,))
        file.close()
        assert memory.read("https://example.org/") is None


@pytest.mark.parametrize("damage", [b"no database at all " * 100, b"SQLite format 3\x00" + b"\xff" * 2000, b""])
def test_a_damaged_memory_is_begun_anew(tmp_path: Path, damage: bytes) -> None:
    path = tmp_path / "links.sqlite"
    path.write_bytes(damage)
    memory = Memory(path)
    assert memory.read("https://example.org/") is None
    memory.write("https://example.org/", Reachable())
    assert memory.read("https://example.org/") == Reachable()


@pytest.mark.parametrize("text", ["", "[]", '{"is": "gone"}', '{"is": "dead", "why": "new", "status": 1}'])
def test_what_another_version_remembered_is_asked_again(tmp_path: Path, text: str) -> None:
    memory = Memory(tmp_path / "links.sqlite")
    memory.write("https://example.org/", Reachable())
    with sqlite3.connect(tmp_path / "links.sqlite") as file:
        file.execute("UPDATE reached SET outcome = ?", (text,))
    file.close()
    assert memory.read("https://example.org/") is None


def test_a_memory_that_cannot_be_written_is_done_without(server: Server, tmp_path: Path) -> None:
    server.replies["/a"] = Reply()
    (tmp_path / "file").write_text("", encoding="utf-8")
    (reached,) = fetch_reachability([server.url("/a")], cache=tmp_path / "file" / "links.sqlite", manner=MANNER)
    assert reached.outcome == Reachable()


def test_several_runs_share_a_memory(tmp_path: Path) -> None:
    code = """
        import sys
        from pathlib import Path
        from toolkit.links.memory import Memory
        from toolkit.links.outcome import Reachable
        for number in range(20):
            Memory(Path(sys.argv[1])).write(f"https://example.org/{sys.argv[2]}/{number}", Reachable())
    """
    path = tmp_path / "links.sqlite"
    runs = [
        subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(code), str(path), str(run)], cwd=Path(__file__).parents[2]
        )
        for run in range(2)
    ]
    assert [run.wait(60) for run in runs] == [0, 0]
    found = [Memory(path).read(f"https://example.org/{run}/{number}") for run in range(2) for number in range(20)]
    assert found == [Reachable()] * 40


def test_whoever_stops_listening_stops_the_asking(server: Server) -> None:
    paths = [f"/{number}" for number in range(50)]
    server.replies |= dict.fromkeys(paths, Reply())
    answers = fetch_reachability([server.url(path) for path in paths], manner=replace(MANNER, pause=0.05))
    next(answers)
    answers.close()  # type: ignore[attr-defined]  # it is a generator
    time.sleep(0.2)
    assert len(server.asked) < 10


@pytest.mark.skipif(sys.platform == "win32", reason="a signal cannot be sent to one process there")
def test_an_interruption_ends_the_run_at_once(server: Server) -> None:
    # A job in a script's background ignores the signal, and its children do so, too, unless they say otherwise.
    code = """
        import signal, sys
        signal.signal(signal.SIGINT, signal.default_int_handler)
        from toolkit.links.fetch import fetch_reachability
        from toolkit.links.manner import Manner
        list(fetch_reachability(sys.argv[1:], manner=Manner(private=True, read=60)))
    """
    server.replies["/a"] = Reply(delay=30)
    command = [sys.executable, "-c", textwrap.dedent(code), server.url("/a")]
    with subprocess.Popen(command, cwd=Path(__file__).parents[2], stderr=subprocess.DEVNULL) as run:
        while not server.asked:
            time.sleep(0.05)
        run.send_signal(signal.SIGINT)
        assert run.wait(20) == -signal.SIGINT


def test_the_memory_lies_in_the_users_cache_folder() -> None:
    assert default_cache().name == "links.sqlite"
    assert "bestand" in default_cache().parts
