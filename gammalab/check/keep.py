"""Two buttons that hand a student's work down as one file, and take it up again.

`my_work()` stands in lesson 00: on Binder, what is not downloaded is lost. What is in the file is
said in `handed.py`.
"""

from __future__ import annotations

from pathlib import Path

from gammalab import work
from gammalab._page import Page, script
from gammalab._view import alone

from . import handed, words

HERE = Path(__file__).parent
NO_BUTTONS = "Run this cell (Shift+Enter): two buttons download your work and take it up again."
NO_FOLDER = (
    "This notebook is not in a course folder of yours, so there is no work to find. Download it "
    "with File > Download."
)


def my_work() -> Keep:
    """Buttons that download your work as one file, and take such a file up again.

    >>> my_work()
    Run this cell (Shift+Enter): two buttons download your work and take it up again.
    """
    return Keep()


class Keep(Page):
    """Two buttons. The page says which was pressed; the kernel packs, or takes up."""

    _esm = script(HERE / "keep.js")
    _css = (
        ".gammalab-keep button { min-height: 30px; margin: 0 8px 4px 0; cursor: pointer; }\n"
        ".gammalab-keep [role=status] { white-space: pre-line; }\n"
        ".jp-OutputArea:has(.gammalab-keep) .gammalab-nokeep { display: none; }"
    )

    def __init__(self):
        super().__init__()
        self.on_msg(self._asked)

    def _asked(self, _widget, content, buffers):
        folder = work.folder()
        if folder is None:
            return self.send({"said": NO_FOLDER})
        try:
            if content.get("do") == "pack":
                self._pack(folder)
            elif content.get("do") == "take":
                lines = handed.take(folder, b"".join(map(bytes, buffers)))
                again = "Open notebooks: File > Reload Notebook from Disk."
                self.send({"said": "\n".join([*lines, again] if lines else ["It is empty."])})
        except (ValueError, OSError) as fault:
            self.send({"said": f"Not done: {getattr(fault, 'strerror', None) or fault}."})

    def _pack(self, folder):
        content, names = handed.pack(folder)
        if not names:
            self.send({"said": "There is nothing of yours yet: type something, and save it."})
            return
        said = words.DOWNLOADED_ONE if len(names) == 1 else words.DOWNLOADED
        said = said.format(file=handed.NAME, count=len(names), names=", ".join(names))
        self.send({"said": said, "name": handed.NAME}, [content])

    def __repr__(self):
        return NO_BUTTONS

    def _ipython_display_(self):
        from IPython.display import display

        if view := alone(self._repr_mimebundle_()):
            display({**view, "text/plain": ""}, raw=True)
        text = {"text/html": f'<p class="gammalab-nokeep">{NO_BUTTONS}</p>'}
        display({**text, "text/plain": NO_BUTTONS}, raw=True)
