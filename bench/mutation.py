"""Breaks rules one place at a time and counts how often a test notices: the mutation check of CONTRIBUTING.md.

The tests are collected and run once, to see which lines each of them reaches. Then every mutant is put into the loaded
modules of a forked process, which runs the tests that reach it until one fails. Linux and macOS only.

    .venv/bin/python -m bench.mutation                                  every module of CHECKED
    .venv/bin/python -m bench.mutation toolkit/checks/dates.py …        some modules
"""

from __future__ import annotations

import argparse
import functools
import gc
import os
import random
import signal
import sys
import time
import types
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import coverage
import libcst as cst
import pytest
from _pytest.doctest import DoctestItem
from _pytest.runner import runtestprotocol
from libcst.metadata import MetadataWrapper, PositionProvider

from bench.mutants import ROOT, Kind, Mutant, build_mutants

CHECKED = (
    *sorted(ROOT.glob("toolkit/checks/[a-z]*.py")),
    ROOT / "toolkit/mapping/values.py",
    ROOT / "toolkit/mapping/numbers.py",
)
TESTS = (
    "tests/checks",
    "tests/privacy",
    "tests/mapping/test_mapping_values.py",
    "tests/mapping/test_mapping_answers.py",
    "tests/mapping/test_mapping_numbers.py",
    "toolkit/checks",
    "toolkit/mapping/values.py",
    "toolkit/mapping/numbers.py",
)
# The tests of generated pages would notice no more than that a sentence has changed.
OPTIONS = ("-q", "--no-header", "--hypothesis-seed=0", "--ignore-glob=*_page.py", "-p", "no:cacheprovider")
SECONDS = 120
"""How long the tests of one mutant may take; what takes longer counts as noticed."""
BYTES = 2 * 1024**3
"""How much memory they may take: a loop that never ends must not take the whole machine with it."""
REGISTRIES = ("FAULT_RULES", "DATASET_RULES", "DATED_RULES", "INVENTORY_RULES")
ON_IMPORT = ("paragraphs", "on_fault", "on_dataset", "on_dataset_dated", "on_inventory", "")
"""Functions of rule.py, and its constants: they work while modules are loaded and cannot be broken afterwards."""
KINDS: Mapping[str, tuple[Kind, ...]] = {
    "functions": ("function",),
    "constants": ("constant",),
    "both": ("function", "constant"),
    "with sentences": ("function", "constant", "sentence"),
}
Reach: TypeAlias = dict[tuple[Path, int], set[int]]


class MutationRun:
    """The plugin that takes over pytest's loop over the tests."""

    def __init__(self, paths: Sequence[Path], jobs: int, *, sentences: bool) -> None:
        self._paths = paths
        self._jobs = jobs
        self._sentences = sentences
        self._caches: list[Any] = []
        self.results: list[tuple[Mutant, bool]] = []

    def _is_wanted(self, mutant: Mutant) -> bool:
        if mutant.path.name == "rule.py" and mutant.scope.function in ON_IMPORT:
            return False
        return mutant.kind != "class" and (self._sentences or mutant.kind != "sentence")

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Run all tests once, then those of each mutant."""
        items = [_Again(one) for one in session.items]
        self._caches = [one for one in gc.get_objects() if _is_cache(one)]
        reach = self._watch(items)
        gc.freeze()  # so that forked processes share what was there before
        mutants = [one for path in self._paths for one in build_mutants(path) if self._is_wanted(one)]
        print(f"{len(items)} tests, {len(mutants)} mutants", flush=True)
        self._refuse_false_alarm(items)
        running: dict[int, Mutant] = {}
        for mutant in mutants:
            if len(running) >= self._jobs:
                self._wait(running)
            running[self._start(mutant, _choose(items, reach, mutant))] = mutant
        while running:
            self._wait(running)
        return True

    def _watch(self, items: Sequence[_Again]) -> Reach:
        """Run every test once and tell which lines each of them reaches, as if none had filled a cache for it."""
        watch = coverage.Coverage(data_file=None, config_file=False, include=[str(path) for path in self._paths])
        watch.start()
        for number, one in enumerate(items):
            self._clear_caches()
            watch.switch_context(str(number))
            one.is_sound = not one.fails()
        watch.stop()
        print(*(f"left out, for it fails anyway: {one.item.nodeid}" for one in items if not one.is_sound), sep="\n")
        reach: Reach = defaultdict(set)
        for path in self._paths:
            for line, numbers in watch.get_data().contexts_by_lineno(str(path)).items():
                reach[path, line] = {int(one) for one in numbers if one and items[int(one)].is_sound}
            _spread(reach, path)
        return reach

    def _start(self, mutant: Mutant, items: Sequence[_Again]) -> int:
        """Run the tests of a mutant in a process of its own, which ends with 0 when none has noticed."""
        if pid := os.fork():
            return pid
        import resource  # noqa: PLC0415 (Windows has none, and pytest loads this file there, too)

        signal.alarm(SECONDS)
        resource.setrlimit(resource.RLIMIT_DATA, (BYTES, BYTES))
        try:
            _silence()
            _put(mutant.module, mutant.source, rebind=mutant.kind != "function")
            self._clear_caches()
            noticed = any(one.fails() for one in items)
        except BaseException:  # noqa: BLE001 (whatever a mutant raises, it has been noticed)
            noticed = True
        os._exit(int(noticed))

    def _wait(self, running: dict[int, Mutant]) -> None:
        pid, status = os.wait()
        mutant = running.pop(pid)
        self.results.append((mutant, status != 0))
        if status == 0:
            print(f"not noticed: {mutant}", flush=True)

    def _refuse_false_alarm(self, items: Sequence[_Again]) -> None:
        """Put every module into place as it is: when a test fails then, no figure would mean anything."""
        if not (pid := os.fork()):
            for path in self._paths:
                name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
                _put(name, path.read_text(encoding="utf-8"), rebind=False)
            self._clear_caches()
            failed = [one.item.nodeid for one in items if one.is_sound and one.fails()]
            print(*failed, sep="\n", flush=True)
            os._exit(int(bool(failed)))
        if os.waitpid(pid, 0)[1]:
            pytest.exit("tests fail although nothing is broken", returncode=3)

    def _clear_caches(self) -> None:
        for one in self._caches:
            one.cache_clear()


class _Again:
    """A test that can be run again; a doctest forgets its names otherwise."""

    def __init__(self, item: pytest.Item) -> None:
        self.item = item
        self.is_sound = True
        self._names = dict(item.dtest.globs) if isinstance(item, DoctestItem) else {}

    def fails(self) -> bool:
        """Run the test and tell whether it fails."""
        if isinstance(self.item, DoctestItem):
            self.item.dtest.globs.update(self._names)
        return any(one.failed for one in runtestprotocol(self.item, nextitem=None, log=False))

    def rank(self, codes: Iterable[str]) -> int:
        """Order tests by how likely they notice: the cases of the rules in question, tests, cases of other rules."""
        if any(f"[{code}-" in self.item.nodeid for code in codes):
            return 0
        return 2 if "test_rule_cases" in self.item.nodeid else 1


def _spread(reach: Reach, path: Path) -> None:
    """Give every line of a statement the tests of the others, for Python does not name all of them."""
    wrapper = MetadataWrapper(cst.parse_module(path.read_text(encoding="utf-8")))
    for node, where in wrapper.resolve(PositionProvider).items():
        if isinstance(node, cst.SimpleStatementLine):
            lines = [(path, line) for line in range(where.start.line, where.end.line + 1)]
            tests = set().union(*(reach[one] for one in lines))
            reach.update(dict.fromkeys(lines, tests))


def _choose(items: Sequence[_Again], reach: Reach, mutant: Mutant) -> list[_Again]:
    """Give the tests that reach a mutant; cases of other rules say nothing of a rule."""
    numbers = sorted(set().union(*(reach[mutant.path, line] for line in mutant.uses)))
    if not numbers and mutant.kind == "constant":  # only other modules use it
        numbers = [number for number, one in enumerate(items) if one.is_sound]
    random.Random(0).shuffle(numbers)  # noqa: S311 (an order, no secret)
    ranked = sorted(((items[one].rank(mutant.codes), one) for one in numbers), key=lambda pair: pair[0])
    return [items[one] for rank, one in ranked if rank < 2 or not mutant.scope.codes]


def _silence() -> None:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)


def _is_cache(one: object) -> bool:
    return isinstance(one, functools._lru_cache_wrapper) and one.__module__.startswith(  # noqa: SLF001 (no public name)
        ("toolkit.checks", "toolkit.mapping")
    )


def _put(name: str, source: str, *, rebind: bool) -> None:
    """Put another source into a loaded module: new code into its functions, new values for its constants."""
    module, rule = sys.modules[name], sys.modules["toolkit.checks.rule"]
    registries = {one: dict(getattr(rule, one)) for one in REGISTRIES}
    new: dict[str, Any] = {"__name__": name, "__file__": module.__file__, "__package__": module.__package__}
    exec(compile(source, str(module.__file__), "exec"), new)  # noqa: S102 (that is what is measured)
    for one, registry in registries.items():
        getattr(rule, one).clear()
        getattr(rule, one).update(registry)
    _swap(vars(module), new, name)
    if rebind:
        _rebind(vars(module), new)


def _swap(old: Mapping[str, Any], new: Mapping[str, Any], module: str) -> None:
    """Give each function and method of a module its new code."""
    for name, value in old.items():
        one, other = _unwrap(value), _unwrap(new.get(name))
        if getattr(one, "__module__", None) != module:
            continue
        if isinstance(one, types.FunctionType) and isinstance(other, types.FunctionType):
            one.__code__, one.__defaults__, one.__kwdefaults__ = (
                other.__code__,
                other.__defaults__,
                other.__kwdefaults__,
            )
        elif isinstance(one, type) and isinstance(other, type):
            _swap(vars(one), vars(other), module)


def _unwrap(value: Any) -> Any:
    """Give the function within a property, a class method or a cache."""
    for name in ("fget", "__func__", "__wrapped__"):
        if not isinstance(value, type) and hasattr(value, name):
            return getattr(value, name)
    return value


def _rebind(old: dict[str, Any], new: Mapping[str, Any]) -> None:
    """Give constants their new value, in the modules too that imported them."""
    everything = [vars(one) for name, one in sys.modules.items() if name.startswith(("toolkit.", "tests."))]
    for name, value in new.items():
        before = old.get(name)
        if not name.startswith("__") and not callable(value) and before != value:
            for names in everything:
                if names.get(name) is before:
                    names[name] = value


def print_scores(results: Iterable[tuple[Mutant, bool]]) -> None:
    """Print the share of mutants that were noticed, per module and in all."""
    counts: dict[str, Counter[tuple[Kind, bool]]] = defaultdict(Counter)
    for mutant, noticed in results:
        counts[mutant.path.relative_to(ROOT).as_posix()][mutant.kind, noticed] += 1
    print(f"| module | {' | '.join(KINDS)} |\n|---{'|---' * len(KINDS)}|")
    for name, count in [*sorted(counts.items()), ("all", sum(counts.values(), Counter()))]:
        print(f"| {name} |", " | ".join(_score(count, kinds) for kinds in KINDS.values()), "|")


def _score(count: Counter[tuple[Kind, bool]], kinds: Sequence[Kind]) -> str:
    noticed, missed = (sum(count[kind, one] for kind in kinds) for one in (True, False))
    return f"{noticed} of {noticed + missed}: {100 * noticed / (noticed + missed):.0f} %" if noticed + missed else "–"


def main() -> int:
    """Run the mutation check and print the scores."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("modules", nargs="*", type=Path, help="files; without any, all of CHECKED")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--sentences", action="store_true", help="break sentences for people, too")
    wanted = parser.parse_args()
    paths = [one.resolve() for one in wanted.modules] or [one for one in CHECKED if one.name != "__init__.py"]
    run, began = MutationRun(paths, wanted.jobs, sentences=wanted.sentences), time.monotonic()
    os.chdir(ROOT)
    pytest.main([*OPTIONS, *TESTS], plugins=[run])
    print_scores(run.results)
    print(f"{(time.monotonic() - began) / 60:.0f} minutes")
    return 0 if run.results else 1


if __name__ == "__main__":
    sys.exit(main())
