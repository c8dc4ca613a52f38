"""Whatever a library raises on a broken file, as a Problem that names the file and says why it cannot be read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TypeAlias
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException

from toolkit.model.message import Message, say
from toolkit.model.problem import Problem

Causes: TypeAlias = Sequence[tuple[type[Exception], Message]]
"""What an exception means, to be read after "cannot be read:"."""

_COMMON: Causes = (
    (DefusedXmlException, say("it holds XML declarations that can do harm and that no spreadsheet program writes")),
    (ParseError, say("its XML is broken")),
    (MemoryError, say("it needs more memory than there is")),
    (Exception, say("its content does not follow the format of a workbook")),
)


@contextmanager
def explained(name: str, remedy: Message, causes: Causes) -> Iterator[None]:
    """Turn every exception into a Problem; ``causes`` are those of a format, and come before what all formats share."""
    try:
        yield
    except Exception as error:
        cause = next(meaning for kind, meaning in (*causes, *_COMMON) if isinstance(error, kind))
        raise Problem(say("{file} cannot be read: {cause}", file=name, cause=cause), remedy) from error
