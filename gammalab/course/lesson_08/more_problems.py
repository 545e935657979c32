"""The last problems of lesson 08: a fund at the close, and a ladder (`problems` has the others)."""

from __future__ import annotations

import numpy as np

from gammalab.check import exercise, sometimes


def _fund(factor, ret=lambda r: r):
    """What a fund must trade; the arguments make mistakes."""
    return lambda assets, leverage, ret_: assets * factor(leverage) * ret(ret_)


exercise(
    "8.7", "A fund at the close", "fund_trade(assets, leverage, ret)",
    _fund(lambda lev: lev * (lev - 1)),
    form="bug",
    inputs=dict(assets=(50.0, 2000.0), leverage=[-3.0, -1.0, 0.5, 2.0, 3.0], ret=(-0.20, 0.30)),
    boundaries=[dict(leverage=0.0), dict(leverage=1.0), dict(ret=0.0),
                dict(assets=100.0, leverage=-1.0, ret=0.961),
                dict(assets=100.0, leverage=3.0, ret=-0.041)],
    gives={"trade": "currency"},
    mistakes=[
        (_fund(lambda lev: lev * lev), "the position itself has moved, too: take its growth off"),
        (_fund(lambda lev: lev),
         "the assets have changed as well: hold what is wanted against what is there"),
        (_fund(lambda lev: lev * (lev + 1)),
         "what is there has grown with the price: take it off, do not add it"),
        (_fund(lambda lev: abs(lev * (lev - 1))), "between 0 and 1 a fund trades against the move"),
        (_fund(lambda lev: lev * (lev - 1), abs), "on a fall it sells"),
        (lambda assets, leverage, ret: assets * leverage * (leverage - 1) * ret / (1 + ret),
         "that is counted in units of the morning: asked is currency"),
        (_fund(lambda lev: lev - 1), "it promises leverage times the return"),
        (_fund(lambda lev: -lev * (lev - 1)), "bought is positive"),
        (lambda assets, leverage, ret: assets * ((1 + leverage * ret) - leverage * (1 + ret)),
         "what it wants is leverage times its assets"),
        (lambda assets, leverage, ret: assets * leverage * (1 + leverage * ret) - assets,
         "what is there is leverage times the assets, grown with the price"),
        (lambda assets, leverage, ret: assets * leverage * (2 + (1 + leverage) * ret),
         "what is there is taken off what is wanted"),
        (lambda assets, leverage, ret: assets * leverage * (1 + leverage * ret),
         "that is what it should hold now: what must it trade to get there?"),
    ],
    hints=(
        "In the morning it holds leverage * assets. What is that worth in the evening?",
        "`there` moves with the price, and `wanted` with the assets.",
        "there = leverage * assets * (1 + ret)",
    ),
    praise="for -1 and for +3 it trades with the move: short gamma, by prospectus.",
)  # fmt: skip


def _levels(rng):
    """A ladder of longs below the price and shorts above it, in any order, and a shock."""
    n, m = (int(k) for k in rng.integers(2, 6, 2))
    spot = float(rng.choice([60, 100, 140]))
    longs = spot - 2 - np.sort(np.round(rng.uniform(0, 8, n), 1))
    shorts = spot + 2 + np.sort(np.round(rng.uniform(0, 8, m), 1))
    sizes = np.concatenate([rng.integers(10, 120, n), -rng.integers(10, 120, m)]).astype(float)
    shock = float(rng.choice([-6, -4, -3, -2, 2, 3, 4, 6]))
    if rng.integers(3) == 0:
        longs[0], shorts[0] = spot - abs(shock), spot + abs(shock)  # reached exactly
    impact = float(rng.choice([0.01, 0.02, 0.03]))
    mixed = rng.permutation(n + m)
    return spot, shock, np.concatenate([longs, shorts])[mixed], sizes[mixed], impact


def _ended(spot, shock, levels, sizes, impact, *, most=99, strict=False, sign=1.0, longs=False,
           again=False, below=False, filled=False, count=lambda size: size):  # fmt: skip
    """Where the price ends; the arguments make mistakes."""
    levels, sizes = np.asarray(levels, float), np.asarray(sizes, float)
    price, gone = spot + shock, np.zeros(len(levels), bool)
    for _ in range(most):
        if strict:
            hit = np.where(sizes > 0, levels > price, levels < price)
        else:
            hit = np.where(sizes > 0, levels >= price, levels <= price)
        if below:  # shorts, too
            hit = levels >= price
        if longs:
            hit = hit & (sizes > 0)
        fresh = hit & ~gone
        if not (hit if again == "ever" else fresh).any():
            break
        start = levels[fresh].min() if filled else price
        price = start - sign * impact * count(sizes[hit if again else fresh]).sum()
        gone |= hit
    return float(price)


def _once_over(spot, shock, levels, sizes, impact, *, filled=False):
    """One pass over the arrays as they are given; filled: at the level that is reached."""
    price = spot + shock
    for level, size in zip(levels, sizes, strict=True):
        if level >= price if size > 0 else level <= price:
            price = (level if filled else price) - impact * size
    return float(price)


exercise(
    "8.8", "Where does it end?", "cascade_end(spot, shock, levels, sizes, impact)",
    _ended,
    points=3, n=24,
    inputs=_levels,
    gives={"price": "currency"},
    mistakes=[
        sometimes(lambda *a: _ended(*a, most=1), "that is one round: the new price reaches others"),
        sometimes(lambda *a: _ended(*a, most=2), "that is two rounds: go on until nobody is hit"),
        sometimes(lambda *a: _ended(*a, most=3), "that is three rounds: go on until nobody is hit"),
        sometimes(lambda *a: _ended(*a, most=99) - a[0], "that is the move: asked is the price"),
        sometimes(lambda *a: _ended(*a, strict=True), "a price that is on a level has reached it"),
        sometimes(lambda *a: _ended(*a, longs=True),
                  "shorts, negative sizes, are hit as well: at their level or above"),
        sometimes(lambda *a: _ended(*a, again=True), "who is gone does not trade again"),
        sometimes(lambda *a: _ended(*a, again="ever", most=30),
                  "mark who is gone: nobody trades twice"),
        sometimes(_once_over, "who was passed over may be reached later: go round again"),
        sometimes(lambda *a: _ended(*a, filled=True),
                  "each round begins at the price that is there, not at a level"),
        sometimes(lambda *a: _once_over(*a, filled=True),
                  "who is reached trades at the price that is there, not at his level"),
        sometimes(lambda *a: _ended(*a, below=True),
                  "shorts are hit at their level or above: levels <= price"),
        sometimes(lambda *a: _ended(*a, count=np.sign), "each pushes by impact times its size"),
        sometimes(lambda *a: _ended(*a, count=np.ones_like),
                  "the size is missing, and with its sign: a short that is closed buys"),
        sometimes(lambda *a: _ended(*a, count=np.abs),
                  "a short is bought back, which lifts the price: keep the sign of its size"),
        sometimes(lambda *a: _ended(*a, sign=-1.0), "a long that is closed sells: the price falls"),
        sometimes(lambda *a: _ended(*a, most=0), "that is the shock alone"),
        sometimes(lambda spot, shock, levels, sizes, impact: spot + shock
                  - impact * float(np.sum(sizes)), "only who is reached must trade"),
    ],
    hints=(
        "Keep a list of who is gone. In each round: who is hit at this price and not gone yet?",
        "Longs (sizes above 0) are hit at levels >= price, shorts at levels <= price.",
        "price -= impact * sizes[hit].sum(), mark them as gone, and go on while anybody is hit.",
    ),
    praise="nobody in it wanted to trade.",
    closed=("gammalab.feedback.liquidation_cascade",),
)  # fmt: skip
