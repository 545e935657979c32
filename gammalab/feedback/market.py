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

This module knows nothing of pictures. How much gamma dealers may own is in
`exposure.py`; single events, blow by blow, in `cascades.py`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from .._validate import choice, fail, not_negative, one_number, positive
from ..paths.gbm import GBM
from ..paths.prices import Paths
from ..pricing.book import Book

BETWEEN = 5  # points from one price to the next at which a step looks for x <= -1


@dataclass(frozen=True)
class ConstantGamma:
    """Dealers whose gamma is the same at every price and time: `gamma` units per 1.00 of spot.

    Positive is long. No book of options is like that; the theory's simplest case is.

    >>> ConstantGamma(-20.0)
    ConstantGamma(gamma=-20.0)
    """

    gamma: float

    def __post_init__(self):
        object.__setattr__(self, "gamma", one_number("gamma", self.gamma))


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
        object.__setattr__(self, "reference", one_number("reference", self.reference, positive))
        object.__setattr__(self, "speed", one_number("speed", self.speed, not_negative))
        object.__setattr__(self, "floor", one_number("floor", self.floor, positive))
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
    expires at the horizon, the last step is not hedged: the option is settled.

    >>> from gammalab import call
    >>> short = FeedbackMarket(vol=0.2, impact=0.002, book=-50 * call(100, 0.25))
    >>> run = short.simulate(spot=100, horizon=0.1, steps=250, n_paths=200, seed=1)
    >>> round(float(run.realised_vol().mean()), 2), float(run.x[0, 0].round(3))
    (0.2, -0.004)
    """

    vol: float
    impact: float
    book: Book | ConstantGamma
    hedge: str = "simultaneous"
    hedge_vol: float | None = None
    depth: object = None
    blowup: str = "raise"

    def __post_init__(self):
        set_ = object.__setattr__  # the class is frozen: this is the one place that may write
        set_(self, "vol", one_number("vol", self.vol, not_negative))
        set_(self, "impact", one_number("impact", self.impact, not_negative))
        if not isinstance(self.book, (Book, ConstantGamma)):
            allowed = "a Book, such as -50 * gammalab.call(100, 0.25), or ConstantGamma"
            fail("book", self.book, allowed)
        choice("hedge", self.hedge, ("simultaneous", "late"))
        hedge_vol = self.vol if self.hedge_vol is None else self.hedge_vol
        # Without a volatility an option's gamma is infinite at its strike.
        allowed = positive if isinstance(self.book, Book) else not_negative
        set_(self, "hedge_vol", one_number("hedge_vol", hedge_vol, allowed))
        if self.depth is not None and not callable(self.depth):
            fail("depth", self.depth, "a function of spot and time, such as FadingDepth, or None")
        choice("blowup", self.blowup, ("raise", "stop"))

    def simulate(self, spot, horizon, steps, n_paths=1, seed=None) -> FeedbackRun:
        """`n_paths` paths from `spot` (currency) over `horizon` years in equal `steps`.

        Each step solves S' = S * R + impact * (h' - h) for S' and h' = -delta(S') together, by a
        bracketed Newton iteration (R: the step's GBM return). "late" takes the trade of the step
        before instead. The book must not expire before the horizon. Errors: ValueError naming the
        argument; see `blowup` for markets that break.
        """
        calm = GBM(self.vol).simulate(spot, horizon, steps, n_paths, seed)
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
        return FeedbackRun(self, calm, spots, hedge, x, blown)

    def _report(self, broken, alive, k, lowest):
        if self.blowup == "stop":
            return
        first = int(np.argmax(broken))
        raise ValueError(
            f"x = impact * gamma = {lowest[first]:.3g} at path {alive[first]}, step {k}: x must "
            "stay above -1 all the way to the next price, and the price above 0; this market cannot"
            ' bear that hedge. Take a smaller impact or book, or blowup="stop"'
        )

    def dealers(self, spot, time):
        """The dealers' delta and gamma, (n,) each, at `spot` (n,), an array that was checked."""
        if isinstance(self.book, ConstantGamma):
            return self.book.gamma * spot, np.full(spot.shape, self.book.gamma)
        told = self.book.terms(spot, self.hedge_vol, time, 0.0, 0.0, ("delta", "gamma"))
        return tuple(np.broadcast_to(told[name], spot.shape) for name in ("delta", "gamma"))

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
    """What `FeedbackMarket.simulate` returns; arrays are (n_paths, n_times).

    calm: the Paths without dealers. spots: with them, currency. hedge: units the dealers hold.
    x: impact * gamma at each time. blown: (n_paths,) the step at which a path broke, -1 if none;
    from there on its row is NaN.
    """

    market: FeedbackMarket = field(repr=False)
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
        return Paths(self.calm.times, self.spots[self.blown < 0])

    def realised_vol(self, every: int = 1) -> np.ndarray:
        """Yearly volatility seen at every n-th time, one per unbroken path."""
        return self.paths.every(every).realised_vol()

    def predicted_vol(self) -> np.ndarray:
        """What theory says the volatility of each unbroken path is, given the x that it met:
        the root of the mean of (vol / (1 + x))^2 over its steps; simultaneous hedging."""
        x = self.x[self.blown < 0, :-1]
        return np.sqrt(np.mean((self.market.vol / (1 + x)) ** 2, axis=1))

    def autocorrelation(self) -> float:
        """Of one step's log return with the next one's, over all unbroken paths: negative is
        reversal, positive is momentum. NaN for a single step or a price that stands still."""
        returns = np.diff(np.log(self.paths.spots), axis=1)
        total = np.sum(returns[:, :-1] ** 2) * np.sum(returns[:, 1:] ** 2)
        return float(np.sum(returns[:, :-1] * returns[:, 1:]) / np.sqrt(total)) if total else np.nan


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
