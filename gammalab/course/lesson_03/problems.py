"""The problems of lesson 03, the Taylor expansion: from one day's promise to a whole account."""

from __future__ import annotations

import numpy as np

import gammalab as gl
from gammalab import black_scholes as bs
from gammalab.check import exercise


def _promise(half=0.5, power=2, clock=lambda theta, days: theta * days / 365):
    """Half gamma times the square of the move, and the clock; the arguments make mistakes."""
    return lambda gamma, theta, move, days: half * gamma * move**power + clock(theta, days)


exercise(
    "3.1", "What a day should bring", "promise(gamma, theta, move, days)",
    _promise(),
    inputs=dict(gamma=(-14.0, 14.0), theta=(-2800.0, 2800.0), move=(-3.0, 3.0), days=[0, 1, 3]),
    boundaries=[dict(move=0.0), dict(gamma=13.91, theta=-2781.9, move=1.5, days=1),
                dict(gamma=-13.91, theta=2781.9, move=-1.5, days=3)],
    gives={"promise": "currency"},
    mistakes=[
        (_promise(half=1.0), "that is twice what gamma earns: one half is missing"),
        (_promise(clock=lambda theta, days: theta * days), "theta is per year; `days` are days"),
        (_promise(clock=lambda theta, days: theta * days / 252), "a year has 365 days here"),
        (_promise(power=1), "the move is squared: a fall earns what a rise earns"),
        (_promise(clock=lambda theta, days: -theta * days / 365),
         "theta carries its own sign already"),
        (_promise(clock=lambda theta, days: -abs(theta) * days / 365),
         "who sold the options is paid by time: theta may be positive"),
        (_promise(clock=lambda theta, days: theta / 365), "more than one day may pass, or none"),
        (lambda gamma, theta, move, days: 0.5 * abs(gamma) * move**2 + theta * days / 365,
         "who sold the options has a negative gamma: keep its sign"),
        (lambda gamma, theta, move, days: 0.5 * (gamma * move) ** 2 + theta * days / 365,
         "only the move is squared"),
        (_promise(half=0.0), "that is the clock alone"),
        (_promise(clock=lambda theta, days: 0.0), "that is the move alone"),
    ],
    hints=(
        "Two amounts: what the move brings, and what the clock takes.",
        "The move brings half of gamma times its square.",
        "Theta is per year. A day is 1/365 of it.",
    ),
    praise="the sign of gamma and theta says who gains: the formula is the same for a seller.",
)  # fmt: skip

SECOND = ("gamma", "vanna", "volga", "charm")


def _greeks(rng):
    """The Greeks of a few options of either side."""
    strike, days = float(rng.choice([95.0, 100.0, 105.0])), int(rng.integers(8, 90))
    book = gl.put(strike, days / 365) if rng.integers(2) else gl.call(strike, days / 365)
    book = int(rng.choice([-2, 1, 10])) * book
    return {name: float(value) for name, value in book.greeks(100, 0.2, names=SECOND).items()}


def _a_move(rng):
    ds, days = float(rng.choice([-4.0, -1.5, 0.5, 3.0])), int(rng.choice([0, 1, 3]))
    return _greeks(rng), ds, days / 365, float(rng.choice([-0.04, -0.01, 0.0, 0.02]))


def _four(vanna=lambda g, ds, dt, dv: g["vanna"] * ds * dv,
         volga=lambda g, ds, dt, dv: 0.5 * g["volga"] * dv**2,
         charm=lambda g, ds, dt, dv: g["charm"] * ds * dt):  # fmt: skip
    """The four terms; the arguments make mistakes."""

    def second(g, ds, dt, dv):
        return 0.5 * g["gamma"] * ds**2, *(one(g, ds, dt, dv) for one in (vanna, volga, charm))

    return second


exercise(
    "3.2", "Terms of second order", "second(g, ds, dt, dv)",
    _four(),
    points=2, form="gaps",
    inputs=_a_move, n=16,
    gives=dict.fromkeys(SECOND, "currency"),
    mistakes=[
        (_four(vanna=lambda g, ds, dt, dv: 0.5 * g["vanna"] * ds * dv),
         "a mixed term comes twice in the square, so it has no half"),
        (_four(vanna=lambda g, ds, dt, dv: g["vanna"] * dv),
         "vanna moves delta, and delta earns on the move of the price"),
        (_four(vanna=lambda g, ds, dt, dv: g["vanna"] * ds * dt),
         "vanna goes with volatility, not with time"),
        (_four(vanna=lambda g, ds, dt, dv: 100 * g["vanna"] * ds * dv),
         "vanna is per 1.00 of volatility, and so is `dv`"),
        (_four(volga=lambda g, ds, dt, dv: g["volga"] * dv**2),
         "a square comes once, and has its half, as gamma has"),
        (_four(volga=lambda g, ds, dt, dv: 0.5 * g["volga"] * dv),
         "volga moves vega: the move of volatility comes squared"),
        (_four(volga=lambda g, ds, dt, dv: 0.5 * g["volga"] * ds * dv),
         "volga goes with volatility alone"),
        (_four(charm=lambda g, ds, dt, dv: 0.5 * g["charm"] * ds * dt),
         "charm is a mixed term, as vanna is: it has no half"),
        (_four(charm=lambda g, ds, dt, dv: g["charm"] * dt),
         "charm moves delta by itself; it earns when the price moves too"),
        (_four(charm=lambda g, ds, dt, dv: -g["charm"] * ds * dt),
         "this charm is per year that passes: it carries its own sign"),
        (_four(charm=lambda g, ds, dt, dv: g["charm"] * ds * dt / 365),
         "`dt` is in years, and charm is per year"),
    ],
    hints=(
        "A Greek of second order is the slope of a slope: multiply it by both moves.",
        "Squares have a half: gamma with ds, volga with dv. Mixed terms have none.",
        "Vanna goes with ds * dv, volga with dv**2, charm with ds * dt.",
    ),
    praise="squares have a half, mixed terms have none.",
)  # fmt: skip


def _a_path(rng):
    steps, seed = int(rng.choice([1, 5, 10, 20])), int(rng.integers(1, 10_000))
    end = float(rng.choice([0.05, 0.1, 0.2]))
    paths = gl.GBM(vol=0.25).simulate(100, end, steps, seed=seed)
    spots, times = np.round(paths.spots[0], 2), np.round(paths.times, 4)
    strike, vol = float(rng.choice([95.0, 98.0, 100.5, 104.0])), float(rng.choice([0.15, 0.2, 0.3]))
    return spots, times, strike, vol, int(rng.choice([-100, -1, 1, 10]))


def _sums(at=lambda spots: spots[:-1], left=lambda times: (times[-1] - times)[:-1],
          moves=np.diff, half=0.5, steps=np.diff, sold=False, one=False):  # fmt: skip
    """(gamma, theta) of all days; the arguments make mistakes."""

    def both(spots, times, strike, vol, quantity):
        quantity = 1 if one else abs(quantity) if sold else quantity
        years = np.maximum(left(times), 1e-12)
        spot = strike if at(spots) is None else at(spots)
        g = bs.greeks(spot, strike, years, vol, names=("gamma", "theta"))
        gamma = half * np.sum(g["gamma"] * moves(spots) ** 2)
        return quantity * gamma, quantity * np.sum(g["theta"] * steps(times))

    return both


def _typical(spots):
    """All moves as large as the root of their mean square."""
    return np.full(len(spots) - 1, np.sqrt(np.mean(np.diff(spots) ** 2)))


SLIPS = [
    (dict(at=lambda spots: spots[0], left=lambda times: times[-1]),
     "the Greeks are those of day one: expand again each day"),
    (dict(at=lambda spots: spots[0], left=lambda times: times[-1],
          moves=lambda spots: spots[-1] - spots[0], steps=lambda times: times[-1]),
     "it takes the net move, once; each day's own move earns"),
    (dict(moves=_typical), "it takes an average squared move; each day has its own, and its gamma"),
    (dict(at=lambda spots: spots[1:], left=lambda times: (times[-1] - times)[1:]),
     "the Greeks are those after the move; the expansion starts before it"),
    (dict(at=lambda spots: spots[1:]), "the price in the Greeks is that after the move"),
    (dict(left=lambda times: times[:-1]),
     "`times` count from the start; Greeks need the time that is left"),
    (dict(left=lambda times: times[-1] + 0 * times[:-1]), "the time left never shrinks"),
    (dict(at=lambda spots: spots[0]), "the price in the Greeks is that of day one"),
    (dict(at=lambda spots: None), "these are the Greeks of a price at the strike"),
    (dict(steps=lambda times: 1 / 365), "a step need not be a day: `times` say how long it is"),
    (dict(half=1.0), "that is twice what gamma earns: one half is missing"),
    (dict(sold=True), "a negative quantity was sold: signs"),
    (dict(one=True), "that is one call, not all of them"),
]  # fmt: skip


def _added(**slip):
    both = _sums(**slip)
    return lambda spots, times, strike, vol, quantity: sum(
        both(spots, times, strike, vol, quantity)
    )


exercise(
    "3.3", "A month, day by day", "explained(spots, times, strike, vol, quantity)",
    _added(),
    points=2, form="order",
    inputs=_a_path, n=16,
    gives={"sum of gamma and theta": "currency"}, rtol=1e-7,
    mistakes=[
        *((_added(**slip), message) for slip, message in SLIPS),
        (_added(steps=lambda times: 0.0), "that is gamma alone: the clock is missing"),
        (_added(half=0.0), "that is theta alone: the moves are missing"),
    ],
    hints=(
        "Which lines still need all the prices, and which only those before each move?",
        "Moves and steps come from the whole arrays; then the last entries are cut off.",
        "`spots` and `left` are cut after `moves` was made, and before the Greeks.",
    ),
    praise="each day is expanded anew, about its own price, with its own time left.",
)  # fmt: skip


def _account(sign=1.0, **slip):
    both = _sums(**slip)

    def account(profit, spots, times, strike, vol, quantity):
        gamma, theta = both(spots, times, strike, vol, quantity)
        return gamma, theta, sign * (profit - gamma - theta)

    return account


def _a_profit(rng):
    spots, times, strike, vol, quantity = _a_path(rng)
    book = quantity * gl.call(strike, times[-1])
    profit = float(gl.replay(book, gl.Paths(times, spots), paid_vol=vol).pnl[0])
    return round(profit, 4), spots, times, strike, vol, quantity


exercise(
    "3.4", "Find the bug", "account(profit, spots, times, strike, vol, quantity)",
    _account(),
    points=2, form="bug",
    inputs=_a_profit, n=16,
    gives={"gamma": "currency", "theta": "currency", "rest": "currency"}, rtol=1e-7,
    mistakes=[
        *((_account(**slip), message) for slip, message in SLIPS),
        (_account(sign=-1.0), "the rest is the profit less gamma and theta, not the reverse"),
    ],
    hints=(
        "It adds up because its last amount is made to: that proves nothing. Follow one day.",
        "Which price and which time do the Greeks of the tenth day belong to?",
        "The Greeks are taken at the first price on each day: take them at the day's own.",
    ),
    praise="a rest that is made to fit proves nothing; its size says how much is missing.",
)  # fmt: skip


def _errors(rng):
    """Moves, each the same part of the one before, and errors of some order, bent a little."""
    sizes = float(rng.choice([2.0, 4.0, 6.0]))
    sizes = sizes * float(rng.choice([0.5, 0.7])) ** np.arange(rng.integers(2, 6))
    sizes = np.round(sizes, 4) * int(rng.choice([-1, 1]))
    power, factor = int(rng.choice([1, 2, 3, 4])), float(rng.choice([-0.2, 0.03, 0.5]))
    bent = 1 + rng.uniform(-0.2, 0.2, len(sizes)) if rng.integers(2) else 1.0
    return sizes, np.round(factor * sizes**power * bent, 7)


def _logs(values):
    return np.log(np.abs(values))


def _slope(x, y):
    return float(np.polyfit(x, y, 1)[0])


exercise(
    "3.5", "The order of an error", "order(sizes, errors)",
    lambda sizes, errors: _slope(_logs(sizes), _logs(errors)),
    points=2,
    inputs=_errors, n=16,
    gives={"order": ""}, rtol=1e-5, atol=1e-5,
    mistakes=[
        (lambda sizes, errors: _slope(_logs(errors), _logs(sizes)),
         "the axes are swapped: the error is the height, the move is the width"),
        (lambda sizes, errors: _slope(np.abs(sizes), np.abs(errors)),
         "that is the slope without logarithms"),
        (lambda sizes, errors: _slope(np.abs(sizes), _logs(errors)),
         "the sizes need their logarithm, too"),
        (lambda sizes, errors: _slope(_logs(sizes), np.abs(errors)),
         "the errors need their logarithm, too"),
        (lambda sizes, errors: abs(errors[0] / errors[1]),
         "that is how often smaller the error became: 8 means an order of 3"),
        (lambda sizes, errors: np.log2(abs(errors[0] / errors[1])),
         "a move need not be half of the one before: take `sizes` into account"),
        (lambda sizes, errors: _slope(_logs(sizes[:2]), _logs(errors[:2])),
         "it takes the first two points only; fit a line through all of them"),
        (lambda sizes, errors: -_slope(_logs(sizes), _logs(errors)),
         "the error grows with the move: the order is positive"),
        (lambda sizes, errors: round(_slope(_logs(sizes), _logs(errors))),
         "an order that is measured need not be whole: return the slope"),
        (lambda sizes, errors: (_logs(errors)[0] - _logs(errors)[-1])
         / (_logs(sizes)[0] - _logs(sizes)[-1]),
         "it takes the first point and the last; fit a line through all of them"),
    ],
    hints=(
        "error = c * size**p. What becomes of it when you take logarithms?",
        "log(error) = log(c) + p * log(size): a straight line, and p is its slope.",
        "np.polyfit(x, y, 1)[0] is the slope of the line through the points. A logarithm needs "
        "positive numbers: np.abs.",
    ),
    praise="an order that is measured is worth more than one that is asserted.",
)  # fmt: skip


def _room(years=lambda days: days / 365, spot=lambda spot: spot,
          error=lambda error: np.sqrt(12 * error)):  # fmt: skip
    """The move up to which the parabola is good enough; the arguments make mistakes."""
    return lambda spot_, vol, days, error_: spot(spot_) * vol * np.sqrt(years(days)) * error(error_)


exercise(
    "3.6", "How large a move may be", "room(spot, vol, days, error)",
    _room(),
    inputs=dict(spot=(50.0, 400.0), vol=(0.10, 0.40), days=[1, 5, 10, 30], error=(0.05, 0.12)),
    boundaries=[dict(error=0.0), dict(spot=100.0, vol=0.2, days=5, error=0.1)],
    gives={"room": "currency"},
    mistakes=[
        (_room(years=lambda days: (days / 365) ** 2),
         "what is left to move goes with the root of time"),
        (_room(years=lambda days: days / 252), "a year has 365 days here"),
        (_room(years=lambda days: days), "`days` are days, and volatility is per year"),
        (_room(years=lambda days: 1.0), "small is no matter of per cent: the time left is missing"),
        (_room(spot=lambda spot: 1.0), "that is a fraction of the price; asked is a move"),
        (_room(error=lambda error: 12 * error), "the error goes with the square of the move"),
        (_room(error=lambda error: np.sqrt(error)), "the 12 is missing"),
        (_room(error=lambda error: np.sqrt(6 * error)), "it is m**2 / 12, not m**2 / 6"),
        (_room(error=lambda error: np.sqrt(24 * error)), "it is m**2 / 12, not m**2 / 24"),
        (lambda spot, vol, days, error: _room()(100.0, vol, days, error),
         "that is in per cent of the price; asked is a move in currency"),
        (_room(error=lambda error: np.sqrt(error / 12)), "the 12 multiplies: solve for the move"),
        (_room(error=lambda error: np.sqrt(12.0)), "the error allowed is missing"),
        (_room(error=lambda error: np.sqrt(1.2)), "the error allowed is `error`, not always 0.10"),
        (_room(error=lambda error: 1.1), "the error allowed is `error`, not always ten per cent"),
        (lambda spot, vol, days, error: np.sqrt(12 * error),
         "that is the move in what is left to move; turn it into currency"),
    ],
    hints=(
        "Measure the move in what is left to move: m = move / (spot * vol * sqrt(years)).",
        "At the money what is left over what was promised is about m**2 / 12, in size.",
        "m = sqrt(12 * error); then turn m into currency.",
    ),
    praise="at the money a move is small or large against what is left to move.",
)  # fmt: skip


def _fall(sign=-1.0, two=2.0, years=lambda days: days / 365, move=lambda spot, move: move / spot,
          scale=1.0, power=2):  # fmt: skip
    """The fall in volatility that undoes a move; the arguments make mistakes."""
    return lambda spot, move_, vol, days: (
        scale * sign * move(spot, move_) ** power / (two * vol * years(days))
    )


exercise(
    "3.7", "The fall that undoes a move", "vol_fall(spot, move, vol, days)",
    _fall(),
    points=2,
    inputs=dict(spot=(50.0, 400.0), move=(-6.0, 6.0), vol=(0.10, 0.60), days=[10, 30, 90]),
    boundaries=[dict(move=0.0), dict(spot=100.0, move=3.0, vol=0.2, days=30)],
    gives={"change of volatility": "as a yearly decimal"},
    mistakes=[
        (_fall(sign=1.0), "the owner gains on the move, so volatility has to fall: negative"),
        (_fall(two=1.0), "that is twice the fall: the half of gamma is missing"),
        (_fall(years=lambda days: days), "`days` are days, and volatility is per year"),
        (_fall(years=lambda days: days / 252), "a year has 365 days here"),
        (_fall(move=lambda spot, move: move), "the move is to be a fraction of the price"),
        (_fall(scale=100.0), "that is in points; asked is a decimal, such as -0.03"),
        (lambda spot, move, vol, days: -((move / spot) ** 2) / (2 * days / 365),
         "vega has the volatility in it: divide by `vol`, too"),
        (lambda spot, move, vol, days: -(move**2) / spot / (2 * vol * days / 365),
         "square the move as a fraction of the price: the whole of `move / spot`"),
        (_fall(power=1), "the move is squared: a fall of the price earns as well"),
        (lambda spot, move, vol, days: -((move / spot) ** 2 - vol**2 / 365)
         / (2 * vol * days / 365), "the move comes at once: theta takes nothing"),
        (lambda spot, move, vol, days: vol + _fall()(spot, move, vol, days),
         "that is the volatility afterwards; asked is its change"),
        (lambda spot, move, vol, days: -abs(move / spot) / (2 * vol * days / 365),
         "what gamma brings goes with the square of the move"),
        (_fall(years=lambda days: np.sqrt(days / 365)),
         "the time left comes in whole, not as its root"),
    ],
    hints=(
        "Two amounts cancel: half of gamma times the square of the move, and vega times the "
        "change of volatility.",
        "Vega is gamma * spot**2 * vol * years.",
        "Gamma cancels: change = -(move / spot)**2 / (2 * vol * years).",
    ),
    praise="the longer the option lives, the smaller the fall that undoes the same move.",
)  # fmt: skip
