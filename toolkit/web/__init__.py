"""The page in the browser: drop a workbook, read the report, answer questions, see the plan; a steward may push."""
