"""Columns that nobody has mapped: the questions, the answers by clicking, and the check that runs again with them."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.running_site import Site
from tests.web.walk import Walk, open_walk, start_walk, write_workbook
from toolkit.mapping.load import parse_mapping
from toolkit.mapping.spec import InventoryMapping

HEADINGS = ("Lfd", "Bezeichnung", "Worum geht es", "Stichworte", "Nutzungsbedingung", "Wer darf", "Wo")
ROWS = [
    (f"D-{number}", f"Karte {number}", "Alle Bäume der Stadt <b>mit</b> Standort.", "Bäume", licence, who, f"https://example.org/{number}.csv")
    for number, (licence, who) in enumerate([("CC0", "ja"), ("frei", "intern"), ("CC0", "teils"), ("frei", "ja")])
]  # fmt: skip


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with open_walk(tmp_path_factory.mktemp("site")) as opened:
        yield opened


@pytest.fixture
def walk(site: Site, tmp_path: Path) -> Walk:
    """Somebody who looks at the columns of their workbook."""
    walk = start_walk(site).send(write_workbook(tmp_path / "liste.xlsx", *ROWS, headings=HEADINGS))
    assert "Bestand has guessed what the columns mean." in walk.text
    return walk.press("See the columns")


def field_of(walk: Walk, label: str) -> str:
    """Give the name of the field with a label."""
    found = re.findall(r'<label for="([^"]+)">(.*?)</label>', walk.page.text)
    return next(str(name) for name, text in found if label in html.unescape(text))


def name_of_column(walk: Walk, heading: str) -> str:
    """Give the name of the field that asks for a column, open or clear."""
    legend = re.search(rf"<legend>[^<]*{heading}</legend>.*?name=\"(t\d+c\d+)\"", walk.page.text, re.DOTALL)
    return legend[1] if legend else field_of(walk, heading)


def read_made(walk: Walk) -> InventoryMapping:
    """Read the mapping that was made of the answers."""
    address = walk.link("Download the assignment of columns (YAML)")
    return parse_mapping(walk.client.get(address).text, "x.yaml")


def test_the_questions_tell_column_examples_and_reasons(walk: Walk) -> None:
    assert walk.heading == "What do the columns mean?"
    assert "column E: Nutzungsbedingung" in walk.text
    assert "for example: CC0 · frei" in walk.text
    assert "Why:" in walk.text
    assert "“frei”" in walk.text
    assert "No column says whether there are personal data." in walk.text


def test_every_question_has_a_label_and_a_name_of_its_own(walk: Walk) -> None:
    page = walk.page.text
    fields = re.findall(r'<(?:select|input type="radio")[^>]*>', page)
    for field in fields:
        own = re.search(r'\sid="([^"]+)"', field)
        assert "aria-label=" in field or (own and f'for="{own[1]}"' in page)
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_answers_are_used_and_the_check_runs_again(walk: Walk) -> None:
    who = name_of_column(walk, "Wer darf")
    answers = {"release.personal_data": "no", who: "other", f"{who}other": "release.publish"}
    walk.post(walk.path, {**answers, field_of(walk, "“frei”"): "cc-zero"})
    assert walk.heading == "Result of the check"
    assert "The columns were read as you said." in walk.text
    made = read_made(walk)
    assert made.datasets.columns["Wer darf"].release == "publish"
    assert made.datasets.columns["Nutzungsbedingung"].lookup["frei"] == "cc-zero"
    assert made.release["personal_data"] == "no"


def test_answers_stay_when_somebody_comes_back(walk: Walk) -> None:
    walk.post(walk.path, {"release.publish": "public", "release.personal_data": "no"})
    walk.press("See the columns")
    assert re.search(r'id="release.publish-public" value="public" checked', walk.page.text)


def test_a_word_of_a_new_meaning_is_asked_for_next(walk: Walk) -> None:
    name = name_of_column(walk, "Wer darf")
    walk.post(walk.path, {name: "other", f"{name}other": "release.publish"}).press("See the columns")
    walk.post(walk.path, {name: "other", f"{name}other": "release.publish", field_of(walk, "“teils”"): "nobody"})
    assert read_made(walk).datasets.columns["Wer darf"].answers["teils"] == "nobody"


def test_two_columns_of_one_meaning_are_refused_and_asked_again(walk: Walk) -> None:
    name = name_of_column(walk, "Worum geht es")
    address = walk.path
    walk.post(address, {name: "title"})
    assert walk.path == address
    assert "The columns “Bezeichnung” and “Worum geht es” cannot both be: title." in walk.text
    walk.post(address, {name: "description"})
    assert walk.heading == "Result of the check"


def test_a_column_that_is_left_out_is_ignored_by_name(walk: Walk) -> None:
    walk.post(walk.path, {name_of_column(walk, "Stichworte"): "ignore.other"})
    assert read_made(walk).datasets.columns["Stichworte"].ignore


def test_answers_that_the_form_does_not_offer_change_nothing(walk: Walk) -> None:
    before = {name_of_column(walk, "Stichworte"): "x: y\n- {evil}", "t0key": "*a", "release.publish": "public\nx: 1"}
    walk.post(walk.path, before)
    made = read_made(walk)
    assert made.datasets.columns["Stichworte"].field == "keywords"
    assert not made.release


def test_a_hostile_heading_stays_text_in_form_and_mapping(site: Site, tmp_path: Path) -> None:
    headings = ("Lfd", "Bezeichnung", "Worum geht es", "<script>x</script>: [a]\n# b", "Lizenz", "Wer darf", "Wo")
    walk = start_walk(site).send(write_workbook(tmp_path / "a.xlsx", *ROWS, headings=headings)).press("See the columns")
    assert "<script>x" not in walk.page.text
    walk.post(walk.path, {"release.personal_data": "no"})
    assert walk.heading == "Result of the check"
    assert 'role="alert"' not in walk.page.text


def test_a_known_workbook_is_not_asked_about(site: Site) -> None:
    file = Path(__file__).parents[2] / "sample_inventories" / "gruenes-amt.xlsx"
    walk = start_walk(site).send(file)
    assert "See the columns" not in walk.text
    assert walk.client.post(f"{walk.path}/columns", data={"csrf": walk.mark(), "part": "1"}).status_code == 404
    assert walk.client.post(f"{walk.path}/columns", data={"csrf": walk.mark(), "part": "9" * 9}).status_code == 404
