"""What a painted axes depends on, in a form that can be compared from one move to the next.

Most of it is told by matplotlib, which marks an artist as stale when anything about it is set. An
`Axis` counts as stale even when its limits are set to what they were, so its look is compared
instead: limits, scale, label, fixed ticks, tick style.
"""

from __future__ import annotations

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import FigureBase
from matplotlib.ticker import FixedFormatter, FixedLocator

# These hold objects themselves, not their ids: an id can come back with another object.


def frame_look(figure):
    """What all axes depend on: which there are and where they stand. Any change: paint all anew."""
    look = [figure.get_children(), figure.patch.get_facecolor(), tuple(figure.bbox.size)]
    look += [
        (text, text.get_position(), text.get_visible(), lines(text))
        for text in figure.texts
        if text.get_in_layout()
    ]
    for axes in figure.axes:
        if axes.get_aspect() != "auto":
            axes.apply_aspect()  # else the frame would move only when it is painted
        place = axes.get_position().bounds
        look.append((axes.get_visible(), axes.axison, axes.get_frame_on(), axes.zorder, place))
        look += [(lines(title), title.get_visible()) for title in titles(axes)]
    return look


def lines(text):
    """How many lines a text has, as far as room is concerned."""
    written = text.get_text()
    return written.count("\n") + 1 if written else 0


def titles(axes):
    """The three titles of axes."""
    return axes.title, axes._left_title, axes._right_title


def children_look(axes):
    """Which artists `axes` has and their order, without a legend that has a name; and that one."""
    named = named_legend(axes)
    children = [child for child in axes.get_children() if child is not named]
    return (children, [child.zorder for child in children]), named


def named_legend(axes):
    """The legend of `axes` if it has a name (a "gid", a group id), else None.

    Who names a legend promises that all legends of this name look the same on these axes, and that
    none is changed later: then what was painted with one is right with another.
    """
    legend = axes.get_legend()
    return legend if legend is not None and legend.get_gid() else None


def axis_look(axis):
    """All that an axis shows, as something that can be a key.

    Not seen: what is set on a single tick, or within a locator or formatter that stays the same.
    """
    locator, formatter = axis.get_major_locator(), axis.get_major_formatter()
    return (
        axis.get_visible(),
        axis._scale,
        tuple(axis.get_view_interval()),
        axis.get_label_position(),
        text_look(axis.label),
        tuple(locator.locs) if isinstance(locator, FixedLocator) else locator,
        tuple(formatter.seq) if isinstance(formatter, FixedFormatter) else formatter,
        axis.get_minor_locator(),
        axis.get_minor_formatter(),
        *(repr(axis.get_tick_params(which)) for which in ("major", "minor")),
    )


def text_look(text):
    """All that a text shows, but for a box around it."""
    return (
        text.get_text(),
        text.get_visible(),
        hash(text.get_fontproperties()),
        str(text.get_color()),
        text.get_alpha(),
        text.get_rotation(),
    )


def paint_order(axes):
    """The children of `axes` in the order in which matplotlib paints them (its `Axes.draw`)."""
    hidden = {axes.patch}
    if not axes.axison:
        hidden |= {axes.xaxis, axes.yaxis}
    if not (axes.axison and axes.get_frame_on()):
        hidden |= set(axes.spines.values())
    return sorted((a for a in axes.get_children() if a not in hidden), key=Artist.get_zorder)


def loose_artists(figure):
    """Texts, legends and lines that belong to the figure itself, in the order of painting."""
    own = [a for a in figure.get_children() if not isinstance(a, (Axes, FigureBase))]
    return sorted((a for a in own if a is not figure.patch), key=Artist.get_zorder)


def parts(artist):
    """An artist and all within it whose change would show: a legend's texts, a table's cells."""
    if isinstance(artist, Axis):
        return []  # compared by its look
    return [artist, *artist.findobj(lambda part: part is not artist)]
