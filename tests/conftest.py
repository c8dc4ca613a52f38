"""What all tests share: a real CKAN in the sandbox, started once when the first test asks for it."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# All conftest files have one module name: pytest can collect only one of them for its doctests, so it collects none.
collect_ignore_glob = ["*conftest.py"]
DAY = 86_400

# Machines are shared: how long an example takes says nothing of the code.
settings.register_profile("shared", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("shared")


@dataclass(frozen=True, slots=True)
class CkanBox:
    """A CKAN that answers. ``access_log`` has one line per request: method, path, status, milliseconds, time."""

    url: str
    token: str
    access_log: Path
    home: Path
    version: str


@pytest.fixture(scope="session")
def libre_office(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path, str, Path], Path]:
    """Give a function that lets LibreOffice write a file in another form (``xlsx``, ``ods``, ``pdf``) into a folder.

    Only slow tests may ask for it: it is a Debian package.
    """
    program = shutil.which("soffice")
    if program is None:
        raise pytest.fail.Exception("LibreOffice is missing: apt-get install libreoffice-calc", pytrace=False)
    profile = tmp_path_factory.mktemp("libreoffice").as_uri()

    def convert(file: Path, form: str, folder: Path) -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        command = [program, f"-env:UserInstallation={profile}", "--headless", "--convert-to", form]
        subprocess.run([*command, "--outdir", folder, file], check=True, capture_output=True, timeout=180)
        return folder / f"{file.stem}.{form.partition(':')[0]}"

    return convert


@pytest.fixture(scope="session")
def ckan_box_home() -> Iterator[Path]:
    """Give a folder for data of sandboxes, beside the environments.

    It is no folder of pytest's: those are closed to other users, and root's PostgreSQL runs as another user.
    """
    from toolkit.sandbox.settings import default_home  # noqa: PLC0415 (only tests with a CKAN pay for it)

    default_home().mkdir(parents=True, exist_ok=True)
    for left in default_home().glob("session-*"):
        if left.stat().st_mtime < time.time() - DAY:
            shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix="session-", dir=default_home(), ignore_cleanup_errors=True) as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def ckan_box_factory(ckan_box_home: Path) -> Iterator[Callable[[str], CkanBox]]:
    """Give a function that starts a CKAN of some version, once per session, with data of its own."""
    yield from _start_boxes(ckan_box_home / "shared")


@pytest.fixture(scope="session")
def ckan_datastore_factory(ckan_box_home: Path) -> Iterator[Callable[[str], CkanBox]]:
    """Give a function that starts a CKAN of some version with its DataStore, and with collaborators on datasets."""
    yield from _start_boxes(
        ckan_box_home / "datastore", ("datastore",), ("ckan.auth.allow_dataset_collaborators", "true")
    )


@pytest.fixture(scope="session")
def ckan_dcat_factory(ckan_box_home: Path) -> Iterator[Callable[[str], CkanBox]]:
    """Give a function that starts a CKAN of some version with ckanext-dcat."""
    yield from _start_boxes(ckan_box_home / "dcat", ("dcat",))


@pytest.fixture(scope="session")
def ckan_scheming_factory(ckan_box_home: Path) -> Iterator[Callable[[str], CkanBox]]:
    """Give a function that starts a CKAN of some version with ckanext-dcat, ckanext-scheming and the full schema."""
    yield from _start_boxes(ckan_box_home / "scheming", ("scheming",))


@pytest.fixture(scope="session")
def ckan_recommended_factory(ckan_box_home: Path) -> Iterator[Callable[[str], CkanBox]]:
    """Give a function that starts a CKAN of some version with ckanext-scheming and the recommended schema."""
    yield from _start_boxes(ckan_box_home / "recommended", ("scheming-recommended",))


def _start_boxes(
    home: Path, extensions: tuple[str, ...] = (), *options: tuple[str, str]
) -> Iterator[Callable[[str], CkanBox]]:
    """Give a function that starts what is not running yet; stop it all in the end."""
    from toolkit.model.problem import Problem  # noqa: PLC0415 (only tests with a CKAN pay for it)
    from toolkit.sandbox import box  # noqa: PLC0415 (only tests with a CKAN pay for it)
    from toolkit.sandbox.extension import extend  # noqa: PLC0415 (only tests with a CKAN pay for it)
    from toolkit.sandbox.settings import Settings, default_home  # noqa: PLC0415 (only tests with a CKAN pay for it)

    started: dict[str, CkanBox] = {}

    def start(version: str) -> CkanBox:
        if version not in started:
            settings = Settings(version, home, default_home(), options=options, stop_with=os.getpid())
            try:
                running = box.up(extend(settings, extensions))
            except Problem as problem:
                raise pytest.fail.Exception(f"{problem.what}; {problem.remedy}", pytrace=False) from None
            token = running.token_file.read_text(encoding="utf-8")
            started[version] = CkanBox(running.url, token, running.access_log, home, version)
        return started[version]

    yield start
    for version in started:
        box.down(home, version)


@pytest.fixture(scope="session")
def ckan_box(ckan_box_factory: Callable[[str], CkanBox]) -> CkanBox:
    """Give the session's CKAN of the default version."""
    from toolkit.sandbox.settings import DEFAULT_VERSION  # noqa: PLC0415 (only tests with a CKAN pay for it)

    return ckan_box_factory(DEFAULT_VERSION)


@pytest.fixture(scope="session")
def ckan_datastore_box(ckan_datastore_factory: Callable[[str], CkanBox]) -> CkanBox:
    """Give the session's CKAN of the default version with its DataStore."""
    from toolkit.sandbox.settings import DEFAULT_VERSION  # noqa: PLC0415 (only tests with a CKAN pay for it)

    return ckan_datastore_factory(DEFAULT_VERSION)


@pytest.fixture(scope="session")
def ckan_dcat_box(ckan_dcat_factory: Callable[[str], CkanBox]) -> CkanBox:
    """Give the session's CKAN of the default version with ckanext-dcat."""
    from toolkit.sandbox.settings import DEFAULT_VERSION  # noqa: PLC0415 (only tests with a CKAN pay for it)

    return ckan_dcat_factory(DEFAULT_VERSION)


@pytest.fixture(scope="session")
def ckan_scheming_box(ckan_scheming_factory: Callable[[str], CkanBox]) -> CkanBox:
    """Give the session's CKAN of the default version with ckanext-scheming and ckanext-dcat's full schema."""
    from toolkit.sandbox.settings import DEFAULT_VERSION  # noqa: PLC0415 (only tests with a CKAN pay for it)

    return ckan_scheming_factory(DEFAULT_VERSION)
