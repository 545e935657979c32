"""Policies: when each one trades and to where, and what happens to those that misbehave."""

import re
from types import SimpleNamespace

import numpy as np
import pytest

import gammalab as gl

pytestmark = pytest.mark.filterwarnings("error")

SPOTS = [100.0, 101.0, 99.5, 102.0, 102.0, 97.0, 98.0, 105.0, 104.0, 100.0]
PATH = gl.Paths(np.arange(10) / 100, SPOTS)
STRADDLE = gl.straddle(100, 0.5)


def ledger(policy, book=STRADDLE, paths=PATH, **options):
    return gl.replay(book, paths, paid_vol=0.3, policy=policy, **options).ledger()


def moment(**known):
    """What a policy sees, made by hand: arrays of one value per path."""
    now = {name: np.asarray(value, dtype=float) for name, value in known.items() if name != "step"}
    return SimpleNamespace(step=known["step"], **now)


# --- when, and to where --------------------------------------------------------------------------


def test_every_step_is_neutral_everywhere():
    table = ledger(gl.EveryStep())
    np.testing.assert_allclose(table["hedge"][:-1], -table["delta"][:-1], rtol=1e-14)
    assert table["hedge"].iloc[-1] == 0.0


def test_every_n():
    table = ledger(gl.EveryN(4))
    assert np.flatnonzero(table["trade"]).tolist() == [0, 4, 8, 9]  # 9 is the horizon: the close
    assert table["hedge"][4] == pytest.approx(-table["delta"][4], rel=1e-14)
    assert ledger(gl.EveryN(1)).equals(ledger(gl.EveryStep()))


def test_once_and_never():
    once, never = ledger(gl.Once()), ledger(gl.Never())
    assert np.flatnonzero(once["trade"]).tolist() == [0, 9]
    assert once["hedge"][:9].nunique() == 1
    assert not never["trade"].any() and not never["hedge"].any()
    np.testing.assert_allclose(never["pnl"], never["unhedged"], atol=1e-12)


def test_price_move_counts_from_the_last_trade():
    # 2% of the spot last traded at: 100 -> 102 (3), 102 -> 97 (5), 97 -> 105 (7), 105 -> 100 (9).
    # At 98 the move since 97 is 1%, at 104 since 105 too; at 99.5 it is half a percent since 100.
    table = ledger(gl.PriceMove(0.02))
    assert np.flatnonzero(table["trade"]).tolist() == [0, 3, 5, 7, 9]


def test_price_move_by_hand():
    policy = gl.PriceMove(0.01)
    now = moment(step=3, spot=[101, 100.99, 99, 99.01], traded_spot=[100] * 4, hedge=[7] * 4,
                 neutral=[1, 2, 3, 4])  # fmt: skip
    assert policy(now).tolist() == [1, 7, 3, 7]  # a move of exactly 1% counts, up or down
    now.step = 0
    assert policy(now).tolist() == [1, 2, 3, 4]


@pytest.mark.parametrize(
    "to, holds", [("centre", [0.50, 0.50, 0.61, 0.39]), ("edge", [0.50, 0.50, 0.51, 0.49])]
)
def test_delta_band_by_hand(to, holds):
    policy = gl.DeltaBand(0.10, to=to)
    neutral = np.array([0.50, 0.59, 0.61, 0.39])
    hedge = np.full(4, 0.50)
    now = moment(step=2, hedge=hedge, neutral=neutral, net_delta=hedge - neutral)
    np.testing.assert_allclose(policy(now), holds, rtol=1e-14)
    now.step = 0  # the first hedge is set up whole, whatever the band
    np.testing.assert_array_equal(policy(now), neutral)


@pytest.mark.parametrize("to", ["centre", "edge"])
def test_delta_band_holds_in_a_replay(to):
    paths = gl.GBM(0.4).simulate(100, 0.3, 60, seed=3)
    table = ledger(gl.DeltaBand(0.15, to=to), paths=paths)[:-1]
    drift = table["delta"] + table["hedge"]
    assert np.abs(drift).max() <= 0.15 + 1e-12
    traded = np.flatnonzero(table["trade"])[1:]
    assert 0 < traded.size < 59
    rim = 0.15 if to == "edge" else 0.0
    np.testing.assert_allclose(np.abs(drift.iloc[traded]), rim, atol=1e-12)


def test_edge_trades_less_than_centre_and_centre_less_than_every_step():
    paths = gl.GBM(0.3).simulate(100, 0.3, 100, 200, seed=3)
    edge, centre, always = (
        gl.replay(STRADDLE, paths, paid_vol=0.3, policy=policy).turnover.mean()
        for policy in (gl.DeltaBand(0.1, "edge"), gl.DeltaBand(0.1), gl.EveryStep())
    )
    assert edge < centre < always


@pytest.mark.parametrize(
    "policy",
    [gl.EveryStep(), gl.EveryN(2), gl.PriceMove(0.015), gl.DeltaBand(0.05),
     gl.DeltaBand(0.05, "edge")],
)  # fmt: skip
def test_long_gamma_sells_strength_and_short_gamma_buys_it(policy):
    # The expiry is far and the steps short, so that only the move since the last trade decides.
    times = np.arange(10) / 10_000
    paths = gl.Paths(times, SPOTS)
    for book, side in ((STRADDLE, -1), (-STRADDLE, +1)):
        table = ledger(policy, book=book, paths=paths)[1:-1]
        traded_at = [100.0]
        for spot, trade in zip(table["spot"], table["trade"], strict=True):
            if trade and spot != traded_at[-1]:
                assert np.sign(trade) == side * np.sign(spot - traded_at[-1])
                traded_at.append(spot)
        assert len(traded_at) > 2


def test_short_book_trades_are_the_mirror_image():
    for policy in (gl.EveryStep(), gl.DeltaBand(0.05, "edge"), gl.PriceMove(0.01)):
        long, short = ledger(policy), ledger(policy, book=-STRADDLE)
        np.testing.assert_allclose(long["trade"], -short["trade"], atol=1e-14)


# --- what a policy is shown ----------------------------------------------------------------------


def test_a_moment_tells_what_there_is_to_know():
    seen = []

    def look(now):
        seen.append(now)
        for name in ("delta", "gamma", "vega", "theta"):
            np.testing.assert_allclose(
                getattr(now, name),
                now.book.greeks(now.spot, now.vol, now.time, now.rate, now.carry, (name,))[name],
                rtol=1e-13,
            )
        assert now.gamma.shape == now.greek("color").shape == now.spot.shape
        np.testing.assert_array_equal(now.neutral, -now.delta)
        np.testing.assert_array_equal(now.net_delta, now.delta + now.hedge)
        return 0.5 if now.step % 2 else now.hedge  # trades at the odd steps only

    gl.replay(STRADDLE, PATH, paid_vol=0.3, hedge_vol=0.4, rate=0.05, carry=0.01, policy=look)
    assert [now.step for now in seen] == list(range(9))  # not asked at the horizon
    assert {now.steps for now in seen} == {9}
    assert [now.time for now in seen] == PATH.times[:-1].tolist()
    assert [now.dt for now in seen] == np.diff(PATH.times).tolist()
    assert {(now.vol, now.rate, now.carry) for now in seen} == {(0.4, 0.05, 0.01)}
    assert [float(now.hedge[0]) for now in seen] == [0, 0] + [0.5] * 7
    # Traded at step 1 and, the target being the same, never again: 101 stays the last trade.
    assert [float(now.traded_spot[0]) for now in seen] == [100, 100] + [101] * 7


def test_before_any_trade_the_last_traded_spot_is_the_first():
    paths = gl.GBM(0.3).simulate(100, 0.1, 5, 3, seed=1)
    seen = []
    gl.replay(
        STRADDLE, paths, paid_vol=0.3, policy=lambda now: seen.append(now.traded_spot) or now.hedge
    )
    assert all((spot == 100.0).all() for spot in seen)


# --- a user's own --------------------------------------------------------------------------------


def test_any_function_is_a_policy():
    half = ledger(lambda now: 0.5 * now.neutral)
    np.testing.assert_allclose(half["hedge"], 0.5 * ledger(gl.EveryStep())["hedge"], rtol=1e-14)


@pytest.mark.parametrize(
    "answer", [-1, -1.0, np.float32(-1), np.array(-1.0), [-1.0] * 3, (-1,) * 3]
)
def test_a_scalar_or_a_list_will_do(answer):
    paths = gl.GBM(0.3).simulate(100, 0.1, 4, 3, seed=1)
    run = gl.replay(gl.call(100, 0.1), paths, paid_vol=0.3, policy=lambda now: answer)
    assert run.trades.tolist() == [2, 2, 2]
    last = paths.spots[:, -1]
    np.testing.assert_allclose(
        run.pnl, np.maximum(last - 100, 0) - run.premium - (last - 100), atol=1e-12
    )


@pytest.mark.parametrize(
    "answer, said",
    [
        (lambda now: np.where(now.spot > 0, np.nan, 0), "policy at step 2 = nan"),
        (lambda now: None, "policy at step 2 = None"),
        (lambda now: np.inf, "policy at step 2 = inf"),
        (lambda now: np.zeros(7), "policy at step 2 = (7,)"),
        (lambda now: np.zeros((3, 1)), "policy at step 2 = (3, 1)"),
        (lambda now: [1.0, 2.0], "policy at step 2 = [1.0, 2.0]"),
        (lambda now: "all of it", "policy at step 2 = 'all of it'"),
        (lambda now: (-1) ** (1 / 3), "policy at step 2 = (0.5"),  # complex, as Python has it
    ],
)
def test_a_policy_that_answers_nonsense(answer, said):
    paths = gl.GBM(0.3).simulate(100, 0.1, 4, 3, seed=1)

    def policy(now):
        return answer(now) if now.step == 2 else now.neutral

    allowed = "a finite number for every path|one number per path, shape \\(3,\\)"
    with pytest.raises(ValueError, match=f"^{re.escape(said)}.* must be ({allowed})"):
        gl.replay(STRADDLE, paths, paid_vol=0.3, policy=policy)


def test_one_bad_path_among_many_is_found():
    paths = gl.GBM(0.3).simulate(100, 0.1, 4, 100, seed=1)

    def policy(now):
        target = np.array(now.neutral)
        target[57] = np.nan
        return target

    with pytest.raises(ValueError, match="policy at step 0 = nan"):
        gl.replay(STRADDLE, paths, paid_vol=0.3, policy=policy)


def test_a_policy_that_changes_its_mind_is_caught():
    rng = np.random.default_rng(1)
    run = gl.replay(
        STRADDLE, PATH, paid_vol=0.3, policy=lambda now: rng.normal(size=now.spot.shape)
    )
    for account in (run.ledger, run.attribution, lambda: run.attribution(path=0)):
        with pytest.raises(RuntimeError, match="two accounts of path 0 differ .*same answer when"):
            account()


def test_a_policy_that_looks_at_other_paths_is_caught():
    paths = gl.GBM(0.3).simulate(100, 0.1, 4, 5, seed=1)
    run = gl.replay(STRADDLE, paths, paid_vol=0.3, policy=lambda now: now.neutral.mean())
    with pytest.raises(RuntimeError, match="path by path"):
        run.ledger(path=2)


@pytest.mark.parametrize("step", [0, 5])
@pytest.mark.parametrize("thing", ["hedge", "spot", "traded_spot"])
def test_a_policy_cannot_write_history(thing, step):
    # `h = now.hedge; h += 1; return h` would be a hedge that nobody paid for.
    def policy(now):
        if now.step == step:
            array = getattr(now, thing)
            array += 1.0
        return now.neutral if now.step % 2 else now.hedge

    with pytest.raises(ValueError, match="read-only"):
        gl.replay(STRADDLE, PATH, paid_vol=0.3, policy=policy)


def test_a_policy_may_use_its_own_buffer_again():
    buffer = np.empty(3)

    def policy(now):
        buffer[:] = now.neutral
        return buffer

    paths = gl.GBM(0.3).simulate(100, 0.1, 4, 3, seed=1)
    run, plain = (
        gl.replay(STRADDLE, paths, paid_vol=0.3, policy=p) for p in (policy, gl.EveryStep())
    )
    np.testing.assert_array_equal(run.pnl, plain.pnl)


@pytest.mark.parametrize(
    "policy",
    [gl.EveryStep(), gl.EveryN(3), gl.PriceMove(0.02), gl.DeltaBand(0.1), gl.Once(), gl.Never()],
)
@pytest.mark.parametrize("book", [STRADDLE, -STRADDLE, gl.risk_reversal(95, 105, 0.5)])
def test_each_path_is_treated_by_itself(book, policy):
    paths = gl.GBM(0.3).simulate(100, 0.1, 8, 20, seed=1)
    together = gl.replay(book, paths, paid_vol=0.3, policy=policy).pnl
    alone = [gl.replay(book, paths.pick(k), paid_vol=0.3, policy=policy).pnl[0] for k in range(20)]
    np.testing.assert_allclose(together, alone, atol=1e-11)
