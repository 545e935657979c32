"""Questions on a page: the same sheet as in a notebook, with what the kernel would say ahead.

`check/ask.js` shows the sheet. In a notebook a kernel tells it what to say; here `static/sheet.js`
does, from a table of each option's words. Without scripts the text with a folded answer stays.
"""

import json
import re
import shutil
from html import escape

from gammalab._page import script
from gammalab.check import ask, questions, words

CALLS = {
    "recall": questions.recall,
    "predict": questions.predict,
    "outcome": questions.outcome,
    "quiz": questions.quiz,
}
HERE = re.compile(r'(recall|predict|outcome|quiz)\("([\d.]+)"\)')
CALIBRATION = {
    f"{sure} {'one' if one else 'more'} {'one' if right else 'more'}": said
    for (sure, one, right), said in words.CALIBRATION.items()
}
SURE = "{sure}"  # sheet.js puts in how sure the reader was


def sheet(source):
    """The sheet that a cell's source asks for, as HTML; None where it asks for none."""
    asked = HERE.fullmatch(source.strip())
    if not asked:
        return None
    found = CALLS[asked[1]](asked[2])
    table = {
        id: {
            "version": question.version,
            "none": found._state(question, None),
            "chosen": [
                found._state(question, {"option": k, "sure": SURE})
                for k in range(len(question.options))
            ],
        }
        for id, question in found._questions.items()
    }
    data = {"place": found._place, "items": found.items, "table": table}
    data["right"] = {id: q.options.index(q.right) for id, q in found._questions.items()}
    if asked[1] == "quiz":  # at its end it says how sure the reader was, and how right
        data["lesson"], data["calibration"] = asked[2], CALIBRATION
    text = "".join(ask._still(question) for question in found._still)
    return (
        f'<div class="gammalab-sheet" data-sheet="{escape(json.dumps(data, ensure_ascii=False))}">'
        f"{' '.join(text.split())}</div>"
    )


def write(folder):
    """Write what `check` shows its questions with into `folder`: its script, its style."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "ask.js").write_text(ask_script(), encoding="utf-8")
    shutil.copy(ask.HERE / "ask.css", folder / "ask.css")


def ask_script():
    """`check/ask.js` as a script of its own: a module could not be opened from a folder."""
    module = script(ask.HERE / "ask.js")
    plain, count = re.subn(
        r"export default \{ render \};", "globalThis.gammalabAsk = { render };", module
    )
    if count != 1:
        raise ValueError(f"ask.js exports render {count} times; the site looks for one")
    return f"(() => {{\n{plain}}})();\n"
