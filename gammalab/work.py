"""A student's own copies of the notebooks: made, kept and renewed, never overwritten.

    python -m gammalab.work                 makes or renews my-course/ in the course's folder
    python -m gammalab.work NAME            another name
    python -m gammalab.work --course DIR    where the course is; else here, or where gammalab is

`make lab` runs this. The folder has the course's own three folders, so that a link from a lesson to
its exercises leads to the student's copy here, and to the course's file on the web.

A copy is *touched* when the text of its cells is no longer what was copied. Outputs, ids, metadata
and empty cells are not work: running a notebook, or opening and saving it, leaves it untouched.
When the course changes, an untouched copy is renewed; what was run in it goes to `earlier/` first.
A touched copy stays as it is, and the new version is put beside it, once.

Only Python's own library is used here: this must run where nothing else does.
"""

import argparse
import hashlib
import json
import os
import re
import sys
from datetime import date
from pathlib import Path, PurePosixPath

NAME = "my-course"
MARKER = ".gammalab-course.json"  # what was copied; whoever finds it has found a student's folder
FOLDERS = ("notebooks", "exercises", "solutions")
HELP = (
    *(
        f"docs/{name}.md"
        for name in ("when-a-check-says-no", "glossary", "claims", "your-own-data")
    ),
    "docs/cheat-sheets",
)
# `make clean` empties these, or they are somebody else's; the tracked ones are found by looking.
TAKEN = {*FOLDERS, "build", "deploy", "dist", "lessons", "pictures", "test-results"}
NOT_ON_WINDOWS = re.compile(
    r'[<>:"/\\|?*\x00-\x1f]|[. ]$|^(con|prn|aux|nul|(com|lpt)\d)(\.|$)', re.I
)
UNATTENDED = ("GAMMALAB_STRICT", "NBGRADER_EXECUTION", "PYTEST_VERSION")  # set where nobody sits
ABOUT = "The course's own note of what it copied here. Leave it: without it, nothing is renewed."
LEAD = """\
# Your copy of the course

Work in here: nothing that you type is ever replaced. When the course changes, a notebook in which
you typed nothing is renewed, and what you ran in it is kept in `earlier/`; beside a notebook of
yours the new version is put, with `-new-version` in its name.

"""


def folder(start=None):
    """The student's folder around `start` (a path; else where Python runs), or None.

    A kernel runs in the folder of its notebook, so from any notebook in it this finds the folder.

    >>> folder("/") is None
    True
    """
    here = Path(start or Path.cwd()).resolve()
    return next((place for place in (here, *here.parents) if (place / MARKER).is_file()), None)


def unattended():
    """Whether a machine runs the cells, to test or to grade: then nothing is kept of anybody's."""
    return any(os.environ.get(name, "0") not in ("", "0") for name in UNATTENDED)


def course_at(start=None):
    """The course's folder: around `start` (else where Python runs), or where gammalab is kept.

    Raises ValueError where there is none: the notebooks are not part of the installed library.
    """
    here = Path(start or Path.cwd()).resolve()
    around = [here] if start else [here, *here.parents, Path(__file__).resolve().parent.parent]
    for place in around:
        if all((place / name).is_dir() for name in ("lessons", "notebooks")):
            return place
    raise ValueError(
        f"course {str(start or here)!r} has no notebooks/ and lessons/; it must be the folder of "
        "the course, as downloaded or cloned (an installed gammalab is only the library)"
    )


def chosen(course, name=NAME):
    """The path of the student's folder `name` in `course`; ValueError where it may not be."""

    def refuse(why):
        raise ValueError(f"{name!r} {why}. Choose another name, for instance: make lab WORK={NAME}")

    if not name or name.startswith((".", "-", "~", "$")) or NOT_ON_WINDOWS.search(name):
        refuse("cannot be your folder: it must be one plain name, in the course's folder")
    path = Path(course) / name
    if name.casefold() in TAKEN:
        refuse("belongs to the course")
    if path.is_symlink() or (path.exists() and not path.is_dir()):
        refuse("is there already, and is not a folder")
    if path.is_dir() and not (path / MARKER).is_file() and any(path.iterdir()):
        refuse("is there already, and is not a folder that the course made for you")
    return path


def work_in(text):
    """A digest of the work in a notebook (its text, str): what its cells say, no outputs.

    Work is the type, the text and the pasted pictures of every cell that is not empty, in order.
    What cannot be read as a notebook counts as work as it stands.
    """
    try:
        cells = [
            (cell["cell_type"], "".join(cell["source"]).rstrip(), cell.get("attachments", {}))
            for cell in json.loads(text)["cells"]
            if "".join(cell["source"]).strip()
        ]
        text = json.dumps(cells, sort_keys=True)
    except (ValueError, KeyError, TypeError, AttributeError):
        pass
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _whole(text):
    """A digest of all that stands in a file, whatever its line ends."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _version(text):
    """What the note says of a file with this text."""
    return {"whole": _whole(text), "work": work_in(text)}


def _text(content):
    """The text in some bytes; line ends do not matter, nor does a byte that is none."""
    return content.decode("utf-8", "replace").replace("\r\n", "\n")


def _read(path):
    return _text(path.read_bytes())


def _put(path, content):
    """Write bytes so that the file is, at any moment, the old one or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    scratch = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with open(scratch, "wb") as out:  # not mkstemp: its files are closed to a group
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        os.replace(scratch, path)
    finally:
        scratch.unlink(missing_ok=True)


def _free(path):
    """`path`, or the first of path-2, path-3, … that is not there."""
    found, number = path, 1
    while found.exists():
        number += 1
        found = path.with_name(f"{path.stem}-{number}{path.suffix}")
    return found


def _known(path):
    """What the note says was copied, {name: note}; nothing if it cannot be read."""
    try:
        files = json.loads((path / MARKER).read_text(encoding="utf-8"))["files"]
        return {name: dict(note) for name, note in files.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def renew(course, name=NAME):
    """Make or renew the student's folder `name` in `course`; return its path and lines to say.

    Raises ValueError where the name may not be used or the course is not there. Nothing that a
    student typed is changed, whatever is wrong with the note of what was copied.
    """
    course = course_at(course)
    path = chosen(course, name)
    path.mkdir(exist_ok=True)
    if not (path / MARKER).exists():
        _note(path, {})  # first: a folder that is half made must be known as the student's
    if not (path / ".gitignore").exists():
        _put(path / ".gitignore", b"# Yours: git leaves all of this folder alone.\n*\n")
    files, said = _known(path), []
    before = json.dumps(files)
    try:
        for key, content in _offered(course):
            files[key] = _renew_one(content, path, key, files.get(key, {}), said)
    finally:  # also when the disk is full half way: what was copied is known
        if json.dumps(files) != before:
            _note(path, files)
    return path, said


def mark(path):
    """Make the folder `path`, which has files of the course and nothing else, a student's folder.

    JupyterLite's is made so, where nobody can run `renew`.
    """
    made = [one for one in sorted(path.rglob("*")) if one.is_file()]
    _note(path, {one.relative_to(path).as_posix(): _version(_read(one)) for one in made})


def _note(path, files):
    text = json.dumps({"about": ABOUT, "version": 1, "files": files}, indent=1, sort_keys=True)
    _put(path / MARKER, (text + "\n").encode())


def _offered(course):
    """What a student gets: the name in the folder and the content, for one file after the other."""
    for kind in FOLDERS:
        for source in sorted((course / kind).glob("[0-9][0-9]-*.ipynb")):
            yield f"{kind}/{source.name}", source.read_bytes()
    # Lessons lead to the list of lessons in ../README.md; its own links hold here as well.
    readme = course / "README.md"
    if readme.is_file() and (
        table := re.search(r"## The lessons\n.*?(?=\n## |\Z)", _read(readme), re.S)
    ):
        yield "README.md", (LEAD + table[0].strip() + "\n").encode()
    for name in HELP:  # and leads on to these
        found = course / name
        for path in sorted(found.glob("*.md")) if found.is_dir() else [found]:
            if path.is_file():
                yield path.relative_to(course).as_posix(), path.read_bytes()


def _renew_one(content, path, key, note, said):
    """Bring one copy up to date; return its note: the version it is of, and the work in that."""
    target, new = path / PurePosixPath(key), _text(content)
    now = _version(new)
    if not target.exists():
        _put(target, content)
        return now
    if note.get("whole") == now["whole"]:
        return note
    old = _read(target)
    if work_in(old) == now["work"]:  # nothing new to read; what was run in it may stay
        if _whole(old) == note.get("whole"):
            _put(target, content)
        return now
    if work_in(old) == note.get("work"):
        _replace(target, content, old, note, path, key, said)
        return now
    if note.get("seen") == now["whole"] or note.get("work") == now["work"]:
        return note  # told once; or the course changed no word
    return note | {"seen": now["whole"], "beside": _beside(target, content, note, now, said, path)}


RENEWED = "{file} has changed in the course: your copy, in which nothing was typed, is renewed."
RENEWED_KEPT = (
    "{file} has changed in the course: your copy, in which nothing was typed, is renewed; what you "
    "ran is in {kept}."
)


def _replace(target, content, old, note, path, key, said):
    """Renew an untouched copy; what was run in it is kept."""
    line = RENEWED.format(file=key)
    if _whole(old) != note["whole"]:
        kept = _free(path / "earlier" / date.today().isoformat() / PurePosixPath(key))
        _put(kept, target.read_bytes())
        line = RENEWED_KEPT.format(file=key, kept=kept.relative_to(path).as_posix())
    _put(target, content)
    said.append(line)


def _beside(target, content, note, now, said, path):
    """Put the new version beside a touched copy; return [its name, the work in it]."""
    last = note.get("beside")
    place = target.with_name(last[0]) if last else None
    if not (place and place.exists() and work_in(_read(place)) == last[1]):
        place = _free(target.with_name(f"{target.stem}-new-version{target.suffix}"))
    _put(place, content)
    said.append(
        f"{target.relative_to(path).as_posix()} has changed in the course: yours stays as it is, "
        f"the new version is beside it, {place.name}."
    )
    return [place.name, now["work"]]


def main(arguments=None):
    """The command; returns 1, with a reason in words, where it could not be done."""
    parser = argparse.ArgumentParser(
        prog="python -m gammalab.work", description=__doc__.split("\n\n")[0]
    )
    parser.add_argument("name", nargs="?", default=NAME, help=f"of your folder ({NAME})")
    parser.add_argument("--course", help="the folder of the course")
    asked = parser.parse_args(arguments)
    try:
        path, said = renew(asked.course, asked.name)
    except ValueError as fault:
        print(fault, file=sys.stderr)
        return 1
    except OSError as fault:
        print(
            f"Your folder could not be written: {fault}.\nWhat to do: check the free disk space, "
            "and that you may write in the course's folder. Nothing of yours was changed.",
            file=sys.stderr,
        )
        return 1
    print("\n".join([*said, f"Your notebooks are in {path.name}{os.sep}. Git leaves them alone."]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
