"""Mappings: the contract between a department's words and the catalogue's terms."""
