"""Catalogues that datasets are pushed to: one protocol, one room or file for each kind."""
