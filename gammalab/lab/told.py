"""What charts say of themselves, for those who cannot see them: in numbers, with right plurals."""

from __future__ import annotations

import numpy as np

from gammalab.lab.words import brief, plural

LINES = {"line", "dashes", "steps"}
LEVEL, UPRIGHT = "level at {at}", "upright at {at}"
# Of a line, by whether (it falls below, it rises above) both its ends.
RUNS = {
    (False, False): "from {start} to {end}",
    (True, False): "from {start} to {end}, lowest {low}",
    (False, True): "from {start} to {end}, highest {high}",
    (True, True): "from {start} to {end}, lowest {low}, highest {high}",
}
SIDES = {"hedge buys": "buy", "hedge sells": "sell"}


def told(drawn) -> str:
    """A sentence on what a chart (`marks.Drawn`) shows now; "" when it shows nothing."""
    parts, own = [], drawn.chart.options
    # A place on the axis that has a name of its own is called by it: "5 days", not "3".
    names = dict(zip(own.get("xticks", ()), own.get("xticklabels", ()), strict=False))
    said = drawn.chart.said

    def place(x, usual=brief):
        return x if isinstance(x, str) else names.get(float(x)) or (said or usual)(x)

    for mark in drawn.marks:
        if words := _mark(mark, place):
            parts.append(
                f"{mark.label}: {words}" if mark.label and mark.kind != "trades" else words
            )
    title = drawn.title_now.rstrip(".")
    return f"{title}: {'; '.join(parts)}." if parts else ""


def _mark(mark, place) -> str:
    x, y = mark.x, mark.y
    if mark.kind in LINES and len(y):
        return _line(y)
    if mark.kind == "trades":
        return plural(len(x), SIDES[mark.label])
    if mark.kind == "point":
        return f"a point at {place(x[0])}, {brief(y[0])}"
    if mark.kind == "points" and len(y):
        return f"{plural(len(y), 'point')} from {brief(y.min())} to {brief(y.max())}"
    if mark.kind == "level":
        return LEVEL.format(at=brief(y[0])) if mark.label else ""
    if mark.kind == "upright":
        return UPRIGHT.format(at=place(x[0])) if mark.label else ""
    if mark.kind in ("bars", "waterfall") and len(y):
        many = len(y) > 12
        if many:
            return f"{plural(len(y), 'bar')} from {brief(y.min())} to {brief(y.max())}"
        whole = "{:g}".format  # a bar may stand for a strike: 102.5 is not 102
        pairs = zip(x, y, strict=True)
        return ", ".join(f"{place(at, whole)} {brief(amount)}" for at, amount in pairs)
    if mark.kind == "histogram":
        low, mid, high = np.quantile(x, [0.05, 0.5, 0.95])
        return f"middle {brief(mid)}, nine in ten from {brief(low)} to {brief(high)}"
    if mark.kind == "band" and len(y):
        return f"a band from {brief(mark.low.min())} to {brief(y.max())}"
    if mark.kind == "fan" and len(y):
        return f"{plural(int(np.sum(x == x[0])), 'path')} from {brief(y.min())} to {brief(y.max())}"
    if mark.kind.startswith("heat"):
        return f"{plural(len(y), 'cell')} from {brief(y.min())} to {brief(y.max())}"
    return ""


def _line(y) -> str:
    y = np.where(np.abs(y) < 1e-6 * np.abs(y).max(), 0.0, y)  # what is left of rounding is nothing
    start, end, low, high = (brief(v) for v in (y[0], y[-1], y.min(), y.max()))
    if len(y) == 1:
        return start
    if low == high:
        return LEVEL.format(at=low)
    said = RUNS[low not in (start, end), high not in (start, end)]
    return said.format(start=start, end=end, low=low, high=high)
