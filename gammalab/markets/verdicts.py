"""What becomes of quotes that were read: the sizes of their strikes, prices and volatilities, and
the reasons against rows."""

from __future__ import annotations

import numpy as np

from .._validate import HIGHEST_VOL
from .contracts import IN_COIN
from .parity import needed_vol
from .words import NONE_READ, STRIKES_ABOVE, STRIKES_BELOW

LARGE = 20_000  # strikes above it may be times 1000
FAR = 5.0  # times spot, or its fifth: the middle of strikes is nearer
LOWEST_VOL = 1e-3  # below it a source means that it has none
LEAST, MOST = 1.0, 4.0  # the middle of volatilities that may be decimals or points: asked
SUCH = {
    "strike": "symbols may be OCC's, SPXW  240119C04750000, or Deribit's, BTC-26JAN24-43000-C",
    "right": "call and put may be C and P, CE and PE, call and put",
    "expiry": "give days such as 2024-01-19",
}
WILD, ABSURD = 3.0, 5.0  # the usual volatility that prices in coin, and any prices, need
MARGIN, CARRY = 0.01, 0.3  # of spot, and a year: below what exercise gives by more is no quote
ROOM = 1.05  # an option is worth no more than its spot, or its strike: prices of two moments


def as_written(data):
    """Whether strikes are still as the file had them: symbols have not shown their size."""
    return float(data["strike"].median()) > LARGE


def in_units(data, notes, strikes):
    """Strikes in currency: some sources give them times 1000."""
    strike = data["strike"]
    if strikes is None and "spot" in data:
        ratio = float((strike / data["spot"]).median())
        if 300 < ratio < 3000:
            strikes = "thousandths"
        elif not 1 / FAR < ratio < FAR and np.isfinite(ratio):
            said = STRIKES_ABOVE if ratio > FAR else STRIKES_BELOW
            raise ValueError(said.format(strike=strike.median(), spot=data["spot"].median()))
    elif strikes is None and "price" not in data and "bid" in data:
        slope, strike = _slope(data), data["strike"]
        strikes = "thousandths" if 0.0004 < -slope < 0.002 else None
        if slope == 0.0 and strike.median() > LARGE and (strike.dropna() % 500 == 0).all():
            raise ValueError(
                f"strikes are around {strike.median():g}, and neither spot nor pairs of call and "
                "put tell their size; give spot=, strikes='as they are' or strikes='thousandths'"
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


def in_currency(data, notes, asked):
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
    if asked is None:
        _surely_coin(data, coin, names, notes)
    for name in names:
        data[name] = data[name].where(~coin, data[name] * data["spot"])
    notes.repaired("prices in coin: multiplied by spot", data.index[coin])


def _surely_coin(data, coin, names, notes):
    """ValueError where prices cannot be in coin, or names alone do not tell: other exchanges have
    names like Deribit's, and prices in dollars."""
    most = (data["strike"] / data["spot"]).where(data["right"] == "put", 1.0)
    for name in names:
        doubtful = coin & ((data[name] > ROOM * most) | ~data["root"].isin(IN_COIN))
        if doubtful.any():
            k = int(np.argmax(doubtful))
            raise ValueError(
                f"{notes.at(data.index[k])}, {name} = {data[name].iloc[k]:g} of "
                f"{data['root'].iloc[k]}, spot {data['spot'].iloc[k]:g}: in coin, as Deribit's "
                "prices are, or in dollars? Give coin=True or coin=False"
            )
        vol = needed_vol((data[name] * data["spot"]).where(coin), data)
        middle = np.median(vol[~np.isnan(vol)]) if not np.isnan(vol).all() else 0.0
        if middle > WILD:  # far out of the money, small prices in dollars look like coins
            k = int(np.argmax(vol >= middle))
            raise ValueError(
                f"{notes.at(data.index[k])}, {name} = {data[name].iloc[k]:g} of "
                f"{data['root'].iloc[k]}, spot {data['spot'].iloc[k]:g}: in coin, half of the "
                f"prices need volatilities above {100 * WILD:.0f} %; in dollars? Give coin=True "
                "or coin=False"
            )


def usable(data, notes):
    """ValueError where no row has a strike, no row a right, or none an expiry: it is the column
    that cannot be read, and no row of it."""
    for role in ("strike", "right", "expiry"):
        if len(data) and data[role].isna().all():
            texts = [
                name for name in (f"{role} text", "expires text", "symbol text") if name in data
            ]
            mine = [n for n in texts if n != "expires text" or role == "expiry"]
            value = f", {mine[0].removesuffix(' text')} = {data[mine[0]].iloc[0]!r}" if mine else ""
            place = notes.at(data.index[0])
            raise ValueError(NONE_READ[role].format(place=place, value=value, such=SUCH[role]))


def as_decimals(data, notes, scale):
    """The file's volatilities as decimals; zero is none."""
    if "iv" not in data:
        data["iv"] = np.nan
        return
    iv = data["iv"].where(data["iv"] > 0)
    middle = float(iv.median())
    if scale is None and np.isfinite(middle):
        if LEAST < middle <= MOST:
            raise ValueError(
                f"volatilities around {middle:g}: give scale='points' (20 is 20 %) or "
                "scale='decimal' (0.2)"
            )
        scale = "points" if middle > MOST else "decimal"
    if scale == "points":
        iv = iv / 100
        notes.repaired("volatility in per cent: divided by 100", data.index[iv.notna()])
    elif middle >= LOWEST_VOL:
        notes.found(f"volatility in decimals, {middle:.2g} in the middle")
    none = (data["iv"] <= 0) | (iv < LOWEST_VOL)
    notes.dropped("volatility of zero, or below 0.1 %: left empty", data.index[none])
    iv = iv.where(~none)
    high = iv > HIGHEST_VOL
    notes.dropped(f"volatility above {100 * HIGHEST_VOL:,.0f} %: left empty", data.index[high])
    data["iv"] = iv.where(~high)


def because(data, bad, reason):
    """Give the rows where `bad` is True a reason, if they have none yet."""
    data.loc[np.asarray(bad, bool) & (data["reason"] == "").to_numpy(), "reason"] = reason


def judge(data, notes):
    """The reasons, and the price of rows without one."""
    because(data, ~(data["strike"] > 0), "no strike")
    because(data, data["right"].isna(), "no right")
    because(data, data["expiry"].isna(), "no expiry")
    if "bid" in data and "ask" in data:
        bid, ask = data["bid"], data["ask"]
        because(data, (bid > ask) & (ask > 0), "crossed")
        because(data, (bid == 0) & (ask > 0), "zero bid")
        quoted = (bid > 0) & (ask >= bid)
        middle = (bid + ask).where(quoted) / 2
        data["price"] = middle.fillna(data["price"].where(bid.isna() & ask.isna())) if (
            "price" in data) else middle  # fmt: skip
    elif "price" not in data:
        data["price"] = np.nan
    data["price"] = data["price"].where(data["price"] > 0)
    if "spot" in data:
        most = data["spot"].where(data["right"] == "call", data["strike"])
        high = data["price"] > ROOM * most
        if len(data) and high.all():
            raise ValueError(
                f"{notes.at(data.index[0])}, price = {data['price'].iloc[0]:g}, spot "
                f"{data['spot'].iloc[0]:g}: all prices are above what options can be worth; give "
                "them for one option, in the currency of spot"
            )
        because(data, high, "worth more than it can be")
        vol = needed_vol(data["price"], data)
        vol = vol[~np.isnan(vol)]
        if len(vol) and np.median(vol) > ABSURD:
            k = int(np.argmax(data["price"].notna()))
            raise ValueError(
                f"{notes.at(data.index[k])}, price = {data['price'].iloc[k]:g}, strike "
                f"{data['strike'].iloc[k]:g}, spot {data['spot'].iloc[k]:g}: half of the prices "
                f"need volatilities above {100 * ABSURD:.0f} %; give them for one option, in the "
                "currency of spot"
            )
        sign = np.where(data["right"] == "call", 1.0, -1.0)
        away = (MARGIN + CARRY * data["expiry"]) * data["spot"]
        least = sign * (data["spot"] - data["strike"]) - away
        best = data["ask"] if "bid" in data and "ask" in data else data["price"]
        because(data, (best < least) & (best > 0), "worth less than it must be")
    empty = data["price"].isna() & (data["iv"].isna() | ("bid" in data))
    because(data, empty, "no quote")
    keys = [n for n in ("date", "expires", "expiry", "strike", "right", "root") if n in data]
    good = data["reason"] == ""
    twice = data[good].duplicated(keys)
    there = np.zeros(len(data), bool)
    there[good.to_numpy()] = twice.to_numpy()
    because(data, there, "there twice")
    data.loc[data["reason"] != "", "price"] = np.nan
    for reason, rows in data[data["reason"] != ""].groupby("reason", sort=False):
        notes.dropped(f"price of rows with a reason: {reason}", rows.index)
