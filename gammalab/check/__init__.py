"""Feedback on exercises.

For students::

    from gammalab.check import check, hint, solution, progress

    check("2.1", hedge)      # not attempted, right, wrong or error, and why
    hint("2.1")              # goes deeper each time
    solution("2.1")          # shows one
    progress()               # this session at a glance

For writers of problems (``course/lesson_NN/problems.py``): `problem` registers one, `cases` draws
inputs,
`compare` holds an answer against the right one, `sometimes`, `require`, `unpack` and `close`
help. ``engine.py`` shows a whole problem.

| module | holds |
|---|---|
| `engine.py` | problems, where they are found, and the session: results and hints |
| `answer.py` | the student's function, called with care |
| `sandbox.py` | a time limit, and nothing leaked into the kernel |
| `process.py`, `child.py` | a second process beside the kernel, that can be killed |
| `judge.py` | what a check may ask of an answer |
| `diagnose.py` | from wrong numbers to a likely cause |
| `shown.py` | what the notebook displays |
"""

from gammalab._needs import explained

with explained():  # exercises begin here: a wrong environment is met first by these lines
    from .engine import check, hint, problem, problems, progress, solution
    from .judge import cases, close, compare, require, sometimes, unpack

__all__ = [
    "check",
    "hint",
    "solution",
    "problems",
    "progress",
    "problem",
    "cases",
    "compare",
    "sometimes",
    "require",
    "unpack",
    "close",
]
