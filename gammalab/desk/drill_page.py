"""A drill in a notebook: the same frame as a game's, with what is asked in place of the chart."""

from __future__ import annotations

import math

from gammalab._page import script
from gammalab.lab.words import plural, signed

from . import words
from .drill import NOTHING
from .page import HERE, Desk


class DrillDesk(Desk):
    """A drill on the page."""

    _esm = script(HERE / "parts.js", HERE / "drill.js")

    def _view(self, said):
        return view(self.game, said)

    def _sums(self):
        return f"Your last round: {sentence(self.game)}" if self.game.over else None

    def __repr__(self):
        drill = self.game.scenario
        return f"Drill {self.game.code}: {drill.title}. {drill.turns} turns."


def view(play, said="") -> dict:
    """All that the page is sent: what is asked now, what came of the turn before, the marks.

    No outcome is in it before its turn is answered.
    """
    drill = play.scenario
    now = None if play.over else play.asks[play.turn]
    number = f"{drill.step.capitalize()} {min(play.turn + 1, drill.turns)} of {drill.turns}."
    if now and (play.turn == 0 or now.question != play.asks[play.turn - 1].question):
        number += f" {now.question}"  # it stands on the board; said when it is another one
    return {
        "code": play.code, "title": drill.title, "brief": drill.brief,
        "turn": play.turn, "turns": drill.turns, "step": drill.step,
        "options": list(drill.options),
        "facts": [] if now is None else [[drill.step.capitalize(), str(play.turn + 1)],
                                         *map(list, now.facts)],
        "question": "" if now is None else now.question,
        "last": _last(play),
        "said": " ".join(filter(None, [
            said, _last(play)["words"] if play.turn else "",
            sentence(play) if play.over else number])),
        "result": _result(play) if play.over else None,
    }  # fmt: skip


def _last(play):
    """What came of the last turn: a sentence, and who said what."""
    if not play.turn:
        return None
    ask, value = play.asks[play.turn - 1], play.said[-1]
    yours = play.scenario.options[value] if play.scenario.options else signed(value, 1)
    rows = [[rule, signed(sum_, 1)] for rule, sum_ in ask.expected.items()]
    either = play.scenario.options and abs(ask.outcome) < NOTHING
    said = words.SAID_NOTHING if either else words.SAID
    return {
        "words": said.format(yours=yours, right=signed(ask.outcome, 1)),
        "told": ask.told,
        "rows": [] if play.scenario.options else rows,
    }


def sentence(play) -> str:
    """How the round went."""
    you = play.marks()["you"]
    if not play.scenario.options:
        return words.OFF_BY.format(error=f"{you['error']:.1f}")
    turns = plural(play.turn, play.scenario.step)
    if math.isnan(you["missed"]):
        return words.RIGHT_ON.format(right=you["right"], turns=turns)
    missed = f"{you['missed']:.1f}"
    return words.RIGHT_ON_WRONG.format(right=you["right"], turns=turns, missed=missed)


def _result(play):
    """The table of the end: heads and rows, as text; and the points of the picture."""
    marks = play.marks()
    if play.scenario.options:
        heads = ["", "right", "size of the wrong ones"]
        rows = [
            [who, f"{m['right']} of {play.turn}",
             "\N{EN DASH}" if math.isnan(m["missed"]) else f"{m['missed']:.1f}"]
            for who, m in marks.items()
        ]  # fmt: skip
        return {"heads": heads, "rows": rows, "points": []}
    rows = [[who, f"{m['error']:.1f}", str(m["nearest"])] for who, m in marks.items()]
    points = [[ask.outcome, said] for ask, said in zip(play.asks, play.said, strict=True)]
    return {"heads": ["", "off by", "turns nearest"], "rows": rows, "points": points}
