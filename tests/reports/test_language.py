from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from toolkit.model.message import say, say_many
from toolkit.reports.language import DOMAIN, Translator, choose_language

PO = r"""
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"

msgid "{what} in {sheet}"
msgstr "{what} im Blatt {sheet}"

msgid "{n} cell"
msgid_plural "{n} cells"
msgstr[0] "{n} Zelle"
msgstr[1] "{n} Zellen"

msgid "{file} is empty"
msgstr "{datei} ist leer"

#, fuzzy
msgid "unsure"
msgstr "geraten"
"""


def load_compiler() -> ModuleType:
    path = Path(__file__).parents[2] / "toolkit" / "locale" / "compile.py"
    spec = importlib.util.spec_from_file_location("bestand_locale_compile", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def german(tmp_path: Path) -> Translator:
    po = tmp_path / "de" / "LC_MESSAGES" / f"{DOMAIN}.po"
    po.parent.mkdir(parents=True)
    po.write_text(PO, encoding="utf-8")
    assert load_compiler().write_compiled(tmp_path) == [po.with_suffix(".mo")]
    return Translator("de", tmp_path)


def test_a_message_is_rendered_with_the_messages_inside_it(german: Translator) -> None:
    one, two = (say("{what} in {sheet}", what=say_many("{n} cell", "{n} cells", n), sheet="Daten") for n in (1, 2))
    assert german.render(one) == "1 Zelle im Blatt Daten"
    assert german.render(two) == "2 Zellen im Blatt Daten"
    assert Translator("en").render(two) == str(two) == "2 cells in Daten"


def test_a_sentence_without_translation_stays_english(german: Translator) -> None:
    assert german.render(say("no such sentence {n}", n=3)) == "no such sentence 3"
    assert german.render(say("unsure")) == "unsure"


def test_a_translation_that_names_an_unknown_value_gives_way_to_english(german: Translator) -> None:
    assert german.render(say("{file} is empty", file="a.xlsx")) == "a.xlsx is empty"


def test_a_language_without_catalogue_speaks_english(tmp_path: Path) -> None:
    assert Translator("fr", tmp_path).render(say_many("{n} cell", "{n} cells", 2)) == "2 cells"


@pytest.mark.parametrize(
    ("explicit", "environ", "language"),
    [
        ("de", {"LANG": "en_US.UTF-8"}, "de"),
        ("DE-at", {}, "de"),
        ("en", {"LANGUAGE": "de"}, "en"),
        ("xx", {"LANG": "de_DE"}, "en"),
        (None, {"LC_ALL": "de_DE.UTF-8", "LANG": "en_GB"}, "de"),
        (None, {"LC_ALL": "", "LC_MESSAGES": "de_CH@euro", "LANG": "en_GB"}, "de"),
        (None, {"LANG": "en_GB.UTF-8", "LANGUAGE": "fr:de:en"}, "de"),
        (None, {"LANG": "C", "LANGUAGE": "de"}, "en"),
        (None, {"LANG": "POSIX"}, "en"),
        (None, {"LANG": "fr_FR.UTF-8"}, "en"),
    ],
)
def test_the_language_is_the_first_wish_that_we_speak(
    explicit: str | None, environ: dict[str, str], language: str
) -> None:
    assert choose_language(explicit, environ) == language


@pytest.mark.skipif(sys.platform == "win32", reason="Windows is asked for the language of its menus")
def test_without_any_wish_the_language_is_english() -> None:
    assert choose_language(None, {}) == "en"


@pytest.mark.parametrize("text", ["2024-13", "2024-1", "1.2.2024", "", "2024-02-30x", "immer"])
def test_what_is_no_iso_date_stays_as_it_is(text: str) -> None:
    assert Translator("de").date(text) == text


@pytest.mark.parametrize(
    ("value", "de", "en"),
    [(0, "0", "0"), (999, "999", "999"), (-1234567, "-1.234.567", "-1,234,567"), (0.1, "0,1", "0.1"), (2.0, "2", "2")],
)
def test_numbers_have_the_separators_of_the_language(value: float, de: str, en: str) -> None:
    assert (Translator("de").number(value), Translator("en").number(value)) == (de, en)
