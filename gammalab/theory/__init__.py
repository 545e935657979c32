"""Theory: the closed forms of the published cases, each next to the simulation that must meet it.

What a hedged option *should* earn, in formulas that need no random number. Six modules:
`discrete` (one step: its error, where it breaks even, what a gap does), `noise` (many steps: the
spread of the P&L, and the floor under it), `jumps` (the floor that jumps leave), `frequency` (how
often to hedge, how late one may be, what has to happen for the costs to come back), `volatility`
(what a difference between two volatilities is worth; costs; feedback) and `variance` (variance
swaps). All names can be had from here. `tests/test_published_theory.py` and
`tests/theory/` hold the simulation against them.

Sign: all P&L is that of an option that is *owned* and hedged; the seller's is the opposite. By
put-call parity a hedged put earns what the hedged call of its strike earns, so `right` is not
asked for. Where a function takes a book, the quantities have the signs, and puts count as calls.
All amounts are present values at the start: a replay's P&L stands at the horizon and is larger by
exp(rate * horizon). Units are those of `black_scholes`: years, yearly decimals, currency.

Nothing here knows of policies or the replay.
"""

from ..feedback.market import feedback_vol  # stands with the market that it describes
from .discrete import (
    StepError,
    breakeven_move,
    breakevens,
    exact_hedging_error_sd,
    gamma_residual,
    gap_pnl,
    gap_pnl_quadratic,
    hedging_error_sd,
    one_step_error,
    one_step_limit,
    round_trip_pnl,
)
from .frequency import (
    HedgeCount,
    best_hedges,
    breakeven_vol_after_costs,
    interval_vol,
    lateness_pnl,
)
from .jumps import jump_floor
from .noise import book_hedging_error_sd, hedged_pnl_sd, mismatch_floor
from .variance import (
    VarianceReplication,
    log_contract_variance,
    realised_variance,
    replication_weights,
    variance_jump_pnl,
    variance_swap,
)
from .volatility import (
    expected_cost,
    expected_dollar_gamma,
    mean_pnl_hedged_at_implied,
    pde_residual,
    pnl_along_path,
    pnl_hedged_at_realised,
)

__all__ = [
    "HedgeCount",
    "StepError",
    "VarianceReplication",
    "best_hedges",
    "book_hedging_error_sd",
    "breakeven_move",
    "breakeven_vol_after_costs",
    "breakevens",
    "exact_hedging_error_sd",
    "expected_cost",
    "expected_dollar_gamma",
    "feedback_vol",
    "gamma_residual",
    "gap_pnl",
    "gap_pnl_quadratic",
    "hedged_pnl_sd",
    "hedging_error_sd",
    "interval_vol",
    "jump_floor",
    "lateness_pnl",
    "log_contract_variance",
    "mean_pnl_hedged_at_implied",
    "mismatch_floor",
    "one_step_error",
    "one_step_limit",
    "pde_residual",
    "pnl_along_path",
    "pnl_hedged_at_realised",
    "realised_variance",
    "replication_weights",
    "round_trip_pnl",
    "variance_jump_pnl",
    "variance_swap",
]
