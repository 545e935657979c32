"""A student's work as one file: what is in it, and how it is taken up without losing anything."""

import io
import json
import zipfile

import pytest

from gammalab import work
from gammalab.check import handed, keep, record


def notebook(*cells):
    """A notebook's text with these cells of code."""
    found = [{"cell_type": "code", "source": cell, "outputs": [], "metadata": {}} for cell in cells]
    return json.dumps({"cells": found, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


@pytest.fixture
def make(tmp_path, monkeypatch):
    """A function that makes a student's folder as the course does, on a machine of its own."""
    for name in work.UNATTENDED:
        monkeypatch.delenv(name, raising=False)

    def made(machine):
        course = tmp_path / machine
        for name in ("lessons", "notebooks", "exercises", "solutions"):
            (course / name).mkdir(parents=True)
        for name in ("notebooks/00-a.ipynb", "exercises/00-a-exercises.ipynb"):
            (course / name).write_text(notebook("to be solved"))
        return work.renew(course)[0]

    return made


def typed(folder, name="exercises/00-a-exercises.ipynb", text="solved"):
    (folder / name).write_text(notebook(text))
    return name


def test_what_was_typed_is_packed_and_what_was_not_is_left(make):
    folder = make("one")
    name = typed(folder)
    (folder / "mine.csv").write_text("1,2\n")
    (folder / "earlier").mkdir()
    (folder / "earlier" / "old.ipynb").write_text("{}")
    (folder / record.NAME).write_text("")
    content, names = handed.pack(folder)
    assert names == [name, "mine.csv", record.NAME]
    assert zipfile.ZipFile(io.BytesIO(content)).testzip() is None


def test_work_is_taken_up_on_another_machine(make):
    one, other = make("one"), make("other")
    name = typed(one)
    (one / "own").mkdir()
    (one / "own" / "mine.csv").write_text("1,2\n")
    said = handed.take(other, handed.pack(one)[0])
    assert (other / name).read_text() == (one / name).read_text()
    assert (other / "own" / "mine.csv").read_text() == "1,2\n"
    assert all(line.endswith("taken up.") for line in said)
    assert handed.take(other, handed.pack(one)[0]) == [
        f"{name}: was here already.", "own/mine.csv: was here already.",
    ]  # fmt: skip


def test_what_was_typed_here_is_never_replaced(make):
    one, other = make("one"), make("other")
    name = typed(one)
    typed(other, text="solved in another way")
    mine = (other / name).read_text()
    for beside in ("00-a-exercises-taken-up.ipynb", "00-a-exercises-taken-up-2.ipynb"):
        (said,) = handed.take(other, handed.pack(one)[0])
        assert beside in said
        assert (other / "exercises" / beside).read_text() == (one / name).read_text()
    assert (other / name).read_text() == mine


def test_answers_are_added_to_those_on_record(make):
    one, other = make("one"), make("other")
    answers = [
        {"kind": "hint", "at": "2026-11-01T10:00:00Z", "id": str(k), "problem": "0.1", "level": k}
        for k in range(3)
    ]
    record.append(one / record.NAME, answers[:2])
    record.append(other / record.NAME, answers[1:])
    (said,) = handed.take(other, handed.pack(one)[0])
    assert said == "Answers on record: 1 taken up, 1 were here already."
    assert {one["id"] for one in record.read(other / record.NAME)[0]} == {"0", "1", "2"}
    assert not list(other.glob(".progress*"))


def zipped(**files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, text in files.items():
            made.writestr(name, text)
    return out.getvalue()


@pytest.mark.parametrize(
    "name", ["../out.py", "/etc/out", "C:/out", "a/../../out", ".hidden", "a\\..\\out", "con.txt"]
)
def test_a_name_that_leads_out_of_the_folder_is_refused_and_nothing_written(make, name):
    folder = make("one")
    before = sorted(folder.parent.rglob("*"))
    with pytest.raises(ValueError, match="no name of the course"):
        handed.take(folder, zipped(**{handed.ABOUT: "", "good.txt": "", name: "bad"}))
    assert sorted(folder.parent.rglob("*")) == before


@pytest.mark.parametrize("content", [b"", b"no zip", zipped(other="1"), None])
def test_another_file_is_refused_in_words(make, content):
    folder = make("one")
    if content is None:
        typed(folder)
        content = bytearray(handed.pack(folder)[0])
        at = content.index(b"exercises/") + 40  # in the middle of the notebook
        content[at : at + 20] = bytes(20)
    with pytest.raises(ValueError, match="file"):
        handed.take(folder, bytes(content))


def test_a_file_that_unpacks_to_too_much_is_refused(make, monkeypatch):
    folder = make("one")
    typed(folder)
    content = handed.pack(folder)[0]
    monkeypatch.setattr(handed, "MOST", 100)
    with pytest.raises(ValueError, match="nothing was taken up"):
        handed.take(folder, content)
    with pytest.raises(ValueError, match="move what is large"):
        handed.pack(folder)


def test_the_buttons_say_what_became_of_it(make, monkeypatch):
    folder = make("one")
    sent = []
    buttons = keep.my_work()
    monkeypatch.setattr(buttons, "send", lambda *message: sent.append(message))
    monkeypatch.chdir(folder.parent)
    buttons._asked(None, {"do": "pack"}, [])
    assert sent.pop() == ({"said": keep.NO_FOLDER},)
    monkeypatch.chdir(folder / "notebooks")
    buttons._asked(None, {"do": "pack"}, [])
    assert "nothing of yours yet" in sent.pop()[0]["said"]
    name = typed(folder)
    buttons._asked(None, {"do": "pack"}, [])
    message, (content,) = sent.pop()
    assert message["name"] == handed.NAME and name in message["said"]
    buttons._asked(None, {"do": "take"}, [memoryview(content)])
    assert f"{name}: was here already." in sent.pop()[0]["said"]
    buttons._asked(None, {"do": "take"}, [b"no zip"])
    assert sent.pop()[0]["said"].startswith("Not done: the file is damaged")
    buttons.close()
