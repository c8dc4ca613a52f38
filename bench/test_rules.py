"""What the rules, the release gate and look-ups cost, against reading the same inventory."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from statistics import median

from bench.measure import ROOT
from bench.workbooks import write_inventory

ROUNDS = 3
DATASETS = 10_000

RULES = """
import datetime as dt, json, sys, time
from pathlib import Path
from toolkit.checks.personal import find_personal
from toolkit.checks.release import decide
from toolkit.checks.run import check_inventory
from toolkit.mapping.interpret import interpret
from toolkit.reading.workbook import read_workbook
from toolkit.steps.mapping import read_mapping_file
mapping = read_mapping_file(Path("bench/inventory.yaml"))
marks = [time.perf_counter()]
def mark():
    marks.append(time.perf_counter())
workbook = read_workbook(Path(sys.argv[1])); mark()
found = interpret(workbook, mapping); mark()
findings = check_inventory(found.described, found.faults, dt.date(2026, 1, 1)); mark()
personal = list(find_personal(found.described)); mark()
releases = [decide(one) for one in found.described]; mark()
print(json.dumps([after - before for before, after in zip(marks, marks[1:])] + [len(found.described), len(findings)]))
"""

LOOKUPS = """
import json, sys, time
from toolkit.vocabularies.load import load_vocabulary
vocabulary = load_vocabulary(sys.argv[1])
words = [word for concept in vocabulary.concepts for word in (concept.code, concept.de, concept.uri)]
index = vocabulary.index
from toolkit.vocabularies.lookup import look_up
look_up.cache_clear()
start = time.perf_counter()
for word in words:
    vocabulary.find(word)
print(json.dumps([len(vocabulary.concepts), (time.perf_counter() - start) / len(words) * 1e6]))
"""


def _run(program: str, *arguments: str) -> list[float]:
    command = [sys.executable, "-c", program, *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return [float(number) for number in json.loads(done.stdout)]


def test_rules_and_gate_against_reading() -> None:
    path: Path = write_inventory(DATASETS, 30)
    runs = [_run(RULES, str(path)) for _ in range(ROUNDS)]
    ratio = median(sum(run[2:5]) / sum(run[:2]) for run in runs)
    print(f"\nrules and release gate over {DATASETS:,} datasets × 30 columns, {ROUNDS} runs")
    for sheet, meaning, rules, personal, gate, datasets, findings in runs:
        print(
            f"  read {sheet:5.2f} s + {meaning:5.2f} s   rules {rules:5.2f} s   personal data {personal:5.2f} s   "
            f"gate {gate:5.2f} s   ({datasets:,.0f} datasets, {findings:,.0f} findings)"
        )
    print(f"  rules, personal data and gate × {ratio:.2f} of reading (aim ≤ 3)")


def test_a_lookup_takes_as_long_in_a_long_list_as_in_a_short_one() -> None:
    print("\none look-up, first time, by code, label or URI")
    for name in ("access-right", "frequency", "license", "file-type", "language"):
        count, micros = _run(LOOKUPS, name)
        print(f"  {name:14} {count:4.0f} entries   {micros:6.1f} µs")
