"""How every picture of the course looks: colours by meaning, and the matplotlib settings.

The colours have the hues of Okabe and Ito (2008), "Color Universal Design", darkened until each
has a contrast of 3 : 1 or more on white (WCAG 2.2, 1.4.11), and set apart as readers with any
common kind of colour blindness see them. A colour never carries a meaning alone: buys and sells
also differ by marker, and lines by dash where two of them could be confused. Labs take their
colours from here, so that "the hedge" is the same colour everywhere.
"""

from contextlib import contextmanager
from copy import deepcopy

import matplotlib
import numpy as np
from matplotlib.colors import LinearSegmentedColormap, to_rgb

BLACK = "#000000"
ORANGE = "#B58A10"
SKY = "#3A8AF5"
GREEN = "#00844C"
BLUE = "#0050B0"
VERMILION = "#C03000"
PURPLE = "#B0388E"
GREY = "#555555"

# What the colours mean.
PRICE = BLACK  # the price of the underlying
OPTION = BLUE  # an option, or a book of them
HEDGE = ORANGE  # the hedge in the underlying
CASH = SKY  # cash, and what it earns or costs
TOTAL = PURPLE  # everything together
GAIN = GREEN
LOSS = VERMILION
THEORY = GREY  # a closed form that a simulation is held against
MUTED = "#8F8F8F"  # what is there for orientation only

# Buys and sells: told apart by shape as well as by colour.
BUY = {"color": GREEN, "marker": "^"}
SELL = {"color": VERMILION, "marker": "v"}

# For heat maps about zero. Blue and red-brown stay apart for every common kind of colour blindness.
DIVERGING = LinearSegmentedColormap.from_list("gammalab", [VERMILION, "#FFFFFF", BLUE])

SETTINGS = {
    "axes.axisbelow": True,  # grid under the data; also lets the canvas leave ticks alone
    "axes.edgecolor": GREY,
    "axes.facecolor": "white",
    "axes.grid": True,
    "axes.labelsize": 11,
    "axes.prop_cycle": matplotlib.cycler(
        color=[BLUE, VERMILION, GREEN, ORANGE, PURPLE, SKY, BLACK]
    ),
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlelocation": "left",
    "axes.titlesize": 12,
    "figure.facecolor": "white",  # also on a dark page: the labels are dark
    "font.family": ["DejaVu Sans"],  # comes with matplotlib: the same on every machine
    "font.size": 10.5,
    "grid.color": "#E4E4E4",
    "grid.linewidth": 0.8,
    "legend.fontsize": 10,
    "legend.frameon": False,
    "legend.loc": "upper left",  # "best" would search, and jump, at every move
    "lines.linewidth": 2.0,
    # Glyphs as they were designed. Fitted to the dots of a small picture, some could not be read,
    # and a text of a given size would be wider in one picture than in another.
    "text.hinting": "none",
    "xtick.color": "#404040",
    "xtick.labelsize": 10,
    "ytick.color": "#404040",
    "ytick.labelsize": 10,
}

# These say where pictures go and what the program does, not how a picture looks.
NOT_LOOKS = ("backend", "interactive", "toolbar", "webagg.", "tk.", "keymap.", "date.epoch",
             "docstring.", "animation.", "savefig.", "figure.max_open_warning")  # fmt: skip


def _looks():
    """Every setting that a picture could depend on: matplotlib's defaults with the course's own."""
    looks = {
        # A copy: the lists among them are the same objects as in the reader's settings.
        name: deepcopy(value)
        for name, value in dict.items(matplotlib.rcParamsDefault)
        if not name.startswith(NOT_LOOKS)
    }
    valid = matplotlib.RcParams(SETTINGS)  # refuses a misspelled name or value
    return looks | dict(dict.items(valid))


_LOOKS = _looks()


@contextmanager
def settings():
    """Matplotlib's defaults with the course's settings, for the length of a `with` block.

    Nothing that a reader may set reaches a picture that is made inside, and the reader's settings
    are afterwards as they were.

    >>> import matplotlib
    >>> with settings():
    ...     matplotlib.rcParams["axes.grid"]
    True
    """
    params = matplotlib.rcParams
    # Plain dict methods: 10 microseconds instead of 10 milliseconds, for this runs at every move.
    # The values were checked when `_LOOKS` was made, and what is put back was there before.
    before = dict(dict.items(params))
    dict.update(params, _LOOKS)
    try:
        yield
    finally:
        dict.update(params, before)


def contrast(color, ground="#FFFFFF"):
    """Contrast of two colours as WCAG defines it: 1 for the same, 21 for black on white.

    >>> contrast(BLACK)
    21.0
    """
    return float(round(_contrasts(*_luminances([to_rgb(color), to_rgb(ground)])), 6))


def inks_on(grounds):
    """Black or white, whichever reads better, on each of some grounds: (n, 3), red, green, blue.

    >>> inks_on([(1.0, 1.0, 1.0), to_rgb(BLUE)])
    ['#000000', '#FFFFFF']
    """
    light, black, white = _luminances(grounds), 0.0, 1.0
    dark = _contrasts(light, black) >= _contrasts(light, white)
    return [BLACK if better else "#FFFFFF" for better in dark]


def _contrasts(one, two):
    return (np.maximum(one, two) + 0.05) / (np.minimum(one, two) + 0.05)


def _luminances(colors):
    parts = np.asarray(colors, float)
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return linear @ (0.2126, 0.7152, 0.0722)
