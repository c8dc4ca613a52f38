from __future__ import annotations

import builtins
import shutil
import socket
from pathlib import Path
from typing import Any

import pytest
from rdflib import SKOS, Graph

from tests.dcat.good_dataset import GOOD
from tests.dcat.official_shapes import require_shapes
from toolkit.dcat.graph import build_dataset_graph
from toolkit.dcat.shapefolder import read_shapes
from toolkit.dcat.shapes import Result, validate
from toolkit.model.finding import Severity
from toolkit.model.problem import Problem

PREFIXES = """
@prefix : <https://example.org/shapes/> .
@prefix d: <https://example.org/data/> .
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix vcard: <http://www.w3.org/2006/vcard/ns#> .
@prefix freq: <http://publications.europa.eu/resource/authority/frequency/> .
"""
SHAPES = f"""{PREFIXES}
<https://example.org/shapes> owl:imports <http://127.0.0.1:9/never-fetched.ttl> .
:Dataset a sh:NodeShape ; sh:targetClass dcat:Dataset ; sh:property :title, :frequency, :place .
:title sh:path dct:title ; sh:minCount 1 ; sh:message "Titel fehlt"@de, "title is missing"@en .
:frequency sh:path dct:accrualPeriodicity ; sh:property [
    sh:path skos:inScheme ; sh:hasValue <http://publications.europa.eu/resource/authority/frequency> ;
    sh:severity sh:Violation ; sh:message "nicht in der Liste"@de ] .
:place sh:path dct:spatial ; sh:class dct:Location ; sh:severity sh:Warning ; sh:message "kein Ort"@de .
:Distribution a sh:NodeShape ; sh:targetClass dcat:Distribution ; sh:property :format .
:format sh:path dct:format ; sh:minCount 1 ; sh:severity sh:Info ; sh:message "ohne Format" .
:Agent a sh:NodeShape ; sh:targetClass foaf:Agent ; sh:property :name .
:name sh:path foaf:name ; sh:minCount 1 ; sh:message "ohne Namen"@de .
:Kind a sh:NodeShape ; sh:targetClass vcard:Kind ; sh:property :way .
:way sh:path [ sh:alternativePath ( vcard:hasEmail vcard:hasURL ) ] ; sh:minCount 1 ; sh:message "unerreichbar"@de .
:Catalog a sh:NodeShape ; sh:targetClass dcat:Catalog ; sh:property :publisher .
:publisher sh:path dct:publisher ; sh:minCount 1 ; sh:message "ohne Herausgeber"@de .
"""


@pytest.fixture
def shapes(tmp_path: Path) -> Path:
    file = tmp_path / "own.ttl"
    file.write_text(SHAPES, encoding="utf-8")
    return file


def parse(text: str) -> Graph:
    return Graph().parse(data=PREFIXES + text, format="turtle")


def only(data: str, shapes: Path, **options: Any) -> Result:
    (result,) = validate(parse(data), shapes, **options)
    return result


def test_a_graph_that_conforms_has_no_results(shapes: Path) -> None:
    data = 'd:1 a dcat:Dataset ; dct:title "x" ; dct:accrualPeriodicity freq:ANNUAL .'
    assert validate(parse(data), shapes) == ()


def test_a_missing_property_names_its_dataset_property_and_shape(shapes: Path) -> None:
    assert only("d:1 a dcat:Dataset .", shapes) == Result(
        Severity.ERROR,
        "Titel fehlt",
        "https://example.org/data/1",
        "http://purl.org/dc/terms/title",
        dataset="https://example.org/data/1",
        shape="https://example.org/shapes/title",
        component="MinCountConstraintComponent",
    )


def test_messages_come_in_the_language_that_is_asked_for_else_in_one_that_is_there(shapes: Path) -> None:
    assert only("d:1 a dcat:Dataset .", shapes, language="en").message == "title is missing"
    assert only("d:1 a dcat:Dataset .", shapes, language="fr").message == "title is missing"
    assert only("d:1 a dcat:Distribution .", shapes, language="en").message == "ohne Format"
    body = "d:1 a foaf:Agent ."
    assert only(body, shapes, language="en").message == "ohne Namen"


def test_a_value_outside_its_list_is_told_of_the_dataset_not_of_the_value(shapes: Path) -> None:
    result = only('d:1 a dcat:Dataset ; dct:title "x" ; dct:accrualPeriodicity freq:NIE .', shapes)
    assert result.focus == result.dataset == "https://example.org/data/1"
    assert result.path == "http://purl.org/dc/terms/accrualPeriodicity"
    assert result.value == "http://publications.europa.eu/resource/authority/frequency/NIE"
    assert result.shape == "https://example.org/shapes/frequency"


def test_a_bad_value_of_several_datasets_is_told_of_each_and_once_only(shapes: Path) -> None:
    data = " ".join(
        f'd:{n} a dcat:Dataset ; dct:title "x" ; dct:accrualPeriodicity freq:NIE .' for n in range(3)
    )  # fmt: skip
    found = validate(parse(data + " d:other dct:accrualPeriodicity freq:NIE ."), shapes)
    assert [one.dataset[-1] for one in found] == ["0", "1", "2"]


def test_a_result_of_a_distribution_names_both(shapes: Path) -> None:
    data = 'd:1 a dcat:Dataset ; dct:title "x" ; dcat:distribution d:1-csv . d:1-csv a dcat:Distribution .'
    result = only(data, shapes)
    assert (result.dataset[-1], result.distribution[-5:], result.steps) == ("1", "1-csv", ())
    assert result.severity is Severity.NOTE


def test_a_part_is_traced_back_to_its_dataset_and_has_no_name_of_chance(shapes: Path) -> None:
    data = 'd:1 a dcat:Dataset ; dct:title "x" ; dcat:contactPoint [ a vcard:Organization ; vcard:fn "Amt" ] .'
    result = only(data, shapes)
    assert (result.focus, result.dataset) == ("", "https://example.org/data/1")
    assert result.steps == ("http://www.w3.org/ns/dcat#contactPoint",)
    assert result.path == "http://www.w3.org/2006/vcard/ns#hasEmail"


def test_a_body_that_several_datasets_name_is_told_of_each(shapes: Path) -> None:
    data = "d:amt a foaf:Organization . " + " ".join(
        f'd:{n} a dcat:Dataset ; dct:title "x" ; dct:publisher d:amt .' for n in range(2)
    )
    assert [(one.dataset[-1], one.focus[-3:]) for one in validate(parse(data), shapes)] == [("0", "amt"), ("1", "amt")]


def test_a_bodys_kind_outside_its_list_is_told_of_the_body_whatever_its_class_is_called(tmp_path: Path) -> None:
    file = tmp_path / "agents.ttl"
    file.write_text(
        f"""{PREFIXES}
        :Agent a sh:NodeShape ; sh:targetClass foaf:Agent ; sh:property :kind .
        :kind sh:path dct:type ; sh:property [ sh:path skos:inScheme ;
            sh:hasValue <http://purl.org/adms/publishertype/1.0> ; sh:message "falsche Art"@de ] .""",
        encoding="utf-8",
    )
    data = "d:1 a dcat:Dataset ; dct:publisher d:amt . d:amt a foaf:Organization ; dct:type <urn:x> ."
    result = only(data, file)
    assert (result.focus[-3:], result.path[-4:], result.value) == ("amt", "type", "urn:x")
    assert (result.dataset[-1], result.steps) == ("1", ("http://purl.org/dc/terms/publisher",))
    known = data.replace("urn:x", "http://purl.org/adms/publishertype/LocalAuthority")
    assert validate(parse(known), file) == ()


def test_lists_of_2_0_are_at_hand_too(shapes: Path) -> None:
    schemes = {str(uri): str(scheme) for uri, scheme in read_shapes(shapes).lists.subject_objects(SKOS.inScheme)}
    assert schemes["http://purl.org/adms/status/Completed"] == "http://purl.org/adms/status/1.0"
    assert schemes["http://dcat-ap.de/def/hashAlgorithms/sha/256"] == "http://dcat-ap.de/def/hashAlgorithms"
    assert schemes["http://dcat-ap.de/def/licenses/cc-zero"] == "http://dcat-ap.de/def/licenses"


def test_what_belongs_to_no_dataset_is_told_as_well(shapes: Path) -> None:
    assert only("d:amt a foaf:Agent .", shapes).dataset == ""
    assert only("d: a dcat:Catalog .", shapes).known is None


def test_the_address_of_a_place_that_is_only_named_is_a_known_result(shapes: Path) -> None:
    named = only('d:1 a dcat:Dataset ; dct:title "x" ; dct:spatial d:ort .', shapes)
    assert named.severity is Severity.WARNING
    assert "only named here" in str(named.known)
    typed = only('d:1 a dcat:Dataset ; dct:title "x" ; dct:spatial d:ort . d:ort a foaf:Image .', shapes)
    assert typed.known is None


def test_the_catalogue_of_ckan_is_a_known_result(shapes: Path) -> None:
    ours = only("d: a dcat:Catalog ; dct:language <http://example.org/DEU> .", shapes)
    ckans = only('d: a dcat:Catalog ; dct:language "de" .', shapes)
    assert (ours.known, str(ckans.known)[:17]) == (None, "CKAN writes its c")


def test_the_data_are_not_changed_and_shapes_serve_again(shapes: Path) -> None:
    data, held = parse("d:1 a dcat:Dataset ."), read_shapes(shapes)
    before = (len(data), len(held.lists))
    assert validate(data, held) == validate(data, held)
    assert (len(data), len(held.lists)) == before


def test_nothing_is_fetched(shapes: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(socket.socket, "connect", refuse)
    assert len(validate(parse("d:1 a dcat:Dataset ."), shapes)) == 1


def test_without_pyshacl_the_problem_says_how_to_install_it(shapes: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def no_pyshacl(name: str, *rest: Any) -> Any:
        if name.startswith("pyshacl"):
            raise ImportError
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", no_pyshacl)
    with pytest.raises(Problem) as problem:
        validate(Graph(), shapes)
    assert "pip install 'bestand[shacl]'" in str(problem.value.remedy)


def test_shapes_that_are_no_shacl_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "broken.ttl"
    file.write_text(f"{PREFIXES} :a a sh:NodeShape ; sh:targetClass dcat:Dataset ; sh:property :b .\n"
                    ":b sh:path dct:title, dct:description ; sh:minCount 1 .", encoding="utf-8")  # fmt: skip
    with pytest.raises(Problem, match="the shapes cannot be used"):
        validate(parse("d:1 a dcat:Dataset ."), file)


def test_all_shapes_of_a_folder_are_taken_and_lists_stay_lists(tmp_path: Path, shapes: Path) -> None:
    (tmp_path / "own").mkdir()
    shutil.move(shapes, tmp_path / "own" / "b.ttl")
    scheme = "<http://publications.europa.eu/resource/authority/frequency>"
    (tmp_path / "lists.ttl").write_text(f"{PREFIXES} freq:NIE skos:inScheme {scheme} .", encoding="utf-8")
    (tmp_path / "readme.md").write_text("no shapes", encoding="utf-8")
    held = read_shapes(tmp_path)
    assert [file.name for file in held.files] == ["lists.ttl", "b.ttl"]
    data = 'd:1 a dcat:Dataset ; dct:title "x" ; dct:accrualPeriodicity freq:NIE .'
    assert validate(parse(data), held) == ()
    # The folder's list replaces ours of the same name: what it does not hold is not in the list.
    assert len(validate(parse(data.replace("NIE", "ANNUAL")), held)) == 1


def write(folder: Path, name: str, text: str = "") -> None:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(PREFIXES + (text or f"<urn:{name}> sh:path dct:title ."), encoding="utf-8")


OFFICIAL = {
    "3.0": ("semic-3.0.0/dcat-ap-SHACL.ttl", "dcat-ap-de-3.0/dcat-ap-SHACL-DE.ttl",
            "dcat-ap-de-3.0/dcat-ap-de-deprecated.ttl", "dcat-ap-de-3.0/dcat-ap-spec-german-additions.ttl",
            "dcat-ap-de-3.0/dcat-ap-de-controlledvocabularies.ttl"),
    "2.0": ("semic-2.1.1/dcat-ap_2.1.1_shacl_shapes.ttl", "dcat-ap-de-2.0/dcat-ap-spec-german-messages.ttl",
            "dcat-ap-de-2.0/dcat-ap-spec-german-additions.ttl", "dcat-ap-de-2.0/dcat-ap-de-deprecated.ttl",
            "dcat-ap-de-2.0/dcat-ap-konventionen.ttl"),
}  # fmt: skip


def test_of_the_official_files_those_of_the_version_are_taken_and_corrected_ones_first(tmp_path: Path) -> None:
    for name in (*OFFICIAL["3.0"], *OFFICIAL["2.0"], "semic-hvd/hvd-SHACL.ttl", "testcases/bad.ttl"):
        write(tmp_path, name)
    write(tmp_path, "patched/dcat-ap-spec-german-additions.ttl")
    write(tmp_path, "vocab-inscheme.ttl", "<urn:a> skos:inScheme <urn:b> .")
    new = [file.relative_to(tmp_path).as_posix() for file in read_shapes(tmp_path, "3.0").files]
    old = [file.relative_to(tmp_path).as_posix() for file in read_shapes(tmp_path, "2.0").files]
    corrected = "patched/dcat-ap-spec-german-additions.ttl"
    assert new == [*OFFICIAL["3.0"][:3], corrected, OFFICIAL["3.0"][4], "vocab-inscheme.ttl"]
    assert old == [*OFFICIAL["2.0"], "vocab-inscheme.ttl"]


def test_a_manifest_says_which_files_belong_to_a_version(tmp_path: Path) -> None:
    write(tmp_path, "new.ttl")
    write(tmp_path, "old.ttl")
    write(tmp_path, "lists.ttl", "<urn:a> skos:inScheme <urn:b> .")
    (tmp_path / "shapes.toml").write_text(
        '["3.0"]\nshapes = ["new.ttl"]\nlists = ["lists.ttl"]\n["2.0"]\nshapes = ["old.ttl"]\n', encoding="utf-8"
    )
    assert [file.name for file in read_shapes(tmp_path, "3.0").files] == ["new.ttl", "lists.ttl"]
    assert [file.name for file in read_shapes(tmp_path, "2.0").files] == ["old.ttl"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("[", ""),
        ('["2.0"]\nshapes = ["x.ttl"]', "it names no shapes for DCAT-AP.de 3.0"),
        ('["3.0"]\nshapes = [1]', "it names no shapes for DCAT-AP.de 3.0"),
        ('"3.0" = 1', "it names no shapes for DCAT-AP.de 3.0"),
        ('["3.0"]\nshapes = ["gone.ttl"]', "it names gone.ttl, which is not there"),
    ],
)
def test_a_manifest_that_cannot_be_used_is_named(tmp_path: Path, content: str, reason: str) -> None:
    (tmp_path / "shapes.toml").write_text(content, encoding="utf-8")
    with pytest.raises(Problem) as problem:
        read_shapes(tmp_path, "3.0")
    assert "shapes.toml" in str(problem.value.what)
    assert reason in str(problem.value.what)


def test_places_without_shapes_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="there is no such file or folder"):
        read_shapes(tmp_path / "gone")
    with pytest.raises(Problem, match=r"no file in it ends with \.ttl or \.rdf"):
        read_shapes(tmp_path)
    write(tmp_path, "data.ttl", "d:1 a dcat:Dataset .")
    with pytest.raises(Problem, match="it holds no SHACL shapes"):
        read_shapes(tmp_path)
    (tmp_path / "broken.ttl").write_text("<a", encoding="utf-8")
    with pytest.raises(Problem, match=r"broken\.ttl"):
        read_shapes(tmp_path)


# What follows needs the official shapes; see official_shapes.py.


@pytest.mark.parametrize(("name", "errors"), [("good", 0), ("bad", 7), ("A", 1), ("C", 0)])
def test_the_official_testcases(name: str, errors: int) -> None:
    """A and C are CKAN's own RDF: what it says of its catalogue is known, the geometry of A is a fault."""
    folder = require_shapes()
    data = Graph().parse(folder / "testcases" / f"{name}.ttl")
    found = [one for one in validate(data, folder, "3.0") if one.severity is Severity.ERROR and one.known is None]
    assert len(found) == errors, found
    assert all(one.dataset for one in found)


def test_our_lists_serve_where_the_folder_has_none(tmp_path: Path) -> None:
    folder = require_shapes()
    for name in (*OFFICIAL["3.0"], "patched/dcat-ap-de-controlledvocabularies.ttl"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copyfile(folder / name, tmp_path / name)
    data = Graph().parse(folder / "testcases" / "good.ttl")
    assert [one for one in validate(data, tmp_path, "3.0") if one.known is None] == []


def test_a_dataset_that_says_everything_has_no_result_at_all_in_3_0() -> None:
    assert validate(build_dataset_graph(GOOD, "https://example.org"), require_shapes(), "3.0") == ()


def test_in_2_0_only_the_identifier_of_the_contributor_is_missed_which_a_state_portal_adds() -> None:
    graph = build_dataset_graph(GOOD, "https://example.org", "2.0")
    found = [one for one in validate(graph, require_shapes(), "2.0") if one.known is None]
    errors = [one.path for one in found if one.severity is Severity.ERROR]
    assert errors == ["http://dcat-ap.de/def/dcatde/contributorID"]
