"""After the last turn: where your money came from, you minus each rule, and luck or skill.

Two runs on one path with one book differ by their hedges alone. Read off their attributions,

    you - rule = tilt + execution + costs + funding + interest + forgiven,

where *tilt* is the column "delta" (what the delta that you carried brought, less what the rule's
did), *execution* what fills lost against the prices at their decisions ("slippage", "unfilled"),
*costs* what trading cost, *funding* what longs and shorts of a perpetual paid each other,
*interest* what the cash bore and the shares brought ("interest", "income"), and *forgiven* what the
exchange bore when it closed the hedge ("liquidation"). The columns of the option are equal and drop
out; where the hedge moves the price they are not, and what is left is one term more, *market*.

What no skill would have made of the net delta: with a price that knows no direction its profit has
mean zero and the standard deviation root(sum tilt^2 S^2 sigma^2 dt). The ratio is z. Where moves
know of each other neither holds: the debrief then says so (`Scenario.no_odds`).

Nobody is ranked by profit: it is one path.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

import gammalab as gl
from gammalab.hedging.attribution import explained
from gammalab.hedging.track import track

TERMS = {
    "tilt": ("delta",),
    "execution": ("slippage", "unfilled"),
    "costs": ("costs",),
    "funding": ("funding",),
    "interest": ("interest", "income"),
    "forgiven": ("liquidation",),
    "market": (),  # in no column: see `debrief`
}
EQUAL = 1e-9  # of the notional: how closely the terms must add up to the difference
NONE = "none of these"
NOTHING = 1e-6  # currency: a spread that is rounding alone
SAME = 1e-9  # units: hedges that differ by rounding alone


@dataclass(frozen=True)
class Luck:
    """What carried delta brought on one path, and what it would bring by luck alone.

    made: currency. spread: its standard deviation by luck, currency. rms: root-mean-square net
    delta, units.
    """

    made: float
    spread: float
    rms: float

    @property
    def z(self) -> float:
        """made / spread; 0 for somebody who carried nothing."""
        return self.made / self.spread if self.spread > NOTHING else 0.0


def luck(run, path=0) -> Luck:
    """The luck of one path of a run, at the volatility paid.

    A net delta of 2 over one step of 0.01 years, from 100 to 101, at 20 %:

    >>> paths = gl.Paths([0.0, 0.01], [100.0, 101.0])
    >>> found = luck(gl.replay(gl.Book(), paths, paid_vol=0.2, policy=lambda now: 2.0))
    >>> found.made, round(found.spread, 6), round(found.z, 6)
    (2.0, 4.0, 0.5)
    """
    tilt, spot = run.net_delta()[path], run.paths.spots[path]
    vol = np.ravel(run.setup.paid_vol)
    vol = float(vol[path if vol.size > 1 else 0])
    variance = np.sum((tilt * spot[:-1] * vol) ** 2 * np.diff(run.paths.times))
    return Luck(
        made=float(tilt @ np.diff(spot)),
        spread=float(np.sqrt(variance)),
        rms=float(np.sqrt(np.mean(tilt**2))),
    )


def columns(run) -> dict:
    """The attribution of a run's first path: {column: amount}, currency. Adds up to the profit in
    cash, or RuntimeError. (As `run.attribution()`, but pandas is not loaded for a game.)"""
    seen = track(run.setup, slice(0, 1))
    found = {name: float(amounts.sum()) for name, amounts in explained(seen).items()}
    if run.setup.execution is None:  # nothing is late: what was not filled, the margin refused
        found["delta"] += found["unfilled"] + found["slippage"]
        found["unfilled"] = found["slippage"] = 0.0
    _adds_up(found, float(run.pnl[0]), float(run.notional[0]))
    return found


def minus(mine: dict, theirs: dict) -> dict:
    """Each of TERMS, of one run less another of the same book, from their columns, currency; market
    is 0 here, as on one path."""
    return {name: sum(mine[c] - theirs[c] for c in group) for name, group in TERMS.items()}


def _adds_up(terms, difference, notional):
    """Terms are read off option values, the difference off the cash: hold them together.
    RuntimeError where they differ."""
    if abs(sum(terms.values()) - difference) > EQUAL * notional:
        raise RuntimeError(f"{terms} do not add up to {difference}: a fault of gammalab, not yours")


@dataclass(frozen=True)
class Debrief:
    """All that is told after the last turn, for one path.

    pnl: your profit. sources: {column: amount} of your own attribution; adds up to pnl. rivals:
    {rule: {"pnl", each of TERMS, "rms"}}; you minus its pnl is the sum of the terms. luck: yours.
    cost: what you paid to trade. removed: how much of the spread of somebody who never
    hedges you took away, currency (negative: you added to it).
    nearest: the rule whose hedges lay nearest to yours, and how far off they were (root mean
    square, units). ties: all rules that lay as near; nearest is the one that you named, if it is
    among them. closed: {who: turn} at which the exchange closed the hedge, "" being you, for those
    whose it closed. refused: how many of your orders the margin did not bear. no_odds,
    equal_moves, unit: of the world, as in `Scenario`.
    """

    pnl: float
    sources: dict
    rivals: dict
    luck: Luck
    cost: float
    removed: float
    nearest: tuple
    closed: dict = field(default_factory=dict)
    ties: tuple = ()
    refused: int = 0
    no_odds: str | None = None
    equal_moves: bool = False
    unit: str = ""

    @property
    def cost_per_risk(self) -> float | None:
        """Cost for each unit of currency by which the spread fell; None where it did not fall."""
        return self.cost / self.removed if self.removed > 1e-9 else None


def debrief(game) -> Debrief:
    """The debrief of a game that is over."""
    run = game.replay()
    pnl, mine, ours, net = float(run.pnl[0]), columns(run), luck(run), run.net_delta()[0]
    rivals, distances, closed = {}, {}, _closed("", run)
    for name, policy in game.scenario.rivals.items():
        other = game.replay(policy)
        terms = minus(mine, columns(other))
        if game.scenario.moved is not None:
            terms["market"] = pnl - float(other.pnl[0]) - sum(terms.values())
        _adds_up(terms, pnl - float(other.pnl[0]), float(run.notional[0]))
        rivals[name] = {"pnl": float(other.pnl[0]), **terms, "rms": luck(other).rms}
        closed |= _closed(name, other)
        distances[name] = float(np.sqrt(np.mean((net - other.net_delta()[0]) ** 2)))
    ties = tuple(name for name, off in distances.items() if off <= min(distances.values()) + SAME)
    nearest = game.rule if game.rule in ties else ties[0]
    return Debrief(
        pnl=pnl,
        sources=mine,
        rivals=rivals,
        luck=ours,
        cost=-sum(mine[column] for column in TERMS["costs"]) + 0.0,
        removed=luck(game.replay(gl.Never())).spread - ours.spread,
        nearest=(nearest, distances[nearest]),
        closed=closed,
        ties=ties,
        refused=int(refused(track(run.setup, slice(0, 1))).sum()),
        no_odds=game.scenario.no_odds,
        equal_moves=game.scenario.equal_moves,
        unit=game.scenario.unit,
    )


def _closed(who, run) -> dict:
    """{who: the turn at which the exchange closed the first path's hedge}; empty if never."""
    if not run.liquidated[0]:
        return {}
    return {who: int(np.argmax(np.ravel(track(run.setup, slice(0, 1)).closed)))}


def refused(seen) -> np.ndarray:
    """Which orders of a track the margin did not bear, (n, n_times) bool.

    None where fills are late: what is not held there is on its way.
    """
    if seen.setup.venue.margin is None or seen.setup.execution is not None:
        return np.zeros(seen.hedge.shape, dtype=bool)
    return np.abs(seen.intended - seen.hedge) > SAME


def _months(pnl) -> dict:
    """Mean, its standard error, and spread, of months."""
    spread = float(pnl.std(ddof=1)) if pnl.size > 1 else 0.0
    return {"mean": float(pnl.mean()), "se": spread / float(np.sqrt(pnl.size)), "spread": spread}


def _part(name, amounts, run) -> dict:
    """{name: mean, name_se: its standard error} of what a part of the profit was in each month."""
    found = _months(np.broadcast_to(amounts, run.pnl.shape))
    return {name: found["mean"], f"{name}_se": found["se"]}


def many_months(scenario, seed) -> dict:
    """Each rule on many paths of the same world: {rule: {"mean", "se", "spread", "cost", "funding",
    "forgiven", "closed", "refused"}}, and "months", on how many.

    "se", and "cost_se" and so on: the means' standard errors. cost is what was paid to trade;
    funding and forgiven are positive where received. "closed", "refused": the share of months in
    which the exchange closed the hedge, and in which the margin refused an order; where one of them
    happened in some and not in all, "open": mean, se and spread of the months with neither.
    """
    setting = scenario.setting(seed, scenario.months)
    found = {}
    for name, policy in scenario.rivals.items():
        run = scenario.replay(setting, policy, progress=False)
        forgiven, too_much = 0.0, np.zeros(run.pnl.shape, dtype=bool)
        if run.setup.venue.margin is not None:
            seen = track(run.setup, slice(None))
            forgiven = np.broadcast_to(seen.liquidation, seen.hedge.shape).sum(axis=1)
            too_much = refused(seen).any(axis=1)
        found[name] = {
            **_months(run.pnl),
            **_part("cost", run.cost, run),
            **_part("funding", run.funding, run),
            **_part("forgiven", forgiven, run),
            "closed": float(run.liquidated.mean()),
            "refused": float(too_much.mean()),
        }
        clean = ~(run.liquidated | too_much)
        if 0 < clean.sum() < clean.size:
            found[name]["open"] = _months(run.pnl[clean])
    return {"months": setting["paths"].n_paths, "rules": found}
