from __future__ import annotations

import json
import multiprocessing
import os
import signal
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from toolkit.model.dataset import Agent, Dataset, Distribution
from toolkit.model.problem import Problem
from toolkit.packages.folder import read_package, remove_leftovers, remove_package, validate_package, write_package
from toolkit.packages.tabular import describe_file

TREES = Dataset(
    "gruenes-amt",
    "GA-017",
    title="Baumkataster",
    publisher=Agent("Grünes Amt", email="amt@stadt.example", kind="urn:amt"),
    keywords=("Bäume", "Straßenbäume"),
    license="http://dcat-ap.de/def/licenses/dl-by-de/2.0",
    modified="2024-03",
    distributions=(
        Distribution(
            "csv", path="Daten\\Bäume 2024.csv", format="http://publications.europa.eu/resource/authority/file-type/CSV"
        ),
        Distribution("alt", path="alt/Bäume 2024.csv"),
        Distribution("wms", access_url="https://geo.example/wms"),
        Distribution("weg", path="fehlt.csv"),
        Distribution("fremd", path="../geheim.csv"),
    ),
)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Make a workbook's folder with two files of one name."""
    source = tmp_path / "inventar"
    for name in ("Daten", "alt"):
        (source / name).mkdir(parents=True)
        (source / name / "Bäume 2024.csv").write_bytes(f"Art;Höhe\n{name};2,5\n".encode("cp1252"))
    (tmp_path / "geheim.csv").write_text("geheim", encoding="utf-8")
    return source


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """Name the package's place."""
    return tmp_path / "packages" / "baumkataster"


def read_tree(folder: Path) -> dict[str, bytes]:
    """Give every file of a folder by its path."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def read_descriptor(folder: Path) -> Any:
    """Give a package's descriptor."""
    return json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))


def test_a_package_holds_the_descriptor_and_copies_of_the_local_files(source: Path, target: Path) -> None:
    assert write_package(TREES, source, target) == target
    tree = read_tree(target)
    assert sorted(tree) == ["data/baeume-2024-2.csv", "data/baeume-2024.csv", "datapackage.json"]
    assert tree["data/baeume-2024.csv"] == (source / "Daten" / "Bäume 2024.csv").read_bytes()
    assert tree["data/baeume-2024-2.csv"] == (source / "alt" / "Bäume 2024.csv").read_bytes()
    assert tree["datapackage.json"].endswith(b"}\n")


def test_a_package_reads_back_as_the_same_dataset_and_is_valid(source: Path, target: Path) -> None:
    write_package(TREES, source, target)
    assert read_package(target) == TREES
    assert validate_package(target) == ()


def test_the_descriptor_speaks_the_standards_words(source: Path, target: Path) -> None:
    descriptor = read_descriptor(write_package(TREES, source, target))
    assert descriptor["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    assert (descriptor["name"], descriptor["id"]) == ("gruenes-amt-ga-017", "gruenes-amt:GA-017")
    assert descriptor["licenses"] == [
        {
            "name": "dl-by-de-2.0",
            "path": "http://dcat-ap.de/def/licenses/dl-by-de/2.0",
            "title": "Datenlizenz Deutschland Namensnennung 2.0",
        }
    ]
    assert descriptor["contributors"] == [{"title": "Grünes Amt", "email": "amt@stadt.example", "roles": ["publisher"]}]
    assert descriptor["dcat"] == {"modified": "2024-03", "publisher": {"kind": "urn:amt"}}
    first, _, service, missing, outside = descriptor["resources"]
    assert first["path"] == "data/baeume-2024.csv"
    assert first["format"] == "csv"
    assert first["dcat"] == {"path": "Daten\\Bäume 2024.csv"}
    assert service["path"] == "https://geo.example/wms"
    assert missing["data"] == outside["data"] == [{"available": False}]


def test_the_whole_package_passes_frictionless_with_a_german_table_in_it(source: Path, target: Path) -> None:
    from frictionless import Package  # noqa: PLC0415 (slow to import)

    facts = describe_file(source / "Daten" / "Bäume 2024.csv")
    local = replace(
        TREES.distributions[0], checksum=facts.checksum, byte_size=facts.byte_size, media_type=facts.media_type
    )
    dataset = replace(TREES, distributions=(local, TREES.distributions[3]))
    assert facts.schema is not None
    write_package(dataset, source, target, {"csv": facts.schema}, {"csv": facts.layout})
    assert read_package(target) == dataset
    package = Package(str(target / "datapackage.json"))
    assert package.validate().valid
    assert [str(row["Höhe"]) for row in package.get_table_resource("csv").read_rows()] == ["2.5"]
    assert (
        Package(str(write_package(Dataset("a", "b"), source, target.parent / "leer") / "datapackage.json"))
        .validate()
        .valid
    )


def test_a_file_that_differs_from_its_metadata_is_told(source: Path, target: Path) -> None:
    local = replace(TREES.distributions[0], byte_size=1, checksum="sha256:00")
    write_package(replace(TREES, distributions=(local,)), source, target)
    notes = validate_package(target)
    assert len(notes) == 2
    assert all(note.startswith("data/baeume-2024.csv: ") for note in notes)


def test_a_file_that_was_taken_out_of_the_package_is_told(source: Path, target: Path) -> None:
    write_package(TREES, source, target)
    (target / "data" / "baeume-2024.csv").unlink()
    assert len(validate_package(target)) == 1


def test_an_unchanged_package_is_not_written_again(source: Path, target: Path) -> None:
    write_package(TREES, source, target)
    before = {path: path.stat().st_mtime_ns for path in (target, *target.rglob("*"))}
    write_package(TREES, source, target)
    assert {path: path.stat().st_mtime_ns for path in (target, *target.rglob("*"))} == before


@pytest.mark.parametrize(
    "content", [b"Art;H\xf6he\nDaten;9,5\n", b"Art;H\xf6he\nDaten;2,55\n"], ids=["same size", "other size"]
)
def test_a_changed_file_is_copied_again(source: Path, target: Path, content: bytes) -> None:
    write_package(TREES, source, target)
    (source / "Daten" / "Bäume 2024.csv").write_bytes(content)
    write_package(TREES, source, target)
    assert (target / "data" / "baeume-2024.csv").read_bytes() == content


def test_a_file_that_left_the_sheet_leaves_the_package(source: Path, target: Path) -> None:
    write_package(TREES, source, target)
    write_package(replace(TREES, distributions=()), source, target)
    assert sorted(read_tree(target)) == ["datapackage.json"]


def test_a_title_changed_in_the_file_is_read(source: Path, target: Path) -> None:
    write_package(TREES, source, target)
    descriptor = read_descriptor(target) | {"title": "Bäume der Stadt"}
    (target / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8-sig")
    assert read_package(target) == replace(TREES, title="Bäume der Stadt")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe\x00",
        b"[" * 100_000,
        b"[]",
        b"{}",
        b'{"dcat": {}, "resources": {}}',
        b'{"dcat": {}, "resources": ["x"]}',
        b'{"dcat": {}, "resources": [], "title": 5}',
        b'{"dcat": {}, "resources": [], "keywords": [5]}',
        b'{"dcat": {}, "resources": [], "contributors": "x"}',
        b'{"dcat": {"titel": "x"}, "resources": []}',
        b'{"dcat": {"temporal": "2024"}, "resources": []}',
        b'{"dcat": {}, "resources": [{"name": "a", "path": ["a.csv"]}]}',
        b'{"dcat": {}, "resources": [{"name": "a", "bytes": true}]}',
    ],
)
def test_what_is_no_package_of_ours_is_a_problem_with_a_remedy(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "datapackage.json").write_bytes(content)
    with pytest.raises(Problem) as caught:
        read_package(tmp_path)
    assert str(caught.value.remedy)


def test_a_folder_without_a_package_is_a_problem(tmp_path: Path) -> None:
    with pytest.raises(Problem, match=r"datapackage\.json cannot be read"):
        read_package(tmp_path)


@pytest.mark.parametrize("name", ["brief.txt", "datapackage.json"])
def test_a_folder_that_is_not_ours_is_neither_replaced_nor_removed(source: Path, target: Path, name: str) -> None:
    target.mkdir(parents=True)
    (target / name).write_text('{"resources": []}', encoding="utf-8")
    with pytest.raises(Problem, match="stays untouched"):
        write_package(TREES, source, target)
    with pytest.raises(Problem, match="stays untouched"):
        remove_package(target)
    assert sorted(read_tree(target)) == [name]


def test_a_disk_that_refuses_is_a_problem(source: Path, tmp_path: Path) -> None:
    (tmp_path / "datei").write_text("", encoding="utf-8")
    with pytest.raises(Problem, match="cannot be written"):
        write_package(TREES, source, tmp_path / "datei" / "paket")


def test_a_removed_package_is_gone_and_may_be_removed_twice(source: Path, target: Path) -> None:
    write_package(TREES, source, target)
    remove_package(target)
    remove_package(target)
    assert list(target.parent.iterdir()) == []


@pytest.mark.parametrize("mark", ["new", "old", "gone"])
def test_what_a_killed_run_left_is_cleaned_by_the_next(source: Path, target: Path, mark: str) -> None:
    write_package(TREES, source, target)
    leftover = target.with_name(f".{target.name}.{mark}")
    (leftover / "data").mkdir(parents=True)
    (leftover / "data" / "halb.csv").write_text("h", encoding="utf-8")
    write_package(TREES, source, target)
    assert list(target.parent.iterdir()) == [target]


def test_a_package_killed_between_its_two_renames_comes_back(source: Path, target: Path) -> None:
    write_package(TREES, source, target)
    target.rename(target.with_name(f".{target.name}.old"))
    write_package(TREES, source, target)
    assert read_package(target) == TREES
    assert list(target.parent.iterdir()) == [target]


def test_what_killed_runs_left_of_other_packages_is_cleaned_too(source: Path, target: Path) -> None:
    write_package(TREES, source, target)
    for mark in ("new", "gone"):
        (target.parent / f".zurückgezogen.{mark}" / "data").mkdir(parents=True)
    write_package(TREES, source, target.parent / ".unterbrochen.old")
    remove_leftovers(target.parent)
    assert sorted(path.name for path in target.parent.iterdir()) == ["baumkataster", "unterbrochen"]
    assert read_package(target.parent / "unterbrochen") == TREES
    remove_leftovers(target.parent / "nicht da")


def test_the_old_package_comes_back_even_where_the_next_run_fails(source: Path, target: Path) -> None:
    write_package(TREES, source, target)
    target.rename(target.with_name(f".{target.name}.old"))
    target.with_name(f".{target.name}.new").write_text("no folder", encoding="utf-8")
    with pytest.raises(Problem, match="cannot be written"):
        write_package(TREES, source, target)
    assert read_package(target) == TREES


def write_until_killed(step: int, dataset: Dataset, source: Path, target: Path) -> None:
    """Write a package in a process that is killed at its nth change of the disk."""
    left = [step]

    def kill(event: str, arguments: tuple[Any, ...]) -> None:
        changes = event in ("os.mkdir", "os.rename", "os.remove", "os.rmdir", "open")
        if changes and str(target.parent) in str(arguments[0]):
            left[0] -= 1
            if left[0] < 0:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(kill)
    write_package(dataset, source, target)


def run_until_killed(step: int, dataset: Dataset, source: Path, target: Path) -> int | None:
    """Give the exit code of such a process."""
    process = multiprocessing.get_context("fork").Process(
        target=write_until_killed, args=(step, dataset, source, target)
    )
    process.start()
    process.join()
    return process.exitcode


@pytest.mark.skipif("fork" not in multiprocessing.get_all_start_methods(), reason="needs processes that can be forked")
def test_a_kill_at_any_moment_leaves_the_old_package_or_the_new_one(source: Path, target: Path) -> None:
    newer = replace(TREES, title="Bäume der Stadt", distributions=TREES.distributions[:2])
    whole = []
    for dataset in (TREES, newer, TREES):
        write_package(dataset, source, target)
        whole.append(read_tree(target))
    steps = 0
    while run_until_killed(steps, newer, source, target) != 0:
        assert not target.exists() or read_tree(target) in whole
        write_package(newer, source, target)
        assert read_tree(target) == whole[1]
        assert list(target.parent.iterdir()) == [target]
        write_package(TREES, source, target)
        steps += 1
    assert read_tree(target) == whole[1]
    assert steps > 8
