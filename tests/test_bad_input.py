"""Bad input to any public entry point: a ValueError with the argument, the value, what is allowed.

`ENTRIES` lists every public function, class and method once, with arguments that work and, for
each argument, the kind of thing it takes. From that the cases are made: every argument of every
entry meets every bad value of its kind. `test_nothing_public_is_left_out` keeps the list complete.
"""

import inspect
import itertools
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import gammalab as gl
from gammalab import black_scholes as bs

pytestmark = pytest.mark.filterwarnings("error")

NAN, INF = float("nan"), float("inf")

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
        (gl.call(100, 0.1), "0.1", "at the horizon, 0.25, or later"),
        (gl.call(100, 1) + gl.put(100, 0.24), "0.24", "at the horizon, 0.25, or later"),
    ],
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
    "Proportional": (gl.Proportional, dict(rate=(0.001, "not negative"))),
    "HalfSpread": (gl.HalfSpread, dict(bps=(2.0, "untested"), price=(None, "untested"))),
    "FixedFee": (gl.FixedFee, dict(fee=(1.0, "not negative"))),
    "replay": (
        gl.replay,
        dict(
            book=(gl.call(100, 0.25), "book"),
            paths=(TWO_PATHS, "paths"),
            paid_vol=(0.2, "not negative"),
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


# Newer parts have their bad input in their own test files, by name.
ELSEWHERE = {
    **dict.fromkeys(
        ("BlockBootstrap", "Clock", "Heston", "MertonJumps", "MovingVol", "u_shaped"),
        "paths/test_models.py",
    ),
    **dict.fromkeys(("CorrelatedMoves", "EqualMoves"), "paths/test_moves.py"),
    **dict.fromkeys(
        (
            "ConstantGamma",
            "FeedbackMarket",
            "FadingDepth",
            "liquidation_cascade",
            "pinning",
            "squeeze",
        ),
        "feedback/test_feedback.py",
    ),
    "gamma_exposure": "feedback/test_exposure.py",
    "monte_carlo": "montecarlo/test_montecarlo.py",
    **dict.fromkeys(
        (
            "Smile",
            "butterfly_violations",
            "calendar_violations",
            "check_smile",
            "portfolio_greeks",
            "read_chain",
        ),
        "pricing/test_smile.py",
    ),
    **dict.fromkeys(
        (
            "Leland",
            "PermanentImpact",
            "PremiumAdjusted",
            "Schedule",
            "SquareRootImpact",
            "WhalleyWilmott",
            "Zakamouline",
            "leland_vol",
            "whalley_wilmott_width",
            "zakamouline_band",
        ),
        "hedging/test_bands.py",
    ),
    **dict.fromkeys(
        ("Future", "InversePerpetual", "Margin", "Perpetual", "Spot"), "hedging/test_venues.py"
    ),
    **dict.fromkeys(("Execution", "Stop"), "hedging/test_execution.py"),
}


def test_nothing_public_is_left_out():
    public = {name for name in gl.__all__ if callable(getattr(gl, name))}
    public -= {name for name in public if getattr(getattr(gl, name), "_is_protocol", False)}
    public |= {
        name for name in gl.feedback.__all__ if name[0].islower() or name == "FeedbackMarket"
    }
    assert public - set(ENTRIES) - set(ELSEWHERE) == set()
    for name, file in ELSEWHERE.items():
        text = (Path(__file__).parent / file).read_text()
        assert "pytest.raises(ValueError" in text and re.search(rf"\b{name}\(", text), name
    methods = {
        f"{cls.__name__}.{name}"
        for cls in (gl.Book, gl.Paths, gl.GBM)
        for name, _ in inspect.getmembers(cls, callable)
        if not name.startswith("_")
    }
    assert methods - set(ENTRIES) - {"Paths.refine", "Paths.scaled_to"} == {"Book.terms"}  # for the loop: takes what was checked before
    for entry, (call, arguments) in ENTRIES.items():
        assert set(inspect.signature(call).parameters) == set(arguments), entry


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


@pytest.mark.parametrize("method", ["greeks", "value", "delta"])
def test_time_after_the_first_expiry(method):
    book = gl.call(100, 0.5) + gl.call(100, 1.0)
    message = message_of(getattr(book, method), spot=100.0, vol=0.2, time=[0.1, 0.7])
    assert message == "time = 0.7: time must be at most the first expiry, 0.5"


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
@pytest.mark.parametrize("bad, shown, allowed", but(NOT_NUMBERS, None) + NEGATIVE + NO_ARRAY)
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
    assert "first_expiry=0.2" in message
    assert "book must be one whose first expiry is at the horizon, 0.25, or later" in message
