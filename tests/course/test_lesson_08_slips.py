"""Honest slips in lesson 08's exercises that had no cause named once, or a wrong one."""

import numpy as np
import pytest

from gammalab.check import engine


def said(id, function):
    engine.known_problems()
    found = engine.find(id).examine(function)
    assert found.state == "wrong"
    return found.message


def late(of_late):
    """An answer to 8.2 that is right where hedges come at once."""
    return lambda news, gamma, impact, late: (
        of_late(news, impact * gamma) if late else news / (1 + impact * gamma)
    )


def cascade(push, hit=lambda levels, sizes, price: np.where(
        sizes > 0, levels >= price, levels <= price)):  # fmt: skip
    """An answer to 8.8 in rounds; `push` is what the sizes that are hit push down."""

    def end(spot, shock, levels, sizes, impact):
        price, gone = spot + shock, np.zeros(len(levels), bool)
        while (new := ~gone & hit(levels, sizes, price)).any():
            price, gone = price - impact * push(sizes[new]), gone | new
        return price

    return end


@pytest.mark.parametrize(
    ("id", "function", "words"),
    [
        ("8.2", late(lambda news, x: news), "late hedges push, too"),
        ("8.2", late(lambda news, x: news**2 / (1 - x * x)), "late: that is the variance"),
        ("8.2", late(lambda news, x: news / np.sqrt(1 - x * x) / (1 + x)), "the root alone"),
        ("8.4", lambda interest, gamma, side, is_put, spot, multiplier:
         np.sum(side * interest * gamma) * multiplier * spot, "traded for a move of 1.00"),
        ("8.5", lambda news, paid, gamma_each, impact: (news / paid - 1) * gamma_each * impact,
         "divide, do not multiply"),
        ("8.6", lambda a, b, z: np.ceil(2 * z**2 / np.log(a / b) ** 2), "the 2 belongs below"),
        ("8.6", lambda a, b, z: np.ceil(z**2 / (2 * ((b - a) / a) ** 2)), "the first volatility"),
        ("8.7", lambda assets, leverage, ret: assets * leverage * (1 + leverage * ret) - assets,
         "what is there is leverage times the assets"),
        ("8.8", cascade(lambda sizes: np.sign(sizes).sum()), "impact times its size"),
        ("8.8", cascade(len), "the size is missing, and with its sign"),
        ("8.8", cascade(lambda sizes: np.abs(sizes).sum()), "a short is bought back"),
        ("8.8", cascade(lambda sizes: -sizes.sum()), "a long that is closed sells"),
    ],
)  # fmt: skip
def test_the_slip_is_named(id, function, words):
    assert words in said(id, function)


@pytest.mark.parametrize(
    "gap",
    [
        lambda a, b: a / b - 1,
        lambda a, b: (a - b) / b,
        lambda a, b: a * (1 / b) - 1,
        lambda a, b: np.expm1(np.log(a / b)),
        lambda a, b: 1 - a / b,
    ],
)
def test_a_wrong_number_of_days_is_named_however_its_last_digit_falls(gap):
    """Of 0.10 and 0.12 that gap's square makes 18 days times z squared: ceil of it is 18, or 19."""
    wrong = said("8.6", lambda a, b, z: int(np.ceil(z**2 / (2 * gap(a, b) ** 2))))
    assert "the gap is measured on the log: log(vol_a / vol_b)" in wrong
