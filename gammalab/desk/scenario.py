"""What a game is made of. A lesson describes its games in `course/lesson_NN/desk.py`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from gammalab import Book, Paths, replay
from gammalab.hedging.setup import prepare
from gammalab.hedging.track import track

from .game import Game
from .rules import Recorded, usual_rules

SHOWS = ("blind", "delta")
ROUNDS, SETTLED = 60, 1e-13  # for prices that a hedge moves: more than turns; how near, of a price


@dataclass(frozen=True)
class Question:
    """What is asked after the last turn and before the debrief: "Which world was it?"

    text: the question. options: answers, two or more. right: the number of the right one, from 0.
    why: what is said to any answer.
    """

    text: str
    options: tuple
    right: int
    why: str = ""

    def __post_init__(self):
        object.__setattr__(self, "options", tuple(self.options))
        if len(self.options) < 2 or self.right not in range(len(self.options)):
            raise ValueError(
                f"right = {self.right!r}: right must be the number of one of the options, "
                f"0 to {len(self.options) - 1}, and there must be two or more"
            )


@dataclass(frozen=True)
class Scenario:
    """One game, described. With a seed it is a path, and has a code: see `codes.py`.

    lesson, name: the first two parts of the code, "02" and "first". title, brief: what the page
    says above the game; brief is one or two sentences, money first.

    book: what the player owns (negative quantities: has sold), 30 turns or more to live.
    paths: `paths(seed, n_paths) -> Paths`, the world, with as many steps as there are turns. For
    n_paths of 1 it is the path that is played, for more it is what the rules are tried on
    afterwards (which may have a seed of its own). Whatever is hidden is decided here, from the seed
    alone: trend or chop, the step of a gap, the month of a real market (which may be fewer paths
    than were asked for).
    paid_vol: the volatility paid, a yearly decimal; luck is measured with it.
    shows: "blind", price and own position; "delta" also the delta.
    costs, execution: as for `gl.replay`: late fills are `gl.Execution(latency=1)`.
    options: `options(seed, paths) -> dict` of further arguments of `gl.replay`, or in place of
    those above: a venue with the funding of these paths, a volatility paid per path, a book.
    Of a venue with isolated margin in currency the page shows the account, until it is closed.
    moved: for a world that the hedge itself moves, `moved(paths, hedge) -> Paths`: the prices when
    `hedge` (n_paths, n_times) units are held, made from those of `paths`. A price may depend on
    what was held up to its turn, that turn's trade included: then the trade is filled at the price
    that it makes. Each rule has prices of its own, from the same `paths`.
    most: units that the player may hold at most, long or short, counting what is on its way; for a
    world that the hedge moves, where more would take the price to zero. None for no limit.
    rules: the rivals by name, in the order shown; None is `usual_rules()`.
    question: `question(seed) -> Question`, or None. reveal: `reveal(seed) -> str`, a sentence said
    in the debrief ("It was February 2018."), or None.
    facts: `facts(seed) -> [[what, value], ...]`, words that stand beside the chart from the first
    turn on: what was paid in this month. None for no more.
    no_odds: None where a move knows nothing of those before; else the sentence that says why no
    odds of luck are told, as `words.KNOWS`: the many months then say what a rule makes there. It
    must hold in each market that the scenario draws. equal_moves: whether all moves are of one
    size, so that no luck lies in it.
    taken: seeds that are no games, as the player would know the path; why_taken says why.
    turns, months (on how many paths a rule is tried), step and unit (the words for a turn and a
    unit of the hedge), tick (units that one press of an arrow adds), version (to be raised when the
    same code would give another game).
    Errors: ValueError naming the field.
    """

    lesson: str
    name: str
    title: str
    brief: str
    book: Book
    paths: Callable
    paid_vol: float
    shows: str = "delta"
    costs: object = None
    execution: object = None
    options: Callable | None = None
    moved: Callable | None = None
    most: float | None = None
    rules: Mapping | None = None
    question: Callable | None = None
    reveal: Callable | None = None
    facts: Callable | None = None
    no_odds: str | None = None
    equal_moves: bool = False
    taken: object = ()
    why_taken: str = ""
    turns: int = 30
    months: int = 2000
    step: str = "day"
    unit: str = "shares"
    tick: float = 1
    version: int = 1
    _rules: dict = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self):
        for name, pattern, allowed in (
            ("lesson", r"\d\d", 'two digits, such as "02"'),
            ("name", r"[a-z]+", 'small letters, such as "first"'),
        ):
            value = getattr(self, name)
            if not isinstance(value, str) or not re.fullmatch(pattern, value):
                raise ValueError(f"{name} = {value!r}: {name} must be {allowed}")
        if self.shows not in SHOWS:
            raise ValueError(f"shows = {self.shows!r}: shows must be one of {SHOWS}")
        self._rules.update(usual_rules() if self.rules is None else self.rules)

    def begin(self, seed: int) -> Game:
        """A new game of it."""
        return Game(self, seed)

    def setting(self, seed: int, n_paths: int = 1) -> dict:
        """The arguments of `gl.replay` for this seed; the policy is not among them."""
        paths = self.paths(seed, n_paths)
        if not isinstance(paths, Paths) or paths.n_steps != self.turns:
            raise ValueError(
                f"paths = {paths!r:.60}: paths must be Paths of {self.turns} steps, one a turn"
            )
        found = dict(
            book=self.book, paths=paths, paid_vol=self.paid_vol, costs=self.costs,
            execution=self.execution,
        )  # fmt: skip
        if self.options is not None:
            found |= self.options(seed, paths)
        return found

    def replay(self, setting: dict, policy, **more):
        """The run of a policy with the arguments of `setting`, on prices that its hedge moved."""
        return replay(policy=policy, **{**setting, "paths": self.met(setting, policy)}, **more)

    def met(self, setting: dict, policy) -> Paths:
        """The prices that a policy meets: those of `setting`, moved by its hedge.

        Each round of the loop has one more turn right, where a price knows earlier turns only; a
        rule that trades at the price which it makes comes nearer to it with each round. Errors:
        RuntimeError where prices do not settle.
        """
        paths = alone = setting["paths"]
        for _ in range(self.turns + ROUNDS):
            if self.moved is None:
                return paths
            setup = prepare(policy=policy, **{**setting, "paths": paths})
            before, held = paths, track(setup, slice(None)).hedge
            paths = self.moved(alone, np.broadcast_to(held, alone.spots.shape))
            if np.allclose(paths.spots, before.spots, rtol=SETTLED, atol=0):
                return before
            if isinstance(policy, Recorded) and setup.venue.margin is None:
                return paths  # what was ordered does not look at prices: they are settled
        raise RuntimeError(f"The prices of {self.title!r} do not settle: a fault of gammalab")

    @property
    def rivals(self) -> dict:
        """The rules that play the same path, by name."""
        return dict(self._rules)
