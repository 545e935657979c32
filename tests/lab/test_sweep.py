"""The sweep can fail: a bad lab for each of its demands, and a good one that passes."""

import re
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from demo_lab import breakeven, demo
from sweep import sweep

from gammalab.lab import Chart, Lab, Puzzle, Slider, style
from gammalab.lab.puzzle import Solving

DAYS = np.arange(11)


def good(page, n):
    page.one.line(n + DAYS / 2.0, style.PRICE, "price")


def lab_of(draw=good, say="n is {}", shows="A line.", chart=None, **changes):
    """A lab of one chart and one slider, good as it stands."""
    parts = {
        "controls": [Slider("n", "Number", 1, 0, 5, 1)],
        "charts": [chart or Chart("one", "Title", "y", "x", xlim=(-1, 11), ylim=(-1, 11))],
        "compute": lambda n: n,
        "draw": draw,
        "say": say.format,
        "shows": shows,
        "size": (5, 3),
    }
    return Lab("Test", **(parts | changes))


def with_a_call(**values):
    """The demo's menu changes only one chart and no words: the sweep would rightly complain."""
    return demo.compute(**values, right="call")


def test_good_labs_pass():
    assert sweep(lab_of()) == 3
    assert sweep(replace(demo, controls=demo.controls[:2], compute=with_a_call)) == 1 + 2 * 2 + 4
    assert sweep(breakeven) == 1 + 2 * 2 + 4


def error(page, n):
    good(page, 1 / (n - 5))


def not_a_number(page, n):
    good(page, np.nan if n == 5 else n)


def outside(page, n):
    good(page, n + 7)


def cut_marker(page, n):
    good(page, n)
    page.one.point(0, -1, style.HEDGE, size=12)


def dead(page, n):
    good(page, 1)


def empty(page, n):
    page.one.level(n)
    if n < 5:
        good(page, n)


def one_spot(page, n):
    page.one.line([n], style.PRICE)


def cut_words(page, n):
    good(page, n)
    page.one.note(9, 5, "words that go on and on and on")


def words_on_words(page, n):
    good(page, n)
    page.one.note(5, 9, "some words")
    page.one.note(5.2, 9.1, "others")


def crowded_ticks(page, n):
    good(page, n)
    page.one.axes.set_xticks(np.linspace(0, 10, 41))


def small(page, n):
    page.one.line(n + DAYS / 50, style.PRICE)


@pytest.mark.parametrize(
    ("draw", "fault"),
    [
        (error, "division by zero"),
        (not_a_number, r"line 'price': y\[0\] is nan"),
        (outside, "at {'n': 0}.*line 'price' leaves the frame|leaves the frame at"),
        (cut_marker, "point leaves the frame"),
        (dead, "n at 0 leaves the picture as it was"),
        (empty, "at {'n': 5}: chart 'one' shows nothing"),
        (one_spot, "chart 'one' shows nothing"),
        (cut_words, "'words that go on and on and on' is cut off"),
        (words_on_words, "'some words' lies on 'others'"),
        (crowded_ticks, "lies on"),
        (small, "take 2% of its height"),
    ],
)
def test_a_bad_picture_is_found(draw, fault):
    with pytest.raises((AssertionError, ValueError, ZeroDivisionError), match=fault):
        sweep(lab_of(draw))


@pytest.mark.parametrize("kind", ["line", "point", "bars", "band", "trades"])
def test_what_runs_through_the_legend_is_found(kind):
    def draw(page, n):
        good(page, n)
        chart, spots = page.one, {"x": [1.0, 1.2], "y": [10.3, 10.1]}
        if kind == "line":  # no corner of it lies in the legend, but it goes through
            chart.line([9.0, 11.0], style.CASH, x=[-1.0, 3.0])
        elif kind == "point":
            chart.points(**spots, color=style.CASH)
        elif kind == "bars":
            chart.bars(pd.Series([10.8], index=[1.0]), style.CASH, figures=False, width=3)
        elif kind == "band":
            chart.band([-1.0, 11.0], 8, 11, style.CASH)
        else:
            chart.trades(pd.DataFrame({"spot": [10.3], "trade": [5.0]}, index=[1.0]))

    chart = Chart("one", "", "y", "x", xlim=(-1, 11), ylim=(-1, 11), legend="upper left")
    with pytest.raises(AssertionError, match=f"{kind}.* runs through the legend"):
        sweep(lab_of(draw, chart=chart))
    assert sweep(lab_of(chart=chart))  # without it there is nothing to find


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        ("nothing new", "n at 0 leaves the summary as it was"),
        ("n is {}, mean nan", "what is no number, 'nan'"),
        ("n is {}, mean -inf.", "what is no number, '-inf'"),
        ("n is {}, mean -0.00.", "a minus zero, '-0.00'"),
        ("n is {} in in all", "a word twice, 'in in'"),
        ("{} trades", "a plural of one, '1 trades'"),
        (" ", "the summary says nothing"),
    ],
)
def test_bad_words_are_found(words, fault):
    with pytest.raises(AssertionError, match=fault):
        sweep(lab_of(say=words))


@pytest.mark.parametrize("words", ["n is {}, -0.05", "-10 and {}", "{}, 0.1 points", "{} infinite"])
def test_good_words_are_not(words):
    assert sweep(lab_of(say=words))


def test_an_alt_text_that_stays_or_repeats_is_found():
    with pytest.raises(AssertionError, match="leaves the alt text as it was"):
        sweep(lab_of(alt=lambda n: "a line"))
    with pytest.raises(AssertionError, match="the alt text repeats the summary"):
        sweep(lab_of(alt=lambda n: f"A line. n is {n}"))


def test_the_lab_that_contributing_shows_is_one():
    """About forty lines, and it passes the sweep."""
    text = (Path(__file__).parents[2] / "CONTRIBUTING.md").read_text(encoding="utf-8")
    (source,) = re.findall(r"```python\n(import numpy.*?)```", text, re.DOTALL)
    assert source.count("\n") < 45
    names = {}
    exec(source, names)
    assert sweep(names["breakeven"]) == 9


def test_a_lab_that_opens_differently_the_second_time(monkeypatch):
    monkeypatch.setitem(sweep.__globals__, "THOROUGH", True)
    names = iter(["first", "second"] * 9)
    opened = []

    def draw(page, n):
        if not any(page is one for one in opened):
            opened.append(page)
            page.name = next(names)
        good(page, n)
        page.one.title(page.name)

    with pytest.raises(AssertionError, match="opened again it is another picture"):
        sweep(lab_of(draw))


# ---- puzzles and hidden controls ----------------------------------------------------------------


def puzzle_lab(more=lambda page, more: page.one.line([more, more + 5], style.CASH), **changes):
    parts = {
        "question": "Find the 4.",
        "solved": lambda values, result: values["n"] == 4,
        "told": lambda result: f"It is {result[0]}.",
        "answer": {"n": 4},
        "reveals": ("more",),
    }

    def draw(page, result):
        good(page, result[0])
        more(page, result[1])

    return lab_of(
        draw,
        controls=[Slider("n", "Number", 1, 0, 5, 1), Slider("more", "More", 1, stops=[0, 1, 3])],
        compute=lambda n, more: (n, more),
        say=SimpleNamespace(format=lambda result: "n is {}, more {}".format(*result)),
        puzzles=Puzzle(**(parts | changes)),
    )


def test_a_good_puzzle_passes_and_what_it_reveals_is_moved():
    assert sweep(puzzle_lab()) == 1 + 2 * 2 + 4


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"answer": {"n": 3}}, "its answer does not solve the puzzle: Find the 4"),
        ({"answer": {}}, "its answer does not solve the puzzle"),
        ({"told": lambda result: "It took 1 hedges."}, "the puzzle has a plural of one"),
        ({"adds": lambda result: "mean nan."}, "the summary has what is no number"),
        ({"adds": lambda result: f"mean -{0.0 * result[0]:.2f}."}, "the summary has a minus zero"),
        ({"solved": lambda values, result: True}, "opens with its puzzle solved"),
        ({"more": lambda page, more: None}, "more at 0 leaves the picture as it was"),
        (
            {"more": lambda page, more: page.one.point(5, 5 * more, style.CASH)},
            "at {'more': 3}: chart 'one', point leaves the frame",
        ),
    ],
)
def test_a_bad_puzzle_or_a_dead_hidden_control_is_found(changes, fault):
    with pytest.raises((AssertionError, ValueError, ZeroDivisionError, TypeError), match=fault):
        sweep(puzzle_lab(**changes))


def test_a_control_that_is_seen_too_early_or_never_is_found(monkeypatch):
    monkeypatch.setattr(Solving, "hidden", set())
    with pytest.raises(AssertionError, match="more can be seen before the puzzle is solved"):
        sweep(puzzle_lab())
    monkeypatch.setattr(Solving, "hidden", {"more"})
    with pytest.raises(AssertionError, match="more cannot be seen after the puzzle is solved"):
        sweep(puzzle_lab())
