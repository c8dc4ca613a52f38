"""The author's file as it is: a workbook's sheets with their values, links and merged cells, and tables within them."""
