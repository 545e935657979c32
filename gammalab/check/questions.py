"""Questions: `predict`, `outcome`, `recall`, `quiz`; each wrong option is a misconception.

A lesson's ``questions.py`` holds them as data::

    QUESTIONS = (
        Question("02.1", "You own 100 calls, … Your profit?", (
            Option("positive for sure", "The sales are one leg.", "M4"),
            Option("cannot be told", "The price paid decides."))),     # no idea: the right one
        ...)

The id says what a question is for: "02.1" a prediction, "02.r1" recall at the lesson's start,
"02.q1" the quiz at its end. How a question looks is in `ask.py`, what is kept in `record.py`.
"""

from __future__ import annotations

import importlib
import importlib.util
import re
import zlib
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from . import ask, engine, record, words
from .misconceptions import misconception

ID = re.compile(r"\d\d\.[rq]?\d+")
RECALLED = 3  # questions at the start of a lesson


@dataclass(frozen=True)
class Option:
    """One answer to choose: what it says, what is said to who chose it, and the misconception
    behind it (an id of the bank; None is the right answer)."""

    text: str
    why: str
    idea: str | None = None


@dataclass(frozen=True)
class Question:
    """A question with its options; `trial` is one line of Python that shows the answer.

    Raises ValueError for an id of another form, for an idea that is not in the bank, and unless one
    option, and one only, is right.

    >>> q = Question("00.1", "A share costs 100, then 103. What did one share earn?",
    ...              (Option("3", "103 - 100."), Option("nothing", "It rose.", "M39")))
    >>> print(q.plain())
    A share costs 100, then 103. What did one share earn?
      1. 3
      2. nothing
    <BLANKLINE>
    Answer: 3. 103 - 100.
    """

    id: str
    stem: str
    options: tuple[Option, ...]
    trial: str = ""

    def __post_init__(self):
        if not ID.fullmatch(self.id):
            raise ValueError(f"id must be like '02.1', '02.r1' or '02.q1', got {self.id!r}")
        right = sum(option.idea is None for option in self.options)
        if right != 1:
            raise ValueError(f"question {self.id} must have one right option, got {right}")
        for option in self.options:
            if option.idea is not None:
                misconception(option.idea)

    @property
    def right(self) -> Option:
        return next(option for option in self.options if option.idea is None)

    @property
    def lesson(self) -> str:
        return self.id[:2]

    @cached_property
    def version(self) -> str:
        """Changes when the words do: an answer to other words is not an answer to these."""
        text = "\n".join([self.stem, *(option.text for option in self.options)])
        return f"{zlib.crc32(text.encode()):08x}"

    def answer(self) -> str:
        """The right answer, and why."""
        said = words.ANSWER_TRY if self.trial else words.ANSWER
        return said.format(right=self.right.text, why=self.right.why, trial=self.trial)

    def verdict(self, option: int) -> str:
        """What is said to who chose an option (counted from 0)."""
        chosen = self.options[option]
        if chosen.idea is None:
            return words.RIGHT.format(answer=self.answer())
        return words.NOT_SO.format(why=chosen.why, answer=self.answer())

    def plain(self) -> str:
        """The question as text, the answer below it."""
        rows = "\n".join(f"  {k}. {option.text}" for k, option in enumerate(self.options, 1))
        return f"{self.stem}\n{rows}\n\nAnswer: {self.answer()}"


# ---- where questions are found ------------------------------------------------------------------


def lesson_questions(lesson: str) -> tuple[Question, ...]:
    """The questions of a lesson such as "02"; ValueError, naming the lessons that have some."""
    if not isinstance(lesson, str) or lesson not in _lessons():
        known = ", ".join(_lessons())
        raise ValueError(f"lesson must be one of the known ({known}), got {lesson!r}")
    return importlib.import_module(f"{engine.COURSE}.lesson_{lesson}.questions").QUESTIONS


def all_questions() -> dict[str, Question]:
    """Every question of the course by its id."""
    return {q.id: q for lesson in _lessons() for q in lesson_questions(lesson)}


def _lessons():
    return [
        name.removeprefix("lesson_")
        for name in engine._lesson_modules()
        if importlib.util.find_spec(f"{engine.COURSE}.{name}.questions")
    ]


def _of(lesson, kind):
    return [q for q in lesson_questions(lesson) if q.id[3] == kind]


def _prediction(id):
    known = {q.id: q for q in all_questions().values() if q.id[3].isdigit()}
    if not isinstance(id, str) or id not in known:
        raise ValueError(f"prediction must be one of {', '.join(known)}, got {id!r}")
    return known[id]


# ---- what a student calls -----------------------------------------------------------------------


def predict(id: str) -> ask.Sheet:
    """Ask for a prediction, e.g. ``predict("02.1")``: it is recorded, and not marked yet.

    Raises ValueError, naming the predictions there are, if there is no such one.
    """
    return ask.Sheet([_prediction(id)], "predict", marked=False)


def outcome(id: str) -> ask.Sheet:
    """What was predicted, beside what is so; answers by the misconception that was chosen.

    Raises ValueError, naming the predictions there are, if there is no such one.
    """
    return ask.Sheet([_prediction(id)], "predict", asks=False)


def answered(id: str) -> bool:
    """Whether a prediction has been made: until then, a lab should not give the answer away."""
    return ask.given(_prediction(id), "predict", record.records()[0]) is not None


def recall(lesson: str | None = None) -> ask.Sheet:
    """Three questions from what came before; those missed last time come first.

    ``recall("02")`` opens a lesson; ``recall()``, on any day, asks what was missed in the course.
    The same three stay for who comes back.

    Raises ValueError, naming the lessons that have questions, if there is no such one.
    """
    known = all_questions()
    own = _of(lesson, "r") if lesson is not None else [q for q in known.values() if q.id[3] == "r"]
    place = f"recall {date.today().isoformat() if lesson is None else lesson}"
    last = {}
    for one in record.records()[0]:
        if one["kind"] == "answer":
            if one["place"] == place:
                break  # what comes now changes no question that is on the page already
            last[one["question"]] = one["right"]
    missed = [id for id, right in last.items() if not right and id in known and id[3] in "rq"]
    if lesson is not None:
        missed = [id for id in missed if id[:2] < lesson or id[3] == "r" and id[:2] == lesson]
    order = dict.fromkeys([*missed, *(q.id for q in own)])
    asked = [known[id] for id in order][:RECALLED]
    return ask.Sheet(asked, place, still=own[:RECALLED])


def quiz(lesson: str) -> ask.Sheet:
    """The questions at a lesson's end, marked at once; then how sure you were, and how right.

    Raises ValueError, naming the lessons that have questions, if there is no such one.
    """
    questions = _of(lesson, "q")
    place = f"quiz {lesson}"

    def foot():
        kept = record.records()[0]
        done = all(ask.given(q, place, kept) for q in questions)
        return calibration(lesson) if done else ""

    return ask.Sheet(questions, place, foot=foot)


def calibration(lesson: str) -> str:
    """How often you were right when you were sure, in words; "" before the first answer.

    The first answer to each question of the lesson counts, predictions among them.
    """
    first = {}
    for one in record.records()[0]:
        if one["kind"] == "answer" and one["question"][:2] == lesson:
            first.setdefault(one["question"], one)
    said = []
    for sure in ("sure", "fairly", "guess"):
        marks = [one["right"] for one in first.values() if one["sure"] == sure]
        if marks:
            said.append(words.calibration(sure, len(marks), sum(marks)))
    return " ".join(said)
