"""Rules for single datasets: what DCAT-AP.de 3.0 makes mandatory (errors) and recommends (warnings)."""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.checks.rule import Words, is_for_public, on_dataset, place_of, place_of_answer, place_of_part
from toolkit.model.dataset import Described, Distribution
from toolkit.model.finding import Severity
from toolkit.model.message import Message, say
from toolkit.vocabularies.suggestion import suggest_keywords, suggest_themes


def _missing(
    described: Described, path: str, message: Message, remedy: Message, nearest: tuple[str, ...] = ()
) -> Iterator[Words]:
    """Say that a field is empty, unless its cell was filled and is reported for another reason."""
    if path not in described.unread:
        yield Words(message, place_of(described, path), remedy, nearest=nearest)


def _lacks(described: Described, path: str, message: Message, remedy: Message) -> Words:
    """Say that nothing fills a field without which no dataset is published, whatever else is wrong with its cell.

    That other finding may be a warning only, which would let the dataset pass.
    """
    return Words(message, place_of(described, path), remedy)


@on_dataset("title-missing", Severity.ERROR)
def title_missing(described: Described) -> Iterator[Words]:
    """A dataset has no title.

    The title is mandatory (DCAT-AP.de 3.0, dct:title) and the first thing that people read in a catalogue.
    """
    if not described.dataset.title:
        yield _lacks(described, "title", say("the title is missing"), say("Give the dataset a title."))


@on_dataset("description-missing", Severity.ERROR)
def description_missing(described: Described) -> Iterator[Words]:
    """A dataset has no description.

    The description is mandatory (DCAT-AP.de 3.0, dct:description): one to three sentences on what the data say, where
    they come from and what they do not contain.
    """
    if not described.dataset.description:
        yield _lacks(
            described,
            "description",
            say("the description is missing"),
            say("Describe in one to three sentences what the data contain."),
        )


@on_dataset("publisher-missing", Severity.ERROR)
def publisher_missing(described: Described) -> Iterator[Words]:
    """A dataset has no publisher.

    The publisher is mandatory (DCAT-AP.de 3.0, dct:publisher). It is the same for most datasets of an inventory, so the
    mapping can give it once under constants.
    """
    publisher = described.dataset.publisher
    if publisher is None or not publisher.name:
        yield _lacks(
            described,
            "publisher.name",
            say("the publisher is missing"),
            say("Fill the column, or give publisher.name under constants in the mapping."),
        )


@on_dataset("contact-missing", Severity.WARNING)
def contact_missing(described: Described) -> Iterator[Words]:
    """A dataset names no way to ask questions.

    A contact point with an e-mail address, a telephone number or a web address is recommended (DCAT-AP.de 3.0,
    dcat:contactPoint; convention K01). Use a functional mailbox, never a person's.
    """
    contact = described.dataset.contact
    if contact is None or not (contact.email or contact.phone or contact.url):
        yield from _missing(
            described,
            "contact.email",
            say("there is no contact: no e-mail, telephone or web address"),
            say("Enter a functional mailbox."),
        )


@on_dataset("keywords-missing", Severity.WARNING)
def keywords_missing(described: Described) -> Iterator[Words]:
    """A dataset has no keywords.

    Keywords are recommended (DCAT-AP.de 3.0, dcat:keyword); people find data by them.

    Where title and description point to some, they are suggested, never taken by themselves. To say yes to all of them,
    write “accept_suggestions: [keywords]” into the mapping.
    """
    dataset = described.dataset
    if dataset.keywords or "keywords" in described.unread:
        return
    nearest = suggest_keywords(dataset.title, dataset.description)
    plain = say("Enter two to five keywords.")
    offered = say(
        "Enter two to five keywords, or say yes to these with “accept_suggestions: [keywords]” in the mapping."
    )
    yield from _missing(described, "keywords", say("there are no keywords"), offered if nearest else plain, nearest)


@on_dataset("theme-missing", Severity.WARNING)
def theme_missing(described: Described) -> Iterator[Words]:
    """A dataset has no theme.

    A theme from the EU list is recommended (DCAT-AP.de 3.0, dcat:theme; convention K30); portals sort by it.

    Where title and description point to some, they are suggested, never taken by themselves. To say yes to all of them,
    write “accept_suggestions: [themes]” into the mapping.
    """
    dataset = described.dataset
    if dataset.themes or "themes" in described.unread:
        return
    nearest = tuple(concept.de for concept in suggest_themes(dataset.title, dataset.description))
    plain = say("Choose one of the 13 EU data themes.")
    offered = say("Choose a theme, or say yes to the first one with “accept_suggestions: [themes]” in the mapping.")
    yield from _missing(described, "themes", say("there is no theme"), offered if nearest else plain, nearest)


@on_dataset("licence-missing", Severity.ERROR)
def licence_missing(described: Described) -> Iterator[Words]:
    """A dataset's data have no licence.

    The licence is mandatory for every distribution (DCAT-AP.de 3.0, dct:license). Without one, nobody may use the data.
    Only datasets for the public need one.
    """
    if not is_for_public(described) or described.dataset.license:
        return
    message, remedy = say("the licence is missing"), say("Enter a licence of the licence list.")
    parts = described.dataset.distributions
    bare = [part for part in parts if not part.license and not _is_unread(described, part, "license")]
    if "license" in described.managed or not parts:
        yield from _missing(described, "license", message, remedy) if bare or not parts else ()
        return
    for part in bare:
        yield Words(message, place_of_part(described, part.key, "license"), remedy)


def _is_unread(described: Described, part: Distribution, *paths: str) -> bool:
    """Tell whether a field of a distribution was filled but could not be read; another finding says so."""
    return any(f"distributions.{part.key}.{path}" in described.unread for path in paths)


@on_dataset("distributions-missing", Severity.WARNING)
def distributions_missing(described: Described) -> Iterator[Words]:
    """A dataset has no data that anyone could get: no link and no file.

    It can stand in the catalogue as a notice that the data exist, but people expect a way to them.
    """
    if described.dataset.distributions or "distributions.access_url" in described.unread:
        return
    elsewhere = "distributions.dataset" in described.columns
    place = next((path for path in _ACCESS if path in described.columns), _ACCESS[0])
    yield Words(
        say("there is neither a link nor a file"),
        place_of(described, "key" if elsewhere else place),
        say("Add a row for it to the table of distributions.")
        if elsewhere
        else say("Enter a link to the data or the name of a file beside the workbook."),
    )


_ACCESS = ("distributions.access_url", "distributions.download_url", "distributions.path")


@on_dataset("access-missing", Severity.ERROR)
def access_missing(described: Described) -> Iterator[Words]:
    """A distribution has neither a web address nor a file.

    An access address is mandatory for every distribution (DCAT-AP.de 3.0, dcat:accessURL).
    """
    for part in described.dataset.distributions:
        if part.access_url or part.download_url or part.path:
            continue
        if not _is_unread(described, part, "access_url", "download_url", "path"):
            yield Words(
                say("the distribution “{title}” has neither an address nor a file", title=part.title or part.key),
                place_of_part(described, part.key, "access_url"),
                say("Enter its address, or remove the row."),
            )


@on_dataset("format-missing", Severity.WARNING)
def format_missing(described: Described) -> Iterator[Words]:
    """A distribution names no format.

    The format is recommended (DCAT-AP.de 3.0, dct:format); people filter by it.
    """
    for part in described.dataset.distributions:
        if not part.format and not _is_unread(described, part, "format"):
            yield Words(
                say("the distribution “{title}” has no format", title=part.title or part.key),
                place_of_part(described, part.key, "format"),
                say("Enter a format such as CSV, XLSX or WMS."),
            )


@on_dataset("release-contradiction", Severity.ERROR)
def release_contradiction(described: Described) -> Iterator[Words]:
    """The answers on personal data contradict each other, or the release.

    Personal data are never published as they are (GDPR Art. 6; transparency laws of the states). A dataset that holds
    some and is released must say that they have been made anonymous, or that a law or consent allows it. Where there
    are none, neither can be so; and both do not go together, for what is anonymous needs no permission.

    Until the answers agree, the dataset is held back.
    """
    answers = described.answers
    personal, anonymised, lawful = (answers.get(name) for name in ("personal_data", "anonymised", "lawful"))
    if personal is None or personal.meaning not in {"yes", "no"}:
        return
    exceptions = [one for one in (anonymised, lawful) if one and one.meaning == "yes"]
    remedy = say("Correct the one or the other; until then the dataset stays out of the catalogue.")
    place = place_of_answer(described, "personal_data")
    if personal.meaning == "yes" and not exceptions and is_for_public(described):
        yield Words(say("the dataset is released but holds personal data"), place, remedy, personal.text)
    if personal.meaning == "no" and exceptions:
        what = say("the dataset holds no personal data, but they are made anonymous or allowed by law or consent")
        yield Words(what, place, remedy, personal.text)
    if personal.meaning == "yes" and len(exceptions) == 2:
        what = say("the personal data are both made anonymous and allowed by law or consent")
        yield Words(what, place_of_answer(described, "lawful"), remedy, lawful.text if lawful else "")
