"""Holds one column's entry against the field that it fills: look-ups, conditions, patterns, answers, defaults."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, get_args

from toolkit.mapping.cells import read_given
from toolkit.mapping.fields import ADDRESSES, PREFIX, bare_field
from toolkit.mapping.lookup import fold
from toolkit.mapping.spec import DistributionTable, Question
from toolkit.model.message import Message, say
from toolkit.vocabularies.concept import VOCABULARIES

if TYPE_CHECKING:
    from toolkit.mapping.complaint import Complaint
    from toolkit.mapping.fields import Field
    from toolkit.mapping.source import Path, Source
    from toolkit.mapping.spec import ColumnSpec, Condition, TableSpec
    from toolkit.mapping.values import Trouble

_ANSWERS = ("yes", "no", "restricted", "unknown")
_MEANINGS = dict.fromkeys(get_args(Question), _ANSWERS) | {"publish": ("public", "staff", "nobody", *_ANSWERS)}
_NOTHING_ELSE: dict[str, object] = {"lookup": {}, "lookup_contains": {}, "lookup_regex": {}, "when": (), "split": ()}


def prove_column(
    spec: ColumnSpec, field: Field, path: Path, source: Source, *, dealt: bool = False
) -> Iterator[Complaint]:
    """Hold what a column says about its values against the field that it fills.

    ``dealt`` says that its cells hold the values of several distributions.
    """
    yield from _refuse_useless(spec, field, path, source, dealt=dealt)
    if spec.vocabulary and spec.vocabulary not in VOCABULARIES:
        what = say("there is no vocabulary “{name}”", name=spec.vocabulary)
        yield source.unknown((*path, "vocabulary"), what, spec.vocabulary, VOCABULARIES)
        return
    plain = spec.model_copy(update=_NOTHING_ELSE)
    yield from prove_words(plain, field, spec.lookup, (*path, "lookup"), source)
    yield from prove_words(plain, field, spec.lookup_contains, (*path, "lookup_contains"), source)
    yield from _prove_parts(plain, field, spec.lookup_contains, (*path, "lookup_contains"), source)
    yield from _prove_targets(plain, field, spec.lookup_regex, (*path, "lookup_regex"), source)
    for pattern in spec.lookup_regex:
        yield from _prove_pattern(pattern, (*path, "lookup_regex", pattern), source)
    if spec.default:
        yield from prove_given(field, plain, (spec.default,), (*path, "default"), source)
    yield from prove_conditions(spec.when, (*path, "when"), source)


def _refuse_useless(spec: ColumnSpec, field: Field, path: Path, source: Source, *, dealt: bool) -> Iterator[Complaint]:
    """Refuse what does nothing for this field."""
    yield from refuse(spec, ("answers",), say("it belongs to a release column"), path, source)
    if not spec.field.startswith(PREFIX):
        what = say("the field “{field}” is none of a distribution", field=spec.field)
        yield from refuse(spec, ("part",), what, path, source)
    if not field.many and not dealt:
        yield from refuse(spec, ("split",), say("the field “{field}” holds one value", field=spec.field), path, source)
    if field.kind != "size":
        yield from refuse(spec, ("unit",), say("the field “{field}” is no size", field=spec.field), path, source)
    if field.kind != "concept":
        what = say("the field “{field}” takes its values from no list", field=spec.field)
        yield from refuse(spec, ("vocabulary",), what, path, source)


def is_dealt(table: TableSpec, spec: ColumnSpec) -> bool:
    """Tell whether a split column holds the values of several distributions: they have their addresses in one cell."""
    if not isinstance(table, DistributionTable) and not spec.field.startswith(PREFIX):
        return False
    same = (other for other in table.columns.values() if other.split and other.part == spec.part)
    prefix = "" if isinstance(table, DistributionTable) else PREFIX
    return any(other.field.startswith(prefix) and bare_field(other.field) in ADDRESSES for other in same)


def refuse(spec: ColumnSpec, keys: Iterable[str], why: Message, path: Path, source: Source) -> Iterator[Complaint]:
    """Refuse keys that would do nothing, for their author expects something of them."""
    for key in keys:
        if getattr(spec, key):
            what = say("“{key}” does nothing here: {why}", key=key, why=why)
            yield source.problem((*path, key), what, say("Take it away, or correct the field."))


def prove_words(
    plain: ColumnSpec, field: Field, words: Mapping[str, str | None], path: Path, source: Source
) -> Iterator[Complaint]:
    """Prove a look-up by words: none is empty, none stands there twice, and each target can be read."""
    yield from _prove_unlike(words, path, source)
    for word in words:
        if not fold(word):
            what = say("an empty word stands for nothing; a look-up needs a word")
            yield source.problem((*path, word), what, say("Write “default:” for the value of an empty cell."))
    yield from _prove_targets(plain, field, words, path, source)


def _prove_unlike(words: Iterable[str], path: Path, source: Source) -> Iterator[Complaint]:
    """Look for two words that are the same but for case and blanks, for they could mean two things."""
    seen: dict[str, str] = {}
    for word in words:
        other = seen.setdefault(fold(word), word)
        if other != word:
            what = say("“{word}” and “{other}” are the same word; case and blanks do not count", word=word, other=other)
            yield source.problem((*path, word), what, say("Keep one of the two."))


def _prove_targets(
    plain: ColumnSpec, field: Field, words: Mapping[str, str | None], path: Path, source: Source
) -> Iterator[Complaint]:
    """Read what words stand for; null leaves a word out."""
    for word, target in words.items():
        if target is not None:
            yield from prove_given(field, plain, (target,), (*path, word), source)


def _prove_parts(
    plain: ColumnSpec, field: Field, words: Mapping[str, str | None], path: Path, source: Source
) -> Iterator[Complaint]:
    """Look for a word within another one that leads elsewhere: each text with the longer one would mean both."""
    meanings = {word: _read_meaning(field, plain, target) for word, target in words.items()}
    for longer in words:
        shorter = next((one for one in words if fold(one) != fold(longer) and fold(one) in fold(longer)), None)
        if shorter is not None and fold(shorter) and meanings[shorter] != meanings[longer]:
            what = say("“{shorter}” stands within “{longer}”, but leads elsewhere", shorter=shorter, longer=longer)
            remedy = say("Write the longer one under “lookup:”, which comes first, or as a pattern of “lookup_regex:”.")
            yield source.problem((*path, longer), what, remedy)


def _read_meaning(field: Field, plain: ColumnSpec, target: str | None) -> object:
    """Give the value that a target leads to; two targets may be two names of one value."""
    return None if target is None else read_given(field, plain, (target,))[0]


def prove_given(
    field: Field, spec: ColumnSpec, texts: tuple[str, ...], path: Path, source: Source
) -> Iterator[Complaint]:
    """Read a value that the mapping itself gives; it must be as right as a cell's."""
    if not texts or (len(texts) > 1 and not field.many):
        yield source.problem(path, say("the field “{field}” takes one value", field=spec.field))
        return
    _, wrong = read_given(field, spec, texts)
    if wrong:
        yield _unreadable(spec.field, *wrong, path, source)


def _unreadable(field: str, text: str, trouble: Trouble | None, path: Path, source: Source) -> Complaint:
    """Say that a value of the mapping's own cannot be read, and what could be."""
    what = say("the mapping's own value “{value}” for “{field}” cannot be read", value=text, field=field)
    if trouble is None:
        return source.problem(path, what, say("Write a value."))
    if trouble.nearest:
        return source.problem(path, what, say("Did you mean: {nearest}?", nearest=", ".join(trouble.nearest)))
    return source.problem(path, what, say("Expected: {expected}.", expected=trouble.expected))


def prove_conditions(conditions: Sequence[Condition], path: Path, source: Source) -> Iterator[Complaint]:
    """Prove conditions: each tests something that a cell can say."""
    for number, condition in enumerate(conditions):
        where = (*path, number)
        tests = (condition.is_, condition.is_not, condition.contains, condition.regex)
        if not any(tests) and condition.filled is None:
            what = say("the condition on “{column}” tests nothing", column=condition.column)
            remedy = say("Add one of: is, is_not, contains, regex, filled.")
            yield source.problem(where, what, remedy)
        for key, texts in (("is", condition.is_), ("is_not", condition.is_not), ("contains", condition.contains)):
            if not all(map(fold, texts)):
                what = say("“{key}” of the condition on “{column}” is empty", key=key, column=condition.column)
                remedy = say("Write “filled: false” for empty cells, “filled: true” for all others.")
                yield source.problem((*where, key), what, remedy)
        yield from _prove_sides(condition, where, source)
        if condition.regex:
            yield from _prove_pattern(condition.regex, (*where, "regex"), source)


def _prove_sides(condition: Condition, path: Path, source: Source) -> Iterator[Complaint]:
    """Look for a text that a cell should say and should not say: no row could be so."""
    both = {fold(text) for text in condition.is_} & {fold(text) for text in condition.is_not}
    for text in condition.is_not:
        if fold(text) in both:
            what = say("“{text}” stands under “is” and under “is_not”", text=text)
            yield source.problem((*path, "is_not"), what, say("Keep one of the two."))


def _prove_pattern(pattern: str, path: Path, source: Source) -> Iterator[Complaint]:
    """Compile a regular expression; one that fits the empty text is seldom meant, for it asks for nothing."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # what Python will one day read otherwise is no pattern to rely on
            compiled = re.compile(pattern, re.IGNORECASE)
    except (re.error, Warning, OverflowError, RecursionError) as error:
        what = say("the pattern “{pattern}” cannot be used: {cause}", pattern=pattern, cause=str(error))
        remedy = say("It is a regular expression as in Python; put \\ before a mark that is meant as such.")
        yield source.problem(path, what, remedy)
        return
    if compiled.fullmatch(""):
        what = say("the pattern “{pattern}” also fits the empty text", pattern=pattern)
        yield source.problem(path, what, say("Let it need at least one character, such as .+ instead of .*"))


def prove_answers(spec: ColumnSpec, path: Path, source: Source) -> Iterator[Complaint]:
    """Hold answers against their question; an empty cell answers nothing."""
    yield from _prove_unlike(spec.answers, (*path, "answers"), source)
    yield from prove_conditions(spec.when, (*path, "when"), source)
    for word, meaning in spec.answers.items():
        where = (*path, "answers", word)
        if not fold(word):
            what = say("an empty cell answers nothing, and unknown never means public")
            remedy = say("Answer for the whole inventory under “release:” at the top instead.")
            yield source.problem(where, what, remedy)
            continue
        yield from prove_meaning(str(spec.release), meaning, where, source)


def prove_meaning(question: str, meaning: str, path: Path, source: Source) -> Iterator[Complaint]:
    """Hold an answer against its question: “public” does not tell whether there are personal data."""
    if meaning not in _MEANINGS[question]:
        what = say("“{meaning}” is no answer to “{question}”", meaning=meaning, question=question)
        yield source.unknown(path, what, meaning, _MEANINGS[question])
