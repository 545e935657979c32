"""The self-check: each set-up that is broken is named, with what to do."""

import errno
import os
import re
import sys
import tempfile

import IPython.display
import pytest

from gammalab import _needs, work
from gammalab.check import record, self_check, selfcheck
from gammalab.lab import setup


@pytest.fixture(autouse=True)
def library_alone(student, monkeypatch):
    """As if installed: what runs is not in a folder with lessons."""
    place = student / "lib" / "gammalab" / "check" / "selfcheck.py"
    monkeypatch.setattr(selfcheck, "__file__", str(place))


def bad(setup):
    return [line for line in setup.lines if not line.good]


def test_all_is_well_in_a_students_folder(student):
    said = repr(self_check())
    assert "✗" not in said and f"{student.name}{os.sep}{record.NAME}" in said
    assert not list(student.glob("tmp*"))  # what was tried is not left behind


def test_a_machine_that_builds_says_the_same_everywhere(student, monkeypatch):
    monkeypatch.setenv("GAMMALAB_STRICT", "1")
    assert str(student) not in repr(self_check()) and not bad(self_check())


def test_a_package_that_does_not_fit(student, monkeypatch):
    monkeypatch.setitem(_needs.NEEDS, "numpy", ((99, 0), "numpy"))
    (line,) = bad(self_check())
    assert "99.0 or newer is needed" in line.found and "make lab" in line.remedy
    assert str(line).count("What to do") == 1 and "cannot run" not in str(line)


def test_outside_of_a_students_folder(student, monkeypatch, tmp_path_factory):
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    monkeypatch.setattr(record, "_seen_folder", None)
    (line,) = bad(self_check())
    assert "last until this notebook closes" in line.found and "make lab" in line.remedy


@pytest.mark.parametrize(
    "fault, said, remedy",
    [
        (OSError(errno.ENOSPC, "No space left on device"), "disk is full", "make room"),
        (PermissionError(errno.EACCES, "Permission denied"), "Permission denied", "that is yours"),
        (OSError(errno.EROFS, "Read-only file system"), "Read-only", "that is yours"),
    ],
)
def test_a_folder_that_takes_nothing(student, monkeypatch, fault, said, remedy):
    def refuse(*_args, **_named):
        raise fault

    monkeypatch.setattr(tempfile, "TemporaryFile", refuse)  # as root, no folder refuses by itself
    (line,) = bad(self_check())
    assert said in line.found and remedy in line.remedy


def test_a_progress_file_that_cannot_be_written(student):
    (student / record.NAME).mkdir()  # refuses whoever asks, root too
    (line,) = bad(self_check())
    assert record.NAME in line.found and f"remove {record.NAME}" in line.remedy


def test_a_progress_file_that_is_a_link_to_nowhere(student):
    try:
        (student / record.NAME).symlink_to(student / "gone" / "away")
    except OSError:
        pytest.skip("no links may be made here")
    (line,) = bad(self_check())
    assert record.NAME in line.found and f"remove {record.NAME}" in line.remedy


def test_the_folder_is_gone(student, monkeypatch):
    def gone():
        raise FileNotFoundError(errno.ENOENT, "No such file or directory")

    monkeypatch.setattr(os, "getcwd", gone)
    (line,) = bad(self_check())
    assert "was moved or removed" in line.found and "make lab" in line.remedy


def test_two_copies_of_the_course(student, monkeypatch, tmp_path):
    library = tmp_path / "other"
    for name in ("lessons", "notebooks", "gammalab/check"):
        (library / name).mkdir(parents=True)
    monkeypatch.setattr(selfcheck, "__file__", str(library / "gammalab/check/selfcheck.py"))
    (line,) = bad(self_check())
    moved = work.folder()
    assert "no longer in the course" in line.found and str(moved) in line.found
    assert "make lab in" not in line.remedy and f"back into {library}" in line.remedy
    for name in ("lessons", "notebooks"):
        (moved.parent / name).mkdir()
    assert moved.parent != library
    (line,) = bad(self_check())
    assert str(library) in line.found and str(work.folder().parent) in line.remedy


def test_one_copy_of_the_course(student, monkeypatch):
    course = student / "course"
    for name in ("lessons", "notebooks", "my-course"):
        (course / name).mkdir(parents=True)
    (course / "my-course" / work.MARKER).write_text("{}")
    monkeypatch.chdir(course / "my-course")
    place = course / "gammalab" / "check" / "selfcheck.py"
    monkeypatch.setattr(selfcheck, "__file__", str(place))
    assert "of one copy" in repr(self_check()) and not bad(self_check())


def test_a_press_is_answered(student):
    setup = self_check()
    assert setup.presses == 0
    setup._handle_custom_msg({"pressed": True}, [])
    assert setup.presses == 1


def test_in_a_browser_nobody_is_told_to_type_a_command(
    student, monkeypatch, tmp_path_factory, capsys
):
    """JupyterLite has no terminal: each of these says what can be done on the page."""
    monkeypatch.setattr(sys, "platform", "emscripten")
    assert not bad(self_check()) and "in this browser" in repr(self_check())
    setup.ready()
    told = [capsys.readouterr().out]
    monkeypatch.setattr(
        IPython.display, "display", lambda shown, raw: told.append(shown["text/plain"])
    )
    self_check()._ipython_display_()
    assert "No button" in told[-1]
    monkeypatch.setitem(_needs.NEEDS, "numpy", ((99, 0), "numpy"))
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    monkeypatch.setattr(record, "_seen_folder", None)
    told += [str(line) for line in bad(self_check())]
    assert len(told) == 5
    monkeypatch.setattr(os, "getcwd", lambda: (_ for _ in ()).throw(FileNotFoundError()))
    told += [str(line) for line in bad(self_check())]
    for text in told:
        assert not re.search(r"make lab|close JupyterLab|pip install --upgrade", text), text
