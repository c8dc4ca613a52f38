from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.catalog import Message as Translation

from toolkit.locale.collect import collect_sentences, read_translations
from toolkit.locale.compile import write_compiled
from toolkit.model.message import Message, say, say_many
from toolkit.reports.language import DOMAIN, LOCALE_FOLDER, Translator

PO = LOCALE_FOLDER / "de" / "LC_MESSAGES" / f"{DOMAIN}.po"
PERCENT = re.compile(r"%\((\w+)\)[sd]")


@pytest.fixture(scope="module")
def german() -> Catalog:
    return read_translations(PO)


@pytest.fixture(scope="module")
def sentences() -> Catalog:
    return collect_sentences()


def forms(text: Any) -> tuple[str, ...]:
    """Give a sentence's forms: one, or singular and plural."""
    return (text,) if isinstance(text, str) else tuple(text or ())


def entries(catalogue: Catalog) -> Iterator[Translation]:
    """Give every sentence; the first entry of a catalogue is its header."""
    return (entry for entry in catalogue if entry.id)


def pairs(catalogue: Catalog) -> Iterator[tuple[str, str]]:
    """Give every English form with its German one."""
    return (pair for entry in entries(catalogue) for pair in zip(forms(entry.id), forms(entry.string), strict=True))


def names(catalogue: Catalog) -> set[tuple[str, ...]]:
    return {forms(entry.id) for entry in entries(catalogue)}


def placeholders(text: str) -> set[tuple[str, str, str]]:
    """Give the values that a sentence asks for, with how each is written: ``{name!r}`` is not ``{name}``."""
    braces = {(name, conversion or "", spec or "") for _, name, spec, conversion in Formatter().parse(text) if name}
    return braces | {(name, "%", "") for name in PERCENT.findall(text)}


def fill(text: str) -> str:
    """Put values in, as the program does: ``%`` in pages, braces everywhere else."""
    values = {name: 3 if name == "n" else "Wert" for name, *_ in placeholders(text)}
    return text % values if PERCENT.search(text) else text.format(**values)


def listed(faulty: list[str], remedy: str) -> str:
    return "\n".join([f"{len(faulty)}; {remedy}", *faulty])


def test_every_sentence_of_code_and_templates_stands_in_the_german_file_and_no_other(
    german: Catalog, sentences: Catalog
) -> None:
    new = sorted(str(name) for name in names(sentences) - names(german))
    gone = sorted(str(name) for name in names(german) - names(sentences))
    assert not new, listed(new, "run: make translations, then translate")
    assert not gone, listed(gone, "run: make translations")


def test_every_sentence_is_translated_in_all_its_forms(german: Catalog) -> None:
    empty = [str(entry.id) for entry in entries(german) if not forms(entry.string) or not all(forms(entry.string))]
    assert not empty, listed(empty, f"fill the empty msgstr in {PO.name}")


def test_counting_sentences_have_two_german_forms(german: Catalog) -> None:
    odd = [str(entry.id) for entry in entries(german) if len(forms(entry.id)) != len(forms(entry.string))]
    assert not odd, listed(odd, "write msgstr[0] and msgstr[1]")


def test_no_translation_is_a_guess(german: Catalog) -> None:
    fuzzy = [str(entry.id) for entry in entries(german) if entry.fuzzy]
    assert not fuzzy, listed(fuzzy, "check the German and take the mark “fuzzy” away")


def test_a_translation_asks_for_the_same_values_as_its_sentence(german: Catalog) -> None:
    other = [f"{en} | {de}" for en, de in pairs(german) if placeholders(en) != placeholders(de)]
    assert not other, listed(other, "keep every {placeholder} as it is")


def test_a_translation_can_be_filled_with_values(german: Catalog) -> None:
    broken = []
    for _, de in pairs(german):
        try:
            fill(de)
        except (ValueError, LookupError, TypeError) as error:
            broken.append(f"{de} ({error})")
    assert not broken, listed(broken, "mend the braces or percent signs")


def test_german_quotation_marks_stand_where_the_english_ones_stand(german: Catalog) -> None:
    def marks(text: str, opening: str, closing: str) -> tuple[int, int, int]:
        return text.count(opening), text.count(closing), text.count('"')

    wrong = [f"{en} | {de}" for en, de in pairs(german) if marks(en, "“", "”") != marks(de, "„", "“") or "”" in de]
    assert not wrong, listed(wrong, "write „…“ for “…”")


def test_a_translation_begins_and_ends_with_the_same_blanks(german: Catalog) -> None:
    def edges(text: str) -> tuple[str, str]:
        return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]

    wrong = [f"{en!r} | {de!r}" for en, de in pairs(german) if edges(en) != edges(de)]
    assert not wrong, listed(wrong, "blanks at the edges are part of a table's shape")


def test_commands_and_options_keep_their_names(german: Catalog) -> None:
    name = re.compile(r"(?<![\w-])--[a-z-]+|BESTAND_[A-Z]+|chmod 600")
    wrong = [f"{en} | {de}" for en, de in pairs(german) if set(name.findall(en)) != set(name.findall(de))]
    assert not wrong, listed(wrong, "options and variables are not translated")


@pytest.fixture(scope="module")
def translator(tmp_path_factory: pytest.TempPathFactory) -> Translator:
    folder = tmp_path_factory.mktemp("locale")
    copy = folder / "de" / "LC_MESSAGES" / PO.name
    copy.parent.mkdir(parents=True)
    shutil.copy(PO, copy)
    write_compiled(folder)
    return Translator("de", folder)


@pytest.mark.parametrize(
    ("message", "german_text"),
    [
        (say("the title is missing"), "Der Titel fehlt"),
        (say("“{text}” is no date", text="31.02.2025"), "„31.02.2025“ ist kein Datum"),
        (say_many("{n} dataset in {file}", "{n} datasets in {file}", 1, file="a.xlsx"), "1 Datensatz in a.xlsx"),
        (say_many("{n} dataset in {file}", "{n} datasets in {file}", 0, file="a.xlsx"), "0 Datensätze in a.xlsx"),
        (
            say("stopped: {reason}", reason=say("the dataset holds personal data")),
            "Angehalten: Der Datensatz enthält person",
        ),
    ],
    ids=lambda value: value.template if isinstance(value, Message) else None,
)
def test_the_program_speaks_german(translator: Translator, message: Message, german_text: str) -> None:
    assert translator.render(message).startswith(german_text)


def test_the_answer_to_a_question_is_the_one_that_the_question_names(translator: Translator) -> None:
    answers = translator.gettext("y, yes").split(", ")
    assert "[j/N]" in translator.gettext("Write this to {target}? [y/N]")
    assert answers[0] == "j"


def test_the_compiled_file_beside_the_german_file_is_up_to_date(tmp_path: Path) -> None:
    compiled = PO.with_suffix(".mo")
    if not compiled.exists():
        pytest.skip("nothing is compiled here")
    copy = tmp_path / "de" / "LC_MESSAGES" / PO.name
    copy.parent.mkdir(parents=True)
    shutil.copy(PO, copy)
    write_compiled(tmp_path)
    assert copy.with_suffix(".mo").read_bytes() == compiled.read_bytes(), "run: make translations"
