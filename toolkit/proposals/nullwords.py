"""Words that stand for no value in a workbook, beyond those that every mapping knows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from toolkit.mapping.spec import InventoryMapping
from toolkit.proposals.content import Content
from toolkit.proposals.coverage import know

DEFAULT_NULLS: frozenset[str] = frozenset(
    str(word).casefold() for word in InventoryMapping.model_fields["nulls"].get_default()
)
"""The null words of a mapping that names none, folded."""

_WORDS = frozenset(
    {
        "ohne angabe", "o. a.", "o.a.", "n. a.", "n.a.", "n/a", "#n/a", "nicht bekannt", "unbekannt", "leer",
        "keine daten", "k. a", "k.a", "ka", "k/a", "keine", "nicht vorhanden", "nicht zutreffend", "entfaellt", "tba",
        "t.b.d.", "todo", "to do", "fehlt", "fehlt noch", "folgt", "wird ergänzt", "wird nachgereicht",
        "noch zu ergänzen", "in prep", "in preparation", "none", "null", "nan", "not applicable", "not available",
        "unknown", "no aplica", "no disponible", "a definir", "não se aplica", "nao se aplica", "sans objet",
        "non renseigné", "nvt", "n.v.t.", "ikke relevant", "xxx", "xx", "…", "...", "..", ".", "--", "---", "----", "/",
        "./.", "?", "??", "???", "(leer)", "[leer]",
    }
)  # fmt: skip
_MEANINGFUL = frozenset({"keine", "unbekannt", "none", "unknown"})
"""Words that may be an answer: only where most other cells of the column say something longer are they none."""

_LONGEST = max(map(len, _WORDS))
_COVERED = 0.5


def find_null_words(contents: Iterable[Content]) -> tuple[str, ...]:
    """List the null words met in columns, as they are written, the commonest first.

    A word that the list of its column knows (“unbekannt” among frequencies) is a value and is left out.
    """
    met: Counter[str] = Counter()
    kept: set[str] = set()
    for content in contents:
        for text in [text for text in content.texts if len(text) <= _LONGEST and text.casefold() in _WORDS]:
            if _is_value(text, content):
                kept.add(text.casefold())
            else:
                met[text] += content.texts[text]
    return tuple(text for text, _ in met.most_common() if text.casefold() not in kept)


def _is_value(text: str, content: Content) -> bool:
    """Tell whether a word is one of the values of its column."""
    names = know(text)
    others = [other for other in content.texts if other != text][:200]
    if names and others and sum(bool(know(other) & names) for other in others) >= _COVERED * len(others):
        return True
    return text.casefold() in _MEANINGFUL and sum(map(len, others)) <= 12 * len(others) and len(others) <= 6


def drop_words(content: Content, words: Sequence[str]) -> Content:
    """Take null words out of a column's content."""
    texts = [text for text in words if text in content.texts]
    if not texts:
        return content
    rest = Counter({text: count for text, count in content.texts.items() if text not in texts})
    return Content(content.rows, rest, content.values, content.links, content.targets)
