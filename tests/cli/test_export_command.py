"""``bestand export`` as a person or a script meets it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from rdflib import Graph

from tests.steps.small_department import write_department
from toolkit.cli.main import main


@pytest.fixture
def workbook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(tmp_path)
    return str(write_department(tmp_path, "amt", 3, k3={"Frei": "nein"}))


def export(*arguments: str) -> int:
    return main(["--lang", "en", "export", *arguments])


def test_a_file_is_written_and_what_was_left_out_is_said(workbook: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert export(workbook, "--to", "katalog.ttl", "--base", "https://example.org/daten") == 0
    told = capsys.readouterr().out.splitlines()
    assert told == [
        "2 datasets written to katalog.ttl (DCAT-AP.de 3.0)",
        "1 dataset is left out: it is not released, or has errors. “bestand check” says why.",
    ]
    text = Path("katalog.ttl").read_text(encoding="utf-8")
    assert "<https://example.org/daten/dataset/amt/2>" in text
    assert len(Graph().parse("katalog.ttl")) > 50


def test_standard_output_holds_the_catalogue_alone(workbook: str, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert export(workbook, "--to", "-", "--form", "xml") == 0
    told = capsysbinary.readouterr()
    assert told.out.startswith(b'<?xml version="1.0" encoding="UTF-8"?>\n<rdf:RDF')
    assert told.err.decode("utf-8").startswith("2 datasets written to standard output (DCAT-AP.de 3.0)")
    assert [path.name for path in Path().glob("*.ttl")] == []


def test_json_tells_what_the_file_cannot_hold(workbook: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert export(workbook, "--to", "k.jsonld", "--dcat", "2.0", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert {key: told[key] for key in ("file", "version", "datasets", "left_out")} == {
        "file": "k.jsonld",
        "version": "2.0",
        "datasets": 2,
        "left_out": 1,
    }
    assert all(set(one) == {"identifier", "distribution", "field", "value"} for one in told["lost"])
    assert json.loads(Path("k.jsonld").read_text(encoding="utf-8"))["@graph"]


def test_the_catalogue_says_what_it_is_asked_to(workbook: str) -> None:
    options = ("--title", "Titel", "--description", "Satz", "--publisher-name", "Stadt")
    addresses = ("--publisher-uri", "https://example.org/s", "--homepage", "https://example.org/h")
    assert export(workbook, "--to", "k.ttl", *options, *addresses, "--license", "https://example.org/l") == 0
    text = Path("k.ttl").read_text(encoding="utf-8")
    for line in (
        'dct:title "Titel"@de',
        'dct:description "Satz"@de',
        "dct:publisher <https://example.org/s>",
        "foaf:homepage <https://example.org/h>",
        "dct:license <https://example.org/l>",
        'foaf:name "Stadt"',
    ):
        assert line in text


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--to", "katalog.xlsx"), "no name for such a catalogue"),
        (("--to", "k.ttl", "--form", "json-ld"), "no name for such a catalogue"),
        (("--to", "k.ttl", "--base", "daten"), "no address on the web"),
        (("--to", "-", "--json"), "do not go together"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_written(
    workbook: str, arguments: tuple[str, ...], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = sorted(Path().iterdir())
    assert export(workbook, *arguments) == 1
    assert message in " ".join(capsys.readouterr().err.split())
    assert sorted(Path().iterdir()) == before
