"""Names of columns that say what their numbers are, and that it is not what is wanted.

A file with one column of numbers leaves no choice, and its name may still say that they are of
another day, of another size, or of another sign. `column=` takes them all the same.
"""

from __future__ import annotations

import re

from .vocabulary import OTHERS

BEFORE = (
    r"prev|previous|prior|yesterdays?|gestern|ayer|lag\w*|vortag\w*|vorwoche|vorherig\w*|vorige[nrs]?|anterior|"
    r"pr[ée]c[ée]dente?|veille|poprzedni\w*|önceki|föregående|前日\w*|昨收|前收\w*"
)
_TIMES = rf"{BEFORE}|next \w+|tomorrows?|lead ?\d+|shift\w*|t \d+"
_GUESSES = (
    r"forecast|predicted|expected|estimated?|fitted|y ?hat|target|model|theo\w*|"
    r"fair (?:value|price)|prognose|kursziel"
)
_MEANS = (
    r"averages?|avg|mean|median|moving|rolling|smooth\w*|kalman|(?:sma|ema|ewma|ma) ?\d*|"
    r"durchschnitt\w*|gleitend\w*|moyenne|promedio|média m\w+|media m\w+"
)
_CHANGES = r"changes?|chg|diff\w*|delta|returns?|spread|minus|cum|cumulative|sum"
_BARS = "|".join(word for words in OTHERS.values() for word in words if len(word) > 1)
_RATES = (
    r"(?:interest|funding|deposit|repo|prime|policy|swap|lending|borrow\w*|fed(?:eral)? funds|"
    r"discount|overnight) rate|libor|euribor|sofr|sonia|estr|eonia|risk free|coupon"
)
PRICE = re.compile(
    rf"\b({_TIMES}|{_GUESSES}|{_MEANS}|{_CHANGES}|{_BARS}|strike|bid|ask|offer|geld|brief|yields?|"
    r"vwap|twap|limit|stop (?:price|loss|level)|(?:entry|exit|target) price|cost basis|ha close|"
    r"heikin\w*|typical|hlc3|ohlc4|hl2|band|pivot|support|resistance|"
    r"(?:time|intrinsic|extrinsic|book|face|par) value)\b|"
    r"^(?:max|min|maximum|minimum|stop)$"
)
_PRICED = re.compile(r"\b(price|close|closing|last|settle\w*|nav|px|kurs|index|etf|fund)\b")
# Where no word says that it is a price after all: sizes, ratios, rates, volatilities, results.
NO_PRICE = re.compile(
    r"\b(m(?:ar)?ke?t ?cap\w*|capitali[sz]ation|market value|shares? (?:out\w*|traded|held)|"
    r"anzahl|cantidad|quantité|bestand|saldo|shs out\w*|marktkapital\w*|rendite|rendimento|"
    r"zins\w*|taux|tasso|tasa|gewinn|kgv|obv|korrel\w*|volatilit\w*|volatilidad|varianz|"
    r"number of shares|outstanding|volumen|volym|wolumen|obrót|hacim|umsatz|stück\w*|stuecke?|"
    r"объ[её]м|成交量|出来高|거래량|qty|quantity|size|oi|aum|(?:total|net) assets|notional|"
    r"p e|pe|p b|ratio|eps|earnings|corr\w*|rsi ?\d*|atr ?\d*|macd|sharpe|duration|convexity|"
    rf"z ?score|percentile|drawdown|p ?n ?l|profit|dte|{_RATES}|vola?|volatility|[ihr]v ?\d*|std|"
    r"st ?dev|variance)\b|\b(?:score|rank|signal|position|weights?|exposure|factor|multiplier|"
    r"count|premium|basis|range|sigma)$|"
    r"^(?:beta(?: \d.*)?|alpha|gamma|vega|theta|rho|shares|treasury \d.*)$"
)
VOL = re.compile(
    r"variance|squared|\bvar\b|\brank\b|percentile|\bpctl|\bpctile|\biv[rp]\b|"
    r"\b(?:vol\w*|iv|vix|sigma|std) ?2$|²|"
    r"\b(?:daily|weekly|monthly|hourly|intraday) (?=vol|iv|std|sigma|implied|real)|"
    r"\b(?:vol\w*|iv|std|sigma) (?:per|a) (?:day|week|month|hour)\b|"
    r"\b(?:vol\w*|iv|std|sigma) (?:daily|weekly|monthly|hourly)\b|"
    rf"\b(?:{_TIMES}|{_GUESSES}|{_MEANS}|{_CHANGES}|{_BARS}|rv|rvol|bps?|basis points?|"
    r"normal|move|premium|vrp|vrs|skew\w*|srvix|of vol|z ?score|volumen?|varianz|korrel\w*|"
    r"put call|open interest|atr|beta|gamma|vega|theta|forward|futures?|fut|corr\w*|"
    r"dividends?|yields?|repo|rates?(?! vol\w*)|"
    r"probability|straddle|strangle|ratio|contango|backwardation|slope|butterfly|fly|"
    r"risk reversal|\d*d? ?rr|convexity|curvature|bid|ask|range|mad|err\w*|count|number|"
    r"n options|strikes?|weights?|dte|days to|tenor|maturity|moneyness|score|r2|relative|"
    r"break ?even)\b"
)
FUNDING = re.compile(
    rf"\b({_TIMES}|{_MEANS}|{_BARS}|cum|cumulative|sum|total|net|daily|weekly|monthly|"
    r"per (?:day|week|month)|received?|receipts?|credit|pnl|p l|profit|income|shorts?|premium|"
    r"basis|fees?|amount|cost|payments?|index|points?|pts|accrued|position|z|z ?score|"
    r"borrow\w*|lending|loan|interest(?! \d+h)|paid in \w+)\b|"
    r"^funding (?:rate |paid )?(?:usdt?|eur)$"
)
RATES = {  # of funding, and none that is paid: no column= makes them one
    "a yearly rate": re.compile(r"\b(annual|ann\b|apr\b|apy\b|yearly|p a\b|per year)"),
    "a rate that is not paid yet": re.compile(r"\b(next|predicted|estimated|indicative)\b"),
    "basis points": re.compile(r"\b(bps?|basis points?|e6|e8)\b"),
}
_NOT = re.compile(  # words that look like one of these, and are none
    r"(?:industrial|transport\w*|utility|utilities|composite|stock) averages?|model free|open end|"
    r"high (?:yield|beta|dividend)|low vol\w*|min(?:imum)? vol\w*|"
    r"total returns?|longs? (?:pay|paid|pays) (?:to )?shorts?|paid (?:by longs? )?to shorts?"
)


def refuse(words, plain, name, must):
    """ValueError where a column's name says that it is not what `must` says.

    words: PRICE, VOL or FUNDING; plain, name: the name as `columns.plain` has it, and as it stands.
    """
    text = _NOT.sub("", plain)
    said = words.search(text)
    if said is None and words is PRICE and not _PRICED.search(text):
        said = NO_PRICE.search(text)
    if said:
        raise ValueError(
            f"column {name!r} says {said[0].strip()!r}, and must be {must}; give the table with "
            "that, or column= if it is one"
        )


def refuse_rate(plain, name):
    """ValueError where a column of funding has a rate that is not paid, or basis points."""
    for what, words in RATES.items():
        if words.search(plain):
            raise ValueError(
                f"column {name!r}: {what}; funding must be what is paid at each time, as a "
                "fraction or per cent: give the table with that, and another name"
            )
