"""From one solved cell in lessons/NN-name.exercises.md to what students and instructors get.

The author writes a heading with the number of a problem, text, and the solved function in a cell
with one tag, `problem-2.1`. Title, points and the cell with `check(...)` come from the problem's
description in gammalab/course/lesson_NN/problems.py; so does its form, which says what a student
finds in the cell (`given`). Comments in the solution say where the gaps and the bug are:

    held = -quantity * deltas  # gap: the shares held
    cash += held * spots[-1]   # bug:
    cash -= (new - held) * spots[k]  # bug: cash -= new * spots[k]

A line with `# bug:` is left out for students, or is what stands behind the mark.
"""

import ast
import re
from copy import deepcopy

import nbformat

from gammalab.check import forms

BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
TAG = re.compile(r"problem-(.*)")
HEADING = re.compile(r"^(#+) (\d+\.\d+)(.*)$", re.M)
STEP = "# Step "  # such a comment in a solution is shown to students: the steps are named
GAP = re.compile(r"  # gap: (.+)$")
BUG = re.compile(r"  # bug:(?: (.+))?$")
STUB = ("# YOUR CODE HERE", "raise NotImplementedError()")  # nbgrader's own words


class Fault(Exception):
    """What is wrong with a lesson, said to the person who writes it."""


# ---- one cell -----------------------------------------------------------------------------------


def solved(source):
    """The solution without marks, as `solution("2.1")` shows it; a gap's name stays beside it."""
    return "\n".join(BUG.sub("", GAP.sub(r"  # \1", line)) for line in source.split("\n"))


def given(source, problem, where):
    """What a student finds in the cell."""
    function = _function(source, problem, where)
    marks = {"gaps": GAP, "bug": BUG}
    for form, mark in marks.items():
        marked = any(mark.search(line) for line in source.split("\n"))
        if marked != (form == problem.form):
            needs = "has no" if form == problem.form else "must not have a"
            raise Fault(f"{where}: {problem.form!r} is its form; it {needs} `# {form[:3]}:` mark")
    make = {"write": _to_write, "gaps": _with_gaps, "order": _in_disorder, "bug": _with_bug}
    made = make[problem.form](source, function, where)
    try:
        ast.parse(made)
    except SyntaxError as error:
        raise Fault(f"{where}: what students get is no Python: {error.msg}\n{made}") from None
    return made


def _function(source, problem, where):
    """The one function of a cell, as the problem asks for it."""
    try:
        functions = [n for n in ast.parse(source).body if isinstance(n, ast.FunctionDef)]
    except SyntaxError as error:
        raise Fault(f"{where}, line {error.lineno}: {error.msg}") from None
    if len(functions) != 1 or functions[0].end_lineno != len(source.rstrip().split("\n")):
        raise Fault(f"{where}: one function is the answer, and nothing stands below it")
    (function,) = functions
    signature = f"{function.name}({', '.join(one.arg for one in function.args.args)})"
    if signature != problem.signature:
        raise Fault(f"{where}: {signature} is not {problem.signature} as in problems.py")
    if ast.get_docstring(function) is None:
        raise Fault(f"{where}: {function.name} needs a docstring: what it returns, with units")
    return function


def _split(source, function):
    """The lines down to the docstring, and those below it."""
    lines = source.rstrip().split("\n")
    return lines[: function.body[0].end_lineno], lines[function.body[0].end_lineno :]


def _to_write(source, function, where):
    head, body = _split(source, function)
    indent = " " * function.body[0].col_offset
    steps = [line for line in body if line.startswith(indent + STEP)]
    return "\n".join([*head, *steps, *(indent + line for line in STUB)])


def _with_gaps(source, function, where):
    lines, number = source.rstrip().split("\n"), 0
    simple = (ast.Assign, ast.AugAssign, ast.Return)
    values = {node.lineno: node for node in ast.walk(function) if isinstance(node, simple)}
    for k, line in enumerate(lines):
        if mark := GAP.search(line):
            node = values.get(k + 1)
            if node is None or node.value is None or node.end_lineno != k + 1:
                raise Fault(f"{where}, line {k + 1}: a gap is the value of `name = ` or `return`")
            number += 1
            start = line.encode()[: node.value.col_offset].decode()
            lines[k] = f"{start}...  {forms.GAP}{number}: {mark[1]}"
    return "\n".join(lines)


def _in_disorder(source, function, where):
    head, body = _split(source, function)
    lines = forms.statements(source)
    if any(line.lineno != line.end_lineno for line in lines) or len(lines) != len(body):
        raise Fault(f"{where}: lines to put in order are one statement each, and nothing else")
    texts = [ast.unparse(line) for line in lines]
    order = sorted(range(len(lines)), key=texts.__getitem__)
    made = "\n".join([*head, *(body[k] for k in order)])
    if forms.first_out_of_place(made, source) is None:
        raise Fault(f"{where}: the alphabetical order of its lines is right: rename a variable")
    return made


def _with_bug(source, function, where):
    lines = []
    for line in source.rstrip().split("\n"):
        mark = BUG.search(line)
        if mark is None:
            lines.append(line)
        elif mark[1]:
            lines.append(line[: len(line) - len(line.lstrip())] + mark[1])
    return "\n".join(lines)


def for_nbgrader(source, problem, where):
    """Given and solved in one cell: nbgrader takes out what is between its marks."""
    return "\n".join([given(source, problem, where), BEGIN, solved(source), END])


# ---- one notebook -------------------------------------------------------------------------------


def expanded(notebook, name, known):
    """The notebook with titles, metadata and the cells with `check(...)`.

    Returns it and {place of a cell: (its problem, words for a message)}. `known` are the problems
    of the course by id; those of this lesson must all be there, in their order.
    """
    lesson = f"{int(name[:2])}."
    own = [id for id in known if id.startswith(lesson)]
    cells, places, heading = [], {}, None
    for number, cell in enumerate(deepcopy(notebook.cells), start=1):
        where = f"{name}, cell {number}"
        cells.append(cell)
        if cell.cell_type != "code":
            for mark in HEADING.finditer(cell.source):
                heading = mark[2]
                if mark[3].strip():
                    raise Fault(f"{where}: write {mark[1]} {mark[2]} alone; its title is added")
                if heading not in own:
                    raise Fault(f"{where}: {_unknown(heading, own)}")
            cell.source = HEADING.sub(lambda mark: _titled(mark, known), cell.source)
            continue
        if BEGIN in cell.source or END in cell.source or "nbgrader" in cell.metadata:
            raise Fault(f"{where}: the tag problem-{lesson}1 is enough; nbgrader's marks are made")
        tags = [mark[1] for tag in cell.metadata.get("tags", ()) if (mark := TAG.fullmatch(tag))]
        if not tags:
            continue
        if len(tags) > 1 or tags[0] not in own:
            raise Fault(f"{where}: {_unknown(tags[0], own)}")
        if tags[0] != heading:
            raise Fault(f"{where}: problem {tags[0]} stands below the heading {heading}")
        problem = known[heading]
        if any(problem is other for other, _ in places.values()):
            raise Fault(f"{where}: problem {heading} has a solution further up")
        places[len(cells) - 1] = (problem, where)
        grade_id = f"problem-{heading.replace('.', '-')}"
        cell.metadata["nbgrader"] = _marks(grade_id, solution=True)
        cells.append(_check_cell(problem, grade_id))
    found = [problem.id for problem, _ in places.values()]
    if missing := [id for id in own if id not in found]:
        raise Fault(f"{name}: no solution for problem {', '.join(missing)}")
    if found != own:
        raise Fault(f"{name}: problems must stand in their order, {', '.join(own)}")
    made = deepcopy(notebook)
    made.cells = cells
    return made, places


def _unknown(id, own):
    known = ", ".join(own) or "none"
    return f"unknown problem {id!r}; gammalab.check knows, for this lesson: {known}"


def _titled(mark, known):
    problem = known[mark[2]]
    return f"{mark[1]} {problem.id} {problem.title} ({_points(problem.points)})"


def _points(points):
    return "1 point" if points == 1 else f"{points} points"


def _marks(grade_id, solution, **more):
    return {
        "grade": not solution,
        "grade_id": grade_id,
        "locked": not solution,
        "schema_version": 3,
        "solution": solution,
        "task": False,
        **more,
    }


def _check_cell(problem, grade_id):
    cell = nbformat.v4.new_code_cell(f'check("{problem.id}", {forms.name(problem.signature)})')
    cell.metadata["nbgrader"] = _marks(f"{grade_id}-check", solution=False, points=problem.points)
    return cell


def written(notebook, places, how):
    """The notebook with the source of each problem's cell as `how` makes it of the solution."""
    made = deepcopy(notebook)
    for place, (problem, where) in places.items():
        made.cells[place].source = how(made.cells[place].source, problem, where)
    return made


# ---- nbgrader -----------------------------------------------------------------------------------

NBGRADER_CONFIG = """\
# Each cell holds what a student finds, and then the solution between nbgrader's marks.
# So nothing is to be put in the place of the solution.
c = get_config()  # noqa: F821
"""
CLEAR = 'c.ClearSolutions.code_stub = {"python": ""}'


WHO = """\
from gammalab.check import variant

student = ""  # your id in this class, between the quotes; on a JupyterHub it may stay empty"""
OWN = """\
**Some numbers are your own.** Write your id into the next cell and run it. Where an exercise
has a cell with `variant(...)`, run that too: it says what is different in yours. The check knows.
"""


ANEW = "from gammalab.check import check  # whatever the name stands for above\n"


def guarded(notebook):
    """nbgrader's version, whose checks do not use a `check` that a student has made."""
    made = deepcopy(notebook)
    for cell in made.cells:
        if cell.metadata.get("nbgrader", {}).get("grade"):
            cell.source = ANEW + cell.source
    return made


def with_variants(notebook, name, varying):
    """nbgrader's version of a notebook, in which the problems `varying` (ids) are each student's.

    The numbers stand nowhere in it: they are drawn from the id of whoever runs the cells.
    """
    made = deepcopy(notebook)
    asked = {f"problem-{id.replace('.', '-')}": id for id in varying}
    cells, first = [], True
    for cell in made.cells:
        grade_id = cell.metadata.get("nbgrader", {}).get("grade_id", "")
        if id := asked.get(grade_id):
            cells.append(nbformat.v4.new_code_cell(f'variant("{id}", student)'))
            cells[-1].metadata["nbgrader"] = _marks(f"{grade_id}-variant", solution=False)
            cells[-1].metadata["nbgrader"]["grade"] = False
        elif asked.get(grade_id.removesuffix("-check")):
            cell.source = cell.source.removesuffix(")") + ", variant=student)"
        cells.append(cell)
        if first and cell.cell_type == "code":
            cells += [nbformat.v4.new_markdown_cell(OWN), nbformat.v4.new_code_cell(WHO)]
            first = False
    if not asked:
        raise Fault(f"{name}: none of its exercises has variants (gammalab/check/variants.py)")
    for index, cell in enumerate(cells):
        cell.id = f"{name[:2]}-{index}"
    made.cells = cells
    return made


def write_nbgrader(folder, notebooks):
    """Write nbgrader's source version of {name: notebook}; return what to tell, line by line.

    `folder` is the course's: source/NAME/NAME-exercises.ipynb goes into it, and nbgrader_config.py
    if it has none.
    """
    told = []
    for name, notebook in notebooks.items():
        path = folder / "source" / name / f"{name}-exercises.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8", newline="\n")
        told.append(path)
    settings = folder / "nbgrader_config.py"
    if not settings.exists():
        settings.write_text(f"{NBGRADER_CONFIG}{CLEAR}\n", encoding="utf-8")
        told.append(settings)
    elif CLEAR not in settings.read_text(encoding="utf-8"):
        told.append(f"{settings} is yours: add {CLEAR}")
    return told
