"""From wrong numbers to a likely cause.

Each built-in diagnosis looks at *all* records of one quantity and returns a message when it
explains every one of them, else None. No message holds a right value. `judge.Record` says what
a record is; this module only reads its `got`, `want`, `rtol`, `atol`, `each` and `call`.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

FACTORS = {
    "365": "is it per day where per year is asked, or the other way round?",
    "252": "is it per trading day where per year is asked, or the other way round?",
    "100": "is something a percentage on one side and a decimal on the other?",
    "10000": "are basis points taken for decimals, or the other way round?",
    "2": "is a half missing, or one too many?",
}


def kind(value) -> str:
    """What a returned thing is, in words."""
    if value is None:
        return "None"
    if isinstance(value, (bool, np.bool_)):
        return "True or False"
    if isinstance(value, (str, bytes)):
        return "a string"
    if isinstance(value, (list, tuple)):
        inside = _inside(value)
        return f"{len(value)} value{'s' * (len(value) != 1)} (a {type(value).__name__}{inside})"
    if isinstance(value, (int, float)) or np.ndim(value) == 0 and hasattr(value, "dtype"):
        return "one number"
    if isinstance(value, np.ndarray) or hasattr(value, "to_numpy"):
        inside = _inside(np.ravel(value).tolist())
        return f"{_size(np.shape(value))} (of type {type(value).__name__}{inside})"
    return f"an object of type {type(value).__name__}"


def _inside(values) -> str:
    if any(isinstance(v, (str, bytes)) for v in values):
        return ", with strings in it"
    if any(isinstance(v, bool) for v in values):
        return ", with True or False in it"
    if any(isinstance(v, (list, tuple)) for v in values):
        return ", with lists in it"
    return ""


def number(value, unit: str) -> str:
    """The student's own value, to six figures."""
    return f"{float(value):.6g} {unit}".strip()


def is_off(record) -> np.ndarray:
    """Which entries are not right (same shape as the answer)."""
    return ~np.isclose(record.got, record.want, record.rtol, record.atol, equal_nan=True)


def cause(group) -> str:
    """The likeliest cause of what is wrong in a finite `group`; at worst, how much is wrong."""
    return _shape(group) or _built_in(group) or _how_much(group)


def applies(name: str, group) -> bool:
    """Does the built-in diagnosis `name` explain all of `group`?"""
    return _same_shapes(group) and BUILT_IN[name](group) is not None


# ---- before values can be compared ---------------------------------------------------------


def _same_shapes(group) -> bool:
    return all(r.got.shape == r.want.shape for r in group)


def _size(shape: tuple) -> str:
    if shape == ():
        return "one number"
    if len(shape) == 1:
        return f"{shape[0]} value{'s' * (shape[0] != 1)}"
    return f"an array of shape {shape}"


def _shape(group) -> str | None:
    for r in group:
        if r.got.shape == r.want.shape:
            continue
        text = f"it is {_size(r.got.shape)}, where {_size(r.want.shape)} "
        text += "are asked" if r.want.ndim == 1 and r.want.size > 1 else "is asked"
        if r.got.ndim == r.want.ndim == 1:
            for ends, missing in (("first", r.want[1:]), ("last", r.want[:-1])):
                if r.fits(missing):
                    return f"{text}: the {ends} {r.each} is missing"
            for ends, trimmed in (("first", r.got[1:]), ("last", r.got[:-1])):
                if trimmed.shape == r.want.shape and _equal(trimmed, r.want, r):
                    return f"{text}: the {ends} {r.each} is one too many"
        if r.got.ndim == 2 and r.got.shape == r.want.shape[::-1]:
            return f"{text}: are rows and columns swapped?"
        if r.got.ndim and r.want.ndim == 0:
            return f"{text}: should it be summed, or is only the last wanted?"
        if r.got.ndim == 0:
            return f"{text}: one per {r.each}"
        return text
    return None


def not_finite(group) -> str | None:
    """Said when a value is NaN or infinite where it should not be."""
    found = [r for r in group if _is_not_finite(r)]
    if not found:
        return None
    n, what = len(found), "infinite"
    if np.isnan(found[0].got).any():
        what = "not a number (NaN)"
    often = "" if len(group) == 1 else f" in {n} of {len(group)} cases"
    return f"it is {what}{often}: a division by zero, or a log or a root of a negative number?"


def _is_not_finite(record) -> bool:
    bad = ~np.isfinite(record.got)
    if record.got.shape == record.want.shape:
        bad &= np.isfinite(record.want)
    return bool(bad.any())


# ---- built in ------------------------------------------------------------------------------


def _equal(a, b, record) -> bool:
    """All of `a` within the record's tolerance of `b`."""
    return a.shape == b.shape and bool(np.allclose(a, b, record.rtol, record.atol, equal_nan=True))


def _all(group, transform: Callable) -> bool:
    """Is got = transform(want) in every record?"""
    return all(_equal(r.got, transform(r.want), r) for r in group)


def _pool(group) -> tuple[np.ndarray, np.ndarray]:
    """All entries of all records, in a row."""
    return (
        np.concatenate([r.got.ravel() for r in group]),
        np.concatenate([r.want.ravel() for r in group]),
    )


def _opposite_sign(group):
    return "the sign is opposite" if _all(group, np.negative) else None


def _constant(group):
    got, want = _pool(group)
    if len(got) < 3 or np.ptp(want) == 0 or np.ptp(got) > 0:
        return None
    return "it is always zero" if got[0] == 0 else "it is the same whatever the inputs are"


def _factor(k: float, name: str, why: str) -> Callable:
    def diagnosis(group):
        # We scale the answer, not the right value, so that the tolerance keeps its meaning.
        for sign, also in ((1, ""), (-1, ", and the sign is opposite")):
            for scale in (sign * k, sign / k):
                if all(_equal(r.got * scale, r.want, r) for r in group):
                    return f"off by a factor of {name}{also}: {why}"
        return None

    return diagnosis


def _factor_of_an_input(group):
    for name in group[0].call.inputs if group[0].call else ():
        values = [_scalar_or_fitting(r, name) for r in group]
        if any(v is None for v in values) or not _varies(values):
            continue
        for sign, also in ((1, ""), (-1, ", and the sign is opposite")):
            pairs = list(zip(group, values, strict=True))
            if all(_equal(sign * r.got * v, r.want, r) for r, v in pairs):
                return f"off by a factor of `{name}`{also}: is it missing, or divided out?"
            if all(_equal(sign * r.got, r.want * v, r) for r, v in pairs):
                return f"off by a factor of `{name}`{also}: is it in there once too often?"
    return None


def _scalar_or_fitting(record, name: str) -> np.ndarray | None:
    """The input `name` of the call, if it is a number or an array like the answer."""
    value = record.call.inputs.get(name) if record.call else None
    try:
        if isinstance(value, (str, bool)):
            return None
        value = np.asarray(value, dtype=float)
    except (TypeError, ValueError):
        return None
    return value if value.shape in ((), record.got.shape) and np.isfinite(value).all() else None


def _varies(values) -> bool:
    return len(np.unique(np.concatenate([v.ravel() for v in values]))) > 1


def _long_enough(group) -> bool:
    """Arrays with at least three different values, so that a shift cannot fit by accident."""
    return all(r.want.ndim and len(np.unique(r.want)) >= 3 for r in group)


def _shifted(group):
    if not _long_enough(group):
        return None
    each = group[0].each
    if all(_equal(r.got[..., 1:], r.want[..., :-1], r) for r in group):
        return f"shifted by one: each {each} holds what belongs to the {each} before"
    if all(_equal(r.got[..., :-1], r.want[..., 1:], r) for r in group):
        return f"shifted by one: each {each} holds what belongs to the {each} after"
    return None


def _cumulative(group):
    if _long_enough(group) and _all(group, lambda w: np.cumsum(w, axis=-1)):
        return f"it is a running total, where the amount of each {group[0].each} is asked"
    return None


def _per_step(group):
    if _long_enough(group) and _all(group, lambda w: np.diff(w, axis=-1, prepend=0.0)):
        return f"it is the amount of each {group[0].each}, where the running total is asked"
    return None


def _transposed(group):
    square = all(r.want.ndim == 2 for r in group)
    return "rows and columns are swapped" if square and _all(group, np.transpose) else None


def _rounded(group):
    for digits in range(7):
        if all(np.array_equal(r.got, np.round(r.want, digits)) for r in group):
            return "it is rounded: return all the digits"
    return None


def _sign_in_some(group):
    if all(_equal(np.abs(r.got), np.abs(r.want), r) for r in group):
        return "the size is right, the sign is not always"
    return None


def _only_one_end(group):
    if not all(r.got.ndim == 1 and len(r.got) >= 3 for r in group):
        return None
    off = [is_off(r) for r in group]
    for name, end, rest in (("first", 0, slice(1, None)), ("last", -1, slice(None, -1))):
        if any(o[end] for o in off) and not any(o[rest].any() for o in off):
            return f"only the {name} {group[0].each} is not right"
    return None


def _same_factor(group):
    got, want = _pool(group)
    if len(np.unique(want)) < 3 or np.any(want == 0) or np.any(got == 0):
        return None
    k = np.median(want / got)
    if all(_equal(r.got * k, r.want, r) for r in group):
        return "always off by the same factor: is it a unit, or a constant of the formula?"
    return None


def _same_amount(group):
    got, want = _pool(group)
    if len(np.unique(want)) < 3:
        return None
    shift = np.median(want - got)
    if all(_equal(r.got + shift, r.want, r) for r in group):
        return "always off by the same amount: is a term missing, or one too many?"
    return None


BUILT_IN: dict[str, Callable] = {  # the order is that of asking
    "opposite sign": _opposite_sign,
    "constant": _constant,
    **{f"factor {name}": _factor(float(name), name, why) for name, why in FACTORS.items()},
    **{
        f"root {n}": _factor(
            n**0.5,
            f"the square root of {n}",
            "is a yearly volatility taken for a daily one, or the other way round?",
        )
        for n in (365, 252)
    },
    "factor of an input": _factor_of_an_input,
    "shifted": _shifted,
    "cumulative": _cumulative,
    "per step": _per_step,
    "transposed": _transposed,
    "rounded": _rounded,
    "sign in some": _sign_in_some,
    "only one end": _only_one_end,
    "same factor": _same_factor,
    "same amount": _same_amount,
}


def _built_in(group) -> str | None:
    for diagnosis in BUILT_IN.values():
        if message := diagnosis(group):
            return message
    return None


def _how_much(group) -> str:
    n = sum(bool(is_off(r).any()) for r in group)
    if len(group) > 1:
        some = f"{n} of the {len(group)} cases tried" if n < len(group) else f"all {n} cases tried"
        return f"it is not right in {some}"
    off = is_off(group[0])
    if off.size > 1 and not off.all():
        return f"{off.sum()} of its {off.size} values are not right"
    return "it is not right"
