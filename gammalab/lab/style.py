"""How every picture of the course looks: colours by meaning, and the matplotlib settings.

The colours are the eight of Okabe and Ito (2008), "Color Universal Design", which stay apart
for readers with any common kind of colour blindness. A colour never carries a meaning alone:
buys and sells also differ by marker, and lines by dash where two of them could be confused.
Lessons and labs take their colours from here, so that "the hedge" is the same colour everywhere.
"""

from contextlib import contextmanager

import matplotlib
import numpy as np

BLACK = "#000000"
ORANGE = "#E69F00"
SKY = "#56B4E9"
GREEN = "#009E73"
YELLOW = "#F0E442"
BLUE = "#0072B2"
VERMILION = "#D55E00"
PURPLE = "#CC79A7"
GREY = "#6E6E6E"

# What the colours mean.
PRICE = BLACK  # the price of the underlying
OPTION = BLUE  # an option, or a book of them
HEDGE = ORANGE  # the hedge in the underlying
CASH = SKY  # cash, and what it earns or costs
TOTAL = PURPLE  # everything together
GAIN = GREEN
LOSS = VERMILION
THEORY = GREY  # a closed form that a simulation is held against
MUTED = "#B8B8B8"  # what is there for orientation only

# Ready-made keywords for `axes.plot` and `axes.scatter`: told apart by shape as well as by colour.
BUY = {"color": GREEN, "marker": "^"}
SELL = {"color": VERMILION, "marker": "v"}

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
    "font.family": "DejaVu Sans",  # comes with matplotlib: the same on every machine
    "font.size": 10.5,
    "grid.color": "#E4E4E4",
    "grid.linewidth": 0.8,
    "legend.fontsize": 10,
    "legend.frameon": False,
    "legend.loc": "upper left",  # "best" would search, and jump, at every move
    "lines.linewidth": 2.0,
    "xtick.color": "#404040",
    "xtick.labelsize": 10,
    "ytick.color": "#404040",
    "ytick.labelsize": 10,
}


@contextmanager
def settings():
    """The course's matplotlib settings, for the length of a `with` block.

    A reader's own settings are left as they were.

    >>> import matplotlib
    >>> with settings():
    ...     matplotlib.rcParams["axes.grid"]
    True
    """
    before = {name: matplotlib.rcParams[name] for name in SETTINGS}
    # Not matplotlib.rc_context: it copies all 300 settings, and this runs at every slider move.
    matplotlib.rcParams.update(SETTINGS)
    try:
        yield
    finally:
        matplotlib.rcParams.update(before)


def set_band(band, x, low, high):
    """Move the filled area that `axes.fill_between` returned.

    `x`, `low` and `high` are one-dimensional and of one length (`low` and `high` may be numbers),
    in the units of the axes. To fill only in places, let `low` equal `high` elsewhere.
    (matplotlib has `set_data` for this only from 3.10 on.)

    Raises ValueError when the lengths differ.
    """
    x = np.asarray(x, dtype=float)
    try:
        low = np.broadcast_to(np.asarray(low, dtype=float), x.shape)
        high = np.broadcast_to(np.asarray(high, dtype=float), x.shape)
    except ValueError:
        raise ValueError(
            f"low and high must be numbers or have the shape of x, {x.shape}; "
            f"got {np.shape(low)} and {np.shape(high)}"
        ) from None
    there = np.column_stack([x, high])
    back = np.column_stack([x, low])[::-1]
    band.set_verts([np.concatenate([there, back])])
