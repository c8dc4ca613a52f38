"""One file per story: here, and only here, the rooms are wired together."""
