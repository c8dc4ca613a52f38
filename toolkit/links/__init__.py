"""Finds out whether web addresses still lead somewhere: politely, each address once, remembered for a day."""
