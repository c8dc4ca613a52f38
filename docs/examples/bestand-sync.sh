#!/bin/sh
# /usr/local/bin/bestand-sync: one sync, for cron. An overlap needs no lock of its own: the second run ends with 4 and
# says who holds the target.
set -eu
umask 077
cd /srv/bestand
exec /opt/bestand/bin/bestand sync --config /srv/bestand/bestand.toml --quiet
