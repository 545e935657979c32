"""The numbers in lesson 10's questions, computed again."""

import numpy as np
import pandas as pd
import pytest

import gammalab as gl
from gammalab import markets
from gammalab.check import check, questions
from gammalab.course.lesson_10 import labs, one_month

QUESTIONS = {one.id: one for one in questions.lesson_questions("10")}


def tried(id):
    return eval(QUESTIONS[id].trial, {"gl": gl, "np": np, "lab": labs})


def says(id, *words):
    """The stem, the options of a question, and their reasons, hold these words."""
    told = " ".join(f"{option.text} {option.why}" for option in QUESTIONS[id].options)
    for word in words:
        assert word in f"{QUESTIONS[id].stem} {told}", word


def test_recall():
    assert 100 * 0.01 * 252**0.5 == pytest.approx(16, abs=0.2)
    assert 20 * 0.886 / 21**0.5 == pytest.approx(4, abs=0.2)
    says("10.r1", "16 %")
    says("10.r2", "4 points")


def test_the_average_month():
    made = labs.owner_points()
    assert tuple(markets.mean_with_error(made)) == pytest.approx((-3.18, 0.53), abs=5e-3)
    assert made.sum() == pytest.approx(-188, abs=0.5) and (made < 0).sum() == 48
    august, february = (labs.named(name).points for name in ("August 2015", "February 2018"))
    assert (august, february) == pytest.approx((2.4, 9.2), abs=0.05)
    cost = sum(
        gl.straddle(spot, 21 / 252).value(spot, paid)
        for spot, paid in zip(one_month.months().spots[:, 0], labs.months_of().paid, strict=True)
    )
    assert labs.months_of().pnl.sum() / cost == pytest.approx(-0.21, abs=5e-3)  # a fifth is lost
    says("10.1", "a fifth", "-3.18", "0.53", "48 of 59", "2.4 and 9.2", "188")
    assert np.mean(labs.months_of().paid) == pytest.approx(0.147, abs=1e-3)  # "about -14"


def test_august():
    august = labs.named("August 2015")
    assert august.gap == max(one_month.month(k).gap for k in range(1, 60))
    monday = labs.by_day("August 2015").loc["2015-08-24"].iloc[2]  # index points
    assert monday / august.point == pytest.approx(0.04, abs=5e-3)
    once = labs.owner_points(every=21)[19]
    assert once == pytest.approx(26, abs=0.5)
    says("10.2", "12.6 %", "28.5 %", "2.4 points", "0.04 points", "once he made 26")
    assert tried("10.q2").equals(labs.by_day("August 2015"))
    cut = one_month.months()
    run = gl.replay(gl.straddle(1, cut.horizon), cut, paid_vol=cut.vol)
    trades = run.ledger(19)["trade"].iloc[:-1]  # but for the close of the account
    assert trades["2015-08-19":"2015-08-21"].min() > 0.1
    assert abs(trades["2015-08-24":]).max() < 0.01  # nothing was sold into the rebound
    says("10.2", "until the 21st")
    says("10.q2", "17.1 %", "not 16")


def test_the_size():
    sold = 1.08 * -labs.priced_later()
    assert sold.nsmallest(2).tolist() == pytest.approx([-29.7, -25.3], abs=0.05)
    every_day = [-1.08 * labs.priced_later(day=day).max() for day in range(1, 20)]
    assert min(every_day) == pytest.approx(-54, abs=0.5)  # of all days on which one can sell
    assert 3.63 < -100 / (-labs.priced_later()).min() < 3.64
    says("10.3", "-29.7 %", "-25.3 %", "3.64 %", "from 1 to 19, the worst is -54 %")
    december = gl.markets.load("spx_closes")["close"]["2000-12-01":].iloc[:22]
    happened = np.sqrt(252 * np.mean(np.diff(np.log(december)) ** 2))
    away = abs(december / december.iloc[0] - 1).max()
    paid = labs.invented()["2000-12-01"]
    assert 0.04 < away < 0.05
    says("10.3", f"{happened:.0%} happened for {paid:.0%}".replace("%", " %"), "within 5 %")
    assert tried("10.q3").tolist()[:2] == pytest.approx([27.5, 23.4], abs=0.05)
    published = {"2008-09-02": 21.99, "2020-03-02": 33.42}  # Cboe's VIX, as in the lesson
    crash = gl.markets.windows(gl.markets.load("spx_closes"), vol=labs.typed_in(published))
    run = gl.replay(gl.straddle(1, crash.horizon), crash, paid_vol=crash.vol)
    lost = run.table()["vol_points"].to_numpy()
    times = lost[1] / labs.owner_points().max()
    says(
        "10.q3", f"it was {-lost[0]:.0f} and {-lost[1]:.0f}", f"March 2020 it was {times:.1f} times"
    )
    says("10.q3", "-9.2", "6 errors")


def test_overlap():
    assert tried("10.q1").error == pytest.approx(0.352, abs=1e-3)
    assert markets.mean_with_error(labs.every_day()).error == pytest.approx(0.12, abs=5e-3)
    days = [set(dates) for dates in one_month.months().dates]
    shared = [len(a & b) - 1 for a, b in zip(days, days[1:], strict=False)]  # steps in common
    assert max(shared) <= 2 and sum(n > 0 for n in shared) < 20
    says("10.q1", "hardly any days", "0.12", "0.35", "1,236")


def test_every_five_days():
    assert tuple(tried("10.q4")) == pytest.approx((0.18, 0.78), abs=5e-3)
    says("10.q4", "0.18", "0.78")


def test_first_days_may_come_as_an_index_but_not_as_dates():
    def an_index(dates, days):
        first = np.flatnonzero(np.diff(12 * dates.year + dates.month, prepend=0))
        return pd.Index(first[first + days < len(dates)])

    assert str(check("10.3", an_index)).startswith("10.3 right")
    said = str(check("10.3", lambda dates, days: dates[an_index(dates, days)]))
    assert "with a date in it" in said


def test_realised_volatility_is_to_be_written():
    def ready(prices, per_year):
        series = pd.Series(prices)
        return gl.Paths.from_prices(series, years_per_step=1 / per_year).realised_vol()[0]

    assert "is closed here" in str(check("10.1", ready))
