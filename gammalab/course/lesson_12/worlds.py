"""The worlds of the capstone: ten markets, each drawn again from any seed.

Each is a month of one straddle struck at 100, owned and sold, at a half spread of 5 basis points.
Nine are simulated and make the score. The tenth, real months, is shown beside it: one history
cannot be drawn again. This module knows nothing of rules.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache

import numpy as np

import gammalab as gl
from gammalab._validate import choice, fail, plain, whole_number
from gammalab.paths.streams import BLOCK, MARKS, blocks

SPOT, DAYS, STEPS = 100.0, 30, 60
MONTH = DAYS / 365
BPS = 5.0  # half spread where depth is normal
PAID, USUAL = (0.20, 0.45), 0.30  # a year, drawn month by month; what the models are made for
FUNDING, COLLATERAL = 0.10, 10.0  # of the perpetual: a year, and per straddle
STICKY = 0.9  # how much of the log of depth is still there a step later
POINTS = 0.02  # paid above the last month's volatility, where months are real
LEAST = 0.08  # the volatility paid in a real month is never below


@dataclass(frozen=True, eq=False)
class World:
    """One market of the capstone, drawn: its paths, and what is paid and charged in it.

    paid_vol: (n_paths,) a year. true_vol: the one that happens, likewise. depth: (n_paths,
    n_times), 1 is normal; None where it always is. pairs: whether path i + n/2 is the mirror image
    of path i. ranked: whether it counts in the score.
    """

    name: str
    paths: gl.Paths
    paid_vol: np.ndarray
    true_vol: np.ndarray
    depth: np.ndarray | None = None
    venue: object = None
    pairs: bool = False
    ranked: bool = True
    kept: dict = field(default_factory=dict, repr=False)  # Greeks, for the course's own rules

    def __post_init__(self):
        for name in ("paid_vol", "true_vol"):  # no two names for one array
            object.__setattr__(self, name, np.array(getattr(self, name)))

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

    def first(self, n) -> World:
        """Its first n paths, in the arrays that this one holds."""
        return self._changed(lambda each: each[:n])

    def repeated(self, times) -> World:
        """Its paths so many times, one after the other."""
        return replace(self._changed(lambda each: np.concatenate([each] * times)), pairs=False)

    def copied(self) -> World:
        """The same in arrays of its own."""
        return self._changed(np.copy)

    def _changed(self, change) -> World:
        """With all that has a row or a number per path changed alike."""
        depth = None if self.depth is None else change(self.depth)
        paths = gl.Paths.adopt(self.paths.times, change(self.paths.spots))
        return replace(
            self, paths=paths, paid_vol=change(self.paid_vol), true_vol=change(self.true_vol),
            depth=depth, kept={},
        )  # fmt: skip

    @cached_property
    def neutral_pnl(self):
        """What a neutral hedge at every step brings the owner where trading is free, (n_paths,).

        The seller's is minus that. Delta beyond neutral earns or loses what is on top of it.
        """
        venue = None if self.venue is None else gl.Perpetual(funding=FUNDING)
        options = dict(paid_vol=self.paid_vol, venue=venue, progress=False)
        return gl.replay(self.book, self.paths, policy=gl.EveryStep(), **options).pnl

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


def _paid(n, seed, pairs=True):
    """(n,) what was paid: from one range in all worlds, so that it names none of them."""
    own = np.random.SeedSequence(seed.entropy, spawn_key=(*seed.spawn_key, len(DRAWN)))
    drawn = np.random.default_rng(own).uniform(*PAID, n // 2 if pairs else n)
    return np.concatenate([drawn, drawn]) if pairs else drawn


def _stretched(paths, times_as_wide, growth):
    """Paths whose log moves are so many times as wide, (n,), and whose mean stays where it was.

    growth: of c, the log of the mean of exp(c x) at each time, x the log price before it was made
    a fair game.
    """
    c, spots = np.reshape(times_as_wide, (-1, 1)), paths.spots
    log = c * (np.log(spots / spots[:, :1]) + growth(1.0)) - growth(c)
    return gl.Paths.adopt(paths.times, spots[:, :1] * np.exp(log))


def _normal(variance):
    return lambda c: 0.5 * c**2 * variance


def _months(model, paid, usual, growth, seed, pairs=True, clock=None):
    """Months of a model made for `usual` paid, at what is paid here; pairs: the second half are the
    mirror images of the first."""
    clock = clock or gl.Clock.even(MONTH, STEPS)
    n = paid.size // 2 if pairs else paid.size
    paths = model.simulate(SPOT, clock=clock, n_paths=n, seed=seed)
    paths = _stretched(paths, paid[:n] / usual, growth)
    if not pairs:
        return paths
    spots = paths.spots
    return gl.Paths.adopt(paths.times, np.concatenate([spots, spots[:, :1] ** 2 / spots]))


def _gbm(name, ratio=1.0, **more):
    """What happens is so many times what was paid."""

    def draw(n, seed):
        paid, vol = _paid(n, seed), USUAL * ratio
        growth = _normal(vol**2 * gl.Clock.even(MONTH, STEPS).times)
        paths = _months(gl.GBM(vol), paid, USUAL, growth, seed)
        return World(name, paths, paid, ratio * paid, pairs=True, **more)

    return draw


def _memory(name, r):
    def draw(n, seed):
        paid, k = _paid(n, seed), np.arange(STEPS + 1)
        together = np.concatenate([[0.0], np.cumsum(np.cumsum(r ** k[1:]))])[: STEPS + 1]
        steps = k + 2 * np.concatenate([[0.0], together[:-1]])  # variance, in single moves
        growth = _normal(USUAL**2 * MONTH / STEPS * steps)
        paths = _months(gl.CorrelatedMoves(USUAL, r), paid, USUAL, growth, seed)
        return World(name, paths, paid, paid, pairs=True)

    return draw


def _jumping(n, seed):
    usual, paid = 0.25, _paid(n, seed, pairs=False)
    model = gl.MertonJumps(vol=0.20, intensity=12, jump_mean=-0.03, jump_sd=0.04)
    times = gl.Clock.even(MONTH, STEPS).times

    def growth(c):
        jumps = np.expm1(c * model.jump_mean + 0.5 * (c * model.jump_sd) ** 2)
        return (0.5 * (c * model.vol) ** 2 + model.intensity * jumps) * times

    paths = _months(model, paid, usual, growth, seed, pairs=False)
    return World("jumping", paths, paid, model.total_vol / usual * paid)


def _gapping(n, seed):
    clock, paid = gl.Clock.of_sessions(21, bars=3, overnight=0.5, weekend=2), _paid(n, seed, False)
    growth = _normal(USUAL**2 * np.concatenate([[0.0], np.cumsum(clock.rises[1])]))
    paths = _months(gl.GBM(USUAL), paid, USUAL, growth, seed, False, clock)
    return World("gapping", paths, paid, paid)


def _thin(n, seed):
    log_depth = np.empty((n // 2, STEPS + 1))
    for rng, rows in blocks(seed, n // 2, MARKS):
        count = rows.stop - rows.start
        now = rng.standard_normal(BLOCK)[:count]
        for k in range(STEPS + 1):
            log_depth[rows, k] = now
            fresh = rng.standard_normal(BLOCK)[:count]
            now = STICKY * now + np.sqrt(1 - STICKY**2) * fresh
    depth = np.exp(log_depth)
    return _gbm("thin", depth=np.concatenate([depth, depth]))(n, seed)


def _short_gamma(n, seed):
    """Dealers in a market of 25 %; where more or less was paid, market and book are larger."""
    base, paid = 0.25, _paid(n, seed, pairs=False)
    market = gl.feedback.FeedbackMarket(
        base, impact=0.002, book=-60 * gl.straddle(SPOT, 0.25), blowup="stop"
    )
    growth = _normal(base**2 * gl.Clock.even(MONTH, STEPS).times)
    run = market.run(SPOT, MONTH, STEPS, n, seed).paths
    paths = _stretched(run, paid / USUAL, growth)
    happens = np.sqrt(np.mean(run.realised_vol() ** 2)) / USUAL
    return World("short gamma", paths, paid, happens * paid)


def _perpetual_venue():
    return gl.Perpetual(funding=FUNDING, margin=gl.Margin(COLLATERAL))


def _perpetual(n, seed):
    return _gbm("perpetual", venue=_perpetual_venue())(n, seed)


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
    "calm": _gbm("calm", 0.75),
    "wild": _gbm("wild", 1.5),
    "trending": _memory("trending", 0.3),
    "ranging": _memory("ranging", -0.3),
    "jumping": _jumping,
    "gapping": _gapping,
    "thin": _thin,
    "short gamma": _short_gamma,
    "perpetual": _perpetual,
}
REAL = "real months"
NAMES = (*DRAWN, REAL)


VENUES = ("stock", "perpetual")


def world(name, months=4000, seed=12, venue=None) -> World:
    """One world by name; `months` paths, an even number. Each has a stream of its own, so that it
    is the same whatever else is drawn. venue: "stock" or "perpetual" puts its hedge there; None
    leaves it where it is. Errors: ValueError.

    >>> world("calm", months=10).paths.n_paths
    10
    """
    months = whole_number("months", months, 2)
    if months % 2:
        fail("months", months, "an even number: they come in mirrored pairs")
    a_venue(venue)
    if name not in DRAWN and name != REAL:
        fail("world", name, f"one of {', '.join((*DRAWN, REAL))}")
    return _drawn(name, months, whole_number("seed", seed, 0), venue)


@lru_cache(maxsize=30)
def _drawn(name, months, seed, venue):
    if venue is not None:
        return on(_drawn(name, months, seed, None), venue)
    if name == REAL:
        return real_months()
    own = np.random.SeedSequence(seed, spawn_key=(list(DRAWN).index(name),))
    return DRAWN[name](months, own)


def a_venue(venue):
    """ValueError unless it is one of VENUES, or None: as each world has it."""
    if venue is not None:
        choice("venue", venue, VENUES)


def on(drawn: World, venue) -> World:
    """The same world with its hedge on a venue; None leaves it where it is."""
    if venue is None:
        return drawn
    return replace(drawn, venue=_perpetual_venue() if venue == "perpetual" else None, kept={})


def worlds(months=4000, seed=12, venue=None) -> list[World]:
    """All ten, the real months last.

    >>> [w.name for w in worlds(months=2)][:3]
    ['calm', 'wild', 'trending']
    """
    return [world(name, months, seed, venue) for name in NAMES]


def forget():
    """Draw all worlds anew when they are next asked for."""
    _drawn.cache_clear()
    real_months.cache_clear()
