"""The numbers that the questions of lesson 03 name, computed again."""

import re

import numpy as np
import pytest

import gammalab as gl
from gammalab.check.questions import lesson_questions
from gammalab.course.lesson_02 import labs as labs_02
from gammalab.course.lesson_03 import labs

KNOWN = {question.id: question for question in lesson_questions("03")}
MONTH = 30 / 365


def said(id):
    """All that a question says, as one text."""
    options = [f"{option.text} {option.why}" for option in KNOWN[id].options]
    return " ".join([KNOWN[id].stem, *options])


def tried(id):
    return np.asarray(eval(KNOWN[id].trial, {"gl": gl, "np": np, "lab": labs}), dtype=float)


def says(id, *numbers):
    """Each number stands in the question, and not as a part of another one."""
    for number in numbers:
        assert re.search(rf"(?<![\d.]){re.escape(number)}(?![\d])", said(id)), number


def test_recall():
    rise = gl.replay(gl.straddle(100, MONTH), labs_02.market("rise", 0.10), paid_vol=0.2)
    says("03.r3", f"{-rise.pnl[0]:.2f}", f"{gl.straddle(100, MONTH).value(100, 0.2):.2f}")
    assert labs_02.market("rise", 0.10).realised_vol()[0] == pytest.approx(0.061, abs=5e-4)
    errors = {
        n: gl.replay(
            gl.straddle(100, MONTH),
            gl.GBM(0.2).simulate(100, MONTH, n, n_paths=4000, seed=3),
            paid_vol=0.2,
        ).pnl.std()
        for n in (15, 60)
    }
    assert errors[60] / errors[15] == pytest.approx(0.5, abs=0.04)


def test_predictions():
    far = labs.one_move.compute(move=0.06, strike=110, days=30, side=1)
    says("03.1", f"{far.promise:.1f}", f"{far.got:.1f}")
    gamma = gl.call(110, MONTH).greeks(np.array([100.0, 106.0]), 0.2, names=("gamma",))["gamma"]
    assert gamma[1] / gamma[0] == pytest.approx(2.9, abs=0.2)
    parts = labs.terms_of(100 * gl.straddle(100, MONTH), 3, 1, -4.0)
    says("03.2", *(f"{abs(parts[name]):.1f}" for name in ("gamma", "theta", "vega")))
    rest = parts.sum() - parts[["gamma", "theta", "vega"]].sum()
    says("03.2", f"{rest:.1f}", f"{-parts.sum():.0f}", f"{-parts['vega']:.0f}")
    fair = labs.terms_of(100 * gl.straddle(100, MONTH), 3, 1)
    assert fair[["gamma", "theta"]].sum() == pytest.approx(55, abs=0.5)
    for days, up, down, mean in ((5, 2.6, 2.9, 2.75), (20, 4.9, 6.15, 5.5)):
        lines = [labs.trust.compute(days=days, size=0.01, line=1, way=w, z=0.0) for w in (1, -1)]
        assert [one.line for one in lines] == pytest.approx([up, down], rel=0.03)
        assert np.mean([one.line for one in lines]) == pytest.approx(mean, rel=0.02)


def test_the_fourth_of_august():
    paths, paid, strike = labs.august_inputs()
    fourth, happened = labs.orders().iloc[0], paths.realised_vol()[0]
    g = gl.straddle(strike, paths.horizon).greeks(strike, paid, names=("gamma",))
    month = 0.5 * g["gamma"] * strike**2 * (happened**2 - paid**2) / 365
    assert month == pytest.approx(4.5, abs=0.05)
    says("03.4", f"{fourth['gamma']:.2f}", f"{-fourth['theta']:.2f}", f"{fourth['profit']:.1f}")
    assert paths.spots[0, 1] / paths.spots[0, 0] - 1 == pytest.approx(-0.0022, abs=5e-5)
    assert 100 * paid / 365**0.5 == pytest.approx(0.66, abs=0.005)
    profit = labs.orders()["profit"]
    says("03.4", f"{profit.sum():.1f}", f"{profit.nlargest(2).sum():.1f}")
    assert profit.sum() / 22 == pytest.approx(0.64, abs=0.005)


def test_quiz():
    assert tried("03.q1") == pytest.approx([8, 8], abs=0.35)
    assert tried("03.q2") == pytest.approx([8.80, 10.81], abs=0.005)
    with_speed = labs.residual("speed").abs().sum()
    says("03.q2", "8.80", "10.81", f"{with_speed:.2f}")
    assert tried("03.q3") == pytest.approx([59.4], abs=0.05)
    book = 100 * gl.call(100, MONTH)
    run = gl.replay(book, gl.Paths(np.arange(16) / 365, 100 + np.arange(16) % 2), paid_vol=0.2)
    assert run.attribution()["theta"][0] == pytest.approx(-65.7, abs=0.05)
    gamma = book.greeks(100, 0.2, names=("gamma",))["gamma"]
    assert 0.5 * gamma == pytest.approx(3.5, abs=0.05)
    share = tried("03.q4")
    assert share == pytest.approx(0.317, abs=0.005)
    many = gl.GBM(0.2).simulate(100, MONTH, 30, n_paths=300, seed=1)
    pays = []
    for spots in many.spots:
        one = gl.replay(gl.straddle(100, MONTH), gl.Paths(many.times, spots), paid_vol=0.2)
        days = one.attribution(path=0).iloc[1:26]
        pays.append((days["gamma"] + days["theta"] > 0).mean())
    assert np.mean(pays) == pytest.approx(0.32, abs=0.015)
