"""The problems of lesson 09: funding, coin deltas, inverse gains, liquidation."""

from __future__ import annotations

import numpy as np

from gammalab import black_scholes as bs
from gammalab.check import exercise

from . import more_problems  # noqa: F401, for 9.7 and 9.8

exercise(
    "9.1", "What the hedge pays", "funding_received(hedge, spot, rate, intervals)",
    lambda hedge, spot, rate, intervals: -hedge * spot * rate * intervals,
    inputs=dict(hedge=(-8.0, 8.0), spot=(50.0, 150.0), rate=[-3.75e-3, 1e-4, 3e-4],
                intervals=[2, 3, 30, 90]),
    boundaries=[dict(hedge=0.0), dict(hedge=5.3, rate=1e-4), dict(hedge=-5.3, rate=-3.75e-3)],
    gives={"funding": "currency"},
    mistakes=[
        (lambda hedge, spot, rate, intervals: hedge * spot * rate * intervals,
         "who is long pays where the rate is positive: the sign is the other way"),
        (lambda hedge, spot, rate, intervals: -abs(hedge) * spot * rate * intervals,
         "a short hedge receives what a long one pays"),
        (lambda hedge, spot, rate, intervals: -hedge * rate * intervals,
         "that is in units; currency needs the price"),
        (lambda hedge, spot, rate, intervals: -hedge * spot * rate,
         "that is one interval, not all of them"),
        (lambda hedge, spot, rate, intervals: -spot * rate * intervals,
         "funding is paid on the hedge, not on a whole unit"),
        (lambda hedge, spot, rate, intervals: -hedge * spot * rate * intervals / 1095,
         "the rate is for one interval, not for a year"),
        (lambda hedge, spot, rate, intervals: -hedge * spot * ((1 + rate) ** intervals - 1),
         "it is paid out each time: add, do not compound"),
        (lambda hedge, spot, rate, intervals: -hedge * spot * rate * (intervals - 1),
         "that is one interval too few"),
        (lambda hedge, spot, rate, intervals: -hedge * spot * rate * (intervals + 1),
         "that is one interval too many"),
        (lambda hedge, spot, rate, intervals: -hedge * spot * rate * intervals * 3,
         "the rate is for one interval, not for a third of one"),
        (lambda hedge, spot, rate, intervals: -hedge * spot * rate * intervals / 3,
         "the rate is for one interval, not for a day"),
        (lambda hedge, spot, rate, intervals: -np.maximum(hedge, 0.0) * spot * rate * intervals,
         "a short hedge has its funding, too"),
    ],
    hints=(
        "What is paid in one interval? And who pays it?",
        "Rate times the hedge's value; longs pay if the rate is positive.",
        "-hedge * spot * rate, times the intervals.",
    ),
    praise="both signs count: that of the hedge, and that of the rate.",
)  # fmt: skip


def _rate(premium):
    return premium + np.minimum(np.maximum(1e-4 - premium, -5e-4), 5e-4)


exercise(
    "9.2", "The exchange's funding rate", "funding_rate(premium)",
    _rate,
    points=2, form="gaps",
    inputs=dict(premium=(-0.0012, 0.0012)),
    boundaries=[dict(premium=p) for p in (-0.001, -0.0005, -0.0004, 0.0, 0.0006, 0.001)],
    gives={"rate": "fraction"}, atol=1e-12,
    mistakes=[
        (lambda premium: np.clip(premium + 1e-4, -5e-4, 5e-4),
         "what is bounded is the difference, not the sum"),
        (lambda premium: premium, "the second term is missing"),
        (lambda premium: premium + 1e-4, "the second term is the interest less premium, bounded"),
        (lambda premium: premium + np.clip(premium - 1e-4, -5e-4, 5e-4),
         "inside it is interest less premium"),
        (lambda premium: np.clip(1e-4 - premium, -5e-4, 5e-4), "the premium itself is missing"),
        (lambda premium: premium + np.maximum(1e-4 - premium, -5e-4),
         "the difference is bounded above, too"),
        (lambda premium: premium + np.minimum(1e-4 - premium, 5e-4),
         "the difference is bounded below, too"),
        (lambda premium: premium + np.clip(0.01 - premium, -0.05, 0.05),
         "a fraction is asked: 1 % is 0.01"),
        (lambda premium: premium + 5e-4,
         "the lower bound is a maximum with -5e-4, the upper a minimum with 5e-4"),
        (lambda premium: premium - 5e-4,
         "a bound below is a maximum with it, a bound above a minimum with it"),
        (lambda premium: premium + np.clip(-premium, -5e-4, 5e-4),
         "the interest, 1e-4, is missing in the difference"),
        (lambda premium: 1e-4 + 0 * premium, "the difference is not bounded"),
        (lambda premium: 100 * _rate(premium), "a fraction is asked, not per cent"),
        (lambda premium: premium + np.clip(1e-4 + premium, -5e-4, 5e-4),
         "the premium is taken off the interest, not added to it"),
        (lambda premium: np.clip(premium, -5e-4, 5e-4),
         "the premium is not bounded: the difference is"),
        (lambda premium: 1e-4 - premium + np.clip(premium, -5e-4, 5e-4),
         "what is bounded is interest less premium; the premium before it is not"),
        (lambda premium: premium + np.clip(1e-3 - premium, -5e-4, 5e-4), "0.01 % is 1e-4"),
        (lambda premium: premium + np.clip(1e-4 - premium, 0.0, 5e-4),
         "the lower bound is -5e-4, not 0"),
        (lambda premium: premium + np.clip(1e-4 - premium, -5e-4, 0.0),
         "the upper bound is 5e-4, not 0"),
    ],
    hints=(
        "Two bounds: neither below -5e-4 nor above 5e-4.",
        "max with the lower bound, then min with the upper one.",
        "What is bounded is 1e-4 - premium.",
    ),
    praise="from a premium of −0.04 % to one of 0.06 % the rate is 0.01 %.",
)  # fmt: skip


def _contracts(quantity, delta, value, spot):
    return -quantity * (delta - value / spot) * spot


exercise(
    "9.3", "Contracts for an account in coin", "contracts(quantity, delta, value, spot)",
    _contracts,
    points=2, form="gaps",
    inputs=dict(quantity=[-5, -1, 2, 10], delta=(-0.9, 0.9), value=(500.0, 6000.0),
                spot=(30_000.0, 60_000.0)),
    boundaries=[lambda case: dict(delta=1.0, value=case.spot),
                dict(quantity=1, delta=0.5343, value=3427.0, spot=50_000.0)],
    gives={"contracts": "dollars"},
    mistakes=[
        (lambda quantity, delta, value, spot: -quantity * delta * spot,
         "that is flat in dollars: in coin take the option's price off"),
        (lambda quantity, delta, value, spot: -quantity * (delta - value / spot),
         "that is in coins; a contract is one dollar"),
        (lambda quantity, delta, value, spot: -quantity * (delta + value / spot) * spot,
         "the premium is taken off, not added"),
        (lambda quantity, delta, value, spot: quantity * (delta - value / spot) * spot,
         "the sign is opposite: contracts are the mirror of the delta in coin"),
        (lambda quantity, delta, value, spot: -(quantity * delta - value / spot) * spot,
         "each option has its price in coins: the quantity times both"),
        (lambda quantity, delta, value, spot: -(delta - value / spot) * spot,
         "that hedges one option, not all"),
        (lambda quantity, delta, value, spot: -abs(quantity) * (delta - value / spot) * spot,
         "a negative quantity was sold"),
        (lambda quantity, delta, value, spot: -quantity * (delta - value) * spot,
         "`value` is in dollars: turn it into coins first"),
        (lambda quantity, delta, value, spot: -(delta - quantity * value / spot) * spot,
         "each option has its delta, too: the quantity times both"),
        (lambda quantity, delta, value, spot: -quantity * (delta - spot / value) * spot,
         "the option is worth value / spot coins: that is upside down"),
        (lambda quantity, delta, value, spot: -quantity * max(delta - value / spot, 0.0) * spot,
         "a put's delta is negative, and is hedged, too"),
        (lambda quantity, delta, value, spot: -np.sign(quantity) * (delta - value / spot) * spot,
         "the sign of the quantity is there, its size is missing"),
        (lambda quantity, delta, value, spot: -quantity * delta * (spot - value),
         "the option's price is taken off delta, not off the price"),
    ],
    hints=(
        "What is the option worth in coins? value / spot.",
        "Delta in coin is delta less that.",
        "Times spot it is in dollars; the hedge is its mirror.",
    ),
    praise="an option with strike zero is a coin, and needs no contracts in coin.",
)  # fmt: skip


def _liquidation(entry, size, collateral, maintenance):
    return max((size * entry - collateral) / (size - maintenance * abs(size)), 0.0)


exercise(
    "9.4", "Where the leg is closed", "liquidation(entry, size, collateral, maintenance)",
    _liquidation,
    points=2, form="order",
    inputs=dict(entry=(80.0, 120.0), size=[-5, -1, 1, 2], collateral=(5.0, 60.0),
                maintenance=[0.005, 0.01, 0.03]),
    boundaries=[dict(entry=100.0, size=1, collateral=10.0, maintenance=0.01),
                dict(entry=100.0, size=-1, collateral=10.0, maintenance=0.01),
                dict(entry=100.0, size=2, collateral=200.0), dict(entry=100.0, size=2,
                collateral=300.0)],
    gives={"price": "currency"},
    mistakes=[
        (lambda entry, size, collateral, maintenance: max(
            (size * entry - collateral + maintenance * abs(size) * entry) / size, 0.0),
         "maintenance is counted at the price then, not at the entry"),
        (lambda entry, size, collateral, maintenance: max(
            (size * entry - collateral - maintenance * abs(size) * entry) / size, 0.0),
         "maintenance closes the leg earlier, and is counted at the price then"),
        (lambda entry, size, collateral, maintenance: max(entry - collateral / size, 0.0),
         "the leg is closed before all is lost: maintenance is missing"),
        (lambda entry, size, collateral, maintenance: max(
            (size * entry - collateral) / (size + maintenance * abs(size)), 0.0),
         "maintenance closes the leg earlier, not later"),
        (lambda entry, size, collateral, maintenance: max(
            (size * entry - collateral) / (size * (1 - maintenance)), 0.0),
         "a short leg has its maintenance on the other side"),
        (lambda entry, size, collateral, maintenance:
            (size * entry - collateral) / (size - maintenance * abs(size)),
         "a price is never below zero"),
        (lambda entry, size, collateral, maintenance: max(
            (entry - np.sign(size) * collateral) / (1 - maintenance * np.sign(size)), 0.0),
         "the collateral is for the whole leg, not for each unit"),
        (lambda entry, size, collateral, maintenance: max(
            (size * entry + collateral) / (size - maintenance * abs(size)), 0.0),
         "the collateral bears a loss: a long is closed lower for it, a short higher"),
        (lambda entry, size, collateral, maintenance: max(
            (abs(size) * entry - collateral) / (abs(size) * (1 - maintenance)), 0.0),
         "that is a long's price: a short loses when the price rises"),
        (lambda entry, size, collateral, maintenance:
            abs((size * entry - collateral) / (size - maintenance * abs(size))),
         "where no price above zero closes it, it is 0"),
    ],
    hints=(
        "At the price sought, equity equals maintenance.",
        "collateral + size * (p - entry) = maintenance * abs(size) * p: bring p to one side.",
        "`lost` needs `notional`; `price` needs `lost` and `each`.",
    ),
    praise="a long is closed below its entry, a short above.",
)  # fmt: skip

exercise(
    "9.5", "A gain in coin", "inverse_gain(contracts, entry, exit)",
    lambda contracts, entry, exit: contracts * (1 / entry - 1 / exit),
    form="bug",
    inputs=dict(contracts=[-20_000.0, -500.0, 1_000.0, 30_000.0], entry=(30_000.0, 60_000.0),
                exit=(30_000.0, 60_000.0)),
    boundaries=[lambda case: dict(exit=case.entry)],
    gives={"gain": "coins"},
    mistakes=[
        (lambda contracts, entry, exit: contracts * (exit - entry) / entry**2,
         "the gain in dollars is paid at the price of the exit"),
        (lambda contracts, entry, exit: contracts * (exit - entry) / entry,
         "that is in dollars, not in coins"),
        (lambda contracts, entry, exit: contracts * (exit - entry) / exit,
         "a contract is one dollar: at the entry that is 1 / entry coins"),
        (lambda contracts, entry, exit: contracts * (1 / exit - 1 / entry),
         "who is long gains when the price rises"),
        (lambda contracts, entry, exit: contracts * (exit - entry),
         "a contract is one dollar, not one coin"),
        (lambda contracts, entry, exit: abs(contracts) * (1 / entry - 1 / exit),
         "contracts sold are negative: keep the sign"),
        (lambda contracts, entry, exit: contracts * (exit - entry) / exit**2,
         "one of the two prices is that of the entry"),
        (lambda contracts, entry, exit: contracts * (exit - entry) / ((entry + exit) / 2) ** 2,
         "no mean price: each end has its own"),
        (lambda contracts, entry, exit: contracts * np.log(exit / entry) / entry,
         "no logarithm: a contract is 1 / entry coins, then 1 / exit"),
    ],
    hints=(
        "How many coins is a dollar worth at the entry? And at the exit?",
        "1 / entry coins, then 1 / exit.",
        "A dollar gains 1 / entry - 1 / exit coins.",
    ),
    praise="a fall costs a long more coins than a rise of the same size brings.",
)  # fmt: skip


def _kills(spot, strike, years, sold_vol, vol, prob=None, per=1095, size=1.0):
    edge = bs.price(spot, strike, years, sold_vol) - bs.price(spot, strike, years, vol)
    hedge = bs.delta(spot, strike, years, vol) if prob is None else prob(spot, strike, years, vol)
    return size * edge / (spot * years * hedge) / per


def _n_d2(spot, strike, years, vol):
    return (spot * bs.delta(spot, strike, years, vol) - bs.price(spot, strike, years, vol)) / strike


exercise(
    "9.6", "The funding that takes the edge",
    "funding_that_kills(spot, strike, years, sold_vol, vol)",
    _kills,
    points=3, form="write",
    inputs=dict(spot=(90.0, 110.0), strike=[95.0, 100.0, 120.0], years=[0.04, 30 / 365, 0.25],
                sold_vol=(0.5, 0.7), vol=(0.5, 0.7)),
    boundaries=[dict(spot=100.0, strike=100.0, years=30 / 365, sold_vol=0.62, vol=0.60),
                lambda case: dict(sold_vol=case.vol)],
    gives={"rate": "fraction"}, rtol=1e-7, atol=1e-12,
    mistakes=[
        (lambda *a: _kills(*a, prob=_n_d2), "the hedge is N(d1), the delta; that is N(d2)"),
        (lambda *a: _kills(*a, prob=lambda *b: 1.0), "the hedge is delta, not a whole unit"),
        (lambda *a: _kills(*a, per=1), "that is for a year; there are 1,095 intervals in it"),
        (lambda spot, strike, years, sold_vol, vol:
            _kills(spot, strike, years, sold_vol, vol) * years * 1095,
         "that is for the whole time; there are 1095 * years intervals in it"),
        (lambda *a: _kills(*a, per=756), "crypto trades all 365 days, three intervals in each"),
        (lambda *a: _kills(*a, per=365), "there are three intervals in a day"),
        (lambda *a: _kills(*a, size=-1.0), "sold too dear, a positive funding takes it away"),
        (lambda spot, strike, years, sold_vol, vol:
            _kills(spot, strike, years, sold_vol, vol) * years, "the month's length is missing"),
        (lambda spot, strike, years, sold_vol, vol: _kills(
            spot, strike, years, sold_vol, vol,
            prob=lambda *b: bs.delta(spot, strike, years, sold_vol)),
         "you hedge at `vol`, so the delta is that at `vol`"),
        (lambda spot, strike, years, sold_vol, vol:
            _kills(spot, strike, years, sold_vol, vol) * years * 1095 / 90,
         "90 intervals are 30 days; in `years` there are 1095 * years"),
        (lambda *a: _kills(*a, prob=lambda *b: bs.delta(*b) - 1),
         "that is a put's delta; you sold a call"),
        (lambda *a: _kills(*a, prob=lambda *b: 0.534),
         "that is the lesson's delta; each case has its own"),
        (lambda *a: _kills(*a, size=100.0), "a fraction is asked, not per cent"),
        (lambda *a: _kills(*a, per=8760), "an interval has eight hours, a year 1,095 of them"),
        (lambda spot, strike, years, sold_vol, vol:
            _kills(spot, strike, years, sold_vol, vol) * spot / strike,
         "the hedge is worth delta times the price, not times the strike"),
        (lambda spot, strike, years, sold_vol, vol:
            (sold_vol - vol) * bs.vega(spot, strike, years, vol)
            / (spot * years * bs.delta(spot, strike, years, vol) * 1095),
         "vega times the points is near: the edge is one price less the other"),
        (lambda *a: np.maximum(_kills(*a), 0.0),
         "sold too cheap, a negative funding makes up for it"),
    ],
    hints=(
        "What is the edge in currency? And what does a funding of 1 a year cost?",
        "It costs spot * years * delta, with the delta at `vol`.",
        "Edge over that is a yearly rate; over 1095 it is one of eight hours.",
    ),
    praise="two points of volatility are gone at half of the usual funding.",
)  # fmt: skip
