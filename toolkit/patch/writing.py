"""Files that are there as a whole or not at all."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from toolkit.model.message import say
from toolkit.model.problem import Problem


@contextmanager
def replacing(out: Path) -> Iterator[BinaryIO]:
    """Open a file beside another one and put it in that one's place in the end; after an error nothing is left.

    Raises Problem where the folder cannot be written to, or the file is open elsewhere.
    """
    draft = out.with_name(f".{out.stem[:40]}-{secrets.token_hex(4)}.part")
    try:
        with draft.open("xb") as file:
            yield file
        draft.replace(out)
    except OSError as error:
        raise Problem(
            say("{path} cannot be written: {cause}", path=str(out), cause=error.strerror or str(error)),
            say("Close the file where it is open, and check that its folder exists and that you may write there."),
        ) from error
    finally:
        draft.unlink(missing_ok=True)
