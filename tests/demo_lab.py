"""A small lab with everything in it: two axes, an area, a marker, a moving title and a menu.

The tests and the slider benchmark open it; the finance is a toy (a parabola against its hedge).
"""

from types import SimpleNamespace

import numpy as np

from gammalab.lab import Choice, Lab, Slider, style

MOVES = np.linspace(-5, 5, 201)


def compute(spot_move, vol, right):
    if right == "broken":
        raise ValueError("right is 'broken'; it must be 'call' or 'put'")
    sign = 1 if right == "call" else -1
    gamma = 0.20 / vol
    pnl = 0.5 * gamma * MOVES**2 - 20 * vol**2
    return SimpleNamespace(
        vol=vol,
        move=spot_move,
        pnl=pnl,
        here=0.5 * gamma * spot_move**2 - 20 * vol**2,
        delta=sign * np.tanh(gamma * MOVES / 4),
    )


def build(figure):
    left, right = figure.subplots(1, 2)
    left.set(xlim=(-5, 5), ylim=(-4, 25), xlabel="move of the spot ($)", ylabel="P&L ($)")
    right.set(xlim=(-5, 5), ylim=(-1, 1), xlabel="move of the spot ($)", ylabel="delta")
    left.axhline(0, color=style.MUTED)
    (pnl,) = left.plot([], [], color=style.OPTION, label="option, hedged")
    (here,) = left.plot([], [], linestyle="none", markersize=9, **style.BUY)
    gain = left.fill_between([0, 1], 0, 0, color=style.GAIN, alpha=0.25, label="gain")
    left.legend()
    (delta,) = right.plot([], [], color=style.HEDGE, label="hedge")
    return SimpleNamespace(left=left, pnl=pnl, here=here, gain=gain, delta=delta, say=right.title)


def draw(result, artists):
    artists.pnl.set_data(MOVES, result.pnl)
    artists.here.set_data([result.move], [result.here])
    style.set_band(artists.gain, MOVES, 0, np.maximum(result.pnl, 0))
    artists.delta.set_data(MOVES, result.delta)
    artists.say.set_text(f"delta at {result.vol:.0%}")
    artists.left.set_ylim(-4, 25)  # as it was: must not cost a full redraw


demo = Lab(
    title="Gamma pays for theta",
    controls=(
        Slider("spot_move", "Move of the spot", 2.0, -5.0, 5.0, 0.1, "$"),
        Slider("vol", "Volatility", 0.20, 0.05, 0.80, 0.01, "%", help="per year"),
        Choice("right", "Option", {"a call": "call", "a put": "put", "broken": "broken"}, "call"),
    ),
    compute=compute,
    build=build,
    draw=draw,
    summary=lambda r: f"After a move of {r.move:+.1f} $ the P&L is {r.here:+.2f} $ (< or > zero).",
    alt=lambda r: f"A parabola of P&L against spot; a marker at {r.move:+.1f} $, {r.here:+.2f} $.",
)
