"""Lesson 11's last problem: the table of scenarios, and how it may be got wrong."""

from __future__ import annotations

import numpy as np

import gammalab as gl

MONTH = 30 / 365


def table(far, spot, vol, moves, shifts, *, hedge="now", rows=True, scale=1.0, less=True,
           times=False, unit=1.0, start=None, kind=gl.straddle, before=False, later=0.0,
          strike=100, step=None, rooted=1.0):  # fmt: skip
    """P&L of a hedged calendar; the arguments make mistakes."""
    away = far * kind(strike, 3 * MONTH)
    book = kind(strike, MONTH) - away
    now = book.greeks(spot, vol, names=("price", "delta"))
    # What is taken off is that many shares, sold.
    held = {
        "now": now["delta"], "none": 0.0, "bought": -now["delta"],
        "near": kind(strike, MONTH).delta(spot, vol),
    }.get(hedge)  # fmt: skip
    found = []
    for shift in shifts:
        row = []
        for move in moves:
            there = (start or spot) * (1 + scale * move)
            quoted = vol * (1 + shift) if times else vol + unit * shift
            made = book.value(there, quoted, later) - (now["price"] if less else 0.0)
            if rooted != 1:
                made += away.value(there, quoted) - away.value(there, vol + rooted * shift)
            if before:
                made = book.value(there, quoted) - book.value(spot, vol + shift)
            delta = held
            if hedge in ("then", "shifted"):
                delta = book.delta(there if hedge == "then" else spot, quoted)
            row.append(float(made - delta * (there - spot if step is None else step * move)))
        found.append(row)
    found = np.array(found)
    return found if rows else found.T


def by_greeks(far, spot, vol, moves, shifts):
    """A hedged calendar's P&L by gamma and vega, to the first order that counts."""
    book = gl.straddle(100, MONTH) - far * gl.straddle(100, 3 * MONTH)
    g, d = book.greeks(spot, vol, names=("gamma", "vega")), spot * np.asarray(moves)
    return 0.5 * g["gamma"] * d**2 + g["vega"] * np.asarray(shifts)[:, None]


def draw(rng):
    """A calendar, and a table in any order, mostly square, so that a wrong way is seen."""
    n = int(rng.integers(2, 4))
    moves = rng.choice([-0.10, -0.05, 0.0, 0.02, 0.06, 0.12], n, replace=False)
    rows = n if rng.random() < 0.6 else int(rng.choice([1, 4]))
    shifts = rng.choice([-0.05, -0.02, 0.0, 0.01, 0.03], rows, replace=False)
    far = float(np.round(rng.uniform(0.3, 1.8), 2))
    return far, float(rng.integers(95, 106)), float(rng.choice([0.15, 0.2, 0.4])), moves, shifts
