"""A student's work as one file: packed to be kept elsewhere, and taken up again.

What counts as work: notebooks of the course in which something was typed, whatever else the
student put into the folder, and the record of answers. Taking up follows the rules of
`gammalab.work`: what was typed here is never replaced; what differs is put beside it.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from gammalab import work

from . import record

NAME = "my-work.zip"
ABOUT = "gammalab-work.txt"  # in the file: whoever finds it has found a student's work
LINE = "Work of a student of gammalab, version 1. Take it up with the button of lesson 00.\n"
MOST = 100 << 20  # bytes, unpacked: a course worked through is a tenth of it
LEFT = {"earlier", "__pycache__"}  # made by the course, or by Python


def pack(folder: Path) -> tuple[bytes, list[str]]:
    """The work in a student's folder as the bytes of a zip file, and the names in it.

    Raises ValueError when it is more than `MOST` bytes.
    """
    known, out = work._known(folder), io.BytesIO()
    names, size = [], 0
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr(ABOUT, LINE)
        for path in sorted(folder.rglob("*")):
            name = path.relative_to(folder).as_posix()
            if not path.is_file() or path.is_symlink() or not _is_work(name, path, known):
                continue
            size += path.stat().st_size
            if size > MOST:
                raise ValueError(
                    f"your folder holds more than {MOST >> 20} MB of work, with {name}; move what "
                    "is large out of it"
                )
            zipped.write(path, name)
            names.append(name)
    return out.getvalue(), names


def _is_work(name, path, known):
    """Whether a file is the student's: typed into, or none that the course put there."""
    parts = PurePosixPath(name).parts
    if any(part.startswith(".") for part in parts) or parts[0] in LEFT:
        return False
    beside = {PurePosixPath(key).with_name(note["beside"][0]).as_posix(): note["beside"][1]
              for key, note in known.items() if note.get("beside")}  # fmt: skip
    made = known[name].get("work") if name in known else beside.get(name)
    return made is None or work.work_in(work._read(path)) != made


def take(folder: Path, content: bytes) -> list[str]:
    """Put the work in a file of `pack` into a student's folder; lines that say what was done.

    Nothing is written unless the whole file is sound. Raises ValueError, in words, when it is not.
    """
    files = _opened(content)
    known, said = work._known(folder), []
    for name, new in files.items():
        target = folder / PurePosixPath(name)
        if name == record.NAME:
            said.append(_merged(target, new))
        elif not target.exists():
            work._put(target, new)
            said.append(f"{name}: taken up.")
        elif work.work_in(work._text(new)) == work.work_in(old := work._read(target)):
            said.append(f"{name}: was here already.")
        elif name in known and work.work_in(old) == known[name].get("work"):
            work._put(target, new)  # nothing was typed here
            said.append(f"{name}: taken up.")
        else:
            place = work._free(target.with_name(f"{target.stem}-taken-up{target.suffix}"))
            work._put(place, new)
            said.append(f"{name}: yours here stays, the other is beside it, {place.name}.")
    return said


def _opened(content):
    """The files in a zip: {name: bytes}; ValueError where it is not one of ours."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as zipped:
            entries = [one for one in zipped.infolist() if not one.is_dir()]
            if ABOUT not in {one.filename for one in entries}:
                raise ValueError(f"this is no file of your work: the download is called {NAME}")
            if sum(one.file_size for one in entries) > MOST:
                raise ValueError(f"the file holds more than {MOST >> 20} MB; nothing was taken up")
            found = {one.filename: zipped.read(one) for one in entries if one.filename != ABOUT}
    except (
        zipfile.BadZipFile,
        EOFError,
        NotImplementedError,
        RuntimeError,
        OSError,
        zlib.error,
    ) as fault:
        raise ValueError(f"the file is damaged, or none of your work ({fault})") from None
    for name in found:
        parts = name.split("/")
        wrong = any(not part or part.startswith(".") or work.NOT_ON_WINDOWS.search(part)
                    for part in parts)  # fmt: skip
        if wrong or re.match(r"[A-Za-z]:", name):
            raise ValueError(f"the file holds {name!r}, which is no name of the course")
    return found


def _merged(target, new):
    """Add the records that are not here yet; a line that says how many."""
    scratch = target.with_name(f".{target.name}.taken")
    try:
        scratch.write_bytes(new)
        taken, _ = record.read(scratch)
    finally:
        scratch.unlink(missing_ok=True)
    here = {one["id"] for one in record.read(target)[0]}
    fresh = [one for one in taken if one["id"] not in here]
    if fresh:
        record.append(target, fresh)
    for view in list(record.watching):
        view.refresh()
    return f"Answers on record: {len(fresh)} taken up, {len(taken) - len(fresh)} were here already."
