"""What the game says: one sentence a turn, and the sentences of the debrief. Money first.

The sentences stand in `words.py`; here is chosen among them.
"""

from __future__ import annotations

import math

from gammalab._words import counted, listed
from gammalab.lab.words import percent, signed

from . import words
from .debrief import NONE, NOTHING, TERMS, Debrief

NEAR = 0.25  # of the delta that you carried, or of a rule's spread: beyond, it measures nobody


def units(amount: float, plus=False) -> str:
    """A number of units: whole where it is, with one decimal where it is not.

    >>> units(-50.0), units(12.345), units(12.345, plus=True), units(-0.01)
    ('-50', '12.3', '+12.3', '0')
    """
    near = round(amount, 1) + 0.0  # no minus zero
    digits = 0 if near == round(near) else 1
    return f"{near:{'+' if plus and near else ''},.{digits}f}"


def money(amount: float) -> str:
    """A sum with its sign, to the unit; to the tenth below ten.

    >>> money(681.2), money(-6.34), money(0.01)
    ('+681', '-6.3', '0')
    """
    return signed(amount, 0 if abs(amount) >= 10 else 1) if abs(amount) >= 0.05 else "0"


def size(amount: float) -> str:
    """How large a sum is, without a sign; what is too small for `money` is not nothing.

    >>> size(681.2), size(-6.34), size(0.01), size(0.0)
    ('681', '6.3', 'less than 0.1', '0')
    """
    said = money(abs(amount)).removeprefix("+")
    return words.LESS_THAN_A_TENTH if said == "0" and abs(amount) > NOTHING else said


def turn(game) -> str:
    """The live sentence: what you did, and where things stand."""
    return " ".join(filter(None, [did(game), _stands(game)]))


def _stands(game) -> str:
    """Where things stand: the price, what is held, and how the options move where that is shown."""
    seen, scenario = game.seen, game.scenario
    price, held = f"{seen.price[-1]:.2f}", units(seen.hedge)
    if game.over:
        return words.OVER.format(price=price)
    side = 0 if held == "0" else 1 if seen.hedge > 0 else -1
    on_way = units(seen.on_way, plus=True)
    delta = scenario.shows == "delta" and not seen.closed
    text = words.TURN[side, on_way != "0", delta].format(
        step=scenario.step.capitalize(),
        turn=game.turn + 1,
        turns=scenario.turns,
        price=price,
        unit=scenario.unit,
        held=counted(units(abs(seen.hedge)), scenario.unit),
        on_way=on_way,
        delta=units(seen.delta[-1], plus=True) if delta else "",
        net=units(seen.delta[-1] + seen.hedge, plus=True) if delta else "",
    )
    return f"{text} {words.CLOSED}" if seen.closed else text


def did(game) -> str:
    """The last move, in words; nothing before the first."""
    if not game.orders:
        return ""
    order, price = game.orders[-1], game.seen.price[game.turn - 1]
    if order is None:
        return words.PASSED
    if game.seen.refused:
        return words.REFUSED
    amount = _amount(abs(order))
    if abs(game.seen.on_way) > 0:
        return (words.ORDERED_TO_BUY if order > 0 else words.ORDERED_TO_SELL).format(amount=amount)
    if game.scenario.execution is not None and getattr(game.scenario.execution, "latency", 0):
        return words.ORDERED.format(amount=_amount(order, plus=True))
    return (words.BOUGHT if order > 0 else words.SOLD).format(amount=amount, price=f"{price:.2f}")


def _amount(order: float, plus=False) -> str:
    """Of a trade: what `units` rounds to nothing is not nothing."""
    said = units(order, plus)
    return words.LESS_THAN_A_TENTH if said == "0" else said


def outcome(said: dict, amount: float, digits: int | None = None, **places) -> str:
    """Money made or lost, in the sentence of its sign: nobody makes a minus.

    said: the sentences, by sign; places: what else they name. digits: as `money` has it, if None.

    >>> [outcome(words.MARK, amount, times=1.5)[:12] for amount in (681.2, -6.34, 0.01)]
    ['made 681, 1.', 'lost 6.3, 1.', 'made nothing']
    """
    text = money(amount) if digits is None else signed(amount, digits)
    nothing = text.strip("0.") == ""
    sign = 0 if nothing else 1 if text[0] == "+" else -1
    return said[sign].format(amount=text[1:], **places)


def odds(z: float) -> str:
    """How many games luck alone takes as far as z or further, up or down: 2 (1 - N(|z|)).

    >>> odds(0.0), odds(-1.7)
    ('As far, or further, luck alone goes in nearly every game.', \
'As far, or further, luck alone goes in about 9 games in 100.')
    >>> odds(5.0)
    'As far, or further, luck alone goes in fewer than 1 game in 1,000.'
    """
    share = math.erfc(abs(z) / math.sqrt(2))
    if share > 0.995:
        return words.FAR_NEARLY_ALL
    for of in (100, 1000):
        if share >= 0.95 / of:
            games = round(share * of)
            said = words.FAR_ONE if games == 1 else words.FAR_MANY
            return said.format(games=games, of=f"{of:,}")
    return words.FAR_HARDLY_ANY


def luck_words(found: Debrief, months: dict | None = None) -> str:
    """Luck or skill, in a few sentences. months: as from `many_months`, where they were run."""
    luck = found.luck
    if luck.spread <= NOTHING:
        return f"{words.NO_DELTA} {_left_to_luck(found, months)}"
    said = [outcome(_carried(found), *_made(found))]
    if found.sources["liquidation"] >= 0.05:  # as `money`: more than nothing
        said.append(words.LACKED.format(amount=money(found.sources["liquidation"])[1:]))
    if found.no_odds is not None:
        return " ".join([*said, *_no_luck_alone(found, months)])
    z = round(abs(luck.z), 1)  # the odds are those of the z that is shown
    said.append(words.TYPICAL.format(spread=size(luck.spread), times=f"{z:.1f}"))
    return " ".join([*said, odds(z)])


def luck_picture(found: Debrief) -> dict:
    """What stands in the picture of luck ("mark"), and what is read out in its place ("label")."""
    luck = found.luck
    if luck.spread <= 0:
        return {"label": words.LABEL_NONE, "mark": words.MARK_NONE}
    made = _made(found)
    return {
        "label": outcome(words.LABEL, *made, spread=f"{luck.spread:.0f}"),
        "mark": outcome(words.MARK, *made, times=f"{abs(luck.z):.1f}"),
    }


def _made(found: Debrief) -> tuple:
    """(what the delta made, with how many digits): as it stands in the sum, where that is the same
    money."""
    parts = ("tilt", "late fills")
    there = dict(sources(found))
    if abs(sum(there[part] for part in parts) - found.luck.made) > NOTHING:
        return found.luck.made, None
    shown, digits = _shown(found)
    return sum(shown[part] for part in parts), digits


def _carried(found: Debrief) -> dict:
    """What made the money that is held against luck: one sum has one name.

    It is the real net delta, and that is the tilt alone where every order is filled at once.
    """
    late = sum(found.sources[column] for column in TERMS["execution"])
    return words.TILT_MADE if abs(late) < 0.05 else words.NET_DELTA_MADE  # as `money`: nothing


def _no_luck_alone(found: Debrief, months: dict | None):
    """Where moves know of each other a tilt has a mean: what the nearest rule makes says it."""
    yield found.no_odds
    if months is None:
        yield words.KNOWN
        return
    (rule, off), row = found.nearest, months["rules"][found.nearest[0]]
    if not _near(found, off, row):
        yield words.KNOWN_FAR.format(rule=rule, off=counted(units(off), found.unit))
        return
    yield words.KNOWN_NEAR.format(
        rule=rule,
        mean=money(row["mean"]),
        months=f"{months['months']:,}",
        luck=size(2 * row["se"]),
        spread=size(row["spread"]),
    )
    if row["spread"] > 1e-9:
        z = abs(found.pnl - row["mean"]) / row["spread"]
        yield words.SPREADS_AWAY.format(pnl=money(found.pnl), times=f"{z:.1f}")


def _near(found, off, row) -> bool:
    """Whether a rule so far from you measures you: near to your hands, or by so little away that
    what luck makes of it is small beside the rule's own spread (a rule that carries no delta is as
    far from you as all that you carried, however little)."""
    luck = found.luck
    return off <= NEAR * luck.rms or off / luck.rms * luck.spread <= NEAR * row["spread"]


def _left_to_luck(found: Debrief, months: dict | None) -> str:
    """What a hedge without delta leaves: what the rule makes on average, and only the rest is luck:
    how the moves were, against what was paid for them."""
    spent = sum(found.sources[c] for group in TERMS.values() for c in group)
    costs, funding = found.cost > 0, abs(found.sources["funding"]) > NOTHING
    luck = found.equal_moves, funding  # funding is in the mean and in the profit
    left = money(found.pnl - spent)
    rule, off = found.nearest
    if months is None or off > 1e-9:  # a rule that held something else is not yours
        return words.LEFT[luck].format(left=left)
    row = months["rules"][rule]
    clean = "open" in row and "" not in found.closed  # such a month is held against its like
    if clean:
        row = row["open"]
    digits = 0 if abs(found.pnl) >= 10 else 1  # as the profit is shown: the two add up to it
    mean, rest = adding_up([row["mean"], found.pnl - row["mean"]], digits)
    against = words.AGAINST[costs, funding, clean].format(
        left=left,
        pnl=money(found.pnl),
        mean=signed(mean, digits),
        rule=rule,
        luck=size(2 * row["se"]),
    )
    rest = words.REST[luck].format(rest=signed(rest, digits), spread=size(row["spread"]))
    return f"{against} {rest}"


def marks(found: Debrief, unit: str) -> list:
    """The marks of a game, [[what, value]]: none of them is the profit.

    What a unit of risk cost to remove is left out where trading was free. Where moves know of each
    other, only the delta is told: risk and luck are measured as if they did not.
    """
    per = found.cost_per_risk
    said = [[words.CARRIED, counted(units(found.luck.rms), unit)]]
    if found.no_odds is not None:
        return said
    if found.cost > 0:
        said.append([words.PRICE_OF_RISK, words.NO_RISK_REMOVED if per is None else f"{per:.3f}"])
    return [*said, [words.TIMES_LUCK, f"{abs(found.luck.z):.1f}"]]


PARTS = {  # how the columns of the attribution are told; what is in none of them comes last
    "gamma": ("gamma",),
    "theta": ("theta",),
    "tilt": ("delta",),
    "late fills": ("slippage", "unfilled"),
    "costs": ("costs",),
    "funding": ("funding",),
    "interest": ("interest", "income"),
    "forgiven at the closing": ("liquidation",),
}


def sources(found: Debrief) -> list:
    """Your profit by source, [(name, amount)]; the amounts add up to it. Nothing is left out."""
    told = {name: sum(found.sources[c] for c in group) for name, group in PARTS.items()}
    told["what these leave out"] = sum(found.sources.values()) - sum(told.values())
    return list(told.items())


def closing(game, found: Debrief) -> str:
    """What the exchange did: whose hedge it closed, and when; how many orders of yours it refused.
    Empty where it did neither."""
    step, said, orders = game.scenario.step, [], found.refused
    days = {who: min(k + 1, game.scenario.turns) for who, k in found.closed.items()}  # as `turn`
    if "" in found.closed:
        said.append(words.CLOSED_YOURS.format(step=step, turn=days[""]))
    if orders:
        refused = words.REFUSED_ONE if orders == 1 else words.REFUSED_MANY
        said.append(refused.format(orders=f"{orders:,}"))
    rules = [
        words.CLOSED_RULE.format(rule=name, step=step, turn=k) for name, k in days.items() if name
    ]
    if rules:
        said.append(words.CLOSED_RULES.format(rules=", ".join(rules)))
    return " ".join(said)


def sum_of(found: Debrief) -> str:
    """Your profit and where it came from, in one sentence. As printed the parts add up to it."""
    shown, digits = _shown(found)
    parts = ", ".join(
        f"{name} {signed(amount, digits)}" for name, amount in shown.items() if amount
    )
    if not parts:  # then they add up to nothing
        return words.NOTHING_MOVED
    return outcome(words.SUM, found.pnl, digits, parts=parts)


def _shown(found: Debrief) -> tuple:
    """({source: amount as printed}, with how many digits): the amounts add up to the profit.

    A small tilt has its tenth beside a large profit, too: it is held against luck.
    """
    digits = 1 if abs(found.pnl) < 10 or NOTHING < abs(found.luck.made) < 10 else 0
    names, amounts = zip(*sources(found), strict=True)
    return dict(zip(names, adding_up(amounts, digits), strict=True)), digits


def adding_up(amounts, digits: int) -> list:
    """Amounts rounded up or down so that they add up to their rounded sum; those are rounded up
    that lie furthest above the digit below them.

    >>> adding_up([-1000.4, -638.4, 0.4], 0), adding_up([0.04, 0.04, 0.04], 1)
    ([-1000.0, -638.0, 0.0], [0.1, 0.0, 0.0])
    """
    scaled = [amount * 10**digits for amount in amounts]
    down = [math.floor(amount) for amount in scaled]
    up = round(sum(scaled)) - sum(down)  # so many are rounded up: those with most above the floor
    most = sorted(range(len(down)), key=lambda k: down[k] - scaled[k])[:up]
    return [(low + (k in most)) / 10**digits for k, low in enumerate(down)]


def after_rule(game, found: Debrief, months: dict) -> str:
    """What is said when the player has named a rule."""
    name, off = found.nearest
    names = [name] if game.rule == name or not found.ties else found.ties
    near = words.NEAREST.format(rules=_listed(names), off=counted(units(off), game.scenario.unit))
    if game.rule == NONE:
        return f"{near} {words.UNSAID}"
    mine = months["rules"][game.rule]
    closed, refused = mine.get("closed", 0.0), mine.get("refused", 0.0)
    said = [near, tried(game.rule, months["months"], mine)]
    if closed:
        said.append(words.ITS_HEDGE_CLOSED.format(share=percent(closed, 1)))
    if refused:
        said.append(words.ITS_ORDER_REFUSED.format(share=percent(refused, 1)))
    return " ".join(said)


def _listed(names) -> str:
    """Names of rules in a sentence: “a”, “b” and “c”."""
    return listed([words.QUOTED.format(rule=name) for name in names])


def tried(rule: str, months: int, row: dict) -> str:
    """A mean over months with what luck may still have put into it: two standard errors.

    >>> tried("never", 2000, {"mean": 23.0, "se": 12.1, "spread": 541.0})
    '“never” on 2,000 months: +23 on average, where luck alone gives or takes 24: \
it may as well be 0. Spread 541: one month proves nothing.'
    """
    luck = 2 * row["se"]
    said = words.TRIED_NOTHING if abs(row["mean"]) < luck else words.TRIED
    return said.format(
        rule=rule,
        months=f"{months:,}",
        mean=money(row["mean"]),
        luck=size(luck),
        spread=size(row["spread"]),
    )
