"""The games of lesson 10: a real month of the S&P 500, masked. You own ten straddles, or sold them.

The same four figures are the same month in both: "10-masked-C0DE" and "10-sold-C0DE". Prices are
scaled to begin at 100, and the dates are hidden.
"""

from __future__ import annotations

from functools import partial

import numpy as np

import gammalab as gl
from gammalab.desk import Question, Scenario

from .market import DAYS, months, months_of, name_of

STRADDLES = 10 * gl.straddle(100, "end")
TYPICAL = 0.147  # the average of what was paid
ASKED = 4  # names to choose from


def month_of(seed: int) -> int:
    """Which of the 59 months it is, counted from 0."""
    return int(np.random.default_rng([10, seed]).integers(months().n_paths))


def _paths(seed, n_paths):
    """One month, scaled; or all of them, on which rules are tried."""
    spots = 100 * months().spots / months().spots[:, :1]
    rows = slice(month_of(seed), month_of(seed) + 1) if n_paths == 1 else slice(None)
    return gl.Paths(months().times, spots[rows])


def _options(seed, paths):
    """Each month was paid at its own VIX."""
    vol = months().vol
    return {"paid_vol": float(vol[month_of(seed)]) if paths.n_paths == 1 else vol}


def _facts(seed):
    return [["Paid", f"{100 * months().vol[month_of(seed)]:.1f} %"]]


def _which(seed):
    """Four months, far apart in what happened; the size of the moves is the clue."""
    ranked, k = np.argsort(months_of().happened), month_of(seed)
    place = int(np.flatnonzero(ranked == k)[0])
    step = len(ranked) // ASKED
    chosen = [int(ranked[(place + step * j) % len(ranked)]) for j in range(ASKED)]
    chosen = [chosen[j] for j in np.random.default_rng([11, seed]).permutation(ASKED)]
    names = [name_of(months_of().dates[j]) for j in chosen]
    happened = 100 * months_of().happened[k]
    return Question(
        "Which month was it?",
        tuple(names),
        chosen.index(k),
        f"It was {name_of(months_of().dates[k])}: {happened:.1f} % happened.",
    )


def _reveal(seed):
    k, one = month_of(seed), months_of()
    return (
        f"The index stood at {months().spots[k, 0]:,.2f}. Hedged at each close, the owner's month "
        f"was worth {one.free[k]:+.1f} points of volatility without costs."
    )


def desk_profit(every: int, side: int = 1) -> np.ndarray:
    """Profit of all 59 months on the desk, hedged every so many closes, costs included: (59,)."""
    given = SCENARIOS[0 if side == 1 else 1].setting(0, 2)
    return gl.replay(policy=gl.EveryN(every), **given).pnl


_game = partial(
    Scenario,
    lesson="10",
    paths=_paths,
    paid_vol=TYPICAL,
    costs=gl.HalfSpread(bps=2),
    options=_options,
    facts=_facts,
    question=_which,
    reveal=_reveal,
    turns=DAYS,
    unit="units",
)

SCENARIOS = (
    _game(
        name="masked",
        title="A real month, masked",
        brief="You own ten straddles on the S&P 500, struck at its close, with 21 closes to live, "
        "bought at the VIX of a day between 2014 and 2018. The index begins at 100. A trade loses "
        "2 bp. Judge your rule, not the month.",
        book=STRADDLES,
    ),
    _game(
        name="sold",
        title="A real month, masked, from the other side",
        brief="You sold ten straddles on the S&P 500, struck at its close, with 21 closes to live, "
        "at the VIX of a day between 2014 and 2018. The index begins at 100. A trade loses 2 bp. "
        "Judge your rule, not the month.",
        book=-STRADDLES,
    ),
)
