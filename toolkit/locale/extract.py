"""Collects the rules' manual pages for translation: each paragraph of a docstring is one sentence to translate."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Collection, Iterator, Mapping
from typing import IO, Any

from babel.messages.extract import extract_python

Extracted = tuple[Any, Any, Any, Any]
"""Line, keyword, sentence, comments."""


def extract_manual(
    fileobj: IO[bytes], keywords: Mapping[str, Any], comment_tags: Collection[str], options: Any
) -> Iterator[Extracted]:
    """Give what babel finds in any Python file, and the paragraphs of the docstrings of rules."""
    yield from extract_python(fileobj, keywords, comment_tags, options)
    fileobj.seek(0)
    for node in ast.walk(ast.parse(fileobj.read())):
        if isinstance(node, ast.FunctionDef) and any(map(_registers, node.decorator_list)):
            for paragraph in inspect.cleandoc(ast.get_docstring(node) or "").split("\n\n"):
                yield node.lineno, None, " ".join(paragraph.split()), []


def _registers(decorator: ast.expr) -> bool:
    """Tell whether a decorator makes a rule of a function: ``on_fault``, ``on_dataset`` and the like."""
    return isinstance(decorator, ast.Call) and ast.unparse(decorator.func).startswith("on_")
