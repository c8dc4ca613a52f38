"""Pushing to a real CKAN: requests and seconds, against ``ckanapi load`` and against requests that do nothing else.

Every first load begins with an empty CKAN that was just started. BENCH_PUSH_SIZE sets the number of datasets.
"""

from __future__ import annotations

import os
from pathlib import Path

from bench.load import PROCESSES, Stage, open_stage
from tests.faults.proxy import Weather, open_proxy

SIZE = int(os.environ.get("BENCH_PUSH_SIZE", "1000"))
TRIAL = max(50, SIZE // 5)
LATENCY = 0.05


def find_best_number(folder: Path) -> int:
    """Find out with how many threads the bare requests are fastest."""
    seconds = {}
    for threads in (2, 4, 8):
        with open_stage(folder, TRIAL) as stage:
            seconds[threads] = stage.run_bare(threads)
    tried = ", ".join(f"{threads}: {taken:.1f} s" for threads, taken in seconds.items())
    print(f"\nbare package_create, {TRIAL} datasets, by threads: {tried}")
    return min(seconds, key=lambda threads: seconds[threads])


def change_one(stage: Stage) -> None:
    """Change one row."""
    stage.office.rows["D-0003"]["Titel"] += " (neu)"
    stage.office.save()


def test_pushing_to_ckan(tmp_path: Path) -> None:
    best = find_best_number(tmp_path)
    with open_stage(tmp_path, SIZE) as stage:
        ours, sent = stage.count_requests(stage.run_bestand)
        assert stage.count() == SIZE
        again, asked = stage.count_requests(stage.run_bestand)
        change_one(stage)
        one, asked_for_one = stage.count_requests(stage.run_bestand)
    with open_stage(tmp_path, SIZE) as stage:
        theirs = stage.run_ckanapi()
        assert stage.count() == SIZE
        theirs_again, asked_by_them = stage.count_requests(stage.run_ckanapi)
    with open_stage(tmp_path, SIZE) as stage:
        bare = stage.run_bare(best)
    print(
        f"{SIZE} datasets, CKAN and clients on the same {os.cpu_count()} cores; whole processes, but for bare requests"
    )
    print(f"  first load      Bestand {ours:6.1f} s ({sent} requests)   ckanapi -p {PROCESSES} {theirs:6.1f} s", end="")
    print(f"   bare, {best} threads {bare:6.1f} s")
    print(f"    against ckanapi × {theirs / ours:.2f} faster (aim ≥ 1.3), against bare × {bare / ours:.2f} (aim ≥ 0.9)")
    print(f"  unchanged       Bestand {again:6.1f} s ({asked} requests, aim ≤ 6)", end="")
    print(f"   ckanapi {theirs_again:6.1f} s ({asked_by_them}); × {theirs_again / again:.1f} faster (aim ≥ 40)")
    print(f"  one changed     Bestand {one:6.1f} s ({asked_for_one} requests, aim ≤ 8)")


def test_pushing_over_a_slow_line(tmp_path: Path) -> None:
    seconds = []
    for way in (Stage.run_bestand, Stage.run_ckanapi):
        with open_stage(tmp_path, SIZE) as stage, open_proxy(stage.box.url, Weather(latency=LATENCY)) as proxy:
            seconds.append(way(stage, proxy.url))
            assert stage.count() == SIZE
    ours, theirs = seconds
    print(
        f"\n{SIZE} datasets over {LATENCY * 1000:.0f} ms: Bestand {ours:.1f} s, ckanapi -p {PROCESSES} {theirs:.1f} s",
        end="",
    )
    print(f"; × {theirs / ours:.2f} faster (aim ≥ 4)")
