"""What the words of a release column plainly mean, and which words a person must explain."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from toolkit.mapping.dates import is_day
from toolkit.mapping.spec import APPROVALS
from toolkit.mapping.values import parse_answer
from toolkit.reading.text import clean

_PUBLISH = {
    "intern": "staff", "nur intern": "staff", "verwaltungsintern": "staff", "nur verwaltungsintern": "staff",
    "internal": "staff",
    "öffentlich": "public", "public": "public",
    "nicht öffentlich": "nobody", "nichtöffentlich": "nobody", "vertraulich": "nobody", "streng vertraulich": "nobody",
    "gesperrt": "nobody", "non-public": "nobody", "confidential": "nobody",
}  # fmt: skip
_WORDS = {
    "release.structured": {"strukturiert": "yes", "maschinenlesbar": "yes", "unstrukturiert": "no",
                           "nicht strukturiert": "no", "nicht maschinenlesbar": "no", "structured": "yes",
                           "unstructured": "no"},
    "release.anonymised": {"anonymisiert": "yes", "vollständig anonymisiert": "yes", "anonymised": "yes",
                           "anonymized": "yes", "nicht anonymisiert": "no", "pseudonymisiert": "no",
                           "nur pseudonymisiert": "no"},
    "release.own_data": {"eigene daten": "yes", "eigene": "yes", "eigene erhebung": "yes", "selbst erhoben": "yes",
                         "fremde daten": "no", "fremddaten": "no", "daten dritter": "no", "von dritten": "no"},
    "release.draft": {"entwurf": "yes", "noch entwurf": "yes", "draft": "yes", "endfassung": "no",
                      "abgeschlossen": "no", "kein entwurf": "no", "final": "no"},
    "release.security": {"sicherheitsrelevant": "yes", "nicht sicherheitsrelevant": "no", "kritis": "yes"},
    "release.high_value": {"hvd": "yes", "kein hvd": "no"},
}  # fmt: skip
"""Words that answer one question only: nobody would write them for another answer."""

APPROVED = frozenset(f"release.{question}" for question in APPROVALS)
"""Targets of the questions to which a date is a yes."""

USUAL = frozenset({"release.publish", "release.personal_data", "release.approved"})
"""Targets of the questions that nearly every inventory asks, and that offices also answer in words of their own."""

_UNDECIDED = frozenset(
    {
        "wird geprüft", "in prüfung", "in klärung", "zu prüfen", "prüfen", "offen", "noch offen", "unklar", "unbekannt",
        "ungeklärt", "noch nicht entschieden", "vielleicht", "?", "??", "tbd",
    }
)  # fmt: skip


def answer_of(text: str, target: str) -> str:
    """Give what a word plainly means for a release question; empty where it does not say so plainly.

    >>> [answer_of(word, "release.publish") for word in ("Ja", "intern", "offen")]
    ['public', 'staff', 'unknown']
    >>> answer_of("mit Einschränkungen", "release.publish"), answer_of("x", "release.personal_data")
    ('', 'yes')
    >>> answer_of("unstrukturiert", "release.structured"), answer_of("unstrukturiert", "release.publish")
    ('no', '')
    """
    word = clean(text).casefold().rstrip(".!")
    if word in _UNDECIDED:
        return "unknown"
    plain = parse_answer(text)
    if plain == "restricted":
        return ""  # a person must say what the conditions mean here
    if target != "release.publish":
        return plain if plain != "unknown" else _WORDS.get(target, {}).get(word, "")
    if plain != "unknown":
        return "public" if plain == "yes" else "nobody"
    return _PUBLISH.get(word, "")


def share_answered(words: Iterable[tuple[str, int]], target: str) -> float:
    """Give the share of cells whose word plainly answers a release question."""
    counted = list(words)
    total = sum(count for _, count in counted)
    return sum(count for word, count in counted if answer_of(word, target)) / total if total else 0.0


def propose_answers(texts: Counter[str], target: str) -> tuple[dict[str, str], tuple[str, ...]]:
    """Give the plain answers of a column, and the words that nobody has explained yet, the commonest first.

    A date in a column of approvals is an approval and asks for nothing.

    >>> propose_answers(Counter({"ja": 4, "intern": 2, "teilweise": 1}), "release.publish")
    ({'ja': 'public', 'intern': 'staff'}, ('teilweise',))
    """
    meanings = {text: answer_of(text, target) for text, _ in texts.most_common()}
    plain = {text: meaning for text, meaning in meanings.items() if meaning}
    asked = (text for text, meaning in meanings.items() if not meaning)
    return plain, tuple(text for text in asked if target not in APPROVED or not is_day(text))
