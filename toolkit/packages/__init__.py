"""Frictionless data packages: one folder per dataset, written from its metadata and read back without loss."""
