"""What a lab shows, drawn ahead: one control at a time, the others where they began.

A folder for each lab, `<number>-<name>/`, holds its pictures, `states.js` for the browser, and
`key`, a digest of all that they were made from. While the key stays, nothing is drawn again.
"""

import ast
import hashlib
import importlib
import importlib.metadata
import io
import json
import re
import shutil
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from multiprocessing import get_context
from pathlib import Path

from gammalab.lab.controls import Slider
from web.fault import Fault

ROOT = Path(__file__).resolve().parent.parent
WORKERS = 2
LONGEST = 121  # places of one slider; on a page its steps are wider where there would be more
COLOURS = 256
DRAWN_BY = ("matplotlib", "numpy", "pandas", "pillow", "scipy")
# Parts of the library that draw no lab, or of which a lab needs only what it imports.
LEFT_OUT = {"check", "course", "desk", "server.py", "work.py"}


@dataclass(frozen=True)
class Call:
    """A lab as a notebook's cell opens it: `lab.name(show=…, vol=0.30)` in lesson `number`."""

    number: str
    name: str
    arguments: dict = field(default_factory=dict)

    @property
    def place(self):
        """The lab's folder, and its name on the page."""
        more = "-".join(f"{k}-{v}" for k, v in sorted(self.arguments.items()))
        return re.sub(r"[^\w-]+", "-", f"{self.number}-{self.name}" + (more and f"-{more}"))

    def lab(self):
        """The lab itself, with no memory: what a student has done plays no part."""
        labs = importlib.import_module(f"gammalab.course.lesson_{self.number}.labs")
        return replace(getattr(labs, self.name), memory=None)


def places(control, start):
    """The values of a control that are drawn, in order: its ends, and the one it starts at.

    Where there are more than `LONGEST`, only each second is drawn, or third, or …, counted from
    the start.
    """
    values = list(control.places)
    if start not in values:  # a default between two steps
        values = sorted({*values, start})
    at, stride = values.index(start), -(-len(values) // LONGEST)
    kept = {0, len(values) - 1, *range(at % stride, len(values), stride)}
    return [value for k, value in enumerate(values) if k in kept]


def texts(control, values):
    """What stands beside a control at each of its values: "20 %"."""
    if not isinstance(control, Slider):
        names = {value: name for name, value in control.options.items()}
        return [names[value] for value in values]
    scale = 100 if control.unit == "%" and not control.whole else 1
    numbers = [f"{value * scale:.6g}" for value in values]
    digits = max(len(number.partition(".")[2]) for number in numbers)
    unit = f"\u00a0{control.unit}" if control.unit else ""
    return [f"{value * scale:.{digits}f}{unit}" for value in values]


def compact(png):
    """A picture as lossless WebP of at most 256 colours: a quarter of the PNG's size."""
    from PIL import Image

    image = Image.open(io.BytesIO(png)).convert("RGB")
    few = image.quantize(COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    out = io.BytesIO()
    few.convert("RGB").save(out, format="webp", lossless=True, quality=75, method=4)
    return out.getvalue()


def draw(call, keep):
    """Each state of a lab: {control: [[picture, summary, alt text, {puzzle: what was found}]]}.

    `keep(webp)` keeps a picture and returns its name. Raises Fault, with the state, where the lab
    cannot be drawn.
    """
    lab = call.lab()
    live = lab(**call.arguments)
    live.strict = True
    live.reveal()
    start, found, names = live.values, {}, {}
    for control in lab.controls:
        rows = []
        for value in places(control, start[control.name]):
            try:
                live.set(**{**start, control.name: value})
            except Exception as error:
                raise Fault(
                    f"lab {call.place} cannot be drawn at {control.name}={value!r}: "
                    f"{type(error).__name__}: {error}"
                ) from error
            if (png := live.png) not in names:
                names[png] = keep(compact(png))
            solved = {
                number: puzzle.told(live.result)
                for number, puzzle in enumerate(lab.puzzles)
                if puzzle.solved(live.values, live.result)
            }
            rows.append([names[png], live.summary_text, live.alt_text, solved])
        found[control.name] = rows
    live.close()
    return found


def key(number, root=ROOT):
    """A digest of all that a lesson's labs are drawn from: files of the library, packages."""
    whole = hashlib.sha256()
    for path in (Path(__file__), *sources(number, root)):
        whole.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    for package in DRAWN_BY:
        whole.update(f"{package} {importlib.metadata.version(package)}".encode())
    return whole.hexdigest()


def sources(number, root=ROOT):
    """The library's files that a lesson's labs come from, in order.

    Of the folders that teach only what the labs import: a change of lesson 05 draws no lab of 02.
    """
    library = root / "gammalab"
    found = {
        path
        for path in library.rglob("*")
        if path.is_file()
        and path.parent.name != "__pycache__"
        and path.suffix != ".md"
        and path.relative_to(library).parts[0] not in LEFT_OUT
    }
    waiting = [f"gammalab.course.lesson_{number}.labs"]
    while waiting:
        place = root.joinpath(*waiting.pop().split("."))
        path = place / "__init__.py" if place.is_dir() else place.with_suffix(".py")
        if path in found or not path.is_file() or library / "check" in path.parents:
            continue
        found.add(path)
        package = ".".join(path.parent.relative_to(root).parts)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                waiting += [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                start = ".".join(package.split(".")[: 1 - node.level or None]) + "."
                module = f"{start if node.level else ''}{node.module or ''}".rstrip(".")
                waiting += [module, *(f"{module}.{alias.name}" for alias in node.names)]
    return sorted(found)


def render(call, folder, now):
    """Draw a lab into its place in `folder`, unless that was made with the key `now`."""
    place = folder / call.place
    note = place / "key"
    if note.is_file() and note.read_text() == now:
        return 0
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)

    def keep(webp):
        name = f"{hashlib.sha256(webp).hexdigest()[:12]}.webp"
        (place / name).write_bytes(webp)
        return name

    found = draw(call, keep)
    text = json.dumps(found, ensure_ascii=False, separators=(",", ":"))
    (place / "states.json").write_text(text, encoding="utf-8")
    (place / "states.js").write_text(
        f"gammalabStates({json.dumps(call.place)},{text});\n", encoding="utf-8"
    )
    note.write_text(now)  # last: what is half made is made again
    return sum(map(len, found.values()))


def render_all(calls, folder, tell=print):
    """Draw what has changed, `WORKERS` labs at a time; Fault for the first that cannot be drawn."""
    keys = {number: key(number) for number in {call.number for call in calls}}
    for old in folder.glob("*/"):
        if old.name[:2] in keys and old.name not in {call.place for call in calls}:
            shutil.rmtree(old)
    waiting = []
    for call in calls:
        note = folder / call.place / "key"
        if not (note.is_file() and note.read_text() == keys[call.number]):
            waiting.append(call)
    if not waiting:
        return
    with ProcessPoolExecutor(WORKERS, mp_context=get_context("spawn")) as pool:
        jobs = [(call, pool.submit(render, call, folder, keys[call.number])) for call in waiting]
        try:
            for call, job in jobs:
                tell(f"  {call.place}: {job.result()} states")
                sys.stdout.flush()
        except Exception:
            pool.shutdown(cancel_futures=True)
            raise
