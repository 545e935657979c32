"""nbgrader from the release to the feedback, run for real: points, reasons, and what leaks.

Six students hand in lesson 01, with numbers of their own in 1.3.
"""

import ast
import json
import re
import subprocess
import sys
import time
from html import unescape
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook

from gammalab.check import engine

ROOT = Path(__file__).resolve().parents[2]
LESSON = "01-the-option-and-its-greeks"
FILE = f"{LESSON}-exercises.ipynb"
SOLUTIONS = json.loads((ROOT / "gammalab/check/solutions.json").read_text(encoding="utf-8"))
OWN = [id for id in SOLUTIONS if id.startswith("1.")]
POINTS = {id: engine.find(id).points for id in OWN}
VARIED = "1.3"
STUDENTS = ("right", "half", "wrong", "empty", "copied", "friend", "bare")


def days(student):
    """The days of a year in the variant of a student, as its text says."""
    return re.search(r"counts (\d+) days", engine.variants(VARIED)(student)[1])[1]


def solved(student):
    """What a student writes who solves everything, the own variant of 1.3 too."""
    return SOLUTIONS | {VARIED: SOLUTIONS[VARIED].replace("365", days(student))}


def half():
    """Some right; of the four parts of 1.6 two; nothing else begun."""
    return {
        "1.1": SOLUTIONS["1.1"],
        "1.6": "def quote(book, spot, vol):\n"
        "    g = book.greeks(spot, vol)\n"
        '    return g["delta"], g["gamma"], g["theta"] / 365, g["vega"]\n',
    }


def wrong():
    """A mistake in each: one that has a name, an exception, a loop without end, an early exit."""
    return {
        "1.1": "def profit_at_expiry(spot, strike, right, paid, quantity):\n"
        "    payoff = max(spot - strike, 0.0) if right == 'call' else max(strike - spot, 0.0)\n"
        "    return quantity * payoff\n",
        "1.2": "def yearly_vol(moves, days_a_year):\n    return moves[99]\n",
        "1.3": "def typical_move(spot, vol, days):\n    while True:\n        pass\n",
        "1.5": "import sys\ndef delta_and_chance(spot, strike, expiry, vol, right):\n"
        "    sys.exit(0)\n",
        # The check and the points as a student might wish them:
        "1.7": SOLUTIONS["1.7"].replace("return ", "return 2 * ")
        + "\ncheck = lambda *given, **more: 3\n",
    }


ANSWERS = {
    "right": solved("right"),
    "half": half(),
    "wrong": wrong(),
    "empty": {},
    "copied": SOLUTIONS,  # as they stand in public
    "friend": solved("right"),  # with the friend's id
    "bare": dict.fromkeys(OWN, ""),  # every answer deleted
}
IDS = {"friend": "right", "half": "half"}  # what they write as their id; the others nothing


def answer(path, student):
    """Type a student's answers into the notebook that was fetched."""
    notebook = nbformat.read(path, 4)
    for cell in notebook.cells:
        grade_id = cell.metadata.get("nbgrader", {}).get("grade_id", "")
        if found := re.fullmatch(r"problem-(\d+)-(\d+)", grade_id):
            cell.source = ANSWERS[student].get(".".join(found.groups()), cell.source)
        if cell.cell_type == "code" and 'student = ""' in cell.source:
            cell.source = cell.source.replace('""', f'"{IDS.get(student, "")}"', 1)
    nbformat.write(notebook, path)


class Class:
    """The folder of the course, after the day; its grades and what students are told."""

    def __init__(self, folder, log):
        self.folder, self.log = folder, log
        with Gradebook(f"sqlite:///{folder / 'gradebook.db'}", "gamma") as book:
            self.points = {
                student: {
                    grade.name: grade.score
                    for grade in book.find_submission_notebook(
                        FILE.removesuffix(".ipynb"), LESSON, student
                    ).grades
                }
                for student in STUDENTS
            }

    def total(self, student):
        return sum(self.points[student].values())

    def score(self, student, id):
        return self.points[student][f"problem-{id.replace('.', '-')}-check"]

    def feedback(self, student):
        page = self.folder / "feedback" / student / LESSON / FILE.replace(".ipynb", ".html")
        return unescape(re.sub(r"<[^>]+>", "", page.read_text(encoding="utf-8")))

    @property
    def released(self):
        return (self.folder / "release" / LESSON / FILE).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def day(tmp_path_factory):
    """Build, generate, release; each student fetches, types, submits; collect, grade, tell."""
    top = tmp_path_factory.mktemp("class")
    course, exchange = top / "course", top / "exchange"
    exchange.mkdir()
    exchange.chmod(0o777)
    build = [sys.executable, "tools/build.py", "--nbgrader", str(course), "--variants", LESSON[:2]]
    subprocess.run(build, cwd=ROOT, check=True)
    with open(course / "nbgrader_config.py", "a", encoding="utf-8") as settings:
        settings.write(
            f'c.CourseDirectory.course_id = "gamma"\nc.Exchange.root = {str(exchange)!r}\n'
            # All students here are one user of this machine.
            "c.ExchangeCollect.check_owner = False\n"
        )
    homes = {student: top / student for student in STUDENTS}
    for home in homes.values():
        home.mkdir()
        (home / "nbgrader_config.py").write_bytes((course / "nbgrader_config.py").read_bytes())
    log = run(
        [course, "generate_assignment", LESSON],
        [course, "release_assignment", LESSON],
        *([home, "fetch_assignment", LESSON] for home in homes.values()),
    )
    for student, home in homes.items():
        answer(home / LESSON / FILE, student)
    log += run(
        *([home, "submit", LESSON, "--student", student] for student, home in homes.items()),
        [course, "collect", LESSON],
        [course, "autograde", LESSON],
        [course, "generate_feedback", LESSON],
        [course, "release_feedback", LESSON],
    )
    return Class(course, log)


def run(*commands):
    """nbgrader's log of these commands, all of which must succeed."""
    asked = json.dumps([[str(part) for part in command] for command in commands])
    script = Path(__file__).with_name("nbgrader_day.py")
    start = time.monotonic()
    done = subprocess.run(
        [sys.executable, str(script), asked], capture_output=True, text=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stdout + done.stderr
    print(f"{len(commands)} commands of nbgrader: {time.monotonic() - start:.0f} s")
    return done.stdout + done.stderr


def test_the_right_student_gets_all_points(day):
    assert day.points["right"] == {f"problem-1-{k}-check": POINTS[f"1.{k}"] for k in range(1, 8)}


def test_half_right_gets_its_half_and_the_reason(day):
    assert day.score("half", "1.1") == POINTS["1.1"]
    assert day.score("half", "1.6") == POINTS["1.6"] // 2 > 0
    assert day.total("half") == POINTS["1.1"] + POINTS["1.6"] // 2
    told = day.feedback("half")
    assert "1.1 right: one formula for the owner and for the seller" in told
    assert re.search(r"1\.6 wrong: look at the gamma", told)
    assert "1.2 not attempted: gap 1 (the square of each move) is still open" in told


def test_wrong_gets_nothing_and_each_its_own_reason(day):
    assert day.total("wrong") == 0
    told = day.feedback("wrong")
    assert "that is the payoff; what was paid for the options is missing" in told
    assert "1.2 error: IndexError" in told
    assert (
        "1.3 error: did not finish in 5 seconds of work: is there a loop that never ends?" in told
    )
    assert "1.5 error: the function wants to end Python (SystemExit)" in told
    assert "1.7 wrong: " in told  # not what the student's own `check` says


@pytest.mark.parametrize("student", ["empty", "bare"])
def test_nothing_handed_in_gets_nothing(day, student):
    assert day.total(student) == 0
    # Six are as they were given; the program with the bug runs as it was given.
    assert day.feedback(student).count(" not attempted: ") == (6 if student == "empty" else 0)


def test_no_submission_stops_the_others(day):
    assert "failed: []" in day.log
    assert set(day.points) == set(STUDENTS)


def test_the_public_solution_solves_all_but_the_variant(day):
    assert day.score("copied", VARIED) == 0
    assert day.total("copied") == sum(POINTS.values()) - POINTS[VARIED]
    assert (
        "1.3 wrong: look at the move: that solves the exercise as everybody has it. Yours differs: "
        f"the desk counts {days('copied')} days in a year, not 365."
    ) in day.feedback("copied")


def test_the_numbers_of_a_friend_are_refused(day):
    assert days("friend") != days("right")
    assert day.score("friend", VARIED) == 0
    told = day.feedback("friend")
    assert "student is 'right', and the work was handed in by 'friend'" in told


def test_nothing_is_released_that_solves_or_grades(day):
    """No solution, no mistake that the check waits for, no hint, no seed."""
    cells = nbformat.reads(day.released, 4).cells
    text = "\n".join(cell.source for cell in cells)
    assert "SOLUTION" not in day.released and "HIDDEN" not in day.released
    assert not any(cell.get("outputs") for cell in cells)
    for id in OWN:
        problem = engine.find(id)
        lines = [line.strip() for line in SOLUTIONS[id].splitlines()]
        body = [line for line in lines if line.startswith("return") or " = " in line]
        assert not all(line in text for line in body) or problem.form in ("order", "bug"), id
        for mistake in problem.body.mistakes:
            assert mistake.message not in text
        assert not any(hint in text for hint in problem.hints)
        assert str(problem.seed) not in day.released
    # With the bug still in it, or in the wrong order, it is not the solution either.
    assert not any(SOLUTIONS[id] in text for id in OWN)
    assert not any(engine.variants(VARIED)(student)[1] in text for student in STUDENTS)


def test_feedback_tells_no_right_value(day):
    """What is said to who is wrong would let nobody type in the answer."""
    for student in ("wrong", "half", "empty"):
        told = day.feedback(student)
        for id in OWN:
            if engine.find(id).form in ("write", "gaps") and id not in ANSWERS[student]:
                assert SOLUTIONS[id].splitlines()[-1].strip() not in told, (student, id)
    # The inputs are told, and what the student's gives for them; not what is right.
    reason = re.search(
        r"1\.1 wrong: .*?`profit_at_expiry\((.*?)\)`", day.feedback("wrong"), re.DOTALL
    )
    given = dict(re.findall(r"(\w+)=([^,]+)(?:, |$)", reason[1]))
    values = {name: ast.literal_eval(text) for name, text in given.items()}
    right = engine.find("1.1").body.right(**values)
    numbers = [float(one) for one in re.findall(r"-?\d+\.?\d*", reason[0].partition("`")[0])]
    assert len(values) == 5 and not any(abs(one - right) < 1e-4 * abs(right) for one in numbers)
