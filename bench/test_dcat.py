"""What a catalogue in Turtle costs, against rdflib serialising the same graph; and how it grows with the datasets."""

from __future__ import annotations

import json
import subprocess
import sys
from statistics import median

from bench.measure import ROOT

DATASETS = 10_000
SMALL = 2_500
ROUNDS = 3

PROGRAM = """
import gc, json, sys, time, tracemalloc
from toolkit.dcat.catalog import Catalog
from toolkit.model.dataset import *

kind, n = sys.argv[1], int(sys.argv[2])
EU = "http://publications.europa.eu/resource/authority/"
DE = "http://dcat-ap.de/def/"

def part(i, r):
    return Distribution(f"{r}", title=f"Radverkehr {i}, Teil {r}", description="Werte je Zählstelle und Tag.",
        access_url=f"https://example.org/daten/{i}/{r}.csv", download_url=f"https://example.org/daten/{i}/{r}.csv",
        format=EU + "file-type/CSV", media_type="text/csv", license=DE + "licenses/dl-by-de/2.0",
        attribution="Stadt Beispiel", modified="2025-01-15", availability=EU + "planned-availability/STABLE",
        byte_size=1000 + i, checksum="sha256:" + f"{i:064x}")

def service(i):
    return Distribution("wms", title=f"Karte {i}", format=EU + "file-type/WMS_SRVC",
        access_url=f"https://example.org/ows/{i}?service=WMS&request=GetCapabilities")

def dataset(i):
    box = [[[8.1, 49.9], [8.3, 49.9], [8.3, 50.0], [8.1, 50.0], [8.1, 49.9]]]
    return Dataset("amt", f"A-{i:06}", title=f"Radverkehrszählung {i}", description="Gezählte Räder je Stunde. " * 12,
        publisher=Agent(f"Amt {i % 20}", kind="http://purl.org/adms/publishertype/LocalAuthority"),
        contact=ContactPoint(f"Amt {i % 20}", f"amt{i % 20}@example.org"), keywords=("Rad", "Verkehr", f"Zählung {i}"),
        themes=(EU + "data-theme/TRAN",), license=DE + "licenses/dl-by-de/2.0", modified="2025-01-15",
        issued="2020-02", frequency=EU + "frequency/DAILY", languages=(EU + "language/DEU",),
        availability=EU + "planned-availability/STABLE", temporal=Period("2020", "2024-12-31"),
        spatial=Place("Beispielstadt", DE + "politicalGeocoding/municipalityKey/07315000",
                      json.dumps({"type": "Polygon", "coordinates": box})),
        landing_page=f"https://example.org/daten/{i}", contributor_ids=(DE + "contributors/beispiel",),
        distributions=(*(part(i, r) for r in range(3)), service(i)))

datasets = [dataset(i) for i in range(n)]
catalog = Catalog("Daten", "Offene Daten", Agent("Stadt"), base="https://example.org/daten")
if kind == "rdflib":
    from toolkit.dcat.graph import build_graph
    graph = build_graph(catalog, datasets)
    write = lambda: graph.serialize(format="turtle")
else:
    from toolkit.dcat.serial import write_rdf
    write = lambda: write_rdf(catalog, datasets, "turtle").text
gc.collect()
if kind == "memory":
    tracemalloc.start()
start = time.process_time()
text = write()
seconds = time.process_time() - start
print(json.dumps([seconds, tracemalloc.get_traced_memory()[1] / 2**20 if kind == "memory" else 0.0, len(text) / 2**20]))
"""


def run(kind: str, size: int) -> tuple[float, float, float]:
    """Write once in a process of its own: seconds of processor time, peak memory and size of the text in MiB."""
    command = [sys.executable, "-c", PROGRAM, kind, str(size)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    seconds, peak, length = json.loads(done.stdout)
    return seconds, peak, length


def test_turtle_takes_at_most_three_times_what_rdflib_takes_to_serialise_the_graph() -> None:
    # rdflib needs more than five minutes for 10,000: a tenth of them, times ten, is less than that.
    theirs = run("rdflib", DATASETS // 10)[0] * 10
    ours = median(run("ours", DATASETS)[0] for _ in range(ROUNDS))
    ratio = ours / theirs
    print(f"\n{DATASETS} datasets to Turtle: {ours:.1f} s against {theirs:.1f} s of rdflib at least: {ratio:.2f} ×")
    assert ratio <= 3


def test_time_and_memory_grow_with_the_number_of_datasets() -> None:
    factor = DATASETS / SMALL
    small, large = run("memory", SMALL), run("memory", DATASETS)
    time_ratio = median(run("ours", DATASETS)[0] for _ in range(ROUNDS)) / median(
        run("ours", SMALL)[0] for _ in range(ROUNDS)
    )
    grown, room = large[1] / small[1], large[1] / large[2]
    print(f"\n{factor:.0f} × the datasets: memory {grown:.2f} × ({large[1]:.0f} MiB, {room:.1f} × the text)")
    print(f"time {time_ratio:.2f} ×")
    assert grown <= factor * 1.1
    assert time_ratio <= factor * 1.5
