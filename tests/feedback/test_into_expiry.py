"""Pinning at the strike: the model of Avellaneda & Lipkin and our own, each by its closed form."""

import numpy as np
import pytest
from effort import some, thorough
from scipy.special import ndtr

import gammalab as gl
from gammalab.feedback.into_expiry import (
    _into_expiry,
    pinning,
    pinning_by_charm,
    pinning_by_charm_probability,
    pinning_probability,
)
from gammalab.feedback.market import FeedbackMarket
from gammalab.paths.gbm import GBM
from gammalab.pricing import black_scholes as bs

pytestmark = pytest.mark.filterwarnings("error")

VOL, IMPACT, EXPIRY, STRIKE = 0.2, 0.005, 5 / 252, 100.0
SD = VOL * np.sqrt(EXPIRY)
CASES = [(1, 0), (1, 1), (2, 0)]  # (b, z0)


def setting(b, z):
    """The arguments that make b and z0."""
    spot = STRIKE * np.exp(z * SD + 0.5 * SD**2)
    quantity = b * STRIKE * SD / IMPACT
    return dict(spot=spot, strike=STRIKE, expiry=EXPIRY, quantity=quantity, vol=VOL, impact=IMPACT)


# --- Avellaneda & Lipkin -------------------------------------------------------------------------


@pytest.mark.parametrize("case, published", list(zip(CASES, [0.3290, 0.2149, 0.5497], strict=True)))
def test_the_closed_form_of_avellaneda_and_lipkin(case, published):
    """1 - exp(-b phi(z0))."""
    assert pinning_by_charm_probability(**setting(*case)) == pytest.approx(published, abs=5e-5)


@pytest.mark.parametrize("case", CASES)
def test_pinned_by_charm_as_often_as_the_closed_form_says(case):
    expected = pinning_by_charm_probability(**setting(*case))
    run = pinning_by_charm(**setting(*case), steps=800, n_paths=6_000, seed=3)
    share, without = run.share(0.01 * STRIKE * SD)
    assert share == pytest.approx(expected, abs=3.5 * np.sqrt(expected * (1 - expected) / 6_000))
    assert without < 0.01  # so the width does not count who only passes by


def test_a_few_steps_are_nearly_enough():
    """Sixty pin 0.016 too many; were all noise to come after the pull, 0.05 too few."""
    run = pinning_by_charm(**setting(2, 0), steps=60, n_paths=6_000, seed=3)
    assert run.share(0.01 * STRIKE * SD)[0] == pytest.approx(0.5497, abs=0.03)


def test_at_the_strike_the_chance_is_that_of_impact_times_gamma():
    at_strike = setting(1.3, 0) | {"spot": STRIKE}
    x = IMPACT * at_strike["quantity"] * bs.gamma(STRIKE, STRIKE, EXPIRY, VOL)
    assert pinning_by_charm_probability(**at_strike) == pytest.approx(1 - np.exp(-x), rel=1e-12)


def test_the_pull_is_the_trade_that_the_decay_of_delta_calls_for():
    """To first order in the impact, the price goes where impact * quantity * charm takes it along
    the calm path, by `black_scholes.charm`; at a volatility so low that both d1 agree."""
    vol, quantity, impact, steps = 0.01, 40.0, 1e-6, 4_000
    given = dict(strike=STRIKE, expiry=EXPIRY, vol=vol, steps=steps, n_paths=200, seed=1)
    paths = GBM(vol).simulate(100.03, clock=_into_expiry(EXPIRY, steps), n_paths=200, seed=1)
    charm = bs.charm(paths.spots[:, :-2], STRIKE, EXPIRY - paths.times[:-2], vol)
    expected = -impact * quantity * charm @ np.diff(paths.times[:-1])
    pulled = pinning_by_charm(100.03, quantity=quantity, impact=impact, **given)
    moved = pulled.final - pulled.calm
    assert np.corrcoef(moved, expected)[0, 1] > 0.999
    assert np.polyfit(expected, moved, 1)[0] == pytest.approx(1, rel=0.01)


# --- our own: all of the hedge moves the price ---------------------------------------------------


@pytest.mark.parametrize("case", CASES)
def test_pinned_in_our_own_market_as_often_as_its_closed_form_says(case):
    expected = pinning_probability(**setting(*case))
    n = some(3_000)
    run = pinning(**setting(*case), steps=40, n_paths=n, seed=4)
    share, _ = run.share(0.01 * STRIKE * SD)
    assert share == pytest.approx(expected, abs=3.5 * np.sqrt(expected * (1 - expected) / n))


def test_the_two_models_are_not_one():
    """All of the hedge pins more at the strike and less beside it."""
    own = [pinning_probability(**setting(*case)) for case in CASES]
    assert own == pytest.approx([0.3829, 0.1673, 0.6827], abs=5e-5)
    theirs = [pinning_by_charm_probability(**setting(*case)) for case in CASES]
    assert own[0] > theirs[0] and own[1] < theirs[1] and own[2] > theirs[2]


@pytest.mark.parametrize(
    "spot, seen, calm",
    [(100, 0.61, 0.15), pytest.param(98, 0.36, 0.11, marks=thorough)],
)
def test_the_thousand_calls_of_the_lesson(spot, seen, calm):
    """1,000 calls, five days, impact 0.005: the share that ends within 0.50 of the strike.

    The lesson's numbers belong to a hundred equal steps: in the last of them nobody hedges, and a
    pinned price gets away by 0.28. Hedged to the end the closed form, 0.50 wider, holds.
    """
    n, book = some(3_000), 1_000 * gl.call(100, EXPIRY)
    run = FeedbackMarket(VOL, IMPACT, book).run(spot, EXPIRY, 100, n, seed=1)
    for spots, expected in ((run.spots, seen), (run.calm.spots, calm)):
        error = 3.5 * np.sqrt(expected * (1 - expected) / n) + 0.005  # told to a point
        assert np.mean(np.abs(spots[:, -1] - 100) <= 0.5) == pytest.approx(expected, abs=error)
    b, z, width = 5 / (100 * SD), np.log(spot / 100) / SD - SD / 2, 0.5 / (100 * SD)
    expected = ndtr(b * ndtr(-z) - z + width) - ndtr(-z - b * ndtr(z) - width)
    share, _ = pinning(spot, 100, EXPIRY, 1_000, vol=VOL, impact=IMPACT, n_paths=n, seed=1).share(
        0.5
    )
    assert share == pytest.approx(expected, abs=3.5 * np.sqrt(expected * (1 - expected) / n))


@pytest.mark.parametrize("chance", [pinning_probability, pinning_by_charm_probability])
def test_chances_broadcast_and_are_chances(chance):
    quantity = np.array([[0.0], [100.0], [1e6]])
    spot = np.array([95.0, 100.0, 104.0])
    found = chance(spot, 100, EXPIRY, quantity, vol=VOL, impact=IMPACT)
    assert found.shape == (3, 3)
    assert (found[0] == 0).all() and (np.diff(found, axis=0) > 0).all() and (found <= 1).all()


# --- both ----------------------------------------------------------------------------------------


@pytest.fixture(params=[pinning, pinning_by_charm])
def model(request):
    return request.param


def pin(model, quantity, impact=0.005):
    return model(
        100.5, 100, 5 / 252, quantity, vol=0.2, impact=impact, steps=60, n_paths=1000, seed=3
    )


def test_dealers_long_gamma_pin_the_price_to_the_strike(model):
    some, many = pin(model, 300), pin(model, 3000)
    held_some, free = some.share(0.5)
    held_many, same = many.share(0.5)
    assert free == same
    assert held_many > held_some > 1.2 * free
    assert held_many > 3 * free
    assert np.median(np.abs(many.final - 100)) < 0.3 * np.median(np.abs(many.calm - 100))


@pytest.mark.parametrize("quantity, impact", [(0, 0.005), (1000, 0.0)])
def test_without_dealers_or_impact_nothing_is_pinned(model, quantity, impact):
    result = pin(model, quantity, impact)
    np.testing.assert_allclose(result.final, result.calm, rtol=1e-13)


def test_equal_seeds_have_equal_noise_and_the_first_paths_stay():
    given = dict(spot=99, strike=100, expiry=EXPIRY, quantity=500, vol=VOL, impact=IMPACT, seed=2)
    own, theirs = (model(**given, steps=20, n_paths=30) for model in (pinning, pinning_by_charm))
    assert np.array_equal(own.calm, theirs.calm)
    few = pinning_by_charm(**given, steps=20, n_paths=3)
    np.testing.assert_allclose(few.final, theirs.final[:3], rtol=1e-13)
    with pytest.raises(ValueError, match="read-only"):
        own.final[0] = 1.0


# --- bad input -----------------------------------------------------------------------------------

PIN = dict(spot=100, strike=100, expiry=0.1, quantity=1, vol=0.2, impact=0.01)
NAN = float("nan")


@pytest.mark.parametrize(
    "function",
    [pinning, pinning_by_charm, pinning_probability, pinning_by_charm_probability],
)
def test_good_input_is_taken(function):
    function(**PIN)


@pytest.mark.parametrize(
    "function, good, bad, said",
    [
        *(
            (function, PIN, {name: bad}, f"^{name} = ")
            for function in (
                pinning,
                pinning_by_charm,
                pinning_probability,
                pinning_by_charm_probability,
            )
            for name, bad in (
                ("spot", 0),
                ("strike", 0),
                ("expiry", 0),
                ("quantity", -1),
                ("vol", -0.1),
                ("impact", -1),
                ("quantity", NAN),
                ("impact", "x"),
            )
        ),
        *((pinning_by_charm, PIN, {name: [1.0, 2.0]}, f"^{name} = ") for name in PIN),
        (pinning_by_charm, PIN, dict(vol=0), "vol = 0.0"),
        (pinning_by_charm, PIN, dict(n_paths=0), "n_paths = 0"),
        (pinning, PIN, dict(steps=0), "steps = 0"),
        (pinning_by_charm, PIN, dict(steps=0), "steps = 0"),
    ],
)
def test_bad_input_is_named(function, good, bad, said):
    with pytest.raises(ValueError, match=said):
        function(**{**good, **bad})


def test_a_share_needs_a_width():
    with pytest.raises(ValueError, match="width = 0.0"):
        pinning(**PIN, n_paths=2, steps=2).share(0)
