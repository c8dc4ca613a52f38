"""The product as a user gets it: a wheel in an empty environment, far from the checkout."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from urllib.request import ProxyHandler, build_opener

import pytest
import xlwt

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout."""
    out = tmp_path_factory.mktemp("dist")
    subprocess.run([sys.executable, "-m", "uv", "build", "--quiet", "--wheel", "--out-dir", out, ROOT], check=True)
    (built,) = out.glob("bestand-*.whl")
    return built


@pytest.fixture(scope="module")
def bestand(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command, installed with its dependencies and nothing else."""
    return install(str(wheel), tmp_path_factory.mktemp("environment") / "venv")


@pytest.fixture(scope="module")
def bestand_with_web(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command, installed with what it needs for the page in the browser."""
    return install(f"{wheel}[web]", tmp_path_factory.mktemp("web") / "venv")


def install(package: str, place: Path) -> Path:
    """Install a package into a new environment and give the command."""
    uv = [sys.executable, "-m", "uv"]
    subprocess.run([*uv, "venv", "--quiet", "--python", sys.executable, place], check=True)
    python = place / ("Scripts" if os.name == "nt" else "bin") / "python"
    subprocess.run([*uv, "pip", "install", "--quiet", "--python", python, package], check=True)
    return python.with_name("bestand")


def run(command: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [command, *arguments], cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False
    )


def test_mappings_templates_and_translations_are_inside(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert "toolkit/_bundled/mappings/inventories/gruenes-amt.yaml" in names
    assert "toolkit/_bundled/mappings/vocabularies/license.yaml" in names
    assert "toolkit/_bundled/mappings/vocabularies/headings/de.yaml" in names
    assert "toolkit/_bundled/mappings/profiles/ckan-plain.yaml" in names
    assert "toolkit/_bundled/templates/site/index.html.j2" in names
    assert "toolkit/_bundled/templates/web/htmx.min.js" in names
    assert [name for name in names if name.startswith("toolkit/_bundled/templates/feedback/")]
    assert "toolkit/locale/de/LC_MESSAGES/bestand.mo" in names
    assert not [name for name in names if name.startswith(("tests/", "bench/", "sample_inventories/"))]


def test_it_lists_its_mappings(bestand: Path, tmp_path: Path) -> None:
    done = run(bestand, tmp_path, "check", "nichts.xlsx", "--mapping", "nichts")
    assert done.returncode == 1
    shutil.copy(ROOT / "sample_inventories" / "gruenes-amt.xlsx", tmp_path)
    done = run(bestand, tmp_path, "check", "gruenes-amt.xlsx", "--mapping", "nichts")
    assert "gruenes-amt, statistikstelle, verkehrsamt" in " ".join(done.stderr.split())


def test_the_whole_journey_runs_from_the_wheel(bestand: Path, tmp_path: Path) -> None:
    shutil.copy(ROOT / "sample_inventories" / "gruenes-amt.xlsx", tmp_path)
    checked = run(bestand, tmp_path, "check", "gruenes-amt.xlsx", "--json")
    assert checked.returncode == 0, checked.stderr
    assert json.loads(checked.stdout)[0]["inventory"] == "gruenes-amt"
    pushed = run(bestand, tmp_path, "push", "gruenes-amt.xlsx", "--to", "catalogue", "--create-organizations", "--yes")
    assert pushed.returncode == 0, pushed.stderr
    assert (tmp_path / "catalogue" / "site" / "index.html").is_file()
    again = run(bestand, tmp_path, "plan", "gruenes-amt.xlsx", "--to", "catalogue", "--exit-code")
    assert again.returncode == 0, again.stdout


def test_it_inspects_an_old_excel_file_and_drafts_its_mapping(bestand: Path, tmp_path: Path) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Daten")
    rows = [("Nr.", "Titel", "Lizenz"), ("A-1", "Baumkataster", "CC BY 4.0"), ("A-2", "Radzählung", "CC BY 4.0")]
    for number, row in enumerate(rows):
        for column, text in enumerate(row):
            sheet.write(number, column, text)
    book.save(str(tmp_path / "alt.xls"))
    done = run(bestand, tmp_path, "inspect", "alt.xls", "--json", "--write", "alt.yaml")
    assert done.returncode == 0, done.stderr
    (table,) = json.loads(run(bestand, tmp_path, "inspect", "alt.xls", "--json").stdout)["files"][0]["tables"]
    assert [column["field"] for column in table["columns"]] == ["key", "title", "license"]
    assert run(bestand, tmp_path, "check", "alt.xls", "--json").returncode in {0, 1}
    assert (tmp_path / "alt.yaml").is_file()


def test_it_speaks_german(bestand: Path, tmp_path: Path) -> None:
    assert "Aufruf:" in run(bestand, tmp_path, "--lang", "de", "--help").stdout


def test_it_says_how_to_get_what_the_page_in_the_browser_needs(bestand: Path, tmp_path: Path) -> None:
    done = run(bestand, tmp_path, "serve", "--port", "0")
    assert done.returncode == 1
    assert 'pip install "bestand[web]"' in " ".join(done.stderr.split())


def test_it_serves_the_page_in_the_browser(bestand_with_web: Path, tmp_path: Path) -> None:
    command: list[str | Path] = [bestand_with_web, "--lang", "en", "serve", "--port", "0"]
    kept = {key: value for key, value in os.environ.items() if not key.startswith("BESTAND_")}
    home = kept | {"HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path)}
    with (
        (tmp_path / "said.txt").open("w+", encoding="utf-8") as said,
        subprocess.Popen(command, cwd=tmp_path, stdout=said, stderr=said, env=home) as server,
    ):
        try:
            address = wait_for_address(server, tmp_path / "said.txt")
            with build_opener(ProxyHandler({})).open(address, timeout=60) as page:
                assert "Datenbestand prüfen" in page.read().decode()
        finally:
            server.terminate()


def wait_for_address(server: subprocess.Popen[bytes], said: Path) -> str:
    """Wait until the server says where it listens."""
    end = time.monotonic() + 120
    while time.monotonic() < end and server.poll() is None:
        if found := re.search(r"http://127\.0\.0\.1:\d+/", said.read_text(encoding="utf-8")):
            return found[0]
        time.sleep(0.1)
    raise AssertionError(said.read_text(encoding="utf-8"))
