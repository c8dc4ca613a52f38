"""A catalogue that people filled by hand becomes a workbook that steers it; nothing that they wrote is changed."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import requests
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.faults.editor import Editor
from tests.faults.office import build_office
from tests.journey.probe import CkanProbe
from toolkit.cli.main import main

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import CkanBox

pytestmark = pytest.mark.ckan

_TEXTS = st.sampled_from(
    [
        "Lage und Art aller Bäume der Stadt, jährlich geprüft.",
        "Zwei Zeilen,\r\nwie sie Formulare senden.\r\n\r\n- eins\r\n- zwei",
        "  Blanks am Rand und   mittendrin  ",
        "=SUMME(A1:A9) ist keine Formel, sondern ein Text mit <b>Markup</b> &amp; mehr.",
        "Ein sehr langer Text. " * 200,
    ]
)
_WORDS = st.sampled_from(["Bäume", "grün", "Kataster 2024", "k. A.", "Zeile-eins", "x"])
_EXTRAS = st.dictionaries(
    st.sampled_from(["modified", "Zähler", "frequency", "temporal_start", "spatial_text"]),
    st.sampled_from(
        [
            "Stadt Musterhausen",
            "2024-05-01",
            "2024-05-01T10:11:12",
            "7",
            "http://publications.europa.eu/resource/authority/frequency/ANNUAL",
            "Stadtgebiet",
        ]
    ),
    max_size=4,
)
_LINKS = st.fixed_dictionaries(
    {
        "name": st.sampled_from(["Tabelle", "Karte", "Tabelle (neu)"]),
        "url": st.sampled_from(["https://example.org/a.csv", "https://example.org/b?c=1;d=2", "example.org/ohne"]),
        "format": st.sampled_from(["CSV", "Fancy", "", "GeoJSON", "csv"]),
        "description": st.just("") | _TEXTS,
    }
)
_PACKAGES = st.fixed_dictionaries(
    {
        "title": st.sampled_from(["Baumkataster", "Brücken der Stadt", "Baumkataster der Stadt", "-"]),
        "notes": _TEXTS,
        "tags": st.lists(_WORDS, unique=True, max_size=4).map(lambda words: [{"name": w} for w in words if len(w) > 1]),
        "license_id": st.sampled_from(["cc-by", "cc-by", "dl-de-by-2.0", "notspecified", ""]),
        "author": st.sampled_from(["", "Amt 61"]),
        "maintainer": st.just("Geschäftsstelle Daten"),
        "maintainer_email": st.sampled_from(["od@example.org", "od@example.org", ""]),
        "private": st.booleans(),
        "extras": _EXTRAS.map(lambda extras: [{"key": key, "value": value} for key, value in extras.items()]),
        "resources": st.lists(_LINKS, max_size=3),
    }
)


@dataclass(slots=True)
class City:
    """An organisation in a CKAN whose datasets people enter by hand, and the workbook that is made of them."""

    box: CkanBox
    folder: Path
    name: str
    editor: Editor

    @property
    def workbook(self) -> Path:
        return self.folder / f"{self.name}.xlsx"

    @property
    def access(self) -> list[str]:
        token = self.folder / "token"
        if not token.exists():
            token.touch(mode=0o600)
            token.write_text(self.box.token, encoding="utf-8")
        return ["--token-file", str(token), "--ledger", str(self.folder / f"{self.name}.sqlite")]

    def enter(self, number: int, **fields: Any) -> dict[str, Any]:
        """Enter a dataset by hand, with a file at it."""
        package: dict[str, Any] = self.editor.ask(
            "package_create", name=f"{self.name}-{number}", owner_org=self.name, **fields
        )
        answer = requests.post(
            f"{self.box.url}/api/3/action/resource_create",
            data={"package_id": package["id"], "name": "Datei", "format": "CSV"},
            files={"upload": ("baeume.csv", b"a;b\n1;2\n")},
            headers={"Authorization": self.box.token},
            timeout=60,
        )
        assert answer.status_code == requests.codes.ok
        return package

    def pull(self, *more: str) -> int:
        arguments = ["--from", self.box.url, "-o", str(self.workbook), "--organization", self.name, "--replace"]
        return main(["--lang", "de", "pull", *arguments, "--inventory", self.name, *self.access, *more])

    def run(self, command: str, *more: str) -> int:
        return main(["--lang", "en", command, str(self.workbook), "--to", self.box.url, *self.access, *more])

    def show(self) -> dict[str, dict[str, Any]]:
        return {one["name"]: self.editor.ask("package_show", id=one["id"]) for one in self.editor.find(self.name)}


def found_city(box: CkanBox, folder: Path) -> City:
    city = City(box, folder, f"stadt-{uuid.uuid4().hex[:8]}", Editor(box.url, box.token))
    city.editor.ask("organization_create", name=city.name, title="Stadt Musterhausen")
    return city


def list_said(before: Any, after: Any, path: str = "") -> list[str]:
    """List what a person wrote that is not there any more as it was."""
    if path.rpartition(".")[2] in {"metadata_modified", "last_modified"} or before in (None, "", [], {}):
        return []
    if path == ".extras":
        now = {one["key"]: one["value"] for one in after}
        return [f"{path}.{one['key']}" for one in before if now.get(one["key"]) != one["value"]]
    if isinstance(before, dict) and isinstance(after, dict):
        return [each for key, value in before.items() for each in list_said(value, after.get(key), f"{path}.{key}")]
    if isinstance(before, list) and isinstance(after, list):
        pairs = zip(before, after, strict=True) if len(before) == len(after) else ()
        lost = [each for one, other in pairs for each in list_said(one, other, path)]
        return lost if len(before) == len(after) else [path]
    return [] if before == after else [f"{path}: {before!r} -> {after!r}"]


def prove_taking_over(city: City, capsys: pytest.CaptureFixture[str]) -> None:
    """Pull, take over, and plan: what people wrote stays, and there is nothing to do."""
    before = city.show()
    assert city.pull() == 0
    assert city.run("adopt", "--keep", "--yes") == 0
    after = city.show()
    assert before.keys() == after.keys()
    for name, package in before.items():
        assert list_said(package, after[name]) == []
        assert [one["id"] for one in package["resources"]] == [one["id"] for one in after[name]["resources"]]
        assert [one["url_type"] for one in package["resources"]] == [
            one["url_type"] for one in after[name]["resources"]
        ]
        assert package["private"] == after[name]["private"]
    prove_rest(city, capsys)
    assert city.pull() == 0
    prove_rest(city, capsys)


def prove_rest(city: City, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert city.run("plan", "--exit-code", "--json") == 0
    changes = json.loads(capsys.readouterr().out)["changes"]
    assert {change["kind"] for change in changes} <= {"unchanged", "blocked"}


def test_a_catalogue_filled_by_hand_is_steered_by_sheet_and_nothing_that_people_wrote_changes(
    ckan_box: CkanBox, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    probe = CkanProbe(ckan_box, tmp_path / "none.sqlite", tmp_path / "token", ())
    city = found_city(ckan_box, tmp_path)
    common = {"license_id": "cc-by", "maintainer": "Geschäftsstelle", "maintainer_email": "od@example.org"}
    links = [
        {"name": "A", "url": "https://example.org/a.csv", "format": "CSV", "eigenes": "x"},
        {"name": "B", "url": "https://example.org/a.csv", "format": "CSV"},
        {"name": "C", "url": "https://example.org/c", "format": "Fancy"},
    ]
    for number, private in enumerate((False, False, True)):
        city.enter(
            number,
            title="Baumkataster",
            notes="Lage und Art aller Bäume.\r\nJährlich geprüft.",
            private=private,
            tags=[{"name": "Bäume"}, {"name": "grün"}],
            extras=[{"key": "publisher_name", "value": "Stadt"}, {"key": "Zähler", "value": "7"}],
            resources=links,
            **common,
        )
    assert probe.writes()
    assert city.pull() == 0
    told = capsys.readouterr().out
    assert probe.writes() == 0
    assert city.box.token not in told
    assert "Zähler" in told
    assert "Fancy" in told
    prove_taking_over(city, capsys)
    identifiers = {
        name: next((one["value"] for one in package["extras"] if one["key"] == "identifier"), "")
        for name, package in city.show().items()
    }
    assert identifiers == {
        f"{city.name}-0": f"{city.name}:{city.name}-0",
        f"{city.name}-1": f"{city.name}:{city.name}-1",
        f"{city.name}-2": "",
    }


def test_datasets_of_ours_come_back_with_their_keys_and_there_is_nothing_to_do(
    ckan_box: CkanBox, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name = f"pull{uuid.uuid4().hex[:8]}"
    office = build_office(tmp_path, name, 4)
    city = City(ckan_box, tmp_path, name, Editor(ckan_box.url, ckan_box.token))
    target = ["--to", ckan_box.url, *city.access]
    assert main(["push", *office.arguments, *target, "--create-organizations", "--yes"]) == 0
    office.workbook.unlink()
    office.mapping.unlink()
    assert city.pull() == 0
    prove_rest(city, capsys)
    assert city.run("plan", "--exit-code") == 0


def test_what_was_edited_in_ckan_is_taken_into_a_copy_and_the_plan_no_longer_tells_of_it(
    ckan_box: CkanBox, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name = f"pull{uuid.uuid4().hex[:8]}"
    office = build_office(tmp_path, name, 2)
    city = City(ckan_box, tmp_path, name, Editor(ckan_box.url, ckan_box.token))
    target = ["--to", ckan_box.url, *city.access]
    assert main(["push", *office.arguments, *target, "--create-organizations", "--yes"]) == 0
    edited = next(one for one in city.show().values() if one["title"] == office.rows["D-0001"]["Titel"])
    city.editor.ask(
        "package_patch",
        id=edited["id"],
        notes="Neu beschrieben,\r\nin zwei Zeilen.",
        tags=[{"name": "Neues Wort"}],
        private=True,
        maintainer="Jemand anders",
    )
    copy = tmp_path / "kopie.xlsx"
    mapping = ["--mapping", str(office.mapping)]
    source = ["--from", ckan_box.url, *city.access]
    original = office.workbook.read_bytes()
    capsys.readouterr()
    arguments = ["--into", str(office.workbook), *mapping, *source, "-o", str(copy), "--take", "all", "--json"]
    assert main(["pull", *arguments]) == 0
    changes = {one["field"]: one for one in json.loads(capsys.readouterr().out)["changes"]}
    assert {field for field, one in changes.items() if one["taken"]} == {"notes", "tags", "private"}
    assert "constants" in changes["maintainer"]["reason"]
    assert office.workbook.read_bytes() == original
    assert main(["plan", str(copy), *mapping, *target, "--json"]) == 0
    planned = json.loads(capsys.readouterr().out)["changes"]
    kept = {one["field"] for change in planned for one in change.get("kept", ())}
    assert {change["kind"] for change in planned} == {"unchanged"}
    assert kept == {"maintainer"}


@pytest.mark.slow
@pytest.mark.parametrize("factory", ["ckan_box_factory", "ckan_dcat_factory", "ckan_scheming_factory"])
def test_any_catalogue_filled_by_hand_can_be_steered_by_sheet(
    factory: str, request: pytest.FixtureRequest, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    start: Callable[[str], CkanBox] = request.getfixturevalue(factory)
    box = start("2.12.0")

    @settings(
        max_examples=5,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        database=None,
        derandomize=True,
    )
    @given(st.lists(_PACKAGES, min_size=1, max_size=4))
    def prove(packages: list[dict[str, Any]]) -> None:
        city = found_city(box, tmp_path)
        for number, package in enumerate(packages):
            city.enter(number, **_fit(package, is_scheming="scheming" in factory))
        prove_taking_over(city, capsys)

    prove()


def _fit(package: dict[str, Any], *, is_scheming: bool) -> dict[str, Any]:
    """Say who publishes a dataset as the site's form asks; a schema's own fields may be no extras."""
    if is_scheming:
        extras = [one for one in package["extras"] if one["key"] == "Zähler"]
        return {**package, "extras": extras, "publisher": [{"name": "Stadt Musterhausen"}]}
    return {**package, "extras": [*package["extras"], {"key": "publisher_name", "value": "Stadt Musterhausen"}]}
