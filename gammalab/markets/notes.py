"""What a reader found in a file, repaired, dropped and assumed: the report beside the data.

`Notes` gathers while a file is read, `Report` is what stays: it cannot be changed, compares by its
contents, and copies as itself, so that pandas may carry it along in `attrs`.
"""

from __future__ import annotations

import html
from dataclasses import dataclass, field

FIRST = 3  # places that a note names
KINDS = ("found", "repaired", "dropped", "assumed")


@dataclass(frozen=True)
class Note:
    """One thing in a report: what it is, how many rows it touched (None: the file as a whole), and
    the first places of it."""

    text: str
    count: int | None = None
    first: tuple[str, ...] = ()

    def __str__(self) -> str:
        many = "" if self.count is None else f"{self.count:,} × "
        more = ", ..." if self.count and self.count > len(self.first) else ""
        where = f" ({', '.join(self.first)}{more})" if self.first else ""
        return many + self.text + where


@dataclass(frozen=True, repr=False)
class Report:
    """What a reader has to say of a file: four tuples of `Note`, and the holes.

    kind: "prices", "volatility", "funding" or "quotes"; source: the file's name, "a buffer" or
    "a table"; rows: how many came out. holes: (last stamp before, first stamp after) of each gap
    that is longer than nights, weekends and holidays are. Printed when asked, a table when looked
    at; empty lists are left out.
    """

    kind: str
    source: str
    rows: int
    found: tuple[Note, ...] = ()
    repaired: tuple[Note, ...] = ()
    dropped: tuple[Note, ...] = ()
    assumed: tuple[Note, ...] = ()
    holes: tuple = ()

    def __str__(self) -> str:
        lines = [f"{self.rows:,} rows of {self.kind} from {self.source}"]
        for kind in KINDS:
            notes = getattr(self, kind)
            lines += [f"  {kind if k == 0 else '':<9} {note}" for k, note in enumerate(notes)]
        return "\n".join(lines)

    def __repr__(self) -> str:
        counts = ", ".join(f"{len(getattr(self, kind))} {kind}" for kind in KINDS)
        return f"<Report: {self.rows:,} rows of {self.kind} from {self.source}: {counts}>"

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td>{kind}</td><td>{'' if note.count is None else f'{note.count:,}'}</td>"
            f'<td style="text-align:left">{html.escape(note.text)}</td>'
            f'<td style="text-align:left">{html.escape(", ".join(note.first))}</td></tr>'
            for kind in KINDS
            for note in getattr(self, kind)
        )
        head = "".join(f'<th scope="col">{name}</th>' for name in ("", "rows", "what", "first"))
        title = html.escape(f"{self.rows:,} rows of {self.kind} from {self.source}")
        return (
            f"<table><caption>{title}</caption><thead><tr>{head}</tr></thead>"
            f"<tbody>{rows}</tbody></table>"
        )

    def __copy__(self) -> Report:
        return self

    def __deepcopy__(self, memo) -> Report:
        return self


@dataclass
class Notes:
    """What has been noted so far. `word` is what a row of the source is called in a message."""

    source: str = "a table"
    word: str = "line"
    lists: dict = field(default_factory=lambda: {kind: [] for kind in KINDS})

    def found(self, text, lines=None):
        """Something that is so."""
        self._add("found", text, lines)

    def repaired(self, text, lines=None):
        """Something that was changed."""
        self._add("repaired", text, lines)

    def dropped(self, text, lines=None):
        """Rows that are left out."""
        self._add("dropped", text, lines)

    def assumed(self, text, lines=None):
        """Something that the file does not say."""
        self._add("assumed", text, lines)

    def _add(self, kind, text, lines):
        if lines is None:
            self.lists[kind].append(Note(text))
        elif len(lines):
            places = tuple(f"{self.word} {int(line)}" for line in lines[:FIRST])
            self.lists[kind].append(Note(text, len(lines), places))

    def at(self, line) -> str:
        """A place, for a message: "line 12"."""
        return f"{self.word} {int(line)}"

    def report(self, kind, rows, holes=()) -> Report:
        """All of it, for good."""
        lists = {name: tuple(notes) for name, notes in self.lists.items()}
        return Report(kind, self.source, rows, holes=tuple(holes), **lists)


def report(data) -> Report:
    """The report that came with what a reader returned: found, repaired, dropped, assumed.

    data: what `read_prices`, `read_vol`, `read_funding` or `read_quotes` returned, or a part of it.
    Errors: ValueError where there is none.

    >>> import io
    >>> from gammalab import markets
    >>> file = io.StringIO("Date;Close\\n04.08.2015;2.093,32\\n03.08.2015;2.098,04\\n")
    >>> print(report(markets.read_prices(file, dates="day first")))
    2 rows of prices from a buffer
      found     cells between ';'
                column 'Date' is the date
                column 'Close' is the close
                the decimal comma, '.' between thousands
                dates such as '04.08.2015', the day first
      repaired  2 × newest first: turned round (line 2, line 3)
      assumed   a date is the day of the close
    """
    found = getattr(data, "attrs", {}).get("report")
    if not isinstance(found, Report):
        raise ValueError(
            f"data = a {type(data).__name__} without a report: data must be what read_prices, "
            "read_vol, read_funding or read_quotes returned"
        )
    return found
