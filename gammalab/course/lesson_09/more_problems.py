"""The last two problems of lesson 09: gas against gamma, and a leg that is closed step by step."""

from __future__ import annotations

import numpy as np

from gammalab.check import exercise, sometimes


def _gas_hours(gas, gamma, spot, vol, share, half=0.5, a=2, b=2, hours=8760, times=False):
    moved = half * gamma * spot**a * vol**b
    return gas * (share if times else 1 / share) / moved * hours


exercise(
    "9.7", "How often gas lets you hedge", "gas_hours(gas, gamma, spot, vol, share)",
    _gas_hours,
    points=2, form="write",
    inputs=dict(gas=(0.1, 5.0), gamma=(0.0005, 0.004), spot=(1000.0, 5000.0), vol=(0.3, 0.9),
                share=[0.05, 0.1, 0.5]),
    boundaries=[dict(gas=1.0, gamma=0.00154, spot=3000.0, vol=0.6, share=0.1)],
    gives={"hours": "hours"},
    mistakes=[
        (lambda *x: _gas_hours(*x, half=1.0), "gamma's income has a half in front"),
        (lambda *x: _gas_hours(*x, a=1), "the move in currency, squared: the price comes twice"),
        (lambda *x: _gas_hours(*x, b=1), "the volatility is squared"),
        (lambda *x: _gas_hours(*x, hours=1), "that is in years"),
        (lambda *x: _gas_hours(*x, hours=365), "that is in days"),
        (lambda *x: _gas_hours(*x, hours=252 * 24), "crypto trades all 365 days"),
        (lambda *x: _gas_hours(*x, times=True), "a smaller share needs longer: divide by it"),
        (lambda gas, gamma, spot, vol, share: _gas_hours(gas, gamma, spot, vol, 1.0),
         "gas is to be that share of the income, not all of it"),
        (lambda *x: 1 / _gas_hours(*x), "upside down: more gas, longer waits"),
        (lambda *x: 8760 / _gas_hours(*x, hours=1), "gas is on top: the more, the longer the wait"),
    ],
    hints=(
        "What does gamma move in a year, on average? Half of gamma times the squared move.",
        "The squared move of a year is spot**2 * vol**2.",
        "In dt years it is that times dt; gas = share * that. A year has 8,760 hours.",
    ),
    praise="gas does not grow with the position: ten straddles are hedged ten times as often.",
)  # fmt: skip


def _worth(held, spots, k):
    """What a hedge is worth at a step, without its sign."""
    return abs(held) * spots[k]


def _due(held, spots, k):
    """What funding is due on at a step."""
    return held * spots[k - 1]


def _gain(held, spots, k):
    """What a hedge gained at a step."""
    return held * (spots[k] - spots[k - 1])


def _closed_at(spots, hedges, collateral, maintenance, funding, *, gain=_gain, due=_due,
               worth=_worth, held_at=lambda k, n: k - 1, first=0, until=0, never=-1, reached=False,
               alone=False, last=False, owed=False):  # fmt: skip
    """The step at which a leg is closed; the arguments make mistakes."""
    equity, found, later = collateral, never, 0.0
    for k in range(1, len(spots) - until):
        held = hedges[held_at(k, len(hedges))]
        paid = due(held, spots, k) * funding
        paid, later = (later, paid) if owed else (paid, 0.0)  # owed: paid after the look
        equity = (collateral if alone else equity) + gain(held, spots, k) - paid
        least = maintenance * worth(held, spots, k)
        if equity < least or reached and equity == least:
            found = k + first
            if not last:
                break
    return found


# Legs on which a mistake shows that is small in others: prices, hedges, collateral, maintenance,
# funding.
TELLING = (
    ([50.0, 100.0, 60.0], [-1.0, -1.0], 51.0, 0.01, 0.0),  # exactly on the line: still enough
    # Closed at the end, but not if funding is on the price of then; a long that is saved by it.
    ([100.0, 100.0, 130.0], [-1.0, -1.0], 26.85, 0.01, 0.02),
    ([100.0, 70.0, 100.0], [1.0, 1.0], 29.15, 0.01, -0.02),
    # Closed at once, but not if maintenance is on the price before.
    ([100.0, 150.0, 100.0], [-1.0, -1.0], 62.0, 0.1, 0.0),
    # Closed at the end, but not if funding is on the first price.
    ([50.0, 100.0, 100.0, 100.0], [-1.0, -1.0, -1.0], 55.0, 0.01, -0.02),
    # Never closed, but at once if gain and loss are exchanged.
    ([100.0, 130.0, 140.0], [1.0, 1.0], 20.0, 0.01, 0.0),
    # Never closed, but at once if no funding comes at all: a little of it is enough.
    ([100.0, 110.0, 100.0], [-1.0, -1.0], 11.095, 0.01, 0.02),
    # Never closed, but at once if the hedge that comes is what must be covered.
    ([100.0, 150.0, 120.0], [-1.0, -2.0], 70.0, 0.1, 0.0),
)


def _a_leg(rng):
    """Prices, the hedges held between them, and the account: a rally, a fall, or neither."""
    kind = int(rng.integers(2 * len(TELLING)))
    if kind < len(TELLING):
        spots, hedges, *rest = TELLING[kind]
        return np.array(spots), np.array(hedges), *rest
    steps, side = int(rng.integers(8, 15)), float(rng.choice([-1, 1]))
    drift = 0.0 if kind == len(TELLING) else -side * 0.03
    spots = np.round(100 * np.exp(np.cumsum(drift + 0.02 * rng.standard_normal(steps + 1))), 1)
    hedges = np.round(side * np.sort(rng.uniform(0.2, 1.0, steps)), 2)
    collateral = float(rng.choice([6.0, 12.0, 18.0]))
    return (
        spots,
        hedges,
        collateral,
        float(rng.choice([0.02, 0.1])),
        float(rng.choice([-0.02, -0.005, 0.005, 0.02])),
    )


def _wrong(message, **mistake):
    return sometimes(lambda *leg: _closed_at(*leg, **mistake), message)


exercise(
    "9.8", "When is the leg closed?", "closed_at(spots, hedges, collateral, maintenance, funding)",
    _closed_at,
    points=3, form="write", n=40,
    inputs=_a_leg,
    gives={"step": "step"},
    mistakes=[
        _wrong("the last step is missing", until=1),
        _wrong("funding is on the price at the beginning of the step",
               due=lambda held, spots, k: held * spots[k]),
        _wrong("funding is on the price at the beginning of each step, not on the first",
               due=lambda held, spots, k: held * spots[0]),
        _wrong("a leg that is never closed gives -1", never=0),
        _wrong("the first such step is asked", last=True),
        _wrong("`hedges[k]` is held from step k on: the move before met `hedges[k - 1]`",
               held_at=lambda k, n: min(k, n - 1)),
        _wrong("funding is taken before the exchange looks, not after", owed=True),
        _wrong("the hedge changes: `hedges[k - 1]` met the move to step k",
               held_at=lambda k, n: 0),
        sometimes(lambda *leg: _closed_at(*leg, never=len(leg[0]) - 1),
                  "without a closing it is -1, not the last step"),
        _wrong("funding is on what the hedge is worth: times the price",
               due=lambda held, spots, k: held),
        _wrong("funding is paid out of the account, too", due=lambda *leg: 0.0),
        _wrong("a short receives what a long pays: keep the hedge's sign",
               due=lambda held, spots, k: abs(held) * spots[k - 1]),
        _wrong("a long pays funding where it is positive",
               due=lambda held, spots, k: -held * spots[k - 1]),
        _wrong("funding is on the hedge, not on a whole unit",
               due=lambda held, spots, k: spots[k - 1]),
        # Of every leg, or it would be said of whoever returns -1, too.
        (lambda *leg: _closed_at(*leg, gain=lambda held, spots, k: -_gain(held, spots, k)),
         "a long gains when the price rises, a short when it falls"),
        _wrong("on the line there is still enough", reached=True),
        _wrong("maintenance is on the price at that step, not on the one before",
               worth=lambda held, spots, k: abs(held) * spots[k - 1]),
        _wrong("maintenance is a fraction of what the hedge is worth at that step",
               worth=lambda held, spots, k: abs(held) * spots[0]),
        _wrong("maintenance is a fraction of what the hedge is worth, not of a whole unit",
               worth=lambda held, spots, k: spots[k]),
        _wrong("maintenance is never below zero: a short needs `abs`",
               worth=lambda held, spots, k: held * spots[k]),
        _wrong("a short's maintenance needs `abs`, and after the first move it is step 1",
               worth=lambda held, spots, k: held * spots[k], first=-1),
        _wrong("each step adds its own move only",
               gain=lambda held, spots, k: held * (spots[k] - spots[0])),
        _wrong("what was gained and lost before is in the account", alone=True),
        _wrong("it is closed before all is gone", worth=lambda *leg: 0.0),
        _wrong("the first price is step 0", first=-1),
        _wrong("that is one step late: after the first move it is step 1", first=1),
    ],
    hints=(
        "Walk step by step, and keep the equity: it begins with the collateral.",
        "From k - 1 to k, hedges[k - 1] gains with the price, and pays itself times the price at "
        "k - 1 times funding.",
        "At k compare with maintenance * abs(hedges[k - 1]) * spots[k]; return k if it is less.",
    ),
    praise="the option of this account was never asked.",
)  # fmt: skip
