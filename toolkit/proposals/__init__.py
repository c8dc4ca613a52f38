"""What a sheet seems to mean, column by column and with evidence: proposals, drafts of mappings, and drift."""
