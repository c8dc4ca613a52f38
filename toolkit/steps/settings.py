"""The keys of ``bestand.toml`` as models with closed keys: a typo is an error, never data."""

from __future__ import annotations

import re
from ipaddress import ip_network
from typing import Annotated, Literal, TypeAlias
from urllib.parse import parse_qs, urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from toolkit.model.message import say
from toolkit.sync.restriction import Limit
from toolkit.sync.summary import FailOn


class Settings(BaseModel):
    """A table of the file, which knows all its keys; TOML has types, so that nothing is converted."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


def _list_texts(value: object) -> object:
    """Let ``files = "a.xlsx"`` stand for ``files = ["a.xlsx"]``."""
    return [value] if isinstance(value, str) else value


def _refuse_password(address: str) -> str:
    """Refuse an address with a password in it: this file is no place for one."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return address
    if "://" in address and (parts.password or "password" in parse_qs(parts.query)):
        raise PydanticCustomError("password", "a password")
    return address


def _read_limit(value: object) -> object:
    """Read a number of datasets, or a share such as "10 %"."""
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return Limit(value)
    found = re.fullmatch(r"(\d{1,3})\s*%", value.strip()) if isinstance(value, str) else None
    if found is None or int(found[1]) > 100:
        raise PydanticCustomError("limit", "a number or a share")
    return Limit(int(found[1]), percent=True)


def _check_public(address: str) -> str:
    """Refuse what is no address that a browser could open."""
    parts = urlsplit(address)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise PydanticCustomError("public", "an address")
    return address


def _check_networks(networks: list[str]) -> list[str]:
    """Refuse what is neither an address nor a network."""
    try:
        for network in networks:
            ip_network(network, strict=False)
    except ValueError as error:
        raise PydanticCustomError("network", "a network") from error
    return networks


Word: TypeAlias = Annotated[str, Field(min_length=1)]
"""A text that must not be empty."""
Words: TypeAlias = Annotated[list[Word], BeforeValidator(_list_texts), Field(min_length=1)]
"""A list of texts, or one text."""
Address: TypeAlias = Annotated[Word, AfterValidator(_refuse_password)]
"""A path or an address without a password."""
PublicAddress: TypeAlias = Annotated[str, AfterValidator(_refuse_password), AfterValidator(_check_public)]
"""An address that a browser can open."""
Networks: TypeAlias = Annotated[Words, AfterValidator(_check_networks)]
"""Addresses and networks of machines."""
HeaderName: TypeAlias = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9-]{1,80}$")]
"""The name of an HTTP header."""
Variable: TypeAlias = Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")]
"""The name of an environment variable."""
UrlName: TypeAlias = Annotated[str, Field(pattern=r"^[a-z0-9_-]{2,100}$")]
"""The URL name of a CKAN organisation."""
Mailbox: TypeAlias = Annotated[str, Field(pattern=r"^[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\"]+$")]
"""The mail address of one mailbox."""
Withdrawals: TypeAlias = Annotated[Limit, BeforeValidator(_read_limit)]
"""How many datasets may leave the public at once."""
Count: TypeAlias = Annotated[int, Field(ge=0)]
"""A number from 0 on."""
Seconds: TypeAlias = Annotated[float, Field(gt=0)]
"""How long to wait."""


class Timeouts(Settings):
    """How long an answer may take, in seconds; what is not said stays as it is."""

    connect: Seconds | None = None
    read: Seconds | None = None
    write: Seconds | None = None
    upload: Seconds | None = None


class Expect(Settings):
    """What an inventory has to have at least and at most: rows, and files that its patterns find."""

    min: Count | None = None
    max: Count | None = None
    files: Count | None = None


class TargetTable(Settings):
    """One table ``[targets.NAME]``."""

    to: Address
    token_env: Variable | None = None
    token_file: Word | None = None
    token_header: Word = "Authorization"  # noqa: S105 (the name of a header)
    profile: Word = "auto"
    ledger: Address | None = None
    ledger_env: Variable | None = None
    jobs: Annotated[int, Field(ge=1, le=32)] | None = None
    timeouts: Timeouts = Timeouts()


class InventoryTable(Settings):
    """One table ``[inventories.NAME]``."""

    files: Words
    mapping: Word | None = None
    organization: UrlName | None = None
    targets: Words | None = None
    optional: bool = False
    max_withdraw: Withdrawals | None = None
    expect: Expect = Expect()
    prefer: Literal["sheet", "catalogue"] | None = None
    create_organizations: bool = False
    create_groups: bool = False
    restore: bool = False
    adopt: bool = False
    mail: Mailbox | None = None


class DefaultsTable(Settings):
    """The table ``[defaults]``: what holds for every target and every inventory that says nothing else."""

    token_env: Variable | None = None
    token_file: Word | None = None
    token_header: Word | None = None
    profile: Word | None = None
    ledger: Address | None = None
    ledger_env: Variable | None = None
    jobs: Annotated[int, Field(ge=1, le=32)] | None = None
    timeouts: Timeouts | None = None
    mapping: Word | None = None
    organization: UrlName | None = None
    targets: Words | None = None
    optional: bool | None = None
    max_withdraw: Withdrawals | None = None
    expect: Expect | None = None
    prefer: Literal["sheet", "catalogue"] | None = None
    create_organizations: bool | None = None
    create_groups: bool | None = None
    restore: bool | None = None
    adopt: bool | None = None


class ReportTable(Settings):
    """The table ``[report]``: what is written after a whole sync, and what counts as trouble."""

    html: Word | None = None
    json_file: Annotated[Word | None, Field(alias="json")] = None
    prometheus: Word | None = None
    receipts: Word | None = None
    keep_receipts_days: Annotated[int, Field(ge=1)] | None = None
    fail_on: FailOn = "failures"


class WebTable(Settings):
    """The table ``[web]``: the page in the browser (``bestand serve``)."""

    host: Word = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8420
    public_address: PublicAddress | None = None
    hosts: Words | None = None
    login: Literal["none", "header", "accounts"] = "none"
    login_header: HeaderName = "X-Remote-User"
    trusted_proxies: Networks | None = None
    stewards: Words | None = None
    departments: Words | None = None
    data: Word | None = None
    ledger: Address | None = None
    ledger_env: Variable | None = None
    max_upload_mb: Annotated[int, Field(ge=1, le=1024)] = 50
    keep_minutes: Annotated[int, Field(ge=5, le=720)] = 60
    workers: Annotated[int, Field(ge=1, le=32)] = 2
    job_minutes: Annotated[int, Field(ge=1, le=240)] = 10
    job_memory_mb: Annotated[int, Field(ge=512)] = 2048
    requests_per_minute: Annotated[int, Field(ge=1)] = 1200
    uploads_per_minute: Annotated[int, Field(ge=1)] = 20
    logins_per_minute: Annotated[int, Field(ge=1)] = 5


TABLES: dict[str, type[Settings]] = {
    "defaults": DefaultsTable,
    "targets": TargetTable,
    "inventories": InventoryTable,
    "report": ReportTable,
    "web": WebTable,
}
"""The tables of a configuration and what they may hold; of targets and inventories each has a name of its own."""
NAMED = ("targets", "inventories")


def list_keys(model: type[Settings]) -> tuple[str, ...]:
    """List the keys of a table as they are written.

    >>> list_keys(ReportTable)[:2]
    ('html', 'json')
    """
    return tuple(field.alias or name for name, field in model.model_fields.items())


EXAMPLES = {
    "targets": '[targets.portal] to = "https://ckan.example.org"',
    "inventories": '[inventories.gruenes-amt] files = ["gruenes-amt.xlsx"]',
    "defaults": "[defaults] jobs = 4",
    "report": '[report] html = "sync.html"',
    "to": 'to = "https://ckan.example.org"',
    "files": 'files = ["Amt61/*.xlsx"]',
    "max_withdraw": 'max_withdraw = 5, max_withdraw = "10 %"',
    "organization": 'organization = "gruenes-amt"',
    "mail": 'mail = "gruenes-amt@example.org"',
    "expect": "expect = {min = 20, max = 500}",
    "timeouts": "timeouts = {read = 90, write = 300}",
    "jobs": "jobs = 4",
    "token_env": 'token_env = "CKAN_TOKEN"',
    "ledger_env": 'ledger_env = "BESTAND_LEDGER"',
    "web": '[web] login = "accounts"',
    "public_address": 'public_address = "https://bestand.example.org"',
    "trusted_proxies": 'trusted_proxies = ["127.0.0.1", "10.0.0.0/24"]',
    "login_header": 'login_header = "X-Remote-User"',
    "port": "port = 8420",
    "max_upload_mb": "max_upload_mb = 50",
    "keep_minutes": "keep_minutes = 60",
}
"""How a table or a key is written."""

EXPECTED = {
    "max_withdraw": say("a number of datasets or a share is expected"),
    "organization": say("the URL name of an organisation is expected: 2 to 100 small letters, digits, - and _"),
    "mail": say("the mail address of one mailbox is expected"),
    "jobs": say("a whole number from 1 to 32 is expected"),
    "token_env": say("the name of an environment variable is expected"),
    "ledger_env": say("the name of an environment variable is expected"),
    "keep_receipts_days": say("a whole number from 1 on is expected"),
    "expect": say("keys with values are expected, in braces"),
    "timeouts": say("keys with values are expected, in braces"),
    "min": say("a whole number from 0 on is expected"),
    "max": say("a whole number from 0 on is expected"),
    "connect": say("a number of seconds is expected"),
    "read": say("a number of seconds is expected"),
    "write": say("a number of seconds is expected"),
    "upload": say("a number of seconds is expected"),
    "public_address": say("the address that people type is expected, with http:// or https:// and nothing after “?”"),
    "trusted_proxies": say("addresses or networks of reverse proxies are expected"),
    "login_header": say("the name of an HTTP header is expected"),
    "port": say("a whole number from 0 to 65535 is expected"),
    "max_upload_mb": say("a whole number from 1 to 1024 is expected"),
    "keep_minutes": say("a whole number from 5 to 720 is expected"),
    "workers": say("a whole number from 1 to 32 is expected"),
    "job_minutes": say("a whole number from 1 to 240 is expected"),
    "job_memory_mb": say("a whole number from 512 on is expected"),
    "requests_per_minute": say("a whole number from 1 on is expected"),
    "uploads_per_minute": say("a whole number from 1 on is expected"),
    "logins_per_minute": say("a whole number from 1 on is expected"),
    "string_type": say("a text is expected"),
    "list_type": say("a text or a list of texts is expected"),
    "bool_type": say("true or false is expected, without quotation marks"),
    "string_too_short": say("it is empty"),
    "too_short": say("it is empty"),
}
"""What is expected, by the key or by the kind of pydantic's error."""
