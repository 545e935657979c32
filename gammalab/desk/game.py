"""One game: turns, orders, and what stands in the book now. No browser, and no file.

Every number comes from the loop of `gl.replay`, with the player's orders as its policy. Up to the
last turn it is handed the path with its future taken out: from now on the price stands still. So
what is read off it cannot hold anything of what is to come.
"""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from functools import cached_property

import numpy as np

import gammalab as gl
from gammalab._words import counted
from gammalab.hedging.setup import prepare
from gammalab.hedging.track import track
from gammalab.lab.words import at_most, brief

from . import words
from .codes import code_of
from .rules import Recorded

LIMIT = 1_000_000  # units in one order
TINY = 1e-12  # of a unit: less is no trade
NEWTON, NEUTRAL = 8, 1e-11  # steps for the neutral order, and units that are as good as none
ALLOWED = f"quantity must be a finite number of units, at most {LIMIT:,} in one order"


@dataclass(frozen=True)
class Seen:
    """What the player's book has come to, up to the turn: arrays of one number per price so far.

    price, delta (of the options): (turn + 1,). held, ordered: after the order of each turn, (turn,)
    units. trade, cost: (turn + 1,) units bought and currency; the last is 0 until the close.
    closed: whether the exchange has closed the hedge. account: (what is in the hedge's own margin
    account, what must be left in it), currency; None where it has none. refused: whether the margin
    did not bear the last order.
    """

    price: np.ndarray
    delta: np.ndarray
    held: np.ndarray
    ordered: np.ndarray
    trade: np.ndarray
    cost: np.ndarray
    closed: bool
    account: tuple | None = None
    refused: bool = False

    @property
    def hedge(self) -> float:
        """Units held now."""
        return float(self.held[-1]) if self.held.size and not self.closed else 0.0

    @property
    def on_way(self) -> float:
        """Units ordered and not yet filled."""
        if not self.held.size or self.closed or self.refused:
            return 0.0
        gap = float(self.ordered[-1] - self.held[-1])
        return gap if abs(gap) > 1e-9 else 0.0


class Game:
    """A game that is being played: `act` is a move, `actions` all of them so far.

    Made of a scenario and a seed; with the actions of a record it stands where that ended.

    >>> from gammalab.desk.codes import find
    >>> game = Game(*find("02-delta-00A6"))
    >>> game.act({"do": "trade", "turn": 0, "quantity": -50})["quantity"]
    -50.0
    >>> game.turn, game.seen.hedge
    (1, -50.0)
    """

    def __init__(self, scenario, seed: int, actions=()):
        self.scenario, self.seed = scenario, seed
        self._setting = scenario.setting(seed)
        self.actions: list[dict] = []
        self.orders: list = []  # units per turn; None is a pass
        self._on_way: list[float] = []
        self.answer = self.rule = None
        self._seen = self._look()
        for action in actions:
            self.act(action)

    @property
    def code(self) -> str:
        return code_of(self.scenario, self.seed)

    @property
    def turn(self) -> int:
        return len(self.orders)

    @property
    def over(self) -> bool:
        return self.turn == self.scenario.turns

    @property
    def stage(self) -> str:
        """ "play", "ask" (the scenario's question), "rule" (which did you follow?) or "done"."""
        if not self.over:
            return "play"
        if self.question is not None and self.answer is None:
            return "ask"
        if self.rule is None:
            return "rule"
        return "done"

    @cached_property
    def question(self):
        """The scenario's question about this path, or None."""
        ask = self.scenario.question
        return None if ask is None else ask(self.seed)

    @property
    def seen(self) -> Seen:
        return self._seen

    @property
    def policy(self) -> Recorded:
        """The player as a policy, for `gl.replay`."""
        return Recorded(tuple(self.orders), tuple(self._on_way))

    @property
    def neutral(self) -> float | None:
        """What to buy to be neutral, units; None where the player is not shown it."""
        if not self.knows_neutral:
            return None
        quantity = -float(self._seen.delta[-1]) - self._seen.hedge - self._seen.on_way
        return quantity if self.scenario.moved is None else self._neutral_when_filled(quantity)

    @property
    def knows_neutral(self) -> bool:
        """Whether the player can go neutral now: has a turn, a hedge, and is shown the delta."""
        return not (self.over or self._seen.closed or self.scenario.shows == "blind")

    def _neutral_when_filled(self, quantity):
        """The same where the order moves the price at which it is filled: neutral there."""
        before, slope = None, 1.0
        for _ in range(NEWTON):
            there = copy(self)
            there.orders, there._on_way = [*self.orders, quantity], [*self._on_way, 0.0]
            seen = there._look()
            net = float(seen.delta[self.turn] + seen.held[self.turn])
            if abs(net) <= NEUTRAL:
                break
            if before is not None and quantity != before[0]:
                slope = (net - before[1]) / (quantity - before[0])
            before, quantity = (quantity, net), quantity - net / slope
        return quantity

    # ---- moves ----------------------------------------------------------------------------------

    def act(self, action: dict) -> dict:
        """Make a move and return it as it goes into the record.

        action: {"do": "trade", "turn": k, "quantity": units}, "neutral" or "pass" in its place; at
        the end {"do": "answer", "choice": number} and {"do": "rule", "choice": name}.
        Errors: ValueError in words; whatever is raised, the game then stands where it stood.
        """
        done = self._checked(action)
        if done["do"] in ("answer", "rule"):
            setattr(self, done["do"], done["choice"])
        else:
            self._order(done.get("quantity"))
        self.actions.append(done)
        return done

    def _order(self, quantity):
        """Take an order or a pass (None), and look; an order that fails is taken back."""
        self.orders.append(quantity)
        self._on_way.append(self._seen.on_way)
        try:
            self._seen = self._look()
        except Exception as error:
            self.orders.pop()
            self._on_way.pop()
            too_small = self._first_margin(quantity)
            if too_small is None or not isinstance(error, ValueError):
                raise
            raise ValueError(too_small) from error

    def _first_margin(self, quantity):
        """What is said where a first order of so many units needs more than was put up; else None.
        The replay takes a hedge that cannot be opened for a fault of its caller; here it is an
        order like another."""
        venue = prepare(policy=gl.Never(), **self._setting).venue
        if venue.margin is None or quantity is None or self._seen.hedge:
            return None
        price = 1.0 if venue.in_coin else float(self._seen.price[-1])
        put_up, each = venue.margin.collateral, venue.margin.to_open * price
        if each * abs(quantity) <= put_up:
            return None
        said = words.TOO_SMALL_IN_COIN if venue.in_coin else words.TOO_SMALL
        most = counted(at_most(put_up / each), self.scenario.unit)
        return said.format(there=brief(put_up), most=most)

    def _checked(self, action):
        do = action.get("do") if isinstance(action, dict) else action
        if do in ("answer", "rule"):
            return self._checked_choice(do, action.get("choice"))
        if do not in ("trade", "neutral", "pass"):
            raise ValueError(f"do = {do!r}: do must be trade, neutral, pass, answer or rule")
        if self.over:
            raise ValueError("The month is over.")
        if action.get("turn") != self.turn:
            raise ValueError(f"That was for turn {action.get('turn')}; now is turn {self.turn}.")
        done = {"do": do, "turn": self.turn}
        if do == "pass":
            return done
        if self._seen.closed:
            raise ValueError("The exchange has closed your hedge: you can only pass.")
        quantity = action.get("quantity")
        if do == "neutral" and quantity is None:  # a record has the number
            quantity = self.neutral
            if quantity is None:
                raise ValueError("This game does not show the delta: neutral is yours to guess.")
        if isinstance(quantity, bool) or not isinstance(quantity, (int, float)):
            raise ValueError(f"quantity = {quantity!r}: quantity must be a number of units")
        if not abs(quantity) <= LIMIT:  # not a number, too
            raise ValueError(f"quantity = {quantity!r:.40}: {ALLOWED}")
        if abs(quantity) <= TINY:
            return {**done, "do": "pass"}
        if abs(self._seen.on_way + quantity) <= TINY:
            raise ValueError("That takes back what is on its way. Wait until it is filled.")
        most, held = self.scenario.most, self._seen.hedge + self._seen.on_way + quantity
        if most is not None and abs(held) > most:
            said = words.TOO_LONG if held > 0 else words.TOO_SHORT
            amounts = {"held": f"{abs(held):,.0f}", "most": f"{most:,.0f}"}
            raise ValueError(said.format(unit=self.scenario.unit, **amounts))
        return {**done, "quantity": float(quantity)}

    def _checked_choice(self, do, choice):
        if self.stage != {"answer": "ask"}.get(do, do) and not (do == "rule" and self.over):
            raise ValueError("That is not asked now.")
        if do == "answer":
            if isinstance(choice, bool) or choice not in range(len(self.question.options)):
                raise ValueError(f"choice = {choice!r}: choice must be the number of an option")
        elif self.stage == "ask" or choice not in (*self.scenario.rivals, "none of these"):
            raise ValueError(f"choice = {choice!r}: choice must be the name of a rule")
        return {"do": do, "choice": choice}

    # ---- what there is to see -------------------------------------------------------------------

    def replay(self, policy=None):
        """The run of this game on its whole path, with the player's orders or with another policy
        in their place. What comes after the present turn is in it: for the debrief only."""
        return self.scenario.replay(self._setting, policy or self.policy)

    def _shown(self) -> dict:
        """The setting with the future taken out: from the present turn on the price stands."""
        paths, k = self.scenario.met(self._setting, self.policy), self.turn
        spots = np.array(paths.spots)
        spots[:, k + 1 :] = spots[:, k : k + 1]
        return {**self._setting, "paths": gl.Paths(paths.times, spots)}

    def _look(self) -> Seen:
        k = self.turn
        setup = prepare(policy=self.policy, **self._shown())
        found = track(setup, slice(0, 1))

        def first(values, n):
            return np.broadcast_to(values, found.hedge.shape)[0, :n].copy()

        trade, cost = first(found.trade, k + 1), first(found.cost, k + 1)
        closed = first(found.closed, k + 1).astype(bool)
        if not self.over:  # the order of this turn is not given yet
            trade[k] = cost[k] = 0.0
        ordered, held = first(found.intended, k), first(found.hedge, k)
        at_once = setup.execution is None  # then what is not filled is refused, not late
        return Seen(
            price=first(found.spots, k + 1),
            delta=first(found.greek("delta", setup.hedge_vol), k + 1),
            held=held,
            ordered=ordered,
            trade=trade,
            cost=cost,
            closed=bool(closed.any()),
            account=self._account(found, setup.venue),
            refused=bool(at_once and k and abs(ordered[-1] - held[-1]) > 1e-9),
        )

    def _account(self, found, venue):
        """What is in an isolated account now, and what must be: before this turn's order."""
        margin, k = venue.margin, self.turn
        if margin is None or margin.mode != "isolated" or venue.in_coin:
            return None
        flows = np.broadcast_to(found.settled + found.funding, found.hedge.shape)[0, : k + 1]
        costs = np.broadcast_to(found.cost, found.hedge.shape)[0, :k]
        held = abs(float(found.hedge[0, k - 1])) if k else 0.0
        needed = margin.maintenance * held * float(found.spots[0, k])
        return margin.collateral + float(flows.sum() - costs.sum()), needed
