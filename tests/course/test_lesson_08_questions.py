"""The numbers in lesson 08's questions, computed again."""

import numpy as np
import pytest

import gammalab as gl
from gammalab.check import questions
from gammalab.course.lesson_08 import labs
from gammalab.feedback import ConstantGamma, FeedbackMarket, feedback_vol

QUESTIONS = {one.id: one for one in questions.lesson_questions("08")}


def tried(id):
    return eval(QUESTIONS[id].trial, {"gl": gl, "np": np, "lab": labs})


def says(id, *words):
    """The stem, the options of a question, and their reasons, hold these words."""
    told = " ".join(f"{option.text} {option.why}" for option in QUESTIONS[id].options)
    for word in words:
        assert word in f"{QUESTIONS[id].stem} {told}", word


def test_a_seller_of_puts_sells_into_a_fall():
    puts = -100 * gl.put(100, 30 / 365)
    assert -puts.delta(97, 0.2) < -puts.delta(100, 0.2)


def test_long_and_short_sixty():
    found = {}
    for gamma in (60, -60):
        run = FeedbackMarket(0.2, 0.01, ConstantGamma(gamma)).run(100, 30 / 365, 240, 100, seed=1)
        found[gamma] = run.realised_vol().mean()
        assert found[gamma] == pytest.approx(feedback_vol(0.2, gamma / 100), rel=0.02)
    assert (round(feedback_vol(0.2, 0.6), 4), round(feedback_vol(0.2, -0.6), 4)) == (0.125, 0.5)
    mirror, one_round = 0.2 + (0.2 - 0.125), 0.2 * 1.6
    says("08.1", "12.5 %", f"{100 * mirror:.1f} %", f"{100 * one_round:.0f} %", "adds 30")


def test_one_hour_late():
    shown = labs.one_step_late.compute(every=1, x=0.5, late=True)
    assert shown.wanted == pytest.approx(0.231, abs=5e-4)
    assert shown.hourly == pytest.approx(0.231, abs=2e-3)
    assert shown.theory[23] == pytest.approx(0.137, abs=5e-4)
    assert feedback_vol(0.2, -0.5) == 0.4
    says("08.2", "13.3 %", "23.1 %", "13.7 %", "40 %")


def test_the_site():
    assert round(labs.exposure(1, -1).total) == 503 and round(labs.exposure(-1, 1).total) == -503
    levels = [round(labs.exposure(*signs).flip(85, 115).level, 1) for signs in ((1, -1), (-1, 1))]
    assert levels == [99.8, 99.8]
    says("08.3", "+503", "99.8", "-503")


def test_the_cascade():
    assert labs.endless(-2.5, 50) == pytest.approx(-4.88, abs=0.005)
    assert labs.endless(-2.5, 50, rungs=0.005) == pytest.approx(-5, abs=0.01)
    one_round = 2.5 + 0.01 * 50 * 2.5
    says("08.4", f"{one_round:.2f}", "4.88 with steps of 0.25", "125 units")
    assert labs.endless(-2.5, 100) < -95  # all of them


def test_the_quiz():
    above, below = tried("08.q1")
    assert above > 0 > below
    says("08.q1", "days to expiry and implied volatility are put in as before")
    assert tried("08.q2") == pytest.approx(0.16, abs=0.003)
    assert [round(0.2 / 1.25, 3), round(0.2 / 0.75, 3)] == [0.16, 0.267]
    assert tried("08.q3") == pytest.approx(0, abs=1e-9)
    assert tried("08.q4") == pytest.approx(-0.3, abs=0.02)
