"""Ways in which people write dates: what a cell looks like, how it is read, why it is none."""

from __future__ import annotations

import re
from typing import NamedTuple

MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*\.?"
_TIME = (
    r"(?P<time>(?:[T ,:]\s*)?\d{1,2}:\d{2}(?::\d{2}(?P<part>\.\d+)?)?\s*(?P<half>[ap]\.?m\.?)?)?"
    r"\s*(?P<zone>Z|(?:UTC|GMT)?[+-](?:0\d|1[0-4]):?(?:00|15|30|45)(?::?00)?|UTC|GMT)?"
)
DATE = re.compile(
    r"(?P<date>(?P<year>(?:19|20)\d{2})(?P<s1>[-/.])\d{1,2}(?P=s1)\d{1,2}"
    r"|(?P<compact>(?:19|20)\d{6})(?P<clock>[ T](?:\d{9}|\d{6}|\d{4})|\d{6}|\d{4})?"
    r"|\d{1,2}(?P<s2>[-/.])\d{1,2}(?P=s2)(?P<end>\d{4}|\d{2})"
    r"|(?P<named>(?:[a-z]{3,9}\.?,?\s+)?"
    rf"(?:\d{{1,2}}(?:st|nd|rd|th)?\.?[-/ ]{MONTH},?[-/ ]\d{{2,4}}|\d{{1,2}}{MONTH}\d{{2,4}}"
    rf"|{MONTH}[-/ ]\d{{1,2}}(?:st|nd|rd|th)?,?[-/ ]\d{{4}}|\d{{4}}[-/ ]{MONTH}[-/ ]\d{{1,2}})))"
    + _TIME,
    re.I,
)
_CLOCKS = {4: "%H%M", 6: "%H%M%S", 9: "%H%M%S%f"}  # by their digits
_WEEKDAY = r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*"
_ODD = re.compile(  # what most dates have none of
    r"[年년(（]|\s\s|\.\s|\.$|[a-z]{3,9}\.?$|^[a-z]{3,9}\.?,?\s|:\d\d(?:\.\d+)?[+-]\d\d$|^\d{8}-\d|"
    r"\s\d{4}$",
    re.I,
)
_MADE_PLAIN = [
    (re.compile(pattern, re.I), into)
    for pattern, into in (
        (r"\s+", " "),
        (r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]?", r"\1-\2-\3"),
        (r"\s*[(（][日月火水木金土일월화수목금토][)）]$", ""),
        (rf"\s*\(?\b{_WEEKDAY}\.?\)?$", ""),
        (rf"^{_WEEKDAY}\.?,? (?=\d+[-/.]\d)", ""),
        (rf"^{_WEEKDAY} ({MONTH}) (\d{{1,2}}) (\d\d:\d\d:\d\d) (\d{{4}})$", r"\1 \2 \4 \3"),
        (r"(?<=\d)\. (?=\d)", "."),
        (r"(?<=\d)\.$", ""),
        (r"(:\d\d(?:\.\d+)?[+-]\d\d)$", r"\1:00"),
        (r"^(\d{8})-(?=\d)", r"\1 "),
    )
]


def western(cell):
    """A date without what other countries and programs add to it: 2014年1月2日, 2. 1. 2014,
    2014-01-02 Thu, 20140102-09:30, 2014-01-02 09:30-05."""
    if _ODD.search(cell):
        for pattern, into in _MADE_PLAIN:
            cell = pattern.sub(into, cell)
    return cell


def no_date(cell) -> str:
    """Why a cell is no date, and what to do."""
    text = cell.strip()
    if re.fullmatch(r"\d[.,]\d+e\+?\d\d?", text, re.I):
        return "a count that lost its last digits in a spreadsheet; take the file as it came"
    if re.fullmatch(r"(\d{3}|1[34]\d\d)[-/.]\d{1,2}[-/.]\d{1,2}", text):
        return "is its year another calendar's? Write the year as 2014"
    zone = re.search(r"\d\s+\(?([A-Z]\w+/\w+|[A-Z]{2,5})\)?$", text)
    if zone:
        return (
            f"{zone[1]!r} is a time zone in letters; write offsets from UTC (-05:00), or leave it "
            "out and give tz="
        )
    if re.fullmatch(r"\d{1,2}", text):
        return "a date needs its year, month and day in one column"
    if re.fullmatch(rf"(19|20)\d{{2}}[-/. ]?(w|q|m)?\d{{1,2}}|{MONTH}[-/ ]*\d{{2,4}}", text, re.I):
        return "no day of the month is named; write the day whose close it is"
    if re.fullmatch(rf"\d{{1,2}}[-/. ]*{MONTH}|{MONTH}[-/. ]*\d{{1,2}}", text, re.I):
        return "no year is named"
    if re.fullmatch(r"\d{1,2}\.?[-/ ]*[^\W\d]{3,}\.?[-/ ]*\d{2,4}", text):
        return "names of months must be English"
    return "no date can be made of it; take the line out, or name another column (date=...)"


def no_such(cell):
    """What is wrong with a date that looks like one."""
    if re.search(r"[^\W\d]{4,}", cell):
        return "there is no such day; names of months must be English"
    return "there is no such day" + " or hour" * (":" in cell)


class Way(NamedTuple):
    """A way of writing dates: choices of (order, format); whether it has an offset, words or marks
    that must be made alike first, and hours."""

    choices: list
    zoned: bool
    tidy: bool
    timed: bool


def way_of(cell):
    """The way in which a cell is written; None if it is no date."""
    match = DATE.fullmatch(cell)
    if match is None:
        return None
    zone, time = match["zone"] or "", match["time"] or ""
    tidy = bool(match["named"] or match["half"] or zone[:3].upper() in ("UTC", "GMT"))
    tidy |= time[:1] in (",", ":")
    text = alike(cell) if tidy else cell
    form = ""
    if match["clock"]:
        digits = match["clock"].lstrip(" T")
        form = match["clock"][: -len(digits)] + _CLOCKS[len(digits)]
    if time:
        form = " " if tidy else time[: len(time) - len(time.lstrip(" T"))]
        form += "%I:%M" if match["half"] else "%H:%M"
        form += ":%S" * (time.count(":") - (time[0] == ":") == 2)
        form += ".%f" * bool(match["part"]) + " %p" * bool(match["half"])
    if zone:
        form += " " * bool(re.search(r"\s(Z|[+-]\d\d:?\d\d)(:?00)?$", text)) + "%z"
    choices = [(order, date + form) for order, date in _dates(match, text)]
    return Way(choices, bool(zone), tidy, bool(time or match["clock"]))


def _dates(match, text):
    """[(order, format of the day)] that a date may have."""
    if match["named"]:
        words = text.split(" ")
        months = "%B" if any(len(w) > 3 and w.isalpha() for w in words[:3]) else "%b"
        if words[0].isalpha():
            return [("", f"{months} %d %Y")]
        if len(words[0]) == 4:
            return [("", f"%Y {months} %d")]
        return [("", f"%d {months} {'%Y' if len(words[2]) == 4 else '%y'}")]
    if match["compact"]:
        return [("year first", "%Y%m%d")]
    if match["year"]:
        return [("year first", "%Y{0}%m{0}%d".format(match["s1"]))]
    s, year = match["s2"], "%Y" if len(match["end"]) == 4 else "%y"
    found = [("day first", f"%d{s}%m{s}{year}"), ("month first", f"%m{s}%d{s}{year}")]
    return found + [("year first", f"%y{s}%m{s}%d")] * (year == "%y")


def alike(cell):
    """A date with words in it, in one way of writing: "03 Aug 2015 3:00 PM"."""
    text = re.sub(r"^(mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+", "", cell.strip(), flags=re.I)
    if re.search(MONTH, text, re.I):
        text = re.sub(r"(\d)(st|nd|rd|th)\b", r"\1", text, flags=re.I)
        text = re.sub(r"^(\d{1,2})([a-z]{3,9})(\d{2,4})", r"\1 \2 \3", text, flags=re.I)
        text = re.sub(r"(\d{4}):(?=\d\d?:)", r"\1 ", text)
        head, colon, tail = text.partition(":")
        text = re.sub(r"[-/,.]", " ", head) + colon + tail
        text = re.sub(r"\bsept\b", "Sep", text, flags=re.I)
    text = re.sub(r",(?=\s*\d{1,2}:)", " ", text)
    text = re.sub(r"^([^\s:a-z]*):(?=\d\d?:\d\d)", r"\1 ", text, flags=re.I)
    text = re.sub(r"\s*([ap])\.?m\.?", lambda m: f" {m[1].upper()}M", text, flags=re.I)
    text = re.sub(r"\s*(UTC|GMT)([+-])", r"\2", text, flags=re.I)
    text = re.sub(r"\s*(UTC|GMT)$", "+00:00", text, flags=re.I)
    return " ".join(text.split())


def offset(cell):
    """Minutes from UTC at the end of a cell."""
    match = re.search(r"([+-])(\d{2}):?(\d{2})(:?00)?$", cell)
    if match is None:
        return 0
    minutes = int(match[2]) * 60 + int(match[3])
    return minutes if match[1] == "+" else -minutes
