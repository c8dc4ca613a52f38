"""The ledger's tables. Values are JSON texts, times are UTC in ISO 8601; a token is never in them, at most its hash."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, Integer, MetaData, String, Table, Text

VERSION = 4
"""Raised with every change to the tables; a program refuses a ledger that is newer than itself.

A change here needs a step in ``migration.py`` that makes the same of an older ledger; a test compares the two.
"""

# Some databases index texts of limited length only.
_KEY = String(300)

metadata = MetaData()

versions = Table("bestand_version", metadata, Column("version", Integer, nullable=False))

# What we own: one row for each dataset of a target. ``pending`` is the step whose outcome nobody recorded.
entries = Table(
    "bestand_entries",
    metadata,
    Column("target", _KEY, primary_key=True),
    Column("identifier", _KEY, primary_key=True),
    Column("inventory", Text, nullable=False),
    Column("catalogue_id", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("base", Text),
    Column("pending", Integer),
    Column("recorded", Text, nullable=False),
    # The catalogue's revision after our last write.
    Column("revision", Text, nullable=False, server_default=""),
    # The notation that the base is written in; empty for what was written before there were any.
    Column("notation", Text, nullable=False, server_default=""),
)

# How entries were written: all that is needed to read a base whose target is written to in another way by now.
notations = Table(
    "bestand_notations",
    metadata,
    Column("mark", String(40), primary_key=True),
    Column("name", Text, nullable=False),
    Column("content", Text, nullable=False),
)

runs = Table(
    "bestand_runs",
    metadata,
    Column("id", String(60), primary_key=True),
    Column("target", _KEY, nullable=False),
    Column("command", Text, nullable=False),
    Column("fingerprint", Text, nullable=False),
    Column("started", Text, nullable=False),
    Column("ended", Text),
    Column("state", Text, nullable=False),
    # What else is to be told of the run, as JSON.
    Column("note", Text),
    # When the contents of its steps were thrown away (``Ledger.prune``); null as long as they are there.
    Column("pruned", Text),
    # The notation that its steps are written in.
    Column("notation", Text, nullable=False, server_default=""),
    Index("bestand_runs_target", "target", "started"),
)

# One row for each request: intent and before-image first, its outcome afterwards (null: killed in between).
steps = Table(
    "bestand_steps",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("run", String(60), nullable=False),
    Column("target", _KEY, nullable=False),
    Column("identifier", _KEY, nullable=False),
    Column("inventory", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("is_first", Boolean, nullable=False),
    Column("catalogue_id", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("intent", Text),
    Column("sheet", Text),
    Column("base", Text),
    Column("before", Text),
    Column("before_raw", Text),
    Column("before_revision", Text, nullable=False),
    Column("recorded", Text, nullable=False),
    Column("result", Text),
    Column("reason", Text, nullable=False),
    Column("revision", Text, nullable=False),
    Column("ended", Text),
    # The reason in a form that every language can be made of, and the requests that it took; both as JSON.
    Column("message", Text),
    Column("requests", Text),
    Index("bestand_steps_run", "run"),
    Index("bestand_steps_identifier", "target", "identifier"),
)

leases = Table(
    "bestand_leases",
    metadata,
    Column("target", _KEY, primary_key=True),
    Column("token", Text, nullable=False),
    Column("host", Text, nullable=False),
    Column("pid", Integer, nullable=False),
    Column("since", Text, nullable=False),
    Column("until", Text, nullable=False),
)

# The visits of the page in the browser. ``token`` is a cookie's hash; ``server`` tells servers of one ledger apart.
visits = Table(
    "bestand_visits",
    metadata,
    Column("token", String(64), primary_key=True),
    Column("id", String(40), nullable=False),
    Column("server", _KEY, nullable=False),
    Column("account", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("started", Text, nullable=False),
    Column("seen", Text, nullable=False),
    Index("bestand_visits_server", "server", "id"),
)

# What visits asked for; ``ended`` is empty while it is under way.
jobs = Table(
    "bestand_jobs",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("visit", String(40), nullable=False),
    Column("server", _KEY, nullable=False),
    Column("kind", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("started", Text, nullable=False),
    Column("ended", Text),
    Column("message", Text),
    Column("remedy", Text),
    Index("bestand_jobs_server", "server", "visit"),
)

# Local accounts; ``password`` is an argon2 hash.
accounts = Table(
    "bestand_accounts",
    metadata,
    Column("name", _KEY, primary_key=True),
    Column("role", Text, nullable=False),
    Column("password", Text, nullable=False),
    Column("created", Text, nullable=False),
    Column("changed", Text, nullable=False),
)
