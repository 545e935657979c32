"""How hard the tests try: a sample of the slow cases each time, all of them on request.

`make test` should take minutes. GAMMALAB_THOROUGH=1 asks for every case: the weekly run in
.github/workflows does, and so does tools/break_it.py. GAMMALAB_SAMPLE=7 takes others of the cases
that are alike: each push has a number of its own there, so that all of them get their turn.
"""

import os

import pytest

THOROUGH = os.environ.get("GAMMALAB_THOROUGH") == "1"

thorough = pytest.mark.skipif(not THOROUGH, reason="one of many alike: GAMMALAB_THOROUGH=1 runs it")


def some(n):
    """`n` paths when thorough, otherwise a quarter: for what is held against its own error."""
    return n if THOROUGH else n // 4


def often(n):
    """`n` random examples when thorough, otherwise a fifth of them, and ten at least."""
    return n if THOROUGH else min(n, max(10, n // 5))


# Which of many alike are tried: another number, other cases.
SAMPLE = int(os.environ.get("GAMMALAB_SAMPLE", "0"))


def picked(cases, of):
    """The same as a list without the others: for cases so many that each skip would be seen."""
    cases = list(cases)
    return cases if THOROUGH else cases[SAMPLE % of :: of]


def sampled(cases, of=3, first=0):
    """Cases for `parametrize` that are alike: one in `of`, beginning with number `first`, and every
    one when all are asked for. A tuple is a case of several arguments."""
    return [
        pytest.param(*(c if isinstance(c, tuple) else (c,)), marks=[thorough] * bool(k % of))
        for k, c in enumerate(cases, start=-first - SAMPLE)
    ]
