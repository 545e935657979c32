"""What was handed in to a contest: a folder's files, read before anybody runs."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path

from gammalab._validate import fail

from .playing import Played

NOT_PYTHON = {
    ".ipynb": "a notebook: hand in a Python file with a function `policy(now)`",
    ".py": "its name must end in .py, in small letters",
}


@dataclass(frozen=True)
class Entry:
    """A submission: its name, its file, what came of it; why: the reason for no score, or for one
    that is far behind. kept: what is to stand in the folder that it runs in, by path from there."""

    name: str
    path: Path
    played: tuple[Played, ...] = ()
    why: str = ""
    kept: dict[str, bytes] = field(default_factory=dict, repr=False)


def entries(folder) -> list[Entry]:
    """The submissions of a folder, each under a name of its own. ValueError where there is no
    folder, or none in it.

    One that cannot be told or read (a folder with several files and no policy.py, a link to
    nowhere, a notebook) has a reason. Hidden files are none.
    """
    folder = Path(folder)
    if not folder.is_dir():
        fail("folder", str(folder), "the folder of the submissions")
    found = []
    for path in sorted(folder.iterdir()):
        if path.name.startswith((".", "_")):
            continue
        try:
            entry = _entry(path)
        except OSError as error:  # of one file: the others play
            entry = Entry(path.stem, path, why=f"it cannot be read: {error.strerror or error}")
        if entry is not None:
            found.append(entry)
    if not found:
        fail("folder", str(folder), "a folder with a Python file for each submission")
    return _with_names(found)


def _entry(path):
    """A file or a folder as a submission; None for what is none, such as a list of marks."""
    if path.is_dir() and path.suffix != ".py":
        files = sorted(file for file in path.rglob("*.py") if not _hidden(file, path))
        files = [file for file in files if file.is_file()]
        named = [file for file in files if file.name == "policy.py"] or files
        if not named:
            return Entry(path.name, path, why="no Python file in it")
        if len(named) > 1:
            why = f"{len(named)} files, and not one policy.py"
            return Entry(path.name, named[0], why=why)
        return Entry(path.name, named[0], kept=_files(named[0].parent))
    if path.suffix == ".py" and not path.is_file():  # a folder, a pipe: reading might never end
        return Entry(path.stem, path, why="it is no file, or leads nowhere")
    if path.suffix == ".py":
        return Entry(path.stem, path, kept={path.name: path.read_bytes()})
    if why := NOT_PYTHON.get(path.suffix.lower()):
        return Entry(path.stem, path, why=why)
    return None


def _hidden(file, folder):
    return any(part.startswith((".", "__")) for part in file.relative_to(folder).parts[:-1])


def _files(folder):
    """All files of a submission's own folder, by path from there."""
    files = (file for file in sorted(folder.rglob("*")) if file.is_file())
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in files}


def _with_names(found):
    """Names that tell all apart, fit a line, and are none of the course's, which stand in brackets.

    A file and a folder of one name are told by their endings.
    """
    shown = [_printable(one.name) for one in found]
    many = Counter(shown)
    whole = [
        _printable(one.path.name if one.name == one.path.stem else f"{one.name}/")
        if many[name] > 1
        else name
        for one, name in zip(found, shown, strict=True)
    ]
    again = Counter(whole)
    told = []
    for number, (one, name) in enumerate(zip(found, whole, strict=True), 1):
        name = f"{name} ({number})" if again[name] > 1 else name
        told.append(replace(one, name=name.replace("[", "(").replace("]", ")")))
    return told


def _printable(name):
    """A name without what would break a line, or cannot be written."""
    return "".join(
        letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in name
    )
