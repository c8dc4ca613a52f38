"""``bestand validate`` as a person or a script meets it."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.dcat.official_shapes import require_shapes
from toolkit.cli.main import main
from toolkit.reports.validation import build_validation_schema

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "sample_inventories"
GRUENES = str(SAMPLES / "gruenes-amt.xlsx")
PREFIXES = """
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
"""
SHAPES = f"""{PREFIXES}
@prefix : <https://example.org/shapes/> .
:Dataset a sh:NodeShape ; sh:targetClass dcat:Dataset ; sh:property :issued .
:issued sh:path dct:landingPage ; sh:minCount 1 ; sh:message "ohne Startseite"@de, "no landing page"@en .
:File a sh:NodeShape ; sh:targetClass dcat:Distribution ; sh:property :licence .
:licence sh:path dct:license ; sh:maxCount 0 ; sh:severity sh:Warning ; sh:message "hat eine Lizenz" .
"""
CATALOG = f"""{PREFIXES}
<https://ckan.example.org> a dcat:Catalog ; dct:title "Daten" ; dct:description "Alle" ; dct:language "de" ;
  dcat:dataset <https://ckan.example.org/dataset/1>, <https://ckan.example.org/dataset/2> .
<https://ckan.example.org/dataset/1> a dcat:Dataset ; dct:identifier "amt:A-1" ; dct:title "Bäume" ;
  dct:description "Alle Bäume" ; dct:publisher <https://example.org/amt> ; dcat:distribution <urn:f> .
<urn:f> a dcat:Distribution ; dct:title "Datei" .
<https://ckan.example.org/dataset/2> a dcat:Dataset ; dct:identifier "fremd:1" ; dct:description "ohne Titel" .
<https://example.org/amt> a foaf:Agent ; foaf:name "Amt" .
"""


@pytest.fixture(autouse=True)
def _no_shapes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BESTAND_SHAPES", raising=False)


@pytest.fixture
def shapes(tmp_path: Path) -> str:
    file = tmp_path / "own.ttl"
    file.write_text(SHAPES, encoding="utf-8")
    return str(file)


@pytest.fixture
def catalog(tmp_path: Path) -> str:
    file = tmp_path / "catalog.ttl"
    file.write_text(CATALOG, encoding="utf-8")
    return str(file)


def run(*arguments: str) -> int:
    return main(["validate", *arguments])


def read(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    capsys.readouterr()
    run(*arguments, "--json")
    (found,) = json.loads(capsys.readouterr().out)
    assert isinstance(found, dict)
    return found


def test_a_remark_names_the_cell_the_field_and_the_next_step(capsys: pytest.CaptureFixture[str]) -> None:
    run(GRUENES)
    shown = " ".join(capsys.readouterr().out.split())
    assert "warning[dcat-recommended]: file format (dct:format): the recommended property is missing" in shown
    assert (
        "gruenes-amt.xlsx › Dateninventar › N12 GA-009 “Grünflächenkataster” column “Format” distribution main" in shown
    )
    assert "Bestand’s own rules, without shapes (--shapes)" in shown
    assert "12 datasets are not published and were not looked at (--all)." in shown


def test_the_same_in_german(capsys: pytest.CaptureFixture[str], shapes: str) -> None:
    main(["--lang", "de", "validate", GRUENES, "--shapes", shapes])
    shown = " ".join(capsys.readouterr().out.split())
    assert "Fehler[shacl]: ohne Startseite" in shown
    assert "Warnung[shacl]: hat eine Lizenz" in shown


def test_shapes_are_told_per_dataset_with_their_cells(capsys: pytest.CaptureFixture[str], shapes: str) -> None:
    found = read(capsys, GRUENES, "--shapes", shapes)
    said = [one for one in found["remarks"] if one["code"] == "shacl"]
    missing = [one for one in said if one["message"] == "no landing page"]
    assert len(missing) == found["counts"]["published"] == 22
    first = missing[0]
    assert first["property"] == "dct:landingPage"
    assert first["source"] == "https://example.org/shapes/issued"
    licences = [one for one in said if one["message"] == "hat eine Lizenz"]
    assert {one["path"] for one in licences} == {"license"}
    assert all(one["distribution"] and one["cell"] for one in licences)
    assert found["counts"]["conforming"] == 0
    assert found["shapes"] == [Path(shapes).as_posix()]


def test_shapes_may_be_named_once_for_all_runs(
    capsys: pytest.CaptureFixture[str], shapes: str, catalog: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BESTAND_SHAPES", shapes)
    assert read(capsys, catalog)["shapes"] == [Path(shapes).as_posix()]
    monkeypatch.setenv("BESTAND_SHAPES", "")
    assert read(capsys, catalog)["shapes"] == []


def test_what_is_not_published_is_told_apart_and_never_counts(capsys: pytest.CaptureFixture[str]) -> None:
    some, every = read(capsys, GRUENES), read(capsys, GRUENES, "--all")
    assert {one["state"] for one in some["datasets"]} == {"released"}
    assert {one["state"] for one in every["datasets"]} >= {"released", "staff", "closed"}
    assert len(every["datasets"]) == len(some["datasets"]) + some["counts"]["left_out"]
    assert every["counts"]["left_out"] == 0
    for name in ("errors", "warnings", "notes", "published", "conforming"):
        assert every["counts"][name] == some["counts"][name]
    run(GRUENES, "--all")
    assert "Of datasets that are not published, which does not count:" in capsys.readouterr().out


def test_exit_codes(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "a.ttl"
    good = f'{PREFIXES} <urn:a> a dcat:Dataset ; dct:title "x" ; dct:description "y" ; dct:publisher <urn:b> .'
    file.write_text(f'{good} <urn:b> a foaf:Agent ; foaf:name "Amt" .', encoding="utf-8")
    assert run(str(file)) == 0
    assert run(str(file), "--strict") == 1
    file.write_text(good.replace('dct:title "x" ;', ""), encoding="utf-8")
    assert run(str(file)) == 1
    assert run(str(tmp_path / "gone.ttl")) == 1
    capsys.readouterr()


def test_a_file_of_rdf_is_held_as_it_stands_and_ckans_own_catalogue_is_known(
    capsys: pytest.CaptureFixture[str], catalog: str, shapes: str
) -> None:
    found = read(capsys, catalog, "--shapes", shapes)
    counting = [(one["dataset"], one["code"], one["path"]) for one in found["remarks"]
                if one["counts"] and one["severity"] == "error"]  # fmt: skip
    assert ("amt:A-1", "dcat-mandatory", "access_url") in counting
    assert ("amt:A-1", "dcat-mandatory", "license") in counting
    assert [(one["path"], one["counts"]) for one in found["remarks"] if one["known"]][:1] == [("publisher", False)]
    shapes_say = {one["dataset"] for one in found["remarks"] if one["message"] == "no landing page"}
    assert "amt:A-1" in shapes_say
    assert len(shapes_say) == 2


def test_datasets_of_others_are_left_out_where_an_inventory_is_named(
    capsys: pytest.CaptureFixture[str], catalog: str
) -> None:
    found = read(capsys, catalog, "--inventory", "amt")
    assert [one["identifier"] for one in found["datasets"]] == ["amt:A-1"]
    assert found["counts"]["left_out"] == 1
    assert {one["dataset"] for one in found["remarks"]} == {"amt:A-1", None}


@contextmanager
def serve(pages: dict[str, tuple[int, str]]) -> Iterator[str]:
    """Answer as a CKAN does; a page that is not there is the last one again."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, text = pages.get(self.path, (200, PREFIXES))
            self.send_response(status)
            self.send_header("Content-Type", "text/turtle")
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_a_ckan_is_asked_page_by_page_for_its_own_rdf(capsys: pytest.CaptureFixture[str]) -> None:
    first = CATALOG.replace("amt:A-1", "amt:A-2").replace("dataset/1", "dataset/3").replace("urn:f", "urn:g")
    link = '<urn:page> <http://www.w3.org/ns/hydra/core#next> "/catalog.ttl?page=2" .'
    pages = {"/catalog.ttl": (200, first + link), "/catalog.ttl?page=2": (200, CATALOG)}
    with serve(pages) as url:
        found = read(capsys, url, "--inventory", "amt")
    assert [one["identifier"] for one in found["datasets"]] == ["amt:A-1", "amt:A-2"]
    assert found["counts"]["left_out"] == 1
    assert len([one for one in found["remarks"] if one["dataset"] is None and one["path"] == "homepage"]) == 1


def test_a_site_without_rdf_is_a_problem(capsys: pytest.CaptureFixture[str]) -> None:
    with serve({"/catalog.ttl": (404, "")}) as url:
        assert run(url) == 1
    assert "status 404" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.ttl", "<urn:a"),
        ("a.rdf", "<rdf"),
        ("a.jsonld", "{"),
        ("a.jsonld", '{"@context": "http://127.0.0.1:9/c", "@id": "urn:a"}'),
    ],
)
def test_rdf_that_cannot_be_read_is_a_problem(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, name: str, text: str
) -> None:
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    assert run(str(file)) == 1
    assert name in capsys.readouterr().err


def test_packages_and_catalogue_folders_are_validated_too(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = str(SAMPLES / "verkehrsamt.xlsx")
    assert main(["package", file, "--out", str(tmp_path / "packages")]) == 0
    assert main(["push", file, "--to", str(tmp_path / "catalogue"), "--yes", "--create-organizations"]) == 0
    packages = read(capsys, str(tmp_path / "packages"))
    catalogue = read(capsys, str(tmp_path / "catalogue"))
    sheet = read(capsys, file)
    assert packages["counts"]["published"] == catalogue["counts"]["published"] == sheet["counts"]["published"]
    said = [sorted((one["dataset"], one["code"], one["path"]) for one in found["remarks"])
            for found in (packages, catalogue, sheet)]  # fmt: skip
    assert said[0] == said[2]
    assert {one for one in said[1] if one[1] == "dcat-mandatory"} == set()
    every = read(capsys, str(tmp_path / "catalogue"), "--all")
    assert {one["state"] for one in every["datasets"]} == {"released", "staff"}
    assert len(every["datasets"]) == catalogue["counts"]["published"] + catalogue["counts"]["left_out"]


def test_shapes_that_are_not_there_are_a_problem(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert run(GRUENES, "--shapes", str(tmp_path / "gone")) == 1
    assert "the shapes cannot be read from" in capsys.readouterr().err


def test_every_code_is_documented() -> None:
    page = (ROOT / "docs" / "validate.md").read_text(encoding="utf-8")
    rooms = ("conventions", "proof")
    code = "".join((ROOT / "toolkit" / "dcat" / f"{room}.py").read_text(encoding="utf-8") for room in rooms)
    named = {line.strip().strip('",') for line in code.splitlines() if line.strip().startswith('"dcat-')}
    assert len(named) > 8
    from toolkit.dcat.wellformed import _TESTS  # noqa: PLC0415 (the kinds are named nowhere else)

    assert {one for one in (*named, *(f"dcat-{kind}" for kind in _TESTS)) if f"`{one}`" not in page} == set()


def test_the_documented_schema_is_that_of_the_data(capsys: pytest.CaptureFixture[str], catalog: str) -> None:
    documented = json.loads((ROOT / "docs" / "validate.schema.json").read_text(encoding="utf-8"))
    assert documented == build_validation_schema(), "run: make docs"
    assert read(capsys, catalog)["format"] == "bestand-validate/1"


@pytest.mark.parametrize("sample", ["gruenes-amt", "verkehrsamt", "statistikstelle"])
def test_released_sample_datasets_have_no_violation_of_the_official_shapes(
    sample: str, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = str(require_shapes())
    found = read(capsys, str(SAMPLES / f"{sample}.xlsx"), "--shapes", folder)
    assert found["counts"]["published"] > 20
    violations = [one for one in found["remarks"] if one["code"] == "shacl" and one["severity"] == "error"]
    assert [(one["dataset"], one["path"], one["message"]) for one in violations if not one["known"]] == []


def test_the_older_version_of_the_standard(capsys: pytest.CaptureFixture[str]) -> None:
    found = read(capsys, GRUENES, "--dcat", "2.0")
    assert found["version"] == "2.0"
    keys = [one for one in found["remarks"] if one["property"] == "dcatde:politicalGeocodingURI"]
    assert all(one["code"] == "dcat-recommended" for one in keys)


def test_files_beside_the_workbook_are_a_warning_and_get_an_address_below_the_base(
    capsys: pytest.CaptureFixture[str],
) -> None:
    file = str(SAMPLES / "statistikstelle.xlsx")
    found = read(capsys, file, "--base", "https://daten.example.org", "--shapes", str(require_shapes()))
    local = [one for one in found["remarks"] if one["code"] == "dcat-local-file"]
    assert len(local) > 5
    assert {one["severity"] for one in local} == {"warning"}
    assert [one for one in found["remarks"] if one["property"] == "dcat:accessURL" and one["code"] == "shacl"] == []


@pytest.mark.parametrize("ending", ["ttl", "jsonld", "rdf"])
def test_what_is_exported_conforms_catalogue_included(
    ending: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = str(tmp_path / f"catalog.{ending}")
    assert main(["export", GRUENES, "--to", file]) == 0
    found = read(capsys, file, "--shapes", str(require_shapes()))
    assert (found["counts"]["errors"], found["counts"]["conforming"], found["counts"]["known"]) == (0, 22, 0)
    assert {one["identifier"].partition(":")[0] for one in found["datasets"]} == {"gruenes-amt"}
