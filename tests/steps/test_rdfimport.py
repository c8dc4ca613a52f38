"""A catalogue in RDF becomes data packages, from files and from a portal page by page."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from toolkit.model.problem import Problem
from toolkit.packages.folder import read_package
from toolkit.reports.imported import Imported
from toolkit.steps.rdfimport import Wish, import_catalog

PREFIXES = """@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> . @prefix hydra: <http://www.w3.org/ns/hydra/core#> .
@prefix prov: <http://www.w3.org/ns/prov#> . @prefix vcard: <http://www.w3.org/2006/vcard/ns#> .
"""


def turtle(*keys: str, rest: str = "") -> str:
    """Write a catalogue of some datasets."""
    return PREFIXES + "".join(f'<urn:d:{key}> a dcat:Dataset ; dct:title "Titel {key}" . ' for key in keys) + rest


@pytest.fixture
def catalog(tmp_path: Path) -> Path:
    """A file with two datasets."""
    file = tmp_path / "Mein Katalog.ttl"
    file.write_text(turtle("a", "b"), encoding="utf-8")
    return file


def run(out: Path, *places: object, **wish: object) -> Imported:
    """Import some places."""
    return import_catalog([str(place) for place in places], out, Wish(**wish))  # type: ignore[arg-type]


def test_each_dataset_becomes_a_package(catalog: Path, tmp_path: Path) -> None:
    done = run(tmp_path / "out", catalog)
    assert done.inventory == "mein-katalog"
    assert done.documents == ("Mein Katalog.ttl",)
    assert list(done.written) == ["mein-katalog:a", "mein-katalog:b"]
    found = [read_package(Path(folder)) for folder in done.written.values()]
    assert [(one.title, one.key) for one in found] == [("Titel a", "a"), ("Titel b", "b")]
    assert [Path(folder).name for folder in done.written.values()] == ["titel-a", "titel-b"]


def test_several_files_are_one_graph(tmp_path: Path) -> None:
    for name, text in (("a.ttl", "<urn:d:a> dct:publisher <urn:amt> ."), ("b.ttl", '<urn:amt> foaf:name "Amt" .')):
        (tmp_path / name).write_text(turtle("a") + text, encoding="utf-8")
    done = run(tmp_path / "out", tmp_path / "a.ttl", tmp_path / "b.ttl", inventory="portal")
    (dataset,) = done.parsed.datasets
    assert dataset.publisher is not None
    assert (dataset.identifier, dataset.publisher.name) == ("portal:a", "Amt")


def test_a_dataset_that_is_gone_takes_its_package_along_and_others_stay(catalog: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run(out, catalog, inventory="anderes")
    run(out, catalog, inventory="portal")
    (out / "eigenes").mkdir()
    catalog.write_text(turtle("b"), encoding="utf-8")
    done = run(out, catalog, inventory="portal")
    left = sorted(read_package(path.parent).identifier for path in out.glob("*/datapackage.json"))
    assert left == ["anderes:a", "anderes:b", "portal:b"]
    assert len(done.removed) == 1
    assert (out / "eigenes").is_dir()


def test_a_second_import_writes_nothing(catalog: Path, tmp_path: Path) -> None:
    first = run(tmp_path / "out", catalog)
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "out").rglob("*.json")}
    assert run(tmp_path / "out", catalog).written == first.written
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "out").rglob("*.json")} == before


PERSON = """<urn:d:a> dct:publisher [ foaf:name "Amt" ; foaf:mbox "erika.mustermann@example.org" ] ;
    dcat:contactPoint [ vcard:fn "Erika Muster" ; vcard:hasEmail <mailto:max.mustermann@example.org> ] ;
    prov:qualifiedAttribution [ prov:agent [ foaf:name "Amt" ; foaf:mbox "e.muster@example.org" ] ] ."""


def test_mailboxes_of_persons_stay_out_and_are_told(tmp_path: Path) -> None:
    (tmp_path / "c.ttl").write_text(turtle("a", rest=PERSON), encoding="utf-8")
    done = run(tmp_path / "out", tmp_path / "c.ttl")
    dataset = read_package(Path(done.written["c:a"]))
    assert dataset.publisher is not None
    assert dataset.contact is not None
    assert (dataset.publisher.email, dataset.contact.email) == ("", "")
    assert dataset.qualified_attributions[0].agent.email == ""
    assert sorted(finding.code for finding in done.personal) == ["contact-personal"] * 3 + ["personal-value"]
    assert "mustermann" not in (Path(done.written["c:a"]) / "datapackage.json").read_text(encoding="utf-8").casefold()


def test_mailboxes_of_persons_can_be_kept(tmp_path: Path) -> None:
    (tmp_path / "c.ttl").write_text(turtle("a", rest=PERSON), encoding="utf-8")
    done = run(tmp_path / "out", tmp_path / "c.ttl", keep_personal=True)
    dataset = read_package(Path(done.written["c:a"]))
    assert dataset.contact is not None
    assert dataset.contact.email == "max.mustermann@example.org"
    assert dataset.qualified_attributions[0].agent.email == "e.muster@example.org"
    assert [finding.code for finding in done.personal] == ["personal-value"]


def test_the_wished_language_goes_first(tmp_path: Path) -> None:
    text = '<urn:d:z> a dcat:Dataset ; dct:title "Baum"@de, "Tree"@en, "Arbre"@fr .'
    (tmp_path / "c.ttl").write_text(PREFIXES + text, encoding="utf-8")
    titles = [
        run(tmp_path / "out", tmp_path / "c.ttl", languages=wish).parsed.datasets[0].title
        for wish in ((), ("en",), ("it", "fr"))
    ]
    assert titles == ["Baum", "Tree", "Arbre"]


def test_services_without_distribution_are_noted(tmp_path: Path) -> None:
    (tmp_path / "c.ttl").write_text(turtle("a", rest="<urn:s> a dcat:DataService ."), encoding="utf-8")
    (note,) = run(tmp_path / "out", tmp_path / "c.ttl").notes
    assert str(note) == "1 data service belongs to no distribution and was not imported"


@pytest.mark.parametrize(
    ("text", "wish", "said"),
    [
        ("", {}, "c.ttl describes no dataset (0 statements)"),
        ("<urn:a> <urn:b> 1 .", {}, "c.ttl describes no dataset (1 statement)"),
        (turtle("a"), {"inventory": "Große Stadt"}, "“Große Stadt” is no name for an inventory"),
        (turtle("a") + "#" * 1_000_000, {"limit": 1}, "c.ttl: more than 1 MB of RDF"),
        (
            turtle("a") + " kaputt",
            {},
            "c.ttl, line 4: this is no valid Turtle (expected directive or statement)",
        ),
    ],
)
def test_what_cannot_be_imported_leaves_nothing_behind(
    text: str, wish: dict[str, object], said: str, tmp_path: Path
) -> None:
    (tmp_path / "c.ttl").write_text(text, encoding="utf-8")
    with pytest.raises(Problem) as caught:
        run(tmp_path / "out", tmp_path / "c.ttl", **wish)
    assert str(caught.value.what) == said
    assert not (tmp_path / "out").exists()


def test_a_missing_file_is_a_problem(tmp_path: Path) -> None:
    with pytest.raises(Problem, match=r"fehlt\.ttl cannot be read: "):
        run(tmp_path / "out", tmp_path / "fehlt.ttl")


class Portal(http.server.BaseHTTPRequestHandler):
    """A catalogue of three pages, each naming the next one as ckanext-dcat does; the last names the first again."""

    asked: list[str]

    def do_GET(self) -> None:
        """Answer with a page."""
        self.asked.append(self.path)
        page = int(self.path.rpartition("=")[2]) if "page=" in self.path else 1
        if "catalog" not in self.path:
            self.send_error(404)
            return
        here = f"http://127.0.0.1:{self.connection.getsockname()[1]}"
        following = f"{here}/catalog.ttl?page={page % 3 + 1}"
        elsewhere = ', "https://example.invalid/catalog.ttl"' if page == 3 else ""
        paging = f'[] a hydra:PagedCollection ; hydra:next "{following}"{elsewhere} .'
        body = turtle(f"p{page}", rest=f"{paging} <urn:d:p{page}> dct:publisher <org> .").encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/turtle; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def portal() -> Iterator[str]:
    """A portal on this machine."""
    Portal.asked = []
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Portal)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join()


def test_pages_are_followed_on_their_own_server_each_once(portal: str, tmp_path: Path) -> None:
    done = run(tmp_path / "out", f"{portal}/catalog.ttl")
    assert done.inventory == "127-0-0-1"
    assert list(done.written) == ["127-0-0-1:p1", "127-0-0-1:p2", "127-0-0-1:p3"]
    assert Portal.asked == [
        "/catalog.ttl", "/catalog.ttl?page=2", "/catalog.ttl?page=3", "/catalog.ttl?page=1"
    ]  # fmt: skip
    (note,) = done.notes
    assert str(note) == "the next page https://example.invalid/catalog.ttl lies on another server and was not read"
    publishers = {dataset.publisher.uri for dataset in done.parsed.datasets if dataset.publisher}
    assert publishers == {f"{portal}/org"}


def test_one_page_as_a_file_is_noted(tmp_path: Path) -> None:
    paging = '[] hydra:next "https://example.invalid/catalog.ttl?page=2" .'
    (tmp_path / "c.ttl").write_text(turtle("a", rest=paging), encoding="utf-8")
    (note,) = run(tmp_path / "out", tmp_path / "c.ttl").notes
    assert "is one page of a catalogue of several" in str(note)


def test_an_answer_that_is_none_is_a_problem(portal: str, tmp_path: Path) -> None:
    with pytest.raises(Problem, match="/fehlt answers with status 404"):
        run(tmp_path / "out", f"{portal}/fehlt")
    with pytest.raises(Problem, match=r"http://\*\*\*@127.0.0.1:9/x cannot be fetched"):
        run(tmp_path / "out", "http://amt:geheim@127.0.0.1:9/x")
