"""Item statistics of a class, from the files of records that students hand in; no server.

    python -m gammalab.check.classroom FOLDER              a table
    python -m gammalab.check.classroom FOLDER --csv FILE   and the same as CSV

FOLDER holds one folder for each student (nbgrader's ``submitted/`` will do), or one ``.jsonl`` file
for each. Per question and problem: how many tried it, the share right, attempts, minutes, what went
wrong most often, and how well it tells strong from weak students, and from how many students that
is known. No student is named: a table is shown to others. A file is called by its place in the
order of names.
"""

from __future__ import annotations

import argparse
import csv
import io
import sys
from collections import Counter
from pathlib import Path

import numpy as np

from gammalab._command import end

from . import record, words
from .misconceptions import BANK
from .progress import timed

COLUMNS = ("item", "students", "right", "first right", "points", "sure", "attempts", "hints",
           "minutes", "discrimination", "of", "commonest", "share", "in words")  # fmt: skip
FEWEST = 5  # students, for a correlation worth showing
ITEM = {"answer": "question", "check": "problem", "hint": "problem"}


def students(folder: str | Path) -> tuple[dict[str, list[dict]], list[str]]:
    """The records of each student by name, and what could not be read, in words without a name.

    A student is a folder in `folder`, or a file directly in it. Raises ValueError where there is no
    such folder.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise ValueError(f"folder must be the folder of the files handed in, got {str(folder)!r}")
    found, said = {}, []
    paths = sorted(folder.rglob("*.jsonl"))
    for number, path in enumerate(paths, start=1):
        parts = path.relative_to(folder).parts
        called = f"file {number} of {len(paths)}, in the order of their names"
        if not path.is_file():  # reading a pipe would wait for ever
            said.append(f"{called}: is no file")
            continue
        try:
            good, bad = record.read(path)
        except OSError as fault:
            said.append(f"{called}: {fault.strerror or type(fault).__name__}")
            continue
        if bad:
            how = words.CLASS_UNREAD_ONE if len(bad) == 1 else words.CLASS_UNREAD
            said.append(how.format(file=called, bad=len(bad), all=len(bad) + len(good)))
        name = parts[0] if len(parts) > 1 else path.stem
        if good:
            found.setdefault(name, {}).update({one["id"]: one for one in good})
    if not paths:
        said.append(f"no .jsonl file in {folder}")
    if without := sum(place.is_dir() and place.name not in found for place in folder.iterdir()):
        said.append(f"folders without a record: {without}")
    return {name: list(ones.values()) for name, ones in found.items()}, said


def statistics(records: dict[str, list[dict]]) -> list[dict]:
    """One row of `COLUMNS` for each question and problem; shares from 0 to 1, None if unknown.

    A student has solved an item whose best answer is right; `points` is the share earned at the
    best attempt, where a problem gives points for its parts. `discrimination` is the correlation,
    over students, of having solved it with the share of all other items which they solved; `of` is
    how many students that is taken from, and below `FEWEST` there is none.
    """
    tries = {}  # item -> student -> its records in order
    minutes = {}
    for student, ones in records.items():
        for one, spent in timed(ones):
            if item := one[ITEM[one["kind"]]] if one["kind"] in ITEM else "":
                tries.setdefault(item, {}).setdefault(student, []).append(one)
                minutes.setdefault(item, Counter())[student] += spent
    solved = {
        item: {who: any(map(_right, ones)) for who, ones in by.items() if any(map(_tried, ones))}
        for item, by in tries.items()
    }
    return [
        _row(item, tries[item], minutes[item], solved)
        for item in sorted(tries, key=lambda item: (item[:2].strip(".").zfill(2), item))
    ]


def _tried(one):
    return one["kind"] == "answer" or one["kind"] == "check" and one["state"] != "not attempted"


def _right(one):
    return one["right"] if one["kind"] == "answer" else one.get("state") == "right"


def _share(one):
    return one["points"] / one["of"] if one["of"] else float(_right(one))


def _row(item, by, minutes, solved):
    attempts = {who: list(filter(_tried, ones)) for who, ones in by.items()}
    attempts = {who: ones for who, ones in attempts.items() if ones}
    wrong = Counter(  # each student's way to go wrong counts once
        what
        for ones in attempts.values()
        for what in {one.get("idea") or one.get("message", "") for one in ones if not _right(one)}
        if what
    )
    common, times = wrong.most_common(1)[0] if wrong else ("", 0)
    firsts = [ones[0] for ones in attempts.values()]
    sure = [one["sure"] == "sure" for one in firsts if one["kind"] == "answer"]
    hints = [sum(one["kind"] == "hint" for one in ones) for ones in by.values()]
    idea = BANK.get(common)
    values = (
        item,
        len(attempts),
        _mean(solved[item].values()),
        _mean(_right(ones[0]) for ones in attempts.values()),
        _mean(max(map(_share, ones)) for ones in attempts.values() if ones[0]["kind"] == "check"),
        _mean(sure),
        _mean(len(ones) for ones in attempts.values()),
        _mean(hints),
        float(np.median(list(minutes.values()))),
        *_discrimination(item, solved),
        common if idea else ("message" if common else ""),
        times / len(attempts) if attempts else None,
        idea.thought if idea else common,
    )
    return dict(zip(COLUMNS, values, strict=True))


def _mean(values):
    values = list(values)
    return float(np.mean(values)) if values else None


def _discrimination(item, solved):
    pairs = []
    for who, right in solved[item].items():
        rest = [by[who] for other, by in solved.items() if other != item and who in by]
        if rest:
            pairs.append((right, np.mean(rest)))
    own, others = np.array(pairs, dtype=float).reshape(-1, 2).T
    if len(pairs) < FEWEST or min(np.ptp(own), np.ptp(others)) < 1e-9:  # all alike
        return None, len(pairs)
    return float(np.corrcoef(own, others)[0, 1]), len(pairs)


# ---- the command --------------------------------------------------------------------------------


def as_csv(rows: list[dict]) -> str:
    """The rows as CSV text, numbers to four figures; what could be taken for a formula is quoted.

    >>> print(as_csv([]).strip())
    item,students,right,first right,points,sure,attempts,hints,minutes,discrimination,of,commonest,share,in words
    """  # noqa: E501
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow([_cell(value) for value in row.values()])
    return out.getvalue()


def _cell(value):
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.4g}"
    text = _printable(value)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t") else text  # spreadsheets run these


def _printable(value):
    """Text without what a terminal obeys: a file may come from anywhere."""
    return "".join(one if one.isprintable() else "?" for one in str(value))


def as_table(rows: list[dict]) -> str:
    """The rows as text, a line each; what went wrong most often in its own words below it."""
    head = COLUMNS[:-1]
    lines = [head, *([_short(row[name]) for name in head] for row in rows)]
    widths = [max(len(line[k]) for line in lines) for k in range(len(head))]
    told = []
    for line, row in zip(lines, [None, *rows], strict=True):
        told.append("  ".join(c.ljust(w) for c, w in zip(line, widths, strict=True)).rstrip())
        if row and row["in words"]:
            told.append(f"    {_printable(row['in words'])}")
    return "\n".join(told)


def _short(value):
    if isinstance(value, float):
        return f"{value:.2f}"
    return "" if value is None else _printable(value)


def main(arguments: list[str] | None = None) -> int:
    """The command; returns 1, with a reason in words, where it could not be done."""
    parser = argparse.ArgumentParser(
        prog="python -m gammalab.check.classroom", description=__doc__.split("\n\n")[0]
    )
    parser.add_argument("folder", help="of the files that students handed in")
    parser.add_argument("--csv", metavar="FILE", help="write the same as CSV")
    asked = parser.parse_args(arguments)
    try:
        records, said = students(asked.folder)
        rows = statistics(records)
        if asked.csv:
            Path(asked.csv).write_text(as_csv(rows), encoding="utf-8")
    except (ValueError, OSError) as fault:
        print(fault, file=sys.stderr)
        return 1
    print(as_table(rows))
    print(words.CLASS_ONE if len(records) == 1 else words.CLASS.format(students=len(records)))
    for line in said:
        print(line, file=sys.stderr)
    return 0


if __name__ == "__main__":
    end(main)
