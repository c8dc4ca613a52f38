"""``bestand vocabulary`` as a person or a script meets it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from toolkit.cli.main import main
from toolkit.vocabularies.concept import EVERY_VOCABULARY


@pytest.fixture(autouse=True)
def _in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C")
    monkeypatch.setenv("COLUMNS", "100")


def run(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> str:
    assert main(["vocabulary", *arguments]) == code
    output = capsys.readouterr()
    return output.err if code else output.out


def read(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    return json.loads(run(capsys, *arguments, "--json"))


def flat(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("command", ["", "list", "show", "find"])
def test_every_command_explains_itself(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert "Usage: bestand vocabulary" in run(capsys, *command.split(), "--help")


def test_list_names_every_vocabulary_with_size_edition_and_licence(capsys: pytest.CaptureFixture[str]) -> None:
    page = run(capsys, "list")
    names = [line for line in page.splitlines() if not line.startswith(" ")]
    assert names == list(EVERY_VOCABULARY)
    assert "license Licence, 52 entries edition: 2025-07 licence: CC BY 4.0, DCAT-AP.de" in flat(page)


def test_list_speaks_german(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--lang", "de", "vocabulary", "list"]) == 0
    assert "Dateityp" in capsys.readouterr().out


def test_list_as_data(capsys: pytest.CaptureFixture[str]) -> None:
    data = read(capsys, "list")
    assert [one["name"] for one in data] == list(EVERY_VOCABULARY)
    assert next(one for one in data if one["name"] == "frequency") == {
        "name": "frequency",
        "title": {"de": "Aktualisierungshäufigkeit", "en": "Update frequency"},
        "entries": 38,
        "edition": "20220615 (codes), 20190619 (German labels)",
        "license": "CC BY 4.0, © European Union, Publications Office (Commission Decision 2011/833/EU)",
        "source": "http://publications.europa.eu/resource/authority/frequency",
        "base": "http://publications.europa.eu/resource/authority/frequency/",
    }


def test_show_gives_codes_labels_and_some_words(capsys: pytest.CaptureFixture[str]) -> None:
    page = flat(run(capsys, "show", "planned-availability"))
    assert (
        "STABLE stable also: “langfristig”, “langfristig verfügbar”, “dauerhaft”, “dauerhaft verfügbar”, 4 more" in page
    )
    assert "source: http://publications.europa.eu/resource/authority/planned-availability" in page


def test_show_leaves_retired_entries_out_and_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    page = run(capsys, "show", "license")
    assert "dl-by-de/2_0" not in page
    assert "18 retired entries are left out; --all shows them" in page


def test_show_all_gives_every_word_every_property_and_retired_entries(capsys: pytest.CaptureFixture[str]) -> None:
    page = flat(run(capsys, "show", "license", "--all"))
    assert "replaced_by: dl-by-de/2.0" in page
    assert "needs_attribution: true" in page
    assert "more" not in page.split("\n", maxsplit=1)[0].split("source:")[0]
    assert "left out" not in page
    assert "interval_days: 365" in run(capsys, "show", "frequency", "--all")
    assert "extensions: jpg, jpeg" in run(capsys, "show", "file-type", "--all")


def test_show_in_a_narrow_terminal_breaks_its_lines(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    lines = run(capsys, "show", "frequency").splitlines()
    assert max(len(line) for line in lines if "://" not in line) <= 40


def test_show_as_data_has_everything(capsys: pytest.CaptureFixture[str]) -> None:
    data = read(capsys, "show", "file-type")
    csv = next(one for one in data["concepts"] if one["code"] == "CSV")
    assert (data["entries"], len(data["concepts"])) == (200, 200)
    assert (csv["uri"], csv["label"]) == (f"{data['base']}CSV", {"de": "CSV", "en": "CSV"})
    assert csv["properties"] == {
        "extensions": ["csv"],
        "media_type": "text/csv",
        "machine_readable": True,
        "non_proprietary": True,
    }
    assert "Komma-getrennt" in csv["synonyms"]


def test_an_unknown_name_names_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    for command in (("show", "licence"), ("find", "CSV", "--in", "licence")):
        message = flat(run(capsys, *command, code=1))
        assert "there is no vocabulary named “licence”" in message
        assert "did you mean “license”?" in message


@pytest.mark.parametrize(
    ("text", "how"),
    [
        ("MONTHLY", "found by its code, address or name"),
        ("Monatlich ", "found by its code, address or name, spelt otherwise"),
        ("mtl.", "found by another word for it"),
    ],
)
def test_find_says_by_what(text: str, how: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "find", text).splitlines() == [
        "frequency: MONTHLY  monthly",
        f"    {how}",
        "    http://publications.europa.eu/resource/authority/frequency/MONTHLY",
    ]


def test_find_tells_every_vocabulary_or_only_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert [one["vocabulary"] for one in read(capsys, "find", "Stadt")["found"]] == [
        "political-geocoding-level",
        "publisher-type",
    ]
    assert [one["vocabulary"] for one in read(capsys, "find", "Stadt", "--in", "publisher-type")["found"]] == [
        "publisher-type"
    ]


def test_find_names_the_successor_of_a_retired_entry(capsys: pytest.CaptureFixture[str]) -> None:
    assert "retired; today: dl-by-de/2.0" in run(capsys, "find", "dl-by-de/2_0")
    assert read(capsys, "find", "dl-by-de/2_0")["found"][0]["current"] == "dl-by-de/2.0"


def test_find_suggests_with_a_score_and_says_that_nothing_is_taken(capsys: pytest.CaptureFixture[str]) -> None:
    page = flat(run(capsys, "find", "jahrlich", "--in", "frequency"))
    assert page.startswith("no vocabulary knows “jahrlich”; this comes near and is never taken by itself:")
    assert "frequency: ANNUAL annual 94 of 100, through “jaehrlich”" in page
    data = read(capsys, "find", "jahrlich", "--in", "frequency")
    assert data["found"] == []
    first = data["suggested"][0]
    assert (first["code"], first["term"], first["score"]) == ("ANNUAL", "jaehrlich", 94.1)


def test_find_says_when_nobody_knows(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "find", "qqqqqqqq").strip() == "no vocabulary knows “qqqqqqqq”, and nothing comes near"
    assert read(capsys, "find", "qqqqqqqq") == {"text": "qqqqqqqq", "found": [], "suggested": []}


def test_find_refuses_a_text_without_a_word(capsys: pytest.CaptureFixture[str]) -> None:
    assert "“–” holds no letter and no digit" in run(capsys, "find", "–", code=1)
