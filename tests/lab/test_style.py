"""Colours that can be seen, and settings of the reader's that reach no picture."""

import hashlib
import os
import subprocess
import sys
import textwrap
from functools import lru_cache
from itertools import combinations

import matplotlib
import matplotlib.style
import numpy as np
import pytest
from demo_lab import demo
from effort import sampled
from matplotlib.colors import to_rgb
from matplotlib.patheffects import withStroke

from gammalab.lab import style

COLORS = {
    name: value
    for name, value in vars(style).items()
    if name.isupper() and isinstance(value, str) and value.startswith("#")
}
BASE = ["BLACK", "ORANGE", "SKY", "GREEN", "BLUE", "VERMILION", "PURPLE", "GREY", "MUTED"]


# ---- colours ------------------------------------------------------------------------------------


def luminance(color):
    """WCAG 2.2, "relative luminance", written apart from the library's."""
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in to_rgb(color)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("name", COLORS)
def test_every_color_has_a_contrast_of_3_on_white(name):
    contrast = 1.05 / (luminance(COLORS[name]) + 0.05)
    assert contrast >= 3
    assert style.contrast(COLORS[name]) == pytest.approx(contrast)


def test_texts_have_a_contrast_of_4_5_on_white():
    for name in ("xtick.color", "ytick.color", "text.color", "axes.labelcolor"):
        with style.settings():
            color = matplotlib.rcParams[name]
        assert style.contrast(color) >= 4.5, name


def test_every_color_is_looked_at():
    assert set(BASE) <= set(COLORS) and len({COLORS[name] for name in BASE}) == len(BASE)
    assert set(COLORS.values()) == {COLORS[name] for name in BASE}


# Machado, Oliveira and Fernandes (2009), severity 1: what a reader who lacks one kind of cone sees,
# as a matrix on linear RGB.
SIGHT = {
    "all three cones": np.eye(3),
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
                   [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
                     [-0.011820, 0.042940, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
                   [0.004733, 0.691367, 0.303900]],
}  # fmt: skip
TO_XYZ = [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750],
          [0.0193339, 0.1191920, 0.9503041]]  # fmt: skip


def cielab(color, sight):
    """CIE 1976 L*a*b* of a colour as it is seen."""
    linear = np.array([p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4
                       for p in to_rgb(color)])  # fmt: skip
    xyz = TO_XYZ @ np.clip(sight @ linear, 0, 1) / [0.95047, 1, 1.08883]
    x, y, z = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def nearest(colors):
    """The two colours that lie nearest, for whom, and how far apart they look (2 is just seen)."""
    return min(
        (np.linalg.norm(cielab(colors[a], np.array(m)) - cielab(colors[b], np.array(m))), who, a, b)
        for who, m in SIGHT.items()
        for a, b in combinations(colors, 2)
    )


def test_colors_stay_apart_for_every_reader():
    assert nearest({name: COLORS[name] for name in BASE})[0] > 14


def test_colors_that_melt_together_would_be_found():
    distance, who, *pair = nearest({"red": "#C03000", "green": "#6B6400", "blue": "#0050B0"})
    assert distance < 14 and who != "all three cones" and pair == ["red", "green"]


def test_a_buy_and_a_sell_differ_by_shape():
    assert style.BUY["marker"] != style.SELL["marker"]


# ---- the reader's settings ----------------------------------------------------------------------


def use(*styles, **settings):
    """What a reader does: styles by name, and settings with __ for dots."""

    def set_it():
        for name in styles:
            matplotlib.style.use(name)
        matplotlib.rcParams.update({name.replace("__", "."): v for name, v in settings.items()})

    return set_it


WILD = {
    "dark": use("dark_background", text__color="yellow"),
    "xkcd": use(
        path__sketch=(1, 100, 2), path__effects=[withStroke(linewidth=4, foreground="w")],
        font__family="serif", axes__linewidth=3, lines__marker="o",
    ),
    "large": use(
        font__size=20, axes__titlesize=30, figure__dpi=40, legend__markerscale=3,
        axes__titlepad=40, xtick__major__size=15, xtick__direction="in",
    ),
    "formatters": use(
        axes__formatter__limits=(0, 0), axes__formatter__useoffset=True, axes__unicode_minus=False,
        axes__autolimit_mode="round_numbers", axes__xmargin=0.4, ytick__right=True,
        lines__dashed_pattern=(9, 9),
    ),
    "ggplot": use(
        "ggplot", lines__linestyle=":", axes__grid__axis="x", patch__force_edgecolor=True,
        lines__antialiased=False, path__simplify=False, figure__autolayout=True,
    ),
    "usetex": use(text__usetex=True, mathtext__fontset="cm"),
}  # fmt: skip


@pytest.fixture
def plain_settings():
    before = dict(dict.items(matplotlib.rcParams))
    yield
    dict.update(matplotlib.rcParams, before)


def pictures(between=lambda: None):
    """Three pictures of one lab; `between` them the reader does something."""
    live = demo()
    live.strict = True
    found = [live.png]
    for vol in (0.1, 0.6):
        between()
        live.set(vol=vol)
        found.append(live.png)
    return found


@lru_cache
def expected():
    """The pictures without any wish of the reader's; the first test asks for them."""
    return pictures()


@pytest.mark.parametrize("name", sampled(WILD))
@pytest.mark.parametrize("when", ["before build", "between moves"])
def test_no_setting_of_the_reader_reaches_a_picture(plain_settings, name, when):
    plain = expected()
    if when == "before build":
        WILD[name]()
        assert pictures() == plain
    else:
        assert pictures(between=WILD[name]) == plain


def test_nor_one_that_was_set_before_the_import(plain_settings):
    program = """
        import hashlib
        import matplotlib, matplotlib.style
        matplotlib.style.use("dark_background")
        matplotlib.rcParams.update({"path.sketch": (1, 100, 2), "font.size": 20})
        matplotlib.rcParams["font.sans-serif"].insert(0, "cursive")  # the list, in place
        from demo_lab import demo
        print(hashlib.sha256(demo().png).hexdigest())
    """
    places = os.pathsep.join(sys.path)
    said = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)],
        capture_output=True, text=True, check=True, env={**os.environ, "PYTHONPATH": places},
    ).stdout  # fmt: skip
    assert said.strip() == hashlib.sha256(demo().png).hexdigest()


@pytest.mark.parametrize("name", WILD)
def test_settings_of_the_reader_are_left_alone(plain_settings, name):
    WILD[name]()
    before = dict(matplotlib.rcParams)
    with style.settings():
        assert dict(matplotlib.rcParams) != before
    with pytest.raises(RuntimeError), style.settings():
        raise RuntimeError
    demo().set(vol=0.3)
    assert dict(matplotlib.rcParams) == before


def test_what_is_no_look_is_not_touched(plain_settings):
    matplotlib.rcParams["savefig.directory"] = "elsewhere"
    backend = matplotlib.rcParams["backend"]
    with style.settings():
        assert matplotlib.rcParams["savefig.directory"] == "elsewhere"
        assert matplotlib.rcParams["backend"] == backend
