"""What the judge learned from walks through the lessons, on toy problems (lesson 95): right answers
of every type are taken, slips are named, and messages can be used."""

import datetime
import inspect
import io
import re
import sys
import time
from collections import namedtuple
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from check_helpers import assert_both_signs, assert_keeps_the_answer, assess_noting
from scipy import optimize

import gammalab as gl
from gammalab.check import (
    assess,
    case,
    cases,
    check,
    closing,
    compare,
    engine,
    forbid,
    paste,
    problem,
    progress,
    record,
    require,
    slips,
    unpack,
)
from gammalab.check.answer import Closed

PLENTY = 60.0


@pytest.fixture(autouse=True)
def toys(monkeypatch):
    engine.known_problems()
    for name in ("_problems", "_hints_given", "_failed"):
        monkeypatch.setattr(engine, name, {})
    monkeypatch.setattr(record, "_unsaved", [])

    @problem("95.1", "Hedge", points=2, signature="hedge(delta, quantity)", seconds=PLENTY)
    def hedge(answer, rng):
        for c in cases(rng, delta=(-0.95, 0.95), quantity=[-500, -20, -1, 3, 100]):
            right = -c.delta * c.quantity
            compare(answer(c.delta, c.quantity), right, "hedge", "shares")

    @problem("95.2", "Straddle", signature="straddle(vol, expiry, rate)", seconds=PLENTY)
    def straddle(answer, rng):
        for c in cases(rng, vol=(0.1, 0.9), expiry=(0.1, 2.0), rate=(0.01, 0.08)):
            given = (c.vol, c.expiry, c.rate)
            compare(answer(*given), price(*given), "price", "dollars", right=price)

    @problem("95.3", "Trades", signature="trades(deltas)", seconds=PLENTY)
    def trades(answer, rng):
        for _ in range(3):
            deltas = np.round(rng.uniform(-0.9, 0.9, 6), 3)
            compare(answer(deltas), np.diff(deltas, prepend=0.0), "trades", each="trade")

    @problem("95.4", "Sources", points=3, signature="sources(x)", seconds=PLENTY)
    def sources(answer, rng):
        for c in cases(rng, 6, x=(1.0, 9.0)):
            names = ("gamma", "theta", "costs")
            for name, got, want in zip(names, unpack(answer(c.x), *names), parts(c.x), strict=True):
                compare(got, want, name, "dollars")


def price(vol, expiry, rate):
    return 100 * vol * np.sqrt(expiry) * np.exp(-rate * expiry)


def parts(x):
    return x**2 + 0.3, -x / 3, -0.01 * x


def said(id, function):
    (state, message), records = assess_noting(engine.find(id), function)
    assert_keeps_the_answer(message, records)
    return f"{state}: {message}"


# ---- right answers of every type -----------------------------------------------------------

HOLDS_ONE = {
    "size one": lambda x: np.array([x]),
    "0-d": np.array,
    "list": lambda x: [x],
    "tuple": lambda x: (x,),
    "list of size one": lambda x: [np.array([x])],
    "series": lambda x: pd.Series([x]),
    "row": lambda x: pd.DataFrame({"a": [x]}).iloc[0],
    "frame": lambda x: pd.DataFrame({"a": [x]}),
    "dict": lambda x: {"hedge": x},
    "fraction": Fraction,
    "decimal": Decimal,
    "float32": np.float32,
    "float32 array": lambda x: np.array([x], dtype="float32"),
    "longdouble": np.longdouble,
    "fsolve": lambda x: optimize.fsolve(lambda y: y - x, 0.0),
    "brentq": lambda x: optimize.brentq(lambda y: y - x, -1e4, 1e4),
    "newton": lambda x: optimize.newton(lambda y: y - x, 0.0),
    "root": lambda x: optimize.root(lambda y: y - x, 0.0).x,
}


@pytest.mark.parametrize("name", HOLDS_ONE)
def test_what_holds_one_number_is_that_number(name):
    hold = HOLDS_ONE[name]
    assert said("95.1", lambda d, q: hold(-d * q)).startswith("right")
    assert said("95.1", lambda d, q: hold(d * q)).startswith("wrong")


def test_what_a_minimiser_returns():
    def found(d, q):
        return optimize.minimize_scalar(lambda y: (y + d * q) ** 2).x

    assert said("95.1", found).startswith("right")


HOLDS_MANY = {
    "list": list,
    "tuple": tuple,
    "series": pd.Series,
    "row": lambda v: pd.DataFrame([v]),
    "column": lambda v: pd.DataFrame({"trades": v}),
    "row of a frame": lambda v: pd.DataFrame([v, v]).iloc[0],
    "sizes of one": lambda v: [np.array([x]) for x in v],
    "mixed": lambda v: [np.array([v[0]]), *v[1:]],
    "decimals": lambda v: [Decimal(float(x)) for x in v],
    "fractions": lambda v: np.array([Fraction(float(x)) for x in v]),
    "float32": lambda v: v.astype("float32"),
    "nullable": lambda v: pd.Series(v, dtype="Float64"),
}


@pytest.mark.parametrize("name", HOLDS_MANY)
def test_what_holds_many_numbers(name):
    hold = HOLDS_MANY[name]
    assert said("95.3", lambda d: hold(np.diff(d, prepend=0.0))).startswith("right")
    assert said("95.3", lambda d: hold(d)).startswith("wrong")


Parts = namedtuple("Parts", "gamma theta costs")
HOLDS_PARTS = {
    "tuple": tuple,
    "list": list,
    "array": np.array,
    "row array": lambda p: np.array([p]),
    "dict in another order": lambda p: {"Costs": p[2], "gamma": p[0], "theta": p[1]},
    "named tuple": lambda p: Parts(*p),
    "series by name": lambda p: pd.Series({"theta": p[1], "costs": p[2], "gamma": p[0]}),
    "series": pd.Series,
    "frame": lambda p: pd.DataFrame([p]),
    "sizes of one": lambda p: tuple(np.array([x]) for x in p),
    "decimals": lambda p: [Decimal(x) for x in p],
}


@pytest.mark.parametrize("name", HOLDS_PARTS)
def test_what_holds_several_things(name):
    assert said("95.4", lambda x: HOLDS_PARTS[name](parts(x))).startswith("right")


def test_single_precision_is_judged_by_its_own_accuracy_but_not_for_whole_numbers():
    @problem("95.9", "Count")
    def count(answer, rng):
        for n in (7.0, 100_000.0, 9_000_000.0):
            compare(answer(n), n, "number", rtol=1e-12)

    assert check("95.9", np.float32)
    assert not check("95.9", lambda n: np.float32(n + (n > 7)))
    assert not check("95.2", lambda *given: np.float32(price(*given) * (1 + 3e-6)))
    assert not check("95.2", lambda *given: price(*given) * (1 + 1.9e-6))


def test_an_iteration_that_stops_early_is_near_and_not_wrong():
    def early(vol, expiry, rate):
        return price(vol, expiry, rate) * (1 + 1e-5 * np.cos(1e3 * vol))

    text = said("95.2", early)
    assert "right to 1e-05 of its size; 1e-06 is asked" in text
    assert "always off" not in text
    assert "right to" not in said("95.2", lambda *g: price(*g) * (1 + 0.1 * np.cos(1e3 * g[0])))


def test_a_number_that_is_nearly_a_whole_one_is_not_called_near():
    @problem("95.9", "Count")
    def count(answer, rng):
        for n in (7000.0, 8000.0, 9001.0):
            compare(answer(n), n, "number")

    assert "right to" not in check("95.9", lambda n: n + (n > 7500)).message
    assert "right to 3e-06 of its size" in check("95.9", lambda n: n + 3e-10 * n**2).message


# ---- odd types -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "value, words",
    [
        (3 + 2j, "it is a complex number, where one number is asked: is there a root"),
        (np.complex128(1j), "it is a complex number"),
        (datetime.timedelta(days=3), "it is a duration, where one number is asked: divide it"),
        (np.timedelta64(3, "D"), "it is a duration"),
        (pd.Timedelta("3D"), "it is a duration"),
        (datetime.date(2026, 1, 2), "it is a date"),
        (np.datetime64("2026-01-02"), "it is a date"),
        (pd.Timestamp("2026-01-02"), "it is a date"),
        ("12 shares", "it is text ('12 shares'), where one number is asked: return the number its"),
        (np.str_("12"), "it is text ('12')"),
        (["12 shares"], "with text ('12 shares') in it), where one number is asked: return the nu"),
        (np.array([None]), "with None in it"),
        ({1, 2}, "it is a set, which has no order"),
        (map(abs, [1]), "it is a `map` that nobody has run through yet"),
        (zip([1]), "it is a `zip`"),
        (abs, "it is the function `abs` itself, where one number is asked: call it"),
        (float, "it is the function `float` itself"),
        (optimize.OptimizeResult(x=1.0), "all that the solver found, where one number is asked"),
        ({"a": 1, "b": 2}, "it is a dictionary with 2 entries"),
    ],
)
def test_odd_types_are_named(value, words):
    text = said("95.1", lambda d, q: value)
    assert text.startswith("wrong: look at the hedge: ") and words in text


def test_an_odd_answer_is_named_after_wrong_ones_too():
    """It stops the check, so that few cases were tried; and it is often the cause."""
    text = said("95.1", lambda d, q: 1j if q < 0 else -d * q + 1)
    assert "it is a complex number, where one number is asked: is there a root" in text
    assert text.index("Yours gives") < text.index("Then, for `f(") < text.index("complex")


def test_a_solvers_whole_result():
    def found(d, q):
        return optimize.root_scalar(lambda y: y + d * q, bracket=[-1e4, 1e4])

    assert "return its `.root`." in said("95.1", found)


def test_a_missing_value_is_not_a_number():
    assert "NaN" in said("95.3", lambda d: pd.Series([pd.NA, *d[1:]], dtype="Float64"))


# ---- slips, named --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "function, words",
    [
        (lambda d, q: -100 * d * q, "the 100 shares of a contract"),
        (lambda d, q: -abs(d) * q, "of the 20 cases tried: those where `d` is negative. Yours"),
        (lambda d, q: -abs(d * q), "the size is right, the sign is not always. Wrong in "),
        (lambda d, q: -d * abs(q), "those where `q` is negative"),
        (lambda d, q: -d * min(q, 50), "those where `q` is 100"),
        (lambda d, q: -d * q if d > 0 or q > 0 else 0.0, "`d` is negative and `q` is negative"),
        (lambda d, q: -abs(d * q), "those where `d` and `q` have opposite signs"),
        (lambda d, q: d * q, "the sign is opposite. Wrong in all 20 cases tried. Yours gives "),
        (lambda d, q: -d * q**2 + 1, "wrong in all 20 cases tried. Yours gives"),
        (lambda d, q: (d * q) ** 2, "it is the square of what is asked: is a root missing?"),
    ],
)
def test_slips_in_a_hedge(function, words):
    assert words in said("95.1", function)


@pytest.mark.parametrize(
    "function, words",
    [
        (lambda v, t, r: price(v, t * 365, r), "`t` is in years: it is taken in days (times 365)"),
        (lambda v, t, r: price(v, t / 252, r), "`t` is in years already: it is divided by 252"),
        (lambda v, t, r: price(v, t, 100 * r), "`r` is a decimal: it is taken in per cent"),
        (lambda v, t, r: price(v, t, r / 100), "`r` is a decimal already: it is divided by 100"),
        (lambda v, t, r: price(v, t, 0), "`r` is left out"),
        (lambda v, t, r: price(t, v, r), "`v` and `t` are swapped"),
        (lambda v, t, r: price(v, t, -r), "is opposite|sign of|wrong in all 20"),
        (lambda v, t, r: price(v, t, r) / 2, "is a half missing"),
        (lambda v, t, r: price(v, t, r) / t**0.5, "a factor of the root of `t`: is its root mis"),
        (lambda v, t, r: price(v, t, r) * t**2, "the square of `t`: is its square one too many"),
        (lambda v, t, r: price(v, t, r) ** 0.5, "it is the root of what is asked: is a square"),
        (lambda v, t, r: price(v, t, r) / v, "a factor of `v`: is it missing, or divided out?"),
        (lambda v, t, r: price(v, t, r) if t <= 1.2 else 0.0, r"those where `t` is 1\.\d+ or more"),
    ],
)
def test_slips_in_a_price(function, words):
    assert re.search(words if "|" in words or "\\" in words else re.escape(words),
                     said("95.2", function))  # fmt: skip


@pytest.mark.parametrize(
    "function, words",
    [
        (lambda d: pd.Series(d).diff(), "the first trade is not a number (NaN): there was nothing"),
        (lambda d: np.tile(d, (4, 1)), "it is a whole table; is one of its rows wanted?"),
        (lambda d: [*np.diff(d, prepend=0.0)[:-1], 0], "only the last trade is not right"),
    ],
)
def test_slips_in_a_row(function, words):
    assert words in said("95.3", function)


@pytest.mark.parametrize("half, words", [(1.0, "missing?"), (0.25, "one too many?")])
def test_a_half_of_the_variance(half, words):
    def forward(spot, vol, expiry, half=0.5):
        return spot * np.exp(half * vol**2 * expiry)

    @problem("95.9", "Forward", seconds=PLENTY)
    def body(answer, rng):
        for c in cases(rng, spot=(50.0, 150.0), vol=(0.1, 0.9), expiry=(0.1, 2.0)):
            given = (c.spot, c.vol, c.expiry)
            compare(answer(*given), forward(*given), "forward", right=lambda *g: forward(*g))

    said_so = check("95.9", lambda s, v, t: forward(s, v, t, half)).message
    assert "is a half" not in said_so  # right takes any names: the student's are looked at

    def student(spot, vol, expiry):
        return forward(spot, vol, expiry, half)

    assert f"is a half of `vol` squared {words}" in check("95.9", student).message


def test_a_right_function_that_is_slow_does_not_hold_up_the_check(monkeypatch):
    def slow(vol, expiry, rate):
        import time

        time.sleep(0.02)
        return price(vol, expiry, rate)

    @problem("95.9", "Slow", signature="slow(vol, expiry, rate)", seconds=PLENTY)
    def body(answer, rng):
        for c in cases(rng, vol=(0.1, 0.9), expiry=(0.1, 2.0), rate=(0.01, 0.08)):
            given = (c.vol, c.expiry, c.rate)
            compare(answer(*given), price(*given), "price", right=slow)

    def swapped(vol, expiry, rate):
        return price(expiry, vol, rate)

    assert "are swapped" in check("95.9", swapped).message
    monkeypatch.setattr(slips, "SECONDS", 0.01)
    assert "are swapped" not in check("95.9", swapped).message


def test_the_time_gone_in_place_of_the_time_left():
    @problem("95.9", "Left")
    def left(answer, rng):
        for end in (0.5, 1.0):
            times = np.linspace(0, end, 6) ** 2
            compare(answer(times), times[-1] - times, "time left", "years")

    assert check("95.9", lambda times: times[-1] - times)
    assert "is it the time gone where the time left" in check("95.9", lambda times: times).message


@pytest.mark.parametrize(
    "function, words",
    [
        (
            lambda x: (parts(x)[1], parts(x)[0], parts(x)[2]),
            "look at the gamma: it is the theta: return the things in this order: gamma, theta, co",
        ),
        (lambda x: np.tile(parts(x), (4, 1)), "a whole table, where one row is asked"),
        (lambda x: pd.DataFrame([parts(x)] * 3), "a whole table, where one row is asked"),
        (lambda x: {"a": 1, "b": 2, "c": 3}, "gamma, theta, costs. Yours returns a dictionary"),
        (lambda x: parts, "Yours returns the function `parts` itself: call it, with brackets."),
    ],
)
def test_slips_in_several_things(function, words):
    assert words in said("95.4", function)


def test_the_sign_of_a_whole_array_is_a_kind_of_case():
    @problem("95.9", "Held", seconds=PLENTY)
    def held(answer, rng):
        for c in cases(rng, put=[True, False], n=8):
            deltas = np.round(rng.uniform(0.1, 0.9, 4), 3) - c.put
            compare(answer(deltas, 5.0), -deltas, "shares")

    message = check("95.9", lambda deltas, n: -abs(deltas)).message
    assert "Wrong in 4 of the 8 cases tried: those where `deltas` is negative." in message


def test_nan_says_in_which_cases():
    def answer(delta, quantity):
        return np.sqrt(quantity) * -delta * quantity / quantity**0.5 if quantity > 0 else np.nan

    assert "cases: those where `quantity` is negative: a division" in said("95.1", answer)


def test_puts_only():
    @problem("95.9", "Payoff")
    def payoff(answer, rng):
        draws = dict(spot=(80.0, 120.0), strike=[90.0, 100.0], right=["call", "put"])
        for c in cases(rng, boundaries=[lambda c: dict(spot=c.strike)], **draws):
            sign = 1 if c.right == "call" else -1
            want = max(sign * (c.spot - c.strike), 0.0) + 1
            compare(answer(c.spot, c.strike, c.right), want, "payoff")

    message = check("95.9", lambda s, k, right: max(s - k, 0.0) + 1 + 5 * (right == "put")).message
    assert "those where `right` is `'put'`" in message
    message = check("95.9", lambda s, k, right: s - k + 1).message
    assert "those where" not in message  # an unfloored payoff: not one side
    assert (
        "`s` equals `k`"
        in (
            check(
                "95.9", lambda s, k, r: max((s - k) * (1 if r == "call" else -1), 0) + 1 + (s == k)
            )
        ).message
    )


# ---- inputs to try -------------------------------------------------------------------------


def drawn(n=20, **more):
    return list(cases(np.random.default_rng(3), n, **more))


def test_ends_members_and_boundaries_come_up():
    got = drawn(
        8,
        x=(0.5, 2.0),
        days=(1, 30),
        right=["call", "put"],
        boundaries=[dict(x=1.0), lambda c: dict(days=7)],
    )
    assert len(got) == 10
    assert {0.5, 2.0} <= {c.x for c in got} and {1, 30} <= {c.days for c in got}
    assert {c.right for c in got[:2]} == {"call", "put"}
    assert sorted(c.q for c in drawn(9, q=list(range(9)))) == list(range(9))
    assert got[-2].x == 1.0 and got[-1].days == 7
    assert sum(c.x not in (0.5, 2.0) for c in got) >= 4


@pytest.mark.parametrize(
    "draws, words",
    [
        (dict(quantity=(1, 10)), "quantity is tried with one sign only"),
        (dict(delta=(0.0, 0.9)), "delta is tried with one sign only"),
        (dict(shares=[1, 2]), "shares is tried with one sign only"),
        (dict(right=["call"]), 'right is tried as "call" only'),
        (dict(x=(0, 1), only=dict(x="why")), "only names x"),
        (dict(x=(0, 1), only=dict(y="why")), "only names y"),
        (dict(x=(0, 1), boundaries=[dict(y=1)]), "boundaries name y"),
    ],
)
def test_one_side_alone_needs_a_reason(draws, words):
    with pytest.raises(ValueError, match=words):
        drawn(**draws)


def test_one_side_alone_with_a_reason():
    assert all(c.quantity > 0 for c in drawn(quantity=(1, 5), only=dict(quantity="lots bought")))


@pytest.mark.parametrize("step_off", [lambda x: np.floor(x) + 1, lambda x: np.floor(x + 1)])
def test_one_step_off_at_a_whole_number_is_caught_by_a_boundary(step_off):
    def hedges(exact, boundaries):
        @problem("95.9", "Hedges")
        def body(answer, rng):
            for c in cases(rng, vol=(0.1, 0.8), target=(0.05, 0.9), boundaries=boundaries):
                compare(answer(c.vol, c.target), np.ceil((c.vol / c.target) ** 2), "hedges")

        outcome = check("95.9", lambda vol, target: exact((vol / target) ** 2))
        engine._problems.pop("95.9")
        return outcome

    at_whole = [dict(vol=0.4, target=0.2)]
    assert hedges(np.ceil, at_whole)
    assert not hedges(step_off, at_whole)
    assert hedges(step_off, [])  # it needs the boundary


def test_helper_finds_a_sign_that_is_never_tried():
    assert_both_signs("95.1", lambda delta, quantity: -delta * quantity)

    @problem("95.9", "Sold only")
    def body(answer, rng):
        for c in cases(rng, quantity=(1, 9), only=dict(quantity="bought")):
            compare(answer(c.quantity), c.quantity, "x")

    with pytest.raises(AssertionError, match="`quantity` is tried with one sign only"):
        assert_both_signs("95.9", lambda quantity: quantity)


# ---- what is closed ------------------------------------------------------------------------


@pytest.fixture
def loop():
    @problem("95.5", "Loop", seconds=PLENTY)
    def body(answer, rng):
        forbid("gammalab.replay")
        paths = gl.GBM(0.2).simulate(100, 0.1, 5, seed=1)
        got = answer(paths)
        want = gl.replay(gl.call(100, 0.1), paths, paid_vol=0.2).pnl[0]  # open to the problem
        compare(got, want, "profit")


def test_the_library_call_is_closed_by_whatever_name(loop):
    from gammalab import replay
    from gammalab.hedging.replay import replay as other

    before = gl.replay.__code__
    for call in (gl.replay, replay, other, lambda *a, **k: gl.replay(*a, **k)):
        outcome = check(
            "95.5", lambda paths, call=call: call(gl.call(100, 0.1), paths, paid_vol=0.2).pnl[0]
        )
        assert repr(outcome) == (
            "95.5 wrong: `gl.replay` is closed here: what it does is yours to write, or to mend."
        )
    assert gl.replay.__code__ is before
    assert "paid_vol" in inspect.signature(gl.replay).parameters


def test_a_right_loop_passes_where_the_call_is_closed(loop):
    bs = gl.black_scholes

    def own(paths):
        (spots,), times = paths.spots, paths.times
        left = times[-1] - times
        held = -bs.delta(spots, 100, left, 0.2)[:-1]
        paid = bs.price(spots[0], 100, left[0], 0.2)
        return max(spots[-1] - 100, 0) - paid + held @ np.diff(spots)

    assert check("95.5", own)


def test_all_is_open_again_after_a_check_that_was_stopped():
    @problem("95.5", "Loop", seconds=0.2)
    def body(answer, rng):
        forbid("gammalab.replay")
        answer(1)

    def endless(x):
        while True:
            pass

    before = gl.replay.__code__
    assert "did not finish" in check("95.5", endless).message
    assert gl.replay.__code__ is before


def test_what_a_stopped_check_left_closed_is_opened_by_its_end():
    before = gl.replay.__code__
    left = closing.closed({gl.replay: "closed"}, Closed)
    left.__enter__()  # TimeUp may come at any line, also where it should be opened
    try:
        with pytest.raises(Closed, match="closed"):
            gl.replay()
        check("95.1", lambda delta, quantity: 0.0)
        assert gl.replay.__code__ is before
    finally:
        left.__exit__(None, None, None)


@pytest.mark.parametrize("name", ["gammalab.nothing", "numpy.diff", "gammalab.GBM", "nonsense"])
def test_forbid_refuses_what_it_cannot_close(name):
    @problem("95.5", "Loop")
    def body(answer, rng):
        forbid(name)

    assert f"plain Python functions, got '{name}'" in check("95.5", lambda: 1).message


# ---- the stub, and imports -----------------------------------------------------------------


def cell(text, name="hedge", **names):
    """A function as a notebook's cell makes it: its text is at hand."""
    import linecache

    filename = f"<cell {hash(text)}>"
    linecache.cache[filename] = (len(text), None, text.splitlines(True), filename)
    space = dict(names)
    exec(compile(text, filename, "exec"), space)
    return space[name]


HEAD = 'def hedge(delta, quantity):\n    """Shares."""\n'
MARK = "    # YOUR CODE HERE\n"
RAISE = "    raise NotImplementedError()\n"


@pytest.mark.parametrize(
    "text, words",
    [
        (HEAD + MARK + "    held = -delta * quantity\n" + RAISE, "in line 5, under your code"),
        (HEAD + "    held = -delta * quantity\n" + RAISE, "in line 4, under your code"),
        (HEAD + RAISE + "    return -delta * quantity\n", "in line 3, above your code"),
    ],
)
def test_the_stubs_raise_left_beside_finished_code(text, words):
    said_so = said("95.1", cell(text))
    assert said_so.startswith("error: the stub's `raise NotImplementedError()` still stands ")
    assert said_so.endswith(f"{words}: delete that line.")


@pytest.mark.parametrize(
    "text",
    [
        HEAD + MARK + RAISE,
        HEAD + RAISE,
        HEAD + "    pass\n" + RAISE,
        HEAD + "    total = 0\n    for k in range(3):\n    " + MARK + "    " + RAISE
        + "    return total\n",  # a gap in a given program
    ],
)  # fmt: skip
def test_an_untouched_stub_stays_one(text):
    assert said("95.1", cell(text)).startswith("not attempted")


@pytest.mark.parametrize("name", ["np", "gl", "pd", "math"])
def test_a_missing_import_is_one_plain_sentence(name):
    text = said("95.1", cell(HEAD + f"    return {name}.abs(delta)\n"))
    assert f"`{name}` is not known, in line 3: `return {name}.abs(delta)`: run the cell at" in text
    assert "NameError" not in text
    assert ("or add `import math` there" in text) == (name == "math")
    assert "NameError" in said("95.1", cell(HEAD + "    return dleta\n"))


# ---- messages that can be used -------------------------------------------------------------


def test_inputs_can_be_pasted():
    message = said("95.1", lambda delta, quantity: delta * quantity)
    (call,) = re.findall(r"for `f(\(.*?\))`", message)
    given = eval(f"dict{call}")
    assert given == {"delta": -0.95, "quantity": given["quantity"]}
    message = said("95.3", lambda deltas: deltas)
    (call,) = re.findall(r"for `f(\(.*?\))`", message)
    deltas = eval(f"dict{call}", {"np": np})["deltas"]
    assert deltas.shape == (6,) and np.array_equal(deltas, np.round(deltas, 3))


def test_inputs_that_are_too_many_are_given_by_case():
    @problem("95.9", "Long", signature="total(spots, vol)")
    def long(answer, rng):
        for _ in range(3):
            spots = rng.uniform(90, 110, 50)
            compare(answer(spots, 0.25), spots.sum(), "total")

    def total(spots, vol):
        given.append(spots.copy())
        return 1e5

    given = []
    message = check("95.9", total).message
    assert message.endswith('Yours gives 100000 for `total(*case("95.9"))`.')
    assert case("95.9")._fields == ("spots", "vol") and case("95.9").vol == 0.25
    assert np.array_equal(case("95.9").spots, given[0])
    case("95.9").spots[:] = 0  # a copy
    assert np.array_equal(case("95.9").spots, given[0])
    assert total(*case("95.9")) == 1e5


def test_case_after_an_error_and_when_there_is_none():
    with pytest.raises(LookupError, match=r'run `check\("95.1", …\)`'):
        case("95.1")
    check("95.1", lambda delta, quantity: 1 / 0)
    assert case("95.1").delta == -0.95
    check("95.1", lambda *inputs: 0.0)
    assert case("95.1")[0] == -0.95
    check("95.1", lambda delta, quantity: -delta * quantity)
    with pytest.raises(LookupError):
        case("95.1")
    with pytest.raises(ValueError, match="known ids"):
        case("95.77")


def test_money_in_plain_figures():
    @problem("95.9", "Debt")
    def debt(answer, rng):
        compare(answer(2_000_000.0), 7.0, "debt", "dollars")

    assert "yields" not in check("95.9", lambda x: x).message
    assert "Yours gives 2000000 dollars for `f(x=2000000.0)`" in check("95.9", lambda x: x).message
    assert "1234567.89 dollars" in check("95.9", lambda x: 1234567.891).message
    assert paste.figure(-99999.5) == "-99999.50" and paste.figure(0.5) == "0.5"


@pytest.mark.parametrize(
    "given",
    [0.1 + 0.2, -3, True, None, "call", 2e300, [1.5, "a"], (1,), (1, 2.5), float("inf"),
     datetime.date(2026, 1, 2), np.int64(4), np.float64(0.1)],
)  # fmt: skip
def test_pasted_values_are_the_same_again(given):
    assert eval(paste.value(given), {"np": np, "datetime": datetime}) == given


@pytest.mark.parametrize("given", [np.ones((2, 2)), np.ones(50), object(), [object()]])
def test_what_cannot_be_pasted_is_not(given):
    assert paste.value(given) is None
    assert paste.call("f", {"x": given}, "2.1") == 'f(*case("2.1"))'


# ---- what is seen, and debugging -----------------------------------------------------------


def test_the_first_call_alone_draws():
    import matplotlib

    matplotlib.use("agg")
    from matplotlib import pyplot as plt

    mine = plt.figure()

    def answer(delta, quantity):
        plt.figure()
        plt.plot([0, delta])
        return -delta * quantity

    found = assess.examine(engine.find("95.1"), answer)
    assert found.state == "right" and len(found.pictures) == 1
    assert found.pictures[0].startswith(b"\x89PNG")
    assert plt.get_fignums() == [mine.number]
    plt.close(mine)


def test_debug_lets_the_exception_through_with_the_students_frame():
    def answer(delta, quantity):
        return delta / (quantity - quantity)

    with pytest.raises(ZeroDivisionError) as caught:
        check("95.1", answer, debug=True)
    assert caught.traceback[-1].name == "answer"
    assert caught.traceback[-1].frame.f_locals["delta"] == -0.95
    assert "debug=True" in check("95.1", answer)._repr_html_()


def test_debug_runs_in_the_main_thread_hears_everything_and_ends_in_an_outcome(capsys):
    import threading

    def answer(delta, quantity):
        assert threading.current_thread() is threading.main_thread()
        assert isinstance(sys.stdin, type(before))
        print("heard")
        return delta * quantity

    before = sys.stdin if sys.stdin is not None else io.StringIO()
    outcome = check("95.1", answer, debug=True)
    assert outcome.state == "wrong" and "the sign is opposite" in outcome.message
    assert capsys.readouterr().out.count("heard") == 20
    assert check("95.1", lambda d, q: -d * q, debug=True)


def test_debug_says_what_is_not_attempted_and_what_is_refused():
    assert check("95.1", lambda d, q: None, debug=True).state == "not attempted"
    assert check("95.1", lambda d, q: "x", debug=True).state == "wrong"
    with pytest.raises(NotImplementedError):
        check("95.1", cell(HEAD + MARK + RAISE), debug=True)


# ---- parts ---------------------------------------------------------------------------------


def two_of_three(x):
    return (*parts(x)[:2], 99.0)


def test_parts_that_are_right_earn_their_share():
    outcome = check("95.4", two_of_three)
    assert outcome.state == "wrong" and not outcome and outcome.earned == 2
    assert outcome.message.endswith("Right already, 2 of 3: gamma, theta.")
    assert "2 of 3 points so far." in outcome._repr_html_()
    assert "so far" not in check("95.4", parts)._repr_html_()
    one = record.records()[0][0]
    assert (one["state"], one["points"], one["of"]) == ("wrong", 2, 3)


def test_the_best_share_counts():
    check("95.4", two_of_three)
    check("95.4", lambda x: (parts(x)[0], 0, 99.0))
    assert progress().foot.startswith("2 of ")
    check("95.4", parts)
    assert progress().foot.startswith("3 of ")


def test_a_part_must_be_right_in_every_case_and_no_case_left_out():
    assert check("95.4", lambda x: (*parts(x)[:2], -0.01 * x * (x < 5))).earned == 2
    assert check("95.4", lambda x: (parts(x)[0] + (x > 5), 0, 0)).earned == 0

    @problem("95.9", "Stops", points=3)
    def stops(answer, rng):
        for x in (1.0, 2.0):
            a, b = unpack(answer(x), "a", "b")
            compare(a, x, "a")
            compare(b, -x, "b")
            require(x < 2, "…")

    assert check("95.9", lambda x: (x, 0 if x < 2 else -x)).earned == 0


def test_nbgrader_reads_the_points_of_the_parts(monkeypatch, capsys):
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    assert check("95.4", two_of_three) == 2.0
    assert capsys.readouterr().out.startswith("95.4 wrong: look at the costs")
    with pytest.raises(AssertionError):
        check("95.4", lambda x: (0, 0, 0))


# ---- how it is put ------------------------------------------------------------------------------


@pytest.mark.parametrize("factor", [365, 252])
def test_days_for_years_come_before_a_volatility_and_end_with_a_stop(factor):
    """Without a rate both explain the numbers; nobody scales a volatility by chance."""

    def value(vol, expiry):
        return 0.4 * vol * np.sqrt(expiry) + vol**2 * expiry

    @problem("95.9", "Value", signature="value(vol, expiry)", seconds=PLENTY)
    def body(answer, rng):
        for c in cases(rng, vol=(0.1, 0.9), expiry=(0.1, 2.0)):
            got = answer(c.vol, c.expiry)
            compare(got, value(c.vol, c.expiry), "value", right=value)

    message = check("95.9", lambda vol, expiry: value(vol, expiry * factor)).message
    assert f"`expiry` is in years: it is taken in days (times {factor}). Wrong in all" in message


def test_one_of_a_unit_is_singular():
    assert "Yours gives 1 share for" in check("95.1", lambda d, q: 1.0).message
    assert "Yours gives -1 share for" in check("95.1", lambda d, q: -1.0).message
    assert "Yours gives 2 shares for" in check("95.1", lambda d, q: 2.0).message


@pytest.mark.parametrize(
    ("places", "words"),
    [
        ((0, 2, 1), "it is the error: return the things in this order: mean, spread, error"),
        ((1, 0, 2), "it is the spread: return the things in this order: mean, spread, error"),
        ((0, 2, 2), "the spread is wanted whole"),  # nothing has changed places here
    ],
)
def test_things_that_changed_places_come_before_mistakes(places, words):
    @problem("95.9", "Three", signature="three(x)", seconds=PLENTY)
    def three(answer, rng):
        for c in cases(rng, x=lambda rng: rng.uniform(1, 2, 5)):
            got = unpack(answer(c.x), "mean", "spread", "error")
            spread = c.x.std()
            compare(got[0], c.x.mean(), "mean")
            compare(got[1], spread, "spread", "", [(spread / 3, "the spread is wanted whole")])
            compare(got[2], spread / 3, "error", "", [(spread, "the error is a third")])

    def answer(x):
        things = x.mean(), x.std(), x.std() / 3
        return tuple(things[k] for k in places)

    assert words in said("95.9", answer)


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (lambda v, t, r: price(0.2, t, r), "`v` is not used: whatever it is, your answer stays"),
        (lambda v, t, r: price(v, 1.0, r), "`t` is not used"),
        (lambda v, t, r: price(0.2, 1.0, r), "`v` and `t` are not used: whatever they are"),
    ],
)
def test_an_input_that_is_not_used_is_named(function, words):
    assert words in said("95.2", function)


@pytest.mark.parametrize(
    "function",
    [
        lambda v, t, r: price(v, t, r) + v * t,
        lambda v, t, r: 7.0,
        lambda v, t, r: price(v, t, r) + np.random.default_rng().uniform(),
    ],
)
def test_who_uses_all_inputs_or_none_is_not_told_of_one(function):
    assert "not used" not in said("95.2", function)


def test_an_input_that_is_read_is_not_called_unused():
    """A standard deviation over 365 makes each chance 0 or 1; volatility and time were used."""
    assert "`v` and `t` are not used" in said("95.2", lambda v, t, r: price(0.2, 1.0, r))
    assert "not used" not in said("95.2", lambda v, t, r: price(max(v, 9.0), max(t, 9.0), r))

    def overwritten(v, t, r):
        v = 0.2
        return price(v, t, r)

    assert "`v` is not used" in said("95.2", overwritten)


def test_an_unused_input_is_named_on_a_busy_machine():
    """What the clock counts there is not the answer's own work."""

    def waits(v, t, r):
        time.sleep(0.07)
        return price(0.2, 1.0, r)

    assert "`v` and `t` are not used" in said("95.2", waits)


def test_variables_of_the_notebook_in_the_place_of_inputs_are_named():
    notebook = {"delta": 0.5, "quantity": 3}
    exec(
        "def hedge(a, b): return -delta * quantity\n"
        "def half(a, quantity): return -delta * quantity",
        notebook,
    )
    assert (
        "it takes `delta` and `quantity` from the notebook; what it is called with is in `a` and "
        "`b`. Wrong in all 20" in said("95.1", notebook["hedge"])
    )
    half = said("95.1", notebook["half"])
    assert "`delta` from the notebook; what it is called with is in `a` and `quantity`" in half


def test_no_input_is_blamed_where_another_output_is_right():
    @problem("95.91", "Two", signature="two(vol, strike)", seconds=PLENTY)
    def two(answer, rng):
        for c in cases(rng, vol=(0.1, 0.5), strike=(0.6, 0.9)):
            got = unpack(answer(c.vol, c.strike), "sum", "gap")
            total, gap = lambda vol, strike: vol + strike, lambda vol, strike: vol - strike**2
            compare(got[0], total(c.vol, c.strike), "sum", right=total)
            compare(got[1], gap(c.vol, c.strike), "gap", right=gap)

    def turned(vol, strike):
        return strike + vol, strike - vol**2

    def squared(vol, strike):
        return strike + vol, vol**2 - strike**2

    assert "swapped" not in said("95.91", turned)
    assert "`vol` is squared once too often" in said("95.91", squared)


def test_looking_for_a_cause_changes_nothing_else():
    """The calls that look for unused inputs may fail, be slow, or never end."""
    asked = []

    def odd(v, t, r):
        asked.append((v, t, r))
        if asked.count((v, t, r)) > 1:
            raise ValueError("no more")
        return 1.0 + price(0.2, t, r)

    found = said("95.2", odd)
    assert "no more" not in found and "not used" not in found and "`odd(v=" in found

    counted = []

    def endless(v, t, r):
        counted.append(v)
        while len(counted) > 20:
            pass
        return price(0.2, t, r) + v * t

    finding = replace(engine.find("95.2"), seconds=1.0).examine(endless)
    assert finding.state == "wrong" and "never ends" not in finding.message
