"""tools/build.py: what it takes out, what it keeps, and what it refuses; on small lessons."""

import base64
import importlib.util
import io
import json
import shutil
from pathlib import Path

import matplotlib.image
import nbformat
import numpy as np
import pytest

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

GRADES = (
    "nbgrader: {grade: false, grade_id: %s, locked: false, "
    "schema_version: 3, solution: true, task: false}"
)

EXERCISES = f"""\
# Exercises

```{{code-cell}}
---
gammalab: {{problem: "2.1"}}
{GRADES % "p2-1"}
---
def outer(x):
    def inner(y):
        ### BEGIN SOLUTION
        secret = 2 * y

        return secret
        ### END SOLUTION
    return inner(x)
```

```{{code-cell}}
---
nbgrader: {{grade: true, grade_id: p2-1-check, locked: true, points: 2,
  schema_version: 3, solution: false, task: false}}
---
outer(21)
```
"""


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
    assert build.main([], root, known=["2.1", "3.1"]) == 0
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
    assert cells[1].source == (
        "def outer(x):\n"
        "    def inner(y):\n"
        "        # YOUR CODE HERE\n"
        "        raise NotImplementedError()\n"
        "    return inner(x)"
    )
    assert all(not cell.get("outputs") and cell.get("execution_count") is None for cell in cells)


def test_solution_is_run_and_shows_no_marks(first_build):
    cells = notebook(first_build, "solutions").cells
    assert "SOLUTION" not in cells[1].source and "YOUR CODE" not in cells[1].source
    assert "        secret = 2 * y\n\n        return secret\n" in cells[1].source
    assert cells[2].outputs[0].data["text/plain"] == "42"


def test_solutions_for_the_library(first_build):
    shown = json.loads((first_build / build.SOLUTIONS).read_text(encoding="utf-8"))
    assert list(shown) == ["2.1"]
    space = {}
    exec(shown["2.1"], space)
    assert space["outer"](21) == 42


@pytest.mark.parametrize("folder", ["exercises", "solutions"])
def test_nbgrader_metadata_go_through(first_build, folder):
    cells = notebook(first_build, folder).cells
    assert cells[1].metadata.nbgrader == {
        "grade": False,
        "grade_id": "p2-1",
        "locked": False,
        "schema_version": 3,
        "solution": True,
        "task": False,
    }
    assert cells[2].metadata.nbgrader["points"] == 2


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
    assert build.main([], tree, known=["2.1"]) == 0
    assert "0 files written, 4 as they were" in capsys.readouterr().out
    assert before == {path: path.stat().st_mtime_ns for path in tree.rglob("*.*")}
    monkeypatch.setattr(build, "run", _remembered(tree, ""))
    assert build.main(["--check", "--run"], tree, known=["2.1"]) == 0
    monkeypatch.setattr(build, "run", _never)
    assert build.main(["--check"], tree, known=["2.1"]) == 0


def _never(made, path):
    raise AssertionError("--check must not run anything")


def _change(tree, name, old, new):
    path = tree / name
    text = path.read_text(encoding="utf-8")
    assert text.count(old) >= 1
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


SHOWN = [
    ("notebooks/02-small.ipynb", "made of text\\n", "made of test\\n"),
    ("solutions/02-small-solutions.ipynb", '"42"', '"43"'),
]


@pytest.mark.parametrize(
    "name, old, new",
    [
        ("notebooks/02-small.ipynb", "Between.", "Betwixt."),
        ("notebooks/02-small.ipynb", "plt.show()", "plt.shew()"),
        ("exercises/02-small-exercises.ipynb", "YOUR CODE", "YOUR COPE"),
        ("exercises/02-small-exercises.ipynb", '"outputs": []', '"outputs": [OUTPUT]'),
        ("exercises/02-small-exercises.ipynb", '"grade_id": "p2-1"', '"grade_id": "p2-2"'),
        (build.SOLUTIONS, "2 * y", "3 * y"),
        ("lessons/02-small.md", "Between.", "Betwixt."),
    ],
)
def test_check_finds_one_changed_character(tree, capsys, monkeypatch, name, old, new):
    output = '{"name": "stdout", "output_type": "stream", "text": ["mine"]}'
    _change(tree, name, old, new.replace("OUTPUT", output))
    monkeypatch.setattr(build, "run", _never)
    assert build.main(["--check"], tree, known=["2.1"]) == 1
    built = "notebooks/02-small.ipynb" if name.startswith("lessons") else name
    assert f"{built} /" in capsys.readouterr().err


@pytest.mark.parametrize("name, old, new", SHOWN)
def test_what_cells_show_is_compared_when_they_are_run(tree, capsys, monkeypatch, name, old, new):
    _change(tree, name, old, new)
    assert build.main(["--check"], tree, known=["2.1"]) == 0  # nbval's business
    monkeypatch.setattr(build, "run", _remembered(tree, name))
    assert build.main(["--check", "--run"], tree, known=["2.1"]) == 1
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
                    .replace('"43"', '"42"')
                )

    return run


def test_check_names_what_is_missing_and_what_is_left_over(tree, capsys, monkeypatch):
    monkeypatch.setattr(build, "run", _remembered(tree, ""))
    (tree / "notebooks" / "02-small.ipynb").rename(tree / "notebooks" / "07-gone.ipynb")
    assert build.main(["--check"], tree, known=["2.1"]) == 1
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


def exercise(body, metadata='gammalab: {problem: "2.1"}'):
    return f"# Exercises\n\n```{{code-cell}}\n---\n{metadata}\n---\n{body}\n```\n"


MARKED = "### BEGIN SOLUTION\nx = 1\n### END SOLUTION"


@pytest.mark.parametrize(
    "text, message",
    [
        (exercise("### BEGIN SOLUTION\nx = 1"), "cell 2: '### BEGIN SOLUTION' without"),
        (exercise(f"{MARKED}\n### END SOLUTION"), "cell 2, line 4: '### END SOLUTION' has no"),
        (exercise(f"### BEGIN SOLUTION\n{MARKED}"), "cell 2, line 2: '### BEGIN SOLUTION' has no"),
        (exercise(MARKED, 'gammalab: {problem: "2.9"}'), "unknown problem '2.9'"),
        (exercise(MARKED, 'gammalab: {problem: "3.1"}'), "unknown problem '3.1'"),
        (exercise(MARKED, "gammalab: {problem: 2.1}"), "put it in quotes"),
        (exercise(MARKED, "tags: [a]"), "a solution needs the metadata"),
        (exercise("x = 1"), "the cell has no '### BEGIN SOLUTION'"),
        (exercise(MARKED) + exercise(MARKED)[12:], "has a solution further up"),
        ("# No exercise\n", "no solution for problem 2.1"),
        (
            exercise(MARKED, f'gammalab: {{problem: "2.1"}}\n{GRADES % "a"}').replace(
                "locked: false, ", ""
            ),
            "nbgrader needs locked",
        ),
    ],
)
def test_faults_of_an_exercise_are_named(tmp_path, capsys, monkeypatch, text, message):
    monkeypatch.setattr(build, "run", lambda made, path: None)
    assert build.main([], lay(tmp_path / "tree", exercises=text), known=["2.1", "3.1"]) == 1
    assert message in capsys.readouterr().err
    assert not (tmp_path / "tree" / "solutions").exists()


def test_exercises_need_a_lesson(tmp_path, capsys):
    root = lay(tmp_path / "tree")
    (root / "lessons" / "02-small.md").unlink()
    assert build.main([], root, known=["2.1"]) == 1
    assert "02-small.exercises.md has no lesson beside it" in capsys.readouterr().err


def test_a_cell_that_fails_fails_the_build(tmp_path, capsys):
    code = "import os\nassert os.environ['GAMMALAB_STRICT'] == '1'\n1 / 0"
    root = lay(tmp_path / "tree", f"# Lesson\n\n```{{code-cell}}\n{code}\n```\n", exercises=None)
    assert build.main([], root, known=[]) == 1
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
