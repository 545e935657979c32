"""`progress()`: the course at a glance, from what is on record.

The best outcome of each problem counts, and the last answer to each question. Minutes are those in
which something was recorded: a pause of more than ten minutes is a break.
"""

from __future__ import annotations

from textwrap import shorten

from . import engine, questions, record, words
from .shown import Table

BREAK = 10.0  # minutes without a record
ALL = "all of it"
COLUMNS = ("problem", "title", "points", "outcome")
BEST_FIRST = ("right", "wrong", "error", "not attempted")


def progress(reset: bool | str = False) -> Table:
    """The whole course: each problem and its best outcome, questions, minutes, what to repeat. The
    lesson that you worked on last comes first.

    ``progress(reset=True)`` says how to begin again; ``progress(reset="all of it")`` does it, and
    keeps the old file under another name.

    Raises ValueError for any other `reset`.
    """
    if isinstance(reset, str):
        if reset != ALL:
            raise ValueError(f'reset must be True or "{ALL}", got {reset!r}')
        kept = record.begin_again()
        said = words.KEPT.format(file=kept) if kept else words.FORGOTTEN
        return Table(COLUMNS, (), said)
    if reset:
        return Table(COLUMNS, (), words.HOW_TO_BEGIN_AGAIN.format(all=ALL))
    records, damage = record.records()
    return _glance(records, damage)


def _glance(records, damage):
    checks = [one for one in records if one["kind"] == "check"]
    answers = [one for one in records if one["kind"] == "answer"]
    begun = {_lesson(one) for one in checks + answers}
    # In a student's folder the whole course is shown; elsewhere what this notebook is about.
    listed = [p for p in engine.known_problems() if record.file() or _lesson_of(p) in begun]
    best, points = {}, {}
    for one in sorted(checks, key=lambda one: -_rank(one["state"])):
        best[one["problem"]] = one["state"]  # the best comes last
        points[one["problem"]] = max(one["points"], points.get(one["problem"], 0))
    states = {p.id: best.get(p.id, "not attempted") for p in listed}
    latest = _lesson(max(checks + answers, key=record.moment)) if checks or answers else ""
    rows = tuple(
        (p.id, p.title, p.points, states[p.id])
        for p in sorted(listed, key=lambda p: _lesson_of(p) != latest)  # else in their order
    )

    def earned(some):  # a part earns its share
        return sum(min(points.get(p.id, 0), p.points) for p in some)

    def possible(some):
        return sum(p.points for p in some)

    here = [p for p in listed if _lesson_of(p) == latest]
    foot = words.NOTHING_YET
    if checks or answers:
        foot = words.POINTS.format(earned=earned(listed), all=possible(listed))
    if 0 < len(here) < len(listed):
        foot = words.POINTS_HERE.format(
            lesson=latest, here=earned(here), all_here=possible(here),
            earned=earned(listed), all=possible(listed),
        )  # fmt: skip
    said = [foot, *_of_questions(answers), _of_puzzles(records), _repeat(listed, best, answers)]
    if record.file():
        said.append(_minutes_by_lesson(records))
    said += [damage, record.where() if checks or answers else ""]
    said = [part for part in said if part]
    if len(said) > 1:
        said = [part.rstrip(".") + "." for part in said]
    return Table(COLUMNS, rows, " ".join(said))


def _lesson_of(problem):
    return problem.id.partition(".")[0].zfill(2)


def _rank(state):
    return BEST_FIRST.index(state) if state in BEST_FIRST else len(BEST_FIRST)


def _last_marks(answers):
    return {one["question"]: one["right"] for one in answers}


def _of_questions(answers):
    marks = _last_marks(answers)
    if marks:
        right, known = sum(marks.values()), len(questions.all_questions())
        yield words.QUESTIONS.format(right=right, asked=len(marks), known=known)


def _of_puzzles(records):
    solved = {(one["puzzle"], one["number"]) for one in records if one["kind"] == "puzzle"}
    return words.PUZZLES.format(solved=len(solved)) if solved else ""


def _repeat(listed, best, answers):
    known = questions.all_questions()
    missed = {
        id: known[id].stem if id in known else ""
        for id, right in _last_marks(answers).items()
        if not right
    }
    missed |= {p.id: p.title for p in listed if best.get(p.id, "right") != "right"}
    told = [
        words.ITEM.format(id=id, words=_short(text)) if text else id
        for id, text in sorted(missed.items())
    ]
    return words.REPEAT.format(items=", ".join(told)) if told else ""


def _short(text):
    return shorten(text, 34, placeholder=" …")


def _minutes_by_lesson(records):
    spent = {}
    for one, minutes in timed(records):
        lesson = _lesson(one)
        spent[lesson] = spent.get(lesson, 0.0) + minutes
    told = (
        words.MINUTES_OF.format(lesson=lesson, minutes=minutes)
        for lesson, minutes in sorted(spent.items())
    )
    return words.MINUTES.format(lessons=", ".join(told)) if spent else ""


def _lesson(one):
    """The lesson of a record, such as "02"."""
    item = one.get("question") or one.get("problem") or one.get("puzzle") or ""
    return str(item).partition(".")[0].zfill(2)


def timed(records: list[dict]) -> list[tuple[dict, float]]:
    """Each record with the minutes since the one before it; 0 for the first and after a break."""
    found, before = [], None
    for one in sorted(records, key=record.moment):
        now = record.moment(one)
        minutes = (now - before).total_seconds() / 60 if before else 0.0
        found.append((one, minutes if minutes <= BREAK else 0.0))
        before = now
    return found
