"""The replay against an independent one (`oracle.py`), over random runs of every kind."""

import math
import random
from types import SimpleNamespace

import numpy as np
import oracle
import pytest
from effort import often

import gammalab as gl
from gammalab.hedging.execution import Execution, Stop
from gammalab.hedging.margin import Margin
from gammalab.hedging.venues import Future, InversePerpetual, Perpetual, Spot

LEAVE = 999.0  # in a table of wanted holdings: leave the hedge alone


# ---- policies and costs, twice ------------------------------------------------------------------


def band(width, edge):
    def decide(now):
        if now.step == 0:
            return now.neutral
        if edge:
            low, high = now.neutral - width, now.neutral + width
            return oracle.AGAIN if low <= now.hedge <= high else min(max(now.hedge, low), high)
        return now.neutral if abs(now.hedge - now.neutral) > width else oracle.AGAIN

    return decide


def move(fraction):
    def decide(now):
        far = abs(now.spot - now.traded_spot) >= fraction * now.traded_spot
        return now.neutral if now.step == 0 or far else oracle.AGAIN

    return decide


def nearest(due):
    """Trades at the steps nearest to the given times."""

    def decide(now):
        steps = {min(range(len(now.times)), key=lambda i: abs(now.times[i] - t)) for t in due}
        return now.neutral if now.step in steps | {0} else oracle.AGAIN

    return decide


def table(now):
    wanted = now.signals["wanted"]
    return np.where(wanted == LEAVE, now.hedge, wanted)


POLICIES = [
    (gl.EveryStep(), lambda now: now.neutral),
    (gl.EveryN(3), lambda now: oracle.AGAIN if now.step % 3 else now.neutral),
    (gl.Once(), lambda now: oracle.AGAIN if now.step else now.neutral),
    (gl.Never(), lambda now: oracle.AGAIN),
    (gl.PriceMove(0.02), move(0.02)),
    (gl.DeltaBand(0.1), band(0.1, False)),
    (gl.DeltaBand(0.05, to="edge"), band(0.05, True)),
    (gl.Schedule([0.01, 0.043, 0.07]), nearest([0.01, 0.043, 0.07])),
    (table, lambda now: oracle.AGAIN if now.signals["wanted"] == LEAVE else now.signals["wanted"]),
]


def own(trade, spot, now):
    """A cost of the user's own that knows the step."""
    return (0.01 + 0.001 * now.step) * np.abs(trade) ** 1.5


COSTS = [
    (gl.HalfSpread(bps=5), ("spread", lambda q, s, now: 5e-4 * abs(q) * s)),
    (gl.HalfSpread(price=0.02), ("spread", lambda q, s, now: 0.02 * abs(q))),
    (
        gl.HalfSpread(bps="bps"),
        ("spread", lambda q, s, now: now.signals["bps"] * 1e-4 * abs(q) * s),
    ),
    (gl.Proportional(0.001), ("commission", lambda q, s, now: 0.001 * abs(q) * s)),
    (gl.FixedFee(0.02), ("fixed fees", lambda q, s, now: 0.02)),
    (
        gl.SquareRootImpact(0.7, 50.0, 0.02, crowd=3.0),
        ("impact", lambda q, s, now: 0.7 * 0.02 * abs(q) * s * math.sqrt(3 * abs(q) / 50)),
    ),
    (own, ("other costs", lambda q, s, now: (0.01 + 0.001 * now.step) * abs(q) ** 1.5)),
]


# ---- random runs --------------------------------------------------------------------------------


def moving(draw, rng, n, times, low, high):
    """(what the library gets, the value at (path, time)) of a number along the paths."""
    kind = draw.choice(["number", "path", "time", "both"])
    if kind == "number":
        value = draw.uniform(low, high)
        return value, lambda i, k: value
    shape = {"path": (n, 1), "time": (1, times), "both": (n, times)}[kind]
    values = rng.uniform(low, high, shape)
    full = np.broadcast_to(values, (n, times))
    return values, lambda i, k: float(full[i, k])


def volatility(draw, rng, n, times, options):
    """The same of a volatility, which may also differ by option: value at (option, path, time)."""
    if draw.random() < 0.25:
        vols = {(o.strike, o.expiry): draw.uniform(0.1, 0.9) for o in options}
        return vols, lambda o, i, k: vols[o.strike, o.expiry]
    given, value = moving(draw, rng, n, times, 0.1, 0.9)
    return given, lambda o, i, k: value(i, k)


def random_run(seed, *, account=True, between=False):
    """Everything that a run is made of, drawn at random: for the library, and for the oracle."""
    draw, rng = random.Random(seed), np.random.default_rng(seed)
    n, steps, horizon = draw.randint(1, 4), draw.randint(1, 11), 0.1
    times = horizon * np.arange(steps + 1) / steps
    times[-1] = horizon
    if draw.random() < 0.3:
        times = np.r_[0.0, np.sort(rng.uniform(0.001, 0.099, steps - 1)), 0.1]
    vol = draw.choice([0.15, 0.5, 1.5])
    dz = rng.standard_normal((n, steps)) * np.sqrt(np.diff(times)) * vol
    first = draw.choice([1.0, 100.0])
    spots = first * np.exp(np.c_[np.zeros(n), np.cumsum(dz, axis=1)])
    more = {}
    if between:
        up, down = (
            np.abs(rng.standard_normal((2, n, steps + 1))) * 0.3 * vol * (horizon / steps) ** 0.5
        )
        before = np.c_[spots[:, :1], spots[:, :-1]]
        more = {"highs": np.maximum(before, spots) * np.exp(up),
                "lows": np.minimum(before, spots) * np.exp(-down)}  # fmt: skip
        for values in more.values():
            values[:, 0] = spots[:, 0]
    paths = gl.Paths(times, spots, **more)

    relative = draw.random() < 0.3
    unit = 1.0 if relative else first
    ends = [horizon, horizon, 2 * horizon, *([float(times[draw.randint(1, steps)])] * 2)]
    options = [
        gl.Option(
            unit * draw.choice([0.9, 1.0, draw.uniform(0.8, 1.2)]), draw.choice(ends),
            draw.choice(["call", "put"]), draw.choice([-2.0, -1.0, 1.0, 0.5]),
        )
        for _ in range(draw.randint(0, 3))
    ]  # fmt: skip
    seen = times.size
    if draw.random() < 0.25:
        paid = {(o.strike, o.expiry): draw.uniform(0.1, 0.9) for o in options}
        paid_at = lambda o, i: paid[o.strike, o.expiry]  # noqa: E731
    else:
        paid = draw.choice([0.3, rng.uniform(0.1, 0.9, n)])
        paid_at = lambda o, i: float(np.broadcast_to(paid, n)[i])  # noqa: E731
    hedge_vol, mark_vol, hedge_at, mark_at = None, None, None, None
    if draw.random() < 0.6:
        hedge_vol, hedge_at = volatility(draw, rng, n, seen, options)
    if draw.random() < 0.6:
        mark_vol, mark_at = volatility(draw, rng, n, seen, options)
    rate = draw.choice([0.0, 0.05, -0.02])
    carry = draw.choice([None, 0.0, 0.1, -0.05])
    cash_rate = draw.choice([None, 0.0, 0.08])

    policy, decide = draw.choice(POLICIES)
    wanted = rng.choice([LEAVE, LEAVE, 0.0, 0.37, -0.37, 1.0, -1.0, 2.3], (n, seen))
    bps = rng.uniform(0, 20, (n, seen))
    chosen = draw.sample(COSTS, draw.choice([0, 1, 3]))
    costs = None
    for cost, _ in chosen:
        costs = cost if costs is None else costs + cost if hasattr(costs, "parts") or hasattr(
            costs, "kind") else cost + costs  # fmt: skip

    margin = None
    kind = draw.choice([Spot, Future, Perpetual, InversePerpetual, InversePerpetual])
    if account and draw.random() < 0.8:
        coin = kind is InversePerpetual
        maintenance = draw.choice([0.0, 0.02, 0.1])
        margin = Margin(
            draw.uniform(0.02, 0.4) * (1.0 if coin else first), maintenance,
            draw.choice([None, maintenance + 0.05]), draw.choice(["isolated", "cross"]),
            draw.choice([0.0, 0.01]), draw.choice(["owner", "exchange"]),
        )  # fmt: skip
    funding, funding_at = 0.0, lambda i, k: 0.0
    if kind is Spot:
        venue = Spot()
    elif kind is Future:
        venue = Future(margin, draw.choice([None, 0.25, 0.1]))
    else:
        if draw.random() < 0.8:
            funding, funding_at = moving(draw, rng, n, seen, -0.8, 0.8)
        venue = kind(funding, margin, draw.choice([None, 8.0, 24.0]))
    execution = stop = None
    if account and draw.random() < 0.5:
        scale = first if kind is InversePerpetual else 1.0
        lot = draw.choice([None, None, 0.1, 0.25])
        most = draw.choice([None, None, 0.3, 0.8])
        execution = Execution(
            draw.choice([0, 0, 1, 2, 3]), most and most * scale, lot and lot * scale,
            draw.sample(range(steps + 1), min(draw.choice([0, 0, 2]), steps)), draw.random() < 0.4,
        )  # fmt: skip
    if account and draw.random() < 0.4:
        stop = Stop(
            draw.choice([None, 0.93 * first, 0.98 * first]), draw.choice([1.03, 1.1]) * first,
            draw.random() < 0.5,
        )  # fmt: skip
    flags = {"entry_cost": draw.random() < 0.7, "exit_cost": draw.random() < 0.7}
    library = dict(
        book=gl.Book(tuple(options)), paths=paths, paid_vol=paid, hedge_vol=hedge_vol,
        mark_vol=mark_vol, rate=rate, carry=carry, cash_rate=cash_rate, policy=policy, costs=costs,
        venue=venue, execution=execution, stop=stop, relative_strikes=relative,
        signals={"wanted": wanted, "bps": bps}, **flags,
    )  # fmt: skip

    def plain(i):
        """The same for path i, in plain numbers."""
        by_time = range(seen)
        opts = [
            oracle.Opt(
                o.strike * (float(spots[i, 0]) if relative else 1.0), o.expiry, o.right, o.quantity,
                paid_at(o, i),
                [hedge_at(o, i, k) if hedge_at else paid_at(o, i) for k in by_time],
                [mark_at(o, i, k) if mark_at else paid_at(o, i) for k in by_time],
            )
            for o in options
        ]  # fmt: skip
        extremes = {name: values[i].tolist() for name, values in more.items()}
        return dict(
            options=opts, times=times.tolist(), spots=spots[i].tolist(), policy=decide, venue=venue,
            funding=[funding_at(i, k) for k in by_time], rate=rate,
            carry=rate if carry is None else carry,
            cash_rate=rate if cash_rate is None else cash_rate,
            costs=[plainly for _, plainly in chosen], execution=execution, stop=stop,
            signals={"wanted": wanted[i].tolist(), "bps": bps[i].tolist()}, **flags, **extremes,
        )  # fmt: skip

    return library, plain


def compare(seed, **kind):
    """The library's run and the oracle's, account by account. Returns what happened in it."""
    library, plain = random_run(seed, **kind)
    n = library["paths"].n_paths
    try:
        expected = [oracle.replay(**plain(i)) for i in range(n)]
    except oracle.Refused:
        with pytest.raises(ValueError, match="enough to open a hedge"):
            gl.replay(**library)
        return SimpleNamespace(refused=True, liquidated=0)
    run = gl.replay(**library)
    paths, units = library["paths"], sum(abs(o.quantity) for o in library["book"].options)
    close = 1e-10 * max(units, 1.0) * float(paths.spots.max())

    def same(found, wanted, what, allowed=close):
        np.testing.assert_allclose(found, wanted, rtol=0, atol=allowed, err_msg=f"{what}, {seed}")

    for name in ("pnl", "premium", "cost", "turnover", "funding", "slippage", "unfilled"):
        same(getattr(run, name), [getattr(e, name) for e in expected], name)
    if getattr(library["policy"], "to", "") != "edge":  # its rim is a sum: rounding may be a trade
        assert run.trades.tolist() == [e.trades for e in expected], seed
    assert run.liquidated.tolist() == [e.liquidated for e in expected], seed
    same(run.pnl_by_time(), [e.rows["pnl"] for e in expected], "pnl_by_time")
    told, bill = run.attribution(), run.bill()
    same(told["slippage"], [-e.slippage for e in expected], "slippage told")
    same(told["unfilled"], [-e.unfilled for e in expected], "unfilled told")
    same(told["liquidation"], [sum(e.rows["liquidation"]) for e in expected], "liquidation told")
    for cost_kind, amounts in bill.costs.items():
        wanted = [e.bill.get(cost_kind, [0.0, 0.0, 0.0]) for e in expected]
        same(amounts, wanted, f"bill {cost_kind}")
    assert set().union(*(e.bill for e in expected)) <= set(bill.costs), seed
    for i, e in enumerate(expected):
        ledger = run.ledger(i)
        for name in set(oracle.COLUMNS) - {"slippage", "turnover", "delta"}:
            same(ledger[name], e.rows[name], f"ledger {name} of path {i}")
        same(ledger["delta"][:-1], e.rows["delta"][:-1], f"delta of path {i}")
    if isinstance(library["venue"], InversePerpetual):
        same(run.pnl_in_coin, [e.coins for e in expected], "coin", close / float(paths.spots.min()))
        if library["stop"] is None and library["execution"] is None:
            run.attribution(account="coin")
    return SimpleNamespace(refused=False, liquidated=sum(e.liquidated for e in expected),
                           slipped=sum(e.slippage != 0 for e in expected))  # fmt: skip


@pytest.mark.parametrize("between", [False, True])
@pytest.mark.parametrize("start", range(often(160) // 32))
def test_random_runs_agree_with_the_oracle(start, between):
    happened = [compare(seed, between=between) for seed in range(start, 160, 5)]
    assert sum(h.liquidated for h in happened) > 0


@pytest.mark.parametrize(
    ("seed", "between"), [(81, False), (246, True), (421, False), (112, False)]
)
def test_runs_that_once_disagreed(seed, between):
    """A first order refused; a remainder of rounding; rounding at a rim; a stop already passed."""
    compare(seed, between=between)
