"""Every question of the course: one right answer; the others are misconceptions, explained."""

import importlib
import re

import numpy as np
import pytest
from effort import sampled

import gammalab as gl
from gammalab.check import questions
from gammalab.check.misconceptions import BANK
from gammalab.check.questions import Option, Question
from gammalab.course.lesson_02 import labs, trades

ALL = list(questions.all_questions().values())
MONEY = re.compile(r"profit|\bgains?\b|\bearn|make money|losing months", re.I)
BACK = {"stem": 330, "text": 70, "why": 190, "trial": 260}  # characters: a few lines on the page


def faults(question):
    """What is wrong with a question, in words."""
    found = []
    texts = [option.text for option in question.options]
    if not 3 <= len(texts) <= 4:
        found.append("three or four options")
    if len({" ".join(text.casefold().split()) for text in texts}) < len(texts):
        found.append("two options say the same")
    ideas = [option.idea for option in question.options if option.idea]
    if len(set(ideas)) < len(ideas):
        found.append("two options are the same misconception")
    for option in question.options:
        if not option.why.strip().endswith((".", "!")):
            found.append(f"no explanation, in a sentence, of {option.text!r}")
        if len(option.text) > BACK["text"] or len(option.why) > BACK["why"]:
            found.append(f"too long: {option.text!r}")
    if len(question.stem) > BACK["stem"] or len(question.trial) > BACK["trial"]:
        found.append("too long")
    if not question.stem.endswith(("?", "…")):
        found.append("does not ask")
    words = " ".join([question.stem, *texts])
    if MONEY.search(words):
        for needed in (r"paid|pay|bought .*at", "cost", r"hedge"):
            if not re.search(needed, question.stem):
                found.append(f"speaks of profit and does not state {needed}")
    if re.search(r"\bmean\b|many months|losing months", words):
        if "drift" not in question.stem:
            found.append("speaks of a mean and does not state the drift")
    if question.id[3] == "q" and not question.trial:
        found.append("a quiz question has an experiment")
    return found


@pytest.mark.parametrize("question", ALL, ids=lambda question: question.id)
def test_question(question):
    assert faults(question) == []
    assert question.right.text in question.plain()
    for option in question.options:
        if option.idea:
            lesson = int(question.lesson)
            assert min(map(int, BANK[option.idea].lessons)) <= lesson + 1, option.idea


@pytest.mark.parametrize("question", sampled([q for q in ALL if q.trial]), ids=lambda q: q.id)
def test_the_experiment_runs_and_is_one_line(question):
    assert "\n" not in question.trial
    lab = importlib.import_module(f"gammalab.course.lesson_{question.lesson}.labs")
    result = eval(question.trial, {"gl": gl, "np": np, "lab": lab})
    assert np.all(np.isfinite(np.asarray(result, dtype=float)))


@pytest.mark.parametrize("lesson", sorted({q.lesson for q in ALL}))
def test_a_lesson_has_its_kinds_and_no_favourite_place(lesson):
    own = questions.lesson_questions(lesson)
    kinds = [q.id[3] for q in own]
    if lesson == "00":  # nothing to recall yet, and a quarter of an hour
        assert kinds.count("r") == 0 and kinds.count("q") == 2
    else:
        assert kinds.count("r") >= 3 and kinds.count("q") == 4
    assert len({q.id for q in own}) == len(own)
    places = [q.options.index(q.right) for q in own]
    assert all(places.count(k) <= max(1, len(own) / 2) for k in range(4)), (
        "the right one is often there"
    )


def test_no_idea_of_the_bank_is_told_twice():
    numbers = [int(id.removeprefix("M")) for id in BANK]
    assert [*BANK] == [f"M{k}" for k in sorted(set(numbers))]  # rising; a lesson may leave some out
    assert len({idea.thought for idea in BANK.values()}) == len(BANK)
    assert all(idea.thought and idea.truth and idea.lessons for idea in BANK.values())


GOOD = (Option("a", "It is.", None), Option("b", "No.", "M1"), Option("c", "No.", "M2"))


@pytest.mark.parametrize(
    "stem, options, fault",
    [
        ("What?", GOOD[:2], "three or four"),
        ("What?", (*GOOD[:2], Option("A ", "No.", "M2")), "say the same"),
        ("What?", (*GOOD[:2], Option("c", "No.", "M1")), "the same misconception"),
        ("What?", (*GOOD[:2], Option("c", "", "M2")), "no explanation"),
        ("What?", (*GOOD[:2], Option("c" * 99, "No.", "M2")), "too long"),
        ("What.", GOOD, "does not ask"),
        ("Paid 20 %, hedged: the profit?", GOOD, "cost"),
        ("No costs, hedged: the profit?", GOOD, "paid"),
        ("Paid 20 %, no costs, hedged: the mean profit?", GOOD, "drift"),
    ],
)
def test_a_fault_would_be_found(stem, options, fault):
    assert any(fault in one for one in faults(Question("99.1", stem, options)))


# ---- the numbers of lesson 02 -------------------------------------------------------------------

MONTH = 30 / 365


def month(vol, steps=30, **kwargs):
    return gl.GBM(vol).simulate(100, MONTH, steps, **kwargs)


def test_the_month_that_sold_above_and_lost():
    paths = month(0.30, n_paths=1, seed=1)
    run = gl.replay(100 * gl.call(100, MONTH), paths, paid_vol=0.30)
    assert run.pnl[0] == pytest.approx(-126, abs=0.5)
    assert paths.realised_vol()[0] == pytest.approx(0.249, abs=5e-4)
    buys, sells = map(trades.average_price, trades.rehedges(run.ledger(0)))
    if buys > sells:
        buys, sells = sells, buys
    assert (buys, sells) == (pytest.approx(99.53, abs=0.005), pytest.approx(101.01, abs=0.005))


@pytest.mark.parametrize("size, profit, vol", [(0.06, -180, 0.037), (0.10, -117, 0.061)])
def test_the_straight_lines(size, profit, vol):
    paths = labs.market("rise", size)
    run = gl.replay(100 * gl.straddle(100, MONTH), paths, paid_vol=0.20)
    assert run.pnl[0] == pytest.approx(profit, abs=0.5)
    assert paths.realised_vol()[0] == pytest.approx(vol, abs=5e-4)


def test_overpaid_hedging_loses_nearly_always():
    paths = month(0.15, steps=60, n_paths=2000, seed=2)
    lost = {
        n: (gl.replay(gl.straddle(100, MONTH), paths, paid_vol=0.2, policy=gl.EveryN(60 // n)).pnl
            < 0).mean()
        for n in (1, 60)
    }  # fmt: skip
    assert lost[1] == pytest.approx(0.71, abs=0.005)
    assert lost[60] == pytest.approx(0.9955, abs=0.0006)


def test_the_last_day_of_a_straddle():
    theta = 2 * gl.black_scholes.theta(100, 100, 1 / 365, 0.2) / 365
    assert -theta == pytest.approx(0.42, abs=0.005)
    assert 2 * gl.black_scholes.price(100, 100, 1 / 365, 0.2) == pytest.approx(0.84, abs=0.005)


def test_what_the_quiz_says_of_its_experiments():
    found = {
        q.id: np.asarray(eval(q.trial, {"gl": gl, "lab": labs}))
        for q in ALL
        if q.id.startswith("02.q")
    }
    assert found["02.q1"] == pytest.approx([0.49, 0.69], abs=0.005)
    rough, fine = found["02.q2"]
    assert fine / rough == pytest.approx(0.5, abs=0.04)
    assert found["02.q3"] == pytest.approx([-117], abs=0.5)
    assert found["02.q4"] == 1.0
