"""Why the operating system refused a file, in the reader's language; its own sentence is mostly English."""

from __future__ import annotations

from toolkit.model.message import Message, say


def explain_cause(error: Exception) -> Message:
    """Say why a file cannot be read or written; for what we have no words for, the operating system's own.

    >>> str(explain_cause(FileNotFoundError(2, "No such file or directory")))
    'there is no such file or folder'
    >>> str(explain_cause(OSError(28, "No space left on device")))
    'No space left on device'
    """
    match error:
        case FileNotFoundError():
            return say("there is no such file or folder")
        case PermissionError():
            return say("access is denied, or another program has it open")
        case IsADirectoryError():
            return say("it is a folder")
        case NotADirectoryError() | FileExistsError():
            return say("a part of its path is a file, no folder")
        case UnicodeDecodeError():
            return say("it is no UTF-8 text")
    return say("{cause}", cause=getattr(error, "strerror", None) or str(error))
