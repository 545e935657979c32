"""A lesson as its parts: sections, folds, formulas, and how long each takes.

The cheat sheets, the instructor's guide and the slides are made from this; what a lesson is made
of stands in CONTRIBUTING.md. Minutes go by one rule, counted when lesson 02 was tried as a new
student would: a minute for a hundred words, two for a prediction, five for a lab, four for recall
and quiz together, four for the desk.
"""

import ast
import importlib
import re
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WORDS_A_MINUTE = 100
MINUTES = {"predict": 2, "lab": 5, "recall": 2, "quiz": 2, "desk": 4}
# By what a student finds in the cell (gammalab/check/forms.py): a guess that a class corrects.
EXERCISE_MINUTES = {"gaps": 4, "order": 4, "bug": 5, "write": 6}
HEADING = re.compile(r"^##? .*$", re.M)
FORMULA = re.compile(r"\$\$\n?(.*?)\n?\$\$", re.S)
WORD = re.compile(r"[^\W_]")
FOLD = "jp-MarkdownHeadingCollapsed"
FRONT = re.compile(r"---\n.*?\n---\n", re.S)
# A cell's code, with its options, or `+++`, which ends a text and may say what the next one is.
BREAK = re.compile(
    r"^```\{code-cell\}[^\n]*\n(?P<code>.*?)^```$|^\+\+\+(?P<told>[^\n]*)$", re.S | re.M
)
OPTION = re.compile(r"^:\w+: .*\n+", re.M)


def cells(text):
    """The cells of a source in MyST Markdown: (text, whether it is code, metadata as it stands).

    The build reads sources with jupytext. That takes seconds to import, so this reads them itself;
    a test holds the two together.
    """
    start, told = (mark.end() if (mark := FRONT.match(text)) else 0), ""
    for mark in BREAK.finditer(text):
        if said := text[start : mark.start()].strip():
            yield said, False, told
        told = ""
        if mark["code"] is None:
            told = mark["told"].strip()
        else:
            code = mark["code"]
            while option := OPTION.match(code):
                code = code[option.end() :]
            yield code.strip("\n"), True, ""
        start = mark.end()
    if said := text[start:].strip():
        yield said, False, told


@dataclass(frozen=True)
class Part:
    """A piece of a section: a text, or the source of a code cell."""

    text: str
    code: bool = False
    number: int = 0  # of a code cell: the how manieth of its section

    def calls(self, labs=frozenset()):
        """What the cell asks for: (kind, argument), such as ("predict", "04.1"), ("lab", "gap").

        A lab counts where its cell shows it: as the last line, `lab.gap()`.
        """
        if not self.code:
            return
        body = ast.parse(self.text).body
        for node in body:
            if not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)):
                continue
            call = node.value
            if isinstance(call.func, ast.Name) and call.func.id in MINUTES and call.args:
                yield call.func.id, ast.literal_eval(call.args[0])
            elif isinstance(call.func, ast.Name) and call.func.id == "outcome":
                yield "outcome", ast.literal_eval(call.args[0])
            elif _attribute(call.func) in labs and node is body[-1]:
                yield "lab", _attribute(call.func)


def _attribute(node):
    known = isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
    return node.attr if known and node.value.id == "lab" else None


@dataclass
class Section:
    """What stands below one heading, down to the next."""

    title: str
    fold: bool
    lesson: "Lesson" = field(repr=False)
    parts: list[Part] = field(default_factory=list)

    @property
    def text(self):
        """All its Markdown."""
        return "\n\n".join(part.text for part in self.parts if not part.code)

    @property
    def words(self):
        """Its words, formulas on lines of their own left out."""
        return sum(1 for word in FORMULA.sub(" ", self.text).split() if WORD.search(word))

    @property
    def calls(self):
        """[(kind, argument)] of all its cells."""
        return [call for part in self.parts for call in part.calls(self.lesson.labs)]

    @property
    def minutes(self):
        """How long it takes by the rule."""
        asked = sum(MINUTES.get(kind, 0) for kind, _ in self.calls)
        return self.words / WORDS_A_MINUTE + asked


class Lesson:
    """One file of lessons/."""

    def __init__(self, path):
        self.path = Path(path)
        self.number, self.name = self.path.name[:2], self.path.stem
        self.sections = []
        self._read()

    def _read(self):
        for source, code, told in cells(self.path.read_text(encoding="utf-8")):
            if code:
                number = sum(part.code for part in self.sections[-1].parts) + 1
                self.sections[-1].parts.append(Part(source, True, number))
                continue
            starts = sorted({0, *(mark.start() for mark in HEADING.finditer(source))})
            for start, end in zip(starts, [*starts[1:], None], strict=True):
                text = source[start:end].strip()
                if mark := HEADING.match(text):
                    title = mark[0].lstrip("# ")
                    self.sections.append(Section(title, FOLD in told, self))
                    text = text[mark.end() :].strip()
                if text:
                    self.sections[-1].parts.append(Part(text))

    @property
    def title(self):
        """Such as "Theta against gamma: the breakeven"."""
        return self.sections[0].title.partition(" · ")[2]

    @cached_property
    def labs(self):
        """The names of its labs."""
        from gammalab.lab import Lab

        try:
            found = vars(importlib.import_module(f"gammalab.course.lesson_{self.number}.labs"))
        except ModuleNotFoundError:
            return frozenset()
        return frozenset(name for name, one in found.items() if isinstance(one, Lab))

    @property
    def open(self):
        """The sections that are no folds."""
        return [section for section in self.sections if not section.fold]

    @property
    def minutes(self):
        """How long the lesson takes without its folds."""
        return sum(section.minutes for section in self.open)

    def section(self, begins):
        """The section whose title begins so; ValueError unless there is one, and one only."""
        found = [section for section in self.sections if section.title.startswith(begins)]
        if len(found) != 1:
            known = "; ".join(section.title for section in self.sections)
            raise ValueError(f"{self.name}: {len(found)} sections begin with {begins!r} ({known})")
        return found[0]

    @cached_property
    def text(self):
        """All its Markdown, folds too."""
        return "\n\n".join(section.text for section in self.sections)

    @property
    def formulas(self):
        """Its formulas on lines of their own, in their order."""
        return [mark[1].strip() for mark in FORMULA.finditer(self.text)]


def lessons(root=ROOT):
    """All lessons, in their order."""
    found = sorted((root / "lessons").glob("[0-9][0-9]-*.md"))
    return [Lesson(path) for path in found if not path.name.endswith(".exercises.md")]


def exercise_minutes(lesson, problems):
    """{problem id: minutes}: its words, and what its form asks for."""
    path = lesson.path.with_name(f"{lesson.name}.exercises.md")
    parts = re.split(r"^## (\d+\.\d+)\n", path.read_text(encoding="utf-8"), flags=re.M)
    texts = dict(zip(parts[1::2], parts[2::2], strict=True))
    found = {}
    for problem in problems:
        text = re.sub(r"```.*?```", " ", FORMULA.sub(" ", texts[problem.id]), flags=re.S)
        words = sum(1 for word in text.split() if WORD.search(word))
        found[problem.id] = words / WORDS_A_MINUTE + EXERCISE_MINUTES[problem.form]
    return found
