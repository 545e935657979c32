"""Questions, and feedback on exercises.

For students::

    from gammalab.check import check, hint, solution, progress
    from gammalab.check import predict, outcome, recall, quiz

    check("2.1", hedge)      # not attempted, right, wrong or error, and why
    hint("2.1")              # goes deeper each time
    solution("2.1")          # shows one
    recall("02")             # three questions from before; those missed come first
    predict("02.1")          # a question before the picture; recorded, not marked yet
    outcome("02.1")          # the prediction beside what is so
    quiz("02")               # marked at once; how sure you were, and how right
    progress()               # the course at a glance, and what to repeat

For writers of problems (``course/lesson_NN/problems.py``): `problem` registers one, `cases` draws
inputs,
`compare` holds an answer against the right one, `sometimes`, `require`, `unpack` and `close`
help. ``engine.py`` shows a whole problem, ``questions.py`` a whole question. For instructors:
``python -m gammalab.check.classroom FOLDER``.

| module | holds |
|---|---|
| `engine.py` | problems, where they are found, what a student calls |
| `answer.py` | the student's function, called with care |
| `sandbox.py` | a time limit, and nothing leaked into the kernel |
| `process.py`, `child.py` | a second process beside the kernel, that can be killed |
| `judge.py` | what a check may ask of an answer |
| `diagnose.py` | from wrong numbers to a likely cause |
| `shown.py` | what the notebook displays |
| `questions.py` | questions, where they are found, which are asked |
| `ask.py`, `ask.js`, `ask.css` | a sheet of questions on the page, and its still text |
| `misconceptions.py` | the bank of misconceptions, by id |
| `record.py` | what a student did, in a file in the student's folder |
| `progress.py` | the student's view of it |
| `classroom.py` | the instructor's: item statistics of a class |
"""

from gammalab._needs import explained

with explained():  # exercises begin here: a wrong environment is met first by these lines
    from .engine import case, check, hint, problem, problems, solution
    from .inputs import cases
    from .judge import close, compare, forbid, require, sometimes, unpack
    from .progress import progress
    from .questions import answered, outcome, predict, quiz, recall

__all__ = [
    "check",
    "case",
    "hint",
    "solution",
    "problems",
    "progress",
    "predict",
    "outcome",
    "answered",
    "recall",
    "quiz",
    "problem",
    "cases",
    "compare",
    "sometimes",
    "forbid",
    "require",
    "unpack",
    "close",
]
