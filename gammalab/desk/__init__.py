"""The desk: hedge an option by hand, turn by turn, then meet a few rules on the same path.

For students, in a notebook::

    from gammalab.desk import desk

    desk("02-first-00A6")     # the code names the game: the same path on every machine

For writers of lessons: a game is a `Scenario`, in the tuple `SCENARIOS` of
`course/lesson_NN/desk.py`, or a `Drill` there; nothing else has to be registered.

| module | holds |
|---|---|
| `scenario.py` | what a game is made of: book, world, costs, what the player sees |
| `drill.py` | the other kind: a question asked a dozen times, no trading; and its play |
| `rules.py` | the rules that play the same path, and the player's trades as one more of them |
| `codes.py` | from a code to its game, and back |
| `game.py` | one game: turns, orders, what stands in the book; no browser |
| `debrief.py` | you minus a rule, to the cent; luck or skill; many months |
| `record.py` | the game as lines of text: nothing is lost when the kernel is |
| `told.py` | the sentences |
| `view.py` | all that is sent to the page, and nothing of the future |
| `play.py` | `desk(code)`: from a code to its page and its record |
| `page.py` | the game in a notebook (with `parts.js`, `desk.js`, `desk.css`) |
| `drill_page.py` | the drill in a notebook (with `parts.js`, `drill.js`) |
"""

from .codes import new_code, scenarios
from .drill import Ask, Drill
from .game import Game
from .play import desk
from .rules import usual_rules
from .scenario import Question, Scenario

__all__ = [
    "Ask",
    "Drill",
    "Game",
    "Question",
    "Scenario",
    "desk",
    "new_code",
    "scenarios",
    "usual_rules",
]
