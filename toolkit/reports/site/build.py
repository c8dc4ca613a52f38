"""The static catalogue: an index with search and facets, and a page per public dataset, as strings.

Nothing private gets in here: private entries are left out before anything is counted, sorted or labelled. The pages
work from a web server and from ``file://``, ask nobody for anything, and can be read whole without JavaScript.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import quote

from jinja2 import Environment

from toolkit.bundle import read_bundled
from toolkit.catalogues.folder.files import file_stem
from toolkit.model.entry import Entry, Resource
from toolkit.reports.language import Translator
from toolkit.reports.site.facet import Facet, Option, build_facets, fold
from toolkit.reports.site.fact import Fact, Facts, first_text, mail_link, safe_link, texts
from toolkit.reports.site.masthead import Masthead
from toolkit.reports.template import build_environment

_FOLDER = "templates/site"
_ASSETS = ("site.css", "site.js")
# Enough to search in; the index shows the first lines only.
_SUMMARY_LENGTH = 1500


@dataclass(frozen=True, slots=True)
class MachineForm:
    """A form in which the catalogue for machines is there: its name and its media type."""

    name: str
    media_type: str


@dataclass(frozen=True, slots=True)
class Beside:
    """What the entries do not hold; paths are relative to the site's folder, with forward slashes.

    ``organizations``: URL name -> title. ``packages``: entry name -> path of its data package. ``files``: resource id
    -> path of its file. ``catalogs``: path of the catalogue for machines -> its form.
    """

    organizations: Mapping[str, str] = field(default_factory=dict)
    packages: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    catalogs: Mapping[str, MachineForm] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Download:
    """One distribution on its dataset's page; ``links`` lead to the data, each with what it is."""

    title: str
    resource: Resource
    file: str
    direct: Fact | None
    access: Fact | None


@dataclass(frozen=True, slots=True)
class _Card:
    """One dataset, as the index lists it and as its page begins."""

    entry: Entry
    file: str
    title: str
    summary: str
    paragraphs: tuple[str, ...]
    keywords: tuple[str, ...]
    modified: str
    chosen: Mapping[str, tuple[Option, ...]]
    downloads: tuple[_Download, ...]
    package: str


def build_site(
    entries: Sequence[Entry], translator: Translator, masthead: Masthead | None = None, beside: Beside | None = None
) -> dict[str, str]:
    """Build every file of the site: relative path -> text.

    Private entries are left out. The order of ``entries`` does not matter, and equal input gives equal output.
    """
    facts, beside = Facts(translator), beside or Beside()
    public = sorted((entry for entry in entries if not entry.private), key=_by_title)
    facets = build_facets(public, facts, beside.organizations)
    cards = [_build_card(entry, facets, beside) for entry in public]
    environment = _build_environment(translator)
    common = {"masthead": masthead or Masthead(), "facts": facts, "facets": facets, "language": translator.language}
    common["catalogs"] = beside.catalogs
    index = environment.get_template("index.html.j2").render(common, cards=cards)
    page = environment.get_template("dataset.html.j2")
    pages = {card.file: page.render(common, card=card, fields=card.entry.fields) for card in cards}
    return {"index.html": index, **{f"assets/{name}": read_bundled(_FOLDER, name) for name in _ASSETS}, **pages}


@lru_cache(maxsize=4)
def _build_environment(translator: Translator) -> Environment:
    """Set jinja2 up, once per translator."""
    environment = build_environment(_FOLDER, translator)
    environment.filters |= {"safe_link": safe_link, "mail_link": mail_link, "path": _quote_path}
    environment.globals["number"] = translator.number
    return environment


def _build_card(entry: Entry, facets: Sequence[Facet], beside: Beside) -> _Card:
    """Gather what both pages say about a dataset."""
    description = "\n\n".join(texts(entry.fields, "description"))
    return _Card(
        entry=entry,
        file=f"dataset/{file_stem(entry.name)}.html",
        title=_title(entry),
        summary=_shorten(" ".join(description.split())),
        paragraphs=tuple(part.strip() for part in re.split(r"\n\s*\n", description) if part.strip()),
        keywords=texts(entry.fields, "keywords"),
        modified=first_text(entry.fields, "modified"),
        chosen={facet.name: facet.of[entry.name] for facet in facets},
        downloads=tuple(_build_download(resource, beside.files) for resource in entry.resources),
        package=beside.packages.get(entry.name, ""),
    )


def _build_download(resource: Resource, files: Mapping[str, str]) -> _Download:
    """Tell how to get at a distribution; a URL that is no safe link is told as a text."""
    direct, access = (first_text(resource.fields, path) for path in ("download_url", "access_url"))
    return _Download(
        title=first_text(resource.fields, "title"),
        resource=resource,
        file=files.get(resource.id, "") if resource.id else "",
        direct=Fact(direct, safe_link(direct)) if direct else None,
        access=Fact(access, safe_link(access)) if access and access != direct else None,
    )


def _shorten(text: str) -> str:
    """Cut a text at a word's end.

    >>> _shorten("kurz")
    'kurz'
    """
    if len(text) <= _SUMMARY_LENGTH:
        return text
    return text[:_SUMMARY_LENGTH].rsplit(" ", 1)[0] + " …"


def _title(entry: Entry) -> str:
    """Give an entry's title, else its name."""
    return first_text(entry.fields, "title") or entry.name


def _by_title(entry: Entry) -> tuple[str, str]:
    """Sort by title, equal titles by name."""
    return fold(_title(entry)), entry.name


def _quote_path(path: str) -> str:
    """Write a relative path as a link has it."""
    return quote(path, safe="/.~-_")
