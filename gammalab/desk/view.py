"""All that the page is sent: the past, the present, and at the end the debrief.

Nothing of the future is in it. Two games that share their past have the same view, to the last
byte, whatever comes after (`tests/desk/test_no_future.py`).
"""

from __future__ import annotations

import math

from . import told, words
from .debrief import NONE, TERMS, debrief, many_months


def view(game, found=None, months=None, said="") -> dict:
    """What the page shows of a game, as plain data. found, months: the debrief and the months, for
    a game that is over (see `result_of`). said: what is to be told beyond the turn's sentence."""
    scenario, seen = game.scenario, game.seen
    delta = scenario.shows == "delta"
    choices = _choices(game)
    return {
        "code": game.code,
        "title": scenario.title,
        "brief": scenario.brief,
        "stage": game.stage,
        "turn": game.turn,
        "turns": scenario.turns,
        "step": scenario.step,
        "unit": scenario.unit,
        "tick": scenario.tick,
        "prices": [float(p) for p in seen.price],
        "held": [float(h) for h in seen.held],
        "trades": [float(t) for t in seen.trade[: game.turn]],
        "neutrals": [-float(d) for d in seen.delta[: scenario.turns]] if delta else [],
        "axis": _axis(game),
        "facts": _facts(game),
        "neutral": game.knows_neutral,
        "can_trade": not game.over and not seen.closed,
        "choices": choices,
        "said": f"{said} {told.turn(game)}".strip(),
        "result": _result(game, found, months) if found else None,
    }


def result_of(game):
    """(debrief, months) of a game as far as it has come: the debrief when everything before it is
    answered, the months when a rule is named."""
    if game.stage not in ("rule", "done"):
        return None, None
    months = many_months(game.scenario, game.seed) if game.stage == "done" else None
    return debrief(game), months


def _axis(game):
    """Where the axis of the price begins and ends, until the price leaves it: two standard
    deviations either way, from what was known at the start."""
    start, paths = float(game.seen.price[0]), game._setting["paths"]
    wide = 2 * float(game.scenario.paid_vol) * math.sqrt(paths.horizon)
    return [start * math.exp(-wide), start * math.exp(wide)]


def _facts(game):
    """The numbers beside the chart, [[what, value]]."""
    seen, scenario = game.seen, game.scenario
    facts = [] if scenario.facts is None else [list(fact) for fact in scenario.facts(game.seed)]
    yours = words.YOURS_BEFORE if game.over else words.YOURS
    facts += [
        ["Price", f"{seen.price[-1]:.2f}"],
        [yours.format(unit=scenario.unit), told.units(seen.hedge, plus=True)],
    ]
    if seen.on_way:
        facts.append(["On the way", told.units(seen.on_way, plus=True)])
    if scenario.shows == "delta" and not game.over:
        facts.append(["Options move like", told.units(seen.delta[-1], plus=True)])
        facts.append(["Together", told.units(seen.delta[-1] + seen.hedge, plus=True)])
    if seen.account is not None and not seen.closed and not game.over:
        facts.append(["Account", f"{seen.account[0]:,.1f}"])
        facts.append(["Closed below", f"{seen.account[1]:,.1f}"])
    if scenario.costs is not None:
        facts.append(["Costs so far", f"{float(seen.cost.sum()):,.2f}"])
    return facts


def _choices(game):
    """What is asked now: {"do", "text", "options"}, or None."""
    if game.stage == "ask":
        question = game.question
        return {"do": "answer", "text": question.text, "options": list(question.options)}
    if game.stage == "rule":
        return {
            "do": "rule",
            "text": "Which rule describes what you did? It is then tried on other months.",
            "options": [*game.scenario.rivals, NONE],
        }
    return None


def _result(game, found, months):
    """The debrief as the page shows it."""
    unit, sentences = game.scenario.unit, [told.sum_of(found)]
    if said := told.closing(game, found):
        sentences.insert(0, said)
    if game.question is not None:
        right = game.question.options[game.question.right]
        verdict = "Right" if game.answer == game.question.right else "No"
        sentences.append(f"{verdict}: {right}. {game.question.why}".strip())
    if game.scenario.reveal is not None:
        sentences.append(game.scenario.reveal(game.seed))
    return {
        "pnl": found.pnl,
        "sentences": sentences,
        "rivals": [
            {"name": name, "gap": found.pnl - row["pnl"], **row}
            for name, row in found.rivals.items()
        ],
        # What is zero against every rule to the last cent is no column.
        "terms": [
            term
            for term in TERMS
            if term == "tilt" or any(abs(row[term]) >= 0.005 for row in found.rivals.values())
        ],
        # No bar of luck where moves know of each other: its spread would be another world's.
        "luck": {
            "made": found.luck.made,
            **told.luck_picture(found),
            "spread": found.luck.spread,
            "z": found.luck.z,
        }
        if found.no_odds is None
        else None,
        "luck_words": told.luck_words(found, months),
        "marks": told.marks(found, unit),
        "months": None
        if months is None
        else {
            "count": months["months"],
            "chosen": game.rule,
            "rules": [{"name": name, **row} for name, row in months["rules"].items()],
            "words": told.after_rule(game, found, months),
        },
    }
