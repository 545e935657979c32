"""Anybody's file of option quotes to a table with a row per option, and a reason per bad row."""

from __future__ import annotations

import numpy as np

from .._frames import pandas
from .._validate import HIGHEST_VOL, choice, fail, flag, one_number, positive
from .columns import plain
from .contracts import RIGHTS, from_symbols, in_years, layout, tickers
from .moments import date_like, moments_of
from .notes import Notes
from .numerals import decimal_mark, floats, is_blank, number_like
from .tables import table_of

SCALES = ("points", "decimal")
NUMBERS = ("strike", "bid", "ask", "price", "iv", "spot", "open_interest")
DAYS = 365.0
LARGE = 20_000  # strikes above it may be times 1000
KEPT = ("date", "expires", "expiry", "strike", "right", "bid", "ask", "price", "iv", "spot",
        "open_interest", "root", "reason")  # fmt: skip


def read_quotes(
    source,
    *,
    now=None,
    spot=None,
    expiry_hour=None,
    dates=None,
    decimal=None,
    unit=None,
    scale=None,
    coin=None,
    strikes=None,
):
    """Option quotes from a file as people have it: one snapshot or thousands.

    A row that cannot be used stays, with its reason; only what would turn all of them wrong is an
    error. Each line is an option, or a strike with its call on the left and its put on the right;
    strike, expiry and right may stand in a symbol (OCC's, Deribit's).

    Parameters
        source: a path, a buffer or a DataFrame; .gz, and .zip with one file in it.
        now: the moment of the quotes, where no column says it: "2024-01-19" or "2024-01-19 15:30".
        spot: the underlying's price, where no column says it.
        expiry_hour: when options expire, such as "16:00", by the clock of the quotes. None: 16:00
        if the quotes have hours and the expiries none; the hour of the quotes if they have none.
        dates, decimal, unit: as for `read_prices`.
        scale: volatilities in "points" (20 is 20 %) or "decimal". coin: whether prices are in coin,
        and so to be multiplied by spot. strikes: "as they are", or "thousandths" (4750000 is 4750).
    Returns
        pandas.DataFrame, by line of the file: date, expires (moments), expiry (years, days / 365),
        strike, right ("call", "put"), bid, ask, price (their middle, or the file's where it has
        neither; NaN where the row is no good), iv (the file's, yearly decimal), spot; and
        open_interest and root where they are there. reason: "" for a good row, or one of "no
        strike", "no right", "no expiry", "expired", "expires that day, at an hour unknown",
        "crossed", "zero bid", "no quote", "there twice", "not a number: ...". Its report:
        `markets.report(quotes)`.
    Errors
        ValueError naming the line, the value, and the argument that would decide.

    >>> import io
    >>> text = ("symbol,bid,ask\\nSPXW  240119C04750000,31.1,31.5\\n"
    ...         "SPXW  240119P04750000,22.3,22.1\\n")
    >>> quotes = read_quotes(io.StringIO(text), now="2024-01-16", spot=4765.98)
    >>> quotes[["strike", "right", "price", "reason"]].values.tolist()
    [[4750.0, 'call', 31.3, ''], [4750.0, 'put', nan, 'crossed']]
    """
    if scale is not None:
        choice("scale", scale, SCALES)
    if strikes is not None:
        choice("strikes", strikes, ("as they are", "thousandths"))
    coin = None if coin is None else flag("coin", coin)
    notes = Notes()
    table = table_of(source, notes, dated=False)
    if not table.headed:
        raise ValueError("source: quotes need a header with the names of their columns")
    parts, deribit = [], False
    for right, roles in layout(table, notes):
        part, theirs = _part(table, roles, right, notes, decimal)
        parts.append(part)
        deribit |= theirs
    pd = pandas()
    data = pd.concat(parts).sort_index(kind="stable") if len(parts) > 1 else parts[0]
    data = data.copy()
    if spot is not None:
        data["spot"] = one_number("spot", spot, positive)
    _in_time(data, notes, now, expiry_hour, dates, unit, deribit)
    names = {plain(name) for name in table.names}
    if strikes is None and {"exdate", "cp flag", "strike price"} <= names and _as_written(data):
        notes.found("names of OptionMetrics, whose strikes are times 1000")
        strikes = "thousandths"
    _strikes(data, notes, strikes)
    _in_currency(data, notes, coin)
    _vols(data, notes, scale)
    _judge(data, notes)
    data = data[[name for name in KEPT if name in data]]
    data.attrs["report"] = notes.report("quotes", len(data))
    return data


def _part(table, roles, right, notes, decimal):
    """The columns of one side as they stand: numbers as floats, the rest as text."""
    pd = pandas()
    missing = {"strike", "expires", "right"} - set(roles) - ({"right"} if right else set())
    if missing and "symbol" not in roles:
        shown = ", ".join(map(repr, table.names))
        raise ValueError(
            f"no column for {' and '.join(sorted(missing))}, and none with symbols; there are: "
            f"{shown}"
        )
    if not {"bid", "ask"} <= set(roles) and not {"price", "iv"} & set(roles):
        raise ValueError("no column with quotes: bid and ask, or a price, or iv")
    words = {k for role, k in roles.items() if role not in NUMBERS}
    got = table.read(list(roles.values()), words)
    lines = table.lines
    numbers = {role: got[k] for role, k in roles.items() if role in NUMBERS}
    mark = decimal_mark(numbers, lines, notes, decimal)[0]
    part = pd.DataFrame(index=pd.Index(lines, name=notes.word))
    part["reason"] = ""
    for role, cells in numbers.items():
        part[role] = _softly(cells, lines, role, mark, notes, part)
    for role in ("date", "expires"):
        if role in roles:
            part[f"{role} text"] = [str(cell).strip() for cell in got[roles[role]]]
    if "root" in roles:
        part["root"] = [str(cell).strip() for cell in got[roles["root"]]]
    if right:
        part["right"] = right
    elif "right" in roles:
        words = pd.Series(got[roles["right"]], dtype=object).str.strip().str.lower()
        part["right"] = words.map(RIGHTS).to_numpy(object)
    deribit = False
    if "symbol" in roles:
        said, deribit = from_symbols(got[roles["symbol"]], notes)
        if "root" not in part and "strike" in roles:
            said["root"] = said["root"].fillna(tickers(got[roles["symbol"]]))
        _agree(part, said, notes)
    return part, deribit


def _softly(cells, lines, role, mark, notes, part):
    """A column as floats; what is no number is NaN, and the row's reason."""
    try:
        return floats(cells, lines, role, notes, mark)[0]
    except ValueError:
        pass
    values = np.full(len(cells), np.nan)
    if cells.dtype.kind != "O":
        return np.where(np.isfinite(cells), cells, np.nan)
    for k, cell in enumerate(cells):
        try:
            if not is_blank(cell):
                one = np.array([cell], dtype=object)
                values[k] = floats(one, lines[k : k + 1], role, Notes(), mark)[0][0]
        except ValueError:
            if role != "open_interest":
                part.iloc[k, part.columns.get_loc("reason")] = f"not a number: {role} {cell!r}"
    return values


def _agree(part, said, notes):
    """Take from the symbols what no column says; where both speak, they must say the same."""
    said.index = part.index
    if said["root"].notna().any():
        part["root"] = said["root"].fillna(part["root"] if "root" in part else "")
    part["symbol expires"], part["coin"] = said["expires"], said["coin"]
    known = said["strike"].notna()
    if "right" not in part:
        part["right"] = said["right"].to_numpy(object)
    if "strike" not in part:
        part["strike"] = said["strike"]
    elif known.any():
        ratio = (part["strike"] / said["strike"])[known]
        if np.isclose(ratio.median(), 1000):
            part["strike"] = part["strike"] / 1000
            notes.repaired("strikes times 1000, as the symbols show: divided", part.index[known])
        off = known & ~np.isclose(part["strike"], said["strike"])
        part.loc[off & part["strike"].notna(), "reason"] = "symbol and strike differ"
        part["strike"] = part["strike"].fillna(said["strike"])


def _in_time(data, notes, now, expiry_hour, dates, unit, deribit):
    """date, expires, and expiry in years."""
    pd = pandas()
    hours = utc = False
    if now is not None:
        try:
            data["date"] = pd.Timestamp(now)
        except (ValueError, TypeError):
            fail("now", now, "a moment such as '2024-01-19' or '2024-01-19 15:30'")
        hours = bool((data["date"] != data["date"].dt.normalize()).any())
    elif "date text" in data:
        data["date"], hours, utc = _moments(data, "date", notes, dates, unit)
    text = data.get("expires text")
    if text is not None and not text.map(date_like).any() and text.map(number_like).any():
        data["expiry"] = in_years(text, notes)
        data["expires"] = pd.NaT
        return
    timed = False
    if text is not None:
        data["expires"], timed, _ = _moments(data, "expires", notes, dates, unit)
        if "symbol expires" in data and deribit:
            data["expires"] = data["symbol expires"].fillna(data["expires"])
        elif "symbol expires" in data:
            data["expires"] = data["expires"].fillna(data["symbol expires"])
    else:
        data["expires"] = data["symbol expires"]
    timed = timed or deribit
    if "date" not in data:
        raise ValueError(
            "no column says when the quotes were taken; give now=, such as now='2024-01-19 15:30'"
        )
    if expiry_hour is not None or hours and not timed:
        if expiry_hour is None and utc:
            raise ValueError(
                f"{notes.at(data.index[0])}: quotes with hours in UTC, expiries without; give "
                "expiry_hour=, by the same clock, such as expiry_hour='20:00'"
            )
        data["expires"] = data["expires"].dt.normalize() + _hour(expiry_hour or "16:00")
        if expiry_hour is None:
            notes.assumed("options expire at 16:00 by the clock of the quotes")
    elif not hours and not timed:
        notes.assumed("options expire at the hour of the quotes: whole days are counted")
    elif not hours and timed:
        notes.assumed("quotes without an hour are of midnight")
    away = (data["expires"] - data["date"]) / pd.Timedelta(days=DAYS)
    data["expiry"] = away
    same_day = (away <= 0) & (data["expires"].dt.normalize() == data["date"].dt.normalize())
    _because(data, same_day & (not hours), "expires that day, at an hour unknown")
    _because(data, away <= 0, "expired")


def _hour(text):
    pd = pandas()
    try:
        return pd.Timedelta(f"{text}:00" if text.count(":") == 1 else text)
    except (ValueError, AttributeError):
        fail("expiry_hour", text, "an hour such as '16:00'")


def _moments(data, role, notes, dates, unit):
    """A column of dates, each different text read once; (moments, whether hours, whether UTC)."""
    pd = pandas()
    codes, unique = pd.factorize(data[f"{role} text"])
    unique = np.array(unique, dtype=object)
    # A day of eight digits may have lost its kind, not its digits: 20240119.0
    unique = np.array([u[:-2] if u.endswith(".0") else u for u in unique], dtype=object)
    good = np.array([date_like(u) for u in unique], bool)
    if not good.any():
        raise ValueError(
            f"{notes.at(data.index[0])}, {role} = {unique[0]!r}: no date can be made of it"
        )
    first = np.full(len(unique), 0)
    first[codes[::-1]] = data.index.to_numpy()[::-1]
    found = moments_of(unique[good], first[good], role, notes, dates, unit)
    read = np.full(len(unique), np.datetime64("NaT", "us"))
    read[good] = found.index.to_numpy("datetime64[us]")
    return read[codes], found.hours, found.utc


def _as_written(data):
    """Whether strikes are still as the file had them: symbols have not shown their size."""
    return float(data["strike"].median()) > LARGE


def _strikes(data, notes, strikes):
    """Strikes in currency: some sources give them times 1000."""
    strike = data["strike"]
    if strikes is None and "spot" in data:
        ratio = float((strike / data["spot"]).median())
        if 300 < ratio < 3000:
            strikes = "thousandths"
        elif not 0.02 < ratio < 50 and np.isfinite(ratio):
            raise ValueError(
                f"strikes are around {strike.median():g}, spot around {data['spot'].median():g}: "
                "they do "
                "not belong together; give strikes='thousandths', or spot= in the same currency"
            )
    elif strikes is None and "price" not in data and "bid" in data:
        slope, strike = _slope(data), data["strike"]
        strikes = "thousandths" if 0.0004 < -slope < 0.002 else None
        if slope == 0.0 and strike.median() > LARGE and (strike.dropna() % 500 == 0).all():
            raise ValueError(
                f"strikes are around {strike.median():g}, and neither spot nor pairs of call and "
                "put "
                "tell their size; give spot=, strikes='as they are' or strikes='thousandths'"
            )
    if strikes == "thousandths":
        notes.repaired("strikes times 1000: divided", data.index[strike.notna()])
        data["strike"] = strike / 1000


def _slope(data):
    """By how much call minus put falls from strike to strike: about one, by put-call parity."""
    middle = data.assign(middle=(data["bid"] + data["ask"]) / 2, day=data["expires"])
    keys = ["date", "day", "strike"]
    wide = middle.pivot_table(index=keys, columns="right", values="middle", aggfunc="first")
    if not {"call", "put"} <= set(wide.columns):
        return 0.0
    gap = (wide["call"] - wide["put"]).dropna().reset_index(level="strike")
    step = gap.groupby(level=["date", "day"]).diff().dropna()
    step = step[step["strike"] > 0]
    return float((step[0] / step["strike"]).median()) if len(step) else 0.0


def _in_currency(data, notes, asked):
    """Prices in currency, where they are in coin: by row, as symbols say, or in all."""
    said = data["coin"].to_numpy(bool) if "coin" in data else np.zeros(len(data), bool)
    coin = said if asked is None else np.full(len(data), asked)
    names = [name for name in ("bid", "ask", "price") if name in data]
    if not coin.any():
        highest = max((float(data[name].max()) for name in names), default=np.nan)
        middle = float(data["spot" if "spot" in data else "strike"].median())
        if asked is None and highest < 2 and middle > 1000:
            raise ValueError(
                f"prices of at most {highest:g} where spot or strike is {middle:g}: in coin? Give "
                "coin=True or coin=False"
            )
        return
    if "spot" not in data:
        raise ValueError("prices are in coin, and no column has the spot; give spot=")
    for name in names:
        data[name] = data[name].where(~coin, data[name] * data["spot"])
    notes.repaired("prices in coin: multiplied by spot", data.index[coin])


def _vols(data, notes, scale):
    """The file's volatilities as decimals; zero is none."""
    if "iv" not in data:
        data["iv"] = np.nan
        return
    iv = data["iv"]
    none = iv <= 0
    notes.dropped("volatility of zero or below: left empty", data.index[none])
    iv = iv.where(~none)
    middle = float(iv.median())
    if scale is None and np.isfinite(middle):
        if 2.0 < middle <= 4.0:
            raise ValueError(
                f"volatilities around {middle:g}: give scale='points' (20 is 20 %) or "
                "scale='decimal' (0.2)"
            )
        scale = "points" if middle > 4.0 else "decimal"
    if scale == "points":
        iv = iv / 100
        notes.repaired("volatility in per cent: divided by 100", data.index[iv.notna()])
    high = iv > HIGHEST_VOL
    notes.dropped(f"volatility above {100 * HIGHEST_VOL:,.0f} %: left empty", data.index[high])
    data["iv"] = iv.where(~high)


def _because(data, bad, reason):
    """Give the rows where `bad` is True a reason, if they have none yet."""
    data.loc[np.asarray(bad, bool) & (data["reason"] == "").to_numpy(), "reason"] = reason


def _judge(data, notes):
    """The reasons, and the price of rows without one."""
    _because(data, ~(data["strike"] > 0), "no strike")
    _because(data, data["right"].isna(), "no right")
    _because(data, data["expiry"].isna(), "no expiry")
    if "bid" in data and "ask" in data:
        bid, ask = data["bid"], data["ask"]
        _because(data, (bid > ask) & (ask > 0), "crossed")
        _because(data, (bid == 0) & (ask > 0), "zero bid")
        quoted = (bid > 0) & (ask >= bid)
        middle = (bid + ask).where(quoted) / 2
        data["price"] = middle.fillna(data["price"].where(bid.isna() & ask.isna())) if (
            "price" in data) else middle  # fmt: skip
    elif "price" not in data:
        data["price"] = np.nan
    data["price"] = data["price"].where(data["price"] > 0)
    empty = data["price"].isna() & (data["iv"].isna() | ("bid" in data))
    _because(data, empty, "no quote")
    keys = [n for n in ("date", "expires", "expiry", "strike", "right", "root") if n in data]
    good = data["reason"] == ""
    twice = data[good].duplicated(keys)
    _because(data, twice.reindex(data.index, fill_value=False) if data.index.is_unique else (
        _spread(good.to_numpy(), twice.to_numpy())), "there twice")  # fmt: skip
    data.loc[data["reason"] != "", "price"] = np.nan
    for reason, rows in data[data["reason"] != ""].groupby("reason", sort=False):
        notes.dropped(f"price of rows with a reason: {reason}", rows.index)


def _spread(good, values):
    """Values of the good rows at their places among all."""
    full = np.zeros(len(good), bool)
    full[good] = values
    return full
