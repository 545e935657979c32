"""Drive a lab through the corners of its controls, and look at it as a reader would.

`sweep(lab)` raises AssertionError with the lab, the state and what is wrong. What it demands stands
in `FAULTS`, a function each. They look at the open lab's charts (`gammalab.lab.marks.Drawn`) in
pixels, so that a legend, a text and a line are held against each other where they are seen.
"""

import re
from dataclasses import replace
from itertools import combinations, product

import numpy as np
from effort import THOROUGH
from matplotlib.path import Path
from matplotlib.transforms import Bbox

DPI = 50  # coarse dots: half the time, and the same picture
LEAST = 3  # pixels that something must have to be seen
FILL = 1 / 3  # of each axis that the data of a default picture take at least
SPARE = 0.015  # of the width: so much wider may texts be where dots are fine
ACROSS = ("level", "upright")  # lines that are there for orientation


def sweep(lab):
    """Open `lab`, solve its puzzles, move each control to its ends, then each pair of them.

    Gives the number of states seen. The controls that a puzzle reveals are moved like the others.
    """
    lab = replace(lab, dpi=DPI, memory=None)  # no student's record plays a part
    live = lab()
    live.strict = True
    for puzzle in lab.puzzles:
        complain(lab, puzzle.answer, faults_of_puzzle(live, puzzle))
    seen = set()
    pictures = {}
    states = corners(lab)
    for state in states:
        values = {**lab.defaults, **state}
        live.set(**values)
        pictures[tuple(values.items())] = live.png, live.summary_text, live.alt_text
        for faults in FAULTS:
            complain(lab, state, faults(live))
        if (layout := _layout(live)) not in seen:  # texts take long to measure
            seen.add(layout)
            complain(lab, state, faults_of_texts(live))
    live.reset()
    complain(lab, {}, faults_of_room(live))
    # Opening takes as long as ten moves. What the notebooks keep is drawn anew each time as well.
    if THOROUGH and lab().png != live.png:
        complain(lab, {}, ["opened again it is another picture"])
    complain(lab, {}, dead_controls(lab, pictures))
    assert live.values == lab.defaults
    return len(states)


def complain(lab, state, faults):
    """Stop at the first fault."""
    for fault in faults:
        raise AssertionError(f"{lab.title!r} at {state or 'its defaults'}: {fault}")


def faults_of_puzzle(live, puzzle):
    """Solve the puzzle that is asked now, with the controls that are there by now."""
    asks, out_of_sight = puzzle.question, hidden(live)
    if asks not in live.puzzle_text:
        yield f"it does not ask: {asks}"
    if there := set(puzzle.reveals) - out_of_sight:
        yield f"{', '.join(sorted(there))} can be seen before the puzzle is solved"
    live.reset()
    live.set(**puzzle.answer)
    if asks in live.puzzle_text:
        yield f"its answer does not solve the puzzle: {asks}"
    if still := set(puzzle.reveals) & hidden(live):
        yield f"{', '.join(sorted(still))} cannot be seen after the puzzle is solved"
    yield from faults_of_words(live)


def hidden(live):
    """Names of the controls that are out of sight."""
    return {n for n, widget in live._controls.items() if widget.layout.visibility == "hidden"}


def corners(lab):
    """The states to look at, as changes of the defaults: of many pairs, a corner of each third."""
    states = [{}]
    for control in lab.controls:
        states += [{control.name: value} for value in control.extremes]
    for number, (one, two) in enumerate(combinations(lab.controls, 2)):
        corners_of = [{one.name: a, two.name: b} for a, b in product(one.extremes, two.extremes)]
        if THOROUGH or len(lab.controls) == 2:
            states += corners_of
        elif len(lab.controls) == 3 or number % 3 == 0:
            states.append(corners_of[len(states) % len(corners_of)])
    return states


# ---- where a mark is, in pixels -----------------------------------------------------------------


def outlines(drawn, mark):
    """The polylines of a mark as arrays (n, 2) of pixels, and the pixels that its pen adds."""
    to_pixels = drawn.axes.transData.transform
    dots = drawn.axes.figure.dpi / 72
    if mark.kind in ("point", "points"):
        pad = mark.artists[0].get_markersize() / 2 * dots
        bars = [to_pixels(bar) for bar in mark.artists[1].get_segments() if len(bar)]
        return [to_pixels([spot]) for spot in zip(mark.x, mark.y, strict=True)] + bars, pad
    if mark.kind == "trades":
        pad = np.sqrt(mark.artists[0].get_sizes().max()) / 2 * dots
        return [to_pixels([spot]) for spot in zip(mark.x, mark.y, strict=True)], pad
    if mark.kind in ("level", "upright"):
        line = mark.artists[0]
        return [line.get_transform().transform(np.column_stack(line.get_data()))], 0
    if mark.kind == "region":
        patch = mark.artists[0]
        return [patch.get_transform().transform_path(patch.get_path()).vertices], 0
    if mark.kind == "histogram":
        patch = mark.artists[0]
        vertices = patch.get_transform().transform_path(patch.get_path()).vertices
        return [vertices], 0
    if hasattr(mark.artists[0], "get_segments"):
        return [to_pixels(line) for line in mark.artists[0].get_segments()], 0
    if mark.kind.startswith("heat"):
        return [drawn.axes.bbox.corners()], 0
    if hasattr(mark.artists[0], "get_paths"):
        return [to_pixels(path.vertices) for path in mark.artists[0].get_paths()], 0
    spots = np.column_stack([mark.x, mark.y])
    if mark.artists[0].get_drawstyle() == "steps-post" and len(spots):
        spots = np.repeat(spots, 2, axis=0)
        spots = np.column_stack([spots[1:, 0], spots[:-1, 1]])
    return [to_pixels(spots)] if len(spots) else [], 0


def data_box(drawn, kinds_left_out=ACROSS):
    """The box of all that is drawn on a chart but lines across, in pixels, or None."""
    found = []
    for mark in drawn.marks:
        if mark.kind not in kinds_left_out:
            lines, pad = outlines(drawn, mark)
            found += [line + side for line in lines for side in (-pad, pad)]
    if not found:
        return None
    spots = np.concatenate(found)
    frame = drawn.axes.bbox
    spots = np.clip(spots, frame.min, frame.max)
    return Bbox([spots.min(axis=0), spots.max(axis=0)])


# ---- what is wrong with one state ---------------------------------------------------------------


def faults_of_words(live):
    texts = {"summary": live.summary_text, "alt": live.alt_text, "puzzle": live.puzzle_text}
    for name, text in texts.items():
        if not text.strip() and name != "puzzle":
            yield f"the {name} says nothing"
        for what, pattern in BAD_WORDS.items():
            if found := re.search(pattern, text, re.IGNORECASE):
                yield f"the {name} has {what}, {found[0]!r}: {text}"
    if live.summary_text in live.alt_text:
        yield "the alt text repeats the summary"


BAD_WORDS = {
    "what is no number": r"(?<!\w)[-+−]?(nan|inf|none)(?![\w-])",
    "a minus zero": r"(?<![\w.,])[-−]0+([.,]0+)?(?![.,]?\d)",
    "a word twice": r"\b([a-z]+) \1\b",
    "a plural of one": r"(?<![\d.,])1 (?!is\b|was\b|has\b|times\b)[a-z]{2,}s\b",
}


def faults_of_numbers(live):
    for drawn in live._page.charts:
        for mark in drawn.marks:
            for numbers in (mark.x, mark.y, mark.low):
                if numbers.dtype.kind in "fi" and not np.isfinite(numbers).all():
                    yield f"{_named(drawn, mark)} is not finite"


def faults_of_frame(live):
    for drawn in live._page.charts:
        frame = drawn.axes.bbox
        for mark in drawn.marks:
            lines, pad = outlines(drawn, mark)
            if mark.cut or not lines:
                continue
            spots = np.concatenate(lines)
            if mark.kind in ("band", "histogram", "region") or mark.kind in ACROSS:
                pad = 0
            out = (spots - pad < frame.min - 1.5) | (spots + pad > frame.max + 1.5)
            if out.any():
                where = drawn.axes.transData.inverted().transform(spots[out.any(axis=1)][0])
                yield f"{_named(drawn, mark)} leaves the frame at ({where[0]:.4g}, {where[1]:.4g})"


def faults_of_legends(live):
    renderer = live.figure.canvas.get_renderer()
    for drawn in live._page.charts:
        legend = drawn.axes.get_legend()
        if legend is None:
            continue
        box = legend.get_window_extent(renderer)
        frame = drawn.axes.bbox
        if not box.overlaps(frame.padded(-2)):
            continue
        for mark in drawn.marks:
            lines, pad = outlines(drawn, mark)
            filled = mark.kind in ("bars", "waterfall", "band", "region", "histogram")
            filled = filled or mark.kind.startswith("heat")
            for line in lines:
                path = Path(line)
                if len(line) and path.intersects_bbox(box.padded(pad), filled=filled):
                    yield f"{_named(drawn, mark)} runs through the legend"
                    break


def faults_of_visibility(live):
    for drawn in live._page.charts:
        seen = [text for text in drawn.words if text.get_visible() and text.get_text()]
        for mark in drawn.marks:
            lines, pad = outlines(drawn, mark)
            if mark.kind in ACROSS or not lines:
                continue
            spots = np.concatenate(lines)
            dot = any(a.get_visible() for a in mark.artists[1:])
            if pad or dot or np.ptp(spots, axis=0).max() >= LEAST:
                seen.append(mark)
        if not seen:
            yield f"chart {drawn.chart.name!r} shows nothing"


FAULTS = (
    faults_of_words,
    faults_of_numbers,
    faults_of_frame,
    faults_of_legends,
    faults_of_visibility,
)


def _named(drawn, mark):
    label = f" {mark.label!r}" if mark.label else ""
    return f"chart {drawn.chart.name!r}, {mark.kind}{label}"


# ---- texts --------------------------------------------------------------------------------------


def faults_of_texts(live):
    """Texts that are cut off, or lie on each other."""
    renderer = live.figure.canvas.get_renderer()
    for axes in _all_axes(live):
        for axis in (axes.xaxis, axes.yaxis):
            axis.get_tightbbox(renderer)  # puts its label into place, which the canvas may not need
        if (legend := axes.get_legend()) is not None:
            legend.draw(renderer)  # its texts, too: the next picture begins with kept pixels
    texts = [(text, text.get_window_extent(renderer)) for text in _texts(live)]
    whole = live.figure.bbox
    beyond = whole.max + (1 - SPARE * whole.width, 1)
    for text, box in texts:
        if (box.min < whole.min - 1).any() or (box.max > beyond).any():
            yield f"the text {text.get_text()!r} is cut off"
        if re.search(r"\b(nan|inf)\b", text.get_text()):
            yield f"the text {text.get_text()!r} is no number"
    boxes = np.array([[*(box.min + 1), *(box.max - 1)] for _, box in texts])
    low, high = boxes[:, None, :2], boxes[:, None, 2:]
    over = ((low < boxes[None, :, 2:]) & (high > boxes[None, :, :2])).all(axis=2)
    for one, two in zip(*np.triu(over, 1).nonzero(), strict=True):
        yield f"{texts[one][0].get_text()!r} lies on {texts[two][0].get_text()!r}"


def _texts(live):
    found = [text for text in live.figure.texts]
    for axes in _all_axes(live):
        found += [axes.title, axes._left_title, axes._right_title]
        found += axes.texts
        if (legend := axes.get_legend()) is not None:
            found += legend.get_texts()
        for axis in (axes.xaxis, axes.yaxis):
            found.append(axis.label)
            axis.get_majorticklabels()  # brings the ticks up to date: the canvas may not need to
            low, high = sorted(axis.get_view_interval())
            wide = 1e-9 * (high - low)
            found += [
                label
                for tick in axis.get_major_ticks()
                if low - wide <= tick.get_loc() <= high + wide
                for label in (tick.label1, tick.label2)
            ]
    return [text for text in found if text.get_visible() and text.get_text().strip()]


def _all_axes(live):
    for axes in live.figure.axes:
        yield axes
        yield from axes.child_axes


def _layout(live):
    """What decides where the texts are."""
    look = [(tuple(a.viewLim.bounds), a.get_position().bounds) for a in live.figure.axes]
    for drawn in live._page.charts:
        look += [(drawn.title_now, *(mark.label for mark in drawn.marks))]
        look += [(text.get_text(), text.offset, text.get_position()) for text in drawn.words]
        for axis in (drawn.axes.xaxis, drawn.axes.yaxis):
            look += [axis.label.get_text(), tuple(axis.get_majorticklocs())]
            look += [tuple(getattr(axis.get_major_formatter(), "seq", ()))]
    return tuple(look)


# ---- the lab as a whole -------------------------------------------------------------------------


def faults_of_room(live):
    """At its defaults a lab's data fill a good part of each axis."""
    for drawn in live._page.charts:
        box, frame = data_box(drawn), drawn.axes.bbox
        if box is None:
            continue  # words only; that there is something was seen before
        for side, part in (
            ("width", box.width / frame.width),
            ("height", box.height / frame.height),
        ):
            if part < FILL:
                yield f"the data of chart {drawn.chart.name!r} take {part:.0%} of its {side}"


def dead_controls(lab, pictures):
    """Each end of each control shows another picture and says other words than the default."""
    opening = pictures[tuple(lab.defaults.items())]
    for control in lab.controls:
        for value in control.extremes:
            if value == control.default:
                continue
            now = pictures[tuple({**lab.defaults, control.name: value}.items())]
            for what, one, two in zip(
                ("picture", "summary", "alt text"), opening, now, strict=True
            ):
                if one == two:
                    yield f"{control.name} at {value!r} leaves the {what} as it was"
