"""Addresses of our own pages, wherever on a server they are put."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.requests import Request


def link(request: Request, path: str) -> str:
    """Give the address of a page of ours for a link: ``/check`` is ``/bestand/check`` below ``/bestand``."""
    return f"{request.scope.get('root_path', '')}{path}"


def choose_next(text: str) -> str:
    r"""Give a path to go on to; anything that could lead to another server becomes the first page.

    >>> choose_next("/plan?x=1"), choose_next("//evil.example"), choose_next("/\\evil.example"), choose_next("https://e")
    ('/plan?x=1', '/', '/', '/')
    """
    try:
        parts = urlsplit(text)
    except ValueError:
        return "/"
    is_path = text.startswith("/") and not parts.scheme and not parts.netloc and text.isprintable()
    return text if is_path and "\\" not in text and not text.startswith("//") else "/"
