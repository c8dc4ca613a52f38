"""What the drop-down lists of a template offer: the office's own words first, then the labels of a list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from toolkit.mapping.lookup import fold
from toolkit.mapping.spec import APPROVALS, Question
from toolkit.template.wording import Wording
from toolkit.vocabularies.concept import Concept
from toolkit.vocabularies.load import load_vocabulary
from toolkit.vocabularies.lookup import Found

_PLAIN = ("yes", "no")
_ONLY_PLAIN = frozenset({"personal_data", *APPROVALS})


def list_labels(vocabulary: str, language: str, words: Mapping[str, str | None]) -> tuple[str, ...]:
    """List what a drop-down list offers for a coded field; each leads to its own concept when it is read back.

    ``words`` are those of the mapping: the first for a concept stands in place of its label, and a label that the
    mapping reads as something else is left out. Concepts that are no longer in force are not offered.

    >>> list_labels("access-right", "de", {"frei": "PUBLIC"})[:3]
    ('frei', 'eingeschränkt', 'nicht öffentlich')
    """
    known = load_vocabulary(vocabulary)
    own: dict[str, str] = {}
    for word, target in words.items():
        found = known.find(target) if target else None
        if isinstance(found, Found):
            own.setdefault(known.current(found.concept).uri, word)
    taken = {fold(word) for word in words}
    return tuple(_list(known.concepts, language, own, taken, vocabulary))


def _list(
    concepts: Iterable[Concept], language: str, own: Mapping[str, str], taken: set[str], vocabulary: str
) -> Iterator[str]:
    """Give the word for each concept that is in force."""
    known = load_vocabulary(vocabulary)
    for concept in concepts:
        if known.current(concept) is not concept:
            continue
        word = own.get(concept.uri)
        if word is not None:
            yield word
            continue
        free = (one for one in (concept.label(language), concept.de, concept.code) if fold(one) not in taken)
        label = next(free, None)
        if label is not None:
            yield label


def list_answers(question: Question, answers: Mapping[str, str], wording: Wording) -> tuple[tuple[str, str], ...]:
    """List the answers to a question of the release with what they mean: the office's own, then what they leave out.

    >>> from toolkit.template.wording import load_wording
    >>> list_answers("publish", {"raus damit": "public"}, load_wording("de"))
    (('raus damit', 'public'), ('nur intern', 'staff'), ('nein', 'nobody'))
    """
    if question == "publish":
        usual: tuple[str, ...] = ("public", "staff", "nobody")
    else:
        usual = _PLAIN if question in _ONLY_PLAIN else (*_PLAIN, "restricted")
    taken, said = {fold(word) for word in answers}, set(answers.values())
    more = ((wording.text(meaning), meaning) for meaning in usual if meaning not in said)
    return (*answers.items(), *((word, meaning) for word, meaning in more if fold(word) not in taken))
