"""docs/vocabularies.md says of every vocabulary what its file says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from toolkit.mapping.fields import ROW_FIELDS
from toolkit.vocabularies.concept import AREA_LISTS, EVERY_VOCABULARY
from toolkit.vocabularies.load import load_vocabulary

PAGE = (Path(__file__).parents[2] / "docs" / "vocabularies.md").read_text(encoding="utf-8")
ROWS = {
    cells[1].strip(" `"): [cell.strip() for cell in cells[2:-1]]
    for line in PAGE.partition("## How")[0].splitlines()
    if line.startswith("| `")
    for cells in [line.split("|")]
}
TERMS = {"EU": "CC BY 4.0, © European Union", "DCAT-AP.de": "CC BY 4.0, DCAT-AP.de", "CC0": "CC0 1.0"}


def test_the_page_names_every_vocabulary() -> None:
    assert list(ROWS) == list(EVERY_VOCABULARY)


@pytest.mark.parametrize("name", EVERY_VOCABULARY)
def test_the_page_says_what_the_file_says(name: str) -> None:
    _, entries, edition, terms, field = ROWS[name]
    vocabulary = load_vocabulary(name)
    assert (int(entries), edition) == (len(vocabulary.concepts), vocabulary.edition)
    assert vocabulary.license.startswith(TERMS[terms])
    if name in AREA_LISTS:
        assert field == "–"
    else:
        path = field.strip("`")
        known = ROW_FIELDS.get(path) or ROW_FIELDS[f"distributions.{path.removeprefix('distribution.')}"]
        assert known.vocabulary == name


def test_the_keys_of_areas_are_as_long_as_the_page_says() -> None:
    rows = dict(re.findall(r"^\| `(\w+Key)` \| (\d+) \|", PAGE, re.MULTILINE))
    keys = load_vocabulary("political-geocoding-key").concepts
    assert {concept.code: concept.number("digits") for concept in keys} == {k: float(v) for k, v in rows.items()}
    for code, example in re.findall(r"(?:…/|Geocoding/)(\w+Key)/(\d+)", PAGE):
        assert len(example) == int(rows[code])
        assert load_vocabulary("german-state").find(example[:2]).__class__.__name__ == "Found"
