"""Rules that look at datasets, and the gate that decides who may see them."""
