"""What a sandbox shall be, and where its files lie."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from pathlib import Path

import platformdirs

from toolkit.model.message import say
from toolkit.model.problem import Problem

DEFAULT_VERSION = "2.12.0"
VERSION = re.compile(r"\d+\.\d+\.\d+\w*")


def default_home() -> Path:
    """Give the folder of all sandboxes: ``BESTAND_SANDBOX``, or one in the user's cache."""
    wanted = os.environ.get("BESTAND_SANDBOX")
    return Path(wanted).absolute() if wanted else platformdirs.user_cache_path("bestand") / "sandbox"


@dataclass(frozen=True, slots=True)
class Place:
    """The folder of one CKAN version in a home: what runs there is one sandbox."""

    home: Path
    version: str

    def __post_init__(self) -> None:
        """Refuse what is no version number: it becomes part of a path and of a package's name."""
        if not VERSION.fullmatch(self.version):
            raise Problem(
                say("“{version}” is no CKAN version", version=self.version),
                say("give three numbers, such as {example}", example=DEFAULT_VERSION),
            )

    @property
    def folder(self) -> Path:
        """Holds everything of this version."""
        return self.home / self.version

    @property
    def data(self) -> Path:
        """Holds what ``fresh`` does away with: database, uploads, configuration, logs."""
        return self.folder / "data"

    @property
    def logs(self) -> Path:
        """Holds one log file for each part."""
        return self.data / "log"

    @property
    def token_file(self) -> Path:
        """Holds an API token of a system administrator; nobody else may read it."""
        return self.data / "token"

    @property
    def state_file(self) -> Path:
        """Says what runs here, or how it ended."""
        return self.folder / "state.json"

    @property
    def supervisor_lock(self) -> Path:
        """Is held by the supervisor for as long as it lives."""
        return self.folder / "supervisor.lock"

    @property
    def start_lock(self) -> Path:
        """Keeps two starts apart."""
        return self.folder / "start.lock"


@dataclass(frozen=True, slots=True)
class Settings:
    """What a sandbox shall be.

    ``environments`` is where the virtual environments lie when that is not ``home``. ``packages`` are installed beside
    CKAN, ``options`` go into its configuration. ``stop_with`` is a process: when it has gone, the sandbox stops.
    """

    version: str = DEFAULT_VERSION
    home: Path = field(default_factory=default_home)
    environments: Path | None = None
    port: int | None = None
    solr_url: str | None = None
    plugins: tuple[str, ...] = ("activity",)
    packages: tuple[str, ...] = ()
    options: tuple[tuple[str, str], ...] = ()
    fresh: bool = False
    stop_with: int | None = None

    def __post_init__(self) -> None:
        """Refuse a version that is none."""
        Place(self.home, self.version)

    @property
    def place(self) -> Place:
        """Where it lies."""
        return Place(self.home, self.version)
