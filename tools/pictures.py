"""Write a contact sheet of each lab into pictures/: tools/pictures.py [02 ...]

A sheet shows the lab as it opens, at both ends of each control (day 0), at every option of each
menu (the short side), and with each puzzle solved. Look at it before you commit: a
test finds a mark outside its frame, but not a picture that says nothing. Numbers such as 02 limit
the work to those lessons.
"""

import argparse
import importlib
import io
import pkgutil
import sys
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import gammalab.course  # noqa: E402
from gammalab.lab import Lab  # noqa: E402

COLUMNS, HEAD, GAP = 3, 78, 12  # pictures in a row; pixels for the words above each, and between


def labs_of(lesson):
    """{name: lab} of what a lesson's `labs` module shows."""
    module = importlib.import_module(f"gammalab.course.lesson_{lesson}.labs")
    return {name: value for name, value in vars(module).items() if isinstance(value, Lab)}


def lessons():
    """The numbers of the lessons that have labs."""
    found = []
    for package in pkgutil.iter_modules(gammalab.course.__path__):
        if package.name.startswith("lesson_"):
            folder = Path(gammalab.course.__path__[0]) / package.name
            if (folder / "labs.py").exists() or (folder / "labs").is_dir():
                found.append(package.name.removeprefix("lesson_"))
    return sorted(found)


def states(lab):
    """What a sheet shows, as changes of the defaults; each picture once."""
    ends = [(control, value) for control in lab.controls for value in control.extremes]
    changes = [{c.name: value} for c, value in ends if value != c.default]
    return [{}, *changes, *(dict(puzzle.answer) for puzzle in lab.puzzles)]


def sheet(lab):
    """The contact sheet of a lab, a picture."""
    live = lab()
    live.strict = True
    live.reveal()
    font = ImageFont.load_default(15)
    tiles = []
    for state in states(lab):
        live.set(**{**lab.defaults, **state})
        picture = Image.open(io.BytesIO(live.png)).convert("RGB")
        tile = Image.new("RGB", (picture.width, picture.height + HEAD), "white")
        words = ", ".join(f"{name} = {value}" for name, value in state.items()) or "as it opens"
        pen = ImageDraw.Draw(tile)
        pen.text((6, 2), words, fill="black", font=font)
        for line, part in enumerate(wrapped(live.summary_text, picture.width // 8)[:3]):
            pen.text((6, 20 + 18 * line), part, fill="#404040", font=font)
        tile.paste(picture, (0, HEAD))
        tiles.append(tile)
    width, height = tiles[0].width + GAP, tiles[0].height + GAP
    rows = -(-len(tiles) // COLUMNS)
    whole = Image.new("RGB", (width * min(COLUMNS, len(tiles)), height * rows), "#C0C0C0")
    for place, tile in enumerate(tiles):
        whole.paste(tile, (width * (place % COLUMNS), height * (place // COLUMNS)))
    return whole


def wrapped(text, width):
    """A text in lines of at most `width` letters."""
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) >= width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("lessons", nargs="*", metavar="02", help="all lessons when there is none")
    parser.add_argument("--into", type=Path, default=ROOT / "pictures")
    options = parser.parse_args(arguments)
    if unknown := set(options.lessons) - set(lessons()):
        parser.error(f"no labs in lesson {', '.join(sorted(unknown))}; there are {lessons()}")
    options.into.mkdir(parents=True, exist_ok=True)
    for lesson in options.lessons or lessons():
        for name, lab in labs_of(lesson).items():
            path = options.into / f"{lesson}-{name}.png"
            sheet(lab).save(path)
            print(path)


if __name__ == "__main__":
    main()
