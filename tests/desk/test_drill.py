"""A drill: answers, marks, the record; and nothing of an outcome before its answer."""

import json
import math
from dataclasses import replace

import pytest

from gammalab.desk import Ask, Drill
from gammalab.desk.drill import Play
from gammalab.desk.drill_page import DrillDesk, sentence, view


def ask(seed):
    return [
        Ask([("Move", str(k))], "What came?", k * 10.0 + seed / 7, f"parts of {k}",
            {"half": k * 5.0, "all": k * 10.0})
        for k in (1, -2, 3)
    ]  # fmt: skip


SUMS = Drill("99", "sums", "Sums", "How much?", ask, turns=3)
SIDES = Drill("99", "sides", "Sides", "Which?", ask, turns=3, options=("up", "down"))


def say(*values):
    return [{"do": "say", "turn": turn, "value": value} for turn, value in enumerate(values)]


def test_sums_are_marked_by_what_was_missed():
    play = Play(SUMS, 0, say(13.0, "\N{MINUS SIGN}20", "30"))
    marks = play.marks()
    assert list(marks) == ["you", "half", "all"] and play.over
    assert marks["you"]["error"] == pytest.approx(math.sqrt(9 / 3))
    assert marks["half"]["error"] == pytest.approx(math.sqrt((25 + 100 + 225) / 3))
    assert marks["all"] == {"error": 0.0, "nearest": 3} and marks["you"]["nearest"] == 2
    assert sentence(play) == "You were off by 1.7, in root mean square."


def test_sides_are_marked_by_the_size_of_what_was_wrong():
    play = Play(SIDES, 0, say(0, 0, 1))
    assert play.marks()["you"] == {"right": 1, "missed": 25.0}
    assert play.marks()["half"]["right"] == 3 and math.isnan(play.marks()["half"]["missed"])
    assert sentence(play) == (
        "You were right on 1 of 3 turns. Where you were wrong, it was about 25.0 on average."
    )
    assert sentence(Play(SIDES, 0, say(0, 1, 0))) == "You were right on 3 of 3 turns."


def test_of_nothing_either_side_is_right():
    near = replace(SIDES, ask=lambda seed: [replace(one, outcome=0.04) for one in ask(seed)])
    for value in (0, 1):
        play = Play(near, 0, say(value, value, value))
        assert play.marks()["you"]["right"] == 3
        assert "either is right" in view(play)["said"]
    assert "either is right" not in view(Play(SIDES, 0, say(0)))["said"]


def test_no_outcome_is_on_the_page_before_its_answer():
    """Two drills that ask the same and end differently look the same until they are answered."""

    def other(seed):
        return [*ask(seed)[:1], *(replace(one, outcome=-7.7, told="!", expected={"half": 1.0,
                "all": 2.0}) for one in ask(seed)[1:])]  # fmt: skip

    def pages(drill, n):
        return json.dumps(view(Play(drill, 0, say(*[1.0] * n))))

    assert pages(SUMS, 0) == pages(replace(SUMS, ask=other), 0)
    assert pages(SUMS, 1) == pages(replace(SUMS, ask=other), 1)
    assert pages(SUMS, 2) != pages(replace(SUMS, ask=other), 2)


def test_what_is_shown_is_the_turn_that_is_asked():
    play = Play(SUMS, 0)
    for move in ("1", "-2", "3"):
        assert ["Move", move] in view(play)["facts"]
        play.act({"do": "say", "turn": play.turn, "value": 0.0})
    assert view(play)["facts"] == [] and view(play)["last"]["told"] == "parts of 3"


BAD = [
    ({"do": "pass", "turn": 0}, "do must be say"),
    ({"do": "say", "turn": 1, "value": 1.0}, "That was for turn 1; now is turn 0"),
    ({"do": "say", "turn": 0, "value": "twelve"}, "'twelve' is no number"),
    (
        {"do": "say", "turn": 0, "value": "1,5"},
        "such as 23.4: a point, no commas",
    ),
    ({"do": "say", "turn": 0, "value": True}, "must be a number"),
    ({"do": "say", "turn": 0, "value": "inf"}, "must be a number"),
    ({"do": "say", "turn": 0, "value": None}, "must be a number"),
]


@pytest.mark.parametrize("action, words", BAD, ids=[words for _, words in BAD])
def test_a_bad_answer_changes_nothing(action, words):
    play = Play(SUMS, 0)
    with pytest.raises(ValueError, match=words):
        play.act(action)
    assert play.turn == 0


def test_an_option_that_is_none():
    for value in (2, -1, True, "0", 0.5):
        with pytest.raises(ValueError, match="value must be 0 or 1"):
            Play(SIDES, 0, say(value))
    with pytest.raises(ValueError, match="All is answered"):
        Play(SIDES, 0, say(0, 0, 0, 0))


def test_a_bad_description_is_refused():
    with pytest.raises(ValueError, match="options must be none or two"):
        replace(SUMS, options=("one",))
    with pytest.raises(ValueError, match="name must match"):
        replace(SUMS, name="No Name")
    with pytest.raises(ValueError, match="ask gives 3 questions, turns = 4"):
        replace(SUMS, turns=4).begin(0)


def test_a_record_resumes_and_is_played_again(tmp_path):
    file = tmp_path / "games.jsonl"
    first = DrillDesk(SUMS, 5, file)
    first.move(say(9.0)[0])
    first.move({"do": "say", "turn": 1, "value": "?"})
    assert "is no number" in first.view["said"] and first.view["turn"] == 1
    back = DrillDesk(SUMS, 5, file)
    assert back.view["turn"] == 1 and "You are back at turn 2" in back.view["said"]
    assert back.view["last"]["rows"] == [["half", "+5.0"], ["all", "+10.0"]]
    for action in say(0, 0.0, 1.0)[1:]:
        back.move(action)
    assert back.view["result"]["rows"][0][0] == "you" and "Your last round: You were off" in str(
        back._kept()
    )
    back.move({"do": "again"})
    assert back.view["turn"] == 0 and DrillDesk(SUMS, 5, file).view["turn"] == 0
    assert len(file.read_text().splitlines()) == 4
