"""The stub's `raise NotImplementedError`, left where the student has written something else."""

from __future__ import annotations

import ast
import linecache
import textwrap
from types import FrameType

MARK = "# YOUR CODE HERE"  # stands right above the `raise` of a stub that nobody has touched


def found(frame: FrameType, line: int) -> str:
    """What to say of the `raise` in this line, if the function holds the student's code as well;
    "" for a stub that is untouched, or whose text is not at hand."""
    filename, first = frame.f_code.co_filename, frame.f_code.co_firstlineno
    lines = linecache.getlines(filename)
    if not lines or "NotImplementedError" not in lines[line - 1]:
        return ""
    above = [text.strip() for text in lines[first - 1 : line - 1] if text.strip()]
    if above and above[-1].startswith(MARK):
        return ""
    beside = [node.lineno for node in _block(lines, first, line) if not _says_nothing(node)]
    if any(text.startswith(MARK) for text in above) or any(there < line for there in beside):
        side = "under"
    elif any(there > line for there in beside):
        side = "above"
    else:
        return ""
    return (
        f"the stub's `{lines[line - 1].strip()}` still stands in line {line}, {side} your code: "
        "delete that line."
    )


def _says_nothing(node: ast.stmt) -> bool:
    return isinstance(node, ast.Pass) or (
        isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    )


def _block(lines: list[str], first: int, line: int) -> list[ast.stmt]:
    """The statements among which the raise in `line` stands, numbered as in the file."""
    try:
        tree = ast.parse("".join(lines))
    except SyntaxError:
        try:
            tree = ast.parse(textwrap.dedent("".join(lines[first - 1 :])))
        except SyntaxError:
            return []
        ast.increment_lineno(tree, first - 1)
    for node in ast.walk(tree):
        for name in ("body", "orelse", "finalbody"):
            block = getattr(node, name, None)
            if isinstance(block, list) and any(
                isinstance(one, ast.Raise) and one.lineno == line for one in block
            ):
                return block
    return []
