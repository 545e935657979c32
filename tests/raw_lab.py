"""A lab made by hand on matplotlib's axes, for tests of what lies below the charts."""

from gammalab.lab import Chart, Lab, Slider
from gammalab.lab.canvas import walk_artists


class RawLab(Lab):
    """`build(figure) -> artists` once, then `draw(result, artists)` at each move."""

    def __init__(self, build, **parts):
        charts = [Chart("none", "")]
        super().__init__(charts=charts, shows="shows", **{"draw": None, **parts})
        object.__setattr__(self, "build", build)

    def open_page(self, figure):
        return RawPage(self, figure)


class RawPage:
    def __init__(self, lab, figure):
        self.lab, self.artists, self.fresh = lab, lab.build(figure), True

    def show(self, result):
        self.lab.draw(result, self.artists)
        fresh, self.fresh = self.fresh, False
        return fresh

    def alt(self, result):
        return self.lab.alt(result)

    def __iter__(self):
        return walk_artists(self.artists)


def raw_lab(build, draw, high=10, **changes):
    """The plainest lab: a whole number `n` that is drawn."""
    parts = {
        "title": "Test",
        "controls": [Slider("n", "Number", 1, 0, high, 1)],
        "compute": lambda n: n,
        "draw": draw,
        "say": lambda n: f"n is {n}",
        "alt": lambda n: f"the number {n}",
        "size": (7, 4),
    }
    return RawLab(build, **(parts | changes))
