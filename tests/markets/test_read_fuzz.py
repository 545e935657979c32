"""A clean series, written in a random dialect and read back: the same numbers, or an error.

Never other numbers in silence: that is the one promise of the readers.
"""

import io
import random

import numpy as np
import pandas as pd

from gammalab import markets

SEEDS = 150  # dialects
LEAST = 0.6  # of them must be read, not refused
DAYS = ("%Y-%m-%d", "%Y/%m/%d", "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%d-%m-%y", "%m/%d/%y",
        "%y-%m-%d", "%b %d, %Y", "%d-%b-%y", "%Y%m%d", "s", "ms")  # fmt: skip


def series(rng):
    """A clean series: daily on weekdays or every day, or bars within the day; any size of price."""
    n = rng.choice([2, 3, 5, 8, 30, 120])
    kind = rng.choice(["B", "B", "D", "min", "h"])
    start = pd.Timestamp(rng.randint(2000, 2023), rng.randint(1, 12), rng.randint(1, 28))
    index = pd.date_range(start, periods=n, freq=kind)
    if rng.random() < 0.2:  # days that are all below 13: day or month?
        index = pd.date_range(start.replace(day=1), periods=min(n, 9), freq="D")
    steps = np.random.default_rng(rng.randrange(10**9)).standard_normal(len(index)) * 0.01
    scale = rng.choice([0.05, 1.2, 40, 950, 2100, 31_000, 1_400_000])
    digits = rng.choice([0, 1, 2, 3, 4]) if scale > 30 else rng.choice([2, 3, 4])
    return pd.Series((scale * np.exp(np.cumsum(steps))).round(digits), index), digits


def number(value, digits, decimal, thousands, fixed, rng):
    text = f"{value:,.{digits}f}" if fixed else f"{value:,}"
    if not fixed and text.endswith(".0"):
        text = text[:-2]
    return text.replace(",", "T").replace(".", decimal).replace("T", thousands)


def dialect(rng):
    """(text, the series that it says, options) of a random dialect."""
    prices, digits = series(rng)
    intraday = bool((prices.index != prices.index.normalize()).any())
    sep = rng.choice([",", ";", "\t", "|"])
    decimal = rng.choice([".", ","])
    thousands = rng.choice(["", "", {".": ",", ",": "."}[decimal], " ", "'"])
    day = rng.choice(DAYS)
    hour = rng.choice([" %H:%M", " %H:%M:%S", " %I:%M %p"]) if intraday else ""
    if day == "%Y%m%d" and hour:
        hour = " %H%M%S"
    if day in ("s", "ms"):
        per = {"s": 1, "ms": 1000}[day]
        dates = [str(int(t.timestamp()) * per) for t in prices.index]
    else:
        dates = [f"{t:{day}{hour}}" for t in prices.index]
    fixed = rng.random() < 0.7
    cells = [number(p, digits, decimal, thousands, fixed, rng) for p in prices]
    quote = rng.random() < 0.3
    if rng.random() < 0.2:
        cells = [f"{rng.choice(['$', '€'])}{cell}" for cell in cells]
    rows = list(zip(dates, cells, strict=True))
    for _ in range(rng.choice([0, 0, 1, 2])):
        k = rng.randrange(len(rows))
        rows.insert(k, rows[k])
    order = rng.choice(["old", "old", "new", "any"])
    if order == "new":
        rows.reverse()
    if order == "any":
        rng.shuffle(rows)
    if rng.random() < 0.2:
        rows.insert(rng.randrange(len(rows)), (rows[0][0], rng.choice(["null", "", "-", "n/a"])))

    careless = rng.random() < 0.05  # decimal commas between commas, without quotes

    def cell(text):
        return f'"{text}"' if quote or sep in text and not careless else text

    lines = [sep.join([cell(a), cell(b)]) for a, b in rows]
    header = rng.choice(["Date,Close", "date,price", "Datum,Schlusskurs", "<DATE>,<CLOSE>",
                         "DATE,VALUE", "timestamp,Last", ""])  # fmt: skip
    if header:
        lines.insert(0, header.replace(",", sep))
    if rng.random() < 0.2:
        lines.insert(0, "Prices of something")
    if rng.random() < 0.2:
        lines.append("Source: somebody")
    end = rng.choice(["\n", "\r\n", "\r"])
    text = (end.join(lines) + rng.choice(["", end])).encode(
        rng.choice(["utf-8", "utf-8-sig", "utf-16"])
    )
    return text, prices, {"stamp": "day" if not intraday else "end"}


def test_the_same_numbers_or_an_error():
    good, errors = 0, []
    for seed in range(SEEDS):
        text, expected, options = dialect(random.Random(seed))
        try:
            found = markets.read_prices(io.BytesIO(text), **options)
        except ValueError as error:
            errors.append(str(error))
            continue
        shown = f"seed {seed}: {text[:200]!r}\n{markets.report(found)}"
        assert (found.index == expected.index).all() if len(found) == len(expected) else False, (
            shown
        )
        assert (found["close"].to_numpy() == expected.to_numpy()).all(), shown
        good += 1
    assert good > LEAST * SEEDS, (good, errors[:20])
    # What was refused was refused with a way out, or with the line.
    helpful = ("give ", "line ", "source = ", "several columns")
    assert all(any(word in error for word in helpful) for error in errors), errors
