"""A widget's live view as an output of its own, for whatever also leaves a text for the next day.

In one bundle with a text, JupyterLab would choose the view even where no kernel is left to move it.
"""

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"


def alone(bundle):
    """The view in a widget's mime bundle, and nothing of the rest; empty where there is none."""
    data = bundle[0] if isinstance(bundle, tuple) else bundle or {}
    return {WIDGET_VIEW: data[WIDGET_VIEW]} if WIDGET_VIEW in data else {}
