"""Puzzles: asked, heard when solved, told, and what they reveal; a lab that waits; stops."""

from types import SimpleNamespace

import pytest

from gammalab.lab import Chart, Choice, Lab, Puzzle, Slider, style
from gammalab.lab.puzzle import Memory

FIND = Puzzle(
    "Find the 7.",
    lambda values, result: result.n == 7,
    lambda result: f"{result.n} it is.",
    answer={"n": 7},
    reveals=("more",),
    adds=lambda result: f"Twice that is {2 * result.n}.",
)
THEN = Puzzle(
    "Now make it 12.",
    lambda values, result: values["n"] + values["more"] >= 12,
    lambda result: "Twelve.",
    answer={"n": 8, "more": 4},
    reveals=("side",),
)


class Noted(Memory):
    """A memory that can be looked at."""

    def __init__(self, before=(), why=""):
        self.said, self.why, self.watching = list(before), why, []

    def solved(self):
        return list(self.said)

    def note(self, number, said):
        assert number == len(self.said), "noted twice"
        self.said.append(said)

    def waiting(self):
        return self.why

    def watch(self, live):
        self.watching.append(live)


def lab(puzzles=(FIND, THEN), memory=None):
    return Lab(
        "Numbers",
        Slider("n", "Number", 1, 0, 10, 1),
        Slider("more", "More of it", 0, stops=[0, 1, 4]),
        Choice("side", "Side", [1, -1], 1),
        charts=[Chart("one", "One", xlim=(0, 1), ylim=(-20, 20))],
        compute=lambda n, more, side: SimpleNamespace(n=n, y=side * (n + more)),
        draw=lambda page, result: page.one.line([0, result.y], style.PRICE),
        say=lambda result: f"n is {result.n}.",
        shows="A line.",
        size=(3, 2),
        puzzles=puzzles,
        memory=memory,
    )


def seen(live):
    """Descriptions of the controls that the reader sees, in the places of the panel."""
    panel = live.children[-2]
    return [w.layout.visibility != "hidden" and w.description for w in panel.children]


def test_what_a_puzzle_reveals_comes_where_its_place_was_kept():
    memory = Noted()
    live = lab(memory=memory)()
    live.strict = True
    assert seen(live) == ["Number", False, False]
    assert live.puzzle_text == "Puzzle 1 of 2: Find the 7."
    panel, width = live.children[-2], live._controls["n"].style.description_width
    places = panel.children
    live.set(n=6)
    assert memory.said == [] and "Twice" not in live.summary_text
    live._controls["n"].value = 7  # by hand, as a key does
    assert seen(live) == ["Number", "More of it", False]
    assert live.puzzle_text == ("Solved. 7 it is. New: More of it.\nPuzzle 2 of 2: Now make it 12.")
    assert live.summary_text == "n is 7. Twice that is 14."
    assert repr(live).endswith("\nn is 7.")  # what is on record must not change a notebook
    live.set(n=1)  # it stays solved, and is noted once
    live.set(n=7)
    live.reset()
    assert memory.said == ["7 it is."] and seen(live)[1]
    live.set(n=9, more=4)
    assert seen(live) == ["Number", "More of it", "Side"]
    assert live.puzzle_text == "Solved. Twelve. New: Side."
    assert panel.children == places and live._controls["n"].style.description_width == width
    assert memory.said == ["7 it is.", "Twelve."]


def test_a_move_that_would_solve_the_next_puzzle_too_solves_one():
    at_once = Puzzle("At 7?", lambda values, result: result.n == 7, lambda result: "Yes.")
    live = lab([FIND, at_once])()
    live.set(n=7)
    assert live.puzzle_text.endswith("Puzzle 2 of 2: At 7?")
    live._picture.dots = 600  # a window of another size is no move
    assert live.puzzle_text.endswith("Puzzle 2 of 2: At 7?")


def test_the_next_day_it_is_as_it_was():
    memory = Noted(["7 it is."])
    live = lab(memory=memory)()
    assert seen(live) == ["Number", "More of it", False]
    assert live.puzzle_text.startswith("Solved. 7 it is.")
    assert live.summary_text == "n is 1. Twice that is 2."
    assert repr(live) == repr(lab()())
    assert "Puzzle 2" not in lab(memory=Noted(["a", "b", "of an older lab"]))().puzzle_text


def test_a_lab_that_opens_on_a_solution_is_refused():
    with pytest.raises(ValueError, match="'Numbers' opens with its puzzle solved: Find the 7"):
        lab()(n=7)
    assert lab(memory=Noted(["7 it is."]))(n=7).values["n"] == 7  # nothing is left to find


def test_who_wants_to_see_the_whole_lab_can():
    memory = Noted()
    live = lab(memory=memory)()
    live.reveal()
    assert seen(live) == ["Number", "More of it", "Side"] and live.puzzle_text == ""
    assert memory.said == []


def test_the_question_is_kept_for_the_day_without_a_kernel():
    _, note = lab()()._first
    assert "<p><strong>Puzzle.</strong> Find the 7.</p>" in note["text/html"]
    assert "Now make it 12." in note["text/html"]
    solved = lab(memory=Noted(["7 it is."]))()
    assert solved._first == lab()()._first  # a notebook says the same on every machine


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"reveals": ("volume",)}, "reveals has 'volume'; each must be a control"),
        ({"reveals": ("more", "more")}, "reveals has 'more'; each must be a control, once"),
        ({"reveals": ("n", "more", "side")}, "all controls are hidden"),
        ({"answer": {"more": 1}}, "answer has 'more', which is no control, or not there by then"),
        ({"answer": {"m": 1}}, "answer has 'm', which is no control"),
        ({"answer": {"n": 11}}, "n is 11; it must be a whole number from 0 to 10"),
    ],
)
def test_a_puzzle_that_does_not_fit_is_refused(change, message):
    wrong = Puzzle(**{**vars(FIND), **change})
    with pytest.raises(ValueError, match=message):
        lab(wrong)


# ---- a lab that waits for a prediction ----------------------------------------------------------


def test_a_lab_that_waits_is_closed_until_there_is_an_answer():
    memory = Noted(why="Predict first.")
    live = lab(memory=memory)()
    heading, cover, panel, picture = live.children
    assert live.waits and [w.layout.display for w in (panel, picture)] == ["none", "none"]
    assert cover.children[0].value == "Predict first."
    assert memory.watching == [live]
    live.refresh()  # another question was answered
    assert live.waits
    memory.why = ""
    live.refresh()
    assert not live.waits and live.children == (heading, panel, picture)
    assert [w.layout.display for w in (panel, picture)] == ["", ""]
    live.refresh()
    assert live.children == (heading, panel, picture)


def test_a_button_opens_it_without_a_prediction():
    live = lab(memory=Noted(why="Predict first."))()
    button = live.children[1].children[1]
    assert button.description == "Open it without a prediction"
    button.click()
    assert not live.waits and len(live.children) == 3
    live.set(n=7)
    assert "Solved" in live.puzzle_text


def test_a_closed_lab_that_hears_of_an_answer_stays_closed():
    memory = Noted(why="Predict first.")
    live = lab(memory=memory)()
    live.close()
    memory.why = ""
    live.refresh()
    assert live.figure is None


# ---- stops --------------------------------------------------------------------------------------

STOPS = Slider("n", "Hedges", 1, stops=[1, 2, 3, 5, 60])


def test_a_slider_with_stops_moves_from_stop_to_stop():
    widget = STOPS.widget(3, continuous=True)
    assert widget.value == 3 and widget.continuous_update
    assert [label for label, _ in widget.options] == ["1", "2", "3", "5", "60"]
    widget.index += 1  # what an arrow key does
    assert STOPS.meant(widget.value) == 5
    assert (STOPS.extremes, STOPS.places, STOPS.whole) == ((1, 60), (1, 2, 3, 5, 60), True)
    assert type(STOPS.check(5.0)) is int


def test_stops_of_a_fraction_are_shown_in_per_cent():
    slider = Slider("vol", "Volatility", 0.2, unit="%", stops=[0.05, 0.2, 0.6])
    widget = slider.widget(0.2, continuous=False)
    assert [label for label, _ in widget.options] == ["5", "20", "60"]
    assert widget.description == "Volatility (%)" and slider.meant(widget.value) == 0.2


@pytest.mark.parametrize("value", [4, 0, 61, True, "3", None, 2.5])
def test_what_is_no_stop_is_refused(value):
    with pytest.raises(ValueError, match="n is .*; it must be one of 1, 2, 3, 5, 60"):
        STOPS.check(value)


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ({"stops": [1]}, "stops of 'n' are .*two numbers or more, rising"),
        ({"stops": [1, 3, 2]}, "rising"),
        ({"stops": [1, 1]}, "rising"),
        ({"stops": [1, float("nan")]}, "rising"),
        ({"stops": ["1", "2"]}, "rising"),
        ({"stops": [1, 2], "step": 1}, "stops of 'n' are given; leave out low, high and step"),
        ({"stops": [2, 3]}, "n is 1; it must be one of 2, 3"),
        ({}, "low of 'n' is None; it must be a number"),
    ],
)
def test_bad_stops_are_refused(parts, message):
    with pytest.raises(ValueError, match=message):
        Slider("n", "Hedges", 1, **parts)
