"""What the game says: one sentence a turn, and the sentences of the debrief. Money first."""

from __future__ import annotations

import math

from gammalab._words import counted
from gammalab.lab.words import percent, plural, signed

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
    return "less than 0.1" if said == "0" and abs(amount) > NOTHING else said


def holding(game) -> str:
    """What the player holds: "you are short 50 shares"."""
    held, unit = game.seen.hedge, game.scenario.unit
    if units(held) == "0":
        return f"you hold no {unit}"
    return f"you are {'long' if held > 0 else 'short'} {counted(units(abs(held)), unit)}"


def turn(game) -> str:
    """The live sentence: what you did, and where things stand."""
    seen, scenario = game.seen, game.scenario
    price = f"{seen.price[-1]:.2f}"
    if game.over:
        return f"{did(game)}The month is over, at {price}. Everything is closed."
    number = f"{scenario.step.capitalize()} {game.turn + 1} of {scenario.turns}"
    text = f"{did(game)}{number}: price {price}, {holding(game)}"
    if units(seen.on_way) != "0":
        text += f", {units(seen.on_way, plus=True)} on the way"
    if seen.closed:
        return text + ". The exchange has closed your hedge; you can only pass."
    if scenario.shows == "delta":
        net = seen.delta[-1] + seen.hedge
        text += f"; the options move like {units(seen.delta[-1], plus=True)}, together "
        text += units(net, plus=True)
    return text + "."


def did(game) -> str:
    """The last move, in words; nothing before the first."""
    if not game.orders:
        return ""
    order, price = game.orders[-1], game.seen.price[game.turn - 1]
    if order is None:
        return "Passed. "
    if game.seen.refused:
        return "Refused: the account has too little for that. "
    verb = "Bought" if order > 0 else "Sold"
    if abs(game.seen.on_way) > 0:
        verb = "Ordered to buy" if order > 0 else "Ordered to sell"
        return f"{verb} {_amount(abs(order))}. "
    if game.scenario.execution is not None and getattr(game.scenario.execution, "latency", 0):
        return f"Ordered {_amount(order, plus=True)}. "
    return f"{verb} {_amount(abs(order))} at {price:.2f}. "


def _amount(order: float, plus=False) -> str:
    """Of a trade: what `units` rounds to nothing is not nothing."""
    said = units(order, plus)
    return "less than 0.1" if said == "0" else said


def outcome(amount: float, digits: int | None = None) -> str:
    """Money made or lost, in a verb and a number: nobody makes a minus.

    >>> outcome(681.2), outcome(-6.34), outcome(0.01)
    ('made 681', 'lost 6.3', 'made nothing')
    """
    said = money(amount) if digits is None else signed(amount, digits)
    if said == "0" or said.strip("0.") == "":
        return "made nothing"
    return f"{'made' if said[0] == '+' else 'lost'} {said[1:]}"


def odds(z: float) -> str:
    """How many games luck alone takes as far as z or further, up or down: 2 (1 - N(|z|)).

    >>> odds(0.0), odds(-1.7), odds(3.0)
    ('nearly every game', 'about 9 games in 100', 'about 3 games in 1,000')
    >>> odds(5.0)
    'fewer than 1 game in 1,000'
    """
    share = math.erfc(abs(z) / math.sqrt(2))
    if share > 0.995:
        return "nearly every game"
    for games in (100, 1000):
        if share >= 0.95 / games:
            return f"about {plural(round(share * games), 'game')} in {games:,}"
    return "fewer than 1 game in 1,000"


def luck_words(found: Debrief, months: dict | None = None) -> str:
    """Luck or skill, in a few sentences. months: as from `many_months`, where they were run."""
    luck = found.luck
    if luck.spread <= NOTHING:
        return f"You carried no delta. {_left_to_luck(found, months)}"
    made = f"{_carried(found)} {made_of_luck(found)}."
    if found.sources["liquidation"] >= 0.05:  # as `money`: more than nothing
        lacked = money(found.sources["liquidation"])[1:]
        made += f" What your pot lacked, {lacked}, the insurance fund paid: it is not in that."
    if not found.independent:
        return f"{made} {_no_luck_alone(found, months)}"
    z = round(abs(luck.z), 1)  # the odds are those of the z that is shown
    return (
        f"{made} With such positions "
        f"luck alone makes or loses {size(luck.spread)} in a typical month: yours is {z:.1f} times "
        f"that. As far, or further, luck alone goes in {odds(z)}."
    )


def made_of_luck(found: Debrief) -> str:
    """What the delta made, in words: as it stands in the sum, where that is the same money."""
    parts = ("tilt", "late fills")
    there = dict(sources(found))
    if abs(sum(there[part] for part in parts) - found.luck.made) > NOTHING:
        return outcome(found.luck.made)
    shown, digits = _shown(found)
    return outcome(sum(shown[part] for part in parts), digits)


def _carried(found: Debrief) -> str:
    """What made the money that is held against luck: one sum has one name.

    It is the real net delta, and that is the tilt alone where every order is filled at once.
    """
    late = sum(found.sources[column] for column in TERMS["execution"])
    if abs(late) < 0.05:  # as `money`: nothing
        return "Your tilt, the net delta that you carried,"
    return "The net delta that you really carried, tilt and late fills together,"


def _no_luck_alone(found: Debrief, months: dict | None) -> str:
    """Where moves know of each other a tilt has a mean: what the nearest rule makes says it."""
    known = "Here a move knows of the last, so that is not luck alone"
    if months is None:
        return f"{known}: the many months tell what a rule makes in such a market."
    (rule, off), row = found.nearest, months["rules"][found.nearest[0]]
    if not _near(found, off, row):
        return (
            f"{known}. The rule nearest to you, \u201c{rule}\u201d, was typically "
            f"{counted(units(off), found.unit)} away: what such a hand as yours makes on average, "
            "these months do not say."
        )
    said = (
        f"{known}. The rule nearest to you, \u201c{rule}\u201d, makes {money(row['mean'])} on "
        f"average over {months['months']:,} months (give or take {size(2 * row['se'])}), with a "
        f"spread of {size(row['spread'])} from month to month."
    )
    if row["spread"] <= 1e-9:
        return said
    z = abs(found.pnl - row["mean"]) / row["spread"]
    return f"{said} Your {money(found.pnl)} lies {z:.1f} spreads from that mean."


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
    funding = abs(found.sources["funding"]) > NOTHING
    luck = f"the luck of {'where the month ended' if found.equal_moves else 'how large moves were'}"
    if funding:  # it is in the mean and in the profit, and no month's is the mean
        luck += ", and of funding"
    said = f"What is left, {money(found.pnl - spent)}, is"
    rule, off = found.nearest
    if months is None or off > 1e-9:  # a rule that held something else is not yours
        return f"{said} what such a month brings on average, and {luck}."
    paid = [
        name for name, is_there in (("costs", found.cost > 0), ("funding", funding)) if is_there
    ]
    after = f" after {' and '.join(paid)}" if paid else ""
    row, where = months["rules"][rule], ""
    if "open" in row and "" not in found.closed:  # such a month is to be held against its like
        row = row["open"]
        where = " where nothing was closed and no order refused"
    if paid:
        said = f"{said} {money(found.pnl)}{after}, and stands"
    else:
        said = said.removesuffix(" is") + " stands"
    digits = 0 if abs(found.pnl) >= 10 else 1  # as the profit is shown: the two add up to it
    mean, rest = adding_up([row["mean"], found.pnl - row["mean"]], digits)
    return (
        f"{said} against a mean of {signed(mean, digits)}{after} for \u201c{rule}\u201d{where} "
        f"(give or take {size(2 * row['se'])}). The rest, {signed(rest, digits)}, is {luck}: give "
        f"or take {size(row['spread'])}."
    )


def marks(found: Debrief, unit: str) -> list:
    """The marks of a game, [[what, value]]: none of them is the profit.

    What a unit of risk cost to remove is left out where trading was free. Where moves know of each
    other, only the delta is told: risk and luck are measured as if they did not.
    """
    per = found.cost_per_risk
    said = [["Typical net delta that you carried", counted(units(found.luck.rms), unit)]]
    if not found.independent:
        return said
    if found.cost > 0:
        risk = "no risk removed" if per is None else f"{per:.3f}"
        said.append(["Cost for each 1 of risk removed", risk])
    return [*said, ["What it made, in units of typical luck", f"{abs(found.luck.z):.1f}"]]


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
    step, said = game.scenario.step, ""
    days = {who: min(k + 1, game.scenario.turns) for who, k in found.closed.items()}  # as `turn`
    if "" in found.closed:
        said = (
            f"The exchange closed your hedge on {step} {days['']}; from then on you had "
            "the options alone, and their delta is in your tilt. "
        )
    if found.refused:
        said += (
            f"Your account was too small for {plural(found.refused, 'order')}: the delta that you "
            "kept for it is in your tilt. "
        )
    rules = [f"\u201c{name}\u201d on {step} {k}" for name, k in days.items() if name]
    return (
        said + (f"The exchange closed the hedge of {', '.join(rules)}." if rules else "")
    ).strip()


def sum_of(found: Debrief) -> str:
    """Your profit and where it came from, in one sentence. As printed the parts add up to it."""
    shown, digits = _shown(found)
    parts = ", ".join(
        f"{name} {signed(amount, digits)}" for name, amount in shown.items() if amount
    )
    return f"You {outcome(found.pnl, digits)}: {parts or 'nothing moved'}."


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
    near = (
        f"Your hedges lay nearest to {_listed(names)} "
        f"(typically {counted(units(off), game.scenario.unit)} away from them)."
    )
    if game.rule == NONE:
        return f"{near} A rule that cannot be said cannot be tried on other months."
    mine = months["rules"][game.rule]
    closed, refused = mine.get("closed", 0.0), mine.get("refused", 0.0)
    return (
        f"{near} \u201c{game.rule}\u201d on {months['months']:,} months: {average(mine)}. "
        f"Spread {size(mine['spread'])}: one month proves nothing."
        + (f" The exchange closed its hedge in {percent(closed, 1)} of them." if closed else "")
        + (f" An order of it was refused in {percent(refused, 1)}." if refused else "")
    )


def _listed(names) -> str:
    """Names of rules in a sentence: “a”, “b” and “c”."""
    quoted = [f"\u201c{name}\u201d" for name in names]
    return " and ".join(part for part in (", ".join(quoted[:-1]), quoted[-1]) if part)


def average(row: dict) -> str:
    """A mean over months with what luck may still have put into it: two standard errors.

    >>> average({"mean": 23.0, "se": 12.1})
    '+23 on average, where luck alone gives or takes 24: it may as well be 0'
    >>> average({"mean": -31.0, "se": 1.2})
    '-31 on average, where luck alone gives or takes 2.4'
    """
    luck = 2 * row["se"]
    said = f"{money(row['mean'])} on average, where luck alone gives or takes "
    said += size(luck)
    return f"{said}: it may as well be 0" if abs(row["mean"]) < luck else said
