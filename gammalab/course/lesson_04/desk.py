"""The game of lesson 04: is today's move enough? A month of sessions, first owned, then sold.

The straddles are bought at 20 %, and 20 % happens on every day of the calendar: a weekend moves
like three days. All is hedged at each close.
"""

from __future__ import annotations

import numpy as np

import gammalab as gl
from gammalab.desk import Ask, Drill
from gammalab.desk.drill import NOTHING
from gammalab.desk.told import adding_up
from gammalab.lab.words import signed

from .month import DAY, PAID, SPOT, STRADDLES
from .rent import rent_and_profit

CALENDAR = np.array([3 if k % 5 == 4 else 1 for k in range(22)])  # each fifth step is a weekend
DATES = np.append(0, CALENDAR.cumsum())  # in days; the last is expiry
NEAR = 7  # days before the end: from here on the strike matters most
SOLD = 12  # from this turn on the player has sold them


def month(seed: int) -> gl.Paths:
    """The closes of 22 sessions, with four weekends."""
    days = gl.GBM(PAID).simulate(SPOT, DATES[-1] * DAY, DATES[-1], n_paths=1, seed=seed)
    return gl.Paths(days.times[DATES], days.spots[:, DATES])


def enough(seed: int) -> list[Ask]:
    """The questions of a month."""
    paths = month(seed)
    clock, profit = rent_and_profit(paths)
    still, made = np.diff(clock), np.diff(profit)  # the owner's, day by day
    spots, moves = paths.spots[0], np.diff(paths.spots[0])
    gamma = STRADDLES.greeks(spots[:-1], PAID, time=paths.times[:-1], names=("gamma",))["gamma"]
    one, all_days = (spots[:-1] * PAID * np.sqrt(n * DAY) for n in (1, CALENDAR))
    asks, total = [], 0.0
    for k in range(CALENDAR.size):
        side = 1 if k < SOLD - 1 else -1
        outcome = float(side * made[k])
        total += outcome
        even = {
            "it never pays the owner": 0.0,
            "one day's breakeven": one[k],
            "0.8 of the breakeven": 0.8 * all_days[k],
            "the breakeven": all_days[k],
        }
        expected = {
            rule: float(side * 0.5 * gamma[k] * (moves[k] ** 2 - width**2))
            for rule, width in even.items()
        }
        expected["it never pays the owner"] = float(side * still[k])
        against = (abs(moves[k]) > all_days[k]) != (made[k] > 0) and abs(made[k]) >= NOTHING
        if not against:
            decided = ""
        elif DATES[-1] - DATES[k] <= NEAR:
            decided = " Here the strike decided: so near the end the formula is rough."
        else:
            decided = " The formula is nearly right: this was close."
        income, rent = adding_up([made[k] - still[k], still[k]], 1)  # as shown they add up
        who = "You own 100 straddles" if side == 1 else "Now you have sold 100 straddles"
        asks.append(
            Ask(
                [
                    ("Last close", f"{spots[k]:.2f}"),
                    ("Strike", f"{SPOT:.0f}"),
                    ("Days left then", str(DATES[-1] - DATES[k])),
                    ("Days since then", str(CALENDAR[k])),
                    ("The move", signed(moves[k], 2)),
                ],
                f"{who} at 20 %, hedged at the last close. Did the session pay for you?",
                outcome,
                f"The breakeven was {all_days[k]:.2f} by the formula, the move "
                f"{abs(moves[k]):.2f}.{decided} Income {signed(income, 1)}, rent "
                f"{signed(rent, 1)}: {signed(made[k], 1)} for the owner. Your total so far: "
                f"{signed(total, 1)}.",
                expected,
            )
        )
    return asks


SCENARIOS = (
    Drill(
        "04",
        "enough",
        "Enough for the day",
        "100 straddles struck at 100, bought at 20 % with 30 days to live, hedged at each close. "
        "One close after the other: did the move pay for the days since the last? From session "
        f"{SOLD} on you are the seller.",
        enough,
        turns=CALENDAR.size,
        options=("it paid", "it did not"),
        step="session",
    ),
)
