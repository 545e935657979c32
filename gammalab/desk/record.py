"""The record of games: one line of JSON an action, so that a game outlives its kernel.

A line is {"game": code, "try": 1, "do": "trade", "turn": 3, "quantity": -12.0}. Lines are only ever
added. A line that cannot be read (the machine died in the middle of it) is set aside into a file
beside the record and said so; the rest counts.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from . import words


class Record:
    """The lines of one game. `actions` is what the latest try has come to, `attempt` its number,
    `said` what the player should know about the record ("" if nothing).

    to: None keeps the record in memory only; a path is a file of lines, made when the first is
    written; a callable gets each line as a dict (it only writes).
    """

    def __init__(self, game_code: str, to=None):
        self.code, self.attempt, self.actions, self.said = game_code, 1, [], ""
        self._call = to if callable(to) else None
        self._path = None
        if to is not None and self._call is None:
            if not isinstance(to, (str, os.PathLike)):
                raise ValueError(f"record = {to!r}: record must be None, a path or a callable")
            self._path = Path(to)
            self._read()

    def add(self, action: dict):
        """Keep one action. What goes wrong is said, and the game goes on."""
        self.actions.append(action)
        self._write(action)

    def again(self):
        """Begin the same game anew; what was played stays in the file."""
        self.attempt, self.actions = self.attempt + 1, []
        self._write({"do": "again"})

    def game(self, scenario, seed):
        """The game as the record has it, as far as its actions can be followed."""
        game, good = scenario.begin(seed), []
        for action in self.actions:
            try:
                good.append(game.act(action))
            except ValueError:  # a line is missing: what comes after it is of another game
                continue
        if len(good) < len(self.actions):
            self._say("Some actions in the record follow none that is there; they were left out.")
        self.actions = good
        return game

    # ---- the file -------------------------------------------------------------------------------

    def _say(self, text):
        self.said = f"{self.said} {text}".strip()

    def _write(self, action):
        line = {"game": self.code, "try": self.attempt, **action}
        try:
            if self._call is not None:
                self._call(line)
            elif self._path is not None:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                with self._path.open("a", encoding="utf-8", newline="\n") as file:
                    file.write(json.dumps(line) + "\n")  # one write: two kernels do not mix lines
        except Exception as error:  # a full disk, a folder that is gone, a hook of somebody's
            self.said = f"Not saved: {error}. You can play on; this game ends with the kernel."
        else:
            if self.said.startswith("Not saved"):
                self.said = ""

    def _read(self):
        try:
            text = self._path.read_bytes().decode("utf-8", errors="replace")
        except FileNotFoundError:
            return
        except OSError as error:
            self._say(f"The record could not be read: {error}.")
            return
        good, bad = [], []
        for line in text.splitlines():
            if not line.strip():
                continue
            try:
                found = json.loads(line)
            except ValueError:
                found = None
            (good if isinstance(found, dict) else bad).append(line)
            if isinstance(found, dict) and found.get("game") == self.code:
                self._take(found)
        if bad:
            self._set_aside(good, bad)

    def _take(self, line):
        number = line.pop("try", 1)
        line.pop("game")
        if number != self.attempt:
            self.attempt, self.actions = number, []
        if line.get("do") != "again":
            self.actions.append(line)

    def _set_aside(self, good, bad):
        """Move what cannot be read into a file of its own, and leave whole lines behind."""
        aside = self._path.with_name(f"{self._path.name}.damaged")
        one = len(bad) == 1
        try:
            with aside.open("a", encoding="utf-8", newline="\n") as file:
                file.writelines(line + "\n" for line in bad)
            new = self._path.with_name(f"{self._path.name}.new")
            new.write_text("".join(line + "\n" for line in good), encoding="utf-8", newline="\n")
            os.replace(new, self._path)  # in one go: the record is never half written
        except OSError as error:
            said = words.NOT_ASIDE_ONE if one else words.NOT_ASIDE
            self._say(said.format(lines=len(bad), error=error))
        else:
            said = words.ASIDE_ONE if one else words.ASIDE
            self._say(said.format(lines=len(bad), file=aside.name))
