"""Charts that remember what they drew: marks that come and go, limits, words, refusals."""

import numpy as np
import pandas as pd
import pytest
from effort import sampled
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from gammalab.lab import Chart, Choice, Lab, Slider, Walk, style
from gammalab.lab.board import LEGENDS

TEN = np.arange(10.0)
LEDGER = pd.DataFrame(
    {"spot": [100.0, 103, 101, 102, 99], "trade": [-50.0, -8, 4, 0.5, 53.5]},
    index=pd.date_range("2015-08-03", periods=5),
)


def page_of(draw, chart=None, size=(5, 3)):
    """An open page of one chart; `draw(chart, result)`."""
    lab = Lab(
        "Test",
        Choice("n", "N", [1, 2], 1),
        charts=[chart or Chart("one", "Title", "y", "x", xlim=(-1, 10), ylim=(-10, 10))],
        compute=lambda n: n,
        draw=lambda page, result: draw(page.one, result),
        say=str,
        shows="One chart.",
        size=size,
    )
    return lab.open_page(Figure(size, dpi=60))


def pixels(page):
    """The page drawn by matplotlib alone."""
    figure = page.charts[0].axes.figure
    for artist in figure.findobj():
        artist.set_animated(False)
    with style.settings():
        canvas = FigureCanvasAgg(figure)
        canvas.draw()
    return np.asarray(canvas.buffer_rgba()).astype(int)


def legend(page):
    found = page.charts[0].axes.get_legend()
    return [text.get_text() for text in found.get_texts()] if found else []


VOCABULARY = {
    "line": lambda c: c.line(TEN, style.PRICE, "a"),
    "dashes": lambda c: c.dashes(TEN, style.PRICE, "a"),
    "steps": lambda c: c.steps(TEN, style.PRICE, "a"),
    "point": lambda c: c.point(3, 4, style.PRICE, "a"),
    "points": lambda c: c.points([1, 2], [3, 4], style.PRICE, "a", error=[1, 2]),
    "fan": lambda c: c.fan([TEN, -TEN], style.PRICE, "a"),
    "trades": lambda c: c.trades(LEDGER.set_axis(range(5)).assign(spot=[1.0, 3, 2, 1, 4])),
    "level": lambda c: c.level(3, "a"),
    "upright": lambda c: c.upright(3, style.PRICE, "a"),
    "band": lambda c: c.band(TEN, -1, TEN, style.PRICE, "a"),
    "region": lambda c: c.region(style.LOSS, "a", x=(2, 4)),
    "box": lambda c: c.region(style.LOSS, "a", x=(2, 4), y=(1, 2), frame=True),
    "histogram": lambda c: c.histogram(TEN, [0, 2, 5, 9], style.PRICE, "a"),
    "bars": lambda c: c.bars(pd.Series({"a": 3.0, "b": -2.0}), label="a"),
    "bars by number": lambda c: c.bars(pd.Series([3.0, -2.0], index=[1, 4]), style.CASH, "a"),
    "bars that lie": lambda c: c.bars(pd.Series({"a": 3.0, "b": -2.0}), label="a", sideways=True),
    "waterfall": lambda c: c.waterfall(pd.Series({"a": 3.0, "b": -2.0}), "net", label="a"),
    "heat": lambda c: c.heat(pd.DataFrame([[1.0, -1.0]], [0], ["x", "y"]), -2, 2, unit="errors"),
    "note": lambda c: c.note(3, 4, "here"),
    "title": lambda c: c.title("Another"),
}


@pytest.mark.parametrize("word", sampled(VOCABULARY, of=2))
def test_each_word_draws_and_vanishes_when_it_is_not_said(word):
    """draw may have branches: what was not called this time is not there, in picture and legend."""
    page = page_of(lambda chart, n: VOCABULARY[word](chart) if n == 2 else None)
    assert page.show(1) is False
    blank = pixels(page)
    assert page.show(2) is True  # a new artist: the canvas must hear of it
    shown = pixels(page)
    assert np.abs(shown - blank).max() > 50
    assert legend(page) == (["a"] if word not in ("trades", "heat", "note", "title") else
                            ["hedge buys", "hedge sells"] if word == "trades" else [])  # fmt: skip
    page.show(1)
    assert page.charts[0].marks == [] and legend(page) == []
    assert page.one.title_now == "Title"
    assert [a for a in page if a.get_visible() and a is not page.one._title] == []
    assert page.show(2) is False  # and this time it is known
    assert np.array_equal(pixels(page), shown)


def test_a_legend_that_comes_back_is_not_made_again_and_those_that_are_kept_are_counted():
    page = page_of(lambda c, n: c.line(TEN, style.PRICE, f"case {n}"))
    seen = {}
    for n in (1, 2, 1, 2):
        page.show(n)
        one, looked = page.one.axes.get_legend(), pixels(page)
        assert legend(page) == [f"case {n}"]
        before = seen.setdefault(n, (one, looked))
        assert one is before[0] and (looked == before[1]).all()
    assert seen[1][0] is not seen[2][0]
    for n in range(3, 3 + LEGENDS):
        page.show(n)
        assert legend(page) == [f"case {n}"]
    page.show(1)
    assert legend(page) == ["case 1"] and page.one.axes.get_legend() is not seen[1][0]


PLACES = [
    (3, 4, {}),
    (3.3, -4.7, {"ha": "center", "va": "bottom", "offset": (0, 3)}),
    (9.9, 9.9, {"ha": "right", "va": "top", "offset": (-4.5, 0)}),
    (10, -10, {"va": "bottom"}),  # on the frame
    (10.5, 0, {"ha": "right", "offset": (-40, 0)}),  # beyond it, with words that would be within
]


@pytest.mark.parametrize(("x", "y", "how"), PLACES)
def test_a_note_has_the_pixels_of_an_annotation(x, y, how):
    look = {"ha": "left", "va": "center", "offset": (6, 0)} | how

    def annotated(page):
        axes, offset = page.one.axes, look["offset"]
        axes.annotate("some words", (x, y), xytext=offset, textcoords="offset points", fontsize=9.5,
                      ha=look["ha"], va=look["va"], zorder=4, color=style.LOSS)  # fmt: skip

    noted, bare = (
        page_of(draw)
        for draw in (lambda c, _: c.note(x, y, "some words", style.LOSS, **how), lambda c, _: None)
    )
    noted.show(1)
    bare.show(1)
    without = pixels(bare)
    annotated(bare)
    assert (pixels(noted) == pixels(bare)).all()
    assert (pixels(noted) != without).any() == (x <= 10)


def test_a_note_out_of_the_frame_is_seen_again_when_the_frame_reaches_it():
    page = page_of(lambda c, n: (c.note(3, 15, "high up"), c.limits(-10, 10 * n)))
    seen = []
    for n in (1, 2, 1):
        page.show(n)
        shown = pixels(page)
        page.one.words[0].set_text("")
        seen.append((shown != pixels(page)).any())
    assert seen == [False, True, False]


def test_marks_are_told_apart_by_what_they_are_not_by_their_turn():
    def draw(chart, n):
        if n == 1:
            chart.line(TEN, style.PRICE, "first")
        chart.line(-TEN, style.HEDGE, "second")

    page = page_of(draw)
    page.show(1)
    second = page.one["second"]
    page.show(2)
    assert page.one["second"] is second and legend(page) == ["second"]
    assert second.artists[0].get_color() == style.HEDGE
    assert second.y[-1] == -9
    with pytest.raises(KeyError, match="chart 'one' shows no 'first' now"):
        page.one["first"]


def test_what_looks_otherwise_at_a_move_looks_otherwise_in_the_legend():
    page = page_of(lambda c, n: c.line(TEN, style.GAIN if n == 1 else style.LOSS, "profit"))
    for n, color in ((1, style.GAIN), (2, style.LOSS), (1, style.GAIN)):
        page.show(n)
        (handle,) = page.one.axes.get_legend().get_lines()
        assert page.one["profit"].artists[0].get_color() == handle.get_color() == color


def test_what_is_said_later_lies_above():
    """Also when the order turns at a move."""

    def draw(chart, n):
        for color in ("#FF0000", "#0000FF") if n == 1 else ("#0000FF", "#FF0000"):
            chart.line([0, 0], color, color, x=[0, 9], linewidth=9)

    page = page_of(draw)
    for n, top in ((1, 2), (2, 0), (1, 2)):
        page.show(n)
        middle = page.one.axes.transData.transform((4.5, 0)).round().astype(int)
        x, y = middle
        pixel = pixels(page)[180 - y, x, :3]
        assert pixel.argmax() == top and pixel.max() == 255


def test_one_state_one_picture():
    """Limits, legend and marks depend on what is shown, not on the moves that led to it."""

    def draw(chart, n):
        chart.line(n * TEN, style.PRICE, "price" if n > 1 else None, dot=n == 2)
        chart.span(n * TEN, least=1)

    one, two = page_of(draw), page_of(draw)
    for n in (1, 2, 30, 1, 2):
        one.show(n)
    two.show(2)
    assert np.array_equal(pixels(one), pixels(two))


def test_points_have_bars_up_and_across():
    page = page_of(lambda c, n: c.point(3, 4, style.PRICE, error=[1], across=[0.5]))
    page.show(1)
    bars = page.charts[0].marks[0].artists[1].get_segments()
    assert [bar.tolist() for bar in bars] == [[[3, 3], [3, 5]], [[2.5, 4], [3.5, 4]]]


@pytest.mark.parametrize(
    ("say", "message"),
    [
        (lambda c: c.line([1, np.nan], "k", "p"), r"chart 'one', line 'p': y\[1\] is nan; leave"),
        (lambda c: c.line([1, 2], "k", x=[0, np.inf]), r"chart 'one', line: x\[1\] is inf"),
        (lambda c: c.line([1, 2], "k", x=[1]), "x has 1, y has 2; they must be of one length"),
        (lambda c: c.line([[1, 2]], "k"), r"y has the shape \(1, 2\)"),
        (lambda c: c.line(["a", "b"], "k"), r"y is \['a', 'b'\]; it must be numbers"),
        (lambda c: c.line(LEDGER["spot"], "k"), "x holds dates; count days or years instead"),
        (lambda c: c.points([1], [1], "k", error=[np.nan]), r"error\[0\] is nan"),
        (lambda c: c.points([1], [1], "k", across=[1, 2]), "x has 1, y has 1, across has 2"),
        (lambda c: c.band(TEN, 0, TEN[:3], "k"), "x has 10, low has 10, y has 3"),
        (lambda c: c.histogram([1, np.nan], [0, 1], "k"), r"x\[1\] is nan"),
        (lambda c: c.histogram([], [0, 1], "k", "h"), "histogram 'h' has no values"),
        (lambda c: c.bars(pd.Series({"a": np.nan})), r"bars: y\[0\] is nan"),
        (lambda c: c.heat(pd.DataFrame([[3.0]]), -2, 2), "leave the scale from -2 to 2"),
        (lambda c: c.level(np.nan, "strike"), r"level 'strike': y\[0\] is nan"),
        (lambda c: c.limits(0, np.inf), r"limits: y\[1\] is inf"),
        (lambda c: c.region("k"), "region of 'one' needs x or y, two numbers each"),
        (lambda c: c.trades(LEDGER.set_axis(range(5)).assign(trade=np.nan)), r"trade\[0\] is nan"),
    ],
)  # fmt: skip
def test_what_cannot_be_drawn_is_refused_in_words(say, message):
    with pytest.raises(ValueError, match=message):
        page_of(lambda chart, n: say(chart)).show(1)


def test_a_log_axis_refuses_what_it_would_leave_out():
    chart = Chart("one", "Noise", "currency", "hedges", xscale="log", yscale="log")
    with pytest.raises(ValueError, match=r"y\[1\] is 0; a log axis shows only what is above zero"):
        page_of(lambda c, n: c.line([1, 0], "k", x=[1, 2]), chart).show(1)


# ---- trades -------------------------------------------------------------------------------------


def test_the_area_of_a_marker_goes_with_the_trade_and_dust_has_none():
    page = page_of(lambda chart, n: chart.trades(Walk(LEDGER, 4)))
    page.show(1)
    sells, buys = page.one["hedge sells"], page.one["hedge buys"]
    assert list(sells.x) == [0, 1] and list(buys.x) == [2]  # 0.5 of 50 is dust; the close is none
    first, second = sells.artists[0].get_sizes()
    assert second / first == pytest.approx(8 / 50)
    assert buys.artists[0].get_sizes()[0] / first == pytest.approx(4 / 50)


def test_markers_keep_their_size_while_days_go_by():
    def draw(chart, day):
        chart.trades(Walk(LEDGER, day), dust=0.1)

    page = page_of(draw)
    sizes = []
    for day in (0, 1, 4):
        page.show(day)
        sizes.append(page.one["hedge sells"].artists[0].get_sizes()[0])
    assert len(set(sizes)) == 1
    with pytest.raises(KeyError):
        page.one["hedge buys"]  # 4 of 50 is below a tenth


def test_a_ledger_without_trades_has_no_markers():
    page = page_of(lambda chart, n: chart.trades(LEDGER.assign(trade=0.0).set_axis(range(5))))
    page.show(1)
    assert page.one.marks == []


def test_a_walk_knows_where_it_is():
    first, last = Walk(LEDGER, 0), Walk(LEDGER, 4)
    assert (len(first.seen), len(first.held), first.last) == (1, 1, False)
    assert (len(last.seen), len(last.held), last.last) == (5, 4, True)
    assert last.date == pd.Timestamp("2015-08-07") and list(last.whole.index) == [0, 1, 2, 3, 4]
    for day in (-1, 5):
        with pytest.raises(ValueError, match=f"day is {day}; it must be from 0 to 4"):
            Walk(LEDGER, day)


def test_day_0_shows_a_dot():
    page = page_of(lambda chart, dot: chart.line(TEN[:1], style.PRICE, dot=dot))
    page.show(False)
    blank = pixels(page)
    page.show(True)
    assert np.abs(pixels(page) - blank).max() > 50


# ---- where things stand -------------------------------------------------------------------------


def test_rows_place_the_charts_and_the_biggest_is_the_biggest():
    lab = Lab(
        "Test", Slider("n", "N", 1, 0, 2, 1),
        charts=[Chart("price", "Price"), Chart("delta", "Delta"), Chart("pnl", "Profit")],
        rows=("price price", "delta pnl"), heights=(2, 1),
        compute=lambda n: n, draw=lambda page, n: None, say=str, shows="Three charts.",
    )  # fmt: skip
    page = lab.open_page(Figure((8, 6)))
    price, delta, pnl = (chart.axes.get_position() for chart in page.charts)
    assert price.width > 1.9 * delta.width and price.height > 1.5 * delta.height
    assert price.y0 > delta.y1 and delta.x1 < pnl.x0


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ({"rows": ("one two",)}, "must place each of the charts"),
        ({"charts": [Chart("one", ""), Chart("one", "")]}, "must place each of the charts"),
        ({"shows": ""}, "shows is empty"),
        ({"controls": [Slider("n", "A", 1, 0, 2, 1)] * 2}, "each must be different"),
    ],
)
def test_a_lab_that_does_not_fit_together_is_refused(parts, message):
    good = dict(charts=[Chart("one", "")], compute=int, draw=int, say=str, shows="One chart.")
    with pytest.raises(ValueError, match=message):
        Lab("Test", **(good | parts))


@pytest.mark.parametrize("name", ["show", "_one", "two words", "alt"])
def test_a_chart_needs_a_name_that_draw_can_use(name):
    with pytest.raises(ValueError, match="must be a word that follows"):
        Chart(name, "Title")


def test_a_legend_above_the_frame_and_one_within():
    for where, above in (("above", True), ("upper left", False)):
        chart = Chart("one", "Title", xlim=(0, 9), ylim=(0, 9), legend=where)
        page = page_of(lambda c, n: c.line(TEN, style.PRICE, "price"), chart)
        page.show(1)
        pixels(page)
        frame = page.one.axes.bbox
        box = page.one.axes.get_legend().get_window_extent()
        title = page.one._title.get_window_extent()
        assert (box.y0 >= frame.y1) == above
        assert not box.overlaps(title)
    page = page_of(lambda c, n: c.line(TEN, style.PRICE, "price"), Chart("one", "", legend=None))
    page.show(1)
    assert legend(page) == []


def test_a_legend_or_label_that_goes_leaves_nothing_behind():
    """Not its room above the chart, for one, as where a menu swaps a chart's subject."""

    def draw(chart, n):
        chart.line(TEN, style.PRICE, "shares" if n == 2 else None)
        if n == 2:
            chart.label("shares")

    page = page_of(draw)
    page.show(1)
    before = pixels(page)
    page.show(2)
    assert page.one.axes.get_ylabel() == "shares"
    assert (pixels(page) != before).any()
    page.show(1)
    assert page.one.axes.get_ylabel() == "y" and np.array_equal(pixels(page), before)


# ---- words --------------------------------------------------------------------------------------


def told(draw):
    page = page_of(draw)
    page.show(1)
    return page.alt(1)


def test_charts_say_what_they_show():
    def draw(chart, n):
        chart.line([3, 9, -2, 5.0], style.PRICE, "price")
        chart.trades(Walk(LEDGER, 2))
        chart.level(4, "strike")
        chart.level(0)  # without a name it is there for orientation

    assert told(draw) == (
        "One chart. Title: price: from 3 to 5, lowest -2, highest 9; 1 buy; 2 sells; "
        "strike: level at 4."
    )


@pytest.mark.parametrize(
    ("draw", "words"),
    [
        (lambda c, n: c.line([7], "k", "price"), "price: 7."),
        (lambda c, n: c.line([0.0, -3e-13, 5], "k"), "from 0 to 5."),
        (lambda c, n: c.steps([2, 2], "k", "cash"), "cash: level at 2."),
        (lambda c, n: c.fan([TEN], "k", "months"), "months: 1 path from 0 to 9."),
        (lambda c, n: c.bars(pd.Series({"gamma": 4.25, "cost": -1})), "gamma 4.25, cost -1."),
        (lambda c, n: c.point(1, 2098.04, "k", "now"), "now: a point at 1, 2,098."),
        (lambda c, n: c.heat(pd.DataFrame([[1.0]]), -2, 2), "1 cell from 1 to 1."),
        (lambda c, n: c.title("At 20 %"), "One chart."),
    ],
)  # fmt: skip
def test_each_kind_has_its_words(draw, words):
    assert told(draw).endswith(words)


def test_a_place_with_a_name_on_the_axis_is_called_by_it():
    chart = Chart("one", "Title", xlim=(-1, 3), xticks=(0, 1), xticklabels=("1 day", "5 days"))
    page = page_of(lambda c, n: c.point(n, 3.9, "k", "now"), chart)
    said = []
    for place in (1, 2):
        page.show(place)
        said.append(page.alt(place))
    assert said[0].endswith("now: a point at 5 days, 3.9.")
    assert said[1].endswith("now: a point at 2, 3.9.")


@pytest.mark.parametrize(
    ("draw", "words"),
    [
        (lambda c, n: c.point(2014.25, 3.9, "k", "now"), "now: a point at spring, 3.9."),
        (lambda c, n: c.upright(2014.25, "k", "crash"), "crash: upright at spring."),
        (lambda c, n: c.bars(pd.Series({2014.25: 4.2, 2014.75: -1})), "spring 4.2, autumn -1."),
        (lambda c, n: c.bars(pd.Series({"cost": -1})), "cost -1."),
        (lambda c, n: c.point(2014, 3.9, "k"), "a point at the year, 3.9."),  # the axis names it
    ],
)
def test_a_chart_may_say_what_its_places_are(draw, words):
    seasons = {2014.25: "spring", 2014.75: "autumn"}
    chart = Chart("one", "Title", xlim=(2013, 2016), xticks=(2014,), xticklabels=("the year",),
                  said=lambda x: seasons[float(x)])  # fmt: skip
    page = page_of(draw, chart)
    page.show(1)
    assert page.alt(1).endswith(words)


def test_a_bar_at_a_strike_is_called_by_all_of_it():
    page = page_of(lambda c, n: c.bars(pd.Series({102.5: 3.51, 105.0: 1})))
    page.show(1)
    assert page.alt(1).endswith("102.5 3.51, 105 1.")


def test_a_band_that_may_leave_the_frame_is_told_whole():
    band = lambda c, n: c.band([0, 1], -30, 30, "k", "errors", cut=True)  # noqa: E731
    page = page_of(band, Chart("one", "Title", xlim=(0, 1), ylim=(-5, 5)))
    page.show(1)
    assert page.one.marks[0].cut and page.alt(1).endswith("errors: a band from -30 to 30.")


def test_a_chart_keeps_what_can_be_gone_through_once_only():
    ticks = (0, 1)
    chart = Chart("one", "One", xticks=ticks, xticklabels=map(str, ticks))
    pictures = [
        Lab(
            "Twice", Slider("n", "N", 1, 0, 2, 1), charts=[chart], compute=lambda n: n,
            draw=lambda page, n: page.one.line([0, n], style.PRICE, x=[0, 1]), say=str, shows="A.",
        )().png
        for _ in range(2)
    ]  # fmt: skip
    assert pictures[0] == pictures[1]


def test_a_heat_map_without_a_unit_has_no_scale_beside_it():
    table = pd.DataFrame([[1.0, -1.0]], [0], ["x", "y"])
    for unit, beside in ((None, 0), ("", 1)):
        page = page_of(lambda chart, n, unit=unit: chart.heat(table, -2, 2, unit=unit))
        page.show(1)
        assert len(page.charts[0].axes.child_axes) == beside
