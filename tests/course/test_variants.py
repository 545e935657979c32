"""Variants: the student's own answer is right, everybody's is wrong, and the reasons stay."""

import inspect
import itertools

import pytest
from effort import THOROUGH

from gammalab.check import check, engine, problem, variant, vary
from gammalab.check.exercise import _named, faults
from gammalab.check.whose import whose

LESSONS = range(1, 10)  # those whose exercises carry a number or a convention
VARIED = {}
for id in [one.id for one in engine.known_problems()]:
    try:
        VARIED[id] = engine.variants(id)
    except ValueError:
        continue


@pytest.fixture(autouse=True)
def nobody(monkeypatch):
    """Neither a grader nor a hub."""
    for name in ("NBGRADER_EXECUTION", "JUPYTERHUB_USER"):
        monkeypatch.delenv(name, raising=False)


def test_each_of_these_lessons_has_one():
    assert {int(id.partition(".")[0]) for id in VARIED} == set(LESSONS)


@pytest.mark.parametrize("id", VARIED)
def test_only_the_own_answer_is_right(id):
    public, (mine, text) = engine.find(id), VARIED[id]("ann")
    assert mine.assess(_named(mine.body.right, public))[0] == "right"
    outcome = check(id, _named(public.body.right, public), variant="ann")
    assert outcome.state == "wrong" and text in outcome.message
    assert "that solves the exercise as everybody has it" in outcome.message
    assert public.assess(_named(public.body.right, public))[0] == "right"  # and stays so
    other = next(who for who in "bcdef" if VARIED[id](who)[1] != text)
    assert VARIED[id](other)[0].assess(_named(mine.body.right, public))[0] == "wrong"


@pytest.mark.parametrize("id", VARIED if THOROUGH else ["3.1", "9.1"])
def test_each_mistake_keeps_its_message(id):
    for student in ("ann", "bob", "cy") if THOROUGH else ("ann",):
        assert faults(VARIED[id](student)[0]) == [], VARIED[id](student)[1]


@pytest.mark.parametrize("id", VARIED)
def test_every_number_that_can_be_drawn_changes_something(id):
    """Whoever draws it cannot hand in the public solution."""
    public = engine.find(id)
    draws = inspect.getclosurevars(VARIED[id]).nonlocals
    given = [*itertools.islice(public.body.asked(public.rng()), 4)]
    plain = [float(public.body.right(*one)) for one in given]
    for name, choices in draws["draws"].items():
        functions = [draws["change"](public.body.right, **{name: one}) for one in choices]
        made = [[float(one(*case)) for case in given] for one in functions]
        assert len(choices) >= 50 and len(set(map(tuple, made))) > 0.9 * len(choices)
        assert plain not in made


def test_the_same_student_has_the_same_numbers_and_inputs():
    first, second = VARIED["1.3"]("ann"), VARIED["1.3"]("ann")
    assert first[1] == second[1] and first[0].seed == second[0].seed
    texts = {VARIED["1.3"](f"student{k}")[1] for k in range(30)}
    assert len(texts) > 20
    assert VARIED["1.3"]("ann")[0].seed != engine.find("1.3").seed
    assert repr(variant("01.3", " ann ")) == f"1.3 for ann: {first[1]}"


def test_a_reason_names_what_is_different():
    outcome = check("1.3", lambda spot, vol, days: spot + vol + days, variant="ann")
    assert outcome.message.endswith(f"Yours: {VARIED['1.3']('ann')[1]}")


def test_messages_that_name_a_number_of_the_exercise_are_left_out():
    mine = VARIED["1.3"]("ann")[0].body
    assert len(mine.mistakes) > 5
    assert not any(one.message == "this year has 365 days" for one in mine.mistakes)
    assert "8.60" not in mine.praise


def test_who_it_is(monkeypatch, tmp_path):
    assert whose("ann") == "ann"
    with pytest.raises(ValueError, match="student must be your id in this class"):
        whose(" ")
    with pytest.raises(ValueError, match="student must be an id in quotes, such as 'ann', got 7"):
        whose(7)
    monkeypatch.setenv("JUPYTERHUB_USER", "bob")
    assert whose("") == "bob"
    folder = tmp_path / "autograded" / "cy" / "01-the-option-and-its-greeks"
    folder.mkdir(parents=True)
    monkeypatch.chdir(folder)
    assert whose("") == "bob"
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    assert whose("") == "cy" == whose("cy")
    with pytest.raises(ValueError, match="student is 'ann', and the work was handed in by 'cy'"):
        whose("ann")


def test_the_checks_own_answer_is_closed():
    def typical_move(spot, vol, days):
        return engine.as_asked("1.3", "ann")[0].body.right(spot, vol, days)

    outcome = check("1.3", typical_move, variant="ann")
    assert outcome.state == "wrong" and "is closed here" in outcome.message


def test_what_cannot_vary_is_refused_in_words(monkeypatch):
    with pytest.raises(ValueError, match=r"'1\.1' has no variants; in its lesson 1\.3 has"):
        check("1.1", abs, variant="ann")
    with pytest.raises(ValueError, match="only an exercise of the form write or gaps varies"):
        vary("1.4", "{a}", lambda f, a: f, a=[1, 2])
    with pytest.raises(ValueError, match="text must name a: 'one'"):
        vary("1.3", "one", lambda f, a: f, a=[1, 2])
    monkeypatch.setattr(engine, "_problems", dict(engine._problems))
    problem("1.99", "One that is a function")(lambda answer, rng: None)
    with pytest.raises(ValueError, match="only an exercise"):
        vary("1.99", "{a}", lambda f, a: f, a=[1, 2])
