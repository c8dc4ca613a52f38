"""Bestand turns a public body's data inventory in Excel into an open-data catalogue."""

__version__ = "0.1.0"
