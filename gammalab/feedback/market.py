"""A market whose price moves because somebody hedges: dealers, squeezes, liquidations.

Impact is linear and permanent: a trade of h units moves the price by `impact * h` (currency per
unit traded). Dealers own a book and hold h = -delta of it, so they trade -gamma for each 1.00 that
the price moves, and

    dS = vol * S * dW + impact * dh    becomes    dS = vol * S * dW / (1 + x),  x = impact * gamma.

Dealers long gamma (x > 0) sell rallies, buy dips and calm the market; short gamma (x < 0) they
amplify it, and at x = -1 no price exists at which their hedge is right: the market blows up.
Rates are zero here; gamma is what the *dealers* own, so a sold option has a negative one.

Sources: Frey & Stremme (1997), Frey (1998), Schoenbucher & Wilmott (2000), who write
vol / (1 - rho * S * d(phi)/dS) for traders that hold phi shares against a *sold* option, which is
x = -rho * S * d(phi)/dS.

`FeedbackMarket` is a model of the world like GBM: replays and `monte_carlo` take it. How much gamma
dealers may own is in `exposure.py`; single events, round by round, in `cascades.py`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from .._validate import (
    check_fields,
    choice,
    fail,
    instance,
    not_negative,
    numbers,
    plain,
    positive,
    positive_volatility,
    rule,
    volatility,
)
from ..paths.clock import Clock, clock_of
from ..paths.gbm import GBM
from ..paths.prices import Paths
from ..pricing.book import Book

BETWEEN = 5  # points from one price to the next at which a step looks for x <= -1


def feedback_vol(vol, feedback):
    """Volatility of a market in which dealers hedge as it moves: vol / (1 + feedback). Broadcasts.

    feedback: x, the price impact (currency per unit traded) times the gamma that dealers own (units
    per 1.00 of price; negative when they have sold it), above -1, where no price clears the market.
    Owned gamma damps, sold gamma amplifies.
    Source: Frey & Stremme (1997); Schoenbucher & Wilmott (2000).

    >>> [round(feedback_vol(0.20, x), 4) for x in (-0.5, -0.2, 0.2, 0.5)]
    [0.4, 0.25, 0.1667, 0.1333]
    """
    vol, feedback = volatility("vol", vol), numbers("feedback", feedback)
    if np.any(feedback <= -1):
        fail("feedback", float(np.min(feedback)), "above -1")
    return plain(vol / (1 + feedback))


@dataclass(frozen=True)
class ConstantGamma:
    """Dealers whose gamma is the same at every price and time: `gamma` units per 1.00 of spot.

    Positive is long. No book of options is like that; the theory's simplest case is.

    >>> ConstantGamma(-20.0)
    ConstantGamma(gamma=-20.0)
    """

    gamma: float

    def __post_init__(self):
        check_fields(self, gamma=numbers)


@dataclass(frozen=True)
class FadingDepth:
    """Depth that thins as the price leaves `reference`, because hedgers leave.

    depth = floor + (1 - floor) * exp(-speed * |log(spot / reference)|), a fraction of the normal.
    speed: 0 or more (10: two thirds are gone after a move of 10%). floor: in (0, 1], what stays.

    >>> FadingDepth(100, speed=10, floor=0.1)(np.array([100.0, 90.0]), 0.0).round(3).tolist()
    [1.0, 0.414]
    """

    reference: float
    speed: float
    floor: float = 0.1

    def __post_init__(self):
        check_fields(self, reference=positive, speed=not_negative, floor=positive)
        if self.floor > 1:
            fail("floor", self.floor, "above 0 and at most 1")

    def __call__(self, spot, time):
        away = np.abs(np.log(spot / self.reference))
        return self.floor + (1 - self.floor) * np.exp(-self.speed * away)


@dataclass(frozen=True)
class FeedbackMarket:
    """Geometric Brownian motion, plus the push of the dealers who hedge `book`.

    vol: volatility without dealers, yearly, 0 or more. impact: currency per unit traded, permanent,
    0 or more; 0 gives the paths of `GBM(vol)` of the same seed, to the last bit. book: what the
    dealers own, a Book (negative quantities: sold) or ConstantGamma. hedge: "simultaneous", the
    hedge and the price are found together, or "late", each trade comes one step after the move that
    calls for it. hedge_vol: for the dealers' delta, above 0; None means `vol`. depth: a function of
    spot (n_paths,) and time that returns the fraction of normal depth, above 0; a step's impact is
    `impact / depth` at its start. blowup: what to do where x <= -1, or where the price would
    reach 0: "raise" a ValueError, or "stop" that path (NaN from there on, the step in `blown`).

    The dealers hold their hedge from the start; that first trade moves nothing. Where the book
    expires at the horizon, the last step is not hedged: the option is settled. `simulate` gives
    Paths, as every model does; `run` tells what the dealers did as well.

    >>> from gammalab import call, monte_carlo, straddle
    >>> market = FeedbackMarket(vol=0.2, impact=0.002, book=-50 * call(100, 0.25))
    >>> run = market.run(spot=100, horizon=0.1, steps=250, n_paths=200, seed=1)
    >>> round(float(run.realised_vol().mean()), 2), float(run.x[0, 0].round(3))
    (0.2, -0.004)
    >>> outsider = dict(paid_vol=0.2, spot=100, horizon=0.1, steps=25, n_paths=200, seed=1)
    >>> monte_carlo(straddle(100, 0.1), market, **outsider).n_paths
    200
    """

    vol: float
    impact: float
    book: Book | ConstantGamma
    hedge: str = "simultaneous"
    hedge_vol: float | None = None
    depth: object = None
    blowup: str = "raise"

    def __post_init__(self):
        check_fields(self, vol=volatility, impact=not_negative)
        allowed = "a Book, such as -50 * gammalab.call(100, 0.25), or ConstantGamma(-50)"
        instance("book", self.book, (Book, ConstantGamma), allowed)
        choice("hedge", self.hedge, ("simultaneous", "late"))
        if self.hedge_vol is None:
            object.__setattr__(self, "hedge_vol", self.vol)
        # Without a volatility an option's gamma is infinite at its strike.
        check_fields(
            self, hedge_vol=positive_volatility if isinstance(self.book, Book) else volatility
        )
        if self.depth is not None:
            allowed = "a function of spot and time, such as FadingDepth(100, speed=10), or None"
            rule("depth", self.depth, allowed)
        choice("blowup", self.blowup, ("raise", "stop"))

    def simulate(
        self, spot, horizon=None, steps=None, n_paths=1, seed=None, clock: Clock | None = None
    ) -> Paths:
        """`n_paths` paths from `spot` (currency) over `horizon` years in equal `steps`, or at the
        times of a `clock`, which takes the place of both.

        The noise is that of `GBM(vol)` of the same seed. Paths have no way to end early, and those
        that last are a sample of calm markets only, so a market in which any path breaks is refused
        with the count, whatever `blowup` says. Errors: ValueError naming the argument.
        """
        run = self.run(spot, horizon, steps, n_paths, seed, clock)
        broken = int(np.sum(run.blown >= 0))
        if broken:
            allowed = (
                f"one in which every path lasts, and {broken} of {run.blown.size} broke. The rest "
                "alone would be a biased sample. FeedbackMarket.run(...) has both; or take a "
                "smaller impact or book"
            )
            fail("market", self, allowed)
        return run.paths

    def run(
        self, spot, horizon=None, steps=None, n_paths=1, seed=None, clock: Clock | None = None
    ) -> FeedbackRun:
        """The paths of `simulate`, with the same arguments, and what the dealers did on them.

        Each step solves S' = S * R + impact * (h' - h) for S' and h' = -delta(S') together, by a
        bracketed Newton iteration (R: the step's GBM return). "late" takes the trade of the step
        before instead. The book must not expire before the horizon. Errors: ValueError naming the
        argument; see `blowup` for markets that break.
        """
        clock = clock_of(horizon, steps, clock)
        calm = GBM(self.vol).simulate(spot, n_paths=n_paths, seed=seed, clock=clock)
        expires = _expires(self.book, calm.horizon)
        spots, hedge, x = (np.full(calm.spots.shape, np.nan, order="F") for _ in range(3))
        blown, alive = np.full(calm.n_paths, -1), np.arange(calm.n_paths)
        now = calm.spots[:, 0]
        delta, gamma = self.dealers(now, 0.0)
        held, waiting = -delta, np.zeros(now.shape)
        for k, time in enumerate(calm.times):
            lam = self.impact / self._depth(now, time)
            spots[alive, k], hedge[alive, k], x[alive, k] = now, held, lam * gamma
            if k == calm.n_steps or not alive.size:
                break
            base = _carried(now, calm.spots[alive, k], calm.spots[alive, k + 1])
            later, lowest = calm.times[k + 1], lam * gamma
            if expires and k + 1 == calm.n_steps:
                new, gamma, waiting = base, np.zeros(now.shape), np.zeros(now.shape)
            else:
                late = self.hedge == "late"
                new = base + lam * waiting if late else self._solve(now, base, held, lam, later)
                end = np.where(new > 0, new, now)
                lowest = np.minimum(lowest, self._lowest(now, end, lam, later))
                delta, gamma = self.dealers(end, later)
                # Late, what this price asks for is traded in the next step.
                held = held + waiting if late else -delta
                waiting = -delta - held
            broken = ~((new > 0) & (lowest > -1))
            if broken.any():
                self._report(broken, alive, k, lowest)
                blown[alive[broken]] = k + 1
                alive, new, held, gamma, waiting = (
                    values[~broken] for values in (alive, new, held, gamma, waiting)
                )
            now = new
        for array in (spots, hedge, x, blown):
            array.flags.writeable = False
        return FeedbackRun(self, clock, calm, spots, hedge, x, blown)

    def _report(self, broken, alive, k, lowest):
        if self.blowup == "stop":
            return
        first = int(np.argmax(broken))
        raise ValueError(
            f"x = impact * gamma = {lowest[first]:.3g} at path {alive[first]}, step {k}: x must "
            "stay above -1 all the way to the next price, and the price above 0; this market cannot"
            ' bear that hedge. Take a smaller impact or book, or run(...) with blowup="stop"'
        )

    def dealers(self, spot, time):
        """The dealers' delta and gamma, (n,) each, at `spot` (n,), an array that was checked."""
        if isinstance(self.book, ConstantGamma):
            return self.book.gamma * spot, np.full(spot.shape, self.book.gamma)
        names = ("delta", "gamma")
        greeks = self.book.terms(spot, self.hedge_vol, time, 0.0, 0.0, names)
        return tuple(np.broadcast_to(greeks[name], spot.shape) for name in names)

    def _depth(self, spot, time):
        return 1.0 if self.depth is None else fraction_of_depth(self.depth(spot, time), spot.shape)

    def _solve(self, spot, base, held, lam, time):
        """The price at which price and hedge agree; NaN where there is none above 0."""
        goal = base - lam * held
        low, high = np.zeros(spot.shape), np.full(spot.shape, np.inf)
        new, settled = base, np.zeros(spot.shape, bool)
        for _ in range(200):
            delta, gamma = self.dealers(new, time)
            excess = new + lam * delta - goal
            low, high = np.where(excess < 0, new, low), np.where(excess > 0, new, high)
            with np.errstate(divide="ignore", invalid="ignore"):
                step = new - excess / (1 + lam * gamma)
            inside = (step > low) & (step < high)
            middle = np.where(np.isfinite(high), 0.5 * (low + high), 2 * new)
            better = np.where(inside, step, middle)
            better = np.where(settled | (excess == 0), new, better)
            settled = settled | (np.abs(better - new) <= 1e-13 * spot)
            new = better
            if settled.all():
                break
        # Bisection towards 0 never gets there: such a path has no price left.
        return np.where(new > 1e-9 * spot, new, np.nan)

    def _lowest(self, spot, new, lam, time):
        """The lowest x that is found between one price and the next, ends included."""
        shares = np.linspace(0, 1, BETWEEN)
        return np.min(
            [lam * self.dealers(spot + share * (new - spot), time)[1] for share in shares], axis=0
        )


@dataclass(frozen=True, eq=False)
class FeedbackRun:
    """What `FeedbackMarket.run` returns; arrays are (n_paths, n_times) and read-only.

    calm: the Paths without dealers. spots: with them, currency. hedge: units the dealers hold.
    x: impact * gamma at each time. blown: (n_paths,) the step at which a path broke, -1 if none;
    from there on its row is NaN.
    """

    market: FeedbackMarket = field(repr=False)
    clock: Clock = field(repr=False)
    calm: Paths = field(repr=False)
    spots: np.ndarray = field(repr=False)
    hedge: np.ndarray = field(repr=False)
    x: np.ndarray = field(repr=False)
    blown: np.ndarray

    @cached_property
    def paths(self) -> Paths:
        """The unbroken paths, as Paths; ValueError when none is left."""
        if np.all(self.blown >= 0):
            fail("blown", int(self.blown.size), "fewer than all paths: none is left")
        return Paths.adopt(self.calm.times, self.spots[self.blown < 0])

    @property
    def volume(self) -> np.ndarray:
        """Units that the dealers traded on each path, bought and sold alike, (n_paths,); up to
        the break on a path that broke. Their first hedge and its end are no part of it."""
        return np.nansum(np.abs(np.diff(self.hedge, axis=1)), axis=1)

    def realised_vol(self, every: int = 1) -> np.ndarray:
        """Yearly volatility seen at every n-th time, one per unbroken path."""
        return self.paths.every(every).realised_vol()

    def predicted_vol(self) -> np.ndarray:
        """What `feedback_vol` says the volatility of each unbroken path is, given the x that it
        met: the root of the mean of its square over time. Hedging late, a path comes near it only
        where it is seen at intervals of many steps."""
        x = self.x[self.blown < 0, :-1].copy()
        if _expires(self.market.book, self.calm.horizon):
            x[:, -1] = 0.0  # the last step is not hedged
        variance = feedback_vol(self.market.vol, x) ** 2 @ self.clock.rises[1]
        return np.sqrt(variance / self.calm.horizon)

    def autocorrelation(self) -> float:
        """Of one step's log return with the next one's, over all unbroken paths: negative is
        reversal, positive is momentum. NaN for a single step or a price that stands still."""
        return self.paths.autocorrelation()


def _carried(now, calm, calm_next):
    """`now` moved by a calm step's return; the calm price itself where it never left it."""
    return (now / calm) * calm_next


def _expires(book, horizon) -> bool:
    """Whether `book` expires at the horizon; an error where it does before."""
    first = np.inf if isinstance(book, ConstantGamma) else book.first_expiry
    at_end = bool(np.isclose(first, horizon, rtol=1e-12, atol=0))
    if first < horizon and not at_end:
        fail("horizon", horizon, f"at most the book's first expiry, {first!r}")
    return at_end


def fraction_of_depth(depth, shape):
    """What a depth function returned, as numbers above 0 that fit `shape`."""
    depth = positive("depth(...)", depth)
    if depth.shape not in ((), shape):
        fail("depth(...)", depth.shape, f"a number, or an array of shape {shape}")
    return depth
