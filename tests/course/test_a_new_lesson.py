"""A new lesson is what CONTRIBUTING.md says, and nothing else has to change for it.

A copy of the course gets an empty lesson 98, and a lesson 99 with the lab and the exercise of
CONTRIBUTING.md. Then the copy is built and tested.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from effort import thorough

ROOT = Path(__file__).resolve().parents[2]
COPIED = (
    "CONTRIBUTING.md LICENSE Makefile README.md binder conftest.py docs exercises gammalab lessons "
    "notebooks pyproject.toml requirements.lock requirements-classroom.lock requirements-test.lock "
    "solutions tests tools"
).split()
LESSON = "# {0} · Nothing yet\n"
EXERCISES = """\
# Exercises 99

```{code-cell}
from gammalab.check import check
```

"""
CODE = "```{code-cell}\nfrom gammalab.course.lesson_99 import labs as lab\n```\n\n" \
       "```{code-cell}\nlab.breakeven()\n```\n"  # fmt: skip


def contributing(heading, fence):
    """The first block of code below a heading of CONTRIBUTING.md."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    section = text[text.index(f"\n## {heading}\n") :]
    end = re.match("`+", fence)[0]
    return re.search(rf"^{fence}\n(.*?)^{end}$", section, re.S | re.M)[1]


def put(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def run(root, *command):
    done = subprocess.run(
        [sys.executable, *command], cwd=root, env={**os.environ, "PYTHONPATH": str(root)},
        capture_output=True, text=True,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """The copy, with the two lessons and their rows in the README."""
    root = tmp_path_factory.mktemp("course")
    hidden = shutil.ignore_patterns(".*", "browser")
    for name in COPIED:
        place = ROOT / name
        if place.is_dir():
            shutil.copytree(place, root / name, ignore=hidden)
        else:
            shutil.copy(place, root / name)
    folder = root / "gammalab" / "course"
    put(root / "lessons" / "98-empty.md", LESSON.format(98))
    put(folder / "lesson_98" / "__init__.py", '"""Nothing yet."""\n')
    put(root / "lessons" / "99-small.md", LESSON.format(99) + CODE)
    put(folder / "lesson_99" / "__init__.py", '"""One lab, and one exercise."""\n')
    put(folder / "lesson_99" / "labs.py", f'"""A lab."""\n\n{contributing("A lab", "```python")}')
    text = contributing("An exercise", "````markdown").replace("1.1", "99.1")
    put(root / "lessons" / "99-small.exercises.md", EXERCISES + text)
    data = contributing("An exercise", "```python").replace('"1.1"', '"99.1"')
    put(folder / "lesson_99" / "problems.py", f'"""An exercise."""\n\n{data}')
    readme = (root / "README.md").read_text(encoding="utf-8")
    rows = (
        "| 98 | [Empty](notebooks/98-empty.ipynb) | nothing | |\n"
        "| 99 | [Small](notebooks/99-small.ipynb) | a lab | "
        "[exercises](exercises/99-small-exercises.ipynb) · "
        "[solutions](solutions/99-small-solutions.ipynb) |\n"
    )
    last = re.findall(r"^\| \*{0,2}\d\d.*\n", readme, re.M)[-1]
    put(root / "README.md", readme.replace(last, last + rows))
    return root


BUILT = {
    "notebooks/98-empty.ipynb", "notebooks/99-small.ipynb", "exercises/99-small-exercises.ipynb",
    "solutions/99-small-solutions.ipynb", "gammalab/check/solutions.json",
}  # fmt: skip


def test_a_new_lesson_lacks_what_is_built_from_it_and_nothing_else(course):
    code, said = run(course, "tools/build.py", "--check", "98", "99")
    assert code == 1
    assert {line.split()[0] for line in said.splitlines() if line[:3] != "Not"} == BUILT, said


@thorough  # half a minute: three kernels, and the tests that look at all lessons
def test_a_new_lesson_is_built_and_tested(course):
    before = {path: path.read_bytes() for path in course.rglob("*") if path.is_file()}
    code, said = run(course, "tools/build.py", "98", "99")
    assert code == 0, said
    written = {
        str(path.relative_to(course)) for path in course.rglob("*")
        if path.is_file() and path.suffix != ".pyc" and before.get(path) != path.read_bytes()
    }  # fmt: skip
    assert written - {"build/written.json"} == BUILT
    tests = "tests/test_house.py tests/test_build.py tests/course".split()
    chosen = "(99 or 98 or test_house or course_is or map) and not new_lesson"
    code, said = run(course, "-m", "pytest", "-v", "-p", "no:cacheprovider", *tests, "-k", chosen)
    assert code == 0, said
    for one in (
        "test_lab[lesson_99.labs.breakeven]", "test_no_faults[99.1]", "test_untouched[99.1]",
        "test_solution_is_right[99.1]", "99-small-lab.breakeven()]", "lessons_say", "test_the_map",
    ):  # fmt: skip
        assert re.search(rf"{re.escape(one)}.* PASSED", said), said
