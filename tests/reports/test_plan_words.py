"""Fields and values of a plan in words of people."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.reports.small_plan import PLAN
from toolkit.model.entry import UNKNOWN, Entry, Value
from toolkit.model.plan import Create
from toolkit.reports.fieldwords import name_target
from toolkit.reports.language import Translator
from toolkit.reports.planwords import PlanWords

ENGLISH = Translator("en")
CKAN = PlanWords(PLAN, ENGLISH)
FOLDER = PlanWords(replace(PLAN, target="folder:/k"), ENGLISH)
ANNUAL = "http://publications.europa.eu/resource/authority/frequency/ANNUAL"


@pytest.mark.parametrize(
    ("words", "field", "text", "technical", "resource"),
    [
        (CKAN, "notes", "description", "notes", ""),
        (CKAN, "extras.frequency", "how often it is updated", "extras.frequency", ""),
        (CKAN, "private", "who may see it", "private", ""),
        (CKAN, "extras.fremd", "extras.fremd", "extras.fremd", ""),
        (CKAN, "resources.r1.format", "file format", "format", "Tabelle"),
        (CKAN, "resources.r1", "link or file", "", "Tabelle"),
        (CKAN, "resources.unbekannt.fremd", "fremd", "fremd", "unbekannt"),
        (CKAN, "publisher[].name", "publisher", "publisher[].name", ""),
        (CKAN, "resources.r1.hash_algorithm", "kind of checksum", "hash_algorithm", "Tabelle"),
        (CKAN, "extras.qualified_relation", "relations to other resources", "extras.qualified_relation", ""),
        (CKAN, "qualified_attribution", "bodies that took part", "qualified_attribution", ""),
        (CKAN, "extras.author_contacttype", "extras.author_contacttype", "extras.author_contacttype", ""),
        (CKAN, "maintainer", "contact", "maintainer", ""),
        (FOLDER, "contact.email", "contact’s mail address", "contact.email", ""),
        (FOLDER, "resources.r1.title", "title of the link or file", "title", "Tabelle"),
        (FOLDER, "resources.r1.checksum", "content of the file", "checksum", "Tabelle"),
        (FOLDER, "fremd", "fremd", "fremd", ""),
    ],
)
def test_a_field_is_named_for_people_and_by_its_own_name(
    words: PlanWords, field: str, text: str, technical: str, resource: str
) -> None:
    label = words.label(field)
    assert (str(label.text), label.technical, label.resource) == (text, technical, resource)


@pytest.mark.parametrize(
    ("words", "field", "value", "items"),
    [
        (CKAN, "title", "Bäume", ("Bäume",)),
        (CKAN, "title", UNKNOWN, ("(unknown)",)),
        (CKAN, "title", None, ()),
        (CKAN, "title", "", ()),
        (CKAN, "tags", (), ()),
        (CKAN, "tags", ("a", "b"), ("a", "b")),
        (CKAN, "private", True, ("staff only",)),
        (CKAN, "private", False, ("everyone",)),
        (CKAN, "extras.x", True, ("yes",)),
        (CKAN, "extras.x", False, ("no",)),
        (CKAN, "resources.r1.size", 12_345, ("12,345",)),
        (CKAN, "extras.frequency", ANNUAL, ("annual",)),
        (CKAN, "extras.frequency", "http://example.org/unbekannt", ("http://example.org/unbekannt",)),
        (CKAN, "extras.language", '["http://publications.europa.eu/resource/authority/language/DEU"]', ("German",)),
        (CKAN, "extras.modified", "2024-03-01", ("1 March 2024",)),
        (CKAN, "resources.r1.modified", "2024-03", ("March 2024",)),
        (CKAN, "notes", "[Entwurf", ("[Entwurf",)),
        (CKAN, "notes", "[1, 2]", ("[1, 2]",)),
        (FOLDER, "frequency", ANNUAL, ("annual",)),
        (FOLDER, "resources.r1.format", "http://publications.europa.eu/resource/authority/file-type/CSV", ("CSV",)),
        (FOLDER, "fremd", ANNUAL, (ANNUAL,)),
    ],
)
def test_a_value_is_written_for_people(words: PlanWords, field: str, value: Value, items: tuple[str, ...]) -> None:
    assert tuple(item.casefold() for item in words.list_items(field, value)) == tuple(map(str.casefold, items))


def test_a_field_has_the_meaning_that_the_profile_of_the_plan_gives_it() -> None:
    fields: dict[str, Value] = {
        "maintainer": "Amt 67",
        "extras.maintainer_contacttype": "Organization",
        "extras.geocodingText": ("Mainz",),
    }
    entry = Entry("a:1", "n", fields)
    words = PlanWords(replace(PLAN, changes=(Create("a:1", "T", "a", entry, {}),)), ENGLISH)
    assert str(words.label("maintainer").text) == str(name_target("custodian.name"))
    assert str(words.label("publisher[].name").text) == "publisher"


def test_a_relation_is_one_line() -> None:
    texts = ('{"relation": "urn:x", "role": "urn:r"}', '{"relation": "urn:y"}', "kaputt")
    assert CKAN.list_items("extras.qualified_relation", texts) == ("urn:x (urn:r)", "urn:y", "kaputt")
