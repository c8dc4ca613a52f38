from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.sync.dying_push import Clock, make_plan, push
from toolkit.catalogues.folder import FolderCatalogue
from toolkit.model.plan import Unchanged
from toolkit.sync.ledger import open_ledger

ROOT = Path(__file__).parents[2]


def push_and_die(folder: Path, looks: int) -> None:
    """Push in another process, which dies."""
    command = [sys.executable, "-m", "tests.sync.dying_push", str(folder), str(looks)]
    assert subprocess.run(command, cwd=ROOT, check=False).returncode == 9


# The clock is looked at before each record: 8 comes before the first intent, 9 between its request and its outcome.
@pytest.mark.parametrize(("looks", "kinds"), [(8, ["create", "create"]), (9, ["unchanged", "create"])])
def test_a_killed_process_is_made_good_by_the_next_run(tmp_path: Path, looks: int, kinds: list[str]) -> None:
    push_and_die(tmp_path, looks)
    assert [change.kind for change in push(tmp_path, Clock()).changes] == kinds
    catalogue = FolderCatalogue(tmp_path / "katalog")
    with open_ledger(tmp_path / "ledger.sqlite") as ledger:
        again = make_plan(catalogue, ledger)
    assert not again.has_work
    assert all(isinstance(change, Unchanged) and change.sheet is None for change in again.changes)
    assert len(list((tmp_path / "katalog" / "entries").glob("*.json"))) == 2
