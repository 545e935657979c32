"""Theory: the closed forms of the published cases, each next to the simulation that must meet it.

What a hedged option *should* earn, in formulas that need no random number. Three modules:
`discrete` (how far a hedge strays between trades, where a step breaks even, what a gap does),
`volatility` (what a difference between two volatilities is worth; costs) and `variance`
(variance swaps). All names can be had from here. `tests/test_published_theory.py` holds the
simulation against them.

Sign: all P&L is that of an option that is *owned* and hedged; the seller's is the opposite. By
put-call parity a hedged put earns what the hedged call of its strike earns, so `right` is not
asked for. All amounts are present values at the start: a replay's P&L stands at the horizon and is
larger by exp(rate * horizon). Units are those of `black_scholes`: years, yearly decimals, currency.

Nothing here knows of books, policies or the replay.
"""

from ..feedback.market import feedback_vol  # stands with the market that it describes
from .discrete import (
    StepError,
    breakeven_move,
    breakevens,
    exact_hedging_error_sd,
    gap_pnl,
    gap_pnl_quadratic,
    hedging_error_sd,
    one_step_error,
    one_step_limit,
    round_trip_pnl,
)
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
    "StepError",
    "VarianceReplication",
    "breakeven_move",
    "breakevens",
    "exact_hedging_error_sd",
    "expected_cost",
    "expected_dollar_gamma",
    "feedback_vol",
    "gap_pnl",
    "gap_pnl_quadratic",
    "hedging_error_sd",
    "log_contract_variance",
    "mean_pnl_hedged_at_implied",
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
