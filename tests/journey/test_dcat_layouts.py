"""The sample inventories in each layout of a CKAN: what the site itself gives out as RDF, against our own.

docs/dcat-ckan.md lists every kind of difference with its cause. A difference that is not on that page fails here, and
so does a line of the page that is no longer true.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from rdflib import Graph

from tests.conftest import CkanBox
from tests.journey.layouts import LAYOUTS, ROOT, Seen, Source, Stage, find_lost, read_table, see, write_rows
from tests.journey.rdf_difference import Difference, shorten
from tests.journey.rich_office import build_rich_office
from toolkit.dcat.shapes import validate
from toolkit.model.finding import Severity

pytestmark = pytest.mark.ckan

SAMPLES = ("gruenes-amt", "verkehrsamt", "statistikstelle")
CAUSES = ("CKAN: ", "ckanext-dcat: ", "profile: ", "ours: ", "both: ")
SHAPES = ROOT.parent / "shared" / "shacl"


def build_rich(folder: Path, name: str) -> Source:
    workbook, mapping = build_rich_office(folder, name)
    return Source(workbook, name, str(mapping))


@pytest.fixture(scope="module", params=LAYOUTS)
def layout(request: pytest.FixtureRequest) -> str:
    """The name of a layout."""
    return str(request.param)


@pytest.fixture(scope="module")
def stage(layout: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Stage:
    """A CKAN of this layout that holds all samples, and one dataset that says all that can be said."""
    folder = tmp_path_factory.mktemp(f"layout-{layout}")
    for name in SAMPLES:
        shutil.copy(ROOT / "sample_inventories" / f"{name}.xlsx", folder)
    shutil.copytree(ROOT / "sample_inventories" / "statistikstelle", folder / "statistikstelle")
    profile, factory = LAYOUTS[layout]
    box = request.getfixturevalue(factory)("2.12.0")
    sources = (*(Source(folder / f"{name}.xlsx", name) for name in SAMPLES), build_rich(folder / "rich", "laermstelle"))
    stage = Stage(box, profile, folder, sources)
    stage.clear()
    assert set(stage.run("push", "--yes", "--create-organizations")) == {0}
    return stage


@pytest.fixture(scope="module")
def seen(stage: Stage) -> Seen:
    """What CKAN says of each dataset."""
    return see(stage)


def read_page(layout: str) -> dict[Difference, str]:
    """Read the differences that the page tells of in a layout, each with its cause."""
    column = 3 + list(LAYOUTS).index(layout)
    return {Difference(*row[:3]): row[-1] for row in read_table("Differences") if row[column]}


@pytest.mark.slow
def test_every_difference_is_on_the_page_with_its_cause(layout: str, seen: Seen) -> None:
    told = read_page(layout)
    new = [
        (each.subject, each.property, each.kind, f"{n} of {seen.datasets}", *seen.examples[each])
        for each, n in seen.counts.items()
        if each not in told
    ]
    gone = [(each.subject, each.property, each.kind) for each in told.keys() - seen.counts.keys()]
    assert not new, f"{layout}: not on the page:\n{write_rows(new)}"
    assert not gone, f"{layout}: on the page, not seen:\n{write_rows(gone)}"
    assert all(cause.startswith(CAUSES) for cause in told.values()), "each with its cause"
    assert seen.datasets == 66


@pytest.mark.slow
def test_shapes_find_in_ckan_s_rdf_what_the_page_tells(layout: str, seen: Seen) -> None:
    if not SHAPES.is_dir():
        pytest.skip(f"no official shapes in {SHAPES}: CKAN's RDF is not held against them")
    found = list_results(seen.graph)
    column = 3 + list(LAYOUTS).index(layout)
    told = {row[:3] for row in read_table("Official shapes") if row[column]}
    assert found.keys() == told, f"{layout}:\n{write_rows((*key, text) for key, text in found.items())}"


def list_results(graph: Graph) -> dict[tuple[str, ...], str]:
    """List the kinds of results: severity, property, constraint; and of each a message."""
    results: dict[tuple[str, ...], str] = {}
    for each in validate(graph, SHAPES):
        if each.severity is not Severity.NOTE:
            key = (each.severity.value, shorten(each.path), each.component)
            results.setdefault(key, f"{each.message} ({each.focus} {each.value})")
    return results


@pytest.mark.slow
def test_a_second_push_has_nothing_to_do(stage: Stage) -> None:
    assert set(stage.run("plan", "--exit-code")) == {0}


@pytest.mark.slow
def test_ckan_holds_all_that_the_profile_claims(stage: Stage) -> None:
    assert list(find_lost(stage)) == []


@pytest.mark.slow
def test_an_edit_of_one_subfield_stays_and_is_told(
    layout: str, stage: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    id_ = stage.show()["laermstelle:D-1"]
    package = stage.editor.ask("package_show", id=id_)
    if layout in ("full", "recommended"):
        body = [{**package["publisher"][0], "email": "hand@example.org"}]
        stage.editor.ask("package_patch", id=id_, publisher=body)
    else:
        extras = [each for each in package["extras"] if each["key"] != "publisher_email"]
        extras.append({"key": "publisher_email", "value": "hand@example.org"})
        stage.editor.ask("package_patch", id=id_, extras=extras)
    capsys.readouterr()
    assert set(stage.run("push", "--yes")) == {0}
    assert "hand@example.org" in capsys.readouterr().out
    after = stage.editor.ask("package_show", id=id_)
    assert "hand@example.org" in str(after.get("publisher") or after["extras"])
    stage.editor.ask(
        "package_patch", id=id_, **{key: package[key] for key in ("publisher", "extras") if key in package}
    )


def look_at_one(box: CkanBox, layout: str, folder: Path) -> None:
    """Push one dataset that says all that can be said, compare it, read it back, and plan again."""
    stage = Stage(box, LAYOUTS[layout][0], folder, (build_rich(folder, "schallstelle"),))
    stage.clear()
    assert stage.run("push", "--yes", "--create-organizations") == (0,)
    seen = see(stage)
    assert seen.datasets == 1
    assert seen.counts.keys() <= read_page(layout).keys()
    assert list(find_lost(stage)) == []
    assert stage.run("plan", "--exit-code") == (0,)


def test_one_rich_dataset_with_ckanext_dcat(ckan_dcat_box: CkanBox, tmp_path: Path) -> None:
    look_at_one(ckan_dcat_box, "dcat", tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("version", ["2.11.6", "2.10.11"])
@pytest.mark.parametrize("name", ["dcat", "full", "recommended"])
def test_older_versions_give_no_other_differences(
    request: pytest.FixtureRequest, tmp_path: Path, name: str, version: str
) -> None:
    look_at_one(request.getfixturevalue(LAYOUTS[name][1])(version), name, tmp_path)
