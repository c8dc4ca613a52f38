"""Programs that the sandbox starts by their path, outside of this package: they import nothing of the rest."""
