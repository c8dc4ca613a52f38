"""Copies of workbooks with a few cells changed: the other parts of the zip stay as they are, byte for byte."""
