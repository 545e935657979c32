"""From the text of a file to a table of cells: separator, preamble, header, footer, ragged rows.

A `Table` knows on which line of the file each of its rows stood. Columns are read when asked for,
as numbers where all of a column is plain numbers, and as text otherwise.
"""

from __future__ import annotations

import csv
import io
import re
from typing import NamedTuple

import numpy as np

from .._bar import open_bar
from .._frames import is_frame, is_series, pandas
from .cells import HEAD, SIDEWAYS, FromFrame, Table, not_sideways
from .moments import date_like, no_date
from .notes import Notes
from .numerals import is_blank, number_like
from .source import refuse, text_of
from .vocabulary import DATES

REMARKS = ("#", "//", "%")  # how lines begin that are no rows
TAIL = 40  # lines that are looked at to find the end of the rows
CHUNK = 200_000  # rows, after each of which the bar moves
LONG = 400_000  # rows that may take longer than a second
_SEPARATORS = (";", "\t", "|", ",", " ")
_NAMED = {";": "';'", "\t": "tabs", "|": "'|'", ",": "commas", " ": "spaces"}
_PLAIN = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?", re.I)


class FromText(Table):
    """A table in the text of a file."""

    def __init__(self, body, sep, width, names, sample, first_line, notes):
        self.body, self.sep, self.width = body, sep, width
        self.rows = None  # cells, where Python's own reader has to look at every line
        if sep != " " and body.startswith('"'):
            body = self.body = _without_quotes(body, sep, width)
        count = body.count("\n") + (not body.endswith("\n"))
        super().__init__(names, sample, first_line + np.arange(count), notes)
        regular = sep != " " and '"' not in body and "\n\n" not in body
        if not (regular and body.count(sep) == count * (width - 1)):
            self._look_at_each()

    def _look_at_each(self):
        """Cells by Python's reader; rows that are too short or too long are dropped."""
        first, rows, lines, odd = int(self.lines[0]), [], [], []
        reader = csv.reader(io.StringIO(self.body), **_dialect(self.sep))
        before = 0
        for row in reader:
            line, before = first + before, reader.line_num
            row = _padded(row, self.width)
            if len(row) == self.width:
                rows.append(row)
                lines.append(line)
            elif any(cell.strip() for cell in row):
                odd.append((line, row))
        if len(odd) > max(3, 0.02 * len(rows)):
            line, row = odd[0]
            raise ValueError(
                f"{self.notes.at(line)} has {len(row)} cells, most have {self.width}, and "
                f"{len(odd)} lines differ so: {self.sep.join(row)!r}. Text with "
                f"{_NAMED[self.sep]} in it, such as a decimal comma, must stand in quotes"
            )
        said = f"cut or ragged: not {self.width} cells"
        self.notes.dropped(said, [line for line, _ in odd])
        if not rows:
            refuse(self.notes.source, "no rows")
        self.rows, self.lines = np.array(rows, dtype=object), np.array(lines)

    def read(self, positions, text=()):
        positions = list(dict.fromkeys(positions))
        if self.rows is not None:
            return {k: self.rows[:, k] for k in positions}
        plain = [k for k in positions if k not in text and self._plain(k)]
        found = self._parsed(positions, {k: object for k in positions if k not in plain})
        # Numbers that the sample did not foretell: the text again, for the rules of `numerals`.
        if [k for k in plain if found[k].dtype.kind not in "iuf"]:
            found |= self._parsed(plain, dict.fromkeys(plain, object))
        return found

    def _plain(self, k):
        return all(_PLAIN.fullmatch(cell.strip()) for cell in self.column(k))

    def _parsed(self, positions, kinds):
        pd = pandas()
        reader = pd.read_csv(
            io.StringIO(self.body), sep=self.sep, header=None, names=range(self.width),
            usecols=sorted(positions), dtype=kinds, na_filter=False, skip_blank_lines=False,
            chunksize=CHUNK, quoting=csv.QUOTE_NONE, **_exact(pd),
        )  # fmt: skip
        bar, rows = None, len(self.lines)
        if rows > LONG:
            bar = open_bar(rows, "row", delay=1, unit_scale=True, desc="reading")
        parts = []
        for chunk in reader:
            parts.append(chunk)
            if bar is not None:
                bar.update(len(chunk))
        if bar is not None:
            bar.close()
        return {k: _joined_chunks([part[k].to_numpy() for part in parts]) for k in positions}


def _joined_chunks(chunks):
    """One column: numbers where all of its chunks are."""
    numbers = all(chunk.dtype.kind in "iuf" for chunk in chunks)
    return np.concatenate(chunks if numbers else [chunk.astype(object) for chunk in chunks])


def _without_quotes(body, sep, width):
    """The text without its quotes, if each cell has a pair and nothing is hidden in them."""
    count = body.count("\n") + (not body.endswith("\n"))
    every = body.count('"') == 2 * width * count
    apart = body.count(f'"{sep}"') == body.count(sep) == (width - 1) * count
    return body.replace('"', "") if every and apart else body


def _exact(pd):
    """What makes pandas read each number to the last bit; from 3.1 on it does so by itself."""
    version = tuple(int(part) for part in pd.__version__.split(".")[:2])
    return {} if version >= (3, 1) else {"float_precision": "round_trip"}


def table_of(source, notes: Notes, dated=True) -> Table:
    """The table in a path, a buffer, a DataFrame or a Series. dated: its rows have a date."""
    if hasattr(source, "to_pandas"):  # of Polars, of Arrow
        source = source.to_pandas()
    if is_frame(source) or is_series(source):
        notes.word = "row"
        return FromFrame(source, notes, dated)
    text = text_of(source, notes)
    return _sniffed(text, notes, dated)


def _sniffed(text, notes, dated):
    """Where the table is in a text."""
    text = _with_plain_quotes(text, notes)
    head = _lines(text, HEAD)
    seen = [_seen(head, sep, dated) for sep in _SEPARATORS]
    for place, line in enumerate(head[:TAIL] if dated else (), 1):
        for sep in _SEPARATORS[:4]:
            if line.count(sep) >= SIDEWAYS:
                cells = next(csv.reader([line], **_dialect(sep)))
                not_sideways([cell.strip() for cell in cells], notes.at(place))
    if dated and not any(seen):
        # Dates of another kind, which an argument may explain. Blanks stand within dates, too.
        dated = False
        seen = [_seen(head, sep, dated) for sep in _SEPARATORS if sep != " "]
    best = max(filter(None, seen), key=lambda one: one.score, default=None)
    if best is None:
        raise ValueError(f"source = {notes.source}: {_no_row(head)}")
    notes.found(f"cells between {_NAMED[best.sep]}")
    names = _names(best, notes)
    first_line = best.rows[best.first][0]
    start = _start_of(text, first_line)
    stop = _before_the_footer(text, start, best, dated, notes)
    sample = [_padded(row, best.width) for _, row in best.rows[best.first :]]
    sample = [row for row in sample if len(row) == best.width and _datum(row, dated)]
    body = text[start:stop].rstrip("\n")
    table = FromText(body, best.sep, best.width, names, sample, first_line, notes)
    if not table.headed:
        table.misfit = _misfit(best, notes)
    return table


def _with_plain_quotes(text, notes):
    """The text with "2014-01-02" where it has ="2014-01-02" or '2014-01-02'."""
    if '="' in text[:10_000]:
        text = re.sub(r'(?m)(^|[,;\t|])="', r'\1"', text)
        notes.found('cells such as ="2014-01-02", as for a spreadsheet')
    lines = [line for line in text[:10_000].split("\n")[:-1] if line.strip()]
    single = [re.fullmatch(r"'[^'\"]*'(\s*[,;\t|]\s*'[^'\"]*')+[,;\t|]?", line) for line in lines]
    if lines and all(single):
        notes.found("cells in single quotes")
        text = text.replace("'", '"')
    return text


def _names(best, notes):
    """The names of the columns; what stands above the header goes into the notes."""
    above = best.rows[: best.first]
    while above and not any(cell.strip() for cell in above[-1][1]):
        above = above[:-1]  # blank lines beneath a header are none of it
    header = _header(above, best)
    rest = above[: len(above) - len(header)]
    before = [line for line, row in rest if any(cell.strip() for cell in row)]
    notes.dropped("before the header" if header else "before the first row", before)
    if not header:
        notes.found("no header")
    elif len(header) > 1:
        notes.found(f"a header of {len(header)} lines")
    return [_joined([row[k] for row in header if k < len(row)]) for k in range(best.width)]


def _misfit(best, notes):
    """What is wrong where the line above the rows has names, among them one of dates, and other
    cells than they have: a comma within numbers, as a rule."""
    above = [one for one in best.rows[: best.first] if any(one[1])]
    line, row = above[-1] if above else (0, [])
    dated = any(cell.strip("<># ").lower() in DATES for cell in row)
    if len(row) < 2 or not dated or not _of_words(row):
        return ""
    return (
        f"{notes.at(line)} has {len(row)} names, and the rows have {best.width} cells, such as "
        f"{best.sep.join(best.rows[best.first][1])!r}. Text with {_NAMED[best.sep]} in it, such as "
        "a decimal comma, must stand in quotes; each column needs its name"
    )


def _no_row(head):
    """Why none of these lines is a row: which part of them is in trouble."""
    lines = [(k + 1, line) for k, line in enumerate(head) if line.strip()]
    if len(lines) < 2:
        return f"a header and no rows ({lines[0][1][:60]!r})"
    place, line = lines[len(lines) // 2]
    for sep in _SEPARATORS:
        cells = [cell.strip() for cell in next(csv.reader([line], **_dialect(sep)))]
        cells = [cell for cell in cells if cell]
        undated = [cell[:60] for cell in cells if not date_like(cell)]
        others = [cell[:60] for cell in cells if not number_like(cell)]
        if sep == " " or not undated or not others:  # blanks stand within dates, too
            continue
        if len(undated) < len(cells):
            return f"line {place} has a date, and no number: {undated[0]!r} is none"
        if len(others) < len(cells):
            return f"line {place} has a number, and no date: {others[0]!r}: {no_date(others[0])}"
    return f"no line with a date and a number (line {place} is {line[:60]!r})"


def _lines(text, count):
    """The first lines of a text."""
    return text[: 400 * count].split("\n")[:count]


def _dialect(sep):
    return {"delimiter": sep, "skipinitialspace": True}


class _Seen(NamedTuple):
    """The head of a file, read with one separator: how many rows are of the usual width, (line,
    cells) of each line, and which of them is the first row of the table. `wide` is the width with
    a separator too many at the end."""

    score: int
    sep: str
    rows: list
    first: int
    width: int
    wide: int


def _seen(head, sep, dated):
    """How much of the head reads as rows of one width, with this separator; None if nothing."""
    reader, rows, before = csv.reader(iter(line + "\n" for line in head), **_dialect(sep)), [], 0
    try:
        for row in reader:
            rows.append((before + 1, [cell.strip() for cell in row]))
            before = reader.line_num
    except csv.Error:
        pass
    data = [(i, len(row)) for i, (_, row) in enumerate(rows) if len(row) > 1 and _datum(row, dated)]
    data = [(i, width) for i, width in data if not rows[i][1][0].startswith(REMARKS)]
    if dated and data:  # dates above the table, such as that of its making, stand elsewhere
        where = [next(k for k, cell in enumerate(rows[i][1]) if date_like(cell)) for i, _ in data]
        place = max(sorted(set(where)), key=where.count)
        data = [one for one in data if date_like((rows[one[0]][1] + [""] * place)[place])]
    if not data:
        return None
    widths = [width for _, width in data]
    wide = max(sorted(set(widths)), key=widths.count)
    good = [i for i, width in data if width == wide]
    first = _first(rows, good) if dated else _below_names(rows, good, wide)
    above = [row for _, row in rows[:first] if len(row) == wide]
    too_many = not any(rows[i][1][-1] for i in good) and not any(row[-1] for row in above)
    return _Seen(len(good), sep, rows, first, wide - too_many, wide)


def _first(rows, good):
    """The first row of a table: one whose number is no number is a row, too, if its date stands
    where dates stand."""
    places = [next(k for k, cell in enumerate(rows[i][1]) if date_like(cell)) for i in good[:50]]
    place, wide = max(set(places), key=places.count), len(rows[good[0]][1])
    like = (i for i, (_, row) in enumerate(rows) if len(row) == wide and date_like(row[place]))
    first = min(good[0], next(like))
    while first and _looks_dated(rows[first - 1][1], wide, place):
        first -= 1
    return first


def _looks_dated(row, wide, place):
    """Whether a row has figures where dates stand, in a way of writing that is none, and numbers
    elsewhere: not a name above the table, but a row to be asked about."""
    if len(row) != wide or sum(map(str.isdigit, row[place])) < 4:
        return False
    return any(number_like(cell) for k, cell in enumerate(row) if k != place)


def _below_names(rows, good, wide):
    """The first row of a table without dates: below its names, where numbers stand above them."""
    for i, (_, row) in enumerate(rows[: good[0] + TAIL]):
        if i > good[0] and len(row) == wide and _of_words(row):
            return next((k for k in good if k > i), good[0])
    return good[0]


def _of_words(row):
    """Whether most cells of a row are words, and none a number or a date."""
    words = [cell for cell in row if cell and not number_like(cell) and not date_like(cell)]
    return len(words) == sum(map(bool, row)) > len(row) / 2


def _datum(row, dated):
    """Whether a row has a date, and a number beside it; or, undated, two numbers."""
    dates = [cell for cell in row if date_like(cell)]
    numbers = sum(1 for cell in row if number_like(cell))
    loose = sum(1 for cell in dates if number_like(cell))
    if dated:
        # A day whose price is missing is a row, too.
        blank = any(is_blank(cell) for cell in row)
        loose = min(loose, 1) if loose == len(dates) else 0  # a large number looks like a count
        return bool(dates) and (numbers > loose or blank and numbers >= loose)
    return numbers >= 2


def _header(above, best):
    """The cells of the lines right before the first row that are as wide as it; three at most."""
    header = []
    for _, row in reversed(above[-3:]):
        fits = best.width in (len(row), len(_padded(row, best.width))) or len(row) == best.wide
        fits &= any(row)
        if not fits or any(date_like(cell) for cell in row):
            break
        if header and any(map(number_like, row)) and _of_words(header[0]):
            break
        header.insert(0, row)
    return header


def _joined(cells):
    """The name of a column from the lines of its header, each word once."""
    words = dict.fromkeys(" ".join(cell.split()) for cell in cells if cell.strip())
    return " ".join(words)


def _start_of(text, line):
    """Where a line begins."""
    at = 0
    for _ in range(line - 1):
        at = text.index("\n", at) + 1
    return at


def _before_the_footer(text, start, best, dated, notes):
    """Where the rows end: what is below the last one goes into the notes."""
    stop, odd, sep, width = len(text), [], best.sep, best.width
    last = text.count("\n") + 1
    place = next((k for k, c in enumerate(best.rows[best.first][1]) if date_like(c)), 0)
    for _ in range(TAIL):
        begin = text.rfind("\n", start, stop) + 1
        if begin <= start:
            break
        row = next(csv.reader([text[begin:stop]], **_dialect(sep)), [])
        if _datum(row, dated) and len(_padded(row, width)) == width:
            break
        if dated and 1 < len(row) > place and date_like(row[place]):
            break  # a row that was cut: it is dropped where it is read
        if row and any(cell.strip() for cell in row):
            odd.append(last)
        last, stop = last - 1, begin - 1
    notes.dropped("below the last row", odd[::-1])
    return stop


def _padded(row, width):
    """A row without the empty cells that stand beyond its width."""
    while len(row) > width and not row[-1].strip():
        row = row[:-1]
    return row
