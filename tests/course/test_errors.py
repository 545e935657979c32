"""The standard error of a spread: against many repeats, for normal months and for fat tails."""

import numpy as np
import pytest

from gammalab.course.errors import mean_and_error, spread_and_error, spread_by_month

LAWS = {
    "normal": lambda rng, shape: rng.standard_normal(shape),
    "fat tails": lambda rng, shape: rng.standard_t(9, shape),
    "skewed": lambda rng, shape: rng.gamma(2.0, 1.0, shape),
}


@pytest.mark.parametrize("law", LAWS)
def test_the_error_of_a_spread_is_what_many_repeats_spread_by(law):
    months = LAWS[law](np.random.default_rng(1), (2_000, 1_000))
    seen = months.std(axis=1, ddof=1).std()
    told = np.mean([spread_and_error(one)[1] for one in months])
    assert told == pytest.approx(seen, rel=0.06)
    normal = months.std() / 2_000**0.5  # spread over the root of 2n
    assert (told > 1.15 * normal) == (law != "normal")


def test_a_difference_of_spreads_on_equal_paths_has_the_error_of_many_repeats():
    rng = np.random.default_rng(2)
    a = rng.standard_t(9, (1_000, 1_000))
    b = 1.2 * a + 0.3 * rng.standard_normal(a.shape)
    seen = (b.std(axis=1, ddof=1) - a.std(axis=1, ddof=1)).std()
    pairs = [
        mean_and_error(spread_by_month(y) - spread_by_month(x)) for x, y in zip(a, b, strict=True)
    ]
    means, errors = np.transpose(pairs)
    assert errors.mean() == pytest.approx(seen, rel=0.08)
    np.testing.assert_allclose(means, b.std(axis=1, ddof=1) - a.std(axis=1, ddof=1))


def test_months_that_are_all_the_same():
    assert spread_and_error([2.0, 2.0, 2.0]) == (0.0, 0.0)
