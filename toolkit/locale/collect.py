"""Brings the translations up to date with the sentences in the code: ``python toolkit/locale/collect.py``.

Sentences that are new stand in the .po file with an empty translation; those that are gone are removed. What is
translated stays. The files carry no dates, so that they change only when a sentence does.
"""

from __future__ import annotations

from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

LOCALE = Path(__file__).parent
ROOT = LOCALE.parents[1]
_KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "say": None, "say_many": (1, 2)}
_HEADER = """\
# German texts of Bestand.
msgid ""
msgstr ""
"Language: de\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""


def collect_sentences(root: Path = ROOT) -> Catalog:
    """Find every sentence in code and templates."""
    with (LOCALE / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]  # babel gives it no types
    catalogue = Catalog(charset="utf-8")
    for top in ("toolkit", "templates"):
        mapping = [(pattern.removeprefix(f"{top}/"), how) for pattern, how in methods if pattern.startswith(top)]
        settings = {pattern.removeprefix(f"{top}/"): options.get(pattern, {}) for pattern, _ in methods}
        for _, _, message, _, context in extract_from_dir(root / top, mapping, settings, _KEYWORDS):
            if message:
                catalogue.add(message, None, context=context)
    return catalogue


def read_translations(path: Path) -> Catalog:
    """Read a .po file."""
    with path.open("rb") as file:
        return read_po(file, locale=path.parents[1].name)


def write_translations(path: Path, catalogue: Catalog) -> None:
    """Write a .po file with a header that never changes."""
    with path.open("wb") as file:
        write_po(file, catalogue, no_location=True, omit_header=True, sort_output=True, ignore_obsolete=True, width=120)
    path.write_text(_HEADER + path.read_text(encoding="utf-8").lstrip(), encoding="utf-8", newline="\n")


def main() -> None:
    """Update every language."""
    sentences = collect_sentences()
    for path in sorted(LOCALE.rglob("*.po")):
        translations = read_translations(path)
        translations.update(sentences, no_fuzzy_matching=True)
        write_translations(path, translations)


if __name__ == "__main__":
    main()
