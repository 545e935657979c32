"""The forms of an exercise, and what is said of an answer because of its form.

write   the student finds the signature, and writes the rest
gaps    some lines end in ``...`` and the name of what belongs there
order   all lines are there, in alphabetical order
bug     the program runs, with one mistake in it

What a student finds in the cell is made from the solution by ``tools/exercise_cells.py``. Here an
answer's own source is read: a gap that is still open, the first line out of place.
"""

from __future__ import annotations

import ast
import inspect
import linecache
import textwrap
from collections.abc import Callable

from . import words
from .answer import Finding

FORMS = ("write", "gaps", "order", "bug")
ALLOWED = '"write", "gaps", "order" or "bug"'
STILL = "it still has the bug:"
FOLLOW = "take a case that you can count by hand, and follow it line by line"
GAP = "# gap "  # in the student's cell: "# gap 1: the shares held"


def name(signature: str) -> str:
    """The function's name: "hedge" of "hedge(delta, quantity)"."""
    return signature.partition("(")[0]


def parameters(signature: str) -> list[str]:
    """The names of what it takes, in order."""
    return signature.partition("(")[2].rstrip(")").split(", ")


def not_begun(form: str, function: Callable, solution: str | None) -> str | None:
    """Why an answer counts as not attempted, read from its source; None if it does not."""
    source = _source(function)
    if source is None:
        return None
    if form == "gaps":
        return _open_gap(source)
    if form == "order" and solution and _texts(source) == sorted(_texts(solution)):
        return "the lines stand as they were given, in alphabetical order: move them."
    return None


def retold(
    form: str, function: Callable, found: Finding, bug: str, solution: str | None
) -> Finding:
    """What was found of an answer, told for its form of exercise.

    `bug` is the message of the mistake to find, which is not told. `solution` is the source of the
    solution, None if it has not been built.
    """
    if form == "bug" and found.state == "wrong" and bug in found.message:
        # What was right already in the program that was given is nobody's merit.
        return found._replace(message=f"{STILL} {found.message.replace(bug, FOLLOW)}", share=0.0)
    if form == "order" and found.state in ("wrong", "error"):
        mine = _source(function)
        place = first_out_of_place(mine, solution) if mine and solution else None
        if place and found.state == "error":  # it fails because of the order
            return Finding("wrong", f"the first line out of place: {place}")
        if place:
            message = f"{found.message} The first line out of place: {place}"
            return found._replace(message=message)
    return found


def _open_gap(source: str) -> str | None:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, (ast.Assign, ast.AugAssign, ast.AnnAssign, ast.Return)):
            if isinstance(node.value, ast.Constant) and node.value.value is ...:
                line, _, told = source.splitlines()[node.lineno - 1].partition(GAP)
                line = line.partition("#")[0].strip()
                number, _, what = told.partition(": ")
                said = words.GAP_OPEN_ABOUT if what else words.GAP_OPEN
                return said.format(number=number, what=what.strip(), line=line)
    return None


def statements(source: str) -> list[ast.stmt]:
    """The lines of the one function in `source`, without its docstring."""
    function = next(node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef))
    first = 1 if ast.get_docstring(function) is not None else 0
    return function.body[first:]


def _texts(source: str) -> list[str]:
    return [ast.unparse(one) for one in statements(source)]


def first_out_of_place(source: str, solution: str) -> str | None:
    """The first line that stands above one that it needs, and why; None if there is none.

    Two lines may change places unless one of them sets a name that the other uses. None, too, when
    the lines are not those of the solution.

    >>> right = "def f(x):\\n    a = 2 * x\\n    x = 5\\n    return a + x"
    >>> mine = "def f(x):\\n    x = 5\\n    a = 2 * x\\n    return a + x"
    >>> first_out_of_place(mine, right)
    '`x = 5` changes `x`, and `a = 2 * x` still needs it as it was.'
    """
    mine, texts, right = _texts(source), _texts(solution), statements(solution)
    if sorted(mine) != sorted(texts):
        return None
    left = list(range(len(right)))
    for one in mine:
        here = next(k for k in left if texts[k] == one)
        for above in left[: left.index(here)]:
            if why := _must_come_first(right[above], right[here]):
                return why
        left.remove(here)
    return None


def _must_come_first(above: ast.stmt, below: ast.stmt) -> str | None:
    """Why one line of a program cannot be moved below the other, in words; None if it can."""
    first, second = f"`{ast.unparse(above)}`", f"`{ast.unparse(below)}`"
    if isinstance(below, ast.Return):
        return f"{second} ends the function, and {first} below it never runs."
    if both := _names(above, ast.Store) & _names(below, ast.Load):
        return f"{second} needs `{min(both)}` as {first} sets it."
    if both := _names(above, ast.Load) & _names(below, ast.Store):
        return f"{second} changes `{min(both)}`, and {first} still needs it as it was."
    if both := _names(above, ast.Store) & _names(below, ast.Store):
        return f"{first} must set `{min(both)}` before {second} does."
    return None


def _names(line: ast.stmt, use: type) -> set[str]:
    found = {n.id for n in ast.walk(line) if isinstance(n, ast.Name) and isinstance(n.ctx, use)}
    if isinstance(line, ast.AugAssign) and isinstance(line.target, ast.Name):
        found.add(line.target.id)
    return found


def _source(function: Callable) -> str | None:
    """The text of a function as the student wrote it; None when it is not to be had."""
    code = getattr(function, "__code__", None)
    if code is None:
        return None
    lines = linecache.getlines(code.co_filename)[code.co_firstlineno - 1 :]
    try:
        source = textwrap.dedent("".join(inspect.getblock(lines)))
        statements(source)
    except (SyntaxError, StopIteration):  # a lambda, or a file that has changed
        return None
    return source
