"""Rules for what CKAN refuses: values that are too long, names that are no names.

The limits are those of CKAN 2.10 to 2.12.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from toolkit.checks.published import Said
from toolkit.checks.rule import Words, on_dataset
from toolkit.model.dataset import Described
from toolkit.model.finding import Severity
from toolkit.model.message import say
from toolkit.model.path import DATASET_PATHS, DISTRIBUTION_PATHS, read_path

_MOST_BYTES = 32_766
_LONGEST_VERSION = 100
_LONGEST_DESCRIPTION = 100_000
_ORGANIZATION = re.compile(r"[a-z0-9_-]{2,100}")
_INDEXED_AS_WORDS = frozenset({"description", "keywords"})
_SHOWN = 80


@on_dataset("text-oversized", Severity.ERROR)
def text_oversized(described: Described) -> Iterator[Words]:
    """A text is longer than CKAN's search index takes.

    The index takes 32,766 bytes for a single value (Lucene's limit for a term), where umlauts count twice. CKAN then
    refuses the whole dataset. Only the dataset's description may be longer, since it is indexed word by word.

    Move what is longer into the description, or into a file.
    """
    for said in _list_values(described):
        if len(said.text.encode("utf-8")) > _MOST_BYTES:
            yield Words(
                say("the text has more than {n} bytes; CKAN refuses it", n=_MOST_BYTES),
                said.place(described),
                say("Move it into the description, or into a file."),
                said.text[:_SHOWN],
            )


def _list_values(described: Described) -> Iterator[Said]:
    """List what CKAN indexes whole; a list is one value. Short ones are passed over soon."""
    dataset = described.dataset
    for path in DATASET_PATHS:
        if path in described.managed and path not in _INDEXED_AS_WORDS:
            yield from _write(read_path(dataset, path), path, None)
    for part in dataset.distributions:
        for path in DISTRIBUTION_PATHS:
            yield from _write(read_path(part, path), path, part.key)


def _write(value: object, path: str, part: str | None) -> Iterator[Said]:
    """Write a value as CKAN holds it, where it is long enough to matter: a character has four bytes at most."""
    text = ", ".join(value) if isinstance(value, tuple) else value
    if isinstance(text, str) and len(text) > _MOST_BYTES // 4:
        yield Said(text, path, part)


@on_dataset("description-endless", Severity.WARNING)
def description_endless(described: Described) -> Iterator[Words]:
    """A description has more than 100,000 characters.

    That is a book of fifty pages. Every page that lists the dataset loads it, harvesters cut it off or give up, and
    nobody reads it. Somebody has probably pasted a whole document into the cell.

    Describe the data in a few sentences; put the document beside them as a distribution or as documentation.
    """
    texts = [Said(described.dataset.description, "description")]
    texts += [Said(part.description, "description", part.key) for part in described.dataset.distributions]
    for said in texts:
        if len(said.text) > _LONGEST_DESCRIPTION:
            yield Words(
                say("the description has more than {n} characters", n=_LONGEST_DESCRIPTION),
                said.place(described),
                say("Describe the data in a few sentences; put the document beside them as documentation."),
                said.text[:_SHOWN],
            )


@on_dataset("version-long", Severity.ERROR)
def version_long(described: Described) -> Iterator[Words]:
    """A version has more than 100 characters.

    CKAN refuses the whole dataset then (package schema: version). A text of this length is no version but a note.

    Write the version's number or date only; notes belong into the description.
    """
    if len(described.dataset.version) > _LONGEST_VERSION:
        yield Said(described.dataset.version, "version").words(
            described,
            say("the version has more than {n} characters; CKAN refuses it", n=_LONGEST_VERSION),
            say("Write its number or date only."),
        )


@on_dataset("organization-invalid", Severity.ERROR)
def organization_invalid(described: Described) -> Iterator[Words]:
    """The name of a CKAN organisation is no name that CKAN can have.

    Names of organisations stand in addresses: 2 to 100 small letters, digits, hyphens and underscores (CKAN's name
    validator). The organisation's title may be any text.

    Write the name as it stands in the address of the organisation's page; a look-up in the mapping can translate it.
    """
    organization = described.dataset.organization
    if organization and organization.name and not _ORGANIZATION.fullmatch(organization.name):
        yield Said(organization.name, "organization.name").words(
            described,
            say("“{text}” is no name of a CKAN organisation", text=organization.name),
            say("Write the name from the address of its page, such as umweltamt."),
        )
