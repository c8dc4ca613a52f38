"""Reads web and mail addresses: what is published works from outside and gives no secret away."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import quote, unquote, urlsplit

from email_validator import EmailNotValidError, validate_email

from toolkit.mapping.mailboxes import is_functional
from toolkit.mapping.values import Parsed, Trouble
from toolkit.model.message import say
from toolkit.reading.text import clean

_URL_EXPECTED = say("a whole web address that begins with https:// or http://")
_ONE_URL = say("one web address in a cell, or a separator in the mapping")
_ONLY_URL = say("a web address and nothing else")
_FROM_OUTSIDE = say("a web address that opens from outside the office's network")
_NO_SECRET = say("a web address without a user name or password in it")
_HOST = re.compile(r"(?:[\w-]+\.)+[\w-]+\.?|localhost")
# Blanks and control characters (RFC 3986); quotation marks and angle brackets, which end links in HTML; backslashes.
# Most addresses: nothing in them can be wrong, so that they need not be taken apart.
_PLAIN = re.compile(r"https?://(?:[A-Za-z0-9-]+\.)+[A-Za-z0-9-]+(?:/[A-Za-z0-9._~/%=&?+-]*[A-Za-z0-9_~/%=&+-])?")
_FORBIDDEN = re.compile(r'[\x00-\x20\x7f"<>\\]')
_WITHIN = re.compile(r"(?<![\w/=])https?://\S+", re.IGNORECASE)
_SECOND = re.compile(r"[,;](?=https?://)", re.IGNORECASE)
_SECRET = re.compile(r"(?<=://)[^\s/?#]*@")
# Drive letters, servers of Windows and Unix, and the schemes that lead to them.
_LOCAL = re.compile(
    r"(?:(?<![A-Za-z])[A-Za-z]:[\\/](?!/)|(?<![:\w])\\\\[\w.$-]|\b(?:file|smb|cifs|nfs|afp):|(?<![\w:/])//[\w.-]+/)",
    re.IGNORECASE,
)
_LABEL_BEFORE = re.compile(
    r"(?:(?:Links?|URLs?|URI|Web(?:site|seite|adresse)?|Internet|Adresse|Download|Quelle|Portal|siehe|s\.|unter|vgl\.?|auf|auch)"
    r"[ :=]*)*[<(\[„“\"']*",
    re.IGNORECASE,
)
_REMARK = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
# After a blank within a path its rest follows: nobody can tell where the address ends.
_PATH_GOES_ON = re.compile(r"/|\.\w{2,7}$")
_MARKS_AFTER = re.compile(r"[.,;:!?>)\]“”\"'»]*")
_BROKEN = re.compile(r"(?:https?[:/\\.;]{0,4})*?(https?)(?::?/{1,3}|:\\\\|;//|\.//|:/ /)(?=[\w-]+\.)", re.IGNORECASE)


@lru_cache(maxsize=16384)
def parse_url(text: str) -> Parsed[str]:
    """Read a web address; one without a scheme is not guessed at but offered. The scheme comes out in small letters.

    Words such as “Link:” and marks around an address are left out. Of several addresses the first is taken and that
    is told; where a cell holds other text as well, the address is taken and the rest told. What leads into the
    office's own network is never taken.

    >>> parse_url("https://example.org/a").value, parse_url("Link: https://example.org/a.").value
    ('https://example.org/a', 'https://example.org/a')
    >>> parse_url("www.example.org").trouble.nearest
    ('https://www.example.org',)
    >>> parse_url("https://amt:geheim@example.org/").trouble.code, parse_url("file://srv/a.csv").trouble.code
    ('url-credentials', 'url-local')
    """
    text = clean(text)
    if _PLAIN.fullmatch(text):
        return Parsed(text)
    if _SECRET.search(text):
        return Parsed(None, Trouble("url-credentials", _NO_SECRET, text=mask_secret(text)))
    spaced = _space(text)
    found = tuple(dict.fromkeys(one for one in map(_trim, _WITHIN.findall(spaced)) if _is_usable(one)))
    rest = _WITHIN.sub("\n", spaced)
    if local := _LOCAL.search(rest):
        return Parsed(found[0] if found else None, Trouble("url-local", _FROM_OUTSIDE, text=_word_at(rest, local)))
    if not found:
        return _no_url(_complete(text))
    return _take_first(text, found, rest)


def _space(text: str) -> str:
    """Part addresses that only a comma or a semicolon separates."""
    return _SECOND.sub(" ", text)


def _take_first(text: str, found: tuple[str, ...], rest: str) -> Parsed[str]:
    """Take the first of the addresses within a text, and tell what stands there besides."""
    if len(found) > 1:
        return Parsed(found[0], Trouble("url-several", _ONE_URL, detail=found[0]))
    before, _, after = rest.partition("\n")
    if _LABEL_BEFORE.fullmatch(before.strip()) and _MARKS_AFTER.fullmatch(after.strip()):
        return Parsed(found[0])
    if not before and _PATH_GOES_ON.search(_REMARK.sub("", after).strip()):
        return _no_url(filter(_is_usable, [_encode(clean(_REMARK.sub("", text)))]))
    return Parsed(found[0], Trouble("url-text", _ONLY_URL, detail=found[0]))


def _trim(address: str) -> str:
    """Take away the marks after an address that end a sentence, not the address; write its scheme in small letters."""
    while address and (address[-1] in ".,;:!?'“”»\">" or _closes(address)):
        address = address[:-1]
    scheme, separator, rest = address.partition("://")
    return scheme.casefold() + separator + rest


def _closes(address: str) -> bool:
    """Tell whether an address ends with a bracket that none within it opens."""
    opening = {")": "(", "]": "[", "}": "{"}.get(address[-1])
    return bool(opening) and address.count(address[-1]) > address.count(opening or "")


def _is_usable(address: str) -> bool:
    return not _FORBIDDEN.search(address) and _is_whole(address)


def _word_at(text: str, found: re.Match[str]) -> str:
    """Give the path that begins at a match, to the end of its line."""
    return clean(text[found.start() :].partition("\n")[0])


def _no_url(nearest: Iterable[str]) -> Parsed[str]:
    return Parsed(None, Trouble("url-invalid", _URL_EXPECTED, tuple(nearest)))


def _encode(text: str) -> str:
    """Write blanks and other characters that an address cannot hold as %20 and the like."""
    return quote(text, safe="%/:?#[]@!$&'()*+,;=~-._{}")


def mask_secret(text: str) -> str:
    """Hide the user name and password within web addresses, so that a report does not spread them.

    >>> mask_secret("https://amt:geheim@example.org/daten")
    'https://***@example.org/daten'
    """
    return _SECRET.sub("***@", text)


def _is_whole(text: str) -> bool:
    """Tell whether an address has a host that can exist, and a port that can."""
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname or "", parts.port  # a port out of range raises
        if parts.netloc.startswith("["):
            return ipaddress.ip_address(host).version == 6
    except ValueError:
        return False
    return bool(_HOST.fullmatch(host)) and "@" not in parts.netloc


_NAKED = re.compile(r"www\.|(?:[a-z0-9-]+\.)+(?:at|ch|com|de|eu|info|net|org)(?:/|\Z)", re.IGNORECASE)
"""How addresses begin that lack their scheme; a file's name such as liste.csv does not."""


def _complete(text: str) -> tuple[str, ...]:
    """Offer an address that lacks nothing but its scheme, has it twice or misspelt, or holds a blank."""
    guesses = [_BROKEN.sub(lambda found: f"{found[1].casefold()}://", text, count=1)] if _BROKEN.match(text) else []
    if _NAKED.match(text):
        guesses.append(f"https://{text}")
    return tuple(dict.fromkeys(guess for guess in map(_encode_blanks, guesses) if _is_usable(guess)))


def _encode_blanks(text: str) -> str:
    return _encode(text) if " " in text else text


def is_same_address(one: str, other: str) -> bool:
    """Tell whether two addresses are the same but for encoding, case and a last slash, which Excel adds.

    >>> is_same_address("https://example.org", "https://example.org/"), is_same_address("https://a.org", "https://b.org")
    (True, False)
    """
    first, second = (unquote(text).rstrip("/").casefold() for text in (one, other))
    return first == second


# CKAN refuses what its own expression refuses; this one is stricter (one address, a dot in the domain).
_LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_EMAIL = re.compile(rf"[A-Za-z0-9.!#$%&'*+/=?^_`{{|}}~-]{{1,64}}@{_LABEL}(?:\.{_LABEL})+")
_NAMED = re.compile(r"[^<>@]*<([^<>]*)>")
_BETWEEN = re.compile(r"[\s,;|/<>()]+")
_AT = re.compile(r" ?(?:\[(?:at|ät)\]|\((?:at|ät)\)|\{(?:at|ät)\}|<at>| at ) ?", re.IGNORECASE)
_DOT = re.compile(r" ?[\[({](?:dot|punkt)[\])}] ?", re.IGNORECASE)
_LABELLED = re.compile(r"(?:e-?mail|mail|kontakt) ?: ?", re.IGNORECASE)
_EMAIL_EXPECTED = say("one functional mailbox such as amt@example.org")


@lru_cache(maxsize=16384)
def parse_email(text: str) -> Parsed[str]:
    """Read one mail address, a name before it left out; of several the first functional one is taken and that is told.

    >>> parse_email("amt@example.org").value, parse_email("Amt <amt@example.org>").value
    ('amt@example.org', 'amt@example.org')
    >>> parse_email("erika.mustermann@example.org; amt@example.org").value
    'amt@example.org'
    >>> parse_email("amt (at) example.org").trouble.nearest
    ('amt@example.org',)
    """
    text = _LABELLED.sub("", clean(text), count=1)
    named = _NAMED.fullmatch(text)
    parts = [_bare(part) for part in _BETWEEN.split(named[1] if named else text)]
    found = tuple(dict.fromkeys(part for part in parts if is_email(part)))
    if len(found) > 1:
        first = next((one for one in found if not is_personal_address(one)), found[0])
        return Parsed(first, Trouble("email-several", _EMAIL_EXPECTED, detail=first))
    if found and all(part == found[0] for part in parts if part):
        return Parsed(found[0])
    return Parsed(None, Trouble("email-invalid", _EMAIL_EXPECTED, found or _unmask(text)))


def _bare(part: str) -> str:
    """Take away what stands around an address: the scheme and parameters of a link, the end of a sentence."""
    if part[:7].casefold() == "mailto:":
        part = part[7:].partition("?")[0]
    return part.strip(".:")


def is_email(text: str) -> bool:
    """Tell whether a text is a mail address, by its form (RFC 5321 and 5322) and by what CKAN takes.

    >>> is_email("amt@example.org"), is_email("amt..61@example.org"), is_email("amt@example")
    (True, False, False)
    """
    if not _EMAIL.fullmatch(text):
        return False
    try:
        validate_email(text, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        return False
    return True


def _unmask(text: str) -> tuple[str, ...]:
    """Offer an address whose sign was written out against collectors of addresses."""
    guess = _DOT.sub(".", _AT.sub("@", text))
    return (guess,) if guess != text and is_email(guess) else ()


def is_personal_address(text: str) -> bool:
    """Tell whether a mail address looks like a person's, not an office's. A heuristic, never a clearance.

    A given name or an initial together with a family name is a person's, unless a word of an office or a role is
    with them. One word alone may be either and is not called a person's.

    >>> is_personal_address("erika.mustermann@example.org"), is_personal_address("e.mustermann@example.org")
    (True, True)
    >>> is_personal_address("open-data@example.org"), is_personal_address("amt61@example.org")
    (False, False)
    """
    local, _, domain = text.partition("@")
    return not is_functional(local, domain)
