"""The problems of lesson 08, gamma pressure: pushes, late hedges, exposure, and forced sales."""

from __future__ import annotations

import math

import numpy as np

from gammalab.check import exercise

from . import more_problems  # noqa: F401, for 8.7 and 8.8


def _push(change):
    """The whole move from the shock and x; the argument makes mistakes."""
    return lambda shock, gamma, impact: shock * change(impact * gamma)


exercise(
    "8.1", "After the push", "after_the_push(shock, gamma, impact)",
    _push(lambda x: 1 / (1 + x)),
    inputs=dict(shock=(-4.0, 4.0), gamma=[-80.0, -50.0, -20.0, 30.0, 50.0, 80.0],
                impact=[0.002, 0.005, 0.01]),
    boundaries=[dict(gamma=0.0), dict(impact=0.0), dict(shock=1.0, gamma=80.0, impact=0.01),
                dict(shock=1.0, gamma=-50.0, impact=0.01)],
    gives={"move": "currency"},
    mistakes=[
        (_push(lambda x: 1 / (1 - x)),
         "dealers who own gamma trade against the move: theirs must make it smaller"),
        (_push(lambda x: 1 - x), "that is one round: their own push calls for the next trade"),
        (_push(lambda x: 1 + x),
         "owned gamma calms, so the move gets smaller; and it is not one round only"),
        (_push(lambda x: 1 - x + x * x), "that is two rounds; it goes on"),
        (_push(lambda x: 1 - x + x * x - x**3), "that is three rounds; it goes on"),
        (lambda *given: round(float(_push(lambda x: 1 / (1 + x))(*given)), 2), "keep all digits"),
        (lambda shock, gamma, impact: shock / (1 + gamma), "the impact is missing"),
        (lambda shock, gamma, impact: shock / (1 + impact), "the gamma is missing"),
        (_push(lambda x: 1 / (1 + x) - 1), "that is what the dealers add: the shock is missing"),
        (_push(lambda x: 1 / (1 + abs(x))), "dealers who are short make the move larger"),
        (_push(lambda x: 1 / (1 - abs(x))), "dealers who own gamma make the move smaller"),
        (_push(lambda x: 1.0), "that is the shock alone"),
    ],
    hints=(
        "Call the whole move d. What do the dealers trade because of it, and what does that push?",
        "They trade minus gamma times d, which pushes by impact times that.",
        "d = shock - impact * gamma * d. Solve it for d.",
    ),
    praise="all the rounds of the loop are in one division.",
)  # fmt: skip


def _felt(when_late, at_once=lambda x: 1 / (1 + x)):
    """Volatility from news and x; the arguments make mistakes."""

    def felt(news, gamma, impact, late):
        x = impact * gamma
        return news * (when_late(x) if late else at_once(x))

    return felt


def _root(x):
    return 1 / np.sqrt(1 - x * x)


exercise(
    "8.2", "The volatility that is felt", "felt_vol(news, gamma, impact, late)",
    _felt(_root),
    points=2, form="gaps", n=24,
    inputs=dict(news=(0.10, 0.60), gamma=[-80.0, -50.0, -20.0, 30.0, 50.0, 90.0],
                impact=[0.002, 0.005, 0.01], late=[True, False]),
    boundaries=[dict(gamma=0.0, late=True), dict(gamma=0.0, late=False),
                dict(gamma=-50.0, impact=0.01, late=True),
                dict(gamma=-50.0, impact=0.01, late=False)],
    gives={"volatility": "a year"},
    mistakes=[
        (_felt(lambda x: 1 / (1 + x)), "late, a step's volatility is another one"),
        (_felt(lambda x: 1 / (1 - x)), "late does not turn long into short: both sides swing"),
        (_felt(lambda x: 1 / (1 + x), _root), "late and at once have changed places"),
        (_felt(lambda x: 1 / np.sqrt(1 - abs(x))), "x comes squared under the root"),
        (_felt(lambda x: 1 / np.sqrt(1 + x)), "under the root stands 1 - x * x: both sides swing"),
        (_felt(_root, _root), "at once there is no swing: divide by 1 + x"),
        (_felt(lambda x: 1 / (1 - x * x)), "that is for variances; a volatility has its root"),
        (lambda news, gamma, impact, late: _felt(lambda x: _root(x) * (news * _root(x) if late
         else 1))(news, gamma, impact, late), "late: that is the variance; take its root"),
        (_felt(lambda x: 1.0), "late hedges push, too: on top of the next step's news"),
        (_felt(lambda x: _root(x) / (1 + x)),
         "late, divide by the root alone: 1 + x is for hedges at once"),
        (_felt(lambda x: 1 / np.sqrt(1 + x * x)), "late, both sides make a step wilder"),
        (_felt(lambda x: 1 / np.sqrt(max(1 - x, 1e-9))), "x comes squared: both sides swing"),
        (_felt(_root, lambda x: 1 / (1 - x)), "at once, dealers who own gamma calm the market"),
        (_felt(_root, lambda x: 1 / (1 + abs(x))), "at once, dealers who are short make it wilder"),
        (_felt(_root, lambda x: 1 - x), "at once: that is one round only"),
        (_felt(_root, lambda x: 1 - x + x * x), "at once: that is two rounds; it goes on"),
        (_felt(_root, lambda x: 1 / np.sqrt(1 + x)), "at once there is no root: divide by 1 + x"),
        (_felt(lambda x: np.sqrt(1 + x * x)), "late: that is two terms of a series; it goes on"),
        (_felt(lambda x: np.sqrt(1 - x * x)), "late, a step is wilder: divide by the root"),
        (lambda news, gamma, impact, late: -impact * gamma if late
         else news / (1 + impact * gamma),
         "late: that is the correlation of neighbours; asked is the volatility"),
        (_felt(_root, lambda x: 1 / (1 + x) ** 2), "at once: that is the variance's factor"),
    ],
    hints=(
        "x is impact times gamma, with its sign.",
        "Late, a step carries its own news and minus x times the step before.",
        "Late: news / np.sqrt(1 - x * x). At once: news / (1 + x).",
    ),
    praise="late, both sides are equally wild by the step; what follows what tells them apart.",
)  # fmt: skip


def _chased(spot, shock, gamma, impact, many, *, sign=-1, first=True, whole=False, same=False,
            start=None, prices=True, rounds=0):  # fmt: skip
    """Prices after each round of chasing; the arguments make mistakes."""
    price, push = spot + shock, shock
    found = [price] if first else []
    if start is not None:
        price, found = start(spot, shock), [start(spot, shock)]
    for _ in range(max(many + rounds, 0)):
        base = shock if same else price - spot if whole else push
        push = sign * gamma * base * impact
        price = price + push
        found.append(price if prices else push)
    return np.array(found)


exercise(
    "8.3", "Round by round", "rounds(spot, shock, gamma, impact, many)",
    _chased,
    points=2, form="order", n=16,
    inputs=dict(spot=(50.0, 150.0), shock=[-3.0, -1.0, 1.0, 2.0], gamma=[-80.0, -50.0, 30.0, 60.0],
                impact=[0.005, 0.01], many=[1, 3, 6]),
    boundaries=[dict(many=0), dict(spot=100.0, shock=1.0, gamma=-50.0, impact=0.01, many=3)],
    gives={"prices": "currency"},
    mistakes=[
        (lambda *a: _chased(*a, whole=True),
         "the dealers have hedged the earlier moves already: they trade on the last push alone"),
        (lambda *a: _chased(*a, sign=1),
         "who owns gamma sells what has risen: minus gamma times the push"),
        (lambda *a: _chased(*a, same=True), "each round answers the push before it, not the shock"),
        (lambda *a: _chased(*a, prices=False)[1:] if a[4] else _chased(*a),
         "these are the pushes; asked are the prices"),
        (lambda *a: a[0] + a[1] * (-a[2] * a[3]) ** np.arange(a[4] + 1),
         "each of these has one push alone: add the pushes up"),
        (lambda *a: _chased(a[0], a[1], abs(a[2]), *a[3:]), "x keeps the sign of gamma"),
        (lambda *a: _chased(*a, first=False), "the price after the shock, round 0, is missing"),
        (lambda *a: _chased(*a, start=lambda spot, shock: spot), "round 0 is after the shock"),
        (lambda *a: a[0] + np.cumsum(a[1] * (-a[2] * a[3]) ** np.arange(1, a[4] + 2)),
         "the first push is the shock itself, not the dealers' answer to it"),
        (lambda *a: a[0] + np.cumsum(a[1] * (-a[2] * a[3]) ** np.arange(1, a[4] + 1)),
         "the first push is the shock itself, and it is missing"),
        (lambda *a: np.full(a[4] + 1, _chased(*a)[-1]), "that is the end; asked is every round"),
        (lambda *a: np.full(a[4] + 1, a[0] + a[1] / (1 + a[2] * a[3])),
         "that is where it settles; asked is every round"),
        (lambda *a: _chased(*a)[::-1], "the first round comes first"),
        (lambda *a: _chased(*a, rounds=1)[1:], "yours begins one round later"),
        (lambda *a: _chased(*a, rounds=1), "that is one round too many"),
        (lambda *a: _chased(*a, rounds=-1), "that is one round too few"),
    ],
    hints=(
        "Which lines need nothing but the inputs?",
        "Each push is -x times the one before. The moves so far are the pushes added up.",
        "`pushes` needs `x` and `counted`, and `moves` needs `pushes`.",
    ),
    praise="with x between -1 and 1 these rounds die out, at shock / (1 + x).",
    closed=("gammalab.feedback.squeeze",),
)  # fmt: skip


def _file(rng):
    """A file of open interest: sides between -1 and 1 that follow no rule, and all short."""
    n = int(rng.integers(2, 7))
    interest = rng.integers(10, 900, n).astype(float)
    gammas = np.round(rng.uniform(0.005, 0.09, n), 4)
    side = np.round(rng.uniform(-1, 1, n), 2)
    if rng.integers(4) == 0:
        side = -np.ones(n)
    is_put = rng.random(n) < 0.5
    is_put[0], is_put[1] = True, False
    side[0] = -1.0 if side[0] == 0 else side[0]
    return (interest, gammas, side, is_put, float(np.round(rng.uniform(40, 160), 1)),
            float(rng.choice([1, 10, 100])))  # fmt: skip


def _exposed(terms=lambda oi, g, side, put: side * oi * g, scale=lambda s, m: m * s**2 * 0.01,
             total=np.sum):  # fmt: skip
    """Exposure per 1 %; the arguments make mistakes."""
    return lambda open_interest, gamma, side, is_put, spot, multiplier: float(
        total(terms(open_interest, gamma, side, is_put)) * scale(spot, multiplier)
    )


exercise(
    "8.4", "Whose gamma is it?", "exposure(open_interest, gamma, side, is_put, spot, multiplier)",
    _exposed(),
    points=2, form="bug", n=16,
    inputs=_file,
    gives={"exposure": "currency per 1 %"},
    mistakes=[
        (_exposed(lambda oi, g, side, put: side * oi * np.where(put, -g, g)),
         "a put that you own has a positive gamma; what is short is in `side`"),
        (_exposed(lambda oi, g, side, put: np.where(put, -1, 1) * oi * g),
         "that is the usual guess; `side` says what is assumed here"),
        (_exposed(scale=lambda s, m: m * s * 0.01),
         "a move of 1 % is 0.01 times the price, and what is traded is worth the price: squared"),
        (_exposed(scale=lambda s, m: m * s**2), "that is for a move of 100 %"),
        (_exposed(scale=lambda s, m: m * s),
         "that is what is traded for a move of 1.00: asked is a move of 1 %"),
        (_exposed(scale=lambda s, m: s**2 * 0.01), "a contract has `multiplier` units"),
        (_exposed(scale=lambda s, m: m), "that is their gamma: what is traded for 1.00, in units"),
        (_exposed(lambda oi, g, side, put: np.abs(side) * oi * g), "what was sold counts as minus"),
        (_exposed(lambda oi, g, side, put: oi * g), "`side` is missing"),
        (_exposed(lambda oi, g, side, put: side * oi * np.where(put, g, -g)),
         "a call that you own has a positive gamma, as a put has"),
        (_exposed(lambda oi, g, side, put: np.maximum(side, 0) * oi * g),
         "what was sold counts, too: as minus"),
        (_exposed(lambda oi, g, side, put: np.where(put, -1, 1) * np.abs(side) * oi * g),
         "that is the usual guess; `side` has the sign that is assumed here"),
        (_exposed(lambda oi, g, side, put: np.sign(side) * oi * g), "side is a share, not a sign"),
        (_exposed(lambda oi, g, side, put: side * oi * g * ~put), "the puts are missing"),
        (_exposed(lambda oi, g, side, put: side * oi * g * put), "the calls are missing"),
        (_exposed(total=np.mean), "it is their sum, not their mean"),
        (_exposed(lambda oi, g, side, put: side * g), "the open interest is missing"),
        (_exposed(lambda oi, g, side, put: side * oi), "the gamma is missing"),
    ],
    hints=(
        "Take one put that dealers own, alone. Which sign has its gamma?",
        "A call and a put of one strike have the same gamma. Which line treats them differently?",
        "Take the line away that turns the sign of the puts.",
    ),
    praise="the sign comes from who owns the option, never from what it is.",
)  # fmt: skip


def _most(ratio=lambda v, p: v / p - 1, per=lambda g, i: g * i):
    """The number of options at capacity; the arguments make mistakes."""
    return lambda news, paid, gamma_each, impact: ratio(news, paid) / per(gamma_each, impact)


exercise(
    "8.5", "Capacity", "capacity(news, paid, gamma_each, impact)",
    _most(),
    points=2, form="gaps", n=24,
    inputs=dict(news=(0.10, 0.60), paid=(0.10, 0.60), gamma_each=(0.02, 0.12),
                impact=[0.001, 0.005, 0.01]),
    boundaries=[lambda case: dict(news=case.paid),
                dict(news=0.30, paid=0.25, gamma_each=0.0786, impact=0.01),
                dict(news=0.20, paid=0.25, gamma_each=0.0786, impact=0.01)],
    gives={"options": "options"},
    mistakes=[
        (_most(per=lambda g, i: i), "that is a gamma: how many options have it?"),
        (_most(per=lambda g, i: g), "the impact is missing"),
        (_most(ratio=lambda v, p: abs(v / p - 1)), "who sold has a negative number of options"),
        (_most(ratio=lambda v, p: (v / p) ** 2 - 1),
         "the volatility is divided by 1 + x, not the variance"),
        (_most(ratio=lambda v, p: 1 - p / v), "news / (1 + x) = paid: solve it for x again"),
        (_most(ratio=lambda v, p: v - p), "x is a ratio less 1, not a difference"),
        (_most(ratio=lambda v, p: p / v - 1), "the news is divided by 1 + x, not paid"),
        (_most(ratio=lambda v, p: (v / p - 1) / 2), "while the edge is small, that earns most"),
        (_most(ratio=lambda v, p: 1 - v / p), "cheap options are bought: a positive number"),
        (_most(ratio=lambda v, p: v / p), "x is that ratio less 1"),
        (_most(per=lambda g, i: 1 / (g * i)),
         "each option adds impact * gamma_each to x: divide, do not multiply"),
        (_most(ratio=lambda v, p: math.sqrt(v / p) - 1), "the ratio itself less 1, not its root"),
        (_most(ratio=lambda v, p: max(v / p - 1, 0)), "who sells has a negative number, not 0"),
        (_most(ratio=lambda v, p: math.log(v / p)), "x is the ratio less 1, not its log"),
        (lambda *given: math.ceil(_most()(*given)), "it was not asked to round up"),
        (lambda *given: int(_most()(*given)), "it was not asked in whole options: keep all digits"),
    ],
    hints=(
        "At capacity the market moves at what was paid: news / (1 + x) = paid.",
        "So x = news / paid - 1. And x is impact times the gamma of all options.",
        "x / (impact * gamma_each).",
    ),
    praise="while the edge is small, twice the size that earns most earns nothing.",
)  # fmt: skip


def _tell(inside, up=np.ceil):
    """Days to tell two volatilities apart; the arguments make mistakes."""
    return lambda vol_a, vol_b, z: int(up(inside(vol_a, vol_b, z)))


def _needed(a, b, z):
    return z**2 / (2 * math.log(a / b) ** 2)


exercise(
    "8.6", "Days to tell", "days_to_tell(vol_a, vol_b, z)",
    _tell(_needed),
    points=2, n=24,
    # No ratio is round: where a wrong number of days is whole, a last digit decides what is named.
    inputs=dict(vol_a=[0.1, 0.1667, 0.21, 0.34, 0.53], vol_b=[0.127, 0.183, 0.257, 0.41],
                z=[1.0, 2.0, 3.0]),
    boundaries=[dict(vol_a=0.1667, vol_b=0.25, z=2.0),
                dict(vol_a=0.20 / 0.95, vol_b=0.20 / 1.05, z=2.0),
                dict(vol_a=0.25, vol_b=0.1667, z=2.0)],
    gives={"days": "days"},
    mistakes=[
        (_tell(_needed, np.floor), "fewer than needed do not do: round up"),
        (_tell(_needed, lambda d: d + 0.5), "not to the nearest: fewer than needed do not do"),
        (lambda a, b, z: _needed(a, b, z), "days are whole: round up"),
        (_tell(lambda a, b, z: z**2 / (2 * (a / b - 1) ** 2)),
         "the gap is measured on the log: log(vol_a / vol_b)"),
        (_tell(lambda a, b, z: z**2 / (2 * ((a - b) / ((a + b) / 2)) ** 2)),
         "that is near it for small gaps: the gap is measured on the log"),
        (_tell(lambda a, b, z: z / (np.sqrt(2) * abs(math.log(a / b)))),
         "that is the root of the number of days: square it"),
        (_tell(lambda a, b, z: z**2 / (2 * (a - b) ** 2)),
         "take the gap of the logs, not of the volatilities"),
        (_tell(lambda a, b, z: z**2 / (2 * (b / a - 1) ** 2)),
         "that is a share of the first volatility: the gap is measured on the log"),
        (_tell(lambda a, b, z: z**2 / math.log(a / b) ** 2), "the 2 in the error is missing"),
        (_tell(lambda a, b, z: 2 * z**2 / math.log(a / b) ** 2),
         "with 1 / sqrt(2 n) the 2 belongs below, beside n"),
        (_tell(lambda a, b, z: z**2 / (2 * math.log(a**2 / b**2) ** 2)),
         "that is for variances, and their log has another error"),
        (_tell(lambda a, b, z: z**2 / (2 * abs(math.log(a / b)))), "the gap comes squared"),
        (_tell(lambda a, b, z: z**2 / (2 * math.log10(a / b) ** 2)), "the log is np.log"),
        (_tell(lambda a, b, z: z**2 / (2 * math.log(a / b))), "the square of the gap is missing"),
        (_tell(lambda a, b, z: z / (2 * math.log(a / b) ** 2)), "z comes squared, too"),
        (_tell(lambda a, b, z: z / (2 * abs(math.log(a / b)))),
         "the error falls with the root of n: both z and the gap come squared"),
        (_tell(lambda a, b, z: 1 / (2 * math.log(a / b) ** 2)), "z is missing"),
    ],
    hints=(
        "With n days, the log of a measured volatility is off by 1 / sqrt(2 n), one standard "
        "error.",
        "The gap log(vol_a / vol_b) should be z of these.",
        "n = z**2 / (2 * gap**2), rounded up: np.ceil.",
    ),
    praise="a small pressure takes years of closes to be seen, even if the news is known.",
)  # fmt: skip
