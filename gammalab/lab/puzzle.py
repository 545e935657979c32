"""Puzzles: something to be found with a lab's controls, and what is there once it has been found.

A lab knows nothing of files or questions. What is to be remembered from one day to the next, and
whether the reader should predict first, it asks a `Memory`, which the course hands it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

# Whole sentences, to be translated.
SOLVED = "Solved. {told}"
SOLVED_NEW = "Solved. {told} New: {new}."
PUZZLE = "Puzzle: {question}"
PUZZLE_OF = "Puzzle {number} of {all}: {question}"


@dataclass(frozen=True)
class Puzzle:
    """A question that is answered by moving the lab's controls.

    question : what is to be found, in a sentence or two; it stands above the picture.
    solved : `solved(values, result) -> bool`, asked after each move. values : {control: value}.
    told : `told(result) -> str`; what is said when it is found.
    answer : values that solve it, for the tests: {name of a control: value}, of controls that are
        there by then. The others are as the lab opens.
    reveals : names of controls that are out of sight until then. Their places are kept for them.
    adds : `adds(result) -> str`; words that from then on follow those of the lab's `say`.

    >>> find = Puzzle(
    ...     "Find the strike.", lambda values, price: price == 100, "It is {}.".format, {"at": 100}
    ... )
    >>> find.solved({"at": 100}, 100), find.told(100)
    (True, 'It is 100.')
    """

    question: str
    solved: Callable
    told: Callable
    answer: Mapping = field(default_factory=dict)
    reveals: tuple = ()
    adds: Callable | None = None


class Memory:
    """What a lab asks of the world outside. This one forgets, and waits for nothing."""

    def solved(self) -> list[str]:
        """What was said for each puzzle that the reader has solved before, in their order."""
        return []

    def note(self, number: int, said: str) -> None:
        """Puzzle `number`, counted from 0, is solved now, and `said` is what was said."""

    def waiting(self) -> str:
        """Why the lab should stay closed for now, in a sentence; "" when it should not."""
        return ""

    def watch(self, live) -> None:
        """Call `live.refresh()` when what `waiting` says may have changed."""


def checked(puzzles, controls):
    """The puzzles of a lab, as a tuple; ValueError where they do not fit its controls."""
    puzzles = (puzzles,) if isinstance(puzzles, Puzzle) else tuple(puzzles)
    known = {control.name: control for control in controls}
    hidden = [name for puzzle in puzzles for name in puzzle.reveals]
    for name in hidden:
        if name not in known or hidden.count(name) > 1:
            raise ValueError(f"reveals has {name!r}; each must be a control, once: {list(known)}")
    if hidden and len(hidden) == len(known):
        raise ValueError("all controls are hidden until a puzzle is solved; show one at least")
    for number, puzzle in enumerate(puzzles):
        later = {name for other in puzzles[number:] for name in other.reveals}
        for name, value in puzzle.answer.items():
            if name not in known or name in later:
                raise ValueError(f"answer has {name!r}, which is no control, or not there by then")
            known[name].check(value)
    return puzzles


class Solving:
    """How far the reader of one open lab has come with its puzzles."""

    def __init__(self, lab):
        """Begin where the reader stopped."""
        self._lab = lab
        self._told = lab.memory.solved()[: len(lab.puzzles)]

    @property
    def next(self):
        """The puzzle that is asked now, or None."""
        return next(iter(self._lab.puzzles[len(self._told) :]), None)

    @property
    def hidden(self):
        """Names of the controls that are still out of sight."""
        return {name for p in self._lab.puzzles[len(self._told) :] for name in p.reveals}

    def refuse_solved(self, values, result):
        """ValueError when the lab opens on a solution: nothing would be left to find."""
        if self.next and self.next.solved(values, result):
            raise ValueError(
                f"{self._lab.title!r} opens with its puzzle solved: {self.next.question} "
                "Open it at other values, and move it there."
            )

    def look(self, values, result):
        """See whether a move has solved the puzzle, and if so, go on to the next one."""
        puzzle = self.next
        if puzzle and puzzle.solved(values, result):
            said = puzzle.told(result)
            self._lab.memory.note(len(self._told), said)
            self._told.append(said)

    def reveal(self):
        """Take all puzzles as solved, with nothing noted: for who wants to see the whole lab."""
        self._told += [""] * (len(self._lab.puzzles) - len(self._told))

    def words(self, result):
        """What follows the words of the lab's `say`."""
        solved = self._lab.puzzles[: len(self._told)]
        return "".join(f" {puzzle.adds(result)}" for puzzle in solved if puzzle.adds)

    @property
    def text(self):
        """What stands above the picture: what was found, and what is asked."""
        puzzles, count, lines = self._lab.puzzles, len(self._told), []
        if count and self._told[-1]:
            labels = {control.name: control.label for control in self._lab.controls}
            new = ", ".join(labels[name] for name in puzzles[count - 1].reveals)
            lines.append((SOLVED_NEW if new else SOLVED).format(told=self._told[-1], new=new))
        if self.next:
            said = PUZZLE_OF if len(puzzles) > 1 else PUZZLE
            asked = self.next.question
            lines.append(said.format(number=count + 1, all=len(puzzles), question=asked))
        return "\n".join(lines)
