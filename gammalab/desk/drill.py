"""A drill: one kind of question, asked a dozen times, and answered each time at once.

Where a `Scenario` lets the player trade, a drill lets the player reckon: what did this move bring?
Did this day pay? A lesson describes its drills beside its games, in `course/lesson_NN/desk.py`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from .codes import code_of

NOTHING = 0.05  # currency: of a smaller outcome either side is right


@dataclass(frozen=True)
class Ask:
    """One turn of a drill.

    facts: (what, value) pairs of text, all that the player knows. question: what is asked.
    outcome: what came of it for whoever is asked about, currency. told: what is said with it.
    expected: by rule, what it expects from the same facts, currency.
    """

    facts: Sequence[tuple[str, str]]
    question: str
    outcome: float
    told: str
    expected: Mapping[str, float]


@dataclass(frozen=True)
class Drill:
    """A drill, described. With a seed it is `turns` questions, and has a code: see `codes.py`.

    lesson, name: the first two parts of the code. title, brief: what the page says above it.
    ask: `ask(seed)`, the questions, from the seed alone.
    options: () where a sum is asked for; two answers where only its side is: the first means that
    the outcome is above zero.
    taken, why_taken, version, step: as in `Scenario`.
    Errors: ValueError naming the field.
    """

    lesson: str
    name: str
    title: str
    brief: str
    ask: Callable[[int], Sequence[Ask]]
    turns: int
    options: tuple = ()
    taken: object = ()
    why_taken: str = ""
    step: str = "turn"
    version: int = 1

    def __post_init__(self):
        for name, pattern in (("lesson", r"\d\d"), ("name", r"[a-z]+")):
            value = getattr(self, name)
            if not isinstance(value, str) or not re.fullmatch(pattern, value):
                raise ValueError(f"{name} = {value!r}: {name} must match {pattern}")
        if len(self.options) not in (0, 2):
            raise ValueError(f"options = {self.options!r}: options must be none or two")

    def begin(self, seed: int) -> Play:
        """A new play of it."""
        return Play(self, seed)


class Play:
    """A drill that is being played: `act` is a move, `actions` all of them so far."""

    def __init__(self, scenario: Drill, seed: int, actions=()):
        self.scenario, self.seed = scenario, seed
        self.asks = list(scenario.ask(seed))
        if len(self.asks) != scenario.turns:
            raise ValueError(f"ask gives {len(self.asks)} questions, turns = {scenario.turns}")
        self.actions: list[dict] = []
        for action in actions:
            self.act(action)

    @property
    def code(self) -> str:
        return code_of(self.scenario, self.seed)

    @property
    def turn(self) -> int:
        return len(self.actions)

    @property
    def over(self) -> bool:
        return self.turn == self.scenario.turns

    @property
    def said(self) -> list:
        """What the player has said: sums, or numbers of options."""
        return [action["value"] for action in self.actions]

    def act(self, action: dict) -> dict:
        """Answer the question of a turn: {"do": "say", "turn": k, "value": 12.5}; text that is a
        number is taken. Returns the action as it goes into the record.
        Errors: ValueError in words; the play then stands where it stood.
        """
        if not isinstance(action, dict) or action.get("do") != "say":
            raise ValueError(f"action = {action!r}: do must be say")
        if self.over:
            raise ValueError("All is answered.")
        if action.get("turn") != self.turn:
            raise ValueError(f"That was for turn {action.get('turn')}; now is turn {self.turn}.")
        done = {"do": "say", "turn": self.turn, "value": self._value(action.get("value"))}
        self.actions.append(done)
        return done

    def _value(self, value):
        if self.scenario.options:
            if isinstance(value, bool) or value not in range(2):
                raise ValueError(f"value = {value!r}: value must be 0 or 1, an option")
            return int(value)
        if isinstance(value, str):
            text = re.sub(r"\s", "", value).replace("\N{MINUS SIGN}", "-")
            try:
                value = float(text)
            except ValueError:
                raise ValueError(
                    f"{value!r:.30} is no number. Type one such as 23.4: a point, no commas."
                ) from None
        if (
            isinstance(value, bool)
            or not isinstance(value, int | float)
            or not math.isfinite(value)
        ):
            raise ValueError(f"value = {value!r}: value must be a number")
        return float(value)

    @property
    def rules(self) -> list[str]:
        """The rules that answer the same questions, in the order shown."""
        return list(self.asks[0].expected)

    def marks(self) -> dict[str, dict]:
        """How you and each rule did on the turns so far; you are the first.

        Where a sum is asked for: `error`, the root of the mean square of what was missed, currency,
        and `nearest`, on how many turns nobody was nearer. Where a side is: `right`, turns, and
        `missed`, the mean size of the outcomes of the other turns, currency, NaN without any. An
        outcome of next to nothing is right for everybody.
        """
        asks = self.asks[: self.turn]
        outcome = np.array([ask.outcome for ask in asks])
        answers = {"you": np.array(self.said, float)}
        for rule in self.rules:
            answers[rule] = np.array([ask.expected[rule] for ask in asks])
        if self.scenario.options:
            answers["you"] = np.where(answers["you"] == 0, 1.0, -1.0)
            return {who: _sides(sums, outcome) for who, sums in answers.items()}
        missed = {who: np.abs(sums - outcome) for who, sums in answers.items()}
        least = np.min(list(missed.values()), axis=0)
        return {
            who: {
                "error": float(np.sqrt(np.mean(off**2))) if asks else math.nan,
                "nearest": int((off <= least + 1e-9).sum()),
            }
            for who, off in missed.items()
        }


def _sides(sums, outcome):
    wrong = ((sums > 0) != (outcome > 0)) & (np.abs(outcome) >= NOTHING)
    missed = float(np.abs(outcome[wrong]).mean()) if wrong.any() else math.nan
    return {"right": int((~wrong).sum()), "missed": missed}
