"""Values only: what a workbook, a dataset, a plan and a finding are. No I/O, no clock, nothing else of ours."""
