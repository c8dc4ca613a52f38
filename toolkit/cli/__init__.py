"""Commands: parse, call one step, print, exit code."""
