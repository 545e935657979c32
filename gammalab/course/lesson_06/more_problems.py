"""The last problems of lesson 06: how many hedges, and a band (`problems` has the others)."""

from __future__ import annotations

import numpy as np

from gammalab.check import exercise, sometimes

from .slips import a_book, always, band, centre, number, rim

exercise(
    "6.5", "How many hedges", "best_number(worth, vol, days, half_spread)",
    number(),
    inputs=dict(worth=(0.05, 0.50), vol=(0.10, 0.60), days=[7, 30, 60], half_spread=(1.0, 20.0)),
    boundaries=[dict(worth=0.05, vol=0.10, days=7, half_spread=20.0)],  # less than one
    gives={"number of hedges": ""}, rtol=4e-3,  # 1.11 for the factor passes, 360 days do not
    mistakes=[
        (number(horizon=lambda d: d / 365), "the time goes with its root"),
        (number(horizon=lambda d: np.sqrt(d)), "the time is in years: a day is a 365th"),
        (number(horizon=lambda d: np.sqrt(d / 252)), "the year has 365 days here, not 252"),
        (number(horizon=lambda d: np.sqrt(d / 360)), "the year has 365 days here, not 360"),
        (number(k=lambda b: b), "a basis point is one part in 10,000"),
        (number(k=lambda b: 2e-4 * b), "that is the whole spread: each trade pays the half"),
        (number(k=lambda b: 5e-5 * b), "the half spread is given: no half of it again"),
        (number(whole=np.sqrt),
         "cost goes with the root of the number; where the two lines cross, the number itself "
         "stands"),
        (number(whole=lambda x: 1 / x), "upside down: the dearer, the fewer"),
        (number(whole=lambda x: float(round(x))), "leave the digits, as they come"),
        (number(whole=np.ceil), "leave the digits: nothing is rounded up"),
        (number(whole=lambda x: min(240.0, x)), "more than 240 may come out: leave it so"),
        (number(whole=lambda x: float(int(x))), "leave what stands after the point: no int()"),
        (number(whole=lambda x: max(1.0, x)), "less than one may come out: leave it so"),
        (number(horizon=lambda d: np.sqrt(30 / 365)), "`days` is not used: it is not always 30"),
        (number(horizon=lambda d: np.sqrt(365 / d)), "the longer, the more hedges: the root of "
         "the years multiplies"),
        (number(k=lambda b: 5e-4), "`half_spread` is not used: it is not always 5"),
        (number(factor=2.0**0.5 * np.pi / 8**0.5), "the factor is pi over the root of 8: yours is "
         "a root of 2 too large"),
        (number(factor=np.sqrt(np.pi / 4)), "that factor is noise's alone: the cost has one, too"),
        (number(factor=1.0), "the factor is missing: 1.11, pi over the root of 8"),
        (number(worth=lambda w: 1.0), "what noise is worth to you: `worth` is not used"),
        (number(vol=lambda v: v**2), "volatility comes once, not squared"),
        (number(vol=lambda v: 1 / v), "the wilder, the more: volatility multiplies"),
        (number(vol=lambda v: 1.0), "the wilder the price, the more hedges: `vol` is not used"),
        (number(k=lambda b: np.sqrt(b * 1e-4)), "half the cost, twice the hedges: no root"),
    ],
    hints=(
        "It is in round 2: four things, and a factor.",
        "1.11 * worth * vol * the root of the years, over the half spread as a fraction.",
        "days / 365 are the years, half_spread * 1e-4 is the fraction.",
    ),
    praise="neither the price nor the size of the book is in it.",
)  # fmt: skip


exercise(
    "6.6", "To the rim", "to_the_rim(hedge, delta, width)",
    lambda hedge, delta, width: rim()(hedge, delta, width),
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
        (rim(low=lambda d, w: d - w, high=lambda d, w: d + w),
         "the hedge stands against delta: neutral is minus delta"),
        (rim(low=lambda d, w: -d - w / 2, high=lambda d, w: -d + w / 2),
         "the width is to each side: no half of it"),
        (rim(low=lambda d, w: -d - 2 * w, high=lambda d, w: -d + 2 * w),
         "the width is to each side already: not twice"),
        (rim(low=lambda d, w: -d - 15, high=lambda d, w: -d + 15),
         "`width` is not used: it is not always 15"),
        (lambda hedge, delta, width: float(
            hedge if abs(hedge + delta) <= width else hedge - np.sign(hedge + delta) * width),
         "that trades the whole width: trade what lies beyond the rim"),
        (lambda hedge, delta, width: float(2 * hedge - rim()(hedge, delta, width)),
         "that trade goes the other way: away from neutral"),
        (lambda hedge, delta, width: float(rim()(hedge, delta, width) - hedge),
         "that is the trade; asked is the hedge after it"),
        (rim(low=lambda d, w: -np.inf), "one side is open: a hedge too low has to move, too"),
        (rim(high=lambda d, w: np.inf), "one side is open: a hedge too high has to move, too"),
        (lambda hedge, delta, width: float(hedge if abs(hedge + delta) <= width
                                           else -delta + width),
         "a hedge too low stops at the lower rim, not at the upper one"),
        (lambda hedge, delta, width: float(hedge if abs(hedge + delta) <= width
                                           else -delta - width),
         "a hedge too high stops at the upper rim, not at the lower one"),
        (lambda hedge, delta, width: float(np.clip(-delta, hedge - width, hedge + width)),
         "the band lies about neutral, not about what you hold: clip the hedge"),
        (lambda hedge, delta, width: float(np.clip(-delta, hedge + width, hedge - width)),
         "it is the hedge that is clipped, and the lower rim comes first"),
        (rim(low=lambda d, w: -d + w, high=lambda d, w: -d - w),
         "the two rims have changed places: the lower one is -delta - width"),
        (lambda hedge, delta, width: float((hedge + rim()(hedge, delta, width)) / 2),
         "all that lies beyond the rim is traded, not half of it"),
        (lambda hedge, delta, width: int(rim()(hedge, delta, width)),
         "parts of a share are held, too: no int()"),
        (lambda hedge, delta, width: float(always(hedge, delta, width)),
         "within the band nothing is traded"),
        (lambda hedge, delta, width: float(hedge if abs(hedge + delta) <= width
                                           else -delta - np.sign(hedge + delta) * width),
         "that crosses the band to its far side: stop at the near one"),
        (rim(low=lambda d, w: -w, high=lambda d, w: w), "the band lies about neutral, not "
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


exercise(
    "6.7", "A band along a path", "band_cost(deltas, spots, width, half_spread)",
    band(),
    points=3, n=16,
    inputs=a_book,
    gives={"hedge": "shares", "cost": "currency"}, closed=("gammalab.replay",),
    mistakes=[
        (band(go=lambda h, d, w: min(max(h, d - w), d + w)),
         "the hedge stands against delta: neutral is minus delta"),
        (band(go=centre), "that goes to the centre: at the rim you stop"),
        (band(go=lambda h, d, w: -d), "that is neutral each time: the band is not used"),
        (band(go=lambda h, d, w: min(max(0.0, -d - w), -d + w)),
         "each time you move from what you hold, not from nothing"),
        (band(go=lambda h, d, w: max(h, -d - w)),
         "one rim is missing: a hedge too high has to move, too"),
        (band(go=lambda h, d, w: min(h, -d + w)),
         "one rim is missing: a hedge too low has to move, too"),
        (band(close=lambda h, w: 0.0, first=False),
         "two trades are missing: the first, from nothing, and the close"),
        (band(close=lambda h, w: 0.0), "at the last price all that is held is closed"),
        (band(close=lambda h, w: h - min(max(h, -w), w)),
         "at the end nothing is kept: close all, not to a rim"),
        (band(end=-2), "you close at the last price, not at that of the last look"),
        (band(end=0), "you close at the last price, not at the first"),
        (band(spot=lambda s, k: s[k] if k >= 0 else np.mean(s)),
         "you close at the last price, not at the mean of all"),
        (band(close=lambda h, w: h / 2), "the close pays the half spread on all that you hold"),
        (band(change=lambda new, old: new), "you pay for the change of the hedge, not all of it"),
        (band(sign=-1.0), "the close costs, too: add it"),
        (band(first=False), "the first hedge is a trade, too: from nothing"),
        (band(looks=slice(None, -1)), "the last look is missing"),
        (band(looks=slice(1, None)), "the first look is missing"),
        (band(size=lambda t: t), "sales pay for purchases here: take the size of each trade"),
        (band(spot=lambda s, k: 1.0), "that is in shares: each trade has its price"),
        (band(spot=lambda s, k: s[0]), "each trade is made at its own price"),
        (band(spot=lambda s, k: s[k + 1] if k >= 0 else s[k]),
         "you trade at the price at which you looked, not at the one after it"),
        (band(go=lambda h, d, w: min(max(h, -d - w / 2), -d + w / 2)),
         "the width is to each side: no half of it"),
        (band(go=lambda h, d, w: min(max(h, -d - 2 * w), -d + 2 * w)),
         "the width is to each side already: not twice"),
        (band(begin=lambda d: -d, entry=True),
         "you begin with no shares, and the first trade goes to the rim, not to neutral"),
        (band(keep=False), "0 is held after the close: asked is what is held before it. And keep "
         "what you hold, from one look to the next"),
        (band(rate=lambda b: 5e-4), "`half_spread` is not used: it is not always 5"),
        (band(rate=lambda b: 2e-4 * b), "a half spread is paid once a trade, not twice"),
        (band(rate=lambda b: b), "a basis point is one part in 10,000"),
        (band(rate=lambda b: 5e-5 * b), "the half spread is given: no half of it again"),
        sometimes(band(go=lambda h, d, w: h if abs(h + d) <= w else -d - np.sign(h + d) * w),
                  "that crosses the band to its far side: stop at the near one"),
    ],
    hints=(
        "Hold a number of shares, 0 at first, and go through the deltas one by one.",
        "The new hedge is np.clip(held, -delta - width, -delta + width). Pay for the change.",
        "After the loop, pay for the close of what is held, at the last price. Return held, cost.",
    ),
    praise="with a width of 0 it is the hedge to neutral.",
)  # fmt: skip
