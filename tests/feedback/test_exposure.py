"""Gamma exposure by strike: whose sign it is, what adds up, walls and the flip level."""

import numpy as np
import pandas as pd
import pytest

from gammalab import black_scholes as bs
from gammalab.feedback.exposure import DEALER_SIGNS, gamma_exposure
from gammalab.feedback.market import ConstantGamma, FeedbackMarket
from gammalab.pricing.chain import read_chain

pytestmark = pytest.mark.filterwarnings("error")

USUAL = "long calls, short puts"


def make(**columns):
    strikes = [80.0, 90.0, 100.0, 110.0, 120.0]
    chain = pd.DataFrame(
        {
            "strike": strikes * 2,
            "expiry": 0.1,
            "right": ["put"] * 5 + ["call"] * 5,
            "iv": [0.3, 0.26, 0.22, 0.2, 0.19] * 2,
            "open_interest": [50.0, 900.0, 300.0, 10.0, 0.0, 0.0, 20.0, 200.0, 1500.0, 400.0],
        }
    )
    return chain.assign(**columns)


def test_exposure_is_what_dealers_must_trade_for_one_percent():
    chain = make()
    gex = gamma_exposure(chain, 100, dealer_sign=USUAL, multiplier=100)
    # by bumping: a hundred times what a move of a hundredth of a percent changes the delta by
    held = np.where(chain["right"] == "call", 1, -1) * chain["open_interest"] * 100
    delta = [
        bs.delta(spot, chain["strike"], chain["expiry"], chain["iv"], right=chain["right"])
        for spot in (99.995, 100.005)
    ]
    bumped = held * (delta[1] - delta[0]) * 100 * 100
    for strike, row in gex.by_strike.iterrows():
        assert row["net"] == pytest.approx(bumped[chain["strike"] == strike].sum(), rel=1e-6)
    assert gex.total == pytest.approx(bumped.sum(), rel=1e-6)
    assert gex.by_strike["net"].equals(gex.by_strike["call"] + gex.by_strike["put"])
    assert (gex.by_strike["call"] >= 0).all() and (gex.by_strike["put"] <= 0).all()


def test_two_expiries_of_a_strike_add_up():
    near, far = make(), make(expiry=0.5)
    total = lambda chain: gamma_exposure(chain, 100, dealer_sign=USUAL).by_strike["net"]  # noqa: E731
    both = total(pd.concat([near, far], ignore_index=True))
    np.testing.assert_allclose(both, total(near) + total(far), rtol=1e-13)


def test_the_assumption_is_the_result():
    chain = make()
    totals = {sign: gamma_exposure(chain, 100, dealer_sign=sign).total for sign in DEALER_SIGNS}
    assert totals["long"] == -totals["short"] > 0
    assert totals[USUAL] == pytest.approx(-totals["short calls, long puts"])
    with pytest.raises(TypeError):
        gamma_exposure(chain, 100)  # there is no default


def test_an_array_of_signs_does_what_the_words_do():
    chain = make()
    signs = np.where(chain["right"] == "call", 1.0, -1.0)
    table = gamma_exposure(chain, 100, dealer_sign=USUAL).by_strike
    assert gamma_exposure(chain, 100, dealer_sign=signs).by_strike.equals(table)
    half = gamma_exposure(chain, 100, dealer_sign=signs / 2).by_strike
    np.testing.assert_allclose(half, table / 2, rtol=1e-14)
    assert gamma_exposure(chain, 100, dealer_sign=np.zeros(10)).total == 0


def test_the_profile_at_spot_is_the_total_and_is_sticky_strike():
    gex = gamma_exposure(make(), 100, dealer_sign=USUAL)
    assert gex.profile(100) == pytest.approx(gex.total, rel=1e-14)
    spots = np.array([[85.0, 95.0], [105.0, 115.0]])
    elsewhere = [gamma_exposure(make(), s, dealer_sign=USUAL).total for s in spots.ravel()]
    np.testing.assert_allclose(gex.profile(spots).ravel(), elsewhere, rtol=1e-13)


def test_walls_are_the_largest_strikes():
    gex = gamma_exposure(make(), 100, dealer_sign=USUAL)
    walls = gex.walls(2)
    assert sorted(walls.index) == [90.0, 110.0]
    sizes = gex.by_strike["net"].abs()
    assert walls["net"].abs().tolist() == sizes.nlargest(2).tolist()
    assert len(gex.walls(99)) == 5
    nobody = gamma_exposure(make(open_interest=0.0), 100, dealer_sign=USUAL)
    assert nobody.walls(3).empty


def test_the_flip_level_is_a_root_of_the_profile():
    gex = gamma_exposure(make(), 100, dealer_sign=USUAL)
    flip = gex.flip()
    assert 90 < flip.level < 110 and flip.reason == ""
    assert abs(gex.profile(flip.level)) < 1e-6 * abs(gex.profile(90))
    assert gex.profile(flip.level - 1) < 0 < gex.profile(flip.level + 1)
    mirrored = gamma_exposure(make(), 100, dealer_sign="short calls, long puts").flip()
    assert mirrored.level == pytest.approx(flip.level)


def test_equal_and_opposite_strikes_flip_where_their_gammas_agree():
    chain = pd.DataFrame(
        {"strike": [90.0, 110.0], "expiry": 0.25, "right": ["put", "call"], "iv": 0.2,
         "open_interest": 10.0}
    )  # fmt: skip
    level = gamma_exposure(chain, 100, dealer_sign=USUAL).flip().level
    # the densities at d1 agree where log(S^2 / (K1 K2)) = -vol^2 T
    assert level == pytest.approx(np.sqrt(90 * 110) * np.exp(-0.5 * 0.2**2 * 0.25), rel=1e-8)


@pytest.mark.parametrize("sign, word", [("long", "long"), ("short", "short")])
def test_without_a_flip_there_is_a_reason(sign, word):
    flip = gamma_exposure(make(), 100, dealer_sign=sign).flip()
    assert flip.level is None
    assert flip.reason.startswith(f"dealers are {word} gamma everywhere from 40 to 240")
    nobody = gamma_exposure(make(open_interest=0.0), 100, dealer_sign=USUAL).flip(low=50, high=150)
    assert (nobody.level, nobody.reason) == (None, "no exposure anywhere between 50 and 150")


def test_the_nearest_of_several_flips_is_given():
    chain = make(right="call")[5:].reset_index(drop=True).assign(open_interest=100.0, expiry=0.01)
    flip = gamma_exposure(chain, 108, dealer_sign=[1, -1, 1, -1, 1]).flip()
    assert 100 < flip.level < 110
    assert gamma_exposure(chain, 86, dealer_sign=[1, -1, 1, -1, 1]).flip().level < 90


def test_rows_without_an_iv_are_left_out_and_counted():
    chain = make()
    chain.loc[3, "iv"] = np.nan
    gex = gamma_exposure(chain, 100, dealer_sign=USUAL)
    assert (gex.left_out, len(gex.rows)) == (1, 9)
    assert gex.by_strike.loc[110.0, "put"] == 0


def test_dealer_gamma_is_what_the_feedback_market_takes(tmp_path):
    path = tmp_path / "chain.csv"
    make().drop(columns="iv").assign(price=1.0).to_csv(path, index=False)
    chain = read_chain(path, spot=100)
    gex = gamma_exposure(chain, 100, dealer_sign="long")
    rows = gex.rows
    gammas = rows["open_interest"] * bs.gamma(100, rows["strike"], rows["expiry"], rows["iv"])
    assert gex.dealer_gamma == pytest.approx(gammas.sum(), rel=1e-12)
    market = FeedbackMarket(
        vol=0.2, impact=0.5 / gex.dealer_gamma, book=ConstantGamma(gammas.sum())
    )
    run = market.run(100, 0.1, 200, 50, seed=1)
    assert run.realised_vol().mean() == pytest.approx(0.2 / 1.5, rel=0.03)


def test_rates_and_carry_reach_the_gammas():
    gex = gamma_exposure(make(), 100, dealer_sign="long", rate=0.05, carry=0.0)
    chain = make()
    gammas = bs.gamma(100, chain["strike"], 0.1, chain["iv"], rate=0.05, carry=0.0)
    assert gex.total == pytest.approx((gammas * chain["open_interest"]).sum() * 100, rel=1e-12)


@pytest.mark.parametrize(
    "bad, said",
    [
        (dict(chain=[1, 2]), "chain = 'list': chain must be a DataFrame"),
        (dict(chain=make()[:0]), "chain = 'an empty table'"),
        (dict(chain=make().drop(columns="open_interest")), "one with the columns strike, expiry"),
        (dict(chain=make(strike=-1.0)), "strike in row 0 = -1.0: .* a number above 0"),
        (dict(chain=make(expiry=0.0)), "expiry in row 0 = 0.0"),
        (dict(chain=make(right="C")), "right in row 0 = 'C'"),
        (dict(chain=make(iv=0.0)), "iv in row 0 = 0.0: .* a number above 0, or NaN"),
        (dict(chain=make(iv=np.nan)), "chain = 'no row with an iv'"),
        (dict(chain=make(open_interest=-5.0)), "open_interest in row 0 = -5.0"),
        (dict(chain=make(open_interest=np.nan)), "open_interest in row 0 = nan"),
        (dict(chain=pd.concat([make(), make()])), "strike in row 0 = 80.0: .* there once"),
        (dict(spot=0), "spot = 0.0: spot must be above 0"),
        (dict(dealer_sign="naive"), "dealer_sign = 'naive': .*'long calls, short puts'"),
        (dict(dealer_sign=None), "dealer_sign = None"),
        (dict(dealer_sign=1.0), "dealer_sign = 1.0: .*10 numbers from -1 to 1"),
        (dict(dealer_sign=[2.0] * 10), "dealer_sign = "),
        (dict(dealer_sign=[np.nan] * 10), "dealer_sign = nan at index 0"),
        (dict(multiplier=0), "multiplier = 0.0"),
        (dict(rate=np.inf), "rate = inf"),
        (dict(carry="much"), "carry = 'much'"),
    ],
)
def test_bad_input_is_named(bad, said):
    with pytest.raises(ValueError, match=said):
        gamma_exposure(**{**dict(chain=make(), spot=100, dealer_sign=USUAL), **bad})


def test_bad_questions_to_the_result_are_named():
    gex = gamma_exposure(make(), 100, dealer_sign=USUAL)
    with pytest.raises(ValueError, match="n = 0"):
        gex.walls(0)
    with pytest.raises(ValueError, match="spots = -1.0"):
        gex.profile([100.0, -1.0])
    with pytest.raises(ValueError, match="high = 90.0: high must be above low, 95.0"):
        gex.flip(low=95, high=90)
    with pytest.raises(ValueError, match="low = 0.0"):
        gex.flip(low=0)
