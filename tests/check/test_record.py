"""What a student did survives two notebooks at once, a kill, a full disk, damage, no permission."""

import errno
import json
import os
import subprocess
import sys
import textwrap
import time

import pytest

from gammalab import work
from gammalab.check import handed, record


def hint(level):
    return record.note("hint", problem="2.1", level=level)


def levels(place):
    return [one["level"] for one in record.read(place)[0]]


def run(code, folder):
    free = {name: value for name, value in os.environ.items() if name not in work.UNATTENDED}
    code = "from gammalab.check import record\n" + textwrap.dedent(code)
    return subprocess.Popen([sys.executable, "-c", code], cwd=folder, env=free)


def test_a_record_stands_in_the_folder_around_the_notebook(student, monkeypatch):
    (student / "notebooks").mkdir()
    monkeypatch.chdir(student / "notebooks")
    hint(1)
    assert levels(student / record.NAME) == [1]
    assert record.where() == ""
    (one,), said = record.records()
    assert one["problem"] == "2.1" and said == ""


def test_two_notebooks_write_300_records_each_and_none_is_lost(student):
    code = """
        for k in range(300):
            record.note("hint", problem="{}", level=k)
    """
    both = [run(code.format(name), student) for name in ("2.1", "2.2")]
    assert [process.wait(60) for process in both] == [0, 0]
    good, bad = record.read(student / record.NAME)
    assert bad == [] and len(good) == 600
    for name in ("2.1", "2.2"):
        assert [one["level"] for one in good if one["problem"] == name] == list(range(300))


def test_a_kill_in_the_middle_of_writing_loses_no_record_that_was_there(student):
    place = student / record.NAME
    hint(0)
    # What is written goes out in two pieces, and the process dies between them.
    process = run(
        """
        import os
        whole = os.write
        def half(handle, data):
            whole(handle, data[:len(data) // 2])
            os._exit(9)
        os.write = half
        record.note("hint", problem="2.1", level=1)
        """,
        student,
    )
    assert process.wait(30) == 9
    assert not place.read_bytes().endswith(b"\n")  # the test did what it says
    hint(2)
    assert levels(place) == [0, 2]


def test_a_kill_at_any_moment(student):
    process = run(
        """
        for k in range(10**6):
            record.note("hint", problem="2.1", level=k)
        """,
        student,
    )
    place, end = student / record.NAME, time.monotonic() + 30
    while not (place.exists() and place.stat().st_size > 20_000) and time.monotonic() < end:
        time.sleep(0.01)
    process.kill()
    process.wait(30)
    found = levels(place)
    assert found == list(range(len(found))) and len(found) > 100
    hint(-1)
    assert levels(place) == [*found, -1]


def test_a_full_disk_is_told_and_the_record_is_written_later(student, monkeypatch):
    place = student / record.NAME
    hint(1)
    before = place.read_bytes()
    whole = os.write

    def full(handle, data):
        whole(handle, data[:7])  # a disk takes what still fits
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "write", full)
    hint(2)
    assert place.read_bytes() == before
    assert "Not saved yet (No space left on device)" in record.where()
    assert [one["level"] for one in record.records()[0]] == [1, 2]  # not forgotten
    monkeypatch.setattr(os, "write", lambda handle, data: whole(handle, data[:7]))  # or says less
    hint(3)
    assert place.read_bytes() == before
    monkeypatch.setattr(os, "write", whole)
    hint(4)
    assert levels(place) == [1, 2, 3, 4]
    assert record.where() == ""


def test_a_folder_that_cannot_be_written_is_told(student, monkeypatch):
    def refuse(*_args):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)  # as root, no folder refuses by itself
    hint(1)
    assert "Permission denied" in record.where()
    assert [one["level"] for one in record.records()[0]] == [1]


def test_another_notebook_that_never_ends_does_not_hang_this_one(student, monkeypatch):
    monkeypatch.setattr(record, "PATIENCE", 0.2)
    with record._locked(student / record.NAME):
        hint(1)
    assert "another notebook is writing" in record.where()
    hint(2)
    assert levels(student / record.NAME) == [1, 2]


SOUND = {"kind": "hint", "at": "2026-11-26T01:00:00Z", "id": "a", "problem": "2.1", "level": 1}


@pytest.mark.parametrize(
    "damage",
    [
        b"\x00\xff\xfe binary",
        b'{"kind": "hint", "at": "2026-11-2',
        b"[1, 2]",
        b"null",
        b"[" * 5000,
        json.dumps({**SOUND, "level": "one"}).encode(),
        json.dumps({**SOUND, "at": "yesterday"}).encode(),
        json.dumps({**SOUND, "id": None}).encode(),
        json.dumps({"kind": "hint", "at": "2026-11-26T01:00:00Z", "id": "a"}).encode(),
    ],
    ids=["binary", "torn", "list", "null", "deep", "type", "time", "no id", "field missing"],
)
def test_damage_is_set_aside_and_said(student, damage):
    place = student / record.NAME
    hint(1)
    with open(place, "ab") as out:
        out.write(damage + b"\n")
    hint(2)
    records, said = record.records()
    assert [one["level"] for one in records] == [1, 2]
    assert "1 line of progress.jsonl could not be read, so moved to" in said
    assert (student / "progress-damaged.txt").read_bytes() == damage + b"\n"
    assert levels(place) == [1, 2]
    assert record.records()[1] == ""  # said once
    assert sorted(p.name for p in student.iterdir() if "part" in p.name) == []


def test_damage_that_cannot_be_set_aside_hides_no_record(student, monkeypatch):
    hint(1)
    with open(student / record.NAME, "ab") as out:
        out.write(b"rubbish\n")

    def refuse(*_args):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(os, "replace", refuse)
    records, said = record.records()
    assert [one["level"] for one in records] == [1]
    assert said == "1 line of progress.jsonl could not be read; whole records: 1."


def test_a_kind_of_a_newer_version_is_kept(student):
    place = student / record.NAME
    newer = {"kind": "game", "at": "2026-11-26T01:00:00Z", "id": "b", "code": "02-x"}
    place.write_text(json.dumps(newer) + "\n")
    hint(1)
    assert record.records() == (record.read(place)[0], "")
    assert record.read(place)[0][0] == newer


def test_while_another_writes_damage_is_set_aside_without_loss(student):
    code = """
        for k in range(200):
            record.note("hint", problem="2.2", level=k)
    """
    process = run(code, student)
    place = student / record.NAME
    while process.poll() is None:
        with record._locked(place) as handle:
            os.write(handle, b"rubbish\n")
        record.records()
        time.sleep(0.01)
    assert process.wait() == 0
    record.records()
    assert levels(place) == list(range(200))


@pytest.mark.parametrize("name", work.UNATTENDED)
def test_nothing_is_kept_or_read_while_testing_or_grading(student, monkeypatch, name):
    hint(1)
    monkeypatch.setenv(name, "1")
    before = (student / record.NAME).read_bytes()
    hint(2)
    assert (student / record.NAME).read_bytes() == before
    assert [one["level"] for one in record.records()[0]] == [2]  # this session alone
    assert record.where() == ""


def test_outside_of_a_folder_it_is_in_memory_and_said(student, monkeypatch, tmp_path):
    (student / work.MARKER).unlink()
    hint(1)
    assert list(student.glob("*.jsonl")) == []
    assert "until this notebook's kernel stops" in record.where()
    assert [one["level"] for one in record.records()[0]] == [1]


def test_in_a_browser_without_storage_no_command_is_named(student, monkeypatch):
    (student / work.MARKER).unlink()
    monkeypatch.setattr(record.sys, "platform", "emscripten")
    hint(1)
    said = record.where()
    assert "browser's storage" in said and "make lab" not in said


def test_a_python_without_locks_keeps_records_as_well(student):
    """As in a browser: the module fcntl is there, and has no flock."""
    code = """
        import sys, types
        sys.modules["fcntl"] = types.ModuleType("fcntl")
        sys.modules["msvcrt"] = None
        import importlib
        importlib.reload(record)
        record._is_still = lambda place, handle: False  # its files have no number of their own
        record.note("hint", problem="2.1", level=1)
        record.note("hint", problem="2.1", level=2)
        assert not record._unsaved and record.where() == ""
    """
    assert run(code, student).wait(60) == 0
    assert levels(student / record.NAME) == [1, 2]


def test_in_jupyterlites_folder_it_is_kept_as_anywhere(tmp_path, monkeypatch):
    """The folder that the build makes is a student's: what was done outlives the kernel."""
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "00-a.ipynb").write_text('{"cells": []}')
    work.mark(tmp_path)
    monkeypatch.chdir(tmp_path / "notebooks")
    for name in work.UNATTENDED:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(record, "_unsaved", [])
    monkeypatch.setattr(record.sys, "platform", "emscripten")
    hint(1)
    assert record._unsaved == [] and levels(tmp_path / record.NAME) == [1]
    assert record.where() == ""
    assert handed.pack(tmp_path)[1] == [record.NAME]  # of the course's files none is work


def test_a_notebook_that_walks_out_of_its_folder_still_writes_there(student, monkeypatch):
    hint(1)
    monkeypatch.chdir("/")
    hint(2)
    assert levels(student / record.NAME) == [1, 2]


def test_begin_again_keeps_the_old_file(student):
    hint(1)
    first = record.begin_again()
    hint(2)
    second = record.begin_again()
    assert first != second
    assert levels(student / first) == [1] and levels(student / second) == [2]
    assert record.records() == ([], "")


def test_wording_is_the_same_for_other_inputs():
    one, other = (
        f"for `hedge(delta={d})` yours is {y}: the sign is wrong; wrong in {n} of 20 cases."
        for d, y, n in (("0.3", "0.31", 7), ("[1, 2]", "-1.5e-05", 12))
    )
    assert record.wording(one) == record.wording(other)
    assert "the sign is wrong" in record.wording(one)
    assert record.wording("that is d1, not N(d1).") == "that is d1, not N(d1)."
