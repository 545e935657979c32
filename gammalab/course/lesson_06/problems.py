"""The problems of lesson 06, what hedging costs: from one trade's cost to a band along a path."""

from __future__ import annotations

import numpy as np

import gammalab as gl
from gammalab.check import exercise, sometimes


def _cost(size=abs, bp=1e-4, spot=lambda s: s, fee=lambda shares, fee: fee * (shares != 0)):
    """What one trade costs; the arguments make mistakes."""
    return lambda shares, spot_, half_spread, fee_: float(
        half_spread * bp * size(shares) * spot(spot_) + fee(shares, fee_)
    )


exercise(
    "6.1", "What a trade costs", "trade_cost(shares, spot, half_spread, fee)",
    lambda shares, spot, half_spread, fee: _cost()(shares, spot, half_spread, fee),
    inputs=dict(shares=[-250.0, -10.0, -0.4, 0.0, 0.4, 10.0, 90.0], spot=(20.0, 3000.0),
                half_spread=[0.5, 2.0, 5.0, 20.0], fee=[0.3, 0.5, 1.0, 4.0]),
    boundaries=[dict(shares=0.0), dict(fee=0.0), dict(half_spread=0.0)],
    gives={"cost": "currency"},
    mistakes=[
        (_cost(size=lambda shares: shares),
         "here a sale earns the spread: selling costs, too"),
        (_cost(bp=2e-4), "that is the whole spread, in and out again: this is one trade"),
        (_cost(bp=5e-5), "the half spread is given: no half of it again"),
        (_cost(bp=1e-2), "that reads the half spread as per cent: a basis point is a hundredth "
         "of one"),
        (_cost(bp=1e-3), "a basis point is one part in 10,000, not in 1,000"),
        (_cost(bp=1.0), "the half spread is in basis points: turn it into a fraction first"),
        (_cost(fee=lambda shares, fee: fee), "who trades nothing pays no fee"),
        (_cost(fee=lambda shares, fee: fee * (shares > 0)), "a sale pays the fee, too"),
        (_cost(fee=lambda shares, fee: fee * abs(shares)),
         "the fee is for the trade, whatever its size: not for each share"),
        (_cost(fee=lambda shares, fee: 0.0), "the fee is missing"),
        (_cost(fee=lambda shares, fee: -fee * (shares != 0)), "the fee is paid, too: add it"),
        (_cost(size=lambda shares: shares, fee=lambda shares, fee: fee),
         "two things: a sale earns the spread here, and who trades nothing pays a fee"),
        (_cost(spot=lambda s: 1.0), "that is a part of the shares: their price is missing"),
        (lambda shares, spot, half_spread, fee: -_cost()(shares, spot, half_spread, fee),
         "a cost is asked: what you pay is positive"),
    ],
    hints=(
        "Two parts: one goes with the value of what is traded, one only asks whether you traded.",
        "The value is abs(shares) * spot. A basis point is 1e-4 of it.",
        "fee * (shares != 0) is the fee, or nothing.",
    ),
    praise="one part counts shares, the other counts trades.",
)  # fmt: skip


def _total(trades=lambda hedge: np.diff(hedge, prepend=0, append=0),
           paid=lambda t, s: np.sum(np.abs(t) * s), sign=-1):  # fmt: skip
    """(trades, their cost) of a hedge along a path; the arguments make mistakes."""

    def total_cost(deltas, spots, quantity, half_spread):
        made = trades(sign * quantity * np.asarray(deltas))
        return made, half_spread * 1e-4 * float(paid(made, np.asarray(spots)))

    return total_cost


def _bare(function):
    """The cost is right, whatever the trades are."""
    return lambda deltas, spots, quantity, half_spread: (
        function(deltas, spots, quantity, half_spread),
        _total()(deltas, spots, quantity, half_spread)[1],
    )


def _hedges(rng):
    """(deltas, spots, quantity, half_spread) of calls or puts; now and then one hedge only."""
    n = int(rng.choice([1, 4, 9]))
    spots = gl.GBM(0.4).simulate(100, n / 50, n, seed=int(rng.integers(10_000))).spots[0]
    spots = np.round(spots * rng.choice([0.5, 1.0, 20.0]), 2)
    option = gl.call if rng.random() < 0.6 else gl.put
    left = (n + 3 - np.arange(n)) / 50
    deltas = [float(option(spots[0], t).delta(s, 0.3)) for s, t in zip(spots, left, strict=False)]
    quantity = int(rng.choice([-100, -3, 1, 40]))
    return np.round(deltas, 3), spots, quantity, float(rng.choice([1.0, 5.0, 20.0]))


exercise(
    "6.2", "The bill of a month", "total_cost(deltas, spots, quantity, half_spread)",
    _total(),
    points=2, form="gaps", n=12, each="trade",
    inputs=_hedges,
    gives={"trades": "shares", "cost": "currency"},
    mistakes=[
        (_total(sign=1), "a hedge stands against the options: its sign is the other one"),
        (_bare(lambda d, s, q, b: np.append(np.diff(-q * d, prepend=0), 0.0)),
         "at the end the hedge is closed: that is a trade"),
        (_bare(lambda d, s, q, b: np.diff(-q * d, prepend=-q * d[0], append=0)),
         "the first hedge is a trade, too: from nothing"),
        (_bare(lambda d, s, q, b: np.append(-q * d, 0.0)),
         "that is what is held; a trade is the change of it"),
        (_bare(lambda d, s, q, b: np.diff(-d, prepend=0, append=0)),
         "that hedges one option: `quantity` is not used"),
        (_bare(lambda d, s, q, b: np.abs(np.diff(-q * d, prepend=0, append=0))),
         "a sale is a negative trade: the size belongs into the cost"),
        (_total(paid=lambda t, s: abs(np.sum(t * s))),
         "sales pay for purchases here: take the size of each trade first"),
        (_total(paid=lambda t, s: np.sum(t * s)),
         "a sale earns money here: take the size of each trade"),
        (_total(paid=lambda t, s: np.sum(np.abs(t))), "that is in shares: each has its price"),
        (_total(paid=lambda t, s: np.sum(np.abs(t)) * s[0]),
         "each trade is made at its own price, not at the first"),
        (_total(paid=lambda t, s: np.sum(np.abs(t) * s) * 2),
         "a half spread is paid once a trade, not twice"),
        (_total(paid=lambda t, s: np.sum(np.abs(t) * s) / 2),
         "the half spread is given: no half of it again"),
        (_total(paid=lambda t, s: np.sum(np.abs(t) * s) * 1e4),
         "a basis point is one part in 10,000"),
        (_total(paid=lambda t, s: np.sum((np.abs(t) * s)[:-1])),
         "the closing trade costs, too"),
        (_total(paid=lambda t, s: np.sum((np.abs(t) * s)[1:])), "the first trade costs, too"),
    ],
    hints=(
        "You begin with no shares and you end with none.",
        "np.diff(hedge, prepend=0, append=0) has the first trade, the changes and the close.",
        "Each trade costs its size, times its price, times the half spread as a fraction.",
    ),
    praise="one trade more than there are hedges: the close.",
)  # fmt: skip


def _even(paid=lambda p, d: p**2 + d**2, year=365, root=np.sqrt, bp=1e-4, end=1.0, k=1.0,
          two=2.0):  # fmt: skip
    """The breakeven after costs; the arguments make mistakes."""

    def breakeven_vol(paid_, half_spread, per_day, side):
        d = k * half_spread * bp * root(two * year * per_day / np.pi)
        return np.sqrt(paid(paid_, d)) + end * side * d

    return breakeven_vol


exercise(
    "6.3", "What has to happen", "breakeven_vol(paid, half_spread, per_day, side)",
    lambda paid, half_spread, per_day, side: _even()(paid, half_spread, per_day, side),
    points=2, form="order",
    inputs=dict(paid=(0.08, 0.60), half_spread=[1.0, 5.0, 20.0], per_day=[1, 2, 8], side=[-1, 1]),
    boundaries=[dict(half_spread=0.0)],
    gives={"volatility": "as a yearly decimal"},
    mistakes=[
        (_even(end=-1.0), "that is the other side's: costs make the owner need more"),
        (lambda paid, half_spread, per_day, side: _even()(paid, half_spread, per_day, 1),
         "the seller can bear less than he was paid: `side` is not used"),
        (_even(year=252), "these are days of 365 to the year"),
        (_even(root=lambda x: x), "the cost grows with the root of the number of hedges"),
        (lambda paid, half_spread, per_day, side: _even()(paid, half_spread, 1, side),
         "that is hedged daily: `per_day` is not used"),
        (_even(end=0.0), "that widens both sides alike: the drag itself is still to be added"),
        (_even(paid=lambda p, d: p**2), "the drag is in the root, too: its square is missing"),
        (_even(paid=lambda p, d: p**2 + d), "under the root stand squares"),
        (_even(k=2.0), "that is the whole spread: each trade pays the half"),
        (_even(k=0.5), "the half spread is given: no half of it again"),
        (_even(bp=1e-2), "a basis point is one part in 10,000"),
        (lambda paid, half_spread, per_day, side: np.sqrt(
            paid**2 + 2 * side * paid * half_spread * 1e-4 * np.sqrt(2 * 365 * per_day / np.pi)),
         "that takes the volatility paid for the one that happens: near, but not the answer"),
        (_even(two=1.0), "the average size of a normal move is the root of 2 over pi"),
    ],
    hints=(
        "A name has to be made before it is used. What comes out last?",
        "The drag needs the fraction and the number of hedges in a year.",
        "Square, add, take the root; then the drag is added, or taken off for the seller.",
    ),
    praise="the gap between the owner's and the seller's is what the market has to pay to both.",
)  # fmt: skip


def _paired(gap=lambda a, b: a - b, variance=lambda a, b: (a - b).var(ddof=1),
            n=lambda m: m):  # fmt: skip
    """(mean difference, standard error); the arguments make mistakes."""

    def difference(cost_a, cost_b):
        a, b = np.asarray(cost_a, float), np.asarray(cost_b, float)
        return float(gap(a, b).mean()), float(np.sqrt(variance(a, b) / n(len(a))))

    return difference


def _two_bills(rng):
    """(cost_a, cost_b): two rules on the same months, so that both are dear in the same ones."""
    n = int(rng.choice([3, 8, 40]))
    common = rng.gamma(4.0, 4.0, n)
    a, b = (common * rng.uniform(0.5, 1.3) + rng.normal(3, 1.0, n) for _ in range(2))
    return np.round(a, 3), np.round(b, 3)


exercise(
    "6.4", "Find the bug", "difference(cost_a, cost_b)",
    _paired(),
    points=2, form="bug", n=14,
    inputs=_two_bills,
    gives={"difference": "currency", "standard error": "currency"},
    mistakes=[
        (_paired(variance=lambda a, b: a.var(ddof=1) + b.var(ddof=1)),
         "two variances add where two samples do not know of each other: these have the same "
         "months"),
        (_paired(variance=lambda a, b: a.var(ddof=1)),
         "that is how well the first mean is known, not the difference"),
        (_paired(variance=lambda a, b: b.var(ddof=1)),
         "that is how well the second mean is known, not the difference"),
        (_paired(variance=lambda a, b: abs(a.var(ddof=1) - b.var(ddof=1))),
         "variances are not taken off one another: take the variance of the differences"),
        (_paired(variance=lambda a, b: (a.std(ddof=1) + b.std(ddof=1)) ** 2),
         "standard deviations do not add up; and these two have the same months"),
        (_paired(n=lambda m: 1), "that is the spread of the months: a mean is known better"),
        (_paired(n=lambda m: m**2), "the spread is divided by the root of the number of months"),
        (_paired(n=lambda m: m - 1), "one month less is in the variance, and once is enough"),
        (_paired(variance=lambda a, b: (a - b).var()),
         "the mean of these months was taken off: divide by one month less (ddof=1)"),
        (_paired(variance=lambda a, b: np.abs(a - b).var(ddof=1)),
         "the sign of a difference belongs to it: no sizes"),
        (_paired(gap=lambda a, b: b - a), "asked is the first less the second"),
        (_paired(gap=lambda a, b: np.abs(a - b)), "a difference has a sign: no sizes"),
        (_paired(variance=lambda a, b: ((a - b) ** 2).sum() / (len(a) - 1)),
         "the mean difference is not taken off before squaring"),
    ],
    hints=(
        "Both rules see the same months: a wild month is dear for both.",
        "What is it whose spread you want? Make it, month by month.",
        "The variance of a - b, over the number of months, under a root.",
    ),
    praise="what both share drops out: that is why rules are compared on equal paths.",
)  # fmt: skip


def _number(factor=np.pi / 8**0.5, horizon=lambda d: np.sqrt(d / 365), k=lambda b: b * 1e-4,
            worth=lambda w: w, vol=lambda v: v, whole=lambda x: x):  # fmt: skip
    """The best number of hedges; the arguments make mistakes."""
    return lambda worth_, vol_, days, half_spread: whole(
        factor * worth(worth_) * vol(vol_) * horizon(days) / k(half_spread)
    )


exercise(
    "6.5", "How many hedges", "best_number(worth, vol, days, half_spread)",
    _number(),
    inputs=dict(worth=(0.05, 0.50), vol=(0.10, 0.80), days=[7, 30, 90], half_spread=(1.0, 20.0)),
    gives={"number of hedges": ""}, rtol=1e-2,
    mistakes=[
        (_number(horizon=lambda d: d / 365), "the time goes with its root"),
        (_number(horizon=lambda d: np.sqrt(d)), "the time is in years: a day is a 365th"),
        (_number(horizon=lambda d: np.sqrt(d / 252)), "the year has 365 days here"),
        (_number(k=lambda b: b), "a basis point is one part in 10,000"),
        (_number(k=lambda b: 2e-4 * b), "that is the whole spread: each trade pays the half"),
        (_number(k=lambda b: 5e-5 * b), "the half spread is given: no half of it again"),
        (_number(whole=np.sqrt),
         "cost goes with the root of the number; where the two lines cross, the number itself "
         "stands"),
        (_number(whole=lambda x: 1 / x), "upside down: the dearer, the fewer"),
        (_number(whole=lambda x: float(round(x))), "leave the digits, as they come"),
        (_number(factor=np.sqrt(np.pi / 4)), "that factor is noise's alone: the cost has one, too"),
        (_number(factor=1.0), "the factor is missing: 1.11, pi over the root of 8"),
        (_number(worth=lambda w: 1.0), "what noise is worth to you: `worth` is not used"),
        (_number(vol=lambda v: v**2), "volatility comes once, not squared"),
        (_number(vol=lambda v: 1.0), "the wilder the price, the more hedges: `vol` is not used"),
        (_number(k=lambda b: np.sqrt(b * 1e-4)), "half the cost, twice the hedges: no root"),
    ],
    hints=(
        "It is in round 2: four things, and a factor.",
        "1.11 * worth * vol * the root of the years, over the half spread as a fraction.",
        "days / 365 are the years, half_spread * 1e-4 is the fraction.",
    ),
    praise="neither the price nor the size of the book is in it.",
)  # fmt: skip


def _rim(low=lambda d, w: -d - w, high=lambda d, w: -d + w):
    """Where a band leaves the hedge; the arguments make mistakes."""
    return lambda hedge, delta, width: float(min(max(hedge, low(delta, width)), high(delta, width)))


def _always(hedge, delta, width):
    return -delta + width if hedge > -delta else -delta - width


exercise(
    "6.6", "To the rim", "to_the_rim(hedge, delta, width)",
    lambda hedge, delta, width: _rim()(hedge, delta, width),
    inputs=dict(hedge=(-80.0, 80.0), delta=(-60.0, 60.0), width=[5.0, 15.0, 40.0]),
    boundaries=[
        lambda case: dict(hedge=-case.delta + case.width),
        lambda case: dict(hedge=-case.delta - case.width),
        lambda case: dict(hedge=-case.delta + 0.5 * case.width),
        lambda case: dict(hedge=-case.delta + 1.5 * case.width),
        lambda case: dict(hedge=-case.delta - 1.5 * case.width),
        lambda case: dict(hedge=-case.delta),
        dict(width=0.0), dict(delta=0.0),
    ],
    gives={"hedge": "shares"},
    mistakes=[
        (lambda hedge, delta, width: float(hedge if abs(hedge + delta) <= width else -delta),
         "that goes to the centre: at the rim you stop"),
        (_rim(low=lambda d, w: d - w, high=lambda d, w: d + w),
         "the hedge stands against delta: neutral is minus delta"),
        (_rim(low=lambda d, w: -d - w / 2, high=lambda d, w: -d + w / 2),
         "the width is to each side: no half of it"),
        (lambda hedge, delta, width: float(_rim()(hedge, delta, width) - hedge),
         "that is the trade; asked is the hedge after it"),
        (_rim(low=lambda d, w: -np.inf), "one side is open: a hedge too low has to move, too"),
        (_rim(high=lambda d, w: np.inf), "one side is open: a hedge too high has to move, too"),
        (lambda hedge, delta, width: float(_always(hedge, delta, width)),
         "within the band nothing is traded"),
        (lambda hedge, delta, width: float(hedge if abs(hedge + delta) <= width
                                           else -delta - np.sign(hedge + delta) * width),
         "that crosses the band to its far side: stop at the near one"),
        (_rim(low=lambda d, w: -w, high=lambda d, w: w), "the band lies about neutral, not "
         "about zero"),
        (lambda hedge, delta, width: float(min(max(hedge + delta, -width), width)),
         "that is the delta left over; asked is what is held"),
        (lambda hedge, delta, width: float(hedge if abs(hedge - delta) <= width else -delta),
         "how far you are from neutral is hedge plus delta; and at the rim you stop"),
        (lambda hedge, delta, width: float(-delta), "that is neutral: the band is not used"),
        (lambda hedge, delta, width: float(hedge), "that never trades"),
    ],
    hints=(
        "Where is neutral? The band lies about it.",
        "The lower rim is -delta - width, the upper one -delta + width.",
        "np.clip(hedge, low, high), or min and max.",
    ),
    praise="inside it waits, outside it does as little as it may.",
)  # fmt: skip


def _band(go=lambda h, d, w: min(max(h, -d - w), -d + w), close=True, first=True,
          size=abs, spot=lambda s, k: s[k], bp=1e-4, begin=lambda d: 0.0, entry=False,
          keep=True):  # fmt: skip
    """What a band to the rim costs along a path; the arguments make mistakes."""

    def band_cost(deltas, spots, width, half_spread):
        held = float(begin(deltas[0]))
        cost = abs(held) * spots[0] if entry else 0.0
        for k, delta in enumerate(deltas):
            wanted = float(go(held, delta, width))
            if k or first:
                cost += size(wanted - held) * spot(spots, k)
            held = wanted if keep else held
        if close:
            cost += size(-held) * spot(spots, -1)
        return float(cost * half_spread * bp)

    return band_cost


def _centre(held, delta, width):
    return held if abs(held + delta) <= width else -delta


def _a_book(rng):
    """(deltas, spots, width, half_spread) of straddles along a path, bought or sold."""
    n, seed = int(rng.choice([3, 10, 25])), int(rng.integers(10_000))
    paths = gl.GBM(0.4).simulate(100, n / 365, n, seed=seed)
    spots = np.round(paths.spots[0], 2)
    book = int(rng.choice([-100, 60, 100])) * gl.straddle(float(rng.choice([96, 101])), 30 / 365)
    deltas = np.round(book.delta(spots[:-1], 0.3, time=paths.times[:-1]), 2)
    return deltas, spots, float(rng.choice([0.0, 4.0, 10.0])), float(rng.choice([2.0, 10.0]))


exercise(
    "6.7", "A band along a path", "band_cost(deltas, spots, width, half_spread)",
    _band(),
    points=3, n=16,
    inputs=_a_book,
    gives={"cost": "currency"}, closed=("gammalab.replay",),
    mistakes=[
        (_band(go=_centre), "that goes to the centre: at the rim you stop"),
        (_band(go=lambda h, d, w: -d), "that is neutral each time: the band is not used"),
        (_band(close=False), "at the last price all that is held is closed"),
        (_band(first=False), "the first hedge is a trade, too: from nothing"),
        (_band(size=lambda t: t), "sales pay for purchases here: take the size of each trade"),
        (_band(spot=lambda s, k: 1.0), "that is in shares: each trade has its price"),
        (_band(spot=lambda s, k: s[0]), "each trade is made at its own price"),
        (_band(spot=lambda s, k: s[k + 1] if k >= 0 else s[k]),
         "you trade at the price at which you looked, not at the one after it"),
        (_band(go=lambda h, d, w: min(max(h, -d - w / 2), -d + w / 2)),
         "the width is to each side: no half of it"),
        (_band(begin=lambda d: -d), "you begin with no shares, not at neutral"),
        (_band(begin=lambda d: -d, entry=True),
         "you begin with no shares, and the first trade goes to the rim, not to neutral"),
        (_band(keep=False), "after a trade you hold something else: keep it for the next one"),
        (_band(bp=2e-4), "a half spread is paid once a trade, not twice"),
        (_band(bp=1.0), "a basis point is one part in 10,000"),
        (_band(bp=5e-5), "the half spread is given: no half of it again"),
        sometimes(_band(go=lambda h, d, w: h if abs(h + d) <= w else -d - np.sign(h + d) * w),
                  "that crosses the band to its far side: stop at the near one"),
    ],
    hints=(
        "Hold a number of shares, 0 at first, and go through the deltas one by one.",
        "The new hedge is np.clip(held, -delta - width, -delta + width). Pay for the change.",
        "After the loop, close what is held at the last price.",
    ),
    praise="with a width of 0 it is the hedge to neutral.",
)  # fmt: skip
