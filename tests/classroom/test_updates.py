"""A new version of the course comes, and nothing that a student typed is replaced.

By nbgitpuller, as on a hub, and by `git pull` and `make lab`, as on a laptop: both run for real.
"""

import json
import os
import re
import shutil
import signal
import site
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
COPIED = (
    ".gitignore Makefile README.md docs exercises gammalab lessons notebooks pyproject.toml "
    "requirements.lock requirements-test.lock solutions tools"
).split()
EXERCISES = "exercises/02-delta-neutrality-exercises.ipynb"
LESSON = "notebooks/02-delta-neutrality.ipynb"
OTHER = "exercises/03-taylor-expansion-exercises.ipynb"
MINE = "# what I think of it"
THEIRS = "What changed in the course."


def run(folder, *command, **more):
    done = subprocess.run(
        [str(part) for part in command], cwd=folder, capture_output=True, text=True, **more
    )
    return done.returncode, done.stdout + done.stderr


def git(folder, *words):
    who = ["-c", "user.name=a", "-c", "user.email=a@b.c", "-c", "commit.gpgsign=false"]
    code, said = run(folder, "git", *who, *words)
    assert code == 0, said
    return said


def change(path, text, kind="code", place=-1):
    """Put a line into a cell of a notebook, as whoever saves it in JupyterLab does."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    cell = [one for one in notebook["cells"] if one["cell_type"] == kind][place]
    cell["source"] = "".join(cell["source"]).splitlines(keepends=True) + ["\n" + text]
    path.write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def text(path):
    return path.read_text(encoding="utf-8")


@pytest.fixture
def upstream(tmp_path):
    """The course as it is published, in a repository."""
    root = tmp_path / "upstream"
    root.mkdir()
    for name in COPIED:
        if (ROOT / name).is_dir():
            shutil.copytree(
                ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__", ".ipynb*")
            )
        else:
            shutil.copy(ROOT / name, root / name)
    git(root, "init", "-q", "-b", "main")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "first")
    return root


def publish(upstream, number):
    """A new version: lesson and exercises change, one file comes, one goes."""
    for name in (EXERCISES, LESSON, OTHER):
        change(upstream / name, f"{THEIRS} {number}", kind="markdown", place=0)
    (upstream / f"docs/new-{number}.md").write_text("# From the course\n")
    git(upstream, "add", "-A")
    git(upstream, "commit", "-qm", f"version {number}")


def copies(course):
    """Make or renew the student's folder, as a hub does when a server starts."""
    code, said = run(course, sys.executable, "-m", "gammalab.work", "--course", course)
    assert code == 0, said
    return course / "my-course", said


def pull(home, upstream):
    """What a click on a link of nbgitpuller runs."""
    puller = Path(sys.prefix) / "bin" / "gitpuller"
    code, said = run(home, puller, f"file://{upstream}", "main", "gammalab")
    assert code == 0, said
    return said


def test_a_link_of_nbgitpuller_replaces_nothing(upstream, tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    pull(home, upstream)
    course = home / "gammalab"
    mine, _ = copies(course)
    change(mine / EXERCISES, MINE)
    (mine / "notes.txt").write_text(MINE)
    kept = {path: path.read_bytes() for path in (mine / EXERCISES, mine / "notes.txt")}
    # All that should not be done is done, too: in the course's own files.
    change(course / OTHER, MINE)
    (course / "docs" / "glossary.md").unlink()
    (course / "docs" / "new-1.md").write_text(MINE)
    for number in (1, 2):  # the second pull meets what the first has merged
        publish(upstream, number)
        pull(home, upstream)
        _, said = copies(course)
        assert {path: path.read_bytes() for path in kept} == kept
        assert f"{THEIRS} {number}" in text(mine / LESSON)  # nothing was typed there
        beside = mine / EXERCISES.replace(".ipynb", "-new-version.ipynb")
        assert f"{THEIRS} {number}" in text(beside) and "the new version is beside it" in said
        assert MINE in text(course / OTHER)
        assert (course / "docs" / "glossary.md").is_file()
    # A file of the student's in the way of a new one is moved aside, with its time.
    assert "From the course" in text(course / "docs" / "new-1.md")
    (aside,) = [p for p in (course / "docs").glob("new-1__*.md")]
    assert text(aside) == MINE
    assert "my-course" not in git(course, "status", "--porcelain")


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def get(url):
    # No proxy of this machine: the server is here.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(url, timeout=10) as answer:
        return json.load(answer)


def make_lab(course, *asked):
    """Run `make lab`, ask its JupyterLab for some notebooks, stop it; the texts, and what it said.

    Its environment is made of the one that runs the tests: installing is tried elsewhere.
    """
    environment = course / ".venv"
    if not environment.exists():
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", environment], check=True)
        (packages,) = environment.glob("lib/python3*/site-packages")
        (packages / "those.pth").write_text(f"{site.getsitepackages()[0]}\n")
        (packages / "pip.py").write_text("")  # make looks whether the environment is whole
    time.sleep(0.01)
    (environment / "lab.stamp").touch()
    port = free_port()
    more = f"--no-browser --allow-root --ip=127.0.0.1 --port={port} --IdentityProvider.token=''"
    log = course / "my-course.log"
    with open(log, "wb") as out:
        lab = subprocess.Popen(
            ["make", "lab", f"LAB_ARGS={more}"], cwd=course, stdout=out, stderr=out,
            start_new_session=True, env={k: v for k, v in os.environ.items() if k != "PYTHONPATH"},
        )  # fmt: skip
    try:
        end = time.monotonic() + 120
        while True:
            assert lab.poll() is None and time.monotonic() < end, text(log)
            try:
                get(f"http://127.0.0.1:{port}/api/status")
                break
            except OSError:
                time.sleep(0.3)
        url = f"http://127.0.0.1:{port}/api/contents/"
        return [json.dumps(get(url + name)["content"]) for name in asked], text(log)
    finally:
        os.killpg(lab.pid, signal.SIGKILL)
        lab.wait()
        log.unlink()


def test_git_pull_and_make_lab_replace_nothing(upstream, tmp_path):
    git(tmp_path, "clone", "-q", f"file://{upstream}", "student")
    course = tmp_path / "student"
    mine = course / "my-course"
    (lesson,), _ = make_lab(course, LESSON)
    assert "Delta" in lesson
    change(mine / EXERCISES, MINE)
    kept = (mine / EXERCISES).read_bytes()
    publish(upstream, 1)
    git(course, "pull", "-q", "--ff-only")
    (lesson, own), said = make_lab(course, LESSON, EXERCISES)
    assert f"{THEIRS} 1" in lesson and f"{THEIRS} 1" not in own and MINE in own
    assert (mine / EXERCISES).read_bytes() == kept
    assert re.search(rf"{EXERCISES} has changed in the course: yours stays as it is", said)


def test_git_itself_keeps_what_was_typed_into_the_courses_own_files(upstream, tmp_path):
    git(tmp_path, "clone", "-q", f"file://{upstream}", "student")
    course = tmp_path / "student"
    change(course / OTHER, MINE)
    before = (course / OTHER).read_bytes()
    publish(upstream, 1)
    code, said = run(course, "git", "pull", "--ff-only")
    assert code != 0 and "would be overwritten" in said
    assert (course / OTHER).read_bytes() == before
