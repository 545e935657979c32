"""A contest of hedging rules, on worlds that nobody has seen.

    python -m gammalab.course.lesson_12.contest FOLDER              a table
    python -m gammalab.course.lesson_12.contest FOLDER --csv FILE   and the same as CSV

FOLDER holds a Python file for each submission, or a folder with one; each has a function
`policy(now)`. Each runs in a process of its own, is told the present step by step, has 2 seconds of
the processor a step, 60 in all and 1 GB a process (where the system can tell or limit it). Then it
is started anew, and must answer as before: what goes by the clock, by chance, or by the order of a
set has no score. The seed is drawn, and told at the end. `--ask-seed` repeats a contest: the seed
is asked for, or read from standard input, for submissions could read it on the command line.

All files are read before anybody runs, and each runs in a folder of its own. No frame, no object
and no array of its process leads to a path, a seed or another submission: there is nothing to peek
at, as there is in a notebook. But a submission runs with your rights on this machine: it could stop
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
from .peeking import ASKED, anew, ask_again
from .playing import Failed, play
from .report import range_in_words, signed
from .rules import BAND, RULES

MONTHS = 4000  # twice those of a score: nobody waits for it
COLUMNS = ("rank", "name", "score", "error", "against the band", "its error", "why")


def run(entry: Entry, months, seed, step=apart.STEP, whole=apart.WHOLE) -> Entry:
    """One submission, played through all worlds in a process and a folder of its own; and asked
    once more in others."""
    if entry.why:
        return entry
    try:
        with _started(entry, step, whole) as player:
            played, said, why = _played(player, months, seed)
        with _started(entry, step, whole, order=1) as player:
            for world, answers in zip(worlds.worlds(months, seed), said, strict=True):
                anew(player, world, worlds.BPS, answers)
    except Failed as fault:
        return replace(entry, why=_plain(fault))
    except RuntimeError as fault:
        return replace(entry, why=str(fault))
    return replace(entry, played=tuple(played), why=why)


@contextlib.contextmanager
def _started(entry, step, whole, order=0):
    """A submission's process, its file loaded, in a folder that holds what was handed in."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        for name, content in (entry.kept or {entry.path.name: entry.path.read_bytes()}).items():
            copy = Path(folder, name)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(content)
        with apart.Apart(Path(folder, entry.path.name), step, whole, order) as player:
            player.load()
            yield player


def _played(player, months, seed):
    """([Played], what it said to a few paths of each world, what it seems to mean or "")."""
    played, few = [], []
    for world in worlds.worlds(months, seed):
        said: dict = {}
        with explained(player):
            one = play(player, world, said=said)
        ask_again(player, world.copied(), worlds.BPS, said)
        played.append(one)
        few.append(
            {side: [one[:ASKED].copy() for one in of_side] for side, of_side in said.items()}
        )
    met = ranks.ranked(played)
    names = [one.world for one in met]
    band = [one for one in course(months, seed)[BAND] if one.world in names]
    return played, few, otherwise(player) if careless(met, band) else ""


def _plain(fault):
    return str(fault).replace("RuntimeError: ", "")


def contest(folder, months=MONTHS, seed=None, workers=1, **limits) -> list[dict]:
    """Rows of COLUMNS: those with a score first, by score; then those without, and why. For one far
    behind, too, "why" says what it seems to mean by its answers, where that explains it.

    workers: submissions that run side by side; no number depends on it. As many rules as were
    handed in count in the errors that a verdict needs, whether they ran or not.

    The course's own rules are in the table, too, in brackets.
    """
    months, workers = even_months(months), whole_number("workers", workers)
    handed_in = entries(folder)
    seed = secrets.randbits(48) if seed is None else seed
    ours = course(months, seed)  # drawn and played once, before anybody runs
    with ThreadPoolExecutor(workers) as pool:
        done = list(pool.map(lambda one: run(one, months, seed, **limits), handed_in))
    table = {f"[{name}]": played for name, played in ours.items()}
    band = ranks.ranked(table[f"[{BAND}]"])
    table |= {one.name: list(one.played) for one in done if one.played}
    ranges = ranks.rank_ranges(table, rules=len(handed_in) + len(RULES))
    rows, means = [], {one.name: one.why for one in done}
    for name in ranks.in_order(table):
        score, apart_ = ranks.score(table[name]), ranks.gap(ranks.ranked(table[name]), band)
        row = ranges[name], name, *score, *apart_, means.get(name, "")
        rows.append(dict(zip(COLUMNS, row, strict=True)))
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
        said = f"{range_in_words(row['rank']):>7s}  {row['name']:{wide}s}  {score:15s}  {gap}"
        lines.append(f"{said}  {row['why']}".rstrip())
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
