"""How long the finder takes on sheets of odd sizes, in seconds of processor time."""

from __future__ import annotations

import time

from tests.reading.test_finder_sizes import HEAD, below_each_other, beside_each_other, sparse, torn, wide
from toolkit.model.grid import Sheet, Workbook
from toolkit.reading.finder import find_headed, find_tables
from toolkit.vocabularies.headings import load_headings


def test_finding_tables_in_sheets_of_odd_sizes() -> None:
    print("\nfind_tables and find_headed on sheets of odd sizes (aim: under 10 s each)")
    for build in (wide, sparse, below_each_other, beside_each_other, torn):
        sheet = Sheet("w.xlsx", "Tabelle1", tuple(build()))
        start = time.process_time()
        find_tables(Workbook("w.xlsx", "", (sheet,)), load_headings().knows)
        find_headed(sheet, [str(text) for text in HEAD])
        print(f"  {(build.__doc__ or '').rstrip('.'):62} {time.process_time() - start:5.1f} s")
