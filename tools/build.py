"""Write notebooks/, exercises/ and solutions/ from lessons/: tools/build.py [--check] [02 ...]

lessons/NN-name.md            -> notebooks/NN-name.ipynb    run, with its pictures, and with a
                                 link to its cheat sheet where it ends
lessons/NN-name.exercises.md  -> exercises/NN-name-exercises.ipynb   for students, not run
                              -> solutions/NN-name-solutions.ipynb   solved and run
all exercises together        -> gammalab/check/solutions.json, for `solution("2.3")`

With --check nothing is written and nothing is run: each difference between the tree and what
lessons/ says is listed, and there being one is an error. What cells show is left to nbval, which
runs every notebook anyway; --check --run compares that too, pictures included. Numbers such as 02
limit the work to those lessons. --nbgrader FOLDER writes nbgrader's version, for instructors;
with --variants too, exercises that can vary get other numbers for each student.

A source is MyST Markdown. CONTRIBUTING.md says how a lesson and an exercise are written.
"""

import argparse
import asyncio
import base64
import hashlib
import io
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from pathlib import Path

import jupytext
import matplotlib.image
import nbformat
import numpy as np
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

sys.path.insert(0, str(Path(__file__).resolve().parent))

import exercise_cells  # noqa: E402
from exercise_cells import Fault  # noqa: E402

from gammalab._view import WIDGET_VIEW  # noqa: E402

ROOT = Path(__file__).resolve().parent.parent
WORKERS = 2  # a kernel each; the threads here only wait
CELL_SECONDS = 120
SOLUTIONS = "gammalab/check/solutions.json"
WRITTEN = "build/written.json"  # not in git
FOLD = "jp-MarkdownHeadingCollapsed"
SHEET = "One page to keep: the [cheat sheet](../docs/cheat-sheets/{name}.md)."
# How far a pixel may be off, of 255. Compilers and processors round the anti-aliased edge of a
# line a little differently; a stroke that moves or a digit that changes is off by 100 and more.
PIXEL_TOLERANCE = 8
# The same on every machine: the version of Python that ran the build is left out.
METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"file_extension": ".py", "mimetype": "text/x-python", "name": "python"},
}


# ---- sources ------------------------------------------------------------------------------------


def read(path):
    """The notebook that a source describes, the same each time: no ids or versions by chance."""
    notebook = jupytext.read(path, fmt="md:myst")
    notebook.metadata = nbformat.from_dict(METADATA)
    return number(notebook, path)


def number(notebook, path):
    """Give each cell the id of its place."""
    for index, cell in enumerate(notebook.cells):
        cell.id = hashlib.sha256(f"{path.name}:{index}".encode()).hexdigest()[:8]
    return notebook


def lesson(path):
    """The notebook of a lesson: its source, and a link to its cheat sheet before the folds."""
    notebook, link = read(path), SHEET.format(name=path.stem)
    cells = notebook.cells
    end = next((k for k, cell in enumerate(cells) if FOLD in cell.metadata), len(cells))
    if cells[end - 1].cell_type == "markdown":
        cells[end - 1].source += f"\n\n{link}"
    else:
        cells.insert(end, nbformat.v4.new_markdown_cell(link))
    return number(notebook, path)


def places(notebook, path):
    """Each cell with the words that a message calls it by."""
    return [(cell, f"{path.name}, cell {n}") for n, cell in enumerate(notebook.cells, start=1)]


def exercises(path, known):
    """What one file of exercises gives: {folder: notebook}, and {problem id: solution}."""
    whole, cells = exercise_cells.expanded(read(path), path.name, known)
    number(whole, path)
    made = {
        folder: exercise_cells.written(whole, cells, how)
        for folder, how in (
            ("exercises", exercise_cells.given),
            ("solutions", lambda source, problem, where: exercise_cells.solved(source)),
            ("source", exercise_cells.for_nbgrader),
        )
    }
    solved = {p.id: made["solutions"].cells[place].source for place, (p, _) in cells.items()}
    return made, solved


# ---- running ------------------------------------------------------------------------------------


def run(notebook, path):
    """Run every cell in a fresh kernel and keep what is the same on every machine."""
    # nbclient's own synchronous calls leave an event loop open in each thread that makes one.
    asyncio.run(run_cells(notebook, path))
    refuse_wrong_solutions(notebook, path)


async def run_cells(notebook, path):
    # A lab's callback that fails shows its error in the caption; strict, it stops the build.
    environment = {**os.environ, "GAMMALAB_STRICT": "1"}
    with tempfile.TemporaryDirectory() as folder:  # lessons must not depend on where they are
        client = NotebookClient(
            notebook,
            timeout=CELL_SECONDS,
            kernel_name="python3",
            coalesce_streams=True,
            record_timing=False,
            resources={"metadata": {"path": folder}},
            extra_arguments=["--log-level=ERROR"],  # the kernel's own advice on its network
        )
        async with client.async_setup_kernel(env=environment):
            for index, (cell, where) in enumerate(places(notebook, path)):
                try:
                    await client.async_execute_cell(cell, index)
                except CellExecutionError as error:
                    message = f"{error.ename}: {error.evalue}"
                    raise Fault(f"{where}: {message}\n{cell.source}") from None
                except (CellTimeoutError, DeadKernelError) as error:
                    raise Fault(f"{where}: {error}\n{cell.source}") from None
                clean(cell, where)


def clean(cell, where):
    """Take from a cell's outputs what only lives with a kernel; refuse what changes by itself."""
    # A live view is an output of its own; what it leaves behind it stays (gammalab/lab/saved.py).
    outputs = cell.get("outputs", [])
    outputs[:] = [output for output in outputs if list(output.get("data", {})) != [WIDGET_VIEW]]
    for output in outputs:
        if output.get("name") == "stderr":
            raise Fault(f"{where}: it wrote a warning or an error:\n{output.text}")
        data = output.get("data", {})
        data.pop(WIDGET_VIEW, None)
        text = output.get("text", "") + data.get("text/plain", "") + data.get("text/html", "")
        if address := re.search(r"\b0x[0-9a-fA-F]{6,}", text):
            raise Fault(f"{where}: it shows an address in memory, {address[0]}: new in every run")


def refuse_wrong_solutions(notebook, path):
    """A solution that its own check does not find right must not be published."""
    for cell, where in places(notebook, path):
        if cell.metadata.get("nbgrader", {}).get("grade"):
            said = "".join(out.get("data", {}).get("text/plain", "") for out in cell.outputs)
            if " right: " not in said:
                raise Fault(f"{where}: {cell.source} is not right: {said}")


# ---- building -----------------------------------------------------------------------------------


def build_one(path, exercise, execute=True):
    """The files that one source gives: {path in the tree: notebook}; not run: without outputs.

    `exercise` is what `exercises` made of it, None for a lesson.
    """
    start = time.perf_counter()
    if exercise:
        name, notebook = path.name.removesuffix(".exercises.md"), exercise["solutions"]
        # Names of their own: a browser's tab shows nothing else.
        built = {
            f"exercises/{name}-exercises.ipynb": exercise["exercises"],
            f"solutions/{name}-solutions.ipynb": notebook,
        }
    else:
        notebook = lesson(path)
        built = {f"notebooks/{path.stem}.ipynb": notebook}
    if execute:
        run(notebook, path)
        print(f"  {path.name}: {time.perf_counter() - start:.1f} s", flush=True)
    for made in built.values():
        nbformat.validate(made)
    return built


def sources(root):
    """The sources in `root`/lessons, in order."""
    found = sorted((root / "lessons").glob("[0-9][0-9]-*.md"))
    names = {path.name for path in found}
    for name in names:
        if name.replace(".exercises.md", ".md") not in names:
            raise Fault(f"lessons/{name} has no lesson beside it")
    if not found:
        raise Fault("lessons/ has no lesson (NN-name.md)")
    return found


def known_problems():
    """All problems that gammalab.check can check, by id."""
    from gammalab.check import engine

    return {problem.id: problem for problem in engine.known_problems()}


def chosen(found, only):
    """The sources of the lessons with these numbers; all of them, if there are none."""
    if unknown := [number for number in only if number not in {path.name[:2] for path in found}]:
        raise Fault(f"no lesson has the number {' or '.join(unknown)}")
    return [path for path in found if not only or path.name[:2] in only]


def all_exercises(found, known):
    """{source: {folder: notebook}} of every file of exercises, and all solutions by problem id."""
    made, solutions = {}, {}
    for path in found:  # quick
        if path.name.endswith(".exercises.md"):
            made[path], solved = exercises(path, known)
            solutions |= solved
    without = [id for id in known if id not in solutions]
    if without:
        raise Fault(f"no lesson has exercises with problem {', '.join(without)}")
    return made, solutions


def build(root, only=(), known=None, execute=True):
    """All that is built from `root`/lessons: {path in the tree: notebook, or dict for JSON}."""
    found = sources(root)
    made, solutions = all_exercises(found, known_problems() if known is None else known)
    paths = chosen(found, only)
    built = {SOLUTIONS: solutions} if made else {}
    with ThreadPoolExecutor(WORKERS) as pool:
        for files in pool.map(lambda path: build_one(path, made.get(path), execute), paths):
            built.update(files)
    return built


def varying(known):
    """The problems of which each student can have a variant, by id."""
    from gammalab.check import engine

    for id in known:
        try:
            engine.variants(id)
        except ValueError:
            continue
        yield id


def nbgrader(root, folder, only=(), known=None, variants=False):
    """Write nbgrader's source version of the exercises into the folder of an nbgrader course."""
    found = sources(root)
    known = known_problems() if known is None else known
    made, _ = all_exercises(found, known)
    versions = {
        path.name.removesuffix(".exercises.md"): exercise_cells.guarded(made[path]["source"])
        for path in chosen(found, only)
        if path in made
    }
    if variants:
        ids = list(varying(known))
        versions = {
            name: exercise_cells.with_variants(
                notebook, name, [id for id in ids if id.startswith(f"{int(name[:2])}.")]
            )
            for name, notebook in versions.items()
        }
    return exercise_cells.write_nbgrader(folder, versions)


# ---- comparing and writing ----------------------------------------------------------------------


def differences(old, new, place=""):
    """Where two notebooks differ: lines of text. Pictures are compared by their pixels."""
    if place.endswith("/image/png") and isinstance(old, str) and isinstance(new, str):
        if worst := pixels_off(old, new):
            yield f"{place}: the picture differs, {worst}"
    elif isinstance(old, dict) and isinstance(new, dict):
        for key in sorted(old.keys() | new.keys()):
            if key not in old:
                yield f"{place}/{key}: missing in the tree"
            elif key not in new:
                yield f"{place}/{key}: only in the tree"
            else:
                yield from differences(old[key], new[key], f"{place}/{key}")
    elif isinstance(old, list) and isinstance(new, list):
        if len(old) != len(new):
            yield f"{place}: {len(old)} in the tree, {len(new)} built"
        for index, (a, b) in enumerate(zip(old, new, strict=False), start=1):
            yield from differences(a, b, f"{place}/{index}")
    elif old != new:
        yield f"{place}: {_excerpt(old, new)}"


def _excerpt(old, new):
    """The first place where two values differ, with a little of what stands around it."""
    old, new = (x if isinstance(x, str) else repr(x) for x in (old, new))
    first = len(os.path.commonprefix([old, new]))
    around = slice(max(0, first - 20), first + 40)
    return f"{old[around]!r} in the tree, {new[around]!r} built"


def pixels_off(old, new):
    """ "" if two PNG pictures (base64) look the same, else what differs."""
    if old == new:
        return ""
    try:
        a, b = (matplotlib.image.imread(io.BytesIO(base64.b64decode(x))) for x in (old, new))
    except (OSError, ValueError, SyntaxError) as error:
        return f"it cannot be read ({error})"
    if a.shape != b.shape:
        return f"{a.shape} in the tree, {b.shape} built"
    off = np.abs(a - b).reshape(*a.shape[:2], -1).max(axis=2) * 255
    count = int((off > PIXEL_TOLERANCE + 0.5).sum())
    return f"{count} pixels by up to {off.max():.0f} of 255" if count else ""


def as_text(content):
    """What stands in the file."""
    if isinstance(content, nbformat.NotebookNode):
        return nbformat.writes(content) + "\n"
    by_number = sorted(content.items(), key=lambda item: [int(n) for n in item[0].split(".")])
    return json.dumps(dict(by_number), indent=1, ensure_ascii=False) + "\n"


def load(path):
    """A built file as it stands in the tree; None if it is not there, text if it is not whole."""
    if not path.exists():
        return None
    text = path.read_text(encoding="utf-8")
    try:
        return nbformat.reads(text, as_version=4) if path.suffix == ".ipynb" else json.loads(text)
    except ValueError:
        return text


def stale(root):
    """Built notebooks whose lesson is gone. (exercises/ may hold a student's own copies.)"""
    for folder, end, suffix in (
        ("notebooks", "", ".md"),
        ("solutions", "-solutions", ".exercises.md"),
    ):
        for path in sorted((root / folder).glob("[0-9][0-9]-*.ipynb")):
            source = f"lessons/{path.stem.removesuffix(end)}{suffix}"
            if not path.stem.endswith(end) or not (root / source).exists():
                yield f"{folder}/{path.name}: {source} is not there: delete it"


def unrun(notebook):
    """A notebook without what its cells showed: what is left comes from lessons/ alone."""
    notebook = deepcopy(notebook)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return notebook


def compare(root, built, execute=True):
    """{path in the tree: how it differs from what was built}, only those that differ.

    Not run: what the cells of notebooks/ and solutions/ show is left out; exercises/ show nothing.
    """
    result = {}
    for name, content in built.items():
        old = load(root / name)
        shown = not execute and not name.startswith("exercises/")
        if shown and isinstance(old, nbformat.NotebookNode):
            old = unrun(old)
        found = ["is missing"] if old is None else list(differences(old, content))
        if found:
            result[name] = found
    return result


def typed_into(root, names, built):
    """Those of `names` that hold text which neither git nor the last build knows: somebody's work.

    What was run in a notebook is no work; its text is. Asked are the last commit, and what the
    build noted when it wrote the file (a lesson may be built many times between two commits).
    """
    from gammalab.work import work_in

    noted = load(root / WRITTEN)
    noted = noted if isinstance(noted, dict) else {}
    for name in names:
        path = root / name
        if path.suffix != ".ipynb" or not path.exists():
            continue
        found = work_in(path.read_text(encoding="utf-8"))
        if found in (work_in(as_text(built[name])), noted.get(name)):
            continue
        commit = subprocess.run(["git", "show", f"HEAD:./{name}"], cwd=root, capture_output=True)
        if commit.returncode or found != work_in(commit.stdout.decode("utf-8", "replace")):
            yield name


def note_written(root, built):
    """Note the text that the build wrote, for `typed_into` at the next one."""
    from gammalab.work import work_in

    noted = load(root / WRITTEN)
    noted = dict(noted) if isinstance(noted, dict) else {}
    now = noted | {n: work_in(as_text(b)) for n, b in built.items() if n.endswith(".ipynb")}
    if now != noted:
        (root / WRITTEN).parent.mkdir(exist_ok=True)
        (root / WRITTEN).write_text(json.dumps(now, indent=1) + "\n", encoding="utf-8")


def main(arguments=None, root=ROOT, known=None):
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--check", action="store_true", help="write nothing, list differences")
    parser.add_argument("--run", action="store_true", help="with --check: compare outputs as well")
    parser.add_argument(
        "--nbgrader", type=Path, metavar="FOLDER",
        help="write nbgrader's version into the folder of an nbgrader course, and nothing else",
    )  # fmt: skip
    parser.add_argument(
        "--variants", action="store_true",
        help="with --nbgrader: where an exercise can vary, each student gets other numbers",
    )  # fmt: skip
    parser.add_argument("only", nargs="*", metavar="NN", help="numbers of lessons, such as 02")
    options = parser.parse_args(arguments)
    execute = options.run or not options.check
    try:
        if options.nbgrader:
            asked = (options.nbgrader, options.only, known, options.variants)
            for line in nbgrader(root, *asked):
                print(line)
            return 0
        built = build(root, options.only, known, execute)
    except Fault as fault:
        print(f"build: {fault}", file=sys.stderr)
        return 1
    changed = compare(root, built, execute)
    if options.check:
        lines = [f"{name} {line}" for name, found in changed.items() for line in found]
        lines += stale(root)
        for line in lines:
            print(line, file=sys.stderr)
        if lines:
            print("Not what lessons/ gives. Run `make build`, and edit only lessons/.")
        return 1 if lines else 0
    if typed := list(typed_into(root, changed, built)):
        print(
            f"build: somebody typed into {', '.join(typed)}: nothing was written.\n"
            "To keep that work, move the file into a folder of your own (`make lab` makes one,\n"
            "my-course/). To drop it: git restore FILE. Then run this again. What is to stay in\n"
            "the course belongs into lessons/.",
            file=sys.stderr,
        )
        return 1
    for name in changed:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(as_text(built[name]), encoding="utf-8", newline="\n")
    note_written(root, built)
    print(f"{len(changed)} files written, {len(built) - len(changed)} as they were")
    for line in stale(root):
        print(line)
    return 0


if __name__ == "__main__":
    sys.exit(main())
