"""Questions on the page: the live sheet, and the plain text where no kernel runs.

`Sheet` shows questions and keeps what is answered; it finds no question and chooses none.
A cell gets two outputs. The first is the live sheet alone; the second is plain text with a folded
answer, which the live sheet hides. Saved and opened the next day, the text is what is seen. Neither
holds anything of the student's: a notebook says the same on every machine.
"""

from __future__ import annotations

import html
import re
from pathlib import Path

import traitlets

from gammalab._page import Page, script
from gammalab._view import alone

from . import record

HERE = Path(__file__).parent
SURE = ("guess", "fairly", "sure")
# Without its model, a view leaves an empty box or "Error displaying widget": hide it.
HIDE = (
    "<style>.jp-OutputArea:has(.gammalab-question) "
    ".jp-OutputArea-output.jupyter-widgets:not(:has(*)) { display: none; }</style>"
)
_told = False  # that answers are not kept is said once


class Sheet(Page):
    """Some questions, shown at one place of the course ("predict", "quiz 02").

    `marked` says whether each answer is marked at once; with `asks` False the sheet only shows what
    was predicted beside what is so. `foot` is called, with no argument, for the line below. `still`
    are the questions of the text, where others than those asked.
    """

    _esm, _css = script(HERE / "ask.js"), HERE / "ask.css"
    items = traitlets.List().tag(sync=True)
    states = traitlets.Dict().tag(sync=True)
    foot = traitlets.Unicode().tag(sync=True)

    def __init__(self, questions, place, *, marked=True, asks=True, foot=lambda: "", still=None):
        self._questions = {question.id: question for question in questions}
        self._still = still or questions
        self._place, self._marked, self._asks, self._foot = place, marked, asks, foot
        self._notice = ""
        items = [
            {"id": q.id, "stem": q.stem, "asks": asks, "options": [o.text for o in q.options]}
            for q in questions
        ]
        super().__init__(items=items)
        self.refresh()
        self.on_msg(self._told)
        record.watching.add(self)

    def refresh(self):
        """Show what is on record now: another view, cell or notebook may have answered."""
        kept, damage = record.records()
        self._notice = damage or self._notice
        states = {
            id: self._state(q, given(q, self._place, kept)) for id, q in self._questions.items()
        }
        with self.hold_sync():
            self.states = {id: state for id, state in states.items() if state}
            self.foot = " ".join(filter(None, (self._foot(), self._notice)))

    def _state(self, question, answer):
        if not self._asks:
            return _outcome(question, answer)
        if answer is None:
            return None
        option, right = answer["option"], -1
        said = f"Recorded: {question.options[option].text} ({answer['sure']})."
        if self._marked:
            right, said = question.options.index(question.right), question.verdict(option)
        return {"option": option, "right": right, "said": said}

    def _told(self, _widget, content, _buffers):
        """The browser says that a question was answered."""
        global _told
        question = self._questions.get(content.get("id"))
        option, sure = content.get("option"), content.get("sure")
        if not question or option not in range(len(question.options)) or sure not in range(3):
            return
        if given(question, self._place, record.records()[0]) is None:
            note(question, self._place, option, SURE[sure])
            kept = record.where()
            if kept and (not _told or "Not saved" in kept):
                self._notice, _told = kept, True
            elif not kept:
                self._notice = ""
        self.refresh()

    def __repr__(self):
        return "\n\n".join(q.plain() for q in self._still)

    def _ipython_display_(self):
        from IPython.display import display

        if view := alone(self._repr_mimebundle_()):
            display({**view, "text/plain": ""}, raw=True)
        still = HIDE + "".join(_still(q) for q in self._still)
        text = {"text/html": f'<div class="gammalab-question">{still}</div>'}
        display({**text, "text/plain": repr(self)}, raw=True)


def note(question, place: str, option: int, sure: str) -> None:
    """Keep an answer: `option` counts from 0, `sure` is one of `SURE`."""
    chosen = question.options[option]
    record.note(
        "answer",
        question=question.id, place=place, version=question.version, option=option,
        idea=chosen.idea, right=chosen.idea is None, sure=sure,
    )  # fmt: skip


def waiting(id: str) -> bool:
    """Whether a sheet of this kernel asks the question with this id, and it has no answer yet."""
    kept = record.records()[0]
    sheets = [view for view in record.watching if isinstance(view, Sheet) and view._asks]
    asked = [(sheet._questions[id], sheet._place) for sheet in sheets if id in sheet._questions]
    return any(given(question, place, kept) is None for question, place in asked)


def given(question, place: str, records: list[dict]) -> dict | None:
    """The first answer on record to this version of a question at this place, or None."""
    same = (question.id, place, question.version)
    for one in records:
        if one["kind"] == "answer" and (one["question"], one["place"], one["version"]) == same:
            return one if one["option"] in range(len(question.options)) else None
    return None


def _outcome(question, answer):
    if answer is None:
        said = "You have not predicted yet: the question stands above."
        return {"said": said, "answer": question.answer()}
    option = answer["option"]
    said = f"You predicted: {question.options[option].text} ({answer['sure']})."
    return {"option": option, "said": said, "answer": question.verdict(option)}


def _still(question):
    """A question as HTML that needs no kernel, its answer folded."""
    options = "".join(f"<li>{_rich(option.text)}</li>" for option in question.options)
    return (
        f"<p>{_rich(question.stem)}</p><ol>{options}</ol>"
        f"<details><summary>Answer</summary><p>{_rich(question.answer())}</p></details>"
    )


def _rich(text):
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", html.escape(text))
