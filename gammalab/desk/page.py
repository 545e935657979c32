"""The game in a notebook: a small widget that sends moves and is sent the view, and nothing else.

The path stays in the kernel. A notebook outlives its kernel, so a second output keeps, in plain
text, how to play and what came of the last game. While the game lives desk.css hides it.
"""

from __future__ import annotations

from html import escape
from pathlib import Path

import traitlets
from IPython.display import display

from gammalab._page import Page, script, without_none
from gammalab._view import alone
from gammalab.lab import style

from . import told, words
from .codes import code_of
from .record import Record
from .view import result_of, view

HERE = Path(__file__).parent
COLOURS = {
    "price": style.PRICE, "option": style.OPTION, "hedge": style.HEDGE, "gain": style.GAIN,
    "loss": style.LOSS, "total": style.TOTAL, "theory": style.THEORY, "muted": style.MUTED,
}  # fmt: skip
# Hides the dead view's error the next day: an output that holds no game, before the note of one.
STYLE = """\
<style>
.jp-OutputArea-child:not(:has(.gammalab-desk)):has(> .jupyter-widgets):has(
+ .jp-OutputArea-child .gammalab-desk-note) { display: none; }
</style>"""


class Desk(Page):
    """A game on the page. `game` is what is played, `record` what is kept of it."""

    _esm = script(HERE / "parts.js", HERE / "desk.js")
    _css = HERE / "desk.css"
    view = traitlets.Dict().tag(sync=True, to_json=without_none)
    colours = traitlets.Dict().tag(sync=True)
    reply = traitlets.Int(0).tag(sync=True)  # counts the answers: a move that was refused has one

    def __init__(self, scenario, seed, record=None):
        self.record = Record(code_of(scenario, seed), record)
        self.game = self.record.game(scenario, seed)
        self._found = self._months = self._note = None
        said = self.record.said
        if self.game.actions and not self.game.over:
            said = f"{said} {words.BACK.format(turn=self.game.turn + 1)}".strip()
        super().__init__(view=self._view(said), colours=COLOURS)
        self.on_msg(self._told)

    def move(self, action: dict):
        """Make one move as the page does: {"do": "pass", "turn": 0}; {"do": "again"} starts anew.
        What is refused is said on the page, and changes nothing."""
        said = ""
        if action.get("do") == "again":
            self.record.again()
            self.game, self._found, self._months = self.record.game(*self._which), None, None
        else:
            try:
                self.record.add(self.game.act(action))
            except ValueError as error:
                said = str(error)
        view = self._view(f"{said} {self.record.said}".strip())
        with self.hold_sync():
            self.view, self.reply = view, self.reply + 1
        if self.game.over and self._note is not None:
            self._note.update(self._kept(), raw=True)

    @property
    def _which(self):
        return self.game.scenario, self.game.seed

    def _told(self, _widget, content, _buffers):
        self.move(content)

    def _view(self, said):
        if self.game.stage in ("rule", "done"):
            found, months = result_of(self.game)
            self._found, self._months = found, months
        return view(self.game, self._found, self._months, said)

    def __repr__(self):
        scenario = self.game.scenario
        return f"Game {self.game.code}: {scenario.title}. {scenario.turns} turns."

    def _sums(self):
        """What came of the last game, in words; None while it is played."""
        if self._found is None:
            return None
        luck = told.luck_words(self._found, self._months)
        return f"Your last game: {told.sum_of(self._found)} {luck}"

    def _kept(self):
        """The output that stays when the kernel is gone."""
        lines = [f"<strong>{escape(repr(self))}</strong> {escape(self.game.scenario.brief)}"]
        if sums := self._sums():
            lines.append(escape(sums))
        lines.append(
            "<em>Run this cell (Shift+Enter) to play. After a restart, run the notebook's first "
            "cell before it.</em>"
        )
        inside = "".join(f"<p>{line}</p>" for line in lines)
        html = f'{STYLE}\n<div class="gammalab-desk-note">{inside}</div>'
        return {"text/html": html, "text/plain": repr(self)}

    def _ipython_display_(self):
        display(alone(super()._repr_mimebundle_()), raw=True)
        self._note = display(self._kept(), raw=True, display_id=True)
