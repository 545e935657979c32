"""Bad input to any public entry point: an error with the argument, the value, what is allowed.

Two nets. The first is wide: every public callable (`face.py` finds them all) meets every kind of
odd value at each of its arguments. It refuses it by the argument's name, or answers as for the
plain number that it means. The second is fine: `ENTRIES` holds the words of the messages.
"""

import dataclasses
import datetime as dt
import itertools
import numbers
import sys
import zlib
from decimal import Decimal
from fractions import Fraction

import face
import numpy as np
import pandas as pd
import pytest
from effort import THOROUGH, sampled

import gammalab as gl
from gammalab import black_scholes as bs
from gammalab.theory import jumps

pytestmark = pytest.mark.filterwarnings("error")

NAN, INF = float("nan"), float("inf")


# ---- every odd value at every argument ----------------------------------------------------------

YEARS = {"expiry", "expiries", "time", "times", "horizon", "dt", "near", "far", "years_per_step"}
VOLS = {"vol", "vols", "paid_vol", "hedge_vol", "mark_vol", "start_vol", "long_run_vol", "start",
        "long_run", "implied", "realised", "vol_after", "paid"}  # fmt: skip
RATES = {"rate", "carry", "cash_rate"}  # of funding, 1,000 % a year has been seen
FRACTIONS = {("crypto.yearly", "rate")}  # of a notional, not a year
# Neither numbers, words, flags nor objects of ours: tested where they belong.
OF_THEIR_OWN = {"dates", "executor", "halts", "options", "chain", "runs", "source", "quotes",
                "data", "start of markets.load"}  # fmt: skip

MONTH = dt.timedelta(days=30)
DURATIONS = [MONTH, np.timedelta64(30, "D"), np.timedelta64(720, "h"), pd.Timedelta(days=30)]
DATES = [np.datetime64("2024-03-01"), pd.Timestamp("2024-03-01"), dt.date(2024, 3, 1),
         dt.datetime(2024, 3, 1)]  # fmt: skip


def refused_numbers(good):
    """What no argument reads as a number, although numpy would read most of it."""
    return [
        True, np.True_, np.array(True), np.array([True]), [True, good],
        complex(good), np.complex128(good), np.array([good + 0j]),
        *DATES, np.array(["2024-03-01"], "M8[D]"), pd.Series(pd.to_datetime(["2024-03-01"])),
        np.timedelta64(30), np.timedelta64("NaT"), np.timedelta64(1, "Y"), pd.NaT,
        pd.period_range("2024", periods=1, freq="M"),
        str(good), f"{good}%", "30d", b"1", np.array(str(good)), [str(good)],
        np.ma.masked, np.ma.array(good, mask=True), np.ma.array([good, good], mask=[False, True]),
        [good, np.ma.masked], pd.NA, pd.Series([good, None], dtype="Float64"), [good, None],
        np.array([good, True], object), np.array([np.timedelta64(1, "D")], object),
        (x for x in [good]), {good}, {good: good}, object(), float, len, NAN, [good, NAN],
    ]  # fmt: skip


def same_numbers(good):
    """(odd, plain) pairs: the same number in other clothes."""
    pairs = [(Decimal(good), good), (Fraction(good), good), (np.array(good), good),
             (np.float64(good), good), (np.ma.array(good), good), (np.longdouble(good), good),
             (np.float32(good), float(np.float32(good)))]  # fmt: skip
    if good == int(good):
        pairs += [(int(good), good), (np.int32(good), good), (np.array(int(good)), good)]
        if good > 0:
            pairs.append((np.uint16(good), good))
    return pairs


def wrapped(good):
    """One number in a collection: an array's entry where arrays are taken, else refused."""
    return [[good], (good,), np.array([good]), pd.Series([good]), [Fraction(good)],
            pd.Series([good], dtype="Float64"), np.array([Decimal(good)], object),
            pd.DataFrame([[good]])]  # fmt: skip


def refused_arrays(good):
    n, half = good.shape, np.zeros(good.shape, bool)
    half.flat[0] = True
    return [
        good > 0, good + 0j, good.astype(str), good.astype("S8"), np.ma.array(good, mask=half),
        np.full(n, np.timedelta64(3)), np.full(n, np.datetime64("2024-03-01")),
        np.where(half, None, good), np.where(half, True, good.astype(object)),
        np.where(half, NAN, good), iter(good.tolist()), None, "20%", object(), float, 5j, True,
    ]  # fmt: skip


def same_arrays(good):
    rows = tuple(map(tuple, good)) if good.ndim == 2 else tuple(good)
    pairs = [(good.tolist(), good), (rows, good),
             (np.vectorize(Fraction, [object])(good), good), (np.asfortranarray(good), good),
             (good.astype(np.float32), good.astype(np.float32).astype(float)),
             (np.ma.array(good), good), (np.repeat(good, 2, axis=-1)[..., ::2], good)]  # fmt: skip
    pairs.append((pd.Series(good) if good.ndim == 1 else pd.DataFrame(good), good))
    whole = np.round(good)
    if (whole == good).all():
        pairs += [(good.astype(np.int32), good), (good.astype(int).tolist(), good)]
    return pairs


REFUSED_COUNTS = [True, np.True_, 2.5, NAN, INF, -1, "3", "3%", None, 3j, np.complex128(3), [3],
                  np.array([3]), pd.Series([3]), *DATES, *DURATIONS, np.timedelta64(3), object(),
                  np.ma.masked, int, pd.NA, {3}]  # fmt: skip
REFUSED_FLAGS = [
    "no",
    "yes",
    "True",
    "",
    0,
    1,
    1.0,
    None,
    np.array([True, False]),
    [],
    object(),
    NAN,
]
REFUSED_WORDS = ["nonsense", "", 1, True, None, b"call", 1.5, object(), str]


def leaves(value, depth=0):
    """Everything that is a number in a result, in order, as flat arrays."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type) and depth < 4:
        for field in dataclasses.fields(value):
            if not field.name.startswith("_") and field.name != "setup":  # what went in
                yield from leaves(getattr(value, field.name), depth + 1)
    elif isinstance(value, dict):
        yield from leaves(list(value.values()), depth + 1)
    elif isinstance(value, (pd.DataFrame, pd.Series, np.ndarray)):
        array = np.asarray(value).ravel()
        if array.dtype.kind in "biuf":
            yield array.astype(float)
        else:
            yield from leaves(array.tolist(), depth + 1)
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from leaves(item, depth + 1)
    elif isinstance(value, numbers.Real | Decimal):
        assert isinstance(value, (int, float, np.number)), f"kept as {value!r}"
        yield np.array([float(value)])


def flat(result):
    return np.concatenate([np.empty(0), *leaves(result)])


def faults_of(entry, call, good, name, optional):
    """What a callable does wrong with odd values of one argument, in words."""
    usual = good[name]
    # A third of the odd values, another third for the next argument; all of them when thorough.
    turn = itertools.count(zlib.crc32(f"{entry} {name}".encode()))

    def passed_over():
        return not THOROUGH and next(turn) % 3 != 0

    def answer(value):
        return call(**{**good, name: value})

    def refused(odd):
        if odd is None and optional or passed_over():
            return
        try:
            answer(odd)
        except (ValueError, TypeError) as error:
            if name not in str(error):
                yield f"{name}={odd!r}: the message does not name it: {error}"
        except Exception as error:
            yield f"{name}={odd!r}: {error!r}"
        else:
            yield f"{name}={odd!r} is taken"

    seen = {}

    def same(odd, plain, may_refuse=False):
        if passed_over():
            return
        key = np.asarray(plain).tobytes()
        if key not in seen:
            try:
                seen[key] = flat(answer(plain))
            except ValueError:  # not a value for this argument, whatever its clothes
                seen[key] = None
        expected = seen[key]
        if expected is None:
            yield from refused(odd)
            return
        try:
            told = flat(answer(odd))
        except (ValueError, TypeError) as error:
            if not may_refuse or name not in str(error):
                yield f"{name}={odd!r} is not understood: {error}"
        except Exception as error:
            yield f"{name}={odd!r}: {error!r}"
        else:
            if not np.array_equal(told, expected, equal_nan=True):
                yield f"{name}={odd!r} gives {told[:3]} instead of {expected[:3]}"

    if isinstance(usual, bool):
        for odd in REFUSED_FLAGS:
            yield from refused(odd)
        yield from same(np.bool_(usual), usual)
    elif isinstance(usual, int):
        for odd in REFUSED_COUNTS:
            yield from refused(odd)
        for odd in (float(usual), np.int32(usual), np.uint64(usual), Decimal(usual),
                    Fraction(usual), np.array(usual)):  # fmt: skip
            yield from same(odd, usual)
    elif isinstance(usual, float):
        for odd in [*refused_numbers(usual), None]:
            yield from refused(odd)
        for odd, plain in same_numbers(usual):
            yield from same(odd, plain)
        for odd in wrapped(usual):
            yield from same(odd, usual, may_refuse=True)
        for odd in DURATIONS:
            if name in YEARS:
                yield from same(odd, 30 / 365, may_refuse=True)
            else:
                yield from refused(odd)
        if name in VOLS or name in RATES and (entry, name) not in FRACTIONS:
            yield from refused(25.0)
        if name in RATES and (entry, name) not in FRACTIONS:
            yield from refused(-25.0)
    elif isinstance(usual, np.ndarray):
        for odd in refused_arrays(usual):
            # NaN and None have a meaning in a table of quotes: nothing is quoted there.
            quotes = name == "vols" and "Smile" in entry and np.ndim(odd)
            if not (quotes and np.asarray(odd).dtype == float and not np.ma.isMaskedArray(odd)):
                yield from refused(odd)
        for odd, plain in same_arrays(usual):
            labelled = isinstance(odd, pd.DataFrame)
            yield from same(odd, plain, may_refuse=labelled)
        days = np.full(usual.shape, np.timedelta64(30, "D")) * np.arange(usual.size).reshape(
            usual.shape
        )
        if name in YEARS:
            yield from same(days, days / np.timedelta64(365, "D"), may_refuse=True)
        else:
            yield from refused(days)
        if name in VOLS:
            yield from refused(usual * 100)
    elif isinstance(usual, (str, tuple)):
        for odd in REFUSED_WORDS:
            yield from refused(odd)
    else:  # an instance, or a rule
        for odd in (type(usual), gl.EveryStep, -3, "often", True, np.array([1.0]), object()):
            yield from refused(odd)


@pytest.mark.parametrize("entry", sampled(face.ARGUMENTS, of=2))
def test_no_odd_value_is_read_as_another(entry, monkeypatch):
    if entry == "theory.jump_floor":  # how an argument is read does not hang on how well it adds up
        for name in ("_SHARE", "_SHARE_WEIGHT"):
            monkeypatch.setattr(jumps, name, getattr(jumps, name)[::8])
    call, good = face.call_of(entry), face.ARGUMENTS[entry]
    known = face.parameters(call)
    faults = []
    for name, usual in good.items():
        if name in OF_THEIR_OWN or f"{name} of {entry}" in OF_THEIR_OWN or usual is None:
            continue
        optional = name not in known or known[name].default is None
        faults += faults_of(entry, call, good, name, optional)
    assert not faults, f"{len(faults)} of {entry}:\n" + "\n".join(faults)


def test_nothing_public_is_left_out():
    known = set(face.found()) - face.RESULTS - face.FOR_THE_LOOP
    assert known == set(face.ARGUMENTS)
    assert set(face.found()) >= face.FOR_THE_LOOP
    for entry, good in face.ARGUMENTS.items():
        call = face.call_of(entry)
        missing = set(face.parameters(call)) - set(good)
        assert not missing, f"{entry} has no good value for {missing}"
        call(**good)


FROZEN = {
    "BlockBootstrap": dict(returns=[0.01, -0.02, 0.03]),
    "Clock": dict(times=[0.0, 0.1, 0.3], busy=[0.0, 0.2, 0.3]),
    "InversePerpetual": dict(funding=[0.1, 0.2, 0.3]),
    "Paths": dict(times=[0.0, 0.1, 0.3], spots=[[100.0, 101.0, 99.0]], vols=[[0.1, 0.2, 0.3]]),
    "Perpetual": dict(funding=[0.1, 0.2, 0.3]),
    "Schedule": dict(times=[0.0, 0.1, 0.3]),
    "smile.Smile": dict(strikes=[90.0, 110.0], expiries=[0.1], vols=[[0.2, 0.3]], spot=100.0),
}


@pytest.mark.parametrize("entry", list(FROZEN))
@pytest.mark.parametrize("order", ["C", "F"])
def test_what_is_frozen_owns_its_arrays(entry, order):
    given = {name: np.array(value, order=order) for name, value in FROZEN[entry].items()}
    made = face.found()[entry](**given)
    kept = {field.name: getattr(made, field.name) for field in dataclasses.fields(made)}
    before = {name: np.array(value) for name, value in kept.items() if value is not None}
    for array in given.values():
        array += 1.0
    for name, value in before.items():
        np.testing.assert_array_equal(kept[name], value, err_msg=name)
        if isinstance(kept[name], np.ndarray):
            assert not kept[name].flags.writeable, f"{name} can be written to"


def test_every_frozen_class_that_takes_arrays_is_tried():
    for entry, held in face.found().items():
        if dataclasses.is_dataclass(held) and isinstance(held, type) and entry not in face.RESULTS:
            assert held.__dataclass_params__.frozen, entry
            typed = {f.name for f in dataclasses.fields(held) if "ndarray" in str(f.type)}
            assert not typed or entry in FROZEN, f"{entry} takes arrays: {typed}"


def test_the_wide_net_would_catch(monkeypatch):
    monkeypatch.setattr(sys.modules[__name__], "THOROUGH", True)

    def naive(spot, vol=0.25, wide=False):
        return float(np.asarray(spot).astype(float).ravel()[0] * vol)

    def faults(name):
        return "\n".join(
            faults_of("naive", naive, dict(spot=1.0, vol=0.25, wide=False), name, False)
        )

    assert "spot=True is taken" in faults("spot") and "timedelta64(30) is taken" in faults("spot")
    assert "vol=25.0 is taken" in faults("vol")
    assert "wide='no' is taken" in faults("wide")


@pytest.mark.parametrize("paid", [-1.0, np.array([1.0, -1.0])])
def test_a_cost_below_zero_is_refused(paid):
    with pytest.raises(ValueError, match="^costs .*-1.0.*0 or more"):
        gl.replay(gl.call(100, 0.25), TWO_PATHS, paid_vol=0.2, costs=lambda trade, spot: paid)


@pytest.mark.parametrize("answer", [None, 1j, True, np.array([1.0, 2.0, 3.0]), NAN, "1 unit"])
def test_what_a_policy_or_a_cost_answers_is_named(answer):
    usual = dict(book=gl.call(100, 0.25), paths=TWO_PATHS, paid_vol=0.2)
    message = message_of(gl.replay, **usual, policy=lambda now: answer)
    assert message.startswith("policy at step 0 = ") and "number" in message
    message = message_of(gl.replay, **usual, costs=lambda trade, spot: answer)
    assert message.startswith("costs for a trade = ") and "number" in message


def test_a_cost_may_be_the_name_of_a_signal():
    usual = dict(book=gl.call(100, 0.25), paths=TWO_PATHS, paid_vol=0.2)
    named = gl.Proportional("half") + gl.FixedFee("half")
    run = gl.replay(**usual, costs=named, signals={"half": 0.5})
    plain = gl.replay(**usual, costs=gl.Proportional(0.5) + gl.FixedFee(0.5))
    np.testing.assert_array_equal(run.cost, plain.cost)
    message = message_of(gl.replay, **usual, costs=named)
    assert message.startswith("cost_rate = 'half'") and "signals" in message
    for text in ("0.1", "10%", ""):
        assert message_of(gl.Proportional, cost_rate=text).startswith(f"cost_rate = {text!r}")


# ---- the words of the messages ------------------------------------------------------------------

# Bad values of each kind: (value, how the message must show it, what it must say is allowed).
NOT_NUMBERS = [
    (NAN, "nan", "a finite number"),
    (INF, "inf", "a finite number"),
    ("12", "'12'", "a finite number"),
    ("much", "'much'", "a finite number"),
    (None, "None", "a finite number"),
    (object, "<class 'object'>", "a finite number"),
]
ARRAYS = [
    ([0.2, NAN], "nan at index 1", "a finite number"),
    ([[0.2, 0.2], [0.2, -INF]], "-inf at index (1, 1)", "a finite number"),
    ([[0.2], [0.2, 0.3]], "[[0.2], [0.2, 0.3]]", "a finite number"),
    (["0.2"], "['0.2']", "a finite number"),
]
NEGATIVE = [(-0.1, "-0.1", "0 or more")]
NOT_POSITIVE = [(0.0, "0.0", "above 0"), (-1.0, "-1.0", "above 0")]
NO_ARRAY = [([1.0, 2.0], "[1.0, 2.0]", "a single number, not an array")]
NOT_COUNTS = [
    (bad, repr(bad), "a whole number") for bad in (-1, 2.5, NAN, INF, "3", None, True, [1, 2])
]
RIGHT_WORDS = [(bad, repr(bad), "'call'") for bad in ("Call", "C", "", 1, None)]
NAME_WORDS = [
    (["delta", "gamme"], "'gamme'", "'gamma'"),
    ([3], "3", "'gamma'"),
    ("delta,gamma", "'delta,gamma'", "'gamma'"),
]


def but(kind, *exceptions):
    """`kind` without some values: those that an argument allows."""
    return [case for case in kind if not any(case[0] is e for e in exceptions)]


def sized(least):
    return [(bad, said, f"a whole number, {least} or more") for bad, said, _ in NOT_COUNTS]


KINDS = {
    "number": NOT_NUMBERS + NO_ARRAY,
    "number or None": but(NOT_NUMBERS, None) + NO_ARRAY,
    "positive": NOT_NUMBERS + NOT_POSITIVE + NO_ARRAY,
    "positive or None": but(NOT_NUMBERS, None) + NOT_POSITIVE + NO_ARRAY,
    "not negative": NOT_NUMBERS + NEGATIVE + NO_ARRAY,
    # A word that is an identifier is the name of one of the run's signals.
    "not negative or signal": but(NOT_NUMBERS, "much") + NEGATIVE + NO_ARRAY,
    "not negative or one per path": NOT_NUMBERS
    + NEGATIVE
    + [
        ([1.0, 2.0, 3.0], "(3,)", "one per path, of shape (2,)"),
        ([1.0, -2.0], "-2.0", "0 or more"),
    ],
    "numbers": NOT_NUMBERS + ARRAYS,
    "numbers or None": but(NOT_NUMBERS, None) + ARRAYS,
    "positives": NOT_NUMBERS + NOT_POSITIVE + ARRAYS + [([1.0, 0.0], "0.0 at index 1", "above 0")],
    "not negatives": NOT_NUMBERS
    + NEGATIVE
    + ARRAYS
    + [([0.2, -0.5], "-0.5 at index 1", "0 or more")],
    "not negatives or None": but(NOT_NUMBERS, None) + NEGATIVE + ARRAYS,
    "count": sized(1) + [(0, "0", "a whole number, 1 or more")],
    "index": sized(0) + [(2, "2", "below the number of paths, 2")],
    "index or None": [c for c in sized(0) if c[0] is not None]
    + [(2, "2", "below the number of paths, 2")],
    "seed": [case for case in sized(0) if case[0] is not None],
    "right": RIGHT_WORDS + [(np.array(["call", "put"]), "array(['call', 'put']", "'call'")],
    "rights": [(bad, said, '"call" or "put"') for bad, said, _ in RIGHT_WORDS[3:]]
    + RIGHT_WORDS[:3]
    + [(["call", "stock"], "['call', 'stock']", '"call" or "put"')],
    "names": NAME_WORDS,
    "side": [(bad, repr(bad), "'centre', 'edge'") for bad in ("middle", None, 1)],
    "invalid": [(bad, repr(bad), "'raise', 'nan'") for bad in ("ignore", None, True)],
    "function": [(bad, repr(bad), "or a function like one") for bad in ("often", 5, [gl.Never()])],
    "venue": [(bad, repr(bad), "Spot(), Future()") for bad in ("perp", 3, gl.Never())],
    "execution": [(bad, repr(bad), "an Execution, or None") for bad in (2, "late")],
    "stop": [(bad, repr(bad), "a Stop, or None") for bad in (95.0, "below")],
    "options": [((1,), "1", "Option objects"), (["call"], "'call'", "Option objects")],
    "book": [(bad, repr(bad), "a Book") for bad in (None, 3, "straddle")]
    + [
        (gl.call(100, 0.1), "0.1", "at a time of the paths, or beyond them"),
        (gl.call(100, 1) + gl.put(100, 0.24), "0.24", "at a time of the paths, or beyond them"),
    ],
    "paths of a replay": [(bad, repr(bad), "Paths") for bad in (None, [1.0, 2.0])],
    "paths": [(bad, said, "Paths") for bad, said in ((None, "NoneType"), ([1.0, 2.0], "list"))],
    "vols of paths": but(NOT_NUMBERS, None)
    + NEGATIVE
    + ARRAYS[2:]
    + [
        ([0.2] * 3, "(3,)", "broadcasts to (2, 5)"),
        ([0.2] * 4 + [NAN], "nan at index 4", "a finite number"),
        ([0.2] * 4 + [-0.2], "-0.2 at index 4", "0 or more"),
        (np.full((5, 2), 0.2), "(5, 2)", "broadcasts to (2, 5)"),
    ],
    "times": [
        ([0.0, 0.2, 0.1], "0.1 at index 2", "strictly rising"),
        ([0.0, 0.1, 0.1], "0.1 at index 2", "strictly rising"),
        ([0.1, 0.2, 0.3], "0.1", "0"),
        ([0.0, NAN, 0.3], "nan at index 1", "a finite number"),
        ([0.0], "(1,)", "two or more times"),
        ([[0.0, 0.1, 0.2]], "(1, 3)", "one-dimensional"),
        (0.0, "()", "one-dimensional"),
        ("now", "'now'", "a finite number"),
        (None, "None", "a finite number"),
    ],
    "spots": [
        ([100.0, NAN, 101.0], "nan at index 1", "a finite number"),
        ([[100.0, 0.0, 101.0]], "0.0 at index (0, 1)", "above 0"),
        ([100.0, -5.0, 101.0], "-5.0 at index 1", "above 0"),
        ([100.0, 101.0], "(1, 2)", "(n_paths, 3)"),
        (np.full((3, 2), 1.0), "(3, 2)", "(n_paths, 3)"),
        (np.full((1, 1, 3), 1.0), "(1, 1, 3)", "(n_paths, 3)"),
        (np.empty((0, 3)), "(0, 3)", "(n_paths, 3)"),
        (100.0, "()", "(n_paths, 3)"),
        (None, "None", "a finite number"),
    ],
    "dates": [(["a", "b"], "2", "as many as times, 3")],
    "prices": [
        ([100.0, NAN], "nan at index 1", "a finite number"),
        ([100.0, -1.0], "-1.0 at index 1", "above 0"),
        ([[100.0, 101.0]], "(1, 2)", "one-dimensional"),
        ([100.0], "(1,)", "two or more"),
        (["a", "b"], "['a', 'b']", "a finite number"),
    ],
    "untested": [],  # flags, and what is tested by hand below
}

TWO_PATHS = gl.Paths(np.linspace(0, 0.25, 5), np.full((2, 5), 100.0))
RUN = gl.replay(gl.call(100, 0.25), TWO_PATHS, paid_vol=0.2)
PRICING = dict(
    spot=(100.0, "positives"),
    strike=(100.0, "positives"),
    expiry=(0.5, "not negatives"),
    vol=(0.2, "not negatives"),
    rate=(0.01, "numbers"),
    carry=(0.0, "numbers or None"),
    right=("call", "rights"),
)
BOOK_METHOD = dict(
    spot=(100.0, "positives"),
    vol=(0.2, "not negatives"),
    time=(0.1, "not negatives"),
    rate=(0.01, "numbers"),
    carry=(0.0, "numbers or None"),
)
STRIKE, EXPIRY = dict(strike=(100.0, "positive")), dict(expiry=(0.5, "not negative"))

ENTRIES = {
    **{name: (getattr(bs, name), PRICING) for name in bs.FORMULAS},
    "greeks": (gl.greeks, {**PRICING, "names": (("delta",), "names")}),
    "implied_vol": (
        gl.implied_vol,
        {
            "price": (5.0, "not negatives"),
            **{k: v for k, v in PRICING.items() if k != "vol"},
            "invalid": ("nan", "invalid"),
            "reasons": (False, "untested"),
        },
    ),
    "per_day": (
        gl.black_scholes.per_day,
        dict(theta=(-36.5, "untested"), days=(365.0, "positive")),
    ),
    "per_vol_point": (gl.black_scholes.per_vol_point, dict(vega=(19.0, "untested"))),
    "Option": (
        gl.Option,
        {**STRIKE, **EXPIRY, "right": ("call", "right"), "quantity": (1.0, "number")},
    ),
    "Book": (gl.Book, dict(options=((), "options"))),
    "Book.payoff": (gl.call(100, 0.5).payoff, dict(spot=(100.0, "positives"))),
    "Book.value": (gl.call(100, 0.5).value, BOOK_METHOD),
    "Book.delta": (gl.call(100, 0.5).delta, BOOK_METHOD),
    "Book.greeks": (gl.call(100, 0.5).greeks, {**BOOK_METHOD, "names": (("delta",), "names")}),
    "call": (gl.call, {**STRIKE, **EXPIRY}),
    "put": (gl.put, {**STRIKE, **EXPIRY}),
    "straddle": (gl.straddle, {**STRIKE, **EXPIRY}),
    **{
        name: (
            getattr(gl, name),
            {"low": (90.0, "untested"), "high": (110.0, "untested"), **EXPIRY},
        )
        for name in ("strangle", "risk_reversal", "call_spread", "put_spread")
    },
    "butterfly": (
        gl.butterfly,
        dict(
            low=(90.0, "untested"), middle=(100.0, "untested"), high=(110.0, "untested"), **EXPIRY
        ),
    ),
    "calendar": (gl.calendar, {**STRIKE, "near": (0.1, "untested"), "far": (0.2, "untested")}),
    "Paths": (
        gl.Paths,
        dict(
            times=([0.0, 0.1, 0.2], "times"),
            spots=([100.0, 101.0, 102.0], "spots"),
            dates=(None, "dates"),
            vols=(None, "untested"),
            highs=(None, "untested"),
            lows=(None, "untested"),
        ),
    ),
    "Paths.adopt": (
        gl.Paths.adopt,
        dict(
            times=([0.0, 0.1, 0.2], "times"),
            spots=([100.0, 101.0, 102.0], "spots"),
            dates=(None, "dates"),
            vols=(None, "untested"),
            highs=(None, "untested"),
            lows=(None, "untested"),
        ),
    ),
    "Paths.pick": (TWO_PATHS.pick, dict(path=(0, "index"))),
    "Paths.every": (TWO_PATHS.every, dict(n=(1, "count"))),
    "Paths.dates_of": (TWO_PATHS.dates_of, dict(path=(0, "index"))),
    "Paths.realised_vol": (TWO_PATHS.realised_vol, {}),
    "Paths.autocorrelation": (TWO_PATHS.autocorrelation, {}),
    "Paths.mirrored": (TWO_PATHS.mirrored, {}),
    "Paths.from_prices": (
        gl.Paths.from_prices,
        dict(
            prices=([100.0, 101.0], "prices"),
            years_per_step=(1 / 252, "positive or None"),
            highs=(None, "untested"),
            lows=(None, "untested"),
        ),
    ),
    "GBM": (gl.GBM, dict(vol=(0.2, "not negative"), drift=(0.0, "number"))),
    "GBM.simulate": (
        gl.GBM(0.2).simulate,
        dict(
            spot=(100.0, "positive"),
            horizon=(1.0, "positive"),
            steps=(2, "count"),
            n_paths=(2, "count"),
            seed=(1, "seed"),
            clock=(None, "untested"),
        ),
    ),
    "EveryStep": (gl.EveryStep, {}),
    "EveryN": (gl.EveryN, dict(n=(5, "count"))),
    "PriceMove": (gl.PriceMove, dict(move=(0.01, "positive"))),
    "DeltaBand": (gl.DeltaBand, dict(width=(0.1, "positive"), to=("edge", "side"))),
    "Once": (gl.Once, {}),
    "Never": (gl.Never, {}),
    "Proportional": (gl.Proportional, dict(cost_rate=(0.001, "not negative or signal"))),
    "HalfSpread": (gl.HalfSpread, dict(bps=(2.0, "untested"), price=(None, "untested"))),
    "FixedFee": (gl.FixedFee, dict(fee=(1.0, "not negative or signal"))),
    "replay": (
        gl.replay,
        dict(
            book=(gl.call(100, 0.25), "book"),
            paths=(TWO_PATHS, "paths of a replay"),
            paid_vol=(0.2, "not negative or one per path"),
            hedge_vol=(None, "vols of paths"),
            mark_vol=(None, "vols of paths"),
            rate=(0.0, "number"),
            carry=(None, "number or None"),
            cash_rate=(None, "number or None"),
            policy=(None, "function"),
            costs=(None, "function"),
            entry_cost=(True, "untested"),
            exit_cost=(True, "untested"),
            venue=(None, "venue"),
            execution=(None, "execution"),
            stop=(None, "stop"),
        ),
    ),
    "Run.ledger": (RUN.ledger, dict(path=(0, "index"))),
    "Run.attribution": (RUN.attribution, dict(path=(0, "index or None"))),
    "Run.summary": (RUN.summary, {}),
}

CASES = [
    pytest.param(entry, argument, *case, id=f"{entry}-{argument}-{case[1]}")
    for entry, (_, arguments) in ENTRIES.items()
    for argument, (_, kind) in arguments.items()
    for case in KINDS[kind]
]


def message_of(call, **arguments):
    with pytest.raises(ValueError) as caught:
        call(**arguments)
    return str(caught.value)


@pytest.mark.parametrize("entry, argument, bad, shown, allowed", CASES)
def test_the_message_names_argument_value_and_what_is_allowed(entry, argument, bad, shown, allowed):
    call, arguments = ENTRIES[entry]
    given = {name: good for name, (good, _) in arguments.items()} | {argument: bad}
    message = message_of(call, **given)
    before, _, after = message.partition(": ")
    assert before.startswith(argument), message
    assert shown in before, message
    assert "must be" in after and allowed in after, message


@pytest.mark.parametrize("entry", ENTRIES)
def test_the_good_arguments_are_good(entry):
    call, arguments = ENTRIES[entry]
    call(**{name: good for name, (good, _) in arguments.items()})


# --- what one argument alone does not show -------------------------------------------------------


SHAPES = dict(spot=[1.0, 2.0, 3.0], strike=[1.0, 2.0])


@pytest.mark.parametrize("name", [*bs.FORMULAS, "greeks"])
def test_shapes_that_do_not_fit(name):
    message = message_of(getattr(bs, name), expiry=1.0, vol=0.2, **SHAPES)
    assert message.startswith("shapes do not fit together: spot (3,), strike (2,)")
    assert "must be equal or broadcast" in message


def test_shapes_that_do_not_fit_in_implied_vol():
    message = message_of(
        gl.implied_vol, price=[1.0, 2.0], spot=[1.0, 2.0, 3.0], strike=1.0, expiry=1.0
    )
    assert "price (2,)" in message and "spot (3,)" in message and "must be" in message


@pytest.mark.parametrize("method", ["greeks", "value", "delta"])
def test_shapes_that_do_not_fit_in_a_book(method):
    call = getattr(gl.call(100, 1.0), method)
    message = message_of(call, spot=[1.0, 2.0, 3.0], vol=[0.2, 0.3])
    assert "spot (3,)" in message and "vol (2,)" in message and "must be" in message


@pytest.mark.parametrize("times", ["3", None, [1, 2], NAN])
def test_quantities(times):
    with pytest.raises(ValueError, match="^times = .* must be a "):
        times * gl.call(100, 0.5) if times is not None else gl.call(100, 0.5) * times


TWO_STRIKES = [gl.strangle, gl.risk_reversal, gl.call_spread, gl.put_spread]


@pytest.mark.parametrize("make", TWO_STRIKES)
def test_strikes_must_rise(make):
    assert message_of(make, low=110, high=90, expiry=1) == "high = 90: high must be above low, 110"
    assert message_of(make, low=90, high=90, expiry=1) == "high = 90: high must be above low, 90"


@pytest.mark.parametrize(
    "make, good, bad",
    [
        *((make, dict(low=90, high=110, expiry=1), bad) for make, bad in itertools.product(
            TWO_STRIKES, [dict(low="90"), dict(high=None), dict(low=NAN), dict(low=-1),
                          dict(high=[1])]
        )),
        *((gl.butterfly, dict(low=90, middle=100, high=110, expiry=1), bad)
          for bad in (dict(low="90"), dict(middle=NAN), dict(high=None), dict(low=0, high=200))),
        *((gl.calendar, dict(strike=100, near=0.1, far=0.2), bad)
          for bad in (dict(near="0.1"), dict(far=NAN), dict(far=None), dict(near=-0.1))),
    ],
)  # fmt: skip
def test_bad_strikes_and_expiries_of_spreads(make, good, bad):
    message = message_of(make, **(good | bad))
    assert any(message.startswith(f"{name} = ") for name in bad), message
    assert "must be" in message


def test_a_butterfly_has_even_wings():
    message = message_of(gl.butterfly, low=90, middle=101, high=110, expiry=1)
    assert message == "middle = 101: middle must be half-way between low and high, 100.0"
    assert message_of(gl.butterfly, low=90, middle=80, high=110, expiry=1).startswith("middle = 80")
    assert message_of(gl.calendar, strike=100, near=0.2, far=0.1).startswith("far = 0.1")


@pytest.mark.parametrize("bps, price", [(None, None), (2.0, 0.005)])
def test_half_spread_takes_one_of_two(bps, price):
    message = message_of(gl.HalfSpread, bps=bps, price=price)
    assert "bps" in message and "price" in message and repr((bps, price)) in message
    assert "one of the two" in message


@pytest.mark.parametrize("name", ["bps", "price"])
@pytest.mark.parametrize(
    "bad, shown, allowed", but(NOT_NUMBERS, None, "much") + NEGATIVE + NO_ARRAY
)
def test_half_spread(name, bad, shown, allowed):
    message = message_of(gl.HalfSpread, **{name: bad})
    assert message.startswith(f"{name} = ") and shown in message and allowed in message


def test_prices_without_dates_need_a_step():
    message = message_of(gl.Paths.from_prices, prices=[100.0, 101.0])
    assert message.startswith("years_per_step = None: years_per_step must be given")


def test_prices_must_be_in_order_of_their_dates():
    days = pd.to_datetime(["2015-08-24", "2015-08-21"])
    message = message_of(gl.Paths.from_prices, prices=pd.Series([100.0, 101.0], index=days))
    assert "strictly rising" in message and "2015-08-21" in message


def test_a_horizon_past_the_expiry():
    message = message_of(gl.replay, book=gl.straddle(100, 0.2), paths=TWO_PATHS, paid_vol=0.2)
    assert message.startswith("book = ") and "expiry=0.2" in message
    assert "at a time of the paths, or beyond them" in message
    assert "between 0.1875 and 0.25 years" in message
