"""``kill -9`` in the middle of a push, then the same command: the same end, nothing twice, nothing lost."""

from __future__ import annotations

import random
import uuid
from collections import Counter
from pathlib import Path

import pytest

from tests.conftest import CkanBox
from tests.faults.command import Command
from tests.faults.editor import Editor
from tests.faults.office import Office, build_office
from tests.faults.proxy import Moment, open_proxy
from tests.faults.run import list_writes

pytestmark = [pytest.mark.ckan, pytest.mark.slow]

SIZE = 200
KILLS = 56
SEED = 11
MOMENTS: tuple[Moment, Moment] = ("before", "after")


def change(office: Office) -> None:
    """Change every row, and each third row's resource."""
    for number, row in enumerate(office.rows.values()):
        row["Titel"] += " (neu)"
        row["Schlagworte"] += f"; Ausgabe {number % 4}"
    for resource in list(office.resources.values())[::3]:
        resource["Beschreibung"] = "Neu beschrieben."
    office.save()


def settle(box: CkanBox, folder: Path, name: str, size: int) -> dict[str, object]:
    """Give the content of a catalogue after two pushes that nobody disturbed."""
    with open_proxy(box.url) as proxy:
        office = build_office(folder / name, name, size, files=2)
        command = Command(box, proxy, office)
        command.run_until_done()
        change(office)
        command.run_until_done()
    return dict(Editor(box.url, box.token).content(name))


def require_end(box: CkanBox, command: Command, expected: dict[str, object], size: int) -> None:
    """Require the undisturbed end, and that nothing was made twice in any state."""
    content = Editor(box.url, box.token).content(command.office.name)
    assert content.keys() == expected.keys()
    for name, entry in expected.items():
        assert content[name] == entry, name
    writes = Counter(seen.action for seen in list_writes(command.proxy.log))
    assert writes["package_create"] == size
    assert writes["organization_create"] == 1
    begun = len(command.proxy.log)
    assert command.run() == 0
    assert list_writes(command.proxy.log[begun:]) == [], "nothing is left to do"


def test_at_many_moments_of_one_migration(ckan_box: CkanBox, tmp_path: Path) -> None:
    mark, chance = uuid.uuid4().hex[:8], random.Random(SEED)  # noqa: S311 (nothing secret)
    expected = settle(ckan_box, tmp_path, f"ruhig{mark}", SIZE)
    with open_proxy(ckan_box.url) as proxy:
        office = build_office(tmp_path / "tot", f"tot{mark}", SIZE, files=2)
        command = Command(ckan_box, proxy, office)
        for half in range(2):
            kills = 0
            while kills < KILLS // 2:
                kills += command.kill_at(chance.randint(2, 22), chance.choice(MOMENTS))
            command.run_until_done()
            if half == 0:
                change(office)
        require_end(ckan_box, command, expected, SIZE)


def test_at_some_of_the_first_writes_from_scratch(ckan_box: CkanBox, tmp_path: Path) -> None:
    mark = uuid.uuid4().hex[:8]
    expected = settle(ckan_box, tmp_path, f"ruhig{mark}", 6)
    for moment in MOMENTS:
        with open_proxy(ckan_box.url) as proxy:
            office = build_office(tmp_path / moment, f"tot{moment}{mark}", 6, files=2)
            command = Command(ckan_box, proxy, office)
            for request in (6, 8, 9):
                command.kill_at(request, moment)
            command.run_until_done()
            change(office)
            command.kill_at(8, moment)
            command.run_until_done()
            require_end(ckan_box, command, expected, 6)
