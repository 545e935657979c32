"""The last problems of lesson 01: a quote, and a strike (`problems` has the others)."""

from __future__ import annotations

import numpy as np

from gammalab.check import exercise, sometimes

from .makers import changed, positions, quoted, strike

# ---- 1.6 ----------------------------------------------------------------------------------------


exercise(
    "1.6", "A quote", "quote(book, spot, vol)",
    quoted(),
    points=2, inputs=positions, n=16,
    gives={"delta": "shares", "gamma": "shares per 1 % of the price", "theta": "currency a day",
           "vega": "currency a point"},
    mistakes=[
        (quoted(gamma=lambda g, s: g["gamma"]),
         "that gamma is per 1.00 of price; asked is per 1 % of it"),
        (quoted(gamma=lambda g, s: g["gamma"] / 100),
         "1 % of the price is the price over 100, and not 0.01"),
        (quoted(gamma=lambda g, s: g["gamma"] * s),
         "that is gamma for a move of 100 %: divide by 100"),
        (quoted(gamma=lambda g, s: g["gamma"] * s**2 / 100),
         "that is in currency: it is the change of delta, in shares, that is asked"),
        (quoted(gamma=lambda g, s: g["gamma"] * 100 / s),
         "a move of 1 % is larger when the price is higher: multiply by it"),
        (quoted(theta=lambda g, s: g["theta"]), "that theta is per year, and a day is asked"),
        (quoted(theta=lambda g, s: g["theta"] / 252), "calendar days are asked: 365 a year"),
        (quoted(theta=lambda g, s: g["theta"] / 360), "a year has 365 days here, not 360"),
        (quoted(theta=lambda g, s: g["theta"] / 30),
         "theta is per year: over 30 it is neither per day nor per month"),
        (quoted(theta=lambda g, s: abs(g["theta"]) / 365),
         "theta has a sign: as a rule minus for who owns, plus for who sold"),
        (quoted(theta=lambda g, s: -g["theta"] / 365),
         "theta is the change of the value as time passes: it has its sign already"),
        (quoted(vega=lambda g, s: g["vega"]), "that vega is per 1.00 of volatility: 100 points"),
        (quoted(vega=lambda g, s: 100 * g["vega"]), "a point is 0.01, so divide by 100"),
        (quoted(theta=lambda g, s: g["vega"] / 100, vega=lambda g, s: g["theta"] / 365),
         "theta and vega have changed places"),
        (changed(theta=lambda book, s, v: book.value(s, v, time=1 / 365) - book.value(s, v)),
         "that is what a whole day takes; asked is the slope of now, per day"),
        (changed(vega=lambda book, s, v: book.value(s, v + 0.01) - book.value(s, v)),
         "that is what a whole point brings; asked is the slope of now, per point"),
        (changed(gamma=lambda book, s, v: book.delta(1.01 * s, v) - book.delta(s, v)),
         "that is the change of delta over a whole 1 %; asked is the slope of now, per 1 %"),
        (changed(gamma=lambda book, s, v: book.delta(1.005 * s, v) - book.delta(0.995 * s, v)),
         "that is the change of delta from half a per cent below to half a per cent above; asked "
         "is the slope of now"),
        (changed(gamma=lambda book, s, v: (book.delta(1.01 * s, v) - book.delta(0.99 * s, v)) / 2),
         "that is half the change of delta from 1 % below to 1 % above; asked is the slope of now"),
        sometimes(lambda book, spot, vol: tuple(map(abs, quoted()(book, spot, vol))),
                  "who sold options has negative gamma and vega: keep the signs"),
    ],
    hints=(
        "book.greeks(spot, vol) is a dict; g[\"theta\"] is theta, per year.",
        "A day is a 365th of the year, a point a hundredth of 1.00.",
        "A move of 1 % is spot / 100 in currency, and gamma is per 1.00 of currency.",
    ),
    praise="that is what a trader says on the phone, and the signs tell which side he is on.",
)  # fmt: skip

# ---- 1.7 ----------------------------------------------------------------------------------------


exercise(
    "1.7", "The straddle without delta", "neutral_strike(spot, vol, expiry, rate)",
    strike(),
    points=2,
    inputs=dict(spot=(20.0, 400.0), vol=(0.10, 0.80), expiry=(0.05, 2.0), rate=(-0.02, 0.08)),
    boundaries=[dict(rate=0.0), dict(vol=0.5, rate=0.05, expiry=1.0)],
    gives={"strike": "currency"},
    mistakes=[
        (strike(lambda v, r: 0.0),
         "at the money the deltas of call and put do not cancel: they do where d1 is zero"),
        (strike(lambda v, r: r), "that is the forward; the volatility is missing"),
        (strike(lambda v, r: 0.5 * v**2), "the rate is missing"),
        (strike(lambda v, r: abs(r) + 0.5 * v**2), "a rate below zero keeps its sign: no abs"),
        (strike(lambda v, r: max(r, 0.0) + 0.5 * v**2),
         "a rate below zero counts, too: nothing is cut off at zero"),
        (lambda spot, vol, expiry, rate: spot * (1 + rate * expiry) * np.exp(0.5 * vol**2 * expiry),
         "the rate works all the time, as in d1: exp of it, not 1 + `rate` * `expiry`"),
        (strike(lambda v, r: r - 0.5 * v**2), "there d2 is zero, and not d1"),
        (strike(lambda v, r: -(r + 0.5 * v**2)),
         "the sign is turned: that is the price that belongs to this strike"),
        (strike(lambda v, r: r + v**2), "one half is missing: of the variance only half counts"),
        (strike(lambda v, r: r + 0.5 * v), "the volatility is squared"),
        (strike(time=np.sqrt), "rate and variance go with the time, not with its root"),
        (lambda spot, vol, expiry, rate: spot * (1 + (rate + 0.5 * vol**2) * expiry),
         "that is nearly it; solve d1 = 0 exactly, with exp"),
        (strike(time=lambda t: 1.0), "`expiry` is missing"),
        (lambda spot, vol, expiry, rate: spot * np.exp(rate * expiry + 0.5 * vol**2),
         "the variance goes with the time, too"),
        (lambda spot, vol, expiry, rate: spot * np.exp(rate + 0.5 * vol**2 * expiry),
         "the rate goes with the time, too"),
        (strike(lambda v, r: 0.5 * (r + v**2)), "only the variance is halved, not the rate"),
        (lambda spot, vol, expiry, rate: spot * (1 + rate)**expiry * np.exp(0.5 * vol**2 * expiry),
         "the rate works all the time, as in d1: exp of it, not a yearly 1 + `rate`"),
        (strike(lambda v, r: 0.5 * v**2 - r), "a rate above zero lifts the strike: add it"),
        (lambda spot, vol, expiry, rate: np.log(spot) + (rate + 0.5 * vol**2) * expiry,
         "that is the log of the strike: exp turns it back"),
        (lambda spot, vol, expiry, rate: spot * (rate + 0.5 * vol**2) * expiry,
         "exp is missing: the strike is the price times exp of that"),
    ],
    hints=(
        "A call has N(d1), a put N(d1) - 1. When do the two add up to zero?",
        "Where N(d1) is one half, so where d1 is zero. Which strike does that?",
        "log(spot / strike) + (rate + vol**2 / 2) * expiry has to be zero.",
    ),
    praise="it lies above the price, unless the rate is below minus half the variance.",
)  # fmt: skip
