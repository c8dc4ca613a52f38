"""CKAN's configuration file. What it does not say, CKAN sets by its own declarations."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from .extension import DATASTORE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from .settings import Settings


READER = "datastore_reader"
"""The database role that may only read, and only the DataStore."""


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the parts are found."""

    site: str
    database: str
    redis: str
    solr: str


def build_configuration(settings: Settings, addresses: Addresses, secret: str, site: str) -> str:
    """Write the file. ``secret`` signs sessions and tokens; ``site`` marks this site's documents in the search core."""
    options = {
        **_build_secrets(secret),
        "use": "egg:ckan",
        "debug": "false",
        "ckan.site_id": site,
        "ckan.site_url": addresses.site,
        "sqlalchemy.url": addresses.database,
        "ckan.redis.url": addresses.redis,
        "solr_url": addresses.solr,
        **_build_folders(settings.place.data),
        **(_build_datastore(addresses.database) if DATASTORE in settings.plugins else {}),
        "ckan.plugins": " ".join(settings.plugins),
        "ckan.locale_default": "de",
        "ckan.auth.create_unowned_dataset": "false",
        **dict(settings.options),
    }
    return "[app:main]\n" + "".join(f"{name} = {_escape(value)}\n" for name, value in options.items())


def make_secret() -> str:
    """Make a key for signing."""
    return secrets.token_urlsafe(32)


def _build_secrets(secret: str) -> Mapping[str, str]:
    # CKAN 2.10 signs sessions with the key of beaker, later versions with SECRET_KEY; each ignores the other's.
    keys = ("SECRET_KEY", "WTF_CSRF_SECRET_KEY", "beaker.session.secret", "beaker.session.validate_key")
    tokens = ("api_token.jwt.encode.secret", "api_token.jwt.decode.secret")
    return {**dict.fromkeys(keys, secret), **dict.fromkeys(tokens, f"string:{secret}")}


def _build_folders(data: Path) -> Mapping[str, str]:
    return {"ckan.storage_path": str(data / "storage"), "cache_dir": str(data / "cache")}


def _build_datastore(database: str) -> Mapping[str, str]:
    """Name the DataStore's database, on the same server: once as its owner, once as somebody who only reads."""
    address = urlsplit(database)
    return {
        "ckan.datastore.write_url": address._replace(path=f"/{DATASTORE}").geturl(),
        "ckan.datastore.read_url": address._replace(path=f"/{DATASTORE}", netloc=f"{READER}:@").geturl(),
    }


def _escape(value: str) -> str:
    """Keep a value from being read as more than itself: one line, and no reference to another option."""
    return " ".join(value.split()).replace("%", "%%")
