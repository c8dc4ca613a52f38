"""The workbook for new inventories: its sheets and columns, its dropdowns and hints, a dataset in its cells."""
