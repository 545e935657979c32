"""The game of lesson 06: a month of lesson 02's desk again, and now each trade has its price."""

from __future__ import annotations

import gammalab as gl
from gammalab.desk import Scenario
from gammalab.desk.rules import usual_rules

from .month import DAYS, EXPIRY, PAID, SPOT, STRADDLES

MANY = 2000  # the seed of the months on which rules are tried: the same for every game
COSTS = gl.HalfSpread(bps=10) + gl.FixedFee(1.0)


def _month(seed, n_paths):
    """Thirty days without direction, at the volatility that was paid; as in lesson 02's games."""
    seed = seed if n_paths == 1 else MANY
    return gl.GBM(vol=PAID).simulate(SPOT, EXPIRY, steps=DAYS, n_paths=n_paths, seed=seed)


SCENARIOS = (
    Scenario(
        lesson="06",
        name="bill",
        title="The same month, with a bill",
        brief="You paid 686 for 100 straddles at 100 with a month to live, at 30 % volatility. "
        "Each trade costs 1.00, and 10 basis points of what is traded.",
        book=STRADDLES,
        paths=_month,
        paid_vol=PAID,
        costs=COSTS,
        rules=usual_rules(cost_rate=0.001, risk_aversion=0.0015),
    ),
)
