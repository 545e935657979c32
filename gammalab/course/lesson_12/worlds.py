"""The worlds of the capstone: ten markets, each drawn again from any seed.

Each is a month of one straddle struck at 100, owned and sold, at a half-spread of 5 basis points.
Nine are simulated and make the score. The tenth, real months, is shown beside it: one history
cannot be drawn again. This module knows nothing of rules.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

import gammalab as gl
from gammalab._validate import fail, plain, whole_number
from gammalab.paths.streams import BLOCK, MARKS, blocks

SPOT, DAYS, STEPS = 100.0, 30, 60
MONTH = DAYS / 365
BPS = 5.0  # half-spread where depth is normal
FUNDING, COLLATERAL = 0.10, 20.0  # of the perpetual: a year, and per straddle
STICKY = 0.9  # how much of the log of depth is still there a step later
POINTS = 0.02  # paid above the last month's volatility, where months are real
LEAST = 0.08  # the volatility paid in a real month is never below


@dataclass(frozen=True, eq=False)
class World:
    """One market of the capstone, drawn: its paths, and what is paid and charged in it.

    paid_vol: a yearly decimal, or one per path. true_vol: the one that happens, likewise. depth:
    (n_paths, n_times), 1 is normal; None where it always is. pairs: whether path i + n/2 is the
    mirror image of path i. ranked: whether it counts in the score.
    """

    name: str
    paths: gl.Paths
    paid_vol: float | np.ndarray
    true_vol: float | np.ndarray
    depth: np.ndarray | None = None
    venue: object = None
    pairs: bool = False
    ranked: bool = True
    kept: dict = field(default_factory=dict, repr=False)  # Greeks, for the course's own rules

    @property
    def book(self):
        """One straddle, owned."""
        return gl.straddle(SPOT, self.paths.horizon)

    @property
    def noise(self):
        """The noise unit: what a daily hedge leaves of a fairly priced month, currency.

        sqrt(pi / 4) * vega * paid volatility / sqrt(21), known on day 0 and the same for all rules.
        """
        return noise_unit(self.paid_vol, self.paths.horizon)

    def options(self, bps=BPS) -> dict:
        """What `gl.replay` is told beside book, paths and policy."""
        signals = {} if self.depth is None else {"depth": self.depth, "bps": bps / self.depth}
        costs = gl.HalfSpread(bps=bps if self.depth is None else "bps")
        return {
            "paid_vol": self.paid_vol, "costs": costs, "venue": self.venue, "signals": signals,
        }  # fmt: skip


def noise_unit(paid_vol, horizon):
    """What a daily hedge leaves of one fairly priced straddle, currency (standard deviation).

    >>> round(noise_unit(0.30, 30 / 365), 2)
    1.33
    """
    vega = gl.straddle(SPOT, horizon).greeks(SPOT, paid_vol)["vega"]
    return plain(np.sqrt(np.pi / 4) * vega * paid_vol / np.sqrt(21))


def _months(model, n, seed, mirrored=True, clock=None):
    """Months of a model; half of them the mirror images of the others."""
    clock = clock or gl.Clock.even(MONTH, STEPS)
    if not mirrored:
        return model.simulate(SPOT, clock=clock, n_paths=n, seed=seed)
    paths = model.simulate(SPOT, clock=clock, n_paths=n // 2, seed=seed)
    spots = paths.spots
    return gl.Paths.adopt(paths.times, np.concatenate([spots, spots[:, :1] ** 2 / spots]))


def _gbm(name, paid, happens, **more):
    def draw(n, seed):
        return World(name, _months(gl.GBM(happens), n, seed), paid, happens, pairs=True, **more)

    return draw


def _memory(name, correlation):
    def draw(n, seed):
        paths = _months(gl.CorrelatedMoves(0.30, correlation), n, seed)
        return World(name, paths, 0.30, 0.30, pairs=True)

    return draw


def _jumping(n, seed):
    model = gl.MertonJumps(vol=0.20, intensity=12, jump_mean=-0.03, jump_sd=0.04)
    return World("jumping", _months(model, n, seed, mirrored=False), 0.25, model.total_vol)


def _gapping(n, seed):
    clock = gl.Clock.of_sessions(21, bars=3, overnight=0.5, weekend=2)
    return World("gapping", _months(gl.GBM(0.30), n, seed, False, clock), 0.30, 0.30)


def _thin(n, seed):
    paths = _months(gl.GBM(0.30), n, seed)
    log_depth = np.empty((n // 2, STEPS + 1))
    for rng, rows in blocks(seed, n // 2, MARKS):
        count = rows.stop - rows.start
        now = rng.standard_normal(BLOCK)[:count]
        for k in range(STEPS + 1):
            log_depth[rows, k] = now
            fresh = rng.standard_normal(BLOCK)[:count]
            now = STICKY * now + np.sqrt(1 - STICKY**2) * fresh
    depth = np.exp(log_depth)
    return World("thin", paths, 0.30, 0.30, depth=np.concatenate([depth, depth]), pairs=True)


def _short_gamma(n, seed):
    dealers = -60 * gl.straddle(SPOT, 0.25)
    market = gl.feedback.FeedbackMarket(0.25, impact=0.002, book=dealers, blowup="stop")
    paths = market.run(SPOT, MONTH, STEPS, n, seed).paths
    happens = float(np.sqrt(np.mean(paths.realised_vol() ** 2)))
    return World("short gamma", paths, 0.30, happens)


def _perpetual(n, seed):
    venue = gl.Perpetual(funding=FUNDING, margin=gl.Margin(COLLATERAL))
    return _gbm("perpetual", 0.60, 0.60, venue=venue)(n, seed)


@lru_cache(maxsize=1)
def real_months() -> World:
    """Every month of the S&P 500's closes, 1990 to 2022, at the last month's volatility + 2 points.

    All of them start at 100, so that no price tells the year.
    """
    prices = gl.markets.load("spx_closes")["close"]
    past = np.log(prices).diff().pow(2).rolling(21).mean().mul(252).pow(0.5)
    paid = (past + POINTS).clip(lower=LEAST).dropna()
    cut = gl.markets.windows(prices, vol=paid, start="1990")
    paths = gl.Paths(cut.times, SPOT * (cut.spots / cut.spots[:, :1]))
    return World("real months", paths, cut.vol, paths.realised_vol(), ranked=False)


DRAWN: dict[str, Callable] = {
    "calm": _gbm("calm", 0.20, 0.15),
    "wild": _gbm("wild", 0.40, 0.60),
    "trending": _memory("trending", 0.3),
    "ranging": _memory("ranging", -0.3),
    "jumping": _jumping,
    "gapping": _gapping,
    "thin": _thin,
    "short gamma": _short_gamma,
    "perpetual": _perpetual,
}
NAMES = (*DRAWN, "real months")


def world(name, months=4000, seed=12) -> World:
    """One world by name; `months` paths, an even number. Each has a stream of its own, so that it
    is the same whatever else is drawn. Errors: ValueError.

    >>> world("calm", months=10).paths.n_paths
    10
    """
    months = whole_number("months", months, 2)
    if months % 2:
        fail("months", months, "an even number: they come in mirrored pairs")
    if name == "real months":
        return real_months()
    if name not in DRAWN:
        fail("world", name, f"one of {', '.join(NAMES)}")
    return _drawn(name, months, whole_number("seed", seed, 0))


@lru_cache(maxsize=24)
def _drawn(name, months, seed):
    own = np.random.SeedSequence(seed, spawn_key=(list(DRAWN).index(name),))
    return DRAWN[name](months, own)


def worlds(months=4000, seed=12) -> list[World]:
    """All ten, the real months last.

    >>> [w.name for w in worlds(months=2)][:3]
    ['calm', 'wild', 'trending']
    """
    return [world(name, months, seed) for name in NAMES]


def forget():
    """Draw all worlds anew when they are next asked for."""
    _drawn.cache_clear()
    real_months.cache_clear()
