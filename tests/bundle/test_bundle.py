"""The shipped data are found in a wheel's layout and in a checkout, and nothing else is."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import toolkit
from toolkit.bundle import bundled_folder, bundled_names, read_bundled
from toolkit.model.problem import Problem

PACKAGE = Path(toolkit.__file__).parent


def install_without_data(site: Path) -> Path:
    """Lay out the part of an installed package that the bundle needs, and return its folder."""
    package = site / "toolkit"
    shutil.copytree(PACKAGE / "model", package / "model", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("__init__.py", "bundle.py"):
        shutil.copy(PACKAGE / name, package / name)
    return package


def write_vocabulary(home: Path, text: str) -> None:
    folder = home / "mappings" / "vocabularies"
    folder.mkdir(parents=True)
    (folder / "license.yaml").write_text(text, encoding="utf-8")


def run_in(site: Path, code: str) -> str:
    environment = {**os.environ, "PYTHONPATH": str(site), "PYTHONIOENCODING": "utf-8"}
    program = f"from toolkit.bundle import *\nfrom toolkit.model.problem import Problem\n{code}"
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, cwd=site, capture_output=True, check=True, encoding="utf-8"
    )
    return done.stdout.strip()


def test_a_shipped_text_is_read_from_the_checkout() -> None:
    assert "vocabulary: license" in read_bundled("mappings/vocabularies", "license.yaml")


def test_names_are_listed_in_order_and_by_suffix() -> None:
    names = bundled_names("mappings/vocabularies", ".yaml")
    assert "frequency.yaml" in names
    assert list(names) == sorted(names)
    assert bundled_names("mappings/vocabularies", ".csv") == ()


def test_a_folder_is_no_name_of_its_parent() -> None:
    assert "vocabularies" not in bundled_names("mappings", "")


def test_a_missing_file_names_the_nearest_one() -> None:
    with pytest.raises(Problem) as caught:
        read_bundled("mappings/vocabularies", "licence.yaml")
    assert "“licence.yaml”" in str(caught.value.what)
    assert "“license.yaml”" in str(caught.value.remedy)


def test_a_missing_kind_names_the_nearest_one() -> None:
    with pytest.raises(Problem) as caught:
        bundled_folder("mappings/vocabulary")
    assert "“mappings/vocabularies”" in str(caught.value.remedy)


@pytest.mark.parametrize("name", ["../../pyproject.toml", "LICENSE.yaml", "", ".", "/etc/passwd"])
def test_a_name_cannot_lead_out_of_its_folder_and_its_case_counts(name: str) -> None:
    with pytest.raises(Problem):
        read_bundled("mappings/vocabularies", name)


@pytest.mark.parametrize("kind", ["", "..", "toolkit", "mappings/..", "mappings/../toolkit", "/etc"])
def test_only_mappings_and_templates_are_shipped_data(kind: str) -> None:
    with pytest.raises(Problem):
        bundled_folder(kind)


def test_a_wheel_reads_its_own_data_although_a_folder_of_that_name_lies_beside_it(tmp_path: Path) -> None:
    package = install_without_data(tmp_path)
    write_vocabulary(package / "_bundled", "from the wheel, mit Ümlaut")
    write_vocabulary(tmp_path, "a stranger's")
    code = "print(read_bundled('mappings/vocabularies', 'license.yaml'))"
    assert run_in(tmp_path, code) == "from the wheel, mit Ümlaut"


def test_an_editable_install_reads_the_checkout(tmp_path: Path) -> None:
    install_without_data(tmp_path)
    write_vocabulary(tmp_path, "from the checkout")
    code = "print(read_bundled('mappings/vocabularies', 'license.yaml'))"
    assert run_in(tmp_path, code) == "from the checkout"


def test_an_install_without_data_asks_to_be_installed_again(tmp_path: Path) -> None:
    install_without_data(tmp_path)
    code = "try:\n    bundled_folder('mappings')\nexcept Problem as problem:\n    print(problem.remedy)"
    assert run_in(tmp_path, code).startswith("install Bestand again")
