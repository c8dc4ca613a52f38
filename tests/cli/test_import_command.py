"""``bestand import``: what people and machines are told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from toolkit.cli.main import main

CATALOG = """@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
<https://p.example.org/a> a dcat:Dataset ; dct:title "Bäume" ; dct:description "Alle Bäume im Stadtgebiet." ;
    <https://example.org/eigenes> "1", "2", "3", "4" ;
    dct:publisher [ foaf:name "Amt" ; foaf:mbox "e.muster@example.org" ] .
<https://p.example.org/b> a dcat:Dataset .
"""


@pytest.fixture
def catalog(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A catalogue in the working folder."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "portal.ttl").write_text(CATALOG, encoding="utf-8")
    return "portal.ttl"


def test_what_was_imported_and_what_was_not_is_told(catalog: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--lang", "en", "import", catalog]) == 0
    said = capsys.readouterr().out
    assert "portal:a  →  packages/baeume" in said
    assert "2 data packages written" in said
    assert "https://example.org/eigenes of a dataset: 4 times, such as 1; 2; 3 …" in said
    assert "portal:b: the dataset https://p.example.org/b has no title" in " ".join(said.split())
    assert "e.muster@example.org" in said


def test_everything_is_there_for_machines(catalog: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--lang", "en", "import", catalog, "--out", "p", "--inventory", "stadt", "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["inventory"] == "stadt"
    assert data["sources"] == ["portal.ttl"]
    assert data["packages"][0] == {"identifier": "stadt:a", "folder": "p/baeume"}
    assert data["left_over"] == [
        {
            "of": "dataset",
            "property": "https://example.org/eigenes",
            "count": 4,
            "statements": [{"dataset": "stadt:a", "value": value} for value in ("1", "2", "3", "4")],
        }
    ]
    assert [remark["code"] for remark in data["remarks"]] == [
        "identifier-missing", "title-missing", "identifier-missing"
    ]  # fmt: skip
    assert [finding["code"] for finding in data["personal"]] == ["contact-personal"]
    assert (data["removed"], data["notes"]) == ([], [])


def test_what_is_imported_can_be_pushed(catalog: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", catalog]) == 0
    assert main(["--lang", "en", "push", "packages", "--to", "c", "--create-organizations", "--yes"]) == 0
    assert "create: 1 · blocked: 1" in capsys.readouterr().out
    assert main(["--lang", "en", "plan", "packages", "--to", "c"]) == 0


def test_what_cannot_be_read_ends_with_code_1_and_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "c.ttl"
    file.write_text("<!DOCTYPE html><html>", encoding="utf-8")
    assert main(["--lang", "en", "import", str(file), "--out", str(tmp_path / "out")]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "error: c.ttl is a web page, no RDF" in printed.err
    assert not (tmp_path / "out").exists()
