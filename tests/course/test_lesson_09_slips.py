"""What is said of slips in lesson 09's exercises names their own cause, not one beside it."""

import numpy as np
import pytest

from gammalab import black_scholes as bs
from gammalab.check import engine


def leg(due=lambda held, spots, k: held * spots[k - 1], closed=lambda held: True):
    """An answer to 9.8 with funding due on something, or that closes some legs alone."""

    def closed_at(spots, hedges, collateral, maintenance, funding):
        equity = collateral
        for k in range(1, len(spots)):
            held = hedges[k - 1]
            equity += held * (spots[k] - spots[k - 1]) - due(held, spots, k) * funding
            if equity < maintenance * abs(held) * spots[k] and closed(held):
                return k
        return -1

    return closed_at


def test_a_right_leg_is_right():
    assert engine.find("9.8").assess(leg())[0] == "right"


@pytest.mark.parametrize(
    ("answer", "says", "not_said"),
    [
        (leg(lambda held, spots, k: abs(held) * spots[k - 1]), "a short receives", "a long pays f"),
        (leg(lambda held, spots, k: held), "times the price", "out of the account"),
        (leg(lambda held, spots, k: held * spots[0]), "not on the first", "is not right"),
        (leg(closed=lambda held: False), "the same whatever", "a long gains"),
        (leg(closed=lambda held: held < 0), "wrong in", "a long gains"),
        (leg(closed=lambda held: held > 0), "wrong in", "a long gains"),
    ],
)
def test_a_slip_in_a_leg_is_told_by_its_cause(answer, says, not_said):
    state, said = engine.find("9.8").assess(answer)
    assert state != "right" and says in said and not_said not in said


def test_both_sides_of_the_leg_are_tried():
    legs = list(engine.find("9.8").body.asked(engine.find("9.8").rng()))
    for side in (1, -1):
        found = [leg()(*given) for given in legs if given[1][0] * side > 0]
        assert sum(step > 0 for step in found) >= 5 and -1 in found


def gap(inside, before):
    """An answer to 9.2 with other things in its gaps."""

    def funding_rate(premium):
        bounded = np.clip(inside(premium), -5e-4, 5e-4)
        return before(premium) + bounded

    return funding_rate


def contracts(quantity, delta, value, spot):
    return quantity * (delta - value / spot) * spot


def inverse_gain(contracts, entry, exit):
    return contracts * (exit - entry) / exit


def funding_that_kills(spot, strike, years, sold_vol, vol):
    edge = bs.price(spot, strike, years, sold_vol) - bs.price(spot, strike, years, vol)
    return edge / (spot * bs.delta(spot, strike, years, vol))


@pytest.mark.parametrize(
    ("id", "answer", "says", "not_said"),
    [
        # A premium that is bounded itself, and interest less premium that is not.
        ("9.2", gap(lambda p: p, lambda p: 1e-4 - p), "the premium before it is not", "wrong in 2"),
        # Said to whoever owns puts, too: they buy contracts.
        ("9.3", contracts, "the sign is opposite", "owns calls"),
        # The entry is not in there at all.
        ("9.5", inverse_gain, "1 / entry coins", "too often"),
        ("9.6", funding_that_kills, "for the whole time", "for a year"),
    ],
)
def test_a_slip_is_told_by_its_cause(id, answer, says, not_said):
    state, said = engine.find(id).assess(answer)
    assert state == "wrong" and says in said and not_said not in said, said


def test_a_slip_of_the_sign_is_shown_on_a_plain_case():
    """On a hedge below zero at a rate below zero two signs had to be thought through."""
    state, said = engine.find("9.1").assess(lambda hedge, spot, rate, n: hedge * spot * rate * n)
    assert state == "wrong" and "who is long pays" in said
    assert "rate=-" not in said
