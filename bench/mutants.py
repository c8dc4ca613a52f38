"""Builds mutants: copies of a module that are broken in one place.

mutmut says how code may be broken. It leaves out functions with a decorator, though, and every rule has one; so only
its operators are used, over rules and constants, too.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal, TypeAlias

import libcst as cst
from libcst.metadata import MetadataWrapper, PositionProvider
from mutmut.mutation.mutators import mutation_operators

ROOT = Path(__file__).parents[1]
Kind: TypeAlias = Literal["function", "constant", "class", "sentence"]


@dataclass(frozen=True)
class Scope:
    """What a place stands in: a function with the codes of its rule, a class, a sentence."""

    function: str = ""
    codes: tuple[str, ...] = ()
    in_class: bool = False
    in_sentence: bool = False


@dataclass(frozen=True)
class Mutant:
    """One broken place. ``codes`` are the rules whose cases notice it first, ``uses`` the lines that tell who does."""

    path: Path
    line: int
    scope: Scope
    codes: tuple[str, ...]
    uses: frozenset[int]
    node: cst.CSTNode = field(repr=False)
    changed: cst.CSTNode = field(repr=False)
    whole: cst.Module = field(repr=False)

    def __str__(self) -> str:
        before, after = (" ".join(self.whole.code_for_node(one).split())[:150] for one in (self.node, self.changed))
        return f"{self.path.name}:{self.line} [{self.kind}] {before}  →  {after}"

    @property
    def kind(self) -> Kind:
        """What is broken: code, a constant, the fields of a class, or a sentence for people."""
        if self.scope.in_sentence and isinstance(self.node, cst.BaseString):
            return "sentence"
        return "function" if self.scope.function else "class" if self.scope.in_class else "constant"

    @property
    def module(self) -> str:
        """The module's dotted name."""
        return ".".join(self.path.relative_to(ROOT).with_suffix("").parts)

    @property
    def source(self) -> str:
        """The source of the module with the broken place."""
        return cst.ensure_type(self.whole.deep_replace(self.node, self.changed), cst.Module).code


class _Collector(cst.CSTVisitor):
    """Collects every way in which mutmut's operators change a module."""

    METADATA_DEPENDENCIES = (PositionProvider,)

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[cst.CSTNode, cst.CSTNode, int, Scope]] = []
        self._scopes: list[tuple[cst.CSTNode | None, Scope]] = [(None, Scope())]

    def on_visit(self, node: cst.CSTNode) -> bool:
        """Collect what can be broken at a node itself."""
        if _is_left_out(node):
            return False
        outer = self._scopes[-1][1]
        scope = _enter(node, outer)
        if scope is not outer:
            self._scopes.append((node, scope))
        for kind, operator in mutation_operators:
            if isinstance(node, kind):
                changed = list(operator(node))
                # A word of a list is broken once: how it is written counts only where it is compared as it stands.
                changed = changed if scope.function or not isinstance(node, cst.BaseString) else changed[:1]
                line = self.get_metadata(PositionProvider, node).start.line
                self.found += [(node, one, line, scope) for one in changed]
        return True

    def on_leave(self, original_node: cst.CSTNode) -> None:
        """Leave a function, a class or a sentence."""
        if self._scopes[-1][0] is original_node:
            self._scopes.pop()


def _enter(node: cst.CSTNode, outer: Scope) -> Scope:
    match node:
        case cst.FunctionDef() if not outer.function:
            return Scope(node.name.value, tuple(_list_codes(node)), outer.in_class)
        case cst.ClassDef():
            return Scope(in_class=True)
        case cst.Call(func=cst.Name(value="say" | "say_many")):
            return replace(outer, in_sentence=True)
    return outer


def _is_left_out(node: cst.CSTNode) -> bool:
    """Tell what does nothing when a program runs, or takes effect before any test does."""
    match node:
        case cst.Annotation() | cst.Decorator() | cst.Import() | cst.ImportFrom() | cst.Expr(value=cst.SimpleString()):
            return True
        case cst.Call(func=cst.Name(value="len" | "isinstance" | "TypeVar" | "cast")):
            return True
        case cst.AnnAssign(annotation=cst.Annotation(annotation=cst.Name("TypeAlias"))):
            return True
    return False


def _list_codes(function: cst.FunctionDef) -> Iterator[str]:
    """List the codes under which a function is registered as a rule."""
    for one in function.decorators:
        match one.decorator:
            case cst.Call(func=cst.Name(value=name), args=[cst.Arg(value=cst.SimpleString() as code), *_]):
                if name.startswith("on_"):
                    yield str(code.evaluated_value)


def build_mutants(path: Path) -> list[Mutant]:
    """Build every mutant of a module."""
    text = path.read_text(encoding="utf-8")
    wrapper = MetadataWrapper(cst.parse_module(text))
    collector = _Collector()
    wrapper.visit(collector)
    every = tuple(dict.fromkeys(code for *_, scope in collector.found for code in scope.codes))
    uses = _list_uses(ast.parse(text))
    return [
        Mutant(path, line, scope, scope.codes or every, uses.get(line) or frozenset({line}), node, new, wrapper.module)
        for node, new, line, scope in collector.found
    ]


def _list_uses(tree: ast.Module) -> Mapping[int, frozenset[int]]:
    """Give, for each line of a constant, the lines of functions that use it, through other constants, too."""
    uses: dict[str, set[int]] = defaultdict(set)
    inner: dict[str, set[str]] = defaultdict(set)
    lines: dict[int, set[str]] = {}
    for one in tree.body:
        names = [node for node in ast.walk(one) if isinstance(node, ast.Name)]
        if not isinstance(one, ast.Assign | ast.AnnAssign | ast.AugAssign):
            for used in names:
                uses[used.id].add(used.lineno)
            continue
        given = {node.id for node in names if isinstance(node.ctx, ast.Store)}
        lines |= dict.fromkeys(range(one.lineno, (one.end_lineno or one.lineno) + 1), given)
        for used in names:
            inner[used.id] |= given
    return {line: frozenset().union(*(uses[one] for one in _follow(given, inner))) for line, given in lines.items()}


def _follow(names: AbstractSet[str], inner: Mapping[str, set[str]]) -> set[str]:
    """Give constants and all that are made of them."""
    found: set[str] = set()
    open_ends = set(names)
    while open_ends:
        found |= open_ends
        open_ends = set().union(*(inner.get(one, set()) for one in open_ends)) - found
    return found
