"""Web and mail addresses as a data package may hold them: only what other programs can follow."""

from __future__ import annotations

import re
from urllib.parse import quote

# The schemes that the profiles of Data Package 2.0 allow for a path.
_WEB = re.compile(r"(https?|ftps?)://(?=[^\s/?#])", re.IGNORECASE)
_STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
# RFC 3986: reserved characters keep their meaning. "$" goes, because frictionless takes it for a variable of the shell.
_KEPT = "%/:?#[]@!&'()*+,;="

_ATOM = r"[A-Za-z0-9_+-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_MAIL = re.compile(rf"(?=[^@]{{1,64}}@){_ATOM}(?:\.{_ATOM})*@(?=.{{1,253}}\Z)(?:{_LABEL}\.)+[A-Za-z]{{2,63}}")


def build_web_address(text: str) -> str:
    """Write a web address as a URI of ASCII characters; a text that is none gives an empty text.

    Steps upwards are escaped too, since frictionless refuses them even within an address.

    >>> build_web_address("https://geo.example/wfs?typ=Bäume&$format=csv")
    'https://geo.example/wfs?typ=B%C3%A4ume&%24format=csv'
    >>> build_web_address("www.geo.example"), build_web_address("file:///etc/hosts")
    ('', '')
    """
    match = _WEB.match(text)
    if match is None:
        return ""
    rest = _STRAY_PERCENT.sub("%25", text[match.end() :])
    return f"{match[1].lower()}://{quote(rest, safe=_KEPT, errors='replace')}".replace("../", "%2E%2E/")


def is_mail_address(text: str) -> bool:
    """Tell whether a text is a plain mail address, as strictly as every reader of data packages may be.

    >>> is_mail_address("geodaten@stadt.example"), is_mail_address("mailto:geodaten@stadt.example")
    (True, False)
    """
    return _MAIL.fullmatch(text) is not None
