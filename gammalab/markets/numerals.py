"""Numbers as people write them: decimal commas, thousands, currency signs, per cent, "3.50B".

The mark of the decimals is decided for a file as a whole. Where nothing in it decides, the error
says which argument would.
"""

from __future__ import annotations

import re

import numpy as np

from .._frames import pandas
from .notes import Notes

ASKED = 2000  # cells of a column, after which one that speaks is enough: the rest is held to it
BLANK = {"", "-", "--", "—", "–", "n/a", "na", "nan", "null", "none", "nil", ".", "..", "#n/a",
         "nd", "#div/0!", "#value!", "#ref!", "#num!", "#null!", "#name?", "k.a.", "n.a.",
         "n.d.", "missing", "?", "*", "nat",
         "<na>"}  # fmt: skip
_CODES = (
    "usdt|usdc|usd|eur|gbp|gbx|jpy|chf|btc|eth|krw|inr|aud|cad|nzd|sek|nok|dkk|pln|czk|huf|ron|try|"
    "rub|zar|brl|mxn|clp|cny|cnh|hkd|sgd|twd|thb|idr|php|myr|ils|sar|aed"
)
_SIGNS = re.compile(
    r"^(?:us|hk|au?|ca?|sg?|nz|nt|mx|r|cn|jp)?\s*[$¥]|[$€£¥₹₿฿₩₽₺₫₪₴₦₱₸元円원]|"
    rf"^(?:{_CODES}|us|r|rs\.?|rp\.?|rm|kr\.?|fr\.|sfr\.?)\s*(?=[\d.,+-])|"
    rf"(?<=[\d.])\s*(?:{_CODES}|pts?|kr\.?|zł|kč|ft|lei|руб\.?)$"
)
_TICKS = re.compile(r"\s*\d{2,3}['’-](?:[0-2]\d|3[01])[0257]\s*")
BILLION = 1e9
_SUFFIX = {"k": 1e3, "m": 1e6, "b": 1e9, "t": 1e12, "bn": 1e9, "mn": 1e6, "mio": 1e6}
_SHAPE = re.compile(
    r"(?P<minus>[+-]?)(?P<body>\d[\d.,' ]*|[.,]\d+)(?P<power>e[+-]?\d+)?"
    r"\s*(?P<suffix>bn|mn|mio|[kmbt])?\s*(?P<percent>%?)"
)
_SPACES = str.maketrans(
    {"\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u2212": "-", "’": "'", "\u066b": "."}
)
_GROUPS = {"comma": r"\d{1,3}(,\d{2,3})*,\d{3}", "dot": r"\d{1,3}(\.\d{3})+"}


def is_blank(cell) -> bool:
    """Whether a cell says that there is nothing."""
    text = cell.strip().lower()
    return text in BLANK or text.startswith("#n/a ")  # Bloomberg's reasons


def number_like(cell) -> bool:
    """Whether a cell looks like a number, whatever its decimal mark."""
    return _parts(cell) is not None


def _parts(cell):
    """(sign, digits with marks, power, factor, whether per cent) of a cell, or None."""
    text = cell.translate(_SPACES).strip().lower()
    if text.startswith("(") and text.endswith(")"):
        text = "-" + text[1:-1]
    text = _SIGNS.sub("", text).strip()
    if text[:1] in "+-" and text[1:2] == " ":
        text = text[0] + text[1:].strip()
    match = _SHAPE.fullmatch(text)
    if match is None:
        return None
    body = match["body"].strip()
    if " " in body and not re.fullmatch(r"\d{1,3}( \d{3})+([.,]\d+)?", body):
        return None
    if "'" in body and not re.fullmatch(r"\d{1,3}('\d{3})+([.,]\d+)?", body):
        return None
    body = body.replace(" ", "").replace("'", "")
    factor = _SUFFIX.get(match["suffix"], 1.0)
    return match["minus"], body, match["power"] or "", factor, bool(match["percent"])


def _speaks(body, power=""):
    """What the digits of one number say of the decimal mark: ".", ",", "" (nothing), None (both
    readings fit), or "?" (neither)."""
    dots, commas = body.count("."), body.count(",")
    if not dots and not commas:
        return ""
    if dots and commas:
        last = "." if body.rfind(".") > body.rfind(",") else ","
        other = "," if last == "." else "."
        whole, _, end = body.rpartition(last)
        good = last not in whole and end.isdigit() | (end == "")
        grouped = re.fullmatch(_GROUPS["dot" if other == "." else "comma"], whole)
        return last if good and grouped else "?"
    mark, other, name = (".", ",", "dot") if dots else (",", ".", "comma")
    if body.count(mark) > 1:
        return other if re.fullmatch(_GROUPS[name], body) else "?"
    whole, _, end = body.partition(mark)
    if not power and len(end) == 3 and 1 <= len(whole) <= 3 and not whole.startswith("0"):
        return None
    return mark


def decimal_mark(columns, lines, notes: Notes, decimal=None, beside=None):
    """(the decimal mark of a file, whether the other mark groups thousands), from the text of its
    columns of numbers: {name: cells}. `beside`: columns that are asked where these are silent.

    Every number in them has a say. Errors: ValueError where two numbers contradict each other, or
    where "1,234" is all there is.
    """
    said, silent, grouped = _asked(columns, lines, notes)
    if not said and silent and beside:
        said, _, _ = _asked(beside, None, None)
        said = said if len(said) == 1 else {}
    if decimal is not None:
        return decimal, grouped
    _no_ticks(columns, lines, notes)
    if len(said) == 2:
        (line, name, cell), (line2, name2, cell2) = said["."], said[","]
        raise ValueError(
            f"{notes.at(line)}, {name} = {cell!r} has a decimal point, and {notes.at(line2)}, "
            f"{name2} "
            f"= {cell2!r} a decimal comma: give decimal='.' or decimal=','; the other groups "
            "thousands"
        )
    if not said and silent:
        line, name, cell = silent
        raise ValueError(
            f"{notes.at(line)}, {name} = {cell!r}: nothing in the file tells thousands from "
            "decimals; "
            "give decimal='.' or decimal=','"
        )
    return (next(iter(said)) if said else "."), grouped


def _no_ticks(columns, lines, notes):
    """ValueError where an apostrophe may part 32nds of a point: 130'165 is 130 and 16.5 / 32."""
    for name, cells in columns.items():
        full = [cell for cell in cells if cell.strip()] if cells.dtype.kind == "O" else []
        if full and all(map(_TICKS.fullmatch, full)):
            raise ValueError(
                f"{notes.at(lines[0])}, {name} = {full[0]!r}: thousands, or 32nds of a point? Give "
                "decimal='.' for thousands; write 32nds as decimals"
            )


def _asked(columns, lines, notes):
    """({mark: who said so}, the first that fits both, whether both marks stand in one number)."""
    said, silent, grouped = {}, None, False
    for name, cells in columns.items():
        if cells.dtype.kind != "O":
            continue
        for k, cell in enumerate(cells):
            if "." not in cell and "," not in cell:
                continue
            parts = _parts(cell)
            word = "" if parts is None else _speaks(parts[1], parts[2])
            if word == "?":
                if notes is None:
                    continue
                raise ValueError(
                    f"{notes.at(lines[k])}, {name} = {cell!r}: no number can be made of it"
                )
            place = (0 if lines is None else lines[k], name, cell)
            if word is None:
                silent = silent or place
            elif word:
                said.setdefault(word, place)
                grouped = grouped or ("." in parts[1] and "," in parts[1])
                if k > ASKED:
                    break
    return said, silent, grouped


def floats(cells, lines, name, notes: Notes, mark="."):
    """A column of text as (floats, NaN where blank; whether any is in per cent).

    Errors: ValueError naming the line and the value, for what is neither blank nor a number.
    """
    if cells.dtype.kind != "O":
        values = cells.astype(float)
        bad = np.isinf(values)
        if bad.any():
            k = int(np.argmax(bad))
            raise ValueError(f"{notes.at(lines[k])}, {name} = {values[k]}: not a finite number")
        return values, False
    values, todo = _quickly(cells, mark)
    signs, percents, blanks, other = [], [], [], "," if mark == "." else "."
    for k in np.flatnonzero(todo):
        cell = cells[k]
        if is_blank(cell):
            if cell.strip():
                blanks.append(lines[k])
            continue
        parts = _parts(cell)
        number = None if parts is None else _number(parts, mark, other)
        if number is None:
            raise ValueError(
                f"{notes.at(lines[k])}, {name} = {cell!r}: {name} must be a number or blank"
            )
        if not _bare(cell):
            (percents if parts[4] else signs).append(lines[k])
        values[k] = number
    notes.repaired(f"{name} with a currency sign, thousands or a suffix: read as a number", signs)
    notes.found(f"{name} in per cent", percents)
    notes.found(f"{name} blank, in words such as 'null'", blanks)
    return values, bool(percents)


def _quickly(cells, mark):
    """(values, what is left to do) of the numbers in plain writing, grouped or not: nearly all."""
    other = "," if mark == "." else "."
    grouped = re.compile(rf"[+-]?\d{{1,3}}(?:\{other}\d{{3}})+(?:\{mark}\d*)?").fullmatch
    plain = [
        cell if other not in cell else cell.replace(other, "") if grouped(cell) else ""
        for cell in cells
    ]
    if mark == ",":
        plain = [cell.replace(",", ".") for cell in plain]
    plain = np.array(plain, dtype=object)
    read = pandas().to_numeric(pandas().Series(plain, dtype=object), errors="coerce")
    good = np.isfinite(read.to_numpy(float))
    values = np.full(len(cells), np.nan)
    values[good] = plain[good].astype(float)  # exact to the last bit, as pandas is not always
    return values, ~good


def _bare(cell):
    return re.fullmatch(r"\s*[+-]?[\d.,]+\s*", cell)


def _number(parts, mark, other):
    """The number, per cent as it stands; None where the marks do not fit."""
    minus, body, power, factor, _ = parts
    if factor == BILLION and len(re.match(r"\d*", body)[0]) > 3:  # 1834.5B: a bid, no billions
        return None
    whole, _, end = body.partition(mark)
    if other in end or mark in end:
        return None
    if other in whole:
        if not re.fullmatch(_GROUPS["dot" if other == "." else "comma"], whole):
            return None
        whole = whole.replace(other, "")
    return float(f"{minus}{whole or 0}.{end or 0}{power}") * factor
