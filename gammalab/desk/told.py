"""What the game says: one sentence a turn, and the sentences of the debrief. Money first."""

from __future__ import annotations

from gammalab.lab.words import signed

from .debrief import NONE, Debrief, Luck


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


def holding(game) -> str:
    """What the player holds: "you are short 50 shares"."""
    held, unit = game.seen.hedge, game.scenario.unit
    if units(held) == "0":
        return f"you hold no {unit}"
    return f"you are {'long' if held > 0 else 'short'} {units(abs(held))} {unit}"


def turn(game) -> str:
    """The live sentence: what you did, and where things stand."""
    seen, scenario = game.seen, game.scenario
    price = f"{seen.price[-1]:.2f}"
    if game.over:
        return f"{did(game)}The month is over, at {price}. Everything is closed."
    number = f"{scenario.step.capitalize()} {game.turn + 1} of {scenario.turns}"
    text = f"{did(game)}{number}: price {price}, {holding(game)}"
    if seen.on_way:
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
    verb = "Bought" if order > 0 else "Sold"
    if abs(game.seen.on_way) > 0:
        verb = "Ordered to buy" if order > 0 else "Ordered to sell"
        return f"{verb} {units(abs(order))}. "
    if game.scenario.execution is not None and getattr(game.scenario.execution, "latency", 0):
        return f"Ordered {units(order, plus=True)}. "
    return f"{verb} {units(abs(order))} at {price:.2f}. "


def luck_words(luck: Luck, unit: str) -> str:
    """Luck or skill, in one or two sentences."""
    if luck.spread <= 1e-9:
        return "You carried no delta. There was nothing for luck to work on."
    carried = (
        f"The delta that you carried brought {money(luck.made)}. Luck alone gives or takes "
        f"{luck.spread:,.0f} with such positions"
    )
    z = abs(luck.z)
    if z < 1:
        return f"{carried}: yours is well within it."
    if z < 2:
        return f"{carried}: yours is {z:.1f} times that, which one game in three may show."
    return f"{carried}: yours is {z:.1f} times that, which luck gives in fewer than one game in 20."


def marks(found: Debrief, unit: str) -> list:
    """The three marks of a game, [[what, value]]: none of them is the profit."""
    per = found.cost_per_risk
    if found.cost <= 0 and found.removed > 0:
        risk = "0 (free)"
    elif per is None:
        risk = "no risk removed"
    else:
        risk = f"{per:.3f}"
    return [
        ["Root-mean-square delta", f"{units(found.luck.rms)} {unit}"],
        ["Cost per 1 of risk removed", risk],
        ["|z| of your tilt", f"{abs(found.luck.z):.1f}"],
    ]


PARTS = {  # how the columns of the attribution are told; what is in none of them is "the rest"
    "gamma": ("gamma",),
    "theta": ("theta",),
    "delta carried": ("delta",),
    "late fills": ("slippage", "unfilled"),
    "costs": ("costs",),
    "funding and interest": ("funding", "interest", "income", "liquidation"),
}


def sources(found: Debrief) -> list:
    """Your profit by source, [[name, amount]]; the amounts add up to it. Nothing is left out."""
    told = {name: sum(found.sources[c] for c in group) for name, group in PARTS.items()}
    told["the rest"] = sum(found.sources.values()) - sum(told.values())
    return [[name, amount] for name, amount in told.items() if abs(amount) >= 0.005]


def sum_of(found: Debrief) -> str:
    """Your profit and where it came from, in one sentence."""
    parts = ", ".join(f"{name} {money(amount)}" for name, amount in sources(found))
    return f"You made {money(found.pnl)}: {parts or 'nothing moved'}."


def after_rule(game, found: Debrief, months: dict) -> str:
    """What is said when the player has named a rule."""
    name, off = found.nearest
    near = (
        f"Your hedges lay nearest to \u201c{name}\u201d ({units(off)} {game.scenario.unit} apart)."
    )
    if game.rule == NONE:
        return f"{near} A rule that cannot be said cannot be tried on other months."
    mine = months["rules"][game.rule]
    return (
        f"{near} \u201c{game.rule}\u201d on {months['months']:,} months: {money(mine['mean'])} on "
        f"average (\u00b1 {mine['se']:,.1f}), spread {mine['spread']:,.0f}. "
        "One month proves nothing."
    )
