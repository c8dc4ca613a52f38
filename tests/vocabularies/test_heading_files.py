"""The files of the heading dictionary are read strictly, and nothing of them is left out."""

from __future__ import annotations

import pytest
from ruamel.yaml import YAML

from toolkit.bundle import bundled_names, read_bundled
from toolkit.model.problem import Problem
from toolkit.vocabularies.headingfile import parse_heading_file
from toolkit.vocabularies.headings import LANGUAGES, build_headings, is_target

FOLDER = "mappings/vocabularies/headings"
GOOD = """\
# a comment
language: de

headings:
  title: [Titel, Name des
    Datensatzes]  # on two lines
  license: [Lizenz]

ambiguous:
  Stand: {modified: 0.75, temporal: 0.5}

groups:
  contact: [Kontakt]

bare:
  emails: [E-Mail]

words:
  negation: [kein]
"""


def test_the_shipped_files_are_one_for_each_language() -> None:
    assert bundled_names(FOLDER, "") == tuple(sorted(f"{language}.yaml" for language in LANGUAGES))


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_that_a_file_says_is_read(language: str) -> None:
    text = read_bundled(FOLDER, f"{language}.yaml")
    seen = YAML(typ="safe", pure=True).load(text)
    file = parse_heading_file(text, "x.yaml", is_target)
    lists = [entry for entry in file.entries if not entry.ambiguous]
    assert file.language == seen["language"] == language
    assert {next(iter(entry.targets)): list(entry.words) for entry in lists} == seen["headings"]
    assert {entry.words[0]: dict(entry.targets) for entry in file.entries if entry.ambiguous} == seen["ambiguous"]
    questions, endings = (file.sections.get(section, ()) for section in ("questions", "endings"))
    assert {next(iter(entry.targets)): list(entry.words) for entry in questions} == seen.get("questions", {})
    assert {entry.words[0]: dict(entry.targets) for entry in endings} == seen.get("endings", {})
    assert all(list(words) == seen[section][name] for (section, name), words in file.lists.items())
    assert set(seen) == {"language", *file.sections, *(section for section, _ in file.lists)}


def test_a_dictionary_is_built_from_its_text() -> None:
    headings = build_headings({"de.yaml": GOOD})
    assert headings.targets == ("title", "license", "modified", "temporal")
    assert headings.match("name des datensatzes")[0].word == "Name des Datensatzes"
    assert [(found.target, found.score) for found in headings.match("Stand")] == [("modified", 0.75), ("temporal", 0.5)]
    assert headings.match("Kontakt › E-Mail")[0].target == "contact.email"


def test_the_same_heading_may_mean_the_same_in_two_languages() -> None:
    other = "language: en\nheadings:\n  license: [Lizenz]\n"
    assert build_headings({"de.yaml": GOOD, "en.yaml": other}).match("Lizenz")[0].language == "de"


@pytest.mark.parametrize(
    ("old", "new", "line", "complaint"),
    [
        ("title: [", "titel: [", 5, "“titel” is nothing that a column can mean"),
        ("license: [", "ignore.nothing: [", 7, "“ignore.nothing” is nothing"),
        ("modified: 0.75", "modifed: 0.75", 10, "“modifed” is nothing"),
        ("modified: 0.75", "modified: 1.01", 10, "“modified: 1.01” is no target with a weight"),
        ("modified: 0.75", "modified: 0.0", 10, "“modified: 0.0” is no target with a weight"),
        ("modified: 0.75", "modified: much", 10, "a number is expected here"),
        ("[Lizenz]", "[Titel]", 7, "“Titel” stands here for license, and as “Titel” (de) for title"),
        ("[Lizenz]", "[Lizenz, LIZENZ]", 7, "“LIZENZ” stands here"),
        ("[Lizenz]", "[Lizenz, Lizenz]", 7, "“Lizenz” stands here"),
        ("Stand: {", "Titel: {", 10, "“Titel” stands here for modified, temporal"),
        ("[Lizenz]", "[Lizenz,\n    Rechte, Lizenz]", 8, "“Lizenz” stands here"),
        ("[Titel,", "[Titel, ,", 5, "this is not YAML"),
        ("[Titel,", "[Titel, '',", 5, "a text is expected here"),
        ("[Titel,", "[Titel, 2024,", 5, "a text is expected here"),
        ("[Lizenz]", "[]", 7, "a heading is empty here"),
        ("[Lizenz]", "[Lizenz, --]", 7, "“--” holds no Latin letter"),
        ("[Lizenz]", "[Lizenz: Art]", 7, "a text is expected here"),
        ("[Lizenz]", "Lizenz", 7, "a list is expected here"),
        ("license: [", "title: [", 7, "the key “title” stands here twice"),
        ("groups:", "group:", 12, "the key “group” is not known here"),
        ("contact: [", "kontakt: [", 13, "the key “kontakt” is not known here"),
        ("language: de", "", 4, "“language” is missing"),
        ("language: de", "language: 1", 2, "a text is expected here"),
    ],
)
def test_a_broken_file_is_refused_with_its_line(old: str, new: str, line: int, complaint: str) -> None:
    with pytest.raises(Problem) as caught:
        build_headings({"de.yaml": GOOD.replace(old, new, 1)})
    assert f"headings/de.yaml, line {line}: " in str(caught.value)
    assert complaint in str(caught.value)


def test_a_weight_of_one_is_as_sure_as_a_heading_can_be() -> None:
    match = build_headings({"de.yaml": GOOD.replace("0.75", "1", 1)}).match("Stand")[0]
    assert (match.target, match.score) == ("modified", 1.0)


def test_a_heading_that_means_something_else_in_another_language_is_refused() -> None:
    other = "language: en\nheadings:\n  description: [Titel]\n"
    with pytest.raises(Problem, match=r"en\.yaml, line 3: “Titel” stands here for description"):
        build_headings({"de.yaml": GOOD, "en.yaml": other})
