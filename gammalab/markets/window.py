"""Many windows of one price history as one set of paths: each its own date, price and volatility.

`windows` cuts them, `Windows` is what a replay takes. A window has all its bars or is left out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .._frames import days_of, is_datetime_index, is_frame, is_series, pandas, shown
from .._validate import choice, fail, one_number, positive, whole_number
from ..paths.prices import Paths
from .beside import STALE, known_vol, rates_of
from .pace import off_pace, told
from .stamps import LONG, WEEKENDS, weekdays
from .words import PACE_ASSUMED, PACE_GIVEN, TOO_FEW, TOO_FEW_WHY, WINDOWS, WINDOWS_WITH_GAPS

ENTRIES = ("day", "week", "month")
CLOSED = 7  # days for which an exchange may be closed: it was, in September 2001
HARDLY = 0.1  # of a window: who shares less has no overlap
WHOLE = 0.9  # of its usual bars: a day with fewer is short
LATE = 1.5  # of the usual step: longer than that is a hole, where steps are steady


@dataclass(frozen=True, eq=False)
class Windows(Paths):
    """Paths cut from one history. Strikes of a book replayed along them are multiples of each
    window's first price: `straddle(1, months.horizon)` is at the money in every one.

    vol: yearly decimals known at the start of each window, (n_paths,); None where none was given.
    overlap: how many windows share a day, for `mean_with_error`; 1 where they hardly do.
    missing: weekdays in each window that have no price, (n_paths,): holidays, and what the file
    lacks. Weekdays are those on which the file has prices as a rule. With prices within the day,
    a day with less than nine tenths of its usual bars counts, too.
    left_out: a pandas Series, the reason by date of entry. funding: yearly rates for the step that
    begins there, (n_paths, n_times), for `Perpetual(funding=months.funding)`; or None.
    """

    vol: np.ndarray | None = None
    overlap: int = 1
    left_out: object = None
    funding: np.ndarray | None = None
    missing: np.ndarray | None = None
    relative_strikes = True

    def __post_init__(self):
        super().__post_init__()
        for name in ("vol", "funding", "missing"):
            if getattr(self, name) is not None:
                self._keep(name, np.array(getattr(self, name)))

    @property
    def entries(self):
        """The first date of each window, a DatetimeIndex."""
        return pandas().DatetimeIndex([dates[0] for dates in self.dates], name="date")

    def __repr__(self):
        gaps = 0 if self.missing is None else int(np.max(self.missing))
        return (WINDOWS_WITH_GAPS if gaps else WINDOWS).format(
            count=self.n_paths, bars=self.n_steps, first=shown(self.dates[0][0]),
            last=shown(self.dates[-1][0]), out=len(self.left_out), gaps=gaps,
        )  # fmt: skip

    def pick(self, path: int) -> Windows:
        """One window, as Windows of its own."""
        path = self._path(path)
        return self._with(super().pick(path), slice(path, path + 1))

    def every(self, n: int) -> Windows:
        """The same windows, seen at every n-th time only. Funding is left behind."""
        return self._with(super().every(n), funding=None)

    def refine(self, n: int, vol, seed=None) -> Paths:
        """Paths without dates, starting at 1 each: see `Paths.refine`."""
        scaled = Paths(self.times, self.spots / self.spots[:, :1])
        return scaled.refine(n, vol, seed)

    def scaled_to(self, vol) -> Windows:
        """The same windows, louder or quieter: see `Paths.scaled_to`."""
        return self._with(super().scaled_to(vol))

    def mirrored(self) -> Windows:
        """The same windows upside down: see `Paths.mirrored`."""
        return self._with(super().mirrored())

    def _with(self, paths, rows=slice(None), **other):
        kept = {
            "dates": paths.dates if paths._own_dates else (paths.dates,),
            "vol": None if self.vol is None else self.vol[rows],
            "funding": None if self.funding is None else self.funding[rows],
            "missing": None if self.missing is None else self.missing[rows],
            "overlap": self.overlap,
            "left_out": self.left_out,
        }
        moved = (paths.vols, paths.highs, paths.lows)
        kept |= dict(zip(("vols", "highs", "lows"), moved, strict=True))
        return Windows(paths.times, paths.spots, **{**kept, **other})


def windows(
    prices,
    vol=None,
    *,
    entry="month",
    nth=1,
    bars=None,
    days=None,
    per_year=None,
    funding=None,
    start=None,
    end=None,
) -> Windows:
    """Cut a price history into windows: one a month, a week or a day, replayed all at once.

    Parameters
        prices: a Series by date, or a table with the column close, and high and low if it has them.
        vol: the volatility that is paid, a yearly decimal: one number, or a Series by date. Daily
        volatilities beside daily prices are those of the same close; beside prices within the day,
        those of the day before, since a day's close is not known earlier. None: nothing is paid.
        entry, nth: a window begins at the nth bar of each "month", "week" (from Monday) or "day",
        of those that have a volatility; but not more than 7 days later than without this, and in
        no month whose prices begin more than 7 days late.
        bars: steps of a window, from bar to bar; 21 if neither it nor days is given. Each is
        1 / per_year years, whatever the calendar says.
        days: in place of bars, for markets that never close: days by the clock, each 1/365 years.
        per_year: bars in a year. None: 252 for daily prices, 365 where weekends have prices, too;
        prices within the day need it, and so do weeks and months.
        funding: a Series by date, what longs paid at that stamp, as a fraction. Windows in which a
        payment is missing are left out.
        start, end: first and last day of *entry*: "2014", "2014-03" or a day; a window may end
        after `end`.
    Returns
        Windows, in order of entry. Those that lack bars, cross a hole, take far more or fewer days
        than per_year says, or have no volatility or funding are left out, and `left_out` says why;
        so are months and weeks without a price.
    Errors
        ValueError naming the argument, the value and what is allowed; and where no window is left,
        or all of them show that there are other than `per_year` bars in a year.

    A hole is what the reader of a file reported; a step of more than 7 days; where weekends have
    prices, or within a day that no reader has seen, one of more than one and a half usual steps.
    Shorter gaps are crossed: a missing day may be a holiday. `missing` counts them. A window may
    take 0.7 to 1.3 times its days by per_year (a short one 7 more, or 2 fewer), the quarter around
    it 0.85 to 1.15 times: more is no holiday, but weeks among days, or a weekday that is not there.

    >>> from gammalab import markets
    >>> vol = markets.load_vol("vix")
    >>> months = windows(markets.load("spx"), vol=vol, start="2014", end="2018")
    >>> print(str(months).replace("; ", "\\n"))
    59 windows of 21 bars, entered 2014-01-03 to 2018-11-01
    1 left out
    weekdays missing in a window: 2 at most
    """
    pd = pandas()
    index = _dates(prices)
    around_the_clock = bool((index.day_of_week >= 5).mean() > WEEKENDS)
    daily = bool((index == index.normalize()).all())
    step = pd.Series(index).diff().median()
    long = bool(np.median(weekdays(index)) > LONG)
    bars, dt = _length(bars, days, per_year, step, daily, around_the_clock, long)
    whole = Paths.from_prices(prices, years_per_step=dt)
    vols = known_vol(vol, index, daily, long)
    choice("entry", entry, ENTRIES)
    period = _periods(index, entry)
    wanted = _between(index, start, end)
    late = max(CLOSED, step.days)
    first, reasons = _entries(period, vols, wanted, whole_number("nth", nth), index, entry, late)
    holes = _holes(prices, index, step, daily, around_the_clock or long)
    good = []
    for k in first:
        why = _incomplete(k, bars, days, index, holes)
        if why:
            reasons[index[k]] = why
        else:
            good.append(k)
    strays, rate = off_pace(index, good, bars, dt, holes)
    if good and len(strays) == len(good):
        _other_pace(per_year, dt, rate)
    reasons |= {index[k]: why for k, why in strays.items()}
    good = [k for k in good if k not in strays]
    cells = np.array(good, dtype=int)[:, None] + np.arange(bars + 1)
    rates = None
    if funding is not None:
        rates, covered = rates_of(funding, index, cells, dt)
        for k in np.array(good)[~covered]:
            reasons[index[k]] = "no funding for all of it"
        cells, rates = cells[covered], rates[covered]
    left_out = pd.Series(reasons, dtype=object, name="left out").rename_axis("date").sort_index()
    if not len(cells):
        if not wanted.any():
            span = f"{shown(index[0])} to {shown(index[-1])}"
            fail("prices", span, f"of days between start and end, {start!r} and {end!r}")
        _none_left(index, bars, left_out, vol)
    starts = cells[:, 0]
    shared = bars / np.median(np.diff(starts)) if len(starts) > 1 else 1
    overlap = max(1, int(np.ceil(shared - HARDLY)))
    more = {}
    if whole.highs is not None:
        for name in ("highs", "lows"):
            more[name] = getattr(whole, name)[0][cells]
            more[name][:, 0] = whole.spots[0][starts]
    return Windows(
        dt * np.arange(bars + 1),
        whole.spots[0][cells],
        tuple(whole.dates[k : k + bars + 1] for k in starts),
        vol=None if vols is None else vols[starts],
        overlap=overlap,
        left_out=left_out,
        funding=rates,
        missing=_missing(index, cells, daily, around_the_clock or long),
        **more,
    )


def _other_pace(per_year, dt, rate):
    """ValueError where the dates show another number of bars a year than was given, or assumed."""
    allowed = PACE_ASSUMED if per_year is None else PACE_GIVEN
    fail("per_year", per_year, allowed.format(rate=told(rate), assumed=1 / dt))


def _none_left(index, bars, left_out, vol):
    """ValueError where no window is left, with the reason of most."""
    allowed = TOO_FEW.format(bars=bars)
    if len(left_out):
        words = left_out.str.replace(r"\d{4}-\d\d.*", "...", regex=True)
        many = words.value_counts()
        first = left_out[words == many.index[0]]
        allowed = TOO_FEW_WHY.format(
            bars=bars, why=first.iloc[0], of=many.iloc[0], out=len(left_out),
            first=shown(first.index[0]),
        )  # fmt: skip
        if is_series(vol) and (words == "no volatility").all():
            span = f"{shown(vol.index[0])} to {shown(vol.index[-1])}" if len(vol) else "no dates"
            fail("vol", span, f"of dates that prices have, {shown(index[0])} to {shown(index[-1])}")
    fail("prices", f"{len(index)} prices", allowed)


def _dates(prices):
    """The dates of a Series or table, at least two."""
    if not (is_series(prices) or is_frame(prices)) or not is_datetime_index(prices.index):
        allowed = "a Series or a table by dates, such as markets.load or markets.read_prices gives"
        fail("prices", type(prices).__name__, allowed)
    if len(prices.index) < 2:
        fail("prices", f"{len(prices.index)} prices", "two or more")
    return prices.index


def _length(bars, days, per_year, step, daily, around_the_clock, long):
    """(steps of a window, years of a step)."""
    pd = pandas()
    if days is not None:
        if bars is not None or per_year is not None:
            fail("days", days, "given alone: it says the length and the clock")
        if not around_the_clock:
            fail(
                "days", days, "left out where weekends have no prices: bars=21 counts trading days"
            )
        one = pd.Timedelta(days=1)
        count = one_number("days", days, positive) * (one / step)
        if abs(count - round(count)) > 1e-6 or round(count) < 1:
            fail("days", days, f"a whole number of steps, which are of {step}")
        return round(count), step / pd.Timedelta(days=365)
    bars = whole_number("bars", 21 if bars is None else bars)
    if per_year is None:
        if not daily:
            fail("per_year", None, "given (bars in a year) for prices within the day, or days=")
        if long:
            allowed = f"given for bars of {step.days} days: 52 for weeks, 12 for months"
            fail("per_year", None, allowed)
        per_year = 365 if around_the_clock else 252
    return bars, 1 / one_number("per_year", per_year, positive)


def _periods(index, entry):
    """A number for each bar, the same within a month, a week or a day."""
    if entry == "month":
        return np.asarray(index.year * 12 + index.month)
    days = np.asarray(index.tz_localize(None).normalize(), "datetime64[D]").astype(int)
    return days if entry == "day" else (days + 3) // 7  # day 0, in 1970, was a Thursday


def _between(index, start, end):
    """Which bars may be entries."""
    wanted = np.ones(len(index), bool)
    days = index.tz_localize(None).normalize()
    allowed = "a day such as '2014-03-15', a month or a year; no hour, no zone"
    begin = None if start is None else days_of("start", start, allowed)[0]
    finish = None if end is None else days_of("end", end, allowed)[1].normalize()
    if begin is not None and finish is not None and begin > finish:
        fail("start", start, f"on or before end, which is {end!r}")
    if begin is not None:
        wanted &= days >= begin
    if finish is not None:
        wanted &= days <= finish
    return wanted


def _entries(period, vols, wanted, nth, index, entry, late):
    """(positions of the nth bar of each period, why others have none)."""
    reasons, edges = {}, np.flatnonzero(np.r_[True, period[1:] != period[:-1]])
    whole = np.r_[edges[1:], len(period)]
    usable = np.ones(len(period), bool) if vols is None else np.isfinite(vols)
    count = np.cumsum(np.r_[0, usable])
    first = []
    if entry != "day":
        reasons |= _empty(period[edges], entry, index, wanted)
    for begin, stop in zip(edges, whole, strict=True):
        have = count[stop] - count[begin]
        if have < nth:
            if wanted[begin]:
                few = f"only {have} days to enter in this {entry}"
                reasons[index[begin]] = few if vols is None or have else "no volatility"
            continue
        k = int(np.searchsorted(count, count[begin] + nth, side="left")) - 1
        if not wanted[k]:
            continue
        if entry == "month" and index[begin].day > 1 + late:
            reasons[index[begin]] = f"no prices before {shown(index[begin])} in this month"
        elif index[k] - index[begin + nth - 1] <= pandas().Timedelta(days=STALE):
            first.append(k)
        else:
            reasons[index[begin]] = f"no volatility before {shown(index[k])}"
    return first, reasons


def _empty(seen, entry, index, wanted):
    """{first day: reason} of months or weeks without a row, between bars that may be entries."""
    pd, reasons, at = pandas(), {}, np.flatnonzero(wanted)
    for number in np.setdiff1d(np.arange(seen[0], seen[-1]), seen) if len(at) else ():
        if entry == "month":
            day = pd.Timestamp(int(number - 1) // 12, int(number - 1) % 12 + 1, 1)
        else:
            day = pd.Timestamp("1970-01-01") + pd.Timedelta(days=int(7 * number - 3))
        day = day.tz_localize(index.tz)
        if index[at[0]] < day < index[at[-1]]:
            reasons[day] = f"no prices in this {entry}"
    return reasons


def _missing(index, cells, daily, steady):
    """Weekdays without a price, or with few, in each window, by what the file's weekdays show."""
    if steady:
        return np.zeros(len(cells), int)  # each missing bar is a hole there
    when = np.asarray(index.tz_localize(None).normalize(), "datetime64[D]").astype(int)
    days, bars = np.unique(when, return_counts=True)
    weekday = (days + 3) % 7
    often = np.bincount(weekday.astype(np.intp), minlength=7)
    usual = np.array([np.median(bars[weekday == k]) if often[k] else 0 for k in range(7)])
    all_days = np.arange(days[0], days[-1] + 1)
    there = np.zeros(len(all_days))
    there[days - days[0]] = bars
    there[[0, -1]] = np.inf  # a file may begin and end within a day
    of_week = (all_days + 3) % 7
    few = there < (1 if daily else WHOLE * usual[of_week])
    few &= 2 * often[of_week] >= often.max()
    so_far = np.r_[0, np.cumsum(few)]
    first, last = (when[cells[:, k]] - days[0] for k in (0, -1))
    return so_far[last + 1] - so_far[first]


def _holes(prices, index, step, daily, steady):
    """Positions of the bars before which prices are missing."""
    report = getattr(prices, "attrs", {}).get("report")
    steps, pd = index[1:] - index[:-1], pandas()
    long = steps > (LATE * step if steady else pd.Timedelta(days=CLOSED))
    if report is None and not daily:  # within a day; nights are no holes
        long |= (index[1:].normalize() == index[:-1].normalize()) & (steps > LATE * step)
    after = [index.searchsorted(before, side="right") for before, _ in getattr(report, "holes", ())]
    return np.unique(np.r_[np.flatnonzero(long) + 1, after]).astype(int)


def _incomplete(k, bars, days, index, holes):
    """Why the window that begins at bar k is left out; "" if it is whole."""
    if k + bars >= len(index):
        return f"only {len(index) - 1 - k} of {bars} bars are there"
    inside = np.searchsorted(holes, [k + 1, k + bars + 1])
    if inside[0] < inside[1]:
        at = holes[inside[0]]
        return f"no prices between {shown(index[at - 1])} and {shown(index[at])}"
    if days is not None:
        late = index[k + bars] - index[k] - pandas().Timedelta(days=days)
        if abs(late) > pandas().Timedelta(days=days) / bars / 2:
            return f"its bars take {index[k + bars] - index[k]}"
    return ""
