"""Prices that cannot be right, or need a word: zero, spikes, splits, a high below the low."""

from __future__ import annotations

import numpy as np

from .._frames import pandas, shown
from .._validate import choice, fail
from .notes import Notes
from .words import ABOVE, BELOW, EXTREME, LEFT_EMPTY, MOSTLY_BLANK, OFTEN_BLANK

SPIKE = 3.0  # a factor away and back within two steps
ALONE = 0.1  # the logarithm by which a price that comes again is far from all others
JUMP = 0.34  # the logarithm of a step that needs a word: no index ever made one
RATIOS = (1.5, 2, 2.5, 3, 3.5, 4, 5, 6, 7, 8, 10, 15, 20, 25, 30, 40, 50, 100, 1000)
NEAR = 0.06  # of a ratio: the market moves on the day of a split, too
RETURNS = 0.2  # of prices, not above 0: they are none
STUCK = 5  # days in a row with one close
MANY = 0.05  # of rows with a high below the rest: the columns do not belong together


def above_zero(table, lines, zeros, notes: Notes):
    """(table, lines) without prices of zero or below, if the caller says so."""
    if zeros not in (None, "drop"):
        fail("zeros", zeros, "'drop', or left out")
    bad = table["close"].to_numpy() <= 0
    if bad.any():
        k = int(np.argmax(bad))
        if bad.mean() > RETURNS:
            raise ValueError(
                f"{notes.at(lines[k])}, close = {float(table['close'].iloc[k])!r} on "
                f"{shown(table.index[k])}: {bad.sum()} of {len(bad)} are not above 0; are these "
                "returns or changes? Name the column of the prices: column="
            )
        if zeros is None:
            raise ValueError(
                f"{notes.at(lines[k])}, close = {float(table['close'].iloc[k])!r} on "
                f"{shown(table.index[k])}: "
                f"a price must be above 0 ({bad.sum()} are not); give zeros='drop' to leave such "
                "rows out"
            )
        notes.dropped("with a price of zero or below", lines[bad])
    return table[~bad], lines[~bad]


def stuck(table, lines, filled, notes: Notes):
    """Days that only repeat a close go into the notes: many in a row, or any, where the weekends
    were `filled` so, too."""
    close = table["close"].to_numpy()
    same = np.r_[False, close[1:] == close[:-1]]
    runs = np.flatnonzero(np.r_[True, ~same[1:], True])
    long = np.repeat(np.diff(runs) >= STUCK, np.diff(runs)) & same
    if filled:
        notes.found("with the close of the day before: holidays filled in? Kept", lines[same])
    else:
        notes.found(f"with the close of the day before, {STUCK} or more in a row: kept",
                    lines[long])  # fmt: skip


def without_spikes(table, lines, spikes, notes: Notes, factor=SPIKE):
    """(table, lines, positions of the spikes kept); a price a factor away from both of its
    neighbours is asked about."""
    if spikes is not None:
        choice("spikes", spikes, ("drop", "keep"))
    logs = np.log(table["close"].to_numpy())
    if len(logs) < 3:
        return table, lines, []
    step, limit = np.diff(logs), np.log(factor)
    bad = np.zeros(len(logs), bool)
    there, back = step[:-1], step[1:]
    bad[1:-1] = (np.abs(there) > limit) & (np.abs(back) > limit) & (there * back < 0)
    # Two in a row, up and down, would each look like a spike: the odd one is far from the middle.
    bad &= np.abs(logs - np.median(logs)) > limit / 2
    # The first and the last have one neighbour.
    bad[0] |= abs(step[0]) > np.log(20) and abs(step[1]) < limit
    bad[-1] |= abs(step[-1]) > np.log(20) and abs(step[-2]) < limit
    if factor == SPIKE:
        bad |= _the_same_again(logs)
    if not bad.any():
        return table, lines, []
    if spikes is None:
        k = int(np.argmax(bad))
        near = k - 1 if k else 1
        times = np.exp(abs(logs[k] - logs[near]))
        said = ABOVE if logs[k] > logs[near] else BELOW
        raise ValueError(
            said.format(
                place=notes.at(lines[k]),
                spot=float(table["close"].iloc[k]),
                day=shown(table.index[k]),
                times=times,
            )
        )
    if spikes == "drop":
        notes.dropped("with a spike", lines[bad])
        return table[~bad], lines[~bad], []
    notes.assumed("a spike is a price", lines[bad])
    return table, lines, np.flatnonzero(bad)


def _the_same_again(logs):
    """Where one price, such as 9999, stands more than once, each time far from both neighbours, and
    no other price is near it: a source's word for nothing."""
    there, back = np.diff(logs)[:-1], np.diff(logs)[1:]
    alone = np.zeros(len(logs), bool)
    alone[1:-1] = (np.abs(there) > ALONE) & (np.abs(back) > ALONE) & (there * back < 0)
    word = np.zeros(len(logs), bool)
    values, counts = np.unique(logs[alone], return_counts=True)
    for value in values[counts > 1]:
        same = logs == value
        if alone[same].all() and (np.abs(logs[~same] - value) > ALONE).all():
            word |= same
    return word


def without_splits(table, lines, split, notes: Notes, kept=()):
    """The table; a jump as a split makes is asked about, but to a spike that is `kept`, and back.

    split: "keep": it was the market; "adjust": what came before is divided by the ratio; or the
    ratios by day, {"2020-08-31": 4}, for every jump, 1 for one that was the market's.
    """
    pd = pandas()
    if split is not None and split not in ("keep", "adjust") and not isinstance(split, dict):
        fail("split", split, "'keep', 'adjust', or ratios by day such as {'2020-08-31': 4}")
    answered = [at for k in kept for at in (k - 1, k) if 0 <= at < len(table) - 1]
    if isinstance(split, dict):
        for day, ratio in split.items():
            at = table.index.searchsorted(pd.Timestamp(day, tz=table.index.tz))
            if not 0 < at < len(table) or not isinstance(ratio, (int, float)) or not ratio > 0:
                fail("split", split, "days within the data, and ratios above 0")
            answered.append(at - 1)
            if ratio != 1:
                table = _divided(table, at, float(ratio), notes, lines)
    close = table["close"].to_numpy()
    step = np.diff(np.log(close))
    away = np.abs(step)
    ratios = np.log(np.array(RATIOS))
    high = away > JUMP
    high[answered] = False
    bad = np.flatnonzero(high) + 1
    if not bad.size or split == "keep":
        notes.assumed("a jump as a split makes is a move of the market", lines[bad])
        return table
    # A split's own ratio is not read off the jump: the market moves that day, too.
    nearest = ratios[np.argmin(np.abs(away[:, None] - ratios), axis=1)]
    if split != "adjust":
        k = int(bad[0])
        day, near = shown(table.index[k]), np.exp(nearest[k - 1])
        fits = abs(away[k - 1] - nearest[k - 1]) < NEAR
        example = f"{near if step[k - 1] < 0 else 1 / near:.3g}" if fits else "..."
        raise ValueError(
            f"{notes.at(lines[k])}, close = {float(close[k])!r} on {day}, after "
            f"{float(close[k - 1])!r}: a jump "
            f"by {np.exp(away[k - 1]):.3g}, as a split that is not adjusted makes ({bad.size} of "
            "them); give "
            "split='adjust', split='keep', or the ratio of each by day, "
            f"split={{{day!r}: {example}}}, 1 where the market moved"
        )
    for k in bad:
        if abs(away[k - 1] - nearest[k - 1]) >= NEAR:
            fail(
                "split",
                "adjust",
                f"'keep', or ratios by day: {shown(table.index[k])} fits no usual ratio",
            )
        ratio = np.exp(nearest[k - 1])
        table = _divided(table, k, ratio if step[k - 1] < 0 else 1 / ratio, notes, lines)
    return table


def _divided(table, at, ratio, notes, lines):
    """The table with what came before a row divided by the ratio."""
    table = table.copy()
    table.iloc[:at] /= ratio
    shown_ratio = f"{ratio:g}:1" if ratio >= 1 else f"1:{1 / ratio:g}"
    day = shown(table.index[at])
    notes.repaired(f"prices before the split of {shown_ratio} on {day}: divided", lines[:at])
    return table


def ranges(table, lines, notes: Notes):
    """The table with highs and lows that hold the other prices, or without these columns."""
    table = table.copy()
    for name in ("open", "high", "low"):
        if name in table:
            values = table[name].to_numpy()
            bad = ~(values > 0)
            if bad.mean() > MANY:
                said = MOSTLY_BLANK if bad.mean() > 0.5 else OFTEN_BLANK
                notes.dropped(said.format(name=name, count=bad.sum()))
                table = table.drop(columns=name)
            elif bad.any():
                said = LEFT_EMPTY if name == "open" else EXTREME
                notes.repaired(said.format(name=name), lines[bad])
                table.loc[bad, name] = np.nan
    if "high" not in table or "low" not in table:
        gone = [name for name in ("high", "low") if name in table]
        if gone:
            notes.dropped(f"column {gone[0]}: highs and lows go together")
        return table.drop(columns=gone)
    high, low = table["high"].to_numpy(), table["low"].to_numpy()
    if len(table) > 1 and (high <= low).all() and (high < low).any():
        notes.repaired("high and low changed places in every row: changed back")
        table["high"], table["low"] = low, high
        high, low = low, high
    inner = [name for name in ("open", "close") if name in table]
    top = np.fmax(table[inner].max(axis=1).to_numpy(), np.fmax(high, low))
    floor = np.fmin(table[inner].min(axis=1).to_numpy(), np.fmin(high, low))
    # A sliver is rounding, which a source makes when it adjusts prices.
    wrong = (high < top * (1 - 1e-12)) | (low > floor * (1 + 1e-12))
    if wrong.sum() > max(2, MANY * len(table)):
        notes.dropped(
            f"columns open, high and low: {wrong.sum()} rows do not hold the close between them"
        )
        return table[["close"]]
    notes.repaired("high or low not the extreme of its row: made so", lines[wrong])
    table["high"], table["low"] = top, floor
    return table
