"""The labs of lesson 02, delta neutrality: one path, long and short, once and often.

Each lab is `compute -> draw -> controls`, as `live.py` describes. The worked replays of the lesson
(Hull's table, August 2015) are in `delta_neutrality_replays.py`.
"""

from __future__ import annotations

from functools import lru_cache
from types import SimpleNamespace

import numpy as np

import gammalab as gl
from gammalab.lab import scale, style
from gammalab.lab.live import Choice, Lab, Slider
from gammalab.lab.words import signed

SPOT, DAYS, CONTRACTS = 100.0, 30, 100
EXPIRY = DAYS / 365
IMPLIED = 0.30  # paid in the first lab, where the volatility paid is not the subject


def rehedges(ledger):
    """What was traded between the first day and the last: prices and sizes of buys and of sells.

    The first trade sets the hedge up and the last takes it down; neither harvests anything.
    """
    inner = ledger.iloc[1:-1]
    buys, sells = inner[inner["trade"] > 1e-9], inner[inner["trade"] < -1e-9]
    return buys, sells


def average_price(trades) -> float:
    """Average price of some trades, weighted by size, currency; NaN when there are none."""
    size = trades["trade"].abs().sum()
    return float((trades["trade"].abs() * trades["spot"]).sum() / size) if size else np.nan


def bought_and_sold(buys, sells) -> str:
    """The two averages in words, or what is missing for them."""
    if len(buys) and len(sells):
        low, high = average_price(buys), average_price(sells)
        return f"It bought at {low:,.2f} on average and sold at {high:,.2f}."
    if len(buys) or len(sells):
        only, what = (buys, "bought") if len(buys) else (sells, "sold")
        return f"It only {what}, at {average_price(only):,.2f} on average."
    return "It has not traded since."


def trade_marks(axes):
    """Two empty sets of markers for buys and sells on a price chart."""
    (buys,) = axes.plot([], [], linestyle="none", markersize=8, label="hedge buys", **style.BUY)
    (sells,) = axes.plot([], [], linestyle="none", markersize=8, label="hedge sells", **style.SELL)
    return buys, sells


def mark_trades(marks, ledger):
    """Move the markers to where the ledger traded."""
    days, trade, spot = (np.asarray(a) for a in (ledger.index, ledger["trade"], ledger["spot"]))
    for line, chosen in zip(marks, (trade > 1e-9, trade < -1e-9), strict=True):
        line.set_data(days[chosen], spot[chosen])


def zero_line(axes):
    axes.axhline(0, color=style.GREY, linewidth=1)


# --- one path, step by step ---------------------------------------------------------------------


@lru_cache(maxsize=16)  # walking through the days asks for the same month again and again
def _month(path, realised, every):
    paths = gl.GBM(vol=realised).simulate(SPOT, EXPIRY, DAYS, n_paths=1, seed=path)
    book = CONTRACTS * gl.call(SPOT, EXPIRY)
    run = gl.replay(book, paths, vol=IMPLIED, policy=gl.EveryN(every))
    return run.ledger()


def _one_compute(day, path, realised, every):
    whole = _month(path, realised, every)
    return SimpleNamespace(day=day, whole=whole, seen=whole.iloc[: day + 1])


def _one_build(figure):
    (price, delta), (cash, pnl) = figure.subplots(2, 2, sharex=True)
    price.set(title="Price, and what the hedge trades", ylabel="price (currency)")
    delta.set(title="Delta", ylabel="shares", ylim=(-115, 165), yticks=range(-100, 101, 50))
    cash.set(title="Cash", ylabel="currency", xlabel="day")
    pnl.set(title="Profit and loss since day 0", ylabel="currency", xlabel="day", xlim=(-0.7, 30.7))
    for axes in (delta, cash, pnl):
        zero_line(axes)
    price.axhline(SPOT, color=style.THEORY, linestyle=":", linewidth=1.2, label="strike")
    moving = SimpleNamespace(
        price=price.plot([], [], color=style.PRICE)[0],
        marks=trade_marks(price),
        option=delta.plot([], [], color=style.OPTION, label="of the 100 calls")[0],
        hedge=delta.plot([], [], color=style.HEDGE, drawstyle="steps-post", label="of the hedge")[
            0
        ],
        net=delta.plot([], [], color=style.TOTAL, linestyle="--", label="both together")[0],
        cash=cash.plot([], [], color=style.CASH, drawstyle="steps-post")[0],
        unhedged=pnl.plot([], [], color=style.OPTION, linestyle="--", label="calls alone")[0],
        hedged=pnl.plot([], [], color=style.TOTAL, label="calls and hedge")[0],
    )
    scale.legend(price, ncols=3)
    scale.legend(delta, ncols=2)
    scale.legend(pnl, ncols=2)
    moving.axes = SimpleNamespace(price=price, cash=cash, pnl=pnl)
    return moving


def _one_draw(result, artists):
    seen, whole = result.seen, result.whole
    days = seen.index.to_numpy(dtype=float)
    # On the last day everything is closed: no hedge is left to show, and the cash is the profit.
    held = seen[seen.index < DAYS]
    cash = seen["cash"].where(seen.index < DAYS, seen["pnl"])
    artists.price.set_data(days, seen["spot"])
    mark_trades(artists.marks, held)
    for line, shares in (
        (artists.option, held["delta"]),
        (artists.hedge, held["hedge"]),
        (artists.net, held["delta"] + held["hedge"]),
    ):
        line.set_data(held.index, shares)
    artists.cash.set_data(days, cash)
    artists.unhedged.set_data(days, seen["unhedged"])
    artists.hedged.set_data(days, seen["pnl"])
    # Limits from the whole path: walking through it must not make the axes jump.
    scale.around(artists.axes.price, SPOT, whole["spot"], least=5)
    scale.span(artists.axes.cash, whole["cash"][:-1], least=1000)
    scale.span(artists.axes.pnl, whole["unhedged"], whole["pnl"], least=100)


def _one_summary(result):
    now = result.seen.iloc[-1]
    if result.day == DAYS:
        state = "the calls have expired and the hedge is closed"
    else:
        side = "short" if now["hedge"] < 0 else "long"
        state = (
            f"the calls move like {now['delta']:.0f} shares, the hedge is {side} "
            f"{abs(now['hedge']):.0f}"
        )
    buys, sells = rehedges(result.whole.iloc[: result.day + 2])
    return (
        f"Day {result.day}: price {now['spot']:.2f}; {state}. "
        f"{bought_and_sold(buys, sells)} "
        f"Profit with the hedge {signed(now['pnl'])}, without {signed(now['unhedged'])}."
    )


def _one_alt(result):
    return (
        f"Four charts over {result.day} days: the price with buys marked by upward and sells by "
        "downward triangles; the delta of the calls above zero and the hedge below it as its "
        "mirror image; the cash; and profit with and without the hedge. " + _one_summary(result)
    )


one_path = Lab(
    title="Hedge one path, step by step",
    controls=(
        Slider("day", "Day", 30, 0, DAYS, 1, help="Walk through the month with the arrow keys"),
        Slider("path", "Path", 7, 1, 60, 1, help="Another month of the same market"),
        Slider("realised", "Realised volatility", 0.30, 0.05, 0.80, 0.05, "%"),
        Slider("every", "Hedge every", 1, 1, 15, 1, "days"),
    ),
    compute=_one_compute,
    build=_one_build,
    draw=_one_draw,
    summary=_one_summary,
    alt=_one_alt,
    size=(9.6, 6.4),
)


# --- the same book, long and short --------------------------------------------------------------

SHAPES = {
    "swings, ends where it began": "swings",
    "a steady rise": "rise",
    "a steady fall": "fall",
    "one jump up": "jump up",
    "one jump down": "jump down",
}


def market(shape: str, size: float) -> gl.Paths:
    """A month of daily prices that moves by `size` (a fraction of the first price) in one shape."""
    t = np.linspace(0, 1, DAYS + 1)
    jump = (t > 0.5).astype(float)
    form = {
        "swings": np.sin(4 * np.pi * t),
        "rise": t,
        "fall": -t,
        "jump up": jump,
        "jump down": -jump,
    }[shape]
    return gl.Paths(t * EXPIRY, SPOT * (1 + size * form))


def _sides_compute(shape, size, implied):
    paths = market(shape, size)
    book = CONTRACTS * gl.straddle(SPOT, EXPIRY)
    long, short = (gl.replay(side, paths, vol=implied).ledger() for side in (book, -book))
    return SimpleNamespace(long=long, short=short, realised=float(paths.realised_vol()[0]))


def _sides_build(figure):
    (long, short), (hold, pnl) = figure.subplots(2, 2, sharex=True)
    long.set(title="Long 100 straddles: long gamma", ylabel="price (currency)")
    short.set(title="Short 100 straddles: short gamma")
    hold.set(title="Shares held as hedge", ylabel="shares", xlabel="day")
    hold.set(ylim=(-115, 165), yticks=range(-100, 101, 50))
    pnl.set(title="Profit and loss, hedged daily", ylabel="currency", xlabel="day")
    pnl.set_xlim(-0.7, 30.7)
    zero_line(hold)
    zero_line(pnl)
    moving = SimpleNamespace(sides=[])
    for axes in (long, short):
        (price,) = axes.plot([], [], color=style.PRICE)
        moving.sides.append(SimpleNamespace(price=price, marks=trade_marks(axes)))
        scale.legend(axes, ncols=2, handles=[*moving.sides[-1].marks])
    for name, axes in (("hold", hold), ("pnl", pnl)):
        step = {"drawstyle": "steps-post"} if name == "hold" else {}
        lines = [
            axes.plot([], [], color=style.OPTION, label="long gamma", **step)[0],
            axes.plot([], [], color=style.LOSS, linestyle="--", label="short gamma", **step)[0],
        ]
        setattr(moving, name, lines)
        scale.legend(axes, ncols=2)
    moving.axes = SimpleNamespace(prices=(long, short), pnl=pnl)
    return moving


def _sides_draw(result, artists):
    days = result.long.index.to_numpy(dtype=float)
    ledgers = (result.long, result.short)
    for side, ledger, hold, pnl, axes in zip(
        artists.sides, ledgers, artists.hold, artists.pnl, artists.axes.prices, strict=True
    ):
        side.price.set_data(days, ledger["spot"])
        mark_trades(side.marks, ledger.iloc[:-1])  # the close is no hedge
        hold.set_data(days[:-1], ledger["hedge"][:-1])
        pnl.set_data(days, ledger["pnl"])
        scale.around(axes, SPOT, ledger["spot"], least=10)
    scale.span(artists.axes.pnl, result.long["pnl"], result.short["pnl"], least=200)


def _sides_summary(result):
    long, short = result.long["pnl"].iloc[-1], result.short["pnl"].iloc[-1]
    buys, sells = rehedges(result.long)
    return (
        f"The price moved at {result.realised:.0%} a year. Long gamma: {signed(long)}. "
        f"Its hedge: {bought_and_sold(buys, sells)} Short gamma: {signed(short)}, "
        "with every trade reversed."
    )


def _sides_alt(result):
    return (
        "Four charts. Above, the same price twice: the long-gamma hedge sells after rises and buys "
        "after falls, the short-gamma hedge does the reverse. Below, shares held and profit of the "
        "two, mirror images of each other. " + _sides_summary(result)
    )


long_and_short = Lab(
    title="The same book, long and short",
    controls=(
        Choice("shape", "The market makes", SHAPES, "swings"),
        Slider("size", "Size of the move", 0.06, 0.0, 0.20, 0.01, "%"),
        Slider("implied", "Volatility paid", 0.20, 0.05, 0.60, 0.01, "%"),
    ),
    compute=_sides_compute,
    build=_sides_build,
    draw=_sides_draw,
    summary=_sides_summary,
    alt=_sides_alt,
    size=(9.6, 6.4),
)


# --- hedge once, or often -----------------------------------------------------------------------

GRID, PATHS = 60, 2000  # hedging moments to choose from; months simulated
BARS = 60  # of the histogram


def at_moments(n: int):
    """A policy that hedges at the start and then at evenly spread times, `n` times in all."""
    moments = set(np.floor(np.arange(n) * GRID / n).astype(int).tolist())
    return lambda now: now.neutral if now.step in moments else now.hedge


def noise_of(n, realised: float):
    """Standard deviation of the P&L of the straddle hedged `n` times, when the volatility paid is
    the one that happens: sqrt(pi / 4) * vega * vol / sqrt(n) (Kamal & Derman 1999)."""
    vega = (gl.straddle(SPOT, EXPIRY)).greeks(SPOT, realised, names=("vega",))["vega"]
    return np.sqrt(np.pi / 4) * vega * realised / np.sqrt(n)


def _often_compute(hedges, realised, implied):
    paths = gl.GBM(vol=realised).simulate(SPOT, EXPIRY, GRID, n_paths=PATHS, seed=2)
    book = gl.straddle(SPOT, EXPIRY)
    once, often = (
        gl.replay(book, paths, vol=implied, policy=policy).pnl
        for policy in (gl.Once(), at_moments(hedges))
    )
    return SimpleNamespace(hedges=hedges, realised=realised, once=once, often=often)


def _often_build(figure):
    spread, noise = figure.subplots(1, 2, width_ratios=(3, 2))
    spread.set(
        title="2,000 months: how often each profit came",
        xlabel="profit of one straddle (currency)",
        ylabel="share of months",
        ylim=(0, 0.6),
    )
    spread.axvline(0, color=style.GREY, linewidth=1)
    noise.set(
        title="Standard deviation of the profit",
        xlabel="number of hedges",
        ylabel="currency",
        xscale="log",
        xlim=(0.85, 75),
        ylim=(0, 5),
    )
    noise.set_xticks([1, 2, 4, 8, 15, 30, 60], ["1", "2", "4", "8", "15", "30", "60"])
    noise.minorticks_off()
    empty, edges = np.zeros(BARS), np.linspace(-1, 1, BARS + 1)
    moving = SimpleNamespace(
        once=spread.stairs(empty, edges, color=style.MUTED, fill=True, label="hedged once"),
        often=spread.stairs(empty, edges, color=style.HEDGE, linewidth=2.2, label="hedged often"),
        mean=spread.axvline(0, color=style.HEDGE, linestyle="--", linewidth=1.5, label="its mean"),
        theory=noise.plot([], [], color=style.THEORY, linestyle=":", label="theory")[0],
        dot=noise.plot([], [], "o", markersize=10, color=style.HEDGE, label="simulated")[0],
        first=noise.plot([], [], "s", markersize=8, color=style.MUTED, label="hedged once")[0],
    )
    scale.legend(spread, loc="upper right")
    scale.legend(noise, loc="upper right")
    moving.axes = SimpleNamespace(spread=spread, noise=noise)
    return moving


def _often_draw(result, artists):
    reach = scale.round_up(max(float(np.quantile(np.abs(result.once), 0.999)), 5.0))
    edges = np.linspace(-reach, reach, BARS + 1)
    artists.axes.spread.set_xlim(-reach, reach)
    tallest = 0.25
    for steps, pnl in ((artists.once, result.once), (artists.often, result.often)):
        # The rare month beyond the edge is counted in the last bar, not dropped.
        share = np.histogram(np.clip(pnl, -reach, reach), edges)[0] / pnl.size
        steps.set_data(share, edges)
        tallest = max(tallest, share.max())
    artists.axes.spread.set_ylim(0, scale.round_up(tallest * 1.1))
    artists.mean.set_xdata([result.often.mean()] * 2)
    n = np.geomspace(1, GRID, 50)
    artists.theory.set_data(n, noise_of(n, result.realised))
    artists.dot.set_data([result.hedges], [result.often.std(ddof=1)])
    artists.first.set_data([1], [result.once.std(ddof=1)])
    top = max(result.once.std(ddof=1), noise_of(1, result.realised))
    artists.axes.noise.set_ylim(0, scale.round_up(top * 1.15))


def _often_summary(result):
    error = result.often.std(ddof=1) / np.sqrt(result.often.size)
    return (
        f"Hedged {result.hedges} time{'s' if result.hedges > 1 else ''}: mean profit "
        f"{signed(result.often.mean(), 2)} (standard error {error:.2f}), standard deviation "
        f"{result.often.std(ddof=1):.2f}; theory says {noise_of(result.hedges, result.realised):.2f}. "
        f"Hedged once: mean {signed(result.once.mean(), 2)}, standard deviation "
        f"{result.once.std(ddof=1):.2f}."
    )


def _often_alt(result):
    return (
        "Left, two histograms of the profit of one hedged straddle: grey for a single hedge, wide; "
        "orange outline for many hedges, narrower. Right, the standard deviation against the "
        "number of hedges: the theoretical curve falls, the simulated point lies near it. "
        + _often_summary(result)
    )


once_or_often = Lab(
    title="Hedge once, or often",
    controls=(
        Slider("hedges", "Number of hedges", 30, 1, GRID, 1, help="Evenly spread over the month"),
        Slider("realised", "Realised volatility", 0.20, 0.05, 0.60, 0.01, "%"),
        Slider("implied", "Volatility paid", 0.20, 0.05, 0.60, 0.01, "%"),
    ),
    compute=_often_compute,
    build=_often_build,
    draw=_often_draw,
    summary=_often_summary,
    alt=_often_alt,
    size=(9.6, 4.4),
)
