"""Into expiry: dealers whose hedge holds the price at the strike, in two models with formulas.

Dealers own `quantity` calls at `strike` and hold minus their delta; a unit traded moves the price
by `impact`. Their delta changes because the price moves (gamma) and because time passes (charm):

- `pinning_by_charm`: only what they trade because time passes moves the price. This is the model
  of Avellaneda & Lipkin (2003), "A market-induced mechanism for stock pinning".
- `pinning`: all that they trade moves the price, as in `FeedbackMarket`. This model is our own.
  Their gamma damps the noise as well, so other shares of the paths end at the strike.

Both depend on two numbers without a unit: b = impact * quantity / (strike * vol * sqrt(expiry)),
and z0, how many standard deviations of the noise the price stands above the strike. At the strike,
b / sqrt(2 pi) is x = impact * gamma. By put-call parity puts count as calls do.

Hedging times come closer towards expiry by a constant ratio, since both gamma and charm grow there
as a power of the time left. The last step is not hedged: the option is settled.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from scipy.special import ndtr

from .._validate import (
    not_negative,
    one_number,
    owned,
    plain,
    positive,
    positive_volatility,
    positive_years,
    whole_number,
)
from ..paths.clock import Clock
from ..paths.gbm import GBM
from ..pricing.builders import call
from .market import FeedbackMarket

LAST = 1e-6  # the share of the option's life that is left at the last hedge


@dataclass(frozen=True, eq=False)
class PinningRun:
    """Where the price ends with dealers (`final`) and without (`calm`), (n_paths,) each, on equal
    noise."""

    strike: float
    final: np.ndarray = field(repr=False)
    calm: np.ndarray = field(repr=False)

    def __post_init__(self):
        for name in ("final", "calm"):
            object.__setattr__(self, name, owned(getattr(self, name)))

    def share(self, width) -> tuple[float, float]:
        """Share of paths that end within `width` (currency) of the strike: with dealers, without"""
        width = one_number("width", width, positive)
        return tuple(
            float(np.mean(np.abs(s - self.strike) <= width)) for s in (self.final, self.calm)
        )


def pinning(
    spot, strike, expiry, quantity, *, vol, impact, steps=100, n_paths=1000, seed=None
) -> PinningRun:
    """Into expiry with dealers who own `quantity` calls at `strike`, where all that they trade
    moves the price: a `FeedbackMarket` of our own, not the model of Avellaneda & Lipkin.

    quantity: options, 0 or more (dealers who are short repel the price and blow up at the strike:
    use FeedbackMarket). steps: hedges, closer together towards expiry. Other arguments and errors
    as for FeedbackMarket. `pinning_probability` is the limit of many steps.

    >>> pin = pinning(100, 100, 5 / 252, 1000, vol=0.2, impact=0.005, n_paths=500, seed=1)
    >>> with_dealers, without = pin.share(0.5)
    >>> with_dealers > 2 * without
    True
    """
    strike = one_number("strike", strike, positive)
    quantity = one_number("quantity", quantity, not_negative)
    expiry = one_number("expiry", expiry, positive_years)
    market = FeedbackMarket(vol=vol, impact=impact, book=quantity * call(strike, expiry))
    run = market.run(spot, n_paths=n_paths, seed=seed, clock=_into_expiry(expiry, steps))
    return PinningRun(strike, run.spots[:, -1], run.calm.spots[:, -1])


def pinning_probability(spot, strike, expiry, quantity, *, vol, impact):
    """Chance that the price of `pinning` ends at the strike, to first order in vol * sqrt(expiry).

    spot + impact * quantity * delta is moved by the noise alone. At expiry the delta is 0 or 1 away
    from the strike, and the price is held there while that sum lies between strike and strike +
    impact * quantity: the chance is N(b N(-z0) - z0) - N(-z0 - b N(z0)). Arguments as for
    `pinning`; broadcasts. Our own derivation. Errors: ValueError naming the argument.

    >>> round(pinning_probability(100, 100, 5 / 252, 1000, vol=0.2, impact=0.005), 3)
    0.625
    """
    b, z = _without_units(spot, strike, expiry, quantity, vol, impact)
    return plain(ndtr(b * ndtr(-z) - z) - ndtr(-z - b * ndtr(z)))


def pinning_by_charm(
    spot, strike, expiry, quantity, *, vol, impact, steps=1000, n_paths=1000, seed=None
) -> PinningRun:
    """Into expiry with dealers who own `quantity` calls at `strike`, where only what they trade
    because their delta decays moves the price.

    Above the strike the delta of a call rises to 1 as time passes: its owner sells, and the price
    falls towards the strike. With t the share of the life that is gone and z the distance from the
    strike in standard deviations of the whole life's noise,

        dz = -(b / 2) z phi(z / sqrt(1 - t)) (1 - t)**(-3/2) dt + dW.

    As in the source, impact is in proportion to the price (`impact` is that at the strike) and d1
    is taken as z / sqrt(1 - t), without the term in vol * sqrt(time left). vol: above 0. quantity:
    options, 0 or more. steps: closer together towards expiry; the share pinned comes out high, by
    about 0.01 at 100 and 0.001 at 1,000. Other arguments and errors as for FeedbackMarket.
    Source: Avellaneda & Lipkin (2003), "A market-induced mechanism for stock pinning", Quantitative
    Finance 3.

    >>> pin = pinning_by_charm(100, 100, 5 / 252, 1000, vol=0.2, impact=0.005, n_paths=500, seed=1)
    >>> with_dealers, without = pin.share(0.5)
    >>> with_dealers > 2 * without
    True
    """
    spot, strike = one_number("spot", spot, positive), one_number("strike", strike, positive)
    quantity = one_number("quantity", quantity, not_negative)
    impact = one_number("impact", impact, not_negative)
    clock = _into_expiry(expiry, steps)
    vol, expiry = one_number("vol", vol, positive_volatility), clock.times[-1]
    b, start = _without_units(spot, strike, expiry, quantity, vol, impact)
    calm = GBM(vol).simulate(spot, clock=clock, n_paths=n_paths, seed=seed).spots
    left = 1 - clock.times / clock.times[-1]
    deviation = vol * np.sqrt(expiry)

    def standing(k):
        """The calm price, its own drift taken off, in standard deviations: a Brownian motion."""
        return np.log(calm[:, k] / strike) / deviation - 0.5 * deviation * left[k]

    z, free = np.full(calm.shape[0], start), standing(0)
    for k in range(left.size - 1):
        before, free = free, standing(k + 1)
        noise = free - before
        if left[k + 1] > 0:
            # The pull is linear in z but for its phi. With phi held it is solved exactly, so that
            # a strong pull does not overshoot; phi is the mean of both ends, the second foreseen.
            strength = b * (left[k + 1] ** -0.5 - left[k] ** -0.5)
            phi = _phi(z / np.sqrt(left[k]))
            ahead = _pulled(z, noise, strength * phi)
            phi = 0.5 * (phi + _phi(ahead / np.sqrt(left[k + 1])))
            z = _pulled(z, noise, strength * phi)
        else:
            z = z + noise
    return PinningRun(strike, strike * np.exp(deviation * z), calm[:, -1])


def pinning_by_charm_probability(spot, strike, expiry, quantity, *, vol, impact):
    """Chance that the price of `pinning_by_charm` ends at the strike: 1 - exp(-b phi(z0)).

    phi is the standard normal density. From the strike itself, b phi(z0) is x = impact * gamma of
    what the dealers own. Arguments as there; broadcasts. Errors: ValueError naming
    the argument. Source: Avellaneda & Lipkin (2003), as for `pinning_by_charm`.

    >>> round(pinning_by_charm_probability(100, 100, 5 / 252, 1000, vol=0.2, impact=0.005), 3)
    0.507
    """
    b, z = _without_units(spot, strike, expiry, quantity, vol, impact)
    return plain(-np.expm1(-b * _phi(z)))


def _without_units(spot, strike, expiry, quantity, vol, impact):
    """(b, z0): the strength of the pull, and the first distance from the strike, which is d2."""
    spot, strike = positive("spot", spot), positive("strike", strike)
    deviation = positive_volatility("vol", vol) * np.sqrt(positive_years("expiry", expiry))
    pull = not_negative("impact", impact) * not_negative("quantity", quantity)
    return pull / (strike * deviation), np.log(spot / strike) / deviation - 0.5 * deviation


def _into_expiry(expiry, steps) -> Clock:
    """`steps` steps from now to expiry: the time left falls by a constant ratio, and at last from
    LAST of the whole to 0."""
    expiry, steps = one_number("expiry", expiry, positive_years), whole_number("steps", steps)
    left = LAST ** (np.arange(steps) / max(steps - 1, 1))
    times = expiry * np.append(1 - left, 1.0)
    return Clock(times, times)


def _phi(z):
    return np.exp(-0.5 * z * z) / np.sqrt(2 * np.pi)


def _pulled(z, noise, pull):
    """z after a step of dz = -(pull) z + dW: half of the noise before the pull, half after it."""
    return (z + 0.5 * noise) * np.exp(-pull) + 0.5 * noise
