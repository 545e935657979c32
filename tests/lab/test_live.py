"""The live lab without a browser: values, pictures, words, errors."""

from dataclasses import replace
from io import BytesIO
from types import SimpleNamespace

import numpy as np
import pytest
from demo_lab import demo
from effort import thorough
from matplotlib.text import Text
from PIL import Image
from raw_lab import raw_lab

from gammalab.lab import Choice, Slider, style
from gammalab.lab.canvas import Canvas


def pixels(png):
    return np.asarray(Image.open(BytesIO(png)).convert("RGB")).astype(int)


def full_redraw(live):
    """The same figure drawn by matplotlib alone, with nothing animated."""
    figure = live.figure
    for artist in figure.findobj():
        artist.set_animated(False)
    out = BytesIO()
    with style.settings():
        figure.savefig(out, format="png", dpi=figure.dpi)
    return pixels(out.getvalue())


def nothing(*_):
    return None


# The picture


def test_a_moved_picture_has_the_pixels_of_a_full_redraw():
    live = demo()
    live.set(spot_move=-3.3, vol=0.41, right="put")
    assert live._canvas.full_redraws == 1
    assert np.abs(pixels(live.png) - full_redraw(live)).max() <= 1


def test_order_of_layers_is_kept_when_only_the_area_below_moves():
    def build(figure):
        axes = figure.subplots()
        axes.set(xlim=(0, 10), ylim=(0, 10))
        axes.plot([0, 10], [0, 10], color="black", linewidth=5, alpha=0.5)
        twin = axes.twinx()
        twin.plot([0, 10], [5, 5], color="red", linewidth=8)
        return {"bars": axes.bar([2, 5, 8], [1, 1, 1], alpha=0.8)}

    def draw(n, artists):
        for bar in artists["bars"]:
            bar.set_height(n)

    live = raw_lab(build, draw)()
    live.set(n=9)
    assert live._canvas.full_redraws == 1
    assert np.abs(pixels(live.png) - full_redraw(live)).max() <= 1


@pytest.mark.parametrize(
    "change",
    [
        lambda axes, n: axes.set_ylim(0, n),
        lambda axes, n: axes.set_ylabel(f"up to {n}"),
        lambda axes, n: axes.set_title(f"now {n}"),
        lambda axes, n: axes.set_xticks([0, n]),
        lambda axes, n: axes.set_visible(n < 5),
        lambda axes, n: axes.get_legend().get_texts()[0].set_text(f"case {n}"),
        lambda axes, n: axes.lines[0].set_ydata([0, n]),
        lambda axes, n: axes.lines[0].set_visible(n < 5),
        lambda axes, n: axes.figure.suptitle(f"Number {n}"),
    ],
)
@pytest.mark.parametrize("moving", [True, pytest.param(False, marks=thorough)])
def test_a_change_of_anything_shows(change, moving):
    def build(figure):
        axes = figure.subplots()
        axes.set(xlim=(0, 10), ylim=(0, 10))
        axes.plot([0, 10], [0, 5], label="case")
        axes.legend()
        (mover,) = axes.plot([], [])
        return SimpleNamespace(axes=axes, mover=mover if moving else None)

    lab = raw_lab(build, lambda n, artists: change(artists.axes, n), size=(3.5, 2), dpi=60)
    live = lab()
    for n in (7, 3):
        live.set(n=n)
        seen = pixels(live.png)
        fresh = lab(n=n)
        assert np.abs(seen - pixels(fresh.png)).max() <= 1


def test_setting_what_is_set_already_is_cheap():
    def draw(n, lines):
        axes = lines[0].axes
        axes.set(xlim=(0, 10), ylim=(0, 10), xlabel="x", title=f"case {n}")
        lines[0].set_data([0, 10], [0, n])

    live = raw_lab(lambda figure: figure.subplots().plot([]), draw)()
    live.set(n=6)
    assert live._canvas.full_redraws == 1


def test_texts_that_move_are_cheap():
    def build(figure):
        axes = figure.subplots()
        return [axes.annotate("", (0, 0)), axes.title, figure.suptitle("")]

    def draw(n, artists):
        for artist in artists:
            artist.set_text(f"{n}")

    live = raw_lab(build, draw)()
    live.set(n=4)
    assert live._canvas.full_redraws == 1


def test_size_on_the_page_does_not_depend_on_sharpness():
    live = replace(demo, dpi=200, size=(6, 3))()
    assert pixels(live.png).shape == (600, 1200, 3)
    assert (live._picture.width, live._picture.height) == (600, 300)


def test_settings_of_the_reader_are_left_alone():
    import matplotlib

    before = dict(matplotlib.rcParams)
    demo().set(vol=0.3)
    assert dict(matplotlib.rcParams) == before


def test_canvas_takes_artists_in_any_nesting():
    canvas = Canvas((2, 2), 50)
    axes = canvas.figure.subplots()
    (line,) = axes.plot([1, 2])
    bars = axes.bar([1], [2])
    note = Text()
    canvas.animate({"a": [SimpleNamespace(line=line)], "b": (bars, "word", 3), "c": [note, axes]})
    assert canvas._moving == {line, *bars, note}


# Values and words


def test_opens_at_its_defaults_and_moves():
    live = demo()
    assert live.values == demo.defaults == {"spot_move": 2.0, "vol": 0.20, "right": "call"}
    first = live.png
    live.set(vol=0.35, right="put")
    assert live.values == {"spot_move": 2.0, "vol": 0.35, "right": "put"}
    assert live.result.vol == 0.35
    assert live.png != first
    assert "+2.0 $" in live.summary_text and "+2.0 $" in live.alt_text


def test_a_slider_moved_by_hand_redraws():
    live = demo()
    slider = live._controls["vol"]
    assert (slider.min, slider.max, slider.step, slider.value) == (5, 80, 1, 20)
    slider.value = 57
    assert live.values["vol"] == 0.57 == live.result.vol


def test_setting_many_draws_once():
    calls = []
    live = replace(demo, draw=lambda *both: calls.append(demo.draw(*both)))()
    live.set(spot_move=1.0, vol=0.3, right="put")
    assert len(calls) == 2  # the opening and the move


def test_reset_goes_back_to_where_the_lab_opened():
    live = demo(vol=0.5)
    opening = live.png
    live.set(vol=0.1, spot_move=-4.0)
    live.reset()
    assert live.values == {"spot_move": 2.0, "vol": 0.5, "right": "call"}
    assert live.png == opening


def test_repr_is_stable_and_says_it_all():
    assert repr(demo()) == (
        "Gamma pays for theta (spot_move=2.0, vol=0.2, right='call')\n"
        "After a move of +2.0 $ the P&L is +1.20 $ (< or > zero)."
    )


def test_a_sharper_screen_gets_more_dots_and_the_same_words():
    live = demo()
    summary = live.summary_text
    live._picture.dots = 1400
    assert pixels(live.png).shape == (800, 1400, 3)
    live.set(vol=0.3)
    assert np.abs(pixels(live.png) - full_redraw(live)).max() <= 1
    live._picture.dots = 700
    live.reset()
    assert live.png == demo().png and live.summary_text == summary


def test_only_the_controls_of_the_round_are_shown():
    def labels(live):
        heading, panel, picture = live.children
        return [widget.description for widget in panel.children]

    assert labels(demo()) == ["Move of the spot ($)", "Volatility (%)", "Option"]
    live = demo(show=("right", "vol"), spot_move=1.0)
    assert labels(live) == ["Volatility (%)", "Option"]  # in the lab's own order
    assert live.values == {"spot_move": 1.0, "vol": 0.20, "right": "call"}
    live.set(spot_move=3.0)
    live.reset()
    assert live.values["spot_move"] == 1.0
    assert labels(demo(show="vol")) == ["Volatility (%)"]


@pytest.mark.parametrize("show", [(), "volatility", ("vol", "sigma")])
def test_a_control_that_is_not_there_cannot_be_shown(show):
    with pytest.raises(ValueError, match="show is .*it must name controls of .*'spot_move', 'vol'"):
        demo(show=show)


def test_a_slow_lab_waits_until_the_slider_is_let_go():
    assert demo()._controls["vol"].continuous_update
    assert not replace(demo, continuous=False)()._controls["vol"].continuous_update


# Errors


def test_an_error_is_said_in_words_and_the_picture_stays(monkeypatch):
    monkeypatch.delenv("GAMMALAB_STRICT", raising=False)
    live = demo()
    picture, summary = live.png, live.summary_text
    live.set(right="broken")
    assert live.problem_text.startswith(
        "This lab could not draw: ValueError: right is 'broken'; it must be 'call' or 'put'."
    )
    assert isinstance(live.error, ValueError) and live.error.__traceback__
    assert (live.png, live.summary_text) == (picture, summary)
    live._picture.dots = 1000
    assert pixels(live.png).shape == (571, 1000, 3) and live.summary_text == summary
    assert live.problem_text and live.error  # it was no move
    live._picture.dots = 700
    assert live.png == picture
    live.set(right="put")
    assert live.error is None and live.problem_text == ""


@pytest.mark.parametrize("how", ["environment", "attribute"])
def test_strict_lets_the_error_through(monkeypatch, how):
    live = demo()
    if how == "environment":
        monkeypatch.setenv("GAMMALAB_STRICT", "1")
    else:
        monkeypatch.delenv("GAMMALAB_STRICT", raising=False)
        live.strict = True
    with pytest.raises(ValueError, match="right is 'broken'"):
        live._controls["right"].value = "broken"


def test_a_lab_that_cannot_open_says_so_at_once():
    with pytest.raises(ValueError, match="right is 'broken'"):
        demo(right="broken")


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"volatility": 0.2}, "volatility is not a control .*spot_move, vol, right"),
        ({"vol": 2.0}, "vol is 2.0; it must be a number from 0.05 to 0.8"),
        ({"vol": "high"}, "vol is 'high'; it must be a number from"),
        ({"vol": float("nan")}, "vol is nan"),
        ({"right": "stock"}, "right is 'stock'; it must be one of 'call', 'put', 'broken'"),
    ],
)
def test_a_bad_value_is_named(values, message):
    with pytest.raises(ValueError, match=message):
        demo(**values)
    with pytest.raises(ValueError, match=message):
        demo().set(**values)


def test_whole_numbers_stay_whole():
    slider = Slider("n", "Hedges", 5, 1, 10, 1)
    assert type(slider.check(7)) is int
    with pytest.raises(ValueError, match="n is 2.5; it must be a whole number from 1 to 10"):
        slider.check(2.5)


@pytest.mark.parametrize(
    ("numbers", "message"),
    [
        ((5, 10, 1, 1), "low of 'n' is 10; it must be below 1"),
        ((5, 1, 10, 0), "step of 'n' is 0"),
        ((50, 1, 10, 1), "n is 50"),
        ((5, 1, float("inf"), 1), "high of 'n' is inf"),
    ],
)
def test_a_bad_slider_is_refused(numbers, message):
    with pytest.raises(ValueError, match=message):
        Slider("n", "Number", *numbers)


def test_other_bad_descriptions_are_refused():
    with pytest.raises(ValueError, match="must be a keyword"):
        Slider("spot move", "Move", 0, -1, 1, 1)
    with pytest.raises(ValueError, match="options of 'side' is empty"):
        Choice("side", "Side", [], None)
    with pytest.raises(ValueError, match="each must be different"):
        raw_lab(nothing, nothing, controls=[Slider("n", "A", 1, 0, 2, 1)] * 2)
    with pytest.raises(ValueError, match="a control is named 'show'"):
        raw_lab(nothing, nothing, controls=[Slider("show", "A", 1, 0, 2, 1)])


@pytest.mark.parametrize(
    ("slider", "readout", "value"),
    [
        (Slider("x", "X", 0.25, 0.0, 1.0, 0.05), ".2f", 0.25),
        (Slider("x", "X", 1.5, 0.0, 9.0, 0.5, "$"), ".1f", 1.5),
        (Slider("x", "X", 0.125, 0.0, 1.0, 0.005, "%"), ".1f", 12.5),
        (Slider("x", "X", 30, 1, 90, 1, "days"), "d", 30),
        (Slider("x", "X", 0.2, 0.05, 0.8, 0.01, "%"), "d", 20),
    ],
)
def test_readouts_fit_the_step(slider, readout, value):
    widget = slider.widget(slider.default, continuous=True)
    assert (widget.readout_format, widget.value) == (readout, value)
    assert slider.meant(widget.value) == slider.default
