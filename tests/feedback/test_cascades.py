"""Squeezes and liquidation cascades, round by round."""

import numpy as np
import pytest

import gammalab as gl
from gammalab.feedback.cascades import liquidation_cascade, squeeze
from gammalab.feedback.market import ConstantGamma, FadingDepth

pytestmark = pytest.mark.filterwarnings("error")

IMPACT = 0.01

# --- squeeze -------------------------------------------------------------------------------------


@pytest.mark.parametrize("x", [-0.9, -0.3, 0.3, 0.9])
@pytest.mark.parametrize("shock", [2.0, -2.0])
def test_a_squeeze_is_the_geometric_series(x, shock):
    result = squeeze(ConstantGamma(x / IMPACT), 100, shock, vol=0.2, impact=IMPACT)
    assert result.settled
    assert result.amplification == pytest.approx(1 / (1 + x), rel=1e-9)
    expected = shock * (-x) ** np.arange(6)
    assert result.table["push"].head(6).to_numpy() == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("quantity", [-30, 30])
def test_a_squeeze_adds_up_and_ends_where_price_and_hedge_agree(quantity):
    book, impact = quantity * gl.call(105, 0.1), 0.1
    result = squeeze(book, 100, 3.0, vol=0.3, impact=impact)
    table = result.table
    assert result.spot == table["spot"].iloc[-1] == pytest.approx(100 + table["push"].sum())
    assert table["push"][1:].to_numpy() == pytest.approx(impact * table["trade"][1:].to_numpy())
    trades = book.delta(100, vol=0.3) - book.delta(result.spot, vol=0.3)
    assert result.spot == pytest.approx(103 + impact * trades, rel=1e-11)
    assert (result.amplification > 1) == (quantity < 0)


def test_a_squeeze_through_minus_one_runs_until_gamma_fades():
    # x is far below -1 at the strike: the price jumps to where the calls are all in the money
    sold = gl.call(105, 0.02)
    result = squeeze(-500 * sold, 100, 2.0, vol=0.2, impact=0.05)
    assert result.settled and result.amplification > 10
    bought = 500 * (1 - sold.delta(100, vol=0.2))
    assert result.spot == pytest.approx(102 + 0.05 * bought, rel=1e-6)


def test_squeezes_that_do_not_settle_say_so():
    assert not squeeze(ConstantGamma(-150), 100, 1.0, vol=0.2, impact=0.01, rounds=50).settled
    down = squeeze(ConstantGamma(-150), 100, -1.0, vol=0.2, impact=0.01)
    assert not down.settled and down.spot <= 0
    assert len(squeeze(ConstantGamma(-50), 100, 1, vol=0.2, impact=0.01, rounds=3).table) == 4


def test_a_squeeze_without_impact_is_the_shock():
    result = squeeze(-10 * gl.call(100, 0.1), 100, 1.0, vol=0.2, impact=0.0)
    assert (result.spot, result.amplification, result.settled) == (101.0, 1.0, True)


# --- liquidations --------------------------------------------------------------------------------

LADDER = dict(levels=[98.0, 96.0, 94.0, 80.0], sizes=[20.0, 20.0, 20.0, 20.0])


def test_a_cascade_goes_from_level_to_level_and_adds_up():
    fall = liquidation_cascade(100, -2.5, **LADDER, impact=0.1)
    assert fall.liquidated.tolist() == [True, True, True, False]
    assert fall.table["count"].tolist() == [0, 1, 1, 1]
    assert fall.spot == pytest.approx(100 - 2.5 - 0.1 * 60)
    assert fall.spot == pytest.approx(100 + fall.table["push"].sum())
    assert fall.amplification == pytest.approx(8.5 / 2.5)
    assert not fall.collapsed
    assert fall.table["size"].sum() == 60


def test_a_smaller_shock_or_less_impact_stops_it():
    untouched = liquidation_cascade(100, -1.0, **LADDER, impact=0.1)
    assert not untouched.liquidated.any() and untouched.amplification == 1
    one = liquidation_cascade(100, -2.0, **LADDER, impact=0.05)
    assert one.liquidated.tolist() == [True, False, False, False] and one.spot == 97
    free = liquidation_cascade(100, -5.0, **LADDER, impact=0.0)
    assert free.spot == 95 and free.liquidated.sum() == 2 and free.amplification == 1


def test_depth_that_leaves_with_the_liquidated_deepens_the_fall():
    firm = liquidation_cascade(100, -2.0, **LADDER, impact=0.1)
    thin = liquidation_cascade(100, -2.0, **LADDER, impact=0.1, depth=lambda gone: 1 - 0.9 * gone)
    assert thin.spot < firm.spot
    assert thin.table["depth"].tolist() == pytest.approx([1, 1, 1 - 0.225, 1 - 0.45])
    pushes = -0.1 * thin.table["size"][1:] / thin.table["depth"][1:]
    assert thin.table["push"][1:].tolist() == pytest.approx(pushes.tolist())


def test_shorts_are_bought_back_on_the_way_up():
    up = liquidation_cascade(100, 2.0, levels=[102, 104, 90], sizes=[-20, -20, 20], impact=0.1)
    assert up.spot == 106 and up.liquidated.tolist() == [True, True, False]
    mirror = liquidation_cascade(100, -2.0, levels=[98, 96, 110], sizes=[20, 20, -20], impact=0.1)
    assert 100 - mirror.spot == up.spot - 100


def test_a_price_that_reaches_zero_is_shown_as_it_is():
    fall = liquidation_cascade(100, -2.0, levels=[99], sizes=[2000], impact=0.1)
    assert fall.collapsed and fall.spot == -102
    empty = liquidation_cascade(100, -2.0, levels=[], sizes=[], impact=0.1)
    assert empty.spot == 98


# The lesson's ladder: longs 25 units every 0.50 from 98 down to 88, shorts mirrored above.
RUNGS = np.arange(98, 87.9, -0.5)


def ladder(shock, left=1.0, size=25.0):
    """left: the share of depth that stays when one side is gone."""
    return liquidation_cascade(
        100,
        shock,
        np.r_[RUNGS, 200 - RUNGS],
        np.r_[np.full(21, size), np.full(21, -size)],
        impact=IMPACT,
        depth=lambda gone: 1 - (1 - left) * min(1, 2 * gone),
    )


@pytest.mark.parametrize(
    "shock, left, end, gone, rounds",
    [
        (-3.0, 1.0, 95.75, 5, None),
        (-5.0, 1.0, 91.75, 13, None),
        (-5.0, 0.4, 89.520, 17, None),
        (-5.1, 0.4, 87.289, 21, 12),
        (-7.0, 1.0, None, 21, None),
        (8.0, 1.0, 113.25, 21, None),
        (-8.0, 1.0, 86.75, 21, None),
        (3.0, 1.0, 104.25, 5, None),
    ],
)
def test_the_ladder_of_the_lesson(shock, left, end, gone, rounds):
    fall = ladder(shock, left)
    assert fall.liquidated.sum() == gone
    if end is not None:
        assert fall.spot == pytest.approx(end, abs=5e-4)
    if rounds is not None:
        assert len(fall.table) - 1 == rounds


@pytest.mark.parametrize("left, smallest", [(1.0, -7.0), (0.6, -6.1), (0.4, -5.1), (0.2, -4.3)])
def test_the_smallest_fall_that_takes_everybody(left, smallest):
    assert ladder(smallest, left).liquidated.sum() == 21
    assert ladder(smallest + 0.1, left).liquidated.sum() < 21


def test_a_dense_ladder():
    assert ladder(-3.0, size=47.5).spot == pytest.approx(87.02, abs=0.005)


@pytest.mark.parametrize("density", [20, 50, 80])
@pytest.mark.parametrize("side", [1, -1])
def test_a_fine_ladder_amplifies_as_the_geometric_series(density, side):
    """An endless ladder of density r right below the price: 1 / (1 - impact r)."""
    levels = 100 - side * 0.001 * np.arange(1, 20_001)
    sizes = np.full(levels.size, side * density * 0.001)
    fall = liquidation_cascade(100, -side * 2.5, levels, sizes, impact=IMPACT)
    assert fall.amplification == pytest.approx(1 / (1 - IMPACT * density), rel=2e-3)


def test_without_a_shock_nothing_happens_and_nothing_is_amplified():
    quiet = squeeze(ConstantGamma(-150), 100, 0, vol=0.2, impact=0.01)
    assert (quiet.spot, quiet.settled, len(quiet.table)) == (100, True, 1)
    assert np.isnan(quiet.amplification)
    still = liquidation_cascade(100, 0, **LADDER, impact=0.1)
    assert (still.spot, len(still.table), still.collapsed) == (100, 1, False)
    assert np.isnan(still.amplification) and not still.liquidated.any()


def test_what_a_cascade_hands_out_is_its_own():
    fall = liquidation_cascade(100, -2.5, **LADDER, impact=0.1)
    with pytest.raises(ValueError, match="read-only"):
        fall.liquidated[0] = False


# --- bad input -----------------------------------------------------------------------------------

CALL = gl.call(100, 0.25)
SHOCK = dict(book=CALL, spot=100, shock=1.0, vol=0.2, impact=0.01)
FALL = dict(spot=100, shock=-1.0, levels=[95.0], sizes=[1.0], impact=0.1)
NAN = float("nan")


@pytest.mark.parametrize(
    "function, good, bad, said",
    [
        (squeeze, SHOCK, dict(book=None), "book = None"),
        (squeeze, SHOCK, dict(spot=0), "spot = 0.0"),
        (squeeze, SHOCK, dict(book=ConstantGamma), "ConstantGamma is a class"),
        (squeeze, SHOCK, dict(shock=-100), "shock = -100.0: shock must be above -spot"),
        (squeeze, SHOCK, dict(vol=0), "hedge_vol = 0.0"),
        (squeeze, SHOCK, dict(impact=-1), "impact = -1.0"),
        (squeeze, SHOCK, dict(time=-1), "time = -1.0"),
        (squeeze, SHOCK, dict(time=0.25), "time = 0.25: time must be before the book's first"),
        (squeeze, SHOCK, dict(rounds=0), "rounds = 0"),
        (liquidation_cascade, FALL, dict(spot=-1), "spot = -1.0"),
        (liquidation_cascade, FALL, dict(shock=-100), "shock = -100.0: shock must be above -spot"),
        (liquidation_cascade, FALL, dict(depth=FadingDepth), "FadingDepth is a class"),
        (liquidation_cascade, FALL, dict(levels=[0.0]), "levels = 0.0 at index 0"),
        (liquidation_cascade, FALL, dict(levels=[101.0]), "levels = 101.0: levels must be below"),
        (liquidation_cascade, FALL, dict(sizes=[-1.0]), "levels = 95.0: levels must be below"),
        (liquidation_cascade, FALL, dict(sizes=[1.0, 2.0]), "sizes = .*as many as levels"),
        (liquidation_cascade, FALL, dict(sizes=[NAN]), "sizes = nan at index 0"),
        (liquidation_cascade, FALL, dict(impact=-0.1), "impact = -0.1"),
        (liquidation_cascade, FALL, dict(depth=2), "depth = 2: depth must be a function"),
    ],
)
def test_bad_input_is_named(function, good, bad, said):
    function(**good)
    with pytest.raises(ValueError, match=said):
        function(**{**good, **bad})


@pytest.mark.parametrize("depth", [0.0, -1.0, NAN, [1.0, 2.0], "deep"])
def test_a_bad_depth_is_named(depth):
    with pytest.raises(ValueError, match=r"depth\(\.\.\.\) = "):
        liquidation_cascade(100, -6, [95], [1], impact=1, depth=lambda gone: depth)
