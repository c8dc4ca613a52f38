"""What surrounds every page of the site: title, a sentence, links such as the imprint; kept in a small YAML file."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import Field, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from toolkit.mapping.spec import Closed
from toolkit.model.message import say
from toolkit.model.problem import Problem


@dataclass(frozen=True, slots=True)
class Masthead:
    """What surrounds every page: the catalogue's title, a sentence, and links (label, URL) such as the imprint.

    ``address`` is where the site is on the web: the root of the addresses in the catalogue for machines.
    """

    title: str = ""
    intro: str = ""
    links: tuple[tuple[str, str], ...] = ()
    address: str = ""


class _Said(Closed):
    """What the file may say."""

    title: str = ""
    intro: str = ""
    links: dict[str, str] = Field(default_factory=dict)
    address: str = ""


def parse_masthead(text: str, source: str) -> Masthead:
    r"""Read ``title``, ``intro``, ``links`` (label: URL) and ``address``. Raises Problem on anything else.

    >>> parse_masthead("title: Offene Daten\nlinks: {Impressum: https://example.org/impressum}", "masthead.yaml").links
    (('Impressum', 'https://example.org/impressum'),)
    """
    try:
        said = _Said.model_validate(YAML(typ="safe", pure=True).load(text) or {})
    except (YAMLError, ValidationError) as error:
        raise Problem(
            say("{source} cannot be understood", source=source),
            say("It may hold four keys: title, intro, address, and links with a label and an address each."),
        ) from error
    return Masthead(said.title, said.intro, tuple(said.links.items()), said.address)
