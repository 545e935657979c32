"""From the course's files to the files that Sphinx reads: lessons, exercises, documents, index.

Nothing of a lesson is written twice: cells that need a kernel are replaced by what needs none, and
links lead to the page of the site where there is one, else to the course's files on the web.
"""

import ast
import importlib
import posixpath
import re
from dataclasses import dataclass
from pathlib import Path

import nbformat

from gammalab.lab.describe import Lab
from web import shape, sheets, terms
from web.fault import Fault
from web.player import player
from web.states import ROOT, Call

REPOSITORY = "https://github.com/gammalab/gammalab/blob/main/"
DOCS = ("glossary", "claims", "when-a-check-says-no", "your-own-data")
LINK = re.compile(r"(?<!!)\[([^\]\[]*)\]\(([^)\s]+)\)")
ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:")
LITE = "lite/lab/index.html?path="
LEAD = {
    "notebooks": (
        "Here the labs move and the questions answer at once; no cell has to be run. To change "
        "the code, open the lesson in JupyterLite: Python in your browser, nothing to install."
    ),
    "exercises": (
        "Here you read. To write an answer and have it checked, open the exercises in "
        "JupyterLite: Python in your browser, nothing to install."
    ),
}
FORGET = (
    '<div class="gammalab-forget" hidden><p>Your answers are kept in this browser only. '
    '<button type="button">Forget those of this page</button> <span role="status"></span></p></div>'
)
RUNS_ELSEWHERE = "<p><em>Open the lesson in JupyterLite, at the top of this page, to {}.</em></p>"


@dataclass(frozen=True)
class Course:
    """Which files of the course become pages, by their names in the repository."""

    files: tuple

    @classmethod
    def of(cls, only=(), root=ROOT):
        """All lessons with their exercises, or those with the numbers in `only`; the documents."""
        found = [
            path.relative_to(root).as_posix()
            for kind in ("notebooks", "exercises")
            for path in sorted((root / kind).glob("[0-9][0-9]-*.ipynb"))
            if not only or path.name[:2] in only
        ]
        if missing := set(only) - {Path(name).name[:2] for name in found}:
            raise Fault(f"there is no lesson {', '.join(sorted(missing))} in notebooks/")
        return cls((*found, *(f"docs/{name}.md" for name in DOCS)))

    @property
    def lessons(self):
        """The names of the lessons' notebooks, in order."""
        return [name for name in self.files if name.startswith("notebooks/")]


def links(text, source, course, root=ROOT):
    """Markdown from the file `source`, its links leading to where they do on the site."""

    def lead(found):
        words, target = found.groups()
        path, mark, anchor = target.partition("#")
        if ELSEWHERE.match(target) or not path:
            return found[0]
        place = posixpath.normpath(posixpath.join(posixpath.dirname(source), path))
        if not (root / place).exists():
            raise Fault(f"{source}: the link to {target} leads nowhere")
        if place == "README.md":
            place = "index.md"
        elif place not in course.files:
            return f"[{words}]({REPOSITORY}{place}{mark}{anchor})"
        start = posixpath.dirname(source) or "."
        return f"[{words}]({posixpath.relpath(place, start)}{mark}{anchor})"

    return LINK.sub(lead, text)


def call_of(source, number):
    """The lab that a cell opens as its last expression, as a `Call`; None where it opens none."""
    try:
        last = ast.parse(source).body[-1]
    except (SyntaxError, IndexError):
        return None
    if not (isinstance(last, ast.Expr) and isinstance(last.value, ast.Call)):
        return None
    called = last.value.func
    if not (isinstance(called, ast.Attribute) and getattr(called.value, "id", "") == "lab"):
        return None
    labs = importlib.import_module(f"gammalab.course.lesson_{number}.labs")
    if not isinstance(getattr(labs, called.attr, None), Lab):
        return None
    if last.value.args:
        raise Fault(f"lesson {number}: {source!r} must name its arguments")
    arguments = {word.arg: ast.literal_eval(word.value) for word in last.value.keywords}
    return Call(number, called.attr, arguments)


def calls(course, root=ROOT):
    """All labs of the lessons that become pages, each once."""
    found = {}
    for name in course.lessons:
        for cell in nbformat.read(root / name, as_version=4).cells:
            if cell.cell_type == "code":
                call = call_of(cell.source, Path(name).name[:2])
                if call:
                    found[call.place] = call
    return list(found.values())


def notebook(name, course, folder, root=ROOT):
    """A built notebook as the site shows it. `folder` holds the labs' states."""
    book = nbformat.read(root / name, as_version=4)
    number = Path(name).name[:2]
    for cell in book.cells:
        if cell.metadata.pop("jp-MarkdownHeadingCollapsed", None):
            title = cell.source.lstrip("# ").partition("\n")[0]
            if not shape.FOLD.match(title):  # by these words it is a fold on a page, too
                raise Fault(f"{name}: the fold {title!r} must begin with 'Fold 1. '")
        if cell.cell_type == "markdown":
            cell.source = links(cell.source, name, course, root)
        elif cell.cell_type == "code":
            _code(cell, number, folder)
    first = book.cells[0]
    heading, _, rest = first.source.partition("\n")
    if not heading.startswith("# "):
        raise Fault(f"{name} does not begin with a title")
    first.source = f"{heading}\n\n{_launch(name)}\n{rest}"
    folds = (k for k, one in enumerate(book.cells) if shape.FOLD.match(one.source.lstrip("# ")))
    # Before the folds: what stands after the last of them is inside it.
    book.cells.insert(next(folds, len(book.cells)), nbformat.v4.new_markdown_cell(FORGET))
    book.metadata.pop("widgets", None)
    return book


def _launch(name):
    """The button that opens a notebook in JupyterLite, and what it is for."""
    return (
        f'<div class="gammalab-launch"><p><a href="../{LITE}{name}">Open in JupyterLite</a></p>'
        f"<p>{LEAD[name.partition('/')[0]]}</p></div>\n"
    )


def _code(cell, number, folder):
    """What a page shows in place of a cell: its code and output, or what needs no kernel."""
    if call := call_of(cell.source, number):
        _only(cell, player(call, folder, "../labs/"))
    elif (asked := sheets.sheet(cell.source)) is not None:
        _only(cell, asked)
    elif "ready()" in cell.source:  # what it says is for who runs it
        cell.outputs = []
        _tag(cell, "hide-input")
    elif cell.source.strip() == "progress()":
        _only(cell, RUNS_ELSEWHERE.format("see your points and what to repeat"))
    elif cell.source.strip() == "my_work()":
        _only(cell, RUNS_ELSEWHERE.format("download your work"))
    elif any("gammalab-desk-note" in text for text in _html(cell)):
        told = next(text for text in _html(cell) if "gammalab-desk-note" in text)
        told = re.search(r'<div class="gammalab-desk-note">(<p>.*?</p>)', told, re.S)[1]
        _only(cell, f'<div class="gammalab-game">{told}{RUNS_ELSEWHERE.format("play")}</div>')
    elif left := next((text for text in _html(cell) if "gammalab-" in text), None):
        raise Fault(f"lesson {number}: no page can show what {cell.source!r} does: {left[:80]}")


def _html(cell):
    return [out["data"]["text/html"] for out in cell.outputs if "text/html" in out.get("data", {})]


def _only(cell, html):
    cell.outputs = [nbformat.v4.new_output("display_data", {"text/html": html})]
    _tag(cell, "remove-input")


def _tag(cell, tag):
    cell.metadata["tags"] = [*cell.metadata.get("tags", []), tag]


def document(name, course, root=ROOT):
    """A document as the site shows it; the glossary's rows can be linked to."""
    text = (root / name).read_text(encoding="utf-8")
    if name == "docs/glossary.md":
        text = terms.with_anchors(text, {Path(n).name[:2]: f"../{n}" for n in course.lessons})
    return links(text, name, course, root)


def index(course, folder, root=ROOT):
    """The first page: what the course is, a lab to move, the table of lessons."""
    readme = (root / "README.md").read_text(encoding="utf-8")
    if not (found := re.search(r"## The lessons\n\n(.*?)\n\n", readme, re.S)):
        raise Fault("README.md has no table under '## The lessons'")
    rows = found[1].splitlines()
    table = [re.sub(r" · \[solutions\]\([^)]*\)", "", row) for row in rows]
    table[0] = "| number | lesson | in a sentence | do |"
    text = (root / "web" / "index.md").read_text(encoding="utf-8")
    lab = player(Call("00", "first_look"), folder, "labs/")
    tree = [
        "```{toctree}\n:hidden:\n:caption: " + title + "\n\n" + "\n".join(names) + "\n```"
        for title, names in (
            ("Lessons", course.lessons),
            ("Exercises", [name for name in course.files if name.startswith("exercises/")]),
            ("Look up", [name for name in course.files if name.startswith("docs/")]),
        )
    ]
    text = text.format(lessons=links("\n".join(table), "README.md", course, root), lab=lab)
    return f"{text}\n" + "\n\n".join(tree) + "\n"


def write(course, folder, target, root=ROOT):
    """Write all that Sphinx reads into `target`."""
    pages = {"index.md": index(course, folder, root)}
    for name in course.files:
        if name.endswith(".ipynb"):
            pages[name] = nbformat.writes(notebook(name, course, folder, root))
        else:
            pages[name] = document(name, course, root)
    for path in target.rglob("*"):  # of an earlier build
        if path.is_file() and path.relative_to(target).as_posix() not in pages:
            path.unlink()
    for name, text in pages.items():
        path = target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")  # Sphinx reads again what is newer
