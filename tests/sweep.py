"""Drive a lab through the corners of its controls and look for anything that is not a number."""

from dataclasses import replace
from itertools import combinations, product
from types import SimpleNamespace

import numpy as np

from gammalab.lab.canvas import walk_artists


def sweep(lab, gaps_allowed=()):
    """Open `lab`; move each control to its extremes, then each pair of them to theirs.

    After each move: no error, texts without "nan" or "inf", finite data in every artist, no
    artist added. `gaps_allowed` names the artists (keys of what `build` returned) whose data may
    hold NaN on purpose. Returns the number of states seen.
    """
    # Coarse dots: the drawing is the same, and the test takes half the time.
    live = replace(lab, dpi=40)()
    live.strict = True
    children = _count_artists(live)
    states = [{}]
    for control in lab.controls:
        states += [{control.name: value} for value in (*control.extremes, control.default)]
    for one, two in combinations(lab.controls, 2):
        states += [{one.name: a, two.name: b} for a, b in product(one.extremes, two.extremes)]
    for state in states:
        live.set(**{**lab.defaults, **state})
        _check_texts(live, state)
        _check_artists(live, state, gaps_allowed)
        assert live.png.startswith(b"\x89PNG"), f"{lab.title}: no picture at {state}"
        assert _count_artists(live) == children, f"{lab.title}: draw adds artists at {state}"
    live.reset()
    assert live.values == lab.defaults
    return len(states)


def _check_texts(live, state):
    for text in (live.summary_text, live.alt_text):
        assert text.strip(), f"{live.lab.title}: nothing said at {state}"
        words = text.lower().replace("(", " ").replace("−", "-").split()
        odd = [w for w in words if w.strip(".,;:%$+-)") in ("nan", "inf")]
        assert not odd, f"{live.lab.title}: {text!r} at {state}"


def _check_artists(live, state, gaps_allowed):
    made = live._artists
    if isinstance(made, SimpleNamespace):
        made = vars(made)
    named = made if isinstance(made, dict) else {"artists": made}
    for name, value in named.items():
        for artist in walk_artists(value):
            for numbers in _data(artist):
                bad = np.isinf(numbers) if name in gaps_allowed else ~np.isfinite(numbers)
                assert not bad.any(), f"{live.lab.title}: {name} is not finite at {state}"


def _data(artist):
    """The numbers an artist draws, as arrays of floats."""
    if hasattr(artist, "get_xydata"):  # lines
        yield np.ma.filled(np.asarray(artist.get_xydata(), dtype=float), np.nan)
    elif hasattr(artist, "get_offsets") and hasattr(artist, "get_paths"):  # areas, points, bars
        yield np.ma.filled(np.ma.asarray(artist.get_offsets(), dtype=float), np.nan)
        for path in artist.get_paths():
            yield path.vertices
    elif hasattr(artist, "get_bbox") and hasattr(artist, "get_width"):  # rectangles
        yield artist.get_bbox().get_points()
    elif hasattr(artist, "get_position") and hasattr(artist, "get_text"):
        yield np.asarray(artist.get_position(), dtype=float)


def _count_artists(live):
    return len(live.figure.get_children()) + sum(len(a.get_children()) for a in live.figure.axes)
