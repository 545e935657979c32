"""What a student did, kept: one file of JSON lines in the student's folder, one record a line.

Records are only ever appended, whole lines at a time and under a lock, so that two notebooks at
once, a full disk or a kill in the middle of a line lose nothing that was there. What cannot be
read is moved to a file beside it. Outside of a student's folder, and while notebooks are tested or
graded, records stay in memory: what is built and tested must be the same on every machine.

A record has `kind`, `at` (UTC), `id`, and by its kind:

==========  =======================================================================
answer      question, place ("predict", "quiz 02", …), version, option, idea, right, sure
check       problem, state, message (its wording without numbers and code), points, of
hint        problem, level
puzzle      puzzle (of which lab), number, said
==========  =======================================================================

What is made of the records stands in `progress.py` and `classroom.py`.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import sys
import time
import weakref
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from textwrap import shorten

from gammalab import work

from . import words

try:
    import fcntl

    fcntl.flock  # noqa: B018  (a browser's Python has the module, and no locks in it)
except (ImportError, AttributeError):  # Windows
    fcntl = None
try:
    import msvcrt
except ImportError:
    msvcrt = None

NAME = "progress.jsonl"
MOST_POINTS = 1000  # of a problem: what says more was not written by the course
PATIENCE = 5.0  # seconds for another notebook to finish writing
FIELDS = {
    "answer": {"question": str, "place": str, "version": str, "option": int, "right": bool,
               "sure": str},
    "check": {"problem": str, "state": str, "message": str, "points": int, "of": int},
    "hint": {"problem": str, "level": int},
    "puzzle": {"puzzle": str, "number": int, "said": str},
}  # fmt: skip

_unsaved: list[dict] = []  # what is not in a file: not yet, or not at all
_seen_folder = None  # a notebook may walk out of its folder: what it does still belongs there
_trouble = ""  # why the last record could not be written, in words
watching = weakref.WeakSet()  # questions and labs on the page: `refresh()` is called at an answer


def file() -> Path | None:
    """The student's file of records; None when testing or grading, or outside of a folder."""
    global _seen_folder
    if work.unattended():
        return None
    with suppress(OSError):  # the folder that Python runs in may be gone
        _seen_folder = work.folder() or _seen_folder
    return _seen_folder and _seen_folder / NAME


def where() -> str:
    """A sentence for the student when answers are not kept; "" when all is well."""
    if work.unattended():
        return ""
    if _trouble:
        return _trouble
    if file() is None:
        return words.IN_A_BROWSER if sys.platform == "emscripten" else words.OUTSIDE
    return ""


def note(kind: str, **fields) -> dict:
    """Keep one record, in the file if there is one; never raises for a disk that refuses.

    A record that could not be written is kept in memory and written with the next one.
    """
    global _trouble
    record = {"kind": kind, "at": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")}
    record |= {"id": secrets.token_hex(6), **fields}
    _unsaved.append(record)
    place = file()
    if place is not None:
        try:
            append(place, _unsaved)
        except OSError as fault:
            _trouble = (
                f"Not saved yet ({fault.strerror or fault}): {place.name} could not be written. "
                "It is tried again with your next answer; until then the kernel remembers."
            )
        else:
            _unsaved.clear()
            _trouble = ""
    if kind == "answer":
        for view in list(watching):
            view.refresh()
    return record


def records() -> tuple[list[dict], str]:
    """All records, oldest first, and a sentence about what had to be set aside ("" if nothing)."""
    place, said = file(), ""
    if place is None:
        return list(_unsaved), said
    try:
        good, bad = read(place)
    except OSError as fault:
        return list(_unsaved), f"{place.name} could not be read ({fault.strerror or fault})."
    if bad:
        try:
            said = set_aside(place)
            good, _ = read(place)
        except OSError:  # Windows replaces no file that is open; what is whole counts all the same
            said = words.unread(len(bad), place.name, len(good))
    return good + _unsaved, said


# ---- the file -----------------------------------------------------------------------------------


def append(place: Path, new: list[dict]) -> None:
    """Append records to a file, all of them or none.

    Raises OSError (disk full, no permission, locked for too long); the file then is as it was.
    """
    lines = "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in new).encode()
    with _locked(place) as handle:
        size = os.lseek(handle, 0, os.SEEK_END)
        if size and _last_byte(handle, size) != b"\n":
            lines = b"\n" + lines  # somebody was killed in the middle of a line: end it
        try:
            if os.write(handle, lines) != len(lines):
                raise OSError(28, "No space left on device")
        except OSError:
            os.ftruncate(handle, size)
            raise


def read(place: Path) -> tuple[list[dict], list[bytes]]:
    """The sound records of a file in order, each once, and the lines that are none."""
    try:
        content = place.read_bytes()
    except FileNotFoundError:
        return [], []
    good, bad = {}, []
    for line in filter(None, map(bytes.strip, content.split(b"\n"))):
        record = _parsed(line)
        if record is None:
            bad.append(line)
        else:
            good.setdefault(record["id"], record)
    return list(good.values()), bad


def set_aside(place: Path) -> str:
    """Move the lines that cannot be read into a file beside; say so in a sentence.

    Raises OSError where that cannot be done; then nothing is changed.
    """
    with _locked(place):
        good, bad = read(place)  # again: under the lock, no line is still being written
        if not bad:
            return ""
        beside = place.with_name(f"{place.stem}-damaged.txt")
        with open(beside, "ab") as out:
            out.write(b"\n".join(bad) + b"\n")
            out.flush()
            os.fsync(out.fileno())
        scratch = place.with_name(f".{place.name}.{os.getpid()}.part")
        try:
            with open(scratch, "wb") as out:
                out.writelines(json.dumps(one, ensure_ascii=False).encode() + b"\n" for one in good)
                out.flush()
                os.fsync(out.fileno())
            os.replace(scratch, place)
        finally:
            scratch.unlink(missing_ok=True)
    return words.set_aside(len(bad), place.name, len(good), beside.name)


def begin_again() -> str:
    """Put the file under another name, so that all starts anew; return that name ("" if none).

    Raises OSError where that cannot be done; then nothing is changed.
    """
    place, new = file(), ""
    if place is not None and place.exists():
        day, number = time.strftime("%Y-%m-%d"), 1
        kept = place.with_name(f"{place.stem}-until-{day}.jsonl")
        while kept.exists():
            number += 1
            kept = place.with_name(f"{place.stem}-until-{day}-{number}.jsonl")
        os.rename(place, kept)  # who writes at this moment writes into the old file
        new = kept.name
    _unsaved.clear()
    for view in list(watching):
        view.refresh()
    return new


@contextmanager
def _locked(place):
    """The open file, for this process alone; TimeoutError when another holds it for too long."""
    end = time.monotonic() + PATIENCE
    while True:
        handle = os.open(place, os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0))
        try:
            _lock(handle, end)
            # Not replaced while we waited; where there are no locks, nobody was waited for.
            if not (fcntl or msvcrt) or _is_still(place, handle):
                yield handle
                return
        finally:
            os.close(handle)  # and with it the lock


def _lock(handle, end):
    while True:
        try:
            if fcntl:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            elif msvcrt:  # locks bytes; one far behind the end keeps nobody from reading
                os.lseek(handle, 1 << 30, os.SEEK_SET)
                msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
            return
        except OSError as fault:
            if fault.errno not in (11, 13, 35, 36):  # a file system without locks: write without
                return
            if time.monotonic() > end:
                raise TimeoutError(11, "another notebook is writing") from None
            time.sleep(0.005)


def _is_still(place, handle):
    try:
        return os.path.samestat(os.stat(place), os.fstat(handle))
    except FileNotFoundError:
        return False


def _last_byte(handle, size):
    os.lseek(handle, size - 1, os.SEEK_SET)
    return os.read(handle, 1)


def _parsed(line):
    """The record in a line, or None; a kind that is not known (yet) passes as it is."""
    try:
        record = json.loads(line)
        datetime.strptime(record["at"], "%Y-%m-%dT%H:%M:%SZ")
        known = isinstance(record["kind"], str) and isinstance(record["id"], str)
        fields = FIELDS.get(record["kind"], {})
        sound = all(type(record[name]) is type_ for name, type_ in fields.items())
        sound &= type(record.get("idea")) in (str, type(None))
        if record["kind"] == "check":
            sound &= 0 <= record["points"] <= record["of"] <= MOST_POINTS
        line.decode()
        json.dumps(record, ensure_ascii=False).encode()  # half a character cannot be written again
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return record if known and sound else None


def moment(record: dict) -> datetime:
    """When a record was made."""
    return datetime.strptime(record["at"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)


def wording(message: str) -> str:
    """The cause that a message names, without what differs from student to student.

    That is code, numbers, in how many cases and in which it shows. 120 characters at most.

    >>> wording("for `hedge(d=0.3)` yours is 0.31: the sign is wrong. Wrong in 3 of the 9 cases.")
    'for … yours is …: the sign is wrong.'
    """
    cause = re.split(r" (?=Wrong in |Yours gives )", message)[0]
    cause = re.sub(r"`[^`]*`|(?<![\w.])-?\d[\d.,]*(?:e[+-]?\d+)?(?<![.,])", "…", cause)
    return shorten(cause, 120, placeholder=" …")
