"""The problems of lesson 02, delta neutrality: from one hedge to where the money came from."""

from __future__ import annotations

import numpy as np

import gammalab as gl
from gammalab import black_scholes as bs
from gammalab.check import exercise

exercise(
    "2.1", "The hedge", "hedge(delta, quantity)",
    lambda delta, quantity: -delta * quantity,
    inputs=dict(delta=(-0.95, 0.95), quantity=[-500, -3, -1, 3, 100]),
    gives={"hedge": "shares"},
    mistakes=[
        (lambda delta, quantity: delta * quantity,
         "it has the sign of the options' delta, so it doubles the risk"),
        (lambda delta, quantity: -delta, "it hedges one option, not all of them"),
        (lambda delta, quantity: -abs(delta * quantity),
         "it always sells; a put, or a short call, needs bought shares"),
        (lambda delta, quantity: -abs(delta) * quantity,
         "a put's delta is negative: keep its sign"),
        (lambda delta, quantity: -100 * delta * quantity,
         "one option is on one share here: no contract size"),
        (lambda delta, quantity: -(1 - delta) * quantity,
         "one option gains `delta`, not what is missing from `delta` to 1"),
        (lambda delta, quantity: -quantity / delta,
         "an option moves like `delta` shares: multiply, do not divide"),
        (lambda delta, quantity: -(delta if delta > 0 else 1 + delta) * quantity,
         "`delta` is the put's own: do not make a call's of it"),
    ],
    hints=(
        "When the share rises by a cent, how much do all the options together gain?",
        "The shares must lose that much when the price rises by 1.",
        "Delta is the gain of one option. The hedge is minus delta, times the quantity.",
    ),
    praise="the hedge is minus the delta of all the options, whatever their sign.",
)  # fmt: skip


def _deltas(rng):
    """Deltas of a call, or of a put, at three to eight times."""
    return np.round(rng.uniform(0.05, 0.95, rng.integers(3, 9)) - rng.integers(2), 3)


exercise(
    "2.2", "What the hedge trades", "trades(deltas, quantity)",
    lambda deltas, quantity: np.diff(-quantity * deltas, prepend=0.0),
    form="gaps",
    inputs=dict(deltas=_deltas, quantity=[-100, -7, 10, 250]),
    gives={"trades": "shares"}, each="trade",
    mistakes=[
        (lambda deltas, quantity: -quantity * deltas,
         "these are the shares held; a trade is the change of what is held"),
        (lambda deltas, quantity: np.diff(quantity * deltas, prepend=0.0),
         "buys and sells are the wrong way round"),
        (lambda deltas, quantity: np.diff(-quantity * deltas),
         "the first trade, which sets up the hedge, is missing"),
        (lambda deltas, quantity: np.r_[0.0, np.diff(-quantity * deltas)],
         "the first trade must set up the whole hedge"),
        (lambda deltas, quantity: -quantity * np.append(deltas[0], 0 * deltas[1:]),
         "after the first time it takes what is held now for what was held before"),
        (lambda deltas, quantity: -quantity * (deltas - np.append(deltas[1:], 0.0)),
         "it takes what is held next for what was held before"),
        (lambda deltas, quantity: np.r_[np.nan, np.diff(-quantity * deltas)],
         "the first entry is not a number: there was nothing before it"),
    ],
    hints=(
        "The shares held are those of 2.1, at each time.",
        "Before the first time you hold nothing: the first trade sets up the whole hedge.",
        "The shares held just before are the same array, one place later, with 0 in front.",
    ),
    praise="for options you own it sells after a rise and buys after a fall; for sold ones, the "
           "reverse.",
)  # fmt: skip


def _day(days=1, hedge=-1.0, set_late=0, sold=False, year=365, delta_year=365, kind="call",
         one=False):  # fmt: skip
    """The profit of one day; the arguments make mistakes."""

    def one_day(spot, next_spot, days_left, vol, quantity):
        old, new = days_left / year, (days_left - days) / year
        at, when = (next_spot, days_left - days) if set_late else (spot, days_left)
        shares = hedge * bs.delta(at, 100, when / min(year, delta_year), vol)
        made = bs.price(next_spot, 100, new, vol, right=kind)
        made -= bs.price(spot, 100, old, vol, right=kind)
        quantity = abs(quantity) if sold else quantity
        return quantity * made + (1 if one else quantity) * shares * (next_spot - spot)

    return one_day


exercise(
    "2.3", "One day, line by line", "one_day(spot, next_spot, days_left, vol, quantity)",
    _day(),
    points=2, form="order",
    inputs=dict(spot=(95.0, 105.0), next_spot=(90.0, 110.0), days_left=[1, 2, 30], vol=(0.15, 0.60),
                quantity=[-100, -1, 1, 10]),
    gives={"profit": "currency"},
    mistakes=[
        (_day(days=0), "the option is a day older: the clock is missing"),
        (_day(hedge=0.0),
         "the shares made nothing: are they counted, and the move before the price changes?"),
        (_day(hedge=1.0), "the hedge has the wrong sign"),
        (_day(set_late=1), "the hedge was set before the move, with the delta of then"),
        (_day(sold=True), "who sold makes the opposite"),
        (_day(year=252), "a year has 365 days here, weekends and all"),
        (_day(year=1), "`days_left` are days, and price and delta take years"),
        (_day(delta_year=1), "the delta is given days, and takes years"),
        (_day(kind="put"), "the options are calls: this hedges puts with a call's delta"),
        (_day(one=True), "the shares hedge one call, not all of them"),
    ],
    hints=(
        "What must be noted while the price is still the old one?",
        "First the value, the hedge and the move of the day; then the day passes; then the value "
        "again.",
        "`spot` and `days_left` change after `before`, `shares` and `move`, and before `after`.",
    ),
    praise="value and hedge before the move, the same clock for price and option, value after.",
)  # fmt: skip


def _debt(grown, bought=1.0):
    """The debt a week on, with a week's growth as a function of the rate."""
    return lambda debt, shares, spot, rate: debt * grown(rate) + bought * shares * spot


exercise(
    "2.4", "One week of Hull's bank", "next_debt(debt, shares, spot, rate)",
    _debt(lambda rate: np.exp(rate / 52)),
    points=2, form="gaps",
    inputs=dict(debt=(5e5, 5e6), shares=[-23600.0, -300.0, 0.0, 19600.0], spot=(45.0, 60.0),
                rate=(0.03, 0.12)),
    gives={"debt": "dollars"}, rtol=1e-9,
    mistakes=[
        (_debt(lambda rate: 1.0), "the interest of the week is missing"),
        (_debt(np.exp), "that is interest for a whole year"),
        (_debt(lambda rate: np.exp(-rate / 52)), "a debt grows: the interest has the wrong sign"),
        (_debt(lambda rate: np.exp(rate / 52) - 1), "that is the interest alone, without the debt"),
        (lambda debt, shares, spot, rate: debt * np.exp(rate / 52) + shares,
         "shares cost their price: `spot` is missing"),
        (_debt(lambda rate: 1 + rate / 52), "the rate is continuously compounded: use exp"),
        (_debt(lambda rate: np.exp(rate / 365)), "that is the interest of a day, not of a week"),
        (_debt(lambda rate: np.exp(rate / 12)), "that is the interest of a month, not of a week"),
        (_debt(lambda rate: np.exp(rate * 7 / 365)), "a week is 1/52 of a year here"),
        (_debt(lambda rate: (1 + rate) ** (1 / 52)),
         "`rate` is no yearly yield: it is compounded continuously"),
        (_debt(lambda rate: np.exp(rate / 52), bought=0.0), "the shares bought are missing"),
        (_debt(lambda rate: np.exp(rate / 52), bought=-1.0), "buying shares makes the debt larger"),
        (lambda debt, shares, spot, rate: (debt + shares * spot) * np.exp(rate / 52),
         "shares bought now cost no interest yet"),
    ],
    hints=(
        "Two things change the debt: a week of interest on it, and the shares just bought.",
        "A year has 52 weeks, and the rate is continuously compounded.",
        "Money that earns `rate` for `years` grows by the factor np.exp(rate * years).",
    ),
    praise="apply it 20 times, and Hull's table comes out.",
)  # fmt: skip


def _hedged(hedge=-1.0, close=lambda spots, strike: spots[-1], premium=1.0, ahead=0, once=False,
            sold=False, left=lambda times: times[-1] - times, one=False, made=slice(None),
            payoff=lambda spot, strike: max(spot - strike, 0.0)):  # fmt: skip
    """The profit of hedged calls; the arguments make mistakes."""

    def hedged_pnl(spots, times, strike, vol, quantity):
        quantity, n = abs(quantity) if sold else quantity, len(times) - 1
        price = premium * bs.price(spots[0], strike, times[-1], vol)
        held = bs.delta(spots[ahead:][:n], strike, left(times)[:n], vol)
        held = hedge * (1 if one else quantity) * (np.full_like(held, held[0]) if once else held)
        shares = held[made] @ np.diff(spots)[made]
        closing = held[-1] * (close(spots, strike) - spots[-1])
        return quantity * (payoff(spots[-1], strike) - price) + shares + closing

    return hedged_pnl


def _by_cash(pay=-1.0, close=False):
    """The program of 2.5, with what shares cost turned round."""

    def hedged_pnl(spots, times, strike, vol, quantity):
        held = -quantity * bs.delta(spots[:-1], strike, times[-1] - times[:-1], vol)
        cash = pay * (np.diff(held, prepend=0.0) @ spots[:-1])
        price = bs.price(spots[0], strike, times[-1], vol)
        end = quantity * max(spots[-1] - strike, 0.0) + held[-1] * spots[-1] * close
        return end + cash - quantity * price

    return hedged_pnl


def _by_the_library(spots, times, strike, vol, quantity):
    book = quantity * gl.call(strike, times[-1])
    return gl.replay(book, gl.Paths(times, spots), paid_vol=vol).pnl[0]


def _a_path(rng):
    steps, seed = int(rng.choice([1, 5, 12])), int(rng.integers(1, 10_000))
    first, end = rng.choice([80.0, 100.0, 120.0]), rng.choice([0.05, 0.1, 0.25])
    paths = gl.GBM(vol=0.30).simulate(first, end, steps, seed=seed)
    spots, times = np.round(paths.spots[0], 2), np.round(paths.times, 4)
    strike, vol = first * rng.choice([0.95, 1.0, 1.05]), rng.choice([0.2, 0.25, 0.4])
    return spots, times, float(strike), float(vol), rng.choice([-10, -1, 1, 100])


A_REPLAY = dict(
    right=_by_the_library,
    inputs=_a_path, n=12,
    gives={"profit": "currency"}, rtol=1e-7, atol=1e-7,
    mistakes=[
        (_hedged(close=lambda spots, strike: 0.0), "the closing trade is missing"),
        (lambda spots, times, strike, vol, quantity: quantity * (spots[-1] > strike) * spots[-1]
         + _hedged()(spots, times, strike, vol, quantity),
         "at the last time there is no new hedge: what is held is sold"),
        (_by_cash(pay=1.0), "a sign too many is turned: the hedge was minus the delta, and shares "
         "that are bought cost cash"),
        (_by_cash(pay=1.0, close=True), "shares that are bought cost cash, and do not bring it"),
        (_hedged(close=lambda spots, strike: -spots[-1]), "the closing trade has the wrong sign"),
        (_hedged(close=lambda spots, strike: spots[-2]), "the shares miss the last move"),
        (_hedged(close=lambda spots, strike: strike),
         "it closes at the strike: shares are sold at the last price"),
        (_hedged(hedge=1.0), "the hedge has the wrong sign"),
        (_hedged(premium=0.0), "the price paid is missing"),
        (_hedged(premium=-1.0), "who buys the calls pays for them: the price has the wrong sign"),
        (_hedged(hedge=0.0), "that is the calls alone, without their hedge"),
        (_hedged(ahead=1), "it hedges with the next price, which nobody knows yet"),
        (_hedged(ahead=1, left=lambda times: (times[-1] - times)[1:]),
         "a move is made by the shares held before it; these are chosen after it"),
        (_hedged(once=True), "it is hedged once and never again"),
        (_hedged(sold=True), "a negative quantity was sold: signs"),
        (_hedged(one=True), "the shares hedge one call, not all of them"),
        (_hedged(left=lambda times: times),
         "`times` count from the start; a delta needs the time that is left"),
        (_hedged(left=lambda times: np.full_like(times, times[-1])), "the time left never shrinks"),
        (_hedged(left=lambda times: np.append((times[-1] - times)[1:], 0.0)),
         "the time left is that of the next hedge"),
        (_hedged(left=lambda times: (times[-1] - times) / 365),
         "`times` are years already, and delta takes years"),
        (_hedged(left=lambda times: (times[-1] - times) * 365),
         "`times` are years, and delta takes years, not days"),
        (_hedged(made=slice(1, None)), "the shares miss the first move"),
        (_hedged(payoff=lambda spot, strike: 0.0), "what the calls pay at expiry is missing"),
        (_hedged(payoff=lambda spot, strike: spot - strike),
         "nobody must exercise: below the strike a call pays nothing"),
        (_hedged(payoff=lambda spot, strike: max(strike - spot, 0.0)), "that is what a put pays"),
    ],
)  # fmt: skip

exercise(
    "2.5", "Find the bug", "hedged_pnl(spots, times, strike, vol, quantity)",
    points=2, form="bug", closed=("gammalab.replay",), **A_REPLAY,
    hints=(
        "Follow the shares: which trades does the program pay for, and which are still open?",
        "When the calls are over, shares are still held. What are they worth?",
        "At the last price the shares that are held are sold (or bought back): cash again.",
    ),
    praise="every share that was bought is sold again, and the cash knows it.",
)  # fmt: skip

exercise(
    "2.6", "A replay of your own", "replay_pnl(spots, times, strike, vol, quantity)",
    points=3, closed=("gammalab.replay",), **A_REPLAY,
    hints=(
        "Three amounts: what the calls pay at the end, what they cost, what the hedge made.",
        "From one time to the next the hedge makes (shares held) * (change of the price), and the "
        "shares held are minus the delta at the *earlier* of the two, times the quantity.",
        "gl.black_scholes.delta(spots[k], strike, times[-1] - times[k], vol) is the delta at time "
        "k; go through k in range(len(spots) - 1).",
    ),
    praise="your program and the library's agree to the last cent.",
)  # fmt: skip


def _a_run(rng):
    paths = gl.GBM(vol=0.20).simulate(100, 0.1, 12, n_paths=4, seed=int(rng.integers(1, 10_000)))
    book = int(rng.choice([-1, 1])) * gl.straddle(100, 0.1)
    run = gl.replay(
        book, paths, paid_vol=float(rng.choice([0.15, 0.25])),
        policy=gl.EveryN(3), costs=gl.HalfSpread(bps=5), venue=gl.Perpetual(funding=0.10),
        rate=float(rng.choice([0.0, 0.04])),
    )  # fmt: skip
    return run, rng.integers(4)


def _market(row):
    return row["gamma"] + row["theta"]


def _rest(row):
    return row.sum() - _market(row) - row["costs"]


def _split(market=_market, costs=lambda row: row["costs"], rest=_rest, next_path=0, every=False):
    """The three sources, each from the attribution's row; the arguments make mistakes."""

    def sources(run, path):
        table = run.attribution()
        row = table.sum() if every else table.loc[(path + next_path) % 4]
        return market(row), costs(row), rest(row)

    return sources


exercise(
    "2.7", "Where the money came from", "sources(run, path)",
    _split(),
    points=2, n=6,
    inputs=_a_run,
    gives={"sum of gamma and theta": "currency", "costs": "currency", "rest": "currency"},
    mistakes=[
        (_split(market=lambda row: row["gamma"]), "that is gamma alone"),
        (_split(market=lambda row: row["theta"]), "that is theta alone"),
        (_split(market=lambda row: row["gamma"] - row["theta"]),
         "theta has its own sign already: add it"),
        (_split(costs=lambda row: -row["costs"]),
         "costs lower the profit: they count as negative here"),
        (_split(rest=lambda row: row["residual"]),
         "that is the residual alone; other columns are left"),
        (_split(rest=lambda row: row["delta"] + row["charm"] + row["residual"]),
         "these are the columns that the page shows; this run has more"),
        (_split(rest=lambda row: row["delta"] + row["residual"]),
         "other columns than delta and residual are left, too"),
        (_split(rest=lambda row: _rest(row) - row["funding"]), "the funding is left out"),
        (_split(rest=lambda row: _rest(row) - row["interest"]), "the interest is left out"),
        (_split(costs=lambda row: row["costs"] + row["funding"]),
         "costs are the column `costs` alone: funding is one of the others"),
        (_split(rest=lambda row: row.sum() - _market(row)), "the costs are in there a second time"),
        (_split(rest=lambda row: row.sum()), "that is the whole profit: take off what is named"),
        (_split(next_path=1), "that is the row of another path"),
        (_split(every=True), "that is the sum over all paths"),
    ],
    hints=(
        "run.attribution() has a row for each path. Look at its columns.",
        "The three amounts must add up to run.pnl[path].",
        "row = run.attribution().loc[path] is the path's row. The rest is the whole row, less "
        "gamma, theta and costs.",
    ),
    praise="the three add up to the profit in cash.",
)  # fmt: skip
