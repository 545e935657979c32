"""Honest slips, most in lesson 05's exercises: each was "wrong in all cases", and no more, once."""

import numpy as np
import pytest
from scipy.special import ndtr

import gammalab as gl
from gammalab import black_scholes as bs
from gammalab.check import engine


def said(id, function):
    engine.known_problems()
    found = engine.find(id).examine(function)
    assert found.state == "wrong"
    return found.message


def step(gamma, spot, vol, dt, z):
    return 0.5 * gamma * (spot * vol) ** 2 * dt * (z**2 - 1)


def seen(moves, n, days_per_year):
    wide = moves[: len(moves) // n * n].reshape(-1, n).sum(axis=1)
    return np.sqrt((wide**2).mean() * days_per_year / n)


def mean_profit(paid, seen, days, quantity):
    book = gl.straddle(100, days / 365)
    return quantity * (book.value(100, vol=seen) - book.value(100, vol=paid))


def rooted(vol, time):
    return vol * np.sqrt(time)


def both(lift=lambda vol, time: rooted(vol, time) / 2, down=rooted,
         chance=lambda d2, right: ndtr(d2 if right == "call" else -d2)):  # fmt: skip
    def delta_and_chance(spot, strike, expiry, vol, right):
        d1 = np.log(spot / strike) / rooted(vol, expiry) + lift(vol, expiry)
        return ndtr(d1) - (right == "put"), chance(d1 - down(vol, expiry), right)

    return delta_and_chance


@pytest.mark.parametrize(
    ("id", "function", "words"),
    [
        ("5.1", lambda gamma, spot, vol, dt, z: step(gamma, spot, 0.2, dt, z), "`vol` is not used"),
        ("5.1", lambda gamma, spot, vol, dt, z: step(gamma, 100, vol, dt, z), "`spot` is not used"),
        ("5.1", lambda gamma, spot, vol, dt, z: step(gamma, spot, vol, 1 / 365, z),
         "`dt` is not used"),
        ("5.5", lambda vega, vol, target: np.ceil(np.pi / 4 * (22.9 * vol / target) ** 2),
         "`vega` is not used"),
        ("5.6", lambda moves, n, days_per_year: seen(moves, 3, days_per_year), "`n` is not used"),
        ("5.7", lambda paid, seen, days, quantity: mean_profit(paid, seen, 30, quantity),
         "`days` is not used"),
        ("5.7", lambda paid, seen, days, quantity: mean_profit(0.30, seen, days, quantity),
         "`paid` is not used"),
        ("5.2", lambda paid, happened: 2 * ndtr(0.8 * paid / happened) - 1,
         "0.8 is the average size"),
        ("5.2", lambda paid, happened: 1 - 2 * ndtr(paid / happened), "the other way round"),
        ("5.5", lambda vega, vol, target: np.sqrt(np.pi / 4) * vega * vol / target,
         "that is the root of the number"),
        ("5.6", lambda moves, n, days_per_year: np.sqrt(days_per_year / n)
         * np.std([moves[k : k + n].sum() for k in range(0, len(moves), n)]),
         "no mean is taken off, and days left over"),
        ("5.7", lambda paid, seen, days, quantity: gl.straddle(100, days / 365).value(100, vol=seen)
         - quantity * gl.straddle(100, days / 365).value(100, vol=paid),
         "all the straddles are worth what is seen"),
        ("1.5", both(lambda vol, time: vol * np.sqrt(time)), "not the whole of it"),
        ("1.5", both(lambda vol, time: vol / np.sqrt(time) / 2), "the time belongs to it"),
        ("1.5", both(down=lambda vol, time: vol), "not by that of a year"),
        ("1.5", both(chance=lambda d2, right: 1 - ndtr(d2)), "ends *above* the strike"),
        ("1.7", lambda spot, vol, expiry, rate: spot * np.exp((abs(rate) + vol**2 / 2) * expiry),
         "no abs"),
        ("7.2", lambda quantity, hedged_at, strike, years, vol, new: quantity * (
            bs.price(new, strike, years, vol) - bs.price(hedged_at, strike, years, vol)
            - bs.delta(hedged_at, strike, years, vol) * (new - strike)), "not from the strike"),
        ("7.5", lambda spots, level: float(level if np.any(spots < level) else spots[-1]),
         "nobody traded at the level"),
        ("0.1", lambda shares, high, low: abs(shares) * (high - low), "keep their sign"),
        ("5.6", lambda moves, n, days_per_year: np.sqrt(
            (moves[::n] ** 2).mean() * days_per_year / n), "moves[::n] is every n-th day alone"),
    ],
)  # fmt: skip
def test_an_honest_slip_is_named(id, function, words):
    assert words in said(id, function)


def test_two_numbers_in_each_others_place_are_told_before_a_sum_is_blamed():
    def told(pnl):
        spread = pnl.std(ddof=1)
        return pnl.mean(), spread, spread / np.sqrt(len(pnl))

    assert "it is the spread: return the things in this order: mean, error, spread" in said(
        "5.4", told
    )


def test_a_sign_in_the_cash_is_named_though_the_bug_is_mended():
    def hedged_pnl(spots, times, strike, vol, every):
        left, held = times[-1] - times, 0.0
        cash = -gl.black_scholes.price(spots[0], strike, left[0], vol)
        for k in range(len(times) - 1):
            if k % every == 0:
                target = -gl.black_scholes.delta(spots[k], strike, left[k], vol)
                cash += (target - held) * spots[k]
                held = target
        return cash + held * spots[-1] + max(spots[-1] - strike, 0.0)

    assert "who buys shares pays" in said("5.3", hedged_pnl)
