"""Questions, and feedback on exercises.

For students::

    from gammalab.check import check, hint, solution, progress
    from gammalab.check import predict, outcome, recall, quiz

    check("2.1", hedge)      # not attempted, right, wrong or error, and why
    hedge(*case("2.1"))      # once more, with the inputs that the check ended with
    check("2.1", hedge, debug=True)   # the whole traceback; then %debug
    hint("2.1")              # goes deeper each time
    solution("2.1")          # shows one
    recall("02")             # three questions from before; those missed come first
    predict("02.1")          # a question before the picture; recorded, not marked yet
    outcome("02.1")          # the prediction beside what is so
    quiz("02")               # marked at once; how sure you were, and how right
    variant("1.3", "ann")    # what is different in graded work; check("1.3", f, variant="ann")
    progress()               # the course at a glance, and what to repeat
    self_check()             # does the course work here, and what to do if not?
    my_work()                # buttons: download all of your work as one file, take it up again

For writers of problems (``course/lesson_NN/problems.py``): `exercise` is a problem as data, and
``exercise.py`` shows a whole one. A problem that is more than a comparison is a function,
registered by `problem`: `cases` draws inputs, `compare` holds an answer against the right one,
`forbid` closes a library function; `sometimes`, `require`, `unpack` and `close` help.
``questions.py`` shows a whole question. For instructors:
``python -m gammalab.check.classroom FOLDER``.

| module | holds |
|---|---|
| `exercise.py` | an exercise as data, with its mistakes |
| `variants.py`, `whose.py` | an exercise with other numbers for each student; who that is |
| `forms.py` | gaps, lines in order, a bug: what an answer's source tells |
| `engine.py` | problems, where they are found, what a student calls |
| `assess.py` | one answer to one problem, from the call to the words |
| `answer.py` | the student's function, called with care |
| `seen.py`, `paste.py` | what it shows at its first call; inputs that can be pasted and run |
| `leftover.py`, `cells.py` | a stub's `raise` left behind; a cell that was not run again |
| `closing.py` | library functions that are closed while it runs |
| `ahead.py` | what an answer imports is loaded before its clock starts |
| `sandbox.py` | a time limit, and nothing leaked into the kernel |
| `quiet.py` | what an answer prints, asks and ends |
| `process.py`, `child.py` | a second process beside the kernel, that can be killed |
| `judge.py`, `inputs.py` | what a check may ask of an answer, and on which inputs |
| `kinds.py` | what came back: in words, and as numbers |
| `diagnose.py`, `patterns.py`, `slips.py` | from wrong numbers to a likely cause |
| `changed.py` | an answer that changes what it was given |
| `unused.py` | inputs that make no difference to a wrong answer |
| `shown.py` | what the notebook displays |
| `questions.py` | questions, where they are found, which are asked |
| `ask.py`, `ask.js`, `ask.css` | a sheet of questions on the page, and its still text |
| `selfcheck.py`, `selfcheck.js` | the self-check of a set-up, with a button to press |
| `keep.py`, `keep.js`, `handed.py` | a student's work as one file, with two buttons |
| `misconceptions.py` | the bank of misconceptions, by id |
| `record.py` | what a student did, in a file in the student's folder |
| `progress.py` | the student's view of it |
| `classroom.py` | the instructor's: item statistics of a class |
| `words.py` | what questions, progress and the running of answers say: whole sentences |
"""

from gammalab._needs import explained

with explained():  # exercises begin here: a wrong environment is met first by these lines
    from .cells import watch
    from .engine import case, check, hint, problem, problems, solution
    from .exercise import exercise
    from .inputs import cases
    from .judge import close, compare, forbid, require, sometimes, unpack
    from .keep import my_work
    from .progress import progress
    from .questions import answered, outcome, predict, quiz, recall
    from .selfcheck import self_check
    from .variants import variant, vary

watch()
del watch

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
    "self_check",
    "my_work",
    "variant",
    "exercise",
    "vary",
    "problem",
    "cases",
    "compare",
    "sometimes",
    "forbid",
    "require",
    "unpack",
    "close",
]
