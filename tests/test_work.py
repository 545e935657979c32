"""A student's work is theirs: copies that are made, kept and renewed; git and the build beside."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from gammalab import work

ROOT = Path(__file__).resolve().parent.parent
LESSON = "notebooks/02-small.ipynb"
EXERCISES = "exercises/02-small-exercises.ipynb"


def notebook(*sources, output=None, **metadata):
    cells = [
        {
            "cell_type": "code",
            "execution_count": None,
            "id": f"cell{n}",
            "metadata": {},
            "outputs": [],
            "source": source.splitlines(keepends=True),
        }
        for n, source in enumerate(sources)
    ]
    if output:
        cells[0]["outputs"] = [{"name": "stdout", "output_type": "stream", "text": [output]}]
    made = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(made, indent=1) + "\n"


def put(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def get(path):
    return path.read_text(encoding="utf-8")


@pytest.fixture
def course(tmp_path):
    root = tmp_path / "a course, é"  # spaces, and a letter that is not ASCII
    put(root / "lessons" / "02-small.md", "# Small\n")
    put(root / LESSON, notebook("1 + 1", "2 + 2"))
    put(root / EXERCISES, notebook("raise NotImplementedError()", "check()"))
    put(root / "solutions" / "02-small-solutions.ipynb", notebook("x = 1", "check()"))
    return root


@pytest.fixture
def mine(course):
    path, said = work.renew(course)
    assert said == []
    return path


def files(path):
    return {p.relative_to(path).as_posix(): p.read_bytes() for p in path.rglob("*") if p.is_file()}


def test_copies_are_made_and_found_again(course, mine):
    assert mine == course / "my-course"
    assert get(mine / LESSON) == get(course / LESSON)
    # The same three folders: ../exercises/… leads to the copy here, to the course's file on the web
    assert (mine / "notebooks" / ".." / EXERCISES).is_file()
    assert not list((mine / "exercises").glob("*solutions*"))
    assert work.folder(mine / "notebooks") == mine == work.folder(mine)
    assert work.folder(course / "notebooks") is None


def test_a_second_time_changes_nothing(course, mine):
    before = {path: path.stat().st_mtime_ns for path in mine.rglob("*")}
    assert work.renew(course) == (mine, [])
    assert {path: path.stat().st_mtime_ns for path in mine.rglob("*")} == before


def test_what_was_typed_stays_and_the_new_version_is_beside_it_once(course, mine):
    put(mine / EXERCISES, notebook("answer = 42", "check()"))
    answered = (mine / EXERCISES).read_bytes()
    put(course / EXERCISES, notebook("raise NotImplementedError()", "check(2)"))
    _, said = work.renew(course)
    assert len(said) == 1 and "yours stays" in said[0] and "-new-version.ipynb" in said[0]
    beside = mine / "exercises" / "02-small-exercises-new-version.ipynb"
    assert get(beside) == get(course / EXERCISES)
    beside.unlink()  # a student who threw it away is not given it again
    assert work.renew(course) == (mine, []) and not beside.exists()
    assert (mine / EXERCISES).read_bytes() == answered


def test_a_new_version_that_was_worked_in_stays_too(course, mine):
    put(mine / EXERCISES, notebook("answer = 42", "check()"))
    texts = {}
    for version in (2, 3, 4):
        put(course / EXERCISES, notebook("raise NotImplementedError()", f"check({version})"))
        work.renew(course)
        if version == 3:  # typed into the second new version, which had replaced the first
            put(
                mine / "exercises" / "02-small-exercises-new-version.ipynb",
                notebook("answer = 43", "check(3)"),
            )
    texts = {p.name: get(p) for p in (mine / "exercises").iterdir()}
    assert len(texts) == 3
    assert "answer = 42" in texts["02-small-exercises.ipynb"]
    assert "answer = 43" in texts["02-small-exercises-new-version.ipynb"]
    assert "check(4)" in texts["02-small-exercises-new-version-2.ipynb"]


def test_an_untouched_copy_is_renewed_in_place(course, mine):
    put(course / LESSON, notebook("1 + 1", "3 + 3"))
    _, said = work.renew(course)
    assert get(mine / LESSON) == get(course / LESSON)
    assert len(said) == 1 and "renewed" in said[0]
    assert not (mine / "earlier").exists()  # what was replaced was the course's own file


SAVED = {
    "run": notebook("1 + 1", "2 + 2", output="2"),
    "opened and saved by JupyterLab": notebook(
        "1 + 1", "2 + 2", kernelspec={"name": "python3"}, widgets={"state": {}}
    ).replace("cell0", "0f3a"),
    "an empty cell at the end": notebook("1 + 1", "2 + 2", "", "\n"),
}


@pytest.mark.parametrize("saved", SAVED.values(), ids=SAVED)
def test_running_and_saving_is_no_work_but_is_kept(course, mine, saved):
    put(mine / LESSON, saved)
    assert work.renew(course) == (mine, []) and get(mine / LESSON) == saved
    put(course / LESSON, notebook("1 + 1", "3 + 3"))
    _, said = work.renew(course)
    assert get(mine / LESSON) == get(course / LESSON)
    kept = list((mine / "earlier").rglob("02-small.ipynb"))
    assert len(kept) == 1 and get(kept[0]) == saved
    assert len(said) == 1 and kept[0].relative_to(mine).as_posix() in said[0]


def test_earlier_copies_of_one_day_do_not_replace_each_other(course, mine):
    for number in (3, 4):
        put(mine / LESSON, get(mine / LESSON).replace('"outputs": []', f'"outputs": [{number}]'))
        put(course / LESSON, notebook("1 + 1", f"{number} + 1"))
        work.renew(course)
    assert len(list((mine / "earlier").rglob("*.ipynb"))) == 2


TYPED = {
    "a cell": notebook("1 + 1", "2 + 2", "mine = 3"),
    "a word": notebook("1 + 1", "2 + 2  # four"),
    "a cell less": notebook("1 + 1"),
    "another order": notebook("2 + 2", "1 + 1"),
    "notes": notebook("1 + 1", "2 + 2").replace('"code"', '"markdown"', 1),
    "half a file": notebook("1 + 1", "2 + 2")[:-40],
    "no notebook": "[1, 2]",
}


@pytest.mark.parametrize("typed", TYPED.values(), ids=TYPED)
def test_every_kind_of_work_is_kept(course, mine, typed):
    put(mine / LESSON, typed)
    put(course / LESSON, notebook("1 + 1", "3 + 3"))
    work.renew(course)
    assert get(mine / LESSON) == typed


@pytest.mark.parametrize("note", [None, "{", "[]", '{"files": {"notebooks/02-small.ipynb": 3}}'])
def test_no_work_is_lost_with_the_note_of_what_was_copied(course, mine, note):
    put(mine / LESSON, notebook("1 + 1", "mine"))
    if note is None:
        (mine / work.MARKER).unlink()
        shutil.rmtree(mine / "exercises")
        with pytest.raises(ValueError, match="not a folder that the course made"):
            work.renew(course)  # without the marker it may be anybody's
    else:
        put(mine / work.MARKER, note)
        put(course / LESSON, notebook("1 + 1", "3 + 3"))
        work.renew(course)
    assert get(mine / LESSON) == notebook("1 + 1", "mine")


def test_what_is_missing_is_made_again_and_what_is_the_students_stays(course, mine):
    put(mine / "notebooks" / "notes.ipynb", notebook("mine"))
    (mine / LESSON).unlink()
    put(course / "notebooks" / "03-next.ipynb", notebook("3"))
    work.renew(course)
    names = {path.name for path in (mine / "notebooks").iterdir()}
    assert names == {"notes.ipynb", "02-small.ipynb", "03-next.ipynb"}


def test_a_full_disk_loses_nothing(course, mine, monkeypatch, capsys):
    put(course / LESSON, notebook("1 + 1", "3 + 3"))
    before = files(mine)

    def full(handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert work.main(["--course", str(course)]) == 1
    assert "free disk space" in capsys.readouterr().err
    assert files(mine) == before  # nor is a scratch file left


BAD = ["notebooks", "Exercises", "lessons", "build", "dist", "..", ".", "", ".venv", "../out",
       "/tmp/x", "a/b", "a\\b", "C:", "nul", "con.x", "dot.", "-x", "~", "$HOME",
       "pkg"]  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_a_name_that_is_not_the_students_is_refused_in_words(course, name, capsys):
    put(course / "pkg" / "x.py", "")
    before = files(course)
    assert work.main(["--course", str(course), "--", name]) == 1
    said = capsys.readouterr().err
    assert repr(name) in said and "WORK=my-course" in said
    assert files(course) == before


def test_a_link_that_leads_outside_is_refused(course, tmp_path):
    (tmp_path / "else").mkdir()
    try:
        (course / "link").symlink_to(tmp_path / "else", target_is_directory=True)
    except OSError:
        pytest.skip("this system makes no links for everybody")
    with pytest.raises(ValueError, match="not a folder"):
        work.renew(course, "link")


def test_where_there_is_no_course_it_says_so(tmp_path):
    with pytest.raises(ValueError, match="must be the folder of the course"):
        work.renew(tmp_path)


# ---- with git -----------------------------------------------------------------------------------


def git(folder, *words):
    who = ["-c", "user.name=a", "-c", "user.email=a@b.c", "-c", "commit.gpgsign=false"]
    done = subprocess.run(
        ["git", *who, *words], cwd=folder, capture_output=True, text=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


needs_git = pytest.mark.skipif(not shutil.which("git"), reason="git is not here")


@needs_git
def test_a_student_who_solved_everything_can_pull(course, tmp_path):
    git(course, "init", "-q", "-b", "main")
    git(course, "add", ".")
    git(course, "commit", "-qm", "first")
    git(tmp_path, "clone", "-q", course.name, "student")
    student = tmp_path / "student"
    for name in ("my-course", "ann"):  # one that the course does not know of, too
        mine, _ = work.renew(student, name)
        put(mine / EXERCISES, notebook("answer = 42", "check()", output="right"))
        put(mine / LESSON, notebook("1 + 1", "2 + 2", output="2"))
    assert git(student, "status", "--porcelain") == ""
    put(course / LESSON, notebook("1 + 1", "3 + 3"))
    put(course / EXERCISES, notebook("raise NotImplementedError()", "check(2)"))
    git(course, "commit", "-qam", "second")
    git(student, "pull", "-q", "--ff-only")
    mine, said = work.renew(student)
    assert len(said) == 2 and git(student, "status", "--porcelain") == ""
    assert "answer = 42" in get(mine / EXERCISES) and "3 + 3" in get(mine / LESSON)


@needs_git
def test_build_refuses_to_overwrite_what_was_typed(tmp_path, monkeypatch, capsys):
    sys.path.insert(0, str(ROOT / "tests"))
    try:
        import test_build as lay
    finally:
        sys.path.remove(str(ROOT / "tests"))
    build = lay.build
    monkeypatch.setattr(build, "run", lambda made, path: None)
    root = lay.lay(tmp_path / "tree")
    git(tmp_path, "init", "-q", "tree")
    assert build.main([], root, known=lay.KNOWN) == 0
    put(root / ".gitignore", "/build/\n")
    git(root, "add", ".")
    git(root, "commit", "-qm", "built")
    shutil.rmtree(root / "build")  # another clone, that never built
    source = root / "lessons" / "02-small.exercises.md"
    put(source, get(source).replace("# Exercises", "# More exercises"))
    assert build.main([], root, known=lay.KNOWN) == 0  # a changed lesson is no reason to refuse
    put(source, get(source).replace("# More", "# Many more"))
    assert build.main([], root, known=lay.KNOWN) == 0  # nor is one that was built and not committed
    place = root / EXERCISES
    put(place, get(place).replace("raise NotImplementedError()", "return 42"))
    put(source, get(source).replace("# Many more", "# Some"))
    before = files(root / "exercises"), files(root / "solutions")
    capsys.readouterr()
    assert build.main([], root, known=lay.KNOWN) == 1
    said = capsys.readouterr().err
    assert f"somebody typed into {EXERCISES}" in said and "git restore" in said
    assert (files(root / "exercises"), files(root / "solutions")) == before
    git(root, "restore", EXERCISES)
    assert build.main([], root, known=lay.KNOWN) == 0


# ---- the commands -------------------------------------------------------------------------------


@pytest.mark.skipif(not shutil.which("make"), reason="make is not here")
def test_make_lab_opens_the_copies_and_make_test_leaves_them():
    def plan(*words):
        done = subprocess.run(["make", "-n", *words], cwd=ROOT, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout

    lab = plan("lab", "WORK=my own")
    first = min((ROOT / "notebooks").glob("[0-9][0-9]-*.ipynb")).name
    assert 'gammalab.work -- "my own"' in lab and f'--notebook-dir="{ROOT}/my own"' in lab
    assert f'default_url="/lab/tree/notebooks/{first}"' in lab
    assert "You are root" in lab and "You are root" not in plan("lab", "LAB_ARGS=--allow-root")
    for target in ("test", "build", "clean"):
        assert "my-course" not in plan(target) and "find . " not in plan(target)


def test_the_command_runs_without_anything_installed(course):
    done = subprocess.run(
        [sys.executable, "-S", "-m", "gammalab.work", "--course", str(course), "ann"],
        cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "ann" in done.stdout and (course / "ann" / LESSON).is_file()


def test_lesson_and_exercises_have_names_that_differ():
    names = [p.name for kind in work.FOLDERS for p in (ROOT / kind).glob("*.ipynb")]
    assert len(names) > 2 and len(set(names)) == len(names)


def test_links_of_the_notebooks_lead_somewhere_in_both_places(tmp_path):
    for name in ("lessons", *work.FOLDERS):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy(ROOT / "README.md", tmp_path)
    shutil.copytree(ROOT / "docs", tmp_path / "docs")
    mine, _ = work.renew(tmp_path)
    seen = 0
    for root in (ROOT, mine):
        texts = [] if root == ROOT else [(root, get(root / "README.md"))]
        for path in [path for kind in work.FOLDERS for path in (root / kind).glob("*.ipynb")]:
            cells = json.loads(get(path))["cells"]
            texts += [
                (path.parent, "".join(c["source"])) for c in cells if c["cell_type"] != "code"
            ]
        for folder, text in texts:
            for link in re.findall(r"\]\((?!\w+:|#)([^)#]+)", text):
                seen += 1
                assert (folder / link).exists(), f"{folder}: {link}"
    assert seen >= 8
