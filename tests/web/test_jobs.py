"""Background work: shown to its own visitor, ended with the visit, told of after a restart."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from tests.web import work
from tests.web.running_site import Site, open_site
from toolkit.model.message import say
from toolkit.web.jobs import Job, Jobs
from toolkit.web.refusal import Refusal
from toolkit.web.visit import Visit


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with open_site(tmp_path, workers=1) as opened:
        yield opened


def begin(site: Site) -> Visit:
    visit: Visit = site.app.state.visits.begin("en").visit
    return visit


def wait(act: Callable[[], object]) -> None:
    """Wait until something is so; processes take their time on a busy machine."""
    end = time.monotonic() + 60
    while not act():
        assert time.monotonic() < end
        time.sleep(0.02)


def wait_for(jobs: Jobs, visit: Visit, job: Job) -> Job:
    """Wait for the end of a job."""
    wait(lambda: (found := jobs.find(visit, job.id)) is None or found.is_over)
    ended = jobs.find(visit, job.id)
    assert ended is not None
    return ended


def test_work_is_done_apart_and_whatever_happens_the_next_is_done(
    site: Site, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    jobs, visit = site.app.state.jobs, begin(site)

    def run(act: Callable[..., str]) -> Job:
        return wait_for(jobs, visit, jobs.start(visit, "check", act))

    done = run(partial(work.write, visit.folder / "out", "fertig"))
    assert (done.state, done.share, done.kind) == ("done", 1.0, "check")
    assert done.result.startswith("fertig ")
    assert (visit.folder / "out").read_text(encoding="utf-8") == "fertig"
    again = run(partial(work.write, visit.folder / "out", "fertig"))
    assert again.result == done.result, "the process is used again"
    refused = run(work.refuse)
    assert (refused.state, str(refused.message), str(refused.remedy)) == ("failed", "the sheet is empty", "fill it")
    lost = run(partial(work.lose, visit.folder / "uploads" / "0a" / "Amt 61.xlsx"))
    assert str(lost.message) == "Amt 61.xlsx does not exist", "where it lies on the server is nobody's business"
    stumbled = run(work.stumble)
    assert stumbled.state == "failed"
    assert "secret-detail" not in str(stumbled.message)
    assert "secret-detail" in caplog.text
    for act in (work.devour, work.die):
        broken = run(act)
        assert (broken.state, "more memory than is allowed" in str(broken.message)) == ("failed", True)
    last = run(partial(work.write, tmp_path / "x", "y"))
    assert last.state == "done"
    assert last.result != again.result.replace("fertig", "y"), "a process that died has a successor"


def test_work_that_takes_too_long_is_broken_off(tmp_path: Path) -> None:
    with open_site(tmp_path, workers=1, job_minutes=0.03) as site:
        jobs, visit = site.app.state.jobs, begin(site)
        job = wait_for(jobs, visit, jobs.start(visit, "check", partial(work.spin, tmp_path / "x")))
    assert (job.state, str(job.message)) == ("failed", "It took longer than is allowed here and was broken off.")


def test_nobody_sees_the_job_of_another_visit(site: Site, tmp_path: Path) -> None:
    jobs, mine, other = site.app.state.jobs, begin(site), begin(site)
    job = jobs.start(mine, "check", partial(work.write, tmp_path / "x", "y"))
    assert jobs.find(other, job.id) is None
    assert jobs.list(other) == ()
    assert not jobs.cancel(other, job.id)
    assert [one.id for one in jobs.list(mine)] == [job.id]
    assert wait_for(jobs, mine, job).state == "done"


def test_the_end_of_a_visit_ends_its_work_and_removes_its_files(site: Site, tmp_path: Path) -> None:
    jobs, visits, visit = site.app.state.jobs, site.app.state.visits, begin(site)
    job = jobs.start(visit, "check", partial(work.spin, tmp_path / "begun"))
    waiting = jobs.start(visit, "check", partial(work.write, tmp_path / "never", "x"))
    wait((tmp_path / "begun").exists)
    visits.end(visit.id)
    wait(lambda: jobs.find(visit, job.id) is None and jobs.find(visit, waiting.id) is None)
    visits.sweep()
    assert visit.id not in site.folders()
    assert not (tmp_path / "never").exists()


def test_a_job_can_be_broken_off(site: Site, tmp_path: Path) -> None:
    jobs, visit = site.app.state.jobs, begin(site)
    job = jobs.start(visit, "check", partial(work.spin, tmp_path / "begun"))
    wait((tmp_path / "begun").exists)
    assert jobs.cancel(visit, job.id)
    wait(lambda: jobs.find(visit, job.id) is None)
    assert not jobs.cancel(visit, job.id)


def test_a_push_is_finished_although_the_visit_is_over(site: Site) -> None:
    jobs, visits, visit = site.app.state.jobs, site.app.state.visits, begin(site)
    begun, go = threading.Event(), threading.Event()

    def push(progress: Callable[..., None]) -> str:
        begun.set()
        assert go.wait(60)
        progress(0.9, say("nearly"))
        (visit.folder / "receipt").touch()
        return "receipt"

    job = jobs.start(visit, "push", push, together=True)
    assert begun.wait(60)
    assert not jobs.cancel(visit, job.id)
    visits.end(visit.id)
    visits.sweep()
    assert visit.id in site.folders(), "the push still needs its files"
    go.set()
    wait(lambda: not jobs.is_busy(visit.id))
    visits.sweep()
    assert visit.id not in site.folders()


def test_one_visit_cannot_take_all_workers(site: Site, tmp_path: Path) -> None:
    jobs, greedy, other = site.app.state.jobs, begin(site), begin(site)
    for _ in range(3):
        jobs.start(greedy, "check", partial(work.spin, tmp_path / "begun"))
    with pytest.raises(Refusal, match="Three of your workbooks") as refused:
        jobs.start(greedy, "check", work.refuse)
    assert refused.value.status == 429
    jobs.start(other, "check", work.refuse)


def test_the_queue_is_bounded(tmp_path: Path) -> None:
    with open_site(tmp_path, workers=1, max_jobs=2) as site:
        jobs = site.app.state.jobs
        for _ in range(2):
            jobs.start(begin(site), "check", partial(work.spin, tmp_path / "x"))
        with pytest.raises(Refusal, match="Very many workbooks"):
            jobs.start(begin(site), "check", work.refuse)


def test_work_that_cannot_be_sent_is_refused_at_once(site: Site) -> None:
    with pytest.raises(TypeError, match="a function of a module"):
        site.app.state.jobs.start(begin(site), "check", lambda _: "")


def test_after_a_restart_an_interrupted_job_is_told_to_its_visitor_and_files_are_gone(tmp_path: Path) -> None:
    with open_site(tmp_path, workers=1) as site:
        jobs = site.app.state.jobs
        begun, other = site.app.state.visits.begin("en"), begin(site)
        visit = begun.visit
        done = wait_for(jobs, visit, jobs.start(visit, "check", partial(work.write, visit.folder / "f", "x")))
        broken = jobs.start(visit, "check", partial(work.spin, tmp_path / "begun"))
        wait((tmp_path / "begun").exists)
    with open_site(tmp_path, workers=1) as site:
        jobs = site.app.state.jobs
        assert site.folders() == set()
        again = site.app.state.visits.find(begun.token)
        assert again.id == visit.id
        assert list(again.folder.iterdir()) == []
        told = jobs.find(again, broken.id)
        assert told.state == "interrupted"
        assert "started anew" in str(told.message)
        assert "Send the workbook again." in str(told.remedy)
        assert jobs.find(again, done.id) is None
        assert jobs.find(other, broken.id) is None
