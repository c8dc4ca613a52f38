"""Reads the bytes of a file or an answer as RDF: Turtle, N-Triples, RDF/XML, JSON-LD. Nothing is ever fetched."""

from __future__ import annotations

import json
import logging
import re
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final, Literal, TypeAlias
from xml.sax import SAXException, SAXParseException

import rdflib
from defusedxml.common import DefusedXmlException
from defusedxml.sax import parseString
from rdflib import Graph
from rdflib.plugins.parsers.notation3 import BadSyntax

from toolkit.dcat.parse.statements import RELATIVE
from toolkit.model.message import Message, say
from toolkit.model.problem import Problem

Form: TypeAlias = Literal["turtle", "xml", "json-ld"]

NAMES: Final[Mapping[Form, str]] = {"turtle": "Turtle", "xml": "RDF/XML", "json-ld": "JSON-LD"}
"""What the forms are called; N-Triples are a part of Turtle and read as such."""

_BY_TYPE: Mapping[str, Form] = {
    "text/turtle": "turtle", "application/x-turtle": "turtle", "text/n3": "turtle", "application/n-triples": "turtle",
    "application/rdf+xml": "xml", "application/ld+json": "json-ld",
}  # fmt: skip
_BY_ENDING: Mapping[str, Form] = {
    ".ttl": "turtle", ".n3": "turtle", ".nt": "turtle", ".rdf": "xml", ".owl": "xml", ".jsonld": "json-ld",
}  # fmt: skip
_HTML = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)
_REASON = re.compile(r"Bad syntax \((?P<why>.*?)\) at \^ in:|Bad syntax", re.DOTALL)


def find_form(name: str, content_type: str, data: bytes) -> Form:
    """Tell in which form a document is: by its content where that is plain, else by its type, else by its name.

    Raises Problem for a web page.

    >>> find_form("catalog.ttl", "", b"@prefix a: <urn:a> ."), find_form("x", "", b'{"@graph": []}')
    ('turtle', 'json-ld')
    >>> find_form("catalog.ttl", "text/turtle", b'<?xml version="1.0"?><rdf:RDF/>')
    'xml'
    """
    start = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if _HTML.match(start):
        raise Problem(
            say("{name} is a web page, no RDF", name=name),
            say("Give the address of the data themselves; that of a CKAN catalogue ends with /catalog.ttl."),
        )
    if start.startswith((b"<?xml", b"<rdf:", b"<!DOCTYPE", b"<!--")):
        return "xml"
    if start.startswith(b"{") or re.match(rb"\[\s*(?:\{|\]\s*\Z)", start):
        return "json-ld"
    ending = re.search(r"\.[a-z0-9]+$", name.casefold())
    by_type = _BY_TYPE.get(content_type.partition(";")[0].strip().casefold())
    return by_type or _BY_ENDING.get(ending[0] if ending else "", "turtle")


def parse_document(graph: Graph, name: str, data: bytes, content_type: str = "", base: str = "") -> None:
    """Add what a document says to a graph. ``base`` is the address that relative ones are meant from.

    Raises Problem for what cannot be read, naming the line as far as the form knows one; for XML with a document type
    of its own (entities can fill the memory or read files), and for JSON-LD whose context lies elsewhere.
    """
    form = find_form(name, content_type, data)
    text = _decode(name, form, data)
    if form == "xml":
        _refuse_entities(name, data)
    if form == "json-ld":
        _refuse_remote(name, text)
    with _quiet():
        try:
            graph.parse(data=data if form == "xml" else text, format=form, publicID=base or RELATIVE)
        except BadSyntax as error:
            found = _REASON.search(str(error))
            raise _broken(name, form, error.lines + 1, (found and found["why"]) or "syntax") from error
        except RecursionError as error:
            raise _broken(name, form, 0, "nested too deeply") from error
        except Exception as error:  # (whatever a parser stumbles over is the file's fault)
            raise _broken(name, form, 0, str(error)) from error


def _decode(name: str, form: Form, data: bytes) -> str:
    """Read the bytes as UTF-8, which Turtle and JSON-LD ask for; XML names its own encoding."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if form == "xml":
            return ""
        line = data.count(b"\n", 0, error.start) + 1
        raise _broken(name, form, line, "not UTF-8") from error


def _refuse_entities(name: str, data: bytes) -> None:
    """Refuse XML that is broken, or that declares a document type, entities or files elsewhere."""
    try:
        parseString(data, _nothing(), forbid_dtd=True)
    except DefusedXmlException as error:
        raise Problem(
            say("{name} declares a document type (DTD) or entities of its own; such XML is not read", name=name),
            say("Export the catalogue as Turtle or JSON-LD, or delete the lines of <!DOCTYPE …>."),
        ) from error
    except SAXParseException as error:
        raise _broken(name, "xml", error.getLineNumber() or 0, error.getMessage()) from error
    except (SAXException, ValueError, LookupError) as error:
        raise _broken(name, "xml", 0, str(error)) from error


def _nothing() -> Any:
    """Give a handler of XML that does nothing."""
    from xml.sax.handler import ContentHandler  # noqa: PLC0415 (only for XML)

    return ContentHandler()


def _refuse_remote(name: str, text: str) -> None:
    """Refuse JSON-LD whose context lies elsewhere; whoever reads that would fetch it."""
    try:
        said = json.loads(text)
        remote = next(_list_remote(said), "")
    except json.JSONDecodeError as error:
        raise _broken(name, "json-ld", error.lineno, error.msg) from error
    except (ValueError, RecursionError) as error:
        raise _broken(name, "json-ld", 0, "nested too deeply") from error
    if remote:
        raise Problem(
            say("{name} takes its context from {address}, which is not fetched", name=name, address=remote[:200]),
            say("Write the context into the file, or export the catalogue as Turtle."),
        )


def _list_remote(said: Any) -> Iterator[str]:
    """List the addresses of contexts anywhere in JSON."""
    waiting = [said]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            contexts = one.get("@context")
            for context in contexts if isinstance(contexts, list) else [contexts]:
                if isinstance(context, str):
                    yield context
            if isinstance(one.get("@import"), str):
                yield one["@import"]
            waiting += one.values()
        elif isinstance(one, list):
            waiting += one


def _broken(name: str, form: Form, line: int, reason: str) -> Problem:
    """Say that a document cannot be read, and where."""
    why = " ".join(reason.split())[:200]
    kind = NAMES[form]
    what = (
        say("{name}, line {line}: this is no valid {kind} ({reason})", name=name, line=line, kind=kind, reason=why)
        if line
        else say("{name} is no valid {kind} ({reason})", name=name, kind=kind, reason=why)
    )
    return Problem(what, _REMEDY)


_REMEDY: Message = say("Check the file with the program that wrote it, or export it again; nothing was imported.")


@contextmanager
def _quiet() -> Iterator[None]:
    """Let rdflib neither print what it thinks of single values nor rewrite them; both are read here."""
    logger = logging.getLogger("rdflib")
    level, rewrites = logger.level, rdflib.NORMALIZE_LITERALS
    logger.setLevel(logging.CRITICAL)
    rdflib.NORMALIZE_LITERALS = False
    try:
        with warnings.catch_warnings():
            # The parser of JSON-LD in rdflib 7.6 uses a class that rdflib itself calls outdated.
            warnings.simplefilter("ignore", DeprecationWarning)
            yield
    finally:
        logger.setLevel(level)
        rdflib.NORMALIZE_LITERALS = rewrites
