"""Make the three sample workbooks and the files beside them anew.

Run it at the top of the repository; it writes over the committed files, or into another folder where one is named::

    python -m sample_inventories.make_samples [FOLDER]

What the rows say stands in ``sources/*.yaml``, what the workbooks look like in ``sources/*.py``. The same texts give
the same bytes, on every system; a test compares them with the committed files.
"""

from __future__ import annotations

import sys
from pathlib import Path

from sample_inventories.sources.gruenes_amt import build_gruenes_amt
from sample_inventories.sources.statistikstelle import build_local_files, build_statistikstelle
from sample_inventories.sources.verkehrsamt import build_verkehrsamt


def build_samples() -> dict[str, bytes]:
    """Build every file: its path below the samples' folder, and its content."""
    books = {
        "gruenes-amt.xlsx": build_gruenes_amt(),
        "verkehrsamt.xlsx": build_verkehrsamt(),
        "statistikstelle.xlsx": build_statistikstelle(),
    }
    return books | {f"statistikstelle/{name}": content for name, content in build_local_files().items()}


def write_samples(folder: Path) -> None:
    """Write every file below a folder and say so."""
    for name, content in build_samples().items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        print(target)


if __name__ == "__main__":
    write_samples(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
