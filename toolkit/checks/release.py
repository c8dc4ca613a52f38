"""The release gate: who may see a dataset. Unknown never means public (design decision 3)."""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.model.dataset import Answer, Described
from toolkit.model.grid import CellRef
from toolkit.model.message import Message, say
from toolkit.model.release import Audience, Reason, Release
from toolkit.vocabularies.load import load_vocabulary

_UNASKED = Answer("unknown")
_PUBLISH = {"public": Audience.PUBLIC, "yes": Audience.PUBLIC, "staff": Audience.STAFF}


def decide(described: Described) -> Release:
    """Decide who may see one dataset.

    In this order: the release column must say so; personal data (or no answer to that question) bar it; a mapped
    approval must be there before the public sees it; a licence that is named must be known and open for the public.
    A dataset for the public without any licence passes here and is held back by the rule licence-missing, so that an
    emptied cell does not withdraw what is published.
    """
    answers = described.answers
    publish = answers.get("publish", _UNASKED)
    audience = _PUBLISH.get(publish.meaning, Audience.NOBODY)
    if audience is Audience.NOBODY:
        return _bar(_refusal(publish), publish.cell)
    personal = answers.get("personal_data", _UNASKED)
    if personal.meaning != "no":
        return _bar(_personal(personal), personal.cell)
    if audience is Audience.PUBLIC:
        return _decide_public(described, publish)
    text = say("“{text}”: for staff only", text=publish.text) if publish.text else say("for staff only")
    return Release(audience, (Reason(text, publish.cell),))


def _decide_public(described: Described, publish: Answer) -> Release:
    """Hold back what was not approved or is not open."""
    approved = described.answers.get("approved")
    if approved and approved.meaning != "yes":
        return _bar(say("released, but the approval is missing"), approved.cell)
    for path, uri in _licences(described):
        if path in described.unread:
            return _bar(say("released, but the licence is unknown"), described.origins.get(path))
        if uri and not _is_open(uri):
            text = say("released, but the licence “{licence}” is not open", licence=_name(uri))
            return _bar(text, described.origins.get(path))
    text = say("“{text}”: released to the public", text=publish.text) if publish.text else say("released to the public")
    return Release(Audience.PUBLIC, (Reason(text, publish.cell),))


def _licences(described: Described) -> Iterator[tuple[str, str]]:
    """Give every licence of a dataset with the name of its field; one that was not read is empty."""
    yield "license", described.dataset.license
    for part in described.dataset.distributions:
        yield f"distributions.{part.key}.license", part.license


def _is_open(uri: str) -> bool:
    """Tell whether a licence is known to be open; what nobody knows is not."""
    concept = load_vocabulary("license").concept(uri)
    return concept is not None and concept.flag("open") is True


def _name(uri: str) -> str:
    """Give a licence's name, or its address where it has none."""
    concept = load_vocabulary("license").concept(uri)
    return concept.de if concept else uri


def _bar(message: Message, cell: CellRef | None) -> Release:
    """Keep a dataset out of the catalogue, naming the cell that decided."""
    return Release(Audience.NOBODY, (Reason(message, cell),))


def _refusal(publish: Answer) -> Message:
    """Say why the release column does not release."""
    if publish.meaning in {"nobody", "no"}:
        return say("“{text}”: not released", text=publish.text) if publish.text else say("not released")
    if publish.text:
        return say("“{text}”: the release is not decided", text=publish.text)
    if publish.cell is None:
        return say("nobody has decided on the release: the sheet has no answer")
    return say("nobody has decided on the release: the cell is empty")


def _personal(personal: Answer) -> Message:
    """Say why personal data bar a dataset."""
    if personal.meaning == "yes":
        return say("the dataset holds personal data")
    return say("nobody has said that it holds no personal data")
