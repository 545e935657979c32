"""A game outlives its kernel: records resume, replay to the same end, and survive damage."""

import json

import numpy as np
import pytest
from effort import thorough
from worlds import ALL, FREE, FUNDED, GAP, MASKED, play_at_random

from gammalab import work
from gammalab.desk import Game, desk
from gammalab.desk.page import Desk
from gammalab.desk.record import Record

CODE = "02-delta-00A6"


def moves(of, first, last):
    for turn in range(first, last):
        of.move({"do": "trade", "turn": turn, "quantity": turn - 12})


# Late fills, funding and a month that is masked are the kinds; the others differ in numbers.
KINDS = {GAP.name, FUNDED.name, MASKED.name}
EACH = [pytest.param(s, marks=() if s.name in KINDS else thorough, id=s.name) for s in ALL]


@pytest.mark.parametrize("scenario", EACH)
def test_recorded_games_replay_to_the_same_end(scenario):
    game = play_at_random(Game(scenario, 4), np.random.default_rng(4))
    lines = json.loads(json.dumps(game.actions))  # as a file has them
    again = Game(scenario, 4, lines)
    assert again.replay().pnl[0] == game.replay().pnl[0] and again.actions == game.actions


def test_a_restarted_kernel_goes_on_where_the_game_stood(tmp_path):
    file = tmp_path / "new" / "desk.jsonl"
    first = desk(CODE, record=file)
    moves(first, 0, 11)
    back = desk(CODE, record=str(file))
    assert back.game.turn == 11 and "back at turn 12" in back.view["said"]
    assert back.view["prices"] == first.view["prices"] and back.view["held"] == first.view["held"]
    moves(back, 11, 30)
    back.move({"do": "rule", "choice": "every five"})
    third = desk(CODE, record=file)
    assert third.game.stage == "done" and third.view["result"] == back.view["result"]
    straight = desk(CODE)
    moves(straight, 0, 30)
    assert straight.game.replay().pnl[0] == third.game.replay().pnl[0]


def test_a_half_written_line_is_set_aside_and_said(tmp_path):
    file = tmp_path / "desk.jsonl"
    moves(desk(CODE, record=file), 0, 5)
    whole = file.read_text()
    file.write_text(whole[:-9])  # the machine died in the middle of the fifth
    back = desk(CODE, record=file)
    assert back.game.turn == 4
    assert (
        "A line of the record could not be read and was set aside in desk.jsonl.damaged"
        in (back.view["said"])
    )
    assert len((tmp_path / "desk.jsonl.damaged").read_text().splitlines()) == 1
    moves(back, 4, 6)
    after = desk(CODE, record=file)
    assert after.game.turn == 6 and "set aside" not in after.view["said"]
    assert [json.loads(line)["turn"] for line in file.read_text().splitlines()] == list(range(6))


def test_a_missing_line_ends_what_can_be_followed(tmp_path):
    file = tmp_path / "desk.jsonl"
    moves(desk(CODE, record=file), 0, 6)
    lines = file.read_text().splitlines(keepends=True)
    file.write_text("".join(lines[:2] + lines[3:]))
    back = desk(CODE, record=file)
    assert back.game.turn == 2 and "left out" in back.view["said"]


@pytest.mark.parametrize("junk", ["[1, 2]", "null", "3", '{"do": ', "\x00\x00", "\ufffd"])
def test_other_damage(tmp_path, junk):
    file = tmp_path / "desk.jsonl"
    moves(desk(CODE, record=file), 0, 3)
    file.write_text(junk + "\n" + file.read_text(), encoding="utf-8")
    back = desk(CODE, record=file)
    assert back.game.turn == 3 and "set aside" in back.view["said"]


def test_games_share_a_file_and_a_second_try_counts_alone(tmp_path):
    file = tmp_path / "desk.jsonl"
    one, two = desk(CODE, record=file), desk("02-first-00A6", record=file)
    moves(one, 0, 4)
    moves(two, 0, 2)
    one.move({"do": "again"})
    assert one.game.turn == 0
    moves(one, 0, 1)
    assert desk(CODE, record=file).game.turn == 1
    assert desk("02-first-00A6", record=file).game.turn == 2
    assert len(file.read_text().splitlines()) == 8


def test_a_callable_is_given_each_line():
    lines = []
    moves(desk(CODE, record=lines.append), 0, 2)
    assert lines == [
        {"game": CODE, "try": 1, "do": "trade", "turn": 0, "quantity": -12.0},
        {"game": CODE, "try": 1, "do": "trade", "turn": 1, "quantity": -11.0},
    ]


def test_a_record_that_cannot_be_written_is_said_and_the_game_goes_on(tmp_path):
    def full(line):
        if line["turn"] < 2:
            raise OSError(28, "No space left on device")

    game = desk(CODE, record=full)
    moves(game, 0, 2)
    assert "Not saved" in game.view["said"] and game.game.turn == 2
    moves(game, 2, 3)
    assert "Not saved" not in game.view["said"]
    folder = desk(CODE, record=tmp_path)  # a folder is no file
    assert "could not be read" in folder.view["said"]
    moves(folder, 0, 1)
    assert "Not saved" in folder.view["said"] and folder.game.turn == 1
    with pytest.raises(ValueError, match="record = 3"):
        desk(CODE, record=3)


def test_no_record_leaves_no_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    moves(Desk(FREE, 2), 0, 3)
    assert list(tmp_path.iterdir()) == []
    assert Record("x").actions == []


def test_in_a_students_folder_the_game_is_kept_by_itself(student, monkeypatch):
    moves(desk(CODE), 0, 3)
    (student / "notebooks").mkdir()
    monkeypatch.chdir(student / "notebooks")
    back = desk(CODE)
    assert back.game.turn == 3 and "back at turn 4" in back.view["said"]
    assert [file.name for file in student.glob("*.jsonl")] == ["games.jsonl"]
    assert desk(CODE, record=None).game.turn == 0
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")  # nothing of the student's is read
    assert desk(CODE).game.turn == 0


def test_outside_of_a_students_folder_nothing_is_written(student):
    (student / work.MARKER).unlink()
    moves(desk(CODE), 0, 3)
    assert list(student.iterdir()) == [] and desk(CODE).game.turn == 0
