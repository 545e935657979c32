"""A lab on a page, as HTML: its controls, the picture it opens with, its words."""

import json
from html import escape

from gammalab.lab.controls import Slider
from gammalab.lab.live import CSS_PIXELS_PER_INCH
from web import states
from web.fault import Fault

NOTE = (
    "On this page one control moves at a time, and the others go back to where they began. "
    "In JupyterLab all of them move together."
)
NEEDS_MORE = "It takes more than one control: do it in JupyterLab."


def player(call, folder, root):
    """The lab of a cell, whose states stand in `folder`; `root` is the way to them on the web.

    There is no empty line in it: Markdown would end the HTML there.
    """
    lab = call.lab()
    found = json.loads((folder / call.place / "states.json").read_text(encoding="utf-8"))
    opening = {**lab.defaults, **{k: v for k, v in call.arguments.items() if k != "show"}}
    shown = call.arguments.get("show") or [control.name for control in lab.controls]
    controls = [control for control in lab.controls if control.name in shown]
    for control in controls:
        values = states.places(control, opening[control.name])
        if len(values) != len(found[control.name]):
            raise Fault(
                f"lab {call.place}: {control.name} has {len(values)} places, and "
                f"{len(found[control.name])} states are drawn"
            )
    first = controls[0]
    at = states.places(first, opening[first.name]).index(opening[first.name])
    picture, summary, alt, _ = found[first.name][at]
    width, height = (round(inches * CSS_PIXELS_PER_INCH) for inches in lab.size)
    title = escape(lab.title)
    here = f"{root}{call.place}/"
    rows = "".join(_control(call.place, control, opening[control.name]) for control in controls)
    puzzles = "".join(
        _puzzle(number, puzzle, found, shown, len(lab.puzzles))
        for number, puzzle in enumerate(lab.puzzles)
    )
    return (
        f'<section class="gammalab-lab" aria-label="Lab: {title}" data-lab="{call.place}"'
        f' data-root="{here}">'
        f'<div class="lab-head"><p class="lab-title">{title}</p>'
        f'<button type="button" class="lab-reset" disabled>Reset</button></div>'
        f'<div class="lab-controls">{rows}</div>{puzzles}'
        f'<div class="lab-picture" tabindex="0" role="group" aria-label="Picture: {title}">'
        f'<img src="{here}{picture}" width="{width}" height="{height}" loading="lazy"'
        f' alt="{_plain(alt)}"></div>'
        f'<p class="lab-summary" role="status">{_plain(summary)}</p>'
        f'<p class="lab-note">{NOTE}</p></section>'
    )


def _control(place, control, start):
    """A label and what it names: a slider counts places, and says what the place means."""
    name, label = f"{place}-{control.name}", escape(control.label)
    values = states.places(control, start)
    said, at = states.texts(control, values), values.index(start)
    attributes = f'id="{name}" name="{control.name}" data-start="{at}" autocomplete="off" disabled'
    if isinstance(control, Slider):
        words = escape(json.dumps(said, ensure_ascii=False))
        return (
            f'<div class="lab-row"><label for="{name}">{label}</label>'
            f'<input type="range" {attributes} min="0" max="{len(values) - 1}" step="1"'
            f' value="{at}" aria-valuetext="{escape(said[at])}" data-said="{words}">'
            f'<output for="{name}">{escape(said[at])}</output></div>'
        )
    options = "".join(
        f"<option{' selected' if k == at else ''}>{escape(text)}</option>"
        for k, text in enumerate(said)
    )
    return (
        f'<div class="lab-row"><label for="{name}">{label}</label>'
        f"<select {attributes}>{options}</select></div>"
    )


def _puzzle(number, puzzle, found, shown, count):
    """What is to be found; what one control alone cannot find is for JupyterLab."""
    which = f" {number + 1} of {count}" if count > 1 else ""
    here = any(str(number) in row[3] for name in shown for row in found[name])
    more = "" if here else f" <em>{NEEDS_MORE}</em>"
    asked = f'<p class="lab-puzzle" data-puzzle="{number}"><strong>Puzzle{which}.</strong> '
    return f'{asked}{_plain(puzzle.question)}{more} <span role="status"></span></p>'


def _plain(text):
    return " ".join(escape(text).split())
