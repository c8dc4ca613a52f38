"""Mail addresses of persons, which are not published unless the mapping says so, and those of free providers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from toolkit.checks.rule import Words, about, is_refused, on_dataset, on_fault, place_of
from toolkit.mapping.addresses import is_personal_address
from toolkit.model.dataset import Dataset, Described, QualifiedAttribution
from toolkit.model.finding import Severity
from toolkit.model.message import say
from toolkit.model.path import AGENTS, read_path
from toolkit.model.record import Fault

_FIELDS = ("contact.email", *(f"{role}.email" for role in AGENTS))
_ATTRIBUTIONS = "qualified_attributions"
_FREE_TEXT = """
aol.com freenet.de gmail.com gmx.at gmx.de gmx.net googlemail.com hotmail.com hotmail.de icloud.com live.com live.de
mail.de outlook.com outlook.de posteo.de proton.me protonmail.com t-online.de web.de yahoo.com yahoo.de
"""
_FREE = frozenset(_FREE_TEXT.split())


def withhold_personal(described: Described, allowed: bool) -> Described:
    """Empty the mail addresses of persons, unless they are ``allowed``, so that they are in nothing that is published.

    The fields stay managed: what an earlier run published is taken back.
    """
    if allowed:
        return described
    dataset = _withhold_attributed(described.dataset)
    for path in _list_personal(dataset):
        part, _, field = path.partition(".")
        dataset = replace(dataset, **{part: replace(getattr(dataset, part), **{field: ""})})
    return described if dataset is described.dataset else replace(described, dataset=dataset)


def _withhold_attributed(dataset: Dataset) -> Dataset:
    """Empty the mail addresses of persons among the bodies that did something for a dataset; no cell names them."""
    held, personal = dataset.qualified_attributions, _list_attributed(dataset)
    kept = tuple(replace(one, agent=replace(one.agent, email="")) if one in personal else one for one in held)
    return dataset if kept == held else replace(dataset, qualified_attributions=kept)


def find_personal_addresses(everything: Iterable[Described], allowed: bool) -> Iterator[Fault]:
    """Give a fault for each mail address that ``withhold_personal`` empties; what stays in the house has none."""
    for described in everything if not allowed else ():
        if is_refused(described):
            continue
        for path in _list_personal(described.dataset):
            address = str(read_path(described.dataset, path))
            yield Fault("contact-personal", place_of(described, path), address, field=path)
        for one in _list_attributed(described.dataset):
            place = place_of(described, _ATTRIBUTIONS)
            yield Fault("contact-personal", place, one.agent.email, field=_ATTRIBUTIONS)


def _list_personal(dataset: Dataset) -> list[str]:
    """List the fields that hold the mail address of a person."""
    held = ((path, str(read_path(dataset, path) or "")) for path in _FIELDS)
    return [path for path, address in held if address and is_personal_address(address)]


def _list_attributed(dataset: Dataset) -> tuple[QualifiedAttribution, ...]:
    """List the attributions whose body has the mail address of a person."""
    return tuple(one for one in dataset.qualified_attributions if is_personal_address(one.agent.email))


@on_fault("contact-personal", Severity.WARNING)
def contact_personal(fault: Fault) -> Words:
    """A mail address seems to be that of a person, so it is not published.

    Addresses such as vorname.nachname@ are personal data (GDPR Art. 4), and they stop working when somebody changes
    office. A contact point is a function, never a person (DCAT-AP.de, convention K01).

    Enter a functional mailbox. Where persons have agreed to be named, the mapping can say
    “personal_addresses: publish”.
    """
    return about(
        fault,
        say("“{text}” seems to be a person's address; it is not published", text=fault.text),
        say("Enter a functional mailbox such as opendata@ or the office's own."),
    )


@on_dataset("contact-freemail", Severity.WARNING)
def contact_freemail(described: Described) -> Iterator[Words]:
    """A mail address belongs to a free provider.

    Nobody can tell whether such an address belongs to the office, and it is hardly one that a whole office reads.

    Enter a functional mailbox with the office's own domain.
    """
    for path in _FIELDS:
        address = str(read_path(described.dataset, path) or "")
        if address.casefold().rpartition("@")[2] in _FREE:
            yield Words(
                say("this mail address belongs to a free provider"),
                place_of(described, path),
                say("Enter a functional mailbox with the office's own domain."),
                address,
            )
