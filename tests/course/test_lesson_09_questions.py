"""The numbers in lesson 09's questions, computed again."""

import numpy as np
import pytest

import gammalab as gl
from gammalab.check import questions
from gammalab.course.lesson_09 import labs

QUESTIONS = {one.id: one for one in questions.lesson_questions("09")}


def tried(id):
    return eval(QUESTIONS[id].trial, {"gl": gl, "np": np, "lab": labs})


def says(id, *words):
    told = " ".join(f"{option.text} {option.why}" for option in QUESTIONS[id].options)
    for word in words:
        assert word in told, word


def test_the_put():
    edge = labs.funding_mean("put", rate=0.0)
    got = labs.funding_mean("put") - edge
    whole = 90 * 1e-4 * 100
    sums = [edge, edge - got, edge + got, edge + whole]
    assert np.round(sums, 2).tolist() == [0.23, -0.19, 0.65, 1.13]
    says("09.1", "+0.23", "−0.19", "+0.65", "+1.13", "0.42 of funding", "hedge of 0.47")


def test_the_contracts():
    value, delta, _ = gl.crypto.inverse_option(50_000, 50_000, 30 / 365, 0.60)
    for contracts in (delta * 50_000, (delta + value) * 50_000, (delta + 2 * value) * 50_000):
        says("09.2", f"{contracts:,.0f}")


def test_the_legs():
    owner, seller = (labs.closed(10, side=side)[0].mean() for side in (1, -1))
    says("09.3", f"owner {owner:.0%}, seller {seller:.0%}".replace("%", " %"))


def test_the_quiz():
    assert tried("09.q1") == pytest.approx([0.96, -0.84], abs=0.005)
    assert tried("09.q2") == pytest.approx(0.40)
    long, short = tried("09.q3")
    assert long < 100 < short
    perpetual, future = tried("09.q4")
    assert perpetual > 1.3 * future
