"""Questions on the page: recorded, answered by the misconception, the same on every machine."""

import html
import re
import subprocess
import sys
from unittest import mock

import nbformat
import pytest
from effort import thorough

from gammalab import check, work
from gammalab._view import WIDGET_VIEW
from gammalab.check import answered, ask, outcome, predict, questions, quiz, recall, record
from gammalab.check.questions import Option, Question

FIRST = questions.all_questions()["02.1"]


def tell(sheet, id, option, sure=1):
    """What the browser sends when a button is pressed."""
    sheet._handle_custom_msg({"id": id, "option": option, "sure": sure}, [])


def answers():
    return [one for one in record.records()[0] if one["kind"] == "answer"]


def restart(monkeypatch):
    """A new kernel, the next day: only the file is left."""
    monkeypatch.setattr(record, "_unsaved", [])
    monkeypatch.setattr(ask, "_told", False)


def test_a_prediction_is_recorded_and_not_marked(student, monkeypatch):
    sheet = predict("02.1")
    assert sheet.states == {} and not answered("02.1")
    tell(sheet, "02.1", 0, 2)
    state = sheet.states["02.1"]
    assert (state["option"], state["right"]) == (0, -1)
    assert state["said"] == f"Recorded: {FIRST.options[0].text} (sure)."
    (kept,) = answers()
    assert (kept["idea"], kept["right"], kept["sure"]) == ("M4", False, "sure")
    restart(monkeypatch)
    assert predict("02.1").states == sheet.states and answered("02.1")


def test_the_outcome_answers_by_the_misconception_chosen(student):
    shown = outcome("02.1")
    state = shown.states["02.1"]
    assert "option" not in state and state["said"].startswith("You have not predicted yet")
    tell(predict("02.1"), "02.1", 3)
    state = shown.states["02.1"]  # it follows: the cell need not run again
    assert state["said"] == "You predicted: 1.48 times the shares traded (fairly)."
    assert state["answer"].startswith("Not so. " + FIRST.options[3].why)
    assert FIRST.right.text in state["answer"] and FIRST.right.why in state["answer"]


def test_the_outcome_of_a_right_prediction(student):
    tell(predict("02.1"), "02.1", 2)
    assert outcome("02.1").states["02.1"]["answer"].startswith("Right: " + FIRST.right.text)


def test_a_quiz_answers_at_once_and_ends_with_how_sure(student):
    sheet = quiz("02")
    own = [q for q in questions.lesson_questions("02") if q.id[3] == "q"]
    for k, question in enumerate(own):
        assert sheet.foot == ""
        right = question.options.index(question.right)
        chosen = right if k else (right + 1) % 3
        tell(sheet, question.id, chosen, 2 if k < 2 else 0)
        state = sheet.states[question.id]
        assert state["right"] == right
        assert state["said"].startswith("Right: " if k else "Not so. ")
        assert question.options[chosen].why in state["said"]
        assert question.trial in state["said"]
    assert sheet.foot == (
        "Of 2 answers you were sure of, 1 was right. Of 2 answers you guessed, 2 were right."
    )


def test_the_first_answer_counts_for_how_sure(student):
    question = questions.all_questions()["02.q1"]
    ask.note(question, "quiz 02", 0, "sure")
    ask.note(question, "recall 2026-11-27", 2, "sure")
    assert questions.calibration("02") == "Of 1 answer you were sure of, 0 were right."


def test_nobody_answers_twice(student, monkeypatch):
    one, other = predict("02.1"), predict("02.1")  # two cells, or one that ran again
    tell(one, "02.1", 0)
    tell(one, "02.1", 1)
    tell(other, "02.1", 2)
    assert len(answers()) == 1
    assert other.states == one.states and one.states["02.1"]["option"] == 0
    # another notebook has answered meanwhile; this sheet has not heard of it
    third = predict("02.2")
    monkeypatch.setattr(record, "watching", type(record.watching)())
    tell(predict("02.2"), "02.2", 3)
    assert third.states == {}
    tell(third, "02.2", 1)
    assert third.states["02.2"]["option"] == 3 and len(answers()) == 2


@pytest.mark.parametrize("option, sure", [(4, 0), (-1, 0), (None, 0), (0, 3), (0, None)])
def test_what_is_no_answer_is_not_recorded(student, option, sure):
    sheet = predict("02.1")
    tell(sheet, "02.1", option, sure)
    tell(sheet, "02.2", 0)  # not on this sheet
    assert answers() == [] and sheet.states == {}


def test_other_words_are_another_question(student, monkeypatch):
    tell(predict("02.1"), "02.1", 0)
    other = Question("02.1", FIRST.stem + " Now?", FIRST.options)
    monkeypatch.setattr(questions, "lesson_questions", lambda lesson: (other,))
    assert predict("02.1").states == {}


def test_recall_asks_what_was_missed_first_and_stays(student, monkeypatch):
    ids = [item["id"] for item in recall("02").items]
    assert ids == ["02.r1", "02.r2", "02.r3"]
    known = questions.all_questions()
    ask.note(known["02.q2"], "quiz 02", 0, "sure")  # missed
    ask.note(known["02.q3"], "quiz 02", 0, "sure")  # right
    sheet = recall()
    ids = [item["id"] for item in sheet.items]
    assert ids[0] == "02.q2" and "02.q3" not in ids and len(ids) == 3
    assert sheet.states == {}  # asked anew
    tell(sheet, "02.q2", 1)
    restart(monkeypatch)
    assert [item["id"] for item in recall().items] == ids  # also when it is no longer missed
    assert recall().states["02.q2"]["option"] == 1
    assert [item["id"] for item in recall("02").items][0] == "02.r1"  # quiz 02 comes after it
    tell(recall("02"), "02.r3", 0)  # missed here: it stays where it is
    assert [item["id"] for item in recall("02").items] == ["02.r1", "02.r2", "02.r3"]


def test_recall_of_a_later_lesson_brings_back_an_earlier_one(student, monkeypatch):
    options = (Option("a", "A."), Option("b", "B.", "M9"))
    later = tuple(Question(f"04.r{k}", f"{k}?", options) for k in (1, 2, 3))
    real = questions.lesson_questions
    monkeypatch.setattr(questions, "_lessons", lambda: ["02", "04"])
    monkeypatch.setattr(
        questions, "lesson_questions", lambda lesson: later if lesson == "04" else real(lesson)
    )
    ask.note(questions.all_questions()["02.q4"], "quiz 02", 0, "fairly")
    assert [item["id"] for item in recall("04").items] == ["02.q4", "04.r1", "04.r2"]


@pytest.mark.parametrize(
    "call, message",
    [
        (lambda: predict("02.9"), "prediction must be one of .*02.1, 02.2, 02.3.*, got '02.9'"),
        (lambda: predict(2.1), "got 2.1"),
        (lambda: outcome("02.q1"), "got '02.q1'"),
        (lambda: quiz("99"), r"lesson must be one of the known \(\d\d, .*\), got '99'"),
        (lambda: recall(2), "got 2"),
        (lambda: Question("2.1", "?", FIRST.options), "id must be like"),
        (lambda: Question("02.1", "?", FIRST.options[:2]), "one right option, got 0"),
        (lambda: Question("02.1", "?", (Option("a", "A.", "M99"), Option("b", "B."))), "M99"),
    ],
)
def test_bad_input(call, message):
    with pytest.raises(ValueError, match=message):
        call()


# ---- what the notebook holds --------------------------------------------------------------------


def outputs(sheet):
    with mock.patch("IPython.display.display") as display:
        sheet._ipython_display_()
    return [call.args[0] for call in display.call_args_list]


def test_two_outputs_and_neither_holds_an_answer_of_the_student(student):
    def said():
        sheets = (quiz("02"), predict("02.1"), outcome("02.1"), recall("02"))
        return [repr(s) for s in sheets], [outputs(s)[1] for s in sheets]

    before = said()
    ask.note(questions.all_questions()["02.r2"], "recall 2026-11-25", 0, "sure")
    tell(predict("02.1"), "02.1", 0)
    tell(quiz("02"), "02.q1", 0)
    tell(recall("02"), "02.r3", 2)
    assert said() == before
    view, still = outputs(predict("02.1"))
    assert set(view) == {WIDGET_VIEW, "text/plain"} and view["text/plain"] == ""
    assert set(still) == {"text/html", "text/plain"}


def test_without_a_kernel_it_is_text_with_a_folded_answer(student):
    still = outputs(predict("02.1"))[1]
    shown, folded = still["text/html"].split("<details>")
    assert html.escape(FIRST.stem) in shown and FIRST.right.why not in html.unescape(shown)
    assert "<summary>Answer</summary>" in folded and FIRST.right.why in html.unescape(folded)
    for option in FIRST.options:
        assert f"<li>{html.escape(option.text)}</li>" in shown
    question, answer = still["text/plain"].split("\n\nAnswer: ")
    assert question.startswith(FIRST.stem) and answer.startswith(FIRST.right.text)


def test_no_answer_is_in_the_browser_before_it_is_given(student):
    sheet = quiz("02")
    sent = str(sheet.get_state())
    for question in questions.lesson_questions("02"):
        assert all(option.why not in sent for option in question.options)


def test_text_is_never_markup(student):
    stem, options = "Is a<b `x<y`?", (Option("<b>yes</b>", "A."), Option("n&o", "B.", "M1"))
    sheet = ask.Sheet([Question("99.1", stem, options)], "predict")
    shown = outputs(sheet)[1]["text/html"]
    assert "Is a&lt;b <code>x&lt;y</code>?" in shown and "<b>" not in shown
    assert "innerHTML" not in (ask.HERE / "ask.js").read_text()


# ---- where answers are not kept -----------------------------------------------------------------


def test_outside_of_a_students_folder_that_is_said_once(student):
    (student / work.MARKER).unlink()
    sheet = predict("02.1")
    assert sheet.foot == ""
    tell(sheet, "02.1", 0)
    assert "until this notebook's kernel stops" in sheet.foot
    assert sheet.states["02.1"]["option"] == 0
    other = predict("02.2")
    tell(other, "02.2", 0)
    assert other.foot == ""


def test_a_damaged_file_is_said_on_the_sheet(student):
    (student / record.NAME).write_bytes(b"rubbish\n")
    assert "could not be read, so moved to" in predict("02.1").foot


def test_while_testing_all_is_as_on_any_machine(student, monkeypatch):
    tell(predict("02.1"), "02.1", 0)
    ask.note(questions.all_questions()["02.q2"], "quiz 02", 0, "sure")
    monkeypatch.setenv("GAMMALAB_STRICT", "1")
    assert predict("02.1").states == {}
    assert not re.search("02.q2", str(recall().items))


@thorough  # a pytest of its own with a kernel: some eight seconds of a processor
def test_a_notebook_answered_and_saved_by_a_student_still_passes_nbval(student):
    """Saved where records are kept, compared where none is read: no answer is in it."""
    ask.note(FIRST, "predict", 0, "sure")
    ask.note(questions.all_questions()["02.r3"], "recall 2026-11-25", 0, "guess")  # missed
    code = "from gammalab.check import outcome, predict, quiz, recall\n"
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])
    for call in ('predict("02.1")', 'outcome("02.1")', 'recall("02")', 'quiz("02")'):
        saved = [
            nbformat.v4.new_output("display_data", data=data)
            for data in outputs(eval(call, vars(check)))
        ]
        notebook.cells.append(nbformat.v4.new_code_cell(call, outputs=saved, execution_count=1))
    nbformat.write(notebook, student / "asked.ipynb")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--nbval"]
    done = subprocess.run([*command, "asked.ipynb"], cwd=student, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    assert "5 passed" in done.stdout
    assert len(record.read(student / record.NAME)[0]) == 2
