"""The address of a CKAN site, however somebody wrote it."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, urlsplit

from toolkit.model.message import Message, say
from toolkit.model.problem import Problem

_API = re.compile(r"/api(/\d+)?(/action)?(/[a-z_]+)?/*$")


def normalise_address(text: str) -> str:
    """Give a site's base address: no slash at the end, no path of the API.

    Raises Problem for anything but an http or https address, and for one with a user name or password in it, which
    would end up in every report.

    >>> normalise_address(" https://daten.example.org/ "), normalise_address("https://example.org/ckan/api/3/action")
    ('https://daten.example.org', 'https://example.org/ckan')
    """
    parts = _split(text.strip())
    if parts is None or parts.scheme not in {"http", "https"} or not parts.hostname:
        raise Problem(say("“{text}” is not the address of a CKAN site", text=_bare(text)), _remedy())
    if parts.username is not None or parts.password is not None:
        raise Problem(
            say("the address of the CKAN site holds a user name or a password"),
            say("leave them out: Bestand signs in with an API token"),
        )
    path = _API.sub("", parts.path).rstrip("/")
    return f"{parts.scheme}://{parts.netloc.lower()}{path}"


def follow_redirect(asked: str, answered: str) -> str:
    """Give the base address that a redirect of the first request led to.

    Raises Problem where it leaves the host or the encrypted connection: the token would go somewhere else.

    >>> follow_redirect("http://example.org", "https://www.example.org/api/3/action/status_show")
    'https://www.example.org'
    """
    base = normalise_address(answered)
    before, after = urlsplit(asked), urlsplit(base)
    is_same_host = _host(before) == _host(after)
    if not is_same_host or (before.scheme, after.scheme) == ("https", "http"):
        raise Problem(
            say("{asked} leads on to {answered}", asked=asked, answered=base),
            say("if that is the right CKAN site, write its address in the configuration"),
        )
    return base


def _split(text: str) -> SplitResult | None:
    """Take an address apart; None where it is none."""
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        return None
    return parts


def _host(parts: SplitResult) -> str:
    """Give the host's name; a leading www makes no difference."""
    return (parts.hostname or "").removeprefix("www.")


def _bare(text: str) -> str:
    """Leave out what may be a password before it is shown.

    >>> _bare("ftp://amt:geheim@example.org")
    'ftp://…@example.org'
    """
    return re.sub(r"//[^/@]*@", "//…@", text.strip())


def _remedy() -> Message:
    """Show what an address looks like."""
    return say("write it as the browser shows it, such as {example}", example="https://daten.example.org")
