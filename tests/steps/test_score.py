"""The score of the sample inventories, offline as a range and exact once a web server answers for their addresses."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from toolkit.dcat.rating import Rating
from toolkit.links.fetch import fetch_reachability
from toolkit.links.manner import Manner
from toolkit.links.outcome import Dead, Moved, Outcome, Reachable, Reached, Unchecked, Why
from toolkit.steps.inventory import read_inventories
from toolkit.steps.links import fetch_answers
from toolkit.steps.package import write_packages
from toolkit.steps.score import ScoreRequest, find_addresses, score_files

SAMPLES = [
    Path(__file__).parents[2] / "sample_inventories" / f"{name}.xlsx"
    for name in ("gruenes-amt", "verkehrsamt", "statistikstelle")
]


@contextmanager
def serve(dead: frozenset[str] = frozenset()) -> Iterator[str]:
    """Answer for every address but the dead ones."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _answer(self) -> None:
            status = 404 if self.path in dead or self.path == "/robots.txt" else 200
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_HEAD = do_GET = _answer  # noqa: N815 (the names of http.server)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class Web:
    """Sends what is asked of any server to the one on this machine, each address under a number of its own."""

    def __init__(self, home: str) -> None:
        self.home = home
        self.asked: Sequence[str] = ()

    def __call__(self, urls: Sequence[str]) -> Mapping[str, bool]:
        self.asked = urls
        return fetch_answers(urls, self._fetch)

    def _fetch(self, urls: Iterable[str]) -> Iterator[Reached]:
        homes = {f"{self.home}/{number}": url for number, url in enumerate(urls)}
        for reached in fetch_reachability(homes, manner=Manner(private=True, pause=0)):
            yield Reached(homes[reached.url], reached.outcome)


@pytest.fixture(scope="module")
def offline() -> Rating:
    return score_files(SAMPLES, ScoreRequest())


@pytest.fixture(scope="module")
def online() -> Rating:
    with serve() as home:
        return score_files(SAMPLES, ScoreRequest(ask=Web(home)))


def test_offline_a_released_dataset_lacks_80_points_at_most_that_only_the_web_knows(offline: Rating) -> None:
    assert len(offline.rated) > 60
    assert offline.left_out > 0
    assert not offline.online
    for one in offline.rated:
        assert one.score.highest - one.score.lowest in {0, 50, 80}
    whole = [one for one in offline.rated if one.score.highest >= 400]
    assert all(one.score.lowest >= 320 for one in whole)
    assert len(whole) >= 45


def test_with_the_web_the_score_is_exact_and_the_highest_of_the_range(offline: Rating, online: Rating) -> None:
    assert online.online
    assert all(one.score.is_exact for one in online.rated)
    assert [one.score.lowest for one in online.rated] == [one.score.highest for one in offline.rated]


def test_a_released_sample_dataset_with_a_download_is_excellent(online: Rating) -> None:
    """What is left is a service or a page only (no download: 50 points), or nothing to get at all."""
    for one in online.rated:
        has_file = any(part.download_url or part.path for part in one.dataset.distributions)
        assert (one.score.lowest >= 351) == has_file, one.dataset.identifier
    assert online.summary.lowest >= 351


def test_addresses_are_asked_for_once_and_files_that_go_along_never() -> None:
    inventories = read_inventories(SAMPLES)
    urls = find_addresses(inventories)
    assert len(urls) == len(set(urls)) > 40
    assert all(url.startswith("https://") for url in urls)
    assert len(find_addresses(inventories, every=True)) > len(urls)


def test_a_dead_address_costs_its_points(offline: Rating) -> None:
    with serve(frozenset({"/0"})) as home:
        web = Web(home)
        rating = score_files(SAMPLES[:1], ScoreRequest(ask=web))
    first = rating.rated[0]
    assert web.asked[0] in {first.dataset.distributions[0].access_url, first.dataset.distributions[0].download_url}
    assert first.score.is_exact
    assert first.score.highest < offline.rated[0].score.highest
    assert "accessUrlStatusCode" in {one.metric.name for one in first.score.lacks()}


@pytest.mark.parametrize(
    ("outcome", "answer"),
    [
        (Reachable(), {"u": True}),
        (Moved("https://example.org/neu"), {"u": True}),
        (Dead(Why.STATUS, 404), {"u": False}),
        (Dead(Why.NO_HOST), {"u": False}),
        (Unchecked(Why.LOGIN, 401), {}),
        (Unchecked(Why.OFFLINE), {}),
    ],
)
def test_an_answer_of_which_nobody_can_tell_stays_unknown(outcome: Outcome, answer: dict[str, bool]) -> None:
    heard: list[str] = []
    assert fetch_answers(["u"], lambda urls: (Reached(url, outcome) for url in urls), heard.append) == answer
    assert heard == ["u"]


def test_departments_are_those_of_the_datasets(offline: Rating) -> None:
    assert list(offline.departments) == ["Grünes Amt", "Verkehrsamt", "Statistikstelle"]
    assert sum(one.datasets for one in offline.departments.values()) == len(offline.rated) == offline.summary.datasets
    names = {one.department for one in offline.rated}
    assert names == set(offline.departments)


def test_all_datasets_are_counted_where_that_is_wished(offline: Rating) -> None:
    every = score_files(SAMPLES, ScoreRequest(every=True))
    assert every.left_out == 0
    assert len(every.rated) == len(offline.rated) + offline.left_out


def test_shapes_have_a_say_where_they_are_named(tmp_path: Path, offline: Rating) -> None:
    shapes = tmp_path / "own.ttl"
    shapes.write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix dcat: <http://www.w3.org/ns/dcat#> .\n"
        "<urn:shape> a sh:NodeShape ; sh:targetClass dcat:Dataset ; sh:property <urn:page> .\n"
        "<urn:page> sh:path dcat:landingPage ; sh:minCount 1 .\n",
        encoding="utf-8",
    )
    asked = score_files(SAMPLES[1:2], ScoreRequest(shapes=shapes))
    before = {one.dataset.identifier: one.score for one in offline.rated}
    assert len(asked.rated) > 15
    for one in asked.rated:
        old = before[one.dataset.identifier]
        keeps = bool(one.dataset.landing_page) and old.answer("dcatApCompliance") is True
        assert one.score.answer("dcatApCompliance") is keeps
        assert {*one.score.sure, "dcatApCompliance"} == {*old.sure, "dcatApCompliance"}
    assert not all(one.score.answer("dcatApCompliance") for one in asked.rated)


def test_data_packages_have_the_score_of_their_workbook(tmp_path: Path, offline: Rating) -> None:
    write_packages(read_inventories(SAMPLES[:1]), tmp_path)
    packages = score_files([tmp_path], ScoreRequest())
    sheet = {one.dataset.identifier: one.score for one in offline.rated}
    assert len(packages.rated) > 20
    assert all(sheet[one.dataset.identifier] == one.score for one in packages.rated)
