"""The built-in diagnoses: slips that show in the numbers, whatever the problem.

Each looks at *all* records of one quantity and returns a message when it explains every one of
them, else None. Slips that need the formula are in ``slips.py``.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

FACTORS = {
    "365": "is it per day where per year is asked, or the other way round?",
    "252": "is it per trading day where per year is asked, or the other way round?",
    "100": "is something in per cent where a decimal is asked, or are the 100 shares of a "
    "contract in it, or out of it?",
    "10000": "are basis points taken for decimals, or the other way round?",
    "2": "is a half missing, or one too many?",
}
OFF_BY = {  # by sign
    1: "off by a factor of {factor}: {why}",
    -1: "off by a factor of {factor}, and the sign is opposite: {why}",
}
SAME_FACTOR = "always off by the same factor: is it a unit, or a constant of the formula?"
SAME_AMOUNT = "always off by the same amount: is a term missing, or one too many?"
SOME_SIGNS = "the size is right, the sign is not always"
VAGUE = (SAME_FACTOR, SAME_AMOUNT, SOME_SIGNS)  # a slip of slips.py says more
NEAR = 1e-3  # of the right value: what an approximation may be off


# ---- built in ------------------------------------------------------------------------------


def is_off(record) -> np.ndarray:
    """Where is the answer not right? A single True when it has another shape."""
    if record.got.shape != record.want.shape:
        return np.array(True)
    return ~np.isclose(record.got, record.want, record.rtol, record.allowed, equal_nan=True)


def equal(a, b, record) -> bool:
    """All of `a` within the record's tolerance of `b`."""
    return a.shape == b.shape and bool(np.allclose(a, b, record.rtol, record.atol, equal_nan=True))


def _all(group, transform: Callable) -> bool:
    """Is got = transform(want) in every record?"""
    return all(equal(r.got, transform(r.want), r) for r in group)


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
    if got[0] == 0:
        return "it is always zero"
    return "it is the same whatever the inputs are"


def _factor(k: float, name: str, why: str) -> Callable:
    def diagnosis(group):
        # We scale the answer, not the right value, so that the tolerance keeps its meaning.
        for sign, said in OFF_BY.items():
            for scale in (sign * k, sign / k):
                if all(equal(r.got * scale, r.want, r) for r in group):
                    return said.format(factor=name, why=why)
        return None

    return diagnosis


POWERS = (  # of an input, and what the factor is then called
    (1.0, "`{name}`", "is it missing, or divided out?", "is it in there once too often?"),
    (0.5, "the root of `{name}`", "is its root missing?", "is its root one too many?"),
    (2.0, "the square of `{name}`", "is its square missing?", "is its square one too many?"),
)


def _factor_of_an_input(group):
    for name in group[0].call.inputs if group[0].call else ():
        values = [_scalar_or_fitting(r, name) for r in group]
        if any(v is None for v in values) or not _varies(values):
            continue
        for power, what, missing, extra in POWERS:
            if power == 0.5 and any((v < 0).any() for v in values):
                continue
            pairs = [(r, v**power) for r, v in zip(group, values, strict=True)]
            factor = what.format(name=name)
            for sign, said in OFF_BY.items():
                if all(equal(sign * r.got * v, r.want, r) for r, v in pairs):
                    return said.format(factor=factor, why=missing)
                if all(equal(sign * r.got, r.want * v, r) for r, v in pairs):
                    return said.format(factor=factor, why=extra)
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
    if all(equal(r.got[..., 1:], r.want[..., :-1], r) for r in group):
        return f"shifted by one: each {each} holds what belongs to the {each} before"
    if all(equal(r.got[..., :-1], r.want[..., 1:], r) for r in group):
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


def _square(group):
    return _power(group, np.square, "it is the square of what is asked: is a root missing?")


def _root(group):
    def root(want):
        return np.sign(want) * np.sqrt(np.abs(want))

    return _power(group, root, "it is the root of what is asked: is a square missing?")


def _power(group, transform, said):
    _, want = _pool(group)
    if np.allclose(transform(want), want):  # 0 and 1 are their own squares
        return None
    return said if _all(group, transform) else None


def _time_gone(group):
    """`times` where `times[-1] - times` is asked, and the other way round."""
    if not _long_enough(group) or not all(r.want.ndim == 1 for r in group):
        return None
    if all(equal(r.got, r.got[0] + r.want[0] - r.want, r) for r in group):
        return "it runs the other way: is it the time gone where the time left is asked?"
    return None


def _near(group):
    """An approximation: its digits are said to be near, not wrong."""
    worst = 0.0
    for r in group:
        size = np.max(np.abs(r.want), initial=0.0)
        counts = (r.want == np.round(r.want)) & (r.got == np.round(r.got)) & (r.got != r.want)
        if not size or counts.any():  # 7001 is not nearly 7000
            return None
        worst = max(worst, float(np.max(np.abs(r.got - r.want)) / size))
    if not 0 < worst < NEAR:
        return None
    return (
        f"it is right to {_one_figure(worst)} of its size; {_one_figure(group[0].rtol)} is asked. "
        "Is a formula, or a number in it, an approximation?"
    )


def _one_figure(share: float) -> str:
    """Rounded up to one figure, so that it promises nothing that is not so.

    >>> _one_figure(0.0000123)
    '2e-05'
    """
    power = int(np.floor(np.log10(share)))
    digit = int(np.ceil(share / 10.0**power * 0.999))
    return f"{digit}e{power:03d}" if digit < 10 else f"1e{power + 1:03d}"


def _sign_in_some(group):
    if all(equal(np.abs(r.got), np.abs(r.want), r) for r in group):
        return SOME_SIGNS
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
    if all(equal(r.got * k, r.want, r) for r in group):
        return SAME_FACTOR
    return None


def _same_amount(group):
    got, want = _pool(group)
    if len(np.unique(want)) < 3:
        return None
    shift = np.median(want - got)
    if all(equal(r.got + shift, r.want, r) for r in group):
        return SAME_AMOUNT
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
    "square": _square,
    "root": _root,
    "time gone": _time_gone,
    "rounded": _rounded,
    "near": _near,
    "sign in some": _sign_in_some,
    "only one end": _only_one_end,
    "same factor": _same_factor,
    "same amount": _same_amount,
}
