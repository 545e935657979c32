"""One answer to one problem, examined: it runs in the sandbox, and what came of it is put in words.

This knows neither where problems are found nor what a student calls (``engine.py``).
"""

from __future__ import annotations

import contextvars

from . import ahead, closing, forms, judge, sandbox, threads, unused, words
from .answer import LITTLE_MEMORY, Answer, Finding, NotAttempted, Odd, StudentError, Wrong

TOO_BIG = f"stopped, because it took too much memory. {LITTLE_MEMORY}"
STILL_THERE = " It could not be stopped so far: if the notebook stays slow, restart the kernel."


def examine(problem, function, debug: bool = False) -> Finding:
    """How `function` is found to be as an answer to `problem`.

    With `debug` it runs here and now, without a limit, and what it raises comes out.
    """
    if function is None or function is ...:
        return Finding("not attempted", f"write your function, then pass it: {_how(problem)}.")
    if not callable(function):
        return Finding("error", f"pass the function itself, without brackets: {_how(problem)}.")

    answer = Answer(function, problem.signature, problem.id, debug)
    notes = judge.Notes(answer)

    def body():
        judge.notes_now.set(notes)
        said = problem.body(answer, problem.rng())  # the same inputs each time
        if not debug:
            _look_closer(notes)
        return said

    ahead.load(function)
    try:
        run = _here(body) if debug else sandbox.run(body, problem.seconds, problem.seed)
    finally:
        closing.reopen()
    found = _in_words(problem, run, notes)
    if not debug and threads.stop(threads.left(answer.threads)) and not run.stuck:
        found = found._replace(message=found.message + STILL_THERE)
    return found._replace(pictures=tuple(answer.pictures))


def _look_closer(notes: judge.Notes) -> None:
    """Call a wrong answer some more times, to find a cause; what it does now is not judged."""
    answer, last = notes.answer, notes.answer.last_call
    notes.done = True
    try:
        notes.outside = unused.of_the_notebook(notes.records, answer)
        notes.unused = unused.find(notes.records, answer)
    finally:
        answer.last_call = last


def _here(body) -> sandbox.Run:
    """The answer's own exceptions come out; the judge's are part of its verdict."""
    try:
        return sandbox.Run(value=contextvars.copy_context().run(body))
    except (Wrong, NotAttempted) as verdict:
        return sandbox.Run(exception=verdict)


def _in_words(problem, run: sandbox.Run, notes: judge.Notes) -> Finding:
    last = notes.answer.last_call
    if run.timed_out and not notes.done:
        limit = sandbox.longest(problem.seconds) if run.waited else None
        message = TOO_BIG if run.too_big else words.too_late(problem.seconds, limit)
        called = words.CALLED.format(call=last) if last else ""
        said = f"{message} {called}".rstrip() + STILL_THERE * run.stuck
        return _finding("error", said, last)
    if isinstance(run.exception, NotAttempted):
        return Finding("not attempted", str(run.exception))
    if isinstance(run.exception, StudentError):
        return _finding("error", str(run.exception), last)
    if verdict := judge.verdict(notes.records, notes.unused, notes.outside):
        share = 0.0 if run.exception else judge.share(notes.records)
        message = verdict.message
        if isinstance(run.exception, Odd):  # so few cases were tried: what stopped them may be why
            message = f"{message} {words.THEN.format(call=last, fault=run.exception)}"
        return _finding("wrong", message, verdict.call, share)
    if isinstance(run.exception, Wrong):
        return _finding("wrong", str(run.exception), last)
    if run.exception:
        return _finding("error", _broke(run.exception, last), last)
    return Finding("right", run.value or "all that was tried agrees.", 1.0)


def _finding(state: str, message: str, call, share: float = 0.0) -> Finding:
    return Finding(state, message, share, (tuple(call.inputs), call.values) if call else None)


def _how(problem) -> str:
    name = forms.name(problem.signature) or "my_function"
    return f'`check("{problem.id}", {name})`'


def _broke(error: BaseException, last) -> str:
    """Our own check failed: almost always because of an answer of a kind it did not foresee."""
    said = words.BROKE_FOR if last else words.BROKE
    return said.format(call=last, fault=f"{type(error).__name__}: {error}")
