"""An independent replay: one path, one step, one number at a time, in plain Python.

Written from what the docstrings of `gammalab.hedging` promise, not from its code. It holds
*contracts* where the library holds units, keeps orders in lists, and prices options by itself with
math.erfc. From the library it takes the dataclasses that hold the rules (Margin, Stop, Execution,
venues), and their numbers only.
"""

# ruff: noqa: B023 (functions made within a step are called within it)

import math
from dataclasses import dataclass, field
from types import SimpleNamespace

AGAIN = object()  # what a policy says that leaves the hedge, and standing orders, alone


class Refused(Exception):
    """The margin does not bear even the first hedge."""


# ---- options ------------------------------------------------------------------------------------


def cdf(x):
    return 0.5 * math.erfc(-x / math.sqrt(2))


@dataclass
class Opt:
    """A signed European option with a volatility for each thing it is priced for."""

    strike: float
    expiry: float
    right: str
    quantity: float
    paid: float
    hedge: list  # by time
    mark: list

    def payoff(self, spot):
        sign = 1 if self.right == "call" else -1
        return self.quantity * max(sign * (spot - self.strike), 0.0)

    def _d(self, spot, left, vol, carry):
        sd = vol * math.sqrt(left)
        d1 = (math.log(spot / self.strike) + carry * left) / sd + sd / 2
        return d1, d1 - sd

    def value(self, spot, time, vol, rate, carry):
        left = self.expiry - time
        if left <= 0:
            return self.payoff(spot)
        sign = 1 if self.right == "call" else -1
        d1, d2 = self._d(spot, left, vol, carry)
        forward = spot * math.exp((carry - rate) * left) * cdf(sign * d1)
        return (
            self.quantity * sign * (forward - self.strike * math.exp(-rate * left) * cdf(sign * d2))
        )

    def delta(self, spot, time, vol, rate, carry):
        left = self.expiry - time
        sign = 1 if self.right == "call" else -1
        d1, _ = self._d(spot, left, vol, carry)
        return self.quantity * sign * math.exp((carry - rate) * left) * cdf(sign * d1)


# ---- the hedge's instrument ---------------------------------------------------------------------


class Instrument:
    """What one contract is worth, moves by and pays. kind: "Spot", "Future", ..."""

    def __init__(self, venue, carry, rate, horizon):
        self.kind = type(venue).__name__
        self.venue, self.carry, self.rate = venue, carry, rate
        expiry = getattr(venue, "expiry", None)
        self.expiry = horizon if expiry is None else expiry
        self.coin = self.kind == "InversePerpetual"
        self.stamp_hours = getattr(venue, "stamp_hours", None)

    def contracts(self, units, spot, time):
        """Contracts that move like so many units."""
        if self.kind == "Future":
            return units * math.exp(-self.carry * (self.expiry - time))
        return units * spot if self.coin else units

    def units(self, contracts, spot, time):
        if self.kind == "Future":
            return contracts * math.exp(self.carry * (self.expiry - time))
        return contracts / spot if self.coin else contracts

    def step(self, contracts, spot, then, time, next_time, funding):
        """(settled, income, funding) that contracts bring over a step, currency at its end."""
        dt = next_time - time
        if self.kind == "Spot":
            return 0.0, contracts * then * (math.exp((self.rate - self.carry) * dt) - 1), 0.0
        if self.kind == "Future":
            future = spot * math.exp(self.carry * (self.expiry - time))
            later = then * math.exp(self.carry * (self.expiry - next_time))
            settled = self.units(contracts, spot, time) * (then - spot)
            return settled, contracts * (later - future) - settled, 0.0
        paid = 0.0  # in the money of the venue: currency, or coin
        for years, price in self._funded(spot, then, time, next_time):
            paid += funding * years * (contracts / price if self.coin else contracts * price)
        if self.coin:
            return contracts * (1 / spot - 1 / then) * then, 0.0, -paid * then
        return contracts * (then - spot), 0.0, -paid

    def _funded(self, spot, then, time, next_time):
        """(years, price) of each payment within a step."""
        if self.stamp_hours is None:
            return [(next_time - time, spot)]
        every = self.stamp_hours / (365 * 24)
        found, number = [], 1
        while number * every < next_time + 1e-9 * every:
            stamp = number * every
            if stamp > time + 1e-9 * every:
                at_end = abs(stamp - next_time) <= 1e-9 * every
                found.append((every, then if at_end else spot))
            number += 1
        return found

    def gain(self, contracts, spot, price, time, at):
        """What a position has gained at `price`, beyond its value at `spot`; currency at `at`."""
        if self.coin:
            return contracts * (1 / spot - 1 / price) * at
        return self.units(contracts, spot, time) * (price - spot)

    def notional(self, contracts, spot, price, time, at):
        """Of a position at `price`; currency at `at`."""
        if self.coin:
            return abs(contracts) / price * at
        return abs(self.units(contracts, spot, time)) * price


# ---- orders -------------------------------------------------------------------------------------


@dataclass
class Order:
    """Units that were decided on, and what waiting has cost since. goal: contracts to hold."""

    units: float
    cost: float = 0.0


@dataclass
class Book:
    """The orders of one path. sent: those on their way, as (arrival, goal, Order)."""

    sent: list = field(default_factory=list)
    goal: float | None = None  # the holding that stands as an order, contracts
    standing: list = field(default_factory=list)  # of Order

    def everything(self):
        return self.standing + [order for _, _, order in self.sent]

    def clear(self):
        self.sent, self.goal, self.standing = [], None, []

    def arrive(self, order):
        """It stands now; what it takes back of others is dropped on both sides."""
        there = sum(o.units for o in self.standing)
        if order.units * there >= 0:
            self.standing.append(order)
            return
        if abs(order.units) < abs(there):
            keep = (there + order.units) / there
            self.standing = [Order(o.units * keep, o.cost * keep) for o in self.standing]
        else:
            keep = (there + order.units) / order.units
            self.standing = [Order(order.units * keep, order.cost * keep)]

    def fill(self, units):
        """In proportion; returns the slippage."""
        there = sum(o.units for o in self.standing)
        if there == 0 or units == 0:
            return 0.0
        share = min(max(units / there, 0.0), 1.0)
        slippage = sum(o.cost for o in self.standing) * share
        self.standing = [Order(there - units, sum(o.cost for o in self.standing) - slippage)]
        return slippage


def fill(contracts, goal, rules, free):
    """Contracts after trading towards `goal` under the rules, and whether that is all of it."""
    if rules is None:
        return goal, True
    lots = (lambda x: round(x / rules.lot)) if rules.lot is not None else None
    if lots:
        goal = lots(goal) * rules.lot
    got = goal
    if rules.max_trade is not None and not free:
        most = rules.max_trade
        if lots:  # as many whole lots as a step may trade
            most = math.floor(most / rules.lot + 1e-9) * rules.lot
        if goal > contracts + most:
            got = contracts + most
        if goal < contracts - most:
            got = contracts - most
        if lots:
            got = lots(got) * rules.lot
    return got, abs(got - goal) <= 1e-12 * max(abs(goal), 1.0)


def turning(excess, good, bad):
    """Where between two prices the excess turns negative."""
    for _ in range(60):
        middle = (good + bad) / 2
        good, bad = (middle, bad) if excess(middle) >= 0 else (good, middle)
    return bad


# ---- the replay ---------------------------------------------------------------------------------

COLUMNS = (
    "option", "delta", "trade", "hedge", "cost", "interest", "income", "settled", "funding",
    "payoff", "liquidation", "cash", "pnl", "slippage", "turnover",
)  # fmt: skip


def replay(
    options, times, spots, *, policy, venue, funding, rate=0.0, carry=0.0, cash_rate=0.0, costs=(),
    entry_cost=True, exit_cost=True, execution=None, stop=None, highs=None, lows=None,
    signals=None,
):  # fmt: skip
    """One path. options: a list of Opt. funding: by time. policy(now) gives units, or AGAIN. costs:
    [(kind, function of (units, price, now))]. signals: {name: by time}. Everything is a float."""
    last, margin = len(times) - 1, getattr(venue, "margin", None)
    tool = Instrument(venue, carry, rate, times[-1])
    signals = signals or {}
    rows = {name: [] for name in COLUMNS}
    orders, latency = Book(), execution.latency if execution else 0
    cash = -sum(o.value(spots[0], 0.0, o.paid, rate, carry) for o in options)
    premium = -cash
    contracts, intended, traded_spot, equity = 0.0, 0.0, spots[0], 0.0
    if margin:
        equity = margin.collateral
    liquidated = stopped = opened = False
    missed, bill = 0.0, {}
    trades, first_done = 0, False
    coins = -premium / spots[0]
    open_price = spots[0]  # the last price at which the market was open

    def alive(k, at_end=True):
        t = times[k]
        return [o for o in options if o.expiry > t or (at_end and k == last and o.expiry >= t)]

    def marked(k, price):
        return sum(o.value(price, times[k], o.mark[k], rate, carry) for o in alive(k))

    def excess_of(k, spot, contracts, equity, cash):
        """A function of prices: equity less the maintenance margin."""
        t = times[k]

        def excess(price):
            worth = equity * (price if tool.coin else 1.0)
            if margin.mode == "cross":
                worth = margin.collateral * (price if tool.coin else 1.0) + cash + marked(k, price)
            worth += tool.gain(contracts, spot, price, t, price)
            return worth - margin.maintenance * tool.notional(contracts, spot, price, t, price)

        return excess

    for k in range(last + 1):
        spot, t = spots[k], times[k]
        row = dict.fromkeys(COLUMNS, 0.0)
        units = tool.units(contracts, spot, t)
        before = spots[k - 1] if k else spot
        if k:
            dt = t - times[k - 1]
            row["interest"] = cash * (math.exp(cash_rate * dt) - 1)
            cash += row["interest"]
            flows = tool.step(contracts, before, spot, times[k - 1], t, funding[k - 1])
            row["settled"], row["income"], row["funding"] = flows
            cash += sum(flows)
            equity += sum(flows) / (spot if tool.coin else 1.0)
            held_before = tool.units(contracts, before, times[k - 1])
            missed += (intended - held_before) * (spot - before)
            for order in orders.everything():
                order.cost += order.units * (spot - before)
                order.units = tool.units(tool.contracts(order.units, before, times[k - 1]), spot, t)
            intended = tool.units(tool.contracts(intended, before, times[k - 1]), spot, t)
            if k < last:
                row["payoff"] = sum(o.payoff(spot) for o in options if o.expiry == t)
                cash += row["payoff"]
        # --- others close the hedge -----------------------------------------------------------
        halted = execution is not None and k in execution.halts and k < last
        seen = highs is not None
        by_exchange = by_stop = now_stopped = False
        fill_price, worse, brought, liquidation = spot, 0.0, 0.0, 0.0
        if k and stop and stop.back_in:
            under = stop.below is not None and spot <= stop.below
            over = stop.above is not None and spot >= stop.above
            stopped = stopped and (under or over)
        if k and contracts and not halted:
            low, high = (lows[k], highs[k]) if seen else (spot, spot)
            against, with_it = (low, high) if contracts > 0 else (high, low)
            level = None
            if stop and not stopped and not liquidated:
                level = stop.below if contracts > 0 else stop.above
                if level is not None:
                    sign = 1 if contracts > 0 else -1
                    now_stopped = (against - level) * sign <= 0
                    limited = execution is not None and execution.max_trade is not None
                    by_stop = now_stopped and seen and not limited and (before - level) * sign > 0
            if margin:
                excess = excess_of(k, spot, contracts, equity, cash)
                if not seen:
                    by_exchange = excess(spot) < 0
                elif excess(before) < 0:
                    by_exchange, fill_price = True, before
                elif excess(level if by_stop else against) < 0:
                    by_exchange, fill_price = (
                        True,
                        turning(excess, before, level if by_stop else against),
                    )
                elif not by_stop and excess(with_it) < 0:
                    by_exchange, fill_price = True, turning(excess, before, with_it)
                elif not by_stop and excess(spot) < 0:
                    by_exchange = True
            if by_exchange:
                by_stop = now_stopped = False
                liquidated = True
                gain = tool.gain(contracts, spot, fill_price, t, spot)
                fee = margin.fee * tool.notional(contracts, spot, fill_price, t, spot)
                liquidation = gain - fee
                if margin.mode == "isolated":
                    left = equity * (spot if tool.coin else 1.0) + liquidation
                    if left < 0:
                        liquidation -= left
                    elif margin.leftover == "exchange":
                        liquidation -= left
                equity += liquidation / (spot if tool.coin else 1.0)
                brought = liquidation
            elif now_stopped:
                stopped = True
                if by_stop:
                    fill_price = level
                    brought = tool.gain(contracts, spot, level, t, spot)
                    equity += brought / (spot if tool.coin else 1.0)
                else:
                    # A stop that was beyond its level from the outset is an order at that price.
                    sign = 1 if contracts > 0 else -1
                    asked = open_price if (open_price - level) * sign <= 0 else level
                    worse = units * (spot - asked)
        if not halted:
            open_price = spot
        cash += brought
        row["liquidation"] = liquidation
        closed = by_exchange or by_stop
        left_units = 0.0 if closed else units
        left_contracts = 0.0 if closed else contracts
        if by_exchange or now_stopped:
            orders.clear()
            intended = 0.0 if closed else units
        out = liquidated or stopped
        # --- the decision ---------------------------------------------------------------------
        now = SimpleNamespace(
            step=k, time=t, dt=(times[k + 1] - t) if k < last else 0.0, spot=spot, hedge=left_units,
            traded_spot=traded_spot, times=times,
            signals={name: values[k] for name, values in signals.items()},
        )  # fmt: skip
        book_now = alive(k)
        if k < last or all(o.expiry > t for o in book_now):
            row["delta"] = sum(o.delta(spot, t, o.hedge[k], rate, carry) for o in book_now)
        now.neutral = -row["delta"]
        slippage = 0.0
        if k == last:
            new_contracts = 0.0
            slippage = -worse
            intended = 0.0
            orders.clear()
        else:
            answer = policy(now)
            again = answer is AGAIN or answer == left_units
            target = left_units if again else answer
            if out:
                target, again = 0.0, left_units == 0.0
            want = intended if (again and execution and not out) else target
            order = Order(want - intended, -worse)
            intended = want
            goal = None if again else tool.contracts(target, spot, t)
            free = k == 0 and execution is not None and execution.start_hedged
            if out or free or latency == 0:
                orders.arrive(order)
                if goal is not None:
                    orders.goal = goal
            else:
                orders.sent.append((k + latency, goal, order))
            while orders.sent and orders.sent[0][0] <= k:
                _, due, order = orders.sent.pop(0)
                orders.arrive(order)
                if due is not None:
                    orders.goal = due
            new_contracts = left_contracts
            if orders.goal is not None and not halted:
                new_contracts, whole = fill(left_contracts, orders.goal, execution, free)
                if whole:
                    orders.goal = None
            new_units = tool.units(new_contracts, spot, t)
            if abs(new_contracts - left_contracts) <= 1e-13 * max(abs(left_contracts), 1e-3):
                new_contracts, new_units = left_contracts, left_units
            if margin and new_contracts != left_contracts:
                adds = abs(new_units) > abs(left_units) or new_units * left_units < 0
                fraction = margin.maintenance if margin.initial is None else margin.initial
                need = fraction * abs(new_units) * spot
                scale = spot if tool.coin else 1.0
                if margin.mode == "cross":
                    worth = margin.collateral * scale + cash + marked(k, spot)
                else:
                    worth = equity * scale
                if adds and worth < need * (1 - 1e-12):
                    if not opened and margin.collateral * scale < need * (1 - 1e-12):
                        raise Refused(k)
                    new_contracts, new_units = left_contracts, left_units
            opened = opened or new_contracts != 0
            slippage = orders.fill(new_units - left_units)
        new_units = tool.units(new_contracts, spot, t)
        if new_contracts == left_contracts:
            new_units = left_units
        trade = new_units - units
        # --- what it costs ----------------------------------------------------------------------
        price = fill_price if closed else spot
        paid = 0.0
        if not (k == 0 and not entry_cost) and not (k == last and not exit_cost):
            pays = 0.0 if by_exchange else trade
            part = 2 if k == last else (0 if not first_done else 1)
            for kind, charge in costs:
                amount = charge(pays, price, now) if pays else 0.0
                bill.setdefault(kind, [0.0, 0.0, 0.0])[part] += amount
                paid += amount
        cash -= paid
        equity -= paid / (spot if tool.coin else 1.0)
        if tool.kind == "Spot":
            cash -= trade * spot
        if trade != 0:
            trades, traded_spot, first_done = trades + 1, spot, True
        missed -= worse
        contracts = new_contracts
        row |= {
            "option": marked(k, spot), "trade": trade, "hedge": new_units, "cost": paid,
            "cash": cash, "slippage": slippage, "turnover": abs(trade) * price,
        }  # fmt: skip
        row["pnl"] = cash + row["option"] + (new_units * spot if tool.kind == "Spot" else 0.0)
        flows = row["settled"] + row["funding"] + row["payoff"] + brought - paid
        coins += flows / spot
        for name, value in row.items():
            rows[name].append(value)
    coins += rows["option"][-1] / spots[-1]
    total = {name: sum(rows[name]) for name in ("cost", "turnover", "funding", "slippage")}
    return SimpleNamespace(
        rows=rows, pnl=rows["pnl"][-1], premium=premium, trades=trades, liquidated=liquidated,
        unfilled=missed - total["slippage"], bill=bill, coins=coins, equity=equity, **total,
    )  # fmt: skip
