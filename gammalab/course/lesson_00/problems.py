"""The two problems of lesson 00: how an exercise works, on the sums of its text."""

from __future__ import annotations

import numpy as np

from gammalab.check import exercise

exercise(
    "0.1", "A round trip", "round_trip(shares, high, low)",
    lambda shares, high, low: shares * (high - low),
    inputs=dict(shares=[-40, -13.53, 5, 13.53, 200], high=(100.0, 120.0), low=(80.0, 100.0)),
    boundaries=[dict(shares=0.0), *(dict(shares=n, high=97.0, low=100.0) for n in (-40, 5))],
    gives={"profit": "currency"},
    mistakes=[
        (lambda shares, high, low: shares * high,
         "that is what the sale brought in; buying back cost shares * low"),
        (lambda shares, high, low: shares * low,
         "that is what buying back cost; the sale brought in shares * high"),
        (lambda shares, high, low: shares * (low - high),
         "the sign: who sells at 103 and buys back at 100 earns 3 a share"),
        (lambda shares, high, low: high - low, "that is one share; you sold `shares` of them"),
        (lambda shares, high, low: abs(shares) * (high - low),
         "negative shares were bought at `high` and sold at `low`: keep their sign"),
        (lambda shares, high, low: shares * (high + low),
         "the sale brings money in, buying back takes it out: one of them is subtracted"),
        (lambda shares, high, low: shares * (high - low) / 100,
         "nothing is in per cent here: prices are in currency"),
        (lambda shares, high, low: shares * abs(high - low),
         "`high` may lie below `low`: sold at 97 and bought back at 100, that loses"),
        (lambda shares, high, low: shares * max(high - low, 0.0),
         "nothing is cut off at zero: sold at 97 and bought back at 100, that is a loss"),
        (lambda shares, high, low: max(shares * (high - low), 0.0),
         "a round trip may lose: nothing is cut off at zero"),
        (lambda shares, high, low: shares * high - low,
         "each share was bought back: `low` is paid for all of them"),
        (lambda shares, high, low: shares * (high + low) / 2,
         "that is the average of the two prices; asked is what lies between them"),
    ],
    hints=(
        "What came in when you sold, and what went out when you bought back?",
        "shares * high came in.",
        "shares * low went out. What is left is the difference.",
    ),
    praise="the shares times the swing. Up or down first does not matter; whoever sold low and "
    "bought high has lost it.",
)  # fmt: skip

exercise(
    "0.2", "What is left", "left_over(hedge, rent, days)",
    lambda hedge, rent, days: hedge - rent * days,
    inputs=dict(hedge=(-500.0, 500.0), rent=[-23.2, -5.8, 5.8, 11.6], days=[1, 2, 7, 30]),
    boundaries=[dict(rent=0.0), dict(days=0)],
    gives={"profit": "currency"},
    mistakes=[
        (lambda hedge, rent, days: hedge + rent * days,
         "rent that you pay lowers the profit: subtract it"),
        (lambda hedge, rent, days: hedge - rent, "that is the rent of one day"),
        (lambda hedge, rent, days: hedge - abs(rent) * days,
         "the seller receives the rent: for him it has a negative sign, and adds"),
        (lambda hedge, rent, days: rent * days - hedge,
         "the signs are the wrong way round: this is the other side's profit"),
        (lambda hedge, rent, days: hedge - rent * (days - 1), "one day of rent is missing"),
        (lambda hedge, rent, days: hedge - rent * days / 365,
         "the rent is already that of a day: no year is in it"),
        (lambda hedge, rent, days: hedge - rent * days * 365,
         "no 365: `rent` is that of a day, and `days` are days"),
        (lambda hedge, rent, days: -rent * days, "what the hedge made is missing"),
        (lambda hedge, rent, days: rent * days,
         "that is the rent of all the days; take it off what the hedge made"),
        (lambda hedge, rent, days: hedge, "the rent is missing"),
        (lambda hedge, rent, days: (hedge - rent) * days,
         "`hedge` is what all the days brought together: only the rent is paid each day"),
        (lambda hedge, rent, days: hedge - rent * (days + 1), "that is one day of rent too many"),
        (lambda hedge, rent, days: hedge - max(rent, 0.0) * days,
         "a negative rent counts, too: the seller receives it"),
        (lambda hedge, rent, days: abs(hedge) - rent * days,
         "a hedge may have lost: keep the sign of `hedge`"),
        (lambda hedge, rent, days: hedge / np.maximum(days, 1) - rent,
         "that is what is left of one day; asked is what is left of all of them"),
        (lambda hedge, rent, days: max(hedge - rent * days, 0.0),
         "what is left may lie below zero: nothing is cut off"),
        (lambda hedge, rent, days: hedge - rent * np.sqrt(days),
         "rent is paid anew each day: it grows with the days, not with their root"),
    ],
    hints=(
        "How much rent do all the days take?",
        "rent * days.",
        "What is left is what the hedge made, less that.",
    ),
    praise="what the swings earn, less what the clock takes: the whole course is about these two.",
)  # fmt: skip
