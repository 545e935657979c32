"""The problems of lesson 01, the option and its Greeks: from a payoff to a quote."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtr

from gammalab.check import exercise

from . import more_problems  # noqa: F401, for 1.6 and 1.7
from .makers import books, pair, slope

# ---- 1.1 ----------------------------------------------------------------------------------------


def _pays(spot, strike, right, floor=True):
    amount = spot - strike if right == "call" else strike - spot
    return max(amount, 0.0) if floor else amount


_OTHER = {"call": "put", "put": "call"}


def _profit(pays=_pays, cost=lambda paid, quantity: quantity * paid, times=lambda q: q):
    """What the options made at expiry; the arguments make mistakes."""
    return lambda spot, strike, right, paid, quantity: (
        times(quantity) * pays(spot, strike, right) - cost(paid, quantity)
    )


exercise(
    "1.1", "From payoff to profit", "profit_at_expiry(spot, strike, right, paid, quantity)",
    _profit(),
    inputs=dict(spot=(80.0, 125.0), strike=[90.0, 100.0, 110.0], right=["call", "put"],
                paid=(0.5, 9.0), quantity=[-10, -1, 1, 5]),
    boundaries=[lambda case: dict(spot=case.strike)],
    gives={"profit": "currency"},
    mistakes=[
        (_profit(lambda s, k, right: _pays(s, k, right, floor=False)),
         "an option is a right: at expiry it never pays less than zero"),
        (_profit(cost=lambda paid, quantity: 0.0),
         "that is the payoff; what was paid for the options is missing"),
        (_profit(lambda s, k, right: _pays(s, k, "call")),
         "a put pays when the price is *below* the strike"),
        (_profit(lambda s, k, right: _pays(s, k, "put")),
         "a call pays when the price is *above* the strike"),
        (_profit(lambda s, k, right: _pays(s, k, _OTHER[right])),
         "call and put have changed places"),
        (_profit(times=abs, cost=lambda paid, quantity: abs(quantity) * paid),
         "who sold the options makes what the owner loses: keep the sign of `quantity`"),
        (_profit(times=abs),
         "a sold option pays its owner, not you: the payoff takes the sign of `quantity`, too"),
        (_profit(cost=lambda paid, quantity: abs(quantity) * paid),
         "who sells an option is given the premium: it is no cost then"),
        (_profit(cost=lambda paid, quantity: paid),
         "the premium is paid for each option, not once"),
        (_profit(times=lambda q: 1, cost=lambda paid, quantity: paid), "that is one option"),
        (_profit(cost=lambda paid, quantity: -quantity * paid),
         "who owns the options has paid for them: the premium is taken off"),
        (lambda spot, strike, right, paid, quantity:
         quantity * max(_pays(spot, strike, right) - paid, 0.0),
         "the payoff stops at zero, the profit does not: the premium may be lost"),
        (_profit(lambda s, k, right: abs(s - k)),
         "a call pays only above the strike, a put only below: not on both sides"),
        (lambda *given: max(_profit()(*given), 0.0),
         "a position may lose: only the payoff of one option stops at zero"),
        (lambda spot, strike, right, paid, quantity:
         quantity * ((_pays(spot, strike, right) if quantity > 0 else 0.0) - paid),
         "who sold an option pays its owner: the payoff belongs to him, too"),
        (_profit(lambda s, k, right: (s if right == "call" else k) * (_pays(s, k, right) > 0)),
         "in the money it pays the difference of price and strike, not the whole of one"),
        (_profit(lambda s, k, right: s * (_pays(s, k, right) > 0)),
         "in the money it pays the difference of price and strike, not the whole price"),
    ],
    hints=(
        "What does one option pay, above the strike and below it? That depends on `right`.",
        "max(a, b) is the larger of two numbers. From the payoff of one, take off its premium.",
        "Then multiply by `quantity`: a negative one turns the sign, as it should.",
    ),
    praise="one formula for the owner and for the seller: the sign of the quantity does it.",
)  # fmt: skip

# ---- 1.2 ----------------------------------------------------------------------------------------


def _moves(rng):
    """(moves, days_a_year): decimals, one a day, with wild days, or still days, or a drift."""
    moves = 0.01 * rng.standard_t(3, int(rng.choice([2, 5, 21]))) + rng.choice([0.0, 0.01])
    moves[1:] *= rng.random(moves.size - 1) > rng.choice([0.0, 0.5])  # some stand still
    return np.round(moves, 4), int(rng.choice([252, 365]))


exercise(
    "1.2", "From moves to a volatility", "yearly_vol(moves, days_a_year)",
    lambda moves, days_a_year: np.sqrt(np.mean(moves**2) * days_a_year),
    form="gaps", inputs=_moves, n=16,
    gives={"volatility": "as a yearly decimal"},
    mistakes=[
        (lambda moves, days_a_year: np.abs(moves).mean() * np.sqrt(days_a_year),
         "that is the average size of a move: square first, then average, then take the root"),
        (lambda moves, days_a_year: np.std(moves) * np.sqrt(days_a_year),
         "no mean is taken off: the whole move counts"),
        (lambda moves, days_a_year: np.std(moves, ddof=1) * np.sqrt(days_a_year),
         "no mean is taken off here, and the squares are divided by their number"),
        (lambda moves, days_a_year: np.sqrt(np.mean(moves**2)) * days_a_year,
         "squares grow with the days; the volatility grows with their root"),
        (lambda moves, days_a_year: np.sqrt(np.mean(moves**2)),
         "that is the volatility of a day, and a year is asked"),
        (lambda moves, days_a_year: np.sqrt(np.sum(moves**2)),
         "that is the move of all these days; find that of one day, then that of a year"),
        (lambda moves, days_a_year: np.sqrt(np.sum(moves**2) * days_a_year),
         "a sum of squares grows with each day added: take their average"),
        (lambda moves, days_a_year: np.mean(moves**2) * days_a_year,
         "that is the variance: the root is missing"),
        (lambda moves, days_a_year: np.abs(np.mean(moves)) * np.sqrt(days_a_year),
         "moves up and down cancel before they are squared"),
        (lambda moves, days_a_year: 100 * np.sqrt(np.mean(moves**2) * days_a_year),
         "a decimal is asked: 0.20, not 20"),
        (lambda moves, days_a_year: np.sqrt(np.mean(moves**2) / days_a_year),
         "a year moves more than a day: multiply by the root of its days"),
        (lambda moves, days_a_year: np.sqrt(np.mean(moves**2) * 252),
         "the year has as many days as `days_a_year` says"),
        (lambda moves, days_a_year: np.sqrt(np.mean(moves**2) * 365),
         "365 days are not in every case: take `days_a_year`"),
        (lambda moves, days_a_year: np.sqrt(np.sum(moves**2) / (len(moves) - 1) * days_a_year),
         "no mean is taken off, so the sum is divided by all the days, not by one less"),
        (lambda moves, days_a_year: np.sqrt(np.mean(np.log1p(moves)**2) * days_a_year),
         "take the moves as they are given: no log"),
        (lambda moves, days_a_year: np.sqrt(np.mean(moves**2)) * 15.9,
         "15.9 is the root of 252, rounded: let the root of `days_a_year` be computed"),
        (lambda moves, days_a_year: np.sqrt(np.mean(moves[moves != 0]**2) * days_a_year),
         "a still day counts, too: the squares are averaged over all the days"),
        (lambda moves, days_a_year: np.sqrt(np.mean(moves**2) * np.sqrt(days_a_year)),
         "squares add up: the average square goes with the days; the root comes at the end"),
        (lambda moves, days_a_year: np.sqrt(np.sum(moves**2) * days_a_year / 252),
         "the average divides by how many moves there are, not by the days of a year"),
        (lambda moves, days_a_year: np.abs(moves).max() * np.sqrt(days_a_year),
         "that is the largest move alone: all of them count, by their squares"),
        (lambda moves, days_a_year: np.sqrt(np.sum(moves**2) / days_a_year),
         "divide by how many moves there are, and multiply by the days of the year"),
        (lambda moves, days_a_year: np.sqrt(np.mean(moves[1:]**2) * days_a_year),
         "the first move is left out: all of them count"),
        (lambda moves, days_a_year: np.sqrt(np.median(moves**2) * days_a_year),
         "the average of the squares, not their median: that does not see the wild days"),
    ],
    hints=(
        "Say it from the inside: square, average, root.",
        "moves**2 squares every entry; np.mean is the average, np.sqrt the root.",
        "The squares of days add up. So the average square of a day, times the days of a year, is "
        "the square of a year's volatility.",
    ),
    praise="square, average, root: one wild day is enough to be seen.",
)  # fmt: skip

# ---- 1.3 ----------------------------------------------------------------------------------------


def _typical(root=lambda days: np.sqrt(days / 365), factor=1.0):
    """A typical move in currency; the arguments make mistakes."""
    return lambda spot, vol, days: factor * spot * vol * root(days)


exercise(
    "1.3", "From a volatility to a move", "typical_move(spot, vol, days)",
    _typical(),
    form="gaps",
    inputs=dict(spot=(20.0, 400.0), vol=(0.05, 0.90), days=[1, 2, 7, 30, 365]),
    boundaries=[dict(days=0)],
    gives={"move": "currency"},
    mistakes=[
        (_typical(lambda days: days / 365),
         "a month is not thirty times a day: take the root of the time"),
        (lambda spot, vol, days: vol * np.sqrt(days / 365),
         "that is a fraction of the price; asked is a move in currency"),
        (_typical(lambda days: np.sqrt(days / 252)), "this year has 365 days"),
        *((_typical(lambda days, year=year: np.sqrt(days / year)),
           f"a year has 365 days here, not {year}") for year in (360, 365.25)),
        (_typical(lambda days: np.sqrt((days + 1) / 365)), "that is one day too many"),
        (lambda spot, vol, days: spot * np.expm1(vol * np.sqrt(days / 365)),
         "no exp: by the rule of the root the move is that part of the price"),
        (_typical(lambda days: np.sqrt(days) / 365), "the 365 belongs under the root, too"),
        (_typical(lambda days: np.sqrt(days) / 19), "the root of 365 is 19.1: let it be computed"),
        (_typical(lambda days: np.sqrt(days) / 19.1),
         "19.1 is the root of 365, rounded: let it be computed"),
        (_typical(lambda days: np.sqrt(days) / 16), "16 belongs to 252 days; this year has 365"),
        (_typical(lambda days: np.sqrt(365 / np.maximum(days, 1))),
         "days and year have changed places"),
        (_typical(lambda days: np.sqrt(1 / 365)), "that is one day: `days` is not used"),
        (_typical(lambda days: np.sqrt(1 / 365) * days),
         "a day's move times the days: but it is their squares that add"),
        *((_typical(factor=part),
           f"{part} of it is the *average* size, and a typical move is asked")
          for part in (0.8, 0.798)),
        (_typical(factor=np.sqrt(2 / np.pi)),
         "the root of two over pi gives an average size, and a typical move is asked"),
        (_typical(factor=0.01), "`vol` is a decimal already: nothing is to be divided by 100"),
        (_typical(lambda days: 1.0), "that is a typical move of a year"),
        (_typical(lambda days: np.sqrt(days) / 15.9),
         "15.9 is the root of 252 days; this year has 365"),
        (_typical(lambda days: np.sqrt(np.maximum(days - 1, 0) / 365)), "one day is missing"),
        (lambda spot, vol, days: spot * (1 + vol * np.sqrt(days / 365)),
         "that is the price after the move; asked is the move alone"),
        (lambda spot, vol, days: spot * vol**2 * days / 365, "that is the variance: take its root"),
        (lambda spot, vol, days: spot * np.sqrt(np.expm1(vol**2 * days / 365)),
         "that is exact for the price; asked is the rule of the root, which is simpler"),
    ],
    hints=(
        "How much of a year are `days`?",
        "A volatility goes with the root of the time.",
        "A return is a part of the price; a move is in currency.",
    ),
    praise="30 % on a share at 100 is 1.57 a day and 8.60 a month.",
)  # fmt: skip

# ---- 1.4 ----------------------------------------------------------------------------------------


exercise(
    "1.4", "A slope, measured", "slope(book, spot, vol, bump)",
    slope((1, 1), (-1, -1)),
    points=2, form="order", n=14,
    inputs=books,
    gives={"delta": "shares"}, rtol=1e-7,
    mistakes=[
        (slope((1, 1), (0, -1), over=lambda b: b),
         "one side only: that is the slope half a bump higher"),
        (slope((0, 1), (-1, -1), over=lambda b: b),
         "from below only: that is the slope half a bump lower"),
        (slope((1, 1), (-1, -1), over=lambda b: b), "the two points lie two bumps apart"),
        (slope((1, 1), (0, -1)), "that goes up by one bump, and divides by two"),
        (slope((-1, 1), (1, -1)),
         "the lower less the upper: as it stands the delta of a call is negative"),
        (slope((1, 1), (-1, -1), over=lambda b: 1.0),
         "that is the change of the value: divide it by the change of the price"),
        (slope((1, 1), (-1, -1), over=lambda b: 2.0),
         "the width is two bumps, and this divides by two"),
        (slope((1, 1), (0, -2), (-1, 1), over=lambda b: b**2),
         "that is the slope of the slope: gamma"),
        (lambda book, spot, vol, bump: float(book.delta(spot, vol)),
         "that is delta by its formula; here it is measured, with the bump that is given"),
        (slope((1, 1), (-1, -1), size=abs),
         "the slope of a put is negative, and that of a sold call is, too"),
    ],
    hints=(
        "The price goes up by a bump first, and the book is valued there.",
        "From up there it has to go down by the whole width, not by one bump.",
        "width, then up and its value, then down and its value, then the return.",
    ),
    praise="a Greek is a slope: two values and a width, and no formula.",
)  # fmt: skip

# ---- 1.5 ----------------------------------------------------------------------------------------


def _put_by_delta(right, delta, chance):
    """A mistake: a put's chance read off its delta."""
    return delta, chance if right == "call" else abs(delta)


exercise(
    "1.5", "Find the bug", "delta_and_chance(spot, strike, expiry, vol, right)",
    pair(),
    points=2, form="bug",
    inputs=dict(spot=(70.0, 140.0), strike=[90.0, 100.0, 110.0], expiry=[1 / 365, 0.1, 0.5, 2.0],
                vol=(0.1, 1.0), right=["call", "put"]),
    boundaries=[lambda case: dict(spot=case.strike, expiry=0.25)],
    gives={"delta": "shares", "chance": "as a decimal"}, atol=1e-9,
    mistakes=[
        (pair(lambda vol, t: vol * t), "the standard deviation goes with the root of the time"),
        (pair(lambda vol, t: vol**2 * t), "that is the variance; its root belongs there"),
        (pair(lambda vol, t: np.sqrt(vol * t)), "only the time is under the root"),
        (pair(lambda vol, t: vol), "that is the standard deviation of a year"),
        (pair(lambda vol, t: vol * np.sqrt(t / 365)), "`expiry` is in years already"),
        (pair(lambda vol, t: vol * t / 365),
         "no 365: `expiry` is in years, and its root belongs there"),
        (pair(lambda vol, t: vol * np.sqrt(365 * t)),
         "`expiry` is in years, and so is the volatility: no days are needed"),
        (pair(apart=0.0), "delta is taken for the chance: N(d1) is not N(d2)"),
        (pair(apart=-1.0), "d2 is smaller than d1: the standard deviation is taken off"),
        (pair(between=lambda vol, t: vol), "d2 lies below d1 by the standard deviation until "
         "expiry, not by that of a year"),
        (pair(apart=0.5), "d1 and d2 lie a whole standard deviation apart, not half of it"),
        (pair(lean=1.0), "half of the standard deviation is added to d1, not the whole of it"),
        (pair(lift=lambda vol, t: 0.5 * vol / np.sqrt(t)),
         "the variance in d1 is that until expiry: the time belongs to it"),
        (pair(chance=lambda d2, right: ndtr(-d2)),
         "a call pays when the price ends *above* the strike: N(d2)"),
        (pair(apart=0.0, chance=lambda d1, right: ndtr(-d1 if right == "call" else d1)),
         "one less the size of delta is no chance to pay: that is N(d2)"),
        (lambda spot, strike, expiry, vol, right: _put_by_delta(
            right, *pair()(spot, strike, expiry, vol, right)),
         "the size of a put's delta is not its chance: that is N(-d2)"),
        (pair(between=lambda vol, t: vol * t),
         "d2 lies one standard deviation below d1: there, too, the root of the time belongs"),
        (pair(log=lambda s, k: s / k - 1), "d1 takes the log of the price over the strike"),
        (pair(lean=-0.5), "d1 has a plus in it: half of the variance is added"),
        (pair(power=2), "half of the standard deviation is added to d1, not half of its square"),
        (pair(delta=lambda d1, right: ndtr(d1) if right == "call" else -ndtr(d1)),
         "a put's delta is not minus that of the call: it is one less, N(d1) - 1"),
        (pair(delta=lambda d1, right: ndtr(d1)), "a put's delta is N(d1) less one"),
        (pair(delta=lambda d1, right: np.abs(ndtr(d1) - (right == "put"))),
         "a put's delta is negative: keep its sign"),
        (pair(chance=lambda d2, right: ndtr(d2)),
         "a put pays when the price ends *below* the strike: N(-d2)"),
        (pair(chance=lambda d2, right: ndtr(-d2 if right == "call" else d2)),
         "that is the chance *not* to pay"),
    ],
    hints=(
        "d1 and d2 are made of one number. Which, and in which line?",
        "That number is how far the log price typically goes until expiry.",
        "Such a move goes with the root of the time.",
    ),
    praise="two numbers one standard deviation apart: the one counts shares, the other chances.",
)  # fmt: skip
