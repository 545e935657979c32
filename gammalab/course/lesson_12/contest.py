"""A contest of hedging rules, on worlds that nobody has seen.

    python -m gammalab.course.lesson_12.contest FOLDER              a table
    python -m gammalab.course.lesson_12.contest FOLDER --csv FILE   and the same as CSV

FOLDER holds a Python file for each submission, or a folder with one; each has a function
`policy(now)`. Each runs in a process of its own, is told the present step by step, has 2 seconds a
step, 60 in all and 1 GB a process (where the system can limit it). The seed is drawn, and told at
the end. `--ask-seed` repeats a contest: the seed is asked for, or read from standard input, for
submissions could read it on the command line. All files are read before anybody runs, and each
runs in a folder of its own. But a submission runs with your rights on this machine: it could stop
the contest, or read its memory. What you would not run yourself, run in a container.
"""

from __future__ import annotations

import argparse
import contextlib
import csv
import getpass
import os
import secrets
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from gammalab._command import end
from gammalab._validate import fail, whole_number

from . import apart, ranks, worlds
from .capstone import course, even_months
from .entries import Entry, entries
from .meant import careless, explained, otherwise
from .peeking import ask_again
from .playing import Failed, play
from .report import range_in_words, signed
from .rules import BAND, RULES

MONTHS = 4000  # twice those of a score: nobody waits for it
COLUMNS = ("rank", "name", "score", "error", "against the band", "its error", "why")


def run(entry: Entry, months, seed, step=apart.STEP, whole=apart.WHOLE) -> Entry:
    """One submission, played through all worlds in a process and a folder of its own."""
    if entry.why:
        return entry
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        for name, content in (entry.kept or {entry.path.name: entry.path.read_bytes()}).items():
            copy = Path(folder, name)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(content)
        return _run(entry, Path(folder, entry.path.name), months, seed, step, whole)


def _run(entry, path, months, seed, step, whole):
    played = []
    try:
        with apart.Apart(path, step, whole) as player:
            player.load()
            for world in worlds.worlds(months, seed):
                said: dict = {}
                with explained(player):
                    one = play(player, world, said=said)
                ask_again(player, world.copied(), worlds.BPS, said)
                played.append(one)
            band = ranks.ranked(course(months, seed)[BAND])
            why = otherwise(player) if careless(ranks.ranked(played), band) else ""
    except Failed as fault:
        return replace(entry, why=_plain(fault))
    except RuntimeError as fault:
        return replace(entry, why=str(fault))
    return replace(entry, played=tuple(played), why=why)


def _plain(fault):
    return str(fault).replace("RuntimeError: ", "")


def contest(folder, months=MONTHS, seed=None, workers=1, **limits) -> list[dict]:
    """Rows of COLUMNS: those with a score first, by score; then those without, and why.

    workers: submissions that run side by side; no number depends on it. As many rules as were
    handed in count in the errors that a verdict needs, whether they ran or not.

    The course's own rules are in the table, too, in brackets.
    """
    months, workers = even_months(months), whole_number("workers", workers)
    handed_in = entries(folder)
    seed = secrets.randbits(48) if seed is None else seed
    worlds.worlds(months, seed)  # drawn once, before anybody runs
    with ThreadPoolExecutor(workers) as pool:
        done = list(pool.map(lambda one: run(one, months, seed, **limits), handed_in))
    table = {f"[{name}]": played for name, played in course(months, seed).items()}
    band = ranks.ranked(table[f"[{BAND}]"])
    table |= {one.name: list(one.played) for one in done if one.played}
    ranges = ranks.rank_ranges(table, rules=len(handed_in) + len(RULES))
    rows = []
    for name in ranks.in_order(table):
        score, apart_ = ranks.score(table[name]), ranks.gap(ranks.ranked(table[name]), band)
        rows.append(dict(zip(COLUMNS, (ranges[name], name, *score, *apart_, ""), strict=True)))
    for one in done:
        if not one.played:
            rows.append(dict.fromkeys(COLUMNS) | {"name": one.name, "why": one.why})
    return rows


def as_table(rows) -> str:
    """The rows as text; a rank is a range, and rules whose ranges overlap may be level."""
    wide = max(len(row["name"]) for row in rows)
    lines = [f"{'rank':>7s}  {'':{wide}s}  score            against the band"]
    for row in rows:
        if row["rank"] is None:
            lines.append(f"{'–':>7s}  {row['name']:{wide}s}  {row['why']}")
            continue
        gap = (
            ""
            if row["name"] == f"[{BAND}]"
            else (f"{signed(row['against the band'])} ± {row['its error']:.3f}")
        )
        score = f"{signed(row['score'])} ± {row['error']:.3f}"
        lines.append(
            f"{range_in_words(row['rank']):>7s}  {row['name']:{wide}s}  {score:15s}  {gap}".rstrip()
        )
    return "\n".join(lines)


def _seed():
    """A seed from standard input, of which nothing is left for those who look for it."""
    if sys.stdin.isatty():
        told = getpass.getpass("Seed: ")
    else:
        told = sys.stdin.readline()
        with contextlib.suppress(OSError, ValueError):  # a file could be read again
            nothing = os.open(os.devnull, os.O_RDONLY)
            os.dup2(nothing, sys.stdin.fileno())
            os.close(nothing)
    if not told.strip().isdigit():
        fail("seed", told.strip(), "a whole number, 0 or more")
    return int(told)


def main(arguments=None) -> int:
    """The command; returns 1, with a reason in words, where it could not be done."""
    parser = argparse.ArgumentParser(
        prog="python -m gammalab.course.lesson_12.contest", description=__doc__.split("\n\n")[0]
    )
    parser.add_argument("folder", help="of the submissions")
    parser.add_argument("--months", type=int, default=MONTHS, help="of each world (%(default)s)")
    parser.add_argument(
        "--ask-seed", action="store_true", help="of the worlds, from standard input, not drawn"
    )
    parser.add_argument("--workers", type=int, default=1, help="submissions at the same time")
    parser.add_argument("--csv", metavar="FILE", help="write the same as CSV")
    asked = parser.parse_args(arguments)
    try:
        seed = _seed() if asked.ask_seed else secrets.randbits(48)
        rows = contest(asked.folder, asked.months, seed, asked.workers)
        if asked.csv:
            with open(asked.csv, "w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, COLUMNS)
                writer.writeheader()
                for row in rows:
                    ends = range_in_words(row["rank"]) if row["rank"] else ""
                    writer.writerow({**row, "rank": ends})
    except (ValueError, OSError) as fault:
        print(fault, file=sys.stderr)
        return 1
    print(as_table(rows))
    print(f"Seed {seed}, {asked.months} months of each world. A rank is a range: within it, noise.")
    return 0


if __name__ == "__main__":
    end(main)
