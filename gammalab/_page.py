"""What the widgets with a page of their own share: questions, pictures of labs, games.

Beside it stands `hearing.js`, which sees to it that a page slow to start still hears its kernel.
"""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import anywidget
import traitlets

HEARING = Path(__file__).with_name("hearing.js")


def script(*files: Path) -> str:
    """The text of a page's script: what all pages begin with, then `files`, in one piece.

    Its `render` calls `hear(model)` once all of its listeners are there.
    """
    return "".join(file.read_text(encoding="utf-8") for file in (HEARING, *files))


def without_none(value, _widget=None):
    """`value` as a page is sent it: in a dictionary, what is None is left out.

    The kernel of JupyterLite makes `undefined` of None, and in its messages such a key is missing.
    So it is missing everywhere, and a page finds the same wherever it runs.

    >>> without_none({"result": None, "facts": [{"turn": 1, "last": None}]})
    {'facts': [{'turn': 1}]}
    """
    if isinstance(value, dict):
        return {key: without_none(one) for key, one in value.items() if one is not None}
    if isinstance(value, (list, tuple)):
        return [without_none(one) for one in value]
    return value


class Page(anywidget.AnyWidget):
    """A widget with a script of its own. `own_id` tells the page which of all models is its."""

    own_id = traitlets.Unicode().tag(sync=True)

    def __init__(self, **traits):
        own_id = uuid4().hex
        super().__init__(model_id=own_id, own_id=own_id, **traits)
