"""Findings in the words of those who fill in the sheet: they have no mapping and need not know of any."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from toolkit.checks.run import every_rule
from toolkit.model.finding import Finding, Severity
from toolkit.model.message import Message, MessageValue, enumerate_all, quote, say
from toolkit.reading.text import clean
from toolkit.reports.findings import say_nearest
from toolkit.reports.language import Translator

FOR_OFFICE = frozenset({"lookup-dropped", "lookup-unused", "recommended-missing"})
"""Findings that only the mapping can mend; whoever fills in the sheet is only told how many there are."""

LONGEST_VALUE = 160
"""How many characters of a cell are shown within a sentence."""

_LONGEST_REASON = 220
_MOST_NEAREST = 3

NAMES = {
    Severity.ERROR: say("Error"),
    Severity.WARNING: say("Warning"),
    Severity.NOTE: say("Note"),
}

_OFFICE = say("the office that runs the catalogue")

_SENTENCES: Mapping[str, Message] = {
    "column-unmapped": say("nothing of the column “{text}” is published"),
    "group-unknown": say("“{text}” is none of the known groups"),
    "lookup-ambiguous": say("“{text}” can mean several things"),
    "organization-unknown": say("“{text}” is none of the known organisations"),
}
"""What to say instead of a sentence that speaks of the mapping; the finding's own text is put in."""

_REMEDIES: Mapping[str, Message] = {
    "attribution-missing": say(
        "Write the text that users are to name as the source; if the table has no column for it, tell {office}.",
        office=_OFFICE,
    ),
    "column-hidden": say(
        "Show what is hidden and look it through; if it must stay in the house, tell {office}.", office=_OFFICE
    ),
    "column-unmapped": say("Nothing needs to be done if that is meant; else tell {office}.", office=_OFFICE),
    "columns-differ": say("Keep one of the two."),
    "computed-failed": say("Correct the cell, or ask {office}.", office=_OFFICE),
    "contact-personal": say("Enter a shared mailbox."),
    "format-unknown": say("Write a format such as CSV or WMS."),
    "frequency-unknown": say("Write a frequency such as jährlich or monatlich."),
    "geodata-unplaced": say(
        "Write the area that the data cover; if the table has no column for it, tell {office}.", office=_OFFICE
    ),
    "group-invalid": say("Write the name as it stands in the address of the group's page."),
    "group-unknown": say("Correct the cell; if the group is new, tell {office}.", office=_OFFICE),
    "heading-blank": say("Give it a heading, or empty it."),
    "heading-repeated": say("Rename one of them."),
    "hvd-documentation": say(
        "Write the address of the page that explains the service; if the table has no column for it, tell {office}.",
        office=_OFFICE,
    ),
    "keyword-several": say("Separate the keywords as the other cells of this column do."),
    "keywords-missing": say("Enter two to five keywords."),
    "licence-unknown": say("Write the licence's full name."),
    "lookup-ambiguous": say("Write it so that it means only one thing, or ask {office}.", office=_OFFICE),
    "organization-unknown": say("Correct the cell; if the organisation is new, tell {office}.", office=_OFFICE),
    "personal-heading": say("Look the column through; if it is about persons, tell {office}.", office=_OFFICE),
    "publisher-missing": say("Enter the publisher; if the table has no column for it, tell {office}.", office=_OFFICE),
    "row-left-out": say("If it is data, give it a key and a title; else nothing needs to be done."),
    "row-skipped": say("If it is a dataset after all, correct this cell or ask {office}.", office=_OFFICE),
    "series-incomplete": say(
        "Write the title and the description of the series; if the table has no columns for them, tell {office}.",
        office=_OFFICE,
    ),
    "theme-missing": say("Choose one of the 13 EU themes."),
    "theme-unknown": say("Write one of the 13 EU themes."),
}
"""What to do, without the mapping; other remedies stand as the rule says them."""

# Sentences for those who keep the catalogue: names of fields, standards and programs, and what the mapping does.
_JARGON = re.compile(
    r"mapping|look-up|under constants|Bestand|CKAN|DCAT|ISO 8601|Lucene|XML|\bd\w+:\w|ignore\b", re.IGNORECASE
)
_FOR_IT = re.compile(r"(?<!\w)--?\w|optional|“expect”|\bjob\b|\.yaml")
_REFERENCE = re.compile(r"\s*\([^()]*(?:DCAT|CKAN|dc[at]+\w*:|XML|foaf:)[^()]*\)")
_BEGINNING = re.compile(r"\{(\w+)\}")
_COMMAND = re.compile(r"\s*\(bestand [^()]*\)")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-ZÄÖÜ„“])")


def say_fault(finding: Finding) -> Message:
    """Say what is wrong, as whoever fills in the sheet can understand it; long texts of cells are shortened."""
    sentence = _SENTENCES.get(finding.code)
    return shorten(Message(sentence.template, (("text", finding.text),)) if sentence else finding.message)


def say_remedy(finding: Finding) -> Message | None:
    """Say what to do in the sheet."""
    remedy = _REMEDIES.get(finding.code, finding.remedy)
    return shorten(remedy) if remedy else None


def say_remedy_of_file(remedy: Message) -> Message:
    """Say what to do about a workbook that cannot be read; advice for whoever runs Bestand gives way to a plain one.

    >>> str(say_remedy_of_file(say("Copy the file again."))), str(say_remedy_of_file(say("Use --mapping.")))[:38]
    ('Copy the file again.', 'Look whether the workbook lies where i')
    """
    if not (_JARGON.search(str(remedy)) or _FOR_IT.search(str(remedy))):
        return remedy
    return say(
        "Look whether the workbook lies where it always does and can be opened; if so, ask {office}.", office=_OFFICE
    )


def say_proposal(finding: Finding) -> Message | None:
    """Name accepted values that come near what stands in the cell, or that would fill it."""
    nearest = tuple(cut_text(one) for one in finding.nearest[:_MOST_NEAREST])
    if not nearest:
        return None
    return (
        say_nearest(nearest) if finding.text else say("Suggested: {names}.", names=enumerate_all(map(quote, nearest)))
    )


def build_advice(finding: Finding, translator: Translator) -> str:
    """Write what to do, with what may be meant, in one text."""
    parts = (say_remedy(finding), say_proposal(finding))
    return " ".join(_COMMAND.sub("", write_sentence(part, translator)) for part in parts if part)


def write_sentence(message: Message, translator: Translator) -> str:
    """Write a message as a sentence of its own: a capital letter, an end, no line breaks.

    Names with which it begins, such as a file's, stay as they are.

    >>> write_sentence(say("the title is missing"), Translator("en"))
    'The title is missing.'
    >>> write_sentence(say("{file} is damaged", file="amt.xlsx"), Translator("en"))
    'amt.xlsx is damaged.'
    """
    text = clean(translator.render(message)).rstrip(":")
    begun = text if _begins_with_name(message) else text[:1].upper() + text[1:]
    return begun + ("" if text.endswith((".", "!", "?", "…")) else ".")


def _begins_with_name(message: Message) -> bool:
    """Tell whether a message begins with a value that is no message itself."""
    found = _BEGINNING.match(message.template)
    value = dict(message.values).get(found[1]) if found else None
    return _begins_with_name(value) if isinstance(value, Message) else value is not None


@lru_cache(maxsize=1024)
def build_reason(code: str, translator: Translator) -> str:
    """Give the sentence of a rule's manual page that says why it matters; nothing where none is fit for everybody.

    >>> build_reason("title-capitals", Translator("en"))[:30]
    'Capitals are harder to read an'
    """
    rule = every_rule().get(code)
    english = rule.manual[1] if rule and len(rule.manual) > 1 else ""
    first, shown = _take_first(english), _take_first(translator.gettext(english) if english else "")
    is_fit = not (_JARGON.search(first) or _JARGON.search(shown)) and len(shown) <= _LONGEST_REASON
    return shown if is_fit else ""


def _take_first(paragraph: str) -> str:
    """Give the first sentence of a paragraph, without the references to standards; later ones need what precedes."""
    return _SENTENCE_END.split(_REFERENCE.sub("", paragraph))[0]


def shorten(message: Message) -> Message:
    """Shorten what a message quotes of cells, and write it in one line.

    >>> len(str(shorten(say("“{text}” is no date", text="x" * 32767))))
    173
    """
    values: Iterator[tuple[str, MessageValue]] = ((name, _shorten_value(value)) for name, value in message.values)
    return Message(message.template, tuple(values), message.plural)


def _shorten_value(value: MessageValue) -> MessageValue:
    match value:
        case Message():
            return shorten(value)
        case str():
            return cut_text(value)
        case _:
            return value


def cut_text(text: str, longest: int = LONGEST_VALUE) -> str:
    r"""Write what stands in a cell in one line, shortened.

    >>> cut_text("Bäume\nund Sträucher", 12)
    'Bäume und S…'
    """
    text = clean(text)
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"


def is_for_author(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Keep the findings that somebody can act on in the sheet."""
    return (one for one in findings if one.code not in FOR_OFFICE)
