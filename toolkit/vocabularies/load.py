"""Reads the vocabularies that ship with the product, each only when somebody asks for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from types import MappingProxyType
from typing import TypeAlias

from rapidfuzz import fuzz, process

from toolkit.bundle import read_bundled
from toolkit.model.message import say
from toolkit.model.problem import Problem
from toolkit.vocabularies.concept import EVERY_VOCABULARY, Concept, PropertyValue, Vocabulary
from toolkit.vocabularies.lookup import AmbiguityError, Index, build_index
from toolkit.vocabularies.spelling import normalise
from toolkit.vocabularies.yamlfile import Node, YamlFile

_FOLDER = "mappings/vocabularies"
_HEAD = ("vocabulary", "title", "source", "edition", "license", "base", "concepts")
_NAMES = ("code", "de", "en")
_KINDS = ("text", "list", "number", "flag", "concept")

Kinds: TypeAlias = Mapping[str, str]


@cache
def load_vocabulary(name: str) -> Vocabulary:
    """Load one of ``EVERY_VOCABULARY`` by its name; the second time it is already there.

    Raises a Problem for a name that is none of them.

    >>> load_vocabulary("license").find("dl-de/by-2-0").concept.code
    'dl-by-de/2.0'
    """
    if name not in EVERY_VOCABULARY:
        nearest = process.extractOne(name, EVERY_VOCABULARY, scorer=fuzz.ratio)[0]
        remedy = say("did you mean “{nearest}”? There are: {names}", nearest=nearest, names=", ".join(EVERY_VOCABULARY))
        raise Problem(say("there is no vocabulary named “{name}”", name=name), remedy)
    return parse_vocabulary(read_bundled(_FOLDER, f"{name}.yaml"), f"{_FOLDER}/{name}.yaml")


def parse_vocabulary(text: str, file: str) -> Vocabulary:
    """Build a vocabulary from the text of its file; ``file`` is the name that complaints give.

    Raises a Problem with file and line for unknown, missing or repeated keys, a value of the wrong kind, a code that
    stands twice, a word that two concepts claim, and a reference to a concept that is not there.
    """
    yaml = YamlFile(file)
    head = yaml.mapping(yaml.parse(text), _HEAD, ("properties",))
    title = yaml.mapping(head["title"], ("de", "en"))
    base = yaml.text(head["base"])
    nodes = yaml.items(head["concepts"])
    kinds = _parse_kinds(yaml, head["properties"]) if "properties" in head else {}
    concepts = tuple(_parse_concept(yaml, node, base, kinds) for node in nodes)
    _check_codes(yaml, nodes, concepts)
    _check_references(yaml, nodes, concepts, kinds)
    return Vocabulary(
        name=yaml.text(head["vocabulary"]),
        title_de=yaml.text(title["de"]),
        title_en=yaml.text(title["en"]),
        source=yaml.text(head["source"]),
        edition=yaml.text(head["edition"]),
        license=yaml.text(head["license"]),
        base=base,
        concepts=concepts,
        index=_build_index(yaml, nodes, concepts),
    )


def _parse_kinds(yaml: YamlFile, node: Node) -> Kinds:
    """Read which properties the concepts may have, and of which kind each is."""
    kinds: dict[str, str] = {}
    for key, (_, value) in yaml.entries(node).items():
        kinds[key] = yaml.text(value)
        if kinds[key] not in _KINDS:
            remedy = say("the kinds are: {kinds}", kinds=", ".join(_KINDS))
            raise yaml.fault(value, say("“{kind}” is no kind of property", kind=kinds[key]), remedy)
    return kinds


def _parse_concept(yaml: YamlFile, node: Node, base: str, kinds: Kinds) -> Concept:
    found = yaml.mapping(node, _NAMES, ("synonyms", *kinds))
    code, de, en = (yaml.text(found[name]) for name in _NAMES)
    synonyms = yaml.items(found["synonyms"]) if "synonyms" in found else []
    return Concept(
        uri=base + code,
        code=code,
        de=de,
        en=en,
        synonyms=tuple(_parse_synonym(yaml, synonym) for synonym in synonyms),
        properties=MappingProxyType(
            {key: _parse_property(yaml, found[key], base, kind) for key, kind in kinds.items() if key in found}
        ),
    )


def _parse_synonym(yaml: YamlFile, node: Node) -> str:
    """Read a synonym that leaves something to look up by: not only dashes and quotation marks."""
    synonym = yaml.text(node)
    if not normalise(synonym):
        what = say("the synonym “{synonym}” holds no letter and no digit", synonym=synonym)
        raise yaml.fault(node, what, say("take it away"))
    return synonym


def _parse_property(yaml: YamlFile, node: Node, base: str, kind: str) -> PropertyValue:
    """Read a property by its kind; a reference to a concept is written as its code and kept as its URI."""
    if kind == "concept":
        return base + yaml.text(node)
    readers: Mapping[str, Callable[[Node], PropertyValue]] = {
        "text": yaml.text,
        "list": yaml.texts,
        "number": yaml.number,
        "flag": yaml.flag,
    }
    return readers[kind](node)


def _check_codes(yaml: YamlFile, nodes: list[Node], concepts: tuple[Concept, ...]) -> None:
    seen: set[str] = set()
    for node, concept in zip(nodes, concepts, strict=True):
        if concept.code in seen:
            what = say("the code “{code}” stands here a second time", code=concept.code)
            raise yaml.fault(node, what, say("give each concept one entry"))
        seen.add(concept.code)


def _check_references(yaml: YamlFile, nodes: list[Node], concepts: tuple[Concept, ...], kinds: Kinds) -> None:
    uris = {concept.uri for concept in concepts}
    for node, concept in zip(nodes, concepts, strict=True):
        for key in (key for key, kind in kinds.items() if kind == "concept"):
            target = concept.text(key)
            if target and (target not in uris or target == concept.uri):
                what = say("{key} of “{code}” leads nowhere: {target}", key=key, code=concept.code, target=target)
                raise yaml.fault(node, what, say("write the code of another concept of this file"))


def _build_index(yaml: YamlFile, nodes: list[Node], concepts: tuple[Concept, ...]) -> Index:
    try:
        return build_index(concepts)
    except AmbiguityError as error:
        what = say(
            "“{word}” could mean “{first}” and “{second}”",
            word=error.word,
            first=error.first.code,
            second=error.second.code,
        )
        remedy = say("leave the word to one of them; case, blanks and dashes make no difference")
        raise yaml.fault(nodes[concepts.index(error.second)], what, remedy) from error
