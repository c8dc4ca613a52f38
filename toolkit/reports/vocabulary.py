"""Vocabularies, their entries and what is found in them, as text and as data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from toolkit.model.message import Message, enumerate_all, quote, say, say_many
from toolkit.vocabularies.concept import Concept, PropertyValue, Vocabulary
from toolkit.vocabularies.lookup import How

if TYPE_CHECKING:
    from toolkit.reports.ink import Ink
    from toolkit.reports.language import Translator
    from toolkit.vocabularies.search import Hit, Near, Search

_FEW = 4
_INDENT = "    "
_HOW: Mapping[How, Message] = {
    "exact": say("by its code, address or name"),
    "spelling": say("by its code, address or name, spelt otherwise"),
    "synonym": say("by another word for it"),
}


def title_of(vocabulary: Vocabulary, language: str) -> str:
    """Give a vocabulary's title in a language; every other than German gets the English one."""
    return vocabulary.title_de if language == "de" else vocabulary.title_en


def build_list_text(vocabularies: Iterable[Vocabulary], translator: Translator, ink: Ink) -> str:
    """Write a block for each vocabulary: name, title, number of entries, edition, licence."""
    return "\n".join(_summary(vocabulary, translator, ink) for vocabulary in vocabularies)


def _summary(vocabulary: Vocabulary, translator: Translator, ink: Ink) -> str:
    entries = say_many("{n} entry", "{n} entries", len(vocabulary.concepts))
    title = say("{title}, {entries}", title=title_of(vocabulary, translator.language), entries=entries)
    edition = say("edition: {edition}", edition=vocabulary.edition)
    licence = say("licence: {licence}", licence=vocabulary.license)
    lines = (ink.wrap(translator.render(line), _INDENT, _INDENT * 2) for line in (title, edition, licence))
    return "\n".join([ink.paint(vocabulary.name, "bold"), *lines])


def build_vocabulary_text(vocabulary: Vocabulary, translator: Translator, ink: Ink, *, everything: bool) -> str:
    """Write one vocabulary with its entries; ``everything`` adds retired entries, all words and properties."""
    source = say("source: {source}", source=vocabulary.source)
    shown = [concept for concept in vocabulary.concepts if everything or not concept.text("replaced_by")]
    blocks = [_entry(concept, vocabulary, translator, ink, everything=everything) for concept in shown]
    text = "\n".join([_summary(vocabulary, translator, ink), _line(source, translator, ink), "", *blocks])
    hidden = len(vocabulary.concepts) - len(shown)
    if not hidden:
        return text
    note = say_many(
        "{n} retired entry is left out; --all shows it", "{n} retired entries are left out; --all shows them", hidden
    )
    return f"{text}\n\n{ink.wrap(translator.render(note))}"


def _line(message: Message, translator: Translator, ink: Ink) -> str:
    return ink.wrap(translator.render(message), _INDENT, _INDENT * 2)


def _entry(concept: Concept, vocabulary: Vocabulary, translator: Translator, ink: Ink, *, everything: bool) -> str:
    """Write one entry: its code and label, then the words that mean it."""
    lines = [ink.wrap(f"{concept.code}  {concept.label(translator.language)}", "", _INDENT)]
    words = concept.synonyms if everything else concept.synonyms[:_FEW]
    if words:
        more = len(concept.synonyms) - len(words)
        rest = [say_many("{n} more", "{n} more", more)] if more else []
        also = say("also: {words}", words=enumerate_all([*(quote(word) for word in words), *rest]))
        lines.append(_line(also, translator, ink))
    if everything:
        lines += [ink.wrap(f"{key}: {value}", _INDENT, _INDENT * 2) for key, value in _properties(concept, vocabulary)]
    return "\n".join([ink.paint(concept.code, "bold") + lines[0].removeprefix(concept.code), *lines[1:]])


def _properties(concept: Concept, vocabulary: Vocabulary) -> Iterable[tuple[str, str]]:
    """Give the properties as text, references as codes."""
    for key, value in concept.properties.items():
        match value:
            case bool():
                yield key, str(value).lower()
            case float():
                yield key, f"{value:g}"
            case tuple():
                yield key, ", ".join(value)
            case str():
                other = vocabulary.concept(value)
                yield key, other.code if other else value


def build_search_text(search: Search, translator: Translator, ink: Ink) -> str:
    """Write what a text means in which vocabulary, else what comes near, else that nobody knows it."""
    if search.hits:
        return "\n".join(_hit(hit, translator, ink) for hit in search.hits)
    if not search.near:
        unknown = say("no vocabulary knows “{text}”, and nothing comes near", text=search.text)
        return ink.wrap(translator.render(unknown))
    head = say("no vocabulary knows “{text}”; this comes near and is never taken by itself:", text=search.text)
    return "\n".join([ink.wrap(translator.render(head)), *(_near(near, translator, ink) for near in search.near)])


def _hit(hit: Hit, translator: Translator, ink: Ink) -> str:
    concept, retired = hit.found.concept, hit.current is not hit.found.concept
    lines = [
        _head(hit.vocabulary, concept, translator, ink),
        _line(say("found {how}", how=_HOW[hit.found.how]), translator, ink),
        *([_line(say("retired; today: {code}", code=hit.current.code), translator, ink)] if retired else []),
        ink.wrap(concept.uri, _INDENT),
    ]
    return "\n".join(lines)


def _near(near: Near, translator: Translator, ink: Ink) -> str:
    suggestion = near.suggestion
    through = say("{score} of 100, through “{word}”", score=round(suggestion.score), word=suggestion.term)
    return "\n".join([_head(near.vocabulary, suggestion.concept, translator, ink), _line(through, translator, ink)])


def _head(vocabulary: Vocabulary, concept: Concept, translator: Translator, ink: Ink) -> str:
    text = ink.wrap(f"{vocabulary.name}: {concept.code}  {concept.label(translator.language)}", "", _INDENT)
    return ink.paint(vocabulary.name, "bold") + text.removeprefix(vocabulary.name)


def build_list_data(vocabularies: Iterable[Vocabulary]) -> list[dict[str, Any]]:
    """Give the vocabularies as data, without their entries."""
    return [_describe(vocabulary) for vocabulary in vocabularies]


def _describe(vocabulary: Vocabulary) -> dict[str, Any]:
    return {
        "name": vocabulary.name,
        "title": {"de": vocabulary.title_de, "en": vocabulary.title_en},
        "entries": len(vocabulary.concepts),
        "edition": vocabulary.edition,
        "license": vocabulary.license,
        "source": vocabulary.source,
        "base": vocabulary.base,
    }


def build_vocabulary_data(vocabulary: Vocabulary) -> dict[str, Any]:
    """Give one vocabulary as data, with all its entries and all that is known of them."""
    return {**_describe(vocabulary), "concepts": [_describe_concept(concept) for concept in vocabulary.concepts]}


def _describe_concept(concept: Concept) -> dict[str, Any]:
    return {
        "code": concept.code,
        "uri": concept.uri,
        "label": {"de": concept.de, "en": concept.en},
        "synonyms": list(concept.synonyms),
        "properties": {key: _plain(value) for key, value in concept.properties.items()},
    }


def _plain(value: PropertyValue) -> Any:
    return list(value) if isinstance(value, tuple) else value


def build_search_data(search: Search) -> dict[str, Any]:
    """Give the result of a look-up as data."""
    return {
        "text": search.text,
        "found": [
            {
                "vocabulary": hit.vocabulary.name,
                "how": hit.found.how,
                **_name(hit.found.concept),
                "current": hit.current.code,
            }
            for hit in search.hits
        ],
        "suggested": [
            {
                "vocabulary": near.vocabulary.name,
                **_name(near.suggestion.concept),
                "term": near.suggestion.term,
                "score": round(near.suggestion.score, 1),
            }
            for near in search.near
        ],
    }


def _name(concept: Concept) -> dict[str, Any]:
    return {"code": concept.code, "uri": concept.uri, "label": {"de": concept.de, "en": concept.en}}
