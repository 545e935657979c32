"""Names of columns that say what their numbers are, and that it is not what is wanted.

A file with one column of numbers leaves no choice, and its name may still say that they are of
another day, of another size, or of another sign. `column=` takes them all the same.
"""

from __future__ import annotations

import re

_TIMES = r"prev|previous|prior|yesterdays?|next|tomorrows?|lag\w*|lead|t \d+"
_GUESSES = r"forecast|predicted|expected|estimated?|fitted|target|model"
_MEANS = r"averages?|avg|mean|median|moving|rolling|sma\w*|ema\w*|ma\d*"
_CHANGES = r"changes?|chg|diff\w*|delta|returns?|spread|cum|cumulative|sum"
PRICE = re.compile(
    rf"\b({_TIMES}|{_GUESSES}|{_MEANS}|{_CHANGES}|strike|bid|ask|offer|open|high|low|yields?|"
    r"vwap|twap)\b"
)
VOL = re.compile(
    r"variance|\bvar\b|\brank\b|percentile|\bpctl|\bpctile|\biv[rp]\b|"
    r"\b(?:daily|weekly|monthly|hourly|intraday) (?=vol|iv|std|sigma|implied|real)|"
    r"\b(?:vol\w*|iv|std|sigma) (?:per|a) (?:day|week|month|hour)\b|"
    rf"\b(?:{_TIMES}|{_GUESSES}|{_CHANGES}|rv|bps?|basis points?|normal|move|premium|vrp|vrs|"
    r"skew\w*|of vol|averages?|avg|z ?score|\d+ ?w\w* (?:high|low)|"
    r"volume|open interest|atr|beta|gamma|vega|theta|forward|futures?|fut)\b"
)
FUNDING = re.compile(
    rf"\b({_TIMES}|{_MEANS}|cum|cumulative|sum|total|daily|weekly|monthly|per (?:day|week|month)|"
    r"received?|receipts?|credit|pnl|p l|profit|income|shorts?|premium|basis|fees?|amount|cost|"
    r"payments?)\b"
)
_NOT = re.compile(  # words that look like one of these, and are none
    r"total returns?|longs? (?:pay|paid|pays) (?:to )?shorts?|paid (?:by longs? )?to shorts?"
)


def refuse(words, plain, name, must):
    """ValueError where a column's name says that it is not what `must` says.

    words: PRICE, VOL or FUNDING; plain, name: the name as `columns.plain` has it, and as it stands.
    """
    said = words.search(_NOT.sub("", plain))
    if said:
        raise ValueError(
            f"column {name!r} says {said[0].strip()!r}, and must be {must}; give the table with "
            "that, or column= if it is one"
        )
