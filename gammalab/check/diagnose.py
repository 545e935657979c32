"""From wrong numbers to a likely cause, and to the kind of cases in which they are wrong.

No message holds a right value. `judge.Record` says what a record is; this module only reads its
`got`, `want`, `rtol`, `atol`, `each` and `call`. The causes that show in the numbers alone are in
``patterns.py``.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np

from .kinds import size
from .patterns import BUILT_IN, equal, is_off

ONE_ASKED = "it is {got}, where {want} is asked"
MANY_ASKED = "it is {got}, where {want} are asked"
WHOLE_TABLE = (  # by how many dimensions are asked
    "it is a whole table; is one value of it wanted?",
    "it is a whole table; is one of its rows wanted?",
)
# By (whether it is NaN, whether there are several cases, whether they have something in common).
NOT_FINITE = {
    (True, False, False): (
        "it is not a number (NaN): a division by zero, or a log or a root of a negative number?"
    ),
    (True, True, False): (
        "it is not a number (NaN) in {off} of {all} cases: a division by zero, or a log or a root "
        "of a negative number?"
    ),
    (True, True, True): (
        "it is not a number (NaN) in {off} of {all} cases: those where {kinds}: a division by "
        "zero, or a log or a root of a negative number?"
    ),
    (False, False, False): (
        "it is infinite: a division by zero, or a log or a root of a negative number?"
    ),
    (False, True, False): (
        "it is infinite in {off} of {all} cases: a division by zero, or a log or a root of a "
        "negative number?"
    ),
    (False, True, True): (
        "it is infinite in {off} of {all} cases: those where {kinds}: a division by zero, or a "
        "log or a root of a negative number?"
    ),
}
# By whether it begins a sentence of its own.
WRONG_VALUES = {
    True: "Wrong in {off} of its {all} values.",
    False: "wrong in {off} of its {all} values.",
}
WRONG_ALL = {True: "Wrong in all {all} cases tried.", False: "wrong in all {all} cases tried."}
WRONG_BOTH = {True: "Wrong in both cases tried.", False: "wrong in both cases tried."}
WRONG_SOME = {
    True: "Wrong in {off} of the {all} cases tried.",
    False: "wrong in {off} of the {all} cases tried.",
}
WRONG_KINDS = {
    True: "Wrong in {off} of the {all} cases tried: those where {kinds}.",
    False: "wrong in {off} of the {all} cases tried: those where {kinds}.",
}
BOTH = "{one} and {other}"  # of what holds in a case
FEW = 6  # different values of an input, up to which it is a choice and not a number


def cause(group) -> str:
    """The likeliest cause of what is wrong in a finite `group`, or ""."""
    return _shape(group) or _built_in(group) or ""


def applies(name: str, group) -> bool:
    """Does the built-in diagnosis `name` explain all of `group`?"""
    return _same_shapes(group) and BUILT_IN[name](group) is not None


def _built_in(group) -> str | None:
    if not _same_shapes(group):
        return None
    for diagnosis in BUILT_IN.values():
        if message := diagnosis(group):
            return message
    return None


# ---- before values can be compared ---------------------------------------------------------


def _same_shapes(group) -> bool:
    return all(r.got.shape == r.want.shape for r in group)


def _shape(group) -> str | None:
    for r in group:
        if r.got.shape == r.want.shape:
            continue
        several = r.want.ndim == 1 and r.want.size > 1
        text = MANY_ASKED if several else ONE_ASKED
        text = text.format(got=size(r.got.shape), want=size(r.want.shape))
        if r.got.ndim == r.want.ndim == 1:
            for ends, missing in (("first", r.want[1:]), ("last", r.want[:-1])):
                if r.fits(missing):
                    return f"{text}: the {ends} {r.each} is missing"
            for ends, trimmed in (("first", r.got[1:]), ("last", r.got[:-1])):
                if trimmed.shape == r.want.shape and equal(trimmed, r.want, r):
                    return f"{text}: the {ends} {r.each} is one too many"
        if r.got.ndim == 2 and r.got.shape == r.want.shape[::-1]:
            return f"{text}: are rows and columns swapped?"
        if r.got.ndim == 2 and r.want.ndim <= 1:
            return f"{text}: {WHOLE_TABLE[r.want.ndim]}"
        if r.got.ndim and r.want.ndim == 0:
            return f"{text}: is it to be summed, or is one of them wanted?"
        if r.got.ndim == 0:
            return f"{text}: one per {r.each}"
        return text
    return None


def not_finite(group) -> str | None:
    """Said when a value is NaN or infinite where it should not be."""
    found = [r for r in group if _bad(r).any()]
    if not found:
        return None
    if all(r.got.ndim == 1 and len(r.got) > 1 and _only_first_is_nan(r) for r in found):
        each = group[0].each
        return (
            f"the first {each} is not a number (NaN): there was nothing before it to take a "
            f"difference from. What is the first {each}?"
        )
    kinds = kinds_of_cases(group, [bool(_bad(r).any()) for r in group])
    said = NOT_FINITE[bool(np.isnan(found[0].got).any()), len(group) > 1, bool(kinds)]
    return said.format(off=len(found), all=len(group), kinds=kinds)


def _bad(record) -> np.ndarray:
    bad = ~np.isfinite(record.got)
    if record.got.shape == record.want.shape:
        bad &= np.isfinite(record.want)
    return bad


def _only_first_is_nan(record) -> bool:
    return bool(np.isnan(record.got[0])) and not _bad(record)[1:].any()


# ---- in how many cases, and in which -------------------------------------------------------


def how_often(group, begins: bool = True) -> str:
    """In how many of the cases it is wrong, and what these cases have in common.

    begins : whether it is a sentence of its own, or goes on behind a colon.
    """
    off = [bool(is_off(r).any()) for r in group]
    n, m = sum(off), len(group)
    if m == 1:
        entries = is_off(group[0])
        if entries.size > 1 and not entries.all():
            return WRONG_VALUES[begins].format(off=entries.sum(), all=entries.size)
        return ""
    if n == m:
        return (WRONG_ALL if m > 2 else WRONG_BOTH)[begins].format(all=m)
    kinds = kinds_of_cases(group, off)
    return (WRONG_KINDS if kinds else WRONG_SOME)[begins].format(off=n, all=m, kinds=kinds)


def kinds_of_cases(group, off: list[bool]) -> str:
    """What the cases that are `off`, and no others, have in common: "`x` is negative"."""
    if all(off) or not any(off) or any(r.call is None for r in group):
        return ""
    inputs = [r.call.inputs for r in group]
    names = [name for name in inputs[0] if all(name in case for case in inputs)]
    columns = {name: [_feature(case[name]) for case in inputs] for name in names}
    columns = {name: column for name, column in columns.items() if None not in column}
    simple = [*_words(columns), *_signs(columns)]
    arrays = {name for name in names if any(np.ndim(case[name]) for case in inputs)}
    columns = {name: column for name, column in columns.items() if name not in arrays}
    for text, holds in (*simple, *_choices(columns, sum(off)), *_pairs(columns)):
        if holds == off:
            return text
    for (one, a), (other, b) in combinations(simple, 2):
        if [x and y for x, y in zip(a, b, strict=True)] == off:
            return BOTH.format(one=one, other=other)
    for text, holds in _limits(columns, off):
        if holds == off:
            return text
    return ""


def _feature(value):
    """What a case is sorted by: a word, a number, or of an array of one sign that sign."""
    if isinstance(value, (str, bool)):
        return value
    try:
        value = np.asarray(value, dtype=float)
    except (TypeError, ValueError):
        return None
    if value.ndim > 1 or not value.size or not np.isfinite(value).all():
        return None
    if value.ndim and not ((value > 0).all() or (value < 0).all()):
        return None
    return float(value) if value.ndim == 0 else float(np.sign(value[0]))


def _words(columns):
    for name, column in columns.items():
        if any(isinstance(value, (str, bool)) for value in column):
            for word in dict.fromkeys(column):
                yield f"`{name}` is `{word!r}`", [value == word for value in column]


def _signs(columns):
    for name, column in _numbers(columns):
        yield f"`{name}` is negative", [value < 0 for value in column]
        yield f"`{name}` is positive", [value > 0 for value in column]
        yield f"`{name}` is zero", [value == 0 for value in column]


def _choices(columns, n):
    for name, column in _numbers(columns):
        several = dict.fromkeys(column)
        if n > 1 and 2 < len(several) <= FEW:
            for value in several:
                yield f"`{name}` is {value:g}", [other == value for other in column]


def _pairs(columns):
    for (one, a), (other, b) in combinations(_numbers(columns), 2):
        pairs = list(zip(a, b, strict=True))
        yield f"`{one}` equals `{other}`", [x == y for x, y in pairs]
        yield f"`{one}` is below `{other}`", [x < y for x, y in pairs]
        yield f"`{one}` is above `{other}`", [x > y for x, y in pairs]
        if all(min(column) < 0 < max(column) for column in (a, b)):
            yield f"`{one}` and `{other}` have the same sign", [x * y > 0 for x, y in pairs]
            yield f"`{one}` and `{other}` have opposite signs", [x * y < 0 for x, y in pairs]


def _limits(columns, off):
    if not 3 <= sum(off) <= len(off) - 3:  # fewer may lie on one side by chance
        return
    for name, column in _numbers(columns):
        wrong = [value for value, bad in zip(column, off, strict=True) if bad]
        yield f"`{name}` is {min(wrong):g} or more", [value >= min(wrong) for value in column]
        yield f"`{name}` is {max(wrong):g} or less", [value <= max(wrong) for value in column]


def _numbers(columns):
    return [
        (name, column)
        for name, column in columns.items()
        if not any(isinstance(value, (str, bool)) for value in column)
    ]
