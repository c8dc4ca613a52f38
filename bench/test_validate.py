"""How long SHACL takes for a dataset, by how many are held against the shapes at once, and whether memory grows."""

from __future__ import annotations

import os
from pathlib import Path

from bench.measure import measure

SHAPES = Path(os.environ.get("BESTAND_SHAPES", "") or Path(__file__).parents[2] / "shared" / "shacl")
BATCHES = (1, 10, 50, 200)
SOME = 200

VALIDATE = """
from dataclasses import replace
from pathlib import Path
from tests.dcat.good_dataset import GOOD
from toolkit.dcat.shapefolder import read_shapes
from toolkit.steps import validate
from toolkit.steps.remarks import Piece
def run(path):
    validate.BATCH = {batch}
    pieces = tuple(Piece(replace(GOOD, key=str(number)), "released") for number in range({n}))
    validator = validate.Validator(validate.ValidateRequest(), read_shapes(Path(path)))
    assert validator.prove(validate.Source("bench", pieces)).remarks == ()
"""


def test_shapes_by_the_size_of_a_batch() -> None:
    if not (SHAPES / "dcat-ap-de-3.0").is_dir():
        print(f"\nNOT MEASURED: the official shapes are not in {SHAPES}")
        return
    print(f"\nbestand validate --shapes, {SOME} datasets with two distributions each")
    for batch in BATCHES:
        seconds, mebibytes = measure(VALIDATE.format(batch=batch, n=SOME), SHAPES)
        print(f"  {batch:3d} at once: {seconds / SOME * 1000:6.1f} ms for a dataset, {mebibytes:4.0f} MiB")
    few = measure(VALIDATE.format(batch=50, n=SOME), SHAPES)
    many = measure(VALIDATE.format(batch=50, n=SOME * 4), SHAPES)
    print(
        f"  four times as many: time × {many[0] / few[0]:.2f} (aim ≤ 4.4), memory × {many[1] / few[1]:.2f} (aim ≤ 1.5)"
    )
