"""Prepares a CKAN site and hands it to gunicorn. Runs in the sandbox's own environment, where CKAN is installed.

One process does what takes five calls of CKAN's command line: migrate the database, make a system administrator and a
token, fill the search index.
"""

from __future__ import annotations

import gc
import importlib
import logging
import os
import secrets
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ADMIN = "admin"


def build_site() -> Any:
    """Give the WSGI application of a site that is ready for use."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s [%(name)s] %(message)s")
    folder = Path(os.environ["BESTAND_SANDBOX_DATA"])
    # Importing CKAN takes longer than PostgreSQL's start, so it does not wait for the configuration.
    make_app = importlib.import_module("ckan.config.middleware").make_app
    loader = importlib.import_module("ckan.cli").CKANConfigLoader
    configuration = _wait_for(folder / "run" / "ckan.ini")
    options = loader(str(configuration)).get_config()
    _prepare_datastore(options)
    site = make_app(options)
    _migrate()
    with site._wsgi_app.app_context():  # noqa: SLF001 (CKAN's own command line goes the same way)
        _make_admin(folder)
        _fill_index()
    _close_connections()
    gc.freeze()  # without it each process collects all of CKAN once more when it ends, which takes seconds
    return site


def _close_connections() -> None:
    """Close what is open here: it must not be shared by the workers that are forked off."""
    model = importlib.import_module("ckan.model")
    model.Session.remove()
    model.meta.engine.dispose()
    plugins = importlib.import_module("ckan.plugins")
    for plugin in plugins.PluginImplementations(plugins.IForkObserver):
        plugin.before_fork()


def _wait_for(path: Path) -> Path:
    """Wait without a limit: whoever writes the file ends this process when it cannot."""
    while not path.exists():
        time.sleep(0.05)
    return path


def _prepare_datastore(options: Mapping[str, str]) -> None:
    """Make the DataStore's database, if there is to be a DataStore: its plugin looks at it while it is loaded."""
    addresses = [
        options.get(name, "") for name in ("sqlalchemy.url", "ckan.datastore.write_url", "ckan.datastore.read_url")
    ]
    if all(addresses):
        importlib.import_module("datastore").prepare_datastore(*addresses)


def _migrate() -> None:
    commands = importlib.import_module("ckan.cli.db")
    commands.upgrade.main([], standalone_mode=False)
    # CKAN 2.10's upgrade leaves the plugins out.
    for plugin in commands._get_pending_plugins():  # noqa: SLF001 (CKAN has no public name for it)
        commands.upgrade.main(["--plugin", plugin], standalone_mode=False)
    # The migrations set logging up anew, which silences gunicorn's loggers.
    for name in list(logging.root.manager.loggerDict):
        logging.getLogger(name).disabled = False
    logging.getLogger("alembic").setLevel(logging.WARNING)


def _make_admin(folder: Path) -> None:
    model = importlib.import_module("ckan.model")
    action = importlib.import_module("ckan.plugins.toolkit").get_action
    if model.User.get(ADMIN) is None:
        password = secrets.token_urlsafe(12)
        wishes = {"name": ADMIN, "email": "admin@example.org", "password": password}
        action("user_create")({"ignore_auth": True, "user": ""}, wishes)
        model.User.get(ADMIN).sysadmin = True
        model.Session.commit()
        _write_secret(folder / "password", password)
    if not (folder / "token").exists():
        token = action("api_token_create")({"ignore_auth": True, "user": ADMIN}, {"user": ADMIN, "name": "sandbox"})
        _write_secret(folder / "token", token["token"])


def _fill_index() -> None:
    """Index what the database holds: the stand-in for Solr keeps its documents in memory only."""
    model = importlib.import_module("ckan.model")
    search = importlib.import_module("ckan.lib.search")
    if model.Session.query(model.Package).count():
        search.rebuild(quiet=True, defer_commit=True)
        search.commit()


def _write_secret(path: Path, text: str) -> None:
    draft = path.with_suffix(".new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
    draft.replace(path)
