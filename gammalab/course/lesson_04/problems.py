"""The problems of lesson 04, theta against gamma: from one day's breakeven to a month and costs."""

from __future__ import annotations

import numpy as np

import gammalab as gl
from gammalab import black_scholes as bs
from gammalab.check import exercise


def _root_of_time(factor=1.0, year=365):
    """A typical move of some days; the arguments make mistakes."""
    return lambda spot, vol, days: factor * spot * vol * np.sqrt(days / year)


exercise(
    "4.1", "The move that pays", "breakeven(spot, vol, days)",
    _root_of_time(),
    inputs=dict(spot=(20.0, 3000.0), vol=(0.05, 0.80), days=[1, 2, 3, 7]),
    boundaries=[dict(vol=0.0)],
    gives={"breakeven": "currency"},
    mistakes=[
        (_root_of_time(factor=0.8),
         "0.8 of it is what a straddle costs that is not hedged; the hedged day needs all of it"),
        (_root_of_time(factor=np.sqrt(2 / np.pi)),
         "the root of two over pi gives an average size; a hedged day needs more"),
        (lambda spot, vol, days: spot * vol * np.sqrt(days) / 16,
         "16 is for the 252 trading days of a year; these days are of 365"),
        (lambda spot, vol, days: spot * vol * np.sqrt(days) / 15.9,
         "15.9 is the root of 252; here the rent runs on all 365 days"),
        (lambda spot, vol, days: spot * vol * np.sqrt(days) / 19,
         "the root of 365 is 19.1, not 19: leave the rounding to the computer"),
        (_root_of_time(year=252), "the rent runs every day of the year, and the year has 365"),
        (lambda spot, vol, days: spot * vol * np.sqrt(1 / 365),
         "a weekend is three days of rent: `days` is not used"),
        (lambda spot, vol, days: spot * vol * days / 365,
         "variance grows with the days, and a move is the root of a variance"),
        (lambda spot, vol, days: spot * vol * days * np.sqrt(1 / 365),
         "three days do not need three times the move of one: take the root of all the days"),
        (lambda spot, vol, days: vol * np.sqrt(days / 365),
         "that is a fraction of the price; asked is a move in currency"),
        (lambda spot, vol, days: 100 * vol * np.sqrt(days / 365),
         "that is in per cent of the price; asked is a move in currency"),
        (lambda spot, vol, days: spot * vol, "that is a typical move of a year"),
        (lambda spot, vol, days: spot * vol**2 * days / 365,
         "that is the variance, times the price: take its root first"),
    ],
    hints=(
        "Which part of the year passes, and how much variance belongs to it?",
        "The variance of the days is vol**2 * days / 365.",
        "A typical return is the root of that. A move is a return times the price.",
    ),
    praise="neither gamma nor theta is in it: near the money they cancel.",
)  # fmt: skip


def _greeks_of_a_path(rng):
    """(gammas, thetas, spots, times) of straddles, bought or sold, at a few times."""
    steps, seed = int(rng.choice([1, 5, 10])), int(rng.integers(1, 10_000))
    paths = gl.GBM(vol=0.25).simulate(100, steps / 365, steps, seed=seed)
    spots, times = np.round(paths.spots[0], 2), paths.times
    if steps > 1:  # a weekend in between: the steps are not all of one length
        times = times + np.where(np.arange(steps + 1) > steps // 2, 2 / 365, 0.0)
    book = int(rng.choice([-100, 10, 100])) * gl.straddle(float(rng.choice([97, 100, 104])), 0.1)
    greeks = book.greeks(
        spots, float(rng.choice([0.15, 0.2, 0.3])), time=times, names=("gamma", "theta")
    )
    return greeks["gamma"], greeks["theta"], spots, times


def _income(gammas, spots, times=None):
    return (0.5 * gammas[:-1] * np.diff(spots) ** 2).sum()


def _rent(thetas, times):
    return (thetas[:-1] * np.diff(times)).sum()


def _both(income=lambda gammas, spots, times: _income(gammas, spots), rent=_rent):
    """Income and rent; the arguments make mistakes."""
    return lambda gammas, thetas, spots, times: (
        income(gammas, spots, times), rent(thetas, times)
    )  # fmt: skip


exercise(
    "4.2", "Income and rent", "income_and_rent(gammas, thetas, spots, times)",
    _both(),
    points=2, form="gaps", n=12,
    inputs=_greeks_of_a_path,
    gives={"income": "currency", "rent": "currency"},
    mistakes=[
        (_both(income=lambda g, s, t: (0.5 * g[1:] * np.diff(s) ** 2).sum()),
         "a move is earned with the gamma that you had before it"),
        (_both(rent=lambda h, t: (h[1:] * np.diff(t)).sum()),
         "a step is paid for at the theta with which it began"),
        (_both(income=lambda g, s, t: (g[:-1] * np.diff(s) ** 2).sum()),
         "gamma's term has a half in it"),
        (_both(income=lambda g, s, t: (0.5 * g[:-1] * np.diff(s)).sum()),
         "each move is squared"),
        (_both(income=lambda g, s, t: (0.5 * g[:-1] * np.abs(np.diff(s))).sum()),
         "the size of a move is not its square"),
        (_both(income=lambda g, s, t: (0.5 * g[:-1] * (np.diff(s) / s[:-1]) ** 2).sum()),
         "gamma goes with the move in currency, and this is a return"),
        (_both(income=lambda g, s, t: 0.5 * g[0] * (s[-1] - s[0]) ** 2),
         "that is one move from the first price to the last; every step is a move"),
        (_both(income=lambda g, s, t: 0.5 * g[0] * (np.diff(s) ** 2).sum()),
         "gamma changes from step to step: you keep that of the first"),
        (_both(income=lambda g, s, t: 0.5 * g.mean() * (np.diff(s) ** 2).sum()),
         "an average gamma gives all moves the same weight"),
        (lambda gammas, thetas, spots, times: (
            _income(gammas, spots), _income(gammas, spots) + _rent(thetas, times)),
         "that is both together: the rent is theta's part alone"),
        (_both(rent=lambda h, t: h[:-1].sum()),
         "theta is per year: each step takes its part of the year"),
        (_both(rent=lambda h, t: h[:-1].sum() / 365),
         "not every step is a day: some of them hold a weekend"),
        (_both(rent=lambda h, t: -_rent(h, t)),
         "theta carries its sign: an owner's is negative, a seller's positive"),
        (_both(rent=lambda h, t: h[0] * (t[-1] - t[0])),
         "theta changes from step to step: this is that of the first"),
    ],
    hints=(
        "Both are sums over the steps. A step begins at one time and ends at the next.",
        "The Greeks of a step are those of its beginning: gammas[:-1]. np.diff gives the moves.",
        "The income of a step is half of gamma times the move squared; its rent is theta times "
        "the part of a year that it takes.",
    ),
    praise="the sum of the two is the profit, as far as gamma and theta explain it.",
)  # fmt: skip


def _closes(rng):
    """(prices, days_per_year): a random path, a trend, one jump, or a still market."""
    kind, n = rng.integers(4), int(rng.integers(5, 12))
    moves = [
        rng.normal(0, 0.012, n), np.full(n, 0.004), np.where(np.arange(n) == 2, 0.05, 0.0),
        rng.normal(0.003, 0.002, n),
    ][kind]  # fmt: skip
    prices = np.round(rng.choice([50.0, 100.0, 2000.0]) * np.exp(np.cumsum(np.r_[0, moves])), 4)
    return prices, int(rng.choice([252, 365]))


def _moves(prices):
    return np.diff(np.log(prices))


def _yearly(daily, root=True):
    """A yearly volatility out of one number for the days; the arguments make mistakes."""
    return lambda prices, year: daily(_moves(prices)) * (np.sqrt(year) if root else year)


def _rms(moves):
    return np.sqrt((moves**2).mean())


exercise(
    "4.3", "What happened", "happened(prices, days_per_year)",
    lambda prices, days_per_year: _yearly(_rms)(prices, days_per_year),
    points=2, form="order", n=12,
    inputs=_closes,
    gives={"volatility": "as a yearly decimal"},
    mistakes=[
        (lambda prices, days_per_year: np.sqrt(days_per_year) * np.std(_moves(prices)),
         "the mean is taken off: a trend pays a hedger, too"),
        (lambda prices, days_per_year: np.sqrt(days_per_year) * np.abs(_moves(prices)).mean(),
         "that is the average size of a move: squares are averaged, and then the root is taken"),
        (lambda prices, days_per_year: days_per_year * np.abs(_moves(prices)).mean(),
         "the root comes before the average: so it is the average size, and the days lost theirs"),
        (lambda prices, days_per_year: days_per_year * _rms(_moves(prices)),
         "variances grow with the days: they belong under the root"),
        (lambda prices, days_per_year: np.sqrt(252) * _rms(_moves(prices)),
         "the year is what `days_per_year` says"),
        (lambda prices, days_per_year: np.sqrt(days_per_year * (_moves(prices) ** 2).sum()),
         "that is the sum of the squares: it grows with every price added"),
        (lambda prices, days_per_year: days_per_year * (_moves(prices) ** 2).mean(),
         "that is the variance: the root is missing"),
        (lambda prices, days_per_year: np.sqrt(days_per_year * (np.diff(prices) ** 2).mean()),
         "these are moves in currency; a volatility is made of returns"),
        (lambda prices, days_per_year: np.sqrt(
            days_per_year * (_moves(prices) ** 2).sum() / len(prices)),
         "there is one move fewer than there are prices"),
        (lambda prices, days_per_year: np.sqrt(days_per_year) * np.abs(_moves(prices)).mean() / 0.8,
         "an average size over 0.8 is a guess at the root mean square: take that itself"),
        (lambda prices, days_per_year: np.sqrt(days_per_year) * abs(_moves(prices).mean()),
         "the moves are averaged before they are squared: up and down cancel"),
    ],
    hints=(
        "Say it from the inside: the root of the mean of the squares of the moves of the logs.",
        "np.log comes first, np.sqrt last.",
        "Between them: first the moves, then their squares, then the mean of those, for a year.",
    ),
    praise="root, mean, square, read from right to left.",
)  # fmt: skip


def _a_month(rng):
    """(prices, days, paid): closes with weekends between some of them."""
    n = int(rng.integers(5, 22))
    moves = rng.normal(0.0, 0.01, n) if rng.integers(4) else np.zeros(n)
    days = np.where((np.arange(n) + rng.integers(5)) % 5 == 0, 3, 1)
    prices = np.round(rng.choice([50.0, 100.0, 2000.0]) * np.exp(np.cumsum(np.r_[0, moves])), 4)
    return prices, days, float(rng.choice([0.10, 0.15, 0.22]))


def _gap(variance, off=lambda happened, paid: happened - paid):
    """What happened less what was paid; the arguments make mistakes."""
    return lambda prices, days, paid: off(np.sqrt(variance(_moves(prices), np.asarray(days))), paid)


def _on_365(moves, days):
    return (moves**2).sum() * 365 / days.sum()


exercise(
    "4.4", "Find the bug", "edge(prices, days, paid)",
    _gap(_on_365),
    points=2, form="bug", n=14,
    inputs=_a_month,
    gives={"edge": "as a yearly decimal"},
    mistakes=[
        (_gap(lambda moves, days: (moves**2).mean() * 252),
         "the rent was counted by 365 days, and this by 252: two clocks"),
        (_gap(lambda moves, days: (moves**2).sum() * 252 / days.sum()),
         "`days` are calendar days, and a year has 365 of them"),
        (_gap(lambda moves, days: (moves**2).mean() * 365),
         "a weekend is three days of rent, and its move is one of the squares"),
        (_gap(lambda moves, days: (moves**2 * days).mean() * 365),
         "a square is not worth more because its step was longer"),
        (_gap(lambda moves, days: (moves**2 / days).mean() * 365),
         "that weighs each step alike, the long and the short"),
        (_gap(lambda moves, days: ((moves - moves.mean()) ** 2).sum() * 365 / days.sum()),
         "no mean is taken off: a hedger earns on a trend's moves, too"),
        (lambda prices, days, paid: float(
            np.sqrt(_on_365(np.diff(prices) / prices[:-1], np.asarray(days))) - paid),
         "keep the log returns of the program"),
        (_gap(_on_365, lambda happened, paid: paid - happened),
         "that is the seller's side: the owner's edge is what happened less what was paid"),
        (_gap(_on_365, lambda happened, paid: happened**2 - paid**2),
         "that is a gap of variances; asked is one of volatilities"),
        (_gap(_on_365, lambda happened, paid: happened), "what was paid is not taken off"),
    ],
    hints=(
        "Theta runs at night and at weekends, too. Which days does the program count?",
        "How long is the whole path, in years? The sum of all squares belongs to that time.",
        "The variance of a year is the sum of the squares times 365, over the sum of `days`.",
    ),
    praise="rent and moves on one clock.",
)  # fmt: skip

A_STRADDLE = np.sqrt(2 / np.pi)  # of a standard deviation

exercise(
    "4.5", "The price of a straddle, by heart", "straddle_price(spot, vol, days)",
    _root_of_time(A_STRADDLE),
    inputs=dict(spot=(20.0, 3000.0), vol=(0.08, 0.50), days=[1, 5, 30, 60]),
    gives={"price": "currency"}, rtol=5e-3,
    mistakes=[
        (_root_of_time(), "that is one standard deviation: a straddle costs its average size"),
        (lambda spot, vol, days: A_STRADDLE * spot * vol * np.sqrt(days) / 19,
         "divide by 19.1, the root of 365, and not by 19"),
        (_root_of_time(A_STRADDLE / 2), "that is the call alone, or the put"),
        (_root_of_time(A_STRADDLE, year=252), "the year has 365 days here"),
        (lambda spot, vol, days: A_STRADDLE * spot * vol * days / 365,
         "a price that goes with the move goes with the root of the time"),
        (lambda spot, vol, days: A_STRADDLE * vol * np.sqrt(days / 365),
         "that is a fraction of the price of the share"),
        (_root_of_time(A_STRADDLE**2), "take the root of two over pi"),
        (lambda spot, vol, days: A_STRADDLE * spot * vol * np.sqrt(1 / 365),
         "that is a straddle of one day: `days` is not used"),
    ],
    hints=(
        "It pays the size of the move until expiry. How large is that on average?",
        "A typical move, one standard deviation, is spot * vol * sqrt(days / 365).",
        "The average size of a normal number is the root of two over pi: 0.798 of a deviation.",
    ),
    praise="0.8 of a standard deviation: quick enough to do in the head.",
)  # fmt: skip


def _profit(square=lambda r: r**2, spots=lambda s: s[:-1], dt=lambda t: np.diff(t), price=2,
            left=lambda t: t[-1] - t[:-1], quantity=lambda q: q, half=0.5, first=False,
            paid_square=2, frozen=False):  # fmt: skip
    """The sum over days; the arguments make mistakes."""

    def path_profit(spots_, times, strike, paid, quantity_):
        before = spots(spots_)
        gamma = bs.gamma(before, strike, left(times), paid)
        gamma = np.full_like(gamma, gamma[0]) if frozen else gamma
        dollar = gamma * before**price
        dollar = np.full_like(dollar, dollar[0]) if first else dollar
        returns = np.diff(spots_) / spots_[:-1]
        gap = square(returns) - paid**paid_square * dt(times)
        return float(quantity(quantity_) * (half * dollar * gap).sum())

    return lambda spots, times, strike, paid, quantity: path_profit(
        np.asarray(spots), np.asarray(times), strike, paid, quantity
    )


def _by_vega(spots, times, strike, paid, quantity):
    happened = np.sqrt((np.diff(np.log(spots)) ** 2).sum() / times[-1])
    return quantity * float(bs.vega(spots[0], strike, times[-1], paid)) * (happened - paid)


def _a_path(rng):
    steps, seed = int(rng.choice([2, 10, 20, 30])), int(rng.integers(1, 10_000))
    paths = gl.GBM(vol=float(rng.choice([0.15, 0.3]))).simulate(100, steps / 365, steps, seed=seed)
    spots, times = np.round(paths.spots[0], 2), np.round(paths.times, 5)
    strike, paid = float(rng.choice([97, 100, 105])), float(rng.choice([0.18, 0.25]))
    return spots, times, strike, paid, int(rng.choice([-100, -1, 10]))


exercise(
    "4.6", "A month's profit, day by day", "path_profit(spots, times, strike, paid, quantity)",
    _profit(),
    points=3, n=14,
    inputs=_a_path,
    gives={"profit": "currency"}, rtol=1e-6, atol=1e-7,
    mistakes=[
        (_profit(square=lambda r: (r**2).mean()),
         "each day has its own square: an average gives all days the same"),
        (_profit(first=True),
         "the weight of each day is its own gamma times its own price squared"),
        (_profit(frozen=True), "that is the gamma of the first day on all days"),
        (_by_vega, "that is vega times the gap: the mean of many months, not this one"),
        (lambda spots, times, strike, paid, quantity: float(gl.replay(
            quantity * gl.call(strike, times[-1]), gl.Paths(times, spots), paid_vol=paid).pnl[0]),
         "that is the cash of the hedged calls, with all that gamma and theta do not explain"),
        (lambda spots, times, strike, paid, quantity: _profit()(
            spots, times, strike, paid, quantity) / (len(spots) - 1),
         "the days add up: that is their average"),
        (_profit(price=0), "the square of a return needs the square of the price with it"),
        (_profit(price=1), "the price belongs there twice: it is squared"),
        (_profit(dt=lambda t: 1.0), "the rent of a day is a day's part of paid**2"),
        (_profit(dt=lambda t: 1 / 365 + 0 * np.diff(t), half=1.0), "the half is missing, and the "
         "length of a step is in `times`"),
        (_profit(half=1.0),
         "half of gamma is what a square earns, and these are calls, not straddles"),
        (_profit(dt=lambda t: 0.0), "the rent is missing: paid**2 times the time"),
        (_profit(square=lambda r: 0.0 * r), "the moves are missing"),
        (_profit(square=lambda r: np.abs(r)), "the size of a return is not its square"),
        (_profit(square=lambda r: np.log1p(r) ** 2),
         "the return here is the simple one, the move over the price before it, and no logarithm"),
        (_profit(paid_square=1), "`paid` is squared, like the return"),
        (_profit(quantity=abs), "a negative quantity was sold: keep the sign"),
        (_profit(quantity=lambda q: 1), "that is one call: `quantity` is not used"),
        (_profit(spots=lambda s: s[1:]),
         "gamma and price are those before the move, and these are those after it"),
        (_profit(left=lambda t: np.full(len(t) - 1, t[-1])), "the time left shrinks day by day"),
        (_profit(left=lambda t: t[1:]),
         "`times` count from the start; gamma takes the time that is left"),
    ],
    hints=(
        "One step first: half of gamma, times the price squared, times (return squared less "
        "paid squared times the length of the step).",
        "gl.black_scholes.gamma(spots[:-1], strike, times[-1] - times[:-1], paid) has one number "
        "for each step.",
        "The returns are np.diff(spots) / spots[:-1]. Sum over the steps, times `quantity`.",
    ),
    praise="two paths with the same volatility can give two profits: the weights differ.",
)  # fmt: skip

exercise(
    "4.7", "How wide may the spread be?", "half_spread(edge, turnover)",
    lambda edge, turnover: 1e4 * max(edge, 0.0) / turnover,
    inputs=dict(edge=(-150.0, 250.0), turnover=(5_000.0, 90_000.0)),
    boundaries=[dict(edge=0.0), dict(edge=0.5)],
    gives={"half spread": "basis points"},
    mistakes=[
        (lambda edge, turnover: edge / turnover,
         "a basis point is 1/10,000, and below zero there is nothing to pay with"),
        (lambda edge, turnover: max(edge, 0.0) / turnover,
         "that is a decimal; a basis point is a hundredth of a per cent"),
        (lambda edge, turnover: 100 * max(edge, 0.0) / turnover,
         "that is in per cent; a basis point is a hundredth of that"),
        (lambda edge, turnover: 5e3 * max(edge, 0.0) / turnover,
         "a half spread is paid on every trade already: no half of it again"),
        (lambda edge, turnover: 1e4 * edge / turnover,
         "without an edge nothing is left to pay with: the answer is zero then"),
        (lambda edge, turnover: 1e4 * abs(edge) / turnover,
         "a loss pays for nothing: below zero the answer is zero"),
        (lambda edge, turnover: 1e4 * turnover / edge if edge > 0 else 0.0,
         "upside down: the edge is shared out over what is traded"),
    ],
    hints=(
        "Each unit of currency that is traded costs the half spread. What do all trades cost?",
        "The edge is used up when half spread times turnover is as large.",
        "max(edge, 0) / turnover is a decimal. A basis point is 1/10,000.",
    ),
    praise="theta is not in it: costs are held against the edge, not against the rent.",
)  # fmt: skip
