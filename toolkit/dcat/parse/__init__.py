"""RDF of others, and our own, as datasets: what is understood is read, and everything else is told."""
