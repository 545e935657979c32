"""Rules compared on equal luck."""

import numpy as np
import pytest

import gammalab as gl
from gammalab.hedging.compare import compare

MONTH = 30 / 365


def world(seed=1, spot=100, n_paths=50):
    return gl.GBM(0.3).simulate(spot, 0.1, 10, n_paths=n_paths, seed=seed)


def run(paths, policy=None, **options):
    return gl.replay(gl.straddle(100, 0.1), paths, paid_vol=0.3, policy=policy, **options)


def test_lesson_sixs_difference_of_clock_and_band():
    """5 bp, 4,000 months of 240 steps, seed 6: once a day against Whalley and Wilmott's band."""
    paths = gl.GBM(vol=0.30).simulate(100, MONTH, steps=240, n_paths=4_000, seed=6)
    rules = {"clock": gl.EveryN(8), "band": gl.WhalleyWilmott(0.0005, 0.0013)}
    runs = {
        name: gl.replay(100 * gl.straddle(100, MONTH), paths, paid_vol=0.3, policy=rule,
                        costs=gl.HalfSpread(bps=5))
        for name, rule in rules.items()
    }  # fmt: skip
    cost = compare(runs, of="cost")
    assert cost["mean"].tolist() == pytest.approx([21.794, 14.388], abs=5e-4)
    assert cost.loc["band", "difference"] == pytest.approx(-7.4066, abs=5e-5)
    assert cost.loc["band", "standard error"] == pytest.approx(0.0569, abs=5e-5)
    pnl = compare(runs)
    assert pnl["standard deviation"].tolist() == pytest.approx([105.6, 105.4], abs=0.06)


def test_by_hand():
    paths = world()
    runs = [run(paths), run(paths, gl.EveryN(2)), run(paths, gl.Never())]
    table = compare(runs)
    assert table.index.tolist() == [0, 1, 2] and table.index.name == "run"
    assert list(table.columns) == ["mean", "standard deviation", "difference", "standard error"]
    assert table.loc[0, ["difference", "standard error"]].tolist() == [0.0, 0.0]
    for k in (1, 2):
        apart = runs[k].pnl - runs[0].pnl
        assert table.loc[k, "mean"] == pytest.approx(runs[k].pnl.mean())
        assert table.loc[k, "standard deviation"] == pytest.approx(runs[k].pnl.std(ddof=1))
        assert table.loc[k, "difference"] == pytest.approx(apart.mean())
        assert table.loc[k, "standard error"] == pytest.approx(apart.std(ddof=1) / np.sqrt(50))
    assert compare({"a": runs[0], "b": runs[0]}).loc["b", "difference"] == 0.0
    assert compare(runs, of="trades")["mean"].tolist() == [11, 6, 0]


def test_equal_paths_need_not_be_the_same_object():
    table = compare([run(world()), run(world(), gl.Never())])
    assert np.isfinite(table.to_numpy()).all()


def test_one_path_has_no_error():
    one = world(n_paths=1)
    table = compare([run(one), run(one, gl.Never())])
    assert np.isnan(table["standard error"]).all() and np.isfinite(table["difference"]).all()


@pytest.mark.parametrize(
    "other", [world(seed=2), world(spot=101), world(n_paths=49), world().every(2)]
)
def test_other_paths_are_refused(other):
    with pytest.raises(ValueError, match="runs = .*'fine'.*: runs must be runs on the same paths"):
        compare({"fine": run(world()), "other": run(other)})


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: compare([run(world())]), "two Runs or more"),
        (lambda: compare([]), "two Runs or more"),
        (lambda: compare(run(world())), "two Runs or more"),
        (lambda: compare([1, 2]), "runs = 1"),
        (lambda: compare("ab"), "runs = 'ab'"),
        (lambda: compare(list), "two Runs or more"),
        (lambda: compare([run(world()), run(world())], of="luck"), "of = 'luck'"),
        (lambda: compare([run(world()), run(world())], of="pnl_in_coin"), "venue = 'Spot'"),
    ],
)
def test_bad_input(make, said):
    with pytest.raises(ValueError) as caught:
        make()
    assert said in str(caught.value)
