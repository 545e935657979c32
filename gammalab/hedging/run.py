"""What a replay brought, and the accounts of it: ledger, attribution, table, bill.

Every account is read off the same history of the paths (`track.py`) and must come to the same
profit; where one does not, it says so. This module knows nothing of pictures.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from .._frames import pandas
from .._validate import choice, fail, plain, whole_number
from .along import ByOption, at_time
from .attribution import columns, explained, explained_in_coin
from .setup import Setup
from .track import track, tracks
from .transaction_costs import Bill, bill, breakeven_vol, transaction_costs

AGREE = 1e-9  # of the notional: how closely every account of one run must agree with the others


@dataclass(frozen=True, eq=False)
class Run:
    """The result of `replay`. Arrays have one value per path, (n_paths,); money is in currency.

    pnl: profit at the horizon, everything closed, interest included.
    cost: sum of trading costs paid. turnover: absolute currency value of all hedge trades.
    trades: number of hedge trades. premium: paid for the book at the start (negative: received).
    funding: received from a perpetual (negative: paid). slippage: what fills lost against the
    prices at their decisions, positive is a loss; unfilled: what orders lost that were never
    filled, with the same sign. liquidated: whether the exchange closed the hedge.
    """

    setup: Setup = field(repr=False)
    pnl: np.ndarray
    cost: np.ndarray
    turnover: np.ndarray
    trades: np.ndarray
    premium: np.ndarray
    funding: np.ndarray
    slippage: np.ndarray
    unfilled: np.ndarray
    liquidated: np.ndarray

    @property
    def paths(self):
        """The paths that were hedged along."""
        return self.setup.paths

    @property
    def notional(self) -> np.ndarray:
        """What the book is on at the start, signs apart, (n_paths,) currency: `Book.notional`."""
        spot = self.setup.paths.spots[:, 0]
        return np.broadcast_to(self.setup.book.notional(spot), spot.shape)

    def summary(self):
        """Mean P&L with its standard error, spread, tails and what trading cost, over all paths: a
        pandas Series.

        >>> from gammalab import GBM, replay, straddle
        >>> paths = GBM(vol=0.3).simulate(100, horizon=1 / 12, steps=21, n_paths=1000, seed=1)
        >>> run = replay(straddle(100, 1 / 12), paths, paid_vol=0.2)     # paid 20, got 30
        >>> bool(run.summary()["mean"] > 0)
        True
        """
        n = self.pnl.size
        spread = self.pnl.std(ddof=1) if n > 1 else np.nan
        off = self.pnl - self.pnl.mean()
        variance = (off**2).mean()
        worst, low, middle, high = np.quantile(self.pnl, [0.01, 0.05, 0.5, 0.95])
        figures = {
            "paths": n,
            "mean": self.pnl.mean(),
            "standard error": spread / np.sqrt(n),
            "standard deviation": spread,
            "skew": (off**3).mean() / variance**1.5 if variance > 0 else np.nan,
            "1% quantile": worst,
            "5% quantile": low,
            "median": middle,
            "95% quantile": high,
            "share of losses": (self.pnl < 0).mean(),
            "cost": self.cost.mean(),
            "turnover": self.turnover.mean(),
            "trades": self.trades.mean(),
        }
        return pandas().Series(figures, name="pnl")

    def ledger(self, path: int = 0):
        """Every step of one path: a DataFrame with a row per time, from purchase to close.

        Columns: time (years; the index holds dates where the paths have them), spot, option (value
        at the marking volatility of what is alive), delta (of it, as hedged), trade (units bought,
        negative sold), hedge (units held after it), cost, interest, income (yield of the units, or
        a future's basis), settled (gains of a future or perpetual), funding, payoff (of options
        that expire on the way) and liquidation (all since the row before), cash (after the trade),
        unhedged (P&L of the options alone, financed), and pnl = cash + option, + hedge * spot where
        the hedge is bought with cash. The last row closes the hedge; its option is what the book is
        settled at, and its pnl is the run's.

        >>> from gammalab import GBM, call, replay
        >>> paths = GBM(vol=0.2).simulate(100, horizon=0.25, steps=3, n_paths=2, seed=1)
        >>> replay(call(100, 0.25), paths, paid_vol=0.2).ledger(path=1).shape
        (4, 16)
        """
        path = self._number_of(path)
        seen = self._one(path)
        setup, times = seen.setup, seen.setup.times
        option, rate = seen.option()[0], setup.cash_rate
        grown = np.exp(rate * times)
        paid_out = np.cumsum(np.broadcast_to(seen.payoff, seen.hedge.shape)[0] / grown) * grown
        shown = {
            name: np.broadcast_to(getattr(seen, name), seen.hedge.shape)[0]
            for name in ("trade", "hedge", "cost", "interest", "income", "settled", "funding",
                         "payoff", "liquidation", "cash")
        }  # fmt: skip
        table = pandas().DataFrame(
            {
                "time": times,
                "spot": seen.spots[0],
                "option": option,
                "delta": seen.greek("delta", setup.hedge_vol)[0],
                **shown,
                "unhedged": option + paid_out - setup.premium(seen.rows) * grown,
                "pnl": seen.pnl()[0],
            },
            index=self._times_index(path),
        )
        self._agree(table["pnl"].iloc[-1], path)
        return table

    def attribution(self, path: int | None = None, *, order=2, inside=1, account="currency"):
        """Where the P&L came from: a DataFrame with the columns of `hedging/attribution.py`.

        Without `path`: a row per path, summed over time; each row adds up to `pnl`. With `path`: a
        row per time of that path, holding what happened since the time before (what was there at
        the start and the entry cost stand in the first row). order: 3 has three columns of third
        order more, which the residual holds otherwise. inside: expand anew this often within each
        step. account: "coin" tells it in coins, for an account that is kept in them (an
        `InversePerpetual` only): the rows then add up to `pnl_in_coin`. Where the sum differs from
        the cash by more than 1e-9 of the notional, RuntimeError: that would be a fault of the
        library or of a policy that answers differently when asked again.

        >>> from gammalab import GBM, call, replay
        >>> paths = GBM(vol=0.2).simulate(100, horizon=0.25, steps=63, n_paths=5, seed=1)
        >>> run = replay(call(100, 0.25), paths, paid_vol=0.2)
        >>> bool(np.allclose(run.attribution().sum(axis=1), run.pnl))
        True
        """
        order = whole_number("order", order)
        if order not in (2, 3):
            fail("order", order, "2 or 3")
        inside = whole_number("inside", inside)
        choice("account", account, ("currency", "coin"))
        coin = account == "coin"
        if coin and (order, inside) != (2, 1):
            fail("account", account, '"currency" with order=3 or inside above 1')
        names, pd = columns(order), pandas()
        if path is not None:
            path = self._number_of(path)
            seen = self._one(path)
            found = explained_in_coin(seen) if coin else explained(seen, order, inside)
            frame = pd.DataFrame({name: found[name][0] for name in names})
            self._agree(frame.to_numpy().sum(), path, coin)
            frame.index = self._times_index(path)
            return frame
        totals = np.zeros((len(names), self.pnl.size))
        for seen in tracks(self.setup):
            found = explained_in_coin(seen) if coin else explained(seen, order, inside)
            for total, name in zip(totals, names, strict=True):
                total[seen.rows] = found[name].sum(axis=1)
        self._agree(totals.sum(axis=0), None, coin)
        return pd.DataFrame(totals.T, columns=list(names)).rename_axis("path")

    def pnl_by_time(self) -> np.ndarray:
        """Profit so far at each time, (n_paths, n_times) currency: the options at their mark, the
        hedge at spot. The last column is `pnl`.

        >>> from gammalab import GBM, call, replay
        >>> paths = GBM(vol=0.2).simulate(100, horizon=0.25, steps=63, n_paths=5, seed=1)
        >>> run = replay(call(100, 0.25), paths, paid_vol=0.2)
        >>> bool(np.allclose(run.pnl_by_time()[:, -1], run.pnl))
        True
        """
        found = np.empty(self.paths.spots.shape)
        for seen in tracks(self.setup):
            found[seen.rows] = seen.pnl()
        self._agree(found[:, -1])
        return found

    def net_delta(self) -> np.ndarray:
        """Delta that is left after each trade but the last, (n_paths, n_steps) units: that of the
        options at the volatility hedged with, and the hedge. Zero is neutral.

        >>> from gammalab import GBM, call, replay
        >>> paths = GBM(vol=0.2).simulate(100, horizon=0.25, steps=63, n_paths=5, seed=1)
        >>> bool((replay(call(100, 0.25), paths, paid_vol=0.2).net_delta() == 0).all())
        True
        """
        found = np.empty((self.paths.n_paths, self.paths.n_steps))
        for seen in tracks(self.setup):
            delta = seen.greek("delta", self.setup.hedge_vol)
            found[seen.rows] = (delta + seen.hedge)[:, :-1]
        return found

    @property
    def pnl_in_coin(self) -> np.ndarray:
        """Profit of an account kept in coin, (n_paths,) coins: the premium and what the options
        are worth turned into coin at the price of their time, and what the contracts brought left
        in coin. Coins earn no interest. For an `InversePerpetual` only.

        A hundred contracts of one currency unit, left alone over 100, 50, 200:

        >>> import gammalab as gl
        >>> paths = gl.Paths([0.0, 0.1, 0.2], [100.0, 50.0, 200.0])
        >>> once = lambda now: 1.0 if now.step == 0 else now.hedge
        >>> run = gl.replay(gl.Book(), paths, paid_vol=0.6, policy=once,
        ...                 venue=gl.InversePerpetual())
        >>> run.pnl_in_coin.round(12).tolist()      # 100/100 - 100/50 + 100/50 - 100/200
        [0.5]
        """
        setup = self.setup
        if not setup.venue.in_coin:
            fail("venue", type(setup.venue).__name__, "InversePerpetual for an account in coin")
        found = np.empty(self.pnl.size)
        for seen in tracks(setup):
            rows, spots = seen.rows, seen.spots
            flows = seen.settled + seen.funding + seen.payoff + seen.liquidation + seen.stopped
            coins = ((flows - seen.cost) / spots).sum(axis=1)
            ends = setup.option(rows, setup.last) / spots[:, -1]
            found[rows] = coins + ends - setup.premium(rows) / spots[:, 0]
        return found

    def table(self):
        """A DataFrame with a row per path: what was paid, what happened, and what came of it.

        Columns: spot, last_spot (currency); paid, realised (yearly volatilities; a book bought at
        several shows their mean by vega); pnl (currency); vol_points (pnl over a hundredth
        of the vega at the start, taken without its sign: the profit in points of volatility, a
        loss below zero on either side); share (pnl over the first spot); gamma, theta (earned,
        currency: see `attribution`); cost, funding. The index is the path's number, or its first
        date where the paths have dates.

        >>> from gammalab import GBM, replay, straddle
        >>> paths = GBM(vol=0.3).simulate(100, horizon=1 / 12, steps=21, n_paths=3, seed=1)
        >>> run = replay(straddle(1, "end"), paths, paid_vol=0.2, relative_strikes=True)
        >>> run.table()["paid"].tolist()
        [0.2, 0.2, 0.2]
        """
        paths, pd = self.paths, pandas()
        came_from = self.attribution()
        paid, vega = self._paid()
        with np.errstate(divide="ignore", invalid="ignore"):
            points = np.where(vega != 0, self.pnl / (0.01 * np.abs(vega)), np.nan)
        index = came_from.index
        if paths.dates is not None:
            index = pd.Index([paths.dates_of(k)[0] for k in range(paths.n_paths)], name="date")
        return pd.DataFrame(
            {
                "spot": paths.spots[:, 0],
                "last_spot": paths.spots[:, -1],
                "paid": np.broadcast_to(paid, self.pnl.shape),
                "realised": paths.realised_vol(),
                "pnl": self.pnl,
                "vol_points": points,
                "share": self.pnl / paths.spots[:, 0],
                "gamma": came_from["gamma"].to_numpy(),
                "theta": came_from["theta"].to_numpy(),
                "cost": self.cost,
                "funding": self.funding,
            },
            index=index,
        )

    def _paid(self):
        """(volatility paid, vega at the start), each one number per path or for all."""
        setup, rows = self.setup, slice(None)
        spot, book = self.paths.spots[:, 0], setup.book_at(0)
        vol = at_time(setup.paid_vol, rows, 0, book)
        pricer = setup.pricer(rows)
        vega = pricer.greeks(book, spot, vol, 0.0, ("vega",))["vega"]
        if not isinstance(setup.paid_vol, ByOption):
            return vol, vega
        weights = np.zeros(len(vol))
        for i, key in enumerate(setup.paid_vol):
            alone = type(book)(tuple(o for o in book.options if (o.strike, o.expiry) == key))
            single = pricer.greeks(alone, spot[:1], [vol[i]], 0.0, ("vega",))["vega"]
            weights[i] = abs(plain(np.asarray(single).ravel()[0]))
        mean = float(weights @ np.array(vol) / weights.sum()) if weights.sum() else np.nan
        return mean, vega

    def bill(self) -> Bill:
        """What trading cost each path, by kind and by the part of the hedge's life."""
        return bill(self)

    def transaction_costs(self):
        """The table of what the hedge traded, what that cost, and what gamma brought for it: see
        `hedging/transaction_costs.py`."""
        return transaction_costs(self)

    def breakeven_vol(self):
        """Realised volatility at which the mean profit would be zero, before and after costs: see
        `hedging/transaction_costs.py`."""
        return breakeven_vol(self)

    # ---- help for the accounts ------------------------------------------------------------------

    def _number_of(self, path) -> int:
        """Which path is meant: 1.0 is 1."""
        number = whole_number("path", path, 0)
        if number >= self.pnl.size:
            fail("path", path, f"below the number of paths, {self.pnl.size}")
        return number

    def _one(self, path):
        """The history of one path alone."""
        return track(self.setup.one_path(path), slice(0, 1))

    def _times_index(self, path):
        pd, dates = pandas(), self.paths.dates_of(path)
        if dates is None:
            return pd.RangeIndex(self.paths.times.size, name="step")
        return pd.Index(dates, name="date")

    def _agree(self, pnl, path=None, coin=False):
        """Every account of a run must come to the same P&L."""
        rows = slice(None) if path is None else slice(path, path + 1)
        mine = self.pnl_in_coin[rows] if coin else self.pnl[rows]
        gap = np.abs(pnl - mine)
        scale = self.notional[rows] / (self.paths.spots[rows, 0] if coin else 1.0)
        allowed = AGREE * np.maximum(scale, np.abs(mine))
        if not np.all(gap <= allowed):  # NaN agrees with nothing
            worst = int(np.argmax(gap - allowed))
            which = worst if path is None else path
            raise RuntimeError(
                f"two accounts of path {which} differ by {gap[worst]:.3g}: a policy or cost must "
                "give the same answer when asked again, path by path; one that counts its calls, "
                "draws at random or looks at other paths does not"
            )
