"""The way from what the sheets say to what a catalogue holds: merge, plan, ledger, apply."""
