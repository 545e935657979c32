"""What the notebook displays: an outcome, a hint, a solution, a table.

Each has a one-line `repr` that does not change from run to run (nbval compares it) and HTML in
which a colour is never alone: a symbol and a word say the same. All text is escaped here.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass, field

# (symbol, colour of the edge): Okabe-Ito colours that stand out on white and on dark pages.
LOOKS = {
    "right": ("✓", "#009E73"),
    "wrong": ("✗", "#D55E00"),
    "error": ("⚠", "#0072B2"),
    "not attempted": ("○", "#767676"),
    "hint": ("➜", "#767676"),
}


def _rich(text: str) -> str:
    """Escaped text, with `code` between backticks."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", html.escape(text))


def _box(look: str, head: str, text: str, foot: str = "") -> str:
    symbol, colour = LOOKS[look]
    foot = f'<div style="opacity:0.8">{_rich(foot)}</div>' if foot else ""
    return (
        f'<div role="status" style="border-left:6px solid {colour};padding:4px 12px;margin:4px 0">'
        f'<strong><span aria-hidden="true">{symbol}</span> {html.escape(head)}</strong> '
        f"<span>{_rich(text)}</span>{foot}</div>"
    )


@dataclass(frozen=True, repr=False)
class Outcome:
    """How a check ended. True when the answer is right, so `assert check(...)` works."""

    problem: str
    title: str
    state: str  # "right", "wrong", "error" or "not attempted"
    message: str
    points: int = 1
    foot: str = ""  # what to do next; shown in HTML only
    share: float = 0.0  # of the problem's parts that are right

    @property
    def earned(self) -> int:
        """Points: all, or for a problem with parts the share that is right, rounded down."""
        return self.points if self else int(self.points * self.share + 1e-9)

    def __bool__(self) -> bool:
        return self.state == "right"

    def __repr__(self) -> str:
        return f"{self.problem} {self.state}: {self.message}"

    def _repr_html_(self) -> str:
        part = f"{self.earned} of {self.points} points so far. " if self.share and not self else ""
        return _box(self.state, f"{self.problem} {self.state}:", self.message, part + self.foot)


class Graded(Outcome):
    """An outcome that a cell prints, so that nobody takes it for the cell's result."""

    def _ipython_display_(self) -> None:
        print(self)


@dataclass(frozen=True, repr=False)
class Hint:
    """One hint, or the news that there is none left. shown: called once, when it is shown."""

    problem: str
    text: str
    number: int = 0  # 0: there are no more
    total: int = 0
    shown: Callable[[], None] | None = field(default=None, compare=False)

    def _show(self) -> None:
        """A page asks for two forms of it, and counts one hint."""
        if self.shown is not None:
            self.shown()
            object.__setattr__(self, "shown", None)

    @property
    def _head(self) -> str:
        if self.number:
            return f"{self.problem} hint {self.number} of {self.total}:"
        return f"{self.problem} no more hints:"

    def __repr__(self) -> str:
        self._show()
        return f"{self._head} {self.text}"

    def _repr_html_(self) -> str:
        self._show()
        return _box("hint", self._head, self.text)


@dataclass(frozen=True, repr=False)
class Task:
    """What is different in a student's variant of an exercise."""

    problem: str
    text: str
    student: str

    @property
    def _head(self) -> str:
        return f"{self.problem} for {self.student}:"

    def __repr__(self) -> str:
        return f"{self._head} {self.text}"

    def _repr_html_(self) -> str:
        return _box("hint", self._head, self.text)


@dataclass(frozen=True, repr=False)
class Solution:
    """The source of one way to solve a problem."""

    problem: str
    source: str

    def __repr__(self) -> str:
        return self.source

    def _repr_html_(self) -> str:
        return (
            f"<div><strong>{html.escape(self.problem)} one solution:</strong>"
            f"<pre><code>{html.escape(self.source)}</code></pre></div>"
        )


@dataclass(frozen=True, repr=False)
class Table:
    """A few columns of text, with a line below."""

    columns: tuple[str, ...]
    rows: tuple[tuple, ...]
    foot: str = ""

    def __repr__(self) -> str:
        lines = [self.columns, *(tuple(str(cell) for cell in row) for row in self.rows)]
        widths = [max(len(line[i]) for line in lines) for i in range(len(self.columns))]
        text = [
            "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
            for line in lines
        ]
        return "\n".join(text + [self.foot] * bool(self.foot))

    def _repr_html_(self) -> str:
        head = "".join(f'<th scope="col">{html.escape(name)}</th>' for name in self.columns)
        body = "".join(
            "<tr>" + "".join(f"<td>{self._cell(cell)}</td>" for cell in row) + "</tr>"
            for row in self.rows
        )
        foot = f"<p>{html.escape(self.foot)}</p>" if self.foot else ""
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{foot}"

    @staticmethod
    def _cell(cell) -> str:
        text = html.escape(str(cell))
        if cell not in LOOKS:
            return text
        symbol, colour = LOOKS[cell]
        return (
            f'<span style="border-left:6px solid {colour};padding-left:6px">'
            f'<span aria-hidden="true">{symbol}</span> {text}</span>'
        )
