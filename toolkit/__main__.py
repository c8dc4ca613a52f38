"""Lets ``python -m toolkit`` stand for ``bestand``."""

from toolkit.cli.main import run

run()
