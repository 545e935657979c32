"""Questions as a student meets them: in JupyterLab, by keyboard alone, and again the next day."""

import json

import pytest
from playwright.sync_api import expect

from gammalab import work
from gammalab.check import questions, record

pytestmark = pytest.mark.story

HARM = ["a", "b", "m", "x", "c", "v", "z", "y", "d", "d", "l", "o", "r", "j", "k", "ArrowUp",
        "ArrowDown", "Delete", "Enter", "Space"]  # fmt: skip


@pytest.fixture(scope="module")
def notebook(shared_page):
    """A student's folder with a notebook: a prediction, its outcome, a quiz."""
    folder = shared_page.root / "my-course"
    folder.mkdir()
    (folder / work.MARKER).write_text("{}")
    shared_page.write(
        "my-course/ask.ipynb",
        "from gammalab.check import outcome, predict, quiz",
        'predict("02.1")',
        'outcome("02.1")',
        'quiz("02")',
    )
    shared_page.open("my-course/ask.ipynb")
    shared_page.run_all()
    assert shared_page.errors() == []
    shared_page.page.wait_for_selector(".gammalab-ask .ask-item")
    return shared_page


def cells(notebook):
    """What the cells are: whatever a stray key of JupyterLab's own changes."""
    return notebook.page.evaluate(
        """() => [...jupyterapp.shell.currentWidget.content.model.cells]
          .map(c => [c.type, c.sharedModel.source, c.outputs?.length])"""
    )


def press(notebook, *keys):
    for key in keys:
        notebook.page.keyboard.press(key)


def kept(notebook):
    good, bad = record.read(notebook.root / "my-course" / record.NAME)
    assert bad == []
    return good


def sheet(notebook, number):
    return notebook.page.locator(".gammalab-ask").nth(number)


def test_keys_alone_answer_and_do_nothing_else(notebook):
    page, before = notebook.page, cells(notebook)
    one, two = sheet(notebook, 0), sheet(notebook, 1)
    assert one.locator("input:checked").count() == 0
    one.locator("input").first.focus()
    press(notebook, *HARM[:-2])  # before an answer; Enter and Space would give one
    notebook.settle()
    assert cells(notebook) == before and kept(notebook) == []
    one.locator("input").first.focus()
    press(notebook, "3", "ArrowDown")
    expect(one.locator("input").nth(3)).to_be_checked()
    press(notebook, "1", "Enter", "ArrowRight", "Enter")  # the first answer, fairly sure
    one.get_by_text("Recorded: positive for sure").wait_for()
    (answer,) = kept(notebook)
    assert (answer["question"], answer["idea"], answer["sure"]) == ("02.1", "M4", "fairly")
    two.get_by_text("You predicted: positive for sure").wait_for()
    expect(two).to_contain_text("Not so.")
    expect(two.locator("details")).to_be_hidden()
    assert page.evaluate("() => document.activeElement.className") == "ask-said"
    press(notebook, *HARM)
    assert cells(notebook) == before and len(kept(notebook)) == 1

    quiz = sheet(notebook, 2)
    for k in range(4):
        item = quiz.locator(".ask-item").nth(k)
        item.locator("input").first.focus()
        press(notebook, "2", "Tab", "Enter")  # a guess
        item.locator(".ask-mark", has_text="yours").wait_for()
        expect(item.locator(".ask-mark", has_text="✓ right")).to_have_count(1)
        press(notebook, "Enter", "2", "b", "d", "d")
    quiz.locator(".ask-foot").get_by_text("Of 4 answers you guessed").wait_for()
    assert cells(notebook) == before
    assert [one["question"] for one in kept(notebook)[1:]] == [f"02.q{k}" for k in (1, 2, 3, 4)]
    assert notebook.errors() == []


def test_every_part_has_a_name_and_the_status_is_told(notebook):
    item = sheet(notebook, 0).locator(".ask-item")
    group = notebook.page.get_by_role("group", name=questions.all_questions()["02.1"].stem)
    assert group.first.get_by_role("radio").count() == 4
    assert group.first.get_by_role("radio", name="zero: what the hedge").count() == 1
    assert item.get_by_role("status").count() == 1


def test_the_still_text_is_hidden_while_the_sheet_lives(notebook):
    stills = notebook.page.locator(".gammalab-question").all()
    assert len(stills) == 3
    for still in stills:
        expect(still).to_be_hidden()


def test_an_answered_question_shows_its_answer_when_it_runs_again(notebook):
    notebook.run_all()
    notebook.page.wait_for_selector(".gammalab-ask .ask-item")
    one = sheet(notebook, 0)
    one.get_by_text("Recorded: positive for sure").wait_for()
    expect(one.locator("input").first).to_be_checked()
    expect(one.locator("input").first).to_be_disabled()
    assert len(kept(notebook)) == 5


def test_the_next_day_it_reads_as_text_and_runs_as_answered(notebook):
    page = notebook.page
    notebook.save()
    saved = json.loads((notebook.root / "my-course" / "ask.ipynb").read_text())
    outputs = json.dumps([cell["outputs"] for cell in saved["cells"]])
    assert "Recorded" not in outputs and "You predicted" not in outputs
    page.evaluate("() => jupyterapp.serviceManager.sessions.shutdownAll()")
    notebook.load("my-course/ask.ipynb")  # a new kernel, which knows no widget
    first = page.locator(".gammalab-question").first
    first.wait_for()
    notebook.settle()  # while the page is put together a fold that was opened may close again
    expect(first.get_by_text("You own 100 calls")).to_be_visible()
    expect(first.get_by_text("it cannot be told").nth(1)).to_be_hidden()  # folded
    first.locator("summary").click()
    expect(first.get_by_text("On path 1 of the lab 24.9 %")).to_be_visible()
    assert notebook.errors() == []
    notebook.run_all()
    sheet(notebook, 0).get_by_text("Recorded: positive for sure").wait_for()
    assert len(kept(notebook)) == 5
