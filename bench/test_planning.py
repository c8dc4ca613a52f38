"""What a plan costs: memory and time for 100,000 datasets, and a push to a folder of 10,000 entries without changes."""

from __future__ import annotations

import json
import subprocess
import sys
from statistics import median

from bench.measure import ROOT

SIZES = (10_000, 100_000)
KINDS = ("mixed", "new", "unchanged")
ENTRIES = 10_000
ROUNDS = 3
KILOBYTE = 1024

# Both sides come from generators of their own, so that no value is shared between sheet, catalogue and ledger.
PLAN = """
import gc, json, sys, time, tracemalloc
from toolkit.model.dataset import Organization
from toolkit.model.entry import Entry, Held, Pushed, Resource, Snapshot
from toolkit.model.grid import CellRef
from toolkit.sync.plan import Desired, Options, Wish, build_plan

n, kind, traced = int(sys.argv[1]), sys.argv[2], sys.argv[3] == "memory"
FIELDS = 30
ORGANIZATION = Organization("amt", "Amt")

def entry(i, version):
    fields = {f"extras.field_{f}": f"value {f} of {i}" for f in range(FIELDS - 4)}
    fields |= {"title": f"Dataset {i}", "notes": f"text {version} of {i}" * 3, "tags": (f"tag {i}", "amt"),
               "private": False, "owner_org": "amt"}
    resources = tuple(Resource(f"{i:08}-0000-5000-8000-{r:012}", {"name": f"File {r}", "url": f"https://example.org/{i}/{r}.csv",
                      "format": "CSV", "license": "dl-by-de/2.0"}) for r in range(2))
    return Entry(f"amt:{i:06}", f"dataset-{i}", fields, resources)

def origins(i, wanted):
    names = [*wanted.fields, *(f"resources.{item.id}.{key}" for item in wanted.resources for key in item.fields)]
    return {name: CellRef("inventory.xlsx", "Daten", i, column) for column, name in enumerate(names, 1)}

def is_new(i):
    return kind == "new" or (kind == "mixed" and i % 10 == 0)

def is_changed(i):
    return kind == "mixed" and i % 10 == 1

desired = []
for i in range(n):
    wanted = entry(i, 2 if is_changed(i) else 1)
    desired.append(Desired(wanted, f"Dataset {i}", "amt", origins(i, wanted), ORGANIZATION))
held = {(one := entry(i, 1)).identifier: Held(f"id-{i}", one, "r1") for i in range(n) if not is_new(i)}
pushed = {(one := entry(i, 1)).identifier: Pushed(one.identifier, "amt", f"id-{i}", one.name, one)
          for i in range(n) if not is_new(i)}
wish = Wish(("amt",), tuple(desired))
snapshot = Snapshot("memory:t", held, {"amt": "Amt"})
del desired
gc.collect()
gc.freeze()
if traced:
    tracemalloc.start()
start = time.process_time()
plan = build_plan(wish, snapshot, pushed, Options())
seconds = time.process_time() - start
gc.collect()
kept, peak = tracemalloc.get_traced_memory() if traced else (0, 0)
counts = {}
for change in plan.changes:
    counts[change.kind] = counts.get(change.kind, 0) + 1
print(json.dumps([seconds, kept / n, peak / n, counts]))
"""

FOLDER = """
import datetime as dt, json, sys, tempfile, time
from pathlib import Path
from toolkit.catalogues.folder import FolderCatalogue
from toolkit.model.dataset import Agent, Dataset, Described, Distribution, Organization
from toolkit.model.inventory import Inventory
from toolkit.model.path import DATASET_PATHS, DISTRIBUTION_PATHS
from toolkit.model.release import Audience, Release
from toolkit.reports.language import Translator
from toolkit.steps.push import push_plan
from toolkit.steps.target import Target
from toolkit.sync.ledger import open_ledger
from toolkit.sync.plan import Desired, Options, Wish, build_plan, build_scope
from toolkit.vocabularies.coreschema import uncollected

n, rounds = int(sys.argv[1]), int(sys.argv[2])
every = frozenset(DATASET_PATHS), frozenset(DISTRIBUTION_PATHS)
public = Release(Audience.PUBLIC, ())

def dataset(i):
    text = f"Was in Datensatz {i} steht und woher es kommt, in zwei Sätzen. Er wird jedes Jahr neu erhoben."
    parts = tuple(Distribution(f"d{p}", title=f"Datei {p}", access_url=f"https://example.org/{i}/{p}.csv", format="CSV",
                  license="http://dcat-ap.de/def/licenses/dl-by-de/2.0") for p in range(2))
    return Dataset("amt", f"{i:05}", title=f"Datensatz {i}", description=text, organization=Organization("amt", "Amt"),
                   publisher=Agent("Amt"), keywords=("Bäume", "Wege", f"Stadtteil {i % 50}"), license=parts[0].license,
                   themes=("http://publications.europa.eu/resource/authority/data-theme/ENVI",), distributions=parts)

with tempfile.TemporaryDirectory() as place:
    catalogue = FolderCatalogue(Path(place) / "catalogue")
    target = Target(catalogue, Path(place) / "ledger.sqlite")
    wish = Wish(("amt",), tuple(
        Desired(catalogue.build_entry(Described(one, *every), public, f"datensatz-{one.key}"), one.title, "amt", {},
                one.organization) for one in map(dataset, range(n))))
    receipt = Path(place) / "receipt.jsonl"

    def run():
        with uncollected(), open_ledger(target.ledger) as ledger:
            pushed = ledger.pushed(catalogue.target, wish.inventories)
            newest = ledger.newest_run(catalogue.target)
            snapshot = catalogue.fetch_snapshot(build_scope(wish, pushed))
            plan = build_plan(wish, snapshot, pushed, Options(create_organizations=True))
        from dataclasses import replace
        plan = replace(plan, folders={"amt": place})
        done = push_plan(plan, target, receipt, Translator("de"), lambda _: None, snapshot=snapshot, newest_run=newest)
        return len(done.receipt.outcomes)

    def read():
        return [json.loads(path.read_bytes()) for path in sorted((catalogue.root / "entries").glob("*.json"))]

    assert run() == n + 1
    times = []
    for _ in range(rounds):
        start = time.process_time(); found = read(); middle = time.process_time(); del found
        assert run() == 0
        times.append([middle - start, time.process_time() - middle])
    print(json.dumps(times))
"""


def _run(program: str, *arguments: object) -> list[list[float]]:
    command = [sys.executable, "-c", program, *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    found: list[list[float]] = json.loads(done.stdout)
    return found


def test_planning_a_hundred_thousand_datasets() -> None:
    print("\nplanning, 30 fields and 2 resources each (aims: under 1 KB a dataset; 10,000 -> 100,000 within 12 ×)")
    for kind in KINDS:
        seconds = {n: median(float(_run(PLAN, n, kind, "time")[0]) for _ in range(ROUNDS)) for n in SIZES}  # type: ignore[arg-type]
        _, kept, peak, counts = _run(PLAN, SIZES[0], kind, "memory")
        low, high = (seconds[n] for n in SIZES)
        print(
            f"  {kind:10} {low:6.2f} s -> {high:6.2f} s  × {high / low:5.1f}   "
            f"plan {kept / KILOBYTE:5.2f} KB, at most {peak / KILOBYTE:5.2f} KB a dataset   {counts}"  # type: ignore[operator]
        )


def test_a_push_without_changes_to_a_folder_of_ten_thousand_entries() -> None:
    times = _run(FOLDER, ENTRIES, ROUNDS)
    ratio = median(run / read for read, run in times)
    print(
        f"\nplan and push to a folder of {ENTRIES:,} entries, nothing changed (aim: under 2 × reading and parsing them)"
    )
    for read, run in times:
        print(f"  reading and parsing {read:5.2f} s   plan and push {run:5.2f} s")
    print(f"  × {ratio:.2f}")
