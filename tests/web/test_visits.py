"""Visits: they end by themselves, with everything that belongs to them, and never meet."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.running_site import Site, add_account, open_site
from toolkit.sync.accountbook import AccountBook
from toolkit.sync.store import open_store
from toolkit.web.refusal import Refusal


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with open_site(tmp_path, keep_minutes=60, max_visits=3) as opened:
        yield opened


def test_a_visit_lasts_as_long_as_somebody_is_there(site: Site) -> None:
    visits = site.app.state.visits
    begun = visits.begin("de")
    for _ in range(3):
        site.clock.move(minutes=59)
        assert visits.find(begun.token) == begun.visit
    site.clock.move(minutes=60, seconds=1)
    assert visits.find(begun.token) is None
    assert site.folders() == set()


def test_nobody_stays_for_ever(site: Site) -> None:
    visits = site.app.state.visits
    begun = visits.begin("de")
    for _ in range(24):
        site.clock.move(minutes=30)
        assert visits.find(begun.token) is not None
    site.clock.move(seconds=1)
    assert visits.find(begun.token) is None


def test_what_is_over_is_swept_away_and_the_rest_stays(site: Site) -> None:
    visits = site.app.state.visits
    old = visits.begin("de")
    (old.visit.folder / "a.xlsx").write_bytes(b"x")
    site.clock.move(minutes=31)
    young = visits.begin("de")
    site.clock.move(minutes=30)
    visits.sweep()
    assert site.folders() == {young.visit.id}
    assert visits.find(old.token) is None
    assert visits.find(young.token) == young.visit


def test_two_visits_share_nothing(site: Site) -> None:
    one, other = (site.app.state.visits.begin("de") for _ in range(2))
    assert len({one.token, other.token, one.visit.id, other.visit.id, one.visit.csrf, other.visit.csrf}) == 6
    assert one.visit.folder != other.visit.folder


@pytest.mark.parametrize("token", ["", "x", "a" * 43, "../" + "a" * 40, "ä" * 43])
def test_no_other_cookie_opens_a_visit(site: Site, token: str) -> None:
    site.app.state.visits.begin("de")
    assert site.app.state.visits.find(token) is None


def test_neither_the_id_nor_the_hash_opens_a_visit(site: Site) -> None:
    visits = site.app.state.visits
    begun = visits.begin("de")
    (stored,) = visits._book.list_ids()
    assert stored == begun.visit.id
    assert visits.find(stored) is None


def test_there_are_never_too_many(site: Site) -> None:
    visits = site.app.state.visits
    begun = [visits.begin("de") for _ in range(3)]
    with pytest.raises(Refusal, match="Too many people") as refused:
        visits.begin("de")
    assert (refused.value.status, refused.value.headers["Retry-After"]) == (503, "120")
    visits.end(begun[0].visit.id)
    visits.begin("de")


def test_files_of_an_earlier_run_are_gone_at_the_start(tmp_path: Path) -> None:
    with open_site(tmp_path) as site:
        begun = site.app.state.visits.begin("de")
        (begun.visit.folder / "a.xlsx").write_bytes(b"x")
        stray = site.settings.data / "visits" / "stray"
        stray.mkdir()
    with open_site(tmp_path) as site:
        assert site.folders() == set()
        assert site.app.state.visits.find(begun.token).csrf == begun.visit.csrf


def test_another_server_with_the_same_ledger_has_its_own_visits(tmp_path: Path) -> None:
    with open_site(tmp_path) as one, open_site(tmp_path, data=tmp_path / "other") as other:
        begun = one.app.state.visits.begin("de")
        assert other.app.state.visits.find(begun.token) is None
        other.app.state.visits.end(begun.visit.id)
        assert one.app.state.visits.find(begun.token) == begun.visit


def test_a_removed_account_is_out_at_once_and_its_files_soon(tmp_path: Path) -> None:
    add_account(tmp_path, "amt", "Birnbaum am Rathaus")
    with open_site(tmp_path, login="accounts") as site:
        visits = site.app.state.visits
        client = site.visitor()
        assert site.post(client, "/login", name="AMT", password="Birnbaum am Rathaus").status_code == 303
        visit = site.visit_of(client)
        assert visit.account is not None
        with open_store(tmp_path / "ledger.sqlite") as store:
            assert AccountBook(store.begin).remove("amt")
        assert client.get("/").headers["location"] == "/login"
        visits.sweep()
        visits.sweep()
        assert visit.id not in site.folders()


def test_a_new_role_counts_only_after_a_new_login(tmp_path: Path) -> None:
    add_account(tmp_path, "amt", "Birnbaum am Rathaus")
    with open_site(tmp_path, login="accounts") as site:
        client = site.visitor()
        site.post(client, "/login", name="amt", password="Birnbaum am Rathaus")
        add_account(tmp_path, "amt", "Apfelbaum am Rathaus", "steward")
        assert client.get("/").headers["location"] == "/login"
        assert site.post(client, "/login", name="amt", password="Birnbaum am Rathaus").status_code == 403
        assert site.post(client, "/login", name="amt", password="Apfelbaum am Rathaus").status_code == 303
        account = site.visit_of(client).account
        assert account is not None
        assert account.role == "steward"
