"""What quotes say of the future's price, and the volatilities in them: many snapshots at once."""

from __future__ import annotations

import numpy as np

from .._frames import is_frame, pandas
from .._validate import fail, one_number, yearly_rate
from ..pricing.black_scholes import implied_vol

KEYS = ["date", "expires"]
SHORT = 1 / 365  # years: nearer to expiry, the moment of a quote moves its volatility too much
LEAST = 5  # pairs of call and put from which a discount factor is estimated
NEAREST = 5  # pairs whose average is the forward where the rate is given
SANE = (0.5, 1.5)  # what a discount factor may be


def forwards(quotes, rate=None):
    """The forward of each snapshot and expiry, by put-call parity.

    At each strike K with a call and a put, C - P = discount * (forward - K). The line through all
    of them gives both; each pair counts by how tightly it is quoted. It holds for European options.

    Parameters
        quotes: as `read_quotes` returns them.
        rate: yearly, continuous, a number; then the discount is known, and the forward is the
        average over the five strikes nearest to it. None: estimated, from five pairs or more.
    Returns
        pandas.DataFrame by date and expires, and by root where there are several, such as SPX,
        which expires in the morning, and SPXW: expiry (years), forward, discount, pairs, error (the
        root of the mean squared distance of C - P from the line, currency), reason ("" where good;
        NaN elsewhere).
    Errors
        ValueError naming the argument.
    Source
        Stoll (1969), "The relationship between put and call option prices", Journal of Finance 24.

    >>> import io
    >>> from gammalab import markets
    >>> rows = "".join(f"2024-07-01,{k},C,{max(102 - k, 0) + 4}\\n2024-07-01,{k},P,"
    ...                f"{max(k - 102, 0) + 4}\\n" for k in range(95, 110))
    >>> text = io.StringIO("expiry,strike,right,price\\n" + rows)
    >>> found = forwards(markets.read_quotes(text, now="2024-01-02"))
    >>> found[["forward", "discount"]].round(9).values.tolist()
    [[102.0, 1.0]]
    """
    pd = pandas()
    table = _good(quotes)
    codes, groups = _groups(table)
    n = len(groups)
    call = (table["right"] == "call").to_numpy()
    strike, price = table["strike"].to_numpy(), table["price"].to_numpy()
    width = np.zeros(len(table))
    if {"bid", "ask"} <= set(table.columns):
        width = np.nan_to_num((table["ask"] - table["bid"]).to_numpy())
    sides = [
        pd.DataFrame({"group": codes[s], "strike": strike[s], "price": price[s], "width": width[s]})
        for s in (call, ~call)
    ]
    pairs = sides[0].merge(sides[1], on=["group", "strike"], suffixes=("", " put"))
    g, k = pairs["group"].to_numpy(np.intp), pairs["strike"].to_numpy()
    gap = (pairs["price"] - pairs["price put"]).to_numpy()
    wide = (pairs["width"] + pairs["width put"]).to_numpy()
    weight = 1 / np.maximum(wide, 1e-4 * k) ** 2

    def total(values):
        return np.bincount(g, values, minlength=n)

    expiry = np.bincount(codes, table["expiry"], minlength=n) / np.bincount(codes, minlength=n)
    count = np.bincount(g, minlength=n)
    with np.errstate(divide="ignore", invalid="ignore"):
        if rate is None:
            mass = total(weight)
            mean_k, mean_gap = total(weight * k) / mass, total(weight * gap) / mass
            off = k - mean_k[g]
            discount = -total(weight * off * gap) / total(weight * off**2)
            forward = mean_k + mean_gap / discount
        else:
            discount = np.exp(-one_number("rate", rate, yearly_rate) * expiry)
            order = np.lexsort((np.abs(gap), g))
            rank = np.arange(len(g)) - np.searchsorted(g[order], g[order])
            near = order[rank < NEAREST]
            g2 = g[near]
            one = np.bincount(g2, minlength=n)
            forward = np.bincount(g2, k[near] + gap[near] / discount[g2], minlength=n) / one
        error = np.sqrt(total((gap - discount[g] * (forward[g] - k)) ** 2) / count)
    reason = np.full(n, "", dtype=object)
    few = count < (LEAST if rate is None else 1)
    reason[~few & ~((discount > SANE[0]) & (discount < SANE[1]) & (forward > 0))] = "not on a line"
    reason[few] = "too few pairs of call and put"
    bad = reason != ""
    columns = {"expiry": expiry, "forward": forward, "discount": discount, "pairs": count,
               "error": error, "reason": reason}  # fmt: skip
    found = pd.DataFrame(columns, index=groups)
    found.loc[bad, ["forward", "discount", "error"]] = np.nan
    return found


def implied(quotes, rate=None, forward=None):
    """The quotes with their implied volatilities, from the forward of each snapshot and expiry.

    quotes: as `read_quotes` returns them. rate: as for `forwards`. forward: what `forwards`
    returned, if it is there already. Returns a copy: iv (yearly decimals, from price), forward,
    discount, and reason where a row has no iv: its own, its forward's, or that of
    `gammalab.implied_vol`. Errors: ValueError naming the argument.

    >>> import io
    >>> import gammalab as gl
    >>> rows = "".join(f"0.5,{k},{r},{gl.black_scholes.price(100, k, 0.5, 0.2, 0.03, right=r)}\\n"
    ...                for k in (80, 90, 100, 110, 120) for r in ("call", "put"))
    >>> text = io.StringIO("expiry,strike,right,price\\n" + rows)
    >>> implied(gl.markets.read_quotes(text, now="2024-01-02"))["iv"].round(6).unique().tolist()
    [0.2]
    """
    table = _good(quotes)
    known = forwards(quotes, rate) if forward is None else forward
    if not is_frame(known) or not {"forward", "discount", "reason"} <= set(known.columns):
        fail("forward", type(known).__name__, "what markets.forwards returns")
    codes, groups = _groups(table)
    known = known.reindex(groups)
    f, d = (known[name].to_numpy(float)[codes] for name in ("forward", "discount"))
    why = known["reason"].fillna("no forward").to_numpy(object)[codes]
    time, price = table["expiry"].to_numpy(), table["price"].to_numpy()
    go = np.isfinite(f) & (time > 0) & (price > 0)
    vol = np.full(len(table), np.nan)
    if go.any():
        vol[go], why[go] = implied_vol(
            price[go], f[go], table["strike"].to_numpy()[go], time[go], -np.log(d[go]) / time[go],
            0.0, table["right"].to_numpy(str)[go], invalid="nan", reasons=True,
        )  # fmt: skip
    found = quotes.copy()
    at = np.flatnonzero((quotes["reason"] == "").to_numpy() & quotes["price"].notna().to_numpy())
    columns = {"iv": vol, "forward": f, "discount": d}
    for name, values in columns.items():
        full = np.full(len(found), np.nan)
        full[at] = values
        found[name] = full
    reason = found["reason"].to_numpy(object).copy()
    reason[at] = why
    found["reason"] = reason
    return found


def needed_vol(price, data):
    """The volatility that prices need if spot is the forward: inf above what an option can be
    worth, NaN where there is none."""
    vol = np.full(len(data), np.nan)
    there = price.notna() & (price > 0) & (data["expiry"] > SHORT) & data["right"].notna()
    go = (there & (data["strike"] > 0) & (data["spot"] > 0)).to_numpy()
    if go.any():
        spot, strike, expiry = (data[n].to_numpy(float)[go] for n in ("spot", "strike", "expiry"))
        vol[go], why = implied_vol(
            price.to_numpy(float)[go], spot, strike, expiry, 0.0, 0.0,
            data["right"].to_numpy(str)[go], invalid="nan", reasons=True,
        )  # fmt: skip
        vol[np.flatnonzero(go)[why == "above the upper bound"]] = np.inf
    return vol


def _good(quotes):
    """The rows with a price and no reason against them."""
    needed = {"date", "expires", "expiry", "strike", "right", "price", "reason"}
    if not is_frame(quotes) or not needed - set(KEYS) <= set(quotes.columns):
        fail("quotes", type(quotes).__name__, "what markets.read_quotes returns")
    return quotes[(quotes["reason"] == "") & quotes["price"].notna()]


def _groups(table):
    """(the group of each row, the groups by date and expires)."""
    pd = pandas()
    date = table["date"] if "date" in table else pd.Series(pd.NaT, index=table.index)
    expires = table["expires"]
    if expires.isna().all():  # years were all that the file said
        expires = table["expiry"]
    a, dates = pd.factorize(date, sort=True, use_na_sentinel=False)
    b, ends = pd.factorize(expires, sort=True, use_na_sentinel=False)
    root = table["root"] if "root" in table else pd.Series("", index=table.index)
    c, roots = pd.factorize(root, sort=True, use_na_sentinel=False)
    many, kinds = max(len(ends), 1), max(len(roots), 1)
    key = (a.astype("int64") * many + b) * kinds + c
    both, codes = np.unique(key, return_inverse=True)
    levels = [dates[both // kinds // many], ends[both // kinds % many], roots[both % kinds]]
    names = [*KEYS, "root"]
    last = 3 if kinds > 1 else 2  # one root needs no level
    return codes, pd.MultiIndex.from_arrays(levels[:last], names=names[:last])
