"""Option quotes as they are laid out in files: which column is what, and what a symbol says."""

from __future__ import annotations

import re

import numpy as np

from .._frames import pandas
from .columns import plain
from .notes import Notes
from .numerals import is_blank, number_like

ROLES = {
    "date": ("quote datetime", "quote readtime", "quote date", "date", "timestamp", "datetime",
             "trade date", "data date", "snapshot", "creation timestamp", "quote time", "time",
             "datum"),
    "expires": ("expiration", "expiry", "expiry date", "expire date", "expir date", "expiry dt",
                "exdate", "exp date", "expiration date", "expirationdate", "expires", "maturity",
                "exp", "verfall", "verfallstag", "fälligkeit", "échéance"),
    "strike": ("strike", "strike price", "strikeprice", "strike pr", "k", "basispreis",
               "prix d exercice"),
    "right": ("right", "option type", "optiontype", "option typ", "contract type", "cp flag",
              "call put", "put call", "callput", "putcall", "c p", "cp", "type", "typ", "side"),
    "symbol": ("symbol", "option symbol", "optionsymbol", "contract", "contract symbol",
               "contract name", "instrument name", "instrument", "osi"),
    "bid": ("bid", "best bid", "bid price", "bid px", "best bid price", "bid1price", "bid 1545",
            "bid eod", "geld"),
    "ask": ("ask", "best ask", "offer", "best offer", "ask price", "ask px", "best ask price",
            "ask1price", "ask 1545", "ask eod", "brief"),
    "price": ("mid", "mid price", "price", "mark", "mark price", "settle", "settlement",
              "settlement price", "settle price", "settle pr", "last", "last price", "last sale"),
    "iv": ("iv", "implied volatility", "impl volatility", "implied vol", "imp vol", "impl vol",
           "mark iv", "mid iv", "volatility", "implied volatility 1545"),
    "spot": ("spot", "index price", "underlying price", "underlying last", "underlying",
             "underlying mid", "stock price", "spot price", "stk px",
             "active underlying price 1545"),
    "root": ("root", "underlying symbol", "option root", "ticker", "act symbol"),
    "open_interest": ("open interest", "openinterest", "oi", "open int"),
}  # fmt: skip
LONGEST = 100.0  # years
SIDES = {"call": ("c", "call", "calls"), "put": ("p", "put", "puts")}
TWO_SIDED = ("bid", "ask", "price", "iv", "open_interest", "symbol")
RIGHTS = {"c": "call", "call": "call", "calls": "call", "p": "put", "put": "put", "puts": "put",
          "ce": "call", "european call": "call", "american call": "call",
          "pe": "put", "european put": "put", "american put": "put"}  # fmt: skip
IN_COIN = ("BTC", "ETH")  # whose prices Deribit quotes in coin; others use its names for dollars
_OCC = r"^(?:O:)?(?P<root>[A-Z0-9.^/]{1,6}?)\s*(?P<day>\d{6})(?P<right>[CP])(?P<strike>\d{8})$"
_DERIBIT = (
    r"^(?P<root>[A-Z_]+)-(?P<day>\d{1,2}[A-Z]{3}\d{2})-(?P<strike>\d+(?:d\d+)?)-(?P<right>[CP])$"
)


def layout(table, notes: Notes):
    """[(right or None, {role: position})]: one where each row is an option, two where a row has the
    call on the left and the put on the right."""
    names = [plain(name) for name in table.names]
    common = _roles(names, range(len(names)))
    if "spot" in common:  # or the name of the underlying
        cells = [cell for cell in table.column(common["spot"]) if not is_blank(cell)]
        if cells and not any(map(number_like, cells)):
            common.setdefault("root", common.pop("spot"))
    if "symbol" not in common and "root" in common:
        cells = [cell.strip() for cell in table.column(common["root"])]
        if cells and all(re.match(_OCC, cell) for cell in cells):
            common["symbol"] = common.pop("root")
    sides = {}
    for right, words in SIDES.items():
        mine = {}
        for k, name in enumerate(names):
            first, _, rest = name.partition(" ")
            if first in words and rest:
                mine[k] = rest
        found = _roles([mine.get(k, "") for k in range(len(names))], mine)
        sides[right] = {role: k for role, k in found.items() if role in TWO_SIDED}
    if not all(
        {"bid", "ask"} & set(side) or {"price", "iv"} & set(side) for side in sides.values()
    ):
        sides = _around_the_strike(names)
    if not sides:
        return [(None, common)]
    notes.found("one line per strike, the call on the left and the put on the right")
    shared = {
        role: k
        for role, k in common.items()
        if role in ("date", "expires", "strike", "spot", "root")
    }
    return [(right, {**shared, **side}) for right, side in sides.items()]


def _roles(names, positions):
    """{role: position}, the first name of a role's list that is there winning."""
    found = {}
    for role, words in ROLES.items():
        for word in words:
            mine = [k for k in positions if names[k] == word]
            if mine:
                found[role] = mine[0]
                break
    return found


def _around_the_strike(names):
    """The sides, where names come twice: before the strike and after it."""
    if names.count("strike") != 1 or names.count("bid") != 2:
        return {}
    middle = names.index("strike")
    before = _roles(names, range(middle))
    after = _roles(names, range(middle + 1, len(names)))
    if "bid" not in before or "bid" not in after:
        return {}
    sides = {"call": before, "put": after}
    return {
        right: {r: k for r, k in side.items() if r in TWO_SIDED} for right, side in sides.items()
    }


def in_years(text, notes: Notes):
    """Expiries that are numbers, as years; NaN for what is none, or too long."""
    years = pandas().to_numeric(text, errors="coerce")
    if years.notna().any() and (years.dropna() % 1 == 0).all():
        raise ValueError(
            f"{notes.at(text.index[0])}, expiry = {text.iloc[0]}: years, or days? All of them are "
            "whole numbers; give the table with the dates of expiry"
        )
    notes.found("expiries in years")
    return years.where(years <= LONGEST)


def from_symbols(cells, notes: Notes):
    """What symbols say: a table with root, expires, strike, right, one row each; NaN and "" where
    a symbol says nothing; and coin, whether the price is in coin. And whether any is Deribit's."""
    pd = pandas()
    codes, unique = pd.factorize(pd.Series(cells, dtype=object).str.strip())
    text = pd.Series(unique, dtype=object)
    occ, deribit = text.str.extract(_OCC), text.str.extract(_DERIBIT)
    day = pd.to_datetime(occ["day"], format="%y%m%d", errors="coerce")
    strike = pd.to_numeric(occ["strike"], errors="coerce") / 1000
    theirs = deribit["day"].notna()
    if theirs.any():
        at_eight = pd.to_datetime(deribit["day"], format="%d%b%y", errors="coerce")
        day = day.fillna(at_eight + pd.Timedelta(hours=8))
        number = deribit["strike"].str.replace("d", ".", regex=False)
        strike = strike.fillna(pd.to_numeric(number, errors="coerce"))
    # Not fillna: of a column of nothing but None, pandas 2 makes floats, and warns.
    right = deribit["right"].where(occ["right"].isna(), occ["right"])
    right = right.map({"C": "call", "P": "put"})
    root = deribit["root"].where(occ["root"].isna(), occ["root"])
    coin = theirs & ~root.str.contains("_USD", regex=False).eq(True)
    if theirs.any():
        notes.found(
            "Deribit's names: they expire at 08:00 UTC" + ", prices in coin" * bool(coin.any())
        )
    elif occ["day"].notna().any():
        notes.found("OCC symbols: root, expiry, right and strike")
    columns = {"root": root, "expires": day, "strike": strike, "right": right, "coin": coin}
    parts = pd.DataFrame(columns)
    return parts.take(np.maximum(codes, 0)).reset_index(drop=True), bool(theirs.any())


def tickers(cells):
    """Symbols that are no option's, but the underlying's, such as SPXW; NaN elsewhere."""
    text = pandas().Series(cells, dtype=object).str.strip()
    return text.where(text.str.fullmatch(r"[A-Z.^$]{1,6}").eq(True))
