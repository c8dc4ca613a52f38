"""Rules for single datasets: what DCAT-AP.de 3.0 makes mandatory (errors) and recommends (warnings)."""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.checks.rule import Words, is_for_public, on_dataset, place_of, place_of_answer, place_of_part
from toolkit.model.dataset import Described, Distribution
from toolkit.model.finding import Severity
from toolkit.model.message import Message, say
from toolkit.vocabularies.load import load_vocabulary


def _missing(described: Described, path: str, message: Message, remedy: Message) -> Iterator[Words]:
    """Say that a field is empty, unless its cell was filled and is reported for another reason."""
    if path not in described.unread:
        yield Words(message, place_of(described, path), remedy)


@on_dataset("title-missing", Severity.ERROR)
def title_missing(described: Described) -> Iterator[Words]:
    """A dataset has no title.

    The title is mandatory (DCAT-AP.de 3.0, dct:title) and the first thing that people read in a catalogue.
    """
    if not described.dataset.title:
        yield from _missing(described, "title", say("the title is missing"), say("Give the dataset a title."))


@on_dataset("description-missing", Severity.ERROR)
def description_missing(described: Described) -> Iterator[Words]:
    """A dataset has no description.

    The description is mandatory (DCAT-AP.de 3.0, dct:description): one to three sentences on what the data say, where
    they come from and what they do not contain.
    """
    if not described.dataset.description:
        yield from _missing(
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
        yield from _missing(
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
    """
    if not described.dataset.keywords:
        yield from _missing(described, "keywords", say("there are no keywords"), say("Enter two to five keywords."))


@on_dataset("theme-missing", Severity.WARNING)
def theme_missing(described: Described) -> Iterator[Words]:
    """A dataset has no theme.

    A theme from the EU list is recommended (DCAT-AP.de 3.0, dcat:theme; convention K30); portals sort by it.
    """
    if not described.dataset.themes:
        yield from _missing(described, "themes", say("there is no theme"), say("Choose one of the 13 EU data themes."))


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


@on_dataset("attribution-missing", Severity.WARNING)
def attribution_missing(described: Described) -> Iterator[Words]:
    """A licence asks for the source to be named, but no text says how.

    Licences with attribution need the text that users are to quote (DCAT-AP.de, licenseAttributionByText, convention
    K35).
    """
    dataset = described.dataset
    if "attribution" not in described.managed or dataset.attribution or "attribution" in described.unread:
        return
    concept = load_vocabulary("license").concept(dataset.license)
    if concept and concept.flag("needs_attribution"):
        yield Words(
            say("the licence asks for the source, but no text says how to name it"),
            place_of(described, "attribution"),
            say("Enter the text that users are to quote."),
        )


@on_dataset("release-contradiction", Severity.ERROR)
def release_contradiction(described: Described) -> Iterator[Words]:
    """The sheet releases a dataset to the public and says that it holds personal data.

    Personal data are never published (GDPR Art. 6; transparency laws of the states). The dataset stays out of the
    catalogue whatever the release column says.
    """
    personal = described.answers.get("personal_data")
    if personal and personal.meaning == "yes" and is_for_public(described):
        yield Words(
            say("the dataset is released but holds personal data"),
            place_of_answer(described, "personal_data"),
            say("Correct the one or the other; until then the dataset stays out of the catalogue."),
            personal.text,
        )
