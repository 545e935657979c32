"""Lesson 11, round 2: totals of a book, where they sit, and what a move would do."""

from __future__ import annotations

from functools import cache, lru_cache
from types import SimpleNamespace

import numpy as np
import pandas as pd

import gammalab as gl
from gammalab.course.memory import Remembered
from gammalab.lab import Chart, Choice, Lab, Puzzle, Slider, scale, style
from gammalab.lab.words import plural, signed

from .chain import MONTH, SPOT, VOL, desk_book, smile

NAMES = ("delta", "gamma", "vega", "theta")
UNIT = {"delta": 1.0, "gamma": 1.0, "vega": 100.0, "theta": 365.0}
AXIS = {"delta": "shares, without the hedge", "gamma": "units per 1.00", "vega": "currency a point",
        "theta": "currency a day"}  # fmt: skip
PRICES = np.arange(80.0, 120.1, 0.5)
MOVES = (-0.10, -0.05, 0.0, 0.05, 0.10)
SHIFTS = (0.05, 0.0, -0.05)
LAST, ENDS = 40, (7, 30)  # the last day of the lab; the days on it on which options expire
SURFACE = np.arange(85.0, 115.1, 1.0)  # prices of the surface over price and day
MIDDLE, WINGS = 68.3, -100
# Few enough for the arrow keys, with the book of zeros and its mirror among them.
STOPS = tuple(sorted([*np.arange(-100.0, 101.0, 5.0).tolist(), MIDDLE, -MIDDLE]))
FLAT = 0.005  # a gamma that is shown as 0.00
OPEN = 0.2  # one that is clearly above it
RISEN = 1.0  # the gamma of the second puzzle
BY = {"strike": "strike", "expiry": "expiry", "days": "strike"}  # of the bars, by what is seen
EMPTY = {"strike": SPOT, "expiry": "nothing"}
WHERE = {"strike": "Where it sits, by strike", "expiry": "Where it sits, by days left"}
# By whether there are straddles, strangles, and the chain.
HELD = {
    (True, True, True): "{middle} straddles, {wings} strangles, the chain.",
    (True, True, False): "{middle} straddles, {wings} strangles.",
    (True, False, True): "{middle} straddles, the chain.",
    (True, False, False): "{middle} straddles.",
    (False, True, True): "{wings} strangles, the chain.",
    (False, True, False): "{wings} strangles.",
    (False, False, True): "The chain.",
}
NOTHING = "No options: every total is zero at every price. Add some."
GONE = "Day {day}: all have expired, and every total is zero."
TOTAL = {
    "delta": "Day {day} at {spot:g}: delta {here} before its hedge.",
    "gamma": "Day {day} at {spot:g}: gamma {here}.",
    "vega": "Day {day} at {spot:g}: vega {here} a point.",
    "theta": "Day {day} at {spot:g}: theta {here} a day.",
}
PLACES = {
    "strike": "By strike: from {low} (strike {lowest:g}) to {high} (strike {highest:g}).",
    "expiry": "By days left: from {low} ({lowest}) to {high} ({highest}).",
}
EXPIRY = "Day {eve}: {before}; day {end}: {then}."
SUDDEN = "A sudden 10 % down makes {down}, 10 % up {up}."


def three_strikes(middle=MIDDLE, wings=WINGS):
    """Straddles at 100 and strangles at 95 and 105, of one month."""
    return middle * gl.straddle(SPOT, MONTH) + wings * gl.strangle(95, 105, MONTH)


@cache
def _part(name):
    """Strikes, expiries, volatilities, calls and puts of a part of the book, as columns."""
    one = {"middle": gl.straddle(SPOT, MONTH), "wings": gl.strangle(95, 105, MONTH)}
    book = one[name] if name in one else desk_book()
    groups = book.groups
    vols = smile().vols_of(book) if name == "chain" else dict.fromkeys([g[:2] for g in groups], VOL)
    rows = [(g.strike, g.expiry, vols[g[:2]], g.calls, g.puts) for g in groups]
    return tuple(np.array(column)[:, None] for column in zip(*rows, strict=True))


def _greeks(part, spots, day, shift=0.0, names=NAMES):
    """Value and Greeks of each strike and expiry, (groups, spots); what has expired is nothing.

    Each strike keeps its volatility when the price moves. The put is the call by parity. `shift`
    is added to all volatilities: where it is (shifts, groups, 1), so is the answer, for each spot.
    """
    strike, expiry, vol, calls, puts = _part(part)
    left = expiry - day / 365
    alive = left > 1e-9
    left = np.where(alive, left, 1.0)
    found = gl.greeks(spots, strike, left, vol + shift, names=names)
    found = {name: (calls + puts) * values for name, values in found.items()}
    if "price" in found:
        found["price"] = found["price"] - puts * (spots - strike)
    if "delta" in found:
        found["delta"] = found["delta"] - puts
    return {name: np.where(alive, values, 0.0) for name, values in found.items()}


@lru_cache(maxsize=160)
def _grid(part, day):
    """The Greeks at all prices of the picture, in the units of a desk."""
    found = _greeks(part, PRICES, day)
    return {name: found[name] / UNIT[name] for name in NAMES}


def _parts(middle, wings, base):
    held = {"middle": middle, "wings": wings, "chain": float(base)}
    return {name: quantity for name, quantity in held.items() if quantity}


def after(parts, spot, day=0, moves=MOVES, shifts=SHIFTS):
    """P&L of sudden moves, hedged with the delta at `spot`: (shifts, moves), in currency.

    parts : {"middle", "wings" or "chain": how many}. moves : fractions of the price. shifts : of
    all volatilities, decimals; one that would leave less than 1 % leaves 1 %.
    """
    moves = np.asarray(moves, float)
    shifts = np.reshape(shifts, (-1, 1, 1))  # beside the groups of a part, and the prices
    total = np.zeros((len(shifts), moves.size))
    for part, quantity in parts.items():
        now = _greeks(part, np.array([spot]), day, names=("price", "delta"))
        held = now["price"].sum() + now["delta"].sum() * spot * moves
        moved = np.maximum(shifts, 0.01 - _part(part)[2])
        then = _greeks(part, spot * (1 + moves), day, moved, ("price",))["price"]
        total += quantity * (then.sum(axis=1) - held)
    return total


def _total(parts, day, greek):
    """The Greek of the whole book at all prices."""
    line = np.zeros(PRICES.size)
    for part, quantity in parts.items():
        line = line + quantity * _grid(part, day)[greek].sum(axis=0)
    return line


def _where(parts, day, greek, at, by):
    """The Greek at one price, by strike or by days left; a Series. What has expired is left out."""
    labels, rows = [], []
    for part, quantity in parts.items():
        strike, expiry = _part(part)[:2]
        left = np.round(365 * expiry[:, 0]) - day
        labels.append((strike[:, 0] if by == "strike" else left)[left > 0])
        rows.append(quantity * _grid(part, day)[greek][left > 0, at])
    if not sum(row.size for row in rows):
        return pd.Series([0.0], index=[EMPTY[by]])
    sums = pd.Series(np.concatenate(rows)).groupby(np.concatenate(labels)).sum()
    if by == "expiry":
        sums.index = [plural(int(label), "day") for label in sums.index]
    return sums


def chain_gamma(day=0, spot=SPOT):
    """The chain's gamma at a price of the lab, by expiry in days from day 0; a Series.

    What has expired by `day` is left out.

    >>> chain_gamma(6).index.tolist(), chain_gamma(7).index.tolist()
    ([7, 30, 60, 90, 180], [30, 60, 90, 180])
    """
    at = int(round((spot - PRICES[0]) / 0.5))
    expiry = np.round(365 * _part("chain")[1][:, 0]).astype(int)
    sums = pd.Series(_grid("chain", day)["gamma"][:, at]).groupby(expiry).sum()
    return sums[sums.index > day]


@lru_cache(maxsize=64)
def _waiting(part, greek, spot):
    """A Greek of a part at one price, day by day."""
    days = range(LAST + 1)
    found = [_greeks(part, np.array([spot]), day, names=(greek,))[greek].sum() for day in days]
    return np.array(found) / UNIT[greek]


def _compute(spot, middle, wings, greek, day, base, view):
    parts = _parts(middle, wings, base)
    at = int(round((spot - PRICES[0]) / 0.5))
    by = BY[view]
    total = _total(parts, day, greek)
    gamma = _total(parts, day, "gamma")
    table = np.zeros((len(SHIFTS), len(MOVES))) if not parts else after(parts, spot, day)
    over = None
    line = sum((q * _waiting(part, greek, spot) for part, q in parts.items()), np.zeros(LAST + 1))
    if view == "days":
        lines = [_total(parts, one, greek)[np.isin(PRICES, SURFACE)] for one in range(LAST + 1)]
        over = pd.DataFrame(lines, columns=SURFACE)
    return SimpleNamespace(
        spot=spot, middle=middle, wings=wings, greek=greek, day=day, base=base, view=view, by=by,
        empty=not parts, gone=bool(parts) and not base and day >= ENDS[-1], line=line, over=over,
        total=total, here=float(total[at]), gamma=gamma, gamma_here=gamma[at],
        where=_where(parts, day, greek, at, by), down=table[1, 0], up=table[1, -1],
        table=pd.DataFrame(table, index=[f"{100 * s:+.0f}" if s else "0" for s in SHIFTS],
                           columns=[f"{100 * m:+.0f} %" if m else "0" for m in MOVES]),
    )  # fmt: skip


def _draw(page, result):
    total, where, grid = page.total, page.where, page.grid
    total.title(f"{result.greek.capitalize()} of the whole book")
    total.label(AXIS[result.greek])
    total.line(result.total, style.TOTAL, x=PRICES, linewidth=2.0)
    total.point(result.spot, result.here, style.TOTAL, size=10)
    total.limits(*_frame(result.total))
    _draw_where(where, result)
    _draw_days(page.days, result)
    _draw_grid(grid, result)


def _frame(values, least=4):
    """Limits that leave no empty half where all values are on one side of zero."""
    low, high = scale.span(values, least=least)
    if not values.any():
        return low, high
    return (low if values.min() < -0.05 * high else -0.25 * high,
            high if values.max() > -0.05 * low else -0.25 * low)  # fmt: skip


def _draw_days(days, result):
    days.title(f"{result.greek.capitalize()} at {result.spot:g}, day by day")
    days.label(AXIS[result.greek])
    # What expires leaves a break, not a fall.
    ends = [0, *(ENDS if result.base else ENDS[1:]), LAST + 1]
    for start, end in zip(ends, ends[1:], strict=False):
        days.line(result.line[start:end], style.OPTION, x=np.arange(start, end), linewidth=2)
        if end <= LAST:
            days.upright(end - 0.5, style.MUTED)
    days.point(result.day, result.line[result.day], style.TOTAL, size=9)
    days.limits(*_frame(result.line, least=1))


def _draw_where(where, result):
    where.title(WHERE[result.by])
    numbers = result.where
    if result.by == "expiry":
        # The title says that these are days.
        names = [label.split()[0] for label in numbers.index]
        where.bars(pd.Series(numbers.to_numpy(), index=names), digits=1)
    elif len(numbers) <= 3:
        names = pd.Series(numbers.to_numpy(), index=[f"{strike:g}" for strike in numbers.index])
        where.bars(names, digits=1)
    else:
        names = pd.Series(numbers.to_numpy(), index=[_tick(strike) for strike in numbers.index])
        where.bars(names, figures=False)
    where.span(numbers.to_numpy(), least=1, room=0.14)


def _draw_grid(grid, result):
    if result.over is not None:
        _draw_surface(grid, result)
        return
    size = max(float(np.abs(result.table.to_numpy()).max()), 1.0)
    ends = scale.round_up(1.02 * size)
    digits = 0 if size >= 20 else 1
    shown = result.table.round(digits) + 0.0  # what rounds to nothing has no sign
    grid.title("P&L of a sudden move")
    grid.label("points of volatility")
    grid.heat(shown, -ends, ends, unit=None, digits=digits)


def _draw_surface(grid, result):
    """The Greek over price and day. Day 0's largest is the darkest: an expiry outgrows it."""
    over = result.over
    ends = scale.round_up(1.02 * max(float(np.abs(over.iloc[0]).max()), 1.0))
    days = [f"{day}" if day % 10 == 0 else "" for day in over.index]
    prices = [f"{price:g}" if price % 10 == 0 else "" for price in over.columns]
    grid.title(f"{result.greek.capitalize()} by price and day")
    grid.label(f"day (darkest: {ends:g} or more)")
    shown = pd.DataFrame(over.to_numpy().clip(-ends, ends), index=days, columns=prices)
    grid.heat(shown, -ends, ends, unit=None)
    if SURFACE[0] <= result.spot <= SURFACE[-1]:
        grid.point(result.spot - SURFACE[0], result.day, style.TOTAL, size=9)


def _tick(strike):
    return f"{strike:g}" if strike % 10 == 0 else "\u200b" * int(strike * 2 - 150)


def _say(result):
    if result.empty:
        return NOTHING
    held = HELD[bool(result.middle), bool(result.wings), bool(result.base)]
    said = [held.format(middle=signed(result.middle, 1), wings=signed(result.wings))]
    if result.gone:
        return " ".join([*said, GONE.format(day=result.day)])
    total = TOTAL[result.greek]
    said.append(total.format(day=result.day, spot=result.spot, here=signed(result.here, 2)))
    if len(result.where) > 1 and result.where.abs().max() >= 0.05:
        low, high = result.where.idxmin(), result.where.idxmax()
        said.append(
            PLACES[result.by].format(
                low=signed(result.where[low], 1), lowest=low,
                high=signed(result.where[high], 1), highest=high,
            )
        )  # fmt: skip
    passed = [end for end in ENDS if end <= result.day and result.base]
    if passed or result.over is not None:
        end = passed[-1] if passed else ENDS[-1]
        before, then = (signed(result.line[day], 2) for day in (end - 1, end))
        said.append(EXPIRY.format(eve=end - 1, before=before, end=end, then=then))
    said.append(SUDDEN.format(down=signed(result.down, 1), up=signed(result.up, 1)))
    return " ".join(said)


def _at(result, price):
    return float(np.interp(price, PRICES, result.gamma))


@cache
def lowest():
    """The lowest gamma of the chain on day 0."""
    return float(_total({"chain": 1.0}, 0, "gamma").min())


dashboard = Lab(
    "A dashboard",
    Slider("spot", "Price", 100.0, 80.0, 120.0, 0.5),
    Slider("middle", "Straddles at 100", MIDDLE, stops=STOPS),
    Slider("wings", "Strangles at 95 and 105", WINGS, -100, 100, 10),
    Choice("greek", "Greek", NAMES, "gamma"),
    Slider("day", "Day", 0, 0, LAST, 1),
    Choice("base", "On top of", {"nothing": 0, "a whole chain": 1}, 0),
    Choice("view", "See",
           {"by strike": "strike", "by expiry": "expiry", "by price and day": "days"}, "strike"),
    charts=[
        Chart("total", "Gamma of the whole book", "units per 1.00", "price", zero=True,
              xlim=(79, 121)),
        Chart("where", "Where it sits, by strike", zero=True),
        Chart("days", "Gamma at 100, day by day", "units per 1.00", "day", zero=True,
              xlim=(-1, LAST + 1)),
        Chart("grid", "P&L of a sudden move", "points of volatility"),
    ],
    rows=("total where days grid",),
    widths=(4, 4, 4, 4),
    size=(13.6, 4.0),
    compute=_compute,
    draw=_draw,
    say=_say,
    shows="A Greek of the whole book: at each price, where it sits here, and day by day, broken "
    "where options expire. Right, what a sudden move of price and volatility would make, hedged "
    "here; or the Greek over price and day, blue above zero; what outgrows day 0 is no darker.",
    puzzles=[
        Puzzle(
            "Make gamma zero at 100, and positive at 93 and at 107.",
            lambda values, result: not result.base and result.day == 0
            and abs(_at(result, 100)) < FLAT and min(_at(result, 93), _at(result, 107)) > OPEN,
            lambda result: "The mirror: the wings owned, the middle sold. Still zeros at 100.",
            answer={"middle": -68.3, "wings": 100}, reveals=("day",),
        ),
        Puzzle(
            "Back to the first book, straddles 68.3 and strangles -100, at 100. On which day is "
            "its gamma first above 1, with nothing moved?",
            lambda values, result: not result.base and values["spot"] == 100
            and (result.middle, result.wings) == (MIDDLE, WINGS) and result.greek == "gamma"
            and result.day == first_day(),
            lambda result: f"Day {result.day}. Neutral was a word for one day.",
            answer={"day": 7}, reveals=("base", "view"),
        ),
        Puzzle(
            "Your own trades at 0, on top of a whole chain, day 0: gamma at 100 is nearly zero. "
            "At which price is it lowest?",
            lambda values, result: bool(result.base) and not result.day
            and not result.middle and not result.wings and result.greek == "gamma"
            # What the summary shows alike is as good.
            and result.gamma_here < lowest() + 0.005,
            lambda result: f"{result.spot:g}: {signed(result.gamma_here, 2)}, out of nothing at "
            "100. The sold puts sit below.",
            answer={"middle": 0.0, "wings": 0, "base": 1, "spot": 93.5},
        ),
        Puzzle(
            "The chain alone, at 100: let its options expire. On which day does gamma differ "
            "most from the day before?",
            lambda values, result: bool(result.base)
            and not result.middle and not result.wings and result.spot == SPOT
            and result.greek == "gamma"
            and result.day == 1 + int(np.abs(np.diff(result.line)).argmax()),
            lambda result: f"Day {result.day}: from {signed(result.line[result.day - 1], 2)} to "
            f"{signed(result.here, 2)}, as the 30-day straddles expire.",
            answer={"middle": 0.0, "wings": 0, "base": 1, "day": 30},
        ),
    ],
    memory=Remembered("11.dashboard", "11.2"),
)  # fmt: skip


@cache
def first_day():
    """The day on which the waiting book's gamma is first above 1."""
    at = int(np.flatnonzero(PRICES == SPOT)[0])
    parts = _parts(MIDDLE, WINGS, 0)
    return next(day for day in range(26) if _total(parts, day, "gamma")[at] > RISEN)
