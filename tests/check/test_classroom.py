"""Item statistics of a class, from made-up students whose figures are known by hand."""

import csv
import io
import json
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from gammalab.check import classroom, record
from gammalab.check.misconceptions import BANK

WRONG = dict(kind="check", problem="2.1", state="wrong", message="the sign", points=0, of=2)
RIGHT = {**WRONG, "state": "right", "message": "fine", "points": 2}
HINT = dict(kind="hint", problem="2.1", level=1)


def answer(idea, sure="sure", question="02.q1"):
    return dict(kind="answer", question=question, place="quiz 02", version="v", option=0,
                right=idea is None, sure=sure, idea=idea)  # fmt: skip


def write(path, *records, start=0):
    """Records two minutes apart."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [
        json.dumps({"at": f"2026-11-26T01:{start + 2 * k:02d}:00Z", "id": f"{path}{k}", **one})
        for k, one in enumerate(records)
    ]
    path.write_text("\n".join(lines) + "\n")


@pytest.fixture
def handed_in(tmp_path):
    write(tmp_path / "ann" / "my-course" / record.NAME, WRONG, WRONG, HINT, RIGHT, answer("M3"))
    write(tmp_path / "bob" / record.NAME, RIGHT, answer(None))
    write(tmp_path / "cy.jsonl", {**WRONG, "message": "nan"}, answer("M3", "guess"))
    write(tmp_path / "di.jsonl", HINT, {**WRONG, "state": "not attempted"})
    write(tmp_path / "ed.jsonl", answer("M39", "fairly"), WRONG)
    return tmp_path


def by_item(folder):
    return {one["item"]: one for one in classroom.statistics(classroom.students(folder)[0])}


def test_the_figures(handed_in):
    rows = by_item(handed_in)
    problem = rows["2.1"]
    assert problem["students"] == 4  # di only opened it
    assert problem["right"] == 0.5 and problem["first right"] == 0.25
    assert problem["attempts"] == (3 + 1 + 1 + 1) / 4
    assert problem["hints"] == 2 / 5
    assert (problem["commonest"], problem["in words"]) == ("message", "the sign")
    assert problem["share"] == 0.5  # ann's two times count once
    assert problem["minutes"] == 2.0  # ann 6, bob 0, cy 0, di 2, ed 2
    question = rows["02.q1"]
    assert question["students"] == 4 and question["right"] == 0.25
    assert question["sure"] == 0.5
    assert (question["commonest"], question["share"]) == ("M3", 0.5)
    assert question["in words"] == BANK["M3"].thought


def test_the_best_share_of_the_points_counts(tmp_path):
    part = {**WRONG, "points": 1}
    write(tmp_path / "ann.jsonl", WRONG, part, WRONG, answer(None))
    write(tmp_path / "bob.jsonl", RIGHT, WRONG)
    write(tmp_path / "cy.jsonl", {**WRONG, "of": 0})
    rows = by_item(tmp_path)
    assert rows["2.1"]["points"] == pytest.approx((0.5 + 1 + 0) / 3)
    assert rows["2.1"]["right"] == pytest.approx(1 / 3)
    assert rows["02.q1"]["points"] is None


def test_an_item_that_strong_students_solve_discriminates(tmp_path):
    for k in range(8):
        strong = k < 4
        write(
            tmp_path / f"s{k}.jsonl",
            answer(None if strong else "M1", question="02.q1"),
            answer(None if strong else "M1", question="02.q2"),
            answer("M1" if strong else None, question="02.q3"),
            answer(None, question="02.q4"),
            answer(None if strong else "M1", question="02.q5"),
        )
    rows = by_item(tmp_path)
    assert rows["02.q1"]["discrimination"] == pytest.approx(1)
    assert rows["02.q3"]["discrimination"] == pytest.approx(-1)
    assert rows["02.q4"]["discrimination"] is None  # all solved it: it tells nobody apart
    assert rows["02.q3"]["of"] == rows["02.q4"]["of"] == 8
    (tmp_path / "s7.jsonl").unlink()
    for k in range(3, 7):
        (tmp_path / f"s{k}.jsonl").unlink()
    few = by_item(tmp_path)["02.q3"]
    assert (few["discrimination"], few["of"]) == (None, 3)  # too few, and said how few


def test_damaged_files_are_named_and_the_rest_is_counted(handed_in):
    (handed_in / "zoe.jsonl").write_bytes(b"\xff\xfe\x00")
    with open(handed_in / "bob" / record.NAME, "ab") as out:
        out.write(b'{"kind": "che')
    (handed_in / "deep").mkdir()
    (handed_in / "deep" / "x.jsonl").mkdir()  # a folder with the name of a file
    records, said = classroom.students(handed_in)
    assert len(records["bob"]) == 2
    told = "in the order of their names"
    assert f"file 2 of 7, {told}: 1 line of 3 could not be read" in said
    assert f"file 7 of 7, {told}: 1 line of 1 could not be read" in said
    assert f"file 4 of 7, {told}: is no file" in said
    assert "folders without a record: 1" in said
    assert by_item(handed_in)["2.1"]["students"] == 4


STRANGE = [None, True, -1, 10**400, 1e308, float("nan"), [1], {"a": 1}]
STRANGE += ["\ud800", "=1", "", "\x1b[2J"]


@pytest.mark.parametrize("seed", range(4))
def test_strange_records_get_a_report_and_never_a_traceback(tmp_path, capsys, seed):
    rng = random.Random(seed)
    sound = {**WRONG, **HINT, **answer("M3"), "puzzle": "p", "number": 1, "said": "s"}
    for k in range(25):
        one = {**sound, "kind": rng.choice(["answer", "check", "hint", "puzzle", "alien"])}
        for name in rng.sample(sorted(one), 3):
            one[name] = rng.choice(STRANGE)
        write(tmp_path / f"s{k % 7}.jsonl", one)
        for more in ([], ["--csv", str(tmp_path / "class.csv")]):
            assert classroom.main([str(tmp_path), *more]) == 0
            out, err = capsys.readouterr()
            assert out.isprintable() or set(filter(lambda c: not c.isprintable(), out)) == {"\n"}
            (out + err).encode()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no such files")
def test_a_pipe_is_not_waited_for(tmp_path, monkeypatch):
    monkeypatch.setattr(record, "read", lambda path: pytest.fail("this would wait for ever"))
    os.mkfifo(tmp_path / "ann.jsonl")
    assert classroom.students(tmp_path) == (
        {},
        ["file 1 of 1, in the order of their names: is no file"],
    )


def test_no_student_is_named(handed_in, capsys):
    (handed_in / "zoe.jsonl").write_bytes(b"\xff\xfe\x00")
    with open(handed_in / "bob" / record.NAME, "ab") as out:
        out.write(b'{"kind": "che')
    assert classroom.main([str(handed_in)]) == 0
    said = "".join(capsys.readouterr())
    assert "file 6 of 6" in said
    words = said.replace(str(handed_in), "").replace(",", " ").replace("/", " ").split()
    assert not {"ann", "bob", "cy", "di", "ed", "zoe"} & set(words)


def test_a_file_handed_in_twice_counts_once(handed_in):
    first = handed_in / "bob" / record.NAME
    (handed_in / "bob" / "copy.jsonl").write_bytes(first.read_bytes())
    assert by_item(handed_in)["2.1"]["attempts"] == 1.5


def test_csv_holds_the_same_and_nothing_a_spreadsheet_would_run(handed_in):
    write(handed_in / "mal.jsonl", {**WRONG, "problem": "=cmd|'x'!A1", "message": "@SUM(A1)"})
    rows = classroom.statistics(classroom.students(handed_in)[0])
    table = list(csv.DictReader(io.StringIO(classroom.as_csv(rows))))
    assert [float(r["right"]) for r in table if r["item"] == "2.1"] == [0.5]
    assert not any(cell[:1] in tuple("=+-@") for r in table for cell in r.values())
    assert len(table) == len(rows) == 3


def test_the_command(handed_in, tmp_path):
    out = tmp_path / "class.csv"
    done = subprocess.run(
        [sys.executable, "-m", "gammalab.check.classroom", str(handed_in), "--csv", str(out)],
        capture_output=True, text=True, check=True, encoding="utf-8",
    )  # fmt: skip
    lines = done.stdout.splitlines()
    assert lines[0].split()[:3] == ["item", "students", "right"]
    assert any(line.startswith("02.q1  4") for line in lines)
    assert "    " + BANK["M3"].thought in lines
    assert lines[-1].startswith("5 students.") and done.stderr == ""
    assert out.read_text(encoding="utf-8").count("\n") == 3


@pytest.mark.skipif(os.name == "nt", reason="Windows has no head, and says a closed pipe otherwise")
@pytest.mark.parametrize("lines", [1, 100_000])
def test_who_reads_a_few_lines_meets_no_traceback(lines):
    """As with `| head`: what is written is more than a pipe holds, or is left for the end."""
    code = "from gammalab._command import end\nend(lambda: print('a line\\n' * {}) or 0)"
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [sys.executable, "-c", code.format(lines)], stdout=writer, stderr=subprocess.PIPE, text=True
    )
    os.close(writer)
    assert (done.returncode, done.stderr) == (0, "")


def test_commands_end_in_one_way():
    package = Path(classroom.__file__).parents[1]
    ends = {
        path.relative_to(package).as_posix(): text.rpartition("__main__")[2].split()[-1]
        for path in package.rglob("*.py")
        if '\nif __name__ == "__main__":\n' in (text := path.read_text(encoding="utf-8"))
    }
    del ends["work.py"]  # runs where nothing else does, and says a few lines
    assert ends and set(ends.values()) == {"end(main)"}


def test_one_mistake_is_one_cause_wherever_it_shows():
    """Its message goes on with cases and values, which differ from student to student."""
    said = "look at the profit: that is what the sale brought in."
    for more in ("", " Wrong in 22 of the 23 cases tried: those where `a` is 3. Yours gives 4.",
                 " Yours gives -4000 currency for `f(-40)`."):  # fmt: skip
        assert record.wording(said + more) == said
    long = record.wording("a word " * 40)
    assert len(long) <= 120 and long.endswith("word …")


def test_no_folder_and_an_empty_one_are_said(tmp_path, capsys):
    assert classroom.main([str(tmp_path / "nowhere")]) == 1
    assert "folder must be the folder of the files handed in" in capsys.readouterr().err
    assert classroom.main([str(tmp_path)]) == 0
    assert "no .jsonl file" in capsys.readouterr().err
