"""Two pushes to one catalogue at once: with one ledger the second is stopped, with two ledgers nothing is doubled."""

from __future__ import annotations

import subprocess
import threading
import uuid
from collections import Counter
from pathlib import Path

import pytest

from tests.conftest import CkanBox
from tests.faults.command import LONGEST, Command
from tests.faults.editor import Editor
from tests.faults.office import build_office
from tests.faults.proxy import Moment, Seen, Weather, open_proxy
from tests.faults.run import list_writes
from toolkit.cli.main import main

pytestmark = pytest.mark.ckan

SIZE = 6


class Pause:
    """Holds the first request that creates a dataset back until somebody says go."""

    def __init__(self) -> None:
        self.reached, self.go = threading.Event(), threading.Event()
        self._first = threading.Lock()

    def __call__(self, seen: Seen, moment: Moment) -> None:
        """Watch a proxy."""
        if seen.action == "package_create" and moment == "before" and self._first.acquire(blocking=False):
            self.reached.set()
            assert self.go.wait(LONGEST)

    def await_reached(self, process: subprocess.Popen[bytes]) -> None:
        """Wait until it is held back; fail where the command ends without such a request."""
        while not self.reached.wait(0.1):
            assert process.poll() is None, "the command ended before it created anything"


def test_with_one_ledger_the_second_is_stopped_and_the_first_goes_on(
    ckan_box: CkanBox, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name, pause = f"doppelt{uuid.uuid4().hex[:8]}", Pause()
    with open_proxy(ckan_box.url, Weather(watch=pause)) as proxy:
        command = Command(ckan_box, proxy, build_office(tmp_path, name, SIZE))
        with command.start() as first:
            pause.await_reached(first)
            assert main(command.arguments) == 4
            assert f"process {first.pid}" in capsys.readouterr().err
            pause.go.set()
            assert first.wait(LONGEST) == 0
        assert main(command.arguments) == 0
    assert len(Editor(ckan_box.url, ckan_box.token).show(name)) == SIZE
    assert Counter(seen.action for seen in list_writes(proxy.log))["package_create"] == SIZE


@pytest.mark.slow
def test_with_two_ledgers_nothing_is_doubled_and_the_loser_is_told(
    ckan_box: CkanBox, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name, pause = f"zweimal{uuid.uuid4().hex[:8]}", Pause()
    with open_proxy(ckan_box.url, Weather(watch=pause)) as proxy:
        office = build_office(tmp_path, name, SIZE)
        one, other = Command(ckan_box, proxy, office), Command(ckan_box, proxy, office, "other.sqlite")
        with one.start() as first:
            pause.await_reached(first)
            main(other.arguments)
            pause.go.set()
            assert first.wait(LONGEST) == 3, "some of its datasets are there already, made by the other"
        shown = Editor(ckan_box.url, ckan_box.token).show(name)
        assert len(shown) == SIZE
        assert Counter(seen.action for seen in list_writes(proxy.log))["package_create"] == SIZE
        before = {key: package["metadata_modified"] for key, package in shown.items()}
        capsys.readouterr()
        for command in (one, other):
            main(command.arguments)
            assert "not in the ledger" in " ".join(capsys.readouterr().out.split()), (
                "each leaves alone what the other made"
            )
        after = Editor(ckan_box.url, ckan_box.token).show(name)
        assert {key: package["metadata_modified"] for key, package in after.items()} == before
