"""Two futures: who looks ahead is found, who does not is left in peace."""

import numpy as np
import pytest

import gammalab as gl
from gammalab.hedging.execution import Execution, Stop
from gammalab.hedging.margin import Margin
from gammalab.hedging.no_peeking import two_futures
from gammalab.hedging.venues import Future, InversePerpetual, Perpetual

BOOK = gl.straddle(100, 0.1) + gl.call(105, 0.3)


def world(n_paths=4):
    return gl.GBM(0.4).simulate(100, 0.1, 12, n_paths=n_paths, seed=1)


POLICIES = [
    gl.EveryStep(), gl.EveryN(3), gl.Once(), gl.Never(), gl.PriceMove(0.02), gl.DeltaBand(0.1),
    gl.DeltaBand(0.1, to="edge"), gl.Schedule([0.0, 0.03, 0.08]), gl.WhalleyWilmott(0.001, 1.0),
    gl.Zakamouline(0.001, 1.0), gl.Leland(0.001, 0.01), gl.PremiumAdjusted(gl.DeltaBand(0.1)),
    lambda now: now.neutral * (now.past.std(axis=1) + now.signals["x"]),
]  # fmt: skip
RUNS = [
    {},
    dict(venue=Future(), carry=0.05, execution=Execution(latency=1, lot=0.01)),
    dict(venue=Perpetual(funding=0.3, margin=Margin(3.0, 0.01)), costs=gl.HalfSpread(bps=5)),
    dict(venue=InversePerpetual(), stop=Stop(below=95, above=105, back_in=True)),
]


@pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: repr(policy).split(" at 0x")[0])
def test_no_policy_of_ours_looks_ahead(policy):
    for options in RUNS:
        assert two_futures(
            BOOK, world(), paid_vol=0.3, policy=policy, signals={"x": 0.1}, **options
        )


def test_the_default_policy_and_many_paths():
    assert two_futures(BOOK, world(), paid_vol=0.3)
    assert two_futures(BOOK, world(20_000), paid_vol=0.3, policy=gl.DeltaBand(0.1), step=5)


def cheats(paths):
    """Rules that know more than they may, by what they hold on to."""
    spots, view = paths.spots, paths.spots[1:]
    return {
        "the paths": lambda now: paths.spots[:, min(now.step + 1, now.steps)] - now.spot,
        "their array": lambda now: spots[:, min(now.step + 1, now.steps)] - now.spot,
        "the horizon": lambda now: np.sign(spots[:, -1] - now.spot),
        "a view": lambda now: np.append(0.0, view[:, min(now.step + 2, now.steps)]),
    }


@pytest.mark.parametrize("name", cheats(world()))
def test_who_looks_ahead_is_named_with_the_step(name):
    paths = world()
    before = paths.spots.copy()
    policy = cheats(paths)[name]
    assert gl.replay(BOOK, paths, paid_vol=0.3, policy=policy).pnl is not None
    with pytest.raises(
        ValueError,
        match="policy = '<lambda>': policy must be one that sees no future: "
        r"its decision at step \d+ of path \d changes",
    ):
        two_futures(BOOK, paths, paid_vol=0.3, policy=policy)
    np.testing.assert_array_equal(paths.spots, before)  # and nothing of the other future is left
    assert not paths.spots.flags.writeable


def test_one_that_looks_ahead_only_late_is_found_at_its_step():
    paths = world()
    late = lambda now: paths.spots[:, 8] if now.step == 7 else now.neutral  # noqa: E731
    assert two_futures(BOOK, paths, paid_vol=0.3, policy=late, step=6)
    with pytest.raises(
        ValueError, match="decision at step 7 of path 0 changes with prices after step 7"
    ):
        two_futures(BOOK, paths, paid_vol=0.3, policy=late, step=7)
    assert two_futures(BOOK, paths, paid_vol=0.3, policy=late, step=8)


def test_what_is_not_repeatable_is_named_for_what_it_is():
    rng, calls = np.random.default_rng(1), []

    def counts(now):
        calls.append(1)
        return now.neutral * len(calls)

    for policy in (lambda now: now.neutral + rng.normal(), counts):
        with pytest.raises(ValueError, match="gives the same answer when asked again"):
            two_futures(BOOK, world(), paid_vol=0.3, policy=policy)


def test_a_path_that_stands_still_has_another_future_too():
    still = gl.Paths([0.0, 0.05, 0.1], [[100.0, 100.0, 100.0]])
    cheat = lambda now: still.spots[:, now.step + 1] - 100  # noqa: E731
    with pytest.raises(ValueError, match="sees no future"):
        two_futures(gl.straddle(100, 0.1), still, paid_vol=0.3, policy=cheat)


def test_highs_and_lows_are_future_as_well():
    paths = gl.Paths(
        [0.0, 0.05, 0.1], [100.0, 101.0, 99.0], highs=[100, 104, 103], lows=[100, 98, 97]
    )
    cheat = lambda now: paths.highs[:, now.step + 1] - 100  # noqa: E731
    with pytest.raises(ValueError, match="sees no future"):
        two_futures(gl.straddle(100, 0.1), paths, paid_vol=0.3, policy=cheat)
    stop = Stop(below=96, above=105)
    assert two_futures(gl.straddle(100, 0.1), paths, paid_vol=0.3, stop=stop)
    assert paths.highs.tolist() == [[100, 104, 103]] and paths.lows.tolist() == [[100, 98, 97]]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (dict(step=12), "step = 12: step must be below the number of steps, 12"),
        (dict(step=-1), "step = -1"),
        (dict(step=1.5), "step = 1.5"),
        (dict(policy=gl.EveryStep), "EveryStep is a class"),
        (dict(policy=3), "policy = 3"),
        (dict(policy=lambda now: None), "is a `return` missing?"),
    ],
)
def test_bad_input(options, said):
    with pytest.raises(ValueError) as caught:
        two_futures(BOOK, world(), paid_vol=0.3, **options)
    assert said in str(caught.value)
    with pytest.raises(ValueError, match="paths = 3"):
        two_futures(BOOK, 3, paid_vol=0.3)
