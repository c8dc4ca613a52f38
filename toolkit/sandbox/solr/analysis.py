"""Turns the text of a field into the terms that are indexed and searched, as ``schema.xml`` prescribes.

The stemmer and the folding table come from packages that only the sandbox's own environment has; they are loaded when
a schema asks for them.
"""

from __future__ import annotations

import importlib
import re
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from .subwords import join_runs, split_subwords

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from xml.etree.ElementTree import Element

# What Java calls white space leaves out the non-breaking spaces. Lucene cuts a word into pieces of 255 characters.
CACHED_WORDS = 100_000  # catalogues say the same words over and over
WORDS = re.compile(r"[^\t-\r\x1c-\x20\u1680\u2000-\u2006\u2008-\u200a\u2028\u2029\u205f\u3000]{1,255}")


class Token(NamedTuple):
    """A term and its position in the field; terms at one position stand for each other."""

    text: str
    position: int


Filter: TypeAlias = "Callable[[list[Token]], list[Token]]"
TextChange: TypeAlias = "Callable[[str], str]"


@dataclass(frozen=True, slots=True)
class Analyzer:
    """One analysis chain: a tokenizer, then filters. ``normalize`` is what it does to a wildcard pattern."""

    tokenize: Callable[[str], list[Token]]
    filters: tuple[Filter, ...]
    normalize: tuple[TextChange, ...]

    def read(self, text: str) -> list[Token]:
        """Give the terms of one value."""
        tokens = self.tokenize(text)
        for each in self.filters:
            tokens = each(tokens)
        return tokens

    def read_pattern(self, pattern: str) -> str:
        """Prepare a prefix or a wildcard pattern, which no tokenizer may cut."""
        for change in self.normalize:
            pattern = change(pattern)
        return pattern


def build_analyzer(element: Element) -> Analyzer:
    """Build the chain that an ``<analyzer>`` element describes. Raises ValueError for a part it does not know."""
    filters: list[Filter] = []
    changes: list[TextChange] = []
    kept: list[TextChange] = []
    for part in element.findall("filter"):
        name = _factory(part)
        if name in CHANGES:
            changes.append(CHANGES[name](part.attrib))
            kept += changes[-1:] if name in KEPT_FOR_PATTERNS else []
        else:
            filters += [*_join_changes(changes), *_build_filters(name, part.attrib)]
            changes = []
    return Analyzer(_build_tokenizer(element), (*filters, *_join_changes(changes)), tuple(kept))


def _join_changes(changes: list[TextChange]) -> list[Filter]:
    """Make one filter of changes that follow each other, so that a word that comes again is looked up once."""

    @lru_cache(maxsize=CACHED_WORDS)
    def change(word: str) -> str:
        for each in changes:
            word = each(word)
        return word

    return [lambda tokens: [Token(change(text), position) for text, position in tokens]] if changes else []


def _build_filters(name: str, options: Mapping[str, str]) -> list[Filter]:
    match name:
        case "WordDelimiterGraphFilterFactory":
            return [_build_word_delimiter(options)]
        case "FlattenGraphFilterFactory":
            return [_close_holes]
        case "SynonymGraphFilterFactory":
            return []  # the lists of synonyms and of protected words belong to a core's own files; here they are empty
        case _:
            raise ValueError(f"schema.xml uses the filter {name}, which the stand-in does not know")


def _factory(part: Element) -> str:
    return part.get("class", "").removeprefix("solr.")


def _build_tokenizer(element: Element) -> Callable[[str], list[Token]]:
    part = element.find("tokenizer")
    name = "" if part is None else _factory(part)
    if part is not None and name == "NGramTokenizerFactory":
        return partial(split_ngrams, shortest=int(part.get("minGramSize", 1)), longest=int(part.get("maxGramSize", 2)))
    if name == "WhitespaceTokenizerFactory":
        return split_whitespace
    raise ValueError(f"schema.xml uses the tokenizer {name!r}, which the stand-in does not know")


def split_whitespace(text: str) -> list[Token]:
    """Cut at white space.

    >>> [token.text for token in split_whitespace(" Rad  und Fuß ")]
    ['Rad', 'und', 'Fuß']
    """
    return [Token(word, position) for position, word in enumerate(WORDS.findall(text))]


def split_ngrams(text: str, *, shortest: int, longest: int) -> list[Token]:
    """Cut into all overlapping pieces of the given lengths; each piece takes a position of its own.

    >>> [token.text for token in split_ngrams("rad", shortest=2, longest=10)]
    ['ra', 'rad', 'ad']
    """
    grams = [
        text[start : start + size]
        for start in range(len(text))
        for size in range(shortest, longest + 1)
        if start + size <= len(text)
    ]
    return [Token(gram, position) for position, gram in enumerate(grams)]


def _build_word_delimiter(options: Mapping[str, str]) -> Filter:
    wanted = {"generateWordParts": "1", "generateNumberParts": "1", "catenateAll": "0"}
    catenate = {options.get("catenateWords", "0"), options.get("catenateNumbers", "0")}
    unknown = set(options) - {*wanted, "class", "catenateWords", "catenateNumbers", "splitOnCaseChange"}
    if unknown or len(catenate) > 1 or any(options.get(name, value) != value for name, value in wanted.items()):
        raise ValueError(f"schema.xml sets options of the word delimiter that the stand-in does not know: {options}")
    return partial(_delimit, on_case=options.get("splitOnCaseChange", "1") == "1", catenate=catenate == {"1"})


def _delimit(tokens: list[Token], *, on_case: bool, catenate: bool) -> list[Token]:
    result: list[Token] = []
    position = 0
    for token in tokens:
        parts, length = _cut(token.text, on_case=on_case, catenate=catenate)
        result += [Token(text, position + place) for text, place in parts]
        position += length
    return result


@lru_cache(maxsize=CACHED_WORDS)
def _cut(word: str, *, on_case: bool, catenate: bool) -> tuple[tuple[tuple[str, int], ...], int]:
    parts = split_subwords(word, on_case=on_case)
    runs = join_runs(parts) if catenate else []
    # A word of delimiters only leaves a hole.
    return tuple((part.text, part.place) for part in (*parts, *runs)), max(len(parts), 1)


def _close_holes(tokens: list[Token]) -> list[Token]:
    """Leave a hole of one position where the word delimiter left a longer one, as Lucene's FlattenGraphFilter does."""
    result: list[Token] = []
    before, position = -1, -1
    for token in sorted(tokens, key=lambda each: each.position):
        position += min(token.position - before, 2)
        before = token.position
        result.append(Token(token.text, position))
    return result


def lower(text: str) -> str:
    """Lower each character by itself, as Java does: no final sigma, no second character for a dotted I.

    >>> lower("STRASSE İ")
    'strasse i'
    """
    return "".join(char.lower()[0] for char in text)


def _build_lower(_options: Mapping[str, str]) -> TextChange:
    return lower


def _build_stem(options: Mapping[str, str]) -> TextChange:
    library: Any = importlib.import_module("snowballstemmer")
    stemmer = library.stemmer(options["language"].lower())
    return lambda text: str(stemmer.stemWord(text))


def _build_fold(_options: Mapping[str, str]) -> TextChange:
    table: Any = importlib.import_module("fold_to_ascii.mapping")
    mapping = dict(table.translate_table)
    return lambda text: text.translate(mapping)


CHANGES: Mapping[str, Callable[[Mapping[str, str]], TextChange]] = {
    "LowerCaseFilterFactory": _build_lower,
    "SnowballPorterFilterFactory": _build_stem,
    "ASCIIFoldingFilterFactory": _build_fold,
}
KEPT_FOR_PATTERNS = {"LowerCaseFilterFactory", "ASCIIFoldingFilterFactory"}
