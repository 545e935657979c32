"""A start that explains itself: `ready()`, and the library where its packages are not right.

Each test runs a Python of its own, whose packages are stand-ins: those of the tests are all right.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from gammalab._needs import NEEDS

ROOT = Path(__file__).resolve().parent.parent.parent
READY = "from gammalab.lab.setup import ready; ready()"


@pytest.fixture
def site(tmp_path):
    """A folder of packages that look right; each can be imported and does nothing."""
    for name, (least, module) in NEEDS.items():
        package(tmp_path, name, ".".join(map(str, least)))
        if module and "." in module:
            (tmp_path / module.replace(".", "/")).with_suffix(".py").write_text("")
    return tmp_path


def package(site, name, version, body=""):
    (site / name).mkdir(exist_ok=True)
    (site / name / "__init__.py").write_text(body)
    for old in site.glob(f"{name}-*.dist-info"):
        (old / "METADATA").unlink()
        old.rmdir()
    about = site / f"{name}-0.dist-info"
    about.mkdir()
    line = f"Version: {version}\n" if version else ""
    (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\n{line}")


def lose(site, name):
    for path in [*site.glob(f"{name}-*.dist-info"), site / name]:
        for inner in path.iterdir():
            inner.unlink()
        path.rmdir()


def python(site, code, root=ROOT):
    """What a Python with these packages only says: (whether it went well, all of its words)."""
    done = subprocess.run(
        [sys.executable, "-S", "-c", code],
        env=os.environ | {"PYTHONPATH": os.pathsep.join([str(site), str(root)])},
        cwd=site, capture_output=True, text=True,
    )  # fmt: skip
    return done.returncode == 0, done.stdout + done.stderr


def test_with_all_there_it_is_ready(site):
    good, said = python(site, READY)
    assert good, said
    assert said.startswith("Ready.")


@pytest.mark.parametrize("name", NEEDS)
def test_a_missing_package_is_named_with_the_remedy(site, name):
    lose(site, name)
    good, said = python(site, READY)
    assert not good
    assert f"- {name} is missing" in said and "make lab" in said
    assert f"The Python that runs is {sys.executable}" in said
    assert "ModuleNotFoundError" not in said  # nothing was imported before it was looked up


def test_all_that_is_missing_is_named_at_once(tmp_path):
    good, said = python(tmp_path, READY)
    assert not good
    assert [name for name in NEEDS if f"- {name} is missing" in said] == list(NEEDS)


def test_an_old_package_is_named_and_not_imported(site):
    package(site, "numpy", "1.26.4", body="raise SystemExit('imported')")
    good, said = python(site, READY)
    assert not good
    assert "- numpy 1.26.4 is installed, 2.0 or newer is needed" in said


@pytest.mark.parametrize("version", ["8.1rc1", "9", "8.10.0.dev3", "8.1+local"])
def test_odd_versions_are_read(site, version):
    package(site, "ipywidgets", version)
    assert python(site, READY) == (True, python(site, READY)[1])


@pytest.mark.parametrize(
    "body, why",
    [
        ("raise ImportError('\\n\\nImporting the C-extensions failed.\\nMore.')", "C-extensions"),
        ("from . import _no_such_part", "_no_such_part"),
        ("raise AttributeError('_ARRAY_API not found')", "_ARRAY_API not found"),
        ("raise RuntimeError", "RuntimeError"),
    ],
)
@pytest.mark.parametrize("name", ["numpy", "ipywidgets"])
def test_a_broken_package_is_named_with_its_reason(site, name, body, why):
    package(site, name, "99.0", body)
    good, said = python(site, READY)
    assert not good
    assert re.search(rf"- {name} 99.0 is installed, but cannot be imported \(.*{why}.*\)\.", said)
    assert "make lab" in said and "More." not in said.split("RuntimeError: The course")[1]


def test_a_half_installed_package_is_named(site):
    package(site, "scipy", None)
    good, said = python(site, READY)
    assert not good and "- scipy is half installed" in said


@pytest.mark.parametrize(
    "code",
    [
        "import gammalab as gl; gl.straddle",
        "from gammalab import GBM",
        "import gammalab; gammalab.theory",
        "from gammalab.check import check",
        "from gammalab.lab import Slider",
    ],
)
def test_the_library_itself_says_what_is_missing(tmp_path, code):
    good, said = python(tmp_path, code)
    assert not good
    assert "ImportError: The course cannot run here:" in said
    assert "- numpy is missing" in said and "make lab" in said


def test_a_slip_of_our_own_is_not_taken_for_a_wrong_environment(site):
    code = "from gammalab._needs import explained\nwith explained():\n    import no_such_module"
    good, said = python(site, code)
    assert not good and "ModuleNotFoundError: No module named 'no_such_module'" in said
    assert "cannot run here" not in said


def test_in_the_courses_own_environment_make_lab_alone_would_not_help(tmp_path):
    (tmp_path / "Makefile").write_text("")
    (tmp_path / "gammalab").mkdir()
    (tmp_path / "gammalab" / "_needs.py").write_text((ROOT / "gammalab/_needs.py").read_text())
    (tmp_path / "gammalab" / "__init__.py").write_text("")
    code = "import sys; sys.prefix = {!r}\nfrom gammalab import _needs; print(_needs.said(['x']))"
    own = python(tmp_path, code.format(str(tmp_path / ".venv")), tmp_path)[1]
    other = python(tmp_path, code.format(str(tmp_path / "conda")), tmp_path)[1]
    assert "remove the folder .venv" in own and "remove" not in other
    (tmp_path / "Makefile").unlink()  # the library alone, installed
    assert "-m pip install --upgrade" in python(tmp_path, code.format("/x"), tmp_path)[1]


def test_lessons_ask_first_and_say_the_remedy_where_gammalab_is_not_there():
    """A traceback shows the line that failed, with its comment."""
    for path in sorted((ROOT / "lessons").glob("[0-9][0-9]-*.md")):
        text = path.read_text(encoding="utf-8")
        code = re.search(r"```\{code-cell\}.*?\n(.*?)```", text, re.S)[1]
        lines = [line for line in code.splitlines() if re.match(r"(import|from) ", line)]
        assert "start it with: make lab" in lines[0], path.name
        if not path.name.endswith(".exercises.md"):
            assert lines[0].startswith("from gammalab.lab.setup import ready"), path.name
            assert code.index("ready()") < code.index(lines[1]), path.name
