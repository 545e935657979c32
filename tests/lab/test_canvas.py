"""The canvas: pixels of a full redraw, whatever changed and whatever came before; and its parts."""

import random
import zlib
from dataclasses import replace
from importlib import import_module
from io import BytesIO
from types import SimpleNamespace

import numpy as np
import pytest
from effort import THOROUGH, sampled, thorough
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.ticker import FuncFormatter, MultipleLocator
from matplotlib.transforms import IdentityTransform
from PIL import Image

from gammalab.lab import Lab, png, style
from gammalab.lab.canvas import Canvas

LESSON_02 = [v for v in vars(import_module("gammalab.course.lesson_02.labs")).values()
             if isinstance(v, Lab)]  # fmt: skip


def redrawn(figure):
    """The pixels of the figure when matplotlib alone draws it; the canvas does not notice."""
    before = [(a, a.stale, a.get_animated()) for a in figure.findobj()]
    usual = figure.canvas
    for artist in figure.findobj():
        artist.set_animated(False)
    agg = FigureCanvasAgg(figure)
    with style.settings():
        agg.draw()
    figure.set_canvas(usual)
    for artist, stale, animated in before:
        artist.set_animated(animated)
        artist._stale = stale
    return np.array(agg.buffer_rgba())


def assert_painted(canvas, state):
    """The canvas's pixels are those of matplotlib's own redraw, to the last bit."""
    seen = np.array(canvas.paint())
    differ = (seen != redrawn(canvas.figure)).any(axis=2)
    where = np.argwhere(differ)
    assert not differ.any(), f"{state}: {len(where)} pixels differ, {where.min(0)}-{where.max(0)}"
    return seen


# ---- figures that do all that they can to be painted wrongly ------------------------------------
# Each is `build(figure) -> artists` and `draw(artists, n)` for n = 0..7, drawn from n alone.


def widths(figure):
    """Tick labels of one to eight characters; a label at the very edge; axes with one x axis."""
    axes = figure.subplots(2, 2, sharex="col").ravel()
    for ax in axes:
        ax.set(title="a title that goes on", ylabel="currency")
    return SimpleNamespace(axes=axes, lines=[ax.plot([], [], lw=3)[0] for ax in axes])


def draw_widths(made, n):
    tops = [1, 0.02, 50, 1000, -2500, 1e5, 3e7, 1e-4]
    for k, (ax, line) in enumerate(zip(made.axes, made.lines, strict=True)):
        top = tops[(n + k) % 8] if k < 3 else 10
        line.set_data([0, 5, n], [0, top / 2, top])
        ax.set_ylim(-abs(top), abs(top))
    made.axes[0].set_xlim(0, [5, 5, 10, 1234, 0.3, 5, 100000, 7][n])


def legends(figure):
    """Titles, labels and legends that change, still artists that change, some are invisible."""
    one, two = figure.subplots(1, 2)
    line = one.plot([0, 8], [0, 8], label="still", zorder=1.2)[0]
    mover = one.plot([], [], label="moving")[0]
    one.legend().set_zorder(0.5)
    two.plot([0, 1], [0, 1])
    return SimpleNamespace(one=one, two=two, still=line, mover=mover, note=two.text(0, 0, "note"))


def draw_legends(made, n):
    made.mover.set_data([0, 8], [n, 0])
    made.still.set_linewidth(1 + n % 3)
    made.still.set_visible(n != 4)
    made.one.get_legend().get_texts()[0].set_text("case " + "abcdefgh"[n % 3] * n)
    made.one.set(title=f"now {n}" if n % 2 else "", xlim=(0, 8), ylim=(0, 8 + n % 2))
    made.two.set_xlabel(f"up to {n}", color=("black", "red")[n % 2])
    made.two.set_visible(n not in (3, 6))
    made.note.set_text(f"note\n{n}")


def logs(figure):
    """Scales, locators, formatters and tick style that change."""
    one, two = figure.subplots(2, 1)
    return SimpleNamespace(one=one, two=two, line=one.plot([1, 10], [1, 100])[0])


def draw_logs(made, n):
    made.one.set_xscale("log" if n % 2 else "linear")
    made.one.set_yscale(["linear", "log", "symlog"][n % 3])
    made.one.set(xlim=(1, 10 ** (1 + n % 4)), ylim=(1, 300))
    made.two.set_xlim(0, 8)
    made.two.xaxis.set_major_locator(MultipleLocator(1 + n % 2))
    made.two.xaxis.set_major_formatter(FuncFormatter(lambda x, _: f"{x:.{n % 3}f}"))
    made.two.tick_params(axis="y", length=3 * (n % 3), labelrotation=45 * (n % 2))
    made.two.set_yticks([0, 1], ["no", "yes" * (1 + n % 4)])
    made.two.grid(n % 2 == 0)


def images(figure):
    """A heat map under its axes, one with squares of pixels, a colour bar."""
    one, two = figure.subplots(1, 2)
    mesh = one.pcolormesh(np.arange(9.0).reshape(3, 3))
    figure.colorbar(mesh, ax=one)
    return SimpleNamespace(mesh=mesh, image=two.imshow(np.eye(4), vmin=0, vmax=9), two=two)


def draw_images(made, n):
    made.mesh.set_array(np.arange(9.0).reshape(3, 3) + n)
    made.mesh.set_clim(0, 9 + 4 * n)
    made.image.set_data(np.eye(4) * n)
    made.two.set_xlim(-0.5, 3.5 + n % 3)


def twins(figure):
    """Axes on the same place, axes upon axes, a second title line, rotated labels."""
    one, two = figure.subplots(1, 2)
    right = one.twinx()
    inset = two.inset_axes([0.5, 0.5, 0.4, 0.4])
    upon = figure.add_axes([0.6, 0.2, 0.15, 0.2])
    return SimpleNamespace(
        one=one, right=right, two=two, inset=inset, upon=upon,
        bars=one.bar([1, 2, 3], [1, 1, 1]), over=right.plot([0, 4], [0, 4], lw=6)[0],
        inner=inset.plot([0, 1], [0, 1])[0], small=upon.plot([], [])[0],
    )  # fmt: skip


def draw_twins(made, n):
    for bar in made.bars:
        bar.set_height(n)
    made.one.set_ylim(0, 8)
    made.right.set_ylim(0, 4 * 10 ** (n % 4))
    made.over.set_ydata([0, n])
    made.inset.set_xlim(0, 1 + n % 2)
    made.inner.set_ydata([n, 1])
    made.two.set_title("above\nbelow" if n > 4 else "above")
    made.small.set_data([0, 1], [n, 0])
    made.upon.set(xlim=(0, 1), ylim=(0, 1 + n % 5))


def outsiders(figure):
    """Notes outside the axes, still and moving, in the units of the data; a title of the figure."""
    one, two = figure.subplots(1, 2)
    kept = one.annotate("kept", (2, 1.5), xytext=(2, 6), arrowprops={"arrowstyle": "->"},
                        annotation_clip=False, zorder=0.1)  # fmt: skip
    beside = two.text(1.02, 0.5, "beside", transform=two.transAxes)
    figure.text(0.01, 0.01, "source: nobody")
    return SimpleNamespace(
        one=one,
        two=two,
        kept=kept,
        beside=beside,
        dot=two.plot([], [], "o")[0],
        edge=one.plot([0, 5], [0, 5], "o", ms=20, clip_on=False, zorder=0.2)[0],
    )


def draw_outsiders(made, n):
    made.one.set(xlim=(0, 5 + n % 3), ylim=(0, 5 + n % 2 * 3))
    made.beside.set_text("beside"[: 2 + n % 4])
    made.dot.set(data=([n], [n]), clip_on=False)
    made.two.set(xlim=(0, 9), ylim=(0, 9))
    made.one.figure.suptitle("Everything\ntwice" if n == 5 else "Everything" if n % 2 else "")


def comers(figure):
    """Artists and axes that come and go, layers that change their order, axes that move."""
    axes = figure.subplots(1, 3)
    lines = [ax.plot([0, 8], [k, 8 - k], lw=5) for k, ax in enumerate(axes)]
    return SimpleNamespace(axes=axes, more=[], lines=lines, moving=axes[1].plot([], [], lw=5)[0])


def draw_comers(made, n):
    while made.more:
        made.more.pop().remove()
    if n % 3 == 1:
        made.more += made.axes[0].plot([0, n], [n, 0], "k", zorder=n)
    if n == 6:
        made.more.append(made.axes[0].figure.add_axes([0.4, 0.4, 0.2, 0.2]))
    made.moving.set_data([0, 8], [8, n])
    made.lines[1][0].set_zorder(1 + n % 3)
    made.axes[2].set_axis_on() if n % 2 else made.axes[2].set_axis_off()
    made.axes[2].set_facecolor(("white", "linen")[n % 2])
    made.axes[0].set_frame_on(n != 2)
    for side in ("left", "bottom"):
        made.axes[1].spines[side].set_visible(n % 4 != 3)


def reachers(figure):
    """A still note that grows onto the next axes, whose own ground hides it; the layout is told
    nothing of it."""
    one, two = figure.subplots(1, 2)
    note = one.text(0.7, 0.5, "", transform=one.transAxes, fontsize=20, in_layout=False)
    return SimpleNamespace(dot=two.plot([], [], "o")[0], write=note.set_text)


def draw_reachers(made, n):
    made.write("far" * (n % 4))
    made.dot.set(data=([0.5], [n % 3 / 2]))


def named(figure):
    """A legend with a name, a new one at each move, and at times none."""
    one, two = figure.subplots(1, 2)
    lines = [one.plot([0, 8], [k, 4 * k], color=f"C{k}")[0] for k in range(3)]
    return SimpleNamespace(one=one, two=two, lines=lines, mover=one.plot([], [])[0])


def draw_named(made, n):
    made.mover.set_data([0, 8], [n, 0])
    if old := made.one.get_legend():
        old.remove()
    if n == 1:
        return
    many = 1 + n % 3
    labels = ["one", "another", "a third"][:many]
    legend = made.one.legend(made.lines[:many], labels, loc="lower left", bbox_to_anchor=(0, 0.5))
    legend.set(zorder=0.6, gid=str(many))


def scales(figure):
    """Colour bars beside their charts, as part of them: one changes, comes and goes, one has a
    moving part."""
    one, two = figure.subplots(1, 2)
    made = SimpleNamespace(one=one, marks=[], bars=[])
    for axes in (one, two):
        made.marks.append(axes.pcolormesh(np.zeros((2, 2))))
        made.bars.append(axes.inset_axes([1.02, 0, 0.05, 1]))
        figure.colorbar(made.marks[-1], cax=made.bars[-1], label="unit")
    made.level = made.bars[1].axhline(0)
    return made


def draw_scales(made, n):
    for mark in made.marks:
        mark.set(array=np.arange(4.0).reshape(2, 2) * n)
    made.marks[0].set_clim(0, 3 * (1 + n % 3))
    made.bars[0].set_visible(n != 3)
    made.marks[1].set_clim(0, 24)
    made.level.set_ydata([n, n])
    made.one.set_xlim(0, 2 + n % 2)


FIGURES = [(widths, draw_widths), (legends, draw_legends), (logs, draw_logs),
           (images, draw_images), (twins, draw_twins), (outsiders, draw_outsiders),
           (comers, draw_comers), (reachers, draw_reachers), (named, draw_named),
           (scales, draw_scales)]  # fmt: skip
WHAT_MOVES = {
    "widths": ["lines"], "legends": ["mover", "note"], "logs": ["line"],
    "images": ["mesh", "image"], "twins": ["bars", "over", "inner", "small"],
    "outsiders": ["beside", "dot"], "comers": ["moving"], "reachers": ["dot"],
    "named": ["mover"], "scales": ["marks", "bars", "level"],
}  # fmt: skip


# Each state that a figure has, some twice: a look that comes back, and one that stays.
MOVES = [6, 3, 7, 1, 2, 0, 2, 6, 1, 4, 5, 7, 7] if THOROUGH else [6, 3, 6]


def opened(build, draw, n, moving=True):
    canvas = Canvas((6.4, 3.6), 45)
    with style.settings():
        made = build(canvas.figure)
        draw(made, n)
    canvas.animate([getattr(made, name) for name in WHAT_MOVES[build.__name__]] if moving else [])
    canvas.paint()
    return canvas, made


@pytest.mark.parametrize(
    "moving", [True, pytest.param(False, marks=thorough)], ids=["moving", "still"]
)
@pytest.mark.parametrize(
    ("build", "draw"), sampled(FIGURES, of=2), ids=[build.__name__ for build, _ in FIGURES]
)
def test_pixels_are_those_of_a_full_redraw_after_any_move(build, draw, moving):
    canvas, made = opened(build, draw, 0, moving)
    seen = {}
    for step, n in enumerate(MOVES):
        with style.settings():
            draw(made, n)
        now = assert_painted(canvas, f"step {step}, n = {n}")
        if build is comers:
            continue  # where axes come and go, the rest makes room for them
        assert n not in seen or (now == seen[n]).all(), f"n = {n} looks different at step {step}"
        seen[n] = now
    if build is comers:
        return
    for n in (
        MOVES[1:2] if not THOROUGH else MOVES[1:3]
    ):  # and with no moves between the opening and it
        straight, made = opened(build, draw, 0, moving)
        with style.settings():
            draw(made, n)
        assert (straight.paint() == seen[n]).all(), f"n = {n} depends on the moves before it"


@pytest.mark.parametrize("lab", sampled(LESSON_02, of=2), ids=lambda lab: lab.title)
def test_labs_of_lesson_02_are_painted_right_on_a_random_walk(lab):
    rng = random.Random(2)
    live = replace(lab, dpi=50)()
    live.strict = True
    walk = []
    for _ in range(12 if THOROUGH else 3):
        control = rng.choice(lab.controls)
        walk.append({control.name: rng.choice(control.places)})
        live.set(**walk[-1])
        assert_painted(live._canvas, live.values)
    # Where words need more room than any before, it is made once, and kept. The month's other view
    # needs some, and so does its seller's legend, which the long walk meets.
    full = live._canvas.full_redraws
    assert full <= 2 + (THOROUGH and lab.title == "One month, hedged")
    for move in walk:
        live.set(**move)
    assert live._canvas.full_redraws == full


def test_one_rescaled_axes_leaves_the_others_alone(monkeypatch):
    canvas, made = opened(widths, lambda made, n: made.axes[0].set_ylim(0, 5 + n), 0)
    painted = []
    for axes in made.axes:
        usual = axes.draw
        monkeypatch.setattr(
            axes, "draw", lambda r, a=axes, d=usual: (painted.append(a), d(r)), raising=False
        )
    made.axes[0].set_ylim(0, 40)
    canvas.paint()
    assert painted == [made.axes[0]]
    assert (canvas.full_redraws, canvas.partial_redraws) == (1, 1)
    made.axes[0].set_ylim(0, 5)  # the first look was never a tile: painted again
    canvas.paint()
    made.axes[0].set_ylim(0, 40)  # this one was
    canvas.paint()
    assert painted == [made.axes[0]] * 2 and canvas.tiles_used == 1


def test_a_colour_bar_is_painted_when_it_changes_not_when_its_chart_does(monkeypatch):
    canvas, made = opened(scales, draw_scales, 0)
    painted = []
    for bar in made.bars:
        usual = bar.draw
        monkeypatch.setattr(
            bar, "draw", lambda r, b=bar, d=usual: (painted.append(b), d(r)), raising=False
        )
    made.marks[0].set_array(np.arange(4.0).reshape(2, 2))
    canvas.paint()
    assert painted == made.bars[1:]  # in this one something moves
    made.marks[0].set_clim(0, 5)
    canvas.paint()
    assert painted.count(made.bars[0]) == 1


def test_axes_stand_still_while_labels_grow_within_reason():
    canvas, made = opened(widths, lambda made, n: made.axes[0].set_ylim(0, 1), 0)
    stood = [axes.get_position().bounds for axes in made.axes]
    for top in (10, 2500, 0.5, 90):
        made.axes[0].set_ylim(-top, top)
        canvas.paint()
        assert [axes.get_position().bounds for axes in made.axes] == stood
    made.axes[0].set_ylim(0, 12345678)
    made.axes[0].ticklabel_format(style="plain")
    canvas.paint()
    assert [axes.get_position().bounds for axes in made.axes] != stood  # nothing is cut off


def test_another_number_of_dots_is_the_same_picture_only_sharper():
    canvas, made = opened(widths, draw_widths, 2)
    stood = [axes.get_position().bounds for axes in made.axes]
    canvas.set_width(576)
    assert assert_painted(canvas, "sharper").shape == (324, 576, 4)
    if hasattr(Text, "get_fontfeatures"):  # before 3.11 texts are whole pixels: other room for them
        assert [axes.get_position().bounds for axes in made.axes] == stood
    draw_widths(made, 0)
    assert_painted(canvas, "sharper and moved")


@pytest.mark.parametrize("share", [0.638, 0.904])
@pytest.mark.parametrize("place", ["lesson_02.path.one_path", "lesson_11.dashboard.dashboard"])
def test_fewer_dots_need_no_other_room(place, share):
    """Else each move that rescales would have to paint all anew, to see whether there is room."""
    module, name = place.rsplit(".", 1)
    lab = getattr(import_module(f"gammalab.course.{module}"), name)

    def full_redraws(live):
        before = live._canvas.full_redraws
        for control in lab.controls:
            for value in control.extremes:
                live.set(**{control.name: value})
            live.reset()
        return live._canvas.full_redraws - before

    usual, other = lab(), lab()
    other._picture.dots = round(share * usual._picture.width)
    assert full_redraws(other) == full_redraws(usual)
    places = [[a.get_position().bounds for a in one.figure.axes] for one in (usual, other)]
    np.testing.assert_allclose(*places, atol=0.002)


def test_no_dots_at_all_are_refused():
    canvas, _ = opened(widths, draw_widths, 0)
    with pytest.raises(ValueError, match="dots is 0; it must be 1 or more"):
        canvas.set_width(0)


TEXTS = {
    "a title": {"text": "Hedged profit since day 0, as it was: 1,234.5 $"},
    "slanting, close together": {"text": "fjffjAVAV//WA", "style": "italic", "size": 21},
    "upright": {"text": "profit (index points)", "rotation": 90},
    "turned": {"text": "turned fjAV", "rotation": 33},
    "two lines": {"text": "one\ntwo and more", "alpha": 0.4},
    "a sign on a sign": {"text": "a\u0308o\u0302o\u0338 e\u0323\u0302"},
}


def test_a_legend_that_comes_back_under_its_name_brings_its_tile_back():
    canvas, made = opened(named, draw_named, 0)
    for n in (1, 2, 3):  # none; three entries; one, as at first, in a new legend
        with style.settings():
            draw_named(made, n)
        canvas.paint()
    assert (canvas.full_redraws, canvas.tiles_used) == (1, 0)
    for n in (1, 2, 3):
        with style.settings():
            draw_named(made, n)
        assert_painted(canvas, n)
    assert (canvas.full_redraws, canvas.tiles_used) == (1, 3)


def test_labels_beyond_the_ends_of_an_axis_do_not_count_as_seen():
    """They made the room look wider than it was, and a longer label moved the axes."""
    canvas = Canvas((6.4, 3.6), 100)
    with style.settings():
        axes = canvas.figure.subplots()
        axes.set_ylim(-0.01, 0.63)  # a tick at -0.1 is there, and not seen
    canvas.paint()
    axes.set_ylim(-0.16, 0.26)
    canvas.paint()
    assert "\N{MINUS SIGN}0.15" in [label.get_text() for label in axes.get_yticklabels()]
    assert canvas.full_redraws == 1


@pytest.mark.parametrize("words", TEXTS.values(), ids=TEXTS)
@pytest.mark.parametrize("place", [(40, 60), (40.3, 60.7)])
def test_a_remembered_text_has_the_pixels_of_one_that_is_set_anew(words, place):
    from gammalab.lab import glyphs

    def painted(kind):
        figure = Figure(figsize=(5, 3), dpi=100)
        canvas = kind(figure)
        figure.add_artist(text := Text(*place, transform=IdentityTransform(), **words))
        for _ in range(2):  # the second is from memory
            canvas.draw()
            buffer = np.asarray(canvas.buffer_rgba()).copy()
            text.stale = True
        return buffer

    assert (painted(glyphs.RememberingCanvas) == painted(FigureCanvasAgg)).all()


def test_a_title_is_remembered_as_one_bitmap():
    from gammalab.lab import glyphs

    glyphs._bitmaps.clear()
    figure = Figure()
    glyphs.RememberingCanvas(figure)
    figure.text(0.1, 0.5, "Hedged profit since day 0")
    figure.canvas.draw()
    ((bitmap, *_),) = next(iter(glyphs._bitmaps.values()))
    assert bitmap.shape[1] > 5 * bitmap.shape[0]


def test_glyphs_that_share_a_pixel_are_pasted_in_their_order():
    from gammalab.lab.glyphs import _merged

    dot, bar = np.full((2, 2), 9, np.uint8), np.full((2, 3), 5, np.uint8)
    apart = [(dot, 3 * i, 2, 0) for i in range(5)]
    ((whole, left, bottom, turn),) = _merged(apart)
    assert (whole.tolist(), left, bottom, turn) == ([([9, 9, 0] * 5)[:14]] * 2, 0, 2, 0)
    first, second = _merged([*apart, (bar, 12, 2, 0)])
    assert first[0][0, 12:].tolist() == [9, 9, 0] and second[0][0, 12:].tolist() == [5, 5, 5]
    turned = [(dot, 0, 2, 30), (dot, 5, 2, 30)]
    assert _merged(turned) == turned


def test_what_is_remembered_is_bounded(monkeypatch):
    from gammalab.lab import glyphs, tiles

    assert tiles.MOST <= 64 and tiles.UNPACKED <= 5_000_000
    monkeypatch.setattr(tiles, "MOST", 6)
    monkeypatch.setattr(tiles, "UNPACKED", 200_000)
    canvas, made = opened(widths, lambda made, n: None, 0)
    for k in range(tiles.MOST + 8):
        made.axes[0].set_ylim(0, 100 + k)
        canvas.paint()
    kept = canvas._tiles
    assert len(kept) == tiles.MOST
    assert 0 < sum(pixels.nbytes for pixels in kept._latest.values()) <= tiles.UNPACKED
    assert 0 < sum(len(packed) for _, packed in kept._packed.values()) < 6 / 64 * 1_000_000
    assert len(glyphs._bitmaps) <= glyphs.MOST and len(glyphs._layouts) <= glyphs.MOST


def test_a_tile_comes_back_as_it_was_packed_or_not(monkeypatch):
    from gammalab.lab import tiles

    monkeypatch.setattr(tiles, "UNPACKED", 3 * 24)
    kept, rng = tiles.Tiles(), np.random.default_rng(5)
    shown = {
        ("a" if k < 4 else "b", k): rng.integers(0, 256, (2, 3, 4), np.uint8) for k in range(6)
    }
    for key, pixels in shown.items():
        kept.keep(key, pixels)
    assert (len(kept._latest), len(kept._packed)) == (3, 3)
    for key, pixels in shown.items():
        assert np.array_equal(kept.get(key), pixels) and kept.get(key).dtype == np.uint8
    seen = kept.get(("b", 5))
    shown["b", 5][:] = 0
    assert seen.any()  # a copy
    kept.drop("a")
    assert len(kept) == 2 and kept.get(("a", 0)) is None and kept.get(("b", 4)) is not None


@pytest.mark.parametrize("angle", [0, 90])
def test_a_text_at_half_a_pixel_is_pasted_where_matplotlib_pastes_it(angle):
    """Before 3.11 places were rounded as Python rounds: a half goes up at 9 and down at 10."""
    from matplotlib.backends.backend_agg import RendererAgg
    from matplotlib.font_manager import FontProperties

    from gammalab.lab.glyphs import RememberingRenderer

    for part in np.linspace(0, 1, 65)[:-1]:  # 1 / 64: what fonts are measured in
        for x, y in ((20, 40), (21, 41)):
            pictures = []
            for kind in (RememberingRenderer, RendererAgg):
                renderer = kind(80, 60, 72)
                gc = renderer.new_gc()
                renderer.draw_text(gc, x + part, y + part, "0.25", FontProperties(), angle)
                pictures.append(np.array(renderer.buffer_rgba()))
            assert (pictures[0] == pictures[1]).all(), (x, y, part)


def test_matplotlib_is_left_as_it_was():
    usual = Text._get_layout
    opened(legends, draw_legends, 1)
    assert Text._get_layout is usual


# ---- the PNG writer -----------------------------------------------------------------------------


def read(file):
    Image.open(BytesIO(file)).verify()
    image = Image.open(BytesIO(file))
    assert image.mode == "RGBA"
    return np.asarray(image)


@pytest.mark.parametrize("shape", [(1, 1), (3, 2), (64, 96), (1, 300), (50, 700)])
def test_pillow_reads_what_was_written(shape):
    rgba = np.random.default_rng(1).integers(0, 256, (*shape, 4), np.uint8)
    for turned in (rgba, rgba[::-1, ::-1], rgba.transpose(1, 0, 2)):
        file = png.Writer().encode(turned)
        assert (read(file) == turned).all()
        data = file[file.index(b"IDAT") + 4 :]
        rows = zlib.decompressobj().decompress(data)  # Pillow passes over a wrong checksum
        assert len(rows) == turned.shape[0] * (1 + 4 * turned.shape[1])


def test_a_picture_is_written_the_same_whatever_was_written_before():
    random = np.random.default_rng(2)
    rgba = random.integers(0, 256, (50, 40, 4), np.uint8)
    writer = png.Writer()
    for step in range(60):
        if step == 30:
            rgba = random.integers(0, 256, (30, 60, 4), np.uint8)  # another size
        row, column, part = (random.integers(size) for size in rgba.shape)
        rgba[row, column, part] ^= 1  # in the writer's own array, as the canvas does
        file = writer.encode(rgba)
        assert (read(file) == rgba).all()
        assert file == png.Writer().encode(rgba.copy())


def test_rows_that_stay_are_not_packed_again(monkeypatch):
    packed = []
    pack = png._packed
    monkeypatch.setattr(png, "_packed", lambda rows: packed.append(len(rows)) or pack(rows))
    rgba, writer = np.zeros((100, 10, 4), np.uint8), png.Writer()
    writer.encode(rgba)
    assert sum(packed) == 100
    packed.clear()
    rgba[33, 5, 1] = 1
    writer.encode(rgba)
    assert packed == [png.BAND]
    writer.encode(rgba)
    assert packed == [png.BAND]


@pytest.mark.parametrize(
    "wrong", [np.zeros((2, 2, 3), np.uint8), np.zeros((2, 2, 4)), np.zeros((0, 2, 4), np.uint8)]
)
def test_what_is_no_picture_is_refused(wrong):
    with pytest.raises(ValueError, match=r"rgba has shape .* it must be \(height, width, 4\)"):
        png.Writer().encode(wrong)
