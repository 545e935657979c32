"""tools/build.py: what it takes out, what it keeps, and what it refuses; on small lessons."""

import base64
import importlib.util
import io
import json
import re
import shutil
from pathlib import Path

import matplotlib.image
import nbformat
import numpy as np
import pytest

from gammalab.check import engine

ROOT = Path(__file__).resolve().parent.parent
_spec = importlib.util.spec_from_file_location("gammalab_build", ROOT / "tools" / "build.py")
build = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(build)

LESSON = """\
# A lesson

```{code-cell}
import matplotlib.pyplot as plt
print("made of text")
plt.plot([0, 1])
plt.show()
```

Between.

```{code-cell}
:tags: [with-widget]

import ipywidgets
ipywidgets.IntSlider(3)
```
"""

EXERCISES = '''\
# Exercises

```{code-cell}
def check(id, function):
    print(id)
    return right

class Right:
    __repr__ = lambda self: "2.1 " + "right: yes"

right = Right()
```

## 2.1

Twice as much.

```{code-cell}
:tags: [problem-2.1]

def outer(x):
    """Twice x."""
    # Step 1: multiply.
    secret = 2 * x

    return secret
```
'''


def problem(form="write", id="2.1", signature="outer(x)", points=2):
    return engine.Problem(id, "Twice", None, points, (), signature, form=form)


KNOWN = {"2.1": problem()}


def lay(root, lesson=LESSON, exercises=EXERCISES):
    """A tree with one lesson, and its exercises if there are any."""
    (root / "lessons").mkdir(parents=True)
    (root / "lessons" / "02-small.md").write_text(lesson, encoding="utf-8")
    if exercises is not None:
        (root / "lessons" / "02-small.exercises.md").write_text(exercises, encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def first_build(tmp_path_factory):
    root = lay(tmp_path_factory.mktemp("tree"))
    assert build.main([], root, known=KNOWN) == 0
    return root


@pytest.fixture
def tree(first_build, tmp_path):
    """A built tree of its own for a test that changes it."""
    return shutil.copytree(first_build, tmp_path / "tree")


def notebook(root, folder):
    end = "" if folder == "notebooks" else f"-{folder}"
    return nbformat.read(root / folder / f"02-small{end}.ipynb", as_version=4)


def test_exercise_has_the_stub_and_nothing_of_the_solution(first_build):
    text = (first_build / "exercises" / "02-small-exercises.ipynb").read_text(encoding="utf-8")
    assert "secret" not in text and "SOLUTION" not in text
    cells = notebook(first_build, "exercises").cells
    assert cells[2].source == "## 2.1 Twice (2 points)\n\nTwice as much."
    assert cells[3].source == (
        "def outer(x):\n"
        '    """Twice x."""\n'
        "    # Step 1: multiply.\n"
        "    # YOUR CODE HERE\n"
        "    raise NotImplementedError()"
    )
    assert cells[4].source == 'check("2.1", outer)'
    assert all(not cell.get("outputs") and cell.get("execution_count") is None for cell in cells)


def test_a_lesson_ends_with_a_link_to_its_cheat_sheet_before_its_folds(tmp_path):
    link = "[cheat sheet](../docs/cheat-sheets/02-x.md)"
    head, code = "# 02 · X\n", "\n```{code-cell}\n1 + 1\n```\n"
    fold = f'\n+++ {{"{build.FOLD}": true}}\n\n## Fold 1. More\n{code}\nThe end.\n'
    for text, place in (
        (head, 0),
        (head + code, 2),
        (head + code + "\nNow you.\n", 2),
        (head + code + "\nNow you.\n" + fold, 2),
        (head + code + fold, 2),
    ):
        (tmp_path / "02-x.md").write_text(text, encoding="utf-8")
        cells = build.lesson(tmp_path / "02-x.md").cells
        assert [k for k, cell in enumerate(cells) if link in cell.source] == [place], text
        assert cells[place].source.endswith(f"{link}.") and len({c.id for c in cells}) == len(cells)


def test_solution_is_run_and_shows_no_marks(first_build):
    cells = notebook(first_build, "solutions").cells
    assert "YOUR CODE" not in cells[3].source
    assert "    secret = 2 * x\n\n    return secret" in cells[3].source
    assert cells[4].outputs[1].data["text/plain"] == "2.1 right: yes"


def test_solutions_for_the_library(first_build):
    shown = json.loads((first_build / build.SOLUTIONS).read_text(encoding="utf-8"))
    assert list(shown) == ["2.1"]
    space = {}
    exec(shown["2.1"], space)
    assert space["outer"](21) == 42


@pytest.mark.parametrize("folder", ["exercises", "solutions"])
def test_nbgrader_metadata(first_build, folder):
    cells = notebook(first_build, folder).cells
    plain = {"schema_version": 3, "task": False}
    assert cells[3].metadata.nbgrader == plain | {
        "grade": False, "grade_id": "problem-2-1", "locked": False, "solution": True,
    }  # fmt: skip
    assert cells[4].metadata.nbgrader == plain | {
        "grade": True, "grade_id": "problem-2-1-check", "locked": True, "solution": False,
        "points": 2,
    }  # fmt: skip


SOLVED = """\
def f(x):
    \"\"\"Of x, no unit.\"\"\"
    a = x + 1%s
    b = a * 2%s
    return b"""
HEAD = 'def f(x):\n    """Of x, no unit."""\n'


@pytest.mark.parametrize(
    "form, marks, given, solution",
    [
        ("write", ("", ""), "    # YOUR CODE HERE\n    raise NotImplementedError()", ("", "")),
        (
            "gaps",
            ("  # gap: one more", "  # gap: twice that"),
            "    a = ...  # gap 1: one more\n    b = ...  # gap 2: twice that\n    return b",
            ("  # one more", "  # twice that"),
        ),
        ("bug", ("  # bug:", ""), "    b = a * 2\n    return b", ("", "")),
        ("bug", ("  # bug: a = x", ""), "    a = x\n    b = a * 2\n    return b", ("", "")),
    ],
)
def test_what_students_find_by_form(form, marks, given, solution):
    cells, asked = build.exercise_cells, problem(form, signature="f(x)")
    assert cells.given(SOLVED % marks, asked, "here") == HEAD + given
    assert cells.solved(SOLVED % marks) == SOLVED % solution


def test_lines_to_put_in_order_stand_in_alphabetical_order():
    source = HEAD + "    b = x + 1\n    a = b * 2  # twice\n    return a"
    assert build.exercise_cells.given(source, problem("order", signature="f(x)"), "here") == (
        HEAD + "    a = b * 2  # twice\n    b = x + 1\n    return a"
    )


def test_the_version_for_nbgrader(tree, tmp_path, capsys, monkeypatch):
    """nbgrader puts its stub, here nothing, in the place of the solution."""
    monkeypatch.setattr(build, "run", _never)
    course = tmp_path / "course"
    assert build.main(["--nbgrader", str(course)], tree, known=KNOWN) == 0
    path = course / "source" / "02-small" / "02-small-exercises.ipynb"
    assert capsys.readouterr().out.split() == [str(path), str(course / "nbgrader_config.py")]
    source, release = nbformat.read(path, 4).cells, notebook(tree, "exercises").cells
    before, begin, rest = source[3].source.partition("### BEGIN SOLUTION\n")
    solution, end, after = rest.partition("\n### END SOLUTION")
    assert begin and end and after == "" and before == release[3].source + "\n"
    space = {}
    exec(source[3].source, space)
    assert space["outer"](21) == 42 and "secret" in solution
    assert [c.metadata for c in source] == [c.metadata for c in release]
    anew, _, rest = source[4].source.partition("\n")
    assert anew.startswith("from gammalab.check import check") and rest == release[4].source
    settings = (course / "nbgrader_config.py").read_text()
    assert 'c.ClearSolutions.code_stub = {"python": ""}' in settings
    (course / "nbgrader_config.py").write_text("mine")
    assert build.main(["--nbgrader", str(course), "02"], tree, known=KNOWN) == 0
    assert (course / "nbgrader_config.py").read_text() == "mine"
    assert "add c.ClearSolutions" in capsys.readouterr().out
    assert build.main(["--nbgrader", str(course), "07"], tree, known=KNOWN) == 1
    assert "no lesson has the number 07" in capsys.readouterr().err


def test_only_what_is_the_same_everywhere_is_saved(first_build):
    for folder in ("notebooks", "exercises", "solutions"):
        made = notebook(first_build, folder)
        assert made.metadata == build.METADATA
        assert all("execution" not in cell.metadata for cell in made.cells)
    kinds = [
        kind for out in notebook(first_build, "notebooks").cells[3].outputs for kind in out.data
    ]
    assert kinds == ["text/plain"]  # and no view of a widget that lives no more
    lesson = notebook(first_build, "notebooks").cells
    assert [output.output_type for output in lesson[1].outputs] == ["stream", "display_data"]
    assert "image/png" in lesson[1].outputs[1].data


def test_second_build_changes_nothing_and_both_checks_agree(tree, capsys, monkeypatch):
    before = {path: path.stat().st_mtime_ns for path in tree.rglob("*.*")}
    assert build.main([], tree, known=KNOWN) == 0
    assert "0 files written, 4 as they were" in capsys.readouterr().out
    assert before == {path: path.stat().st_mtime_ns for path in tree.rglob("*.*")}
    monkeypatch.setattr(build, "run", _remembered(tree, ""))
    assert build.main(["--check", "--run"], tree, known=KNOWN) == 0
    monkeypatch.setattr(build, "run", _never)
    assert build.main(["--check"], tree, known=KNOWN) == 0


def _never(made, path):
    raise AssertionError("--check must not run anything")


def _change(tree, name, old, new):
    path = tree / name
    text = path.read_text(encoding="utf-8")
    assert text.count(old) >= 1
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


SHOWN = [
    ("notebooks/02-small.ipynb", "made of text\\n", "made of test\\n"),
    ("solutions/02-small-solutions.ipynb", "2.1 right: yes", "2.1 right: yea"),
]


@pytest.mark.parametrize(
    "name, old, new",
    [
        ("notebooks/02-small.ipynb", "Between.", "Betwixt."),
        ("notebooks/02-small.ipynb", "plt.show()", "plt.shew()"),
        ("exercises/02-small-exercises.ipynb", "YOUR CODE", "YOUR COPE"),
        ("exercises/02-small-exercises.ipynb", '"outputs": []', '"outputs": [OUTPUT]'),
        ("exercises/02-small-exercises.ipynb", '"problem-2-1"', '"problem-2-2"'),
        (build.SOLUTIONS, "2 * x", "3 * x"),
        ("lessons/02-small.md", "Between.", "Betwixt."),
    ],
)
def test_check_finds_one_changed_character(tree, capsys, monkeypatch, name, old, new):
    output = '{"name": "stdout", "output_type": "stream", "text": ["mine"]}'
    _change(tree, name, old, new.replace("OUTPUT", output))
    monkeypatch.setattr(build, "run", _never)
    assert build.main(["--check"], tree, known=KNOWN) == 1
    built = "notebooks/02-small.ipynb" if name.startswith("lessons") else name
    assert f"{built} /" in capsys.readouterr().err


@pytest.mark.parametrize("name, old, new", SHOWN)
def test_what_cells_show_is_compared_when_they_are_run(tree, capsys, monkeypatch, name, old, new):
    _change(tree, name, old, new)
    assert build.main(["--check"], tree, known=KNOWN) == 0  # nbval's business
    monkeypatch.setattr(build, "run", _remembered(tree, name))
    assert build.main(["--check", "--run"], tree, known=KNOWN) == 1
    assert f"{name} /" in capsys.readouterr().err


def _remembered(tree, changed):
    """A stand-in for `run` that gives the outputs of the first build; only the check is tested."""
    first = {folder: notebook(tree, folder) for folder in ("notebooks", "solutions")}

    def run(made, path):
        old = first["solutions" if "exercises" in path.name else "notebooks"]
        for cell, before in zip(made.cells, old.cells, strict=True):
            if cell.cell_type == "code":
                cell.execution_count = before.execution_count
                cell.outputs = json.loads(
                    json.dumps(before.outputs)
                    .replace("made of test", "made of text")
                    .replace("right: yea", "right: yes")
                )

    return run


def test_check_names_what_is_missing_and_what_is_left_over(tree, capsys, monkeypatch):
    monkeypatch.setattr(build, "run", _remembered(tree, ""))
    (tree / "notebooks" / "02-small.ipynb").rename(tree / "notebooks" / "07-gone.ipynb")
    assert build.main(["--check"], tree, known=KNOWN) == 1
    said = capsys.readouterr().err
    assert "notebooks/02-small.ipynb is missing" in said
    assert "notebooks/07-gone.ipynb: lessons/07-gone.md is not there" in said


def _png(pixels):
    file = io.BytesIO()
    matplotlib.image.imsave(file, pixels, format="png")
    return base64.b64encode(file.getvalue()).decode()


def test_pictures_are_compared_by_what_is_seen():
    pixels = np.full((40, 60, 3), 128, dtype=np.uint8)
    grain, dot = pixels.copy(), pixels.copy()
    grain[::3] += build.PIXEL_TOLERANCE
    dot[7, 9] = 255
    assert build.pixels_off(_png(pixels), _png(grain)) == ""
    assert build.pixels_off(_png(pixels), _png(dot)) == "1 pixels by up to 127 of 255"
    assert "in the tree" in build.pixels_off(_png(pixels), _png(pixels[1:]))
    assert "cannot be read" in build.pixels_off("aaaa", _png(pixels))


BODY = 'def outer(x):\n    """Twice x."""\n    return 2 * x'


def exercise(body=BODY, heading="## 2.1", tag=":tags: [problem-2.1]"):
    return f"# Exercises\n\n{heading}\n\nText.\n\n```{{code-cell}}\n{tag}\n\n{body}\n```\n"


@pytest.mark.parametrize(
    "text, message",
    [
        (exercise(heading="## 2.9"), "cell 1: unknown problem '2.9'; gammalab.check knows, for"),
        (exercise(heading="## 3.1"), "cell 1: unknown problem '3.1'"),
        (exercise(heading="## 2.1 Twice"), "cell 1: write ## 2.1 alone; its title is added"),
        (exercise(heading="## Twice"), "cell 2: problem 2.1 stands below the heading None"),
        (exercise(tag=":tags: [problem-2.9]"), "cell 2: unknown problem '2.9'"),
        (exercise(tag=":tags: [problem-02.1]"), "cell 2: unknown problem '02.1'"),
        (exercise(tag=":tags: [problem-2.1, problem-2.2]"), "cell 2: unknown problem '2.1'"),
        (exercise(tag=""), "no solution for problem 2.1"),
        (exercise("### BEGIN SOLUTION\nx = 1"), "cell 2: the tag problem-2.1 is enough"),
        (exercise() + exercise()[12:], "cell 4: problem 2.1 has a solution further up"),
        (exercise("x = 1"), "cell 2: one function is the answer, and nothing stands below it"),
        (exercise(f"{BODY}\n\ny = 1"), "cell 2: one function is the answer"),
        (exercise("def outer(x:\n    pass"), "cell 2, line 1: "),
        (exercise("def outer(y):\n    return y"), "outer(y) is not outer(x) as in problems.py"),
        (exercise("def outer(x):\n    return x"), "outer needs a docstring"),
        (exercise(f"{BODY}  # gap: it"), "'write' is its form; it must not have a `# gap:` mark"),
        ("# No exercise\n", "no solution for problem 2.1"),
    ],
)
def test_faults_of_an_exercise_are_named(tmp_path, capsys, monkeypatch, text, message):
    monkeypatch.setattr(build, "run", _never)
    assert build.main([], lay(tmp_path / "tree", exercises=text), known=KNOWN) == 1
    assert message in capsys.readouterr().err
    assert not (tmp_path / "tree" / "solutions").exists()


@pytest.mark.parametrize(
    "form, body, message",
    [
        ("gaps", BODY, "'gaps' is its form; it has no `# gap:` mark"),
        ("bug", BODY, "'bug' is its form; it has no `# bug:` mark"),
        (
            "gaps",
            BODY.replace("\n    r", "\n    # x  # gap: it\n    r"),
            "a gap is the value of `name = ` or `return`",
        ),
        ("order", BODY.replace("\n    r", "\n    # a\n    r"), "one statement each, and nothing"),
        ("order", BODY, "the alphabetical order of its lines is right"),
        ("bug", f"{BODY}  # bug: return (", "what students get is no Python"),
    ],
)
def test_faults_of_a_form_are_named(form, body, message):
    with pytest.raises(build.Fault, match=re.escape(message)):
        build.exercise_cells.given(body, problem(form), "here")


def test_problems_stand_in_their_order(tmp_path, capsys):
    known = {"2.1": problem(), "2.2": problem(id="2.2")}
    second = exercise(heading="## 2.2", tag=":tags: [problem-2.2]")
    root = lay(tmp_path / "tree", exercises=second + exercise()[12:])
    assert build.main(["--check"], root, known=known) == 1
    assert "problems must stand in their order, 2.1, 2.2" in capsys.readouterr().err


def test_a_problem_without_exercises_is_named(tmp_path, capsys):
    known = KNOWN | {"3.1": problem(id="3.1")}
    assert build.main(["--check"], lay(tmp_path / "tree"), known=known) == 1
    assert "no lesson has exercises with problem 3.1" in capsys.readouterr().err


def test_a_solution_that_its_check_refuses_fails_the_build(tmp_path, capsys):
    text = EXERCISES.replace("right: yes", "wrong: no")
    root = lay(tmp_path / "tree", "# Lesson\n", text)
    assert build.main([], root, known=KNOWN) == 1
    said = capsys.readouterr().err
    assert 'cell 5: check("2.1", outer) is not right: 2.1 wrong: no' in said
    assert not (root / "solutions").exists()


def test_exercises_need_a_lesson(tmp_path, capsys):
    root = lay(tmp_path / "tree")
    (root / "lessons" / "02-small.md").unlink()
    assert build.main([], root, known=KNOWN) == 1
    assert "02-small.exercises.md has no lesson beside it" in capsys.readouterr().err


def test_a_cell_that_fails_fails_the_build(tmp_path, capsys):
    code = "import os\nassert os.environ['GAMMALAB_STRICT'] == '1'\n1 / 0"
    root = lay(tmp_path / "tree", f"# Lesson\n\n```{{code-cell}}\n{code}\n```\n", exercises=None)
    assert build.main([], root, known={}) == 1
    said = capsys.readouterr().err
    assert "02-small.md, cell 2: ZeroDivisionError: division by zero\nimport os" in said
    assert not (root / "notebooks").exists()


@pytest.mark.parametrize(
    "output, message",
    [
        (nbformat.v4.new_output("stream", name="stderr", text="look out"), "an error:\nlook out"),
        (nbformat.v4.new_output("stream", text="<a at 0x7f00aa12>"), "in memory, 0x7f00aa12"),
        (
            nbformat.v4.new_output("execute_result", {"text/plain": "<object at 0x7f00aa12>"}),
            "in memory, 0x7f00aa12",
        ),
    ],
)
def test_a_cell_that_warns_or_shows_what_is_new_in_every_run_fails_the_build(output, message):
    cell = nbformat.v4.new_code_cell("x", outputs=[output])
    with pytest.raises(build.Fault, match=f"cell 2: .*{message}"):
        build.clean(cell, "cell 2")


def test_the_course_is_what_its_lessons_say(capsys):
    assert build.main(["--check"]) == 0, capsys.readouterr().err


def test_the_map_shows_every_lesson():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for folder in ("notebooks", "exercises", "solutions"):
        built = {path.name for path in (ROOT / folder).glob("[0-9][0-9]-*.ipynb")}
        assert built == set(re.findall(rf"\]\({folder}/(\d\d-[^)]*\.ipynb)\)", readme))
    lessons = {path.name[:2] for path in (ROOT / "lessons").glob("[0-9][0-9]-*.md")}
    folders = {p.name for p in (ROOT / "gammalab" / "course").glob("lesson_*")}
    assert folders == {f"lesson_{number}" for number in lessons}
