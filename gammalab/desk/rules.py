"""The rules that play the same path as the player, and the player's own trades as a policy."""

from __future__ import annotations

from dataclasses import dataclass

import gammalab as gl


def usual_rules(cost_rate=0.0005, risk_aversion=0.02) -> dict:
    """The rivals of a game by name, in the order in which they are shown: never by profit.

    cost_rate: of the band, a fraction of the notional, one-way. risk_aversion: of the band, per
    unit of currency. Where trading is free, the band still needs a cost to have a width.

    >>> list(usual_rules())
    ['never', 'once, at the start', 'every turn', 'every five', 'a band']
    """
    return {
        "never": gl.Never(),
        "once, at the start": gl.Once(),
        "every turn": gl.EveryStep(),
        "every five": gl.EveryN(5),
        "a band": gl.WhalleyWilmott(cost_rate, risk_aversion),
    }


@dataclass(frozen=True)
class Recorded:
    """A policy that plays back what somebody ordered, one order a step; afterwards it leaves things
    as they are.

    orders: units to buy on top of what is held and of what is on its way, negative to sell; None is
    a pass, which leaves orders on their way alone. on_way: units ordered before and not yet filled
    at that step, one number per order; all 0 where orders are filled at once.

    >>> paths = gl.Paths([0.0, 0.1, 0.2, 0.3], [100.0, 101.0, 99.0, 100.0])
    >>> run = gl.replay(gl.call(100, 0.3), paths, paid_vol=0.2, policy=Recorded((-1, None, 0.5)))
    >>> run.ledger()["hedge"].tolist()
    [-1.0, -1.0, -0.5, 0.0]
    """

    orders: tuple
    on_way: tuple | None = None

    def __call__(self, now):
        order = self.orders[now.step] if now.step < len(self.orders) else None
        if order is None:
            return now.hedge
        return now.hedge + ((self.on_way[now.step] if self.on_way else 0.0) + order)
