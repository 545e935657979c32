"""The problems of lesson 11, a book of options: sums by strike, vegas, expiries, nets, tables."""

from __future__ import annotations

import numpy as np

import gammalab as gl
from gammalab.check import exercise, sometimes

from .scenarios import MONTH, by_greeks, draw, table


def _options(rng):
    """Options of a few strikes, calls and puts, owned and sold; the one that is asked for."""
    n = int(rng.integers(3, 8))
    asked = float(rng.choice([90, 95, 100, 105]))
    strikes = rng.choice([asked, asked, asked - 5, asked + 5, asked + 20], n).astype(float)
    strikes[0], strikes[1], strikes[2] = asked, asked, asked + 5
    is_put = rng.random(n) < 0.5
    is_put[0], is_put[1] = True, False
    quantities = rng.choice([-20, -5, -1, 2, 8, 30], n).astype(float)
    quantities[0] = -abs(quantities[0])
    gammas = np.round(rng.uniform(0.01, 0.09, n), 4)
    if rng.random() < 0.5:  # two that are alike count twice
        quantities[1], gammas[1] = quantities[0], gammas[0]
    mixed = rng.permutation(n)  # or what is asked would always be the first option's strike
    return asked, strikes[mixed], is_put[mixed], quantities[mixed], gammas[mixed]


def _there(terms=lambda put, q, g: q * g, chosen=lambda k, ks: ks == k, total=np.sum):
    """Gamma at a strike; the arguments make mistakes."""
    return lambda strike, strikes, is_put, quantities, gammas: float(
        total(terms(is_put, quantities, gammas)[chosen(strike, strikes)])
    )


exercise(
    "11.1", "Gamma at a strike", "at_strike(strike, strikes, is_put, quantities, gammas)",
    _there(),
    n=16,
    inputs=_options,
    gives={"gamma": "units per 1.00"},
    mistakes=[
        (_there(lambda put, q, g: g), "the quantity is missing, and with it the sign of a sale"),
        (_there(lambda put, q, g: np.where(put, -1, 1) * q * g),
         "an owned put has a positive gamma, as a call has"),
        sometimes(_there(lambda put, q, g: np.abs(q) * g), "what was sold counts as minus"),
        sometimes(_there(total=lambda x: x[0]), "several options may have one strike: add them"),
        sometimes(_there(total=lambda x: x[-1]),
                  "several options may have one strike: the last has replaced the others"),
        (_there(chosen=lambda k, ks: np.ones(len(ks), bool)), "that is the whole book"),
        sometimes(_there(chosen=lambda k, ks: np.abs(ks - k) <= 5), "only this strike, not those "
                  "near it"),
        (_there(chosen=lambda k, ks: ks == ks[0]), "that is the first option's strike: asked is "
         "`strike`"),
        (_there(lambda put, q, g: np.where(put, 0, q * g)), "the puts are missing"),
        (_there(lambda put, q, g: np.where(put, q * g, 0)), "the calls are missing"),
        sometimes(_there(total=np.mean), "that is their mean: asked is the sum"),
        (_there(lambda put, q, g: q), "that is how many there are: the gamma is missing"),
        sometimes(_there(chosen=lambda k, ks: ks <= k), "only this strike, not those below it"),
        sometimes(_there(chosen=lambda k, ks: ks != k), "that is what sits at the other strikes"),
    ],
    hints=(
        "A sold option has a negative quantity. What is its part of the book's gamma?",
        "quantities * gammas has one part for each option. Which of them belong here?",
        "np.sum((quantities * gammas)[strikes == strike])",
    ),
    praise="puts and calls of one strike have one gamma; the quantity has the sign.",
)  # fmt: skip


def _vega(strike, expiry, vol):
    return gl.straddle(strike, expiry).greeks(strike, vol, names=("vega",))["vega"]


def _gamma(strike, expiry, vol):
    return gl.straddle(strike, expiry).greeks(strike, vol, names=("gamma",))["gamma"]


def _far(ratio):
    """How many far straddles; the argument makes mistakes."""
    return lambda strike, near, far, vol: float(ratio(strike, near, far, vol))


exercise(
    "11.2", "No vega", "vega_neutral(strike, near, far, vol)",
    _far(lambda k, a, b, v: -_vega(k, a, v) / _vega(k, b, v)),
    points=2, form="gaps", n=16,
    inputs=dict(strike=[50.0, 100.0, 2000.0], near=[10 / 365, MONTH, 60 / 365],
                far=[90 / 365, 0.5, 1.0], vol=(0.10, 0.80)),
    boundaries=[dict(near=0.25, far=0.25), dict(strike=100.0, near=MONTH, far=90 / 365, vol=0.2),
                dict(near=0.5, far=0.1)],
    gives={"straddles": "straddles"},
    mistakes=[
        (_far(lambda k, a, b, v: _vega(k, a, v) / _vega(k, b, v)),
         "they are sold: a negative number"),
        (_far(lambda k, a, b, v: -_vega(k, b, v) / _vega(k, a, v)),
         "turned over: the longer one has the larger vega, so fewer are needed"),
        (_far(lambda k, a, b, v: -_gamma(k, a, v) / _gamma(k, b, v)),
         "that leaves no gamma; asked is no vega"),
        (_far(lambda k, a, b, v: -_vega(k, a, v) / _gamma(k, b, v)),
         "below is the far one's gamma: divide by its vega"),
        (_far(lambda k, a, b, v: -np.sqrt(a / b)),
         "that is near it, at the money; take the vegas themselves"),
        (_far(lambda k, a, b, v: -a / b), "vega goes with the root of time, not with time"),
        (_far(lambda k, a, b, v: -1.0), "one against one leaves a vega: print it"),
        (_far(lambda k, a, b, v: _vega(k, b, v) - _vega(k, a, v)),
         "that is the vega of one against one; how many make it zero?"),
        (_far(lambda k, a, b, v: -_vega(k, a, v)), "divide by what one far straddle has"),
    ],
    hints=(
        "The near straddle's vega plus n times the far one's is zero.",
        "n = -vega(near) / vega(far); both at the strike.",
        "one = vega of gl.straddle(strike, near), and the number is -one / other.",
    ),
    praise="without vega it may still have a gamma: the two are independent.",
)  # fmt: skip


def _straddles(rng):
    """Straddles of a few expiries, one of which may end at this moment; spot, vol and time."""
    n = int(rng.integers(2, 6))
    expiries = rng.choice([7, 14, 30, 60, 90], n) / 365
    expiries[0], expiries[1] = 7 / 365, 90 / 365
    time = float(rng.choice([3, 6, 7, 7, 13, 29, 30])) / 365
    quantities = rng.choice([-10, -2, -1, 1, 3, 8], n).astype(float)
    strikes = rng.choice([90, 95, 100, 105], n).astype(float)
    spot, vol = float(np.round(rng.uniform(88, 112), 1)), float(np.round(rng.uniform(0.1, 0.6), 2))
    return quantities, strikes, rng.permutation(expiries), spot, vol, time


def _worth(q, k, t, s, v, now, *, ended=lambda s, k: np.abs(s - k), whole=lambda c, s, k: 2 * c
           - (s - k), left=lambda t, now: t - now, count=lambda q: q, alive=True):  # fmt: skip
    """What straddles are worth at a time; the arguments make mistakes."""
    there = t > now
    calls = gl.black_scholes.price(s, k, np.where(there, left(t, now), 1.0), v)
    worth = np.where(there, whole(calls, s, k) if alive else 0.0, ended(s, k))
    return float(np.sum(count(q) * worth))


exercise(
    "11.3", "After an expiry", "value_at(quantities, strikes, expiries, spot, vol, time)",
    _worth,
    points=2, form="order", n=20,
    inputs=_straddles,
    gives={"value": "currency"},
    mistakes=[
        sometimes(lambda *a: _worth(*a, ended=lambda s, k: 0.0 * k),
                  "what has expired was settled at its payoff: do not drop it"),
        (lambda *a: _worth(*a, left=lambda t, now: t),
         "time has passed: expiries less time are left"),
        sometimes(lambda *a: _worth(*a, ended=lambda s, k: np.maximum(s - k, 0)),
                  "a straddle pays on both sides of its strike"),
        sometimes(lambda *a: _worth(*a, ended=lambda s, k: s - k),
                  "a payoff is never negative"),
        (lambda *a: _worth(*a, whole=lambda c, s, k: c), "that is the call alone: a straddle has "
         "a put, too"),
        (lambda *a: _worth(*a, whole=lambda c, s, k: 2 * c),
         "a put is not worth its call: take spot - strike off"),
        (lambda *a: _worth(*a, whole=lambda c, s, k: 2 * c + (s - k)),
         "a put is its call less (spot - strike)"),
        (lambda *a: _worth(*a, whole=lambda c, s, k: np.abs(s - k)),
         "what lives is worth its price, which is more than its payoff"),
        sometimes(lambda *a: _worth(*a, count=np.abs), "what was sold counts as minus"),
        (lambda *a: _worth(*a, count=lambda q: np.ones(len(q))), "the quantities are missing"),
        (lambda *a: _worth(*a, alive=False), "only what has expired is counted here"),
    ],
    hints=(
        "Which line needs nothing but the inputs?",
        "Which straddles are alive, `left` tells. `calls` needs both.",
        "`worth` needs `alive`, `calls` and `ended`; the sum comes last.",
    ),
    praise="on the day of an expiry its gamma leaves the book, and its payoff stays.",
)  # fmt: skip


def _vegas(rng):
    """Vegas by expiry, of both signs; a base other than the first expiry."""
    n = int(rng.integers(2, 6))
    days = np.sort(rng.choice([7, 14, 30, 60, 90, 180, 365], n, replace=False))
    vegas = np.round(rng.uniform(-60, 60, n), 1)
    vegas[0] = -abs(vegas[0]) - 1
    return vegas, days / 365, float(rng.choice([30, 60, 90])) / 365


def _weighted(weights=lambda t, b: np.sqrt(b / t), count=lambda g: g):
    """Vega by the root of time; the arguments make mistakes."""
    return lambda vegas, expiries, base: float(np.sum(count(vegas) * weights(expiries, base)))


exercise(
    "11.4", "Which shift?", "weighted_vega(vegas, expiries, base)",
    _weighted(),
    points=2, form="bug", n=16,
    inputs=_vegas,
    gives={"vega": "currency per 1.00"},
    mistakes=[
        (_weighted(lambda t, b: 1.0 + 0 * t), "that answers a parallel shift"),
        (_weighted(lambda t, b: np.sqrt(t / b)),
         "turned over: far volatilities move less than near ones"),
        (_weighted(lambda t, b: b / t), "the root is missing"),
        (_weighted(lambda t, b: np.sqrt(365 * b / t)), "base is in years, as the expiries are"),
        (_weighted(lambda t, b: np.sqrt(1 / t)), "the base is missing"),
        (_weighted(lambda t, b: np.sqrt(t)), "near volatilities move more: the root is below"),
        (_weighted(count=np.abs), "a sold vega counts as minus"),
        (lambda vegas, expiries, base: float(np.mean(vegas * np.sqrt(base / expiries))),
         "that is the mean of the expiries: asked is their sum"),
        (_weighted(lambda t, b: np.sqrt(b / t) / np.sum(np.sqrt(b / t))),
         "that is a mean; asked is what the book loses or gains"),
        (_weighted(lambda t, b: np.sqrt(t[0] / t)), "the base is given: it need not be the first "
         "expiry"),
    ],
    hints=(
        "The volatility at the base moves by one. By how much does one of four times the life?",
        "By a half. The weight is the root of base over expiry.",
        "weights = np.sqrt(base / expiries)",
    ),
    praise="each total answers one kind of shift. Say which.",
)  # fmt: skip


def _trades(rng):
    """Trades of a few legs at a few closes, owned and sold, and the prices there."""
    legs, times = int(rng.integers(2, 5)), int(rng.integers(2, 6))
    trades = np.round(rng.uniform(-1, 1, (legs, times)), 2)
    trades[:, 0] = np.round(np.linspace(0.9, -0.4, legs), 2)  # these cross
    trades[:, -1] = -np.abs(trades[:, -1]) - 0.01  # these do not
    prices = np.round(100 + np.cumsum(rng.normal(0, 4, times)), 1)
    return trades, prices, float(rng.choice([1.0, 2.0, 5.0, 20.0]))


def _cost(net=lambda q, s: np.sum(np.abs(q.sum(axis=0)) * s), unit=1e4):
    """What trades cost; the arguments make mistakes."""
    return lambda trades, spots, bps: float(net(np.asarray(trades), np.asarray(spots)) * bps / unit)


exercise(
    "11.5", "One order", "net_cost(trades, spots, bps)",
    _cost(),
    points=2, form="gaps", n=16,
    inputs=_trades,
    gives={"cost": "currency"},
    mistakes=[
        (_cost(lambda q, s: np.sum(np.abs(q) * s)),
         "leg by leg: what crosses inside the book was paid for twice"),
        sometimes(_cost(lambda q, s: np.abs(np.sum(q.sum(axis=0) * s))),
                  "buying today and selling tomorrow are two trades: no netting over time"),
        sometimes(_cost(lambda q, s: np.sum(q.sum(axis=0) * s)),
                  "a sale costs as a purchase does: take the size"),
        (_cost(lambda q, s: np.sum(np.maximum(q.sum(axis=0), 0) * s)),
         "that is the purchases alone: sales cost, too"),
        (_cost(lambda q, s: np.sum(np.maximum(-q.sum(axis=0), 0) * s)),
         "that is the sales alone: purchases cost, too"),
        (_cost(lambda q, s: np.sum(np.abs(q.sum(axis=0)[1:]) * s[1:])),
         "the first close counts, too"),
        (_cost(lambda q, s: np.sum(np.abs(q.sum(axis=0)[:-1]) * s[:-1])),
         "the last close counts, too"),
        (_cost(lambda q, s: np.sum(np.abs(q) * s) - np.sum(np.abs(q.sum(axis=0)) * s)),
         "that is what netting saves: asked is what is left to pay"),
        (_cost(lambda q, s: np.sum(np.abs(np.diff(q.sum(axis=0), prepend=0.0)) * s)),
         "these are trades already: the difference of two is no trade"),
        (_cost(lambda q, s: np.sum(np.abs(np.cumsum(q.sum(axis=0))) * s)),
         "that adds the trades up to what is held: only what is traded costs"),
        (_cost(lambda q, s: np.mean(np.abs(q.sum(axis=0)) * s)),
         "that is the mean of the closes: asked is all that was paid"),
        (_cost(unit=100), "a basis point is a ten-thousandth"),
        (_cost(lambda q, s: np.sum(np.abs(q.sum(axis=0))) * s[0]), "each trade at its own price"),
        (_cost(lambda q, s: np.sum(np.abs(q.sum(axis=0)))), "the prices are missing"),
        (_cost(lambda q, s: np.sum(np.abs(q.sum(axis=1))) * np.mean(s)),
         "sum over the legs, the first axis, not over time"),
        (lambda q, s, b: float(np.sum(np.abs(np.sum(q, axis=0)) * s)), "bps is missing"),
    ],
    hints=(
        "At one close the legs trade 1 and -0.6. What has to be sent out?",
        "Add over the legs first, then take the size: np.abs(trades.sum(axis=0)).",
        "order = trades.sum(axis=0), and cost = np.sum(np.abs(order) * spots) * bps / 1e4.",
    ),
    praise="never dearer than leg by leg, and equal only if all trade the same way.",
)  # fmt: skip


exercise(
    "11.6", "A delta that knows", "smile_delta(delta, vega, spot, slope)",
    lambda delta, vega, spot, slope: delta + vega * slope / spot,
    n=20,
    inputs=dict(delta=[-0.8, -0.105, 0.21, 0.55], vega=[-11.4, 2.5, 8.157, 40.0],
                spot=(40.0, 200.0), slope=[-1.5, -0.8, 0.4, 0.65]),
    boundaries=[dict(slope=0.0), dict(delta=0.2055, vega=8.157, spot=100.0, slope=-0.8),
                dict(delta=-0.105, vega=5.01, spot=100.0, slope=-1.5),
                dict(delta=-5.5, vega=110.0, spot=100.0, slope=-1.5)],
    gives={"delta": "units"},
    mistakes=[
        (lambda d, g, s, b: d - g * b / s,
         "the sign is turned: if volatility falls as the price rises, an owner's delta gets "
         "smaller, a seller's larger"),
        (lambda d, g, s, b: d + g * b, "the slope is for a return of 1: divide by the price"),
        (lambda d, g, s, b: d + g * b / s / 100, "vega and slope are both per 1.00: no hundred"),
        (lambda d, g, s, b: d + 100 * g * b / s, "a hundred too many: both are per 1.00"),
        sometimes(lambda d, g, s, b: d - g * abs(b) / s, "the slope has a sign of its own: where "
                  "volatility rises with the price, an owner's delta gets larger"),
        (lambda d, g, s, b: d + g * b / 100, "divide by the price, not by 100"),
        (lambda d, g, s, b: d + np.sign(d) * g * b / s,
         "the correction has the sign of the slope, for calls as for puts"),
        (lambda d, g, s, b: d * (1 + b), "it goes with vega, not with delta"),
        (lambda d, g, s, b: g * b / s, "that is the correction: add the delta"),
        (lambda d, g, s, b: d + b / s, "the vega is missing"),
        (lambda d, g, s, b: d + abs(g) * b / s, "a sold option's vega counts as minus"),
        (lambda d, g, s, b: d, "that is Black-Scholes' own"),
        sometimes(lambda d, g, s, b: np.clip(d + g * b / s, -1, 1),
                  "a position's delta may pass 1: ten options have ten times one's"),
    ],
    hints=(
        "The price rises by 1. By how much does volatility move, and what is that worth?",
        "By slope / spot; and vega times that.",
        "delta + vega * slope / spot",
    ),
    praise="for a put as for a call: one sign, and the same shares.",
)  # fmt: skip


exercise(
    "11.7", "A scenario table", "scenarios(far, spot, vol, moves, shifts)",
    table,
    points=3, n=12,
    inputs=draw,
    gives={"table": "currency"},
    mistakes=[
        (lambda *a: table(*a, hedge="none"), "delta times the move is still in it: the hedge is "
         "missing"),
        (lambda *a: table(*a, hedge="then"),
         "the hedge is the one that you held before the move"),
        (lambda *a: table(*a, hedge="shifted"),
         "the hedge is the one of now, at `vol`: it knows nothing of the shift"),
        (lambda *a: table(*a, hedge="near"),
         "the hedge is the delta of the whole book, the far ones, too"),
        (lambda *a: table(*a, before=True),
         "before, the book was worth what it is at `vol`: the shift comes with the move"),
        (lambda *a: table(*a, step=1.0),
         "the hedge makes delta times the move in currency: `spot` times the fraction"),
        sometimes(lambda *a: table(*a, step=100.0),
                  "the hedge moves as the price does, by `spot` times the fraction, not by 100"),
        (lambda *a: table(*a, rooted=3**-0.5),
         "here both volatilities move by the whole shift, not by the root of time"),
        sometimes(lambda far, spot, *a: table(far, spot, *a, strike=spot),
                  "the straddles are struck at 100, wherever the price is"),
        (lambda *a: table(*a)[:, ::-1], "the columns stand in the order of `moves`: yours are "
         "turned"),
        (lambda *a: table(*a, later=1 / 365), "the move is sudden: no day goes by"),
        (lambda far, spot, vol, moves, shifts: table(far, spot, 0.2, moves, shifts),
         "the volatility is `vol`, not always 0.20"),
        (lambda far, *a: table(1.0, *a), "`far` says how many far ones are sold: not always one"),
        (lambda *a: table(*a, rows=False), "turned: shifts are the rows, moves the columns"),
        (lambda *a: table(*a, scale=0.01), "moves are fractions: 0.05 is 5 %"),
        (lambda *a: table(*a, less=False), "that is a value: take off what it was worth before"),
        (lambda *a: table(*a, times=True), "two points are added to the volatility: 0.20 + 0.02"),
        (by_greeks, "that is a sum of Greeks: price the book again at each new price and "
         "volatility"),
        (lambda *a: table(*a, kind=gl.call), "that is calls: a straddle has a put, too"),
        (lambda *a: -table(*a), "turned round: after less before, and the hedge is sold"),
        (lambda far, *a: table(-far, *a), "the far straddles are sold"),
        (lambda *a: table(*a, hedge="bought"),
         "the hedge is turned round: the book's delta is sold"),
        (lambda *a: table(*a, unit=0.01), "shifts are decimals: 0.02 is two points"),
        sometimes(lambda far, spot, *a: table(far, 100.0, *a),
                  "the price is `spot`; 100 is the strike"),
        sometimes(lambda *a: table(*a, start=100.0), "the move starts from `spot`, not from 100"),
        sometimes(lambda *a: table(*a[:-1], np.sort(a[-1])),
                  "the order of the shifts is given: do not sort the rows"),
        sometimes(lambda *a: table(*a[:-1], np.sort(a[-1])[::-1]),
                  "the order of the shifts is given, here too: do not sort the rows"),
        sometimes(lambda *a: table(*a[:-2], np.sort(a[-2]), a[-1]),
                  "the order of the moves is given: do not sort the columns"),
        sometimes(lambda *a: table(*a[:-2], np.sort(a[-2]), np.sort(a[-1])),
                  "the order is given: do not sort"),
        (lambda *a: table(*a)[::-1], "the rows stand in the order of `shifts`: yours are turned"),
    ],
    hints=(
        "One cell first: the price spot * (1 + move), the volatility vol + shift.",
        "There: the value, less the value before, less delta before times (price - spot).",
        "Two loops, shifts outside, moves inside; or give `value` a row of prices and a column of "
        "volatilities.",
    ),
    praise="what no total tells is in this table.",
)  # fmt: skip
