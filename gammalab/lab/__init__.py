"""The sliders of the course: the engine that every lesson's labs stand on; it knows no lesson.

`describe` holds `Lab`; `charts` holds `Chart` and `Walk`, and `marks` what a chart can draw;
`controls` has `Slider` and `Choice`, `puzzle` what is to be found with them; `style` the colours.
`live`, `canvas` and `picture` are what an open lab is made of; `saved` is what a notebook keeps of
it. These names are imported when they are first used: `setup.ready` must be reached where
ipywidgets or matplotlib is missing.
"""

_HOMES = {
    "Chart": "charts",
    "Choice": "controls",
    "Lab": "describe",
    "Live": "live",
    "Puzzle": "puzzle",
    "Slider": "controls",
    "Walk": "charts",
}
__all__ = sorted(_HOMES)


def __getattr__(name):
    """Import a name when it is first asked for (PEP 562)."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    from gammalab._needs import explained

    with explained():
        return getattr(import_module(f"gammalab.lab.{_HOMES[name]}"), name)
