"""What a student's function shows while it is checked: the first call alone is seen.

A check calls it some twenty times. Twenty plots, or twenty progress bars, would bury the outcome.
"""

from __future__ import annotations

import contextlib
import io
import sys
from collections.abc import Iterator

from . import quiet

MOST_PICTURES = 4


@contextlib.contextmanager
def alone(first: bool, pictures: list[bytes]) -> Iterator[None]:
    """One call: prints and displays are heard, and plots drawn into `pictures`, if it is the
    first. Figures that it opened are closed."""
    quiet.listen(first)
    before = _figures()
    try:
        yield
    finally:
        for number in _figures() - before:
            _take(number, pictures if first and len(pictures) < MOST_PICTURES else None)


def _figures() -> set[int]:
    pyplot = sys.modules.get("matplotlib.pyplot")
    return set(pyplot.get_fignums()) if pyplot else set()


def _take(number: int, pictures: list[bytes] | None) -> None:
    from matplotlib import pyplot

    figure = pyplot.figure(number)
    try:
        if pictures is not None and figure.axes:
            out = io.BytesIO()
            figure.savefig(out, format="png")
            pictures.append(out.getvalue())
    except Exception:  # a figure that cannot be drawn must not spoil the answer's outcome
        pass
    finally:
        pyplot.close(figure)


def show(pictures: tuple[bytes, ...]) -> None:
    """Put pictures onto the page of the notebook, if there is one."""
    if pictures and getattr(sys.modules.get("__main__"), "get_ipython", None):
        from IPython.display import Image, display

        for picture in pictures:
            display(Image(picture, format="png", alt="What your function drew at its first call"))
