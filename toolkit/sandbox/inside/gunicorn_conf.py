"""How gunicorn serves CKAN: the site is loaded and prepared once, then two workers are forked off."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

folder = Path(os.environ.get("BESTAND_SANDBOX_DATA", "."))

wsgi_app = "portal:build_site()"
pythonpath = str(Path(__file__).parent)
chdir = str(folder)
preload_app = True
workers = 2
threads = 4
timeout = 120
graceful_timeout = 5
accesslog = str(folder / "log" / "access.log")
access_log_format = "%(m)s %(U)s %(s)s %(M)s %(t)s"
control_socket_disable = True


def when_ready(_server: Any) -> None:
    """Tell the supervisor that requests are answered from now on."""
    (folder / "run" / "ready").touch()
