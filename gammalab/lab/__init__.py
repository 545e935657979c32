"""The sliders of the course: one module per lesson, on top of `live.py`.

`live` holds `Lab`, `Live`, `Slider` and `Choice`; `style` the colours; `canvas`, `controls` and
`picture` are what a live lab is made of. These names are imported when they are first used:
`setup.ready` must be reached where ipywidgets or matplotlib is missing.
"""

__all__ = ["Choice", "Lab", "Live", "Slider"]


def __getattr__(name):
    """Import a name when it is first asked for (PEP 562)."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from gammalab._needs import explained

    with explained():
        from gammalab.lab import live
    return getattr(live, name)
