"""The picture of a capstone's report: worlds across, rules down, and the ranks beside them."""

from __future__ import annotations

from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from gammalab.lab import style

from . import ranks
from .rules import BAND, MINE

CLEAREST = 8.0  # errors, where the colours end


def draw(table) -> Figure:
    """A Figure of a table of rules by name, each a list of Played."""
    names = ranks.in_order(table)
    ranges = ranks.rank_ranges(table)
    worlds = [one.world for one in table[names[0]]]
    with style.settings():
        figure = Figure(figsize=(9.6, 1.9 + 0.3 * len(names)), layout="constrained")
        grid, bars = figure.subplots(1, 2, width_ratios=(7, 4), sharey=True)
        shown = [ranks.in_errors(table[name], table[BAND]) for name in names]
        cells = grid.imshow(
            shown, cmap=style.DIVERGING, vmin=-CLEAREST, vmax=CLEAREST, aspect="auto"
        )
        grid.set_xticks(range(len(worlds)), worlds, rotation=40, ha="right")
        grid.set_yticks(range(len(names)), names)
        grid.set_title("Against the band, in standard errors")
        grid.grid(False)
        for y, row in enumerate(shown):
            for x, value in enumerate(row):
                if abs(value) >= ranks.ERRORS:
                    color = "white" if abs(value) > 0.6 * CLEAREST else "black"
                    mark = "+" if value > 0 else "−"
                    grid.text(x, y, mark, ha="center", va="center", color=color)
        bar = figure.colorbar(cells, ax=grid, location="bottom", shrink=0.5, aspect=30)
        bar.set_label("behind ← errors → ahead")
        for y, name in enumerate(names):
            best, worst = ranges[name]
            color = style.TOTAL if name == MINE else style.MUTED
            bars.barh(y, worst - best + 0.7, left=best - 0.35, height=0.6, color=color)
        bars.set_xlim(0.4, len(names) + 0.6)
        bars.set_xticks(range(1, len(names) + 1, 1 if len(names) < 14 else 2))
        bars.set_title("Ranks that it may have")
        bars.set_xlabel("rank")
        bars.tick_params(left=False)
        if MINE in names:
            y = names.index(MINE)
            grid.add_patch(Rectangle((-0.5, y - 0.5), len(worlds), 1, fill=False, lw=2.2,
                                     edgecolor=style.TOTAL))  # fmt: skip
    return figure
