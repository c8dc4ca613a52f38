"""What looks personal in headings, texts and tables: a heuristic that warns, never one that clears."""
