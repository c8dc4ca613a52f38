"""Rules for what names a law or a rule by its address."""

from __future__ import annotations

import re
from collections.abc import Iterator

from toolkit.checks.published import Said
from toolkit.checks.rule import Words, on_dataset
from toolkit.model.dataset import Described
from toolkit.model.finding import Severity
from toolkit.model.message import say

# A path of several steps without blanks, or an address without its scheme: no law is called so.
_PARTIAL = re.compile(r"(?:\.{0,2}/|//|www\.)\S+|[\w.-]+(?:/[\w.-]+){2,}/?", re.ASCII)
_ELI = re.compile(r"/?eli/(?=(?:reg|dir|dec|rec|reg_impl|reg_del|dir_impl|dec_impl)/)")


@on_dataset("address-partial", Severity.WARNING)
def address_partial(described: Described) -> Iterator[Words]:
    """A legal basis looks like an address, but is only a piece of one.

    A law is named by its words or by its whole address, such as the ELI of a European regulation (DCAT-AP.de 3.0,
    dcatap:applicableLegislation). A piece of an address leads nowhere once it stands in a catalogue.

    Enter the whole address with https://, or the name of the law.
    """
    for said in _list_laws(described):
        if _PARTIAL.fullmatch(said.text):
            yield said.words(
                described,
                say("this is a piece of an address only"),
                say("Enter the whole address with https://, or the name of the law."),
                *_complete(said.text),
            )


def _list_laws(described: Described) -> Iterator[Said]:
    """List what should name a law, or the process that assures the quality."""
    dataset = described.dataset
    yield from (Said(text, "legal_basis") for text in dataset.legal_basis)
    if dataset.quality_process:
        yield Said(dataset.quality_process, "quality_process")
    for part in dataset.distributions:
        yield from (Said(text, "legal_basis", part.key) for text in part.legal_basis)


def _complete(text: str) -> tuple[str, ...]:
    """Give the whole address that is meant, where that is plain.

    >>> _complete("www.example.org/gesetz"), _complete("eli/reg_impl/2023/138/oj"), _complete("../gesetz.html")
    (('https://www.example.org/gesetz',), ('http://data.europa.eu/eli/reg_impl/2023/138/oj',), ())
    """
    if text.startswith("www."):
        return (f"https://{text}",)
    return (f"http://data.europa.eu/{text.removeprefix('/')}",) if _ELI.match(text) else ()
